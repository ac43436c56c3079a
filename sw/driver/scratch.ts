import type { DeviceBuffer, DeviceMemory } from './memory.ts';

/** A buffer that is used again and again, and replaced by one twice as large when it does not suffice. */
export function scratchBuffer(
  memory: DeviceMemory,
  buffers: DeviceBuffer[],
  name: string,
): (bytes: number) => DeviceBuffer {
  let buffer: DeviceBuffer | undefined;
  return (bytes) => {
    if (buffer && buffer.bytes.length >= bytes) {
      return buffer;
    }
    buffer = memory.allocate(name, 2 ** Math.ceil(Math.log2(Math.max(bytes, 65_536))));
    buffers.push(buffer);
    return buffer;
  };
}
