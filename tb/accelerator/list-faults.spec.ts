/**
 * What goes wrong while a list runs, at instants and places that are chosen by what goes on, not by the clock: memory
 * that answers any kind of beat with an error, a restart at any record of either pass, a list that points outside of
 * its window, a list that is overwritten while it runs. After each of these the next list leaves golden's bytes.
 */
import assert from 'node:assert/strict';
import {
  AddressSpace,
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
import { listBytes, productWords, vectorWords } from '../../sw/backends/golden/test/list-encoder.ts';
import { bitsOf, channels, randomActivations, randomMatrix } from '../arbitraries.ts';
import { forSeeds, type Property } from '../bench.ts';
import { Arena, type PlacedList } from '../list/lists.ts';
import { board } from './board.ts';
import { stagedList } from './list-board.ts';

const BASE = 0x1_0000_0000;
const clock = { clock: 5, cycleLimit: 30_000_000 };
/** More cycles than a list of this bench takes, or a restart, or the time in which nothing moves. */
const LONG = 100_000;

const BEAT = 16;
const MACRO_STRIPS = 33;
/** Beats of a head: 64 elements. */
const HEAD = 16;
/** Positions that the caches hold. */
const POSITIONS = 64;
const MACROS = { keys: (POSITIONS / 32) * 2, values: POSITIONS / 64 };
const STRIDE = { keys: MACRO_STRIPS * MACROS.keys, values: MACRO_STRIPS * MACROS.values };

/** Where the data of the lists lie. */
interface Places {
  readonly parameters: number;
  readonly keys: number;
  readonly values: number;
  readonly scales: number;
  readonly weights: readonly number[];
  readonly rows: number;
  readonly tops: number;
}

function placesIn(arena: Arena, random: Random, tokens: number): Places {
  const floats = randomActivations(4 * 512, 'ordinary', random.uint32());
  return {
    parameters: arena.place(new Uint8Array(floats.slice().buffer)),
    keys: arena.place(new Uint8Array(BEAT * 4 * STRIDE.keys)),
    values: arena.place(new Uint8Array(BEAT * (HEAD / 2) * STRIDE.values)),
    scales: arena.place(new Uint8Array(2 * POSITIONS)),
    weights: channels(randomMatrix(96, 64, 'awq-macro', 'ordinary', random.uint32())).map((each) => arena.place(each)),
    rows: arena.place(new Uint8Array(128 * 3 * tokens)),
    tops: arena.place(new Uint8Array(512 * tokens)),
  };
}

/** Records as a layer's attention has them, and a head: each kind of beat that a list moves is among them. */
function attention({ parameters, keys, values, scales, weights, rows, tops }: Places, tokens: number): Uint32Array[] {
  const quantised = (append: 'keys16' | 'values8', from: number) => {
    const isKey = append === 'keys16';
    const to = { appendTo: isKey ? keys : values, appendStride: isKey ? STRIDE.keys : STRIDE.values };
    return [
      vectorWords({
        n0: HEAD,
        walkA: { start: from },
        b: 'immediate',
        x: isKey ? 256 : 1,
        reduction: 'magnitude',
        finish: isKey ? 'key-scale' : 'byte-scale',
        y: isKey ? 1 / 32_512 : 1 / 127,
        scalarR: 4,
        destination: 'memory',
        walkW: { start: 600 },
      }),
      vectorWords({
        n0: HEAD,
        walkA: { start: 600 },
        b: 'scalar',
        scalarB: 4,
        destination: 'append',
        append,
        ...to,
        ...(isKey ? {} : { parameters: scales }),
      }),
    ];
  };
  const give = (groups: number, start: number) =>
    vectorWords({ n0: 16 * groups * tokens, walkA: { start }, destination: 'activations' });
  const region = (base: number, stride: number) => [0, 1, 2, 3].map((channel) => base + BEAT * stride * channel);
  const product = { tokens, weights };
  return [
    vectorWords({ n0: 512, a: 'parameters', parameters, parameterBeats: 512, destination: 'memory' }),
    ...quantised('keys16', 16),
    ...quantised('values8', 48),
    give(2, 64),
    productWords({
      tokens,
      wait: true,
      format: 2,
      groups: 2,
      blocksByContext: true,
      weights: region(keys, STRIDE.keys),
      toVectorUnit: true,
    }),
    vectorWords({ n0: 8, n1: tokens, n2: 2, a: 'results', destination: 'memory', walkW: { start: 700, t: 16, g: 8 } }),
    give(1, 700),
    productWords({
      tokens,
      wait: true,
      format: 2,
      groupsByContext: true,
      blocks: 1,
      weights: region(values, STRIDE.values),
      toVectorUnit: true,
    }),
    vectorWords({ n0: 8, n1: tokens, a: 'results', destination: 'memory', walkW: { start: 800, t: 16 } }),
    give(1, 800 - 16),
    productWords({ ...product, groups: 1, blocks: 3, results: rows }),
    productWords({ ...product, groups: 1, blocks: 3, reuse: true, top: true, outputs: 90, results: tops }),
  ];
}

/** A context whose last block of keys has two positions, and one with four blocks' worth: both of two blocks. */
const CONTEXTS = [34, 61];

/** The board, lists on the same places at two positions, and what runs them. */
function bench(sim: Simulation, random: Random, tokens: number, options: DdrOptions = {}) {
  const arena = new Arena(BASE);
  const places = placesIn(arena, random, tokens);
  const records = attention(places, tokens);
  const lists = CONTEXTS.map((context): PlacedList => {
    const address = arena.place(listBytes(records), 64 * random.below(64));
    return { address, records: records.length, position: context - 1 };
  });
  const machine = new ListMachine(arena.golden(), { tokens });
  const memory = new AddressSpace();
  const { read, write, push } = board(sim, { ...options, memory, base: 0x2_0000_0000 });
  for (const { base, bytes } of arena.regions) {
    memory.map(base, bytes);
  }
  const until = async (what: string, holds: () => Promise<boolean>) => {
    for (const started = sim.clock.cycle; !(await holds()); ) {
      assert.ok(sim.clock.cycle - started < LONG, `${what}: it does not come`);
    }
  };
  const restart = async (what: string) => {
    await write('control', 1);
    await until(`${what}: the end of the restart`, async () => ((await read('status')) & 1) === 0);
  };
  const stopped = (what: string) => until(`${what}: the stop`, async () => ((await read('status')) & 2) !== 0);
  /** Runs a list over results that are noise, and holds all memory to golden's. */
  const runs = async (what: string, list: PlacedList) => {
    for (const { base, bytes, golden } of arena.regions) {
      if (base === places.rows || base === places.tops) {
        bytes.fill(random.below(256));
      }
      golden.set(bytes);
    }
    const before = await read('completed');
    await push(stagedList(list));
    await until(`${what}: the end of the list behind it`, async () => (await read('completed')) !== before);
    machine.run(list);
    assert.deepEqual(arena.differences(), [], what);
  };
  return { arena, places, records, lists, memory, read, write, push, until, restart, stopped, runs };
}

/** A beat that memory moved: the how manieth at its address. */
interface Moved {
  readonly address: number;
  readonly time: number;
}

/** Which beats of the bench's list are of which kind: code and place of the error that one of them gives. */
function kindsOf({ arena, places }: Pick<ReturnType<typeof bench>, 'arena' | 'places'>, list: PlacedList) {
  const [block, inBlock] = [Math.floor(list.position / 32), list.position % 32];
  const within = (address: number, base: number) =>
    address >= base && address < base + arena.regions.find((region) => region.base === base)!.bytes.length;
  return ({ address, time }: Moved): [what: string, code: number, place: number] => {
    if (within(address, list.address)) {
      return [`the list, ${time === 0 ? 'checked' : 'run'}`, ERROR.read, 6];
    }
    if (within(address, places.parameters)) {
      return ['parameters', ERROR.read, 7];
    }
    if (within(address, places.scales)) {
      return ['an append of a scale', ERROR.write, 7];
    }
    if (within(address, places.rows)) {
      return ['results', ERROR.write, 5];
    }
    if (within(address, places.tops)) {
      return ['lists of the largest', ERROR.write, 5];
    }
    const channel = places.weights.findIndex((base) => within(address, base));
    if (channel >= 0) {
      return ['weights', ERROR.read, channel];
    }
    const isKey = within(address, places.keys);
    const [base, stride] = isKey ? [places.keys, STRIDE.keys] : [places.values, STRIDE.values];
    const strip = (address - base) / BEAT;
    const [region, at] = [Math.floor(strip / stride), strip % stride];
    // Of keys two macros of a block, of values one strip: written first, then read.
    const isAppended = isKey
      ? region === Math.floor(inBlock / 8) && Math.floor(at / (2 * MACRO_STRIPS)) === block
      : at === 1 + Math.floor(list.position / 2);
    const name = isKey ? 'keys' : 'values';
    return isAppended && time === 0 ? [`an append of ${name}`, ERROR.write, 7] : [name, ERROR.read, region];
  };
}

/** Memory that answers one beat of each kind with an error, the first, the last, or one between. */
const errors = (random: Random, design: Design, tokens: number): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    let bad: Moved | undefined;
    const times = new Map<number, number>();
    const moved: Moved[] = [];
    const respond = (address: number) => {
      const time = times.get(address) ?? 0;
      times.set(address, time + 1);
      moved.push({ address, time });
      return bad?.address === address && bad.time === time ? SLVERR : OKAY;
    };
    const { read, push, restart, stopped, runs, ...board } = bench(sim, random, tokens, { respond });
    const { lists } = board;
    await runs('nothing before', lists[0]);

    const kindOf = kindsOf(board, lists[0]);
    const kinds = new Map<string, Moved[]>();
    for (const each of moved) {
      const [what] = kindOf(each);
      kinds.set(what, [...(kinds.get(what) ?? []), each]);
    }
    assert.deepEqual([...kinds.keys()].sort(), [
      'an append of a scale',
      'an append of keys',
      'an append of values',
      'keys',
      'lists of the largest',
      'parameters',
      'results',
      'the list, checked',
      'the list, run',
      'values',
      'weights',
    ]);
    let next = 1;
    for (const [what, beats] of kinds) {
      for (const each of [beats[0], beats[random.below(beats.length)], beats[beats.length - 1]]) {
        const [, code, place] = kindOf(each);
        bad = each;
        times.clear();
        await push(stagedList(lists[0]));
        await stopped(what);
        const said = await read('error');
        assert.deepEqual([said & 15, (said >> 4) & 7, (said >> 8) & 3], [code, place, SLVERR], what);
        bad = undefined;
        await restart(what);
        await runs(`an error at ${what}`, lists[next]);
        next = 1 - next;
      }
    }
  });

