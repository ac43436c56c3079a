import { KvCache } from '../runtime/kv-cache.ts';
import type { EngineArrays } from './arrays.ts';
import { KEY_TILE } from './attention.ts';
import type { Engine } from './engine.ts';

/** A KV cache in the engine's memory. What `extend` returns is for the engine's own attention: keys lie in tiles. */
export class EngineCache extends KvCache {
  readonly #engine: Engine;
  readonly #arrays: EngineArrays;
  readonly #kvHeads: number;
  readonly #headDim: number;
  readonly #layers: readonly { keys: number; values: number }[];

  constructor(engine: Engine, arrays: EngineArrays, layers: number, capacity: number, width: number, headDim: number) {
    super(0, capacity, width);
    this.#engine = engine;
    this.#arrays = arrays;
    this.#kvHeads = width / headDim;
    this.#headDim = headDim;
    // Attention reads eight elements of a head at a time, which may reach behind the last one.
    const bytes = 4 * (width * Math.ceil(capacity / KEY_TILE) * KEY_TILE + 8);
    this.#layers = Array.from({ length: layers }, () => ({
      keys: engine.allocate(bytes),
      values: engine.allocate(bytes),
    }));
    // The memory is used again by a cache of the same size when this one is forgotten.
    released.register(this, { engine, bytes, layers: this.#layers });
  }

  override extend(layer: number, keys: Float32Array, values: Float32Array) {
    const width = this.#kvHeads * this.#headDim;
    const store = this.#layers[layer];
    const tokens = keys.length / width;
    this.#engine.run('extend-cache', tokens, {
      k: this.#arrays.operand(keys),
      v: this.#arrays.operand(values),
      keys: store.keys,
      values: store.values,
      kvHeads: this.#kvHeads,
      headDim: this.#headDim,
      start: this.length,
    });
    const length = (this.length + tokens) * width;
    return { keys: this.#engine.floats(store.keys, length), values: this.#engine.floats(store.values, length) };
  }

  override stored(length: number): Uint8Array[] {
    // Whole tiles; a capacity is rounded up to them too.
    const bytes = 4 * this.#kvHeads * this.#headDim * Math.ceil(length / KEY_TILE) * KEY_TILE;
    return this.#layers.flatMap(({ keys, values }) => [keys, values].map((at) => this.#engine.bytes(at, bytes)));
  }
}

interface Regions {
  readonly engine: Engine;
  readonly bytes: number;
  readonly layers: readonly { keys: number; values: number }[];
}

const released = new FinalizationRegistry<Regions>(({ engine, bytes, layers }) => {
  for (const { keys, values } of layers) {
    engine.release(keys, bytes);
    engine.release(values, bytes);
  }
});
