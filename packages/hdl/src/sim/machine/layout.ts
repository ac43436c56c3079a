import type { Domain, Memory, Signal } from '../../ir/index.ts';

/** Hands out addresses of the simulation's linear memory, rising from 8. */
export class Layout {
  size = 8;

  /** `bytes` bytes, aligned to 4 or (from 8 bytes on) 8. */
  allocate(bytes: number): number {
    const align = bytes >= 8 ? 8 : 4;
    const address = Math.ceil(this.size / align) * align;
    this.size = address + bytes;
    return address;
  }
}

/** Bytes of the slot for a value: a 32-bit word, or 64-bit limbs. */
export const slotBytes = (width: number) => (width <= 32 ? 4 : 8 * Math.ceil(width / 64));

/**
 * Part of a register, with a place of its own. Up to 32 bits it is kept extended in its sign to 32 bits, above that to
 * whole limbs.
 */
export interface RegisterField {
  readonly path: string;
  readonly signal: Signal;
  readonly domain: Domain;
  readonly low: number;
  readonly width: number;
  readonly signed: boolean;
  readonly address: number;
}

/** A memory of one instance. Words take 1, 2, 4 or 8 bytes, wider ones whole limbs. */
export interface FlatMemory {
  readonly path: string;
  readonly memory: Memory;
  readonly index: number;
  readonly address: number;
  readonly wordBytes: number;
}

export function wordBytes(width: number): number {
  if (width <= 8) {
    return 1;
  }
  if (width <= 16) {
    return 2;
  }
  return slotBytes(width);
}
