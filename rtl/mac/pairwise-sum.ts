import { bits, bool, cat, delay, Fifo, insts, lit, module, mux, named, regs, uint, vec, when } from '@chisel-lite/hdl';
import { ADD_LATENCY, Fp32Add } from '../fp/add.ts';

/** Levels of the tree above a strip: 16 strips become one sum. */
const LEVELS = 4;

/**
 * The paper's sliding accumulation, Figure 4(c): the sums of 16 strips in a row are added as a balanced binary tree,
 * the earlier on the left, for several outputs at once. One adder an output serves all four levels, 15 additions in 16
 * strips. A value waits for its partner in the register of its level; pairs of strips go first, sums that come back
 * from the adder wait in a short queue until it is free.
 */
export const PairwiseSum = (outputs: number) =>
  module(
    `pairwise_sum_${outputs}`,
    {
      in: { valid: bool(), strips: bits(32 * outputs) },
      out: { done: bool(), sums: bits(32 * outputs) },
    },
    ({ valid, strips, done, sums }) => {
      const WIDTH = 32 * outputs;
      // Where the first of a pair waits: level 0 are strips, level n sums of 2^n of them.
      const { waiting } = regs({ waiting: uint(LEVELS, 0) });
      const { waits } = regs({ waits: vec(LEVELS, bits(WIDTH)) });

      const { u_back } = insts({ u_back: Fifo(bits(WIDTH + 2), 8, { style: 'distributed' }) });
      const back = u_back.m;
      const { back_level } = named({ back_level: back.payload.slice(WIDTH, 2) });
      const { back_paired, strips_paired } = named({
        back_paired: back.valid.and(waiting.bit(back_level)),
        strips_paired: valid.and(waiting.bit(0)),
      });
      const { back_taken } = named({ back_taken: back.valid.and(back_paired.and(strips_paired).not()) });
      back.ready.set(back_taken);

      when(valid, () => {
        waiting.bit(0).set(waiting.bit(0).not());
        waits.at(0).set(strips);
      });
      for (let level = 1; level < LEVELS; level++) {
        when(back_taken.and(back_level.eq(level)), () => {
          waiting.bit(level).set(waiting.bit(level).not());
          waits.at(level).set(back.payload.slice(0, WIDTH));
        });
      }

      // What goes into the adders, and the level that comes out of them.
      const { left, right } = named({
        left: mux(strips_paired, waits.at(0), waits.at(back_level)),
        right: mux(strips_paired, strips, back.payload.slice(0, WIDTH)),
      });
      const { adding } = named({ adding: strips_paired.or(back_paired) });
      const { next_level } = named({ next_level: mux(strips_paired, lit(1, uint(3)), back_level.extend(3).add(1)) });
      const { added } = delay({ added: adding }, ADD_LATENCY, { init: { added: 0 } });
      const { level_added } = delay({ level_added: next_level }, ADD_LATENCY);
      const added_sums = Array.from({ length: outputs }, (_, j) => {
        const key = `u_add${j}`;
        const { [key]: add } = insts({ [key]: Fp32Add() });
        add.a.set(left.slice(32 * j, 32));
        add.b.set(right.slice(32 * j, 32));
        return add.sum;
      });
      const { total } = named({ total: cat(...added_sums.reverse()).fit(WIDTH) });
      const { whole } = named({ whole: added.and(level_added.eq(LEVELS)) });
      u_back.s.valid.set(added.and(whole.not()));
      u_back.s.payload.set(cat(level_added.slice(0, 2), total).fit(WIDTH + 2));
      done.set(whole);
      sums.set(total);
    },
  );
