/** The golden model on threads gives the golden model's bits. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packMatrix } from '../../../model/pack.ts';
import { MATRIX_FORMATS } from '../../../port/layout.ts';
import { ENGINES, type PackedMatrix } from '../../../port/matrix.ts';
import { quantizedMatrices, randomActivations } from '../../../testing/arbitrary.ts';
import { openGoldenThreads } from '../golden-threads.ts';
import { goldenMatmul } from '../matmul.ts';
import { goldenTopK } from '../top-k.ts';

const matrices = () =>
  fc.constantFrom(...MATRIX_FORMATS).chain((format) =>
    quantizedMatrices(format, { maxN: 90, maxK: 150 }).map((matrix): PackedMatrix => {
      const { n, k } = matrix;
      return { name: 'W', n, k, format, data: packMatrix(matrix, format) };
    }),
  );

test.each([1, 2, 3])('%i threads', async (threads) => {
  const engine = ENGINES[threads % 2];
  const golden = await openGoldenThreads({ engine }, threads);
  const bits = (y: Float32Array) => new Uint32Array(y.buffer, y.byteOffset, y.length);
  await fc.assert(
    fc.asyncProperty(matrices(), fc.integer({ min: 1, max: 4 }), fc.nat(), async (matrix, tokens, seed) => {
      const x = randomActivations(tokens * matrix.k, seed);
      if (seed % 5 === 0) {
        x[0] = Number.NaN;
      }
      const resident = await golden.load(matrix);
      const [one, again] = await golden.multiply(x, tokens, [resident, resident]);
      expect(bits(one)).toEqual(bits(goldenMatmul(engine, matrix, x, tokens)));
      expect(bits(again)).toEqual(bits(one));
      const row = x.subarray(0, matrix.k);
      expect(await golden.topK!(row, resident)).toEqual(goldenTopK(goldenMatmul(engine, matrix, row, 1), 64));
    }),
    { numRuns: 60 },
  );
  await golden.close();
});
