import { bits, bool, cat, memories, memory, module, registered, scope, uint, when } from '@chisel-lite/hdl';
import { type CoreParameters, LANES_K, MAX_GROUPS, MAX_K } from '../parameters.ts';

export const BEAT_ADDRESS = Math.log2(MAX_K / LANES_K);
export const GROUP_ADDRESS = Math.log2(MAX_GROUPS);

/**
 * Mantissas and exponents of T activation vectors, in two banks: the highest address bit. UltraRAM holds a bank of 8192 k × 4 × 27
 * bits a token in its depth of 4096, so the second bank costs nothing. Mantissas come two cycles after their address, exponents one
 * cycle after `read_group` and only where `read_exponents` is set.
 */
export const ActivationBuffer = ({ tokens, mantissa }: CoreParameters) =>
  module(
    `activation_buffer_t${tokens}_m${mantissa}`,
    {
      in: {
        write: uint(tokens),
        write_address: uint(BEAT_ADDRESS + 1),
        write_mantissas: bits(LANES_K * mantissa),
        write_exponent: bool(),
        write_group: uint(GROUP_ADDRESS + 1),
        exponent: uint(8),
        read_address: uint(BEAT_ADDRESS + 1),
        read_exponents: bool(),
        read_group: uint(GROUP_ADDRESS + 1),
      },
      out: { mantissas: bits(tokens * LANES_K * mantissa), exponents: bits(tokens * 8) },
    },
    (io) => {
      const each = Array.from({ length: tokens }, (_, token) =>
        scope(`t${token}`, () => {
          const { beats, groups } = memories({
            beats: memory(bits(LANES_K * mantissa), 2 ** (BEAT_ADDRESS + 1), { style: 'ultra' }),
            groups: memory(uint(8), 2 ** (GROUP_ADDRESS + 1), { style: 'distributed' }),
          });
          when(io.write.bit(token), () => {
            beats.write(io.write_address, io.write_mantissas);
            when(io.write_exponent, () => groups.write(io.write_group, io.exponent));
          });
          const { word_1 } = registered({ word_1: beats.read(io.read_address) });
          const { word_2 } = registered({ word_2: word_1 });
          const { exponent_1 } = registered({ exponent_1: groups.read(io.read_group) }, { enable: io.read_exponents });
          return { word: word_2, exponent: exponent_1 };
        }),
      );
      const lowestFirst = each.reverse();
      io.mantissas.set(cat(...lowestFirst.map(({ word }) => word)));
      io.exponents.set(cat(...lowestFirst.map(({ exponent }) => exponent)));
    },
  );
