/**
 * The GGUF container (llama.cpp), versions 2 and 3, little-endian: header, metadata and tensor table.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
import { DataError } from '../errors.ts';
import { checkRanges } from '../model/check-ranges.ts';
import { type FileBytes, openFileBytes } from '../model/file-bytes.ts';
import { BLOCK_FORMATS, type BlockFormat, ggmlTypeName } from './ggml-blocks.ts';

export type GgufValue = number | bigint | boolean | string | GgufValue[];

export interface GgufTensor {
  readonly name: string;
  readonly format: BlockFormat;
  /** Row-major, slowest dimension first: [outputs, inputs] for a matrix (GGUF stores the reverse). */
  readonly shape: readonly number[];
  readonly file: FileBytes;
  /** Absolute position in the file, in bytes. */
  readonly offset: number;
  readonly bytes: number;
}

export interface Gguf {
  readonly file: FileBytes;
  readonly version: number;
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  close(): void;
}

const MAGIC = 0x46554747; // "GGUF"
const MAX_DIMENSIONS = 4; // GGML_MAX_DIMS
const MAX_ARRAY_DEPTH = 4;
const DEFAULT_ALIGNMENT = 32;
/** Of a list of the metadata; the largest vocabularies have some hundred thousand tokens. */
const MAX_ELEMENTS = 2 ** 24;
/** Of a text [bytes]. */
const MAX_TEXT = 2 ** 26;

