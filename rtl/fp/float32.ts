import { type Bool, bits, cat, lit, mux, type UInt } from '@chisel-lite/hdl';

/**
 * IEEE 754 binary32 in the dialect of design §5: round to nearest even, subnormals flushed to zero of their sign, one
 * NaN. What the floating-point units share; each function builds combinational logic.
 */

/** The only NaN that is ever produced. */
export const NAN = 0x7fc00000;

export interface Float32Fields {
  readonly sign: Bool;
  readonly exponent: UInt<8>;
  readonly fraction: UInt<23>;
  /** Zero, or a subnormal, which counts as zero. */
  readonly isZero: Bool;
  readonly isInfinite: Bool;
  readonly isNan: Bool;
  /** 1.fraction as an integer, or 0 where `isZero`. */
  readonly significand: UInt<24>;
}

export function fields(x: UInt<32>): Float32Fields {
  const exponent = x.slice(23, 8);
  const fraction = x.slice(0, 23);
  const isZero = exponent.eq(0);
  const isSpecial = exponent.eq(255);
  return {
    sign: x.bit(31),
    exponent,
    fraction,
    isZero,
    isInfinite: isSpecial.and(fraction.eq(0)),
    isNan: isSpecial.and(fraction.ne(0)),
    significand: cat(isZero.not(), fraction.and(isZero.not().replicate(23).fit(23))).fit(24),
  };
}

export const signedZero = (sign: Bool): UInt<32> => cat(sign, lit(0, bits(31))).fit(32);

export const signedInfinity = (sign: Bool): UInt<32> => cat(sign, lit(0x7f800000, bits(31))).fit(32);

/** `infinite` and `zero` must exclude each other; `nan` goes before both. */
export function choose(special: { nan: Bool; infinite: Bool; zero: Bool; sign: Bool }, otherwise: UInt<32>): UInt<32> {
  const { nan, infinite, zero, sign } = special;
  return mux(nan, lit(NAN, bits(32)), mux(infinite, signedInfinity(sign), mux(zero, signedZero(sign), otherwise)));
}

/** `x >> amount` where every bit that falls out is kept, or-ed into the lowest bit of the result. */
export function shiftRightSticky(x: UInt<number>, amount: UInt<number>): UInt<number> {
  let value = x;
  let lost: Bool | undefined;
  for (let i = 0; i < amount.width; i++) {
    const step = Math.min(2 ** i, x.width);
    const out = value
      .bits(step - 1, 0)
      .orR()
      .and(amount.bit(i));
    lost = lost ? lost.or(out) : out;
    value = mux(amount.bit(i), value.shr(step), value);
  }
  return lost ? value.or(lost.extend(x.width)) : value;
}
