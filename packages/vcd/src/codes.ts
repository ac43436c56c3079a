import { textAt } from './bytes.ts';

const SPACE = 32;
/** Codes of up to three characters of ASCII are looked up in tables, others in a map. */
const BASE = 96;
const TABLE_SIZE = BASE ** 3;

/** Finds the number of an identifier code in the bytes of a dump. */
export class CodeTable {
  readonly #single = new Int32Array(256).fill(-1);
  readonly #short = new Int32Array(TABLE_SIZE).fill(-1);
  readonly #long = new Map<string, number>();
  readonly #known = new Set<string>();

  has(code: string): boolean {
    return this.#known.has(code);
  }

  add(code: string, index: number): void {
    this.#known.add(code);
    if (!isShort(code)) {
      this.#long.set(code, index);
    } else if (code.length === 1) {
      this.#single[code.charCodeAt(0)] = index;
    } else {
      this.#short[keyOf(code)] = index;
    }
  }

  /** The number of the code in the bytes `start … end`; below zero when there is none. */
  find(buffer: Uint8Array, start: number, end: number): number {
    if (end - start === 1 && buffer[start] < 128) {
      return this.#single[buffer[start]];
    }
    if (end - start > 3) {
      return this.#long.get(textAt(buffer, start, end)) ?? -1;
    }
    let key = 0;
    let high = 0;
    for (let p = start; p < end; p++) {
      key = key * BASE + (buffer[p] - SPACE);
      high |= buffer[p];
    }
    return high < 128 ? this.#short[key] : (this.#long.get(textAt(buffer, start, end)) ?? -1);
  }
}

function keyOf(code: string): number {
  let key = 0;
  for (let i = 0; i < code.length; i++) {
    key = key * BASE + (code.charCodeAt(i) - SPACE);
  }
  return key;
}

const isShort = (code: string): boolean => code.length <= 3 && /^[\x21-\x7f]*$/.test(code);
