import { fail } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Literal } from '../signal/interfaces.ts';
import { Code } from './code.ts';

/** All ones in `width` bits. */
export const mask = (width: number): bigint => (1n << BigInt(width)) - 1n;

/** Numbers of so many bits are exact. */
const MOST_BITS_OF_NUMBER = 53;

/** The bit pattern of a literal; it must fit in `width` bits. */
export function literalBits(given: Literal, width: number, signed: boolean): bigint {
  const literal = given instanceof Code ? given.value : given;
  if (typeof literal !== 'number' && typeof literal !== 'bigint' && typeof literal !== 'boolean') {
    return fail('type', `a signal or a number is expected, not ${shownValue(literal)}`) ?? 0n;
  }
  if (typeof literal === 'number' && !Number.isInteger(literal)) {
    return fail('literal', `${literal} is not a whole number`) ?? 0n;
  }
  if (typeof literal === 'number' && !Number.isSafeInteger(literal)) {
    return fail('literal', `${literal} is beyond 2^53`, { hint: `write it as a bigint: ${literal}n` }) ?? 0n;
  }
  if (typeof literal === 'number' && width <= MOST_BITS_OF_NUMBER && literal >= 0 && literal < 2 ** (width - 1)) {
    return BigInt(literal);
  }
  const value = BigInt(literal);
  const low = signed ? -(1n << BigInt(width - 1)) : 0n;
  const high = signed ? (1n << BigInt(width - 1)) - 1n : mask(width);
  if (value < low || value > high) {
    fail('literal', `${value} does not fit in ${signed ? 'sint' : 'uint'}(${width}), which holds ${low} to ${high}`);
  }
  return value & mask(width);
}

/** Bits needed to hold the unsigned `value`; at least 1. */
export const bitsFor = (value: number): number => Math.max(1, Math.floor(numeric(value)).toString(2).length);

/** Bits needed to address `count` places; at least 1. */
export const log2Up = (count: number): number => bitsFor(Math.max(0, numeric(count) - 1));

const numeric = (value: unknown): number =>
  typeof value === 'number' ? value : (fail('type', `a number is expected, not ${shownValue(value)}`) ?? 1);
