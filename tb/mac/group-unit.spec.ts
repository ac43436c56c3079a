import assert from 'node:assert/strict';
import { GroupUnit } from '@macromac/rtl/mac/group-unit.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { addBits, groupScaleBits } from '../fp/exact.ts';
import { join, withPins } from '../pins.ts';

const M = 27;

export const groupUnit = (tokens: 1 | 2): Bench => ({
  source: 'mac/group-unit.ts',
  unit: () => GroupUnit(tokens, M),
  properties: {
    'scaled and accumulated, token by token; a poisoned vector is NaN': (design) =>
      forSeeds(30, (random) =>
        withPins(
          design,
          (pins) => {
            const wanted: bigint[] = [];
            const got: bigint[] = [];
            const step = () => {
              pins.clock();
              if (pins.get('beat_valid')) {
                got.push(pins.wide('beat'));
              }
            };
            for (let command = 0; command < 8; command++) {
              const used = random.below(tokens + 1);
              const groups = 1 + random.below(4);
              const poisoned = random.chance(0.2) ? random.below(2 ** tokens) : 0;
              const accumulators = Array<number>(8 * tokens).fill(0);
              for (let group = 0; group < groups; group++) {
                const sums = accumulators.map(() => {
                  const magnitude = random.bits(random.below(40));
                  return random.chance(0.5) ? magnitude : -magnitude;
                });
                const scales = Array.from({ length: 8 }, () =>
                  random.chance(0.9) ? 0x2000 | (random.uint32() & 0x83ff) : random.below(65536),
                );
                const exponents = Array.from({ length: tokens }, () => 90 + random.below(70));
                accumulators.forEach((before, i) => {
                  const token = i >> 3;
                  const t =
                    (poisoned >> token) & 1 ? 0x7fc00000 : groupScaleBits(sums[i], scales[i % 8], exponents[token], M);
                  accumulators[i] = addBits(before, t);
                });
                pins.set({
                  capture: 1,
                  sums: join(sums, 40),
                  scales: join(scales, 16),
                  exponents: join(exponents, 8),
                  poisoned,
                  first: group === 0,
                  last: group === groups - 1,
                  used,
                });
                step();
                // What stands on the pins is only of meaning with `capture`.
                const noise = {
                  sums: random.bits(320 * tokens),
                  scales: random.bits(128),
                  exponents: random.bits(8 * tokens),
                };
                pins.set({
                  capture: 0,
                  ...noise,
                  poisoned: random.below(2 ** tokens),
                  first: 1,
                  last: 1,
                  used: tokens,
                });
                const pause = 8 * tokens - 1 + random.below(3);
                for (let i = 0; i < pause; i++) {
                  step();
                }
              }
              for (let at = 0; at < 8 * used; at += 4) {
                wanted.push(join(accumulators.slice(at, at + 4), 32));
              }
            }
            for (let i = 0; i < 40; i++) {
              step();
            }
            assert.deepEqual(got, wanted);
          },
          random,
        ),
      ),
  },
});
