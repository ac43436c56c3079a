import {
  bits,
  bool,
  cat,
  delay,
  insts,
  module,
  mux,
  named,
  registered,
  regs,
  scope,
  sint,
  vec,
  when,
} from '@chisel-lite/hdl';
import { ADD_LATENCY, Fp32Add } from '../fp/add.ts';
import { HalfToFloat, WEIGHT_TO_FLOAT_LATENCY, WeightToFloat } from '../fp/convert.ts';
import { Fp32Multiply, MULTIPLY_LATENCY } from '../fp/multiply.ts';
import { LANES_K, OUTPUTS, STRIP, WEIGHT_BITS } from '../parameters.ts';
import { PairwiseSum } from './pairwise-sum.ts';

/** Significant bits of an FP16 scale. */
const SCALE_BITS = 11;

/**
 * Σ fl(fl(x·s)·(q − z)) over a group, FP32 throughout, for 8 outputs and one token: the 4 × 8 PEs of Figure 4(d), the
 * adder tree over the 4 k of a strip, and the sliding accumulation over the strips. `scales` are the group's FP16
 * scales from a cycle before its first weights on; `values` come together with `weights`. INT8 strips (2 k each) are
 * joined in pairs.
 */
export const FloatDot = () =>
  module(
    'float_dot',
    {
      in: {
        valid: bool(),
        int8: bool(),
        upper: bool(),
        weights: vec(LANES_K * OUTPUTS, sint(WEIGHT_BITS)),
        scales: bits(STRIP),
        values: bits(32 * LANES_K),
      },
      out: { done: bool(), sums: bits(32 * OUTPUTS) },
    },
    ({ valid, int8, upper, weights, scales, values, done, sums }) => {
      const { x_1 } = registered({ x_1: values });
      const { late_weights } = delay({ late_weights: weights }, 1 + MULTIPLY_LATENCY - WEIGHT_TO_FLOAT_LATENCY);
      const PRODUCTS = 1 + 2 * MULTIPLY_LATENCY;
      const { products_valid } = delay({ products_valid: valid }, PRODUCTS, { init: { products_valid: 0 } });
      const { products_int8, products_upper } = delay({ products_int8: int8, products_upper: upper }, PRODUCTS);

      const scaleOf = Array.from({ length: OUTPUTS }, (_, j) =>
        scope(`o${j}`, () => {
          const { u_scale } = insts({ u_scale: HalfToFloat() });
          u_scale.half.set(scales.slice(16 * j, 16));
          return u_scale.result;
        }),
      );
      const product = (r: number, j: number) =>
        scope(`k${r}o${j}`, () => {
          const { u_scaled, u_weight, u_product } = insts({
            u_scaled: Fp32Multiply(SCALE_BITS),
            u_weight: WeightToFloat(),
            u_product: Fp32Multiply(WEIGHT_BITS),
          });
          u_scaled.a.set(x_1.slice(32 * r, 32));
          u_scaled.b.set(scaleOf[j]);
          u_weight.weight.set(late_weights.at(OUTPUTS * r + j));
          u_product.a.set(u_scaled.product);
          u_product.b.set(u_weight.result);
          return u_product.product;
        });

      // An even INT8 strip has the products of k = 0, 1; they wait for those of k = 2, 3 in the odd one.
      const { even } = regs({ even: bits(2 * 32 * OUTPUTS) });
      const wait = products_valid.and(products_int8).and(products_upper.not());
      const strips = Array.from({ length: OUTPUTS }, (_, j) => {
        const p = Array.from({ length: LANES_K }, (_, r) => product(r, j));
        const place = (r: number) => 32 * (2 * j + r);
        when(wait, () => {
          for (let r = 0; r < 2; r++) {
            even.slice(place(r), 32).set(p[r]);
          }
        });
        return scope(`o${j}`, () => {
          const { u_low, u_high, u_strip } = insts({ u_low: Fp32Add(), u_high: Fp32Add(), u_strip: Fp32Add() });
          u_low.a.set(mux(products_int8, even.slice(place(0), 32), p[0]));
          u_low.b.set(mux(products_int8, even.slice(place(1), 32), p[1]));
          u_high.a.set(p[2]);
          u_high.b.set(p[3]);
          u_strip.a.set(u_low.sum);
          u_strip.b.set(u_high.sum);
          return u_strip.sum;
        });
      });
      const { strip_valid } = delay(
        { strip_valid: products_valid.and(products_int8.not().or(products_upper)) },
        2 * ADD_LATENCY,
        { init: { strip_valid: 0 } },
      );

      const { u_sum } = insts({ u_sum: PairwiseSum(OUTPUTS) });
      u_sum.valid.set(strip_valid);
      const { strip_sums } = named({ strip_sums: cat(...strips.reverse()).fit(32 * OUTPUTS) });
      u_sum.strips.set(strip_sums);
      done.set(u_sum.done);
      sums.set(u_sum.sums);
    },
  );
