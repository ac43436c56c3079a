import { readText } from '../diagnostics/host.ts';
import { here } from '../diagnostics/location.ts';
import { stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import { blackBox, type ModuleDef } from '../module/module.ts';
import { expectRecord } from '../types/data.ts';
import { pad } from '../types/pad.ts';
import { type UIntType, uint } from '../types/scalar.ts';
import { evaluate, numberOf, stringValue, type Value } from './constant.ts';
import { type ReadModule, type ReadPort, readDeclarations } from './read.ts';
import { joinPath, type VerilogSources } from './sources.ts';
import { preprocess, type Token, VerilogError } from './tokens.ts';

export type { VerilogSources } from './sources.ts';

/** A value of a parameter; `true` and `false` are one bit. */
export type ParameterValue = number | bigint | string | boolean;

export interface ImportOptions {
  /** Values of parameters: widths of ports follow them. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** Macros of the preprocessor; `true` defines one without a value. */
  readonly defines?: Readonly<Record<string, string | number | true>>;
  /** Folders in which included files lie, besides those of the files that include them. */
  readonly includeDirs?: readonly string[];
}

/** A port of a module of Verilog. */
export interface VerilogPort {
  readonly name: string;
  readonly direction: 'input' | 'output' | 'inout';
  readonly width: number;
  readonly signed: boolean;
  /** Parameters on which the width depends. */
  readonly dependsOn: readonly string[];
}

export interface VerilogParameter {
  readonly name: string;
  /** Undefined where it is none that is understood: an array, a structure. */
  readonly default: number | bigint | string | undefined;
  /** It can be given a value. */
  readonly settable: boolean;
}

/** The outside of a module of Verilog. */
export interface VerilogModule {
  readonly name: string;
  readonly ports: readonly VerilogPort[];
  readonly parameters: readonly VerilogParameter[];
}

/** Ports whose widths are known when the program runs; `verilogDeclaration` writes them down for the compiler. */
export type ImportedModule = ModuleDef<Readonly<Record<string, UIntType>>, Readonly<Record<string, UIntType>>, never>;

/**
 * A black box for a module of Verilog or SystemVerilog: ports with their widths, read from its sources. All ports are
 * plain bits, whatever their sign: vectors, packed structures and arrays, enumerations. Its clocks are ordinary inputs
 * (`clockPin()` is the clock in force).
 */
export function importVerilog(sources: VerilogSources, top: string, options: ImportOptions = {}): ImportedModule {
  const { ports } = describeVerilog(sources, top, options);
  const of = <T>(direction: VerilogPort['direction'], type: (width: number) => T) =>
    Object.fromEntries(
      ports.filter((port) => port.direction === direction).map(({ name, width }) => [name, type(width)]),
    );
  const parameters = Object.entries(options.parameters ?? {}).map(
    ([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value] as const,
  );
  return blackBox(
    top,
    { in: of('input', uint), out: of('output', uint), inout: of('inout', pad) },
    Object.fromEntries(parameters),
  ) as unknown as ImportedModule;
}

/** Ports and parameters of a module of Verilog, with the widths that the parameters given make. */
export function describeVerilog(sources: VerilogSources, top: string, options: ImportOptions = {}): VerilogModule {
  const at = here();
  expectRecord(options, 'the options of an import');
  checkSources(sources);
  try {
    return described(sources, top, options);
  } catch (error) {
    if (error instanceof VerilogError) {
      return stop('import', `${error.at}: ${error.message}`, { places: [{ at }] });
    }
    throw error;
  }
}

function described(sources: VerilogSources, top: string, options: ImportOptions): VerilogModule {
  const files = textsOf(sources);
  const folders = options.includeDirs ?? [];
  const find = (path: string) =>
    [path, ...folders.map((folder) => joinPath(folder, path))].map(readText).find((text) => text !== undefined);
  const { tokens, missing } = preprocess(files, options.defines ?? {}, find);
  try {
    const { modules } = readDeclarations(tokens);
    const module = modules.get(top);
    if (!module) {
      const known = [...modules.keys()].slice(0, 12).join(', ');
      throw new VerilogError(nowhereIn(files), `there is no module ${top}; there are ${known || 'none'}`);
    }
    return outside(module, options.parameters ?? {});
  } catch (error) {
    if (error instanceof VerilogError && missing.length > 0) {
      error.message += ` (not given, but included: ${[...new Set(missing)].join(', ')})`;
    }
    throw error;
  }
}

function checkSources(sources: unknown): void {
  const texts = Object.values(expectRecord(sources as object, 'what holds the Verilog'));
  if (texts.length === 0 || texts.some((each) => typeof each !== 'string')) {
    const wrong = texts.find((each) => typeof each !== 'string');
    stop('import', `paths of Verilog files are expected, or texts by name, not ${shownValue(wrong ?? sources)}`);
  }
}

const nowhereIn = (files: ReadonlyMap<string, string>) => ({ file: [...files.keys()].join(', '), line: 1 });

function textsOf(sources: VerilogSources): ReadonlyMap<string, string> {
  if (!Array.isArray(sources)) {
    return new Map(Object.entries(sources));
  }
  return new Map(
    sources.map((path: string) => {
      const text = readText(path);
      if (text === undefined) {
        throw new VerilogError({ file: path, line: 1 }, 'the file cannot be read');
      }
      return [path, text];
    }),
  );
}

function outside(module: ReadModule, given: Readonly<Record<string, ParameterValue>>): VerilogModule {
  const { scope, parameters } = module;
  for (const [name, value] of Object.entries(given)) {
    const parameter = parameters.get(name);
    if (!parameter || parameter.fixed) {
      const settable = [...parameters.values()].filter(({ fixed }) => !fixed).map((each) => each.name);
      const what = parameter ? 'is an array or a type, which cannot be given' : 'is no parameter of it';
      throw new VerilogError(module.at, `${module.name}: ${name} ${what}; there are ${settable.join(', ') || 'none'}`);
    }
    scope.overrides.set(name, givenValue(name, value, module.at));
  }
  const ports = module.ports.map((port) => portOf(module, port));
  return {
    name: module.name,
    ports,
    parameters: [...parameters.values()].map(({ name, node, fixed }) => ({
      name,
      default: fixed || !node ? undefined : known(() => evaluate(node, scope)),
      settable: !fixed,
    })),
  };
}

function givenValue(name: string, value: ParameterValue, at: Token): Value {
  if (typeof value === 'string') {
    return stringValue(value);
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new VerilogError(at, `the parameter ${name} is a whole number or a string, not ${shownValue(value)}`);
  }
  const bits = BigInt(value);
  const width = Math.max(32, bits.toString(2).length + 1);
  return { bits: BigInt.asUintN(width, bits), width, signed: true };
}

function portOf({ scope, parameters, at }: ReadModule, { name, direction, type, odd }: ReadPort): VerilogPort {
  if (odd) {
    throw new VerilogError(type.at ?? at, `the port ${name} ${odd}, which cannot be connected from here`);
  }
  scope.used.clear();
  const { width, signed } = scope.shapeOf(type);
  return { name, direction, width, signed, dependsOn: [...scope.used].filter((each) => parameters.has(each)) };
}

function known(value: () => Value): number | bigint | string | undefined {
  try {
    const { text, ...rest } = value();
    const number = numberOf(rest);
    return text ?? (Number.isSafeInteger(Number(number)) ? Number(number) : number);
  } catch {
    return undefined;
  }
}
