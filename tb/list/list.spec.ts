import assert from 'node:assert/strict';
import { createRandom, type Random, streamSource, withSimulation } from '@chisel-lite/testbench';
import { ERROR } from '@macromac/rtl';
import { CommandList } from '@macromac/rtl/list/list.ts';
import { ListError } from 'macromac/backends/golden/list-error.ts';
import { type ListRecord, parseRecord, takesParameters } from 'macromac/backends/golden/list-records.ts';
import { againWords, listBytes, productWords } from '../../sw/backends/golden/test/list-encoder.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { soil } from '../soil.ts';
import { writeAgainList } from './again-lists.ts';
import { listReach } from './list-reach.ts';
import {
  type Command,
  command,
  commandOf,
  handed,
  LIST_OPERATION,
  productOf,
  seenProduct,
  start,
  surroundings,
  wordsOf,
} from './list-surroundings.ts';
import { Arena, ListWriter, type PlacedList } from './lists.ts';

export const commandList: Bench = {
  source: 'list/list.ts',
  unit: () => CommandList(),
  properties: {
    'a list is checked, then run: products, vector records and parameters in their order, waiting for appends where they say so':
      (design) =>
        forSeeds(12, (random) =>
          withSimulation(design, { quietLimit: 5000 }, async (sim) => {
            soil(sim.simulator, random.fork('noise'));
            start(sim);
            const arena = new Arena(0x1_0000_0000);
            const writer = new ListWriter(random.fork('lists'), 8, arena);
            const lists = [writer.write(6, true), writer.write(6, false)];
            const around = surroundings(sim, random, arena);
            const queued = streamSource<Command>(sim.bus('queued'), sim.clock);
            let done = 0;
            const interrupts: number[] = [];
            sim.clock.attach({
              sample() {
                if (!sim.port['done'].raw.value) {
                  return;
                }
                done++;
                interrupts.push(Number(sim.port['done_interrupt'].raw.value));
              },
            });
            const plain = command({ groups: 3, blocks: 5, weights_0: 0x77n });
            const wanted = [1, 0].map((interrupt) => Boolean(interrupt));
            const all = lists.map((list) => writer.machine.check(list));
            for (const records of all) {
              around.expect(records);
            }
            queued.send([commandOf(lists[0], wanted[0], random), plain, commandOf(lists[1], wanted[1], random)]);
            await sim.clock.until(() => done === 2, 'both lists');
            await sim.clock.cycles(5);
            assert.deepEqual(interrupts, wanted.map(Number));
            assert.equal(around.state.forgotten > 0 && around.state.regions === 4, true, 'each list is read twice');

            const products = all.map((records) => records.filter((each) => each.kind === 'product'));
            const twice = products.map((each) =>
              [true, false].flatMap((check) => each.map((one) => productOf(one, check))),
            );
            const flags = (value: Record<string, unknown>) => seenProduct(value);
            const received = around.m.pending.map((each) => (each['in_list'] ? flags(each) : 'a plain command'));
            assert.deepEqual(received, [...twice[0], 'a plain command', ...twice[1]]);
            const vectors = lists.flatMap((list, l) =>
              wordsOf(arena, list).flatMap((words, i) => {
                const record = all[l][i];
                return record.kind === 'vector' ? handed(words, record) : [];
              }),
            );
            assert.deepEqual([...around.vector.pending], vectors);
            const asked = all
              .flat()
              .flatMap((record) =>
                record.kind === 'vector' && takesParameters(record)
                  ? [{ address: BigInt(record.parameters / 16), beats: record.n2 * record.parameterBeats }]
                  : [],
              );
            assert.deepEqual([...around.parameters.pending], asked);

            // What waits was begun when all was answered.
            const { begun } = around.state;
            let at = 0;
            lists.forEach((list, l) => {
              wordsOf(arena, list).forEach((words, i) => {
                const record = all[l][i];
                if (record.kind === 'again') {
                  return;
                }
                const parts = record.kind === 'product' ? 1 : 1 + Number(takesParameters(record));
                const waits = record.kind === 'product' ? (words[0] >> 17) & 1 : (words[2] >> 4) & 1;
                for (let part = 0; part < parts; part++, at++) {
                  if (waits) {
                    assert.equal(begun[at].unanswered, 0, `list ${l}, record ${i}`);
                  }
                }
              });
            });
            assert.equal(at, begun.length);
          }),
        ),
    'a list that runs again: checked at both ends, then run for each token, up to a stop token, no number or the last pass':
      (design) =>
        forSeeds(10, (random) =>
          withSimulation(design, { quietLimit: 5000 }, async (sim) => {
            soil(sim.simulator, random.fork('noise'));
            start(sim);
            const arena = new Arena(0x1_0000_0000);
            const list = writeAgainList(random.fork('list'), arena);
            const { passes, token, position, words, vocab, records } = list;
            const recordsOf = (pass: number, of: number) =>
              words.map((each) => parseRecord(each, position + pass, { pass, token: of }));
            // What the passes will find.
            const found = Array.from({ length: passes }, () => random.below(vocab));
            const isNumber = found.map(() => random.chance(0.95));
            const stops = [4, 6, 8, 10].map((word) => words[records - 1][word]);
            const ends = found.findIndex((each, i) => !isNumber[i] || stops.includes(each) || i === passes - 1);
            const made = Array.from({ length: ends + 1 }, (_, pass) => recordsOf(pass, pass ? found[pass - 1] : token));

            const around = surroundings(sim, random, arena);
            for (const each of made) {
              around.expect(each);
            }
            let products = 0;
            const done: number[] = [];
            const pin = (name: string) => Number(sim.port[name].raw.value);
            sim.clock.attach({
              sample() {
                products += Number(pin('m_valid') && pin('m_ready') && !pin('m_payload_only_check'));
                if (pin('done')) {
                  done.push(pin('done_interrupt'));
                }
              },
              drive() {
                const pass = Math.max(0, products - 1);
                sim.port['largest'].value = found[pass];
                sim.port['no_number'].value = Number(!isNumber[pass]);
              },
            });
            const interrupt = random.below(2);
            streamSource<Command>(sim.bus('queued'), sim.clock).send(commandOf(list, Boolean(interrupt), random));
            await sim.clock.until(() => done.length > 0, 'the end');
            await sim.clock.cycles(200);
            assert.deepEqual(done, [interrupt]);
            assert.equal(sim.port['running'].number, 0);
            assert.equal(around.state.regions, 2 + made.length);

            const all = made.flat();
            const checks = [recordsOf(0, token), recordsOf(passes - 1, vocab - 1)].flat();
            const productsOf = (some: readonly ListRecord[], check: boolean) =>
              some.flatMap((each) => (each.kind === 'product' ? [productOf(each, check)] : []));
            assert.deepEqual(around.m.pending.map(seenProduct), [
              ...productsOf(checks, true),
              ...productsOf(all, false),
            ]);
            const vectors = all.filter((each) => each.kind === 'vector');
            assert.deepEqual(
              [...around.vector.pending],
              made.flatMap((each) =>
                each.flatMap((record, i) => (record.kind === 'vector' ? handed(words[i], record) : [])),
              ),
            );
            assert.deepEqual(
              [...around.parameters.pending],
              vectors.filter(takesParameters).map(({ parameters, n2, parameterBeats }) => ({
                address: BigInt(parameters / 16),
                beats: n2 * parameterBeats,
              })),
            );
          }),
        ),
    'a record that cannot be: nothing is run, and the record is named': (design) =>
      forSeeds(12, (random) =>
        withSimulation(design, { quietLimit: 5000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          start(sim);
          const arena = new Arena(0x1_0000_0000);
          const writer = new ListWriter(random.fork('lists'), 8, arena);
          const list = writer.write(5, true);
          const error = spoiltVector(random, writer, arena, list);
          const around = surroundings(sim, random, arena);
          streamSource<Command>(sim.bus('queued'), sim.clock).send(commandOf(list, true, random));
          const { refused_valid, refused_code, refused_place, number } = sim.port;
          await sim.clock.until(() => refused_valid.raw.value, 'the refusal');
          assert.deepEqual(
            [refused_code.number, refused_place.number, number.number],
            [error.code, error.place, error.record],
            error.message,
          );
          assert.deepEqual([around.vector.pending.length, around.parameters.pending.length], [0, 0]);
          assert.ok(around.m.pending.every((each) => each['only_check']));
        }),
      ),
    'kinds that are none, and bits that must be 0: of a product told to the dispatcher, of an again record refused':
      async (design) => {
        const product = productWords({ groups: 1, blocks: 1, top: true, outputs: 9, weights: [0, 0, 0, 0] });
        const again = againWords(8, []);
        /** Words of one record, and what is said of it. */
        const cases: [words: Uint32Array[], reserved: boolean | undefined][] = [
          [[product, again], false],
          ...[0, 4, 5, 8, 15].map((kind): [Uint32Array[], undefined] => {
            const words = product.slice();
            words[0] = (words[0] & ~15) | kind;
            return [[words], undefined];
          }),
        ];
        // Both ends of each field, and a bit between.
        for (const [word, low] of [
          [0, 19],
          [2, 8],
          [3, 19],
          [5, 8],
          [7, 8],
          [9, 8],
          [11, 8],
          [12, 0],
          [13, 0],
          [15, 8],
        ]) {
          for (const bit of [low, low + 5, 31]) {
            for (const record of [product, again]) {
              const words = record.slice();
              words[word] = (words[word] | (1 << bit)) >>> 0;
              cases.push(record === product ? [[words], true] : [[product, words], undefined]);
            }
          }
        }
        for (const [list, reserved] of cases) {
          await withSimulation(design, {}, async (sim) => {
            soil(sim.simulator, createRandom(1));
            start(sim);
            const arena = new Arena(0x1_0000_0000);
            const address = arena.place(listBytes(list));
            const around = surroundings(sim, createRandom(2), arena);
            const source = streamSource<Command>(sim.bus('queued'), sim.clock);
            source.send(commandOf({ address, records: list.length, position: 0 }, false, createRandom(3)));
            const { refused_valid, refused_code, refused_place, number } = sim.port;
            const told = () => around.m.pending.at(-1)?.['reserved'];
            await sim.clock.until(
              () => refused_valid.raw.value || (reserved !== undefined && told() !== undefined),
              'a word',
            );
            const said = refused_valid.raw.value ? [refused_code.number, refused_place.number, number.number] : told();
            const expected = reserved === undefined ? [ERROR.record, 6, list.length - 1] : reserved;
            assert.deepEqual(
              said,
              expected,
              list.map((words) => [...words].map((word) => word.toString(16))).join('; '),
            );
          });
        }
      },
    'a command of a list that cannot be': async (design) => {
      const good = { operation: LIST_OPERATION, activations: 0x2000n, outputs: 4 };
      const cases: [Record<string, number | bigint>, number][] = [
        [{ outputs: 0 }, ERROR.reserved],
        [{ outputs: 2 ** 18 }, ERROR.reserved],
        [{ outputs: 2 ** 18 + 1 }, ERROR.reserved],
        ...[1, 2, 4, 8].flatMap((bit): [Record<string, number>, number][] => [
          [{ format: bit }, ERROR.reserved],
          [{ tokens: bit }, ERROR.reserved],
        ]),
        [{ reuse: 1 }, ERROR.reserved],
        [{ top: 1 }, ERROR.reserved],
        [{ reserved: 1 }, ERROR.reserved],
        ...[1n, 2n, 4n, 8n, 16n, 32n].map((more): [Record<string, bigint>, number] => [
          { activations: 0x2000n + more },
          ERROR.alignment,
        ]),
        [{ activations: 0x1fc0n }, ERROR.window],
        [{ activations: 0x4000n - 0xc0n }, ERROR.window],
        [{ activations: 0x4000n - 0x100n }, 0],
        [{}, 0],
      ];
      for (const [fields, code] of cases) {
        await withSimulation(design, {}, async (sim) => {
          sim.port['window_first'].value = 2;
          sim.port['window_last'].value = 3;
          sim.port['quiet'].value = 1;
          sim.port['active'].value = 1;
          streamSource<Command>(sim.bus('queued'), sim.clock).send(command({ ...good, ...fields }));
          await sim.clock.cycles(12);
          const said = ['valid', 'code', 'place'].map((name) => sim.port[`refused_${name}`].number);
          if (code) {
            assert.deepEqual(said, [1, code, 6], String(Object.entries(fields)));
          } else {
            assert.deepEqual([said[0], sim.port['region_valid'].number], [0, 1]);
          }
        });
      }
    },
    'a list waits until nothing else is under way, and not while halted; where nothing moves it stops': (design) =>
      withSimulation(design, { quietLimit: 2 ** 17 }, async (sim) => {
        start(sim);
        const { quiet, halt, active, running, region_valid, refused_valid, refused_code } = sim.port;
        active.value = 1;
        streamSource<Command>(sim.bus('queued'), sim.clock).send(
          command({ operation: LIST_OPERATION, activations: 0x2000n, outputs: 4 }),
        );
        await sim.clock.cycles(20);
        assert.equal(running.number, 0);
        quiet.value = 1;
        halt.value = 1;
        await sim.clock.cycles(20);
        assert.equal(running.number, 0);
        halt.value = 0;
        await sim.clock.until(() => region_valid.raw.value, 'the list to be asked for');
        assert.equal(running.number, 1);
        await sim.clock.cycles(2 ** 16 + 100);
        assert.equal(refused_valid.number, 0, 'something moves');
        active.value = 0;
        await sim.clock.cycles(2 ** 16 - 10);
        assert.equal(refused_valid.number, 0);
        await sim.clock.cycles(20);
        assert.deepEqual([refused_valid.number, refused_code.number], [1, ERROR.stalled]);
      }),
    ...listReach,
  },
};

/** Changes a bit of a vector record, or of a kind, so that golden refuses that record. */
function spoiltVector(random: Random, { machine }: ListWriter, arena: Arena, list: PlacedList): ListError {
  const region = arena.regions.find(({ base }) => base === list.address)!;
  for (;;) {
    const at = random.below(region.bytes.length);
    const right = region.bytes[at];
    for (const bytes of [region.bytes, region.golden]) {
      bytes[at] = right ^ (1 << (at % 8));
    }
    try {
      machine.check(list);
    } catch (error) {
      if (error instanceof ListError && error.place >= 6) {
        return error;
      }
    }
    for (const bytes of [region.bytes, region.golden]) {
      bytes[at] = right;
    }
  }
}
