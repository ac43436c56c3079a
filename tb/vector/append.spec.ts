import assert from 'node:assert/strict';
import { type Random, randomPause, type Simulation, streamSource, withSimulation } from '@chisel-lite/testbench';
import { OUTSTANDING } from '@macromac/rtl/memory/bundles.ts';
import { Append } from '@macromac/rtl/vector/append.ts';
import { appendHead } from 'macromac/backends/golden/append.ts';
import type { ListMemory } from 'macromac/backends/golden/list-memory.ts';
import { APPENDS, parseRecord, type VectorRecord } from 'macromac/backends/golden/list-records.ts';
import { vectorWords } from '../../sw/backends/golden/test/list-encoder.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { expectHaltDrains } from '../memory/halted-writer.ts';
import { join } from '../pins.ts';
import { soil } from '../soil.ts';
import { floatOf, someFloat } from './records.ts';

/** Bytes that were written, by address. */
type Written = Map<number, number>;

interface Task {
  readonly record: VectorRecord;
  readonly halves: readonly number[];
  /** Bits of the elements of every head, one after another. */
  readonly elements: Uint32Array<ArrayBuffer>;
}

const oneOf = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)];

/** Halves of every kind, those at the ends of 256 h among them; of NaNs the one that there is. */
function someHalf(random: Random): number {
  const half = someBits(random);
  return (half & 0x7fff) > 0x7c00 ? 0x7e00 : half;
}

const someBits = (random: Random): number =>
  random.chance(0.5)
    ? 0x2000 + random.below(0x2000)
    : oneOf(random, [
        0,
        0x8000,
        0x7c00,
        0x7e00,
        1 << random.below(10),
        random.below(1024),
        0x5bff,
        0x5c00,
        0x5c01 + random.below(0x3ff),
        random.below(0x10000),
      ]);

/** Elements about the limits and about ties, or anything. */
function someElement(random: Random): number {
  if (random.chance(0.2)) {
    return someFloat(random, 0.5);
  }
  const size = oneOf(random, [1, 3, 130, 33_000]);
  const value = (random.below(4096) / 2048 - 1) * size;
  new DataView(word.buffer).setFloat32(0, random.chance(0.3) ? Math.round(value) + 0.5 : value, true);
  return word[0];
}
const word = new Uint32Array(1);

interface Size {
  readonly n0: number;
  readonly heads: number;
}

const someSize = (random: Random): Size => ({
  n0: 8 * (1 + random.below(4)),
  heads: random.chance(0.5) ? 1 : 1 + random.below(8),
});

function someTask(random: Random, { n0, heads }: Size = someSize(random)): Task {
  const position = random.below(oneOf(random, [8, 300, 65_535]));
  const words = vectorWords({
    n0,
    n1: heads,
    destination: 'append',
    append: oneOf(random, APPENDS),
    appendTo: 16 * random.below(2 ** 35),
    appendStride: random.below(2 ** 24),
    parameters: 16 * random.below(2 ** 35),
    stride: random.below(2 ** 16),
  });
  return {
    record: parseRecord(words, position) as VectorRecord,
    halves: Array.from({ length: 8 }, () => someHalf(random)),
    elements: Uint32Array.from({ length: heads * 4 * n0 }, () => someElement(random)),
  };
}

/** What golden writes of a task. */
function wanted({ record, halves, elements }: Task): Written {
  const written: Written = new Map();
  const memory: ListMemory = {
    read: () => assert.fail('nothing is read'),
    write: (address, data) => {
      data.forEach((byte, i) => {
        written.set(address + i, byte);
      });
    },
  };
  const length = 4 * record.n0;
  for (let head = 0; head < record.n1; head++) {
    const y = Float64Array.from(elements.subarray(length * head, length * (head + 1)), floatOf);
    appendHead(memory, record, head, y, halves[head]);
  }
  return written;
}

const jobOf = ({ record, halves }: Task) => ({
  kind: APPENDS.indexOf(record.append),
  beats: record.n0,
  last_vector: record.n1 - 1,
  context: record.context,
  to: BigInt(record.appendTo),
  stride: record.appendStride,
  scales: BigInt(record.parameters),
  scale_stride: record.stride,
  halves: join(halves, 16),
});

function send(sim: Simulation, tasks: readonly Task[], random: Random, share: number): void {
  streamSource(sim.bus('job'), sim.clock).send(tasks.map(jobOf) as never[]);
  const beats = tasks.flatMap(({ elements }) =>
    Array.from({ length: elements.length / 4 }, (_, i) => join([...elements.subarray(4 * i, 4 * i + 4)], 32)),
  );
  streamSource<bigint>(sim.bus('beats'), sim.clock, { pause: randomPause(random.fork('beats'), share) }).send(beats);
}

