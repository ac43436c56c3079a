import { setFloat16 } from '@petamoriken/float16';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exp } from '../exp.ts';
import { floatToHalf, halfToFloat } from '../half.ts';
import { floatToInteger, quantiseKey16, quantiseValue8 } from '../kv-quantise.ts';
import { reciprocal, reciprocalSquareRoot } from '../reciprocal.ts';
import { sum32 } from '../sum32.ts';
import { exactAdd } from './exact.ts';
import { PYTHON_VECTORS } from './python-vectors.ts';

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);
const fromBits = (bits: number): number => {
  word[0] = bits;
  return float[0];
};
const toBits = (value: number): number => {
  float[0] = value;
  return Number.isNaN(value) ? 0x7fc00000 : word[0];
};
const hex = (bits: number) => bits.toString(16).padStart(8, '0');

const { POSITIVE_INFINITY: INFINITY, NaN: NAN } = Number;

describe.each([
  ['EXP', exp, PYTHON_VECTORS.EXP],
  ['RCP', reciprocal, PYTHON_VECTORS.RCP],
  ['RSQRT', reciprocalSquareRoot, PYTHON_VECTORS.RSQRT],
] as const)('%s', (_, calculate, vectors) => {
  test('the bits of the Python model', () => {
    const found = vectors.map(([x]) => [hex(x), hex(toBits(calculate(fromBits(x))))]);
    expect(found).toEqual(vectors.map((pair) => pair.map(hex)));
  });
});

test('special values of EXP', () => {
  expect([0, -0, 2 ** -127, -(2 ** -149), 2 ** -30, -(2 ** -30)].map(exp)).toEqual([1, 1, 1, 1, 1, 1]);
  expect([128, 1e30, INFINITY, 89, 88.72284].map(exp)).toEqual(new Array(5).fill(INFINITY));
  expect([-128, -1e30, -INFINITY, -104, -87.34].map(exp)).toEqual(new Array(5).fill(0));
  expect(exp(NAN)).toBeNaN();
});

test('special values of RCP and RSQRT', () => {
  expect([0, -0, 2 ** -140, -(2 ** -140)].map(reciprocal)).toEqual([INFINITY, -INFINITY, INFINITY, -INFINITY]);
  expect([INFINITY, -INFINITY, 2 ** 127, -(2 ** 127)].map(reciprocal)).toEqual([0, -0, 0, -0]);
  expect([2 ** 126, 1, -1, 2 ** -126, 0.25].map(reciprocal)).toEqual([2 ** -126, 1, -1, 2 ** 126, 4]);
  expect(reciprocal(NAN)).toBeNaN();
  expect([0, -0, 2 ** -140, -(2 ** -140)].map(reciprocalSquareRoot)).toEqual(new Array(4).fill(INFINITY));
  expect([INFINITY, 2 ** -126, 1, 4, 0.25].map(reciprocalSquareRoot)).toEqual([0, 2 ** 63, 1, 0.5, 2]);
  for (const x of [-1, -(2 ** -126), -INFINITY, NAN]) {
    expect(reciprocalSquareRoot(x)).toBeNaN();
  }
});

const finite = (options: { min?: number; max?: number } = {}) =>
  fc.float({ noNaN: true, noDefaultInfinity: true, ...options });

