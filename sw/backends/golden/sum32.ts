import { add } from './float32.ts';

export const PARTIAL_SUMS = 32;

/**
 * sum32(v) of docs/numerics.md, v [n] float32, n any: 32 partial sums, v[j], v[j + 32], … each from +0, then a
 * balanced tree over them, the lower index on the left.
 */
export function sum32(v: ArrayLike<number>): number {
  const partial = new Float64Array(PARTIAL_SUMS);
  for (let i = 0; i < v.length; i++) {
    partial[i % PARTIAL_SUMS] = add(partial[i % PARTIAL_SUMS], v[i]);
  }
  return balancedSum(partial);
}

/** The tree of sum32 over its partial sums. */
export function balancedSum(partial: ArrayLike<number>): number {
  let level = Array.from(partial);
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) => add(level[2 * i], level[2 * i + 1]));
  }
  return level[0];
}
