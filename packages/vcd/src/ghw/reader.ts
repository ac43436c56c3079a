import { ByteReader } from '../bytes.ts';
import { createChanges, type GrowingChanges, reserve, trim } from '../columns.ts';
import { pushDigits } from '../digits.ts';
import { openScope, pathIn } from '../header.ts';
import { joinColumns } from '../merge.ts';
import type { Changes, Scope, Variable, Vcd } from '../vcd.ts';
import { createWarnings } from '../warnings.ts';
import { ANONYMOUS, isLogic, type Range, readFloat64, readScalarText, readType, type Type, typeAt } from './types.ts';

const SCOPES: Readonly<Record<number, string>> = {
  3: 'vhdl_block',
  4: 'vhdl_if_generate',
  5: 'vhdl_for_generate',
  6: 'vhdl_architecture',
  7: 'vhdl_package',
  14: 'vhdl_generic',
};
const GENERATE_FOR = 5;
const PROCESS = 13;
const END_OF_SCOPE = 15;
const FIRST_SIGNAL = 16;
const LAST_SIGNAL = 21;

/** Bytes of the last section, which says where the directory is. */
const TAIL_LENGTH = 12;

/** A signal of the file: a scalar. */
interface Signal {
  readonly type: Type;
  readonly column: GrowingChanges;
  /** For a bit, the digit of each value. */
  readonly digits: Uint8Array | undefined;
}

/**
 * Reads a GHW, the dump of GHDL. Scalars are read as they stand in the file; a vector is put together from its bits
 * when it is first looked at. Throws where the file has no hierarchy; a broken tail costs the tail, with a warning.
 */
export function openGhw(file: Uint8Array): Vcd {
  const list = createWarnings();
  const reader = new ByteReader(file, 9);
  if (file.length < 16 || reader.u8() !== 16 || reader.u8() !== 0) {
    throw new Error('GHW: the header is not that of a version that is read');
  }
  const version = reader.u8();
  const order = reader.u8();
  if (version > 1 || (order !== 1 && order !== 2)) {
    throw new Error(`GHW: version ${version}, order of bytes ${order}; expected version 0 or 1 and order 1 or 2`);
  }
  reader.position = 16;
  const littleEndian = order === 1;
  const numbers = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const u32 = () => {
    reader.take(4);
    return numbers.getUint32(reader.position - 4, littleEndian);
  };
  const i64 = () => {
    reader.take(8);
    return numbers.getBigInt64(reader.position - 8, littleEndian);
  };
  const mark = () => String.fromCharCode(...reader.take(4)).replace(/\0+$/, '');

  let strings: string[] = [];
  let types: Type[] = [];
  const source = {
    ...{ reader, version, littleEndian },
    text() {
      const number = reader.varint();
      const text = strings[number];
      if (text === undefined) {
        throw new Error(`string ${number} is not in the table`);
      }
      return text;
    },
  };
  let hierarchy: ReturnType<typeof readHierarchy> | undefined;
  try {
    for (let section = mark(); section !== 'EOH'; section = mark()) {
      reader.take(4);
      if (section === 'STR') {
        strings = readStrings(reader, u32(), u32());
      } else if (section === 'TYP') {
        const count = u32();
        types = [];
        for (let i = 0; i < count; i++) {
          types.push(readType(source, types));
        }
        reader.take(1);
      } else if (section === 'WKT') {
        while (reader.u8() !== 0) {
          reader.varint(); // the types that are bit and std_ulogic are told by their literals
        }
      } else if (section === 'HIE') {
        u32(); // scopes
        u32(); // signals as declared
        hierarchy = readHierarchy(source, types, u32());
      } else {
        throw new Error(`section ${JSON.stringify(section)} is not known`);
      }
    }
  } catch (error) {
    const what = error instanceof RangeError ? 'the file is damaged or ends before its first value: ' : '';
    throw new Error(`GHW, byte ${reader.position}: ${what}${(error as Error).message}`);
  }
  if (!hierarchy) {
    throw new Error('GHW: a file without a hierarchy');
  }
  const { scopes, variables, signals } = hierarchy;

  const times: bigint[] = [];
  const setTime = (time: bigint) => {
    const last = times.at(-1);
    if (last !== undefined && time < last) {
      throw new Error(`time goes back from ${last} to ${time}`);
    }
    if (time !== last) {
      times.push(time);
    }
  };
  const typed = signals.filter((signal) => signal !== undefined);
  const readOne = (position: number) => {
    const signal = typed[position];
    if (!signal) {
      throw new Error(`signal ${position + 1} is not declared`);
    }
    readValue(reader, signal, times.length - 1, littleEndian);
  };
  const snapshot = () => {
    reader.take(4);
    setTime(i64());
    for (let position = 0; position < typed.length; position++) {
      readOne(position);
    }
    expectMark('ESN');
  };
  const cycle = () => {
    setTime(i64());
    for (;;) {
      for (let position = -1, step = reader.varint(); step !== 0; step = reader.varint()) {
        position += step;
        readOne(position);
      }
      const delta = reader.signedVarint();
      if (delta < 0) {
        break;
      }
      setTime((times.at(-1) as bigint) + BigInt(delta));
    }
    expectMark('ECY');
  };
  const expectMark = (wanted: string) => {
    const found = mark();
    if (found !== wanted) {
      throw new Error(`${JSON.stringify(found)} in place of ${wanted}`);
    }
  };
  let finished = false;
  let at = reader.position;
  try {
    while (reader.left > 0 && !finished) {
      at = reader.position;
      const section = mark();
      if (section === 'SNP') {
        snapshot();
      } else if (section === 'CYC') {
        cycle();
      } else if (section === 'DIR' || section === 'TAI') {
        finished = true;
      } else {
        throw new Error(`section ${JSON.stringify(section)} is not known`);
      }
    }
    const tail = String.fromCharCode(...file.subarray(-TAIL_LENGTH, 3 - TAIL_LENGTH));
    if (!finished || tail !== 'TAI') {
      list.add('end', 'the file ends without its last section: the simulation was ended or runs, or the file is cut');
    }
  } catch (error) {
    list.add('end', `byte ${at}: the file is read up to byte ${reader.position}: ${(error as Error).message}`);
  }
  for (const { column } of typed) {
    trim(column);
  }
  const isLarge = (times.at(-1) ?? 0n) > Number.MAX_SAFE_INTEGER;
  return {
    format: 'ghw',
    timescale: { magnitude: 1, unit: 'fs' },
    ...{ date: '', version: '', comments: [], scopes, variables },
    times: Float64Array.from(times, Number),
    exactTimes: isLarge ? BigUint64Array.from(times) : undefined,
    warnings: list.list(),
  };
}

