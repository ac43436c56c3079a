import { becomeReal, becomeString, forget, type GrowingChanges, grow, trim } from './columns.ts';
import { EXOTIC, LEVEL, pushDigits, storeWord } from './digits.ts';
import { decodeString } from './escapes.ts';
import { createHeader, DECLARATIONS, declare, Unreadable } from './header.ts';
import { mergeParts } from './merge.ts';
import type { Vcd } from './vcd.ts';
import { createWarnings } from './warnings.ts';

/** Takes a dump piece by piece. */
export interface VcdReader {
  /** The next bytes, cut anywhere. */
  write(chunk: Uint8Array): void;
  /** Adds a warning of the caller's to the dump's, such as that the connection broke off. */
  warn(message: string): void;
  /** Changes that were read since the last `drain`. */
  readonly pending: number;
  /**
   * Hands over what was read before the last time stamp, and forgets it; what `take` gets is good until it returns.
   * After the last byte `whole` hands over the rest, in place of `end`.
   */
  drain(take: (part: VcdPart) => void, whole?: boolean): void;
  /** No more bytes; gives the dump. */
  end(): Vcd;
}

/** A part of a dump: all that is declared so far, and the changes at some times. Vectors are as the file has them. */
export interface VcdPart extends Omit<Vcd, 'format'> {
  /** Times that are complete: changes at later ones follow in the next part. */
  readonly complete: number;
}

const SPACE = 32;
const NEWLINE = 10;
/** Codes of up to three characters of ASCII are looked up in tables, others in a map. */
const BASE = 96;
const TABLE_SIZE = BASE ** 3;

/** Times are kept as 64-bit numbers. */
const LAST_TIME = 2n ** 64n - 1n;

/**
 * Starts reading a VCD (IEEE 1364-2005 §18, and what simulators and GTKWave add). Throws on what is none, with the
 * byte offset. A faulty command in one costs that command, and a file that ends early costs what is missing: both
 * with a warning.
 */
