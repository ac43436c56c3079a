import { keyComment } from '../diagnostics/comments.ts';
import { here } from '../diagnostics/location.ts';
import { fail, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Location } from '../ir/index.ts';
import {
  type ConstOf,
  type Data,
  expectRecord,
  expectType,
  type In,
  type Leaf,
  type Lit,
  type Out,
  type Passive,
  typed,
  type Wire,
} from './data.ts';
import { initLeaves } from './init.ts';

type Members = Readonly<Record<string, Data>>;
/** No backward members. */
// biome-ignore lint/complexity/noBannedTypes: the empty object type is what is meant: `keyof {}` is never
export type None = {};

type InView<F extends Members, B extends Members> = { readonly [K in keyof F]: In<F[K]> } & {
  readonly [K in keyof B]: Out<B[K]>;
};
type OutView<F extends Members, B extends Members> = { readonly [K in keyof F]: Out<F[K]> } & {
  readonly [K in keyof B]: In<B[K]>;
};
type WireView<F extends Members, B extends Members> = { readonly [K in keyof F]: Wire<F[K]> } & {
  readonly [K in keyof B]: Wire<B[K]>;
};
type LitView<F extends Members> = { readonly [K in keyof F]: Lit<F[K]> };
type ConstView<F extends Members> = { readonly [K in keyof F]?: ConstOf<F[K]> };

/** `connect(source)`: forward members from the source, backward members to it. */
export interface Connectable<V> {
  connect(source: V): void;
}

export interface BundleType<F extends Members = Members, B extends Members = Members> extends Data {
  readonly kind: 'bundle';
  readonly forward: F;
  readonly backward: B;
  /** Forward members, then backward ones (flipped). */
  readonly members: readonly (readonly [name: string, type: Data])[];
  readonly $in: InView<F, B>;
  readonly $out: OutView<F, B> & Connectable<InView<F, B>> & Settable<F, B>;
  readonly $wire: WireView<F, B> & Connectable<InView<F, B>> & Settable<F, B>;
  readonly $lit: LitView<F>;
  readonly $const: ConstView<F>;
  init(value: ConstView<F>): this;
}

/** Bundles without backward members can be set as a whole. */
type Settable<F extends Members, B extends Members> = keyof B extends never
  ? { set(value: LitView<F>): void }
  : unknown;

export interface BundleOptions {
  /** Leaf name from the path of member names; the path joined with `_` by default. */
  readonly names?: (path: readonly string[]) => string;
}

/**
 * Named members that travel together; `backward` ones run against the direction of the bundle. The type name is used in
 * the names of parametric modules.
 */
export function bundle<F extends Members, B extends Members = None>(
  forward: F,
  backward?: B,
  name?: string,
  options: BundleOptions = {},
): BundleType<F, B> {
  const at = here();
  const back = expectRecord(backward ?? ({} as B), 'bundle: what holds the backward members');
  expectRecord(forward, 'bundle: what holds the members');
  if (name !== undefined && typeof name !== 'string') {
    fail('name', `bundle: the name is a string, not ${shownValue(name)}`);
  }
  for (const [key, type] of [...Object.entries(forward), ...Object.entries(back)]) {
    if (expectType(type, `member ${key} of bundle ${name ?? ''}`.trimEnd()).kind === 'pad') {
      fail('type', `member ${key} of bundle ${name ?? ''}: pads are ports of their own, under inout`);
    }
  }
  for (const key of [...Object.keys(forward), ...Object.keys(back)]) {
    if (key === '__proto__') {
      fail('name', `bundle ${name ?? ''}: a member named __proto__ means something else to JavaScript`);
    }
  }
  for (const key of Object.keys(back)) {
    if (key in forward) {
      fail('name', `bundle ${name ?? ''}: ${key} is both a forward and a backward member`);
    }
  }
  const leaves = [...membersOf(forward, false, options, at), ...membersOf(back, true, options, at)];
  return build(forward, back, name, leaves);
}

function build<F extends Members, B extends Members>(
  forward: F,
  backward: B,
  name: string | undefined,
  leaves: readonly Leaf[],
): BundleType<F, B> {
  const members = [...Object.entries(forward), ...Object.entries(backward)];
  const self: BundleType<F, B> = typed<BundleType<F, B>>({
    kind: 'bundle',
    forward,
    backward,
    members,
    leaves,
    init: (value: unknown) => build(forward, backward, name, initLeaves(self, value)),
    toString: () => name ?? members.map(([key, type]) => `${key}_${type}`).join('_'),
  });
  return self;
}

function membersOf(members: Members, flipped: boolean, options: BundleOptions, at: Location): Leaf[] {
  const named = options.names ?? ((path: readonly string[]) => path.join('_'));
  return Object.entries(members).flatMap(([key, type]) =>
    type.leaves.map((leaf) => {
      const path = [key, ...leaf.path];
      const name = named(path);
      const comment = () => leaf.comment?.() ?? keyComment(at, key);
      return { ...leaf, name, path: options.names ? [name] : path, flipped: leaf.flipped !== flipped, comment };
    }),
  );
}

/** Forward and backward members swapped. */
export function flip<F extends Members, B extends Members>(type: BundleType<F, B>): BundleType<B, F> {
  if (expectType(type, 'flip').kind !== 'bundle') {
    return stop('type', `flip: a bundle is expected, not ${type}`);
  }
  const forward = Object.values(type.forward).reduce((count, member) => count + member.leaves.length, 0);
  const leaves = [...type.leaves.slice(forward), ...type.leaves.slice(0, forward)];
  return build(
    type.backward,
    type.forward,
    `${type}_flipped`,
    leaves.map((leaf) => ({ ...leaf, flipped: !leaf.flipped })),
  );
}

/** Data without backward members as the type system sees a bundle of forward members only. */
export type PassiveBundle<F extends Members> = BundleType<F, None> & Passive;
