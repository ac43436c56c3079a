import { textAt } from './bytes.ts';
import { CodeTable } from './codes.ts';
import { forget, type GrowingChanges, grow, trim } from './columns.ts';
import { Complaints } from './complaints.ts';
import { LEVEL } from './digits.ts';
import { decodeString } from './escapes.ts';
import { createHeader, DECLARATIONS, declare, Unreadable } from './header.ts';
import { mergeParts } from './merge.ts';
import { Timeline } from './timeline.ts';
import { type Bits, pushBits, pushReal, pushScalar, pushString, pushVector, readBits } from './values.ts';
import type { Vcd } from './vcd.ts';

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
const TAB = 9;
const NEWLINE = 10;
const DOLLAR = 36;
const HASH = 35;
const LETTER_B = 98;
const LETTER_R = 114;
const LETTER_S = 115;
/** Commands without a value of their own, and those around a list of values. */
const EMPTY_COMMAND = /^\$(end|dumpvars|dumpall|dumpon|dumpoff|dumpports\w*|dumpflush|vcdclose)$/;

/**
 * Starts reading a VCD (IEEE 1364-2005 §18, and what simulators and GTKWave add). Throws on what is none, with the
 * byte offset. A faulty command in one costs that command, and a file that ends early costs what is missing: both
 * with a warning.
 */
export const createVcdReader = (): VcdReader => new Reader();

/** Methods that read a command give where it ends, or `INCOMPLETE` when that is not in the buffer yet. */
const INCOMPLETE = -1;

class Reader implements VcdReader {
  readonly #header = createHeader();
  readonly #complaints = new Complaints();
  readonly #timeline = new Timeline(this.#complaints);
  readonly #codes = new CodeTable();
  readonly #columns: GrowingChanges[] = [];
  readonly #bits: Bits = { end: 0, full: 0, rest: 0, low: 0 };
  #inBody = false;
  /** The beginning of a command whose end is still to come. */
  #tail = new Uint8Array(0);

  write(chunk: Uint8Array): void {
    let buffer = chunk;
    if (this.#tail.length) {
      buffer = new Uint8Array(this.#tail.length + chunk.length);
      buffer.set(this.#tail);
      buffer.set(chunk, this.#tail.length);
    }
    const done = this.#scan(buffer, buffer.length);
    this.#tail = buffer.slice(done);
    this.#complaints.offset += done;
  }

  warn(message: string): void {
    this.#complaints.warnings.add(message, message);
  }

  get pending(): number {
    return this.#columns.reduce((sum, { count }) => sum + count, 0);
  }

  drain(take: (part: VcdPart) => void, whole = false): void {
    if (whole) {
      this.#finish();
    }
    const complete = whole ? this.#timeline.count : Math.max(0, this.#timeline.count - 1);
    take({ ...this.#header.vcd, ...this.#timeline.view(), complete, warnings: this.#complaints.warnings.list() });
    for (const column of this.#columns) {
      forget(column, complete);
    }
    this.#timeline.forget(complete);
  }

  end(): Vcd {
    this.#finish();
    for (const column of this.#columns) {
      trim(column);
    }
    const { vcd } = this.#header;
    const { times, exactTimes } = this.#timeline.view();
    const variables = mergeParts(vcd.variables, vcd.scopes);
    return { ...vcd, variables, times: times.slice(), exactTimes, warnings: this.#complaints.warnings.list() };
  }

  /** Consumes whole commands; returns where the first incomplete one begins. */
  #scan(buffer: Uint8Array, end: number): number {
    const hasMark = this.#complaints.offset === 0 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
    let p = hasMark ? 3 : 0;
    while (p < end) {
      const character = buffer[p];
      if (character <= SPACE) {
        p++;
        continue;
      }
      const after = character === DOLLAR ? this.#declaration(buffer, p, end) : this.#change(buffer, p, end, character);
      if (after === INCOMPLETE) {
        return p;
      }
      p = after;
    }
    return end;
  }

  /** `$keyword … $end` */
  #declaration(buffer: Uint8Array, start: number, end: number): number {
    const wordEnd = endOfWord(buffer, start, end);
    if (wordEnd === INCOMPLETE) {
      return INCOMPLETE;
    }
    const keyword = textAt(buffer, start, wordEnd);
    if (EMPTY_COMMAND.test(keyword)) {
      return wordEnd;
    }
    if (!DECLARATIONS.has(keyword)) {
      this.#complaints.warn('keyword', start, `${keyword.slice(0, 40)} is not known and is skipped`);
      return this.#inBody ? wordEnd : endOfUnknown(buffer, wordEnd, end);
    }
    const close = findEnd(buffer, wordEnd, end);
    if (close === INCOMPLETE) {
      return INCOMPLETE;
    }
    if (keyword === '$enddefinitions') {
      this.#enterBody();
    } else {
      this.#declare(keyword, textAt(buffer, wordEnd, close).trim(), start);
    }
    return close + 4;
  }

  #declare(keyword: string, body: string, at: number): void {
    try {
      declare(this.#header, keyword, body);
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof Unreadable) {
        this.#complaints.fail(at, message);
      }
      this.#complaints.warn('declaration', at, message);
      return;
    }
    if (this.#inBody) {
      this.#enterBody();
    }
  }

  /** Gives a number to each code that was declared since the last time. */
  #enterBody(): void {
    this.#inBody = true;
    for (const [code, changes] of this.#header.codes) {
      if (!this.#codes.has(code)) {
        this.#codes.add(code, this.#columns.push(changes) - 1);
      }
    }
  }

  /** A value or a time, whose first character is given. */
  #change(buffer: Uint8Array, start: number, end: number, character: number): number {
    if (!this.#inBody) {
      this.#beginWithoutHeader(buffer, start, end);
    }
    if (character === LETTER_B) {
      const after = this.#plainVector(buffer, start, end);
      if (after > 0) {
        return after;
      }
    }
    const wordEnd = endOfWord(buffer, start, end);
    if (wordEnd === INCOMPLETE) {
      return INCOMPLETE;
    }
    if (LEVEL[character] !== 255) {
      return this.#scalar(buffer, start, wordEnd, end);
    }
    if (character === HASH) {
      this.#timeline.set(buffer, start + 1, wordEnd);
      return wordEnd;
    }
    const kind = character | 32;
    if (kind !== LETTER_B && kind !== LETTER_R && kind !== LETTER_S) {
      const word = JSON.stringify(textAt(buffer, start, Math.min(wordEnd, start + 40)));
      this.#complaints.warn('change', start, `${word} is not a value change and is skipped`);
      return wordEnd;
    }
    return this.#value(kind, buffer, start, wordEnd, end);
  }

  #beginWithoutHeader(buffer: Uint8Array, start: number, end: number): void {
    if (!this.#header.vcd.variables.length) {
      const found = JSON.stringify(textAt(buffer, start, Math.min(end, start + 20)));
      this.#complaints.fail(start, `expected a declaration, found ${found}`);
    }
    this.#complaints.warn('header', start, 'the changes begin without $enddefinitions');
    this.#enterBody();
  }

