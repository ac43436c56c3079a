import type { TopK } from '../../port/accelerator.ts';
import { store } from './float32.ts';

/**
 * The `count` largest of y [N] as the hardware lists them: falling, of equal ones the lower index first, NaN behind
 * all; −0 counts as +0.
 */
export function goldenTopK(y: Float32Array, count: number): TopK {
  const indices: number[] = [];
  for (let i = 0; i < y.length; i++) {
    let place = indices.length;
    while (place > 0 && isLarger(y[i], y[indices[place - 1]])) {
      place--;
    }
    if (place === count) {
      continue;
    }
    indices.splice(place, 0, i);
    if (indices.length > count) {
      indices.pop();
    }
  }
  const values = new Float32Array(indices.length);
  store(
    Float64Array.from(indices, (i) => y[i] + 0),
    values,
    0,
  );
  return { indices: Uint32Array.from(indices), values };
}

const isLarger = (a: number, b: number): boolean => a > b || (Number.isNaN(b) && !Number.isNaN(a));
