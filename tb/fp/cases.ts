import { randomBytes } from '../arbitraries.ts';

/** Operands of a unit by port name. */
export type Operands = Readonly<Record<string, number | bigint>>;

export const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');

/** The first cases whose result is not what it should be, in words. */
export const failures = (cases: readonly Operands[], got: readonly number[], wanted: readonly number[]): string[] =>
  cases
    .map((operands, i) => ({ operands, got: got[i], wanted: wanted[i] }))
    .filter((each) => each.got !== each.wanted)
    .slice(0, 10)
    .map(({ operands, got, wanted }) => {
      const inputs = Object.entries(operands).map(([name, value]) => `${name}=${value.toString(16)}`);
      return `${inputs.join(' ')}: got ${hex(got)}, expected ${hex(wanted)}`;
    });

/** Zeros, ones, limits of the normal range and their neighbours, infinities, NaNs. */
export const SPECIAL: readonly number[] = [
  0, 1, 0x7fffff, 0x800000, 0x800001, 0xffffff, 0x1000000, 0x3f7fffff, 0x3f800000, 0x3f800001, 0x7f7fffff, 0x7f800000,
  0x7f800001, 0x7fc00000, 0x7fffffff,
].flatMap((bits) => [bits, (bits | 0x80000000) >>> 0]);

/** Bits of FP32 values that are near one another and near the limits, more often than chance would have it. */
export function hardPairs(count: number, seed: number): [number, number][] {
  const words = new Uint32Array(randomBytes(12 * count, seed).buffer);
  const pairs = Array.from({ length: count }, (_, i): [number, number] => {
    const [first, second, choice] = words.subarray(3 * i, 3 * i + 3);
    // Few significant bits, so that ties occur; a run of equal bits, so that carries go far.
    const short = choice & 1 ? (first & 0xff800000) | (first & 0x7fffff & (-1 << ((choice >>> 8) % 23))) : first;
    const a = choice & 2 ? short | (0x7fffff >>> ((choice >>> 13) % 23)) : short;
    const near = ((a & 0x7f800000) + ((second % 55) - 27) * 0x800000) & 0x7f800000;
    // A sum near a, a product near 1, near the smallest normal, near the largest; or anything.
    const mirrored = ([254, 127, 380][(choice >>> 18) % 3] - ((a >>> 23) & 255) + (second % 5) - 2) & 255;
    const b = [
      second,
      (second & 0x807fffff) | near,
      (second & 0x807fffff) | (mirrored << 23),
      (a ^ 0x80000000) + (second % 5) - 2,
    ][(choice >>> 20) & 3];
    return [a >>> 0, b >>> 0];
  });
  return [
    ...pairs,
    ...nearPowers(count >> 3, seed + 1),
    ...SPECIAL.flatMap((a) => SPECIAL.map((b): [number, number] => [a, b])),
  ];
}

/**
 * Pairs whose product lies just below or above a power of two, so that rounding carries into the exponent: near 1, near
 * the smallest normal.
 */
function nearPowers(count: number, seed: number): [number, number][] {
  const words = new Uint32Array(randomBytes(8 * count, seed).buffer);
  return Array.from({ length: count }, (_, i) => {
    const [first, second] = words.subarray(2 * i, 2 * i + 2);
    // b of 8, 11 or 24 significant bits; a · b ≈ 2^47 as integers.
    const b = 0x800000 | (first & 0x7fffff & (-1 << [16, 13, 0][i % 3]));
    const a = Math.min(0xffffff, Math.max(0x800000, Math.floor(2 ** 47 / b) + (second % 3) - 1));
    const exponents = (second & 8 ? [120, 133] : [64 + ((second >>> 4) & 1), 62 + ((second >>> 5) & 3)]) as [
      number,
      number,
    ];
    const bits = (significand: number, exponent: number) => ((exponent << 23) | (significand & 0x7fffff)) >>> 0;
    return [bits(a, exponents[0]), bits(b, exponents[1])];
  });
}
