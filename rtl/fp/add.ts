import { bits, cat, module, mux, registered, type UInt } from '@chisel-lite/hdl';
import { choose, fields, shiftRightSticky } from './float32.ts';

/** Cycles from the operands to the sum. */
export const ADD_LATENCY = 6;

/** sum = fl(a + b), FP32, a new pair every cycle. `x + (−x)` is +0; a sum below 2^-126 becomes zero of its sign. */
export const Fp32Add = () =>
  module('fp32_add', { in: { a: bits(32), b: bits(32) }, out: { sum: bits(32) } }, ({ a, b, sum }) => {
    // 1: the operand of larger magnitude becomes `big`.
    const fa = fields(a);
    const fb = fields(b);
    const swap = a.slice(0, 31).lt(b.slice(0, 31));
    const s1 = registered({
      sign_1: mux(swap, fb.sign, fa.sign),
      subtract_1: fa.sign.xor(fb.sign),
      exponent_1: mux(swap, fb.exponent, fa.exponent),
      distance_1: mux(swap, fb.exponent.sub(fa.exponent), fa.exponent.sub(fb.exponent)),
      big_1: mux(swap, fb.significand, fa.significand),
      small_1: mux(swap, fa.significand, fb.significand),
      nan_1: fa.isNan.or(fb.isNan).or(fa.isInfinite.and(fb.isInfinite).and(fa.sign.xor(fb.sign))),
      infinite_1: fa.isInfinite.or(fb.isInfinite),
      // The sign of a sum of zeros: −0 only if both are.
      negative_zero_1: fa.sign.and(fb.sign),
    });

    // 2: align; three bits below the significand (guard, round, sticky) are enough.
    const far = s1.distance_1.slice(5, 3).orR();
    const aligned = shiftRightSticky(s1.small_1.shlGrow(3), s1.distance_1.slice(0, 5)).fit(27);
    const onlySticky = s1.small_1.orR().extend(27);
    const s2 = registered({
      sign_2: s1.sign_1,
      subtract_2: s1.subtract_1,
      exponent_2: s1.exponent_1,
      big_2: s1.big_1,
      small_2: mux(far, onlySticky, aligned),
      nan_2: s1.nan_1,
      infinite_2: s1.infinite_1,
      negative_zero_2: s1.negative_zero_1,
    });

    // 3: add or subtract; never negative, since big ≥ small.
    const big = s2.big_2.shlGrow(3).extend(28).fit(28);
    const small = s2.small_2.extend(28);
    const s3 = registered({
      sign_3: s2.sign_2,
      exponent_3: s2.exponent_2,
      total_3: mux(s2.subtract_2, big.sub(small), big.add(small)),
      nan_3: s2.nan_2,
      infinite_3: s2.infinite_2,
      negative_zero_3: s2.negative_zero_2,
    });

    // 4: where the leading one is.
    const s4 = registered({
      sign_4: s3.sign_3,
      exponent_4: s3.exponent_3,
      total_4: s3.total_3,
      zeros_4: s3.total_3.clz(),
      nan_4: s3.nan_3,
      infinite_4: s3.infinite_3,
      negative_zero_4: s3.negative_zero_3,
    });

    // 5: normalise: the leading one to bit 27.
    const s5 = registered({
      sign_5: mux(s4.total_4.eq(0), s4.negative_zero_4, s4.sign_4),
      exponent_5: s4.exponent_4.extend(10).add(1).sub(s4.zeros_4.extend(10)).asSInt(),
      normal_5: s4.total_4.shl(s4.zeros_4),
      nan_5: s4.nan_4,
      infinite_5: s4.infinite_4,
    });

    // 6: round to nearest even, and pack.
    const kept: UInt<24> = s5.normal_5.slice(4, 24);
    const up = s5.normal_5.bit(3).and(s5.normal_5.slice(0, 3).orR().or(kept.bit(0)));
    // The exponent above the fraction: a carry out of one goes into the other.
    const rounded = cat(s5.exponent_5.asUInt().slice(0, 8), kept.slice(0, 23)).fit(31).add(up.extend(31));
    // Too large or too small is judged before rounding, which changes neither: 255 and a fraction of 0 are infinity by
    // themselves, and a sum below the smallest normal is exact.
    const overflow = s5.exponent_5.ge(255);
    const { sum_6 } = registered({
      sum_6: choose(
        {
          nan: s5.nan_5,
          infinite: s5.infinite_5.or(overflow),
          zero: s5.normal_5.bit(27).not().or(s5.exponent_5.le(0)),
          sign: s5.sign_5,
        },
        cat(s5.sign_5, rounded.slice(0, 31)).fit(32),
      ),
    });
    sum.set(sum_6);
  });
