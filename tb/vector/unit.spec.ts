import assert from 'node:assert/strict';
import {
  type Pause,
  type Random,
  randomPause,
  type Simulation,
  streamSink,
  streamSource,
  withSimulation,
} from '@chisel-lite/testbench';
import { VectorUnit } from '@macromac/rtl/vector/unit.ts';
import type { ListMemory } from 'macromac/backends/golden/list-memory.ts';
import { parseRecord, takesParameters, type VectorRecord } from 'macromac/backends/golden/list-records.ts';
import { VectorUnit as GoldenUnit } from 'macromac/backends/golden/vector-unit.ts';
import { type VectorFields, vectorWords } from '../../sw/backends/golden/test/list-encoder.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, split } from '../pins.ts';
import { soil } from '../soil.ts';
import { AREAS, isInOrder, someFloat, tryRecord } from './records.ts';

/** Address of the parameters in the memory that golden reads. */
const PARAMETERS = 0x1000;
const RECORDS = 24;

/** A job of the append unit, as the bus has it. */
interface Job {
  readonly kind: number;
  readonly beats: number;
  readonly last_vector: number;
  readonly context: number;
  readonly to: bigint;
  readonly stride: number;
  readonly scales: bigint;
  readonly scale_stride: number;
  readonly halves: bigint;
}

/** What goes in and what must come out, record by record. */
class Run {
  readonly words: bigint[] = [];
  readonly parameters: bigint[] = [];
  readonly results: bigint[] = [];
  readonly activations: bigint[] = [];
  readonly appended: bigint[] = [];
  readonly jobs: { record: VectorRecord; halves: number[] }[] = [];
  records = 0;
  private readonly unit = new GoldenUnit();
  private readonly random: Random;
  private readonly wild: number;

  constructor(random: Random, wild: number) {
    this.random = random;
    this.wild = wild;
  }

  /** Takes a record into the run, for a position. Its parameters are `given`, or anything. */
  add(fields: VectorFields, position: number, given?: readonly number[]): void {
    const words = vectorWords({ ...fields, parameters: PARAMETERS });
    const record = parseRecord(words, position) as VectorRecord;
    const { random } = this;
    const count = takesParameters(record) ? record.n2 * record.parameterBeats : 0;
    const floats = Uint32Array.from(
      { length: 4 * count },
      (_, i) => given?.[i % given.length] ?? this.someParameter(record),
    );
    const memory: ListMemory = {
      read: (address, bytes) => new Uint8Array(floats.buffer).slice(address - PARAMETERS, address - PARAMETERS + bytes),
      write: () => assert.fail('the unit itself writes nothing'),
    };
    for (const beat of beatsOf(floats)) {
      this.parameters.push(beat);
    }
    this.unit.run(record, memory, {
      takeResults: () => {
        const beat = Uint32Array.from({ length: 4 }, () => someFloat(random, this.wild));
        this.results.push(...beatsOf(beat));
        return new Float32Array(beat.buffer);
      },
      giveActivations: (beat) => this.activations.push(...beatsOf(beat)),
      append: (head, y) => {
        if (head === 0) {
          this.jobs.push({ record, halves: [...this.unit.halves] });
        }
        this.appended.push(...beatsOf(canonical(y)));
      },
    });
    // As the list hands it over: with its steps, and its context.
    words[1] = (words[1] & 0xffff) + record.n2 * 2 ** 16;
    words[13] += record.context * 2 ** 16;
    for (let beat = 0; beat < 4; beat++) {
      this.words.push(join([...words.subarray(4 * beat, 4 * beat + 4)], 32));
    }
    this.records++;
  }

  /** Fills both areas of the vector memory, and all scalars and halves, with either sign. */
  fill(): void {
    for (const start of AREAS) {
      this.add({ a: 'parameters', destination: 'memory', n0: 512, parameterBeats: 512, walkW: { start } }, 0);
    }
    for (let r = 0; r < 32; r += 8) {
      const y = this.random.chance(0.5) ? 1 : -1;
      this.add(
        { n0: 8, n1: 8, walkA: { start: r, t: 24 }, reduction: 'magnitude', scalarR: r, finish: 'byte-scale', y },
        0,
      );
    }
  }

  /** Sends all that the unit keeps to the activations. */
  empty(): void {
    for (const start of AREAS) {
      this.add({ n0: 512, walkA: { start }, destination: 'activations' }, 0);
    }
    const ones = [0x3f800000];
    for (let b = 0; b < 32; b += 16) {
      this.add(
        { a: 'parameters', parameterBeats: 1, b: 'scalar', scalarB: b, n0: 1, n1: 16, destination: 'activations' },
        0,
        ones,
      );
    }
    this.add({ n0: 8, n1: 8, destination: 'append', append: 'keys8' }, 0);
  }

  addSome(): void {
    for (;;) {
      const context = 1 + this.random.below(this.random.chance(0.2) ? 65_535 : 200);
      const fields = tryRecord(this.random, context);
      if (!fields || (fields.byContext && context > 500)) {
        continue;
      }
      const offset = this.random.below(Math.min(context, 256));
      const position = context - 1 - offset;
      if (!isInOrder(parseRecord(vectorWords({ ...fields, offset }), position) as VectorRecord)) {
        continue;
      }
      this.add({ ...fields, offset }, position);
      return;
    }
  }

  private someParameter({ half }: VectorRecord): number {
    if (!half) {
      return someFloat(this.random, this.wild);
    }
    const any = this.random.uint32();
    return this.random.chance(this.wild) ? any : ((any & 0x87ff87ff) | 0x38003400) >>> 0;
  }
}

