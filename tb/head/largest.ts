import { bitsOf } from '../arbitraries.ts';

/** An entry of the list of largest results. */
export interface Entry {
  readonly index: number;
  readonly bits: number;
}

export const LIST = 64;
/** What stands in places that were never filled. */
export const EMPTY: Entry = { index: 2 ** 18 - 1, bits: 0x7fc00000 };

/** The 64 largest, equal ones by rising index, NaN last: sorted the slow way. −0 counts, and is given back, as +0. */
export function largest(y: Float32Array): Entry[] {
  const order = Array.from(y.keys()).sort((a, b) => {
    const [x, z] = [y[a], y[b]];
    if (Number.isNaN(x) || Number.isNaN(z)) {
      return Number(Number.isNaN(x)) - Number(Number.isNaN(z)) || a - b;
    }
    return z - x || a - b;
  });
  const bits = bitsOf(y);
  const entries = order.slice(0, LIST).map((index) => ({ index, bits: bits[index] === 0x80000000 ? 0 : bits[index] }));
  return [...entries, ...Array<Entry>(LIST - entries.length).fill(EMPTY)];
}
