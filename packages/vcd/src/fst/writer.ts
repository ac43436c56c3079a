import type { Changes, Scope, Timescale, Variable, Vcd } from '../vcd.ts';
import { ByteWriter } from './byte-writer.ts';
import { frameSize, writeChain, writeFrame } from './chains.ts';
import { deflate, gzip } from './compression.ts';
import { SCOPES, TYPES } from './hierarchy.ts';
import { CHANGES_ALIAS_2, GEOMETRY, HEADER, HEADER_LENGTH, HIERARCHY_GZIP } from './sections.ts';
import { REAL, VARIABLE } from './values.ts';

/** What is declared. A dump that is still being read may add to it between two sections. */
export type Declarations = Pick<Vcd, 'timescale' | 'date' | 'version' | 'comments' | 'scopes' | 'variables'>;

/** Times of a section, of which the `at` of all changes is an index: from `from` to the one before `until`. */
export interface Slice {
  readonly times: Float64Array;
  readonly exactTimes: BigUint64Array | undefined;
  readonly from: number;
  readonly until: number;
}

export interface FstWriter {
  /** Adds the changes at some times as a section. Times must not go back. */
  section(slice: Slice): void;
  /** The whole file. */
  end(): Uint8Array;
}

/** Builds an FST from sections. It is kept in memory, where it takes a tenth of a VCD's room or less. */
export function createFstWriter(declarations: Declarations): FstWriter {
  const sections: Uint8Array[] = [];
  const { factor } = decimal(declarations.timescale);
  const frame = createFrame();
  /** What columns with changes held when they were first written. */
  const kinds = new Map<Changes, Changes['kind']>();
  let columns: readonly Changes[] = [];
  let begin: bigint | undefined;
  let end = 0n;

  const timeOf = ({ times, exactTimes }: Slice, index: number) =>
    (exactTimes?.[index] ?? BigInt(Math.round(times[index]))) * BigInt(factor);

  /** Gives handles to what was declared since, in the order of the hierarchy. */
  const declare = () => {
    columns = [...new Set([...columns, ...inOrder(declarations).map(({ changes }) => changes)])];
  };

  const section = (slice: Slice) => {
    declare();
    const { from, until } = slice;
    const [first, last] = [timeOf(slice, from), timeOf(slice, until - 1)];
    begin ??= first;
    end = last;
    const before = frame.bytes(columns);
    const frameBefore = packed(before);
    const chains = writeChains(columns, slice, (changes, index) => {
      const { kind } = changes;
      if ((kinds.get(changes) ?? kind) !== kind) {
        const { path } = declarations.variables.find((each) => each.changes === changes) as Variable;
        throw new Error(`FST: ${path} turns from ${kinds.get(changes)} to ${kind}`);
      }
      kinds.set(changes, kind);
      frame.settle(changes, index);
    });
    const times = writeTimes(slice, factor, timeOf);

    const out = new ByteWriter();
    out.u64(first);
    out.u64(last);
    out.u64(chains.unpacked);
    out.varint(before.length);
    out.varint(frameBefore.length);
    out.varint(columns.length);
    out.append(frameBefore);
    out.varint(columns.length);
    out.append(chains.bytes);
    out.append(chains.table);
    out.u64(chains.table.length);
    out.append(times.bytes);
    out.u64(times.unpacked);
    out.u64(times.bytes.length);
    out.u64(until - from);
    sections.push(block(CHANGES_ALIAS_2, out.view()));
  };
  return {
    section(slice) {
      if (slice.from < slice.until) {
        section(slice);
      }
    },
    end() {
      if (!sections.length) {
        section(EMPTY); // readers expect a time
      }
      declare();
      const handles = new Map(columns.map((changes, handle) => [changes, handle]));
      const hierarchy = new ByteWriter();
      const scopes = writeHierarchy(hierarchy, declarations, handles);
      const { exponent } = decimal(declarations.timescale);

      const header = new ByteWriter();
      header.u64(begin ?? 0n);
      header.u64(end);
      header.f64(Math.E);
      header.u64(0); // memory that the writer used
      header.u64(scopes);
      header.u64(declarations.variables.length);
      header.u64(columns.length);
      header.u64(sections.length);
      header.u8(exponent & 255);
      header.fixed(declarations.version, 128);
      header.fixed(declarations.date, 119);
      header.u8(0); // Verilog
      header.u64(0); // time zero
      if (header.length !== HEADER_LENGTH - 8) {
        throw new Error(`FST: a header of ${header.length} bytes`);
      }

      const geometry = new ByteWriter();
      for (const { kind, width } of columns) {
        geometry.varint(kind === 'real' ? REAL : kind === 'string' ? VARIABLE : kind === 'event' ? 1 : width);
      }
      const geometryBlock = new ByteWriter();
      geometryBlock.u64(geometry.length);
      geometryBlock.u64(columns.length);
      geometryBlock.append(packed(geometry.view()));

      const hierarchyBlock = new ByteWriter();
      hierarchyBlock.u64(hierarchy.length);
      hierarchyBlock.append(gzip(hierarchy.view()));
      return concatenated([
        block(HEADER, header.view()),
        ...sections,
        block(GEOMETRY, geometryBlock.view()),
        block(HIERARCHY_GZIP, hierarchyBlock.view()),
      ]);
    },
  };
}