const beatsOf = (bits: Uint32Array): bigint[] =>
  Array.from({ length: bits.length / 4 }, (_, i) => join([...bits.subarray(4 * i, 4 * i + 4)], 32));

/** Bits of float32 values, with the one NaN. */
const canonical = (values: Float64Array): Uint32Array => {
  const floats = Float32Array.from(values);
  return Uint32Array.from(new Uint32Array(floats.buffer), (bits, i) => (Number.isNaN(floats[i]) ? 0x7fc00000 : bits));
};

const hex = (beats: readonly bigint[]): string[] => beats.map((beat) => beat.toString(16).padStart(32, '0'));

/** Pauses of some cycles now and then, in which all that may be under way comes to a stand, and pauses of one. */
function standsStill(random: Random, cycles: number, share: number): Pause {
  let until = 0;
  return (cycle) => {
    if (cycle >= until && random.chance(0.002)) {
      until = cycle + cycles;
    }
    return cycle < until || random.chance(share);
  };
}

/** Runs all that `run` holds through the unit; what comes out of it is what golden gave. */
async function runThrough(sim: Simulation, random: Random, run: Run, shares = [0, 0.3, 0.8]): Promise<void> {
  const share = () => shares[random.below(shares.length)];
  const pause = (name: string) => ({ pause: randomPause(random.fork(name), share()) });
  const still = random.below(3) * 150;
  streamSource<bigint>(sim.bus('record'), sim.clock, pause('record')).send(run.words);
  streamSource<bigint>(sim.bus('p'), sim.clock, pause('p')).send(run.parameters);
  streamSource<bigint>(sim.bus('results'), sim.clock, pause('results')).send(run.results);
  const x = streamSink<bigint>(sim.bus('x'), sim.clock, { pause: standsStill(random.fork('x'), still, share()) });
  const append = streamSink<bigint>(sim.bus('append'), sim.clock, pause('append'));
  const jobs = streamSink<Job>(sim.bus('job'), sim.clock, pause('job'));
  let done = 0;
  sim.clock.attach({
    sample() {
      done += Number(sim.port['done'].raw.value);
    },
  });
  await sim.clock.until(() => done === run.records && sim.port['busy'].number === 0, 'all records');
  await sim.clock.cycles(2);

  assert.deepEqual(hex(x.pending), hex(run.activations));
  assert.deepEqual(hex(append.pending), hex(run.appended));
  assert.equal(sim.port['busy'].number, 0);
  assert.deepEqual(
    jobs.pending.map((job) => [
      job.kind,
      job.beats,
      job.last_vector,
      job.context,
      job.stride,
      job.scale_stride,
      BigInt(job.to),
      BigInt(job.scales),
    ]),
    run.jobs.map(({ record }) => [
      ['keys16', 'keys8', 'values8'].indexOf(record.append),
      record.n0,
      record.n1 - 1,
      record.context,
      record.appendStride,
      record.stride,
      BigInt(record.appendTo),
      BigInt(record.parameters),
    ]),
  );
  const halves = jobs.pending.map((job) => split(BigInt(job.halves), 16, 8).map(Number));
  assert.deepEqual(
    halves,
    run.jobs.map((job) => job.halves),
  );
}

export const vectorUnit: Bench = {
  source: 'vector/unit.ts',
  unit: () => VectorUnit(),
  properties: {
    'random records, one after another, as the golden unit does them': (design) =>
      forSeeds(12, (random) =>
        withSimulation(design, { quietLimit: 3000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const run = new Run(random.fork('records'), [0, 0.002, 0.02][random.below(3)]);
          run.fill();
          for (let i = 0; i < RECORDS; i++) {
            run.addSome();
          }
          run.empty();

          await runThrough(sim, random, run);
        }),
      ),
    'softmax over the longest context, which fills the vector memory': (design) =>
      forSeeds(1, (random) =>
        withSimulation(design, { quietLimit: 40_000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const run = new Run(random.fork('records'), 0);
          const position = 65_534;
          const steps = { n0: 16, byContext: true, masked: true } as const;
          const walk = { g: 16 };
          run.add(
            { ...steps, a: 'results', destination: 'memory', walkW: walk, reduction: 'maximum', scalarR: 1 },
            position,
          );
          run.add(
            {
              ...{ ...steps, walkA: walk, c: 'scalar', scalarK: 1, d: 'immediate', y: -1, function: 'exp' },
              ...{ destination: 'memory', walkW: walk, reduction: 'sum', finish: 'reciprocal', scalarR: 2 },
            },
            position,
          );
          run.add({ ...steps, walkA: walk, b: 'scalar', scalarB: 2, destination: 'activations' }, position);
          await runThrough(sim, random, run);
        }),
      ),
    'a sum over more than the vector memory holds: each beat counts once': (design) =>
      forSeeds(1, (random) =>
        withSimulation(design, { quietLimit: 2 ** 19 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const run = new Run(random.fork('records'), 0);
          const n0 = 65_528;
          run.add({ a: 'parameters', parameterBeats: n0, n0, n2: 3, reduction: 'sum', scalarR: 3 }, 0);
          run.add(
            { a: 'parameters', parameterBeats: 1, n0: 1, b: 'scalar', scalarB: 3, destination: 'activations' },
            0,
            [0x3f800000],
          );
          await runThrough(sim, random, run, [0]);
        }),
      ),
  },
};
