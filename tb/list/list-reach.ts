/** How far a list reaches: any position and address, as many passes and records as there can be. */
import assert from 'node:assert/strict';
import { createRandom, type Design, type Random, streamSource, withSimulation } from '@chisel-lite/testbench';
import { ERROR } from '@macromac/rtl';
import {
  type ListRecord,
  type ProductRecord,
  parseRecord,
  takesParameters,
  type VectorRecord,
} from 'macromac/backends/golden/list-records.ts';
import { againWords, listBytes, productWords, vectorWords } from '../../sw/backends/golden/test/list-encoder.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, type Pins, withPins } from '../pins.ts';
import { soil } from '../soil.ts';
import {
  type Command,
  command,
  commandOf,
  handed,
  LIST_OPERATION,
  productOf,
  seenProduct,
  surroundings,
} from './list-surroundings.ts';
import { Arena, anyAddress } from './lists.ts';
import { type Case, changed, judged, someCaseOf } from './vector-check.spec.ts';

/** Positions are below it. */
const POSITIONS = 65_535;
const PAGES = 2 ** 28;
const LIST = 6;

/** A product of any sizes that a record can say, some of them by its position. */
function someProduct(random: Random, position: number): Uint32Array {
  const top = random.chance(0.3);
  return productWords({
    format: random.below(3),
    tokens: 1 + random.below(16),
    reuse: random.chance(0.5),
    top,
    toVectorUnit: !top && random.chance(0.5),
    groupsByContext: random.chance(0.5),
    blocksByContext: random.chance(0.5),
    wait: random.chance(0.3),
    groups: random.below(65_536),
    blocks: random.below(65_536),
    offset: random.below(Math.min(256, POSITIONS - position)),
    outputs: random.below(2 ** 19),
    weights: Array.from({ length: 4 }, () => anyAddress(random, 1)),
    results: anyAddress(random, 1),
  });
}

/** Products and vector records for a position, and a window in which most of them lie. */
function someRecords(random: Random, position: number): { words: Uint32Array[]; first: number; last: number } {
  const cases: Case[] = [];
  const words = Array.from({ length: 1 + random.below(6) }, () => {
    if (random.chance(0.4)) {
      return someProduct(random, position);
    }
    const right = someCaseOf(random, position);
    const one = random.chance(0.1) ? { ...changed(random, right), position } : right;
    cases.push(one);
    return one.words;
  });
  const chosen = cases[random.below(2 * cases.length + 1)];
  // The list itself lies in the window too.
  const isWide = chosen && chosen.windowLast - chosen.windowFirst > 8;
  const window = isWide ? chosen : { windowFirst: 0, windowLast: PAGES - 1 };
  return { words, first: window.windowFirst, last: window.windowLast };
}

/** A list that runs again from any position, as often as can be: its product finds what the bench says. */
function anyAgainList(random: Random, arena: Arena) {
  const position = random.below(POSITIONS);
  const passes = 1 + random.below(POSITIONS - position);
  const lastToken = random.below(2 ** 18);
  const stride = random.below(2 ** 16);
  const words = [
    vectorWords({
      a: 'parameters',
      n0: 4,
      parameterBeats: 4,
      byPosition: true,
      byToken: random.chance(0.8),
      stride,
      // The last row of 2^18 tokens of 2^16 beats lies within the address space.
      parameters: anyAddress(random, 16) % (3 * 2 ** 38),
      destination: 'activations',
    }),
    productWords({
      groups: 1,
      blocksByContext: true,
      top: true,
      outputs: random.below(2 ** 18),
      weights: Array.from({ length: 4 }, () => anyAddress(random, 16)),
      results: anyAddress(random, 128),
      byPass: true,
    }),
    againWords(lastToken, [lastToken]),
  ];
  return {
    ...{ words, position, passes, lastToken, records: words.length, token: random.below(lastToken + 1) },
    address: arena.place(listBytes(words), 64 * random.below(64)),
  };
}