describe('sum32', () => {
  test('adds element j + 32 m to partial sum j, and the partial sums by a balanced tree', () =>
    fc.assert(
      fc.property(fc.array(finite(), { maxLength: 200 }), (values) => {
        const partial = Array.from({ length: 32 }, (_, j) =>
          values.filter((_, i) => i % 32 === j).reduce((sum, x) => exactAdd(sum, x), 0),
        );
        const tree = (low: number, count: number): number =>
          count === 1 ? partial[low] : exactAdd(tree(low, count / 2), tree(low + count / 2, count / 2));
        expect(toBits(sum32(values))).toBe(toBits(tree(0, 32)));
      }),
    ));

  test('the order is what is said: 2^24 + 1 + 1 depends on it', () => {
    const at = (...places: [number, number][]) => {
      const v = new Float32Array(96);
      for (const [i, x] of places) {
        v[i] = x;
      }
      return sum32(v);
    };
    expect(at([0, 2 ** 24], [32, 1], [64, 1])).toBe(2 ** 24);
    expect(at([0, 1], [32, 1], [64, 2 ** 24])).toBe(2 ** 24 + 2);
    expect(at([0, 2 ** 24], [1, 1], [2, 1])).toBe(2 ** 24);
    expect(at([0, 2 ** 24], [2, 1], [3, 1])).toBe(2 ** 24 + 2);
  });

  test('nothing is +0; a NaN, and infinities of both signs, give NaN', () => {
    expect(sum32([])).toBe(0);
    expect(sum32(new Array(64).fill(-0))).toBe(0);
    for (let i = 0; i < 40; i++) {
      expect(sum32(Array.from({ length: 40 }, (_, j) => (i === j ? NAN : 1)))).toBeNaN();
    }
    expect(sum32([INFINITY, -INFINITY])).toBeNaN();
  });
});

test('binary16: any float32 as @petamoriken/float16 rounds it, and every tie', () => {
  const view = new DataView(new ArrayBuffer(2));
  const wanted = (x: number) => {
    setFloat16(view, 0, x);
    return view.getUint16(0);
  };
  const ties = Array.from({ length: 0x7bff }, (_, half) => (halfToFloat(half) + halfToFloat(half + 1)) / 2);
  const about = ties.flatMap((tie) => [-1, 0, 1].map((step) => fromBits(toBits(tie) + step)));
  const wrong = [...about, 65_519.996, 65_520, 1e30, 0, 2 ** -25, 2 ** -26, 2 ** -149]
    .flatMap((x) => [x, -x])
    .filter((x) => floatToHalf(x) !== wanted(x));
  expect(wrong).toEqual([]);
  fc.assert(
    fc.property(finite(), (x) => {
      expect(floatToHalf(x)).toBe(wanted(x));
    }),
  );
  expect([NAN, INFINITY, -INFINITY].map(floatToHalf)).toEqual([0x7e00, 0x7c00, 0xfc00]);
});

test('integers: ties to even, limited, a NaN is 0', () => {
  const limit = (x: number) => floatToInteger(x, 127);
  expect([0.5, 1.5, -0.5, -1.5, 126.5, 127.49, -126.5].map(limit)).toEqual([0, 2, 0, -2, 126, 127, -126]);
  expect([128, -128, INFINITY, -INFINITY, 1e30].map(limit)).toEqual([127, -127, 127, -127, 127]);
  expect(limit(NAN)).toBe(0);
});

const vector = (max: number) => fc.array(finite({ min: -max, max }), { minLength: 1, maxLength: 64 });

