import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Expr, Item, Signal } from '../../src/ir/index.ts';
import { compileSimulation } from '../../src/sim/index.ts';
import { edge, powerUp, settle } from './interpreter.ts';
import * as ir from './ir.ts';
import { createRandom } from './random.ts';

/**
 * Vectors of lanes in all the ways that decide how they are kept: lanes read as signed or unsigned numbers, whole
 * copies, choices between vectors, elements at computed places, and (sometimes) a read across lanes.
 */
test('vectors keep their values however they are cut up', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = createRandom(seed);
      const lanes = 3 + random.below(20);
      const width = Math.max(2 + random.below(38), Math.ceil(65 / lanes));
      const total = lanes * width;
      const clk = ir.input('clk');
      const rst = ir.input('rst');
      const domain = ir.clockDomain(clk, rst);
      const select = ir.input('select');
      const at = ir.input('at', Math.ceil(Math.log2(lanes)) + random.below(2));
      const data = ir.input('data', total);
      const one = ir.input('one', width, true);
      const vector = (name: string) =>
        ir.register(domain, name, total, random.chance(0.5) ? random.bits(total) : undefined);
      const [first, copied, chosen, written] = ['first', 'copied', 'chosen', 'written'].map(vector);
      const joined = ir.wire('joined', total);
      const lane = (v: Signal, i: number): Expr => {
        const bits = ir.slice(ir.ref(v), i * width, width);
        return random.chance(0.8) ? ir.cast(bits, true) : bits;
      };
      const outputs: Signal[] = [];
      const items: Item[] = [];
      const show = (value: Expr) => {
        const port = ir.output(`o${outputs.length}`, value.width, value.signed);
        outputs.push(port);
        items.push(ir.drive(port, value));
      };
      for (const v of [first, copied, chosen, written, joined]) {
        for (let i = 0; i < lanes; i++) {
          if (random.chance(0.7)) {
            show(ir.resize(lane(v, i), width + 3));
          }
        }
        if (random.chance(0.5)) {
          show(ir.index(ir.ref(v), ir.ref(at), width));
        }
        if (random.chance(0.2)) {
          show(ir.slice(ir.ref(v), 1, total - 2));
        }
      }
      for (let i = 0; i < lanes; i++) {
        const sum = ir.cast(ir.add(ir.cast(ir.slice(ir.ref(first), i * width, width), true), ir.ref(one)), false);
        items.push(ir.drive(ir.part(joined, i * width, width), sum));
      }
      items.push(
        ir.clocked(
          domain,
          ir.assign(first, random.chance(0.5) ? ir.ref(data) : ir.ref(joined)),
          ir.assign(copied, ir.ref(first)),
          ir.assign(chosen, ir.mux(ir.ref(select), ir.ref(copied), ir.ref(written))),
          ir.when(ir.ref(select), [ir.assign(written, ir.ref(data))]),
          ir.assign(ir.element(written, ir.ref(at), width), ir.ref(one)),
        ),
      );
      const inputs = [rst, select, at, data, one];
      const signals = [first, copied, chosen, written, joined];
      const module = ir.module('Lanes', { ports: [clk, ...inputs, ...outputs], signals, items });
      const sim = compileSimulation(ir.design(module)).instantiate();
      const state = powerUp(module);
      for (let step = 0; step < 12; step++) {
        for (const input of inputs) {
          const value = input === rst ? BigInt(step === 0) : random.bits(input.width);
          state.values.set(input, value);
          sim.ports[input.name].value = value;
        }
        settle(module, state);
        edge(module, state, [clk]);
        sim.run('clk', 1);
        expect([...outputs, ...signals].map((each) => BigInt(sim.signal(each).value))).toEqual(
          [...outputs, ...signals].map((each) => state.values.get(each)),
        );
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 20) },
  );
});
