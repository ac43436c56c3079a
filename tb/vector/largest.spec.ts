import assert from 'node:assert/strict';
import { LARGEST_LATENCY, VectorLargest } from '@macromac/rtl/vector/largest.ts';
import { flush } from 'macromac/backends/golden/float32.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { withPins } from '../pins.ts';
import { bitsOf, floatOf } from './records.ts';
import { beatOf, someVectors } from './reductions.ts';

export const vectorLargest: Bench = {
  source: 'vector/largest.ts',
  unit: () => VectorLargest(),
  properties: {
    'the largest, and the largest magnitude, of up to eight vectors, of what is not left out': (design) =>
      forSeeds(20, (random) =>
        withPins(
          design,
          (pins) => {
            for (let record = 0; record < 6; record++) {
              const { vectors, beats } = someVectors(random, [0, 0.003, 0.9][random.below(3)]);
              const magnitude = random.chance(0.5);
              const share = [0, 0.3, 1][random.below(3)];
              const counted = Array.from({ length: vectors }, (): number[] => []);
              pins.set({ magnitude });
              for (const beat of beats) {
                while (random.chance(0.2)) {
                  pins.clock();
                }
                const { vector, number } = beat;
                const left = Array.from({ length: 4 }, () => random.chance(share));
                // As a unit gives it: no subnormals, and one NaN.
                const elements = beat.elements.map((bits) => bitsOf(flush(floatOf(bits))));
                counted[vector].push(...elements.filter((_, lane) => !left[lane]).map(floatOf));
                pins.set({
                  valid: 1,
                  data: beatOf({ ...beat, elements }),
                  left_out: left.reduce((bits, out, lane) => bits | (Number(out) << lane), 0),
                  vector,
                  first: number === 0,
                });
                pins.clock();
                pins.set({ valid: 0, data: random.bits(128), first: random.below(2) });
              }
              for (let i = 0; i < LARGEST_LATENCY; i++) {
                pins.clock();
              }
              counted.forEach((values, vector) => {
                const all = magnitude ? [0, ...values.map(Math.abs)] : [Number.NEGATIVE_INFINITY, ...values];
                pins.set({ vector_read: vector });
                assert.equal(pins.get('largest'), bitsOf(Math.max(...all)), `vector ${vector}`);
              });
            }
          },
          random,
        ),
      ),
  },
};
