/**
 * Block floating point (design §5) in exact integers, from the bits of a group's values: mantissas and the shared
 * exponent field.
 */
export function blockFloat(values: readonly number[], bits: number): { mantissas: bigint[]; exponent: number } {
  const exponent = Math.max(...values.map((value) => (value >>> 23) & 255));
  const limit = (1n << BigInt(bits - 1)) - 1n;
  const mantissas = values.map((value) => {
    const field = (value >>> 23) & 255;
    if (field === 0) {
      return 0n;
    }
    const significand = BigInt((value & 0x7fffff) | 0x800000);
    // x = significand · 2^(field − 150), e = exponent − 127 − (bits − 2): so x · 2^-e = significand · 2^(field −
    // exponent + bits − 25).
    const shift = BigInt(field - exponent + bits - 25);
    const magnitude = shift >= 0n ? significand << shift : roundToEven(significand, -shift);
    const limited = magnitude > limit ? limit : magnitude;
    return value >>> 31 ? -limited : limited;
  });
  return { mantissas, exponent };
}

/** RNE(value / 2^shift), shift above 0. */
function roundToEven(value: bigint, shift: bigint): bigint {
  const kept = value >> shift;
  const rest = value & ((1n << shift) - 1n);
  const half = 1n << (shift - 1n);
  return rest > half || (rest === half && kept & 1n) ? kept + 1n : kept;
}

export const isFinite32 = (bits: number): boolean => (bits & 0x7f800000) !== 0x7f800000;