export const listReach: Bench['properties'] = {
  'records for any position, with data anywhere: what is handed on, or the first that cannot be': (design) =>
    forSeeds(60, (random) =>
      withSimulation(design, { quietLimit: 5000 }, async (sim) => {
        soil(sim.simulator, random.fork('noise'));
        const position = random.chance(0.2) ? POSITIONS - 1 - random.below(100) : random.below(POSITIONS - 1);
        const { words, first, last } = someRecords(random, position);
        sim.port['window_first'].value = first;
        sim.port['window_last'].value = last;
        const arena = new Arena(4096 * (first + random.below(last - first - 4)));
        const address = arena.place(listBytes(words), 64 * random.below(64));
        const verdicts = words.map((each) =>
          (each[0] & 15) === 1
            ? (parseRecord(each, position) as ProductRecord)
            : judged({ words: each as Case['words'], position, windowFirst: first, windowLast: last }),
        );
        const around = surroundings(sim, random, arena);
        const wrong = verdicts.findIndex((each) => 'error' in each);
        if (wrong < 0) {
          around.expect(verdicts as ListRecord[]);
        }
        const list = { address, records: words.length, position };
        streamSource<Command>(sim.bus('queued'), sim.clock).send(commandOf(list, true, random));
        const { refused_valid, refused_code, refused_place, number, done } = sim.port;
        await sim.clock.until(() => refused_valid.raw.value || done.raw.value, 'the end');
        if (wrong >= 0) {
          const { error } = verdicts[wrong] as { error: [number, number] };
          assert.deepEqual([refused_code.number, refused_place.number, number.number], [...error, wrong]);
          assert.deepEqual([around.vector.pending.length, around.parameters.pending.length], [0, 0]);
          return;
        }
        assert.equal(refused_valid.number, 0);
        const records = verdicts as (ProductRecord | VectorRecord)[];
        const products = records.filter((each) => each.kind === 'product');
        assert.deepEqual(
          around.m.pending.map(seenProduct),
          [true, false].flatMap((check) => products.map((each) => productOf(each, check))),
        );
        assert.deepEqual(
          [...around.vector.pending],
          records.flatMap((each, i) => (each.kind === 'vector' ? handed(words[i], each) : [])),
        );
        assert.deepEqual(
          [...around.parameters.pending],
          records
            .filter((each) => each.kind === 'vector' && takesParameters(each))
            .map((each) => {
              const { parameters, n2, parameterBeats } = each as VectorRecord;
              return { address: BigInt(parameters / 16), beats: n2 * parameterBeats };
            }),
        );
      }),
    ),
  'a list that runs again from any position, for any token, as often as can be': (design) =>
    forSeeds(30, (random) =>
      withSimulation(design, { quietLimit: 5000 }, async (sim) => {
        soil(sim.simulator, random.fork('noise'));
        sim.port['window_last'].value = PAGES - 1;
        const arena = new Arena(anyAddress(random, 4096) % (2 ** 40 - 2 ** 20));
        const list = anyAgainList(random, arena);
        const { words, position, passes, lastToken, token } = list;
        // Some tokens, then the one that ends it.
        const found = Array.from({ length: random.below(4) }, () => random.below(lastToken));
        found.push(lastToken);
        const tokens = [token, ...found].slice(0, Math.min(passes, found.length));
        const recordsOf = (pass: number, of: number) =>
          words.map((each) => parseRecord(each, position + pass, { pass, token: of }));
        const made = tokens.map((each, pass) => recordsOf(pass, each));
        const checks = [recordsOf(0, token), recordsOf(passes - 1, lastToken)];

        const around = surroundings(sim, random, arena);
        for (const each of made) {
          around.expect(each);
        }
        let products = 0;
        sim.clock.attach({
          sample() {
            const pin = (name: string) => Number(sim.port[name].raw.value);
            products += Number(pin('m_valid') && pin('m_ready') && !pin('m_payload_only_check'));
          },
          drive() {
            sim.port['largest'].value = found[Math.max(0, products - 1)] ?? 0;
            sim.port['no_number'].value = 0;
          },
        });
        streamSource<Command>(sim.bus('queued'), sim.clock).send(commandOf(list, false, random));
        await sim.clock.until(() => sim.port['done'].raw.value || sim.port['refused_valid'].raw.value, 'the end');
        assert.equal(sim.port['refused_valid'].number, 0);
        const productsOf = (some: readonly (readonly ListRecord[])[], check: boolean) =>
          some.flat().flatMap((each) => (each.kind === 'product' ? [productOf(each, check)] : []));
        assert.deepEqual(around.m.pending.map(seenProduct), [...productsOf(checks, true), ...productsOf(made, false)]);
        assert.deepEqual(
          around.parameters.pending.map(({ address }) => address),
          made.map(([first]) => BigInt((first as VectorRecord).parameters / 16)),
        );
      }),
    ),
  'a pass behind the last position: nothing is run': (design) =>
    forSeeds(8, (random) =>
      withSimulation(design, { quietLimit: 5000 }, async (sim) => {
        soil(sim.simulator, random.fork('noise'));
        sim.port['window_last'].value = PAGES - 1;
        const arena = new Arena(0x1000);
        const list = anyAgainList(random, arena);
        const over = 1 + random.below(random.chance(0.5) ? 3 : list.position + 1);
        const passes = POSITIONS - list.position + over;
        const around = surroundings(sim, random, arena);
        streamSource<Command>(sim.bus('queued'), sim.clock).send(commandOf({ ...list, passes }, false, random));
        const { refused_valid, refused_code, refused_place, number } = sim.port;
        await sim.clock.until(() => refused_valid.raw.value, 'the refusal');
        assert.deepEqual([refused_code.number, refused_place.number, number.number], [ERROR.bounds, LIST, 0]);
        assert.deepEqual([around.vector.pending.length, around.parameters.pending.length], [0, 0]);
        assert.ok(around.m.pending.every((each) => each['only_check']));
      }),
    ),
  ...listEnds({ region: 'region', beats: 'beats', parameters: 'parameters' }),
};

