import type { Expr } from '../ir/index.ts';
import { bitsFor } from '../types/literal.ts';
import * as build from './build.ts';

/** Number of ones, as a balanced tree of adders each just wide enough. */
export function countOnes(a: Expr): Expr {
  const width = bitsFor(a.width);
  let level = Array.from({ length: a.width }, (_, i) => build.slice(a, i, 1));
  while (level.length > 1) {
    const next: Expr[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const x = level[i];
      const y = level[i + 1];
      next.push(y ? build.binary('add', x, y, Math.max(x.width, y.width) + 1) : x);
    }
    level = next;
  }
  return build.resize(level[0], width);
}

/**
 * Number of zeros above the highest one. Halving: if the upper half is all zero, count in the lower half and add its
 * size; with power-of-two halves the count of a half is just the low bits, so no adder is needed.
 */
export function leadingZeros(a: Expr): Expr {
  const resultWidth = bitsFor(a.width);
  const size = 1 << bitsFor(a.width - 1);
  const padded = a.width === size ? a : build.cat([build.cast(a, false), build.constant(0n, size - a.width)]);
  const none = build.unary('not', build.unary('reduceOr', a));
  const counted = countWithin(padded, size);
  return build.mux(none, build.constant(BigInt(a.width), resultWidth), build.resize(counted, resultWidth));
}

/** Leading zeros of a value known not to be 0; log2(size) bits. */
function countWithin(a: Expr, size: number): Expr {
  if (size === 2) {
    return build.unary('not', build.slice(a, 1, 1));
  }
  const half = size / 2;
  const high = build.slice(a, half, half);
  const low = build.slice(a, 0, half);
  const empty = build.unary('not', build.unary('reduceOr', high));
  return build.cat([empty, countWithin(build.mux(empty, low, high), half)]);
}
