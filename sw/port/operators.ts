import type { CachedLayer, CacheKind, KvCache } from './kv-cache.ts';
import type { Tensor } from './tensor.ts';

export interface AttentionShape {
  readonly heads: number;
  /** Query heads share key and value heads in groups of heads / kvHeads. */
  readonly kvHeads: number;
  readonly headDim: number;
}

/** New tokens of a text, and what its cache returned when it was extended by them. */
export interface CachedText {
  readonly tokens: number;
  readonly cached: CachedLayer;
}

/** A matrix that stays with the processor, as an FP16 or FP32 LM head does: [N, K] float32, or binary16 bits. */
export interface DenseMatrix {
  readonly n: number;
  readonly k: number;
  readonly dense: Float32Array | Uint16Array;
}

/** Which elements of a head turn together: i with i + d/2 (`half`) or 2i with 2i + 1 (`interleaved`). */
export type RopeForm = 'half' | 'interleaved';

/**
 * Rotary position embedding (RoFormer, arXiv 2104.09864): each pair of a head's elements turns by position · frequency.
 */
export interface Rotation {
  readonly form: RopeForm;
  readonly pairs: number;
  /** [T, headDim/2] */
  readonly cos: Float64Array;
  /** [T, headDim/2] */
  readonly sin: Float64Array;
}

/** Reads row `n` of a matrix [N, K] into `row` [K]. */
export type RowReader = (n: number, row: Float32Array) => void;

/**
 * What a decoder computes beside the accelerator's matrix products. A back end may bring its own, on memory of its own.
 * Then the arrays that operators and `Accelerator.multiply` return last until the next `addResidual`: after it only the
 * residual stream lives on, and the stream itself until the next `newArray`.
 */
export interface Operators {
  /** The residual stream [T, hidden] of a new forward pass, to be filled by the embedding. */
  newArray(length: number): Float32Array;
  /** Of a matrix of any kind: the embedding look-up. */
  rowReader(tensor: Tensor): RowReader;
  /** x [T, hidden] → y [T, hidden], each row divided by its root mean square and multiplied by `weight` [hidden]. */
  rmsNorm(x: Float32Array, weight: Float32Array, epsilon: number): Float32Array;
  /** Turns x [T, heads · headDim] in place. */
  rope(x: Float32Array, heads: number, rotation: Rotation): void;
  /**
   * q [T, heads · headDim] over what a cache of these operators returned → y [T, heads · headDim].
   * @param y where the result goes, which may be q; by default a new array
   */
  attention(q: Float32Array, cached: CachedLayer, shape: AttentionShape, y?: Float32Array): Float32Array;
  /** The same in place for several texts, whose rows follow one another in q, each over its own cache. */
  attentionTogether(q: Float32Array, texts: readonly CachedText[], shape: AttentionShape): void;
  /** silu(gate) · up, element by element: [T, ffn]. */
  siluMultiply(gate: Float32Array, up: Float32Array): Float32Array;
  /** x [T, hidden] += y [T, hidden]. */
  addResidual(x: Float32Array, y: Float32Array): void;
  /** y [T, N] += bias [N], row by row. */
  addBias(y: Float32Array, bias: Float32Array): void;
  /** x [T, K] · Wᵀ → y [T, N], with a matrix that is not on the accelerator. */
  multiplyDense(matrix: DenseMatrix, x: Float32Array, tokens: number): Float32Array;
  /** @param width kvHeads · headDim */
  createCache(layers: number, capacity: number, width: number, kind?: CacheKind, headDim?: number): KvCache;
}
