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
  select,
  type UInt,
  uint,
  when,
} from '@chisel-lite/hdl';
import { ADD_LATENCY, Fp32Add } from '../fp/add.ts';
import { STRIP } from '../parameters.ts';
import { REDUCED_VECTORS } from './record.ts';

const LANES = 4;
/** Beats of the 32 partial sums of a vector. */
const PARTIAL_BEATS = 8;
const VECTOR_BITS = Math.log2(REDUCED_VECTORS);
const BEAT_BITS = Math.log2(PARTIAL_BEATS);
/** Levels of the tree over 32 partial sums. */
const LEVELS = 5;

/** Cycles from a beat's coming to its partial sums' standing in the memory: no more than 8, after which the same ones come round again. */
export const PARTIAL_LATENCY = 1 + ADD_LATENCY + 1;
/** Cycles from the operands' addresses of the tree to its results' standing in the memory. */
const TREE_LATENCY = 1 + ADD_LATENCY + 1;

/**
 * sum32 of up to 8 vectors (docs/numerics.md): element e of a vector is added to the partial sum e mod 32, in rising order, from +0; `tree` then adds
 * the 32 in a balanced tree, which `busy` lasts, and `total` is the sum of vector `vector_read`. A vector's beats come at least 8 cycles
 * after those 8 beats before them: they do, since they come in order, one a cycle.
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
      const { level, tree_vector, pair, waiting } = regs({
        level: uint(3),
        tree_vector: uint(VECTOR_BITS),
        pair: uint(4),
        /** Cycles until the results of a level are all there. */
        waiting: uint(4),
      });

      // The partial sums.
      const { at } = named({
        at: mux(treeing, cat(tree_vector, pair.slice(1, 3)).fit(6), cat(io.vector, io.place).fit(6)),
      });
      const { partial } = named({ partial: partials.read(at) });
      const { before, term } = registered({
        before: mux(io.first, lit(0, bits(STRIP)), partial),
        term: io.data,
      });
      const sums = Array.from({ length: LANES }, (_, lane) => {
        const { [`u_add_${lane}`]: add } = insts({ [`u_add_${lane}`]: Fp32Add() });
        add.a.set(before.slice(32 * lane, 32));
        add.b.set(term.slice(32 * lane, 32));
        return add.sum;
      });
      const { written } = delay({ written: io.valid }, 1 + ADD_LATENCY, { init: { written: 0 } });
      const { written_at } = delay({ written_at: cat(io.vector, io.place).fit(6) }, 1 + ADD_LATENCY);
      when(written, () => partials.write(written_at, cat(...sums.reverse()).fit(STRIP)));

      // The tree: pair j of a level becomes value j of the next; the even and the odd values have a memory each.
      const { even, odd } = memories({
        even: memory(bits(32), REDUCED_VECTORS * PARTIAL_BEATS, { style: 'distributed' }),
        odd: memory(bits(32), REDUCED_VECTORS * PARTIAL_BEATS, { style: 'distributed' }),
      });
      const { u_tree } = insts({ u_tree: Fp32Add() });
      const { idle } = named({ idle: waiting.eq(0) });
      const { last_pair, in_last_vector } = named({
        last_pair: pair.eq(
          select(
            level,
            [15, 7, 3, 1, 0].map((value) => lit(value, uint(4))),
          ),
        ),
        in_last_vector: tree_vector.eq(io.last_vector),
      });
      const { issue } = named({ issue: treeing.and(idle).and(level.ne(LEVELS)) });
      when(idle.not(), () => waiting.set(waiting.sub(1)));
      when(issue, () => {
        pair.set(pair.add(1));
        when(last_pair, () => {
          pair.set(0);
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
        pair.set(0);
        waiting.set(0);
      });

      const even_at = mux(treeing, cat(tree_vector, pair.slice(0, 3)), cat(io.vector_read, lit(0, uint(3)))).fit(6);
      const { even_value, odd_value } = named({ even_value: even.read(even_at), odd_value: odd.read(even_at) });
      const upper = pair.bit(0);
      const half = mux(upper, partial.slice(64, 64), partial.slice(0, 64));
      const { left, right } = registered({
        left: mux(level.eq(0), half.slice(0, 32), even_value),
        right: mux(level.eq(0), half.slice(32, 32), odd_value),
      });
      u_tree.a.set(left);
      u_tree.b.set(right);
      const { placed } = delay({ placed: issue }, 1 + ADD_LATENCY, { init: { placed: 0 } });
      const { placed_at, placed_odd } = delay(
        { placed_at: cat(tree_vector, pair.slice(1, 3)).fit(6), placed_odd: pair.bit(0) },
        1 + ADD_LATENCY,
      );
      when(placed, () => {
        when(placed_odd, () => odd.write(placed_at, u_tree.sum)).otherwise(() => even.write(placed_at, u_tree.sum));
      });
      io.busy.set(treeing);
      io.total.set(even_value as UInt<32>);
    },
  );
