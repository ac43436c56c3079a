import assert from 'node:assert/strict';
import {
  createRandom,
  type Design,
  type Random,
  randomPause,
  streamSink,
  withSimulation,
} from '@chisel-lite/testbench';
import { Collector } from '@macromac/rtl/control/collector.ts';
import { BLOCKS_IN_FLIGHT } from '@macromac/rtl/control/sequencer.ts';
import { type CoreParameters, DEFAULT_CORE, tokensPerUnit, unitsFor } from '@macromac/rtl/parameters.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join } from '../pins.ts';
import { soil } from '../soil.ts';

export const collector = (some: Partial<CoreParameters>): Bench => {
  const parameters = { ...DEFAULT_CORE, ...some };
  const queueCount = 4 * unitsFor(parameters);
  const perUnit = tokensPerUnit(parameters);
  return {
    source: 'control/collector.ts',
    unit: () => Collector(parameters),
    properties: {
      'results in order of block, token and output, however late each unit is': (design) =>
        forSeeds(10, (random) =>
          collect(
            design,
            random,
            Array.from({ length: queueCount }, () => [0.8, 0.05][random.below(2)]),
          ),
        ),
      'nothing is taken from a unit that is later than all the others': async (design) => {
        for (let late = 0; late < queueCount; late++) {
          await collect(
            design,
            createRandom(late),
            Array.from({ length: queueCount }, (_, i) => (i === late ? 0.05 : 1)),
          );
        }
      },
    },
  };

  /** Some blocks, of whose results unit i has one ready in a cycle with the chance `eager[i]`. */
  function collect(design: Design, random: Random, eager: readonly number[]): Promise<void> {
    return withSimulation(design, { quietLimit: 5000 }, async (sim) => {
      soil(sim.simulator, random.fork('noise'));
      const pause = randomPause(random.fork('y'), [0, 0.3, 0.9][random.below(3)]);
      const sink = streamSink<{ data: bigint; last: boolean }>(sim.bus('y'), sim.clock, { pause });
      const blocks = Array.from({ length: 24 }, () => ({
        tokens: random.below(parameters.tokens),
        last: random.chance(0.3),
      }));
      const queues = Array.from({ length: queueCount }, (): { data: bigint; block: number }[] => []);
      const wanted: { data: bigint; last: boolean }[] = [];
      blocks.forEach(({ tokens, last }, block) => {
        for (let t = 0; t <= tokens; t++) {
          for (let channel = 0; channel < 4; channel++) {
            for (let half = 0; half < 2; half++) {
              const data = random.bits(128);
              queues[4 * Math.floor(t / perUnit) + channel].push({ data, block });
              wanted.push({ data, last: last && t === tokens && channel === 3 && half === 1 });
            }
          }
        }
      });
      let issued = 0;
      let drained = 0;
      const { block_issued, block_tokens, block_last, beat_valid, beat, block_drained } = sim.port;
      sim.clock.attach({
        sample: () => {
          drained += Number(block_drained.raw.value);
        },
        drive: () => {
          // A block is issued when its last strip is taken; its results come later, from each unit in its own time.
          const issues = issued < blocks.length && issued - drained < BLOCKS_IN_FLIGHT && random.chance(0.3);
          const block = issues ? blocks[issued] : { tokens: random.below(parameters.tokens), last: true };
          block_issued.raw.value = Number(issues);
          block_tokens.raw.value = block.tokens;
          block_last.raw.value = Number(block.last);
          let valid = 0;
          const beats = queues.map((queue, i) => {
            if (!queue.length || queue[0].block >= issued || !random.chance(eager[i])) {
              return random.bits(128);
            }
            valid |= 1 << i;
            return queue.shift()!.data;
          });
          beat_valid.raw.value = valid;
          beat.raw.value = join(beats, 128);
          if (issues) {
            issued++;
          }
        },
      });
      assert.deepEqual(await sink.receive(wanted.length), wanted);
      await sim.clock.cycles(20);
      assert.equal(sink.pending.length, 0);
      assert.equal(drained, blocks.length);
    });
  }
};
