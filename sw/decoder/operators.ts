import { rowReader } from '../model/tensor.ts';
import type { CachedLayer, KvCache } from '../port/kv-cache.ts';
import { type AttentionShape, attention } from './attention.ts';
import type { CacheKind } from './kv-rows.ts';
import { addBias, multiplyDense } from './linear.ts';
import { addResidual } from './residual.ts';
import { rmsNorm } from './rmsnorm.ts';
import { rope } from './rope.ts';
import { RowCache } from './row-cache.ts';
import { siluMultiply } from './swiglu.ts';

/**
 * What a decoder computes beside the accelerator's matrix products. A back end may bring its own, on memory of its own;
 * then the arrays that operators and `Accelerator.multiply` return last until the next `addResidual`, behind which
 * only the residual stream lives on, and the stream itself until the next `newArray`.
 */
export interface Operators {
  /** The residual stream of a new forward pass, to be filled by the embedding. */
  newArray(length: number): Float32Array;
  readonly rowReader: typeof rowReader;
  readonly rmsNorm: typeof rmsNorm;
  readonly rope: typeof rope;
  /** Over what a cache of these operators returned. */
  attention(q: Float32Array, cached: CachedLayer, shape: AttentionShape): Float32Array;
  readonly siluMultiply: typeof siluMultiply;
  readonly addResidual: typeof addResidual;
  readonly addBias: typeof addBias;
  readonly multiplyDense: typeof multiplyDense;
  /** @param width kvHeads · headDim */
  createCache(layers: number, capacity: number, width: number, kind?: CacheKind, headDim?: number): KvCache;
}

/** Written for clarity, in double precision inside; the same on every back end that has no operators of its own. */
export const REFERENCE_OPERATORS: Operators = {
  newArray: (length) => new Float32Array(length),
  rowReader,
  rmsNorm,
  rope,
  attention,
  siluMultiply,
  addResidual,
  addBias,
  multiplyDense,
  createCache: (...shape) => new RowCache(...shape),
};
