import type { Binary, Expr, Mux, Unary } from '../ir/index.ts';
import { printConst } from './literal.ts';
import { nothing, type Operands } from './operand.ts';
import { atom, LEVELS, SYMBOLS, side, TERNARY, type Text, UNARY, wrap } from './precedence.ts';

export function printUnary(e: Unary, operands: Operands): Text {
  const symbol = { not: '~', neg: '-', reduceAnd: '&', reduceOr: '|', reduceXor: '^' }[e.op];
  const reduces = e.op !== 'not' && e.op !== 'neg';
  const a = reduces ? operands.texts.printAlone(e.a) : operands.selfSized(e.a, e.width);
  const text = `${symbol}${wrap(a, UNARY + 1, true)}`;
  return { text, level: UNARY, self: e.width, signed: !reduces && a.signed, atomic: reduces };
}

/** `exact`: the context is known to have the node's width. */
export function printBinary(e: Binary, exact: boolean, operands: Operands): Text {
  switch (e.op) {
    case 'add':
    case 'sub':
      return arithmetic(e, exact, operands, (operand) => operand.width === e.width - 1);
    case 'mul':
      return arithmetic(e, exact, operands, () => true);
    case 'div':
    case 'rem':
      return division(e, operands);
    case 'shl':
    case 'shr':
      return shift(e, operands);
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return comparison(e, operands);
    default:
      return arithmetic(e, exact, operands, nothing);
  }
}

export function printMux(e: Mux, exact: boolean, operands: Operands): Text {
  const { texts } = operands;
  const a = operands.of(e.a, e.width, exact, nothing);
  let b = operands.of(e.b, e.width, exact || a.self === e.width, nothing);
  if (!exact && a.self < e.width && b.self < e.width) {
    b = texts.spill(e.b);
  }
  const select = texts.printCondition(e.select);
  const text = `${wrap(select, TERNARY + 1, true)} ? ${wrap(a, TERNARY + 1, true)} : ${wrap(b, TERNARY, true)}`;
  return { text, level: TERNARY, self: Math.max(a.self, b.self), signed: a.signed && b.signed, atomic: false };
}

/** Two operands in one context of the node's width. */
function arithmetic(e: Binary, exact: boolean, operands: Operands, extendable: (e: Expr) => boolean): Text {
  let a = operands.of(e.a, e.width, exact, extendable);
  let b = operands.of(e.b, e.width, exact || a.self === e.width, extendable);
  if (!exact && e.a.width === e.width && a.self < e.width && b.self < e.width) {
    a = operands.texts.spill(e.a);
  }
  if (!exact && e.b.width === e.width && a.self < e.width && b.self < e.width) {
    b = operands.texts.spill(e.b);
  }
  return joined(e, a, b, Math.max(a.self, b.self));
}

function joined(e: Binary, a: Text, b: Text, self: number): Text {
  const level = LEVELS[e.op];
  const text = `${side(e, e.a, a, true)} ${SYMBOLS[e.op]} ${side(e, e.b, b, false)}`;
  return { text, level, self, signed: a.signed && b.signed, atomic: false };
}

/** Zero where the divisor is zero. */
function division(e: Binary, operands: Operands): Text {
  const a = operands.selfSized(e.a, e.width);
  const b = operands.selfSized(e.b, e.width);
  const quotient = joined(e, a, b, e.width);
  const zero = printConst({ kind: 'const', value: 0n, width: e.width, signed: e.signed });
  if (e.b.kind === 'const') {
    return e.b.value === 0n ? atom(zero, e.width, e.signed) : quotient;
  }
  const divisor = wrap(b, LEVELS.eq, true);
  return { ...quotient, text: `${divisor} == ${zero} ? ${zero} : ${quotient.text}`, level: TERNARY };
}

function shift(e: Binary, operands: Operands): Text {
  // Beyond the width all amounts do the same, and a plain number must fit 32 bits.
  const width = BigInt(e.width);
  const a = operands.selfSized(e.a, e.width);
  const amount =
    e.b.kind === 'const'
      ? String(e.b.value < width ? e.b.value : width)
      : wrap(operands.texts.printAlone(e.b), LEVELS.shl + 1, true);
  const symbol = e.op === 'shl' ? '<<' : a.signed ? '>>>' : '>>';
  const text = `${wrap(a, LEVELS.shl, false)} ${symbol} ${amount}`;
  return { text, level: LEVELS.shl, self: e.width, signed: a.signed, atomic: false };
}

function comparison(e: Binary, operands: Operands): Text {
  const width = Math.max(e.a.width, e.b.width);
  const a = operands.selfSized(e.a, width);
  const b = operands.of(e.b, width, true, nothing);
  return { ...joined(e, a, b, 1), self: 1, signed: false, atomic: true };
}
