import type { Architecture } from '../model/schema.ts';
import type { ListBuffer, ListDevice } from '../port/accelerator.ts';
import { type CachedLayer, KvCache } from '../port/kv-cache.ts';
import { CHUNK, cacheLayout, clearCacheLayer, type KeyKind, type PlacedCache, storedParts } from './placement.ts';

/** Capacities are multiples of this, so that the memory of one session serves the next. */
const CAPACITY_STEP = 256;
/** Positions that there is memory for in a cache of `capacity`. */
export const roomFor = (capacity: number): number => Math.ceil(capacity / CAPACITY_STEP) * CAPACITY_STEP;

/** Keys and values in the device's memory, a buffer a layer; the accelerator alone writes them. */
export class DeviceCache extends KvCache {
  readonly placed: PlacedCache;
  readonly #buffers: readonly ListBuffer[];
  readonly #pool: CachePool;
  /** The processor may have written to it. */
  #isTouched = true;
  #isReleased = false;

  constructor(capacity: number, placed: PlacedCache, buffers: readonly ListBuffer[], pool: CachePool) {
    super(capacity);
    this.placed = placed;
    this.#buffers = buffers;
    this.#pool = pool;
  }

  override extend(): CachedLayer {
    throw new Error('the accelerator extends this cache');
  }

  override stored(length: number): Uint8Array[] {
    this.#isTouched = true;
    const parts = storedParts(this.#pool.architecture, this.placed, length);
    return this.#buffers.flatMap((buffer) => {
      this.#pool.device.read(buffer);
      return parts.map(({ at, bytes }) => buffer.bytes.subarray(at, at + bytes));
    });
  }

  /** Makes what the processor wrote visible to the device. */
  handOver(): void {
    if (this.#isReleased) {
      throw new Error('a cache that was released');
    }
    if (!this.#isTouched) {
      return;
    }
    for (const buffer of this.#buffers) {
      this.#pool.device.written(buffer);
    }
    this.#isTouched = false;
  }

  override release(): void {
    if (this.#isReleased) {
      return;
    }
    this.#isReleased = true;
    this.#pool.takeBack(this.placed, this.#buffers);
  }
}

interface Free {
  readonly placed: PlacedCache;
  readonly buffers: readonly ListBuffer[];
}

/** Hands out caches of a model in the device's memory, which itself gives nothing back. */
export class CachePool {
  readonly device: ListDevice;
  readonly architecture: Architecture;
  readonly chunk: number;
  #free: Free[] = [];

  constructor(device: ListDevice, architecture: Architecture, chunk: number = CHUNK) {
    this.device = device;
    this.architecture = architecture;
    this.chunk = chunk;
  }

  create(capacity: number, kind: KeyKind): DeviceCache {
    const room = roomFor(capacity);
    const { placed, buffers } = this.#reused(room, kind) ?? this.#allocated(room, kind);
    const layout = cacheLayout(this.architecture, placed.capacity, kind, this.chunk);
    for (const { bytes } of buffers) {
      clearCacheLayer(bytes.subarray(0, layout.bytes), layout);
    }
    return new DeviceCache(capacity, placed, buffers, this);
  }

  takeBack(placed: PlacedCache, buffers: readonly ListBuffer[]): void {
    this.#free.push({ placed, buffers });
  }

  /** The smallest that is large enough. */
  #reused(room: number, kind: KeyKind): Free | undefined {
    const [found] = this.#free
      .filter(({ placed }) => placed.capacity >= room && placed.kind === kind)
      .sort((a, b) => a.placed.capacity - b.placed.capacity);
    this.#free = this.#free.filter((each) => each !== found);
    return found;
  }

  #allocated(capacity: number, kind: KeyKind): Free {
    const { values, scales, bytes, ...strides } = cacheLayout(this.architecture, capacity, kind, this.chunk);
    const buffers = Array.from({ length: this.architecture.layers }, (_, l) =>
      this.device.allocate(`keys and values of layer ${l}`, bytes),
    );
    const layers = buffers.map(({ address }) => ({
      keys: address,
      values: address + values,
      scales: address + scales,
    }));
    return { placed: { kind, capacity, chunk: this.chunk, layers, ...strides }, buffers };
  }
}