export function createVcdReader(): VcdReader {
  const header = createHeader();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const columns: GrowingChanges[] = [];
  const single = new Int32Array(256).fill(-1);
  const table = new Int32Array(TABLE_SIZE).fill(-1);
  const longCodes = new Map<string, number>();
  const registered = new Set<string>();
  let inBody = false;
  let tail = new Uint8Array(0);
  /** Bytes before the current buffer. */
  let offset = 0;
  let times = new Float64Array(1024);
  let timeCount = 0;
  let bigTimes: bigint[] | undefined;
  /** Changes are left out until a time comes that is none to go back to. */
  let skipping = false;

  const fail = (at: number, message: string): never => {
    throw new Error(`VCD, byte ${offset + at}: ${message}`);
  };

  const warnings = createWarnings();
  const warn = (kind: string, at: number, message: string) => warnings.add(kind, `byte ${offset + at}: ${message}`);

  const enterBody = () => {
    inBody = true;
    for (const [code, changes] of header.codes) {
      if (registered.has(code)) {
        continue;
      }
      registered.add(code);
      const index = columns.push(changes) - 1;
      if (code.length === 1 && isShort(code)) {
        single[code.charCodeAt(0)] = index;
      } else if (isShort(code)) {
        table[keyOf(code)] = index;
      } else {
        longCodes.set(code, index);
      }
    }
  };

  const setTime = (buffer: Uint8Array, start: number, end: number) => {
    let time = 0;
    for (let p = start; p < end; p++) {
      const digit = buffer[p] - 48;
      if (digit < 0 || digit > 9) {
        setOddTime(text(buffer, start, end), start);
        return;
      }
      time = time * 10 + digit;
    }
    if (start === end) {
      warn('time', start, 'a time without digits');
    } else if (time > Number.MAX_SAFE_INTEGER || bigTimes) {
      goTo(time, BigInt(text(buffer, start, end)), start);
    } else {
      goTo(time, undefined, start);
    }
  };
  /** A time with a fraction or an exponent; the values after one that is none are left out up to the next. */
  const setOddTime = (digits: string, at: number) => {
    const time = /^\d+(\.\d*)?(e[+-]?\d+)?$/i.test(digits) ? Number(digits) : Number.NaN;
    if (time <= Number.MAX_SAFE_INTEGER) {
      if (!Number.isInteger(time)) {
        warn('fraction', at, `time ${digits} is not a whole number of units`);
      }
      goTo(time, bigTimes && BigInt(Math.round(time)), at);
      return;
    }
    warn('time', at, `time ${digits} is not a number; the changes at it are left out`);
    skipping = true;
  };
  const goTo = (time: number, exact: bigint | undefined, at: number) => {
    if (exact !== undefined && exact > LAST_TIME) {
      warn('time', at, `time ${exact} is above 2^64; the changes at it are left out`);
      skipping = true;
      return;
    }
    if (exact !== undefined && !bigTimes) {
      bigTimes = Array.from(times.subarray(0, timeCount), (earlier) => BigInt(Math.round(earlier)));
    }
    const last = bigTimes ? bigTimes[timeCount - 1] : times[timeCount - 1];
    const now = exact ?? time;
    skipping = timeCount > 0 && now < last;
    if (skipping) {
      warn('back', at, `time goes back from ${last} to ${now}; the changes up to the next later time are left out`);
    }
    if (timeCount > 0 && now <= last) {
      return;
    }
    pushTime(time);
    bigTimes?.push(exact ?? BigInt(Math.round(time)));
  };
  const pushTime = (time: number) => {
    if (timeCount === times.length) {
      const larger = new Float64Array(times.length * 2);
      larger.set(times);
      times = larger;
    }
    times[timeCount++] = time;
  };

  /** The column of a code, with room for a change at the present time; undefined where the change is left out. */
  const columnOf = (buffer: Uint8Array, start: number, end: number): GrowingChanges | undefined => {
    const index = end - start === 1 && buffer[start] < 128 ? single[buffer[start]] : indexOf(buffer, start, end);
    if (index < 0 || skipping) {
      return index < 0 ? undeclared(buffer, start, end) : undefined;
    }
    const column = columns[index];
    if (timeCount === 0) {
      pushFirstTime();
    }
    if (column.count === column.at.length) {
      grow(column);
    }
    column.at[column.count] = timeCount - 1;
    return column;
  };
  /** The number of the column of a code of any length; below zero when there is none. */
  const indexOf = (buffer: Uint8Array, start: number, end: number): number => {
    if (end - start > 3) {
      return longCodes.get(text(buffer, start, end)) ?? -1;
    }
    let key = 0;
    let high = 0;
    for (let p = start; p < end; p++) {
      key = key * BASE + (buffer[p] - SPACE);
      high |= buffer[p];
    }
    return high < 128 ? table[key] : (longCodes.get(text(buffer, start, end)) ?? -1);
  };
  const undeclared = (buffer: Uint8Array, start: number, end: number): undefined => {
    const code = text(buffer, start, end);
    if (code) {
      warn('code', start, `identifier code ${code} was not declared; its changes are left out`);
    } else {
      warn('no code', start, 'a value without an identifier code');
    }
  };
  /** Values before the first time stand at 0. */
  const pushFirstTime = () => {
    pushTime(0);
    bigTimes?.push(0n);
  };

  const scalar = (column: GrowingChanges, character: number) => {
    // The usual case: 0 or 1 for a column of one word that has never held x or z.
    if (character < 50 && character > 47 && column.words === 1 && column.unknown === undefined && column.value.length) {
      column.value[column.count++] = character & 1;
      return;
    }
    const level = LEVEL[character];
    if (column.words > 1 || (column.kind !== 'bits' && column.kind !== 'event') || EXOTIC[character]) {
      oneDigit[0] = character;
      anyVector(column, oneDigit, 0, 1);
      return;
    }
    const at = column.count++;
    if (level < 2 && column.unknown === undefined) {
      column.value[at] = level;
      return;
    }
    storeWord(column, at, level & 1, level >> 1);
    // A lone character for a vector extends to the left as a vector of one digit would.
    if (level >= 2 && column.width > 1) {
      storeWord(column, at, level & 1 ? mask(column.width) : 0, mask(column.width));
    }
  };
  const oneDigit = new Uint8Array(1);

  /** The digits `start … end` of a vector value: with x, z or other states, too many, for a column of another kind. */
  const anyVector = (column: GrowingChanges, buffer: Uint8Array, start: number, end: number) => {
    const { width } = column;
    if (!column.value.length) {
      if (column.kind === 'string') {
        string(column, text(buffer, start, end));
      } else {
        warn('kind', start, `the bits ${text(buffer, start, end).slice(0, 40)} for a variable of reals are left out`);
      }
      return;
    }
    // Some writers put Python's prefix 0b after the b.
    if (end - start > 2 && buffer[start] === 48 && (buffer[start + 1] | 32) === 98) {
      start += 2;
    }
    for (let p = start; p < end; p++) {
      if (LEVEL[buffer[p]] === 255) {
        warn('bit', p, `'${text(buffer, p, p + 1)}' is not a bit; the value is left out`);
        return;
      }
    }
    const first = LEVEL[buffer[start]];
    const most = Math.max(width, 1);
    if (end - start > most) {
      // Leading zeros (or copies of the extension) are harmless.
      const filler = first >= 2 ? first : 0;
      let lost = 0;
      for (let p = start; p < end - most; p++) {
        lost |= LEVEL[buffer[p]] ^ filler;
      }
      if (lost) {
        warn('width', start, `a value of ${end - start} bits for a variable of ${width}; the highest are left out`);
      }
      start = end - most;
    }
    pushDigits(column, buffer, start, end);
  };

  /** `$keyword … $end`; gives where it ends, -1 when that is not there yet. */
  const declaration = (buffer: Uint8Array, start: number, end: number): number => {
    const wordEnd = endOfWord(buffer, start, end);
    if (wordEnd < 0) {
      return -1;
    }
    const keyword = text(buffer, start, wordEnd);
    if (/^\$(end|dumpvars|dumpall|dumpon|dumpoff|dumpports\w*|dumpflush|vcdclose)$/.test(keyword)) {
      return wordEnd;
    }
    if (!DECLARATIONS.has(keyword)) {
      warn('keyword', start, `${keyword.slice(0, 40)} is not known and is skipped`);
      return inBody ? wordEnd : endOfUnknown(buffer, wordEnd, end);
    }
    const close = findEnd(buffer, wordEnd, end);
    if (close < 0) {
      return -1;
    }
    if (keyword === '$enddefinitions') {
      enterBody();
    } else {
      try {
        declare(header, keyword, text(buffer, wordEnd, close).trim());
        if (inBody) {
          enterBody();
        }
      } catch (error) {
        const { message } = error as Error;
        if (error instanceof Unreadable) {
          fail(start, message);
        }
        warn('declaration', start, message);
      }
    }
    return close + 4;
  };

  /**
   * The most usual command, `b` with digits of 0 and 1, a blank and a code, in one go over its bytes. Gives where it
   * ends; 0, with nothing taken, where it is another one.
   */
  const plainVector = (buffer: Uint8Array, start: number, end: number): number => {
    let p = start + 1;
    let bits = 0;
    let full = 0;
    let rest = 0;
    do {
      const chunk = p;
      const stop = Math.min(end, p + 32);
      bits = 0;
      for (; p < stop; p++) {
        const digit = buffer[p] ^ 48;
        if (digit > 1) {
          break;
        }
        bits = (bits << 1) | digit;
      }
      rest = p - chunk;
      if (rest === 32) {
        chunks[full++] = bits;
      }
    } while (rest === 32 && full < chunks.length);
    const digits = full * 32 + rest;
    const codeStart = p + 1;
    if (digits === 0 || rest === 32 || codeStart >= end || buffer[p] !== SPACE) {
      return 0;
    }
    p = codeStart;
    while (p < end && buffer[p] > SPACE) {
      p++;
    }
    if (p === end || p === codeStart) {
      return 0;
    }
    const column = columnOf(buffer, codeStart, p);
    if (!column) {
      return p;
    }
    const { value } = column;
    if (digits > column.width || !value.length) {
      anyVector(column, buffer, start + 1, codeStart - 1);
      return p;
    }
    // Fresh columns are zero: higher words and the unknown mask need no writing.
    const place = column.count++ * column.words;
    if (full === 0) {
      value[place] = bits;
    } else if (rest === 0) {
      for (let word = 0; word < full; word++) {
        value[place + word] = chunks[full - 1 - word];
      }
    } else {
      value[place] = bits | (chunks[full - 1] << rest);
      for (let word = 1; word < full; word++) {
        value[place + word] = (chunks[full - word] >>> (32 - rest)) | (chunks[full - 1 - word] << rest);
      }
      value[place + full] = chunks[0] >>> (32 - rest);
    }
    return p;
  };
  /** 32 digits each, the highest first. */
  const chunks = new Uint32Array(1024);

  /** Consumes whole commands; returns where the first incomplete one begins. */
  const scan = (buffer: Uint8Array, end: number): number => {
    let p = offset === 0 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
    while (p < end) {
      const character = buffer[p];
      if (character <= SPACE) {
        p++;
        continue;
      }
      const start = p;
      if (character === 36 /* $ */) {
        p = declaration(buffer, start, end);
        if (p < 0) {
          return start;
        }
        continue;
      }
      if (!inBody) {
        if (!header.vcd.variables.length) {
          fail(
            start,
            `expected a declaration, found ${JSON.stringify(text(buffer, start, Math.min(end, start + 20)))}`,
          );
        }
        warn('header', start, 'the changes begin without $enddefinitions');
        enterBody();
      }
      if (character === 98 /* b */) {
        const after = plainVector(buffer, start, end);
        if (after > 0) {
          p = after;
          continue;
        }
      }
      while (p < end && buffer[p] > SPACE) {
        p++;
      }
      if (p === end) {
        return start;
      }
      if (LEVEL[character] !== 255) {
        let codeStart = start + 1;
        if (p === codeStart) {
          // a value that stands apart from its code
          while (p < end && (buffer[p] === SPACE || buffer[p] === 9)) {
            p++;
          }
          codeStart = p;
          while (p < end && buffer[p] > SPACE) {
            p++;
          }
          if (p === end) {
            return start;
          }
        }
        const column = columnOf(buffer, codeStart, p);
        if (column) {
          scalar(column, character);
        }
        continue;
      }
      if (character === 35 /* # */) {
        setTime(buffer, start + 1, p);
        continue;
      }
      const kind = character | 32;
      if (kind !== 98 /* b */ && kind !== 114 /* r */ && kind !== 115 /* s */) {
        const word = JSON.stringify(text(buffer, start, Math.min(p, start + 40)));
        warn('change', start, `${word} is not a value change and is skipped`);
        continue;
      }
      const valueEnd = p;
      while (p < end && buffer[p] <= SPACE) {
        p++;
      }
      const codeStart = p;
      while (p < end && buffer[p] > SPACE) {
        p++;
      }
      if (p === end) {
        return start;
      }
      const column = columnOf(buffer, codeStart, p);
      if (!column) {
        continue;
      }
      if (kind === 98) {
        anyVector(column, buffer, start + 1, valueEnd);
      } else if (kind === 114) {
        real(column, text(buffer, start + 1, valueEnd), start);
      } else {
        string(column, decodeString(buffer.subarray(start + 1, valueEnd)));
      }
    }
    return end;
  };

  const real = (column: GrowingChanges, digits: string, at: number) => {
    if (column.kind === 'bits' && column.count === 0) {
      becomeReal(column);
    }
    if (column.kind !== 'real') {
      warn('kind', at, `the real value ${digits.slice(0, 40)} for a variable that is none is left out`);
      return;
    }
    const value = /^[+-]?inf/i.test(digits) ? (digits[0] === '-' ? -Infinity : Infinity) : Number(digits);
    if (digits === '' || (Number.isNaN(value) && !/^[+-]?nan/i.test(digits))) {
      warn('real', at, `${digits.slice(0, 40)} is not a real number; the value is left out`);
      return;
    }
    column.reals[column.count++] = value;
  };
  const string = (column: GrowingChanges, value: string) => {
    if (column.kind !== 'string') {
      becomeString(column);
    }
    column.strings[column.count++] = value;
  };

  /** Takes what stands after the last blank of the file, as far as it can be known to be whole. */
  const takeTail = () => {
    const rest = text(tail, 0, tail.length);
    const words = rest.split(/\s+/);
    const begin = JSON.stringify(rest.slice(0, 40).trim());
    const isValue = inBody && rest[0] !== '$' && rest[0] !== '#';
    if (isValue) {
      const code = LEVEL[tail[0]] !== 255 && words[0].length > 1 ? words[0].slice(1) : (words[1] ?? '');
      const isPrefix = (other: string) => other.length > code.length && other.startsWith(code);
      if (!header.codes.has(code) || [...header.codes.keys()].some(isPrefix)) {
        warnings.add('end', `byte ${offset}: the file ends inside ${begin}, which is left out`);
        return;
      }
    }
    if (inBody && rest[0] === '#') {
      warnings.add('end', `byte ${offset}: the file ends in ${begin} without an end of line; the time may be cut`);
    }
    const line = new Uint8Array(tail.length + 1).fill(NEWLINE);
    line.set(tail);
    if (scan(line, line.length) < line.length) {
      warnings.add('end', `byte ${offset}: the file ends inside ${begin}, which is left out`);
    }
  };
  const text = (buffer: Uint8Array, start: number, end: number) => decoder.decode(buffer.subarray(start, end));

  const finish = () => {
    if (tail.length) {
      takeTail();
    }
    if (!inBody) {
      warnings.add('header', 'the file ends in its header, before $enddefinitions');
      enterBody();
    }
  };

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
    warn(message) {
      warnings.add(message, message);
    },
    get pending() {
      return columns.reduce((sum, { count }) => sum + count, 0);
    },
    drain(take, whole = false) {
      if (whole) {
        finish();
      }
      const complete = whole ? timeCount : Math.max(0, timeCount - 1);
      const exactTimes = bigTimes && BigUint64Array.from(bigTimes);
      take({ ...header.vcd, times: times.subarray(0, timeCount), exactTimes, complete, warnings: warnings.list() });
      for (const column of columns) {
        forget(column, complete);
      }
      times = times.slice(complete);
      timeCount -= complete;
      bigTimes = bigTimes?.slice(complete);
    },
    end() {
      finish();
      for (const column of columns) {
        trim(column);
      }
      const exactTimes = bigTimes && BigUint64Array.from(bigTimes);
      const variables = mergeParts(header.vcd.variables, header.vcd.scopes);
      return { ...header.vcd, variables, times: times.slice(0, timeCount), exactTimes, warnings: warnings.list() };
    },
  };
}

