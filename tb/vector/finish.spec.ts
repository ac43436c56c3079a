import assert from 'node:assert/strict';
import { Finish } from '@macromac/rtl/vector/finish.ts';
import { flush } from 'macromac/backends/golden/float32.ts';
import { FINISHES } from 'macromac/backends/golden/list-records.ts';
import { finished } from 'macromac/backends/golden/vector-unit.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { withPins } from '../pins.ts';
import { bitsOf, floatOf, someFloat } from './records.ts';

/** As a unit gives it: no subnormals, and one NaN. */
const flushed = (bits: number): number => bitsOf(flush(floatOf(bits)));

/** Cycles in which a reduction must have been finished. */
const LIMIT = 60;

export const finish: Bench = {
  source: 'vector/finish.ts',
  unit: () => Finish(),
  properties: {
    'what becomes of the reductions of up to eight vectors, in their order': (design) =>
      forSeeds(10, (random) =>
        withPins(
          design,
          (pins) => {
            for (let record = 0; record < 40; record++) {
              const kind = random.below(FINISHES.length);
              const vectors = 1 + random.below(8);
              const reductions = Array.from({ length: vectors }, () => flushed(someFloat(random, 0.2)));
              const scale = (112 + random.below(24)) << 23;
              const [x, y] = [someFloat(random, 0.05), random.chance(0.7) ? scale : someFloat(random, 0.2)];
              pins.set({ finish: kind, last_vector: vectors - 1, x, y, start: 1 });
              pins.clock();
              pins.set({ start: 0 });
              let next = 0;
              for (let cycle = 0; pins.get('busy'); cycle++) {
                assert.ok(cycle < LIMIT, 'it ends');
                pins.set({ reduction: reductions[pins.get('vector')] ?? 0 });
                if (pins.get('valid')) {
                  const { scalar, half } = finished(FINISHES[kind], floatOf(reductions[next]), floatOf(x), floatOf(y));
                  assert.equal(pins.get('of'), next);
                  assert.equal(pins.get('scalar'), bitsOf(scalar), `${FINISHES[kind]} of ${floatOf(reductions[next])}`);
                  if (half !== undefined) {
                    assert.equal(pins.get('half'), half);
                  }
                  next++;
                }
                pins.clock();
              }
              assert.equal(next, vectors);
              for (let i = random.below(3); i > 0; i--) {
                pins.clock();
              }
            }
          },
          random,
        ),
      ),
  },
};
