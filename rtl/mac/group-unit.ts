import { bits, bool, delay, insts, module, mux, named, registered, regs, uint, when } from '@chisel-lite/hdl';
import { chosen } from '../choice.ts';
import { GROUP_SCALE_LATENCY, GroupScale } from '../fp/group-scale.ts';
import { OUTPUTS, STRIP, SUM_BITS } from '../parameters.ts';
import { Accumulator } from './accumulator.ts';

/**
 * What happens once a group: the sums of 8 outputs and `tokens` (1 or 2) vectors are captured, and pass one a cycle
 * through the group scale and the accumulator. A capture may follow the one before it after 8 · `tokens` cycles and no
 * earlier.
 */
export const GroupUnit = (tokens: 1 | 2, mantissa: number) =>
  module(
    `group_unit_t${tokens}_m${mantissa}`,
    {
      in: {
        capture: bool(),
        sums: bits(OUTPUTS * tokens * SUM_BITS),
        scales: bits(STRIP),
        exponents: bits(8 * tokens),
        poisoned: uint(tokens),
        first: bool(),
        last: bool(),
        /** How many vectors are in use: 0 (nothing is computed), 1 or 2. */
        used: uint(2),
      },
      out: { beat_valid: bool(), beat: bits(STRIP) },
    },
    ({ capture, sums, scales, exponents, poisoned, first, last, used, beat_valid, beat }) => {
      const INDEX = tokens === 2 ? 4 : 3;
      const { busy, index } = regs({ busy: bool(false), index: uint(INDEX, 0) });
      const held = regs({
        held_sums: bits(OUTPUTS * tokens * SUM_BITS),
        held_scales: bits(STRIP),
        held_exponents: bits(8 * tokens),
        held_poisoned: uint(tokens),
        held_first: bool(),
        held_last: bool(),
        held_both: bool(),
      });
      const second = index.bit(INDEX - 1);
      const eighth = index.slice(0, 3).andR();
      const { done } = named({ done: tokens === 2 ? eighth.and(second.or(held.held_both.not())) : eighth });

      when(busy, () => {
        index.set(index.add(1));
        when(done, () => {
          busy.set(0);
          index.set(0);
        });
      });
      when(capture, () => {
        busy.set(used.ne(0));
        index.set(0);
        held.held_sums.set(sums);
        held.held_scales.set(scales);
        held.held_exponents.set(exponents);
        held.held_poisoned.set(poisoned);
        held.held_first.set(first);
        held.held_last.set(last);
        held.held_both.set(used.bit(1));
      });

      const { u_scale, u_accumulate } = insts({ u_scale: GroupScale(mantissa), u_accumulate: Accumulator(INDEX) });
      // Chosen, not shifted: a choice among 16 takes 4 LUTs a bit of one sum, a shift one for every bit of all of them.
      const places = Array.from({ length: OUTPUTS * tokens }, (_, i) => i);
      const { sum, scale } = named({
        sum: chosen(
          index,
          places.map((i) => held.held_sums.slice(i * SUM_BITS, SUM_BITS)),
        ),
        scale: chosen(
          index.slice(0, 3),
          places.slice(0, OUTPUTS).map((i) => held.held_scales.slice(i * 16, 16)),
        ),
      });
      const { exponent_0, exponent_1 } = {
        exponent_0: held.held_exponents.slice(0, 8),
        exponent_1: held.held_exponents.bits(8 * tokens - 1, 8 * tokens - 8),
      };
      const at = registered({
        sum_now: sum.fit(SUM_BITS),
        scale_now: scale.fit(16),
        exponent_now: tokens === 2 ? mux(second, exponent_1.fit(8), exponent_0) : exponent_0,
        poisoned_now: tokens === 2 ? held.held_poisoned.bit(second) : held.held_poisoned.bit(0),
      });
      u_scale.sum.set(at.sum_now.asSInt());
      u_scale.scale.set(at.scale_now);
      u_scale.exponent.set(at.exponent_now);
      u_scale.nan.set(at.poisoned_now);

      const SCALED = 1 + GROUP_SCALE_LATENCY;
      const { scaled_valid } = delay({ scaled_valid: busy }, SCALED, { init: { scaled_valid: 0 } });
      const tags = delay({ scaled_index: index, scaled_first: held.held_first, scaled_last: held.held_last }, SCALED);
      u_accumulate.valid.set(scaled_valid);
      u_accumulate.t.set(u_scale.t);
      u_accumulate.index.set(tags.scaled_index);
      u_accumulate.first.set(tags.scaled_first);
      u_accumulate.last.set(tags.scaled_last);
      beat_valid.set(u_accumulate.beat_valid);
      beat.set(u_accumulate.beat);
    },
  );
