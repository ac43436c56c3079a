import assert from 'node:assert/strict';
import { LANE_LATENCY, Lane, VALUE_LATENCY } from '@macromac/rtl/vector/lane.ts';
import { exp } from 'macromac/backends/golden/exp.ts';
import { add, multiply } from 'macromac/backends/golden/float32.ts';
import { reciprocal } from 'macromac/backends/golden/reciprocal.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { withPins } from '../pins.ts';
import { bitsOf, floatOf, someFloat } from './records.ts';

const OPERANDS = ['memory_a', 'memory_c', 'results', 'first', 'second', 'b_scalar', 'c_scalar'] as const;
const CYCLES = 150;

export const lane: Bench = {
  source: 'vector/lane.ts',
  unit: () => Lane(),
  properties: {
    'fl(fl(A·B) + fl(C·D)), its function, times E: of every source, a new one every cycle': (design) =>
      forSeeds(40, (random) =>
        withPins(
          design,
          (pins) => {
            const wild = [0.01, 0.1][random.below(2)];
            const squares = random.chance(0.2);
            const chosen = {
              a_source: random.below(3),
              b_source: random.below(4),
              c_source: random.below(5),
              d_source: random.below(3),
              operation: random.below(3),
              e_source: squares ? 0 : random.below(5),
            };
            const [x, y] = [someFloat(random, wild), someFloat(random, wild)];
            pins.set({ ...chosen, squares, x, y });
            const cases = Array.from({ length: CYCLES }, () => ({
              ...(Object.fromEntries(OPERANDS.map((name) => [name, someFloat(random, wild)])) as Record<
                (typeof OPERANDS)[number],
                number
              >),
              excluded: random.chance(0.2),
            }));
            for (let cycle = 0; cycle < CYCLES + LANE_LATENCY; cycle++) {
              const { excluded: _, ...operands } = cases[Math.min(cycle, CYCLES - 1)];
              pins.set({ ...operands, excluded: cases[cycle - VALUE_LATENCY]?.excluded ?? false });
              const seen = cases[cycle - LANE_LATENCY];
              if (seen) {
                const [s, c, r, f, second, b, k] = OPERANDS.map((name) => floatOf(seen[name]));
                const one = 1;
                const product = multiply([s, r, f][chosen.a_source], [one, b, floatOf(x), f][chosen.b_source]);
                const other = multiply([0, c, k, one, f][chosen.c_source], [one, floatOf(y), second][chosen.d_source]);
                const sum = chosen.c_source ? add(product, other) : product;
                const v = seen.excluded ? 0 : [sum, exp(sum), reciprocal(sum)][chosen.operation];
                const scaled = chosen.e_source ? multiply(v, [one, k, floatOf(y), f, c][chosen.e_source]) : v;
                assert.equal(pins.get('result'), bitsOf(seen.excluded ? 0 : scaled), JSON.stringify(chosen));
                assert.equal(pins.get('reduced'), bitsOf(squares ? multiply(v, v) : v), JSON.stringify(chosen));
                assert.equal(pins.get('left_out'), Number(seen.excluded));
              }
              pins.clock();
            }
          },
          random,
        ),
      ),
  },
};
