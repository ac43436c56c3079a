import { add } from './float32.ts';

/**
 * sum32(v) of docs/numerics.md, v [n] float32, n any: 32 partial sums, v[j], v[j + 32], … each from +0, then a
 * balanced tree over them, the lower index on the left.
 */
export function sum32(v: ArrayLike<number>): number {
  let level: number[] = new Array(32).fill(0);
  for (let i = 0; i < v.length; i++) {
    level[i % 32] = add(level[i % 32], v[i]);
  }
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) => add(level[2 * i], level[2 * i + 1]));
  }
  return level[0];
}
