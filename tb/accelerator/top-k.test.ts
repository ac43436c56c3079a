import { withSimulation } from '@chisel-lite/testbench';
import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import fc from 'fast-check';
import { goldenMatmul } from 'macromac/golden/matmul.ts';
import { expect, test } from 'vitest';
import { bitsOf, randomActivations, randomMatrix, range } from '../arbitraries.ts';
import { largest } from '../head/largest.ts';
import type { Job } from '../jobs.ts';
import { board, unpad } from './board.ts';

const design = Accelerator(DEFAULT_CORE);
const clock = { clock: 5, cycleLimit: 1_000_000 };

function listOf(results: Float32Array): { index: number; bits: number }[] {
  const words = bitsOf(results);
  return Array.from({ length: 64 }, (_, i) => ({ index: words[2 * i + 1], bits: words[2 * i] }));
}

test('the 64 largest results of any matrix, among other commands; padding never wins', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 200 }),
      range(),
      fc.integer(),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
      (n, k, values, seed, tops) =>
        withSimulation(design, clock, async (sim) => {
          const { prepare, push, completed } = board(sim);
          const x = randomActivations(k, values, seed);
          const jobs = tops.map((top, i): Job => {
            // Rows that are equal give equal results, so that ties occur.
            const matrix = randomMatrix(n, k, 'awq-macro', i % 2 ? 'ordinary' : values, i === 3 ? 0 : seed + i);
            return { matrix, tokens: 1, x, top };
          });
          const prepared = jobs.map(prepare);
          for (const { staged } of prepared) await push(staged);
          await completed(jobs.length);
          jobs.forEach(({ matrix, top }, i) => {
            const y = goldenMatmul('fused', matrix, x, 1);
            if (top) expect(listOf(prepared[i].results)).toEqual(largest(y));
            else expect(bitsOf(unpad(prepared[i].results, n, 1))).toEqual(bitsOf(y));
          });
        }),
    ),
    { numRuns: 40 },
  ));

test('equal results come in rising order of their index', () =>
  withSimulation(design, clock, async (sim) => {
    const { prepare, push, completed } = board(sim);
    // Activations of zero: every result is +0.
    const job: Job = {
      matrix: randomMatrix(100, 64, 'awq-macro', 'ordinary', 3),
      tokens: 1,
      x: new Float32Array(64),
      top: true,
    };
    const { staged, results } = prepare(job);
    await push(staged);
    await completed(1);
    expect(listOf(results)).toEqual(Array.from({ length: 64 }, (_, index) => ({ index, bits: 0 })));
  }));
