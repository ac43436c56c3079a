/** Lists that run again for each token that they find. */
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
import { ListMachine } from 'macromac/backends/golden/list.ts';
import { ListError } from 'macromac/backends/golden/list-error.ts';
import { forSeeds, type Property } from '../bench.ts';
import { met } from '../coverage/situations.ts';
import { type AgainList, writeAgainList } from '../list/again-lists.ts';
import type { Arena, PlacedList } from '../list/lists.ts';
import { listBoard, someMemory } from './list-board.ts';

const clock = { clock: 5, cycleLimit: 3_000_000 };
/** A board and golden's machine, with the same memory. */
function prepared(sim: Simulation, random: Random, options: DdrOptions = {}) {
  const placed = listBoard(sim, random, options);
  const { arena, start, completed, read } = placed;
  const machine = new ListMachine(arena.golden(), { tokens: 1 });
  return {
    ...placed,
    machine,
    list: () => writeAgainList(random, arena),
    /** The same on the board and by golden. */
    async run(list: PlacedList) {
      machine.run(list);
      const before = await read('completed');
      await start(list);
      await completed(before + 1);
      assert.deepEqual(arena.differences(), []);
    },
  };
}

/** The tokens of a list's passes, as golden finds them: each pass has its own row of the embedding. */
function tokensOf(arena: Arena, list: AgainList): number[] {
  const memory = arena.golden();
  const copies = arena.regions.map(({ golden }) => golden.slice());
  new ListMachine(memory, { tokens: 1 }).run(list);
  const words = new Uint32Array(memory.read(list.lists, 512 * list.passes).buffer);
  arena.regions.forEach(({ golden }, i) => {
    golden.set(copies[i]);
  });
  const tokens = [list.token];
  const stops = [4, 6, 8, 10].map((word) => list.words[list.records - 1][word]);
  for (let pass = 1; pass < list.passes; pass++) {
    const [value, token] = words.subarray(128 * (pass - 1), 128 * (pass - 1) + 2);
    if (stops.includes(token) || value === 0x7fc00000) {
      break;
    }
    tokens.push(token);
  }
  return tokens;
}

const texts = (random: Random, design: Design): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { run, list, arena, machine } = prepared(sim, random, someMemory(random));
    for (let i = 0; i < 8; i++) {
      const text = list();
      const tokens = tokensOf(arena, text);
      if (tokens.length > 1 && random.chance(0.6)) {
        // Behind the first pass, the last but one, or another.
        const at = 1 + [0, tokens.length - 2, random.below(tokens.length - 1)][random.below(3)];
        stopAt(arena, text, tokens[at], random.below(4));
      }
      const { length } = tokensOf(arena, text);
      const all = text.passes === 1 ? 'one pass that may be' : 'all passes that may be';
      const stopped = `a stop token behind ${length === 1 ? 'the first' : 'a later'} pass`;
      met('lists that run again', length === text.passes ? all : stopped);
      met('lists that run again', `rows of ${text.half ? 'binary16' : 'float32'}`);
      await run(text);
      // A list that has no `again` takes no heed of passes that are still staged.
      const once = { ...text, records: text.records - 1, passes: undefined };
      machine.check(once);
      await run(once);
    }
  });

/** Makes a token one that ends a list's text. */
function stopAt(arena: Arena, text: AgainList, token: number, place: number): void {
  const { bytes, golden } = arena.regions.find(({ base }) => base === text.address)!;
  const at = 16 * (text.records - 1) + 4 + 2 * place;
  new Uint32Array(bytes.buffer)[at] = token;
  text.words[text.records - 1][4 + 2 * place] = token;
  golden.set(bytes);
}

/** An error response at the row of the embedding of any pass. */
const brokenRow = (random: Random, design: Design): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    let bad = -1;
    const respond = (address: number) => (address === bad ? SLVERR : OKAY);
    const { run, list, arena, start, stopped, restart } = prepared(sim, random, { respond });
    for (let i = 0; i < 6; i++) {
      const text = list();
      const tokens = tokensOf(arena, text);
      bad = text.rowOf(tokens[random.below(tokens.length)]) + 16 * random.below(8);
      await start(text);
      const { code, place } = await stopped();
      assert.deepEqual([code, place], [ERROR.read, 7]);
      met('command lists', 'error response at a row of the embedding');
      bad = -1;
      await restart();
      await run(text);
    }
  });

