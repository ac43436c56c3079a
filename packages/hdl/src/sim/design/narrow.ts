import type { Expr, Signal } from '../../ir/index.ts';

/** Bits of a signal. */
export interface SignalBits {
  readonly signal: Signal;
  readonly low: number;
  readonly width: number;
}

/** The bits of a signal that `expr` selects, when it is nothing but slices and casts of one. */
export function signalBits(expr: Expr): SignalBits | undefined {
  const { width } = expr;
  let low = 0;
  for (let at = expr; ; ) {
    switch (at.kind) {
      case 'ref':
        return { signal: at.signal, low, width };
      case 'slice':
        low += at.low;
        at = at.a;
        break;
      case 'cast':
        at = at.a;
        break;
      default:
        return undefined;
    }
  }
}

/**
 * `expr[low +: width]` as an expression that depends on no more than it needs: the slice is pushed through what works
 * bit by bit, and with `deep` through arithmetic, whose result bits depend on the operand bits at or below them. `memo`
 * keeps shared nodes shared.
 */
export function sliceExpr(expr: Expr, low: number, width: number, deep: boolean, memo: Memo): Expr {
  if (low === 0 && width === expr.width) {
    return expr.signed ? unsigned(expr) : expr;
  }
  let known = memo.get(expr);
  if (!known) {
    known = new Map();
    memo.set(expr, known);
  }
  const key = low * 0x10000 + width;
  let result = known.get(key);
  if (!result) {
    result = push(expr, low, width, deep, memo);
    known.set(key, result);
  }
  return result;
}

export type Memo = Map<Expr, Map<number, Expr>>;

const unsigned = (a: Expr): Expr => (a.signed ? { kind: 'cast', a, width: a.width, signed: false } : a);
const withSign = (a: Expr, signed: boolean): Expr =>
  a.signed === signed ? a : { kind: 'cast', a, width: a.width, signed };

function push(expr: Expr, low: number, width: number, deep: boolean, memo: Memo): Expr {
  const again = (a: Expr, from = low, count = width) => sliceExpr(a, from, count, deep, memo);
  const plain: Expr = { kind: 'slice', a: expr, low, width, signed: false };
  switch (expr.kind) {
    case 'const':
      return {
        kind: 'const',
        value: (expr.value >> BigInt(low)) & ((1n << BigInt(width)) - 1n),
        width,
        signed: false,
      };
    case 'slice':
      return again(expr.a, low + expr.low);
    case 'cast':
      return again(expr.a);
    case 'resize': {
      const { a } = expr;
      if (low + width <= a.width) {
        return again(a);
      }
      if (low < a.width || a.signed) {
        return plain;
      }
      return { kind: 'const', value: 0n, width, signed: false };
    }
    case 'cat':
      return concatenate(expr.parts, low, width, again);
    case 'replicate':
      return concatenate(Array<Expr>(expr.count).fill(expr.a), low, width, again);
  }
  switch (expr.kind) {
    case 'mux':
      return { kind: 'mux', select: expr.select, a: again(expr.a), b: again(expr.b), width, signed: false };
    case 'unary':
      if (expr.op === 'not') {
        return { kind: 'unary', op: 'not', a: again(expr.a), width, signed: false };
      }
      return plain;
    case 'binary':
      switch (expr.op) {
        case 'and':
        case 'or':
        case 'xor':
          return { kind: 'binary', op: expr.op, a: again(expr.a), b: again(expr.b), width, signed: false };
      }
      if (!deep) {
        return plain;
      }
      switch (expr.op) {
        case 'add':
        case 'sub':
        case 'mul': {
          const need = low + width;
          if (need === expr.width) {
            return plain;
          }
          const operand = (a: Expr) => (a.width <= need ? a : withSign(again(a, 0, need), expr.signed));
          const narrow: Expr = { ...expr, a: operand(expr.a), b: operand(expr.b), width: need };
          return { kind: 'slice', a: narrow, low, width, signed: false };
        }
      }
  }
  return plain;
}

function concatenate(
  parts: readonly Expr[],
  low: number,
  width: number,
  again: (a: Expr, low: number, width: number) => Expr,
): Expr {
  const chosen: Expr[] = [];
  let at = parts.reduce((sum, part) => sum + part.width, 0);
  for (const part of parts) {
    at -= part.width;
    const from = Math.max(low, at);
    const to = Math.min(low + width, at + part.width);
    if (from < to) {
      chosen.push(again(part, from - at, to - from));
    }
  }
  return chosen.length === 1 ? chosen[0] : { kind: 'cat', parts: chosen, width, signed: false };
}
