/** Boundary on which every buffer of the accelerator begins (design §4). */
export const PAGE = 4096;

/** A buffer in the memory that the accelerator reads and writes. */
export interface DeviceBuffer {
  readonly name: string;
  /** Physical byte address, a multiple of `PAGE`. */
  readonly address: number;
  /** The same bytes, as the processor sees them. */
  readonly bytes: Uint8Array;
}

/** Memory that processor and accelerator share. Buffers live until the device is closed. */
export interface DeviceMemory {
  /** Physical address of its first byte, and of the byte behind its last. */
  readonly first: number;
  readonly end: number;
  /** A buffer of zeros. */
  allocate(name: string, bytes: number): DeviceBuffer;
  /** A buffer that holds `data`. A simulated memory may map `data` itself, which therefore must not change. */
  place(name: string, data: Uint8Array): DeviceBuffer;
  /** Makes what the processor wrote visible to the accelerator, and the other way round. */
  syncForDevice(buffer: DeviceBuffer): void;
  syncForCpu(buffer: DeviceBuffer): void;
}

/** The buffer whose bytes include `address`, for error messages. */
export function bufferAt(buffers: readonly DeviceBuffer[], address: number): DeviceBuffer | undefined {
  return buffers.find((buffer) => address >= buffer.address && address < buffer.address + buffer.bytes.length);
}
