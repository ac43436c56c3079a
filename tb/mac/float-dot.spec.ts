import type { Random } from '@chisel-lite/testbench';
import { FloatDot } from '@macromac/rtl/mac/float-dot.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { multiplyBits } from '../fp/exact.ts';
import { join, withPins } from '../pins.ts';
import { someFloat } from './accumulator.spec.ts';
import { groupSums } from './group-sums.ts';
import { treeSum } from './pairwise-sum.spec.ts';

const floatBits = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0];

/** FP32 bits of an FP16 pattern: exact. */
function ofHalf(half: number): number {
  const [field, fraction] = [(half >> 10) & 31, half & 1023];
  const sign = half >> 15 ? -1 : 1;
  if (field === 31) {
    return fraction ? 0x7fc00000 : floatBits(sign * Number.POSITIVE_INFINITY);
  }
  return floatBits(sign * (field ? (1024 + fraction) * 2 ** (field - 25) : fraction * 2 ** -24));
}

export const someScale = (random: Random): number =>
  random.chance(0.9) ? 0x2000 | (random.uint32() & 0x83ff) : random.below(65536);

export const floatDot: Bench = {
  source: 'mac/float-dot.ts',
  unit: () => FloatDot(),
  properties: {
    'fl(fl(x·s)·w) in a balanced tree over the 64 inputs, of INT4 and INT8 strips': (design) =>
      forSeeds(8, (random) =>
        withPins(
          design,
          (pins) => {
            const noise = () => ({
              valid: 0,
              int8: random.chance(0.5),
              upper: random.chance(0.5),
              weights: random.bits(256),
              values: random.bits(128),
            });
            const unit = groupSums(pins, random, 8, random.below(2) * 0.3, noise);
            for (let group = 0; group < 6; group++) {
              const int8 = random.chance(0.5);
              const scales = Array.from({ length: 8 }, () => someScale(random));
              const x = Array.from({ length: 64 }, () => someFloat(random));
              const w = Array.from({ length: 512 }, () => random.below(255) - 127);
              pins.set({ scales: join(scales, 16) });
              unit.wait(1 + random.below(2));
              for (let i = 0; i < (int8 ? 32 : 16); i++) {
                const beat = int8 ? i >> 1 : i;
                const upper = int8 && i % 2 === 1;
                const here = (r: number) => !int8 || r >> 1 === Number(upper);
                const weights = Array.from({ length: 32 }, (_, lane) =>
                  here(lane >> 3) ? w[8 * (4 * beat + (lane >> 3)) + (lane % 8)] : 0,
                );
                const values = join(x.slice(4 * beat, 4 * beat + 4), 32);
                unit.strip({ int8, upper, weights: join(weights, 8), values });
              }
              unit.expect(
                Array.from({ length: 8 }, (_, j) =>
                  treeSum(
                    x.map((value, k) => multiplyBits(multiplyBits(value, ofHalf(scales[j])), floatBits(w[8 * k + j]))),
                  ),
                ),
              );
            }
            unit.end();
          },
          random,
        ),
      ),
  },
};
