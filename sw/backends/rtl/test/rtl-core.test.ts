/**
 * The emitted Verilog itself, through its drivers, against the golden model: the shapes of issue A, and ragged ones.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packMatrix } from '../../../model/pack.ts';
import { MATRIX_FORMATS, type MatrixFormat } from '../../../port/layout.ts';
import { randomActivations, randomMatrix } from '../../../testing/arbitrary.ts';
import { type CheckedAccelerator, checked } from '../../checked.ts';
import { openGolden } from '../../golden/golden.ts';
import { openRtl } from '../rtl.ts';

describe.each([
  { scope: 'core', tokens: 1 },
  { scope: 'core', tokens: 2 },
  { scope: 'system', tokens: 1 },
  { scope: 'system', tokens: 2 },
] as const)('$scope, T = $tokens', ({ scope, tokens }) => {
  let core: CheckedAccelerator;
  beforeAll(async () => {
    core = checked(await openRtl({ engine: 'fused', tokens, rtl: scope }), openGolden({ engine: 'fused' }));
  }, 900_000);
  afterAll(() => core.close());

  /** Multiplies on both, which throws where they differ, and gives what it cost. */
  const multiply = async (
    format: MatrixFormat,
    shapes: [n: number, k: number][],
    x = randomActivations(tokens * shapes[0][1], 7),
  ) => {
    const matrices = await Promise.all(
      shapes.map(([n, k], i) => {
        const matrix = randomMatrix(format, n, k, 100 + i);
        return core.load({ name: `${n}×${k}`, n, k, format, data: packMatrix(matrix, format) });
      }),
    );
    const results = await core.multiply(x, tokens, matrices);
    return { results, ...core.statistics()!.lastCall };
  };

  test.each<[number, number]>([
    [8, 64],
    [896, 896],
    [4864, 896],
    [896, 4864],
    [1, 1],
    [33, 65],
    [100, 8192],
  ])('%i × %i', async (n, k) => {
    const { beats } = await multiply('awq-macro', [[n, k]]);
    expect(beats).toBe(4 * Math.ceil(n / 32) * Math.ceil(k / 64) * 18);
  });

  test.each(MATRIX_FORMATS)('matrices that share their activations, %s', async (format) => {
    await multiply(format, [
      [70, 130],
      [32, 130],
      [97, 130],
    ]);
  });

  test('beats are taken in at least 95 % of the cycles of a large matrix', async () => {
    const { beats, cycles } = await multiply('awq-macro', [[4864, 896]]);
    expect(beats / (4 * cycles)).toBeGreaterThan(0.95);
  });

  test('after a vector that is not finite the next one is right again', async () => {
    const x = randomActivations(tokens * 128, 9);
    x[100] = Number.NEGATIVE_INFINITY;
    const { results } = await multiply('awq-macro', [[40, 128]], x);
    expect([...results[0].subarray(0, 40)].every(Number.isNaN)).toBe(true);
    await multiply('awq-macro', [[40, 128]]);
  });
});
