import type { SignalDescription } from '../runtime/description.ts';
import { edgeUse } from './edges.ts';
import { controlNames, isControl, WRAPPER } from './inout.ts';

/** A signal and the C++ expression that names its storage. */
export interface Symbol extends SignalDescription {
  readonly expression: string;
}

export interface Symbols {
  readonly ports: readonly Symbol[];
  readonly internals: readonly Symbol[];
  /** What the runtime itself writes. */
  readonly hidden: readonly Symbol[];
}

/** C++ files of one Verilator run, by name. */
export type Generated = ReadonlyMap<string, string>;

/**
 * Reads ports and public signals from Verilator's output: the PORTS part of the model's header and the `varInsert`
 * lines of its symbol table, which exist for public signals only.
 *
 * @param top name of the top module, dropped from hierarchical names
 */
export function findSymbols(generated: Generated, prefix: string, top: string): Symbols {
  const members = readMembers(generated);
  const declared = readPorts(generated.get(`${prefix}.h`) ?? '');
  // The wrapper gives the value of an inout port as an output, beside the inputs that drive it.
  const controls = declared.filter(({ name }) => isControl(name));
  const driven = new Set(controls.map(({ name }) => name));
  const visible = declared
    .filter(({ name }) => !isControl(name))
    .map((port) =>
      driven.has(controlNames(port.name).value) ? { ...port, direction: 'inout' as const, writable: true } : port,
    );
  const ports = visible.map(({ range: _, isInout: __, ...port }) =>
    port.direction === 'input' && port.width === 1 && port.depth === undefined
      ? { ...port, risingOnly: edgeUse(generated, prefix, port.expression.slice('model->'.length)).risingOnly }
      : port,
  );
  const names = new Set(ports.map((port) => port.name));
  const found = readInternals(generated, prefix, top, members).filter(({ symbol }) => !names.has(symbol.name));
  const forces = found.flatMap(({ symbol, force }) =>
    force ? FORCE.map((suffix) => ({ ...symbol, ...force(suffix), name: symbol.name + suffix, writable: true })) : [],
  );
  return {
    ports,
    internals: found.map(({ symbol, force }) => (force ? { ...symbol, forceable: true } : symbol)),
    hidden: [...controls.map(({ range: _, isInout: __, ...port }) => port), ...forces],
  };
}

