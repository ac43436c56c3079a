import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { getFloat16 } from '@petamoriken/float16';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floatToHalf, HALF_TO_FLOAT } from '../../../model/half.ts';
import { add, multiply } from '../float32.ts';
import { halfToFloat } from '../half.ts';
import { exactAdd, exactMultiply } from './exact.ts';

const view = new DataView(new ArrayBuffer(4));
const fromBits = (word: number): number => {
  view.setUint32(0, word);
  return view.getFloat32(0);
};
const toBits = (value: number): number => {
  view.setFloat32(0, value);
  return Number.isNaN(value) ? 0x7fc00000 : view.getUint32(0);
};
const isSubnormal = (word: number) => (word & 0x7f800000) === 0 && (word & 0x7fffff) !== 0;

test('binary16: all 65,536 values, both decoders, against @petamoriken/float16', () => {
  const half = new DataView(new ArrayBuffer(2));
  for (let word = 0; word < 0x10000; word++) {
    half.setUint16(0, word);
    const expected = getFloat16(half, 0);
    if (!Object.is(HALF_TO_FLOAT[word], expected) || !Object.is(halfToFloat(word), expected)) {
      expect([word, HALF_TO_FLOAT[word], halfToFloat(word)]).toEqual([word, expected, expected]);
    }
  }
});

test('binary16: every value encodes to itself, and between two neighbours ties go to even', () => {
  for (let word = 0; word < 0x7bff; word++) {
    const [low, high] = [HALF_TO_FLOAT[word], HALF_TO_FLOAT[word + 1]];
    const tie = (low + high) / 2;
    const expected = [word, word, word + (word & 1), word + 1].map((w) => w | 0x8000);
    const found = [low, tie * (1 - 1e-9), tie, tie * (1 + 1e-9)].map((value) => floatToHalf(-value));
    if (found.join() !== expected.join()) {
      expect(found).toEqual(expected);
    }
  }
  expect([65519.9, 65520, -1e9, Number.POSITIVE_INFINITY].map(floatToHalf)).toEqual([0x7bff, 0x7c00, 0xfc00, 0x7c00]);
  expect(HALF_TO_FLOAT[floatToHalf(Number.NaN)]).toBeNaN();
});

describe.each([
  ['add', add, exactAdd],
  ['multiply', multiply, exactMultiply],
] as const)('%s', (_, operation, exact) => {
  test('equals exact arithmetic rounded once', () =>
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        (a, b) => {
          expect(toBits(operation(a, b))).toBe(toBits(exact(a, b)));
        },
      ),
      { numRuns: 3000 },
    ));
});

test('the largest subnormal product rounds up to the smallest normal number', () => {
  expect(toBits(multiply(fromBits(0x218fca79), fromBits(0x1e63e2ee)))).toBe(0x00800000);
});

test('zeros have the signs of design §5', () => {
  expect(toBits(add(1.5 * 2 ** -126, -1.75 * 2 ** -126))).toBe(0x80000000);
  expect(toBits(add(1, -1))).toBe(0);
  expect(toBits(add(-0, -0))).toBe(0x80000000);
});

// Berkeley TestFloat, level 1; a user does not have the vectors.
const vectors = new URL('../../../../../shared/data/testfloat/', import.meta.url);
describe.skipIf(!existsSync(vectors))('Berkeley TestFloat', () => {
  const lines = (name: string): number[][] =>
    gunzipSync(readFileSync(new URL(`${name}.txt.gz`, vectors)))
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map((field) => Number.parseInt(field, 16)));

  test.each([
    ['f32_add', add, exactAdd],
    ['f32_mul', multiply, exactMultiply],
  ] as const)('%s', (name, operation, exact) => {
    const failures = lines(name).filter(([a, b, result]) => {
      const [x, y] = [fromBits(a), fromBits(b)];
      // With subnormals the accelerator differs from IEEE by intent; there the exact model of the tests judges.
      const isFlushed = [a, b, result].some(isSubnormal);
      const expected = isFlushed ? toBits(exact(x, y)) : toBits(fromBits(result));
      return toBits(operation(x, y)) !== expected;
    });
    expect(failures).toEqual([]);
  });

  test('f16_to_f32', () => {
    const failures = lines('f16_to_f32').filter(
      ([half, result]) => toBits(halfToFloat(half)) !== toBits(fromBits(result)),
    );
    expect(failures).toEqual([]);
  });

  test('infinity times a flushed subnormal is NaN', () => {
    expect(toBits(multiply(Number.POSITIVE_INFINITY, 2 ** -127))).toBe(0x7fc00000);
  });
});
