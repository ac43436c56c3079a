import fc from 'fast-check';
import { verilate } from 'verilator-wasm';
import { expect, test } from 'vitest';
import { compileSimulation } from '../../src/sim/index.ts';
import { printDesign } from '../../src/verilog/emit.ts';
import { hasIcarus } from '../support/tools.ts';
import * as ir from './ir.ts';
import { icarus, type Judge, judge, stimulus } from './judges.ts';
import { createRandom } from './random.ts';
import { randomModule } from './random-module.ts';

function build(seed: number, size: number) {
  const random = createRandom(seed);
  const design = randomModule(random, 'Random', { wires: size, registers: size, beyondRange: false });
  const elaborated = ir.design(design.module);
  return {
    random,
    design,
    verilog: printDesign(elaborated),
    simulation: () => compileSimulation(elaborated).instantiate(),
  };
}

test.skipIf(!hasIcarus)('the simulator and Icarus on the emitted Verilog agree about random modules', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { random, design, verilog, simulation } = build(seed, 24);
      const values = stimulus(random, design, 30);
      expect(icarus(design, verilog, values)).toEqual(judge(simulation(), design, values));
    }),
    { numRuns: Number(process.env.RUNS ?? 12) },
  );
});

test('the simulator, Verilator and Icarus agree about a module of hundreds of expressions', async () => {
  const { random, design, verilog, simulation } = build(20_261_121, 80);
  const values = stimulus(random, design, 200);
  const own = judge(simulation(), design, values);
  if (hasIcarus) {
    expect(icarus(design, verilog, values)).toEqual(own);
  }
  const model = await verilate({ sources: Object.fromEntries(verilog), top: 'Random' });
  expect(judge(model.instantiate() as Judge, design, values)).toEqual(own);
}, 600_000);
