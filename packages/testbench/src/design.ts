import type { AnyModule } from '@chisel-lite/hdl';
import type { Model, VerilateOptions } from 'verilator-wasm';
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

/** Verilog, a module of `@chisel-lite/hdl`, or something that starts itself. */
export type Design = VerilogDesign | AnyModule | InstantiableDesign;

/** Models by design object: a property that runs the same design a hundred times builds it once. */
const models = { plain: new WeakMap<object, Promise<Model>>(), traced: new WeakMap<object, Promise<Model>>() };

export async function instantiate(design: Design, request: InstantiateRequest): Promise<SimulatorInstance> {
  if ('instantiate' in design) return design.instantiate(request);
  const known = models[request.trace ? 'traced' : 'plain'];
  let model = known.get(design);
  if (!model) {
    model = build(design, request);
    known.set(design, model);
    model.catch(() => known.delete(design));
  }
  return (await model).instantiate() as SimulatorInstance;
}

async function build(design: VerilogDesign | AnyModule, request: InstantiateRequest): Promise<Model> {
  const verilog = 'sources' in design ? design : await emitted(design);
  if (request.simulator === 'native' && 'sources' in design)
    throw new Error(`simulate: ${design.top} is given as Verilog, which only { simulator: 'verilator' } runs`);
  const { verilate } = await import('verilator-wasm');
  return verilate({ ...verilog, trace: verilog.trace || request.trace });
}

async function emitted(module: AnyModule): Promise<VerilogDesign> {
  if (!('inputs' in module))
    throw new TypeError('simulate: expected an HDL module, { sources, top }, or an object with instantiate()');
  const { emit } = await import('@chisel-lite/hdl');
  const { files, design } = emit(module);
  return { sources: Object.fromEntries(files), top: design.top.name };
}
