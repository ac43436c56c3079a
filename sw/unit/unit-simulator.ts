import { type AnyModule, emit } from '@chisel-lite/hdl';
import { ADD_LATENCY, Fp32Add } from '@macromac/rtl/fp/add.ts';
import { HALF_TO_FLOAT_LATENCY, HalfToFloat, INT_TO_FLOAT_LATENCY, IntToFloat } from '@macromac/rtl/fp/convert.ts';
import { EXP_LATENCY, Fp32Exp } from '@macromac/rtl/fp/exp.ts';
import { GROUP_SCALE_LATENCY, GroupScale } from '@macromac/rtl/fp/group-scale.ts';
import { Fp32Multiply, MULTIPLY_LATENCY } from '@macromac/rtl/fp/multiply.ts';
import { Fp32Reciprocal, RECIPROCAL_LATENCY } from '@macromac/rtl/fp/reciprocal.ts';
import { verilate } from 'verilator-wasm';
import { reportTo } from '../backends/rtl/simulator.ts';
import { UNITS, type UnitFunction, type UnitName } from './units.ts';

interface Hardware {
  readonly unit: () => AnyModule;
  readonly latency: number;
  readonly result: string;
  /** Inputs that choose what the module calculates. */
  readonly constants?: Readonly<Record<string, number>>;
}

const reciprocal = (root: number): Hardware => ({
  unit: Fp32Reciprocal,
  latency: RECIPROCAL_LATENCY,
  result: 'result',
  constants: { root },
});

const HARDWARE: Readonly<Record<UnitName, Hardware>> = {
  'fp32-mul': { unit: Fp32Multiply, latency: MULTIPLY_LATENCY, result: 'product' },
  'fp32-add': { unit: Fp32Add, latency: ADD_LATENCY, result: 'sum' },
  'fp16-to-fp32': { unit: HalfToFloat, latency: HALF_TO_FLOAT_LATENCY, result: 'result' },
  'int32-to-fp32': { unit: IntToFloat, latency: INT_TO_FLOAT_LATENCY, result: 'result' },
  'fp32-exp': { unit: Fp32Exp, latency: EXP_LATENCY, result: 'power' },
  'fp32-reciprocal': reciprocal(0),
  'fp32-rsqrt': reciprocal(1),
  'group-scale': { unit: () => GroupScale(27), latency: GROUP_SCALE_LATENCY, result: 't' },
};

/** A unit's emitted Verilog in simulation: a vector enters in every cycle, its result leaves `latency` cycles later. */
export async function simulateUnit(name: UnitName, progress: (message: string) => void): Promise<UnitFunction> {
  const { unit, latency, result, constants = {} } = HARDWARE[name];
  const { files } = emit(unit());
  // The top comes last, behind what it instantiates.
  const top = [...files.keys()].at(-1)!.replace(/\.v$/, '');
  const model = await verilate({ sources: Object.fromEntries(files), top, onProgress: reportTo(progress) });
  const simulator = model.instantiate();
  const inputs = UNITS[name].fields.map(({ port }) => simulator.ports[port]);
  const output = simulator.ports[result];
  for (const [port, value] of Object.entries(constants)) {
    simulator.ports[port].value = value;
  }
  return (vectors) => {
    const results: number[] = [];
    for (let cycle = 1; results.length < vectors.length; cycle++) {
      const vector = vectors[Math.min(cycle, vectors.length) - 1];
      for (const [i, input] of inputs.entries()) {
        input.value = vector[i];
      }
      simulator.run('clk', 1);
      if (cycle >= latency) {
        results.push(Number(output.value));
      }
    }
    return results;
  };
}
