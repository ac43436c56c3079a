import type { Burst } from './burst.ts';

/** What an ID has read exclusively, and nobody has written since. */
interface Reservation {
  readonly address: number;
  readonly bytes: number;
}

/** A memory's monitor of exclusive accesses (AXI4 specification, A7.2): a reservation for each ID. */
export class ExclusiveMonitor {
  readonly #reservations = new Map<number, Reservation>();

  read({ id, address, beats, size }: Burst): void {
    this.#reservations.set(id, { address, bytes: beats * size });
  }

  /** Is what `burst` writes still reserved for its ID? */
  holds({ id, address, beats, size }: Burst): boolean {
    const held = this.#reservations.get(id);
    return held !== undefined && held.address === address && held.bytes === beats * size;
  }

  /** A write to `address`, whoever's: reservations of it end. */
  written(address: number, bytes: number): void {
    for (const [id, held] of this.#reservations) {
      if (address < held.address + held.bytes && held.address < address + bytes) {
        this.#reservations.delete(id);
      }
    }
  }

  reset(): void {
    this.#reservations.clear();
  }
}
