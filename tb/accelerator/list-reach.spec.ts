/** How far a list of the accelerator reaches: any place in memory, any length, what is not there, the last of very many records. */
import assert from 'node:assert/strict';
import { DECERR, type Design, type Random, withSimulation } from '@chisel-lite/testbench';
import { ERROR } from '@macromac/rtl';
import { listBytes, productWords, type VectorFields, vectorWords } from '../../sw/backends/golden/test/list-encoder.ts';
import { forSeeds, type Property } from '../bench.ts';
import { met } from '../coverage/situations.ts';
import { anyAddress, ListWriter } from '../list/lists.ts';
import { listBoard, someMemory } from './list-board.ts';

const clock = { clock: 5, cycleLimit: 10_000_000 };
/** Bytes of the address space, records of a list, strips of a macro; bytes of a record and of a beat. */
const [SPACE, RECORDS, STRIPS] = [2 ** 40, 2 ** 18, 33];
const [RECORD, BEAT] = [64, 16];
const POSITIONS = 65_535;

/** Of up to `limit`, every order of magnitude alike. */
const anySize = (random: Random, limit: number): number => {
  const bits = 1 + random.below(Math.log2(limit));
  return 1 + random.below(2 ** bits - 1);
};

/** Any multiple of `alignment` behind which there are `bytes` of the address space, a multiple of it too. */
const somewhere = (random: Random, alignment: number, bytes: number): number =>
  anyAddress(random, alignment) % (SPACE - bytes + alignment);

/** Parameters of a record: how many, every other time as many as can be, and where. */
function someParameters(random: Random): VectorFields & { readonly parameters: number } {
  const [parameterBeats, n2] = random.chance(0.5)
    ? [2 ** 14 - 1, 2 ** 14 + 1]
    : [anySize(random, 2 ** 14), anySize(random, 2 ** 14)];
  const parameters = somewhere(random, BEAT, BEAT * parameterBeats * n2);
  return { a: 'parameters', n0: parameterBeats, n2, parameterBeats, parameters };
}

/** A list, parameters, appends in memory that is not there; and what is not aligned. */
const nowhere = (random: Random, design: Design, tokens: number): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { arena, start, stopped, restart, completed } = listBoard(sim, random, someMemory(random));
    const position = random.below(POSITIONS);
    const idle = Array.from({ length: random.below(40) }, () => vectorWords({ n0: 1 + random.below(9) }));
    /** Runs a list of some idle records and one more; what stops it, at the last of them. */
    const ends = async (what: string, fields: VectorFields, expected: readonly number[], address = 0) => {
      const words = [...idle, vectorWords(fields)];
      const list = {
        address: arena.place(listBytes(words), RECORD * random.below(64)),
        records: words.length,
        position,
      };
      await start(list);
      const said = await stopped();
      assert.deepEqual([said.code, said.place, said.response, said.record], [...expected, idle.length], what);
      assert.equal(said.address, address, what);
      await restart();
    };

    const records = anySize(random, RECORDS);
    const address = somewhere(random, RECORD, RECORD * records);
    await start({ address, records, position });
    assert.deepEqual(await stopped(), { code: ERROR.read, place: 6, response: DECERR, record: 0, address });
    met('command lists', 'error response at the list');
    await restart();

    const parameters = someParameters(random);
    await ends('parameters', parameters, [ERROR.read, 7, DECERR], parameters.parameters);
    met('command lists', 'error response at parameters');
    const misaligned = { ...parameters, parameters: parameters.parameters + 1 + random.below(BEAT - 1) };
    await ends('parameters that are not aligned', misaligned, [ERROR.alignment, 7, 0]);

    // Of keys of a byte a position lies in a block of 32, and there in a region of 8.
    const [block, region] = [Math.floor(position / 32), Math.floor(position / 8) % 4];
    const appendStride = STRIPS * (block + 1) + random.below(2 ** 23);
    const appendTo = somewhere(random, BEAT, BEAT * 4 * appendStride);
    const append = { n0: 8, destination: 'append', append: 'keys8', appendTo, appendStride } as const;
    await ends(
      'an append',
      append,
      [ERROR.write, 7, DECERR],
      appendTo + BEAT * (region * appendStride + STRIPS * block),
    );
    met('command lists', 'error response at an append');

    const writer = new ListWriter(random.fork('lists'), tokens, arena);
    const right = writer.write(2, true);
    writer.machine.run(right);
    await start(right);
    await completed(1);
    assert.deepEqual(arena.differences(), []);
  });

/** Lists of half of the records that there can be, and of some more, the last of no kind. */
const lastOfMany = (random: Random, design: Design): Promise<void> =>
  withSimulation(design, { ...clock, seed: random.uint32() }, async (sim) => {
    const { arena, start, stopped, restart } = listBoard(sim, random);
    const weights = [0, 1, 2, 3].map(() => anyAddress(random, 4096) % (SPACE - 4096));
    const half = RECORDS / 2;
    const all = new Uint8Array(RECORD * (half + 100));
    // The first gives what the others use again.
    for (let at = 0; at < all.length; at += RECORD) {
      all.set(listBytes([productWords({ groups: 1, blocks: 1, weights, toVectorUnit: true, reuse: at > 0 })]), at);
    }
    const address = arena.place(all);
    const { bytes } = arena.regions[0];
    for (const last of [half - 1, half + random.below(100)]) {
      const [kind] = bytes.subarray(RECORD * last);
      bytes[RECORD * last] = kind & 0xf0;
      await start({ address, records: last + 1, position: 0 });
      const { code, place, record } = await stopped();
      assert.deepEqual([code, place, record], [ERROR.record, 6, last]);
      bytes[RECORD * last] = kind;
      await restart();
    }
  });

/** What must hold of a build with lists and T = `tokens`. */
export const listReach = (tokens: number, runs: number): Readonly<Record<string, Property>> => ({
  'a list, parameters and appends of any size, anywhere in memory that is not there: the first beat is named': (
    design,
  ) => forSeeds(runs, (random) => nowhere(random, design, tokens)),
});

/** The same, as long as a list may be. */
export const longestList: Readonly<Record<string, Property>> = {
  'the last of very many records of a list is named': (design) => forSeeds(1, (random) => lastOfMany(random, design)),
};
