import assert from 'node:assert/strict';
import { type Random, type Simulation, streamSource, withSimulation } from '@chisel-lite/testbench';
import { ERROR_CODE } from '@macromac/rtl/command/registers.ts';
import { TokenUnit } from '@macromac/rtl/list/token-unit.ts';
import { ListMachine } from 'macromac/backends/golden/list.ts';
import { listBytes, productWords, vectorWords } from '../../sw/backends/golden/test/list-encoder.ts';
import { channels, randomMatrix } from '../arbitraries.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join } from '../pins.ts';
import { soil } from '../soil.ts';
import { listEnds } from './list-reach.ts';
import { commandOf, type Command as QueuedCommand } from './list-surroundings.ts';
import { Arena, anyAddress, ListWriter, type PlacedList } from './lists.ts';
import { streamOf, surroundings } from './token-surroundings.ts';

const TOKENS = 4;

/**
 * A list that runs alone: all that the unit asks for is taken at once, and what the list is it has whenever it wants.
 */
function listAlone(sim: Simulation, random: Random, words: readonly Uint32Array[]): void {
  const { port, clock } = sim;
  port['window_last'].value = 2 ** 28 - 1;
  port['quiet'].value = 1;
  port['active'].value = 1;
  port['parameter_beats_valid'].value = 0;
  port['b_valid'].value = 0;
  for (const ready of ['m', 'list_region', 'parameter_region', 'x', 'y_out', 'aw', 'w']) {
    port[`${ready}_ready`].value = 1;
  }
  port['checked'].value = 1;
  const bytes = listBytes(words);
  const beats = Array.from({ length: bytes.length / 16 }, (_, i) =>
    join([...new Uint32Array(bytes.slice(16 * i, 16 * i + 16).buffer)], 32),
  );
  streamSource<bigint>(streamOf(sim.bus('list_beats')), clock).send([...beats, ...beats]);
  const list = { address: 0x1_0000_0000, records: words.length, position: 0 };
  streamSource(sim.bus('queued'), clock).send([commandOf(list, true, random)] as never[]);
}

/**
 * A list of one product and, if `isRead`, a record that takes its results; all that the unit asks for it has at once,
 * but for those.
 */
function lonelyList(sim: Simulation, random: Random, isRead: boolean) {
  const weights = [0, 0, 0, 0].map((_, channel) => 0x1_0000_0000 + 4096 * channel);
  listAlone(sim, random, [
    productWords({ weights, groups: 1, blocks: 1, toVectorUnit: isRead }),
    ...(isRead ? [vectorWords({ a: 'results', n0: 7 })] : []),
  ]);
  streamSource<boolean>(streamOf(sim.bus('route')), sim.clock).send([isRead]);
  const y = streamSource<{ data: bigint; last: boolean }>(streamOf(sim.bus('y')), sim.clock);
  const row = Array.from({ length: 8 }, (_, i) => ({ data: BigInt(i), last: i === 7 }));
  return { y, row };
}

/** Runs lists one behind another, which leave golden's bytes. */
async function leaveGoldensBytes(
  sim: Simulation,
  random: Random,
  arena: Arena,
  machine: ListMachine,
  lists: readonly PlacedList[],
): Promise<void> {
  for (const list of lists) {
    machine.run(list);
  }
  surroundings(sim, random, arena);
  const commands = lists.map((list) => commandOf(list, true, random));
  streamSource<QueuedCommand>(sim.bus('queued'), sim.clock).send(commands);
  let done = 0;
  sim.clock.attach({
    sample() {
      assert.equal(sim.port['refused_valid'].raw.value, 0, 'nothing is refused');
      if (sim.port['done'].raw.value) {
        done++;
      }
    },
  });
  await sim.clock.until(() => done === lists.length, 'all lists');
  await sim.clock.cycles(2);
  // Results that go to memory were compared as they came; the rest golden has in its own.
  for (const record of lists.flatMap((list) => machine.check(list))) {
    if (record.kind !== 'product' || record.toVectorUnit) {
      continue;
    }
    const region = arena.regions.find(({ base }) => base === record.results)!;
    region.bytes.set(region.golden);
  }
  assert.deepEqual(arena.differences(), []);
  assert.deepEqual([sim.port['running'].number, sim.port['drained'].number], [0, 1]);
}

const someArena = (random: Random): Arena => new Arena(anyAddress(random, 4096) % (2 ** 40 - 2 ** 28));

/**
 * A product with more results than the queue has room for, which are taken late; a product of them, whose results are
 * written.
 */