const EMPTY: Slice = { times: Float64Array.of(0), exactTimes: undefined, from: 0, until: 1 };

/** The values of all columns at a time, as they stand in front of a section. */
function createFrame() {
  const values = new Map<Changes, Uint8Array>();
  const bytesOf = (changes: Changes, index: number) => {
    const value = new Uint8Array(frameSize(changes));
    writeFrame(value, 0, changes, index);
    return value;
  };
  return {
    settle(changes: Changes, index: number): void {
      values.set(changes, bytesOf(changes, index));
    },
    bytes: (columns: readonly Changes[]) =>
      concatenated(columns.map((changes) => values.get(changes) ?? bytesOf(changes, -1))),
  };
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => {
    out.set(part, at);
    return at + part.length;
  }, 0);
  return out;
}

/** Times are whole powers of ten of a second in an FST: a timescale of 244 ns is one of 1 ns, each time 244 times. */
export function decimal(timescale: Timescale | undefined): { readonly exponent: number; readonly factor: number } {
  if (!timescale) {
    return { exponent: -9, factor: 1 };
  }
  const unit = -3 * ['s', 'ms', 'us', 'ns', 'ps', 'fs', 'as', 'zs'].indexOf(timescale.unit);
  const zeros = /0*$/.exec(String(timescale.magnitude))?.[0].length ?? 0;
  return { exponent: unit + zeros, factor: timescale.magnitude / 10 ** zeros };
}

function block(kind: number, content: Uint8Array): Uint8Array {
  const out = new ByteWriter();
  out.u8(kind);
  out.u64(content.length + 8);
  out.append(content);
  return out.copy();
}

/** With zlib, where that is shorter: a block of the same length as what it holds is not compressed. */
function packed(bytes: Uint8Array): Uint8Array {
  const short = deflate(bytes, LEVEL);
  return short.length < bytes.length ? short : bytes.slice();
}
const LEVEL = 6;

/** Packs the chains of a section; `settle` is told the last change of each column that has any. */
function writeChains(
  columns: readonly Changes[],
  { from, until }: Slice,
  settle: (changes: Changes, index: number) => void,
) {
  const bytes = new ByteWriter();
  const table = new ByteWriter();
  /** Chains by their hash, so that equal ones are written once. */
  const known = new Map<number, Chain[]>();
  let unpacked = 0;
  let without = 0;
  let last = 0;
  let lastAlias = -1;
  const scratch = new ByteWriter();
  bytes.u8('Z'.charCodeAt(0));
  columns.forEach((changes, handle) => {
    const [first, end] = [firstAt(changes, from), firstAt(changes, until)];
    if (first === end) {
      without++;
      return;
    }
    if (without) {
      table.varint(without * 2);
      without = 0;
    }
    settle(changes, end - 1);
    scratch.length = 0;
    writeChain(scratch, changes, first, end, from);
    const content = scratch.view();
    const start = bytes.length;
    const short = content.length > SHORTEST ? deflate(content, LEVEL) : content;
    const isShorter = short.length < content.length;
    bytes.varint(isShorter ? content.length : 0);
    bytes.append(isShorter ? short : content);
    const chain = { handle, start, end: bytes.length };
    const equals = equalChains(known, bytes.view(), chain);
    const same = equals.find((other) => isEqual(bytes.view(), other, chain));
    if (same) {
      bytes.length = start;
      table.signedVarint((same.handle === lastAlias ? 0 : -(same.handle + 1)) * 2 + 1);
      lastAlias = same.handle;
      return;
    }
    equals.push(chain);
    table.signedVarint((start - last) * 2 + 1);
    last = start;
    unpacked += content.length;
  });
  if (without) {
    table.varint(without * 2);
  }
  return { bytes: bytes.view(), table: table.view(), unpacked };
}
/** Bytes that are not worth compressing. */
const SHORTEST = 32;

