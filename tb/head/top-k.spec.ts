import assert from 'node:assert/strict';
import {
  createRandom,
  type Random,
  randomPause,
  streamSink,
  streamSource,
  withSimulation,
} from '@chisel-lite/testbench';
import { TopK } from '@macromac/rtl/head/top-k.ts';
import { MAX_BLOCKS } from '@macromac/rtl/parameters.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, split } from '../pins.ts';
import { soil } from '../soil.ts';
import { type Entry, largest } from './largest.ts';

const NAN = 0x7fc00000;

interface Beat {
  readonly data: bigint;
  readonly last: boolean;
}

/** Of few values, so that many are equal where the list ends. */
const someTie = (random: Random): number => 0x3f800000 + 0x00800000 * random.below(3);

/** Results with many ties, both zeros, infinities, NaNs; no subnormals (the engine gives none). */
function someResult(random: Random): number {
  const kind = random.below(10);
  if (kind === 0) {
    return [0, 0x80000000, 0x7f800000, 0xff800000, NAN][random.below(5)];
  }
  if (kind < 4) {
    return ((random.below(2) << 31) | ((120 + random.below(6)) << 23)) >>> 0;
  }
  const bits = random.uint32();
  const field = (bits >>> 23) & 255;
  if (field === 255) {
    return NAN;
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

/** Results in the order of the core: for each block of 32, for each vector, its 8 beats. */
const beatsOf = (vectors: readonly (readonly number[])[]): Beat[] => {
  const blocks = vectors[0].length / 32;
  const beats = Array.from({ length: blocks }, (_, block) =>
    vectors.flatMap((vector) =>
      Array.from({ length: 8 }, (_, beat) => {
        const first = 32 * block + 4 * beat;
        return join(vector.slice(first, first + 4), 32);
      }),
    ),
  ).flat();
  return beats.map((data, i) => ({ data, last: i === beats.length - 1 }));
};

const topK = (tokens: 1 | 2 | 4 | 8): Bench => ({
  source: 'head/top-k.ts',
  unit: () => TopK({ tokens }),
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
            const outputs = 32 * (1 + random.below(20)) - random.below(33);
            const tied = random.chance(0.3);
            const count = 32 * Math.max(1, Math.ceil(outputs / 32));
            const vectors = Array.from({ length: 1 + random.below(tokens) }, () =>
              Array.from({ length: count }, tied ? () => someTie(random) : () => someResult(random)),
            );
            return { vectors, top: random.chance(0.7), outputs };
          });
          for (const { vectors, top, outputs } of commands) {
            select.send({ top, outputs, last_vector: vectors.length - 1 } as never);
            y.send(beatsOf(vectors));
          }
          for (const { vectors, top, outputs } of commands) {
            const given = beatsOf(vectors);
            const beats = await m.receive(top ? 32 * vectors.length : given.length);
            assert.deepEqual(
              beats.map(({ last }) => last),
              beats.map((_, i) => i === beats.length - 1),
            );
            if (!top) {
              assert.deepEqual(beats, given);
              continue;
            }
            vectors.forEach((vector, i) => {
              const values = new Float32Array(new Uint32Array(vector.slice(0, outputs)).buffer);
              assert.deepEqual(listOf(beats.slice(32 * i, 32 * (i + 1))), largest(values));
            });
            const [first] = listOf(beats.slice(-32));
            assert.deepEqual(
              [sim.port['largest'].number, sim.port['no_number'].number],
              [first.index, Number(first.bits === NAN)],
            );
          }
          await sim.clock.cycles(100);
          assert.equal(m.pending.length, 0);
        }),
      ),
    'indices up to the largest vocabulary': (design) =>
      withSimulation(design, { quietLimit: 3000 }, async (sim) => {
        soil(sim.simulator, createRandom(1));
        // Falling values with a few large ones at the end, so that what is not the list passes quickly.
        const count = MAX_BLOCKS * 32;
        const late = (n: number) => n >= count - 70;
        const bitsAt = (n: number) => (late(n) ? 0x40000000 + n : 0x3f800000 - n);
        const results = Array.from({ length: count }, (_, n) => bitsAt(n));
        streamSource(sim.bus('select'), sim.clock).send({ top: true, last_vector: 0, outputs: count } as never);
        streamSource<Beat>(sim.bus('y'), sim.clock).send(beatsOf([results]));
        const list = listOf(await streamSink<Beat>(sim.bus('m'), sim.clock).receive(32));
        assert.deepEqual(
          list,
          Array.from({ length: 64 }, (_, i) => ({ index: count - 1 - i, bits: bitsAt(count - 1 - i) })),
        );
      }),
    'a beat in two cycles, where nothing enters': (design) =>
      withSimulation(design, { quietLimit: 3000 }, async (sim) => {
        soil(sim.simulator, createRandom(2));
        const blocks = 40;
        const vectors = Array.from({ length: tokens }, () =>
          Array.from({ length: 32 * blocks }, (_, n) => (n < 64 ? 0x3f800000 - n : 0)),
        );
        streamSource(sim.bus('select'), sim.clock).send({
          top: true,
          last_vector: tokens - 1,
          outputs: 32 * blocks,
        } as never);
        streamSource<Beat>(sim.bus('y'), sim.clock).send(beatsOf(vectors));
        const y = sim.bus('y');
        const taken: number[] = [];
        for (let cycle = 0; taken.length < 8 * tokens * blocks; cycle++) {
          await sim.clock.cycles(1);
          if (y.ready.value && y.valid.value) {
            taken.push(cycle);
          }
        }
        // The first two blocks fill the lists.
        const from = 8 * tokens * 3;
        assert.equal(taken.at(-1)! - taken[from], 2 * (taken.length - 1 - from));
      }),
  },
});

/** That of the judged builds first. */
export const topKs = [topK(2), topK(1), topK(4), topK(8)];
