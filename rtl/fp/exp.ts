import { bits, cat, delay, lit, memories, memory, module, mux, named, registered, uint } from '@chisel-lite/hdl';
import { choose, fields } from './float32.ts';
import { exponential, LN2, roundedFixed, roundedInverse, times } from './rounding.ts';

/** Cycles from the operand to the power. */
export const EXP_LATENCY = 14;

/** From this exponent field on |x| ≥ 128, and e^x is out of range on either side. */
const OUT_OF_RANGE = 134;
/** Bits behind the point of x / ln 2: 8 that choose a segment, 18 inside it. */
const SEGMENT_BITS = 8;
const OFFSET_BITS = 18;
const POINT = SEGMENT_BITS + OFFSET_BITS;
/** Bits of the coefficients: c0 · 2^-27 lies in [1, 2), c1 · 2^-22 below 1.4, c2 · 2^-10 below ½. */
const C0_BITS = 28;
const C1_BITS = 23;
const C2_BITS = 9;
/** c1 and its correction, signed. */
const SLOPE_BITS = C1_BITS + 2;
/** Bits of P = significand · RNE(2^33 / ln 2); the constant goes into two DSPs by halves. */
const HALF_BITS = 17;
const P_BITS = 24 + 2 * HALF_BITS;
/** A shift that brings the largest magnitude, of the exponent field 133, to `POINT`. */
const LEAST_SHIFT = 24;
const T_BITS = P_BITS - LEAST_SHIFT;

/** RNE(2^33 / ln 2). */
const INVERSE_LN2 = roundedInverse(LN2, 33);

/** c2, c1, c0 of each segment, c0 in the lowest bits: Taylor's coefficients of 2^f about the middle of the segment. */
const COEFFICIENTS = Array.from({ length: 2 ** SEGMENT_BITS }, (_, i) => {
  const value = exponential((LN2 * BigInt(2 * i + 1)) >> 9n);
  const slope = times(value, LN2);
  const curve = times(slope, LN2) >> 1n;
  return (
    roundedFixed(value, 27) |
    (roundedFixed(slope, 22) << BigInt(C0_BITS)) |
    (roundedFixed(curve, 10) << BigInt(C0_BITS + C1_BITS))
  );
});

/**
 * power = EXP(x) (docs/numerics.md), a new x every cycle. |x| / ln 2 to 26 places, negated where x is; 2^fraction from
 * 256 segments, a parabola each.
 */
