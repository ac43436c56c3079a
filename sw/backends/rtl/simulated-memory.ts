import { type DeviceBuffer, type DeviceMemory, PAGE } from '../../driver/memory.ts';

/** Where the DDR's upper part begins on the KV260; addresses above 4 GiB exercise the upper address registers. */
const FIRST = 0x8_0000_0000;
/** Address space that is handed out. Only what is allocated takes memory. */
const SIZE = 0x10_0000_0000;

/** A run of memory as the simulated ports see it. */
export interface Region extends DeviceBuffer {
  readonly words: Uint32Array;
}

export interface SimulatedMemory extends DeviceMemory {
  /** The region that holds the 16 bytes at `address`, or undefined. */
  find(address: number): Region | undefined;
}

/** Physical memory for the simulator: buffers over typed arrays, those that are placed without a copy. */
export function simulatedMemory(): SimulatedMemory {
  /** By rising address. */
  const regions: Region[] = [];
  let top = FIRST;

  const map = (name: string, bytes: Uint8Array): Region => {
    const address = top;
    // A page stays free behind each buffer, so that a read beyond its end is an error.
    top += (Math.ceil(bytes.length / PAGE) + 1) * PAGE;
    if (top > FIRST + SIZE) {
      throw new RangeError(`${name}: the simulated memory is full`);
    }
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    const region = { name, address, bytes, words };
    regions.push(region);
    return region;
  };
  return {
    first: FIRST,
    end: FIRST + SIZE,
    allocate: (name, bytes) => map(name, new Uint8Array(Math.ceil(bytes / PAGE) * PAGE)),
    // Words need an alignment that a view into a file may not have.
    place: (name, data) => map(name, data.byteOffset % 4 === 0 ? data : data.slice()),
    syncForDevice() {},
    syncForCpu() {},
    find(address) {
      let low = 0;
      let high = regions.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (regions[middle].address <= address) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      const region = regions[low - 1];
      return region && address + 16 <= region.address + region.bytes.length ? region : undefined;
    },
  };
}
