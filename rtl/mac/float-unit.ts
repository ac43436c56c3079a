import { bits, bool, bundle, Fifo, insts, lit, module, mux, regs, uint, when } from '@chisel-lite/hdl';
import { NAN } from '../fp/float32.ts';
import { OUTPUTS, STRIP } from '../parameters.ts';
import { Accumulator } from './accumulator.ts';

/** What goes with a group past the adders, whose delay varies by some cycles. */
export const about = bundle({ first: bool(), last: bool(), used: bool(), poisoned: uint(OUTPUTS) }, {}, 'group_about');

/** Groups that may be on their way through the adders at once. */
const IN_FLIGHT = 8;

/**
 * Accumulates the group sums of 8 outputs and one token. `ended` comes with the last weights of a group, long before
 * its `sums`; `poisoned` says which outputs are NaN whatever the sum (a scale, or the vector, is not finite).
 */
export const FloatUnit = () =>
  module(
    'float_unit',
    {
      in: {
        ended: bool(),
        first: bool(),
        last: bool(),
        used: bool(),
        poisoned: uint(OUTPUTS),
        done: bool(),
        sums: bits(32 * OUTPUTS),
      },
      out: { beat_valid: bool(), beat: bits(STRIP) },
    },
    (io) => {
      const { u_about, u_accumulate } = insts({
        u_about: Fifo(about, IN_FLIGHT, { style: 'distributed' }),
        u_accumulate: Accumulator(3),
      });
      u_about.s.valid.set(io.ended);
      u_about.s.payload.set({ first: io.first, last: io.last, used: io.used, poisoned: io.poisoned });
      u_about.m.ready.set(io.done);

      const { busy, index } = regs({ busy: bool(false), index: uint(3, 0) });
      const held = regs({
        held_sums: bits(32 * OUTPUTS),
        held_poisoned: uint(OUTPUTS),
        held_first: bool(),
        held_last: bool(),
      });
      when(busy, () => {
        index.set(index.add(1));
        held.held_sums.set(held.held_sums.shr(32));
        held.held_poisoned.set(held.held_poisoned.shr(1));
        when(index.andR(), () => busy.set(0));
      });
      when(io.done, () => {
        busy.set(u_about.m.payload.used);
        index.set(0);
        held.held_sums.set(io.sums);
        held.held_poisoned.set(u_about.m.payload.poisoned);
        held.held_first.set(u_about.m.payload.first);
        held.held_last.set(u_about.m.payload.last);
      });
      u_accumulate.valid.set(busy);
      u_accumulate.t.set(mux(held.held_poisoned.bit(0), lit(NAN, bits(32)), held.held_sums.slice(0, 32)));
      u_accumulate.index.set(index);
      u_accumulate.first.set(held.held_first);
      u_accumulate.last.set(held.held_last);
      io.beat_valid.set(u_accumulate.beat_valid);
      io.beat.set(u_accumulate.beat);
    },
  );
