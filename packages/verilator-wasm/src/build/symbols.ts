import type { SignalDescription } from '../runtime/description.ts';
import { edgeUse } from './edges.ts';

/** A signal and the C++ expression that names its storage. */
export interface Symbol extends SignalDescription {
  readonly expression: string;
}

export interface Symbols {
  readonly ports: readonly Symbol[];
  readonly internals: readonly Symbol[];
}

/** C++ files of one Verilator run, by name. */
export type Generated = ReadonlyMap<string, string>;

/**
 * Reads ports and public signals from Verilator's output: the PORTS part of the model's header and the `varInsert` lines
 * of its symbol table, which exist for public signals only.
 *
 * @param top name of the top module, dropped from hierarchical names
 */
export function findSymbols(generated: Generated, prefix: string, top: string): Symbols {
  const ports = readPorts(generated.get(`${prefix}.h`) ?? '').map((port) =>
    port.direction === 'input' && port.width === 1 && port.depth === undefined
      ? { ...port, risingOnly: edgeUse(generated, prefix, port.expression.slice('model->'.length)).risingOnly }
      : port,
  );
  const names = new Set(ports.map((port) => port.name));
  const internals = readInternals(generated, prefix, top).filter((symbol) => !names.has(symbol.name));
  return { ports, internals };
}

/** Verilator writes characters C++ cannot have as `__0` and two hex digits, and the hierarchy's dot as `__DOT__`. */
export const decodeName = (name: string): string =>
  name
    .replaceAll('__DOT__', '.')
    .replace(/(^|\.)__SYM__/g, '$1') // a word of C++, which Verilator does not use as it is
    .replace(/__0([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

// VL_IN8(&clk,0,0);  VL_OUTW(&wide,99,0,4);  VL_IN8((&lanes)[4],7,0);
const PORT = /^\s*VL_(IN|OUT|INOUT)(?:8|16|64|W)?\((?:&(\w+)|\(&(\w+)\)((?:\[\d+\])+)),(-?\d+),(-?\d+)(?:,\d+)?\);/gm;

function readPorts(header: string): Symbol[] {
  const ports: Symbol[] = [];
  for (const [, kind, plain, array, dimensions, msb, lsb] of header.matchAll(PORT)) {
    const member = plain ?? array;
    ports.push({
      name: decodeName(member),
      direction: kind === 'IN' ? 'input' : 'output',
      width: Math.abs(Number(msb) - Number(lsb)) + 1,
      ...(dimensions === undefined ? {} : arrayShape([...dimensions.matchAll(/\d+/g)].map(Number))),
      writable: kind !== 'OUT',
      expression: `model->${member}`,
    });
  }
  return ports;
}

// __Vscope_top__u_mac.varInsert(__Vfinal,"acc", &(TOP.top__DOT__u_mac__DOT__acc), false, VLVT_UINT32,VLVD_NODIR|VLVF_PUB_RD,1 ,31,0);
const INSERT = /__Vscope_\w+\.varInsert\(__Vfinal,"([^"]+)", &\((\w+)\.(\w+)\), (true|false), \w+,([\w|]+),/g;
// __Vscope_top__u_mac.configure(this, name(), "top.u_mac", "u_mac", -12, …);
const SCOPE = /(__Vscope_\w+)\.configure\(this, name\(\), "([^"]*)"/g;

function readInternals(generated: Generated, prefix: string, top: string): Symbol[] {
  const table = [...generated].filter(([name]) => name.startsWith(`${prefix}__Syms`) && name.endsWith('.cpp'));
  const text = table.map(([, body]) => body).join('\n');
  const scopes = new Map([...text.matchAll(SCOPE)].map(([, variable, path]) => [variable, path]));
  const instances = readInstances(generated.get(`${prefix}__Syms.h`) ?? '');
  const members = readMembers(generated);

  const found: Symbol[] = [];
  for (const match of text.matchAll(INSERT)) {
    const [whole, leaf, instance, member, isParameter, flags] = match;
    if (isParameter === 'true') {
      continue;
    }
    const scope = scopes.get(whole.slice(0, whole.indexOf('.varInsert'))) ?? '';
    const type = members.get(instances.get(instance) ?? '')?.get(member);
    if (type === undefined) {
      continue;
    }
    if (scope === 'TOP') {
      continue; // a second entry of a port
    }
    const path = `${decodeName(scope)}.${decodeName(leaf)}`;
    found.push({
      name: path.startsWith(`${top}.`) ? path.slice(top.length + 1) : path,
      direction: 'internal',
      width: type.width,
      ...(type.depth === undefined ? {} : { depth: type.depth }),
      writable: flags.includes('PUB_RW'),
      expression: `symbols->${instance}.${member}`,
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
