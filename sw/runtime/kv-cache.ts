/** Keys and values of all positions so far, a pair of [positions, kvHeads · headDim] arrays a layer, in FP32. */
export class KvCache {
  readonly #layers: { keys: Float32Array; values: Float32Array }[];
  readonly #width: number;
  readonly capacity: number;
  #length = 0;

  /** @param capacity positions, at most; @param width kvHeads · headDim */
  constructor(layers: number, capacity: number, width: number) {
    this.capacity = capacity;
    this.#width = width;
    this.#layers = Array.from({ length: layers }, () => ({
      keys: new Float32Array(capacity * width),
      values: new Float32Array(capacity * width),
    }));
  }

  /** Positions that all layers have. */
  get length(): number {
    return this.#length;
  }

  /** Puts keys and values of new positions behind the present ones of a layer; returns those of all positions. */
  extend(layer: number, keys: Float32Array, values: Float32Array): { keys: Float32Array; values: Float32Array } {
    const start = this.#length * this.#width;
    const end = start + keys.length;
    const store = this.#layers[layer];
    store.keys.set(keys, start);
    store.values.set(values, start);
    return { keys: store.keys.subarray(0, end), values: store.values.subarray(0, end) };
  }

  /** Called when every layer was extended by `tokens` positions. */
  advance(tokens: number): void {
    this.#length += tokens;
  }

  /** Forgets the positions from `length` on. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }
}
