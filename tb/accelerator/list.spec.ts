import assert from 'node:assert/strict';
import {
  type DdrOptions,
  type Design,
  OKAY,
  type Random,
  type Simulation,
  SLVERR,
  withSimulation,
} from '@chisel-lite/testbench';
import { ERROR } from '@macromac/rtl';
import { ListError } from 'macromac/backends/golden/list-error.ts';
import { listBytes, productWords, vectorWords } from '../../sw/backends/golden/test/list-encoder.ts';
import { channels, randomActivations, randomMatrix } from '../arbitraries.ts';
import { forSeeds, type Property } from '../bench.ts';
import { met } from '../coverage/situations.ts';
import type { Job } from '../jobs.ts';
import { type Arena, ListWriter, type PlacedList } from '../list/lists.ts';
import { assertGolden } from './board.ts';
import { listBoard, someMemory } from './list-board.ts';

const clock = { clock: 5, cycleLimit: 3_000_000 };

/** Runs `lists` lists one after another, the second half of them queued at once. */
export const lists =
  (tokens: number, count: number, steps: number) =>
  (random: Random, design: Design): Promise<void> =>
    withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
      const { arena, writer, start, write, completed, read } = prepared(sim, random, tokens, someMemory(random));
      const placed = Array.from({ length: count }, (_, i) => writer.write(steps, i === 0));
      for (const list of placed) {
        writer.machine.run(list);
      }
      await write('interrupt_enable', 3);
      for (const list of placed) {
        await start(list);
      }
      met('command lists', 'one behind another in the queue');
      await completed(count);
      assert.deepEqual(arena.differences(), []);
      assert.equal(await read('status'), 0, 'nothing is under way');
      assert.equal((await read('interrupt')) & 3, 1);
    });

/** The board, and a writer of lists for it. */
function prepared(sim: Simulation, random: Random, tokens: number, options: DdrOptions = {}) {
  const placed = listBoard(sim, random, options);
  return { ...placed, writer: new ListWriter(random.fork('lists'), tokens, placed.arena) };
}

/**
 * A list in which something is wrong: the registers say what golden says, nothing of it has run, and after a restart it
 * runs mended.
 */
const refused = (random: Random, design: Design, tokens: number): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { arena, writer, start, stopped, restart, completed } = prepared(sim, random, tokens, someMemory(random));
    const first = writer.write(2, true);
    writer.machine.run(first);
    await start(first);
    await completed(1);
    for (let i = 0; i < 4; i++) {
      const list = writer.write(3, false);
      const region = arena.regions.find(({ base }) => base === list.address)!;
      // A bit of a record is another one, until golden refuses the list.
      const right = region.bytes.slice();
      const error = spoilt(random, writer, list, region);
      if (!error) {
        continue;
      }
      await start(list);
      const { code, place, record } = await stopped();
      assert.deepEqual([code, place, record], [error.code, error.place, error.record], error.message);
      met(
        'command lists',
        `refused for a ${error.place < 6 || error.code === ERROR.reserved ? 'product' : 'vector'} record`,
      );
      assert.deepEqual(arena.differences(), []);
      region.bytes.set(right);
      await restart();
      writer.machine.run(list);
      await start(list);
      await completed(1);
      assert.deepEqual(arena.differences(), []);
    }
  });

/** Changes bits of a list until golden refuses it; what golden says. */
function spoilt(
  random: Random,
  { machine }: ListWriter,
  list: PlacedList,
  { bytes, golden }: Arena['regions'][number],
): ListError | undefined {
  for (let i = 0; i < 40; i++) {
    const right = golden.slice();
    const at = random.below(golden.length);
    golden[at] ^= 1 << random.below(8);
    bytes[at] = golden[at];
    try {
      machine.check(list);
    } catch (error) {
      if (error instanceof ListError) {
        return error;
      }
      throw error;
    }
    golden.set(right);
    bytes.set(right);
  }
  return undefined;
}

/** A restart somewhere within a list; what runs behind it is as if nothing had been. */
const restarted = (random: Random, design: Design, tokens: number): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { arena, writer, start, restart, completed } = prepared(sim, random, tokens, someMemory(random));
    const broken = writer.write(5, true);
    await start(broken);
    await start(broken);
    await sim.clock.cycles(1 + random.below(random.chance(0.5) ? 1500 : 9000));
    await restart();
    met('command lists', 'restart in its midst');
    const lists = [writer.write(4, true), writer.write(4, false)];
    for (const list of lists) {
      writer.machine.run(list);
      await start(list);
    }
    await completed(lists.length);
    assert.deepEqual(arena.differences(), []);
  });

