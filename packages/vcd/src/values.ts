import { textAt } from './bytes.ts';
import { becomeReal, becomeString, type GrowingChanges } from './columns.ts';
import type { Complaints } from './complaints.ts';
import { EXOTIC, LEVEL, mask, pushDigits, storeWord } from './digits.ts';

const oneDigit = new Uint8Array(1);

/** Adds one character as a value to a column that has room for it. */
export function pushScalar(complaints: Complaints, column: GrowingChanges, character: number): void {
  // The usual case: 0 or 1 for a column of one word that has never held x or z.
  if (character < 50 && character > 47 && column.words === 1 && column.unknown === undefined && column.value.length) {
    column.value[column.count++] = character & 1;
    return;
  }
  const level = LEVEL[character];
  if (column.words > 1 || (column.kind !== 'bits' && column.kind !== 'event') || EXOTIC[character]) {
    oneDigit[0] = character;
    pushVector(complaints, column, oneDigit, 0, 1);
    return;
  }
  const at = column.count++;
  if (level < 2 && column.unknown === undefined) {
    column.value[at] = level;
    return;
  }
  storeWord(column, at, level & 1, level >> 1);
  // A lone character for a vector extends to the left as a vector of one digit would.
  if (level >= 2 && column.width > 1) {
    storeWord(column, at, level & 1 ? mask(column.width) : 0, mask(column.width));
  }
}

/** Adds the digits `start … end` of a vector: with x, z or other states, too many, for a column of another kind. */
export function pushVector(
  complaints: Complaints,
  column: GrowingChanges,
  buffer: Uint8Array,
  start: number,
  end: number,
): void {
  const { width } = column;
  if (!column.value.length) {
    const digits = textAt(buffer, start, end);
    if (column.kind === 'string') {
      pushString(column, digits);
    } else {
      complaints.warn('kind', start, `the bits ${digits.slice(0, 40)} for a variable of reals are left out`);
    }
    return;
  }
  // Some writers put Python's prefix 0b after the b.
  const hasPrefix = end - start > 2 && buffer[start] === 48 && (buffer[start + 1] | 32) === 98;
  const from = hasPrefix ? start + 2 : start;
  for (let p = from; p < end; p++) {
    if (LEVEL[buffer[p]] === 255) {
      complaints.warn('bit', p, `'${textAt(buffer, p, p + 1)}' is not a bit; the value is left out`);
      return;
    }
  }
  const most = Math.max(width, 1);
  if (end - from <= most) {
    pushDigits(column, buffer, from, end);
    return;
  }
  // Leading zeros (or copies of the extension) are harmless.
  const first = LEVEL[buffer[from]];
  const filler = first >= 2 ? first : 0;
  let lost = 0;
  for (let p = from; p < end - most; p++) {
    lost |= LEVEL[buffer[p]] ^ filler;
  }
  if (lost) {
    const message = `a value of ${end - from} bits for a variable of ${width}; the highest are left out`;
    complaints.warn('width', from, message);
  }
  pushDigits(column, buffer, end - most, end);
}

export function pushReal(complaints: Complaints, column: GrowingChanges, digits: string, at: number): void {
  if (column.kind === 'bits' && column.count === 0) {
    becomeReal(column);
  }
  if (column.kind !== 'real') {
    complaints.warn('kind', at, `the real value ${digits.slice(0, 40)} for a variable that is none is left out`);
    return;
  }
  const value = /^[+-]?inf/i.test(digits) ? (digits[0] === '-' ? -Infinity : Infinity) : Number(digits);
  if (digits === '' || (Number.isNaN(value) && !/^[+-]?nan/i.test(digits))) {
    complaints.warn('real', at, `${digits.slice(0, 40)} is not a real number; the value is left out`);
    return;
  }
  column.reals[column.count++] = value;
}

export function pushString(column: GrowingChanges, value: string): void {
  if (column.kind !== 'string') {
    becomeString(column);
  }
  column.strings[column.count++] = value;
}

/** 32 digits each, the highest first. */
const chunks = new Uint32Array(1024);

/** The digits of a vector as `readBits` found them: whole words in `chunks`, and the rest. */
export interface Bits {
  /** Where the digits end. */
  end: number;
  /** Words of 32 digits. */
  full: number;
  /** Digits behind them, and their value. */
  rest: number;
  low: number;
}

/**
 * Reads digits of 0 and 1 from `start` on, without changing anything; false where there are none, or too many to be
 * read in one go.
 */
export function readBits(buffer: Uint8Array, start: number, end: number, into: Bits): boolean {
  let p = start;
  let low = 0;
  let full = 0;
  let rest = 0;
  do {
    const chunk = p;
    const stop = Math.min(end, p + 32);
    low = 0;
    for (; p < stop; p++) {
      const digit = buffer[p] ^ 48;
      if (digit > 1) {
        break;
      }
      low = (low << 1) | digit;
    }
    rest = p - chunk;
    if (rest === 32) {
      chunks[full++] = low;
    }
  } while (rest === 32 && full < chunks.length);
  into.end = p;
  into.full = full;
  into.rest = rest;
  into.low = low;
  return p > start && rest < 32;
}

/** Adds what `readBits` found last to a column of bits that is wide enough. */
export function pushBits(column: GrowingChanges, { full, rest, low }: Bits): void {
  const { value } = column;
  // Fresh columns are zero: higher words and the unknown mask need no writing.
  const place = column.count++ * column.words;
  if (full === 0) {
    value[place] = low;
  } else if (rest === 0) {
    for (let word = 0; word < full; word++) {
      value[place + word] = chunks[full - 1 - word];
    }
  } else {
    value[place] = low | (chunks[full - 1] << rest);
    for (let word = 1; word < full; word++) {
      value[place + word] = (chunks[full - word] >>> (32 - rest)) | (chunks[full - 1 - word] << rest);
    }
    value[place + full] = chunks[0] >>> (32 - rest);
  }
}
