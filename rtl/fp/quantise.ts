import { bits, bool, cat, lit, module, mux, registered, sint, uint } from '@chisel-lite/hdl';
import { fields, shiftRightSticky } from './float32.ts';

/** Cycles from the operand to the integer, or to the half. */
export const FLOAT_TO_INT_LATENCY = 4;
export const FLOAT_TO_HALF_LATENCY = 4;

/** What a key of 16 bits is limited to: its high byte then stays within 127 and its low byte within −128 … 127. */
export const KEY_LIMIT = 32_639;
/** What a value, or a key of 8 bits, is limited to. */
export const BYTE_LIMIT = 127;

/** Integer bits that are kept of a magnitude: 2^16 and more is limited. */
const INTEGER_BITS = 16;
/** Bits below them, behind the point, of a significand that lies where 2^15 is its leading one. */
const POINT = 24 - INTEGER_BITS;

/**
 * value = RNE(x), limited to ±32,639, or to ±127 where `narrow` is set; a new x every cycle. An infinity is limited, a
 * NaN gives 0. These are the q of keys and values (docs/numerics.md).
 */
export const FloatToInt = () =>
  module('fp32_to_int16', { in: { x: bits(32), narrow: bool() }, out: { value: sint(16) } }, ({ x, narrow, value }) => {
    // 1: the fields; places to the right of 2^15.
    const f = fields(x);
    const s1 = registered({
      negative_1: f.sign,
      narrow_1: narrow,
      significand_1: f.significand,
      distance_1: lit(127 + INTEGER_BITS - 1, uint(8)).sub(f.exponent),
      above_1: f.exponent.ge(127 + INTEGER_BITS),
      nan_1: f.isNan,
    });

    // 2: the point behind bit POINT; what falls out stays in the lowest bit. From 32 places on nothing is left that
    // rounds up.
    const none = s1.distance_1.slice(5, 3).orR().or(s1.nan_1);
    const s2 = registered({
      negative_2: s1.negative_1,
      narrow_2: s1.narrow_1,
      aligned_2: mux(none, lit(0, uint(24)), shiftRightSticky(s1.significand_1, s1.distance_1.slice(0, 5)).fit(24)),
      above_2: s1.above_1.and(s1.nan_1.not()),
    });

    // 3: round to nearest even.
    const kept = s2.aligned_2.slice(POINT, INTEGER_BITS);
    const up = s2.aligned_2.bit(POINT - 1).and(
      s2.aligned_2
        .slice(0, POINT - 1)
        .orR()
        .or(kept.bit(0)),
    );
    const s3 = registered({
      negative_3: s2.negative_2,
      limit_3: mux(s2.narrow_2, lit(BYTE_LIMIT, uint(INTEGER_BITS + 1)), lit(KEY_LIMIT, uint(INTEGER_BITS + 1))),
      magnitude_3: kept.addGrow(up).fit(INTEGER_BITS + 1),
      above_3: s2.above_2,
    });

    // 4: limit, and sign.
    const limited = mux(s3.above_3.or(s3.magnitude_3.gt(s3.limit_3)), s3.limit_3, s3.magnitude_3)
      .trunc(16)
      .asSInt();
    const { value_4 } = registered({ value_4: mux(s3.negative_3, limited.neg(), limited) });
    value.set(value_4);
  });

/**
 * half = x in FP16, rounded to nearest even, a new x every cycle: subnormal halves are exact, an overflow is ∞, a NaN
 * is 7E00.
 */
export const FloatToHalf = () =>
  module('fp32_to_fp16', { in: { x: bits(32) }, out: { half: bits(16) } }, ({ x, half }) => {
    // 1: the fields. Below 2^-14 the significand goes to the right, one place for each power of two.
    const f = fields(x);
    const isNormal = f.exponent.ge(127 - 14);
    const s1 = registered({
      sign_1: f.sign,
      significand_1: f.significand,
      distance_1: mux(isNormal, lit(0, uint(8)), lit(127 - 14, uint(8)).sub(f.exponent)),
      // Of a normal half, less one: the hidden one adds it.
      exponent_1: mux(isNormal, f.exponent.sub(127 - 14), lit(0, uint(8))).slice(0, 5),
      infinite_1: f.exponent.ge(127 + 16),
      nan_1: f.isNan,
    });

    // 2: from 16 places on nothing is left that rounds up.
    const none = s1.distance_1.slice(4, 4).orR();
    const s2 = registered({
      sign_2: s1.sign_1,
      aligned_2: mux(none, lit(0, uint(24)), shiftRightSticky(s1.significand_1, s1.distance_1.slice(0, 4)).fit(24)),
      exponent_2: s1.exponent_1,
      infinite_2: s1.infinite_1,
      nan_2: s1.nan_1,
    });

    // 3: round to nearest even; a carry, or a hidden one, goes into the exponent.
    const kept = s2.aligned_2.slice(13, 11);
    const up = s2.aligned_2.bit(12).and(s2.aligned_2.slice(0, 12).orR().or(kept.bit(0)));
    const magnitude = cat(s2.exponent_2, lit(0, bits(10)))
      .extend(16)
      .add(kept.addGrow(up).extend(16));
    const s3 = registered({
      sign_3: s2.sign_2,
      magnitude_3: magnitude.trunc(15),
      infinite_3: s2.infinite_2,
      nan_3: s2.nan_2,
    });

    // 4: pack.
    const infinite = s3.infinite_3.or(s3.magnitude_3.ge(0x7c00));
    const { half_4 } = registered({
      half_4: mux(
        s3.nan_3,
        lit(0x7e00, bits(16)),
        cat(s3.sign_3, mux(infinite, lit(0x7c00, uint(15)), s3.magnitude_3)).fit(16),
      ),
    });
    half.set(half_4);
  });
