import { axiStreamSink, axiStreamSource, type Pause, type VerilogDesign, withSimulation } from '@chisel-lite/testbench';
import { pauses } from '@chisel-lite/testbench/fast-check';
import { emit } from '@chisel-lite/hdl';
import { Core, type CoreParameters, DEFAULT_CORE, FORMAT } from '@macromac/rtl';
import fc from 'fast-check';
import { goldenMatmul, type PackedMatrix } from 'macromac/golden/matmul.ts';
import { matrixLayout } from 'macromac/model/layout.ts';
import { describe, expect, test } from 'vitest';
import { bitsOf, channels, padActivations, randomActivations, randomMatrix, range } from '../arbitraries.ts';

const coreFor = (tokens: CoreParameters['tokens']): VerilogDesign => ({
  sources: Object.fromEntries(emit(Core({ ...DEFAULT_CORE, tokens })).files),
  top: 'macromac_core',
});

interface Job {
  readonly matrix: PackedMatrix;
  readonly tokens: number;
  /** Undefined: the activations of the job before. */
  readonly x: Float32Array | undefined;
}

interface Pauses {
  readonly weights: readonly (Pause | undefined)[];
  readonly x: Pause | undefined;
  readonly command: Pause | undefined;
  readonly y: Pause | undefined;
}

const NO_PAUSES: Pauses = { weights: [], x: undefined, command: undefined, y: undefined };

const FORMAT_CODE = { 'awq-macro': FORMAT.macro, 'awq-macro-dense': FORMAT.dense, 'int8-macro': FORMAT.int8 };

function commandWord({ matrix: { format, n, k }, tokens, x }: Job): BigUint64Array {
  const { groups, blocks } = matrixLayout(format, n, k);
  const high = FORMAT_CODE[format] | ((tokens - 1) << 4) | (x ? 0 : 1 << 8);
  return BigUint64Array.of(BigInt(groups) | (BigInt(blocks) << 16n) | (BigInt(high) << 32n));
}

/** Sends all jobs at once; the results of each, [T, N], and the cycles from the first weight beat to the last. */
async function run(design: VerilogDesign, jobs: readonly Job[], pause: Pauses = NO_PAUSES) {
  return withSimulation(design, {}, async (sim) => {
    const command = axiStreamSource(sim, 's_axis_cmd', { pause: pause.command });
    const x = axiStreamSource(sim, 's_axis_x', { pause: pause.x });
    const weights = [0, 1, 2, 3].map((c) => axiStreamSource(sim, `s_axis_w${c}`, { pause: pause.weights[c] }));
    const y = axiStreamSink(sim, 'm_axis_y', { pause: pause.y });
    for (const job of jobs) {
      command.send(commandWord(job));
      if (job.x) x.send(padActivations(job.x, job.matrix.k, job.tokens));
      channels(job.matrix).forEach((region, c) => {
        weights[c].send(region);
      });
    }
    const results: Float32Array[] = [];
    for (const { matrix, tokens } of jobs) {
      const frame = new Float32Array((await y.receive()).slice().buffer);
      results.push(inOrder(frame, matrix.n, tokens));
    }
    return results;
  });
}

/** From [block][token][32] to [token][N]. */
function inOrder(frame: Float32Array, n: number, tokens: number): Float32Array {
  const blocks = Math.ceil(n / 32);
  expect(frame.length).toBe(32 * blocks * tokens);
  const y = new Float32Array(n * tokens);
  for (let t = 0; t < tokens; t++)
    for (let i = 0; i < n; i++) y[t * n + i] = frame[32 * (Math.floor(i / 32) * tokens + t) + (i % 32)];
  return y;
}

function expectGolden(jobs: readonly Job[], results: readonly Float32Array[]): void {
  let x: Float32Array | undefined;
  jobs.forEach((job, i) => {
    x = job.x ?? x;
    expect(bitsOf(results[i]), `job ${i}: ${job.matrix.name}`).toEqual(
      bitsOf(goldenMatmul('fused', job.matrix, x as Float32Array, job.tokens)),
    );
  });
}

describe('macromac_core, T = 1', () => {
  const design = coreFor(1);

  test('one macro a channel', async () => {
    const job = { matrix: randomMatrix(32, 64, 'awq-macro', 'ordinary', 1), tokens: 1, x: randomActivations(64, 'ordinary', 2) };
    expectGolden([job], await run(design, [job]));
  });

  test('any matrices, formats and activations, back to back, under any back-pressure on every port', () => {
    const job = fc.record({
      n: fc.integer({ min: 1, max: 100 }),
      k: fc.integer({ min: 1, max: 300 }),
      format: fc.constantFrom('awq-macro', 'awq-macro-dense', 'int8-macro'),
      scales: range(),
      values: range(),
      seed: fc.integer(),
      reuse: fc.boolean(),
    });
    const someJobs = fc.array(job, { minLength: 1, maxLength: 4 }).map((specs) => {
      const jobs: Job[] = [];
      for (const { n, k: freshK, format, scales, values, seed, reuse } of specs) {
        const k = reuse && jobs.length > 0 ? jobs[jobs.length - 1].matrix.k : freshK;
        const matrix = randomMatrix(n, k, format, scales, seed);
        jobs.push({ matrix, tokens: 1, x: reuse && jobs.length > 0 ? undefined : randomActivations(k, values, seed + 9) });
      }
      return jobs;
    });
    const allPauses = fc.record({
      weights: fc.array(fc.option(pauses(), { nil: undefined }), { minLength: 4, maxLength: 4 }),
      x: fc.option(pauses(), { nil: undefined }),
      command: fc.option(pauses(), { nil: undefined }),
      y: fc.option(pauses(), { nil: undefined }),
    });
    return fc.assert(
      fc.asyncProperty(someJobs, allPauses, async (jobs, pause) => expectGolden(jobs, await run(design, jobs, pause))),
      { numRuns: 60 },
    );
  });
});
