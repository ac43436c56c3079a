import assert from 'node:assert/strict';
import { EXP_LATENCY, Fp32Exp } from '@macromac/rtl/fp/exp.ts';
import { FLOAT_TO_HALF_LATENCY, FLOAT_TO_INT_LATENCY, FloatToHalf, FloatToInt } from '@macromac/rtl/fp/quantise.ts';
import { Fp32Reciprocal, RECIPROCAL_LATENCY } from '@macromac/rtl/fp/reciprocal.ts';
import { exp } from 'macromac/backends/golden/exp.ts';
import { floatToHalf } from 'macromac/backends/golden/half.ts';
import { floatToInteger } from 'macromac/backends/golden/kv-quantise.ts';
import { reciprocal, reciprocalSquareRoot } from 'macromac/backends/golden/reciprocal.ts';
import { randomBytes } from '../arbitraries.ts';
import type { Bench, Property } from '../bench.ts';
import type { Operands } from './cases.ts';
import { hex, SPECIAL } from './cases.ts';
import { pipelined, throughPipeline } from './pipeline.ts';

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

export function toFloat(bits: number): number {
  word[0] = bits;
  return float[0];
}

export function toBits(value: number): number {
  float[0] = value;
  return Number.isNaN(value) ? 0x7fc00000 : word[0];
}

const randomWords = (count: number, seed: number) => new Uint32Array(randomBytes(4 * count, seed).buffer);

/** Every exponent field with either sign, several fractions each: all zeros, all ones, anything. */
const everyExponent = (seed: number): number[] => {
  const random = randomWords(512, seed);
  return Array.from(random, (anything, i) =>
    [0, 0x7fffff, 1, anything & 0x7fffff].map((fraction) => ((i << 23) | fraction) >>> 0),
  ).flat();
};

/** Places in a segment of 2^15 significands: its ends, its middle, and `count` others. */
const places = (count: number, random: Uint32Array, from: number): number[] => [
  0,
  1,
  0x3fff,
  0x4000,
  0x4001,
  0x7fff,
  ...Array.from({ length: count }, (_, i) => random[from + i] & 0x7fff),
];

/** Significands all over each of the 256 segments, with exponents and signs of every kind, each for RCP or RSQRT. */
export function reciprocalCases(each: number, seed: number): Operands[] {
  const random = randomWords(512 * (each + 6) * 2, seed);
  const swept = Array.from({ length: 512 }, (_, half) =>
    places(each, random, half * (each + 6)).map((place, i) => {
      const any = random[512 * (each + 6) + half * (each + 6) + i];
      const root = half & 1;
      // A root has a sign but rarely, and its exponent's lowest bit chooses the table.
      const sign = root ? Number((any & 0xff) === 0) : any & 1;
      const x = ((sign << 31) | (((any >>> 8) & 0xff) << 23) | ((half >> 1) << 15) | place) >>> 0;
      return { x, root };
    }),
  ).flat();
  const special = [...SPECIAL, ...everyExponent(seed + 1)];
  return [...special.flatMap((x) => [0, 1].map((root) => ({ x, root }))), ...swept];
}

/**
 * x = (n + (i + part) / 256) · ln 2 all over each segment i, and the floats about each of its ends; n of every size.
 */
export function exponentialCases(each: number, seed: number): Operands[] {
  const random = randomWords(256 * each * 2, seed);
  const swept = Array.from({ length: 256 * each }, (_, k) => {
    const segment = k % 256;
    const part = k % 3 === 0 ? 0 : random[2 * k] / 2 ** 32;
    const n = (random[2 * k + 1] % 258) - 129;
    const small = k % 5 === 0 ? n % 3 : n;
    const near = toBits(Math.fround((small + (segment + part) / 256) * Math.LN2));
    return k % 3 === 0 ? [near, near + 1, Math.max(near - 1, 0)] : [near];
  }).flat();
  // The largest finite result and the smallest normal one, and where |x| becomes 128.
  const limits = [0x42b17217, 0xc2aeac4f, 0x43000000, 0xc3000000].flatMap((x) =>
    Array.from({ length: 41 }, (_, i) => x - 20 + i),
  );
  return [...SPECIAL, ...everyExponent(seed + 1), ...limits, ...swept].map((x) => ({ x }));
}

