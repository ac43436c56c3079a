import { bits, bool, delay, insts, lit, module, mux, registered, select, uint } from '@chisel-lite/hdl';
import { ADD_LATENCY, Fp32Add } from '../fp/add.ts';
import { EXP_LATENCY, Fp32Exp } from '../fp/exp.ts';
import { Fp32Multiply, MULTIPLY_LATENCY } from '../fp/multiply.ts';
import { Fp32Reciprocal, RECIPROCAL_LATENCY } from '../fp/reciprocal.ts';
import { C_SOURCE, E_SOURCE } from './record.ts';

const ONE = 0x3f800000;

/** Cycles from the operands to v, which `excluded` belongs to; and from the operands to the results. */
export const VALUE_LATENCY = 1 + MULTIPLY_LATENCY + ADD_LATENCY + 1 + EXP_LATENCY;
export const LANE_LATENCY = VALUE_LATENCY + 1 + MULTIPLY_LATENCY + 1;

/** Which operand comes from where: fixed while a record runs. */
export const sources = {
  a_source: uint(2),
  b_source: uint(2),
  c_source: uint(3),
  d_source: uint(2),
  operation: uint(2),
  e_source: uint(3),
  /** What is reduced is v · v. */
  squares: bool(),
  x: bits(32),
  y: bits(32),
};

/**
 * One of the four lanes: s = fl(fl(A·B) + fl(C·D)); v = s, EXP(s) or RCP(s); result = fl(v·E) (docs/command-list.md).
 * `excluded` belongs to v: it and the result are then +0. `reduced` is v or fl(v·v).
 */
export const Lane = () =>
  module(
    'vector_lane',
    {
      in: {
        ...sources,
        memory_a: bits(32),
        memory_c: bits(32),
        results: bits(32),
        first: bits(32),
        second: bits(32),
        b_scalar: bits(32),
        c_scalar: bits(32),
        excluded: bool(),
      },
      out: { result: bits(32), reduced: bits(32), left_out: bool() },
    },
    (io) => {
      const one = lit(ONE, bits(32));
      const { operand_a, operand_b, operand_c, operand_d, operand_e } = registered({
        operand_a: select(io.a_source, [io.memory_a, io.results, io.first]),
        operand_b: select(io.b_source, [one, io.b_scalar, io.x, io.first]),
        operand_c: select(io.c_source, [io.first, io.memory_c, io.c_scalar, one, io.first]),
        operand_d: select(io.d_source, [one, io.y, io.second]),
        operand_e: select(io.e_source, [one, io.c_scalar, io.y, io.first, io.memory_c]),
      });
      const { u_ab, u_cd, u_add, u_exp, u_reciprocal, u_scale } = insts({
        u_ab: Fp32Multiply(),
        u_cd: Fp32Multiply(),
        u_add: Fp32Add(),
        u_exp: Fp32Exp(),
        u_reciprocal: Fp32Reciprocal(),
        u_scale: Fp32Multiply(),
      });
      u_ab.a.set(operand_a);
      u_ab.b.set(operand_b);
      u_cd.a.set(operand_c);
      u_cd.b.set(operand_d);
      u_add.a.set(u_ab.product);
      u_add.b.set(u_cd.product);
      const { product } = delay({ product: u_ab.product }, ADD_LATENCY);
      // Without C nothing is added: +0 would change −0.
      const { s } = registered({ s: mux(io.c_source.eq(C_SOURCE.none), product, u_add.sum) });

      u_exp.x.set(s);
      u_reciprocal.x.set(s);
      u_reciprocal.root.set(0);
      const { plain } = delay({ plain: s }, EXP_LATENCY);
      const { reciprocal } = delay({ reciprocal: u_reciprocal.result }, EXP_LATENCY - RECIPROCAL_LATENCY);
      const { v, excluded_v } = registered({
        v: mux(io.excluded, lit(0, bits(32)), select(io.operation, [plain, u_exp.power, reciprocal])),
        excluded_v: io.excluded,
      });

      const { e } = delay({ e: operand_e }, VALUE_LATENCY);
      u_scale.a.set(v);
      u_scale.b.set(mux(io.squares, v, e));
      const late = delay({ v_late: v, excluded_late: excluded_v }, MULTIPLY_LATENCY);
      const unscaled = io.squares.or(io.e_source.eq(E_SOURCE.none));
      const { scaled, kept, left } = registered({
        scaled: mux(late.excluded_late, lit(0, bits(32)), mux(unscaled, late.v_late, u_scale.product)),
        kept: mux(io.squares, u_scale.product, late.v_late),
        left: late.excluded_late,
      });
      io.result.set(scaled);
      io.reduced.set(kept);
      io.left_out.set(left);
    },
  );
