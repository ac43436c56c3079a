/**
 * FP32 arithmetic of the accelerator (design §5), in doubles: a sum or product of two floats fits 53 bits well enough
 * that rounding it once more to 24 is correct rounding. Values are JS numbers that hold float32 values.
 */

const MIN_NORMAL = 2 ** -126;

/** Rounds an exact result: to nearest even, and to zero of its sign below 2⁻¹²⁶. */
export function round(exact: number): number {
  return flush(Math.fround(exact));
}

/** A subnormal becomes zero of its sign. */
export function flush(value: number): number {
  return Math.abs(value) < MIN_NORMAL ? value * 0 : value;
}

export function add(a: number, b: number): number {
  return round(flush(a) + flush(b));
}

export function multiply(a: number, b: number): number {
  return round(flush(a) * flush(b));
}

/** To an integer, ties to even; |value| < 2^51, where adding 1.5 · 2^52 leaves no fraction bits in a double. */
export function roundToNearestEven(value: number): number {
  const shift = 1.5 * 2 ** 52;
  return value + shift - shift;
}

/** Every NaN the hardware makes is this one. */
export const CANONICAL_NAN = 0x7fc00000;

/** Writes results as bits, with every NaN canonical, which a store of a JS number does not promise. */
export function store(values: Float64Array, into: Float32Array, at: number): void {
  const bits = new Uint32Array(into.buffer, into.byteOffset, into.length);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) {
      bits[at + i] = CANONICAL_NAN;
    } else {
      into[at + i] = values[i];
    }
  }
}
