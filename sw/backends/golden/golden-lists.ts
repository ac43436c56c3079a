import type { ListBuffer, ListDevice, ResidentMatrix } from '../../port/accelerator.ts';
import { matrixLayout } from '../../port/layout.ts';
import type { PackedMatrix } from '../../port/matrix.ts';
import { ListMachine } from './list.ts';
import { LIST_FORMATS } from './list-records.ts';

/** Buffers begin on multiples of this; a page stays free behind each, so that a read beyond one is an error. */
const PAGE = 4096;
/** Where memory begins: nothing lies at 0. */
const FIRST = 0x1_0000_0000;

/** Memory and machine of the golden model of command lists. */
export function goldenLists(tokens: number): ListDevice {
  /** By rising address. */
  const buffers: ListBuffer[] = [];
  let next = FIRST;
  const channels = new WeakMap<ResidentMatrix, readonly number[]>();

  const map = (name: string, bytes: Uint8Array): ListBuffer => {
    const buffer = { name, address: next, bytes };
    next += (Math.ceil(bytes.length / PAGE) + 1) * PAGE;
    buffers.push(buffer);
    return buffer;
  };
  const find = (address: number, bytes: number): { buffer: ListBuffer; offset: number } => {
    let low = 0;
    let high = buffers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (buffers[middle].address <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const buffer = buffers[low - 1];
    const offset = buffer ? address - buffer.address : 0;
    if (!buffer || offset + bytes > buffer.bytes.length) {
      throw new RangeError(`a list touches ${bytes} bytes at 0x${address.toString(16)}, where no buffer is`);
    }
    return { buffer, offset };
  };
  const memory = {
    read(address: number, bytes: number): Uint8Array {
      const { buffer, offset } = find(address, bytes);
      return buffer.bytes.subarray(offset, offset + bytes);
    },
    write(address: number, data: Uint8Array): void {
      const { buffer, offset } = find(address, data.length);
      buffer.bytes.set(data, offset);
    },
  };
  const machine = new ListMachine(memory, { tokens });

  return {
    tokens,
    allocate: (name, bytes) => map(name, new Uint8Array(bytes)),
    place: (name, data) => map(name, data),
    locate(matrix) {
      const { name, n, k, format, data } = matrix as PackedMatrix;
      const { groups, blocks, channelBytes } = matrixLayout(format, n, k);
      const weights =
        channels.get(matrix) ??
        [0, 1, 2, 3].map(
          (c) => map(`${name}, channel ${c}`, data.subarray(c * channelBytes, (c + 1) * channelBytes)).address,
        );
      channels.set(matrix, weights);
      return { format: LIST_FORMATS.indexOf(format), groups, blocks, weights };
    },
    written() {},
    read() {},
    run: async (list) => machine.run(list),
  };
}
