import { fail, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Expr } from '../ir/index.ts';
import type { AnyType } from '../types/any.ts';
import { bundle } from '../types/bundle.ts';
import type { Data, Leaf } from '../types/data.ts';
import { memberValue } from '../types/enum.ts';
import { sint, uint } from '../types/scalar.ts';
import { Bits, type Operand } from './bits.ts';
import * as build from './build.ts';
import type { Literal } from './interfaces.ts';
import { literal } from './operand.ts';

/** Key under which every composite view keeps its type and flat signals. */
const PARTS = Symbol('parts');

interface Parts {
  readonly type: Data;
  readonly leaves: readonly Bits[];
}

export type Composite = { readonly [PARTS]: Parts };

/** A value of an enumeration. */
export class EnumBits {
  readonly [PARTS]: Parts;
  readonly #type: AnyType & { kind: 'enum' };

  constructor(type: AnyType & { kind: 'enum' }, bits: Bits) {
    this.#type = type;
    this[PARTS] = { type, leaves: [bits] };
  }

  get members(): readonly string[] {
    return this.#type.members;
  }

  /** The enumeration's name. */
  get of(): string {
    return this.#type.name;
  }

  get #bits(): Bits {
    return this[PARTS].leaves[0];
  }

  set(value: unknown): void {
    setValue(this, value);
  }

  is(...members: string[]): Bits {
    const tests = members.map((member) => build.binary('eq', this.#bits.expr, memberConstant(this.#type, member)));
    return new Bits(tests.reduce((a, b) => build.binary('or', a, b)));
  }

  isNot(...members: string[]): Bits {
    const tests = members.map((member) => build.binary('ne', this.#bits.expr, memberConstant(this.#type, member)));
    return new Bits(tests.reduce((a, b) => build.binary('and', a, b)));
  }

  eq(b: Composite): Bits {
    return this.#bits.eq(leavesOf(b)[0]);
  }

  ne(b: Composite): Bits {
    return this.#bits.ne(leavesOf(b)[0]);
  }

  asUInt(): Bits {
    return this.#bits;
  }
}

const memberConstant = (type: AnyType & { kind: 'enum' }, member: string): Expr =>
  build.constant(memberValue(type, member), type.width, false, { of: type.name, member });

/** Elements of a vector: slices of the packed leaves. */
export class VecView {
  readonly [PARTS]: Parts;
  readonly length: number;
  readonly #element: Data;

  constructor(type: AnyType & { kind: 'vec' }, leaves: readonly Bits[]) {
    this[PARTS] = { type, leaves };
    this.length = type.length;
    this.#element = type.element;
  }

  at(i: number | Bits): unknown {
    if (typeof i === 'number' && (!Number.isInteger(i) || i < 0 || i >= this.length)) {
      fail('range', `element ${i} of a vector of ${this.length}`);
    }
    const place = typeof i === 'number' ? Math.min(Math.max(0, Math.trunc(i)), this.length - 1) : i;
    const leaves = this.#element.leaves.map((leaf, j) => {
      const bits = this[PARTS].leaves[j].part(place, leaf.width);
      return leaf.signed ? new Bits(build.cast(bits.expr, true), bits.place) : bits;
    });
    return viewOf(this.#element, leaves);
  }

  map(f: (element: unknown, i: number) => unknown): unknown[] {
    return Array.from({ length: this.length }, (_, i) => f(this.at(i), i));
  }

  *[Symbol.iterator](): Iterator<unknown> {
    for (let i = 0; i < this.length; i++) {
      yield this.at(i);
    }
  }

  set(value: unknown): void {
    setValue(this, value);
  }
}

/** How a group of flat signals of `type` looks to the user. */
export function viewOf(type: Data, leaves: readonly Bits[]): unknown {
  const known = type as AnyType;
  switch (known.kind) {
    case 'uint':
    case 'sint':
      return leaves[0];
    case 'enum':
      return new EnumBits(known, leaves[0]);
    case 'vec':
      return new VecView(known, leaves);
    case 'array':
      return arrayView(known, leaves);
    case 'bundle':
      return bundleView(known, leaves);
    case 'pad':
      return stop('type', 'pads are ports of their own, under inout');
  }
}

/** A JavaScript array of the elements' views. */
function arrayView(type: AnyType & { kind: 'array' }, leaves: readonly Bits[]): unknown {
  const { length, element } = type;
  const size = element.leaves.length;
  const elements = Array.from({ length }, (_, i) => viewOf(element, leaves.slice(i * size, (i + 1) * size)));
  const hidden = (value: unknown) => ({ value, enumerable: false });
  Object.defineProperties(elements, {
    [PARTS]: hidden({ type, leaves }),
    connect: hidden((source: unknown) => connect(view as Composite, source)),
  });
  const view: object = boundedArray(elements, 'elements with backward members are chosen by number');
  return view;
}

/** An array in which a number beyond the end is a diagnostic. */
export function boundedArray<T>(elements: readonly T[], hint?: string): readonly T[] {
  const { length } = elements;
  const at = (i: unknown): T =>
    typeof i === 'number' && Number.isInteger(i) && i >= 0 && i < length
      ? elements[i]
      : stop('range', `element ${shownValue(i)} of an array of ${length}`, { hint });
  Object.defineProperty(elements, 'at', { value: at, enumerable: false });
  return new Proxy(elements, {
    get: (target, key) =>
      typeof key === 'string' && /^-?\d+(\.\d+)?$/.test(key) ? at(Number(key)) : Reflect.get(target, key),
  });
}

function bundleView(type: AnyType & { kind: 'bundle' }, leaves: readonly Bits[]): unknown {
  const view: Record<string, unknown> = {};
  let at = 0;
  for (const [name, member] of type.members) {
    view[name] = viewOf(member, leaves.slice(at, at + member.leaves.length));
    at += member.leaves.length;
  }
  const hidden = (value: unknown) => ({ value, enumerable: false });
  Object.defineProperty(view, PARTS, hidden({ type, leaves }));
  if (!('set' in view)) {
    Object.defineProperty(
      view,
      'set',
      hidden((value: unknown) => setValue(view, value)),
    );
  }
  if (!('connect' in view)) {
    Object.defineProperty(
      view,
      'connect',
      hidden((source: unknown) => connect(view as Composite, source)),
    );
  }
  return view;
}

/** Whether this is a signal or group of signals (not a literal). */
export const isView = (value: unknown): value is Bits | Composite =>
  value instanceof Bits || (typeof value === 'object' && value !== null && PARTS in value);

export const leavesOf = (value: unknown): readonly Bits[] =>
  value instanceof Bits ? [value] : asComposite(value)[PARTS].leaves;

export const typeOf = (value: unknown): Data =>
  value instanceof Bits ? (value.signed ? sint(value.width) : uint(value.width)) : asComposite(value)[PARTS].type;

/** A plain object of signals counts as a bundle with its keys as members. */
function asComposite(value: unknown): Composite {
  if (isView(value)) {
    return value as Composite;
  }
  if (typeof value !== 'object' || value === null) {
    return stop('type', `a signal is expected, not ${shownValue(value)}`);
  }
  const members = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, typeOf(member)]));
  const leaves = Object.values(value).flatMap((member) => leavesOf(member));
  return viewOf(bundle(members), leaves) as Composite;
}

