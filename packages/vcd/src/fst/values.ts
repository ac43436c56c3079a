import { ByteReader } from '../bytes.ts';
import { type GrowingChanges, reserve } from '../columns.ts';
import { LEVEL, pushDigits } from '../digits.ts';
import { decodeText } from '../escapes.ts';

/** What the geometry says of a handle: its bits; `REAL` and `VARIABLE` are the two others. */
export type Geometry = number;
export const REAL = 0;
export const VARIABLE = 0xffffffff;

/** Digits of one bit that is neither 0 nor 1, by number. */
const STATES = Array.from('xzhuwl-x', (digit) => digit.charCodeAt(0));

/**
 * Adds the changes of one chain, already decompressed, to a column.
 *
 * @param base index of the section's first time; the chain's own are below `limit`, at which reading ends with an error
 */
export function readChain(
  column: GrowingChanges,
  geometry: Geometry,
  chain: Uint8Array,
  base: number,
  limit: number,
  littleEndian: boolean,
): void {
  if (geometry === VARIABLE) {
    readTexts(column, chain, base, limit);
  } else if (geometry === REAL) {
    readReals(column, chain, base, limit, littleEndian);
  } else if (geometry === 1) {
    readBits(column, chain, base, limit);
  } else {
    readVectors(column, geometry, chain, base, limit);
  }
}

const outside = () => new Error('a change at a time that is not in the table');

function readBits(column: GrowingChanges, chain: Uint8Array, base: number, limit: number): void {
  reserve(column, chain.length);
  const { at, value, kind } = column;
  const plain = kind === 'bits';
  let index = base;
  let { count } = column;
  for (let p = 0; p < chain.length; ) {
    let item = chain[p++];
    if (item > 127) {
      item &= 127;
      for (let shift = 7; ; shift += 7) {
        const byte = chain[p++];
        item |= (byte & 127) << shift;
        if (!(byte > 127)) {
          break;
        }
      }
    }
    index += item & 1 ? item >>> 4 : item >>> 2;
    if (index >= limit) {
      column.count = count;
      throw outside();
    }
    at[count] = index;
    if (!plain) {
      count++;
    } else if (item & 1) {
      column.count = count;
      oneDigit[0] = STATES[(item >> 1) & 7];
      pushDigits(column, oneDigit, 0, 1);
      count++;
    } else {
      value[count++] = (item >> 1) & 1;
    }
  }
  column.count = count;
}
const oneDigit = new Uint8Array(1);

function readVectors(column: GrowingChanges, width: number, chain: Uint8Array, base: number, limit: number): void {
  const bytes = (width + 7) >> 3;
  const spare = bytes * 8 - width;
  reserve(column, Math.ceil(chain.length / (bytes + 1)));
  const { at, value, words, kind } = column;
  const fits = column.width === width && kind === 'bits';
  let index = base;
  for (let p = 0; p < chain.length; ) {
    let item = chain[p++];
    if (item > 127) {
      item &= 127;
      for (let shift = 7; ; shift += 7) {
        const byte = chain[p++];
        item |= (byte & 127) << shift;
        if (!(byte > 127)) {
          break;
        }
      }
    }
    index += item >>> 1;
    const size = item & 1 ? width : bytes;
    if (index >= limit || p + size > chain.length) {
      throw index >= limit ? outside() : new Error('a chain that ends inside a value');
    }
    at[column.count] = index;
    if (!fits) {
      column.count++;
    } else if (item & 1) {
      pushChecked(column, chain, p, p + size);
    } else if (words === 1) {
      let bits = 0;
      for (const end = p + bytes; p < end; p++) {
        bits = (bits << 8) | chain[p];
      }
      value[column.count++] = bits >>> spare;
      continue;
    } else {
      const first = column.count++ * words;
      let q = p + bytes - 1;
      for (let word = 0; word < words; word++, q -= 4) {
        const low = chain[q] | (chain[q - 1] << 8) | (chain[q - 2] << 16) | (chain[q - 3] << 24);
        value[first + word] = spare ? (low >>> spare) | (chain[q - 4] << (32 - spare)) : low;
      }
      const top = width & 31;
      if (top) {
        value[first + words - 1] &= 2 ** top - 1;
      }
    }
    p += size;
  }
}

/** Digits of the file as a value; what is no digit is x. */
export function pushChecked(column: GrowingChanges, digits: Uint8Array, start: number, end: number): void {
  let good = digits;
  for (let p = start; p < end; p++) {
    if (LEVEL[digits[p]] === 255) {
      good = digits.slice(start, end).map((digit) => (LEVEL[digit] === 255 ? 120 : digit));
      pushDigits(column, good, 0, good.length);
      return;
    }
  }
  pushDigits(column, good, start, end);
}

function readReals(
  column: GrowingChanges,
  chain: Uint8Array,
  base: number,
  limit: number,
  littleEndian: boolean,
): void {
  reserve(column, Math.ceil(chain.length / 2));
  const reader = new ByteReader(chain);
  const view = new DataView(chain.buffer, chain.byteOffset, chain.byteLength);
  let index = base;
  while (reader.left > 0) {
    const item = reader.varint();
    index += Math.floor(item / 2);
    if (index >= limit) {
      throw outside();
    }
    column.at[column.count] = index;
    if (item & 1) {
      const at = reader.position;
      reader.take(8); // says so where they are not there
      column.reals[column.count++] = view.getFloat64(at, littleEndian);
    } else {
      // A real of which every bit is 0 or 1 as a digit: eight characters packed into one byte.
      column.reals[column.count++] = new DataView(unpacked(reader.u8()).buffer).getFloat64(0, littleEndian);
    }
  }
}

const unpacked = (byte: number) => Uint8Array.from({ length: 8 }, (_, i) => 48 + ((byte >> (7 - i)) & 1));

function readTexts(column: GrowingChanges, chain: Uint8Array, base: number, limit: number): void {
  const reader = new ByteReader(chain);
  let index = base;
  while (reader.left > 0) {
    index += Math.floor(reader.varint() / 2);
    const text = reader.take(reader.varint());
    if (index >= limit) {
      throw outside();
    }
    reserve(column, 1);
    column.at[column.count] = index;
    pushText(column, text);
  }
}

/** Adds a string, without the blanks that fill it up; of an event only that it came. */
export function pushText(column: GrowingChanges, text: Uint8Array): void {
  if (column.kind === 'string') {
    column.strings[column.count] = decodeText(text).replace(/ +$/, '');
  } else if (column.kind === 'bits') {
    pushChecked(column, text, 0, text.length);
    return;
  }
  column.count++;
}