describe('keys of 16 bits', () => {
  test('q = 256 hi + lo, within half a step of the key, on the scales h and 256 h', () =>
    fc.assert(
      fc.property(vector(30_000), fc.integer({ min: -20, max: 0 }), (values, shift) => {
        const k = values.map((x) => Math.fround(x * 2 ** shift));
        const { q, hi, lo, hiScale, loScale } = quantiseKey16(k);
        const h = halfToFloat(loScale);
        expect(halfToFloat(hiScale)).toBe(256 * h);
        for (const [i, x] of k.entries()) {
          expect(q[i]).toBe(256 * hi[i] + lo[i]);
          // A key near 0 has a scale that is a subnormal half: then the clamp may cut it.
          const cut = Math.abs(q[i]) === 32_639;
          if (h > 0 && !cut) {
            expect(Math.abs(q[i] * h - 256 * x)).toBeLessThanOrEqual(0.51 * h);
          }
        }
        if (h >= 2 ** -14) {
          expect(Math.max(...q.map(Math.abs))).toBeLessThanOrEqual(32_528);
        }
      }),
    ));

  test('a worked example', () => {
    // max|k'| = 512 · 254 = 130,048 = 4 · 32,512: h = 4.
    const { q, hi, lo, hiScale, loScale } = quantiseKey16([508, -508, 1, -1, 3, 2 ** -8]);
    expect([hiScale, loScale].map(halfToFloat)).toEqual([1024, 4]);
    expect([...q]).toEqual([32_512, -32_512, 64, -64, 192, 0]);
    expect([...lo]).toEqual([0, 0, 64, -64, -64, 0]);
    expect([...hi]).toEqual([127, -127, 0, 0, 1, 0]);
  });

  test('lo is −128 where q ends in 80 hexadecimal', () => {
    const { q, hi, lo } = quantiseKey16([508, 2]);
    expect([q[1], hi[1], lo[1]]).toEqual([128, 1, -128]);
  });

  test('the greatest |q| that rounding of h allows is kept', () => {
    // The next tie of halves below 2^k: h is too low by almost 2^-11.
    const h = 1 + 2 ** -11 - 2 ** -20;
    const { q, loScale } = quantiseKey16([Math.fround((h * 32_512) / 256)]);
    expect(halfToFloat(loScale)).toBe(1);
    expect(q[0]).toBeGreaterThan(32_512);
    expect(q[0]).toBeLessThanOrEqual(32_528);
  });

  test('no keys, or such small ones that h is 0: all bytes 0', () => {
    for (const k of [[], [0, -0], [2 ** -24], [2 ** -130]]) {
      const { q, hiScale, loScale } = quantiseKey16(k);
      expect([...q, hiScale, loScale]).toEqual([...k.map(() => 0), 0, 0]);
    }
  });

  test('a scale that is a subnormal half', () => {
    // k' / 32,512 = 1.4 · 2^-24 becomes 2^-24: 45,517 steps are cut.
    const { q, hiScale, loScale } = quantiseKey16([Math.fround((1.4 * 2 ** -24 * 32_512) / 256), 2 ** -24]);
    expect([...q, hiScale, loScale]).toEqual([32_639, 256, 0x0100, 0x0001]);
  });

  test('beyond FP16 in 256 h, or not finite: both scales are +∞, all bytes 0', () => {
    expect(quantiseKey16([32_504]).hiScale).toBe(0x7bff);
    for (const k of [32_505, -32_505, 1e6, 3e38, INFINITY, -INFINITY, NAN]) {
      const { q, hi, lo, hiScale, loScale } = quantiseKey16([1, k, 2]);
      expect([hiScale, loScale, ...q, ...hi, ...lo]).toEqual([0x7c00, 0x7c00, ...new Array(9).fill(0)]);
    }
  });
});

describe('values, and keys of 8 bits', () => {
  test('within half a step of the value', () =>
    fc.assert(
      fc.property(vector(60_000), fc.integer({ min: -20, max: 0 }), (values, shift) => {
        const v = values.map((x) => Math.fround(x * 2 ** shift));
        const { q, scale } = quantiseValue8(v);
        const h = halfToFloat(scale);
        for (const [i, x] of v.entries()) {
          if (h > 0 && Math.abs(q[i]) < 127) {
            expect(Math.abs(q[i] * h - x)).toBeLessThanOrEqual(0.501 * h);
          }
        }
        expect(Math.max(...q.map(Math.abs))).toBeLessThanOrEqual(127);
      }),
    ));

  test('a worked example', () => {
    expect(quantiseValue8([-254, 254, 3, 5, -1])).toEqual({ q: Int8Array.of(-127, 127, 2, 2, 0), scale: 0x4000 });
  });

  test('zeros; scales that are subnormal halves; not finite; beyond FP16', () => {
    expect(quantiseValue8([0, -0, 2 ** -130])).toEqual({ q: new Int8Array(3), scale: 0 });
    expect(quantiseValue8([2 ** -18, -(2 ** -20)])).toEqual({ q: Int8Array.of(64, -16), scale: 0x0001 });
    for (const bad of [NAN, INFINITY, -INFINITY]) {
      expect(quantiseValue8([1, bad])).toEqual({ q: new Int8Array(2), scale: 0x7e00 });
    }
    expect(quantiseValue8([1e7, 1])).toEqual({ q: new Int8Array(2), scale: 0x7c00 });
  });
});
