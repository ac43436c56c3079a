/** A dump, in columns. Times are indices into `times`, so that they cost four bytes a change whatever their size. */
export interface Vcd {
  /** Undefined where the file names none. */
  timescale: Timescale | undefined;
  date: string;
  version: string;
  /** Texts of `$comment`, in order. */
  comments: string[];
  scopes: Scope[];
  /** Every declared variable, in order; aliases (several names, one identifier code) share their `changes`. */
  variables: Variable[];
  /** Time stamps of the file in units of the timescale, rising; exact up to 2^53. */
  times: Float64Array;
  /** The same, exactly; only where one of them is above 2^53. */
  exactTimes: BigUint64Array | undefined;
}

export interface Timescale {
  /** 1, 10 or 100. */
  magnitude: number;
  unit: 's' | 'ms' | 'us' | 'ns' | 'ps' | 'fs';
}

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
  /** Without the range: `count`; array elements keep their index: `mem[3]`. */
  name: string;
  path: string;
  /** `wire`, `reg`, `integer`, `real`, `event`, `parameter`, `string`, … */
  type: string;
  width: number;
  /** Identifier code in the file; aliases share it. */
  code: string;
  /** As declared, `[7:0]`; undefined for scalars and where the file has none. */
  range: { msb: number; lsb: number } | undefined;
  changes: Changes;
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
  /** [count] for `real`. */
  reals: Float64Array;
  /** [count] for `string`. */
  strings: string[];
}

/** Seconds in one unit of the dump's time; 1 ns where the file names no timescale. */
export function secondsPerUnit(timescale: Timescale | undefined): number {
  if (!timescale) return 1e-9;
  return timescale.magnitude * { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, ps: 1e-12, fs: 1e-15 }[timescale.unit];
}

/** The change in force at `timeIndex` (index into `times`): the last one at or before it; -1 before the first. */
export function changeAt(changes: Changes, timeIndex: number): number {
  let low = 0;
  let high = changes.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes.at[middle] <= timeIndex) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the last entry of `times` at or before `time`; -1 before the first. */
export function timeIndexAt(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Change `index` as text: bits with the most significant first (`01xz`), a real as JavaScript prints it, a string as it is. */
export function textOf(changes: Changes, index: number): string {
  if (changes.kind === 'real') return String(changes.reals[index]);
  if (changes.kind === 'string') return changes.strings[index];
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
    if (changes.unknown?.[at]) return undefined;
    value = (value << 32n) | BigInt(changes.value[at]);
  }
  return value;
}

/** The variable at `path` (`top.u_mac.acc`, without a range); throws naming the nearest scope's contents. */
export function findVariable(vcd: Vcd, path: string): Variable {
  const found = vcd.variables.find((variable) => variable.path === path);
  if (found) return found;
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')));
  const near = vcd.variables.filter((variable) => variable.path.startsWith(`${parent}.`)).slice(0, 20);
  throw new Error(
    `no variable ${path}; in ${parent || 'the dump'} there are ${near.map((v) => v.name).join(', ') || 'none'}`,
  );
}
