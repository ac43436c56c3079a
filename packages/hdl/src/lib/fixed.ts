import { stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import { cat, lit, mux } from '../signal/functions.ts';
import type { Bool, SInt, UInt } from '../signal/interfaces.ts';
import { bool, sint } from '../types/scalar.ts';

/**
 * Which neighbour a number between two becomes: the lower one (`floor`), the higher (`ceiling`), the one nearer to 0;
 * or the nearest, and of two equally near ones the higher (`half-up`), the one farther from 0 (`half-away`), the even
 * one (`half-even`, IEEE 754's default).
 */
export type Rounding = 'floor' | 'ceiling' | 'toward-zero' | 'half-up' | 'half-away' | 'half-even';

const ROUNDINGS: readonly unknown[] = ['floor', 'ceiling', 'toward-zero', 'half-up', 'half-away', 'half-even'];

/** What becomes of a number that does not fit: the nearest that does, or its lowest bits. */
export type Overflow = 'saturate' | 'wrap';

/** What the two kinds of numbers are to code that takes both; operands are of one kind. */
interface Either {
  readonly width: number;
  addGrow(b: Either): Either;
  subGrow(b: Either): SInt;
  mul(b: Either): Either;
  shlGrow(amount: number): Either;
  resize(width: number): Either;
}

const either = (x: UInt | SInt): Either => x as unknown as Either;

/**
 * x / 2^`places`, rounded. One bit is kept more than the quotient has, since rounding may carry: W - places + 1 bits;
 * W - places where it is `floor`.
 */
export function round(x: UInt, places: number, rounding: Rounding): UInt;
export function round(x: SInt, places: number, rounding: Rounding): SInt;
export function round(x: UInt | SInt, places: number, rounding: Rounding): UInt | SInt {
  const { width, signed } = x;
  if (!Number.isInteger(places) || places < 0 || places >= width) {
    return stop(
      'range',
      `round: the places of a value of ${width} bits are 0 to ${width - 1}, not ${shownValue(places)}`,
    );
  }
  if (!ROUNDINGS.includes(rounding)) {
    return stop('type', `round: the rounding is ${ROUNDINGS.join(', ')}, not ${shownValue(rounding)}`);
  }
  if (places === 0) {
    return x;
  }
  const kept = x.slice(places, width - places);
  const quotient: UInt | SInt = signed ? kept.asSInt() : kept;
  if (rounding === 'floor') {
    return quotient;
  }
  const up = carries(x, places, rounding);
  const sum = either(quotient).addGrow(either(signed ? up.extend(2).asSInt() : up));
  return sum.resize(width - places + 1) as unknown as UInt;
}

/** Whether the quotient, rounded down, is one too low. */
function carries(x: UInt | SInt, places: number, rounding: Exclude<Rounding, 'floor'>): Bool {
  const negative = x.signed ? x.bit(x.width - 1) : undefined;
  const lost = x.slice(0, places);
  const any = lost.orR();
  if (rounding === 'ceiling') {
    return any;
  }
  if (rounding === 'toward-zero') {
    return negative ? negative.and(any) : lit(0, bool());
  }
  const half = x.bit(places - 1);
  const beyond = places > 1 ? x.slice(0, places - 1).orR() : undefined;
  const orBeyond = (tie: Bool) => half.and(beyond ? beyond.or(tie) : tie);
  switch (rounding) {
    case 'half-up':
      return half;
    case 'half-away':
      return negative ? orBeyond(negative.not()) : half;
    case 'half-even':
      return orBeyond(x.bit(places));
  }
}

/** The nearest number of `width` bits. */
export function saturate<W extends number>(x: UInt, width: W): UInt<W>;
export function saturate<W extends number>(x: SInt, width: W): SInt<W>;
export function saturate(x: UInt | SInt, width: number): UInt | SInt {
  if (!Number.isInteger(width) || width < 1) {
    return stop('type', `saturate: the width is a whole number above 0, not ${shownValue(width)}`);
  }
  if (width >= x.width) {
    return x.resize(width) as UInt;
  }
  const low = x.slice(0, width);
  if (!x.signed) {
    return mux(x.slice(width, x.width - width).orR(), lit(-1, sint(width)).asUInt(), low);
  }
  const top = x.slice(width - 1, x.width - width + 1);
  const fits = top.andR().or(top.orR().not());
  const sign = x.bit(x.width - 1);
  const limit = width === 1 ? sign : cat(sign, sign.not().replicate(width - 1)).fit(width);
  return mux(fits, low, limit).asSInt();
}

/** How a number gets into fewer bits. */
export interface Conversion {
  /** `floor` when absent: bits are dropped. */
  readonly rounding?: Rounding;
  /** `saturate` when absent. */
  readonly overflow?: Overflow;
}

/** The width of a kind of numbers changed. */
type OfWidth<B, W extends number> = B extends SInt ? SInt<W> : UInt<W>;

/** A number whose lowest `fraction` bits stand behind the binary point: its value is `bits` / 2^`fraction`. */
export class Fixed<B extends UInt | SInt = UInt | SInt> {
  readonly bits: B;
  readonly fraction: number;

  constructor(bits: B, fraction: number) {
    this.bits = bits;
    this.fraction = fraction;
  }

  /** Exact sum: points are brought in line, one bit more than the wider. */
  add(other: Fixed<OfWidth<B, number>>): Fixed<OfWidth<B, number>> {
    const [a, b, fraction] = aligned(this, other);
    return fixed(a.addGrow(b) as never, fraction);
  }

  /** Exact difference; signed, whatever the operands. */
  sub(other: Fixed<OfWidth<B, number>>): Fixed<SInt> {
    const [a, b, fraction] = aligned(this, other);
    return fixed(a.subGrow(b), fraction);
  }

  /** Exact product: widths and fractions add up. */
  mul(other: Fixed<OfWidth<B, number>>): Fixed<OfWidth<B, number>> {
    return fixed(either(this.bits).mul(either(other.bits)) as never, this.fraction + other.fraction);
  }

  lt(other: Fixed<OfWidth<B, number>>): Bool {
    const [a, b] = aligned(this, other);
    return a.subGrow(b).lt(0);
  }

  /** In `width` bits, `fraction` of them behind the point: rounded, then brought into range. */
  to<W extends number>(width: W, fraction: number, { rounding = 'floor', overflow = 'saturate' }: Conversion = {}) {
    if (overflow !== 'saturate' && overflow !== 'wrap') {
      stop('type', `to: the overflow is saturate or wrap, not ${shownValue(overflow)}`);
    }
    const exact = withFraction(this, Math.max(fraction, this.fraction));
    const places = exact.fraction - fraction;
    // What is rounded away altogether needs its sign in the bits that stay.
    const wide = exact.bits.resize(Math.max(exact.bits.width, places + 1)) as unknown as UInt;
    const rounded = round(wide, places, rounding);
    const result = overflow === 'saturate' ? saturate(rounded, width) : rounded.resize(width);
    return new Fixed(result as unknown as OfWidth<B, W>, fraction);
  }
}

/** A value seen as a number with a binary point: `fixed(x, 15)` of a `SInt<16>` is between -1 and 1. */
export function fixed<B extends UInt | SInt>(bits: B, fraction: number): Fixed<B> {
  if (!Number.isInteger(fraction)) {
    return stop('type', `fixed: the bits behind the point are a whole number, not ${shownValue(fraction)}`);
  }
  return new Fixed(bits, fraction);
}

/** The same value with more bits behind the point. */
function withFraction({ bits, fraction }: Fixed, more: number): { readonly bits: Either; readonly fraction: number } {
  return { bits: either(bits).shlGrow(more - fraction), fraction: more };
}

function aligned(a: Fixed, b: Fixed): [a: Either, b: Either, fraction: number] {
  const fraction = Math.max(a.fraction, b.fraction);
  return [withFraction(a, fraction).bits, withFraction(b, fraction).bits, fraction];
}
