import assert from 'node:assert/strict';
import { FloatBeat } from '@macromac/rtl/activation/float-beat.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, withPins } from '../pins.ts';
import { isFinite32 } from './block-float-model.ts';

export const floatBeat: Bench = {
  source: 'activation/float-beat.ts',
  unit: () => FloatBeat(),
  properties: {
    'a cycle later the values as they came, and whether all are finite': (design) =>
      forSeeds(3, (random) =>
        withPins(
          design,
          (pins) => {
            for (let cycle = 0; cycle < 300; cycle++) {
              const lane = random.below(4);
              // One lane is often infinite or NaN, or nearly so.
              const values = Array.from({ length: 4 }, (_, i) =>
                i === lane && random.chance(0.5)
                  ? ((random.uint32() & 0x80ffffff) | 0x7f000000) >>> 0
                  : (random.uint32() & 0xbfffffff) >>> 0,
              );
              if (random.chance(0.2)) values[lane] = 0x7f800000;
              const valid = random.chance(0.6);
              pins.set({ x_valid: valid, x_payload: join(values, 32) });
              assert.equal(pins.get('x_ready'), 1);
              pins.clock();
              assert.equal(pins.get('valid'), Number(valid));
              if (!valid) continue;
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