const mask = (bits: number): number => (bits >= 32 ? 0xffffffff : 2 ** bits - 1);

function keyOf(code: string): number {
  let key = 0;
  for (let i = 0; i < code.length; i++) {
    key = key * BASE + (code.charCodeAt(i) - SPACE);
  }
  return key;
}

const isShort = (code: string): boolean => code.length <= 3 && /^[\x21-\x7f]*$/.test(code);

function endOfWord(buffer: Uint8Array, start: number, end: number): number {
  for (let p = start; p < end; p++) {
    if (buffer[p] <= SPACE) {
      return p;
    }
  }
  return -1;
}

/** Where the next word that begins with $ stands, after it when it is `$end`; -1 when that is not there yet. */
function endOfUnknown(buffer: Uint8Array, from: number, end: number): number {
  for (let p = from; p + 5 < end; p++) {
    if (buffer[p] === 36 && buffer[p - 1] <= SPACE) {
      return findEnd(buffer, p, p + 5) === p ? p + 4 : p;
    }
  }
  return -1;
}

/** Position of the word `$end` at or after `from`; -1 when it, or the space after it, is not there yet. */
function findEnd(buffer: Uint8Array, from: number, end: number): number {
  for (let p = from; p + 4 < end; p++) {
    p = buffer.indexOf(36, p);
    if (p < 0 || p + 4 >= end) {
      return -1;
    }
    const isEnd = buffer[p + 1] === 101 && buffer[p + 2] === 110 && buffer[p + 3] === 100;
    if (isEnd && buffer[p + 4] <= SPACE && buffer[p - 1] <= SPACE) {
      return p;
    }
  }
  return -1;
}
