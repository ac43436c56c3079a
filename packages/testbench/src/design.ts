import type { VerilateOptions } from 'verilator-wasm';
import type { SimulatorInstance } from './simulator.ts';

export type SimulatorName = 'native' | 'verilator';

/** Verilog, for Verilator: `verilator-wasm`'s options (`sources`, `top`, `parameters`, `optimize`, …). */
export type VerilogDesign = VerilateOptions;

export interface InstantiateRequest {
  simulator: SimulatorName | undefined;
  /** A waveform will be written. */
  trace: boolean;
}

/** Anything that starts a `SimulatorInstance` itself: a model written in TypeScript, a build made beforehand. */
export interface InstantiableDesign {
  instantiate(request: InstantiateRequest): SimulatorInstance | Promise<SimulatorInstance>;
}

export type Design = VerilogDesign | InstantiableDesign;

export async function instantiate(design: Design, request: InstantiateRequest): Promise<SimulatorInstance> {
  if ('instantiate' in design) return design.instantiate(request);
  if (!('sources' in design) || !('top' in design))
    throw new TypeError('simulate: expected an HDL module, { sources, top }, or an object with instantiate()');
  if (request.simulator === 'native')
    throw new Error(`simulate: ${design.top} is given as Verilog, which only { simulator: 'verilator' } runs`);
  const { verilate } = await import('verilator-wasm');
  const model = await verilate({ ...design, trace: design.trace || request.trace });
  return model.instantiate() as SimulatorInstance;
}
