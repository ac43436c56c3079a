import { bits, bool, memories, memory, module, named, regs, uint, when } from '@chisel-lite/hdl';

/**
 * A queue whose writer never asks for room, since somebody else keeps count (the sequencer's credits). Distributed RAM,
 * the word at the head always visible.
 */
export const ResultQueue = (width: number, depth: number) =>
  module(
    `result_queue_${depth}x${width}`,
    {
      in: { push: bool(), data: bits(width), pop: bool() },
      out: { occupied: bool(), head: bits(width) },
    },
    ({ push, data, pop, occupied, head }) => {
      const ADDRESS = Math.log2(depth);
      const { words } = memories({ words: memory(bits(width), depth, { style: 'distributed' }) });
      // A bit more than the address tells full from empty.
      const { write_at, read_at } = regs({ write_at: uint(ADDRESS + 1, 0), read_at: uint(ADDRESS + 1, 0) });
      const { not_empty } = named({ not_empty: write_at.ne(read_at) });
      when(push, () => {
        words.write(write_at.slice(0, ADDRESS), data);
        write_at.set(write_at.add(1));
      });
      when(pop.and(not_empty), () => read_at.set(read_at.add(1)));
      occupied.set(not_empty);
      head.set(words.read(read_at.slice(0, ADDRESS)));
    },
  );
