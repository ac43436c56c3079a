import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DesignError } from '../diagnostics/error.ts';
import { pathFrom } from '../diagnostics/host.ts';
import { here } from '../diagnostics/location.ts';
import { elaborate, expectDesign } from '../elaborate/design.ts';
import type { Design, Instance, Module } from '../ir/index.ts';
import type { AnyModule } from '../module/module.ts';
import { ref } from '../signal/build.ts';
import { expectRecord } from '../types/data.ts';
import { nameProblem, shownName } from './identifier.ts';
import { type LineMap, lineMap } from './line-map.ts';
import { type Netlist, netlist, type SignalPath, signalPaths } from './netlist.ts';
import { type Printed, printModule } from './print-module.ts';

export interface PrintDesignOptions {
  /** SPDX identifier of the licence, said at the top of each file. */
  readonly license?: string;
  /** What makes the files, said at the top of each: `make verilog`. */
  readonly generator?: string;
  /** The folder from which source files are named; the working folder by default. */
  readonly root?: string;
  /**
   * Comments: those of the source on modules, ports, registers and wires, and what a file is made from. On by default.
   */
  readonly comments?: boolean;
}

export interface EmitOptions extends PrintDesignOptions {
  /**
   * In front of the names of all modules that do not begin with it, so that designs of several authors fit one project.
   */
  readonly prefix?: string;
  /**
   * A second name of the top: a module with its ports and one instance of it, in a file of its own after all others.
   */
  readonly alias?: string;
}

export interface Emitted {
  /** Verilog text by file name, one file a module, instantiated modules first. */
  readonly files: ReadonlyMap<string, string>;
  readonly design: Design;
  /** Where the lines of the files were written. Made when first asked for. */
  readonly lineMap: LineMap;
  /** Every signal of every instance by its Verilog path. Made when first asked for. */
  readonly names: ReadonlyMap<string, SignalPath>;
  /** The design as JSON for viewers. Made when first asked for. */
  readonly netlist: Netlist;
  readonly warnings: readonly Diagnostic[];
}

/** Elaborates a module and everything below it, checks it, and prints Verilog-2001. */
export function emit(top: AnyModule, options: EmitOptions = {}): Emitted {
  checkLines(expectRecord(options, 'emit: what holds the options'));
  const { design, warnings } = elaborate(top, options);
  checkNames(design, options.alias);
  const printed = printFiles(design, options);
  if (options.alias !== undefined) {
    printed.set(`${options.alias}.v`, printAlias(design.top, options.alias, options));
  }
  return {
    files: new Map([...printed].map(([name, { text }]) => [name, text])),
    design,
    warnings,
    get lineMap() {
      return lineMap(printed, options.root);
    },
    get names() {
      return signalPaths(design);
    },
    get netlist() {
      return netlist(design);
    },
  };
}

/** What an option would make of a file is told where the option is given. */
function refuse(message: string): never {
  throw new DesignError([
    { severity: 'error', code: 'name', message, places: [{ at: here() }], hint: undefined, module: undefined },
  ]);
}

/** Texts at the top of a file are a line each: a second one would be Verilog. */
function checkLines({ license, generator }: PrintDesignOptions): void {
  for (const [name, text] of Object.entries({ license, generator })) {
    if (text !== undefined && (typeof text !== 'string' || /\p{Cc}|[\u2028\u2029]/u.test(text))) {
      refuse(`option ${name}: ${shownName(text)} is not one line of text`);
    }
  }
}

/** A prefix makes other names of those that were checked, and an alias is one more. */
function checkNames({ modules }: Design, alias: unknown): void {
  for (const { name, blackBox } of modules) {
    const problem = blackBox ? undefined : nameProblem(name, { keywords: true });
    if (problem) {
      refuse(`module ${shownName(name)}, with its prefix, ${problem}`);
    }
  }
  if (alias === undefined) {
    return;
  }
  const problem = nameProblem(alias, { keywords: true });
  if (problem) {
    refuse(`alias ${shownName(alias)} ${problem}`);
  }
  const clash = modules.find(({ name }) => name.toLowerCase() === (alias as string).toLowerCase());
  if (clash) {
    const how = clash.name === alias ? 'is the name of' : `differs only in capitals from ${clash.name},`;
    refuse(`alias ${shownName(alias)} ${how} a module of the design`);
  }
}

/** The Verilog of an elaborated design. */
export function printDesign(design: Design, options: PrintDesignOptions = {}): Map<string, string> {
  expectDesign(design, 'printDesign');
  checkLines(expectRecord(options, 'printDesign: what holds the options'));
  return new Map([...printFiles(design, options)].map(([name, { text }]) => [name, text]));
}

function printFiles(design: Design, options: PrintDesignOptions): Map<string, Printed> {
  const { comments = true } = options;
  const print = (module: Module) =>
    printModule(module, { comments, banner: comments ? bannerOf(module, options) : [] });
  return new Map(
    design.modules.filter(({ blackBox }) => !blackBox).map((module) => [`${module.name}.v`, print(module)]),
  );
}

function printAlias(top: Module, name: string, options: PrintDesignOptions): Printed {
  const instance: Instance = {
    kind: 'instance',
    name: `u_${top.name}`,
    module: top,
    parameters: {},
    inputs: new Map(top.ports.flatMap((port) => (port.kind === 'input' ? [[port.name, ref(port)]] : []))),
    outputs: new Map(top.ports.flatMap((port) => (port.kind === 'output' ? [[port.name, port]] : []))),
    inouts: new Map((top.inouts ?? []).map((signal) => [signal.name, { signal, low: 0, width: signal.width }])),
    attributes: {},
    at: top.at,
  };
  const alias: Module = {
    ...top,
    name,
    signals: [],
    memories: [],
    items: [instance],
    domains: [],
    alternative: undefined,
  };
  const banner = options.comments === false ? [] : [...bannerOf(top, options), '', `${top.name} by the name ${name}.`];
  return printModule({ ...alias, comment: undefined, unused: undefined }, { banner });
}

/** Licence and origin of a file. */
function bannerOf({ at }: Module, { license, generator, root }: PrintDesignOptions): string[] {
  const file = at.frames[0]?.file;
  const source = file === undefined ? '' : ` from ${pathFrom(root, file)}`;
  return [
    ...(license === undefined ? [] : [`SPDX-License-Identifier: ${license}`]),
    `Generated${source}${generator === undefined ? '' : ` by ${generator}`}; do not edit.`,
  ];
}
