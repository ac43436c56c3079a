import {
  bits,
  bool,
  cat,
  delay,
  insts,
  lit,
  memories,
  memory,
  module,
  mux,
  named,
  registered,
  regs,
  uint,
  when,
} from '@chisel-lite/hdl';
import { ADD_LATENCY, Fp32Add } from '../fp/add.ts';
import { STRIP } from '../parameters.ts';

/** Words of a beat of results. */
const WORDS = STRIP / 32;

/**
 * acc = fl(acc + t) for up to 2^indexBits results that take turns, in rising `index`; acc starts at +0 (`first`). What
 * comes out with `last` is a result; four of them make a beat. The adder takes 6 cycles, so an index may come again
 * after 8 cycles and no earlier.
 */
export const Accumulator = (indexBits: number) =>
  module(
    `accumulator_i${indexBits}`,
    {
      in: { valid: bool(), t: bits(32), index: uint(indexBits), first: bool(), last: bool() },
      out: { beat_valid: bool(), beat: bits(STRIP) },
    },
    ({ valid, t, index, first, last, beat_valid, beat }) => {
      const { partial } = memories({ partial: memory(bits(32), 2 ** indexBits, { style: 'distributed' }) });
      const { valid_1 } = registered({ valid_1: valid }, { init: { valid_1: 0 } });
      const s1 = registered({
        acc_1: mux(first, lit(0, bits(32)), partial.read(index)),
        t_1: t,
        index_1: index,
        last_1: last,
      });

      const { u_add } = insts({ u_add: Fp32Add() });
      u_add.a.set(s1.acc_1);
      u_add.b.set(s1.t_1);
      const { valid_7 } = delay({ valid_7: valid_1 }, ADD_LATENCY, { init: { valid_7: 0 } });
      const { index_7, last_7 } = delay({ index_7: s1.index_1, last_7: s1.last_1 }, ADD_LATENCY);
      when(valid_7, () => partial.write(index_7, u_add.sum));

      // Four results in a row make a beat, the first in the lowest bits.
      const { earlier } = regs({ earlier: bits(32 * (WORDS - 1)) });
      const { complete } = named({ complete: valid_7.and(last_7).and(index_7.slice(0, 2).andR()) });
      when(valid_7, () => earlier.set(cat(u_add.sum, earlier.bits(32 * (WORDS - 1) - 1, 32)).fit(96)));
      const out = registered({ result_valid: complete }, { init: { result_valid: 0 } });
      const { result } = registered({ result: cat(u_add.sum, earlier).fit(STRIP) });
      beat_valid.set(out.result_valid);
      beat.set(result);
    },
  );
