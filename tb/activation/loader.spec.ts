import assert from 'node:assert/strict';
import {
  createRandom,
  type Random,
  randomPause,
  streamSink,
  streamSource,
  withSimulation,
} from '@chisel-lite/testbench';
import { Loader } from '@macromac/rtl/activation/loader.ts';
import { type CoreParameters, DEFAULT_CORE, laneBits, loadLanes } from '@macromac/rtl/parameters.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, split } from '../pins.ts';
import { soil } from '../soil.ts';
import { someGroup } from './block-float.spec.ts';
import { blockFloat, isFinite32 } from './block-float-model.ts';

interface Run {
  groups: number;
  blocks: number;
  format: number;
  tokens: number;
  bank: boolean;
}

interface Job {
  readonly groups: number;
  readonly vectors: readonly (readonly number[])[];
  readonly reuse: boolean;
  /** The vectors come on one lane, a group of each in turn. */
  readonly serial: boolean;
  readonly word: { readonly blocks: number; readonly format: number; readonly tokens: number };
}

/** Mostly few groups, now and then many, or as many as there can be. */
const someSize = (random: Random): number => (random.chance(0.85) ? 0 : 1 + random.below(2));

function someJobs(random: Random, tokens: number): Job[] {
  const jobs: Job[] = [];
  for (let i = 0; i < 8; i++) {
    const before = jobs.at(-1);
    const reuse = before !== undefined && random.chance(0.4);
    const groups = reuse ? before.groups : [1 + random.below(4), 1 + random.below(128), 128][someSize(random)];
    const count = reuse ? before.vectors.length : 1 + random.below(tokens);
    const vectors = reuse
      ? before.vectors
      : Array.from({ length: count }, () => Array.from({ length: groups }, () => someGroup(random)).flat());
    const word = { blocks: 1 + random.below(65535), format: random.below(3), tokens: count - 1 };
    jobs.push({ groups, vectors, reuse, serial: random.chance(0.5), word });
  }
  return jobs;
}

/** The same of a serial command: on lane 0 a group of each vector, then the next group; on the others anything. */
function serialBeatsOf(random: Random, vectors: Job['vectors'], groups: number, lanes: number): bigint[] {
  const beats: bigint[] = [];
  for (let g = 0; g < groups; g++) {
    for (const vector of vectors) {
      for (let beat = 16 * g; beat < 16 * g + 16; beat++) {
        const side = [join(vector.slice(4 * beat, 4 * beat + 4), 32)];
        while (side.length < lanes) {
          side.push(random.bits(128));
        }
        beats.push(join(side, 128));
      }
    }
  }
  return beats;
}

/** The beats of x: four values of each of `lanes` vectors; anything in place of vectors that do not exist. */
function beatsOf(random: Random, vectors: Job['vectors'], groups: number, lanes: number): bigint[] {
  const beats: bigint[] = [];
  for (let first = 0; first < vectors.length; first += lanes) {
    for (let beat = 0; beat < 16 * groups; beat++) {
      const side = Array.from({ length: lanes }, (_, lane) => {
        const vector = vectors[first + lane];
        return vector ? join(vector.slice(4 * beat, 4 * beat + 4), 32) : random.bits(128);
      });
      beats.push(join(side, 128));
    }
  }
  return beats;
}

