import { bits, bool, delay, module, registered, regs, sint, vec, when } from '@chisel-lite/hdl';
import { LANES_K, OUTPUTS, SUM_BITS, WEIGHT_BITS } from '@macromac/rtl/parameters.ts';

/**
 * What `fused_dot` computes, with the same ports and in the same cycles, as one writes it for no vendor in particular: 32 multipliers, an adder tree
 * over the 4 k of a strip, and an accumulator. The hardware's, which adds along a column, is held to it.
 */
export const PlainFusedDot = (mantissa: number) =>
  module(
    `plain_fused_dot_m${mantissa}`,
    {
      in: {
        valid: bool(),
        first: bool(),
        weights: vec(LANES_K * OUTPUTS, sint(WEIGHT_BITS)),
        mantissas: bits(LANES_K * mantissa),
      },
      out: { sums: vec(OUTPUTS, sint(SUM_BITS)) },
    },
    ({ valid, first, weights, mantissas, sums }) => {
      const PRODUCT = mantissa + WEIGHT_BITS;
      const { valid_5, first_5 } = delay({ valid_5: valid, first_5: first }, 5, { init: { valid_5: 0, first_5: 0 } });

      // 1: the multipliers' input registers; 2, 3: their own pipeline.
      const { w_1, m_1 } = registered({ w_1: weights, m_1: mantissas });
      const { product_2, product_3 } = regs({
        product_2: vec(LANES_K * OUTPUTS, sint(PRODUCT)),
        product_3: vec(LANES_K * OUTPUTS, sint(PRODUCT)),
      });
      for (let lane = 0; lane < LANES_K * OUTPUTS; lane++) {
        const m = m_1.part(Math.floor(lane / OUTPUTS), mantissa).asSInt();
        product_2.at(lane).set(m.mul(w_1.at(lane)));
      }
      product_3.set(product_2);

      // 4, 5: the tree; 6: the accumulator.
      const { pair_4, strip_5, sum_6 } = regs({
        pair_4: vec(2 * OUTPUTS, sint(PRODUCT + 1)),
        strip_5: vec(OUTPUTS, sint(PRODUCT + 2)),
        sum_6: vec(OUTPUTS, sint(SUM_BITS)),
      });
      for (let j = 0; j < OUTPUTS; j++) {
        const product = (r: number) => product_3.at(OUTPUTS * r + j);
        pair_4.at(j).set(product(0).addGrow(product(1)));
        pair_4.at(OUTPUTS + j).set(product(2).addGrow(product(3)));
        strip_5.at(j).set(pair_4.at(j).addGrow(pair_4.at(OUTPUTS + j)));
      }
      when(valid_5, () => {
        for (let j = 0; j < OUTPUTS; j++) {
          const strip = strip_5.at(j).extend(SUM_BITS);
          when(first_5, () => sum_6.at(j).set(strip)).otherwise(() => sum_6.at(j).set(sum_6.at(j).add(strip)));
        }
      });
      sums.set(sum_6);
    },
  );
