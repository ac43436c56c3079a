import { type CacheKind, createRows, type Rows } from './kv-rows.ts';

/** Keys and values of all positions so far, a pair of [positions, kvHeads · headDim] arrays a layer. */
export class KvCache {
  readonly capacity: number;
  readonly #width: number;
  readonly #layers: readonly { keys: Rows; values: Rows }[];
  #length = 0;

  /**
   * @param capacity positions, at most
   * @param width kvHeads · headDim
   * @param kind how numbers are kept; `int8` has a scale for each `headDim` of them
   */
  constructor(layers: number, capacity: number, width: number, kind: CacheKind = 'fp32', headDim: number = width) {
    this.capacity = capacity;
    this.#width = width;
    const size = capacity * width;
    // Layers are read one after the other, so that all share the room for what is decoded.
    const decoded = kind === 'fp32' ? undefined : { keys: new Float32Array(size), values: new Float32Array(size) };
    this.#layers = Array.from({ length: layers }, () => ({
      keys: createRows(kind, size, headDim, decoded?.keys),
      values: createRows(kind, size, headDim, decoded?.values),
    }));
  }

  /** Positions that all layers have. */
  get length(): number {
    return this.#length;
  }

  /** Puts keys and values of new positions behind the present ones of a layer; returns those of all positions. */
  extend(layer: number, keys: Float32Array, values: Float32Array): { keys: Float32Array; values: Float32Array } {
    const start = this.#length * this.#width;
    const store = this.#layers[layer];
    return { keys: store.keys.write(start, keys), values: store.values.write(start, values) };
  }

  /** Called when every layer was extended by `tokens` positions. */
  advance(tokens: number): void {
    this.#length += tokens;
  }

  /** Forgets the positions from `length` on. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /**
   * The memory that holds the first `length` positions, in an order of its own: to be copied, or to be filled with what was copied
   * from a cache of the same shape.
   */
  stored(length: number): Uint8Array[] {
    const size = length * this.#width;
    return this.#layers.flatMap(({ keys, values }) => [...keys.stored(size), ...values.stored(size)]);
  }
}