/** Opens a GGUF file and reads everything but the tensors' data. The caller closes it. */
export function openGguf(path: string): Gguf {
  const file = openFileBytes(path);
  try {
    return parseGguf(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

function parseGguf(file: FileBytes): Gguf {
  const cursor = headerCursor(file);
  const magic = cursor.u32('magic');
  if (magic !== MAGIC) {
    throw new DataError(`${file.path}: not a GGUF file (magic 0x${magic.toString(16)}, expected 0x46554747)`);
  }
  const version = cursor.u32('version');
  if (version !== 2 && version !== 3) {
    const hint = (version & 0xffff) === 0 ? '; big-endian files are not supported' : '';
    throw new DataError(`${file.path}: GGUF version ${version}, expected 2 or 3${hint}`);
  }
  const tensorCount = cursor.count('tensor count', 24); // name length, dimensions, type, offset at the least
  const entryCount = cursor.count('metadata count', 13);

  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < entryCount; i++) {
    const key = cursor.string(`metadata key ${i}`);
    if (metadata.has(key)) {
      throw new DataError(`${file.path}: metadata key ${key} appears twice`);
    }
    metadata.set(key, readValue(cursor, cursor.u32(key), key, 0));
  }

  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (typeof alignment !== 'number' || alignment < 1 || !Number.isInteger(Math.log2(alignment))) {
    throw new DataError(`${file.path}: general.alignment is ${String(alignment)}, expected a power of two`);
  }

  const entries = Array.from({ length: tensorCount }, (_, i) => readTensorEntry(cursor, i));
  const dataStart = Math.ceil(cursor.position() / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  for (const { name, shape, format, relativeOffset } of entries) {
    if (tensors.has(name)) {
      throw new DataError(`${file.path}: tensor ${name} appears twice`);
    }
    const elements = shape.reduce((product, n) => product * n, 1);
    const bytes = (elements / format.weights) * format.bytes;
    const offset = dataStart + relativeOffset;
    if (relativeOffset % alignment !== 0) {
      throw new DataError(`${file.path}: tensor ${name}: offset ${relativeOffset} is not a multiple of ${alignment}`);
    }
    if (offset + bytes > file.size) {
      throw new DataError(
        `${file.path}: tensor ${name}: truncated, ${offset + bytes - file.size} of its ${bytes} bytes missing`,
      );
    }
    tensors.set(name, { name, format, shape, file, offset, bytes });
  }
  const ranges = [...tensors.values()].map(({ name, offset, bytes }) => ({ name, start: offset, bytes }));
  // Without any tensor the file may end with its header.
  const end = Math.max(file.size, dataStart);
  checkRanges(ranges, { path: file.path, start: dataStart, end, alignment });
  return { file, version, metadata, tensors, close: () => file.close() };
}

function readTensorEntry(cursor: HeaderCursor, index: number) {
  const name = cursor.string(`name of tensor ${index}`);
  const dimensions = cursor.u32(`dimensions of ${name}`);
  if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
    throw new DataError(`${cursor.path}: tensor ${name}: ${dimensions} dimensions, expected 1 to ${MAX_DIMENSIONS}`);
  }
  const shape = Array.from({ length: dimensions }, () => cursor.u64(`shape of ${name}`)).reverse();
  const type = cursor.u32(`type of ${name}`);
  const relativeOffset = cursor.u64(`offset of ${name}`);
  const format = BLOCK_FORMATS.get(type);
  if (!format) {
    const known = [...BLOCK_FORMATS.values()].map((f) => f.name).join(', ');
    throw new DataError(
      `${cursor.path}: tensor ${name}: type ${ggmlTypeName(type)} is not supported (supported: ${known})`,
    );
  }
  const row = shape[shape.length - 1];
  if (shape.some((n) => n < 1) || !Number.isSafeInteger(shape.reduce((product, n) => product * n, 1))) {
    throw new DataError(`${cursor.path}: tensor ${name}: impossible shape [${shape}]`);
  }
  if (row % format.weights !== 0) {
    throw new DataError(
      `${cursor.path}: tensor ${name}: rows of ${row} do not divide into ${format.name} blocks of ${format.weights}`,
    );
  }
  return { name, shape, format, relativeOffset };
}

type HeaderCursor = ReturnType<typeof headerCursor>;

/** Reads the header front to back through a window, so a file of gigabytes costs a megabyte. */
function headerCursor(file: FileBytes, windowBytes = 1 << 20) {
  let window: Uint8Array = new Uint8Array(0);
  let windowStart = 0;
  let at = 0;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  const take = (length: number, what: string): Uint8Array => {
    if (at + length > file.size) {
      throw new DataError(
        `${file.path}: truncated in the header: ${what} wants ${length} bytes at ${at}, the file has ${file.size}`,
      );
    }
    if (at < windowStart || at + length > windowStart + window.length) {
      windowStart = at;
      window = file.read(at, Math.min(Math.max(length, windowBytes), file.size - at));
    }
    const bytes = window.subarray(at - windowStart, at - windowStart + length);
    at += length;
    return bytes;
  };
  const view = (length: number, what: string): DataView => {
    const bytes = take(length, what);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  };
  const u64 = (what: string): number => {
    const value = view(8, what).getBigUint64(0, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new DataError(`${file.path}: ${what} is ${value}: not plausible`);
    }
    return Number(value);
  };

  return {
    path: file.path,
    position: () => at,
    view,
    u64,
    u32: (what: string) => view(4, what).getUint32(0, true),
    /** A count of things that take at least `bytesEach`: refused when they cannot fit into the file. */
    count(what: string, bytesEach: number): number {
      const count = u64(what);
      if (count * bytesEach > file.size - at) {
        throw new DataError(
          `${file.path}: ${what} is ${count}: more than the remaining ${file.size - at} bytes can hold`,
        );
      }
      return count;
    },
    string(what: string): string {
      const length = u64(what);
      if (length > MAX_TEXT && length <= file.size - at) {
        throw new DataError(`${file.path}: ${what} is a text of ${length} bytes, expected ${MAX_TEXT} at most`);
      }
      return decoder.decode(take(length, what));
    },
  };
}

const VALUE_STRING = 8;
const VALUE_ARRAY = 9;
/** Bytes of each scalar value type, by its number in the file. */
const VALUE_BYTES = [1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8];

function readValue(cursor: HeaderCursor, type: number, key: string, depth: number): GgufValue {
  switch (type) {
    case 0:
      return cursor.view(1, key).getUint8(0);
    case 1:
      return cursor.view(1, key).getInt8(0);
    case 2:
      return cursor.view(2, key).getUint16(0, true);
    case 3:
      return cursor.view(2, key).getInt16(0, true);
    case 4:
      return cursor.view(4, key).getUint32(0, true);
    case 5:
      return cursor.view(4, key).getInt32(0, true);
    case 6:
      return cursor.view(4, key).getFloat32(0, true);
    case 7:
      return cursor.view(1, key).getUint8(0) !== 0;
    case VALUE_STRING:
      return cursor.string(key);
    case VALUE_ARRAY: {
      if (depth >= MAX_ARRAY_DEPTH) {
        throw new DataError(`${cursor.path}: metadata ${key}: arrays nested more than ${MAX_ARRAY_DEPTH} deep`);
      }
      const elementType = cursor.u32(key);
      const count = cursor.count(`length of ${key}`, VALUE_BYTES[elementType] ?? 1);
      if (count > MAX_ELEMENTS) {
        throw new DataError(`${cursor.path}: ${key} is a list of ${count}, expected ${MAX_ELEMENTS} at most`);
      }
      return Array.from({ length: count }, () => readValue(cursor, elementType, key, depth + 1));
    }
    case 10:
      return safeInteger(cursor.view(8, key).getBigUint64(0, true));
    case 11:
      return safeInteger(cursor.view(8, key).getBigInt64(0, true));
    case 12:
      return cursor.view(8, key).getFloat64(0, true);
    default:
      throw new DataError(`${cursor.path}: metadata ${key}: value type ${type} is unknown (expected 0 to 12)`);
  }
}

const safeInteger = (value: bigint): number | bigint => (BigInt.asIntN(53, value) === value ? Number(value) : value);
