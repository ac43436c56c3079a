import assert from 'node:assert/strict';
import { ActivationBuffer } from '@macromac/rtl/activation/buffer.ts';
import { type CoreParameters, DEFAULT_CORE, laneBits, loadLanes } from '@macromac/rtl/parameters.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { split, withPins } from '../pins.ts';

export const activationBuffer = (parameters: Partial<CoreParameters>): Bench => {
  const all = { ...DEFAULT_CORE, ...parameters };
  const { tokens } = all;
  const BEAT = 4 * laneBits(all);
  const lanes = loadLanes(all);
  return {
    source: 'activation/buffer.ts',
    unit: () => ActivationBuffer(all),
    properties: {
      'what was written last is read: values two cycles after their address, exponents one': (design) =>
        forSeeds(6, (random) =>
          withPins(
            design,
            (pins) => {
              // Few places, so that they are met again.
              const places = Array.from({ length: 8 }, () => ({
                address: random.below(4096),
                group: random.below(256),
              }));
              const words = Array.from({ length: tokens }, () => new Map<number, bigint>());
              const exponents = Array.from({ length: tokens }, () => new Map<number, bigint>());
              let words1: (bigint | undefined)[] = [];
              let shown: (bigint | undefined)[] = [];
              for (let cycle = 0; cycle < 600; cycle++) {
                const [to, from] = [places[random.below(8)], places[random.below(8)]];
                const write = random.below(2 ** tokens);
                const [withExponent, readsExponents] = [random.chance(0.5), random.chance(0.5)];
                const [values, written] = [random.bits(lanes * BEAT), random.bits(lanes * 8)];
                pins.set({
                  write,
                  write_address: to.address,
                  write_values: values,
                  write_exponent: withExponent,
                  write_group: to.group,
                  write_exponents: written,
                  read_address: from.address,
                  read_exponents: readsExponents,
                  read_group: from.group,
                });
                const words2 = words1;
                words1 = words.map((each) => each.get(from.address));
                if (readsExponents) {
                  shown = exponents.map((each) => each.get(from.group));
                }
                for (let t = 0; t < tokens; t++) {
                  if (!((write >> t) & 1)) {
                    continue;
                  }
                  words[t].set(to.address, split(values, BEAT, lanes)[t % lanes]);
                  if (withExponent) {
                    exponents[t].set(to.group, split(written, 8, lanes)[t % lanes]);
                  }
                }
                pins.clock();
                split(pins.wide('values'), BEAT, tokens).forEach((got, t) => {
                  if (words2[t] !== undefined) {
                    assert.equal(got, words2[t], `values of token ${t}, cycle ${cycle}`);
                  }
                });
                split(pins.wide('exponents'), 8, tokens).forEach((got, t) => {
                  if (shown[t] !== undefined) {
                    assert.equal(got, shown[t], `exponent of token ${t}, cycle ${cycle}`);
                  }
                });
              }
            },
            random,
          ),
        ),
    },
  };
};