/** Strings, each without the beginning that it shares with the one before. The first has the number 1. */
function readStrings(reader: ByteReader, count: number, _size: number): string[] {
  if (count > reader.left) {
    throw new RangeError(`${count} strings in ${reader.left} bytes`);
  }
  const strings = [ANONYMOUS];
  let text = '';
  for (let i = 0; i < count; i++) {
    let byte = reader.u8();
    for (; byte > 31 && (byte < 128 || byte > 159); byte = reader.u8()) {
      text += String.fromCharCode(byte);
    }
    strings.push(text);
    let shared = byte & 31;
    for (let shift = 5; byte >= 128; shift += 5) {
      byte = reader.u8();
      shared |= (byte & 31) << shift;
    }
    text = text.slice(0, shared);
  }
  const end = String.fromCharCode(...reader.take(4));
  if (end !== 'EOS\0') {
    throw new Error('the strings do not end where they should');
  }
  return strings;
}

function readHierarchy(source: Parameters<typeof readType>[0], types: readonly Type[], count: number) {
  const { reader, text } = source;
  if (count > reader.left) {
    throw new RangeError(`${count} signals in ${reader.left} bytes`);
  }
  const scopes: Scope[] = [];
  const open: Scope[] = [];
  const variables: Variable[] = [];
  const signals: (Signal | undefined)[] = new Array(count + 1).fill(undefined);
  /** Columns of vectors, by the numbers of their bits. */
  const vectors = new Map<string, Changes>();

  const signalAt = (type: Type): number => {
    const number = reader.varint();
    if (number < 1 || number > count) {
      throw new Error(`signal ${number}; there are ${count}`);
    }
    signals[number] ??= createSignal(type);
    return number;
  };
  const add = (
    name: string,
    type: Type,
    numbers: readonly number[],
    width: number,
    range?: { readonly msb: number; readonly lsb: number },
  ) => {
    const scope = open.at(-1);
    const code = numbers.length === 1 ? String(numbers[0]) : `${numbers[0]}-${numbers.at(-1)}`;
    const key = numbers.join(' ');
    const variable: Variable = {
      ...{ id: variables.length, name, path: pathIn(scope, name), type: type.name.toLowerCase(), width, code, range },
      get changes() {
        if (numbers.length === 1) {
          return (signals[numbers[0]] as Signal).column;
        }
        let joined = vectors.get(key);
        if (!joined) {
          joined = joinColumns(numbers.map((number) => (signals[number] as Signal).column));
          vectors.set(key, joined);
        }
        return joined;
      },
    };
    variables.push(variable);
    scope?.variables.push(variable);
  };
  const within = (type: string, name: string, content: () => void) => {
    open.push(openScope(open.at(-1), scopes, type, name));
    content();
    open.pop();
  };
  const declare = (name: string, type: Type): void => {
    if (type.kind === 'record') {
      within('vhdl_record', name, () => {
        for (const field of type.fields) {
          declare(field.name, field.type);
        }
      });
    } else if (type.kind === 'array') {
      const { element, ranges } = type;
      if (!ranges) {
        const path = pathIn(open.at(-1), name);
        throw new Error(`signal ${path}: the file gives no bounds of its type ${type.name}, as GHDL 0.37 and before`);
      }
      if (ranges.length === 1 && element.kind === 'enum' && isLogic(element)) {
        const [{ left, right }] = ranges;
        const numbers = Array.from(indicesOf(ranges[0]), () => signalAt(element));
        if (numbers.length) {
          add(name, type, numbers, numbers.length, { msb: left, lsb: right });
        }
        return;
      }
      within('vhdl_array', name, () => declareElements(element, ranges));
    } else {
      add(name, type, [signalAt(type)], widthOf(type));
    }
  };
  const declareElements = (element: Type, [range, ...further]: readonly Range[]) => {
    for (const index of indicesOf(range)) {
      if (further.length) {
        within('vhdl_array', `[${index}]`, () => declareElements(element, further));
      } else {
        declare(`[${index}]`, element);
      }
    }
  };

  for (let kind = reader.u8(); kind !== 0; kind = reader.u8()) {
    if (kind === END_OF_SCOPE) {
      open.pop();
      continue;
    }
    const name = text();
    if (kind >= FIRST_SIGNAL && kind <= LAST_SIGNAL) {
      declare(name, typeAt(types, reader.varint()));
    } else if (SCOPES[kind]) {
      const counter = kind === GENERATE_FOR ? `(${readScalarText(source, typeAt(types, reader.varint()))})` : '';
      open.push(openScope(open.at(-1), scopes, SCOPES[kind], name + counter));
    } else if (kind !== PROCESS) {
      throw new Error(`hierarchy kind ${kind} is not known`);
    }
  }
  return { scopes, variables, signals };
}

