import { type CachedLayer, type CacheKind, KvCache } from '../port/kv-cache.ts';
import { createRows, type Rows } from './kv-rows.ts';

/** [positions, kvHeads · headDim] each, as they read back. */
export interface CachedRows extends CachedLayer {
  readonly keys: Float32Array;
  readonly values: Float32Array;
}

/** The KV cache of the reference operators: a pair of arrays a layer. */
export class RowCache extends KvCache {
  readonly #width: number;
  #layers: readonly { keys: Rows; values: Rows }[];

  /**
   * @param capacity positions, at most
   * @param width kvHeads · headDim
   * @param kind how numbers are kept; `int8` has a scale for each `headDim` of them
   */
  constructor(layers: number, capacity: number, width: number, kind: CacheKind = 'fp32', headDim: number = width) {
    super(capacity);
    this.#width = width;
    const size = capacity * width;
    // Layers are read one after the other, so that all share the room for what is decoded.
    const decoded = kind === 'fp32' ? undefined : { keys: new Float32Array(size), values: new Float32Array(size) };
    this.#layers = Array.from({ length: layers }, () => ({
      keys: createRows(kind, size, headDim, decoded?.keys),
      values: createRows(kind, size, headDim, decoded?.values),
    }));
  }

  override extend(layer: number, keys: Float32Array, values: Float32Array): CachedRows {
    const start = this.length * this.#width;
    const store = this.#layers[layer];
    return {
      positions: this.length + keys.length / this.#width,
      keys: store.keys.write(start, keys),
      values: store.values.write(start, values),
    };
  }

  override release(): void {
    this.#layers = [];
  }

  override stored(length: number): Uint8Array[] {
    const size = length * this.#width;
    return this.#layers.flatMap(({ keys, values }) => [...keys.stored(size), ...values.stored(size)]);
  }
}