function lateList(random: Random, arena: Arena): PlacedList {
  const blocks = 80;
  const beats = 8 * blocks;
  const inputs = new Float32Array(64).map(() => random.below(2000) / 1000 - 1);
  const weightsOf = (n: number, k: number) =>
    channels(randomMatrix(n, k, 'awq-macro', 'ordinary', random.uint32())).map((each) => arena.place(each));
  const words = [
    vectorWords({
      a: 'parameters',
      n0: 16,
      parameters: arena.place(new Uint8Array(inputs.buffer)),
      parameterBeats: 16,
      destination: 'memory',
    }),
    vectorWords({ n0: 16, destination: 'activations' }),
    productWords({ groups: 1, blocks, weights: weightsOf(32 * blocks, 64), toVectorUnit: true }),
    vectorWords({ n0: 512, n2: 16 }),
    vectorWords({ a: 'results', n0: 8, n2: blocks, destination: 'memory', walkW: { start: 16, g: 8 } }),
    vectorWords({ n0: beats, walkA: { start: 16 }, destination: 'activations' }),
    productWords({
      groups: beats / 16,
      blocks: 1,
      weights: weightsOf(32, 4 * beats),
      results: arena.place(new Uint8Array(128)),
    }),
  ];
  return { address: arena.place(listBytes(words)), records: words.length, position: 0 };
}

export const tokenUnit: Bench = {
  source: 'list/token-unit.ts',
  unit: () => TokenUnit(),
  properties: {
    'lists of random records: golden’s products are asked for, golden’s bytes appended': (design) =>
      forSeeds(6, (random) =>
        withSimulation(design, { quietLimit: 10_000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const arena = someArena(random);
          const writer = new ListWriter(random.fork('lists'), TOKENS, arena);
          const lists = [writer.write(6, true), writer.write(5, false)];
          await leaveGoldensBytes(sim, random, arena, writer.machine, lists);
        }),
      ),
    'results wait while the vector unit does something else, and the core for room for more': (design) =>
      forSeeds(1, (random) =>
        withSimulation(design, { quietLimit: 10_000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const arena = someArena(random);
          const list = lateList(random, arena);
          const pin = (name: string) => Number(sim.port[name].raw.value);
          const waiting = { taken: 0, full: 0 };
          sim.clock.attach({
            sample() {
              waiting.taken += Number(pin('y_valid') && pin('y_ready'));
              if (waiting.taken > 0 && waiting.full === 0 && pin('y_valid') && !pin('y_ready')) {
                waiting.full = waiting.taken;
              }
            },
          });
          const machine = new ListMachine(arena.golden(), { tokens: TOKENS });
          await leaveGoldensBytes(sim, random, arena, machine, [list]);
          // 512 in the queue, and a few in registers behind it.
          assert.ok(waiting.full >= 512 && waiting.full < 520, `full with ${waiting.full}`);
        }),
      ),
    ...listEnds({ region: 'list_region', beats: 'list_beats', parameters: 'parameter_region' }),
    'a list of which nobody takes the last result does not end': (design) =>
      forSeeds(3, (random) =>
        withSimulation(design, { quietLimit: 10_000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const { port, clock } = sim;
          const { y, row } = lonelyList(sim, random, true);
          let done = 0;
          clock.attach({
            sample() {
              done += Number(port['done'].raw.value);
            },
          });
          y.send(row.slice(0, 7));
          await y.idle();
          await clock.cycles(300 + random.below(20));
          y.send(row.slice(7));
          await y.idle();
          await clock.cycles(100);
          assert.deepEqual([done, port['running'].number, port['refused_valid'].number], [0, 1, 0]);
        }),
      ),
    'a list is stuck when nothing moves for 65,536 cycles; core, ports and results keep it going, each alone': async (
      design,
    ) => {
      for (const isRead of [false, true]) {
        await forSeeds(1, (random) =>
          withSimulation(design, { quietLimit: 100_000 }, async (sim) => {
            soil(sim.simulator, random.fork('noise'));
            const { port, clock } = sim;
            const { y, row } = lonelyList(sim, random, isRead);
            port['active'].value = 0;
            await clock.cycles(500);
            const goesOn = async (cycles: number) => {
              await clock.cycles(cycles);
              assert.deepEqual([port['running'].number, port['refused_valid'].number], [1, 0]);
            };
            await goesOn(64_000);
            port['active'].value = 1;
            await clock.rising();
            port['active'].value = 0;
            await goesOn(64_000);
            // A result that is taken.
            y.send(row.slice(0, 1));
            await goesOn(64_000);
            await clock.cycles(2_000);
            assert.deepEqual(
              [port['refused_valid'].number, port['refused_code'].number],
              [1, ERROR_CODE.stalled.value],
            );
          }),
        );
      }
    },
  },
};
