import {
  bits,
  bool,
  delay,
  delays,
  insts,
  lit,
  module,
  mux,
  named,
  registered,
  regs,
  uint,
  when,
} from '@chisel-lite/hdl';
import { ADD_LATENCY, Fp32Add } from '../fp/add.ts';
import { HALF_TO_FLOAT_LATENCY, HalfToFloat } from '../fp/convert.ts';
import { fields } from '../fp/float32.ts';
import { Fp32Multiply, MULTIPLY_LATENCY } from '../fp/multiply.ts';
import { FLOAT_TO_HALF_LATENCY, FloatToHalf } from '../fp/quantise.ts';
import { Fp32Reciprocal, RECIPROCAL_LATENCY } from '../fp/reciprocal.ts';
import { vectorsAreFinished } from './finish-claims.ts';
import { FINISH, REDUCED_VECTORS } from './record.ts';

const VECTOR_BITS = Math.log2(REDUCED_VECTORS);
/** Cycles from R to what the reciprocal is taken of: the longest way is fl(fl(R·X) + Y). */
const ARGUMENT_LATENCY = 1 + MULTIPLY_LATENCY + ADD_LATENCY;
const FINISH_LATENCY = ARGUMENT_LATENCY + 1 + RECIPROCAL_LATENCY + 1;

const HALF_INFINITY = 0x7c00;
const HALF_NAN = 0x7e00;
/** From this exponent field on, 256 times a binary16 is infinite. */
const HALF_TIMES_256_INFINITE = 31 - 8;

/**
 * What becomes of the reductions of a record (`FINISH`): those of vectors 0 … `last_vector` go through one after
 * another, from `start` on, asked for by `vector`; a scalar, and for the scales a binary16, come out of it in the same
 * order.
 */
export const Finish = () =>
  module(
    'vector_finish',
    {
      in: {
        start: bool(),
        last_vector: uint(VECTOR_BITS),
        finish: uint(3),
        x: bits(32),
        y: bits(32),
        reduction: bits(32),
      },
      out: {
        /** The vector whose reduction is to stand at `reduction`. */
        vector: uint(VECTOR_BITS),
        busy: bool(),
        valid: bool(),
        of: uint(VECTOR_BITS),
        scalar: bits(32),
        half: bits(16),
      },
    },
    (io) => {
      const { running, left } = regs({ running: bool(false), left: uint(5, 0) });
      const { vector_now } = regs({ vector_now: uint(VECTOR_BITS) });
      when(running, () => {
        vector_now.set(vector_now.add(1));
        when(vector_now.eq(io.last_vector), () => running.set(0));
      });
      when(left.ne(0).and(running.not()), () => left.set(left.sub(1)));
      when(io.start, () => {
        running.set(1);
        vector_now.set(0);
        left.set(FINISH_LATENCY + 1);
      });
      io.vector.set(vector_now);
      io.busy.set(running.or(left.ne(0)));

      const { u_multiply, u_add, u_half, u_float, u_reciprocal } = insts({
        u_multiply: Fp32Multiply(),
        u_add: Fp32Add(),
        u_half: FloatToHalf(),
        u_float: HalfToFloat(),
        u_reciprocal: Fp32Reciprocal(),
      });
      // What is asked for stands long before the first reduction is there.
      const { root, isByte, isScale, isPlain } = registered({
        root: io.finish.eq(FINISH.root),
        isByte: io.finish.eq(FINISH.byteScale),
        isScale: io.finish.eq(FINISH.byteScale).or(io.finish.eq(FINISH.keyScale)),
        isPlain: io.finish.eq(FINISH.none),
      });
      const { r, finite } = registered({
        r: io.reduction,
        finite: fields(io.reduction).exponent.ne(255),
      });
      u_multiply.a.set(r);
      u_multiply.b.set(mux(root, io.x, io.y));
      u_add.a.set(u_multiply.product);
      u_add.b.set(io.y);

      // The scale of keys or values, and what it is where it cannot be.
      u_half.x.set(u_multiply.product);
      const { finite_late } = delay({ finite_late: finite }, MULTIPLY_LATENCY + FLOAT_TO_HALF_LATENCY);
      const { rounded } = named({ rounded: u_half.half });
      const tooLarge = rounded.slice(10, 5).ge(HALF_TIMES_256_INFINITE);
      const { scale } = named({
        scale: mux(
          isByte,
          mux(finite_late, rounded, lit(HALF_NAN, bits(16))),
          mux(finite_late.and(tooLarge.not()), rounded, lit(HALF_INFINITY, bits(16))),
        ),
      });
      u_float.half.set(scale);
      // From R: multiply, half, float; the sum is there earlier or later than the float.
      const SCALE_LATENCY = 1 + MULTIPLY_LATENCY + FLOAT_TO_HALF_LATENCY + HALF_TO_FLOAT_LATENCY;
      const { plain } = delay({ plain: r }, ARGUMENT_LATENCY - 1);
      const { float } = delay({ float: u_float.result }, ARGUMENT_LATENCY - SCALE_LATENCY);
      const { argument, through } = registered({
        argument: mux(isScale, float, mux(root, u_add.sum, plain)),
        through: plain,
      });
      u_reciprocal.x.set(argument);
      u_reciprocal.root.set(root);
      const { through_late } = delay({ through_late: through }, RECIPROCAL_LATENCY);
      const { scale_late } = delay({ scale_late: scale }, FINISH_LATENCY - (SCALE_LATENCY - HALF_TO_FLOAT_LATENCY));
      const { finished } = registered({
        finished: mux(isPlain, through_late, u_reciprocal.result),
      });
      const valids = delays({ valid_late: running }, FINISH_LATENCY, { init: { valid_late: 0 } });
      const vectors = delays({ vector_late: vector_now }, FINISH_LATENCY);
      io.scalar.set(finished);
      io.half.set(scale_late);
      io.valid.set(valids[FINISH_LATENCY - 1].valid_late);
      io.of.set(vectors[FINISH_LATENCY - 1].vector_late);
      vectorsAreFinished({
        ...{ start: io.start, busy: io.busy, valid: io.valid, of: io.of, lastVector: io.last_vector },
        told: [io.last_vector, io.finish, io.x, io.y],
        ...{ running, vector: vector_now, left },
        row: valids.map(({ valid_late }, i) => ({ valid_late, vector_late: vectors[i].vector_late })),
      });
    },
  );
