import assert from 'node:assert/strict';
import { ResultQueue } from '@macromac/rtl/control/result-queue.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { withPins } from '../pins.ts';

export const resultQueue = (width: number, depth: number): Bench => ({
  source: 'control/result-queue.ts',
  unit: () => ResultQueue(width, depth),
  properties: {
    'what is pushed is popped, in order, up to its depth': (design) =>
      forSeeds(6, (random) =>
        withPins(
          design,
          (pins) => {
            const inside: bigint[] = [];
            for (let cycle = 0; cycle < 40 * depth; cycle++) {
              // Mostly filling, then mostly draining: both ends are reached.
              const filling = cycle % (8 * depth) < 4 * depth;
              assert.equal(pins.get('occupied'), Number(inside.length > 0));
              if (inside.length) {
                assert.equal(pins.wide('head'), inside[0]);
              }
              const push = inside.length < depth && random.chance(filling ? 0.9 : 0.2);
              const pop = random.chance(filling ? 0.2 : 0.9);
              const data = random.bits(width);
              pins.set({ push, data, pop });
              pins.clock();
              if (pop) {
                inside.shift();
              }
              if (push) {
                inside.push(data);
              }
            }
          },
          random,
        ),
      ),
  },
});
