/** A dump, in columns. Times are indices into `times`, so that they cost four bytes a change whatever their size. */
export interface Vcd {
  format: 'vcd' | 'fst' | 'ghw';
  /** Undefined where the file names none. */
  timescale: Timescale | undefined;
  date: string;
  version: string;
  /** Texts of `$comment`, in order. */
  comments: string[];
  scopes: Scope[];
  /**
   * Every variable in order of declaration, at the index that is its `id`. Aliases (several names, one identifier
   * code) share their `changes`. A vector that a simulator dumped bit by bit is one variable.
   */
  variables: Variable[];
  /** Time stamps of the file in units of the timescale, rising; exact up to 2^53. */
  times: Float64Array;
  /** The same, exactly; only where one of them is above 2^53. */
  exactTimes: BigUint64Array | undefined;
  /**
   * What was wrong with the file and how it was taken, a sentence each with the byte where it begins; empty for a
   * sound dump.
   */
  warnings: string[];
}

export interface Timescale {
  /** 1, 10 or 100 by the standard; other whole numbers occur. */
  magnitude: number;
  unit: keyof typeof SECONDS;
}

const SECONDS = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, ps: 1e-12, fs: 1e-15, as: 1e-18, zs: 1e-21 };

export interface Scope {
  name: string;
  /** `module`, `task`, `function`, `begin`, `fork`, or what the writer put. */
  type: string;
  /** With dots, from the top. */
  path: string;
  scopes: Scope[];
  variables: Variable[];
}

export interface Variable {
  /** Index into the dump's `variables`: what tells variables apart, since names and paths need not be unique. */
  id: number;
  /** Without the range: `count`; array elements keep their index: `mem[3]`. */
  name: string;
  /** With dots, without the range. Several variables may have the same. */
  path: string;
  /** `wire`, `reg`, `integer`, `real`, `event`, `parameter`, `string`, … */
  type: string;
  width: number;
  /** Identifier code in the file; aliases share it. Of a merged vector the codes of its parts, with a blank between. */
  code: string;
  /** As declared, `[7:0]`; undefined for scalars and where the file has none. */
  range: { msb: number; lsb: number } | undefined;
  /** In formats that are read on demand, decompressed when it is first looked at. */
  readonly changes: Changes;
}

/** The value changes of one identifier code, oldest first. */
export interface Changes {
  kind: 'bits' | 'real' | 'string' | 'event';
  width: number;
  count: number;
  /** [count] index into `times`. */
  at: Uint32Array;
  /** 32-bit words a value, least significant first: ceil(width / 32), at least 1. */
  words: number;
  /** [count × words] for `bits`: the bits; an x has 0 here, a z has 1. */
  value: Uint32Array;
  /** [count × words]: 1 where the bit is x or z; undefined when there is none at all. */
  unknown: Uint32Array | undefined;
  /**
   * By index, the digits of values that hold one of VHDL's u, w, l, h or -, in small letters. In `value` and
   * `unknown` l is 0, h is 1, and the others are x.
   */
  nine: Map<number, string> | undefined;
  /** [count] for `real`. */
  reals: Float64Array;
  /** [count] for `string`. */
  strings: string[];
}

/** Seconds in one unit of the dump's time; 1 ns where the file names no timescale. */
export function secondsPerUnit(timescale: Timescale | undefined): number {
  if (!timescale) {
    return 1e-9;
  }
  return timescale.magnitude * SECONDS[timescale.unit];
}

/** The change in force at `timeIndex` (index into `times`): the last one at or before it; -1 before the first. */
export function changeAt(changes: Changes, timeIndex: number): number {
  let low = 0;
  let high = changes.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes.at[middle] <= timeIndex) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/** Index of the last entry of `times` at or before `time`; -1 before the first. */
export function timeIndexAt(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] <= time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/**
 * Change `index` as text: bits with the most significant first (`01xzuwlh-`), a real as JavaScript prints it, a
 * string as it is, an event as `!`.
 */
export function textOf(changes: Changes, index: number): string {
  if (changes.kind === 'real') {
    return String(changes.reals[index]);
  }
  if (changes.kind === 'string') {
    return changes.strings[index];
  }
  if (changes.kind === 'event') {
    return '!';
  }
  const nine = changes.nine?.get(index);
  if (nine !== undefined) {
    return nine;
  }
  let text = '';
  for (let bit = changes.width - 1; bit >= 0; bit--) {
    const word = index * changes.words + (bit >> 5);
    const one = (changes.value[word] >>> (bit & 31)) & 1;
    const unknown = changes.unknown !== undefined && (changes.unknown[word] >>> (bit & 31)) & 1;
    text += unknown ? 'xz'[one] : one;
  }
  return text;
}

/** Change `index` of `bits` as an unsigned number; undefined where a bit is x or z. */
export function bigintOf(changes: Changes, index: number): bigint | undefined {
  let value = 0n;
  for (let word = changes.words - 1; word >= 0; word--) {
    const at = index * changes.words + word;
    if (changes.unknown?.[at]) {
      return undefined;
    }
    value = (value << 32n) | BigInt(changes.value[at]);
  }
  return value;
}

/** Are changes `a` and `b` of one column the same value? Events never are. */
export function sameValue(changes: Changes, a: number, b: number): boolean {
  if (changes.kind === 'event') {
    return false;
  }
  if (changes.kind === 'real') {
    return Object.is(changes.reals[a], changes.reals[b]);
  }
  if (changes.kind === 'string') {
    return changes.strings[a] === changes.strings[b];
  }
  const { words, value, unknown, nine } = changes;
  for (let word = 0; word < words; word++) {
    const [i, j] = [a * words + word, b * words + word];
    if (value[i] !== value[j] || unknown?.[i] !== unknown?.[j]) {
      return false;
    }
  }
  return nine?.get(a) === nine?.get(b);
}
