import { keyComment } from '../diagnostics/comments.ts';
import { here } from '../diagnostics/location.ts';
import { fail, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import { reportStranger } from '../elaborate/ownership.ts';
import type { Location, Signal } from '../ir/index.ts';
import { Bits } from '../signal/bits.ts';
import * as build from '../signal/build.ts';
import { drive } from '../signal/drive.ts';
import type { Bool } from '../signal/interfaces.ts';
import { leavesOf, typeOf, viewOf } from '../signal/view.ts';
import { type Data, expectType, type Leaf, type Passive, type Wire } from '../types/data.ts';
import { initLeaves } from '../types/init.ts';
import { addSignal, builder, type MutableSignal, ownerOf, simplified, takeName } from './builder.ts';
import { when } from './control.ts';
import { checkConstants } from './names.ts';

type Types = Readonly<Record<string, Data>>;
type PassiveTypes = Readonly<Record<string, Passive>>;
type Values = Readonly<Record<string, object>>;
/** As given, but read-only: what a named or registered value looks like. */
type Named<V> = { readonly [K in keyof V]: V[K] };

export interface RegisterOptions<V = Values> {
  /** Loads only where this holds. */
  readonly enable?: Bool;
  /** Reset values by name; without one a register has no reset. */
  readonly init?: { readonly [K in keyof V]?: unknown };
}

/** Combinational signals, named by key. */
export function wires<T extends Types>(types: T): { readonly [K in keyof T]: Wire<T[K]> } {
  const at = here();
  return mapValues(types, (type, key) => viewOf(expectType(type, key), declare('wire', type.leaves, key, at))) as never;
}

/**
 * Registers, named by key. Those with an initial value are reset to it; the others have no reset. They hold unless set.
 */
export function regs<T extends PassiveTypes>(types: T): { readonly [K in keyof T]: Wire<T[K]> } {
  const at = here();
  return mapValues(types, (type, key) => {
    expectType(type, key);
    if (type.leaves.some((leaf) => leaf.flipped)) {
      fail('type', `register ${key}: ${type} has backward members`, { places: [{ at }] });
    }
    return viewOf(type, declare('register', type.leaves, key, at));
  }) as never;
}

/** Wires that carry a value each, named by key. */
export function named<V extends Values>(values: V): Named<V> {
  const at = here();
  return mapValues(values, (value, key) => {
    const type = valueType(value, key);
    const leaves = declare('wire', type.leaves, key, at);
    load(leaves, leavesOf(value), at);
    return viewOf(type, leaves.map(readOnly));
  }) as never;
}

/** Registers loaded with a value on every clock edge (where `enable` holds). */
export function registered<V extends Values>(values: V, options: RegisterOptions<V> = {}): Named<V> {
  const at = here();
  const stages = mapValues(values, (value, key) => {
    const type = valueType(value, key);
    const init = options.init?.[key];
    const leaves = init === undefined ? type.leaves.map(withoutInit) : initLeaves(type, init);
    return { type, source: leavesOf(value), leaves: declare('register', leaves, key, at) };
  });
  if (options.enable) {
    when(options.enable, () => loadAll(stages, at));
  } else {
    loadAll(stages, at);
  }
  return mapValues(stages, ({ type, leaves }) => viewOf(type, leaves.map(readOnly))) as never;
}

/** `stages` registers in a row: `x_1`, `x_2`, … and last `x` itself. None: a wire. */
export function delay<V extends Values>(values: V, stages: number, options: RegisterOptions<V> = {}): Named<V> {
  return delays(values, stages, options).at(-1) ?? named(values);
}

/** As `delay`; what each of the registers in a row gives, the first one first. */
export function delays<V extends Values>(
  values: V,
  stages: number,
  options: RegisterOptions<V> = {},
): readonly Named<V>[] {
  if (!Number.isInteger(stages) || stages < 0) {
    return stop('type', `delay: the number of registers is a whole number from 0, not ${shownValue(stages)}`);
  }
  const row: Named<V>[] = [];
  let current: Values = values;
  for (let stage = 1; stage <= stages; stage++) {
    const suffixed = (key: string) => (stage < stages ? `${key}_${stage}` : key);
    const next = registered(rename(current, suffixed), {
      enable: options.enable,
      init: options.init && rename(options.init as Values, suffixed),
    });
    current = stage < stages ? rename(next, (key) => key.slice(0, key.lastIndexOf('_'))) : next;
    row.push(current as Named<V>);
  }
  return row;
}

/** Prefixes the names of everything declared in `body`: `lane3_acc`, `u_lane3_pe`. */
export function scope<R>(name: string, body: () => R): R {
  const b = builder();
  const outer = b.prefix;
  b.prefix = `${outer}${name}_`;
  try {
    return body();
  } finally {
    b.prefix = outer;
  }
}

/** Synthesis attributes on signals: `keep`, `dont_touch`, `use_dsp`, `max_fanout`, `async_reg`, `X_INTERFACE_INFO`. */
export function attributes(target: object, values: Readonly<Record<string, string | number>>): void {
  checkConstants(values, 'attribute', here());
  for (const leaf of leavesOf(target)) {
    const expr = simplified(leaf.expr);
    const signal = expr.kind === 'ref' ? (expr.signal as MutableSignal) : undefined;
    if (signal) {
      if (isOwn(signal, 'given attributes')) {
        signal.attributes = { ...signal.attributes, ...values };
      }
    } else {
      fail('type', 'attributes belong on a signal, not on an expression', { hint: 'give it a name with named({ … })' });
    }
  }
}

/** Says that these signals, or some of their bits, are left unread on purpose. */
export function unused(...values: readonly object[]): void {
  for (const value of values) {
    for (const leaf of leavesOf(value)) {
      for (const signal of signalsIn(leaf)) {
        if (isOwn(signal, 'marked unused')) {
          builder().unused.add(signal);
        }
      }
    }
  }
}

/** Whether a signal belongs to the open module; reports one that does not. */
function isOwn(signal: Signal, verb: string): boolean {
  const b = builder();
  if (ownerOf(signal) === b) {
    return true;
  }
  reportStranger(b, signal, verb, here());
  return false;
}

function signalsIn(leaf: Bits): Signal[] {
  let e = simplified(leaf.expr);
  while (e.kind === 'slice' || e.kind === 'cast' || e.kind === 'index' || e.kind === 'resize') {
    e = e.a;
  }
  return e.kind === 'ref' ? [e.signal] : [];
}

/** Adds one signal a leaf to the open module. */
export function declare(kind: 'wire' | 'register', leaves: readonly Leaf[], key: string, at: Location): Bits[] {
  const b = builder();
  return leaves.map((leaf) => {
    const signal: MutableSignal = {
      kind,
      name: takeName(joinName(`${b.prefix}${key}`, leaf.name), at, kind),
      width: leaf.width,
      signed: leaf.signed,
      domain: kind === 'register' ? b.domain : undefined,
      init: kind === 'register' ? leaf.init : undefined,
      labels: leaf.labels,
      attributes: {},
      comments: () => [keyComment(at, key), leaf.comment?.()],
      at,
    };
    addSignal(b, signal);
    return drivable(signal);
  });
}

export const drivable = (signal: Signal): Bits => new Bits(build.ref(signal), { signal, low: 0, width: signal.width });

export const readOnly = (bits: Bits): Bits => new Bits(bits.expr);

export const joinName = (base: string, leaf: string): string => (leaf === '' ? base : `${base}_${leaf}`);

const withoutInit = (leaf: Leaf): Leaf => ({ ...leaf, init: undefined });

function load(to: readonly Bits[], from: readonly Bits[], at: Location): void {
  to.forEach((leaf, i) => {
    drive(leaf, from[i], at);
  });
}

function loadAll(
  stages: Readonly<Record<string, { readonly leaves: readonly Bits[]; readonly source: readonly Bits[] }>>,
  at: Location,
): void {
  for (const { leaves, source } of Object.values(stages)) {
    load(leaves, source, at);
  }
}

function valueType(value: object, key: string): Data {
  if (typeof value !== 'object' || value === null) {
    fail('type', `${key}: not a signal`, { hint: 'lit(value, type) makes a constant' });
  }
  return typeOf(value);
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, f: (value: T, key: string) => R): Record<string, R> {
  const mapped: Record<string, R> = {};
  for (const key of Object.keys(record)) {
    mapped[key] = f(record[key], key);
  }
  return mapped;
}

const rename = (record: Values, f: (key: string) => string): Values =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [f(key), value]));
