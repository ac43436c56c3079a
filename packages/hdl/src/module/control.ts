import { here } from '../diagnostics/location.ts';
import { fail } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Location, Statement, SwitchCase } from '../ir/index.ts';
import type { Bits } from '../signal/bits.ts';
import type { Bool, EnumValue, UInt } from '../signal/interfaces.ts';
import { signalExpr } from '../signal/operand.ts';
import { EnumBits, leavesOf } from '../signal/view.ts';
import { literalBits } from '../types/literal.ts';
import { builder, collectBlock } from './builder.ts';

type Block = () => void;

export interface WhenChain {
  elsewhen(condition: Bool, body: Block): WhenChain;
  otherwise(body: Block): void;
}

interface Arm {
  readonly condition: Bits['expr'];
  readonly body: readonly Statement[];
  readonly at: Location;
}

/** The statements in `body` take effect where `condition` holds. */
export function when(condition: Bool, body: Block): WhenChain {
  const at = here();
  const arms: Arm[] = [arm(condition, body, at)];
  const statement: { kind: 'when'; arms: Arm[]; otherwise: Statement[] | undefined; at: Location } = {
    kind: 'when',
    arms,
    otherwise: undefined,
    at,
  };
  const b = builder();
  b.statement(statement);
  const mayGoOn = () => {
    const places = [{ at: here() }, { at, note: 'begun here' }];
    if (builder() !== b) {
      fail('scope', `a when of ${b.moduleName} is continued in ${builder().moduleName}`, { places });
      return false;
    }
    if (statement.otherwise) {
      fail('switch', 'a when goes on after its otherwise', { places });
      return false;
    }
    return true;
  };
  const chain: WhenChain = {
    elsewhen(next, nextBody) {
      if (mayGoOn()) {
        arms.push(arm(next, nextBody, here()));
      }
      return chain;
    },
    otherwise(lastBody) {
      if (mayGoOn()) {
        statement.otherwise = collectBlock(lastBody);
      }
    },
  };
  return chain;
}

function arm(condition: Bool, body: Block, at: Location): Arm {
  const expr = signalExpr(condition, 'a condition');
  if (expr.width !== 1) {
    fail('width', `a condition is 1 bit, not ${expr.width}`, { hint: 'compare it, or use orR()', places: [{ at }] });
  }
  return { condition: expr, body: collectBlock(body), at };
}

type AllMembers<M extends string> = Readonly<Record<M, Block>>;
type SomeMembers<M extends string> = { readonly [K in M]?: Block } & { readonly default: Block };
type NumberCases = Readonly<Record<number, Block>> & { readonly default?: Block };

/**
 * Runs the case of the subject's value: every member of an enumeration, or some and `default`; for numbers the keys are
 * values. With every member given, bit patterns that are no member run the last case.
 */
export function switch_<M extends string>(subject: EnumValue<M>, cases: AllMembers<M> | SomeMembers<M>): void;
export function switch_(subject: UInt, cases: NumberCases): void;
export function switch_(subject: object, cases: Readonly<Record<string, Block | undefined>>): void {
  const at = here();
  const bits = leavesOf(subject)[0];
  const labels = subject instanceof EnumBits ? subject.members : undefined;
  const built: SwitchCase[] = [];
  const seen = new Set<bigint>();
  for (const [key, body] of Object.entries(cases)) {
    if (key === 'default' || !body) {
      continue;
    }
    const value = labels ? memberIndex(labels, key) : literalBits(caseNumber(key, at), bits.width, bits.signed);
    if (seen.size === seen.add(value).size) {
      fail('switch', `two cases of one value: ${shownValue(key)} is ${value} once more`, { places: [{ at }] });
    }
    const label = subject instanceof EnumBits ? { of: subject.of, member: key } : undefined;
    built.push({ values: [{ value, label }], body: collectBlock(body), at });
  }
  if (labels && built.length < labels.length && !cases.default) {
    reportMissing(labels, cases, at);
  }
  const otherwise = cases.default && collectBlock(cases.default);
  const spare = labels && built.length === labels.length && labels.length < 2 ** bits.width && !otherwise;
  const last = spare ? built.pop() : undefined;
  builder().statement({
    kind: 'switch',
    subject: bits.expr,
    cases: built,
    otherwise: last ? last.body : otherwise,
    otherwiseLabel: last?.values[0]?.label,
    at,
  });
}

/** The number that a key of the cases stands for. */
function caseNumber(key: string, at: Location): bigint {
  if (/^-?\d+$/.test(key)) {
    return BigInt(key);
  }
  fail('switch', `the cases of a number are whole numbers or default, not ${shownValue(key)}`, { places: [{ at }] });
  return 0n;
}

function memberIndex(labels: readonly string[], key: string): bigint {
  const i = labels.indexOf(key);
  if (i < 0) {
    fail('switch', `no member ${key}: there are ${labels.join(', ')}`);
  }
  return BigInt(Math.max(0, i));
}

function reportMissing(labels: readonly string[], cases: Readonly<Record<string, unknown>>, at: Location): void {
  const missing = labels.filter((label) => !cases[label]);
  fail('switch', `switch_ has no case for ${missing.join(', ')}`, { places: [{ at }], hint: 'add them, or default' });
}
