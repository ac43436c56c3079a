import { ByteReader } from '../bytes.ts';
import { createChanges, type GrowingChanges, reserve, trim } from '../columns.ts';
import { MOST_BITS } from '../header.ts';
import { mergeParts } from '../merge.ts';
import type { Changes, Timescale, Variable, Vcd } from '../vcd.ts';
import { createWarnings } from '../warnings.ts';
import { gunzip, gunzipPart } from './compression.ts';
import { readHierarchy } from './hierarchy.ts';
import { readSection, type Section } from './section.ts';
import * as blocks from './sections.ts';
import { pushChecked, REAL, readChain, VARIABLE } from './values.ts';

/**
 * Opens an FST, GTKWave's binary format. Hierarchy and times are read at once, the changes of a variable when they are
 * first looked at. Throws where the file has no header or no hierarchy; what is damaged or cut elsewhere costs what it
 * holds, with a warning.
 */
export function openFst(file: Uint8Array): Vcd {
  const list = createWarnings();
  const warn = (kind: string, text: string) => list.add(kind, text);
  const bytes = unwrap(file, (message) => warn('wrapper', message));
  const all = blocks.listBlocks(bytes, (message) => warn('blocks', message));
  const of = (...kinds: number[]) => all.filter(({ kind }) => kinds.includes(kind));
  const [headerBlock] = of(blocks.HEADER);
  if (!headerBlock || headerBlock.end - headerBlock.start < blocks.HEADER_LENGTH - 8) {
    throw new Error('FST: the header is missing or cut');
  }
  const header = whole('header', () => blocks.readHeader(bytes, headerBlock));
  const hierarchyBlock = of(...blocks.HIERARCHIES).at(-1);
  if (!hierarchyBlock) {
    throw new Error(NO_HIERARCHY);
  }
  const records = new ByteReader(
    hierarchyBlock.isCut
      ? blocks.unpackHierarchyPart(bytes, hierarchyBlock)
      : whole('hierarchy', () => blocks.unpackHierarchy(bytes, hierarchyBlock)),
  );
  const { scopes, declared, comments } = readHierarchy(records, (message) => warn('hierarchy', message));
  if (hierarchyBlock.isCut && declared.length === 0) {
    throw new Error(NO_HIERARCHY);
  }
  const geometry = readGeometry();
  const widest = geometry.findIndex((bits) => bits > MOST_BITS && bits !== VARIABLE);
  if (widest >= 0) {
    throw new Error(
      `FST: signal ${widest + 1}: a width of ${geometry[widest]} bits; the most that is read is ${MOST_BITS}`,
    );
  }

  /** The widths of the file; where they are missing or damaged, those of the hierarchy. */
  function readGeometry(): Uint32Array {
    const block = of(blocks.GEOMETRY).at(-1);
    try {
      if (block) {
        return blocks.readGeometry(bytes, block);
      }
      warn('geometry', 'the table of widths is missing; those of the hierarchy are taken');
    } catch (error) {
      warn('geometry', `the table of widths is damaged; those of the hierarchy are taken: ${(error as Error).message}`);
    }
    return blocks.guessGeometry(declared);
  }

  const sections: Section[] = [];
  for (const block of of(blocks.CHANGES, blocks.CHANGES_ALIAS, blocks.CHANGES_ALIAS_2)) {
    try {
      sections.push(readSection(bytes, block));
    } catch (error) {
      warn('section', `byte ${block.start}: a section of changes is damaged and left out: ${(error as Error).message}`);
    }
  }
  const { times, exactTimes, placed } = joinTimes(sections, (message) => warn('times', message));

  const load = (handle: number, type: string, width: number): Changes => {
    const bits = geometry[handle] ?? width;
    const column = createColumn(type, bits, width);
    for (const { section, base, limit, places, first } of placed) {
      let before = 0;
      try {
        if (first) {
          pushFrame(column, section, geometry, handle, header.littleEndian);
        }
        before = column.count;
        const chain = section.chain(handle);
        if (chain) {
          readChain(column, bits, chain, base, limit, header.littleEndian);
        }
      } catch (error) {
        const at = section.block.start;
        warn('chain', `byte ${at}: changes of ${type} ${handle + 1} are left out: ${(error as Error).message}`);
      }
      for (let i = before; places && i < column.count; i++) {
        column.at[i] = places[column.at[i] - base];
      }
    }
    trim(column);
    return column;
  };
  const columns = new Map<string, Changes>();
  const variables = declared.map(({ variable: { handle, ...rest }, scope }, id): Variable => {
    const key = `${handle} ${rest.type === 'event'}`;
    const variable: Variable = {
      ...rest,
      id,
      code: String(handle + 1),
      get changes() {
        let changes = columns.get(key);
        if (!changes) {
          changes = load(handle, rest.type, rest.width);
          columns.set(key, changes);
        }
        return changes;
      },
    };
    scope?.variables.push(variable);
    return variable;
  });
  return {
    format: 'fst',
    timescale: timescaleOf(header.exponent),
    date: header.date,
    version: header.version,
    comments,
    scopes,
    variables: mergeParts(variables, scopes, ({ type }) => !/real|string|event/.test(type)),
    times,
    exactTimes,
    get warnings() {
      return list.list();
    },
  };
}

/** What nothing can be read without. */
function whole<T>(part: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`FST: the ${part} is damaged: ${(error as Error).message}`);
  }
}

