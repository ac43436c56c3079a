import { fail, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { BinaryOp, Expr, UnaryOp } from '../ir/index.ts';
import * as build from './build.ts';
import { drive, type Place, subPlace } from './drive.ts';
import type { Literal } from './interfaces.ts';
import { describe, exprIn, literal, matching, signalExpr, typeName } from './operand.ts';
import { countOnes, leadingZeros } from './tricks.ts';

export type Operand = Bits | Literal;

/** The one class behind UInt and SInt, drivable or not. Its public faces, with widths, are in `interfaces.ts`. */
export class Bits {
  readonly expr: Expr;
  readonly place: Place | undefined;

  constructor(expr: Expr, place?: Place) {
    this.expr = expr;
    this.place = place;
  }

  get width(): number {
    return this.expr.width;
  }

  get signed(): boolean {
    return this.expr.signed;
  }

  /** Catches `sig + 1`, `sig < 1` and template strings, which JavaScript would evaluate to nonsense. */
  [Symbol.toPrimitive](): never {
    return stop(
      'type',
      `${describe(this.expr)} is a signal, not a JavaScript value: use its methods (add, lt, eq, …), or print\`\` for text`,
    );
  }

  set(value: Operand): void {
    drive(this, value);
  }

  add(b: Operand): Bits {
    return this.#same('add', b);
  }
  sub(b: Operand): Bits {
    return this.#same('sub', b);
  }
  div(b: Operand): Bits {
    return this.#same('div', b);
  }
  rem(b: Operand): Bits {
    return this.#same('rem', b);
  }
  and(b: Operand): Bits {
    return this.#same('and', b);
  }
  or(b: Operand): Bits {
    return this.#same('or', b);
  }
  xor(b: Operand): Bits {
    return this.#same('xor', b);
  }
  eq(b: Operand): Bits {
    return this.#same('eq', b);
  }
  ne(b: Operand): Bits {
    return this.#same('ne', b);
  }
  lt(b: Operand): Bits {
    return this.#same('lt', b);
  }
  le(b: Operand): Bits {
    return this.#same('le', b);
  }
  gt(b: Operand): Bits {
    return this.#same('gt', b);
  }
  ge(b: Operand): Bits {
    return this.#same('ge', b);
  }

  addGrow(b: Bits): Bits {
    return this.#growing('add', b, Math.max(this.width, widthOf(b)) + 1);
  }
  subGrow(b: Bits): Bits {
    const width = Math.max(this.width, widthOf(b)) + 1;
    const difference = this.#growing('sub', b, width).expr;
    return new Bits(build.cast(difference, true));
  }
  mul(b: Bits): Bits {
    return this.#growing('mul', b, this.width + widthOf(b));
  }
  neg(): Bits {
    return this.#unary('neg');
  }
  abs(): Bits {
    return new Bits(build.mux(this.bit(this.width - 1).expr, this.neg().expr, this.expr));
  }

  not(): Bits {
    return this.#unary('not');
  }
  andR(): Bits {
    return this.#unary('reduceAnd');
  }
  orR(): Bits {
    return this.#unary('reduceOr');
  }
  xorR(): Bits {
    return this.#unary('reduceXor');
  }

  shl(amount: number | Bits): Bits {
    return this.#shift('shl', amount);
  }
  shr(amount: number | Bits): Bits {
    return this.#shift('shr', amount);
  }
  shlGrow(amount: number): Bits {
    if (this.#wrongAmount(amount, 'shift') || amount === 0) {
      return this;
    }
    return new Bits(build.cast(build.cat([this.expr, build.zero(amount)]), this.signed));
  }
  rotl(amount: number): Bits {
    return this.#wrongAmount(amount, 'rotation') ? this : this.rotr(this.width - (amount % this.width));
  }
  rotr(amount: number): Bits {
    const by = amount % this.width;
    if (this.#wrongAmount(amount, 'rotation') || by === 0) {
      return this;
    }
    const parts = [build.slice(this.expr, 0, by), build.slice(this.expr, by, this.width - by)];
    return new Bits(build.cast(build.cat(parts), this.signed));
  }
  reverse(): Bits {
    const bits = Array.from({ length: this.width }, (_, i) => build.slice(this.expr, i, 1));
    return new Bits(build.cast(build.cat(bits), this.signed));
  }

  bit(i: number | Bits): Bits {
    return this.part(i, 1);
  }
  bits(high: number, low: number): Bits {
    return this.slice(low, high - low + 1);
  }
  slice(low: number, width: number): Bits {
    if (!Number.isInteger(low) || !Number.isInteger(width) || low < 0 || width < 1 || low + width > this.width) {
      fail('range', `bits ${low + width - 1} down to ${low} of ${describe(this.expr)}, which has ${this.width}`);
      return new Bits(build.zero(Math.max(1, width)));
    }
    return new Bits(build.slice(this.expr, low, width), this.place && subPlace(this.place, low, width));
  }
  part(i: number | Bits, width: number): Bits {
    if (typeof i === 'number') {
      return this.slice(i * width, width);
    }
    if (signalExpr(i, 'an index').signed) {
      fail('sign', `the index ${describe(i.expr)} is signed`, { hint: 'use asUInt()' });
    }
    const stride = wholeNumber(width, 'a width');
    const place = this.place && subPlace(this.place, 0, stride, { index: i.expr, stride });
    return new Bits(build.index(this.expr, i.expr, stride, stride), place);
  }

  extend(width: number): Bits {
    if (width < this.width) {
      fail('width', `extend(${width}) of ${describe(this.expr)}, which has ${this.width} bits already`, {
        hint: 'trunc(n) takes the low bits, resize(n) does either',
      });
    }
    return this.resize(width);
  }
  trunc(width: number): Bits {
    if (width > this.width) {
      fail('width', `trunc(${width}) of ${describe(this.expr)}, which has only ${this.width} bits`, {
        hint: 'extend(n) widens, resize(n) does either',
      });
    }
    return this.resize(width);
  }
  resize(width: number): Bits {
    return new Bits(build.resize(this.expr, wholeNumber(width, 'a width')));
  }
  fit(width: number): Bits {
    if (width === this.width) {
      return this;
    }
    fail('width', `fit(${width}): ${describe(this.expr)} has ${this.width} bits`);
    return this.resize(width);
  }

  popcount(): Bits {
    return new Bits(countOnes(this.expr));
  }
  clz(): Bits {
    return new Bits(leadingZeros(this.expr));
  }
  replicate(count: number): Bits {
    return new Bits(build.replicate(this.expr, wholeNumber(count, 'how often to repeat')));
  }
  asUInt(): Bits {
    return new Bits(build.cast(this.expr, false));
  }
  asSInt(): Bits {
    return new Bits(build.cast(this.expr, true));
  }

  #unary(op: UnaryOp): Bits {
    return new Bits(build.unary(op, this.expr));
  }

  #same(op: BinaryOp, b: Operand): Bits {
    return new Bits(build.binary(op, this.expr, matching(this.expr, b, op)));
  }

  #growing(op: BinaryOp, b: Operand, width: number): Bits {
    if (!(b instanceof Bits)) {
      fail('type', `${op === 'mul' ? 'mul' : `${op}Grow`} takes a signal: a literal has no width of its own`, {
        hint: 'lit(5, uint(3)) makes a constant of a width',
      });
      return this;
    }
    if (b.signed !== this.signed) {
      fail('sign', `${op} of ${typeName(this.expr)} and ${typeName(b.expr)}`, { hint: 'asSInt() or asUInt() on one' });
    }
    return new Bits(build.binary(op, this.expr, build.cast(b.expr, this.signed), width));
  }

  #shift(op: 'shl' | 'shr', amount: number | Bits): Bits {
    if (typeof amount !== 'number') {
      if (signalExpr(amount, 'a shift amount').signed) {
        fail('sign', `the shift amount ${describe(amount.expr)} is signed`, { hint: 'use asUInt()' });
      }
      return new Bits(build.binary(op, this.expr, build.cast(amount.expr, false)));
    }
    return this.#wrongAmount(amount, 'shift') ? this : new Bits(build.shiftBy(op, this.expr, amount));
  }

  /** Whether an amount is none; reports it. */
  #wrongAmount(amount: number, what: string): boolean {
    if (Number.isInteger(amount) && amount >= 0) {
      return false;
    }
    fail('range', `${what} of ${describe(this.expr)} by ${shownValue(amount)}, which is no whole number from 0 on`);
    return true;
  }
}

/** What must be a whole number from 1 on. */
const wholeNumber = (value: unknown, what: string): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1
    ? value
    : (fail('range', `${what} is a whole number from 1 on, not ${shownValue(value)}`) ?? 1);

/** Of an operand that may turn out to be none. */
const widthOf = (b: unknown): number => exprIn(b)?.width ?? 1;

/** A literal or signal as an expression like `like`. */
export const asLike = (like: Expr, value: Operand): Expr =>
  value instanceof Bits ? value.expr : literal(value, like.width, like.signed);
