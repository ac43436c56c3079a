import type { Code } from '../types/code.ts';
import type { Data, In, Lit, Out } from '../types/data.ts';
import type { GrownOf, SumOf } from './widths.ts';

/** A JavaScript value where a signal is expected: it takes the width of the other operand and must fit. */
export type Literal = number | bigint | boolean | Code;

/** One bit. */
export type Bool = UInt<1>;
export type BoolVar = UIntVar<1>;

/** What unsigned and signed values have in common. `S` is the value's own type. */
export interface Vector<W extends number, S> {
  readonly width: W;
  readonly signed: boolean;
  /** Sum modulo 2^W. */
  add(b: S | Literal): S;
  /** Difference modulo 2^W. */
  sub(b: S | Literal): S;
  /** Quotient, truncated toward zero; 0 when b is 0. */
  div(b: S | Literal): S;
  /** Remainder with the dividend's sign; 0 when b is 0. */
  rem(b: S | Literal): S;
  and(b: S | Literal): S;
  or(b: S | Literal): S;
  xor(b: S | Literal): S;
  not(): S;
  eq(b: S | Literal): Bool;
  ne(b: S | Literal): Bool;
  lt(b: S | Literal): Bool;
  le(b: S | Literal): Bool;
  gt(b: S | Literal): Bool;
  ge(b: S | Literal): Bool;
  /** Shift left within W bits. */
  shl(amount: number | UInt): S;
  /** Shift right; keeps the sign of an SInt. */
  shr(amount: number | UInt): S;
  rotl(amount: number): S;
  rotr(amount: number): S;
  reverse(): S;
  /** Bit `i`, 0 the lowest. */
  bit(i: number | UInt): Bool;
  /** Bits `high` down to `low`. */
  bits(high: number, low: number): UInt;
  /** `width` bits from `low` up. */
  slice<V extends number>(low: number, width: V): UInt<V>;
  /** The i-th group of `width` bits: `[width*i +: width]`. */
  part<V extends number>(i: number | UInt, width: V): UInt<V>;
  andR(): Bool;
  orR(): Bool;
  xorR(): Bool;
  /** Number of ones; just wide enough to hold W. */
  popcount(): UInt;
  /** Number of zeros above the highest one; just wide enough to hold W. */
  clz(): UInt;
  replicate(count: number): UInt;
  asUInt(): UInt<W>;
  asSInt(): SInt<W>;
}

/**
 * An unsigned value of W bits. Operators whose result is of another width know it where the compiler does (see
 * `widths.ts`); they name no W, so that a `UInt<8>` is a `UInt`.
 */
export interface UInt<W extends number = number> extends Vector<W, UInt<W>> {
  readonly signed: false;
  /** Exact sum: one bit more than the wider operand. */
  addGrow<A extends number, B extends number>(this: UInt<A>, b: UInt<B>): UInt<GrownOf<A, B>>;
  /** Exact difference, signed: one bit more than the wider operand. */
  subGrow<A extends number, B extends number>(this: UInt<A>, b: UInt<B>): SInt<GrownOf<A, B>>;
  /** Exact product: the sum of the widths. */
  mul<A extends number, B extends number>(this: UInt<A>, b: UInt<B>): UInt<SumOf<A, B>>;
  /** W + n bits, nothing lost. */
  shlGrow<A extends number, N extends number>(this: UInt<A>, amount: N): UInt<SumOf<A, N>>;
  extend<V extends number>(width: V): UInt<V>;
  trunc<V extends number>(width: V): UInt<V>;
  resize<V extends number>(width: V): UInt<V>;
  /** States the width where the type only says `number`: checked when elaborated, costs nothing. */
  fit<V extends number>(width: V): UInt<V>;
}

/** A two's complement value of W bits. */
export interface SInt<W extends number = number> extends Vector<W, SInt<W>> {
  readonly signed: true;
  addGrow<A extends number, B extends number>(this: SInt<A>, b: SInt<B>): SInt<GrownOf<A, B>>;
  subGrow<A extends number, B extends number>(this: SInt<A>, b: SInt<B>): SInt<GrownOf<A, B>>;
  mul<A extends number, B extends number>(this: SInt<A>, b: SInt<B>): SInt<SumOf<A, B>>;
  shlGrow<A extends number, N extends number>(this: SInt<A>, amount: N): SInt<SumOf<A, N>>;
  extend<V extends number>(width: V): SInt<V>;
  trunc<V extends number>(width: V): SInt<V>;
  resize<V extends number>(width: V): SInt<V>;
  fit<V extends number>(width: V): SInt<V>;
  /** 0 - a modulo 2^W. */
  neg(): SInt<W>;
  /** Magnitude; that of the lowest number wraps to itself. */
  abs(): SInt<W>;
}

export interface Settable<V> {
  /** Drives the signal (in a `when`, where its condition holds). The last `set` that runs wins. */
  set(value: V): void;
}

/** Parts of something drivable can be driven. */
export interface VectorVar {
  bit(i: number | UInt): BoolVar;
  bits(high: number, low: number): UIntVar;
  slice<V extends number>(low: number, width: V): UIntVar<V>;
  part<V extends number>(i: number | UInt, width: V): UIntVar<V>;
}

export interface UIntVar<W extends number = number> extends UInt<W>, Settable<UInt<W> | Literal> {
  bit(i: number | UInt): BoolVar;
  bits(high: number, low: number): UIntVar;
  slice<V extends number>(low: number, width: V): UIntVar<V>;
  part<V extends number>(i: number | UInt, width: V): UIntVar<V>;
}

export interface SIntVar<W extends number = number> extends SInt<W>, Settable<SInt<W> | Literal> {
  bit(i: number | UInt): BoolVar;
  bits(high: number, low: number): UIntVar;
  slice<V extends number>(low: number, width: V): UIntVar<V>;
  part<V extends number>(i: number | UInt, width: V): UIntVar<V>;
}

/** A value of an enumeration with members `M`. */
export interface EnumValue<M extends string = string> {
  readonly members: readonly M[];
  /** Whether the value is one of these members. */
  is(...members: M[]): Bool;
  isNot(...members: M[]): Bool;
  eq(b: EnumValue<M>): Bool;
  ne(b: EnumValue<M>): Bool;
  asUInt(): UInt;
}

export interface EnumVar<M extends string = string> extends EnumValue<M>, Settable<EnumValue<M> | M> {}

/** N elements of a type. */
export interface Vec<N extends number, T extends Data> extends Iterable<In<T>> {
  readonly length: N;
  at(i: number | UInt): In<T>;
  map<R>(f: (element: In<T>, i: number) => R): R[];
}

export interface VecVar<N extends number, T extends Data>
  extends Iterable<Out<T>>,
    Settable<Vec<N, T> | readonly Lit<T>[]> {
  readonly length: N;
  at(i: number | UInt): Out<T>;
  map<R>(f: (element: Out<T>, i: number) => R): R[];
}
