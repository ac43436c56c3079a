import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packMatrix, type QuantizedMatrix } from '../../../model/pack.ts';
import { MATRIX_FORMATS, type MatrixFormat } from '../../../port/layout.ts';
import { ENGINES, type Engine } from '../../../port/matrix.ts';
import { quantizedMatrices, randomActivations, randomMatrix } from '../../../testing/arbitrary.ts';
import { toBlockFloat } from '../fused.ts';
import { halfToFloat } from '../half.ts';
import { goldenMatmul } from '../matmul.ts';
import { dyadic, exactAdd, exactMultiply, flushed, times, toFloat32, toInteger } from './exact.ts';

const golden = (engine: Engine, matrix: QuantizedMatrix, format: MatrixFormat, x: Float32Array, tokens = 1) =>
  goldenMatmul(engine, { name: 'W', n: matrix.n, k: matrix.k, format, data: packMatrix(matrix, format) }, x, tokens);

const bits = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);

/** Bits of what the exact model gives: there is one NaN, but JavaScript leaves open which one a number is stored as. */
const expectedBits = (values: readonly number[]) =>
  values.map((value) => (Number.isNaN(value) ? 0x7fc00000 : bits(Float32Array.of(value))[0]));

/** Design §5 in BigInt, from the quantised matrix (never from packed bytes). */
function exactOutput(engine: Engine, matrix: QuantizedMatrix, output: number, x: Float32Array): number {
  const { k, q, zeros, scales } = matrix;
  const groups = Math.ceil(k / 64);
  let acc = 0;
  for (let g = 0; g < groups; g++) {
    const xs = Array.from({ length: 64 }, (_, i) => flushed(64 * g + i < k ? x[64 * g + i] : 0));
    const scale = halfToFloat(scales[output * groups + g]);
    const weights = xs.map((_, i) => (64 * g + i < k ? q[output * k + 64 * g + i] : 0) - zeros[output * groups + g]);
    acc = exactAdd(acc, engine === 'fused' ? fusedTerm(xs, weights, scale) : treeTerm(xs, weights, scale));
  }
  return acc;
}

function fusedTerm(xs: number[], weights: number[], scale: number): number {
  const largest = Math.max(...xs.map(Math.abs));
  if (largest === 0) {
    return 0;
  }
  const { mantissa, exponent } = dyadic(largest);
  const e = mantissa.toString(2).length - 1 + exponent - 25;
  const limit = 2n ** 26n - 1n;
  let sum = 0n;
  for (const [i, x] of xs.entries()) {
    const value = dyadic(x);
    const m = toInteger({ mantissa: value.mantissa, exponent: value.exponent - e });
    sum += BigInt(weights[i]) * (m > limit ? limit : m < -limit ? -limit : m);
  }
  if (sum === 0n) {
    return 0;
  }
  const isNegative = sum < 0n !== (scale < 0 || Object.is(scale, -0));
  return toFloat32(times({ mantissa: sum, exponent: e }, dyadic(scale)), isNegative);
}

function treeTerm(xs: number[], weights: number[], scale: number): number {
  let level = xs.map((x, i) => exactMultiply(exactMultiply(x, scale), weights[i]));
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) => exactAdd(level[2 * i], level[2 * i + 1]));
  }
  return level[0];
}

