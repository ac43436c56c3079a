import type { GrowingChanges } from './columns.ts';

/**
 * Per character of a value: 0, 1, 2 = x, 3 = z; 255 = not a value. VHDL's other five count as the nearest of the
 * four.
 */
export const LEVEL = new Uint8Array(256).fill(255);
for (const [characters, level] of [
  ['0lL', 0],
  ['1hH', 1],
  ['xXuUwW-', 2],
  ['zZ', 3],
] as const) {
  for (const character of characters) {
    LEVEL[character.charCodeAt(0)] = level;
  }
}
/** Per character of a value: 1 for the five that VHDL has beside 01xz. */
export const EXOTIC = new Uint8Array(256);
for (const character of 'uUwWlLhH-') {
  EXOTIC[character.charCodeAt(0)] = 1;
}

/** A word with its lowest `bits` set, all of them from 32 on. */
export const mask = (bits: number): number => (bits >= 32 ? 0xffffffff : 2 ** bits - 1);
const decoder = new TextDecoder('latin1');

/** Puts one word of a value at place `at` of `value` and `unknown`. */
export function storeWord(column: GrowingChanges, at: number, value: number, unknown: number): void {
  if (unknown && !column.unknown) {
    column.unknown = new Uint32Array(column.value.length);
  }
  column.value[at] = value;
  if (column.unknown) {
    column.unknown[at] = unknown;
  }
}

/**
 * Adds the value with the digits `start … end`, the most significant first, to a column of bits that has room for it.
 * Fewer digits than the column is wide are extended as the standard says: x by x, z by z, everything else by 0. Every
 * digit has a `LEVEL`, and there are at most as many as the column is wide.
 */
export function pushDigits(column: GrowingChanges, digits: Uint8Array, start: number, end: number): void {
  const { words, width } = column;
  const first = LEVEL[digits[start]];
  const at = column.count++;
  const base = at * words;
  let exotic = 0;
  let bit = 0;
  let p = end - 1;
  for (let word = 0; word < words; word++) {
    let value = 0;
    let unknown = 0;
    const stop = Math.max(start, p - 31);
    const low = bit;
    for (; p >= stop; p--, bit++) {
      const level = LEVEL[digits[p]];
      value |= (level & 1) << (bit - low);
      unknown |= (level >> 1) << (bit - low);
      exotic |= EXOTIC[digits[p]];
    }
    const wanted = Math.min(32, width - word * 32);
    if (first >= 2 && bit - low < wanted) {
      const extension = (mask(wanted) & ~mask(bit - low)) >>> 0;
      unknown |= extension;
      if (first === 3) {
        value |= extension;
      }
    }
    storeWord(column, base + word, value >>> 0, unknown >>> 0);
  }
  if (exotic && column.kind === 'bits') {
    const text = decoder.decode(digits.subarray(start, end)).toLowerCase();
    column.nine ??= new Map();
    column.nine.set(at, text.padStart(width, first >= 2 ? text[0] : '0'));
  }
}
