import { type CachedLayer, KvCache } from '../runtime/kv-cache.ts';
import type { CacheKind } from '../runtime/kv-rows.ts';
import type { EngineArrays } from './arrays.ts';
import { KEY_TILE } from './decoder/attention.ts';
import { CACHE_NUMBERS } from './decoder/cache-numbers.ts';
import type { Engine } from './engine.ts';

/** Where a layer's keys and values lie, by the fields of the kernels. */
interface CachePlaces {
  readonly keys: number;
  readonly values: number;
  readonly keySteps: number;
  readonly valueSteps: number;
  /** Positions between the steps of two heads. */
  readonly room: number;
}

/** What `extend` returns is for the engine's own attention. */
export interface EngineLayer extends CachedLayer {
  readonly kind: CacheKind;
  readonly places: CachePlaces;
}

/** A KV cache in the engine's memory. */
export class EngineCache extends KvCache {
  readonly #engine: Engine;
  readonly #arrays: EngineArrays;
  readonly #kind: CacheKind;
  readonly #kvHeads: number;
  readonly #headDim: number;
  readonly #layers: readonly CachePlaces[];

  constructor(
    engine: Engine,
    arrays: EngineArrays,
    layers: number,
    capacity: number,
    width: number,
    kind: CacheKind,
    headDim: number,
  ) {
    super(capacity);
    this.#engine = engine;
    this.#arrays = arrays;
    this.#kind = kind;
    this.#kvHeads = width / headDim;
    this.#headDim = headDim;
    const room = wholeTiles(capacity);
    // Attention reads eight elements of a head at a time, which may reach behind the last one.
    const numbers = CACHE_NUMBERS[kind].bytes * (width * room + 8);
    const bytes = numbers + (kind === 'int8' ? 4 * this.#kvHeads * room : 0);
    this.#layers = Array.from({ length: layers }, () => {
      const [keys, values] = [engine.allocate(bytes), engine.allocate(bytes)];
      return { keys, values, keySteps: keys + numbers, valueSteps: values + numbers, room };
    });
    // The memory is used again by a cache of the same size when this one is forgotten.
    released.register(this, { engine, bytes, layers: this.#layers });
  }

  override extend(layer: number, keys: Float32Array, values: Float32Array): EngineLayer {
    const places = this.#layers[layer];
    const tokens = keys.length / (this.#kvHeads * this.#headDim);
    this.#engine.run(`extend-cache-${this.#kind}`, tokens, {
      k: this.#arrays.operand(keys),
      v: this.#arrays.operand(values),
      ...places,
      kvHeads: this.#kvHeads,
      headDim: this.#headDim,
      start: this.length,
    });
    return { positions: this.length + tokens, kind: this.#kind, places };
  }

  override stored(length: number): Uint8Array[] {
    const tiles = wholeTiles(length);
    const bytes = CACHE_NUMBERS[this.#kind].bytes * this.#kvHeads * this.#headDim * tiles;
    return this.#layers.flatMap(({ keys, values, keySteps, valueSteps, room }) => [
      ...[keys, values].map((at) => this.#engine.bytes(at, bytes)),
      ...[keySteps, valueSteps].flatMap((at) =>
        Array.from({ length: this.#kind === 'int8' ? this.#kvHeads : 0 }, (_, head) =>
          this.#engine.bytes(at + 4 * head * room, 4 * tiles),
        ),
      ),
    ]);
  }
}

const wholeTiles = (positions: number): number => Math.ceil(positions / KEY_TILE) * KEY_TILE;

interface Regions {
  readonly engine: Engine;
  readonly bytes: number;
  readonly layers: readonly CachePlaces[];
}

const released = new FinalizationRegistry<Regions>(({ engine, bytes, layers }) => {
  for (const { keys, values } of layers) {
    engine.release(keys, bytes);
    engine.release(values, bytes);
  }
});