/** A restart while each of the records is at hand, in either pass. */
const restarts = (random: Random, design: Design, tokens: number): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { lists, records, push, restart, runs } = bench(sim, random, tokens);
    const number = sim.signal('u_token.u_list.record_number');
    const isRun = sim.signal('u_token.u_list.is_run');
    const listing = sim.signal('u_token.u_list.listing');
    for (const pass of [0, 1]) {
      for (let record = 0; record < records.length; record++) {
        const what = `a restart ${pass ? 'while record' : 'while the check of record'} ${record} is at hand`;
        await push(stagedList(lists[record % 2]));
        // Behind it another, which the restart drops.
        await push(stagedList(lists[0]));
        for (const started = sim.clock.cycle; ; ) {
          if (listing.number === 1 && isRun.number === pass && number.number === record) {
            break;
          }
          assert.ok(sim.clock.cycle - started < LONG, `${what}: never`);
          await sim.clock.cycles(1);
        }
        // From "just now" to "long at it".
        await sim.clock.cycles(random.below(random.chance(0.5) ? 10 : 300));
        await restart(what);
        await runs(what, lists[1 - (record % 2)]);
      }
    }
  });

/** Lists with an address that lies outside of the window: refused by name, none of their records run. */
const outside = (random: Random, design: Design, tokens: number): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { arena, places, lists, memory, read, write, push, restart, stopped, runs } = bench(sim, random, tokens);
    const last = arena.regions[arena.regions.length - 1];
    const windowFirst = BASE / 4096;
    const windowLast = Math.floor((last.base + last.bytes.length - 1) / 4096);
    await write('window_first', windowFirst);
    await write('window_last', windowLast);
    const machine = new ListMachine(arena.golden(), { tokens, windowFirst, windowLast });
    const far = { before: BASE - 4096, behind: 4096 * (windowLast + 1), apart: 0xff_ffff_f000 };
    const wrongs: [string, Uint32Array[], Partial<PlacedList>][] = Object.entries(far).flatMap(([where, address]) => {
      const at = (changed: Partial<Places>): Uint32Array[] => attention({ ...places, ...changed }, tokens);
      const weights = places.weights.map((each, i) => (i === 2 ? address : each));
      return [
        [`parameters ${where}`, at({ parameters: address }), {}],
        [`keys ${where}`, at({ keys: address }), {}],
        [`values ${where}`, at({ values: address }), {}],
        [`scales ${where}`, at({ scales: address }), {}],
        [`weights ${where}`, at({ weights }), {}],
        [`rows ${where}`, at({ rows: address }), {}],
        [`lists of the largest ${where}`, at({ tops: address }), {}],
        [`the list itself ${where}`, at({}), { address }],
      ];
    });
    wrongs.push(['more records than the window holds', attention(places, tokens), { records: 200_000 }]);
    const room = arena.regions.find(({ base }) => base === lists[1].address)!;
    const right = room.bytes.slice();
    for (const [what, records, changed] of wrongs) {
      const bytes = listBytes(records);
      room.bytes.set(bytes);
      room.golden.set(bytes);
      const list = { ...lists[1], ...changed };
      const before = arena.regions.map((region) => region.bytes.slice());
      let refusal: ListError | undefined;
      try {
        machine.check(list);
      } catch (error) {
        assert.ok(error instanceof ListError, what);
        refusal = error;
      }
      assert.equal(refusal?.code, ERROR.window, what);
      await push(stagedList(list));
      await stopped(what);
      const said = await read('error');
      assert.deepEqual(
        [said & 15, (said >> 4) & 7, await read('error_record')],
        [ERROR.window, refusal?.place, refusal?.record],
        what,
      );
      assert.deepEqual(
        arena.regions.map((region) => region.bytes),
        before,
        `${what}: nothing is written`,
      );
      await restart(what);
      room.bytes.set(right);
      if (random.chance(0.3)) {
        await runs(what, lists[0]);
      }
    }
    assert.ok(memory);
    await runs('all of these', lists[1]);
  });

