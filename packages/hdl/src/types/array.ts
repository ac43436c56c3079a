import type { Connectable } from './bundle.ts';
import { type Data, type In, type Leaf, type Out, typed, type Wire } from './data.ts';

/** `N` signals side by side, each a group of its own. */
export interface ArrayView<N extends number, V> extends Iterable<V> {
  readonly length: N;
  readonly [i: number]: V;
  at(i: number): V;
  map<R>(f: (element: V, i: number) => R): R[];
}

/**
 * `length` bundles with backward members. They are separate signals, `s_0_valid`, `s_1_valid`, …, so that tools see as
 * many buses, and are chosen by number alone, while the design is built.
 */
export interface ArrayType<N extends number = number, T extends Data = Data> extends Data {
  readonly kind: 'array';
  readonly length: N;
  readonly element: T;
  readonly $in: ArrayView<N, In<T>>;
  readonly $out: ArrayView<N, Out<T>> & Connectable<ArrayLike<In<T>>>;
  readonly $wire: ArrayView<N, Wire<T>> & Connectable<ArrayLike<In<T>>>;
  readonly $lit: never;
  readonly $const: never;
}

export function array<N extends number, T extends Data>(length: N, element: T): ArrayType<N, T> {
  const leaves = Array.from({ length }, (_, i) =>
    element.leaves.map((leaf): Leaf => ({ ...leaf, name: `${i}_${leaf.name}`, path: [String(i), ...leaf.path] })),
  );
  return typed<ArrayType<N, T>>({
    kind: 'array',
    length,
    element,
    leaves: leaves.flat(),
    toString: () => `array${length}_${element}`,
  });
}
