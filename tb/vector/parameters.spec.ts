import assert from 'node:assert/strict';
import { PARAMETERS_LATENCY, Parameters } from '@macromac/rtl/vector/parameters.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { halfBits } from '../fp/benches.ts';
import { join, split, withPins } from '../pins.ts';

const floatsOf = (halves: readonly bigint[]): bigint =>
  join(
    halves.map((half) => halfBits(Number(half))),
    32,
  );

export const parameters: Bench = {
  source: 'vector/parameters.ts',
  unit: () => Parameters(),
  properties: {
    'a step’s parameters out of the stream in its first round, and the same in the others': (design) =>
      forSeeds(30, (random) =>
        withPins(
          design,
          (pins) => {
            for (let record = 0; record < 4; record++) {
              const kind = random.below(3);
              const [half, two] = [kind === 1, kind === 2];
              const rounds = 1 + random.below(3);
              const limit = rounds === 1 ? 100 : half ? 128 : two ? 32 : 64;
              const beats = half
                ? 2 * (1 + random.below(limit / 2))
                : 1 + random.below(random.chance(0.2) ? limit : 12);
              const used = random.chance(0.9);
              pins.set({ used, half, two });
              const due: { cycle: number; first: bigint; second: bigint | undefined }[] = [];
              let cycle = 0;
              let waiting: bigint | undefined;
              const taken: bigint[] = [];
              /** A cycle, with a beat of the stream there or not. */
              const clock = () => {
                if (waiting !== undefined && pins.get('p_ready')) {
                  taken.push(waiting);
                  waiting = undefined;
                }
                pins.clock();
                cycle++;
                while (due[0]?.cycle === cycle) {
                  const { first, second } = due.shift()!;
                  assert.equal(pins.wide('first'), first);
                  if (second !== undefined) {
                    assert.equal(pins.wide('second'), second);
                  }
                }
              };
              const offer = () => {
                if (waiting === undefined && random.chance(0.6)) {
                  waiting = random.bits(128);
                }
                pins.set({ p_valid: waiting !== undefined, p_payload: waiting ?? random.bits(128) });
              };
              for (let step = 0; step < 3; step++) {
                const before = taken.length;
                for (let round = 0; round < rounds; round++) {
                  for (let beat = 0; beat < beats; beat++) {
                    pins.set({ first_round: round === 0, replays: round !== 0, beat, step: 0 });
                    offer();
                    let waits = 0;
                    while (!pins.get('available') || random.chance(0.2)) {
                      assert.ok(++waits < 1000, 'a beat of the stream makes its parameters available');
                      assert.ok(used || pins.get('available'), 'nothing is waited for where none are used');
                      clock();
                      offer();
                    }
                    pins.set({ step: 1 });
                    const index = before + (two ? 2 * beat : half ? beat >> 1 : beat);
                    const at = (i: number) => taken[i] ?? waiting;
                    const [first, second] = [at(index), two ? at(index + 1) : undefined];
                    if (used && first !== undefined) {
                      const halves = split(first, 16, 8);
                      due.push({
                        cycle: cycle + PARAMETERS_LATENCY,
                        first: half ? floatsOf(beat % 2 ? halves.slice(4) : halves.slice(0, 4)) : first,
                        second,
                      });
                    }
                    clock();
                    pins.set({ step: 0 });
                  }
                }
                const wanted = used ? (two ? 2 * beats : half ? beats / 2 : beats) : 0;
                assert.equal(taken.length - before, wanted, 'beats of the stream that a step takes');
              }
              pins.set({ p_valid: 0 });
              for (let drained = 0; due.length; drained++) {
                assert.ok(drained <= PARAMETERS_LATENCY, 'the last parameters come after the latency');
                clock();
              }
            }
          },
          random,
        ),
      ),
  },
};
