import assert from 'node:assert/strict';
import { FloatUnit } from '@macromac/rtl/mac/float-unit.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { addBits } from '../fp/exact.ts';
import { join, withPins } from '../pins.ts';
import { someFloat } from './accumulator.spec.ts';

export const floatUnit: Bench = {
  source: 'mac/float-unit.ts',
  unit: () => FloatUnit(),
  properties: {
    'groups are announced early and summed late; poisoned outputs are NaN, unused groups nothing': (design) =>
      forSeeds(12, (random) =>
        withPins(
          design,
          (pins) => {
            const wanted: bigint[] = [];
            const got: bigint[] = [];
            // Announced in a cycle, their sums some 30 to 50 cycles later: up to four on their way, 8 cycles apart at
            // least.
            const groups: { first: boolean; last: boolean; used: boolean; poisoned: number; sums: number[] }[] = [];
            for (let command = 0; command < 6; command++) {
              const used = random.chance(0.8);
              const count = 1 + random.below(4);
              let sums = Array<number>(8).fill(0);
              for (let g = 0; g < count; g++) {
                const terms = sums.map(() => someFloat(random));
                const poisoned = random.chance(0.2) ? random.below(256) : 0;
                groups.push({ first: g === 0, last: g === count - 1, used, poisoned, sums: terms });
                sums = sums.map((sum, j) => addBits(sum, (poisoned >> j) & 1 ? 0x7fc00000 : terms[j]));
              }
              if (used) {
                wanted.push(join(sums.slice(0, 4), 32), join(sums.slice(4), 32));
              }
            }
            let announced = 0;
            let summed = 0;
            let nextAnnounce = 0;
            let nextSum = 0;
            const due: number[] = [];
            for (let cycle = 0; summed < groups.length || cycle < nextSum + 30; cycle++) {
              const ended = announced < groups.length && cycle >= nextAnnounce && announced - summed < 8;
              const done = summed < announced && cycle >= due[summed] && cycle >= nextSum;
              const next = ended ? groups[announced] : undefined;
              pins.set({
                ended,
                first: next?.first ?? random.chance(0.5),
                last: next?.last ?? random.chance(0.5),
                used: next?.used ?? true,
                poisoned: next?.poisoned ?? random.below(256),
                done,
                sums: done ? join(groups[summed].sums, 32) : random.bits(256),
              });
              if (ended) {
                due.push(cycle + 10 + random.below(80));
                nextAnnounce = cycle + 8 + random.below(10);
                announced++;
              }
              if (done) {
                nextSum = cycle + 8 + random.below(3);
                summed++;
              }
              pins.clock();
              if (pins.get('beat_valid')) {
                got.push(pins.wide('beat'));
              }
            }
            assert.deepEqual(got, wanted);
          },
          random,
        ),
      ),
  },
};
