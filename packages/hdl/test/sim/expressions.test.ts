import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSimulation } from '../../src/sim/index.ts';
import { evaluate, type State } from './interpreter.ts';
import * as ir from './ir.ts';
import { createRandom, randomExpr, randomWidth } from './random.ts';

/** 200 expressions a module, 20 vectors each: short trees for every operator at every width, and a few deep ones. */
test('random expressions have the values their definition gives', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = createRandom(seed);
      const inputs = Array.from({ length: 12 }, (_, i) => ir.input(`i${i}`, randomWidth(random), random.chance(0.5)));
      const outputs = Array.from({ length: 200 }, (_, i) => {
        const port = ir.output(`o${i}`, randomWidth(random), random.chance(0.5));
        const expr = randomExpr(random, { signals: inputs, memories: [] }, port.width, port.signed, i < 180 ? 2 : 5);
        return { port, expr };
      });
      const top = ir.module('Expressions', {
        ports: [...inputs, ...outputs.map(({ port }) => port)],
        items: outputs.map(({ port, expr }) => ir.drive(port, expr)),
      });
      const sim = compileSimulation(ir.design(top)).instantiate();
      for (let vector = 0; vector < 20; vector++) {
        const state: State = { values: new Map(), memories: new Map() };
        for (const input of inputs) {
          const value = random.bits(input.width);
          state.values.set(input, value);
          sim.ports[input.name].value = value;
        }
        sim.eval();
        for (const { port, expr } of outputs) {
          const got = BigInt(sim.ports[port.name].value);
          const want = evaluate(expr, state);
          if (got !== want) {
            throw new Error(`${port.name}: ${got.toString(16)}, not ${want.toString(16)}: ${show(expr, state)}`);
          }
        }
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 25) },
  );
  expect.assertions(0);
});

function show(expr: unknown, state: State): string {
  const text = JSON.stringify(expr, (key, value) =>
    key === 'at' || key === 'attributes' ? undefined : typeof value === 'bigint' ? value.toString(16) : value,
  );
  return `${text} with ${[...state.values].map(([{ name }, value]) => `${name}=${value.toString(16)}`).join(' ')}`;
}