describe.each(ENGINES)('engine %s', (engine) => {
  test.each(MATRIX_FORMATS)('has the bits of an exact model, format %s', (format) =>
    fc.assert(
      fc.property(quantizedMatrices(format, { maxN: 40, maxK: 150 }), fc.nat(), fc.nat(), (matrix, seed, pick) => {
        const x = randomActivations(matrix.k, seed);
        const output = pick % matrix.n;
        const [expected] = expectedBits([exactOutput(engine, matrix, output, x)]);
        expect(bits(golden(engine, matrix, format, x))[output]).toBe(expected);
      }),
      { numRuns: 30 },
    ),
  );

  test('has them at the edges of the exponent range too', () =>
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: -149, max: 110 }), (seed, exponent) => {
        const matrix = randomMatrix('awq-macro', 3, 130, seed);
        const x = randomActivations(matrix.k, seed).map((value) => value * 2 ** exponent);
        const expected = expectedBits([0, 1, 2].map((output) => exactOutput(engine, matrix, output, x)));
        expect([...bits(golden(engine, matrix, 'awq-macro', x))]).toEqual(expected);
      }),
      { numRuns: 60 },
    ));

  test('a token has the same bits alone and among others', () => {
    const matrix = randomMatrix('awq-macro', 40, 100, 5);
    const x = randomActivations(3 * matrix.k, 6);
    const together = golden(engine, matrix, 'awq-macro', x, 3);
    for (let t = 0; t < 3; t++) {
      const alone = golden(engine, matrix, 'awq-macro', x.subarray(t * matrix.k, (t + 1) * matrix.k));
      expect(together.subarray(t * matrix.n, (t + 1) * matrix.n)).toEqual(alone);
    }
  });

  test('one non-finite activation makes every result of its vector the canonical NaN, and no other', () => {
    const matrix = randomMatrix('awq-macro', 9, 70, 7);
    const x = randomActivations(2 * matrix.k, 8);
    const clean = golden(engine, matrix, 'awq-macro', x, 2);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const bad = x.slice();
      bad[69] = value;
      const y = bits(golden(engine, matrix, 'awq-macro', bad, 2));
      expect([...y.subarray(0, 9)]).toEqual(Array(9).fill(0x7fc00000));
      expect(y.subarray(9)).toEqual(bits(clean).subarray(9));
    }
  });

  test('a non-finite scale makes its output the canonical NaN, even where nothing is multiplied by it', () => {
    const matrix = randomMatrix('awq-macro', 9, 128, 9);
    matrix.scales[2 * 4 + 1] = 0x7c00;
    matrix.scales[2 * 8] = 0xfe01;
    const y = golden(engine, matrix, 'awq-macro', new Float32Array(128));
    expect([...bits(y)].map((word) => word === 0x7fc00000)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 1].map(Boolean));
  });

  test('overflow is infinite, and opposite infinities are the canonical NaN', () => {
    const matrix = {
      n: 2,
      k: 128,
      q: new Uint8Array(256).fill(15),
      zeros: new Uint8Array(4),
      scales: Uint16Array.of(0x7bff, 0x7bff, 0x7bff, 0xfbff),
    };
    const y = golden(engine, matrix, 'awq-macro', new Float32Array(128).fill(3e38));
    expect([...bits(y)]).toEqual([0x7f800000, 0x7fc00000]);
  });
});

test('fused: the error against float64 stays within the bound of design §5', () =>
  fc.assert(
    fc.property(quantizedMatrices('awq-macro', { maxN: 20, maxK: 400 }), fc.nat(), (matrix, seed) => {
      const { n, k, q, zeros, scales } = matrix;
      const x = randomActivations(k, seed);
      const y = golden('fused', matrix, 'awq-macro', x);
      const groups = Math.ceil(k / 64);
      for (let output = 0; output < n; output++) {
        let reference = 0;
        let products = 0;
        let rounding = 0;
        let weights = 0;
        for (let g = 0; g < groups; g++) {
          let largest = 0;
          let groupWeights = 0;
          for (let i = 64 * g; i < Math.min(64 * g + 64, k); i++) {
            const w = (q[output * k + i] - zeros[output * groups + g]) * halfToFloat(scales[output * groups + g]);
            reference += w * x[i];
            products += Math.abs(w * x[i]);
            groupWeights += Math.abs(w);
            largest = Math.max(largest, Math.abs(x[i]));
          }
          rounding += 2 ** -26 * largest * groupWeights;
          weights += groupWeights;
        }
        const bound = 1.001 * (rounding + (k / 64 + 1) * 2 ** -24 * products) + 2 ** -126 * (k / 64 + 1 + weights);
        expect(Math.abs(y[output] - reference)).toBeLessThanOrEqual(bound);
      }
    }),
    { numRuns: 40 },
  ));

describe('block floating point', () => {
  test('float32 activations near the largest of their group are exact', () => {
    const x = Float32Array.of(1.9999998807907104, -1.0000001192092896, 0.75);
    const { mantissas, scale } = toBlockFloat(x);
    expect([...mantissas].map((m) => m * scale)).toEqual([...x]);
  });

  test('ties go to even, and a narrow mantissa saturates', () => {
    const { mantissas, scale } = toBlockFloat(Float32Array.of(127.9, 2.5, 3.5, -2.5, -127.9), 8);
    expect(scale).toBe(1);
    expect([...mantissas]).toEqual([127, 2, 4, -2, -127]);
  });

  test('subnormals are zero, alone or beside normal values', () => {
    const tiny = 2 ** -127;
    expect([...toBlockFloat(Float32Array.of(tiny, -tiny)).mantissas].map(Math.abs)).toEqual([0, 0]);
    expect(toBlockFloat(Float32Array.of(2 ** -126, tiny)).mantissas[1]).toBe(0);
  });
});
