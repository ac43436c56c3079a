/** How the KV cache keeps its numbers. */
export const CACHE_KINDS = ['fp32', 'fp16', 'int8'] as const;
export type CacheKind = (typeof CACHE_KINDS)[number];

/**
 * How the accelerator keeps keys and values of whole passes: keys of 16 bits or of 8, values of 8 (docs/numerics.md).
 */
export const ACCELERATOR_CACHE_KINDS = ['k16v8', 'int8'] as const;
export type AcceleratorCacheKind = (typeof ACCELERATOR_CACHE_KINDS)[number];

/** Keys and values of a layer at all positions so far, in a form that the attention of the same back end takes. */
export interface CachedLayer {
  readonly positions: number;
}

/** Keys and values of all positions so far, in every layer. */
export abstract class KvCache {
  /** Positions, at most. */
  readonly capacity: number;
  #length = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Positions that all layers have. */
  get length(): number {
    return this.#length;
  }

  /**
   * Puts keys and values [T, kvHeads · headDim] of new positions behind the present ones of a layer; those of all
   * positions, until the next `extend`.
   */
  abstract extend(layer: number, keys: Float32Array, values: Float32Array): CachedLayer;

  /**
   * The memory that holds the first `length` positions, in an order of its own: to be copied, or to be filled with what
   * was copied from a cache of the same shape.
   */
  abstract stored(length: number): Uint8Array[];

  /** Gives its memory back; the cache is not used after that. */
  abstract release(): void;

  /** Called when every layer was extended by `tokens` positions. */
  advance(tokens: number): void {
    this.#length += tokens;
  }

  /** Forgets the positions from `length` on. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }
}
