import { bits, cat, lit, module, mux, named, registered, uint } from '@chisel-lite/hdl';
import { choose, fields } from './float32.ts';

/** Cycles from the operands to the product. */
export const MULTIPLY_LATENCY = 5;

/**
 * product = fl(a · b), FP32, a new pair every cycle. Where b is known to have few significant bits (a converted FP16
 * scale has 11, a weight 8), `significant` says so, and the product fits one DSP; the lower bits of b's fraction are
 * then ignored.
 */
export const Fp32Multiply = (significant = 24) => {
  const PRODUCT = 24 + significant;
  /** Bits of b's significand that one DSP takes. */
  const LOW = Math.min(significant, 17);
  return module(
    significant === 24 ? 'fp32_multiply' : `fp32_multiply_s${significant}`,
    { in: { a: bits(32), b: bits(32) }, out: { product: bits(32) } },
    ({ a, b, product }) => {
      // 1: the fields.
      const fa = fields(a);
      const fb = fields(b);
      const infinite = fa.isInfinite.or(fb.isInfinite);
      const s1 = registered({
        sign_1: fa.sign.xor(fb.sign),
        a_1: fa.significand,
        b_1: fb.significand.slice(24 - significant, significant),
        exponent_1: fa.exponent.extend(11).add(fb.exponent.extend(11)).asSInt().sub(127),
        zero_1: fa.isZero.or(fb.isZero),
        infinite_1: infinite,
        nan_1: fa.isNan.or(fb.isNan).or(infinite.and(fa.isZero.or(fb.isZero))),
      });

      // 2, 3: the product of the significands, in DSPs and their pipeline registers.
      const s2 = registered({
        sign_2: s1.sign_1,
        low_2: s1.a_1.mul(s1.b_1.slice(0, LOW)),
        high_2: LOW < significant ? s1.a_1.mul(s1.b_1.slice(LOW, significant - LOW)) : lit(0, uint(1)),
        exponent_2: s1.exponent_1,
        zero_2: s1.zero_1,
        infinite_2: s1.infinite_1,
        nan_2: s1.nan_1,
      });
      const s3 = registered({
        sign_3: s2.sign_2,
        product_3: LOW < significant ? s2.high_2.shlGrow(LOW).fit(PRODUCT).add(s2.low_2.extend(PRODUCT)) : s2.low_2,
        exponent_3: s2.exponent_2,
        zero_3: s2.zero_2,
        infinite_3: s2.infinite_2,
        nan_3: s2.nan_2,
      });

      // 4: the leading one is the highest bit or the next; round to nearest even.
      const high = s3.product_3.bit(PRODUCT - 1);
      const { normal } = named({ normal: mux(high, s3.product_3, s3.product_3.shl(1)) });
      const { exponent } = named({ exponent: s3.exponent_3.add(high.extend(11).asSInt()) });
      const kept = normal.slice(significant, 24);
      const guard = normal.bit(significant - 1);
      const up = guard.and(
        normal
          .slice(0, significant - 1)
          .orR()
          .or(kept.bit(0)),
      );
      // Just below the smallest normal, 24 leading ones round up to it, as a subnormal of 23 bits would.
      const { just_below } = named({ just_below: exponent.eq(0).and(kept.andR()) });
      // The exponent above the fraction: a carry out of one goes into the other.
      const { rounded } = named({
        rounded: cat(exponent.asUInt(), kept.slice(0, 23)).fit(34).add(up.or(just_below).extend(34)),
      });
      const s4 = registered({
        sign_4: s3.sign_3,
        exponent_4: rounded.slice(23, 11).asSInt(),
        fraction_4: rounded.slice(0, 23),
        zero_4: s3.zero_3.or(exponent.le(0).and(just_below.not())),
        infinite_4: s3.infinite_3,
        nan_4: s3.nan_3,
      });

      // 5: pack.
      const overflow = s4.exponent_4.ge(255).and(s4.zero_4.not());
      const { product_5 } = registered({
        product_5: choose(
          { nan: s4.nan_4, infinite: s4.infinite_4.or(overflow), zero: s4.zero_4, sign: s4.sign_4 },
          cat(s4.sign_4, s4.exponent_4.asUInt().slice(0, 8), s4.fraction_4).fit(32),
        ),
      });
      product.set(product_5);
    },
  );
};
