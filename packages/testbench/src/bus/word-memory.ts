import type { AddressSpace } from '../axi/address-space.ts';

/** The word of `bytes` bytes at `address`, little-endian; undefined where nothing is mapped. */
export function readWord(memory: AddressSpace, address: number, bytes: number): bigint | undefined {
  const region = memory.find(address, bytes);
  if (!region) {
    return undefined;
  }
  let value = 0n;
  for (let i = bytes - 1; i >= 0; i--) {
    value = (value << 8n) | BigInt(region.bytes[address - region.base + i]);
  }
  return value;
}

/** Writes those bytes whose bit in `lanes` is set; false where nothing is mapped. */
export function writeWord(memory: AddressSpace, address: number, value: bigint, bytes: number, lanes: number): boolean {
  const region = memory.find(address, bytes);
  for (let i = 0; region && i < bytes; i++) {
    if (Math.floor(lanes / 2 ** i) & 1) {
      region.bytes[address - region.base + i] = Number((value >> BigInt(8 * i)) & 255n);
    }
  }
  return region !== undefined;
}