export const Fp32Exp = () =>
  module('fp32_exp', { in: { x: bits(32) }, out: { power: bits(32) } }, ({ x, power }) => {
    const { coefficients } = memories({
      coefficients: memory(bits(C0_BITS + C1_BITS + C2_BITS), COEFFICIENTS.length, {
        style: 'block',
        init: COEFFICIENTS,
      }),
    });

    // 1: the fields. A zero has a significand of 0, which gives 1.
    const f = fields(x);
    const outOfRange = f.exponent.ge(OUT_OF_RANGE);
    const special = delay(
      { nan: f.isNan, infinite: outOfRange.and(f.sign.not()), zero: outOfRange.and(f.sign) },
      EXP_LATENCY - 1,
    );
    const s1 = registered({
      significand_1: f.significand,
      shift_1: lit(OUT_OF_RANGE - 1, uint(8)).sub(f.exponent),
      negative_1: f.sign,
    });

    // 2, 3: P, by halves of the constant.
    const half = (low: number) => lit((INVERSE_LN2 >> BigInt(low)) & ((1n << BigInt(HALF_BITS)) - 1n), uint(HALF_BITS));
    const s2 = registered({
      low_2: s1.significand_1.mul(half(0)),
      high_2: s1.significand_1.mul(half(HALF_BITS)),
      shift_2: s1.shift_1,
      negative_2: s1.negative_1,
    });
    const product = s2.high_2.shlGrow(HALF_BITS).fit(P_BITS).add(s2.low_2.extend(P_BITS));
    const s3 = registered({
      product_3: product.slice(LEAST_SHIFT, T_BITS),
      shift_3: s2.shift_2,
      negative_3: s2.negative_2,
    });

    // 4: the magnitude of T, truncated.
    const far = s3.shift_3.slice(6, 2).orR();
    const near = s3.product_3.shr(s3.shift_3.slice(0, 6));
    const s4 = registered({
      magnitude_4: mux(far, lit(0, uint(T_BITS)), near),
      negative_4: s3.negative_3,
    });

    // 5: T.
    const magnitude = s4.magnitude_4.extend(T_BITS + 1);
    const { t_5 } = registered({ t_5: mux(s4.negative_4, magnitude.asSInt().neg().asUInt(), magnitude) });
    const exponent = delay({ exponent: t_5.slice(POINT, T_BITS + 1 - POINT).asSInt() }, 7).exponent;

    // 6, 7: the coefficients, out of the memory and its output register.
    const offset = cat(t_5.bit(OFFSET_BITS - 1).not(), t_5.slice(0, OFFSET_BITS - 1))
      .fit(OFFSET_BITS)
      .asSInt();
    const s6 = registered({ word_6: coefficients.read(t_5.slice(OFFSET_BITS, SEGMENT_BITS)), offset_6: offset });
    const s7 = registered({ word_7: s6.word_6, offset_7: s6.offset_6 });

    // 8, 9: t = c1 + ⌊c2 · d / 2^14⌋.
    const c2 = s7.word_7
      .slice(C0_BITS + C1_BITS, C2_BITS)
      .extend(C2_BITS + 1)
      .asSInt();
    const s8 = registered({
      bend_8: c2.mul(s7.offset_7),
      c1_8: s7.word_7.slice(C0_BITS, C1_BITS).extend(SLOPE_BITS).asSInt(),
      c0_8: s7.word_7.slice(0, C0_BITS),
      offset_8: s7.offset_7,
    });
    const s9 = registered({
      slope_9: s8.c1_8.add(s8.bend_8.shr(14).resize(SLOPE_BITS)),
      c0_9: s8.c0_8,
      offset_9: s8.offset_8,
    });

    // 10, 11: y = c0 + ⌊t · d / 2^21⌋, before it is limited: below 0 never, nor 2^29 and more.
    const s10 = registered({ rise_10: s9.slope_9.mul(s9.offset_9), c0_10: s9.c0_9 });
    const c0 = s10.c0_10.extend(C0_BITS + 1);
    const { y_11 } = registered({
      y_11: c0.add(
        s10.rise_10
          .shr(21)
          .resize(C0_BITS + 1)
          .asUInt(),
      ),
    });

    // 12: limited to [2^27, 2^28 − 1].
    const above = y_11.bit(C0_BITS);
    const inside = y_11.bit(C0_BITS - 1);
    const least = lit(2 ** (C0_BITS - 1), uint(C0_BITS));
    const { y_12 } = registered({
      y_12: mux(above, lit(2 ** C0_BITS - 1, uint(C0_BITS)), mux(inside, y_11.slice(0, C0_BITS), least)),
    });

    // 13: round to nearest even.
    const kept = y_12.slice(4, 24);
    const up = y_12.bit(3).and(y_12.slice(0, 3).orR().or(kept.bit(0)));
    const { rounded } = named({ rounded: kept.addGrow(up).fit(25) });
    const s13 = registered({
      exponent_13: exponent.resize(11).add(127).add(rounded.bit(24).extend(11).asSInt()),
      fraction_13: rounded.slice(0, 23),
    });

    // 14: pack.
    const { power_14 } = registered({
      power_14: choose(
        {
          nan: special.nan,
          infinite: special.infinite.or(s13.exponent_13.ge(255).and(special.zero.not())),
          zero: special.zero.or(s13.exponent_13.le(0)),
          sign: lit(0, bits(1)),
        },
        cat(lit(0, bits(1)), s13.exponent_13.asUInt().slice(0, 8), s13.fraction_13).fit(32),
      ),
    });
    power.set(power_14);
  });
