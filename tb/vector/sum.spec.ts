import assert from 'node:assert/strict';
import { ADD_LATENCY } from '@macromac/rtl/fp/add.ts';
import { PARTIAL_LATENCY, VectorSum } from '@macromac/rtl/vector/sum.ts';
import { sum32 } from 'macromac/backends/golden/sum32.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { withPins } from '../pins.ts';
import { bitsOf, floatOf } from './records.ts';
import { beatOf, someVectors } from './reductions.ts';

export const vectorSum: Bench = {
  source: 'vector/sum.ts',
  unit: () => VectorSum(),
  properties: {
    'sum32 of up to eight vectors': (design) =>
      forSeeds(20, (random) =>
        withPins(
          design,
          (pins) => {
            for (let record = 0; record < 4; record++) {
              const { vectors, beats } = someVectors(random, [0, 0.01][random.below(2)]);
              pins.set({ last_vector: vectors - 1 });
              for (const beat of beats) {
                while (random.chance(0.2)) {
                  pins.clock();
                }
                const { vector, number } = beat;
                pins.set({ valid: 1, data: beatOf(beat), vector, place: number % 8, first: number < 8 });
                pins.clock();
                pins.set({ valid: 0, data: random.bits(128), first: random.below(2) });
              }
              for (let i = 0; i < PARTIAL_LATENCY; i++) {
                pins.clock();
              }
              pins.set({ tree: 1 });
              pins.clock();
              pins.set({ tree: 0 });
              // Two pairs a cycle (the last level has one), and behind each of five levels the adder and what is before
              // it.
              const ends = 16 * vectors + 5 * (ADD_LATENCY + 1);
              for (let cycle = 0; pins.get('busy'); cycle++) {
                assert.ok(cycle <= ends, `the tree ends within ${ends} cycles`);
                pins.clock();
              }
              for (let vector = 0; vector < vectors; vector++) {
                const elements = beats.filter((beat) => beat.vector === vector).flatMap((beat) => beat.elements);
                pins.set({ vector_read: vector });
                assert.equal(pins.get('total'), bitsOf(sum32(elements.map(floatOf))), `vector ${vector}`);
              }
            }
          },
          random,
        ),
      ),
  },
};
