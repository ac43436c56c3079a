import {
  bits,
  bool,
  cat,
  delay,
  delays,
  insts,
  lit,
  memories,
  memory,
  module,
  mux,
  named,
  registered,
  regs,
  select,
  type UInt,
  uint,
  when,
} from '@chisel-lite/hdl';
import { ADD_LATENCY, Fp32Add } from '../fp/add.ts';
import { STRIP } from '../parameters.ts';
import { REDUCED_VECTORS } from './record.ts';
import { levelsAreAdded } from './sum-claims.ts';

const LANES = 4;
/** Beats of the 32 partial sums of a vector. */
const PARTIAL_BEATS = 8;
const VECTOR_BITS = Math.log2(REDUCED_VECTORS);
const BEAT_BITS = Math.log2(PARTIAL_BEATS);
/** Levels of the tree over 32 partial sums; beats of the largest of them but the first, and bits of half a beat. */
const LEVELS = 5;
const TREE_BEATS = PARTIAL_BEATS / 2;
const HALF = STRIP / 2;

/**
 * Cycles from a beat's coming to its partial sums' standing in the memory: no more than 8, after which the same ones
 * come round again.
 */
export const PARTIAL_LATENCY = 1 + ADD_LATENCY + 1;
/** Cycles from the operands' addresses of the tree to its results' standing in the memory. */
const TREE_LATENCY = 1 + ADD_LATENCY + 1;

/**
 * sum32 of up to 8 vectors (docs/numerics.md): element e of a vector is added to the partial sum e mod 32, in rising
 * order, from +0; `tree` then adds the 32 in a balanced tree, which `busy` lasts, and `total` is the sum of vector
 * `vector_read`. A vector's beats come at least 8 cycles after those 8 beats before them: they do, since they come in
 * order, one a cycle.
 */
export const VectorSum = () =>
  module(
    'vector_sum',
    {
      in: {
        valid: bool(),
        data: bits(STRIP),
        vector: uint(VECTOR_BITS),
        /** Which of the 8 beats of partial sums, and whether it is met for the first time. */
        place: uint(BEAT_BITS),
        first: bool(),
        tree: bool(),
        last_vector: uint(VECTOR_BITS),
        vector_read: uint(VECTOR_BITS),
      },
      out: { busy: bool(), total: bits(32) },
    },
    (io) => {
      const { partials } = memories({
        partials: memory(bits(STRIP), REDUCED_VECTORS * PARTIAL_BEATS, { style: 'distributed' }),
      });
      const { treeing } = regs({ treeing: bool(false) });
      const { level, tree_vector, beat, waiting } = regs({
        level: uint(3),
        tree_vector: uint(VECTOR_BITS),
        /** Four values of a level: two pairs. */
        beat: uint(BEAT_BITS),
        /** Cycles until the results of a level are all there. */
        waiting: uint(4),
      });

      // The partial sums.
      const { at } = named({
        at: mux(treeing, cat(tree_vector, beat), cat(io.vector, io.place)).fit(6),
      });
      const { partial } = named({ partial: partials.read(at) });

      // The tree: of four values of a level the sums of two pairs are half a beat of the next. The first level's are
      // the partial sums; the others have a memory for each half of a beat.
      const { lower, upper } = memories({
        lower: memory(bits(HALF), REDUCED_VECTORS * TREE_BEATS, { style: 'distributed' }),
        upper: memory(bits(HALF), REDUCED_VECTORS * TREE_BEATS, { style: 'distributed' }),
      });
      const tree_at = mux(treeing, cat(tree_vector, beat.slice(0, 2)), cat(io.vector_read, lit(0, uint(2)))).fit(5);
      const { lower_value, upper_value } = named({
        lower_value: lower.read(tree_at),
        upper_value: upper.read(tree_at),
      });
      const value = mux(level.eq(0), partial, cat(upper_value, lower_value).fit(STRIP));
      const of = (four: UInt<number>, place: number) => four.slice(32 * place, 32);

      // Both are made by the same adders: lane by lane, or of a tree two pairs in the lower two.
      const { before, term } = registered({
        before: mux(
          treeing,
          cat(partial.slice(HALF, HALF), of(value, 2), of(value, 0)).fit(STRIP),
          mux(io.first, lit(0, bits(STRIP)), partial),
        ),
        term: mux(treeing, cat(io.data.slice(HALF, HALF), of(value, 3), of(value, 1)).fit(STRIP), io.data),
      });
      const sums = Array.from({ length: LANES }, (_, lane) => {
        const { [`u_add_${lane}`]: add } = insts({ [`u_add_${lane}`]: Fp32Add() });
        add.a.set(before.slice(32 * lane, 32));
        add.b.set(term.slice(32 * lane, 32));
        return add.sum;
      });
      const making = delays({ written: io.valid }, 1 + ADD_LATENCY, { init: { written: 0 } });
      const { written } = making[ADD_LATENCY];
      const { written_at } = delay({ written_at: cat(io.vector, io.place).fit(6) }, 1 + ADD_LATENCY);
      const { sum_beat } = named({ sum_beat: cat(...sums.reverse()).fit(STRIP) });
      when(written, () => partials.write(written_at, sum_beat));

      const { idle } = named({ idle: waiting.eq(0) });
      const { last_beat, in_last_vector } = named({
        last_beat: beat.eq(
          select(
            level,
            [7, 3, 1, 0, 0].map((last) => lit(last, uint(BEAT_BITS))),
          ),
        ),
        in_last_vector: tree_vector.eq(io.last_vector),
      });
      const { issue } = named({ issue: treeing.and(idle).and(level.ne(LEVELS)) });
      when(idle.not(), () => waiting.set(waiting.sub(1)));
      when(issue, () => {
        beat.set(beat.add(1));
        when(last_beat, () => {
          beat.set(0);
          tree_vector.set(tree_vector.add(1));
          when(in_last_vector, () => {
            tree_vector.set(0);
            waiting.set(TREE_LATENCY - 1);
            level.set(level.add(1));
          });
        });
      });
      when(treeing.and(level.eq(LEVELS)).and(idle), () => treeing.set(0));
      when(io.tree, () => {
        treeing.set(1);
        level.set(0);
        tree_vector.set(0);
        beat.set(0);
        waiting.set(0);
      });

      const placing = delays({ placed: issue }, 1 + ADD_LATENCY, { init: { placed: 0 } });
      const { placed } = placing[ADD_LATENCY];
      const { placed_at, placed_upper } = delay(
        { placed_at: cat(tree_vector, beat.slice(1, 2)).fit(5), placed_upper: beat.bit(0) },
        1 + ADD_LATENCY,
      );
      const pair_sums = sum_beat.slice(0, HALF);
      when(placed, () => {
        when(placed_upper, () => upper.write(placed_at, pair_sums)).otherwise(() => lower.write(placed_at, pair_sums));
      });
      io.busy.set(treeing);
      io.total.set(lower_value.slice(0, 32));
      levelsAreAdded({
        ...{ valid: io.valid, tree: io.tree, lastVector: io.last_vector, busy: io.busy },
        ...{ level, vector: tree_vector, beat, waiting, issue },
        placed: placing.map((stage) => stage.placed),
        written: making.map((stage) => stage.written),
        levels: LEVELS,
        standing: PARTIAL_LATENCY,
      });
    },
  );
