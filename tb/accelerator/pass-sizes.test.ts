/**
 * Every number of activation vectors a pass: how they come through the four ports, side by side or one behind the
 * other, never shows.
 */
import { KV260_DDR_STRESS, withSimulation } from '@chisel-lite/testbench';
import { pauses } from '@chisel-lite/testbench/fast-check';
import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomActivations, randomMatrix } from '../arbitraries.ts';
import { someJobs } from '../jobs.ts';
import { board } from './board.ts';

const clock = { clock: 5, cycleLimit: 1_000_000 };

describe.each([1, 2, 4, 8] as const)('T = %i', (tokens) => {
  const design = Accelerator({ ...DEFAULT_CORE, tokens });

  test('any queue of commands, activations at any address, under any pauses of the memory: golden bits', () =>
    fc.assert(
      fc.asyncProperty(
        someJobs(tokens, 4),
        fc.nat({ max: 255 }),
        fc.record({ ar: pauses(), r: pauses() }),
        fc.boolean(),
        (jobs, beats, pause, stress) =>
          withSimulation(design, clock, async (sim) => {
            const timing = stress ? { timing: KV260_DDR_STRESS } : {};
            await board(sim, { pause, skew: 16 * beats, ...timing }).run(jobs);
          }),
      ),
      { numRuns: 15 },
    ));

  test('a queue of passes keeps the ports busy: weights and activations in at least 98 % of the cycles from the first strip to the last', () =>
    withSimulation(design, clock, async (sim) => {
      const { prepare, push, completed, read } = board(sim);
      const [n, k, passes] = [256, 1024, 4];
      const prepared = Array.from({ length: passes }, (_, i) => {
        const matrix = randomMatrix(n, k, 'awq-macro', 'ordinary', i);
        return prepare({ matrix, tokens, x: randomActivations(k * tokens, 'ordinary', i) });
      });
      for (const { staged } of prepared) {
        await push(staged);
      }
      await completed(passes);
      const strips = passes * (n / 32) * (k / 64) * 18;
      expect(await read('beats')).toBe(strips);
      // Those of the first pass come before the first strip, or among the first.
      const activations = ((passes - 1) * tokens * k) / 16;
      expect((strips + activations) / (await read('cycles_streaming'))).toBeGreaterThan(0.98);
    }));
});