/** Integers and halves between them, of every size and about the limits; and anything. */
export function integerCases(count: number, seed: number): Operands[] {
  const random = randomWords(2 * count, seed);
  const about = Array.from({ length: count }, (_, i) => {
    const size = random[2 * i] % 18;
    const whole = (random[2 * i] >>> 8) & (2 ** size - 1);
    const value = whole + [0, 0.5, 0.25][random[2 * i + 1] % 3];
    // A tie, or the float before or after it.
    const near = Math.max(toBits(value) + ((random[2 * i + 1] >>> 8) % 3) - 1, 0);
    return ((random[2 * i + 1] & 0x10000 ? 0x80000000 : 0) | near) >>> 0;
  });
  const limits = [126.5, 127, 127.5, 128, 32_638.5, 32_639, 32_639.5, 32_640, 32_767.5, 65_535, 65_535.5, 65_536, 1e9]
    .flatMap((limit) => [limit, -limit])
    .map(toBits);
  return [...SPECIAL, ...everyExponent(seed + 1), ...limits, ...about].flatMap((x) =>
    [0, 1].map((narrow) => ({ x, narrow })),
  );
}

/** Every half, what lies half-way to the next, and the floats about that; and anything. */
export function halfCases(seed: number): Operands[] {
  const ties = Array.from({ length: 0x7c00 }, (_, half) => {
    const exponent = Math.max(half >> 10, 1);
    const steps = (half & 1023) + (half >> 10 ? 1024 : 0);
    const step = 2 ** (exponent - 25);
    const at = toBits((steps + 0.5) * step);
    const sign = half & 1 ? 0x80000000 : 0;
    return [toBits(steps * step), at - 1, at, at + 1].map((x) => (sign | x) >>> 0);
  }).flat();
  return [...SPECIAL, ...everyExponent(seed), ...ties].map((x) => ({ x }));
}

/** Results that are normal floats lie within `ulp` of the exact value; `exact` in double, which is near enough. */
const accurate =
  (
    cases: () => readonly Operands[],
    output: string,
    latency: number,
    exact: (o: Operands) => [number, number],
  ): Property =>
  async (design) => {
    const operands = cases();
    const got = await throughPipeline(design, output, latency, operands);
    const wrong = operands.flatMap((each, i) => {
      const [value, bound] = exact(each);
      if (!(value >= 2 ** -126 && value < 2 ** 128 * (1 - 2 ** -24))) {
        return [];
      }
      const ulp = 2 ** (Math.floor(Math.log2(value)) - 23);
      const error = Math.abs(toFloat(got[i]) - value) / ulp;
      return error <= bound ? [] : [`${hex(Number(each.x))}: ${error} ulp from ${value}, at most ${bound} expected`];
    });
    assert.deepEqual(wrong.slice(0, 10), []);
  };

const exponential = pipelined({
  source: 'fp/exp.ts',
  unit: () => Fp32Exp(),
  output: 'power',
  latency: EXP_LATENCY,
  what: 'EXP of every segment, every exponent, every special value',
  cases: () => exponentialCases(60, 21),
  exact: ({ x }) => toBits(exp(toFloat(Number(x)))),
});

const inverse = pipelined({
  source: 'fp/reciprocal.ts',
  unit: () => Fp32Reciprocal(),
  output: 'result',
  latency: RECIPROCAL_LATENCY,
  what: 'RCP and RSQRT, in turns, of every segment, every exponent, every special value',
  cases: () => reciprocalCases(40, 22),
  exact: ({ x, root }) => toBits((root ? reciprocalSquareRoot : reciprocal)(toFloat(Number(x)))),
});

export const functionBenches: readonly Bench[] = [
  {
    ...exponential,
    properties: {
      ...exponential.properties,
      'within 0.81 ulp of e^x': accurate(
        () => exponentialCases(80, 23),
        'power',
        EXP_LATENCY,
        ({ x }) => [Math.exp(toFloat(Number(x))), 0.81],
      ),
    },
  },
  {
    ...inverse,
    properties: {
      ...inverse.properties,
      'within 0.77 ulp of 1/x and 0.81 of 1/√x': accurate(
        () => reciprocalCases(60, 24).filter(({ x }) => Number(x) < 0x7f800000 && Number(x) >= 0x00800000),
        'result',
        RECIPROCAL_LATENCY,
        ({ x, root }) => (root ? [1 / Math.sqrt(toFloat(Number(x))), 0.81] : [1 / toFloat(Number(x)), 0.77]),
      ),
    },
  },
  pipelined({
    source: 'fp/quantise.ts',
    unit: () => FloatToInt(),
    output: 'value',
    latency: FLOAT_TO_INT_LATENCY,
    what: 'integers and ties of every size, limited',
    cases: () => integerCases(6_000, 25),
    exact: ({ x, narrow }) => floatToInteger(toFloat(Number(x)), narrow ? 127 : 32_639) & 0xffff,
  }),
  pipelined({
    source: 'fp/quantise.ts',
    unit: () => FloatToHalf(),
    output: 'half',
    latency: FLOAT_TO_HALF_LATENCY,
    what: 'every half, and every tie between two, rounded once',
    cases: () => halfCases(26),
    exact: ({ x }) => floatToHalf(toFloat(Number(x))),
  }),
];
