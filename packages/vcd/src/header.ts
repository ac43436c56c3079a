import { createChanges, type GrowingChanges } from './columns.ts';
import type { Scope, Timescale, Variable, Vcd } from './vcd.ts';

/** What the declarations before `$enddefinitions` build up. */
export interface Header {
  vcd: Omit<Vcd, 'times' | 'exactTimes'>;
  open: Scope[];
  /** Columns by identifier code. */
  codes: Map<string, GrowingChanges>;
}

export function createHeader(): Header {
  return {
    vcd: { timescale: undefined, date: '', version: '', comments: [], scopes: [], variables: [] },
    open: [],
    codes: new Map(),
  };
}

/** Takes one declaration, `$keyword body $end`. */
export function declare(header: Header, keyword: string, body: string): void {
  const { vcd, open } = header;
  const words = body.split(/\s+/).filter(Boolean);
  if (keyword === '$var') declareVariable(header, words);
  else if (keyword === '$scope') {
    const [type, name = ''] = words;
    const parent = open.at(-1);
    const scope: Scope = { name, type, path: parent ? `${parent.path}.${name}` : name, scopes: [], variables: [] };
    (parent?.scopes ?? vcd.scopes).push(scope);
    open.push(scope);
  } else if (keyword === '$upscope') {
    if (!open.pop()) throw new Error('$upscope without an open $scope');
  } else if (keyword === '$timescale') vcd.timescale = parseTimescale(body);
  else if (keyword === '$date') vcd.date = body;
  else if (keyword === '$version') vcd.version = body;
  else if (keyword === '$comment') vcd.comments.push(body);
}

function declareVariable({ vcd, open, codes }: Header, words: string[]): void {
  const [type, size, code, ...reference] = words;
  const width = Number(size);
  if (reference.length === 0 || !Number.isInteger(width) || width < 0)
    throw new Error(`$var ${words.join(' ')}: expected type, width, identifier code and name`);
  let changes = codes.get(code);
  if (!changes) {
    changes = createChanges(type, width);
    codes.set(code, changes);
  } else if (changes.width !== width)
    throw new Error(`$var ${words.join(' ')}: code ${code} is ${changes.width} bits wide elsewhere`);
  const scope = open.at(-1);
  const variable: Variable = { ...parseReference(reference, width), path: '', type, width, code, changes };
  variable.path = scope ? `${scope.path}.${variable.name}` : variable.name;
  vcd.variables.push(variable);
  scope?.variables.push(variable);
}

/** `data [7:0]`, `data[7:0]`, `mem[3] [7:0]`, `mem[3][7:0]`, `bit [2]`: the last bracket is the range when it has a colon or stands alone. */
function parseReference(reference: string[], width: number): Pick<Variable, 'name' | 'range'> {
  const spaced = reference.join(' ');
  const match = /^(.*?)\s*\[(-?\d+)(?::(-?\d+))?\]$/.exec(spaced);
  if (!match) return { name: spaced, range: undefined };
  const [, name, msb, lsb] = match;
  const isIndex = lsb === undefined && (width !== 1 || !/\s\[[^\]]*\]$/.test(spaced));
  if (isIndex || name === '') return { name: spaced.replace(/\s+\[/g, '['), range: undefined };
  return { name: name.replace(/\s+\[/g, '['), range: { msb: Number(msb), lsb: Number(lsb ?? msb) } };
}

function parseTimescale(body: string): Timescale {
  const match = /^(1|10|100)\s*(s|ms|us|ns|ps|fs)$/.exec(body.trim());
  if (!match) throw new Error(`$timescale ${body.trim()}: expected 1, 10 or 100 and s, ms, us, ns, ps or fs`);
  return { magnitude: Number(match[1]), unit: match[2] as Timescale['unit'] };
}
