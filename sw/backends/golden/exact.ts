/**
 * Numbers for the tables of EXP, RCP and RSQRT (docs/numerics.md), which hold the value nearest to the exact one. A
 * value is found from below by comparing integers: the largest n that is not above the exact value, doubled, tells on
 * which side of a half it lies.
 */

/** The integer nearest to a number above 0, ties to even. `compare(a, b)` is the sign of a / b − number, exactly. */
export function nearest(compare: (a: bigint, b: bigint) => number): bigint {
  let low = 0n;
  let high = 1n;
  while (compare(high, 1n) <= 0) {
    high *= 2n;
  }
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (compare(middle, 1n) <= 0) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const half = compare(2n * low + 1n, 2n);
  if (half === 0) {
    return low % 2n === 0n ? low : high;
  }
  return half < 0 ? high : low;
}

/** The sign of a − b. */
export const sign = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** ⌊numerator / 2^bits⌋ of an integer that a double holds exactly. */
export const floorShift = (numerator: number, bits: number): number => Math.floor(numerator * 2 ** -bits);

/** The fields of a float32: its sign, its biased exponent, its fraction as an integer. */
export interface Fields {
  readonly negative: boolean;
  readonly exponent: number;
  readonly fraction: number;
}

export function fieldsOf(x: number): Fields {
  float[0] = x;
  const bits = word[0];
  return { negative: bits >>> 31 === 1, exponent: (bits >>> 23) & 0xff, fraction: bits & 0x7fffff };
}
const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);