/** Names of a unit's ports: where a list is asked for, where it comes, and where its parameters are asked for. */
interface ListPorts {
  readonly region: string;
  readonly beats: string;
  readonly parameters: string;
}

/** What lists come to at the ends of memory and of what can be said, of a unit that reads them. */
export function listEnds(ports: ListPorts): Bench['properties'] {
  return {
    'a list at the last addresses there are, and one that leaves them': (design) => atTheLastAddresses(design, ports),
    'as many parameters as there can be, and those at the last address; misaligned ones are refused': (design) =>
      manyParameters(design, ports),
    'the last of very many records is named': (design) => lastOfMany(design, ports),
  };
}

/** Lists that end at the last address, or beyond it: asked for as they are, or refused. */
async function atTheLastAddresses(design: Design, { region }: ListPorts): Promise<void> {
  for (const [address, outputs, code] of [
    [2 ** 40 - 64, 1, 0],
    [2 ** 40 - 64, 2, ERROR.window],
    [2 ** 40 - 128, 2, 0],
    [2 ** 40 - 64 * 2 ** 17, 2 ** 17, 0],
    [2 ** 40 - 64 * 2 ** 17, 2 ** 17 + 1, ERROR.window],
    [2 ** 39 - 64, 2 ** 18 - 1, 0],
  ]) {
    await withSimulation(design, {}, async (sim) => {
      sim.port['window_last'].value = PAGES - 1;
      sim.port['quiet'].value = 1;
      sim.port['active'].value = 1;
      const asked = command({ operation: LIST_OPERATION, activations: BigInt(address), outputs });
      streamSource<Command>(sim.bus('queued'), sim.clock).send(asked);
      await sim.clock.cycles(12);
      const said = ['refused_valid', 'refused_code', `${region}_valid`].map((name) => sim.port[name].number);
      assert.deepEqual([said[0], said[2]], code ? [1, 0] : [0, 1], `${outputs} records at 0x${address.toString(16)}`);
      if (code) {
        assert.equal(said[1], code);
      } else {
        assert.equal(sim.port[`${region}_payload_address`].raw.value, BigInt(address / 16));
        assert.equal(sim.port[`${region}_payload_beats`].number, 4 * outputs);
      }
    });
  }
}

