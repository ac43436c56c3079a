import { type GrowingChanges, grow, trim } from './columns.ts';
import { createHeader, declare } from './header.ts';
import type { Vcd } from './vcd.ts';

/** Takes a dump piece by piece. */
export interface VcdReader {
  /** The next bytes, cut anywhere. */
  write(chunk: Uint8Array): void;
  /** No more bytes; gives the dump. */
  end(): Vcd;
}

const SPACE = 32;
const NEWLINE = 10;
/** Codes of up to three characters are looked up in a table, longer ones in a map. */
const BASE = 95;
const TABLE_SIZE = BASE ** 3;

/** Per character of a value: 0, 1, 2 = x, 3 = z; 255 = not a value. VHDL's nine values count as the nearest of the four. */
const LEVEL = new Uint8Array(256).fill(255);
for (const [characters, level] of [
  ['0lL', 0],
  ['1hH', 1],
  ['xXuUwW-', 2],
  ['zZ', 3],
] as const)
  for (const character of characters) LEVEL[character.charCodeAt(0)] = level;

/** Starts reading a VCD (IEEE 1364-2005 §18, and what Icarus, Verilator and GHDL add). Throws on what is none, with the byte offset. */
export function createVcdReader(): VcdReader {
  const header = createHeader();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const columns: GrowingChanges[] = [];
  const table = new Int32Array(TABLE_SIZE).fill(-1);
  const longCodes = new Map<string, number>();
  let inBody = false;
  let tail = new Uint8Array(0);
  /** Bytes before the current buffer. */
  let offset = 0;
  let times = new Float64Array(1024);
  let timeCount = 0;
  let bigTimes: bigint[] | undefined;

  const fail = (at: number, message: string): never => {
    throw new Error(`VCD, byte ${offset + at}: ${message}`);
  };

  const enterBody = () => {
    inBody = true;
    for (const [code, changes] of header.codes) {
      const index = columns.push(changes) - 1;
      if (code.length > 3) longCodes.set(code, index);
      else table[keyOf(code)] = index;
    }
  };

  const setTime = (buffer: Uint8Array, start: number, end: number) => {
    let time = 0;
    for (let p = start; p < end; p++) {
      const digit = buffer[p] - 48;
      if (digit < 0 || digit > 9) fail(start, `time ${text(buffer, start, end)} is not a number`);
      time = time * 10 + digit;
    }
    if (time > Number.MAX_SAFE_INTEGER && !bigTimes)
      bigTimes = Array.from(times.subarray(0, timeCount), (earlier) => BigInt(earlier));
    if (timeCount) {
      const last = times[timeCount - 1];
      const exact = bigTimes && BigInt(text(buffer, start, end));
      const lastExact = bigTimes?.[timeCount - 1];
      if (exact !== undefined && lastExact !== undefined ? exact === lastExact : time === last) return;
      if (exact !== undefined && lastExact !== undefined ? exact < lastExact : time < last)
        fail(start, `time goes back from ${lastExact ?? last} to ${text(buffer, start, end)}`);
    }
    pushTime(time);
    bigTimes?.push(BigInt(text(buffer, start, end)));
  };
  const pushTime = (time: number) => {
    if (timeCount === times.length) {
      const larger = new Float64Array(times.length * 2);
      larger.set(times);
      times = larger;
    }
    times[timeCount++] = time;
  };

  const columnOf = (buffer: Uint8Array, start: number, end: number): GrowingChanges => {
    let index: number | undefined;
    if (end - start <= 3) {
      let key = 0;
      for (let p = start; p < end; p++) key = key * BASE + (buffer[p] - SPACE);
      index = table[key];
    } else index = longCodes.get(text(buffer, start, end));
    if (index === undefined || index < 0) fail(start, `identifier code ${text(buffer, start, end)} was not declared`);
    const column = columns[index as number];
    if (timeCount === 0) {
      pushTime(0);
      bigTimes?.push(0n);
    }
    if (column.count === column.at.length) grow(column);
    column.at[column.count] = timeCount - 1;
    return column;
  };

  const scalar = (column: GrowingChanges, level: number) => {
    const { words } = column;
    if (words > 1) {
      spread(column, level);
      return;
    }
    const at = column.count++;
    if (level < 2 && column.unknown === undefined) {
      column.value[at] = level;
      return;
    }
    store(column, at, level & 1, level >> 1);
    // A lone character for a vector extends to the left as a vector of one digit would.
    if (level >= 2 && column.width > 1) store(column, at, level & 1 ? mask(column.width) : 0, mask(column.width));
  };
  const spread = (column: GrowingChanges, level: number) => {
    oneDigit[0] = '01xz'.charCodeAt(level);
    vector(column, oneDigit, 0, 1);
  };
  const oneDigit = new Uint8Array(1);

  const store = (column: GrowingChanges, at: number, value: number, unknown: number) => {
    if (unknown && !column.unknown) column.unknown = new Uint32Array(column.value.length);
    column.value[at] = value;
    if (column.unknown) column.unknown[at] = unknown;
  };

  /** The digits `start … end` of a vector value. */
  const vector = (column: GrowingChanges, buffer: Uint8Array, start: number, end: number) => {
    const { words, width } = column;
    // The usual case, up to 32 digits of 0 and 1, without a look-up a digit.
    if (end - start <= 32 && end - start <= width) {
      let bits = 0;
      let other = 0;
      for (let p = start; p < end; p++) {
        const digit = buffer[p] ^ 48;
        bits = (bits << 1) | digit;
        other |= digit;
      }
      if (other < 2) {
        column.value[column.count++ * words] = bits; // fresh columns are zero: higher words and the unknown mask too
        return;
      }
    }
    const first = LEVEL[buffer[start]];
    if (end - start > width) {
      // Leading zeros (or copies of the extension) are harmless; anything else would be lost.
      while (end - start > Math.max(width, 1) && LEVEL[buffer[start]] === (first >= 2 ? first : 0)) start++;
      if (end - start > Math.max(width, 1)) fail(start, `a value of ${end - start} bits for a variable of ${width}`);
    }
    const base = column.count++ * words;
    let bit = 0;
    let p = end - 1;
    for (let word = 0; word < words; word++) {
      let value = 0;
      let unknown = 0;
      const stop = Math.max(start, p - 31);
      const low = bit;
      for (; p >= stop; p--, bit++) {
        const level = LEVEL[buffer[p]];
        if (level === 255) fail(p, `'${String.fromCharCode(buffer[p])}' is not a bit`);
        value |= (level & 1) << (bit - low);
        unknown |= (level >> 1) << (bit - low);
      }
      const wanted = Math.min(32, width - word * 32);
      if (first >= 2 && bit - low < wanted) {
        const extension = (mask(wanted) & ~mask(bit - low)) >>> 0;
        unknown |= extension;
        if (first === 3) value |= extension;
      }
      store(column, base + word, value >>> 0, unknown >>> 0);
    }
  };

  const declaration = (buffer: Uint8Array, start: number, end: number): number => {
    // `$keyword … $end`; -1 when its end is not there yet
    const wordEnd = endOfWord(buffer, start, end);
    if (wordEnd < 0) return -1;
    const keyword = text(buffer, start, wordEnd);
    if (/^\$(end|dumpvars|dumpall|dumpon|dumpoff|dumpports\w*)$/.test(keyword)) return wordEnd;
    const close = findEnd(buffer, wordEnd, end);
    if (close < 0) return -1;
    if (keyword === '$enddefinitions') enterBody();
    else {
      try {
        declare(header, keyword, text(buffer, wordEnd, close).trim());
      } catch (error) {
        fail(start, (error as Error).message);
      }
    }
    return close + 4;
  };

  /** Consumes whole commands; returns where the first incomplete one begins. */
  const scan = (buffer: Uint8Array, end: number): number => {
    let p = 0;
    while (p < end) {
      const character = buffer[p];
      if (character <= SPACE) {
        p++;
        continue;
      }
      const start = p;
      if (character === 36 /* $ */) {
        p = declaration(buffer, start, end);
        if (p < 0) return start;
        continue;
      }
      if (!inBody)
        fail(start, `expected a declaration, found ${JSON.stringify(text(buffer, start, Math.min(end, start + 20)))}`);
      const level = LEVEL[character];
      if (level !== 255 && character !== 45) {
        p++;
        while (p < end && buffer[p] > SPACE) p++;
        if (p === end) return start;
        scalar(columnOf(buffer, start + 1, p), level);
        continue;
      }
      while (p < end && buffer[p] > SPACE) p++;
      if (p === end) return start;
      if (character === 35 /* # */) {
        setTime(buffer, start + 1, p);
        continue;
      }
      const valueEnd = p;
      while (p < end && buffer[p] <= SPACE) p++;
      const codeStart = p;
      while (p < end && buffer[p] > SPACE) p++;
      if (p === end) return start;
      const kind = character | 32;
      if (kind === 98 /* b */) vector(columnOf(buffer, codeStart, p), buffer, start + 1, valueEnd);
      else if (kind === 114 /* r */) real(columnOf(buffer, codeStart, p), text(buffer, start + 1, valueEnd), start);
      else if (kind === 115 /* s */) string(columnOf(buffer, codeStart, p), text(buffer, start + 1, valueEnd));
      else fail(start, `${JSON.stringify(text(buffer, start, valueEnd))} is not a value change`);
    }
    return end;
  };

  const real = (column: GrowingChanges, digits: string, at: number) => {
    if (column.kind !== 'real') fail(at, `the real value ${digits} for a variable that is none`);
    const value = /^[+-]?inf/i.test(digits) ? (digits[0] === '-' ? -Infinity : Infinity) : Number(digits);
    if (Number.isNaN(value) && !/^[+-]?nan/i.test(digits)) fail(at, `${digits} is not a real number`);
    column.reals[column.count++] = value;
  };
  const string = (column: GrowingChanges, value: string) => {
    column.kind = 'string';
    column.strings[column.count++] = value;
  };
  const text = (buffer: Uint8Array, start: number, end: number) => decoder.decode(buffer.subarray(start, end));

  return {
    write(chunk) {
      let buffer = chunk;
      if (tail.length) {
        buffer = new Uint8Array(tail.length + chunk.length);
        buffer.set(tail);
        buffer.set(chunk, tail.length);
      }
      const done = scan(buffer, buffer.length);
      tail = buffer.slice(done);
      offset += done;
    },
    end() {
      this.write(Uint8Array.of(NEWLINE));
      if (tail.length > 1)
        fail(0, `the file ends inside ${JSON.stringify(text(tail, 0, Math.min(tail.length, 40)).trim())}`);
      if (!inBody) enterBody();
      for (const column of columns) trim(column);
      const exactTimes = bigTimes && BigUint64Array.from(bigTimes);
      return { ...header.vcd, times: times.slice(0, timeCount), exactTimes };
    },
  };
}

const mask = (bits: number): number => (bits >= 32 ? 0xffffffff : 2 ** bits - 1);

function keyOf(code: string): number {
  let key = 0;
  for (let i = 0; i < code.length; i++) key = key * BASE + (code.charCodeAt(i) - SPACE);
  return key;
}

function endOfWord(buffer: Uint8Array, start: number, end: number): number {
  for (let p = start; p < end; p++) if (buffer[p] <= SPACE) return p;
  return -1;
}

/** Position of the word `$end` at or after `from`; -1 when it, or the space after it, is not there yet. */
function findEnd(buffer: Uint8Array, from: number, end: number): number {
  for (let p = from; p + 4 < end; p++) {
    p = buffer.indexOf(36, p);
    if (p < 0 || p + 4 >= end) return -1;
    const isEnd = buffer[p + 1] === 101 && buffer[p + 2] === 110 && buffer[p + 3] === 100;
    if (isEnd && buffer[p + 4] <= SPACE && buffer[p - 1] <= SPACE) return p;
  }
  return -1;
}
