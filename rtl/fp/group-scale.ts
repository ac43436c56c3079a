import { bits, bool, cat, lit, module, mux, registered, select, sint, uint } from '@chisel-lite/hdl';
import { SUM_BITS } from '../parameters.ts';
import { choose } from './float32.ts';

/** Cycles from the operands to the scaled sum. */
export const GROUP_SCALE_LATENCY = 7;

/** The sum's magnitude is multiplied in two parts, so that each fits a DSP (27 × 18, signed). */
const LOW_BITS = 26;
const MAGNITUDE_BITS = SUM_BITS - 1;
const PRODUCT_BITS = MAGNITUDE_BITS + 11;
/** The leading one is found by parts of so many bits: which part has it, and where it is in each. */
const PART_BITS = 8;
const PARTS = Math.ceil(PRODUCT_BITS / PART_BITS);

/**
 * t = fl(S · s · 2^e), rounded once (design §5): the exact integer sum S of a group, times its FP16 scale, times the
 * exponent of its block of activations. S = 0 gives +0; a non-finite scale, or `nan`, gives NaN.
 *
 * The block exponent comes biased, as the exponent field E of the largest activation, so e = E − 125 − M for mantissas
 * of M bits.
 */
export const GroupScale = (mantissa: number) =>
  module(
    `group_scale_m${mantissa}`,
    {
      in: { sum: sint(SUM_BITS), scale: bits(16), exponent: uint(8), nan: bool() },
      out: { t: bits(32) },
    },
    ({ sum, scale, exponent, nan, t }) => {
      // 1: magnitudes. A subnormal FP16 has no hidden one, and the exponent of the smallest normal.
      const scaleExponent = scale.slice(10, 5);
      const isNormal = scaleExponent.ne(0);
      const s1 = registered({
        sign_1: sum
          .bit(SUM_BITS - 1)
          .xor(scale.bit(15))
          .and(sum.ne(0)),
        magnitude_1: sum.abs().asUInt().slice(0, MAGNITUDE_BITS),
        significand_1: cat(isNormal, scale.slice(0, 10)).fit(11),
        exponent_1: mux(isNormal, scaleExponent, lit(1, uint(5)))
          .extend(9)
          .add(exponent.extend(9)),
        nan_1: nan.or(scaleExponent.eq(31)),
      });

      // 2, 3: 39 × 11 bits.
      const s2 = registered({
        sign_2: s1.sign_1,
        low_2: s1.magnitude_1.slice(0, LOW_BITS).mul(s1.significand_1),
        high_2: s1.magnitude_1.slice(LOW_BITS, MAGNITUDE_BITS - LOW_BITS).mul(s1.significand_1),
        exponent_2: s1.exponent_1,
        nan_2: s1.nan_1,
      });
      const s3 = registered({
        sign_3: s2.sign_2,
        product_3: s2.high_2.shlGrow(LOW_BITS).fit(PRODUCT_BITS).add(s2.low_2.extend(PRODUCT_BITS)),
        exponent_3: s2.exponent_2,
        nan_3: s2.nan_2,
      });

      // 4: where the leading one is: how many parts in front of it are zero, and how many bits of each part.
      const whole = s3.product_3.shlGrow(PARTS * PART_BITS - PRODUCT_BITS);
      const parts = Array.from({ length: PARTS }, (_, part) => whole.slice((PARTS - 1 - part) * PART_BITS, PART_BITS));
      const s4 = registered({
        sign_4: s3.sign_3,
        product_4: s3.product_3,
        part_4: parts
          .slice(0, -1)
          .reduceRight((after, bits_, part) => mux(bits_.eq(0), after, lit(part, uint(3))), lit(PARTS - 1, uint(3))),
        zeros_4: cat(...parts.map((bits_) => bits_.clz().slice(0, 3)).reverse()).fit(3 * PARTS),
        exponent_4: s3.exponent_3,
        nan_4: s3.nan_3,
      });

      // 5: normalise. The exponent field of the result, before rounding: a leading one at bit p means 2^p.
      const bias = PRODUCT_BITS - 1 - 23 - mantissa;
      const zeros = select(
        s4.part_4,
        parts.map((_, part) => s4.zeros_4.slice(3 * part, 3)),
      );
      const places = cat(s4.part_4, zeros).fit(6);
      const s5 = registered({
        sign_5: s4.sign_4,
        normal_5: s4.product_4.shl(cat(s4.part_4, lit(0, uint(3))).fit(6)).shl(zeros),
        exponent_5: s4.exponent_4.extend(11).asSInt().add(bias).sub(places.extend(11).asSInt()),
        nan_5: s4.nan_4,
      });

      // 6: round to nearest even.
      const kept = s5.normal_5.slice(PRODUCT_BITS - 24, 24);
      const guard = s5.normal_5.bit(PRODUCT_BITS - 25);
      const sticky = s5.normal_5.slice(0, PRODUCT_BITS - 25).orR();
      const up = guard.and(sticky.or(kept.bit(0)));
      // Just below the smallest normal, 24 leading ones round up to it, as a subnormal of 23 bits would.
      const justBelow = s5.exponent_5.eq(0).and(kept.andR());
      // The exponent above the fraction: a carry out of one goes into the other.
      const rounded = cat(s5.exponent_5.asUInt(), kept.slice(0, 23)).fit(34).add(up.or(justBelow).extend(34));
      const s6 = registered({
        sign_6: s5.sign_5,
        exponent_6: rounded.slice(23, 11).asSInt(),
        fraction_6: rounded.slice(0, 23),
        zero_6: s5.normal_5
          .bit(PRODUCT_BITS - 1)
          .not()
          .or(s5.exponent_5.le(0).and(justBelow.not())),
        nan_6: s5.nan_5,
      });

      // 7: pack.
      const { t_7 } = registered({
        t_7: choose(
          {
            nan: s6.nan_6,
            infinite: s6.exponent_6.ge(255).and(s6.zero_6.not()),
            zero: s6.zero_6,
            sign: s6.sign_6,
          },
          cat(s6.sign_6, s6.exponent_6.asUInt().slice(0, 8), s6.fraction_6).fit(32),
        ),
      });
      t.set(t_7);
    },
  );
