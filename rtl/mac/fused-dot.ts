import { bits, bool, cat, delay, inst, module, pack, sint, type UInt, vec } from '@chisel-lite/hdl';
import { LANES_K, OUTPUTS, SUM_BITS, WEIGHT_BITS } from '../parameters.ts';
import { DotColumn } from './dot-column.ts';

/** Cycles from the weights to the end of the accumulation. */
export const FUSED_DOT_LATENCY = 6;

/**
 * S = Σ (q − z)·m over a group, exactly, for 8 outputs and one token: 8 columns of 4 multipliers (one for each k of a strip), which add and
 * accumulate as well. `first` restarts the sums, `valid` says that the weights are those of a strip.
 */
export const FusedDot = (mantissa: number) =>
  module(
    `fused_dot_m${mantissa}`,
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
      const ENTRY = FUSED_DOT_LATENCY - 1;
      const { valid_5 } = delay({ valid_5: valid }, ENTRY, { init: { valid_5: 0 } });
      const { accumulate_5 } = delay({ accumulate_5: first.not() }, ENTRY);

      // Lanes 2 and 3 enter the columns one and two cycles late.
      const lanes = Array.from({ length: LANES_K }, (_, r) => {
        const lane = {
          [`m_k${r}`]: mantissas.slice(r * mantissa, mantissa),
          [`w_k${r}`]: pack(weights).slice(r * OUTPUTS * WEIGHT_BITS, OUTPUTS * WEIGHT_BITS),
        };
        const { [`m_k${r}`]: m, [`w_k${r}`]: w } = r > 1 ? delay(lane, r - 1) : lane;
        return { m, w };
      });
      for (let j = 0; j < OUTPUTS; j++) {
        const u = inst(`u_o${j}`, DotColumn(mantissa));
        u.mantissas.set(joined(lanes.map(({ m }) => m)).fit(LANES_K * mantissa));
        u.weights.set(joined(lanes.map(({ w }) => w.slice(j * WEIGHT_BITS, WEIGHT_BITS))).fit(LANES_K * WEIGHT_BITS));
        u.enable.set(valid_5);
        u.accumulate.set(accumulate_5);
        sums.at(j).set(u.sum);
      }
    },
  );

/** Lane 0 in the lowest bits. */
const joined = (lanes: readonly UInt<number>[]): UInt<number> => cat(...lanes.toReversed());
