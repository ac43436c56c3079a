import { mux, type UInt } from '@chisel-lite/hdl';

/**
 * One of 2^n values by the bits of its number, the highest first: a tree, of which four values fit a LUT. A number that
 * picks a part of a wider word is a shift for synthesis, and costs a LUT for every bit of every value.
 */
export function chosen<W extends number>(index: UInt<number>, values: readonly UInt<W>[]): UInt<W> {
  if (values.length === 1) {
    return values[0];
  }
  const half = values.length / 2;
  const upper = index.bit(Math.log2(half));
  return mux(upper, chosen(index, values.slice(half)), chosen(index, values.slice(0, half)));
}
