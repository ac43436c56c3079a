import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSimulation } from '../../src/sim/index.ts';
import { edge, powerUp, settle } from './interpreter.ts';
import * as ir from './ir.ts';
import { createRandom } from './random.ts';
import { randomModule } from './random-module.ts';

const options = (beyondRange: boolean) => ({ wires: 16, registers: 16, beyondRange });

test('random modules behave as the interpreter says, under random clocks, resets and inputs', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = createRandom(seed);
      const { module, clocks, inputs } = randomModule(random, 'Random', options(true));
      const model = compileSimulation(ir.design(module), { functionSize: random.pick([30, 300, 3000]) });
      const sim = model.instantiate(random.chance(0.5) ? { seed: random.below(2 ** 31) } : {});
      const state = powerUp(module, {
        register: (signal) => BigInt(sim.signal(signal).value),
        word: (memory, address) => sim.memory(memory.name).read(address),
      });
      settle(module, state);
      const levels = clocks.map(() => 0);
      for (let step = 0; step < 40; step++) {
        for (const input of inputs) {
          const value = random.bits(input.width);
          sim.ports[input.name].value = value;
          state.values.set(input, value);
        }
        const rising = clocks.filter((clock, i) => {
          const before = levels[i];
          levels[i] = random.below(2);
          sim.ports[clock.name].value = levels[i];
          state.values.set(clock, BigInt(levels[i]));
          return before === 0 && levels[i] === 1;
        });
        sim.eval();
        settle(module, state);
        if (rising.length > 0) {
          edge(module, state, rising);
        }
        const names = module.ports.filter(({ kind }) => kind === 'output');
        const got = names.map(({ name }) => [name, BigInt(sim.ports[name].value)]);
        const want = names.map((port) => [port.name, state.values.get(port)]);
        expect(got, `step ${step}`).toEqual(want);
        if (step % 8 !== 0) {
          continue;
        }
        for (const signal of module.signals) {
          expect(BigInt(sim.signal(signal).value), signal.name).toBe(state.values.get(signal));
        }
      }
      for (const memory of module.memories) {
        const handle = sim.memory(memory.name);
        expect(
          Array.from({ length: memory.depth }, (_, i) => handle.read(i)),
          memory.name,
        ).toEqual(state.memories.get(memory));
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 30) },
  );
});
