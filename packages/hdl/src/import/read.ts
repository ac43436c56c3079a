import type { Node } from './constant.ts';
import { Reader } from './reader.ts';
import { type Packed, Scope } from './scope.ts';
import { type Token, VerilogError } from './tokens.ts';

/** A parameter of a module. */
export interface ReadParameter {
  readonly name: string;
  readonly type: Packed | undefined;
  readonly node: Node | undefined;
  /** An array or a type, which cannot be given from here. */
  readonly fixed: boolean;
}

export interface ReadPort {
  readonly name: string;
  readonly direction: 'input' | 'output' | 'inout';
  readonly type: Packed;
  /** What is not understood of it. */
  readonly odd: string | undefined;
}

export interface ReadModule {
  readonly name: string;
  readonly at: Token;
  readonly scope: Scope;
  readonly parameters: ReadonlyMap<string, ReadParameter>;
  readonly ports: readonly ReadPort[];
}

/** Everything that is declared at the outermost level. */
export interface ReadFiles {
  readonly modules: ReadonlyMap<string, ReadModule>;
}

const BITS: Readonly<Record<string, { readonly width: number; readonly signed: boolean }>> = {
  logic: { width: 1, signed: false },
  bit: { width: 1, signed: false },
  reg: { width: 1, signed: false },
  byte: { width: 8, signed: true },
  shortint: { width: 16, signed: true },
  int: { width: 32, signed: true },
  integer: { width: 32, signed: true },
  longint: { width: 64, signed: true },
  time: { width: 64, signed: false },
};
const NETS = ['wire', 'tri', 'tri0', 'tri1', 'wand', 'wor', 'triand', 'trior', 'uwire', 'supply0', 'supply1', 'var'];
const DIRECTIONS = ['input', 'output', 'inout'] as const;
/** Kinds of declarations that have nothing for us, and where they end. */
const SKIPPED: Readonly<Record<string, string>> = {
  interface: 'endinterface',
  program: 'endprogram',
  class: 'endclass',
  primitive: 'endprimitive',
  config: 'endconfig',
  checker: 'endchecker',
  function: 'endfunction',
  task: 'endtask',
  covergroup: 'endgroup',
  property: 'endproperty',
  sequence: 'endsequence',
  clocking: 'endclocking',
  specify: 'endspecify',
};

/** Reads packages and the heads of modules. Bodies are looked at only for what heads refer to. */
export function readDeclarations(tokens: readonly Token[]): ReadFiles {
  const r = new Reader(tokens);
  const packages = new Map<string, Scope>();
  const modules = new Map<string, ReadModule>();
  const unit = new Scope(packages);
  while (!r.ended) {
    if (r.accept('package')) {
      r.acceptAny('automatic', 'static');
      const scope = new Scope(packages, unit);
      packages.set(r.name().text, scope);
      r.skipPast(';');
      while (!r.ended && !r.accept('endpackage')) {
        declaration(r, scope);
      }
    } else if (r.is('module') || r.is('macromodule')) {
      const made = readModule(r, new Scope(packages, unit));
      modules.set(made.name, made);
    } else {
      declaration(r, unit);
    }
  }
  return { modules };
}

/** One declaration of a package or a file; what is none of ours is passed over. */
function declaration(r: Reader, scope: Scope): void {
  if (r.accept('typedef')) {
    typedef(r, scope);
  } else if (r.is('parameter') || r.is('localparam')) {
    r.next();
    parameterList(r, scope, ';');
  } else if (r.accept('import')) {
    imports(r, scope);
  } else {
    skipped(r);
  }
}

/** Passes over one statement or block that declares nothing of ours. */
function skipped(r: Reader): void {
  const { text } = r.next();
  if (Object.hasOwn(SKIPPED, text)) {
    r.skipPast(SKIPPED[text]);
  }
}

function imports(r: Reader, scope: Scope): void {
  do {
    const from = r.name().text;
    r.expect('::');
    const name = r.next().text;
    if (name === '*') {
      scope.wildcards.push(from);
    } else {
      scope.imported.set(name, from);
    }
  } while (r.accept(','));
  r.expect(';');
}

function typedef(r: Reader, scope: Scope): void {
  if (r.acceptAny('class', 'interface')) {
    r.skipPast(';');
    return;
  }
  // A declaration ahead: `typedef enum name;`.
  const type = dataType(r, scope);
  if (!type || r.accept(';')) {
    return;
  }
  const { text } = r.name();
  if (!r.is('[')) {
    scope.types.set(text, type);
  }
  r.skipPast(';');
}

/**
 * A data type, or undefined where none is written: then the ranges and the sign that stand there are those of plain
 * bits.
 */
