import { here } from '../diagnostics/location.ts';
import { fail } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Expr, Signal } from '../ir/index.ts';
import { walk } from '../ir/index.ts';
import type { Bits } from '../signal/bits.ts';
import * as build from '../signal/build.ts';
import type { Bool } from '../signal/interfaces.ts';
import { leavesOf, typeOf, viewOf } from '../signal/view.ts';
import { addSignal, type Builder, builder, type MutableSignal, type OpenDomain } from './builder.ts';
import { drivable, readOnly } from './declare.ts';

/** What a register of the past holds. */
export interface History {
  /** Edges between what it holds and now. */
  readonly edges: number;
  /** `since[n - 1]`: at least n edges of the domain have come outside reset. */
  readonly since: readonly Expr[];
}

const histories = new WeakMap<Signal, History>();

/** Of a register made by `past`; undefined for any other signal. */
export const historyOf = (signal: Signal): History | undefined => histories.get(signal);

/**
 * The value of a signal or expression `edges` clock edges ago, for checks alone. A check that looks back is silent
 * while there is not that much past since the reset.
 */
export function past<T extends object>(value: T, edges = 1): T {
  if (!Number.isInteger(edges) || edges < 1) {
    fail('range', `past looks back a whole number of edges from 1 on, not ${shownValue(edges)}`);
    return value;
  }
  let leaves = leavesOf(value);
  for (let edge = 0; edge < edges; edge++) {
    leaves = leaves.map(before);
  }
  return viewOf(typeOf(value), leaves) as T;
}

/** 1 where it is 1 and was 0 on the edge before. */
export const rose = (value: Bool): Bool => value.and(past(value).not());

/** 1 where it is 0 and was 1 on the edge before. */
export const fell = (value: Bool): Bool => value.not().and(past(value));

/** Whether a signal, of whatever type, is what it was on the edge before. */
export function stable(value: object): Bool {
  const same = leavesOf(value).map((leaf) => leaf.eq(before(leaf)) as unknown as Bool);
  return same.reduce((all, each) => all.and(each));
}

/** The registers made for the signals and expressions of a domain: asked for twice, there is one. */
const made = new WeakMap<OpenDomain, Map<Expr | Signal, Bits>>();

function before(leaf: Bits): Bits {
  const b = builder();
  const known = made.get(b.domain) ?? new Map<Expr | Signal, Bits>();
  made.set(b.domain, known);
  const key = leaf.expr.kind === 'ref' ? leaf.expr.signal : leaf.expr;
  let register = known.get(key);
  if (!register) {
    register = asVerification(b, () => makeBefore(b, leaf));
    known.set(key, register);
  }
  return register;
}

function makeBefore(b: Builder, { expr }: Bits): Bits {
  let edges = 0;
  walk([expr], (e) => {
    if (e.kind === 'ref') {
      edges = Math.max(edges, historyOf(e.signal)?.edges ?? 0);
    }
  });
  const name = expr.kind === 'ref' ? expr.signal.name : 'value';
  const register = hidden(b, `_past_${name.replace(/^_past_/, '')}`, expr, undefined);
  load(b, register, expr);
  histories.set(register, { edges: edges + 1, since: since(b, edges + 1) });
  return readOnly(drivable(register));
}

/** A register nobody named: leading underscores are the printer's and ours. */
function hidden(
  b: Builder,
  base: string,
  like: Pick<Expr, 'width' | 'signed'>,
  init: bigint | undefined,
): MutableSignal {
  let name = base;
  for (let n = 2; b.taken.has(name); n++) {
    name = `${base}_${n}`;
  }
  const at = here();
  b.taken.set(name, at);
  const signal: MutableSignal = {
    kind: 'register',
    name,
    width: like.width,
    signed: like.signed,
    domain: b.domain,
    init,
    labels: undefined,
    attributes: {},
    at,
  };
  addSignal(b, signal);
  return signal;
}

/** On every edge, whatever the `when`s around. */
const load = (b: Builder, signal: Signal, value: Expr): void => {
  b.statements.push({ kind: 'assign', target: { kind: 'whole', signal }, value, at: signal.at });
};

const counts = new WeakMap<OpenDomain, Expr[]>();

/** One register for each edge since reset that somebody asks about. */
function since(b: Builder, edges: number): readonly Expr[] {
  const known = counts.get(b.domain) ?? [];
  counts.set(b.domain, known);
  while (known.length < edges) {
    const register = hidden(b, `_edges${known.length + 1}`, { width: 1, signed: false }, 0n);
    load(b, register, known.at(-1) ?? build.constant(1n, 1));
    known.push(build.ref(register));
  }
  return known;
}

/** What is declared in `body` is for checks alone. */
export function asVerification<R>(b: Builder, body: () => R): R {
  const outer = b.verifying;
  b.verifying = true;
  try {
    return body();
  } finally {
    b.verifying = outer;
  }
}