export const loader = (some: Partial<CoreParameters>): Bench => {
  const parameters = { ...DEFAULT_CORE, ...some };
  const { tokens, engine, mantissa } = parameters;
  const width = laneBits(parameters);
  const lanes = loadLanes(parameters);
  return {
    source: 'activation/loader.ts',
    unit: () => Loader(parameters),
    properties: {
      'commands are passed on at once, their vectors follow, and no bank is overwritten before every command that reads it has ended':
        (design) =>
          forSeeds(10, (random) =>
            withSimulation(design, { quietLimit: 3000 }, async (sim) => {
              soil(sim.simulator, random.fork('noise'));
              const jobs = someJobs(random, tokens);
              const loads = jobs.filter(({ reuse }) => !reuse);
              const share = () => [0, 0.4][random.below(2)];
              const x = streamSource<bigint>(sim.bus('x'), sim.clock, {
                pause: randomPause(random.fork('x'), share()),
              });
              const commands = streamSource<bigint>(sim.bus('command'), sim.clock);
              const runs = streamSink<Run>(sim.bus('run'), sim.clock, {
                pause: randomPause(random.fork('run'), share()),
              });
              for (const { word, reuse, serial, vectors, groups } of jobs) {
                const reserved = { reserved_0: random.below(4), reserved_1: random.below(2 ** 22) };
                commands.send({ ...word, ...reserved, groups, reuse, serial } as never);
                if (!reuse) {
                  x.send((serial ? serialBeatsOf : beatsOf)(random, vectors, groups, lanes));
                }
              }

              // The buffer as written, of each token, and what was written of the load at hand.
              const words = Array.from({ length: tokens }, () => new Map<number, bigint>());
              const exponents = Array.from({ length: tokens }, () => new Map<number, bigint>());
              const beatsIn = ({ vectors, groups, serial }: Job) =>
                (serial ? vectors.length : Math.ceil(vectors.length / lanes)) * 16 * groups;
              let load = 0;
              let written = 0;
              // Commands end in order, each some time after its vectors have come.
              const running: { load: number; bank: boolean; due: number }[] = [];
              let passed = 0;
              let passedLoads = 0;
              const pin = (name: string) => sim.port[name].raw.value;
              const isThere = (which: number) => which < load;

              /** What is said of the bank in use, of a command that reads it. */
              const checkBankInUse = () => {
                const reader = running.find(({ bank }) => bank === (pin('bank_in_use') === 1));
                if (!reader) {
                  return;
                }
                const { vectors, groups } = loads[reader.load];
                const { serial } = loads[reader.load];
                const before = serial ? 0 : beatsIn(loads[reader.load]) - 16 * groups;
                const each = serial ? 16 * vectors.length : 16;
                const come = Math.max(0, Math.floor((written - before) / each));
                assert.equal(pin('loaded'), isThere(reader.load) ? 128 : come, 'groups that are there');
                if (!isThere(reader.load)) {
                  return;
                }
                vectors.forEach((vector, t) => {
                  const poisoned = (Number(pin('poisoned')) >> t) & 1;
                  assert.equal(poisoned, Number(!vector.every(isFinite32)), `vector ${t} is poisoned or not`);
                });
              };
              const checkLoaded = ({ vectors, groups }: Job, bank: boolean) =>
                vectors.forEach((vector, t) => {
                  for (let g = 0; g < groups; g++) {
                    const group = vector.slice(64 * g, 64 * g + 64);
                    if (engine === 'fused' && !group.every(isFinite32)) {
                      continue;
                    }
                    const wanted =
                      engine === 'fused' ? blockFloat(group, mantissa) : { mantissas: group.map(BigInt), exponent: 0 };
                    for (let beat = 0; beat < 16; beat++) {
                      assert.equal(
                        words[t].get((bank ? 2048 : 0) + 16 * g + beat),
                        join(wanted.mantissas.slice(4 * beat, 4 * beat + 4), width),
                        `vector ${t}, group ${g}, beat ${beat}`,
                      );
                    }
                    assert.equal(exponents[t].get((bank ? 128 : 0) + g), BigInt(wanted.exponent));
                  }
                });

              sim.clock.attach({
                sample(cycle) {
                  checkBankInUse();
                  const write = Number(pin('write'));
                  if (write) {
                    const address = Number(pin('write_address'));
                    const bank = address >= 2048;
                    assert.ok(
                      running.every((run) => run.bank !== bank || run.load === load),
                      'no bank is written that is read',
                    );
                    const values = split(BigInt(pin('write_values')), 4 * width, lanes);
                    const fields = split(BigInt(pin('write_exponents')), 8, lanes);
                    for (let t = 0; t < tokens; t++) {
                      if (!((write >> t) & 1)) {
                        continue;
                      }
                      words[t].set(address, values[t % lanes]);
                      if (pin('write_exponent')) {
                        exponents[t].set(Number(pin('write_group')), fields[t % lanes]);
                      }
                    }
                    if (++written === beatsIn(loads[load])) {
                      checkLoaded(loads[load], bank);
                      load++;
                      written = 0;
                    }
                  }
                  if (!pin('run_valid') || !pin('run_ready')) {
                    return;
                  }
                  if (!jobs[passed++].reuse) {
                    passedLoads++;
                  }
                  running.push({
                    load: passedLoads - 1,
                    bank: pin('run_payload_bank') === 1,
                    due: cycle + random.below(300),
                  });
                },
                drive(cycle) {
                  const [next] = running;
                  const ends = next && next.due <= cycle && isThere(next.load) ? running.shift() : undefined;
                  sim.port['finished'].raw.value = Number(ends !== undefined);
                  sim.port['bank_in_use'].raw.value = Number((ends ?? running[0])?.bank ?? random.chance(0.5));
                },
              });

              let bank: boolean | undefined;
              for (const { groups, reuse, word } of jobs) {
                const { bank: here, ...rest } = await runs.receive();
                assert.deepEqual(rest, { groups, ...word });
                if (reuse) {
                  assert.equal(here, bank);
                } else {
                  assert.notEqual(here, bank, 'the banks take turns');
                }
                bank = here;
              }
              await sim.clock.until(() => load === loads.length, 'all vectors');
            }),
          ),
      'a command is passed on before its activations come, and those that reuse them too': (design) =>
        withSimulation(design, {}, async (sim) => {
          soil(sim.simulator, createRandom(1));
          const commands = streamSource(sim.bus('command'), sim.clock);
          const runs = streamSink<Run>(sim.bus('run'), sim.clock);
          const command = {
            groups: 2,
            blocks: 1,
            format: 0,
            reserved_0: 0,
            tokens: 0,
            reuse: false,
            serial: false,
            reserved_1: 0,
          };
          commands.send([command, { ...command, reuse: true }] as never[]);
          const { bank } = (await runs.receive(2))[0];
          sim.port['bank_in_use'].value = Number(bank);
          await sim.settled();
          assert.equal(sim.port['loaded'].number, 0);
          sim.port['bank_in_use'].value = Number(!bank);
          await sim.settled();
          assert.equal(sim.port['loaded'].number, 128, 'of the other bank all is there');
        }),
      'waits for a bank that is still read, and not for the other': async (design) => {
        for (const swapped of [false, true]) {
          await withSimulation(design, {}, async (sim) => {
            soil(sim.simulator, createRandom(1));
            const x = streamSource<bigint>(sim.bus('x'), sim.clock);
            const commands = streamSource(sim.bus('command'), sim.clock);
            const runs = streamSink<Run>(sim.bus('run'), sim.clock);
            const command = {
              groups: 1,
              blocks: 1,
              format: 0,
              reserved_0: 0,
              tokens: 0,
              reuse: false,
              serial: false,
              reserved_1: 0,
            };
            const reuse = { ...command, reuse: true };
            const send = (words: readonly (typeof command)[]) => {
              commands.send(words as never[]);
              const loads = words.filter((word) => !word.reuse).length;
              x.send(Array.from({ length: 16 * loads }, (_, i) => BigInt(i)));
            };
            const end = async (which: boolean) => {
              sim.port['finished'].value = 1;
              sim.port['bank_in_use'].value = Number(which);
              await sim.clock.rising();
              sim.port['finished'].value = 0;
              await sim.clock.cycles(80);
            };
            if (swapped) {
              // The banks take turns: after a command that has ended, the other one is first.
              send([command]);
              const { bank } = await runs.receive();
              await sim.clock.cycles(80);
              await end(bank);
            }
            send([command, reuse, reuse, command, command]);
            const first = (await runs.receive(3))[0].bank;
            assert.equal((await runs.receive()).bank, !first, 'the other bank is free');
            await sim.clock.cycles(200);
            for (let read = 0; read < 3; read++) {
              assert.equal(runs.pending.length, 0, `${3 - read} commands read the bank`);
              await end(first);
            }
            assert.equal(runs.pending.length, 1);
          });
        }
      },
    },
  };
};
