import type { ByteReader } from '../bytes.ts';
import { openScope, parseReference, pathIn } from '../header.ts';
import type { Scope, Variable } from '../vcd.ts';

/** Types of scopes by number. */
export const SCOPES = [
  ...['module', 'task', 'function', 'begin', 'fork', 'generate', 'struct', 'union', 'class', 'interface', 'package'],
  ...['program', 'vhdl_architecture', 'vhdl_procedure', 'vhdl_function', 'vhdl_record', 'vhdl_process', 'vhdl_block'],
  ...['vhdl_for_generate', 'vhdl_if_generate', 'vhdl_generate', 'vhdl_package', 'sv_array'],
];
/** Types of variables by number. */
export const TYPES = [
  ...['event', 'integer', 'parameter', 'real', 'real_parameter', 'reg', 'supply0', 'supply1', 'time', 'tri', 'triand'],
  ...[
    'trior',
    'trireg',
    'tri0',
    'tri1',
    'wand',
    'wire',
    'wor',
    'port',
    'sparray',
    'realtime',
    'string',
    'bit',
    'logic',
  ],
  ...['int', 'shortint', 'longint', 'byte', 'enum', 'shortreal'],
];

const ATTRIBUTE = 252;
/** The attribute that an array has, and its kind for one whose elements are signals of their own. */
const ARRAY = 1;
const UNPACKED = 1;
const END_OF_ATTRIBUTE = 253;
const SCOPE = 254;
const UPSCOPE = 255;

/** A declared variable with the number of its values, from 0. */
export interface Declared extends Omit<Variable, 'changes' | 'id' | 'code'> {
  readonly handle: number;
}

export interface Hierarchy {
  readonly scopes: Scope[];
  readonly declared: { readonly variable: Declared; readonly scope: Scope | undefined }[];
  readonly comments: string[];
}

/** Reads the records of a hierarchy. What it ends in without sense is told to `warn` and costs the rest. */
export function readHierarchy(reader: ByteReader, warn: (message: string) => void): Hierarchy {
  const scopes: Scope[] = [];
  const open: Scope[] = [];
  const declared: Hierarchy['declared'] = [];
  const comments: string[] = [];
  /** Arrays whose elements stand apart, not side by side in one vector. */
  const unpacked = new Set<Scope>();
  let elementsApart = false;
  let handles = 0;
  try {
    while (reader.left > 0) {
      const tag = reader.u8();
      if (tag === SCOPE) {
        const type = SCOPES[reader.u8()] ?? 'scope';
        const name = reader.text();
        reader.text(); // what the scope is an instance of
        if (reader.left === 0) {
          throw new RangeError(`scope ${name} is not closed`);
        }
        // GTKWave's vcd2fst names a scope without a name after the word that follows.
        const scope = openScope(open.at(-1), scopes, type, name.trim() === '$end' ? '' : name);
        if (elementsApart) {
          unpacked.add(scope);
        }
        elementsApart = false;
        open.push(scope);
      } else if (tag === UPSCOPE) {
        if (!open.pop()) {
          warn('the hierarchy leaves a scope where none is open');
        }
      } else if (tag === ATTRIBUTE) {
        const [kind, subtype] = [reader.u8(), reader.u8()];
        const text = reader.text();
        reader.varint();
        elementsApart = kind === ARRAY && subtype === UNPACKED;
        if (kind === 0 && subtype === 0) {
          comments.push(text);
        }
      } else if (tag === END_OF_ATTRIBUTE) {
        // closes what ATTRIBUTE began
      } else if (tag < TYPES.length) {
        reader.u8(); // direction
        const reference = reader.text().trim();
        const length = reader.varint();
        const width = widthOf(TYPES[tag], length);
        const alias = reader.varint();
        const scope = open.at(-1);
        const { name, range } = elementOf(open, unpacked, parseReference(reference.split(/\s+/), width));
        const path = pathIn(scope, name);
        const handle = alias ? alias - 1 : handles++;
        declared.push({ scope, variable: { name, path, type: TYPES[tag], width, range, handle } });
      } else {
        throw new Error(`record ${tag} is not known`);
      }
    }
  } catch (error) {
    warn(`the hierarchy breaks off after ${declared.length} variables: ${(error as Error).message}`);
  }
  return { scopes, declared, comments };
}

/** Bits of a variable: a port's length counts three characters a bit and two blanks, a real's counts bytes. */
function widthOf(type: string, length: number): number {
  if (type === 'port') {
    return Math.max(0, Math.floor((length - 2) / 3));
  }
  return type.includes('real') ? 64 : length;
}

/**
 * The name of an element in the scope that stands for its array. Verilator repeats the names of the arrays around it,
 * `v[4][2]` in scope `[4]` of scope `v`, and gives an element's index the look of a bit's.
 */
function elementOf(
  open: readonly Scope[],
  unpacked: ReadonlySet<Scope>,
  { name, range }: Pick<Variable, 'name' | 'range'>,
): Pick<Variable, 'name' | 'range'> {
  const scope = open.at(-1);
  if (scope?.type !== 'sv_array') {
    return { name, range };
  }
  const outermost = open.findLastIndex(({ type }) => type !== 'sv_array') + 1;
  const arrays = open.slice(outermost).map((each) => each.name);
  const prefix = arrays.join('');
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  if (unpacked.has(scope) && range && range.msb === range.lsb) {
    return { name: `${own}[${range.lsb}]`, range: undefined };
  }
  return { name: own || name, range };
}
