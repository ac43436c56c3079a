import type { AnyModule } from '@chisel-lite/hdl';
import type { VerilateOptions } from 'verilator-wasm';
import type { SimulatorInstance } from './simulator.ts';

export type SimulatorName = 'native' | 'verilator';

/** Verilog, for Verilator: `verilator-wasm`'s options (`sources`, `top`, `parameters`, `optimize`, …). */
export type VerilogDesign = VerilateOptions;

export interface InstantiateRequest {
  simulator: SimulatorName | undefined;
  /** A waveform will be written. */
  trace: boolean;
  /** Assertions are watched. */
  checks: boolean;
  /** Registers without reset start from random values by this seed, not from zero. */
  startValues: number | undefined;
  /** Words that start with a plus, for the design to ask for; Verilator only. */
  plusargs: readonly string[];
}

/** Anything that starts a `SimulatorInstance` itself: a model written in TypeScript, a build made beforehand. */
export interface InstantiableDesign {
  instantiate(request: InstantiateRequest): SimulatorInstance | Promise<SimulatorInstance>;
}

/** Verilog, a module of `@chisel-lite/hdl`, or something that starts itself. */
export type Design = VerilogDesign | AnyModule | InstantiableDesign;

type Start = Pick<InstantiateRequest, 'startValues' | 'plusargs'>;

/** What a build is kept as: any number of instances can be made of it. */
interface Model {
  instantiate(start: Start): SimulatorInstance;
}

/** Models by design object and kind of build: a property that runs one design a hundred times builds it once. */
const models = new Map<string, WeakMap<object, Promise<Model>>>();

export async function instantiate(design: Design, request: InstantiateRequest): Promise<SimulatorInstance> {
  if ('instantiate' in design) {
    return design.instantiate(request);
  }
  const { simulator, trace, checks } = request;
  const chosen = simulator ?? ('sources' in design ? 'verilator' : 'native');
  const kind = `${chosen}${chosen === 'verilator' && trace ? ' with trace' : ''}${checks ? ' with checks' : ''}`;
  const known = models.get(kind) ?? new WeakMap<object, Promise<Model>>();
  models.set(kind, known);
  const model = known.get(design) ?? build(design, chosen, { trace, checks });
  known.set(design, model);
  model.catch(() => known.delete(design));
  return (await model).instantiate(request);
}

type Kind = Pick<InstantiateRequest, 'trace' | 'checks'>;

async function build(design: VerilogDesign | AnyModule, simulator: SimulatorName, kind: Kind): Promise<Model> {
  const { trace, checks } = kind;
  if (simulator === 'verilator') {
    const { verilate } = await import('verilator-wasm');
    const model = await verilate(
      'sources' in design ? { ...design, trace: design.trace || trace } : { module: await emitted(design), trace },
    );
    return {
      instantiate: ({ startValues: seed, plusargs }) => model.instantiate({ seed, plusargs }) as SimulatorInstance,
    };
  }
  if (simulator !== 'native') {
    throw new Error(`simulate: simulator ${simulator}: expected native or verilator`);
  }
  if ('sources' in design) {
    throw new Error(`simulate: ${design.top} is given as Verilog, which only { simulator: 'verilator' } runs`);
  }
  const { compileSimulation, elaborate } = await import('@chisel-lite/hdl');
  const model = compileSimulation(elaborate(checked(design)).design, { checks });
  return {
    instantiate({ startValues: seed, plusargs }) {
      if (plusargs.length > 0) {
        throw new Error("simulate: plusargs: only { simulator: 'verilator' } has them");
      }
      return model.instantiate({ seed });
    },
  };
}

async function emitted(module: AnyModule) {
  const { emit } = await import('@chisel-lite/hdl');
  return emit(checked(module));
}

function checked(module: AnyModule): AnyModule {
  if ('inputs' in module && 'outputs' in module) {
    return module;
  }
  throw new TypeError('simulate: expected an HDL module, { sources, top }, or an object with instantiate()');
}
