import { PairwiseSum } from '@macromac/rtl/mac/pairwise-sum.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { addBits } from '../fp/exact.ts';
import { join, withPins } from '../pins.ts';
import { someFloat } from './accumulator.spec.ts';
import { groupSums } from './group-sums.ts';

/** A balanced binary tree, the earlier on the left. */
export function treeSum(values: readonly number[]): number {
  if (values.length === 1) {
    return values[0];
  }
  const half = values.length / 2;
  return addBits(treeSum(values.slice(0, half)), treeSum(values.slice(half)));
}

export const pairwiseSum = (outputs: number): Bench => ({
  source: 'mac/pairwise-sum.ts',
  unit: () => PairwiseSum(outputs),
  properties: {
    'sixteen strips in a row become the sum of their tree, with and without gaps': (design) =>
      forSeeds(10, (random) =>
        withPins(
          design,
          (pins) => {
            const gaps = [0, 0.1, 0.5][random.below(3)];
            const idle = () => ({ valid: 0, strips: random.bits(32 * outputs) });
            const unit = groupSums(pins, random, outputs, gaps, idle);
            const between = random.below(2) + 1;
            for (let group = 0; group < 12; group++) {
              const strips = Array.from({ length: 16 }, () => Array.from({ length: outputs }, () => someFloat(random)));
              for (const strip of strips) {
                unit.strip({ strips: join(strip, 32) });
              }
              // A strip of scales comes between groups, at least.
              unit.wait(between);
              unit.expect(Array.from({ length: outputs }, (_, j) => treeSum(strips.map((strip) => strip[j]))));
            }
            unit.end();
          },
          random,
        ),
      ),
  },
});