/** Verilator writes characters C++ cannot have as `__0` and two hex digits, and the hierarchy's dot as `__DOT__`. */
export const decodeName = (name: string): string =>
  name
    .replaceAll('__DOT__', '.')
    .replace(/(^|\.)__SYM__/g, '$1') // a word of C++, which Verilator does not use as it is
    .replace(/__0([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** A port of the model's class, and what its declaration says beyond that. */
type HeaderPort = Symbol & { readonly range: readonly [msb: number, lsb: number]; readonly isInout: boolean };

// VL_IN8(&clk,0,0);  VL_OUTW(&wide,99,0,4);  VL_IN8((&lanes)[4],7,0);
/** Ends of the names of what forces a signal: which bits, and their values. */
export const FORCE = ['__VforceEn', '__VforceVal'] as const;

const PORT = /^\s*VL_(IN|OUT|INOUT)(?:8|16|64|W)?\((?:&(\w+)|\(&(\w+)\)((?:\[\d+\])+)),(-?\d+),(-?\d+)(?:,\d+)?\);/gm;

export function readPorts(header: string): HeaderPort[] {
  const ports: HeaderPort[] = [];
  for (const [, kind, plain, array, dimensions, msb, lsb] of header.matchAll(PORT)) {
    const member = plain ?? array;
    ports.push({
      name: decodeName(member),
      direction: kind === 'IN' ? 'input' : 'output',
      range: [Number(msb), Number(lsb)] as const,
      isInout: kind === 'INOUT',
      width: Math.abs(Number(msb) - Number(lsb)) + 1,
      ...(dimensions === undefined ? {} : arrayShape([...dimensions.matchAll(/\d+/g)].map(Number))),
      writable: kind === 'IN',
      expression: `model->${member}`,
    });
  }
  return ports;
}

// __Vscope_top__u_mac.varInsert(__Vfinal,"acc", &(TOP.top__DOT__u_mac__DOT__acc), false,
// VLVT_UINT32,VLVD_NODIR|VLVF_PUB_RD,1 ,31,0); Newer Verilators: __Vscopep_top->varInsert("acc", &(TOP.…), …, and
// forceableVarInsert.
const INSERT =
  /(__Vscopep?_\w+)(?:\.|->)(?:forceableV|v)arInsert\((?:__Vfinal,)?"([^"]+)", &\((\w+)\.(\w+)\), (true|false), \w+, ?([\w|]+),/g;
// __Vscope_top__u_mac.configure(this, name(), "top.u_mac", "u_mac", -12, …);
// __Vscopep_top__u_mac = new VerilatedScope{this, "top.u_mac", "u_mac", …
const SCOPE = /(__Vscopep?_\w+)(?:\.configure\(this, name\(\)| = new VerilatedScope\{this), "([^"]*)"/g;

interface Internal {
  readonly symbol: Symbol;
  /** Of a signal that can be forced: the expression for a part of what forces it. */
  readonly force: ((suffix: string) => { readonly expression: string }) | undefined;
}

function readInternals(
  generated: Generated,
  prefix: string,
  top: string,
  members: ReadonlyMap<string, ReadonlyMap<string, MemberType>>,
): Internal[] {
  const table = [...generated].filter(([name]) => name.startsWith(`${prefix}__Syms`) && name.endsWith('.cpp'));
  const text = table.map(([, body]) => body).join('\n');
  const scopes = new Map([...text.matchAll(SCOPE)].map(([, variable, path]) => [variable, path]));
  const instances = readInstances(generated.get(`${prefix}__Syms.h`) ?? '');

  const found: Internal[] = [];
  for (const match of text.matchAll(INSERT)) {
    const [, variable, leaf, instance, member, isParameter, flags] = match;
    if (isParameter === 'true') {
      continue;
    }
    const scope = scopes.get(variable) ?? '';
    const types = members.get(instances.get(instance) ?? '');
    const type = types?.get(member);
    if (type === undefined) {
      continue;
    }
    if (scope === 'TOP' || scope === '' || scope === WRAPPER || FORCE.some((suffix) => leaf.endsWith(suffix))) {
      continue; // a second entry of a port, or of what forces a signal
    }
    const path = `${decodeName(scope)}.${decodeName(leaf)}`;
    const expression = `symbols->${instance}.${member}`;
    found.push({
      symbol: {
        name: path.startsWith(`${top}.`) ? path.slice(top.length + 1) : path,
        direction: 'internal',
        width: type.width,
        ...(type.depth === undefined ? {} : { depth: type.depth }),
        writable: flags.includes('PUB_RW'),
        expression,
      },
      force: types?.has(member + FORCE[0]) ? (suffix) => ({ expression: expression + suffix }) : undefined,
    });
  }
  return found;
}

/** `Vtop_sub TOP__top__u_s;` in the symbol table's header: instance name to class name. */
function readInstances(header: string): Map<string, string> {
  const part = header.slice(header.indexOf('// MODULE INSTANCE STATE'), header.indexOf('// SCOPE NAMES'));
  return new Map([...part.matchAll(/^\s*(\w+)\s+(\w+);/gm)].map(([, type, name]) => [name, type]));
}

interface MemberType {
  readonly width: number;
  readonly depth?: number;
}

// VlUnpacked<SData/*15:0*/, 32> mem;  VlWide<4>/*99:0*/ wreg;  CData/*0:0*/ valid;  VL_IN8(clk,0,0);
const MEMBER = /^\s*((?:VlUnpacked<)*)(?:[CSIQ]Data|VlWide<\d+>)\/\*(-?\d+):(-?\d+)\*\/((?:, \d+>)*) (\w+);/gm;
const PORT_MEMBER = /^\s*VL_(?:IN|OUT|INOUT)(?:8|16|64|W)?\((\w+),(-?\d+),(-?\d+)(?:,\d+)?\);/gm;

/** Widths and depths of the members of every module class. */
function readMembers(generated: Generated): Map<string, Map<string, MemberType>> {
  const classes = new Map<string, Map<string, MemberType>>();
  for (const [file, text] of generated) {
    if (!file.endsWith('.h')) {
      continue;
    }
    const members = new Map<string, MemberType>();
    for (const [, , msb, lsb, dimensions, name] of text.matchAll(MEMBER)) {
      const depths = [...dimensions.matchAll(/\d+/g)].map(Number);
      members.set(name, {
        width: Math.abs(Number(msb) - Number(lsb)) + 1,
        ...(depths.length > 0 ? { depth: product(depths) } : {}),
      });
    }
    for (const [, name, msb, lsb] of text.matchAll(PORT_MEMBER)) {
      members.set(name, { width: Math.abs(Number(msb) - Number(lsb)) + 1 });
    }
    classes.set(file.replace(/\.h$/, ''), members);
  }
  return classes;
}

const arrayShape = (dimensions: readonly number[]) => ({ depth: product(dimensions), dimensions });

const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);
