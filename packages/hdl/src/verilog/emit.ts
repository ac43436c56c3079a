import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { elaborate } from '../elaborate/design.ts';
import type { Design, Module } from '../ir/index.ts';
import type { AnyModule } from '../module/module.ts';
import { printModule } from './module.ts';
import { type Netlist, netlist, type SignalPath, signalPaths } from './netlist.ts';

export interface EmitOptions {
  /** `// File.ts:12` at the end of lines; on by default. */
  readonly locations?: boolean;
}

export interface Emitted {
  /** Verilog text by file name, one file a module, instantiated modules first. */
  readonly files: ReadonlyMap<string, string>;
  readonly design: Design;
  /** Every signal of every instance by its Verilog path. Made when first asked for. */
  readonly names: ReadonlyMap<string, SignalPath>;
  /** The design as JSON for viewers. Made when first asked for. */
  readonly netlist: Netlist;
  readonly warnings: readonly Diagnostic[];
}

/** Elaborates a module and everything below it, checks it, and prints Verilog-2001. */
export function emit(top: AnyModule, options: EmitOptions = {}): Emitted {
  const { design, warnings } = elaborate(top);
  return {
    files: printDesign(design, options),
    design,
    warnings,
    get names() {
      return signalPaths(design);
    },
    get netlist() {
      return netlist(design);
    },
  };
}

/** The Verilog of an elaborated design. */
export function printDesign(design: Design, options: EmitOptions = {}): Map<string, string> {
  const printed = (module: Module) => printModule(module, { locations: options.locations ?? true }).text;
  return new Map(
    design.modules.filter(({ blackBox }) => !blackBox).map((module) => [`${module.name}.v`, printed(module)]),
  );
}
