import assert from 'node:assert/strict';
import { MEMORY_LATENCY, VectorMemory } from '@macromac/rtl/vector/memory.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { withPins } from '../pins.ts';

/** Addresses that differ in every bit from one another somewhere, few enough to be met often. */
const ADDRESSES = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_383];

export const vectorMemory: Bench = {
  source: 'vector/memory.ts',
  unit: () => VectorMemory(),
  properties: {
    'what was written last is read, of two addresses at once, two cycles later': (design) =>
      forSeeds(4, (random) =>
        withPins(
          design,
          (pins) => {
            const beats = new Map(ADDRESSES.map((address) => [address, random.bits(128)]));
            const some = () => ADDRESSES[random.below(ADDRESSES.length)];
            const write = (address: number, beat: bigint) =>
              pins.set({ write: 1, write_address: address, write_beat: beat });
            for (const [address, beat] of beats) {
              write(address, beat);
              pins.clock();
            }
            const expected: (readonly [bigint, bigint])[] = [];
            for (let cycle = 0; cycle < 400; cycle++) {
              const [a, c] = [some(), some()];
              pins.set({
                read_address_a: a,
                read_address_c: c,
                write: 0,
                write_address: some(),
                write_beat: random.bits(128),
              });
              expected.push([beats.get(a)!, beats.get(c)!]);
              const at = some();
              if (random.chance(0.6) && at !== a && at !== c) {
                beats.set(at, random.bits(128));
                write(at, beats.get(at)!);
              }
              pins.clock();
              const seen = expected[cycle + 1 - MEMORY_LATENCY];
              if (seen) {
                assert.deepEqual([pins.wide('a'), pins.wide('c')], seen);
              }
            }
          },
          random,
        ),
      ),
  },
};
