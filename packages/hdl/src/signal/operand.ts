import { fail, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Expr } from '../ir/index.ts';
import { simplified } from '../module/builder.ts';
import { Code } from '../types/code.ts';
import { literalBits } from '../types/literal.ts';
import * as build from './build.ts';
import type { Literal } from './interfaces.ts';

/** `uint(8)`, `sint(5)`. */
export const typeName = (e: { readonly width: number; readonly signed: boolean }): string =>
  `${e.signed ? 'sint' : 'uint'}(${e.width})`;

/** How a message speaks of an expression: by name where it has one. */
export function describe(expr: Expr): string {
  const e = simplified(expr);
  switch (e.kind) {
    case 'ref':
      return `\`${e.signal.name}\``;
    case 'const':
      return `the constant ${e.label ? `${e.label.of}_${e.label.member}` : e.value}`;
    case 'slice':
      return e.a.kind === 'ref' ? `\`${e.a.signal.name}[${e.low + e.width - 1}:${e.low}]\`` : 'a slice';
    case 'index':
      return e.a.kind === 'ref' ? `an element of \`${e.a.signal.name}\`` : 'an element';
    case 'cast':
    case 'resize':
      return describe(e.a);
    case 'memoryRead':
      return `a word of \`${e.memory.name}\``;
    case 'binary':
      return `the result of ${e.op}`;
    default:
      return 'the expression';
  }
}

/** The expression of a signal; undefined for whatever is none. */
export function exprIn(value: unknown): Expr | undefined {
  return typeof value === 'object' && value !== null && 'expr' in value ? (value.expr as Expr) : undefined;
}

/** The expression of what must be a signal. */
export const signalExpr = (value: unknown, what: string): Expr =>
  exprIn(value) ??
  stop('type', `${what} is a signal, not ${shownValue(value)}`, { hint: 'lit(5, uint(3)) makes one of a number' });

/** A literal as a constant. */
export const literal = (value: Literal, width: number, signed: boolean): Expr =>
  build.constant(literalBits(value, width, signed), width, signed, value instanceof Code ? value.label : undefined);

/** The second operand of an operator that wants both of one type; a literal takes the type of the first. */
export function matching(a: Expr, b: { readonly expr: Expr } | Literal, op: string): Expr {
  const e = exprIn(b) ?? literal(b as Literal, a.width, a.signed);
  if (e.signed !== a.signed) {
    fail('sign', `${op} of ${describe(a)}, ${typeName(a)}, and ${describe(e)}, ${typeName(e)}`, {
      hint: 'asSInt() or asUInt() on one of them',
    });
  } else if (e.width !== a.width) {
    fail('width', `${op} of ${describe(a)}, ${typeName(a)}, and ${describe(e)}, ${typeName(e)}`, {
      hint:
        op === 'add' || op === 'sub'
          ? `${op}Grow takes operands of any width; extend(n) and trunc(n) change one`
          : 'extend(n) or trunc(n) one of them',
    });
  }
  return build.cast(build.resize(e, a.width), a.signed);
}
