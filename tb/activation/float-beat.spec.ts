import assert from 'node:assert/strict';
import { FloatBeat } from '@macromac/rtl/activation/float-beat.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, withPins } from '../pins.ts';
import { isFinite32 } from './block-float-model.ts';

export const floatBeat: Bench = {
  source: 'activation/float-beat.ts',
  unit: () => FloatBeat(),
  properties: {
    'an infinity, and a NaN of any one bit, in any lane': (design) =>
      withPins(design, (pins) => {
        assert.equal(pins.get('valid'), 0, 'after reset');
        for (let lane = 0; lane < 4; lane++) {
          for (const fraction of [0, ...Array.from({ length: 23 }, (_, bit) => 1 << bit)]) {
            const values = [0, 1, 2, 3].map((i) => (i === lane ? 0x7f800000 | fraction : 0x3f800000));
            pins.set({ x_valid: 1, x_payload: join(values, 32) });
            pins.clock();
            assert.equal(pins.get('non_finite'), 1);
          }
        }
      }),
    'a cycle later the values as they came, and whether all are finite': (design) =>
      forSeeds(6, (random) =>
        withPins(
          design,
          (pins) => {
            for (let cycle = 0; cycle < 300; cycle++) {
              const lane = random.below(4);
              // One lane is often infinite, a NaN of one bit or of many, or nearly so.
              const fraction = [0, 1 << random.below(23), random.below(2 ** 23)][random.below(3)];
              const special = ((random.below(2) << 31) | ((254 + random.below(2)) << 23) | fraction) >>> 0;
              const values = Array.from({ length: 4 }, (_, i) =>
                i === lane && random.chance(0.7) ? special : (random.uint32() & 0xbfffffff) >>> 0,
              );
              const valid = random.chance(0.6);
              pins.set({ x_valid: valid, x_payload: join(values, 32) });
              assert.equal(pins.get('x_ready'), 1);
              pins.clock();
              assert.equal(pins.get('valid'), Number(valid));
              if (!valid) {
                continue;
              }
              assert.equal(pins.wide('values'), join(values, 32));
              assert.equal(pins.get('non_finite'), Number(!values.every(isFinite32)));
              assert.equal(pins.get('exponent'), 0);
            }
          },
          random,
        ),
      ),
  },
};
