import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { HALF_TO_FLOAT } from '../../../model/half.ts';
import { packMatrix, type QuantizedMatrix } from '../../../model/pack.ts';
import { MATRIX_FORMATS, type MatrixFormat } from '../../../port/layout.ts';
import { quantizedMatrices, randomActivations, randomMatrix } from '../../../testing/arbitrary.ts';
import { goldenMatmul } from '../../golden/matmul.ts';
import { orderedRowReader } from '../products/rows.ts';
import { openEngine, product, SIMD_KINDS, upload } from './setting.ts';

const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.buffer, values.byteOffset, values.length);

const golden = (matrix: QuantizedMatrix, format: MatrixFormat, x: Float32Array, tokens: number): Float32Array =>
  goldenMatmul('fused', { name: 'w', n: matrix.n, k: matrix.k, format, data: packMatrix(matrix, format) }, x, tokens);

/** W[n][k] as a number. */
function weight({ k, q, zeros, scales }: QuantizedMatrix, output: number, input: number): number {
  const group = output * Math.ceil(k / 64) + Math.floor(input / 64);
  return (q[output * k + input] - zeros[group]) * HALF_TO_FLOAT[scales[group]];
}

for (const simd of SIMD_KINDS) {
  describe(`${simd} SIMD`, () => {
    const engines = [1, 2].map((threads) => openEngine(simd, threads));
    afterAll(() => Promise.all(engines.map((engine) => engine.close())));

    describe.each(MATRIX_FORMATS)('%s', (format) => {
      const cases = fc.record({
        matrix: quantizedMatrices(format),
        tokens: fc.integer({ min: 1, max: 70 }),
        seed: fc.nat(),
        engine: fc.constantFrom(...engines),
      });

      test('exact activations give the bits of the golden model, for any shape, tokens and threads', () =>
        fc.assert(
          fc.property(cases, ({ matrix, tokens, seed, engine }) => {
            const x = randomActivations(tokens * matrix.k, seed);
            const uploaded = upload(engine, matrix, format);
            const [y] = product(engine, 'fp32', x, tokens, [uploaded]);
            expect(bitsOf(y)).toEqual(bitsOf(golden(matrix, format, x, tokens)));
          }),
          { numRuns: 40 },
        ));

      test('activations of 8 bits stay within half a step a group of float64', () =>
        fc.assert(
          fc.property(cases, ({ matrix, tokens, seed, engine }) => {
            const { n, k } = matrix;
            const x = randomActivations(tokens * k, seed);
            const [y] = product(engine, 'int8', x, tokens, [upload(engine, matrix, format)]);
            for (let t = 0; t < tokens; t++) {
              for (let output = 0; output < n; output++) {
                let exact = 0;
                let bound = 0;
                for (let first = 0; first < k; first += 64) {
                  const inputs = Array.from({ length: Math.min(64, k - first) }, (_, i) => first + i);
                  const largest = Math.max(...inputs.map((i) => Math.abs(x[t * k + i])));
                  for (const i of inputs) {
                    const w = weight(matrix, output, i);
                    exact += w * x[t * k + i];
                    bound += Math.abs(w) * (largest / 254 + (Math.abs(x[t * k + i]) + largest) * 2 ** -20);
                  }
                }
                expect(Math.abs(y[t * n + output] - exact)).toBeLessThanOrEqual(bound + 1e-30);
              }
            }
          }),
          { numRuns: 15 },
        ));
    });

    test('matrices that share their activations come out as each one alone', () => {
      const x = randomActivations(5 * 130, 3);
      const matrices = [randomMatrix('awq-macro', 70, 130, 1), randomMatrix('awq-macro', 9, 130, 2)];
      const int8 = randomMatrix('int8-macro', 40, 130, 3);
      const [engine] = engines;
      const uploaded = [
        upload(engine, matrices[0], 'awq-macro'),
        upload(engine, int8, 'int8-macro'),
        upload(engine, matrices[1], 'awq-macro-dense'),
      ];
      for (const tokens of [1, 5]) {
        const part = x.subarray(0, tokens * 130);
        const together = product(engine, 'fp32', part, tokens, uploaded);
        expect(together).toEqual(uploaded.map((matrix) => product(engine, 'fp32', part, tokens, [matrix])[0]));
      }
    });

    test('a value that is not finite makes all results of its token NaN, an infinite scale those of its output', () => {
      const matrix = randomMatrix('awq-macro', 40, 100, 5);
      matrix.scales[2 * 7 + 1] = 0x7c00;
      const [, engine] = engines;
      const uploaded = upload(engine, matrix, 'awq-macro');
      for (const tokens of [1, 3]) {
        for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1]) {
          const x = randomActivations(tokens * 100, 9);
          x[70] = bad;
          const [exact] = product(engine, 'fp32', x, tokens, [uploaded]);
          expect(bitsOf(exact)).toEqual(bitsOf(golden(matrix, 'awq-macro', x, tokens)));
          const [fast] = product(engine, 'int8', x, tokens, [uploaded]);
          expect(Array.from(fast, Number.isNaN)).toEqual(Array.from(exact, Number.isNaN));
        }
      }
    });

    test('activations of zero give zero', () => {
      const matrix = randomMatrix('awq-macro', 33, 200, 6);
      const [engine] = engines;
      const [y] = product(engine, 'int8', new Float32Array(2 * 200), 2, [upload(engine, matrix, 'awq-macro')]);
      expect(y.every((value) => value === 0)).toBe(true);
    });

    test.each(MATRIX_FORMATS)('rows of %s read back from the kernels’ order', (format) => {
      const [engine] = engines;
      const matrix = randomMatrix(format, 70, 200, 8);
      const { address } = upload(engine, matrix, format);
      const bytes = packMatrix(matrix, format).length;
      const readRow = orderedRowReader(engine.bytes(address, bytes), format, 70, 200);
      const row = new Float32Array(200);
      for (const n of [0, 7, 8, 33, 69]) {
        readRow(n, row);
        expect(row).toEqual(Float32Array.from(row, (_, k) => weight(matrix, n, k)));
      }
    });
  });
}
