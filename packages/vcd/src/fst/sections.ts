import { ByteReader } from '../bytes.ts';
import { gunzip, gunzipPart, inflate, inflateLz4, inflateLz4Part } from './compression.ts';
import { REAL, VARIABLE } from './values.ts';

/** Kinds of blocks that a file consists of. */
export const HEADER = 0;
export const CHANGES = 1;
export const BLACKOUT = 2;
export const GEOMETRY = 3;
export const HIERARCHY_GZIP = 4;
export const CHANGES_ALIAS = 5;
export const HIERARCHY_LZ4 = 6;
export const HIERARCHY_LZ4_TWICE = 7;
export const CHANGES_ALIAS_2 = 8;
export const HIERARCHIES: readonly number[] = [HIERARCHY_GZIP, HIERARCHY_LZ4, HIERARCHY_LZ4_TWICE];
export const WRAPPER = 254;
export const SKIP = 255;

/** Length of a header block without its kind. */
export const HEADER_LENGTH = 329;

/** One block: where the content behind kind and length stands. */
export interface Block {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  /** The file ends before the block does: a hierarchy is read as far as it goes. */
  readonly isCut?: boolean;
}

/** The blocks of a file in their order. A last one that is cut off, or never was finished, is told to `warn`. */
export function listBlocks(bytes: Uint8Array, warn: (message: string) => void): Block[] {
  const blocks: Block[] = [];
  const reader = new ByteReader(bytes);
  while (reader.left > 0) {
    const at = reader.position;
    if (reader.left < 9) {
      warn(`byte ${at}: the file ends inside a block's length`);
      break;
    }
    const kind = reader.u8();
    const length = reader.u64();
    const known = kind <= CHANGES_ALIAS_2 || kind >= WRAPPER;
    if (!known || length < 8n || length > BigInt(reader.left + 8)) {
      const what = known ? `a block of ${length} bytes, of which ${reader.left + 8} are there` : `block kind ${kind}`;
      warn(`byte ${at}: ${what}; the file is read up to here`);
      if (known && length > 8n && HIERARCHIES.includes(kind)) {
        blocks.push({ kind, start: reader.position, end: bytes.length, isCut: true });
      }
      break;
    }
    const end = reader.position + Number(length) - 8;
    if (kind === SKIP) {
      warn(`byte ${at}: a block that its writer did not finish is left out`);
    } else {
      blocks.push({ kind, start: reader.position, end });
    }
    reader.position = end;
  }
  return blocks;
}

export interface FstHeader {
  readonly start: bigint;
  readonly end: bigint;
  readonly littleEndian: boolean;
  readonly handles: number;
  readonly exponent: number;
  readonly version: string;
  readonly date: string;
  readonly timeZero: bigint;
}

/** Euler's number, by which a writer shows the order of a real's bytes. */
const ORDER = Math.E;

export function readHeader(bytes: Uint8Array, { start, end }: Block): FstHeader {
  const reader = new ByteReader(bytes, start, end);
  const [startTime, endTime] = [reader.u64(), reader.u64()];
  const order = reader.take(8);
  const view = new DataView(order.buffer, order.byteOffset, 8);
  const littleEndian = view.getFloat64(0, true) === ORDER;
  if (!littleEndian && view.getFloat64(0, false) !== ORDER) {
    throw new Error('the header does not show the order of bytes');
  }
  reader.take(24); // memory used, scopes, variables
  const handles = reader.count();
  reader.take(8); // sections of changes
  const exponent = (reader.u8() << 24) >> 24;
  const fixed = (length: number) => new ByteReader(reader.take(length)).text().trim();
  const [version, date] = [fixed(128), fixed(119)];
  reader.take(1); // Verilog, VHDL, both
  const timeZero = reader.i64();
  return { start: startTime, end: endTime, littleEndian, handles, exponent, version, date, timeZero };
}

/** Widths by handle: bits, `REAL` or `VARIABLE`. */
export function readGeometry(bytes: Uint8Array, { start, end }: Block): Uint32Array {
  const reader = new ByteReader(bytes, start, end);
  const size = reader.count();
  const handles = reader.count();
  const packed = reader.take(reader.left);
  const widths = new ByteReader(packed.length === size ? packed : inflate(packed, size));
  const geometry = new Uint32Array(Math.min(handles, size));
  for (let handle = 0; handle < geometry.length; handle++) {
    geometry[handle] = widths.varint();
  }
  return geometry;
}

/** Widths by handle as far as the hierarchy tells them, for a file without a geometry. */
export function guessGeometry(
  declared: readonly { readonly variable: { handle: number; type: string; width: number } }[],
): Uint32Array {
  const geometry = new Uint32Array(declared.reduce((most, { variable }) => Math.max(most, variable.handle + 1), 0));
  for (const { variable } of declared) {
    const { handle, type, width } = variable;
    geometry[handle] = /real/.test(type) ? REAL : type === 'string' || width === 0 ? VARIABLE : width;
  }
  return geometry;
}

/** Bytes of the lengths before a hierarchy's records at most. */
const MOST_LENGTHS = 18;

/** The decompressed records of a hierarchy that is cut, as far as they go. */
export function unpackHierarchyPart(bytes: Uint8Array, { kind, start, end }: Block): Uint8Array {
  const reader = new ByteReader(bytes, start, end);
  if (reader.left < MOST_LENGTHS) {
    return new Uint8Array(0);
  }
  const size = reader.count();
  if (kind === HIERARCHY_GZIP) {
    return gunzipPart(reader.take(reader.left), size);
  }
  if (kind === HIERARCHY_LZ4) {
    return inflateLz4Part(reader.take(reader.left), size);
  }
  const once = reader.varint();
  return inflateLz4Part(inflateLz4Part(reader.take(reader.left), once), size);
}

/** The decompressed records of a hierarchy. */
export function unpackHierarchy(bytes: Uint8Array, { kind, start, end }: Block): Uint8Array {
  const reader = new ByteReader(bytes, start, end);
  const size = reader.count();
  if (kind === HIERARCHY_GZIP) {
    return gunzip(reader.take(reader.left), size);
  }
  if (kind === HIERARCHY_LZ4) {
    return inflateLz4(reader.take(reader.left), size);
  }
  const once = reader.varint();
  return inflateLz4(inflateLz4(reader.take(reader.left), once), size);
}