const NO_HIERARCHY =
  'FST: the hierarchy, which is written last, is missing: the simulation was ended or runs, or the file is cut';

/**
 * The file itself, or what is packed in it as a whole; of a packed one that is cut or damaged what comes before that.
 */
function unwrap(file: Uint8Array, warn: (message: string) => void): Uint8Array {
  if (file[0] !== blocks.WRAPPER) {
    return file;
  }
  return whole('whole, which is compressed,', () => {
    const reader = new ByteReader(file, 1);
    reader.count();
    const size = reader.count();
    const packed = reader.take(reader.left);
    try {
      return gunzip(packed, size);
    } catch (error) {
      const part = gunzipPart(packed, size);
      if (part.length === 0) {
        throw error;
      }
      warn(`the file, which is compressed as a whole, is damaged: ${(error as Error).message}`);
      return part;
    }
  });
}

function createColumn(type: string, bits: number, width: number): GrowingChanges {
  if (type === 'event') {
    return createChanges('event', width);
  }
  if (bits === REAL) {
    return createChanges('real', 64);
  }
  if (bits === VARIABLE) {
    return createChanges(type === 'string' || width > 0 ? 'string' : 'event', width);
  }
  return createChanges('wire', bits);
}

/** A section and where its times stand in those of the whole file. */
interface Placed {
  readonly section: Section;
  readonly base: number;
  readonly limit: number;
  /** Indices of the section's times, where some of them are the same. */
  readonly places: Uint32Array | undefined;
  /** Do the values of its frame count? */
  readonly first: boolean;
}

/** The times of all sections, rising. The first section's frame stands at its begin, where no change does. */
function joinTimes(sections: readonly Section[], warn: (message: string) => void) {
  const exact = sections.some(({ times }) => !(times instanceof Float64Array));
  const total = sections.reduce((sum, { times }) => sum + times.length, 1);
  const times = new Float64Array(total);
  const exactTimes = exact ? new BigUint64Array(total) : undefined;
  const placed: Placed[] = [];
  let count = 0;
  const push = (time: number | bigint) => {
    if (exactTimes) {
      exactTimes[count] = BigInt(time);
    }
    times[count++] = Number(time);
  };
  const last = () => (exactTimes ? exactTimes[count - 1] : times[count - 1]);
  for (const section of sections) {
    const [time] = section.times;
    const first = placed.length === 0 && (time === undefined || section.begin < time);
    if (first) {
      push(section.begin);
    }
    const isLater = count === 0 || time === undefined || time >= last();
    if (!isLater) {
      warn(`byte ${section.block.start}: time goes back from ${last()} to ${time}; the section is left out`);
      continue;
    }
    const repeats = count > 0 && time !== undefined && BigInt(time) === BigInt(last());
    const base = repeats ? count - 1 : count;
    const places = new Uint32Array(section.times.length);
    for (let i = 0; i < section.times.length; i++) {
      if (count === 0 || BigInt(section.times[i]) !== BigInt(last())) {
        push(section.times[i]);
      }
      places[i] = count - 1;
    }
    const same = count - base < places.length;
    placed.push({ section, base, limit: base + places.length, places: same ? places : undefined, first });
  }
  return { times: times.slice(0, count), exactTimes: exactTimes?.slice(0, count), placed };
}

/** Where the values of each handle begin in a frame. */
const offsets = new WeakMap<Uint32Array, Float64Array>();

function frameOffset(geometry: Uint32Array, handle: number): number {
  let known = offsets.get(geometry);
  if (!known) {
    known = new Float64Array(geometry.length + 1);
    for (let i = 0; i < geometry.length; i++) {
      known[i + 1] = known[i] + frameLength(geometry[i]);
    }
    offsets.set(geometry, known);
  }
  return known[handle];
}

const frameLength = (bits: number) => (bits === REAL ? 8 : bits === VARIABLE ? 0 : bits);

/** The value of a handle before the first change, at the first time. */
function pushFrame(
  column: GrowingChanges,
  section: Section,
  geometry: Uint32Array,
  handle: number,
  littleEndian: boolean,
): void {
  const bits = geometry[handle];
  const length = frameLength(bits ?? VARIABLE);
  const at = frameOffset(geometry, handle);
  const frame = framesOf(section);
  if (length === 0 || at + length > frame.length || column.kind === 'event') {
    return;
  }
  reserve(column, 1);
  column.at[column.count] = 0;
  if (bits === REAL) {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    column.reals[column.count++] = view.getFloat64(at, littleEndian);
  } else {
    pushChecked(column, frame, at, at + length);
  }
}

const frames = new WeakMap<Section, Uint8Array>();

function framesOf(section: Section): Uint8Array {
  let frame = frames.get(section);
  if (!frame) {
    frame = section.frame();
    frames.set(section, frame);
  }
  return frame;
}

const UNITS = ['s', 'ms', 'us', 'ns', 'ps', 'fs', 'as', 'zs'] as const;

/** Seconds as a power of ten: 1, 10 or 100 of a unit. */
function timescaleOf(exponent: number): Timescale {
  const unit = Math.min(UNITS.length - 1, Math.max(0, Math.ceil(-exponent / 3)));
  return { magnitude: 10 ** (exponent + 3 * unit), unit: UNITS[unit] };
}