/**
 * A list whose records are overwritten by what it does itself, behind those that have been read: it ends, is refused,
 * or is stopped, but never goes on for ever.
 */
const overwritten = (random: Random, design: Design, tokens: number): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { arena, places, lists, memory, read, push, until, restart, runs } = bench(sim, random, tokens);
    // Longer than what the reader of lists fetches ahead: 512 beats, and 128 that may be under way.
    const idle = Array.from({ length: 400 }, () => vectorWords({ n0: 16, destination: 'memory' }));
    const records = [...attention(places, tokens), ...idle];
    const address = arena.place(listBytes(records));
    const at = address + 64 * (records.length - 48);
    const own = at - (at % 128);
    const region = arena.regions[arena.regions.length - 1];
    memory.map(address, region.bytes);
    for (const results of [{ rows: own }, { tops: own }]) {
      const bytes = listBytes([...attention({ ...places, ...results }, tokens), ...idle]);
      region.bytes.set(bytes);
      const before = await read('completed');
      await push(stagedList({ address, records: records.length, position: CONTEXTS[0] - 1 }));
      let ended = false;
      await until('an end', async () => {
        ended = (await read('completed')) !== before;
        return ended || ((await read('status')) & 2) !== 0;
      });
      assert.ok(
        bitsOf(new Float32Array(region.bytes.buffer)).some((word, i) => word !== new Uint32Array(bytes.buffer)[i]),
        'the list has overwritten itself',
      );
      if (!ended) {
        assert.notEqual((await read('error')) & 15, 0, 'it says why');
      }
      region.golden.set(region.bytes);
      await restart('a list that overwrote itself');
      await runs('a list that overwrote itself', lists[0]);
    }
  });

/** What must hold of a build with lists and T = `tokens`, whatever goes wrong. */
export const listFaults = (tokens: number): Readonly<Record<string, Property>> => ({
  'an error at every kind of beat is named, and the next list gives the right bits': (design) =>
    forSeeds(1, (random) => errors(random, design, tokens)),
  'after a restart at any record, checked or run, the next list gives the right bits': (design) =>
    forSeeds(1, (random) => restarts(random, design, tokens)),
  'a list that points outside of the window is refused as golden refuses it, and nothing of it runs': (design) =>
    forSeeds(1, (random) => outside(random, design, tokens)),
  'a list that overwrites itself comes to an end': (design) =>
    forSeeds(1, (random) => overwritten(random, design, tokens)),
});
