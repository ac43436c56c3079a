import { ADD_LATENCY, Fp32Add } from '@macromac/rtl/fp/add.ts';
import {
  HALF_TO_FLOAT_LATENCY,
  HalfToFloat,
  INT_TO_FLOAT_LATENCY,
  IntToFloat,
  WEIGHT_TO_FLOAT_LATENCY,
  WeightToFloat,
} from '@macromac/rtl/fp/convert.ts';
import { GROUP_SCALE_LATENCY, GroupScale } from '@macromac/rtl/fp/group-scale.ts';
import { Fp32Multiply, MULTIPLY_LATENCY } from '@macromac/rtl/fp/multiply.ts';
import { SUM_BITS } from '@macromac/rtl/parameters.ts';
import { randomBytes } from '../arbitraries.ts';
import type { Bench } from '../bench.ts';
import type { Operands } from './cases.ts';
import { hardPairs } from './cases.ts';
import { addBits, encode, groupScaleBits, multiplyBits } from './exact.ts';
import { functionBenches } from './functions.ts';
import { pipelined } from './pipeline.ts';

/** Words that differ in how many leading zeros and ones they have, for integers. */
function integers(count: number, seed: number): number[] {
  const words = new Uint32Array(randomBytes(8 * count, seed).buffer);
  return Array.from({ length: count }, (_, i) => {
    const shifted = words[2 * i] >> (words[2 * i + 1] & 31);
    return (words[2 * i + 1] & 64 ? shifted & (-1 << ((words[2 * i + 1] >>> 7) & 31)) : shifted) >>> 0;
  }).concat([0, 1, 0x7fffffff, 0x80000000, 0xffffffff]);
}

function integerBits(value: number): number {
  const signed = BigInt.asIntN(32, BigInt(value));
  return encode(signed < 0n, signed < 0n ? -signed : signed, 0);
}

export function halfBits(half: number): number {
  const sign = half >> 15 ? 0x80000000 : 0;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) {
    return fraction ? 0x7fc00000 : (sign | 0x7f800000) >>> 0;
  }
  return encode(sign !== 0, BigInt(exponent ? 1024 + fraction : fraction), Math.max(exponent, 1) - 25);
}

/**
 * Sums of 24 ones and more, times a power of two: on either side of the smallest normal, and where rounding carries.
 */
function ones(): Operands[] {
  return [24, 25, 26, 39].flatMap((length) =>
    [0x0001, 0x0200, 0x0400, 0x0401, 0x0c00, 0x3c00, 0x7800].flatMap((scale) =>
      Array.from({ length: 160 }, (_, exponent) => ({ sum: (1n << BigInt(length)) - 1n, scale, exponent, nan: 0 })),
    ),
  );
}

/** Sums, scales and exponents of every size; now and then `nan`. */
export function scaleCases(count: number, seed: number): Operands[] {
  const bytes = new DataView(randomBytes(17 * count, seed).buffer);
  return Array.from({ length: count }, (_, i) => {
    const at = 17 * i;
    const size = bytes.getUint8(at) % SUM_BITS;
    const magnitude = bytes.getBigUint64(at + 1) & ((1n << BigInt(size)) - 1n);
    const few = bytes.getUint8(at + 16) & 3 ? magnitude : magnitude & (-1n << BigInt(size >> 1));
    const sum = bytes.getUint8(at + 9) & 1 ? -few : few;
    const exponent = i % 3 ? bytes.getUint8(at + 10) : bytes.getUint8(at + 10) % 40;
    return {
      sum: BigInt.asUintN(SUM_BITS, sum),
      scale: bytes.getUint16(at + 11),
      exponent,
      nan: i % 97 ? 0 : 1,
    };
  });
}

const multiply = (significant: number): Bench =>
  pipelined({
    source: 'fp/multiply.ts',
    unit: () => Fp32Multiply(significant),
    output: 'product',
    latency: MULTIPLY_LATENCY,
    what: 'the product of any two, rounded once',
    // Where b is of few significant bits, that is all of it.
    cases: () => hardPairs(12_000, 12).map(([a, b]) => ({ a, b: (b & (-1 << (24 - significant))) >>> 0 })),
    exact: ({ a, b }) => multiplyBits(Number(a), Number(b)),
  });

export const fpBenches: readonly Bench[] = [
  pipelined({
    source: 'fp/add.ts',
    unit: () => Fp32Add(),
    output: 'sum',
    latency: ADD_LATENCY,
    what: 'the sum of any two, rounded once',
    cases: () => hardPairs(20_000, 11).map(([a, b]) => ({ a, b })),
    exact: ({ a, b }) => addBits(Number(a), Number(b)),
  }),
  multiply(24),
  multiply(11),
  multiply(8),
  pipelined({
    source: 'fp/convert.ts',
    unit: () => HalfToFloat(),
    output: 'result',
    latency: HALF_TO_FLOAT_LATENCY,
    what: 'all 65,536 patterns',
    cases: () => Array.from({ length: 65_536 }, (_, half) => ({ half })),
    exact: ({ half }) => halfBits(Number(half)),
  }),
  pipelined({
    source: 'fp/convert.ts',
    unit: () => WeightToFloat(),
    output: 'result',
    latency: WEIGHT_TO_FLOAT_LATENCY,
    what: 'all weights from −128 to 127',
    cases: () => Array.from({ length: 256 }, (_, weight) => ({ weight })),
    exact: ({ weight }) => integerBits((Number(weight) << 24) >> 24),
  }),
  pipelined({
    source: 'fp/convert.ts',
    unit: () => IntToFloat(),
    output: 'result',
    latency: INT_TO_FLOAT_LATENCY,
    what: 'integers of every length, rounded once',
    cases: () => integers(12_000, 3).map((value) => ({ value })),
    exact: ({ value }) => integerBits(Number(value)),
  }),
  pipelined({
    source: 'fp/group-scale.ts',
    unit: () => GroupScale(27),
    output: 't',
    latency: GROUP_SCALE_LATENCY,
    what: 'sums, scales and exponents of every size, rounded once',
    cases: () => [...scaleCases(20_000, 5), ...ones()],
    exact: ({ sum, scale, exponent, nan }) =>
      nan ? 0x7fc00000 : groupScaleBits(BigInt.asIntN(SUM_BITS, BigInt(sum)), Number(scale), Number(exponent), 27),
  }),
  ...functionBenches,
];
