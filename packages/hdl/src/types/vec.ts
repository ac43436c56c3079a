import { stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Vec, VecVar } from '../signal/interfaces.ts';
import { type ArrayType, array } from './array.ts';
import { type ConstOf, type Data, expectType, type Leaf, type Lit, type Passive, typed } from './data.ts';
import { initLeaves } from './init.ts';

export interface VecType<N extends number = number, T extends Passive = Passive> extends Passive {
  readonly kind: 'vec';
  readonly length: N;
  readonly element: T;
  readonly $in: Vec<N, T>;
  readonly $out: VecVar<N, T>;
  readonly $wire: VecVar<N, T>;
  readonly $lit: Vec<N, T> | readonly Lit<T>[];
  readonly $const: readonly ConstOf<T>[];
}

/**
 * `length` elements of a type. Each leaf of the element becomes one packed signal, element 0 in its lowest bits.
 * Bundles with backward members, streams for one, stay apart: an array of them.
 */
export function vec<const N extends number, T extends Passive>(length: N, element: T): VecType<N, T>;
export function vec<const N extends number, T extends Data>(length: N, element: T): ArrayType<N, T>;
export function vec<N extends number>(length: N, element: Data): VecType<N, Passive> | ArrayType<N, Data> {
  if (!Number.isInteger(length) || length < 1) {
    return stop('type', `vec: the length is a whole number above 0, not ${shownValue(length)}`);
  }
  if (expectType(element, 'vec').kind === 'pad') {
    return stop('type', 'vec: pads are ports of their own, under inout: pad(n) has n pins');
  }
  if (element.leaves.some((leaf) => leaf.flipped)) {
    return array(length, element);
  }
  const leaves = element.leaves.map((leaf) => ({
    ...leaf,
    width: leaf.width * length,
    signed: false,
    labels: undefined,
    init: leaf.init === undefined ? undefined : repeat(leaf.init, leaf.width, length),
  }));
  return withLeaves(length, element as Passive, leaves);
}

const withLeaves = <N extends number, T extends Passive>(
  length: N,
  element: T,
  leaves: readonly Leaf[],
): VecType<N, T> => {
  const self: VecType<N, T> = typed<VecType<N, T>>({
    kind: 'vec',
    length,
    element,
    leaves,
    init: (values: unknown) => withLeaves(length, element, initLeaves(self, values)),
    toString: () => `vec${length}_${element}`,
  });
  return self;
};

function repeat(bits: bigint, width: number, count: number): bigint {
  let all = 0n;
  for (let i = 0; i < count; i++) {
    all = (all << BigInt(width)) | bits;
  }
  return all;
}
