import { bits, bool, cat, memories, memory, module, registered, scope, uint, when } from '@chisel-lite/hdl';
import { type CoreParameters, LANES_K, laneBits, loadLanes, MAX_GROUPS, MAX_K, suffix } from '../parameters.ts';

export const BEAT_ADDRESS = Math.log2(MAX_K / LANES_K);
export const GROUP_ADDRESS = Math.log2(MAX_GROUPS);

/**
 * T activation vectors, four values (mantissas, or FP32) a word, and the exponents of their groups, in two banks: the
 * highest address bit. Vectors are written side by side, token t from lane t modulo their number. A bank of 8192 k
 * takes half of an UltraRAM's depth of 4096, so the second bank costs nothing. Values come two cycles after their
 * address, exponents one cycle after `read_group` and only where `read_exponents` is set.
 */
export const ActivationBuffer = (parameters: CoreParameters) => {
  const { tokens } = parameters;
  const BEAT = LANES_K * laneBits(parameters);
  const lanes = loadLanes(parameters);
  return module(
    `activation_buffer_${suffix(parameters)}`,
    {
      in: {
        write: uint(tokens),
        write_address: uint(BEAT_ADDRESS + 1),
        write_values: bits(lanes * BEAT),
        write_exponent: bool(),
        write_group: uint(GROUP_ADDRESS + 1),
        write_exponents: bits(lanes * 8),
        read_address: uint(BEAT_ADDRESS + 1),
        read_exponents: bool(),
        read_group: uint(GROUP_ADDRESS + 1),
      },
      out: { values: bits(tokens * BEAT), exponents: bits(tokens * 8) },
    },
    (io) => {
      const each = Array.from({ length: tokens }, (_, token) =>
        scope(`t${token}`, () => {
          const { beats, groups } = memories({
            beats: memory(bits(BEAT), 2 ** (BEAT_ADDRESS + 1), { style: 'ultra' }),
            groups: memory(uint(8), 2 ** (GROUP_ADDRESS + 1), { style: 'distributed' }),
          });
          when(io.write.bit(token), () => {
            beats.write(io.write_address, io.write_values.slice((token % lanes) * BEAT, BEAT));
            when(io.write_exponent, () =>
              groups.write(io.write_group, io.write_exponents.slice((token % lanes) * 8, 8).asUInt()),
            );
          });
          const { word_1 } = registered({ word_1: beats.read(io.read_address) });
          const { word_2 } = registered({ word_2: word_1 });
          const { exponent_1 } = registered({ exponent_1: groups.read(io.read_group) }, { enable: io.read_exponents });
          return { word: word_2, exponent: exponent_1 };
        }),
      );
      const lowestFirst = each.reverse();
      io.values.set(cat(...lowestFirst.map(({ word }) => word)));
      io.exponents.set(cat(...lowestFirst.map(({ exponent }) => exponent)));
    },
  );
};