const restarted = (random: Random, design: Design): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { arena, run, list, start, restart } = prepared(sim, random, someMemory(random));
    for (let i = 0; i < 8; i++) {
      const text = list();
      await start(text);
      await sim.clock.cycles(1 + random.below(4000));
      const found = arena.regions.find(({ base }) => base === text.lists)!.bytes;
      met('lists that run again', `restart in ${found.some((byte) => byte !== 0) ? 'a later' : 'the first'} pass`);
      await restart();
      await run(text);
    }
  });

/**
 * What golden refuses is refused: a token or position beyond what can be, `again` where it cannot stand. Nothing of it
 * has run.
 */
const refused = (random: Random, design: Design): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { run, list, arena, start, stopped, restart, write } = prepared(sim, random);
    const page = (address: number) => Math.floor(address / 4096);
    const AGAIN = 16 * 6;
    const PRODUCT = 16 * 5;
    const spoil = (what: string, at: number, change: (word: number) => number) => ({
      what,
      change: (_: AgainList, words: Uint32Array) => {
        words[at] = change(words[at]);
        return {};
      },
    });
    const passes = (count: (position: number) => number) => ({
      what: 'position',
      change: ({ position }: AgainList) => ({ passes: Math.min(count(position), 65_536) }),
    });
    const copied = (what: string, to: number) => ({
      what,
      change: (_: AgainList, words: Uint32Array) => words.copyWithin(to, AGAIN) && {},
    });
    const bit = (first: number) => 2 ** (first + random.below(32 - first));
    const cases: {
      readonly what: string;
      readonly change: (text: AgainList, words: Uint32Array) => Partial<AgainList> & { windowLast?: number };
    }[] = [
      {
        what: 'token',
        change: (_, words) => {
          words[AGAIN + 3] = 2 ** 18 - 1; // whose row lies outside
          return { windowLast: page(arena.regions.at(-1)!.base) + 16 };
        },
      },
      passes(() => 65_536),
      passes((position) => 65_536 - position),
      passes((position) => 65_537 - position),
      copied('place of again', PRODUCT),
      copied('place of again', 0),
      spoil('no largest results', PRODUCT, (word) => word & ~(2 ** 13)),
      spoil('bits of again', AGAIN, (word) => word + bit(19)),
      spoil('bits of again', AGAIN + [5, 7, 9, 11, 12, 13, 15][random.below(7)], () => bit(8)),
      {
        what: 'by token alone',
        change: (_, words) => {
          words[2] |= 2 ** 5;
          words[0] &= ~(2 ** 30);
          return {};
        },
      },
    ];
    for (const { what, change } of cases) {
      const text = list();
      const region = arena.regions.find(({ base }) => base === text.address)!;
      const right = region.bytes.slice();
      const { windowLast = 2 ** 28 - 1, ...more } = change(text, new Uint32Array(region.bytes.buffer));
      const wrong = { ...text, ...more };
      region.golden.set(region.bytes);
      const judge = new ListMachine(arena.golden(), { tokens: 1, windowLast });
      let expected: ListError | undefined;
      assert.throws(
        () => judge.check(wrong),
        (error: Error) => {
          assert.ok(error instanceof ListError, error);
          expected = error;
          return true;
        },
        what,
      );
      const { code, place, record, message } = expected!;
      await write('window_last', windowLast);
      await start(wrong);
      const said = await stopped();
      assert.deepEqual([said.code, said.place, said.record], [code, place, record], `${what}: ${message}`);
      assert.deepEqual(arena.differences(), []);
      met('lists that run again', `refused for its ${what}`);
      await restart();
      await write('window_last', 2 ** 28 - 1);
      region.bytes.set(right);
      region.golden.set(right);
      await run(text);
    }
  });

/** What must hold of a build with lists. */
export const againProperties: Readonly<Record<string, Property>> = {
  'a list that runs again leaves golden’s bytes: keys, and the largest results of each token': (design) =>
    forSeeds(2, (random) => texts(random, design)),
  'memory that answers with an error at a row of the embedding': (design) =>
    forSeeds(1, (random) => brokenRow(random, design)),
  'a restart in the midst of a text leaves nothing of it': (design) =>
    forSeeds(2, (random) => restarted(random, design)),
  'what cannot be at the first or the last position, or with the largest token, is refused before any of it has run': (
    design,
  ) => forSeeds(1, (random) => refused(random, design)),
};
