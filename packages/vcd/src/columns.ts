import { type Changes, textOf } from './vcd.ts';

/** A column that grows while the file is read. */
export interface GrowingChanges extends Changes {
  at: Uint32Array<ArrayBuffer>;
  value: Uint32Array<ArrayBuffer>;
  unknown: Uint32Array<ArrayBuffer> | undefined;
  reals: Float64Array<ArrayBuffer>;
}

const REAL_TYPES = new Set(['real', 'realtime', 'shortreal', 'real_parameter']);

/** What a variable of this declaration holds. One of no width only tells when something happens. */
function kindOf(type: string, width: number): Changes['kind'] {
  if (REAL_TYPES.has(type)) {
    return 'real';
  }
  if (type === 'string') {
    return 'string';
  }
  return type === 'event' || width === 0 ? 'event' : 'bits';
}

export function createChanges(type: string, width: number): GrowingChanges {
  const kind = kindOf(type, width);
  const words = Math.max(1, (width + 31) >>> 5);
  return {
    kind,
    width,
    words,
    count: 0,
    at: new Uint32Array(2),
    value: new Uint32Array(kind === 'bits' || kind === 'event' ? 2 * words : 0),
    unknown: undefined,
    nine: undefined,
    reals: new Float64Array(kind === 'real' ? 2 : 0),
    strings: [],
  };
}

/** Makes a column of bits without a value yet one of reals. */
export function becomeReal(changes: GrowingChanges): void {
  changes.kind = 'real';
  changes.value = new Uint32Array(0);
  changes.reals = new Float64Array(changes.at.length);
}

/** Makes a column one of strings; values so far become their texts. */
export function becomeString(changes: GrowingChanges): void {
  changes.strings = Array.from({ length: changes.count }, (_, i) => textOf(changes, i));
  changes.kind = 'string';
  changes.value = new Uint32Array(0);
  changes.unknown = undefined;
  changes.nine = undefined;
  changes.reals = new Float64Array(0);
}

/** Changes up to which columns grow in large steps. */
const SMALL = 4096;

export function grow(changes: GrowingChanges): void {
  const { length } = changes.at;
  enlarge(changes, length < SMALL ? length * 4 : length * 2);
}

/** Makes room for `more` changes. */
export function reserve(changes: GrowingChanges, more: number): void {
  const needed = changes.count + more;
  if (needed > changes.at.length) {
    enlarge(changes, Math.max(needed, changes.at.length * 2));
  }
}

function enlarge(changes: GrowingChanges, capacity: number): void {
  changes.at = copyOf(changes.at, new Uint32Array(capacity));
  if (changes.value.length) {
    changes.value = copyOf(changes.value, new Uint32Array(capacity * changes.words));
  }
  if (changes.unknown) {
    changes.unknown = copyOf(changes.unknown, new Uint32Array(capacity * changes.words));
  }
  if (changes.reals.length) {
    changes.reals = copyOf(changes.reals, new Float64Array(capacity));
  }
}

/** Drops the changes before time index `until`, from which the others count then. */
export function forget(changes: GrowingChanges, until: number): void {
  const { count, words, at, value, unknown, reals } = changes;
  let first = count;
  while (first > 0 && at[first - 1] >= until) {
    first--;
  }
  const kept = count - first;
  changes.at = new Uint32Array(at.length);
  changes.at.set(at.subarray(first, count).map((index) => index - until));
  // Columns are zero where nothing stands yet.
  changes.value = new Uint32Array(value.length);
  changes.value.set(value.subarray(first * words, count * words));
  if (unknown) {
    changes.unknown = new Uint32Array(unknown.length);
    changes.unknown.set(unknown.subarray(first * words, count * words));
  }
  changes.reals = new Float64Array(reals.length);
  changes.reals.set(reals.subarray(first, count));
  changes.strings = changes.strings.slice(first);
  const nine = changes.nine && [...changes.nine].filter(([index]) => index >= first);
  changes.nine = nine?.length ? new Map(nine.map(([index, text]) => [index - first, text])) : undefined;
  changes.count = kept;
}

/** Cuts the spare room off; a little of it stays where copying would cost more than it frees. */
export function trim(changes: GrowingChanges): void {
  const { count, words, at } = changes;
  const cut: typeof shortened = count > at.length * 0.75 ? shortenedInPlace : shortened;
  changes.at = cut(at, count);
  if (changes.value.length) {
    changes.value = cut(changes.value, count * words);
  }
  if (changes.unknown) {
    changes.unknown = cut(changes.unknown, count * words);
  }
  if (changes.reals.length) {
    changes.reals = cut(changes.reals, count);
  }
}

type Growing = Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
const shortened = <T extends Growing>(array: T, length: number): T => array.slice(0, length) as T;
const shortenedInPlace = <T extends Growing>(array: T, length: number): T => array.subarray(0, length) as T;

function copyOf<T extends Growing>(from: T, to: T): T {
  to.set(from);
  return to;
}
