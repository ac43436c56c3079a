import type { Changes } from './vcd.ts';

/** A column that grows while the file is read. */
export interface GrowingChanges extends Changes {
  at: Uint32Array<ArrayBuffer>;
  value: Uint32Array<ArrayBuffer>;
  unknown: Uint32Array<ArrayBuffer> | undefined;
  reals: Float64Array<ArrayBuffer>;
}

export function createChanges(type: string, width: number): GrowingChanges {
  const kind =
    type === 'real' || type === 'realtime'
      ? 'real'
      : type === 'string'
        ? 'string'
        : type === 'event'
          ? 'event'
          : 'bits';
  const words = Math.max(1, (width + 31) >>> 5);
  return {
    kind,
    width,
    words,
    count: 0,
    at: new Uint32Array(2),
    value: new Uint32Array(kind === 'bits' || kind === 'event' ? 2 * words : 0),
    unknown: undefined,
    reals: new Float64Array(kind === 'real' ? 2 : 0),
    strings: [],
  };
}

export function grow(changes: GrowingChanges): void {
  const capacity = changes.at.length * 2;
  changes.at = copyOf(changes.at, new Uint32Array(capacity));
  if (changes.value.length) changes.value = copyOf(changes.value, new Uint32Array(capacity * changes.words));
  if (changes.unknown) changes.unknown = copyOf(changes.unknown, new Uint32Array(capacity * changes.words));
  if (changes.reals.length) changes.reals = copyOf(changes.reals, new Float64Array(capacity));
}

/** Cuts the spare room off. */
export function trim(changes: GrowingChanges): void {
  const { count, words } = changes;
  changes.at = changes.at.slice(0, count);
  if (changes.value.length) changes.value = changes.value.slice(0, count * words);
  if (changes.unknown) changes.unknown = changes.unknown.slice(0, count * words);
  if (changes.reals.length) changes.reals = changes.reals.slice(0, count);
}

function copyOf<T extends Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(from: T, to: T): T {
  to.set(from);
  return to;
}
