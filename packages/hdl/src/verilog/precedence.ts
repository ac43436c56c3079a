import type { Binary, BinaryOp, Expr } from '../ir/index.ts';

/**
 * A piece of Verilog for an expression node, with what Verilog thinks of it. The text means the node's value in any
 * context of exactly the node's width; when `self` is less than that width, it needs such a context (`a + b` with its
 * carry).
 */
export interface Text {
  readonly text: string;
  readonly level: number;
  /** Self-determined width. */
  readonly self: number;
  readonly signed: boolean;
  /** May be extended by a wider context: no operator inside whose result depends on the context. */
  readonly atomic: boolean;
}

/** What nothing outside can take apart: a name, a number, braces. */
export const atom = (text: string, width: number, signed = false): Text => ({
  text,
  level: ATOM,
  self: width,
  signed,
  atomic: true,
});

/** Binding strength, strongest first; the numbers follow the table of IEEE 1364-2001, 4.1.2. */
export const ATOM = 100;
export const UNARY = 90;
export const TERNARY = 10;
export const LEVELS: Readonly<Record<BinaryOp, number>> = {
  mul: 80,
  div: 80,
  rem: 80,
  add: 70,
  sub: 70,
  shl: 60,
  shr: 60,
  lt: 50,
  le: 50,
  gt: 50,
  ge: 50,
  eq: 45,
  ne: 45,
  and: 40,
  xor: 38,
  or: 36,
};
export const LOGICAL_LEVELS = { and: 30, or: 28 } as const;
export const SYMBOLS: Readonly<Record<BinaryOp, string>> = {
  mul: '*',
  div: '/',
  rem: '%',
  add: '+',
  sub: '-',
  shl: '<<',
  shr: '>>',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  eq: '==',
  ne: '!=',
  and: '&',
  xor: '^',
  or: '|',
};

/** Parentheses where the binding strength asks for them. */
export const wrap = (printed: Text, level: number, sameAllowed: boolean): string =>
  printed.level > level || (sameAllowed && printed.level === level) ? printed.text : `(${printed.text})`;

const ASSOCIATIVE: ReadonlySet<BinaryOp> = new Set(['add', 'mul', 'and', 'or', 'xor']);

/**
 * One operand of a binary operator, in parentheses where its binding asks for them, and where readers commonly
 * misread the mixture (shifts, comparisons and different bitwise operators beside each other).
 */
export function side(parent: Binary, e: Expr, printed: Text, left: boolean): string {
  const child = e.kind === 'binary' ? e : undefined;
  if (!child || printed.level >= UNARY) {
    return wrap(printed, LEVELS[parent.op], true);
  }
  const same = child.op === parent.op;
  const level = LEVELS[parent.op];
  const confusing = level < LEVELS.shr || level === LEVELS.shl || LEVELS[child.op] <= LEVELS.shl;
  const plainSum = level < LEVELS.shr && level >= LEVELS.eq && LEVELS[child.op] >= LEVELS.add;
  if (same && ASSOCIATIVE.has(parent.op)) {
    return printed.text;
  }
  if (confusing && !plainSum) {
    return `(${printed.text})`;
  }
  const sameLevelAllowed = left || (parent.op === 'add' && child.op === 'sub');
  return wrap(printed, level, sameLevelAllowed);
}
