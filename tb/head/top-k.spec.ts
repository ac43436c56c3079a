import assert from 'node:assert/strict';
import {
  createRandom,
  type Random,
  randomPause,
  streamSink,
  streamSource,
  withSimulation,
} from '@chisel-lite/testbench';
import { MAX_BLOCKS } from '@macromac/rtl/command/dispatcher.ts';
import { TopK } from '@macromac/rtl/head/top-k.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, split } from '../pins.ts';
import { soil } from '../soil.ts';
import { type Entry, largest } from './largest.ts';

interface Beat {
  readonly data: bigint;
  readonly last: boolean;
}

/** Results with many ties, both zeros, infinities, NaNs; no subnormals (the engine gives none). */
function someResult(random: Random): number {
  const kind = random.below(10);
  if (kind === 0) {
    return [0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00000][random.below(5)];
  }
  if (kind < 4) {
    return ((random.below(2) << 31) | ((120 + random.below(6)) << 23)) >>> 0;
  }
  const bits = random.uint32();
  const field = (bits >>> 23) & 255;
  if (field === 255) {
    return 0x7fc00000;
  }
  return field === 0 ? 0 : bits;
}

const listOf = (beats: readonly Beat[]): Entry[] =>
  beats.flatMap(({ data }) => {
    const [bits0, index0, bits1, index1] = split(data, 32, 4).map(Number);
    return [
      { index: index0, bits: bits0 },
      { index: index1, bits: bits1 },
    ];
  });

export const topK: Bench = {
  source: 'head/top-k.ts',
  unit: () => TopK(),
  properties: {
    'commands pass, or leave as the list of their largest, one after the other under any back-pressure': (design) =>
      forSeeds(16, (random) =>
        withSimulation(design, { quietLimit: 3000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const share = () => [0, 0.5][random.below(2)];
          const select = streamSource(sim.bus('select'), sim.clock, { pause: randomPause(random.fork('s'), share()) });
          const y = streamSource<Beat>(sim.bus('y'), sim.clock, { pause: randomPause(random.fork('y'), share()) });
          const m = streamSink<Beat>(sim.bus('m'), sim.clock, { pause: randomPause(random.fork('m'), share()) });
          const commands = Array.from({ length: 4 }, () => {
            const beats = 8 * (1 + random.below(20));
            const results = Array.from({ length: 4 * beats }, () => someResult(random));
            const padding = random.below(32);
            const top = random.chance(0.7);
            return { results, top, outputs: 4 * beats - padding };
          });
          for (const { results, top, outputs } of commands) {
            select.send({ top, outputs } as never);
            const count = results.length / 4;
            y.send(
              Array.from({ length: count }, (_, i) => ({
                data: join(results.slice(4 * i, 4 * i + 4), 32),
                last: i === count - 1,
              })),
            );
          }
          for (const { results, top, outputs } of commands) {
            const count = top ? 32 : results.length / 4;
            const beats = await m.receive(count);
            assert.deepEqual(
              beats.map(({ last }) => last),
              beats.map((_, i) => i === count - 1),
            );
            if (top) {
              const values = new Float32Array(new Uint32Array(results.slice(0, outputs)).buffer);
              assert.deepEqual(listOf(beats), largest(values));
            } else {
              assert.deepEqual(
                beats.flatMap(({ data }) => split(data, 32, 4).map(Number)),
                results,
              );
            }
          }
          await sim.clock.cycles(100);
          assert.equal(m.pending.length, 0);
        }),
      ),
    'indices up to the largest vocabulary': (design) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, createRandom(1));
        // Rising values, so that the last 64 are the list.
        const count = (MAX_BLOCKS * 32) / 4;
        streamSource(sim.bus('select'), sim.clock).send({ top: true, outputs: 4 * count } as never);
        streamSource<Beat>(sim.bus('y'), sim.clock).send(
          Array.from({ length: count }, (_, i) => ({
            data: join(
              [0, 1, 2, 3].map((lane) => 0x3f800000 + 4 * i + lane),
              32,
            ),
            last: i === count - 1,
          })),
        );
        const list = listOf(await streamSink<Beat>(sim.bus('m'), sim.clock).receive(32));
        assert.deepEqual(
          list,
          Array.from({ length: 64 }, (_, i) => ({ index: 4 * count - 1 - i, bits: 0x3f800000 + 4 * count - 1 - i })),
        );
      }),
  },
};