/** Commands that are no lists, before, between and after lists. */
const mixed = (random: Random, design: Design, tokens: number): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { arena, writer, start, prepare, push, completed } = prepared(sim, random, tokens, someMemory(random));
    const lists = [writer.write(3, true), writer.write(3, false)];
    for (const list of lists) {
      writer.machine.run(list);
    }
    const jobs = Array.from({ length: 3 }, (_, i): Job => {
      const [n, k] = [1 + random.below(70), 1 + random.below(200)];
      const seed = random.uint32();
      const vectors = 1 + random.below(tokens);
      return {
        matrix: randomMatrix(n, k, 'awq-macro', 'ordinary', seed),
        tokens: vectors,
        x: randomActivations(k * vectors, 'ordinary', seed + i),
      };
    });
    const ready = jobs.map(prepare);
    await push(ready[0].staged);
    await start(lists[0]);
    await push(ready[1].staged);
    await push(ready[2].staged);
    await start(lists[1]);
    met('command lists', 'between other commands');
    await completed(5);
    assertGolden(jobs, ready);
    assert.deepEqual(arena.differences(), []);
  });

/**
 * Memory that answers with errors: to the list itself, to its parameters, to its appends. What it was is in the
 * registers.
 */
const broken = (random: Random, design: Design): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    let bad = -1;
    const respond = (address: number) => (address === bad ? SLVERR : OKAY);
    const { arena, start, stopped, restart, completed } = listBoard(sim, random, { respond });
    const parameters = arena.place(new Uint8Array(16 * 32));
    const to = arena.place(new Uint8Array(16 * 4 * 66));
    const address = arena.place(
      listBytes([
        vectorWords({ a: 'parameters', n0: 32, parameters, parameterBeats: 32, destination: 'memory' }),
        vectorWords({ n0: 8, reduction: 'magnitude', finish: 'byte-scale', y: 1 }),
        vectorWords({ n0: 8, destination: 'append', append: 'keys8', appendTo: to, appendStride: 66 }),
      ]),
    );
    const list = { address, records: 3, position: 33 };
    // Position 33 lies in the second macro of channel 0; bursts begin anew every 256 bytes.
    const macro = to + 16 * 33;
    const cases = [
      { what: 'the list', at: address + 64, error: [ERROR.read, 6, SLVERR], burst: address },
      { what: 'parameters', at: parameters + 16 * 17, error: [ERROR.read, 7, SLVERR], burst: parameters + 16 * 16 },
      {
        what: 'an append',
        at: macro + 16 * 20,
        error: [ERROR.write, 7, SLVERR],
        burst: macro + 256 - (macro % 256),
      },
    ];
    for (const { what, at, error, burst } of cases) {
      bad = at;
      await start(list);
      const said = await stopped();
      assert.deepEqual([said.code, said.place, said.response, said.address], [...error, burst]);
      met('command lists', `error response at ${what}`);
      bad = -1;
      await restart();
      await start(list);
      await completed(1);
    }
  });

/** A product whose activations nobody gives: it stops by itself, though weights are there and wait. */
const stalled = (random: Random, design: Design): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { arena, writer, start, stopped, restart, completed } = prepared(sim, random, 1);
    const weights = channels(randomMatrix(128, 1024, 'awq-macro', 'ordinary', 3)).map((bytes) => arena.place(bytes));
    const product = productWords({ groups: 16, blocks: 4, weights, results: arena.place(new Uint8Array(512)) });
    const address = arena.place(listBytes([vectorWords({ n0: 1 }), product]));
    await start({ address, records: 2, position: 0 });
    const { code, place, record } = await stopped();
    assert.deepEqual([code, place, record], [ERROR.stalled, 6, 1]);
    met('command lists', 'stopped where nothing moves');
    assert.deepEqual(arena.differences(), []);
    const list = writer.write(2, true);
    await restart();
    writer.machine.run(list);
    await start(list);
    await completed(1);
    assert.deepEqual(arena.differences(), []);
  });

/** What must hold of a build with lists and T = `tokens`. */
export const listProperties = (tokens: number, runs: number): Readonly<Record<string, Property>> => ({
  'lists of random records, one after another, leave golden’s bytes in memory': (design) =>
    forSeeds(runs, (random) => lists(tokens, 3, 6)(random, design)),
  'a list that cannot be is refused as golden refuses it, before any of it has run': (design) =>
    forSeeds(runs, (random) => refused(random, design, tokens)),
  'a restart within a list leaves nothing of it': (design) =>
    forSeeds(2 * runs, (random) => restarted(random, design, tokens)),
  'lists and other commands in one queue': (design) => forSeeds(runs, (random) => mixed(random, design, tokens)),
  'memory that answers a list with an error: what it was is named': (design) =>
    forSeeds(1, (random) => broken(random, design)),
  'a list in which nothing moves is stopped': (design) => forSeeds(1, (random) => stalled(random, design)),
});