/** A write port: what is written byte by byte, answers after `latency` cycles. */
function memoryBehind(sim: Simulation, latency: () => number, pause: number) {
  const state = {
    written: new Map() as Written,
    outstanding: 0,
    brokenAfter: -1,
    broken: undefined as number | undefined,
  };
  const random = sim.random.fork('memory');
  const open: { address: number; left: number }[] = [];
  const answers: number[] = [];
  const asked: number[] = [];
  const pin = (name: string) => sim.port[name].raw;
  let isAnswering = false;
  sim.clock.attach({
    sample(cycle) {
      if (isAnswering) {
        answers.shift();
        state.outstanding--;
      }
      if (pin('w_valid').value && pin('w_ready').value) {
        const [burst] = open;
        assert.ok(burst, 'beats follow their address');
        const data = BigInt(pin('w_payload_data').value);
        for (let byte = 0; byte < 16; byte++) {
          if ((Number(pin('w_payload_strobe').value) >> byte) & 1) {
            state.written.set(16 * burst.address + byte, Number((data >> BigInt(8 * byte)) & 255n));
          }
        }
        burst.address++;
        assert.equal(pin('w_payload_last').value, Number(--burst.left === 0), 'last marks the last beat');
        if (burst.left === 0) {
          open.shift();
          answers.push(cycle + latency());
        }
      }
      if (pin('aw_valid').value && pin('aw_ready').value) {
        const address = Number(pin('aw_payload_address').value);
        const beats = Number(pin('aw_payload_length').value) + 1;
        assert.ok((address % 16) + beats <= 16, 'no burst crosses 256 bytes');
        open.push({ address, left: beats });
        asked.push(address);
        state.outstanding++;
        assert.ok(state.outstanding <= OUTSTANDING);
      }
    },
    drive(cycle) {
      pin('aw_ready').value = Number(!random.chance(pause));
      pin('w_ready').value = Number(!random.chance(pause));
      isAnswering = answers.length > 0 && answers[0] <= cycle && !random.chance(pause);
      pin('b_valid').value = Number(isAnswering);
      const isBroken = isAnswering && state.brokenAfter-- === 0;
      if (isBroken) {
        [state.broken] = asked;
      }
      if (isAnswering) {
        asked.shift();
      }
      pin('b_payload').value = isAnswering ? 2 * Number(isBroken) : random.below(4);
    },
  });
  return state;
}

const sorted = (written: Written): string[] =>
  [...written].sort(([a], [b]) => a - b).map(([address, byte]) => `${address.toString(16)}: ${byte & 255}`);

export const append: Bench = {
  source: 'vector/append.ts',
  unit: () => Append(),
  properties: {
    'heads of every kind: the bytes that golden writes, and no others; done when all are answered': (design) =>
      forSeeds(12, (random) =>
        withSimulation(design, { quietLimit: 3000, seed: random.uint32() }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const pause = random.below(2) * 0.4;
          const latency = [1, 60, 400][random.below(3)];
          const memory = memoryBehind(sim, () => latency, pause);
          const tasks = Array.from({ length: 6 }, () => someTask(random));
          send(sim, tasks, random, pause);
          let ended = 0;
          const expected: Written = new Map();
          sim.clock.attach({
            sample() {
              if (!sim.port['done'].raw.value) {
                return;
              }
              assert.equal(memory.outstanding, 0, 'done comes when all is answered');
              for (const [address, byte] of wanted(tasks[ended++])) {
                expected.set(address, byte);
                assert.equal(memory.written.get(address), byte, 'a job is done when its bytes are written');
              }
            },
          });
          await sim.clock.until(() => ended === tasks.length, 'all jobs to end');
          await sim.clock.cycles(20);
          assert.deepEqual(sorted(memory.written), sorted(expected));
          assert.equal(sim.port['drained'].number, 1);
        }),
      ),
    'jobs without a pause, and a memory so slow that none is answered before many have been sent: all end': (design) =>
      forSeeds(2, (random) =>
        withSimulation(design, { quietLimit: 3000, seed: random.uint32() }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const memory = memoryBehind(sim, () => 400, 0);
          const tasks = Array.from({ length: 24 }, () => someTask(random, { n0: 8, heads: 1 }));
          send(sim, tasks, random, 0);
          let ended = 0;
          sim.clock.attach({
            sample() {
              ended += Number(sim.port['done'].raw.value);
            },
          });
          await sim.clock.until(() => ended === tasks.length, 'all jobs to end');
          await sim.clock.cycles(20);
          assert.equal(ended, tasks.length);
          assert.equal(memory.outstanding, 0);
        }),
      ),
    'a failed write is reported, its job never counts as done, and halt drains': (design) =>
      forSeeds(10, (random) =>
        withSimulation(design, { quietLimit: 3000, seed: random.uint32() }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const memory = memoryBehind(sim, () => 1 + random.below(60), random.below(2) * 0.4);
          memory.brokenAfter = random.below(5);
          send(sim, [someTask(random), someTask(random)], random, 0);
          const { failed_valid, failed_response, failed_address } = sim.port;
          await sim.clock.until(() => failed_valid.raw.value, 'the failure');
          assert.deepEqual([failed_response.number, failed_address.number], [2, memory.broken]);
          await expectHaltDrains(sim, memory);
        }),
      ),
  },
};
