import assert from 'node:assert/strict';
import type { Random } from '@chisel-lite/testbench';
import { FloatMacroMac } from '@macromac/rtl/mac/float-macro-mac.ts';
import { MacroMac } from '@macromac/rtl/mac/macro-mac.ts';
import { type CoreParameters, DEFAULT_CORE, laneBits, tokensPerUnit, unitsFor } from '@macromac/rtl/parameters.ts';
import { goldenMatmul } from 'macromac/golden/matmul.ts';
import { blockFloat, isFinite32 } from '../activation/block-float-model.ts';
import { bitsOf, channels, randomActivations, randomMatrix } from '../arbitraries.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, type Pins, split, withPins } from '../pins.ts';
import { controlPins, FORMATS, stripsOf } from './strips.ts';

const RANGES = ['ordinary', 'finite', 'anything'] as const;

/** One channel's part of a random product goes through; its results by unit, and what they should be. */
function product(random: Random, parameters: CoreParameters, pins: Pins, collect: () => void) {
  const { engine, mantissa, tokens: most } = parameters;
  const [groups, blocks, tokens] = [1 + random.below(4), 1 + random.below(3), 1 + random.below(most)];
  const [n, k] = [32 * blocks, 64 * groups];
  const format = FORMATS[random.below(3)];
  const matrix = randomMatrix(n, k, format, RANGES[random.below(3)], random.uint32());
  const x = randomActivations(k * tokens, RANGES[random.below(3)], random.uint32());
  const y = bitsOf(goldenMatmul(engine, matrix, x, tokens));
  const channel = random.below(4);
  const region = channels(matrix)[channel];
  const bits = bitsOf(x);
  const vectors = Array.from({ length: most }, (_, t) =>
    t < tokens ? [...bits.subarray(t * k, (t + 1) * k)] : Array.from({ length: k }, () => random.uint32()),
  );
  const poisoned = vectors.reduce((all, vector, t) => all | (Number(!vector.every(isFinite32)) << t), 0);
  const lanes = vectors.map((vector) =>
    Array.from({ length: groups }, (_, g) => {
      const group = vector.slice(64 * g, 64 * g + 64);
      return engine === 'fused' ? blockFloat(group, mantissa) : { mantissas: group.map(BigInt), exponent: 0 };
    }),
  );
  const gaps = random.below(2) * 0.2;
  stripsOf(format, groups, blocks).forEach((strip, i) => {
    while (random.chance(gaps)) {
      pins.set({ ...controlPins(undefined), strip: random.bits(128) });
      collect();
    }
    const data = join([...region.subarray(16 * i, 16 * i + 16)], 8);
    pins.set({ ...controlPins(strip, tokens, poisoned), strip: data });
    // The exponents of a group are read with its last strip, and stay.
    if (strip.last)
      pins.set({
        exponents: join(
          lanes.map((vector) => vector[strip.group].exponent),
          8,
        ),
      });
    collect();
    if (strip.kind !== 'weights') return;
    const at = 4 * (strip.beat % 16);
    const values = lanes.flatMap((vector) => vector[strip.group].mantissas.slice(at, at + 4));
    pins.set({ values: join(values, laneBits(parameters)) });
  });
  // Of each block and token two beats, by the unit that computes the token.
  const wanted = Array.from({ length: unitsFor(parameters) }, (): bigint[] => []);
  const perUnit = tokensPerUnit(parameters);
  for (let block = 0; block < blocks; block++) {
    for (let t = 0; t < tokens; t++) {
      const first = t * n + 32 * block + 8 * channel;
      for (const at of [first, first + 4]) wanted[Math.floor(t / perUnit)].push(join([...y.subarray(at, at + 4)], 32));
    }
  }
  return wanted;
}

export const macroMac = (some: Partial<CoreParameters>): Bench => {
  const parameters = { ...DEFAULT_CORE, ...some };
  const fused = parameters.engine === 'fused';
  const units = unitsFor(parameters);
  return {
    source: fused ? 'mac/macro-mac.ts' : 'mac/float-macro-mac.ts',
    unit: () => (fused ? MacroMac(parameters) : FloatMacroMac(parameters)),
    properties: {
      "a channel's strips become its results, as golden has them, product after product": (design) =>
        forSeeds(fused ? 12 : 8, (random) =>
          withPins(
            design,
            (pins) => {
              const got = Array.from({ length: units }, (): bigint[] => []);
              const wanted = Array.from({ length: units }, (): bigint[] => []);
              const collect = () => {
                pins.clock();
                const valid = pins.get('beat_valid');
                if (!valid) return;
                split(pins.wide('beat'), 128, units).forEach((beat, unit) => {
                  if ((valid >> unit) & 1) got[unit].push(beat);
                });
              };
              for (let i = 0; i < 4; i++)
                product(random, parameters, pins, collect).forEach((beats, unit) => {
                  wanted[unit].push(...beats);
                });
              pins.set(controlPins(undefined));
              for (let i = 0; i < 120; i++) collect();
              assert.deepEqual(got, wanted);
            },
            random,
          ),
        ),
    },
  };
};
