import assert from 'node:assert/strict';
import { DotColumn } from '@macromac/rtl/mac/dot-column.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, withPins } from '../pins.ts';
import { dotCycles, M } from './fused-dot-cycles.ts';

/** Cycles from a lane's inputs to the sum that they are part of. */
const LANE_DELAY = [5, 5, 4, 3];

export const dotColumn: Bench = {
  source: 'mac/dot-column.ts',
  unit: () => DotColumn(M),
  properties: {
    'each lane is added as late as documented, to the sum so far or to nothing': (design) =>
      forSeeds(8, (random) =>
        withPins(
          design,
          (pins) => {
            const products: bigint[][] = [];
            let sum: bigint | undefined;
            for (const { mantissas, weights } of dotCycles(random, 40)) {
              const enable = random.chance(0.7);
              const accumulate = random.chance(0.7);
              pins.set({ enable, accumulate, mantissas: join(mantissas, M), weights: join(weights.slice(0, 4), 8) });
              products.push(mantissas.map((m, k) => m * weights[k]));
              const taken: (bigint | undefined)[] = LANE_DELAY.map(
                (delay, k) => products[products.length - 1 - delay]?.[k],
              );
              if (enable && !taken.includes(undefined) && (!accumulate || sum !== undefined)) {
                sum = (taken as bigint[]).reduce((all, each) => BigInt.asIntN(40, all + each), accumulate ? sum! : 0n);
              }
              pins.clock();
              if (sum !== undefined) {
                assert.equal(BigInt.asIntN(40, pins.wide('sum')), sum, `cycle ${products.length}`);
              }
            }
          },
          random,
        ),
      ),
  },
};
