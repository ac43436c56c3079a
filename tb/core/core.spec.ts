import assert from 'node:assert/strict';
import {
  axiStreamSink,
  axiStreamSource,
  type Design,
  type Pause,
  type Simulation,
  withSimulation,
} from '@chisel-lite/testbench';
import { pauses } from '@chisel-lite/testbench/fast-check';
import { Core, type CoreParameters, DEFAULT_CORE } from '@macromac/rtl';
import { MAX_BLOCKS, MAX_GROUPS } from '@macromac/rtl/parameters.ts';
import fc from 'fast-check';
import { goldenMatmul } from 'macromac/backends/golden/matmul.ts';
import { matrixLayout } from 'macromac/port/layout.ts';
import type { Engine } from 'macromac/port/matrix.ts';
import { activationBeats, bitsOf, channels, randomActivations, randomMatrix, serialBeats } from '../arbitraries.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { observeCore } from '../coverage/observe-core.ts';
import { isObserved, met } from '../coverage/situations.ts';
import { FORMAT_CODE, type Job, noteShape, someJobs } from '../jobs.ts';

interface Pauses {
  readonly weights: readonly (Pause | undefined)[];
  readonly x: Pause | undefined;
  readonly command: Pause | undefined;
  readonly y: Pause | undefined;
}

const NO_PAUSES: Pauses = { weights: [], x: undefined, command: undefined, y: undefined };

function commandWord({ matrix: { format, n, k }, tokens, x, serial }: Job): BigUint64Array {
  const { groups, blocks } = matrixLayout(format, n, k);
  const high = FORMAT_CODE[format] | ((tokens - 1) << 4) | (x ? 0 : 1 << 8) | (serial ? 1 << 9 : 0);
  return BigUint64Array.of(BigInt(groups) | (BigInt(blocks) << 16n) | (BigInt(high) << 32n));
}

/** Queues all jobs on the ports; the sink that gives a frame of results a job. */
function send(sim: Simulation, { engine, tokens }: CoreParameters, jobs: readonly Job[], pause: Pauses) {
  if (isObserved()) {
    sim.clock.attach(observeCore(sim, engine, tokens));
  }
  const command = axiStreamSource(sim, 's_axis_cmd', { pause: pause.command });
  const x = axiStreamSource(sim, 's_axis_x', { pause: pause.x });
  const lanes = sim.port.s_axis_x_tdata.width / 128;
  const weights = [0, 1, 2, 3].map((c) => axiStreamSource(sim, `s_axis_w${c}`, { pause: pause.weights[c] }));
  for (const job of jobs) {
    noteShape(job.matrix);
    command.send(commandWord(job));
    if (job.x) {
      x.send((job.serial ? serialBeats : activationBeats)(job.x, job.matrix.k, job.tokens, lanes));
    }
    channels(job.matrix).forEach((region, c) => {
      weights[c].send(region);
    });
  }
  return axiStreamSink(sim, 'm_axis_y', { pause: pause.y });
}

/** Sends all jobs at once; the results of each, [T, N]. */
async function run(design: Design, parameters: CoreParameters, jobs: readonly Job[], pause: Pauses = NO_PAUSES) {
  return withSimulation(design, {}, (sim) => through(sim, parameters, jobs, pause));
}

async function through(sim: Simulation, parameters: CoreParameters, jobs: readonly Job[], pause: Pauses) {
  const y = send(sim, parameters, jobs, pause);
  const results: Float32Array[] = [];
  for (const { matrix, tokens } of jobs) {
    const frame = new Float32Array((await y.receive()).slice().buffer);
    results.push(inOrder(frame, matrix.n, tokens));
  }
  return results;
}

/** Cycles from the first weight beat taken to the last. */
async function cyclesOfWeights(design: Design, parameters: CoreParameters, jobs: readonly Job[]): Promise<number> {
  return withSimulation(design, {}, async (sim) => {
    const { s_axis_w0_tvalid: valid, s_axis_w0_tready: ready } = sim.port;
    const taken: number[] = [];
    sim.clock.attach({
      sample: () => {
        if (valid.raw.value && ready.raw.value) {
          taken.push(sim.clock.cycle);
        }
      },
    });
    const y = send(sim, parameters, jobs, NO_PAUSES);
    for (const _ of jobs) {
      await y.receive();
    }
    return (taken.at(-1) as number) - taken[0] + 1;
  });
}

/** From [block][token][32] to [token][N]. */
function inOrder(frame: Float32Array, n: number, tokens: number): Float32Array {
  const blocks = Math.ceil(n / 32);
  assert.equal(frame.length, 32 * blocks * tokens);
  const y = new Float32Array(n * tokens);
  for (let t = 0; t < tokens; t++) {
    for (let i = 0; i < n; i++) {
      y[t * n + i] = frame[32 * (Math.floor(i / 32) * tokens + t) + (i % 32)];
    }
  }
  return y;
}