function dataType(r: Reader, scope: Scope): Packed | undefined {
  const at = r.peek();
  r.acceptAny(...NETS);
  const own = (base: Packed['base'], signed?: boolean): Packed => {
    const sign = r.acceptAny('signed', 'unsigned');
    return { at, base, signed: sign ? sign === 'signed' : signed, ranges: ranges(r) };
  };
  const keyword = Object.keys(BITS).find((name) => r.accept(name));
  if (keyword) {
    const { width, signed } = BITS[keyword];
    return own({ kind: 'bits', width }, signed || undefined);
  }
  if (r.accept('enum')) {
    return enumeration(r, scope, at);
  }
  const group = r.acceptAny('struct', 'union');
  if (group) {
    const packed = r.accept('packed');
    const signed = r.acceptAny('signed', 'unsigned') === 'signed' || undefined;
    const members = membersOf(r, scope);
    if (!packed) {
      return { at, base: { kind: 'named', from: undefined, name: `unpacked ${group}` }, signed, ranges: ranges(r) };
    }
    return { at, base: { kind: group as 'struct' | 'union', members }, signed, ranges: ranges(r) };
  }
  if (r.peek().kind === 'name' && namesType(r)) {
    const first = r.name().text;
    const from = r.accept('::') ? first : undefined;
    return own({ kind: 'named', from, name: from === undefined ? first : r.name().text });
  }
  const sign = r.acceptAny('signed', 'unsigned');
  const dimensions = ranges(r);
  if (!sign && dimensions.length === 0 && r.peek() === at) {
    return undefined;
  }
  return { at, base: { kind: 'bits', width: 1 }, signed: sign === 'signed' || undefined, ranges: dimensions };
}

/** Whether the name that follows is that of a type: behind it, and its ranges, comes another name. */
function namesType(r: Reader): boolean {
  if (r.is('signed') || r.is('unsigned')) {
    return false;
  }
  let ahead = r.is('::', 1) ? 3 : 1;
  while (r.is('[', ahead)) {
    while (!r.is(']', ahead) && r.peek(ahead).kind !== 'end') {
      ahead++;
    }
    ahead++;
  }
  return r.peek(ahead).kind === 'name';
}

function ranges(r: Reader): { left: Node; right: Node | undefined }[] {
  const all: { left: Node; right: Node | undefined }[] = [];
  while (r.is('[')) {
    r.next();
    const left = r.expression();
    all.push({ left, right: r.accept(':') ? r.expression() : undefined });
    r.expect(']');
  }
  return all;
}

function enumeration(r: Reader, scope: Scope, at: Token): Packed | undefined {
  if (r.peek().kind === 'name' && r.is(';', 1)) {
    r.next();
    return undefined;
  }
  const of = r.is('{') ? undefined : dataType(r, scope);
  r.expect('{');
  let before: string | undefined;
  while (!r.accept('}')) {
    const name = r.name();
    if (r.is('[')) {
      throw new VerilogError(name, `the range of members ${name.text}[…] of an enumeration is not understood`);
    }
    const node = r.accept('=') ? r.expression() : undefined;
    scope.constants.set(name.text, { node, type: of, at: name, before });
    before = name.text;
    r.accept(',');
  }
  return { at, base: { kind: 'enum', of }, signed: undefined, ranges: ranges(r) };
}

function membersOf(r: Reader, scope: Scope): { name: string; type: Packed }[] {
  const members: { name: string; type: Packed }[] = [];
  r.expect('{');
  while (!r.accept('}')) {
    const type = dataType(r, scope);
    if (!type) {
      throw new VerilogError(r.peek(), `the type of a member is expected, not \`${r.peek().text}\``);
    }
    do {
      members.push({ name: r.name().text, type });
      while (r.is('[')) {
        r.skipGroup();
      }
    } while (r.accept(','));
    r.expect(';');
  }
  return members;
}

/** `[type] A = 1, B = 2, [type] C = 3`, with the keyword again in between or not; up to `end`, which is taken. */
function parameterList(r: Reader, scope: Scope, end: ')' | ';', found?: Map<string, ReadParameter>): void {
  let type: Packed | undefined;
  let isLocal = false;
  while (!r.ended && !r.accept(end)) {
    const keyword = r.acceptAny('parameter', 'localparam');
    isLocal = keyword === 'localparam' || (isLocal && !keyword);
    if (r.accept('type')) {
      const { text } = r.name();
      const given = r.accept('=') ? dataType(r, scope) : undefined;
      if (given) {
        scope.types.set(text, given);
      }
      found?.set(text, { name: text, type: undefined, node: undefined, fixed: true });
      r.accept(',');
      continue;
    }
    const own = dataType(r, scope);
    type = own ?? (keyword ? undefined : type);
    const name = r.name();
    const isArray = r.is('[');
    ranges(r);
    const node = r.accept('=') ? r.expression() : undefined;
    scope.constants.set(name.text, {
      node: isArray ? { kind: 'opaque', what: `the array ${name.text}`, at: name } : (node ?? missing(name)),
      type: isArray ? undefined : type,
      at: name,
    });
    if (!isLocal) {
      found?.set(name.text, { name: name.text, type: isArray ? undefined : type, node, fixed: isArray });
    }
    if (!r.is(end)) {
      r.expect(',');
    }
  }
}

