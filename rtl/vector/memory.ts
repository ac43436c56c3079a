import { bits, bool, memories, memory, module, registered, uint, when } from '@chisel-lite/hdl';
import { STRIP } from '../parameters.ts';
import { MEMORY_ADDRESS, MEMORY_BEATS } from './record.ts';

/** Cycles from an address to its beat. */
export const MEMORY_LATENCY = 2;

/**
 * The vector memory: what a token's vectors are between one record and the next. Two copies in UltraRAM, since a record
 * reads two operands a cycle.
 */
export const VectorMemory = () =>
  module(
    'vector_memory',
    {
      in: {
        write: bool(),
        write_address: uint(MEMORY_ADDRESS),
        write_beat: bits(STRIP),
        read_address_a: uint(MEMORY_ADDRESS),
        read_address_c: uint(MEMORY_ADDRESS),
      },
      out: { a: bits(STRIP), c: bits(STRIP) },
    },
    (io) => {
      const { beats_a, beats_c } = memories({
        beats_a: memory(bits(STRIP), MEMORY_BEATS, { style: 'ultra' }),
        beats_c: memory(bits(STRIP), MEMORY_BEATS, { style: 'ultra' }),
      });
      when(io.write, () => {
        beats_a.write(io.write_address, io.write_beat);
        beats_c.write(io.write_address, io.write_beat);
      });
      const first = registered({ a_1: beats_a.read(io.read_address_a), c_1: beats_c.read(io.read_address_c) });
      const second = registered({ a_2: first.a_1, c_2: first.c_1 });
      io.a.set(second.a_2);
      io.c.set(second.c_2);
    },
  );
