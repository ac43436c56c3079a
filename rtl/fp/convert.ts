import { bits, cat, lit, module, mux, named, registered, sint, uint } from '@chisel-lite/hdl';
import { WEIGHT_BITS } from '../parameters.ts';
import { choose } from './float32.ts';

/** Cycles from the operand to the float. */
export const HALF_TO_FLOAT_LATENCY = 2;
export const INT_TO_FLOAT_LATENCY = 4;

/** FP16 → FP32, exact, subnormals included; any NaN becomes the one NaN. */
export const HalfToFloat = () =>
  module('fp16_to_fp32', { in: { half: bits(16) }, out: { result: bits(32) } }, ({ half, result }) => {
    const exponent = half.slice(10, 5);
    const fraction = half.slice(0, 10);
    const subnormal = exponent.eq(0);
    // 1: a subnormal's leading one moves to where the hidden one is.
    const shift = fraction.clz();
    const s1 = registered({
      sign_1: half.bit(15),
      fraction_1: mux(subnormal, fraction.shl(shift).shl(1), fraction),
      exponent_1: mux(subnormal, lit(127 - 15, uint(8)).sub(shift.extend(8)), exponent.extend(8).add(127 - 15)),
      zero_1: subnormal.and(fraction.eq(0)),
      infinite_1: exponent.eq(31).and(fraction.eq(0)),
      nan_1: exponent.eq(31).and(fraction.ne(0)),
    });
    // 2: pack.
    const { packed_2 } = registered({
      packed_2: choose(
        { nan: s1.nan_1, infinite: s1.infinite_1, zero: s1.zero_1, sign: s1.sign_1 },
        cat(s1.sign_1, s1.exponent_1, s1.fraction_1, lit(0, bits(13))).fit(32),
      ),
    });
    result.set(packed_2);
  });

/** Cycles from a weight to its float. */
export const WEIGHT_TO_FLOAT_LATENCY = 1;

/** q − z, an integer of 8 bits, → FP32: exact, with 8 significant bits at most. */
export const WeightToFloat = () =>
  module('weight_to_fp32', { in: { weight: sint(WEIGHT_BITS) }, out: { result: bits(32) } }, ({ weight, result }) => {
    const { magnitude } = named({ magnitude: weight.abs().asUInt() });
    const zeros = magnitude.clz();
    const { result_1 } = registered({
      result_1: mux(
        magnitude.eq(0),
        lit(0, bits(32)),
        cat(
          weight.bit(WEIGHT_BITS - 1),
          lit(127 + WEIGHT_BITS - 1, uint(8)).sub(zeros.extend(8)),
          magnitude.shl(zeros).slice(0, WEIGHT_BITS - 1),
          lit(0, bits(24 - WEIGHT_BITS)),
        ).fit(32),
      ),
    });
    result.set(result_1);
  });

/** Signed 32-bit integer → FP32, rounded to nearest even. */
export const IntToFloat = () =>
  module('int32_to_fp32', { in: { value: sint(32) }, out: { result: bits(32) } }, ({ value, result }) => {
    const s1 = registered({ sign_1: value.bit(31), magnitude_1: value.abs().asUInt() });
    const s2 = registered({ sign_2: s1.sign_1, magnitude_2: s1.magnitude_1, zeros_2: s1.magnitude_1.clz() });
    const s3 = registered({
      sign_3: s2.sign_2,
      normal_3: s2.magnitude_2.shl(s2.zeros_2),
      exponent_3: lit(127 + 31, uint(8)).sub(s2.zeros_2.extend(8)),
    });
    const kept = s3.normal_3.slice(8, 24);
    const up = s3.normal_3.bit(7).and(s3.normal_3.slice(0, 7).orR().or(kept.bit(0)));
    const rounded = kept.addGrow(up).fit(25);
    const { packed_4 } = registered({
      packed_4: mux(
        s3.normal_3.bit(31),
        cat(s3.sign_3, s3.exponent_3.add(rounded.bit(24).extend(8)), rounded.slice(0, 23)).fit(32),
        lit(0, bits(32)),
      ),
    });
    result.set(packed_4);
  });
