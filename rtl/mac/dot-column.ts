import {
  attributes,
  bits,
  bool,
  delay,
  module,
  mux,
  registered,
  regs,
  type SInt,
  scope,
  sint,
  type UInt,
  when,
  withAlternative,
} from '@chisel-lite/hdl';
import { LANES_K, SUM_BITS, WEIGHT_BITS } from '../parameters.ts';
import { multiplyAdd } from './dsp48e2.ts';

/** Registers before the multiplier: lane 1 has its cycle of delay in the DSP, the later ones the last of theirs. */
const inputRegisters = (lane: number): 1 | 2 => (lane === 0 ? 1 : 2);

/**
 * One output's dot product: four multipliers in a column, each adding its product to the sum from below, the last one accumulating.
 * Lane r takes part r cycles after lane 0; of these cycles the column itself has one for every lane but the first, so that lanes 0 and 1 come
 * together, lane 2 a cycle later and lane 3 two. `enable` and `accumulate` are those of the sum, five cycles after lane 0.
 *
 * For Xilinx the column is four DSP48E2 joined by their cascade; elsewhere, and where MACROMAC_GENERIC is defined, registers and operators, which
 * hold the same values in the same cycles.
 */
export const DotColumn = (mantissa: number) =>
  withAlternative(
    module(
      `dot_column_m${mantissa}`,
      {
        in: {
          mantissas: bits(LANES_K * mantissa),
          weights: bits(LANES_K * WEIGHT_BITS),
          enable: bool(),
          accumulate: bool(),
        },
        out: { sum: sint(SUM_BITS) },
      },
      ({ mantissas, weights, enable, accumulate, sum }) => {
        const m = lanesOf(mantissas, mantissa);
        const w = lanesOf(weights, WEIGHT_BITS);
        const product = (lane: number): SInt<number> =>
          scope(`k${lane}`, () => {
            const { a, b } = delay({ a: m[lane], b: w[lane] }, inputRegisters(lane));
            const { product } = registered({ product: a.mul(b) });
            attributes(product, { use_dsp: 'yes' });
            return product;
          });
        let { p_0: below }: { p_0: SInt<number> } = registered({ p_0: product(0) });
        for (let lane = 1; lane < LANES_K - 1; lane++) {
          below = registered({ [`p_${lane}`]: product(lane).addGrow(below) })[`p_${lane}`];
        }
        const strip = product(LANES_K - 1)
          .addGrow(below)
          .extend(SUM_BITS);
        const { total } = regs({ total: sint(SUM_BITS) });
        when(enable, () => total.set(strip.add(mux(accumulate, total, 0))));
        sum.set(total);
      },
    ),
    { defined: 'SYNTHESIS', notDefined: 'MACROMAC_GENERIC' },
    ({ mantissas, weights, enable, accumulate, sum }) => {
      const m = lanesOf(mantissas, mantissa);
      const w = lanesOf(weights, WEIGHT_BITS);
      let below: UInt<number> | undefined;
      for (let lane = 0; lane < LANES_K; lane++) {
        const last = lane === LANES_K - 1;
        const { p, pcout } = multiplyAdd(`u_k${lane}`, {
          a: m[lane],
          b: w[lane],
          inputRegisters: inputRegisters(lane),
          below,
          ...(last && { enable, accumulate }),
        });
        below = pcout;
        if (last) {
          sum.set(p.slice(0, SUM_BITS).asSInt());
        }
      }
    },
  );

const lanesOf = (all: UInt<number>, width: number): SInt<number>[] =>
  Array.from({ length: LANES_K }, (_, lane) => all.slice(lane * width, width).asSInt());
