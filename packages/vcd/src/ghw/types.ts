import type { ByteReader } from '../bytes.ts';

/** Bounds of one dimension: `left` first. */
export interface Range {
  readonly left: number;
  readonly right: number;
  /** `to`; else `downto`. */
  readonly rises: boolean;
}

/** What a signal holds. Scalars are signals of the file; arrays and records are made of them. */
export type Type =
  | { readonly kind: 'enum'; readonly name: string; readonly literals: readonly string[] }
  | { readonly kind: 'integer'; readonly name: string; readonly bits: 32 | 64 }
  | { readonly kind: 'real'; readonly name: string }
  | {
      readonly kind: 'array';
      readonly name: string;
      readonly element: Type;
      readonly dimensions: number;
      /** One a dimension; undefined while the array is unbounded. */
      readonly ranges: readonly Range[] | undefined;
    }
  | { readonly kind: 'record'; readonly name: string; readonly fields: readonly Field[] };

export interface Field {
  readonly name: string;
  readonly type: Type;
}

/** Numbers of types in the file: GHDL's run-time information kinds. */
const B2 = 22;
const E8 = 23;
const I32 = 25;
const I64 = 26;
const F64 = 27;
const P32 = 28;
const P64 = 29;
const ARRAY = 31;
const RECORD = 32;
const SUBTYPE_SCALAR = 34;
const SUBTYPE_ARRAY = 35;
const SUBTYPE_UNBOUNDED_ARRAY = 37;
const SUBTYPE_RECORD = 38;
const SUBTYPE_UNBOUNDED_RECORD = 39;

/** What reading types needs of the file. */
export interface TypeSource {
  readonly reader: ByteReader;
  /** 0 has no units of physical types. */
  readonly version: number;
  readonly littleEndian: boolean;
  text(): string;
}

/** The type at a number of the file, from 1. */
export function typeAt(types: readonly Type[], number: number): Type {
  const type = types[number - 1];
  if (!type) {
    throw new Error(`type ${number} is not declared`);
  }
  return type;
}

/** Reads one type, which may refer to those before it. */
export function readType(source: TypeSource, types: readonly Type[]): Type {
  const { reader, text } = source;
  const kind = reader.u8();
  const name = text();
  const other = () => typeAt(types, reader.varint());
  switch (kind) {
    case B2:
    case E8: {
      const count = bounded(reader.varint(), reader);
      return { kind: 'enum', name, literals: Array.from({ length: count }, text) };
    }
    case I32:
      return { kind: 'integer', name, bits: 32 };
    case I64:
      return { kind: 'integer', name, bits: 64 };
    case F64:
      return { kind: 'real', name };
    case P32:
    case P64: {
      const units = source.version === 0 ? 0 : bounded(reader.varint(), reader);
      for (let unit = 0; unit < units; unit++) {
        text();
        reader.signedVarint();
      }
      return { kind: 'integer', name, bits: kind === P32 ? 32 : 64 };
    }
    case ARRAY: {
      const element = other();
      const dimensions = bounded(reader.varint(), reader);
      for (let dimension = 0; dimension < dimensions; dimension++) {
        other(); // type of its index
      }
      return { kind: 'array', name, element, dimensions, ranges: undefined };
    }
    case RECORD: {
      const count = bounded(reader.varint(), reader);
      return { kind: 'record', name, fields: Array.from({ length: count }, () => ({ name: text(), type: other() })) };
    }
    case SUBTYPE_SCALAR: {
      const base = other();
      readRange(source);
      return named(base, name);
    }
    case SUBTYPE_ARRAY:
    case SUBTYPE_RECORD:
      return named(readBounds(source, other()), name);
    case SUBTYPE_UNBOUNDED_ARRAY: {
      const base = other();
      return named(base.kind === 'array' ? { ...base, ranges: undefined } : base, name);
    }
    case SUBTYPE_UNBOUNDED_RECORD:
      return named(other(), name);
    default:
      throw new Error(`type kind ${kind} is not known`);
  }
}

/** An anonymous subtype keeps its base's name. */
const named = (type: Type, name: string): Type => (name === ANONYMOUS ? type : { ...type, name });
export const ANONYMOUS = '<anon>';

/** A number of things that take at least a byte each. */
function bounded(count: number, { left }: ByteReader): number {
  if (count > left) {
    throw new RangeError(`${count} things in ${left} bytes`);
  }
  return count;
}

/** Reads the bounds that `base` lacks. */
function readBounds(source: TypeSource, base: Type): Type {
  if (base.kind === 'array') {
    const ranges = Array.from({ length: base.dimensions }, () => readRange(source));
    // GHDL before version 1 left the bounds of unbounded elements out.
    const complete = isBounded(base.element) || !rangeFollows(source);
    const element = complete ? base.element : readBounds(source, base.element);
    return { ...base, element, ranges };
  }
  if (base.kind === 'record') {
    const fields = base.fields.map((field) =>
      isBounded(field.type) ? field : { ...field, type: readBounds(source, field.type) },
    );
    return { ...base, fields };
  }
  throw new Error(`${base.name} has no bounds`);
}

function isBounded(type: Type): boolean {
  if (type.kind === 'array') {
    return type.ranges !== undefined && isBounded(type.element);
  }
  return type.kind !== 'record' || type.fields.every((field) => isBounded(field.type));
}

const RANGES = new Set([B2, E8, I32, P32, I64, P64, F64]);
const rangeFollows = ({ reader }: TypeSource) => RANGES.has(reader.bytes[reader.position] & 127);

function readRange({ reader, littleEndian }: TypeSource): Range {
  const head = reader.u8();
  const kind = head & 127;
  const read = () => {
    if (kind === B2 || kind === E8) {
      return reader.u8();
    }
    if (kind === F64) {
      return readFloat64(reader, littleEndian);
    }
    if (kind === I32 || kind === P32 || kind === I64 || kind === P64) {
      return reader.signedVarint();
    }
    throw new Error(`a range of kind ${kind}`);
  };
  return { left: read(), right: read(), rises: head < 128 };
}

export function readFloat64(reader: ByteReader, littleEndian: boolean): number {
  const bytes = reader.take(8);
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, littleEndian);
}

/** The value of a scalar where the hierarchy names one, of a generate's counter. */
export function readScalarText(source: TypeSource, type: Type): string {
  switch (type.kind) {
    case 'enum':
      return type.literals[source.reader.u8()] ?? '?';
    case 'integer':
      return String(source.reader.signedVarint());
    case 'real':
      return String(readFloat64(source.reader, source.littleEndian));
    default:
      throw new Error(`${type.name} is no scalar`);
  }
}

const STATES = 'UX01ZWLH-';

/** Is it `std_ulogic`, or a type of the same literals, or `bit`? Those are shown as bits. */
export function isLogic({ literals }: { readonly literals: readonly string[] }): boolean {
  const digits = literals.map((literal) => (/^'.'$/.test(literal) ? literal[1] : literal)).join('');
  return digits.toUpperCase() === STATES || digits === '01';
}
