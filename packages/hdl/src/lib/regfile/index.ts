import { stop } from '../../diagnostics/report.ts';
import { shownValue } from '../../diagnostics/shown-value.ts';
import type { ModuleDef, ModuleOptions } from '../../module/module.ts';
import { expectRecord } from '../../types/data.ts';
import type { axi4Lite } from '../axi.ts';
import { registerMarkdown, registerTypeScript } from './documents.ts';
import { type ComponentName, registerCHeader, registerIpXact, registerSystemRdl } from './interchange.ts';
import { type RegisterInputs, type RegisterOutputs, registerModule } from './register-module.ts';
import type { Access, Field, Register } from './table.ts';

export type { RegisterInputs, RegisterOutputs };

export interface RegisterFileOptions extends ModuleOptions {
  /** Bits of a byte address on the bus. */
  readonly addressBits: number;
  /** Name of the module, where it is not that of the register file. */
  readonly moduleName?: string;
  /** Heading of the Markdown, and name of the constant in the TypeScript. */
  readonly title?: string;
}

/** A register file from one table: the AXI4-Lite slave, its documentation and its map for software cannot disagree. */
export interface RegisterFile<R extends Register> {
  /** Port `s_axi`; an output a writable field, an input a read-only one. */
  readonly module: ModuleDef<
    { s_axi: ReturnType<typeof axi4Lite<number, 32>> } & RegisterInputs<R>,
    RegisterOutputs<R>,
    never
  >;
  readonly markdown: string;
  readonly typescript: string;
  /** IP-XACT (IEEE 1685-2014): a component with the memory map. */
  ipXact(component: Omit<ComponentName, 'name'> & Partial<ComponentName>): string;
  /** SystemRDL 2.0. */
  systemRdl(): string;
  /** A C header whose names begin with `prefix`. */
  cHeader(prefix: string): string;
  readonly registers: readonly R[];
}

export function registerFile<
  const N extends string,
  const A extends Access,
  const F extends readonly Field<N, A>[],
  const R extends Register<N, F>,
>(name: string, registers: readonly R[], choices: RegisterFileOptions): RegisterFile<R> {
  if (!Array.isArray(registers) || registers.some((each) => typeof each !== 'object' || each === null)) {
    return stop(
      'type',
      `registerFile ${shownValue(name)}: a list of registers is expected, not ${shownValue(registers)}`,
    );
  }
  const {
    addressBits,
    title,
    moduleName = name,
    ...options
  } = expectRecord(choices, 'registerFile: what holds the options');
  return {
    module: registerModule(moduleName, addressBits, registers, options),
    markdown: registerMarkdown(title ?? name, registers),
    typescript: registerTypeScript(name, registers),
    ipXact: (component) => registerIpXact({ name, ...component }, addressBits, registers),
    systemRdl: () => registerSystemRdl(name, registers),
    cHeader: (prefix) => registerCHeader(prefix, registers),
    registers,
  };
}

export type { ComponentName } from './interchange.ts';
export type { Access, Field, Register } from './table.ts';
