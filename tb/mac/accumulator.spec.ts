import assert from 'node:assert/strict';
import type { Random } from '@chisel-lite/testbench';
import { Accumulator } from '@macromac/rtl/mac/accumulator.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { addBits } from '../fp/exact.ts';
import { join, withPins } from '../pins.ts';

/** Float bits around 1, or of any kind. */
export const someFloat = (random: Random): number =>
  random.chance(0.8) ? ((random.uint32() & 0x83ffffff) | 0x3c000000) >>> 0 : random.uint32();

/** Random commands of `results` results each; groups may follow each other after 8 cycles. */
export const accumulator = (indexBits: number): Bench => ({
  source: 'mac/accumulator.ts',
  unit: () => Accumulator(indexBits),
  properties: {
    'every result is the sum of its groups in order, rounded after each': (design) =>
      forSeeds(12, (random) =>
        withPins(
          design,
          (pins) => {
            assert.equal(pins.get('beat_valid'), 0, 'after reset');
            const results = 2 ** indexBits;
            const wanted: bigint[] = [];
            const got: bigint[] = [];
            const step = () => {
              pins.clock();
              if (pins.get('beat_valid')) {
                got.push(pins.wide('beat'));
              }
            };
            const idle = (cycles: number) => {
              for (let i = 0; i < cycles; i++) {
                pins.set({ valid: 0, t: random.uint32(), index: random.below(results), first: 1, last: 1 });
                step();
              }
            };
            for (let command = 0; command < 6; command++) {
              const groups = 1 + random.below(5);
              const used = random.chance(0.7) ? results : 8;
              const sums = Array<number>(used).fill(0);
              for (let group = 0; group < groups; group++) {
                for (let index = 0; index < used; index++) {
                  const t = someFloat(random);
                  sums[index] = addBits(sums[index], t);
                  pins.set({ valid: 1, t, index, first: group === 0, last: group === groups - 1 });
                  step();
                }
                idle(random.below(4));
              }
              for (let at = 0; at < used; at += 4) {
                wanted.push(join(sums.slice(at, at + 4), 32));
              }
            }
            idle(12);
            assert.deepEqual(got, wanted);
          },
          random,
        ),
      ),
  },
});