function expectGolden(engine: Engine, jobs: readonly Job[], results: readonly Float32Array[]): void {
  let x: Float32Array | undefined;
  jobs.forEach((job, i) => {
    x = job.x ?? x;
    const wanted = goldenMatmul(engine, job.matrix, x as Float32Array, job.tokens);
    assert.deepEqual(bitsOf(results[i]), bitsOf(wanted), `job ${i}: ${job.matrix.name}`);
  });
}

const somePauses = (): fc.Arbitrary<Pauses> => {
  const maybe = () => fc.option(pauses(), { nil: undefined });
  return fc.record({
    weights: fc.tuple(maybe(), maybe(), maybe(), maybe()),
    x: maybe(),
    command: maybe(),
    y: maybe(),
  });
};

export const core = (some: Partial<CoreParameters>): Bench => {
  const parameters = { ...DEFAULT_CORE, ...some };
  const { engine, tokens } = parameters;
  return {
    source: 'core.ts',
    unit: () => Core(parameters),
    properties: {
      'one macro a channel': async (design) => {
        const x = randomActivations(64 * tokens, 'ordinary', 2);
        const job = { matrix: randomMatrix(32, 64, 'awq-macro', 'ordinary', 1), tokens, x };
        expectGolden(engine, [job], await run(design, parameters, [job]));
      },
      'any matrices, formats and activations, vectors side by side or serial, back to back, under any back-pressure on every port':
        (design) =>
          fc.assert(
            fc.asyncProperty(someJobs(tokens, 4), somePauses(), fc.nat(15), async (jobs, pause, serials) => {
              const some = jobs.map((job, i) => ({ ...job, serial: ((serials >> i) & 1) === 1 }));
              expectGolden(engine, some, await run(design, parameters, some, pause));
            }),
            { numRuns: engine === 'fused' ? 60 : 25 },
          ),
      'the largest K, and one more command behind it': async (design) => {
        const jobs = [8192, 70].map((k, i) => ({
          matrix: randomMatrix(40, k, 'awq-macro-dense', 'ordinary', i + 20),
          tokens,
          x: randomActivations(k * tokens, 'ordinary', i + 30),
        }));
        expectGolden(engine, jobs, await run(design, parameters, jobs));
      },
      'results that nobody takes stop the strips, and nothing is lost': async (design) => {
        const job = {
          matrix: randomMatrix(800, 64, 'awq-macro', 'ordinary', 11),
          tokens,
          x: randomActivations(64 * tokens, 'ordinary', 12),
        };
        const y = [...Array<boolean>(1500).fill(true), ...Array<boolean>(40).fill(false)];
        expectGolden(engine, [job], await run(design, parameters, [job], { ...NO_PAUSES, y }));
      },
      'a reset in mid-stream: the next commands give the right bits': (design) =>
        forSeeds(4, (random) =>
          withSimulation(design, { reset: false, seed: random.uint32() }, async (sim) => {
            const { aresetn } = sim.port;
            const valids = Object.entries(sim.port).filter(([name]) => /^s_axis_.*_tvalid$/.test(name));
            // Streams without end of anything; then a reset, with which everybody lets go of the bus.
            aresetn.value = 0;
            await sim.clock.cycles(2);
            aresetn.value = 1;
            // Few groups and the most blocks, so that strips flow when the reset comes; or many groups, so that it may
            // still load.
            const [groups, blocks] = random.chance(0.5) ? [5, MAX_BLOCKS] : [MAX_GROUPS - 1, MAX_BLOCKS - 1];
            sim.port['s_axis_cmd_tdata'].value = (BigInt(tokens - 1) << 36n) | (BigInt(blocks) << 16n) | BigInt(groups);
            for (const [, valid] of valids) {
              valid.value = 1;
            }
            sim.port['m_axis_y_tready'].value = Number(random.chance(0.5));
            await sim.clock.cycles(1 + random.below(1200));
            aresetn.value = 0;
            for (const [, valid] of valids) {
              valid.value = 0;
            }
            await sim.clock.cycles(2);
            aresetn.value = 1;
            met('restart (reset in mid-burst)', 'the core reset in mid-stream');
            const jobs = [0, 1].map((i) => ({
              matrix: randomMatrix(70, 200, 'awq-macro', 'ordinary', i + 5),
              tokens,
              x: randomActivations(200 * tokens, 'ordinary', i + 6),
            }));
            expectGolden(engine, jobs, await through(sim, parameters, jobs, NO_PAUSES));
          }),
        ),
      'streams that never stall lose at most 5 % of the beats over a queue of commands': async (design) => {
        const jobs = (['awq-macro', 'awq-macro-dense', 'int8-macro'] as const).map((format, i) => ({
          matrix: randomMatrix(128, 384, format, 'ordinary', i),
          tokens,
          x: i === 0 ? randomActivations(384 * tokens, 'ordinary', 7) : undefined,
        }));
        const beats = jobs.map(({ matrix }) => channels(matrix)[0].length / 16).reduce((a, b) => a + b);
        const cycles = await cyclesOfWeights(design, parameters, jobs);
        assert.ok(beats / cycles > 0.95, `${beats} beats in ${cycles} cycles`);
      },
    },
  };
};
