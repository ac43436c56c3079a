/** A piece of memory at an address. */
export interface Region {
  name: string;
  base: number;
  bytes: Uint8Array;
  words: Uint32Array;
}

/**
 * Memory by byte address: regions over arrays of the caller, without copies, so that a model file of hundreds of
 * megabytes is mapped as it is and results can be looked at in place. Addresses up to 2^53.
 */
export class AddressSpace {
  /** By rising base. */
  readonly regions: Region[] = [];

  /**
   * Maps `data` at `base`; both must be multiples of 64 bytes apart from `data`'s length, which is padded in reads with
   * nothing.
   */
  map(base: number, data: ArrayBufferView, name = `region at 0x${base.toString(16)}`): this {
    const end = base + data.byteLength;
    const clash = this.regions.find((region) => base < region.base + region.bytes.length && region.base < end);
    if (clash) {
      throw new RangeError(`${name}: 0x${base.toString(16)} … 0x${end.toString(16)} overlaps ${clash.name}`);
    }
    if (data.byteOffset % 4 || base % 4 || data.byteLength % 4) {
      throw new RangeError(
        `${name}: base 0x${base.toString(16)}, offset ${data.byteOffset} and length ${data.byteLength} must be multiples of 4`,
      );
    }
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const words = new Uint32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
    this.regions.splice(this.#after(base), 0, { name, base, bytes, words });
    return this;
  }

  /** Maps `length` zero bytes at `base`, and gives them. */
  allocate(base: number, length: number, name?: string): Uint8Array {
    const bytes = new Uint8Array(length);
    this.map(base, bytes, name);
    return bytes;
  }

  /** The region that holds all of `length` bytes at `address`; undefined when none does. */
  find(address: number, length: number): Region | undefined {
    const region = this.regions[this.#after(address) - 1];
    return region && address + length <= region.base + region.bytes.length ? region : undefined;
  }

  /** Number of regions that begin at or below `address`. */
  #after(address: number): number {
    let low = 0;
    let high = this.regions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.regions[middle].base <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