const missing = (name: Token): Node => ({
  kind: 'opaque',
  what: `the parameter ${name.text}, which has no default,`,
  at: name,
});

function readModule(r: Reader, scope: Scope): ReadModule {
  r.next();
  r.acceptAny('automatic', 'static');
  const at = r.name();
  while (r.accept('import')) {
    imports(r, scope);
  }
  const parameters = new Map<string, ReadParameter>();
  const hasList = r.accept('#');
  if (hasList) {
    r.expect('(');
    parameterList(r, scope, ')', parameters);
  }
  const ports: ReadPort[] = [];
  const listed: Token[] = [];
  if (r.accept('(')) {
    if (r.peek().kind === 'name' && (r.is(',', 1) || r.is(')', 1)) && !isDirection(r)) {
      while (!r.accept(')')) {
        listed.push(r.name());
        r.accept(',');
      }
    } else {
      ansiPorts(r, scope, ports);
    }
  }
  r.expect(';');
  readBody(r, scope, hasList ? undefined : parameters, ports);
  const inOrder = listed.map((name) => {
    const port = ports.find((each) => each.name === name.text);
    if (!port) {
      throw new VerilogError(name, `the port ${name.text} has no direction in the body`);
    }
    return port;
  });
  return { name: at.text, at, scope, parameters, ports: listed.length > 0 ? inOrder : ports };
}

const isDirection = (r: Reader): boolean => DIRECTIONS.some((each) => r.is(each)) || r.is('ref');

function ansiPorts(r: Reader, scope: Scope, ports: ReadPort[]): void {
  let direction: ReadPort['direction'] | undefined;
  let type: Packed | undefined;
  let bus: string | undefined;
  while (!r.accept(')')) {
    const at = r.peek();
    const given = r.acceptAny(...DIRECTIONS) as ReadPort['direction'] | undefined;
    if (r.accept('ref') || r.is('.')) {
      throw new VerilogError(at, `the port at \`${at.text}\` is not understood`);
    }
    if (!given && r.peek().kind === 'name' && r.is('.', 1) && r.peek(3).kind === 'name') {
      bus = `${r.peek().text}.${r.peek(2).text}`;
      r.next();
      r.next();
      r.next();
      direction = 'input';
    } else if (given) {
      direction = given;
      bus = undefined;
    }
    const own = dataType(r, scope);
    if (own || given) {
      type = own ?? bit(at);
    }
    const name = r.name();
    const isArray = r.is('[');
    ranges(r);
    if (r.accept('=')) {
      r.expression();
    }
    if (!direction) {
      throw new VerilogError(name, `the port ${name.text} has no direction`);
    }
    const odd = bus ? `is the interface ${bus}` : isArray ? 'is an array that is not packed' : undefined;
    ports.push({ name: name.text, direction, type: type ?? bit(at), odd });
    if (!r.is(')')) {
      r.expect(',');
    }
  }
}

const bit = (at: Token): Packed => ({ at, base: { kind: 'bits', width: 1 }, signed: undefined, ranges: [] });

/** Looks through a body for constants, types, and the ports of the older style, outside all blocks. */
function readBody(
  r: Reader,
  scope: Scope,
  parameters: Map<string, ReadParameter> | undefined,
  ports: ReadPort[],
): void {
  let depth = 0;
  let begins = true;
  while (!r.ended && !r.accept('endmodule')) {
    const at = r.peek();
    const { text } = at;
    if (depth === 0 && begins && at.kind === 'name') {
      if (text === 'parameter' || text === 'localparam') {
        r.next();
        parameterList(r, scope, ';', text === 'parameter' ? parameters : undefined);
        continue;
      }
      if (text === 'typedef') {
        r.next();
        typedef(r, scope);
        continue;
      }
      if (text === 'import') {
        r.next();
        imports(r, scope);
        continue;
      }
      if (isDirection(r)) {
        const direction = r.next().text as ReadPort['direction'];
        const type = dataType(r, scope) ?? bit(at);
        do {
          const name = r.name().text;
          const odd = r.is('[') ? 'is an array that is not packed' : undefined;
          ranges(r);
          if (r.accept('=')) {
            r.expression();
          }
          ports.push({ name, direction, type, odd });
        } while (r.accept(','));
        r.expect(';');
        continue;
      }
    }
    depth += /^(begin|case|casex|casez|generate|fork)$/.test(text)
      ? 1
      : /^(end|endcase|endgenerate|join|join_any|join_none)$/.test(text)
        ? -1
        : 0;
    skipped(r);
    if (text.startsWith('`') && r.is('(')) {
      r.skipGroup();
      begins = true;
      continue;
    }
    begins = text === ';' || text === 'end' || Object.hasOwn(SKIPPED, text);
  }
}