/**
 * The leaf values that `value`, a signal or a literal of `type`, stands for. Undefined where a bundle literal leaves a
 * member out.
 */
export function valueLeaves(type: Data, value: unknown): (Bits | Expr | undefined)[] {
  if (isView(value)) {
    return matchingLeaves(type, value);
  }
  const known = type as AnyType;
  switch (known.kind) {
    case 'uint':
    case 'sint':
      return [literal(value as Literal, known.width, known.kind === 'sint')];
    case 'enum':
      return [memberConstant(known, value as string)];
    case 'vec':
      if (!Array.isArray(value)) {
        return stop('type', `${type} takes an array, not ${shownValue(value)}`);
      }
      return vecLeaves(known, value);
    case 'array':
    case 'pad':
      return stop('type', `${type} takes signals, not ${shownValue(value)}`);
    case 'bundle':
      if (typeof value !== 'object' || value === null) {
        return stop('type', `${type} takes an object of its members, not ${shownValue(value)}`);
      }
      return known.members.flatMap(([name, member]) => {
        const given = (value as Record<string, unknown>)[name];
        if (given === undefined) {
          fail('type', `no value for member ${name} of ${type}`);
        }
        return given === undefined ? member.leaves.map(() => undefined) : valueLeaves(member, given);
      });
  }
}

