import { flush, round } from './float32.ts';
import type { Macro } from './macro.ts';

/**
 * The paper's engine (Fig. 4) on one group: xs = fl(x·s), p = fl(xs·(q − z)), a balanced tree over the 64 products,
 * acc = fl(acc + group). `x` holds 64 finite activations; `sums` those of 8 outputs.
 */
export function accumulateFp32(x: Float32Array, { weights, scales }: Macro, sums: Float64Array): void {
  for (let j = 0; j < 8; j++) {
    for (let i = 0; i < 64; i++) {
      const scaled = round(flush(x[i]) * scales[j]);
      products[i] = round(scaled * weights[8 * i + j]);
    }
    sums[j] = round(sums[j] + sumTree(products));
  }
}
const products = new Float64Array(64);

/** Neighbours are added, level by level, the lower k on the left; `values` is used up. */
function sumTree(values: Float64Array): number {
  for (let count = values.length; count > 1; count /= 2) {
    for (let i = 0; i < count / 2; i++) {
      values[i] = round(values[2 * i] + values[2 * i + 1]);
    }
  }
  return values[0];
}