/** Elements of an array at most, so that damaged bounds end in a sentence. */
const MOST_ELEMENTS = 2 ** 24;

function* indicesOf({ left, right, rises }: Range): Generator<number> {
  if (Math.abs(left - right) >= MOST_ELEMENTS) {
    throw new Error(`an array from ${left} to ${right}`);
  }
  for (let index = left; rises ? index <= right : index >= right; index += rises ? 1 : -1) {
    yield index;
  }
}

/** Bits of a scalar. */
function widthOf(type: Type): number {
  if (type.kind === 'integer') {
    return type.bits;
  }
  return type.kind === 'enum' && !isLogic(type) ? Math.max(1, (type.literals.length - 1).toString(2).length) : 1;
}

function createSignal(type: Type): Signal {
  const column = type.kind === 'real' ? createChanges('real', 64) : createChanges('wire', widthOf(type));
  const isBit = type.kind === 'enum' && isLogic(type);
  const digitOf = (literal: string) => (literal[1] ?? literal[0]).toLowerCase().charCodeAt(0);
  return { type, column, digits: isBit ? Uint8Array.from(type.literals, digitOf) : undefined };
}

function readValue(reader: ByteReader, { type, column, digits }: Signal, time: number, littleEndian: boolean): void {
  reserve(column, 1);
  column.at[column.count] = time;
  if (digits) {
    const value = reader.u8();
    if (value >= digits.length) {
      throw new Error(`value ${value} of ${type.name}`);
    }
    pushDigits(column, digits, value, value + 1);
  } else if (type.kind === 'enum') {
    column.value[column.count++] = reader.u8();
  } else if (type.kind === 'real') {
    column.reals[column.count++] = readFloat64(reader, littleEndian);
  } else {
    const value = reader.bigSignedVarint();
    for (let word = 0; word < column.words; word++) {
      column.value[column.count * column.words + word] = Number(BigInt.asUintN(32, value >> BigInt(32 * word)));
    }
    column.count++;
  }
}
