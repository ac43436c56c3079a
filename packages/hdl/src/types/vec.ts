import { stop } from '../diagnostics/report.ts';
import type { Vec, VecVar } from '../signal/interfaces.ts';
import { type ConstOf, expectType, type Leaf, type Lit, type Passive, typed } from './data.ts';
import { initLeaves } from './init.ts';
import { shownValue } from './literal.ts';

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

/** `length` elements of a type. Each leaf of the element becomes one packed signal, element 0 in its lowest bits. */
export function vec<const N extends number, T extends Passive>(length: N, element: T): VecType<N, T> {
  if (!Number.isInteger(length) || length < 1) {
    return stop('type', `vec: the length is a whole number above 0, not ${shownValue(length)}`);
  }
  const leaves = expectType(element, 'vec').leaves.map((leaf) => ({
    ...leaf,
    width: leaf.width * length,
    signed: false,
    labels: undefined,
    init: leaf.init === undefined ? undefined : repeat(leaf.init, leaf.width, length),
  }));
  return withLeaves(length, element, leaves);
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