function matchingLeaves(type: Data, value: Bits | Composite): readonly Bits[] & (Bits | undefined)[] {
  const leaves = leavesOf(value);
  if (leaves.length !== type.leaves.length) {
    fail('type', `${typeOf(value)} where ${type} is expected: ${leaves.length} members, not ${type.leaves.length}`);
  }
  return [...leaves];
}

function vecLeaves(type: AnyType & { kind: 'vec' }, values: readonly unknown[]): Expr[] {
  if (values.length !== type.length) {
    fail('type', `${type} takes ${type.length} elements, not ${values.length}`);
  }
  const elements = values.map((value) => valueLeaves(type.element, value));
  return type.element.leaves.map((leaf, j) => {
    const parts = elements.map((element) => exprOf(element[j], leaf));
    return build.cat(parts.reverse());
  });
}

/** The leaf as an expression of exactly its width; reports a difference. */
function exprOf(value: Bits | Expr | undefined, leaf: Leaf): Expr {
  const e = value instanceof Bits ? value.expr : (value ?? build.zero(leaf.width));
  if (e.width !== leaf.width) {
    fail('width', `an element has ${leaf.width} bits, the value ${e.width}`);
  }
  if (e.signed !== leaf.signed) {
    fail('sign', `an element is ${leaf.signed ? 'signed' : 'unsigned'}, the value is not`);
  }
  return build.resize(e, leaf.width);
}

function setValue(to: unknown, value: unknown): void {
  const type = typeOf(to);
  if (type.leaves.some((leaf) => leaf.flipped)) {
    fail('direction', `${type} has backward members: set() moves values one way only`, { hint: 'use connect()' });
    return;
  }
  const values = valueLeaves(type, value);
  leavesOf(to).forEach((leaf, i) => {
    const given = values[i];
    if (given !== undefined) {
      leaf.set(given instanceof Bits ? given : (new Bits(given) as Operand));
    }
  });
}

function connect(to: Composite, source: unknown): void {
  const { type, leaves } = to[PARTS];
  const from = sourceLeaves(type, source);
  if (from.length !== leaves.length) {
    fail('type', `connect to ${type}: ${from.length} members, not ${leaves.length}`);
    return;
  }
  type.leaves.forEach((leaf, i) => {
    const [sink, driver] = leaf.flipped ? [from[i], leaves[i]] : [leaves[i], from[i]];
    sink.set(driver);
  });
}

/** Leaves of what is connected: a view, or an object with the members of the type. */
function sourceLeaves(type: Data, source: unknown): readonly Bits[] {
  if (isView(source)) {
    return leavesOf(source);
  }
  const known = type as AnyType;
  if (known.kind === 'array' && Array.isArray(source)) {
    if (source.length !== known.length) {
      fail('type', `connect: ${type} takes ${known.length} elements, not ${source.length}`);
      return [];
    }
    return source.flatMap((each) => sourceLeaves(known.element, each));
  }
  if (known.kind !== 'bundle' || typeof source !== 'object' || source === null) {
    fail('type', `connect: a signal of ${type} is expected`);
    return [];
  }
  return known.members.flatMap(([name, member]) => sourceLeaves(member, (source as Record<string, unknown>)[name]));
}
