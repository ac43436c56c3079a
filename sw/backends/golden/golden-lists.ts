import type { ListBuffer, ListDevice, ResidentMatrix } from '../../port/accelerator.ts';
import { CHANNELS, matrixLayout } from '../../port/layout.ts';
import type { PackedMatrix } from '../../port/matrix.ts';
import { ListMachine } from './list.ts';
import { LIST_FORMATS } from './list-records.ts';
import { mappedMemory } from './mapped-memory.ts';

/** Buffers begin on multiples of this; a page stays free behind each, so that a read beyond one is an error. */
const PAGE = 4096;
/** Where memory begins: nothing lies at 0. */
const FIRST = 0x1_0000_0000;

/** The regions of a packed matrix, a channel each. */
export function channelRegions({ format, n, k, data }: PackedMatrix): Uint8Array[] {
  const { channelBytes } = matrixLayout(format, n, k);
  return Array.from({ length: CHANNELS }, (_, c) => data.subarray(c * channelBytes, (c + 1) * channelBytes));
}

/** Memory and machine of the golden model of command lists. */
export function goldenLists(tokens: number, mantissa?: number): ListDevice {
  const memory = mappedMemory();
  const machine = new ListMachine(memory, { tokens, mantissa });
  const located = new WeakMap<ResidentMatrix, readonly number[]>();
  let next = FIRST;

  const place = (name: string, bytes: Uint8Array): ListBuffer => {
    const buffer = { name, address: next, bytes };
    memory.map(next, bytes);
    next += (Math.ceil(bytes.length / PAGE) + 1) * PAGE;
    return buffer;
  };
  return {
    tokens,
    again: true,
    allocate: (name, bytes) => place(name, new Uint8Array(bytes)),
    place,
    locate(matrix) {
      const packed = matrix as PackedMatrix;
      const { groups, blocks } = matrixLayout(packed.format, packed.n, packed.k);
      const weights =
        located.get(matrix) ??
        channelRegions(packed).map((region, c) => place(`${packed.name}, channel ${c}`, region).address);
      located.set(matrix, weights);
      return { format: LIST_FORMATS.indexOf(packed.format), groups, blocks, weights };
    },
    written() {},
    read() {},
    run: async (list) => machine.run(list),
  };
}