  /** One character and a code, which some writers put apart. */
  #scalar(buffer: Uint8Array, start: number, wordEnd: number, end: number): number {
    let codeStart = start + 1;
    let codeEnd = wordEnd;
    if (codeEnd === codeStart) {
      while (codeStart < end && (buffer[codeStart] === SPACE || buffer[codeStart] === TAB)) {
        codeStart++;
      }
      codeEnd = endOfWord(buffer, codeStart, end);
      if (codeEnd === INCOMPLETE) {
        return INCOMPLETE;
      }
    }
    const column = this.#columnOf(buffer, codeStart, codeEnd);
    if (column) {
      pushScalar(this.#complaints, column, buffer[start]);
    }
    return codeEnd;
  }

  /** `b`, `r` or `s` with a value that ends at `valueEnd`, a blank and a code. */
  #value(kind: number, buffer: Uint8Array, start: number, valueEnd: number, end: number): number {
    let codeStart = valueEnd;
    while (codeStart < end && buffer[codeStart] <= SPACE) {
      codeStart++;
    }
    const codeEnd = endOfWord(buffer, codeStart, end);
    if (codeEnd === INCOMPLETE) {
      return INCOMPLETE;
    }
    const column = this.#columnOf(buffer, codeStart, codeEnd);
    if (!column) {
      return codeEnd;
    }
    if (kind === LETTER_B) {
      pushVector(this.#complaints, column, buffer, start + 1, valueEnd);
    } else if (kind === LETTER_R) {
      pushReal(this.#complaints, column, textAt(buffer, start + 1, valueEnd), start);
    } else {
      pushString(column, decodeString(buffer.subarray(start + 1, valueEnd)));
    }
    return codeEnd;
  }

  /**
   * The most usual command, `b` with digits of 0 and 1, a blank and a code, in one go over its bytes. Gives where it
   * ends; 0, with nothing taken, where it is another one.
   */
  #plainVector(buffer: Uint8Array, start: number, end: number): number {
    const bits = this.#bits;
    if (!readBits(buffer, start + 1, end, bits)) {
      return 0;
    }
    const codeStart = bits.end + 1;
    if (codeStart >= end || buffer[bits.end] !== SPACE) {
      return 0;
    }
    const codeEnd = endOfWord(buffer, codeStart, end);
    if (codeEnd === INCOMPLETE || codeEnd === codeStart) {
      return 0;
    }
    const column = this.#columnOf(buffer, codeStart, codeEnd);
    if (!column) {
      return codeEnd;
    }
    if (bits.full * 32 + bits.rest > column.width || !column.value.length) {
      pushVector(this.#complaints, column, buffer, start + 1, bits.end);
    } else {
      pushBits(column, bits);
    }
    return codeEnd;
  }

  /** The column of a code, with room for a change at the present time; undefined where the change is left out. */
  #columnOf(buffer: Uint8Array, start: number, end: number): GrowingChanges | undefined {
    const index = this.#codes.find(buffer, start, end);
    if (index < 0) {
      this.#complainOfCode(textAt(buffer, start, end), start);
      return undefined;
    }
    const timeline = this.#timeline;
    if (timeline.isSkipping) {
      return undefined;
    }
    if (timeline.count === 0) {
      timeline.begin();
    }
    const column = this.#columns[index];
    if (column.count === column.at.length) {
      grow(column);
    }
    column.at[column.count] = timeline.count - 1;
    return column;
  }

