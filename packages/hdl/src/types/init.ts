import { fail, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Literal } from '../signal/interfaces.ts';
import type { AnyType } from './any.ts';
import { type Data, expectRecord, type Leaf } from './data.ts';
import { memberValue } from './enum.ts';
import { literalBits } from './literal.ts';

/**
 * The leaves of `type` with reset values taken from `value`, a literal of the type. Members left out keep what they
 * have.
 */
export function initLeaves(type: Data, value: unknown): Leaf[] {
  const bits = constantLeaves(type, value);
  return type.leaves.map((leaf, i) => ({ ...leaf, init: bits[i] ?? leaf.init }));
}

/** Bit patterns of a literal of a type, a leaf each; undefined where the literal says nothing. */
export function constantLeaves(type: Data, value: unknown): (bigint | undefined)[] {
  const known = type as AnyType;
  if (value === undefined) {
    return type.leaves.map(() => undefined);
  }
  switch (known.kind) {
    case 'uint':
    case 'sint':
      return [literalBits(value as Literal, known.width, known.kind === 'sint')];
    case 'enum':
      return [memberValue(known, value as string)];
    case 'vec':
      return packElements(known, value as readonly unknown[]);
    case 'array':
    case 'pad':
      return type.leaves.map(() => undefined);
    case 'bundle':
      expectRecord(value as object, `the value of a ${type}`);
      return known.members.flatMap(([name, member]) =>
        constantLeaves(member, (value as Record<string, unknown>)[name]),
      );
  }
}

function packElements(type: AnyType & { kind: 'vec' }, values: readonly unknown[]): (bigint | undefined)[] {
  if (!Array.isArray(values)) {
    return stop('literal', `${type} takes an array, not ${shownValue(values)}`);
  }
  if (values.length !== type.length) {
    fail('literal', `${type} takes ${type.length} elements, not ${values.length}`);
  }
  const elements = values.map((value) => constantLeaves(type.element, value));
  return type.element.leaves.map((leaf, j) =>
    elements.reduce((bits, element, i) => bits | ((element[j] ?? 0n) << BigInt(i * leaf.width)), 0n),
  );
}
