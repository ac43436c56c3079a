import type { AttentionShape } from '../port/operators.ts';
import type { CachedRows } from './row-cache.ts';
import { softmax } from './softmax.ts';

/**
 * Causal grouped-query attention. q [T, heads · headDim] are the last T of the
 * P positions that have keys and values [P, kvHeads · headDim]; the result has the shape of q, whose place it may take.
 */
export function attention(
  q: Float32Array,
  { positions, keys, values }: CachedRows,
  { heads, kvHeads, headDim }: AttentionShape,
  out: Float32Array = new Float32Array(q.length),
): Float32Array {
  const qWidth = heads * headDim;
  const kvWidth = kvHeads * headDim;
  const tokens = q.length / qWidth;
  const scale = 1 / Math.sqrt(headDim);
  const scores = new Float64Array(positions);
  const mixed = new Float64Array(headDim);

  for (let t = 0; t < tokens; t++) {
    const visible = scores.subarray(0, positions - tokens + t + 1);
    for (let head = 0; head < heads; head++) {
      const query = t * qWidth + head * headDim;
      const kvHead = Math.floor((head * kvHeads) / heads) * headDim;
      for (let p = 0; p < visible.length; p++) {
        let dot = 0;
        for (let i = 0; i < headDim; i++) {
          dot += q[query + i] * keys[p * kvWidth + kvHead + i];
        }
        visible[p] = dot * scale;
      }
      softmax(visible);
      mixed.fill(0);
      for (let p = 0; p < visible.length; p++) {
        for (let i = 0; i < headDim; i++) {
          mixed[i] += visible[p] * values[p * kvWidth + kvHead + i];
        }
      }
      out.set(mixed, query);
    }
  }
  return out;
}
