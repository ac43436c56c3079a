import { createChanges, type GrowingChanges } from './columns.ts';
import type { Scope, Timescale, Variable, Vcd } from './vcd.ts';

/** What the declarations before `$enddefinitions` build up. */
export interface Header {
  vcd: Omit<Vcd, 'times' | 'exactTimes' | 'warnings'>;
  open: Scope[];
  /** Columns by identifier code. */
  codes: Map<string, GrowingChanges>;
}

export function createHeader(): Header {
  return {
    vcd: { format: 'vcd', timescale: undefined, date: '', version: '', comments: [], scopes: [], variables: [] },
    open: [],
    codes: new Map(),
  };
}

/** Bits of a variable at most: a wider one would take gigabytes for its first value, and no simulator has any. */
export const MOST_BITS = 2 ** 24;

/** Words of the header that are understood. What GTKWave adds is skipped. */
export const DECLARATIONS = new Set([
  '$comment',
  '$date',
  '$enddefinitions',
  '$scope',
  '$timescale',
  '$upscope',
  '$var',
  '$version',
  '$attrbegin',
  '$attrend',
]);

/** Thrown for what makes the whole dump unreadable, where other faults cost a declaration. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** Takes one declaration, `$keyword body $end`. Throws, with nothing taken, where it is faulty. */
export function declare(header: Header, keyword: string, body: string): void {
  const { vcd, open } = header;
  const words = body.split(/\s+/).filter(Boolean);
  if (keyword === '$var') {
    declareVariable(header, words);
  } else if (keyword === '$scope') {
    const [type = '', name = ''] = words;
    open.push(openScope(open.at(-1), vcd.scopes, type, name));
  } else if (keyword === '$upscope') {
    if (!open.pop()) {
      throw new Error('$upscope without an open $scope');
    }
  } else if (keyword === '$timescale') {
    vcd.timescale = parseTimescale(body);
  } else if (keyword === '$date') {
    vcd.date = body;
  } else if (keyword === '$version') {
    vcd.version = body;
  } else if (keyword === '$comment') {
    vcd.comments.push(body);
  }
}

/** Scopes within scopes at most; what reads them goes down into each. */
const MOST_SCOPES = 1000;
/** Scopes by type and name, and how deep they are, of each list of siblings. */
const siblingsOf = new WeakMap<Scope[], { readonly depth: number; readonly byName: Map<string, Scope> }>();

/** The scope `name` below `parent`: one that stands there already is opened again. */
export function openScope(parent: Scope | undefined, top: Scope[], type: string, name: string): Scope {
  const list = parent?.scopes ?? top;
  let siblings = siblingsOf.get(list);
  if (!siblings) {
    siblings = { depth: 0, byName: new Map() };
    siblingsOf.set(list, siblings);
  }
  const key = `${type} ${name}`;
  const known = siblings.byName.get(key);
  if (known) {
    return known;
  }
  const depth = siblings.depth + 1;
  if (depth > MOST_SCOPES) {
    throw new Unreadable(`scope ${name}: scopes within scopes, more than ${MOST_SCOPES} deep`);
  }
  const scope: Scope = { name, type, path: pathIn(parent, name), scopes: [], variables: [] };
  siblingsOf.set(scope.scopes, { depth, byName: new Map() });
  siblings.byName.set(key, scope);
  list.push(scope);
  return scope;
}

/** The path of `name` in a scope: with a dot between, except before an element's bracket. */
export function pathIn(scope: Scope | undefined, name: string): string {
  if (!scope) {
    return name;
  }
  return name.startsWith('[') ? scope.path + name : `${scope.path}.${name}`;
}

function declareVariable({ vcd, open, codes }: Header, words: string[]): void {
  const [type, size, code, ...reference] = words;
  const width = Number(size);
  if (reference.length === 0 || !/^\d+$/.test(size)) {
    throw new Error(`$var ${words.join(' ')}: expected type, width, identifier code and name`);
  }
  if (width > MOST_BITS) {
    throw new Unreadable(`$var ${words.join(' ')}: a width of ${size} bits; the most that is read is ${MOST_BITS}`);
  }
  let changes = codes.get(code);
  if (!changes) {
    changes = createChanges(type, width);
    codes.set(code, changes);
  } else if (changes.width !== width) {
    throw new Error(`$var ${words.join(' ')}: code ${code} is ${changes.width} bits wide elsewhere`);
  }
  const scope = open.at(-1);
  const { name, range } = parseReference(reference, width);
  const path = pathIn(scope, name);
  const variable: Variable = { id: vcd.variables.length, name, path, type, width, code, range, changes };
  vcd.variables.push(variable);
  scope?.variables.push(variable);
}

/**
 * `data [7:0]`, `data[7:0]`, `mem[3] [7:0]`, `mem[3][7:0]`, `bit [2]`: the last bracket is the range when it is as
 * wide as the variable.
 */
export function parseReference(reference: string[], width: number): Pick<Variable, 'name' | 'range'> {
  const spaced = reference.join(' ');
  const match = /^(.*?)\s*\[(-?\d+)(?::(-?\d+))?\]$/.exec(spaced);
  if (!match) {
    return { name: spaced, range: undefined };
  }
  const [, name, msb, lsb] = match;
  const bits = Math.abs(Number(msb) - Number(lsb ?? msb)) + 1;
  if (bits !== width || name === '') {
    return { name: spaced.replace(/\s+\[/g, '['), range: undefined };
  }
  return { name: name.replace(/\s+\[/g, '['), range: { msb: Number(msb), lsb: Number(lsb ?? msb) } };
}

const UNITS: readonly Timescale['unit'][] = ['s', 'ms', 'us', 'ns', 'ps', 'fs', 'as', 'zs'];

/** `1 ns`, `100ps`; also numbers that the standard does not know, such as `244 ns`; `0.5 ns` is 500 ps. */
function parseTimescale(body: string): Timescale {
  const text = body.trim();
  const [, whole = '1', fraction = '', name = ''] =
    /^(?:(\d+)(?:\.(\d*?)0*)?)?\s*(s|[munpfaz]s)$/i.exec(text.replace(/[\u00b5\u03bc]/, 'u')) ?? [];
  const finer = Math.ceil(fraction.length / 3);
  const magnitude = Number(whole + fraction.padEnd(3 * finer, '0'));
  const unit = UNITS[UNITS.indexOf(name.toLowerCase() as Timescale['unit']) + finer];
  if (!name || !unit || magnitude === 0 || !Number.isSafeInteger(magnitude)) {
    throw new Error(`$timescale ${text}: expected a number and s, ms, us, ns, ps or fs; 1 ns is taken`);
  }
  return { magnitude, unit };
}
