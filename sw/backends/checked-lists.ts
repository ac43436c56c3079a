import type { ListBuffer, ListDevice, ResidentMatrix } from '../port/accelerator.ts';
import type { PackedMatrix } from '../port/matrix.ts';
import { channelRegions } from './golden/golden-lists.ts';
import { ListMachine } from './golden/list.ts';
import { mappedMemory } from './golden/mapped-memory.ts';

/**
 * A list device that runs every list a second time on the golden machine, over a copy of its memory; after each list
 * all that the processor and the lists share must hold the same bytes, and the first difference throws.
 *
 * @param packed the matrix that a resident one was loaded from
 * @param compared told how many bytes were equal
 * @param mantissa M of the golden machine; default 27
 */
export function checkedLists(
  subject: ListDevice,
  packed: (matrix: ResidentMatrix) => PackedMatrix,
  compared: (bytes: number) => void,
  mantissa?: number,
): ListDevice {
  const memory = mappedMemory();
  const machine = new ListMachine(memory, { tokens: subject.tokens, mantissa });
  const copies = new Map<ListBuffer, Uint8Array>();
  const located = new Set<ResidentMatrix>();

  const copied = (buffer: ListBuffer): ListBuffer => {
    const copy = buffer.bytes.slice();
    memory.map(buffer.address, copy);
    copies.set(buffer, copy);
    return buffer;
  };
  return {
    tokens: subject.tokens,
    again: subject.again,
    allocate: (name, bytes) => copied(subject.allocate(name, bytes)),
    place: (name, data) => copied(subject.place(name, data)),
    locate(matrix) {
      const where = subject.locate(matrix);
      if (!located.has(matrix)) {
        located.add(matrix);
        for (const [c, region] of channelRegions(packed(matrix)).entries()) {
          memory.map(where.weights[c], region);
        }
      }
      return where;
    },
    written(buffer, first = 0, bytes = buffer.bytes.length) {
      copies.get(buffer)!.set(buffer.bytes.subarray(first, first + bytes), first);
      subject.written(buffer, first, bytes);
    },
    read: (buffer) => subject.read(buffer),
    async run(list) {
      machine.run(list);
      await subject.run(list);
      for (const [buffer, copy] of copies) {
        subject.read(buffer);
        compareBytes(`${list.name}: ${buffer.name}`, buffer.bytes, copy);
        compared(copy.length);
      }
    },
  };
}

function compareBytes(what: string, actual: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(actual, expected) === 0) {
    return;
  }
  const at = actual.findIndex((byte, i) => byte !== expected[i]);
  const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');
  throw new Error(`${what}: byte ${at} is ${hex(actual[at])}, the golden model's ${hex(expected[at])}`);
}
