import { stop } from '../diagnostics/report.ts';
import { cat } from '../signal/functions.ts';
import type { UInt } from '../signal/interfaces.ts';

export interface CrcOptions {
  /**
   * Without its highest term, the coefficient of x^0 in the lowest bit, as catalogues list it: 0x04c11db7 of CRC-32.
   */
  readonly polynomial: number | bigint;
  /**
   * Lowest bit of the data first, and the remainder in reversed order of bits: `refin` and `refout` of the catalogues.
   */
  readonly reflected?: boolean;
}

/**
 * The remainder after `data` has been shifted in, all bits at once. What it begins with and what the end is combined
 * with are the user's: all ones both, for the CRC-32 of Ethernet.
 */
export function crc(remainder: UInt, data: UInt, { polynomial, reflected = false }: CrcOptions): UInt {
  const { width } = remainder;
  const taps = BigInt(polynomial);
  if (taps <= 0n || taps >> BigInt(width) !== 0n) {
    return stop('literal', `crc: the polynomial 0x${taps.toString(16)} is not one of degree ${width}`);
  }
  // Each bit of the remainder as the set of inputs whose sum it is: bits 0 … width - 1 of the remainder, then those of
  // the data.
  let sums = Array.from({ length: width }, (_, i) => 1n << BigInt(i));
  for (let i = 0; i < data.width; i++) {
    const bit = 1n << BigInt(width + (reflected ? i : data.width - 1 - i));
    const feedback = (reflected ? sums[0] : sums[width - 1]) ^ bit;
    const tapAt = (place: number) => (taps >> BigInt(reflected ? width - 1 - place : place)) & 1n;
    const shifted = reflected ? [...sums.slice(1), 0n] : [0n, ...sums.slice(0, -1)];
    sums = shifted.map((sum, place) => (tapAt(place) ? sum ^ feedback : sum));
  }
  const inputs = cat(data, remainder);
  return cat(...sums.map((mask) => inputs.and(mask).xorR()).reverse());
}
