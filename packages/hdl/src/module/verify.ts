import { here } from '../diagnostics/location.ts';
import { fail } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import { refuseHardware } from '../elaborate/verification.ts';
import { ANY_CONSTANT, type Check, type Print, type Radix } from '../ir/index.ts';
import type { Bool, SInt, UInt } from '../signal/interfaces.ts';
import { signalExpr } from '../signal/operand.ts';
import { leavesOf } from '../signal/view.ts';
import type { In, Passive } from '../types/data.ts';
import { builder, collectBlock } from './builder.ts';
import { attributes, regs } from './declare.ts';
import { asVerification } from './past.ts';

/**
 * On every clock edge outside reset (where the `when`s around it hold) the condition must be 1. Formal tools prove it,
 * the simulator watches it with `{ checks: true }`.
 */
export const assert = (condition: Bool, message: string): void => check('assert', condition, message);
/** As `assert`, about the inputs: formal tools take it for granted. */
export const assume = (condition: Bool, message: string): void => check('assume', condition, message);
/** A situation that a test should reach. */
export const cover = (condition: Bool, message: string): void => check('cover', condition, message);

/**
 * Registers, wires and instances for checks alone: Verilog tools see them under `FORMAL`, the simulator with
 * `{ checks: true }`, synthesis never. Hardware does not read them, and they set nothing of it.
 */
export function verification<R>(body: () => R): R {
  const b = builder();
  const outer = b.block;
  let result: R | undefined;
  const block = collectBlock(() => {
    result = asVerification(b, body);
  });
  refuseHardware(b, block);
  outer.push(...block);
  return result as R;
}

function check(kind: Check['check'], condition: Bool, message: string): void {
  const expr = signalExpr(condition, 'a condition');
  if (typeof message !== 'string' || message === '') {
    fail('type', `${kind} takes a sentence that says what it is about, not ${shownValue(message)}`);
    return;
  }
  clocked({ kind: 'check', check: kind, condition: expr, message, at: here() });
}

/**
 * Values, named by key, that never change and may be any: what a check finds of one place holds of every place. Formal
 * tools try them all; in a simulation they are what registers without a reset start from. For checks alone.
 */
export function anyConstant<T extends Readonly<Record<string, Passive>>>(
  types: T,
): { readonly [K in keyof T]: In<T[K]> } {
  return verification(() => {
    const held = regs(types);
    for (const value of Object.values(held)) {
      attributes(value as object, { [ANY_CONSTANT]: 1 });
      (value as { set(same: unknown): void }).set(value);
    }
    return held as never;
  });
}

interface Formatted {
  readonly value: object;
  readonly radix: Radix;
}

export const hex = (value: UInt | SInt): Formatted => ({ value, radix: 'hex' });
export const bin = (value: UInt | SInt): Formatted => ({ value, radix: 'binary' });

/** Writes a line in simulation, on the clock edge: print`x=${x} address=${hex(a)}`. */
export function print(text: TemplateStringsArray, ...values: readonly (object | Formatted)[]): void {
  const parts: Print['parts'][number][] = [];
  text.forEach((piece, i) => {
    if (piece !== '') {
      parts.push(piece);
    }
    if (i >= values.length) {
      return;
    }
    const given = values[i];
    if (typeof given !== 'object' || given === null) {
      fail('type', `print: value ${i + 1} is a signal, not ${shownValue(given)}`);
      return;
    }
    const { value, radix } = 'radix' in given ? given : { value: given, radix: 'decimal' as const };
    parts.push({ value: leavesOf(value)[0].expr, radix });
  });
  clocked({ kind: 'print', parts, at: here() });
}

function clocked(statement: Check | Print): void {
  const b = builder();
  b.domainOf.set(statement, b.domain);
  b.statement(statement);
}
