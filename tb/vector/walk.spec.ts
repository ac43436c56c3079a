import assert from 'node:assert/strict';
import { Walk } from '@macromac/rtl/vector/walk.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { withPins } from '../pins.ts';

const WALKS = ['a', 'c', 'w'] as const;

/** Up to here `number` is exact; beyond, its highest bit stays. */
const EXACT = 2 ** 17;
const numberOf = (beat: number): number => (beat < EXACT ? beat : EXACT + (beat % EXACT));

export const walk: Bench = {
  source: 'vector/walk.ts',
  unit: () => Walk(),
  properties: {
    'the loops of a record, step by step, and where A, C and the destination stand': (design) =>
      forSeeds(30, (random) =>
        withPins(
          design,
          (pins) => {
            for (let record = 0; record < 4; record++) {
              const beats = 1 + random.below([3, 20, 300][random.below(3)]);
              const vectors = 1 + random.below([1, 16][random.below(2)]);
              const steps = 1 + random.below(Math.ceil(900 / beats / vectors));
              const twice = random.chance(0.3);
              const xor = random.chance(0.5) ? random.below(256) : 0;
              const places = WALKS.map((name) => ({
                name,
                first: random.below(16_384),
                vector: random.below(16_384),
                step: random.below(16_384),
              }));
              pins.set({
                beats,
                last_vector: vectors - 1,
                steps,
                twice,
                c_xor: xor,
                start: 1,
                step: 0,
                ...Object.fromEntries(
                  places.flatMap(({ name, first, vector, step }) => [
                    [name, first],
                    [`${name}_vector`, vector],
                    [`${name}_step`, step],
                  ]),
                ),
              });
              pins.clock();
              pins.set({ start: 0 });
              const rounds = twice ? 2 : 1;
              for (let g = 0; g < steps; g++) {
                for (let round = 0; round < rounds; round++) {
                  for (let t = 0; t < vectors; t++) {
                    for (let i = 0; i < beats; i++) {
                      while (random.chance(0.2)) {
                        pins.clock();
                      }
                      const at = places.map(({ name, first, vector, step }) => {
                        const within = name === 'c' ? i ^ xor : i;
                        return (first + t * vector + g * step + within) % 16_384;
                      });
                      const isLast = g === steps - 1 && round === rounds - 1 && t === vectors - 1 && i === beats - 1;
                      const first = Number(t === 0 && round === 0);
                      assert.deepEqual(
                        ['a_at', 'c_at', 'w_at', 'beat', 'vector', 'number', 'first_round', 'replays', 'last'].map(
                          (name) => pins.get(name),
                        ),
                        [...at, i, t, g * beats + i, first, 1 - first, Number(isLast)],
                      );
                      pins.set({ step: 1 });
                      pins.clock();
                      pins.set({ step: 0 });
                    }
                  }
                }
              }
            }
          },
          random,
        ),
      ),
    'as many beats as a vector can have: counted exactly at first, and never as few again': (design) =>
      forSeeds(2, (random) =>
        withPins(
          design,
          (pins) => {
            const many = () => 65_535 - random.below(30_000);
            for (const [beats, steps] of [
              [many(), 5],
              [1 + random.below(3), many()],
              [many(), 1],
            ]) {
              pins.set({ beats, steps, last_vector: 0, twice: 0, start: 1, step: 0 });
              pins.clock();
              pins.set({ start: 0, step: 1 });
              for (let number = 0; number < beats * steps; number++) {
                const beat = number % beats;
                const isEdge = beats > 3 && (beat < 3 || beat > beats - 3);
                if (isEdge || number % EXACT < 3 || number > beats * steps - 3 || random.chance(0.01)) {
                  assert.deepEqual(
                    ['beat', 'number', 'last'].map((name) => pins.get(name)),
                    [beat, numberOf(number), Number(number === beats * steps - 1)],
                  );
                }
                pins.clock();
              }
            }
          },
          random,
        ),
      ),
  },
};
