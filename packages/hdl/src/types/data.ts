import { stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Labels } from '../ir/index.ts';

/**
 * A description of data: immutable, reusable, never bound to a signal. The members starting with `$` exist only in the
 * type system; they say how a signal of this type looks from each side.
 */
export interface Data {
  readonly kind: 'uint' | 'sint' | 'enum' | 'vec' | 'array' | 'bundle' | 'pad';
  /** The signals it flattens to, in order. */
  readonly leaves: readonly Leaf[];
  /** As used in the names of parametric modules. */
  toString(): string;
  /** As seen by who receives it: readable; backward members drivable. */
  readonly $in: object;
  /** As seen by who supplies it: drivable (and readable); backward members readable. */
  readonly $out: object;
  /** Drivable and readable throughout. */
  readonly $wire: object;
  /** What may be given to `set`: a value or a literal. */
  readonly $lit: unknown;
  /** A literal alone. */
  readonly $const: unknown;
}

/** Data without backward members: it has values, can be registered, stored and multiplexed. */
export interface Passive extends Data {
  // biome-ignore lint/suspicious/noExplicitAny: inside a generic module the payload's own type is opaque; widths are checked on elaboration
  readonly $out: { set(value: any): void };
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly $wire: { set(value: any): void };
  /** The same type with a reset value. */
  init(value: this['$const']): this;
}

/** One flattened signal of a type. */
export interface Leaf {
  /** Name relative to the signal's; empty when the type is a scalar. */
  readonly name: string;
  readonly path: readonly string[];
  readonly width: number;
  readonly signed: boolean;
  /** Runs against the direction of the whole. */
  readonly flipped: boolean;
  readonly init: bigint | undefined;
  readonly labels: Labels | undefined;
  /** What its author says of it, where that can be read. */
  readonly comment?: () => string | undefined;
}

export type In<T extends Data> = T['$in'];
export type Out<T extends Data> = T['$out'];
export type Wire<T extends Data> = T['$wire'] & T['$in'];
export type Lit<T extends Data> = T['$lit'];
export type ConstOf<T extends Data> = T['$const'];

/** The object part of a type: what exists at run time. */
export type Plain<T extends Data> = Omit<T, '$in' | '$out' | '$wire' | '$lit' | '$const'>;

/** Gives a run-time description its compile-time members. */
export const typed = <T extends Data>(plain: Plain<T>): T => plain as unknown as T;

/** Whether a value describes data. */
export const isType = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && 'leaves' in value && 'kind' in value;

/** The value, where it is an object with something by name; reports what is none. */
export const expectRecord = <T extends object>(value: T, what: string): T =>
  typeof value === 'object' && value !== null ? value : stop('type', `${what} is an object, not ${shownValue(value)}`);

/** The value, where it describes data; reports what is none. */
export const expectType = <T extends Data>(value: T, what: string): T =>
  isType(value) ? value : stop('type', `${what}: a type is expected, not ${shownValue(value)}`);
