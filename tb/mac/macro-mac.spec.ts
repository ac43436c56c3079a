import assert from 'node:assert/strict';
import type { Design, Random } from '@chisel-lite/testbench';
import { FloatMacroMac } from '@macromac/rtl/mac/float-macro-mac.ts';
import { MacroMac } from '@macromac/rtl/mac/macro-mac.ts';
import { type CoreParameters, DEFAULT_CORE, laneBits, tokensPerUnit, unitsFor } from '@macromac/rtl/parameters.ts';
import { goldenMatmul } from 'macromac/backends/golden/matmul.ts';
import { packMatrix } from 'macromac/model/pack.ts';
import type { PackedMatrix } from 'macromac/port/matrix.ts';
import { blockFloat, isFinite32 } from '../activation/block-float-model.ts';
import { bitsOf, channels, randomActivations, randomMatrix } from '../arbitraries.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, type Pins, split, withPins } from '../pins.ts';
import { controlPins, FORMATS, stripsOf } from './strips.ts';

const RANGES = ['ordinary', 'finite', 'anything'] as const;

/** A product that goes through one channel. */
interface Product {
  readonly matrix: PackedMatrix;
  readonly x: Float32Array;
  readonly tokens: number;
}

function someProduct(random: Random, most: number): Product {
  const tokens = 1 + random.below(most);
  const [n, k] = [32 * (1 + random.below(3)), 64 * (1 + random.below(4))];
  const matrix = randomMatrix(n, k, FORMATS[random.below(3)], RANGES[random.below(3)], random.uint32());
  return { matrix, tokens, x: randomActivations(k * tokens, RANGES[random.below(3)], random.uint32()) };
}

/**
 * All products positive, and the scales, or one activation, infinite: IEEE would have infinities, the contract says
 * NaN.
 */
function withInfinity(tokens: number, where: 'scale' | 'activation'): Product {
  const [n, k] = [32, 64];
  const scales = new Uint16Array(n).fill(0x3c00);
  const x = new Float32Array(k * tokens).fill(1);
  if (where === 'scale') {
    scales.fill(0x7c00);
  } else {
    x[k * (tokens - 1) + 9] = Number.POSITIVE_INFINITY;
  }
  const quantized = { n, k, q: new Uint8Array(n * k).fill(9), zeros: new Uint8Array(n), scales };
  const data = packMatrix(quantized, 'awq-macro');
  return { matrix: { name: `infinite ${where}`, n, k, format: 'awq-macro', data }, x, tokens };
}

/** One channel's part of a product goes through; its results by unit as they should be. */
function run(
  { matrix, x, tokens }: Product,
  random: Random,
  parameters: CoreParameters,
  pins: Pins,
  collect: () => void,
) {
  const { engine, mantissa, tokens: most } = parameters;
  const { n, k, format } = matrix;
  const [groups, blocks] = [k / 64, n / 32];
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
    if (strip.last) {
      pins.set({
        exponents: join(
          lanes.map((vector) => vector[strip.group].exponent),
          8,
        ),
      });
    }
    collect();
    if (strip.kind !== 'weights') {
      return;
    }
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
      for (const at of [first, first + 4]) {
        wanted[Math.floor(t / perUnit)].push(join([...y.subarray(at, at + 4)], 32));
      }
    }
  }
  return wanted;
}

export const macroMac = (some: Partial<CoreParameters>): Bench => {
  const parameters = { ...DEFAULT_CORE, ...some };
  const fused = parameters.engine === 'fused';
  const units = unitsFor(parameters);

  const goThrough = (design: Design, random: Random, products: readonly Product[]) =>
    withPins(
      design,
      (pins) => {
        const got = Array.from({ length: units }, (): bigint[] => []);
        const wanted = Array.from({ length: units }, (): bigint[] => []);
        const collect = () => {
          pins.clock();
          const valid = pins.get('beat_valid');
          if (!valid) {
            return;
          }
          split(pins.wide('beat'), 128, units).forEach((beat, unit) => {
            if ((valid >> unit) & 1) {
              got[unit].push(beat);
            }
          });
        };
        for (const product of products) {
          run(product, random, parameters, pins, collect).forEach((beats, unit) => {
            wanted[unit].push(...beats);
          });
        }
        pins.set(controlPins(undefined));
        for (let i = 0; i < 120; i++) {
          collect();
        }
        assert.deepEqual(got, wanted);
      },
      random,
    );

  return {
    source: fused ? 'mac/macro-mac.ts' : 'mac/float-macro-mac.ts',
    unit: () => (fused ? MacroMac(parameters) : FloatMacroMac(parameters)),
    properties: {
      'infinities, where IEEE would have an infinite result: NaN': (design) =>
        forSeeds(2, (random) =>
          goThrough(design, random, [
            withInfinity(parameters.tokens, 'scale'),
            withInfinity(parameters.tokens, 'activation'),
            someProduct(random, parameters.tokens),
          ]),
        ),
      "a channel's strips become its results, as golden has them, product after product": (design) =>
        forSeeds(fused ? 12 : 8, (random) =>
          goThrough(
            design,
            random,
            Array.from({ length: 4 }, () => someProduct(random, parameters.tokens)),
          ),
        ),
    },
  };
};
