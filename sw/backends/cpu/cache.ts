import type { CacheKind } from '../../port/kv-cache.ts';
import { type CachedLayer, KvCache } from '../../port/kv-cache.ts';
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

/** Positions of the first piece of memory; each further one doubles it, up to the capacity. */
const FIRST_ROOM = 64;
const NOTHING: CachePlaces = { keys: 0, values: 0, keySteps: 0, valueSteps: 0, room: 0 };

/** A KV cache in the engine's memory, of which it takes more as the text grows. */
export class EngineCache extends KvCache {
  readonly #engine: Engine;
  readonly #arrays: EngineArrays;
  readonly #kind: CacheKind;
  readonly #kvHeads: number;
  readonly #headDim: number;
  readonly #layers: CachePlaces[];
  readonly #release: () => void;

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
    const held: CachePlaces[] = Array.from({ length: layers }, () => NOTHING);
    this.#layers = held;
    const kvHeads = width / headDim;
    // Must not hold the cache itself, which would then never be forgotten.
    this.#release = () => {
      for (const [l, places] of held.entries()) {
        if (places.room === 0) {
          continue;
        }
        const { bytes } = sizeOf(kind, kvHeads, headDim, places.room);
        held[l] = NOTHING;
        engine.release(places.keys, bytes);
        engine.release(places.values, bytes);
      }
    };
    forgotten.register(this, this.#release);
  }

  override extend(layer: number, keys: Float32Array, values: Float32Array): EngineLayer {
    const tokens = keys.length / (this.#kvHeads * this.#headDim);
    const places = this.#placesFor(layer, this.length + tokens);
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
    return this.#layers.flatMap((_, layer) => {
      const { keys, values, keySteps, valueSteps, room } = this.#placesFor(layer, length);
      return [
        ...[keys, values].map((at) => this.#engine.bytes(at, bytes)),
        ...[keySteps, valueSteps].flatMap((at) =>
          Array.from({ length: this.#kind === 'int8' ? this.#kvHeads : 0 }, (_, head) =>
            this.#engine.bytes(at + 4 * head * room, 4 * tiles),
          ),
        ),
      ];
    });
  }

  override release(): void {
    this.#release();
  }

  /** Where a layer lies, with room for `positions`: moved to a larger place where they would not fit. */
  #placesFor(layer: number, positions: number): CachePlaces {
    const before = this.#layers[layer];
    if (positions <= before.room) {
      return before;
    }
    let wanted = Math.max(before.room, FIRST_ROOM);
    while (wanted < positions) {
      wanted *= 2;
    }
    const room = wholeTiles(Math.max(positions, Math.min(wanted, this.capacity)));
    const { bytes, numbers } = sizeOf(this.#kind, this.#kvHeads, this.#headDim, room);
    const engine = this.#engine;
    const keys = engine.allocate(bytes);
    let values: number;
    try {
      values = engine.allocate(bytes);
    } catch (error) {
      engine.release(keys, bytes);
      throw error;
    }
    const after = { keys, values, keySteps: keys + numbers, valueSteps: values + numbers, room };
    if (before.room > 0) {
      this.#move(before, after);
    }
    this.#layers[layer] = after;
    return after;
  }

  #move(from: CachePlaces, to: CachePlaces): void {
    const engine = this.#engine;
    const { bytes, numbers } = sizeOf(this.#kind, this.#kvHeads, this.#headDim, from.room);
    const copy = (target: number, source: number, length: number) =>
      engine.bytes(target, length).set(engine.bytes(source, length));
    for (const part of ['keys', 'values'] as const) {
      copy(to[part], from[part], numbers);
    }
    if (this.#kind === 'int8') {
      for (const part of ['keySteps', 'valueSteps'] as const) {
        for (let head = 0; head < this.#kvHeads; head++) {
          copy(to[part] + 4 * head * to.room, from[part] + 4 * head * from.room, 4 * from.room);
        }
      }
    }
    engine.release(from.keys, bytes);
    engine.release(from.values, bytes);
  }
}

const wholeTiles = (positions: number): number => Math.ceil(positions / KEY_TILE) * KEY_TILE;

/** Bytes of a layer's keys, or values: the numbers, and behind them the steps. */
function sizeOf(kind: CacheKind, kvHeads: number, headDim: number, room: number): { bytes: number; numbers: number } {
  // Attention reads eight elements of a head at a time, which may reach behind the last one.
  const numbers = CACHE_NUMBERS[kind].bytes * (kvHeads * headDim * room + 8);
  return { numbers, bytes: numbers + (kind === 'int8' ? 4 * kvHeads * room : 0) };
}

/** Caches that nobody holds any more and nobody released. */
const forgotten = new FinalizationRegistry<() => void>((release) => release());
