/** Matrices of more inputs than a product takes: parts that together are the whole. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { packMatrix, unpackMatrix } from '../../model/pack.ts';
import type { Accelerator } from '../../port/accelerator.ts';
import { MATRIX_FORMATS } from '../../port/layout.ts';
import type { PackedMatrix } from '../../port/matrix.ts';
import { quantizedMatrices, randomActivations } from '../../testing/arbitrary.ts';
import { linear } from '../linear.ts';
import { REFERENCE_OPERATORS } from '../operators.ts';
import { loadParts } from '../resident-linear.ts';

/** Golden, with products of at most so many inputs. */
const narrow = (maxK: number): Accelerator => ({ ...openGolden({ engine: 'fused' }), maxK });

test.each(MATRIX_FORMATS)('%s: y is the sum of the products of the parts, which hold the weights in order', (format) =>
  fc.assert(
    fc.asyncProperty(
      quantizedMatrices(format, { maxN: 40, maxK: 500 }),
      fc.constantFrom(64, 128, 192),
      fc.integer({ min: 1, max: 3 }),
      async (matrix, maxK, tokens) => {
        const { n, k } = matrix;
        const accelerator = narrow(maxK);
        const packed = { name: 'W', n, k, format, data: packMatrix(matrix, format) };
        const layer = { ...(await loadParts(accelerator, packed)), bias: undefined };
        const parts = [layer.matrix, ...(layer.rest ?? [])] as PackedMatrix[];
        expect(parts.map((part) => part.k)).toEqual(
          Array.from({ length: Math.ceil(k / maxK) }, (_, i) => Math.min(maxK, k - i * maxK)),
        );
        const x = randomActivations(tokens * k, k);
        const [y] = await linear({ accelerator, operators: REFERENCE_OPERATORS }, x, layer);
        const expected = new Float32Array(tokens * n);
        let first = 0;
        for (const [i, part] of parts.entries()) {
          const { q } = unpackMatrix(part.data, format, n, part.k);
          for (let output = 0; output < n; output++) {
            const [from, to] = [output * k + first, output * k + first + part.k];
            expect(q.subarray(output * part.k, (output + 1) * part.k)).toEqual(matrix.q.slice(from, to));
          }
          const columns = Float32Array.from({ length: tokens * part.k }, (_, at) => {
            const t = Math.floor(at / part.k);
            return x[t * k + first + (at % part.k)];
          });
          const [product] = await accelerator.multiply(columns, tokens, [part]);
          for (let at = 0; at < product.length; at++) {
            expected[at] = i === 0 ? product[at] : expected[at] + product[at];
          }
          first += part.k;
        }
        expect(y).toEqual(expected);
        // And near the product of the whole.
        const [whole] = await openGolden({ engine: 'fused' }).multiply(x, tokens, [packed as PackedMatrix]);
        const largest = whole.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        for (const [at, value] of y.entries()) {
          expect(Math.abs(value - whole[at])).toBeLessThanOrEqual(1e-5 * largest);
        }
      },
    ),
    { numRuns: 25 },
  ),
);

test('a matrix that a product takes is loaded as it is', async () => {
  const loaded: PackedMatrix[] = [];
  const packed = { name: 'W', n: 8, k: 128, format: 'int8-macro', data: new Uint8Array(0) } as const;
  const accelerator: Accelerator = {
    ...narrow(128),
    load: async (matrix) => {
      loaded.push(matrix);
      return matrix;
    },
  };
  expect(await loadParts(accelerator, packed)).toEqual({ matrix: packed });
  expect(loaded).toEqual([packed]);
});