/** A list of one record, which reads 2^28 − 1 beats of parameters, or the last beat of memory. */
async function manyParameters(design: Design, { region, beats, parameters }: ListPorts): Promise<void> {
  for (const [n0, n2, misaligned] of [
    [16_383, 16_385, 0],
    [1, 1, 0],
    [1, 1, 8],
  ]) {
    await withSimulation(design, { quietLimit: 1000 }, async (sim) => {
      const random = createRandom(n0 + misaligned);
      soil(sim.simulator, random);
      const at = 2 ** 40 - 16 * n0 * n2 + misaligned;
      const record = beatsOf(vectorWords({ a: 'parameters', n0, n2, parameterBeats: n0, parameters: at }));
      for (const [name, value] of Object.entries({
        window_last: PAGES - 1,
        quiet: 1,
        active: 1,
        [`${region}_ready`]: 1,
      })) {
        sim.port[name].value = value;
      }
      // It is read twice.
      streamSource<bigint>(sim.bus(beats), sim.clock).send([...record, ...record]);
      const list = { address: 0x2000, records: 1, position: 0 };
      streamSource<Command>(sim.bus('queued'), sim.clock).send(commandOf(list, false, random));
      const { refused_valid, refused_code, refused_place, number } = sim.port;
      const asked = sim.port[`${parameters}_valid`];
      await sim.clock.until(() => asked.raw.value || refused_valid.raw.value, 'a word of them');
      if (misaligned) {
        const said = [refused_valid, refused_code, refused_place, number].map((port) => port.number);
        assert.deepEqual(said, [1, ERROR.alignment, 7, 0]);
        return;
      }
      assert.equal(refused_valid.number, 0);
      assert.equal(sim.port[`${parameters}_payload_address`].raw.value, BigInt(at / 16));
      assert.equal(sim.port[`${parameters}_payload_beats`].number, n0 * n2);
    });
  }
}

/** A list of more than half the products that there can be, whose last record is of no kind. */
function lastOfMany(design: Design, { region, beats: listBeats }: ListPorts): Promise<void> {
  const random = createRandom(5);
  const records = 2 ** 17 + random.below(1000);
  const [first, ...others] = beatsOf(productWords({ groups: 1, blocks: 1, weights: [0, 0, 0, 0] }));
  const none = first & ~15n;
  const fields = { ...command({ operation: LIST_OPERATION, activations: 0x2000n, outputs: records }) };
  const run = (pins: Pins) => {
    pins.set({
      ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`queued_payload_${name}`, value])),
      ...{ queued_valid: 1, window_last: PAGES - 1, quiet: 1, active: 1 },
      ...{ m_ready: 1, [`${region}_ready`]: 1, [`${listBeats}_valid`]: 1, checked: 1 },
    });
    while (!pins.get('queued_ready')) {
      pins.clock();
    }
    pins.clock();
    pins.set({ queued_valid: 0 });
    const beats = [first, ...others];
    let [record, beat, cycles] = [0, 0, 0];
    while (!pins.get('refused_valid')) {
      assert.ok(cycles++ < 12 * records, 'it comes to its end');
      if (pins.get(`${listBeats}_ready`)) {
        pins.set({ [`${listBeats}_payload`]: beat === 0 && record === records - 1 ? none : beats[beat] });
        beat = (beat + 1) % beats.length;
        record += Number(beat === 0);
      }
      pins.clock();
    }
    assert.deepEqual(
      ['refused_code', 'refused_place', 'number'].map((name) => pins.get(name)),
      [ERROR.record, LIST, records - 1],
    );
    assert.equal(record, records);
  };
  return withPins(design, run, random);
}

const beatsOf = (words: Uint32Array): bigint[] =>
  Array.from({ length: 4 }, (_, beat) => join([...words.subarray(4 * beat, 4 * beat + 4)], 32));
