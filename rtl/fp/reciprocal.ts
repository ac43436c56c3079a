import { bits, bool, cat, delay, lit, memories, memory, module, mux, named, registered, sint } from '@chisel-lite/hdl';
import { choose, fields } from './float32.ts';
import { roundedQuotient, roundedRoot } from './rounding.ts';

/** Cycles from the operand to the reciprocal, or to that of its square root. */
export const RECIPROCAL_LATENCY = 9;

const SEGMENT_BITS = 8;
const SEGMENTS = 2 ** SEGMENT_BITS;
const OFFSET_BITS = 15;
/** Bits of the coefficients: c0 · 2^-27, c1 · 2^-22 and c2 · 2^-10 lie below 1. */
const C0_BITS = 27;
const C1_BITS = 22;
const C2_BITS = 10;
/** −c1 and its correction, signed. */
const SLOPE_BITS = C1_BITS + 2;

/** c2, c1, c0 of a segment, c0 in the lowest bits. */
const word = (c0: bigint, c1: bigint, c2: bigint): bigint =>
  c0 | (c1 << BigInt(C0_BITS)) | (c2 << BigInt(C0_BITS + C1_BITS));

/** Taylor's coefficients of m^-½ about mid = p / q: m^-½, its slope m^-3/2 / 2 and half its curvature, 3 m^-5/2 / 8. */
function rootCoefficients(p: bigint, q: bigint): bigint {
  return word(
    roundedRoot(q << 54n, p),
    roundedRoot((q ** 3n) << 42n, p ** 3n),
    roundedRoot((9n * q ** 5n) << 14n, p ** 5n),
  );
}

/** The same of 1/m: 1/m, 1/m², 1/m³. */
function coefficients(p: bigint, q: bigint): bigint {
  return word(
    roundedQuotient(q << 27n, p),
    roundedQuotient((q ** 2n) << 22n, p ** 2n),
    roundedQuotient((q ** 3n) << 10n, p ** 3n),
  );
}

/** The middle of segment i of [1, 2) is p / 512. */
const middles = Array.from({ length: SEGMENTS }, (_, i) => BigInt(2 * (SEGMENTS + i) + 1));

/** Of the root over [1, 2), of the root over [2, 4), of the reciprocal over [1, 2). */
const TABLE = [
  ...middles.map((p) => rootCoefficients(p, 512n)),
  ...middles.map((p) => rootCoefficients(p, 256n)),
  ...middles.map((p) => coefficients(p, 512n)),
];

/**
 * result = RCP(x), or RSQRT(x) where `root` is set (docs/numerics.md), a new x every cycle. Both are a parabola in
 * each segment of the significand; for the root of an odd exponent the significand counts twice.
 */
export const Fp32Reciprocal = () =>
  module('fp32_reciprocal', { in: { x: bits(32), root: bool() }, out: { result: bits(32) } }, ({ x, root, result }) => {
    const { table } = memories({
      table: memory(bits(C0_BITS + C1_BITS + C2_BITS), TABLE.length, { style: 'block', init: TABLE }),
    });

    // 1: the segment, and what does not depend on it. The exponent of the result, if its significand is below 1.
    const f = fields(x);
    const isOdd = f.exponent.bit(0).not();
    const below = x.slice(0, OFFSET_BITS);
    const offset = cat(below.bit(OFFSET_BITS - 1).not(), below.slice(0, OFFSET_BITS - 1))
      .fit(OFFSET_BITS)
      .asSInt();
    const doubles = root.and(isOdd);
    // Biased: 127 − (e − 127) − 1, and 127 − (e − 127 − o) / 2 − 1 = ⌊(380 − e) / 2⌋ for the root.
    const ofRoot = lit(380, sint(10)).sub(f.exponent.extend(10).asSInt()).shr(1);
    const exponent = mux(root, ofRoot, lit(253, sint(10)).sub(f.exponent.extend(10).asSInt()));
    const isNegative = f.isZero.not().and(f.sign);
    const special = delay(
      {
        nan: f.isNan.or(root.and(isNegative)),
        infinite: f.isZero,
        zero: f.isInfinite,
        sign: f.sign.and(root.not()),
        exponent,
      },
      RECIPROCAL_LATENCY - 2,
    );
    const s1 = registered({
      segment_1: cat(root.not(), doubles, x.slice(OFFSET_BITS, SEGMENT_BITS)).fit(SEGMENT_BITS + 2),
      offset_1: mux(doubles, offset.shlGrow(1), offset.extend(OFFSET_BITS + 1)).fit(OFFSET_BITS + 1),
    });

    // 2, 3: the coefficients, out of the memory and its output register.
    const s2 = registered({ word_2: table.read(s1.segment_1), offset_2: s1.offset_1 });
    const s3 = registered({ word_3: s2.word_2, offset_3: s2.offset_2 });

    // 4, 5: t = −c1 + ⌊c2 · d / 2^11⌋.
    const c2 = s3.word_3
      .slice(C0_BITS + C1_BITS, C2_BITS)
      .extend(C2_BITS + 1)
      .asSInt();
    const s4 = registered({
      bend_4: c2.mul(s3.offset_3),
      c1_4: s3.word_3.slice(C0_BITS, C1_BITS).extend(SLOPE_BITS).asSInt(),
      c0_4: s3.word_3.slice(0, C0_BITS),
      offset_4: s3.offset_3,
    });
    const s5 = registered({
      slope_5: s4.bend_4.shr(11).resize(SLOPE_BITS).sub(s4.c1_4),
      c0_5: s4.c0_4,
      offset_5: s4.offset_4,
    });

    // 6, 7: y = c0 + ⌊t · d / 2^18⌋, in (2^26, 2^27].
    const s6 = registered({ rise_6: s5.slope_5.mul(s5.offset_5), c0_6: s5.c0_5 });
    const c0 = s6.c0_6.extend(C0_BITS + 1);
    const { y_7 } = registered({
      y_7: c0.add(
        s6.rise_6
          .shr(18)
          .resize(C0_BITS + 1)
          .asUInt(),
      ),
    });

    // 8: round y · 2^-3 to nearest even. 1 itself is the next power of two, and so is what rounds up to it.
    const kept = y_7.slice(3, 24);
    const up = y_7.bit(2).and(y_7.slice(0, 2).orR().or(kept.bit(0)));
    const { rounded } = named({ rounded: kept.addGrow(up).fit(25) });
    const isOne = y_7.bit(C0_BITS).or(rounded.bit(24));
    const s8 = registered({
      exponent_8: special.exponent.add(isOne.extend(10).asSInt()),
      fraction_8: rounded.slice(0, 23),
      nan_8: special.nan,
      infinite_8: special.infinite,
      zero_8: special.zero,
      sign_8: special.sign,
    });

    // 9: pack.
    const { result_9 } = registered({
      result_9: choose(
        {
          nan: s8.nan_8,
          infinite: s8.infinite_8,
          zero: s8.zero_8.or(s8.exponent_8.le(0)),
          sign: s8.sign_8,
        },
        cat(s8.sign_8, s8.exponent_8.asUInt().slice(0, 8), s8.fraction_8).fit(32),
      ),
    });
    result.set(result_9);
  });
