import { flush, multiply, roundToNearestEven } from './float32.ts';
import { floatToHalf, halfToFloat } from './half.ts';
import { reciprocal } from './reciprocal.ts';

/** A key of one position and head, as the cache keeps it: q = 256 hi + lo, d of each. */
export interface Key16 {
  /** The values, −32,639 … 32,639. */
  readonly q: Int16Array;
  readonly hi: Int8Array;
  readonly lo: Int8Array;
  /** FP16 bits of the scales of the two bytes: 256 · h and h. */
  readonly hiScale: number;
  readonly loScale: number;
}

/** A value (or an INT8 key) of one position and head: q of d, and the FP16 bits of its scale h. */
export interface Value8 {
  readonly q: Int8Array;
  readonly scale: number;
}

const HALF_INFINITY = 0x7c00;
const HALF_NAN = 0x7e00;

/** Whether 256 · h is beyond FP16. */
const isTooLarge = (h: number): boolean => h >= 256;

/**
 * k [d] float32, before the factor of 2⁸ → 16 bits on one scale, in two planes (docs/numerics.md, "Keys and values").
 */
export function quantiseKey16(k: ArrayLike<number>): Key16 {
  const scaled = Array.from(k, (x) => multiply(x, 256));
  const scale = floatToHalf(multiply(largest(scaled), Math.fround(1 / 32_512)));
  const h = halfToFloat(scale);
  const isRegular = scaled.every(Number.isFinite) && !isTooLarge(h);
  const q = isRegular ? quantised(scaled, h, 32_639) : new Int16Array(k.length);
  const lo = Int8Array.from(q, (each) => ((each + 128) & 255) - 128);
  const hi = Int8Array.from(q, (each, i) => (each - lo[i]) / 256);
  return {
    q,
    hi,
    lo,
    hiScale: isRegular ? floatToHalf(256 * h) : HALF_INFINITY,
    loScale: isRegular ? scale : HALF_INFINITY,
  };
}

/** v [d] float32 → bytes on one scale: values, and keys of 8 bits. */
export function quantiseValue8(v: ArrayLike<number>): Value8 {
  const values = Array.from(v, flush);
  if (!values.every(Number.isFinite)) {
    return { q: new Int8Array(v.length), scale: HALF_NAN };
  }
  const scale = floatToHalf(multiply(largest(values), Math.fround(1 / 127)));
  return { q: Int8Array.from(quantised(values, halfToFloat(scale), 127)), scale };
}

const largest = (values: readonly number[]): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** clamp(RNE(fl(x · RCP(h)))); a scale of 0 makes every q 0. */
function quantised(values: readonly number[], h: number, limit: number): Int16Array {
  if (h === 0) {
    return new Int16Array(values.length);
  }
  const inverse = reciprocal(h);
  return Int16Array.from(values, (x) => floatToInteger(multiply(x, inverse), limit));
}

/** clamp(RNE(x), −limit, limit) of a float32; a NaN gives 0. */
export function floatToInteger(x: number, limit: number): number {
  if (Number.isNaN(x)) {
    return 0;
  }
  if (Math.abs(x) > limit) {
    return Math.sign(x) * limit;
  }
  return roundToNearestEven(x);
}
