import type { SimulatorInstance } from './simulator.ts';

export type SimulatorName = 'native' | 'verilator';

/** Verilog for `verilator-wasm`: see its README for the fields. */
export interface VerilogDesign {
  sources: readonly string[] | Readonly<Record<string, string>>;
  top: string;
  [option: string]: unknown;
}

/** Anything that can start a `SimulatorInstance` itself, for instance a model written in TypeScript. */
export interface InstantiableDesign {
  instantiate(): SimulatorInstance | Promise<SimulatorInstance>;
}

export type Design = VerilogDesign | InstantiableDesign;

export async function instantiate(design: Design, _simulator: SimulatorName | undefined): Promise<SimulatorInstance> {
  if ('instantiate' in design && typeof design.instantiate === 'function')
    return (design as InstantiableDesign).instantiate();
  throw new TypeError('simulate: expected { sources, top } or an object with instantiate()');
}
