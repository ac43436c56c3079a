import type { Architecture } from '../model/schema.ts';
import type { ListBuffer, ListDevice } from '../port/accelerator.ts';
import { type CachedLayer, KvCache } from '../port/kv-cache.ts';
import { cacheLayout, clearCacheLayer, type KeyKind, type PlacedCache } from './placement.ts';

/** Capacities are multiples of this, so that the memory of one session serves the next. */
const CAPACITY_STEP = 256;

/** Keys and values in the device's memory, a buffer a layer; the accelerator alone writes them. */
export class DeviceCache extends KvCache {
  readonly placed: PlacedCache;
  readonly #buffers: readonly ListBuffer[];
  readonly #pool: CachePool;
  /** The processor may have written to it. */
  #isTouched = true;

  constructor(capacity: number, placed: PlacedCache, buffers: readonly ListBuffer[], pool: CachePool) {
    super(capacity);
    this.placed = placed;
    this.#buffers = buffers;
    this.#pool = pool;
  }

  override extend(): CachedLayer {
    throw new Error('the accelerator extends this cache');
  }

  override stored(): Uint8Array[] {
    this.#isTouched = true;
    for (const buffer of this.#buffers) {
      this.#pool.device.read(buffer);
    }
    return this.#buffers.map(({ bytes }) => bytes);
  }

  /** Makes what the processor wrote visible to the device. */
  handOver(): void {
    if (!this.#isTouched) {
      return;
    }
    for (const buffer of this.#buffers) {
      this.#pool.device.written(buffer);
    }
    this.#isTouched = false;
  }

  override release(): void {
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
  readonly #architecture: Architecture;
  #free: Free[] = [];

  constructor(device: ListDevice, architecture: Architecture) {
    this.device = device;
    this.#architecture = architecture;
  }

  create(capacity: number, kind: KeyKind): DeviceCache {
    const step = Math.ceil(capacity / CAPACITY_STEP) * CAPACITY_STEP;
    const { placed, buffers } = this.#reused(step, kind) ?? this.#allocated(step, kind);
    const layout = cacheLayout(this.#architecture, step, kind);
    for (const { bytes } of buffers) {
      clearCacheLayer(bytes.subarray(0, layout.bytes), layout);
    }
    return new DeviceCache(capacity, placed, buffers, this);
  }

  takeBack(placed: PlacedCache, buffers: readonly ListBuffer[]): void {
    this.#free.push({ placed, buffers });
  }

  #reused(capacity: number, kind: KeyKind): Free | undefined {
    const found = this.#free.find(({ placed }) => placed.capacity === capacity && placed.kind === kind);
    this.#free = this.#free.filter((each) => each !== found);
    return found;
  }

  #allocated(capacity: number, kind: KeyKind): Free {
    const { values, scales, bytes, ...strides } = cacheLayout(this.#architecture, capacity, kind);
    const buffers = Array.from({ length: this.#architecture.layers }, (_, l) =>
      this.device.allocate(`keys and values of layer ${l}`, bytes),
    );
    const layers = buffers.map(({ address }) => ({
      keys: address,
      values: address + values,
      scales: address + scales,
    }));
    return { placed: { kind, capacity, layers, ...strides }, buffers };
  }
}
