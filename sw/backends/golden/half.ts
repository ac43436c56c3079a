import { fieldsOf } from './exact.ts';
import { roundToNearestEven } from './float32.ts';

/** The value of a binary16 number, exact in FP32, subnormals included. */
export function halfToFloat(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) {
    return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  }
  if (exponent === 0) {
    return sign * fraction * 2 ** -24;
  }
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** All 65,536 of them. */
export const HALVES: Float64Array = Float64Array.from({ length: 0x10000 }, (_, bits) => halfToFloat(bits));

/** Bits of the binary16 number nearest to a float32, ties to even: subnormals exactly, an overflow ∞, a NaN 7E00. */
export function floatToHalf(x: number): number {
  if (Number.isNaN(x)) {
    return 0x7e00;
  }
  const sign = Object.is(x, -0) || x < 0 ? 0x8000 : 0;
  const magnitude = Math.abs(x);
  if (magnitude >= 65_520) {
    return sign | 0x7c00;
  }
  // From a power of two to the next there are 1,024 halves; below 2⁻¹³ they lie as far apart as in the lowest of these
  // ranges.
  const power = Math.max(fieldsOf(x).exponent - 127, -14);
  const steps = roundToNearestEven(magnitude * 2 ** (10 - power));
  return sign | (steps + 1024 * (power + 14));
}
