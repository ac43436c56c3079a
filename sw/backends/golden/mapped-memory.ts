import type { ListMemory } from './list-memory.ts';

/** Runs of bytes at addresses of their own: the memory of a golden list machine. */
export interface MappedMemory extends ListMemory {
  /** `bytes` themselves stand at `address` from now on; runs must not overlap. */
  map(address: number, bytes: Uint8Array): void;
}

export function mappedMemory(): MappedMemory {
  /** By rising address. */
  const runs: { readonly address: number; readonly bytes: Uint8Array }[] = [];
  /** Index of the first run behind `address`. */
  const behind = (address: number): number => {
    let low = 0;
    let high = runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (runs[middle].address <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };
  const at = (address: number, count: number): Uint8Array => {
    const run = runs[behind(address) - 1];
    const offset = run ? address - run.address : 0;
    if (!run || offset + count > run.bytes.length) {
      throw new RangeError(`a list touches ${count} bytes at 0x${address.toString(16)}, where no buffer is`);
    }
    return run.bytes.subarray(offset, offset + count);
  };
  return {
    map(address, bytes) {
      runs.splice(behind(address), 0, { address, bytes });
    },
    read: at,
    write: (address, data) => at(address, data.length).set(data),
  };
}