  #complainOfCode(code: string, at: number): void {
    if (code) {
      this.#complaints.warn('code', at, `identifier code ${code} was not declared; its changes are left out`);
    } else {
      this.#complaints.warn('no code', at, 'a value without an identifier code');
    }
  }

  #finish(): void {
    if (this.#tail.length) {
      this.#takeTail();
    }
    if (!this.#inBody) {
      this.#complaints.warnings.add('header', 'the file ends in its header, before $enddefinitions');
      this.#enterBody();
    }
  }

  /** Takes what stands after the last blank of the file, as far as it can be known to be whole. */
  #takeTail(): void {
    const tail = this.#tail;
    const rest = textAt(tail, 0, tail.length);
    const begin = JSON.stringify(rest.slice(0, 40).trim());
    const { warnings, offset } = this.#complaints;
    const isCut = `byte ${offset}: the file ends inside ${begin}, which is left out`;
    if (this.#inBody && rest[0] !== '$' && rest[0] !== '#') {
      const words = rest.split(/\s+/);
      const code = LEVEL[tail[0]] !== 255 && words[0].length > 1 ? words[0].slice(1) : (words[1] ?? '');
      const { codes } = this.#header;
      const isPrefix = (other: string) => other.length > code.length && other.startsWith(code);
      if (!codes.has(code) || [...codes.keys()].some(isPrefix)) {
        warnings.add('end', isCut);
        return;
      }
    }
    if (this.#inBody && rest[0] === '#') {
      warnings.add('end', `byte ${offset}: the file ends in ${begin} without an end of line; the time may be cut`);
    }
    const line = new Uint8Array(tail.length + 1).fill(NEWLINE);
    line.set(tail);
    if (this.#scan(line, line.length) < line.length) {
      warnings.add('end', isCut);
    }
  }
}

function endOfWord(buffer: Uint8Array, start: number, end: number): number {
  for (let p = start; p < end; p++) {
    if (buffer[p] <= SPACE) {
      return p;
    }
  }
  return INCOMPLETE;
}

/**
 * Where the next word that begins with $ stands, after it when it is `$end`; `INCOMPLETE` when that is not there yet.
 */
function endOfUnknown(buffer: Uint8Array, from: number, end: number): number {
  for (let p = from; p + 5 < end; p++) {
    if (buffer[p] === DOLLAR && buffer[p - 1] <= SPACE) {
      return findEnd(buffer, p, p + 5) === p ? p + 4 : p;
    }
  }
  return INCOMPLETE;
}

/** Position of the word `$end` at or after `from`; `INCOMPLETE` when it, or the space after it, is not there yet. */
function findEnd(buffer: Uint8Array, from: number, end: number): number {
  for (let p = from; p + 4 < end; p++) {
    p = buffer.indexOf(DOLLAR, p);
    if (p < 0 || p + 4 >= end) {
      return INCOMPLETE;
    }
    const isEnd = buffer[p + 1] === 101 && buffer[p + 2] === 110 && buffer[p + 3] === 100;
    if (isEnd && buffer[p + 4] <= SPACE && buffer[p - 1] <= SPACE) {
      return p;
    }
  }
  return INCOMPLETE;
}
