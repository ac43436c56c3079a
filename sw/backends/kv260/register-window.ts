import type { Mapping } from './libc.ts';

/** The page of registers, by byte offset, and the time of the device behind it. */
export interface RegisterWindow {
  load(offset: number): number;
  store(offset: number, value: number): void;
  /** [ms] */
  now(): number;
  /** Nothing may touch the registers any more. */
  close(): void;
}

/**
 * Registers that Linux maps as a device's memory. An access is a single 32-bit load or store that the compiler neither
 * moves nor leaves out (`Atomics`).
 */
export function mappedWindow({ buffer, unmap }: Mapping): RegisterWindow {
  const words = new Uint32Array(buffer);
  return {
    load: (offset) => Atomics.load(words, offset >>> 2),
    store(offset, value) {
      Atomics.store(words, offset >>> 2, value);
    },
    now: () => performance.now(),
    close: unmap,
  };
}