/** Where a chain stands. */
interface Chain {
  readonly handle: number;
  readonly start: number;
  readonly end: number;
}

/** The chains that have this one's hash; the list is the map's own. */
function equalChains(known: Map<number, Chain[]>, bytes: Uint8Array, { start, end }: Chain): Chain[] {
  let hash = end - start;
  for (let i = start; i < end; i++) {
    hash = Math.imul(hash ^ bytes[i], 0x01000193);
  }
  let list = known.get(hash);
  if (!list) {
    list = [];
    known.set(hash, list);
  }
  return list;
}

function isEqual(bytes: Uint8Array, a: Chain, b: Chain): boolean {
  if (a.end - a.start !== b.end - b.start) {
    return false;
  }
  for (let i = 0; i < a.end - a.start; i++) {
    if (bytes[a.start + i] !== bytes[b.start + i]) {
      return false;
    }
  }
  return true;
}

/** First change at or after a time index. */
function firstAt({ at, count }: Changes, index: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at[middle] < index) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Each time as the distance from the one before, the first as it is. */
function writeTimes(slice: Slice, factor: number, timeOf: (slice: Slice, index: number) => bigint) {
  const out = new ByteWriter();
  const { times, exactTimes, from, until } = slice;
  if (exactTimes || times[until - 1] * factor > Number.MAX_SAFE_INTEGER) {
    let last = 0n;
    for (let index = from; index < until; index++) {
      const time = timeOf(slice, index);
      out.bigVarint(time - last);
      last = time;
    }
  } else {
    let last = 0;
    for (let index = from; index < until; index++) {
      const time = Math.round(times[index]) * factor;
      out.varint(time - last);
      last = time;
    }
  }
  return { bytes: packed(out.view()), unpacked: out.length };
}

const ATTRIBUTE = 252;
const SCOPE = 254;
const UPSCOPE = 255;

function variablesOf(scopes: readonly Scope[]): Variable[] {
  return scopes.flatMap(({ variables, scopes: inner }) => [...variables, ...variablesOf(inner)]);
}

function withoutScope({ scopes, variables }: Declarations): Variable[] {
  const known = new Set(variablesOf(scopes));
  return variables.filter((variable) => !known.has(variable));
}

/**
 * Variables in the order of the hierarchy: those of no scope, then scope by scope its own before those of inner ones.
 */
const inOrder = (declarations: Declarations): Variable[] => [
  ...withoutScope(declarations),
  ...variablesOf(declarations.scopes),
];

/** Writes scopes and variables; gives the number of scopes. */
function writeHierarchy(out: ByteWriter, declarations: Declarations, handles: ReadonlyMap<Changes, number>): number {
  let count = 0;
  /** The handle that a variable gets whose alias is 0. */
  let next = 0;
  const writeVariable = ({ name, type, range, changes }: Variable) => {
    const handle = handles.get(changes) as number;
    const isNew = handle === next;
    next += isNew ? 1 : 0;
    const bits = range && (range.msb === range.lsb ? `${range.msb}` : `${range.msb}:${range.lsb}`);
    out.u8(typeNumber(changes, type));
    out.u8(0); // direction
    out.text(bits === undefined ? name : `${name} [${bits}]`);
    out.varint(frameSize(changes));
    out.varint(isNew ? 0 : handle + 1);
  };
  const walk = (list: readonly Scope[]) => {
    for (const { name, type, variables, scopes } of list) {
      count++;
      out.u8(SCOPE);
      out.u8(Math.max(0, SCOPES.indexOf(type)));
      out.text(name);
      out.text(''); // what it is an instance of
      variables.forEach(writeVariable);
      walk(scopes);
      out.u8(UPSCOPE);
    }
  };
  for (const comment of declarations.comments) {
    out.u8(ATTRIBUTE);
    out.u8(0);
    out.u8(0);
    out.text(comment);
    out.varint(0);
  }
  withoutScope(declarations).forEach(writeVariable);
  walk(declarations.scopes);
  return count;
}

const WIRE = TYPES.indexOf('wire');

/** A type that FST knows and that goes with what the column holds. */
function typeNumber({ kind }: Changes, type: string): number {
  const number = TYPES.indexOf(type);
  if (kind === 'real') {
    return /real/.test(type) && number >= 0 ? number : TYPES.indexOf('real');
  }
  if (kind === 'string' || kind === 'event') {
    return TYPES.indexOf(kind);
  }
  const isOther = number < 0 || /real|string|event|port/.test(type);
  return isOther ? WIRE : number;
}
