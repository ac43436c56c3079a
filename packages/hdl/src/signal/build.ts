/**
 * Constructors of expression nodes: each makes exactly the node asked for, and assumes legal operands (the signal
 * methods check and report). What a node reduces to is the business of `simplify/`.
 */
import type { BinaryOp, Const, Expr, Label, Signal, UnaryOp } from '../ir/index.ts';
import { mask } from '../types/literal.ts';

/** Of a new node: given its field from the beginning, a node needs no second piece of memory for it. */
export const UNPLACED = -1;

export const constant = (value: bigint, width: number, signed = false, label?: Label): Const => ({
  kind: 'const',
  value: value & mask(width),
  width,
  signed,
  label,
  place: UNPLACED,
});

export const ref = (signal: Signal): Expr => ({
  kind: 'ref',
  signal,
  width: signal.width,
  signed: signal.signed,
  place: UNPLACED,
});

export const zero = (width: number): Const => constant(0n, width);

const COMPARISONS: ReadonlySet<BinaryOp> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

export const compares = (op: BinaryOp): boolean => COMPARISONS.has(op);

/** A reduction: 1 bit, unsigned. */
export const reduces = (op: UnaryOp): boolean => op !== 'not' && op !== 'neg';

export const unary = (op: UnaryOp, a: Expr): Expr => ({
  kind: 'unary',
  op,
  a,
  width: reduces(op) ? 1 : a.width,
  signed: !reduces(op) && a.signed,
  place: UNPLACED,
});

export const binary = (op: BinaryOp, a: Expr, b: Expr, width = a.width): Expr => ({
  kind: 'binary',
  op,
  a,
  b,
  width: compares(op) ? 1 : width,
  signed: !compares(op) && a.signed,
  place: UNPLACED,
});

export const mux = (select: Expr, a: Expr, b: Expr): Expr => ({
  kind: 'mux',
  select,
  a,
  b,
  width: a.width,
  signed: a.signed,
  place: UNPLACED,
});

export const slice = (a: Expr, low: number, width: number): Expr => ({
  kind: 'slice',
  a,
  low,
  width,
  signed: false,
  place: UNPLACED,
});

/** `a[stride * position +: width]`. */
export const index = (a: Expr, position: Expr, stride: number, width: number): Expr => ({
  kind: 'index',
  a,
  index: position,
  stride,
  width,
  signed: false,
  place: UNPLACED,
});

/** Most significant part first. */
export const cat = (parts: readonly Expr[]): Expr => ({
  kind: 'cat',
  parts,
  width: parts.reduce((sum, part) => sum + part.width, 0),
  signed: false,
  place: UNPLACED,
});

export const replicate = (a: Expr, count: number): Expr => ({
  kind: 'replicate',
  a,
  count,
  width: a.width * count,
  signed: false,
  place: UNPLACED,
});

/** To a width; what has it already needs no node. */
export const resize = (a: Expr, width: number): Expr =>
  width === a.width ? a : { kind: 'resize', a, width, signed: a.signed, place: UNPLACED };

/** To a sign; what has it already needs no node. */
export const cast = (a: Expr, signed: boolean): Expr =>
  signed === a.signed ? a : { kind: 'cast', a, width: a.width, signed, place: UNPLACED };

/** Shift by a known amount, at the operand's width. */
export const shiftBy = (op: 'shl' | 'shr', a: Expr, amount: number): Expr =>
  binary(op, a, constant(BigInt(amount), amount.toString(2).length));
