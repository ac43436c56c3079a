import assert from 'node:assert/strict';
import { createRandom, type Random } from '@chisel-lite/testbench';
import { VectorCheck } from '@macromac/rtl/list/vector-check.ts';
import { checkRecord } from 'macromac/backends/golden/list-check.ts';
import { ListError } from 'macromac/backends/golden/list-error.ts';
import {
  parseRecord,
  takesParameters,
  UnreadableRecord,
  type VectorRecord,
} from 'macromac/backends/golden/list-records.ts';
import { type VectorFields, vectorWords } from '../../sw/backends/golden/test/list-encoder.ts';
import type { Bench } from '../bench.ts';
import { join, type Pins, withPins } from '../pins.ts';
import { tryRecord } from '../vector/records.ts';
import { anyAddress } from './lists.ts';

/** Pages of the address space. */
const PAGES = 2 ** 28;
/** Cycles in which a record must have been judged. */
const LIMIT = 20;

export interface Case {
  readonly words: Uint32Array<ArrayBuffer>;
  readonly position: number;
  readonly windowFirst: number;
  readonly windowLast: number;
}

const oneOf = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)];

/** About the largest value at which something is still right: one more or less, or exactly. */
const about = (random: Random, value: number): number => Math.max(0, value + random.below(3) - 1);

/** Parameters of as many beats as can be, or a few more. */
function manyParameters(random: Random): VectorFields {
  const half = random.chance(0.3);
  const two = !half && random.chance(0.3);
  // Few beats of many steps, many of few, or anything between.
  const most = 2 ** (1 + random.below(half || two ? 15 : 16)) - 1;
  const n0 = (half ? 2 : 1) * (1 + random.below(most));
  const parameterBeats = two ? 2 * n0 : half ? n0 / 2 : n0;
  const n2 = 1 + random.below(Math.min(65_535, Math.ceil((2 ** 28 + 2 ** 20) / parameterBeats)));
  return { a: 'parameters', n0, n2, half, two, parameterBeats };
}

/** Scores of a whole context: they just fit into the vector memory, or not. */
function wholeContext(random: Random, context: number): VectorFields {
  const n0 = 8 * (1 + random.below(2));
  const g = random.chance(0.9) ? n0 : about(random, n0);
  const beats = g * (Math.ceil(context / (4 * n0)) - 1) + n0;
  const walk = () => ({ start: random.chance(0.5) ? 0 : about(random, Math.max(0, 16_384 - beats)), g });
  const a = oneOf(random, ['memory', 'results'] as const);
  return {
    a,
    byContext: true,
    masked: true,
    n0,
    n2: random.below(65_536),
    walkA: walk(),
    destination: 'memory',
    walkW: walk(),
  };
}

/** A record that can be, as far as it does not lie in memory. */
function someFields(random: Random, context: number): VectorFields {
  if (random.chance(0.2)) {
    return random.chance(0.5) ? manyParameters(random) : wholeContext(random, context);
  }
  for (;;) {
    const fields = tryRecord(random, context);
    if (fields && !(fields.byContext && context > 500)) {
      return fields;
    }
  }
}

/** A record with its places in memory, and a window about them. */
function someCase(random: Random): Case {
  const context = 1 + random.below(random.chance(0.3) ? 65_535 : 300);
  return caseAt(random, context, random.below(Math.min(context, 256)));
}

/** The same in a list that begins at a position. */
export function someCaseOf(random: Random, passPosition: number): Case {
  const offset = random.below(Math.min(256, 65_536 - passPosition));
  return caseAt(random, passPosition + offset + 1, offset);
}

function caseAt(random: Random, context: number, offset: number): Case {
  const fields = someFields(random, context);
  const record = parseRecord(vectorWords({ ...fields, offset }), context - 1 - offset) as VectorRecord;
  const { n0, n1, append, position } = record;
  const group = append === 'values8' ? 1 : Math.ceil(n0 / 16) * (append === 'keys16' ? 2 : 1);
  const strips = (Math.floor(position / (append === 'values8' ? 64 : 32)) + 1) * group * 33;
  const appendStride = random.chance(0.8) ? about(random, strips) : random.below(2 ** 24);
  const stride = random.below(oneOf(random, [100, 65_536]));
  // Anywhere, or so far up that what lies there may end beyond the last address.
  const somewhere = () => (random.chance(0.1) ? 2 ** 40 - 16 * (1 + random.below(2 ** 16)) : anyAddress(random, 16));
  const parameters = somewhere();
  const appendTo = somewhere();

  // A window that ends, or begins, about where one of them does.
  const byPosition = takesParameters(record) && random.chance(0.3);
  const first = byPosition ? parameters + 16 * stride * position : parameters;
  const appends = record.destination === 'append';
  const regions = append === 'values8' ? (n1 * n0) / 2 : 4 * n1;
  const last = appends
    ? oneOf(random, [
        appendTo + 16 * regions * appendStride,
        parameters + 16 * ((n1 - 1) * stride + Math.floor(position / 8) + 1),
      ])
    : first + 16 * record.n2 * record.parameterBeats;
  const aboutPage = (address: number) => Math.min(about(random, Math.floor(address / 4096)), PAGES - 1);
  const open = { windowFirst: 0, windowLast: PAGES - 1 };
  const window = oneOf(random, [
    open,
    { ...open, windowLast: aboutPage(last - 1) },
    { ...open, windowFirst: aboutPage(oneOf(random, appends ? [appendTo, parameters] : [first])) },
  ]);
  const misaligned = () => (random.chance(0.03) ? 1 + random.below(15) : 0);
  return {
    ...window,
    position: context - 1 - offset,
    words: vectorWords({
      ...fields,
      offset,
      byPosition,
      stride,
      parameters: parameters + misaligned(),
      appendTo: appendTo + misaligned(),
      appendStride,
    }),
  };
}

/** The same with a thing or two changed: fields that just fit, or any bit. */
export function changed(random: Random, { words, ...rest }: Case): Case {
  const put = (word: number, low: number, width: number, value: number) => {
    const mask = (2 ** width - 1) * 2 ** low;
    words[word] = ((words[word] & ~mask) | ((value << low) & mask)) >>> 0;
  };
  const half = (word: number) => () => {
    const upper = random.chance(0.5);
    put(
      word,
      upper ? 16 : 0,
      16,
      oneOf(random, [
        0,
        1,
        7,
        16_383,
        16_384,
        65_535,
        about(random, upper ? words[word] >>> 16 : words[word] & 0xffff),
      ]),
    );
  };
  const changes = [
    () => put(random.below(16), random.below(32), 1, random.below(2)),
    () => put(0, oneOf(random, [4, 8, 11, 13, 15, 18, 20, 23]), 3, random.below(8)),
    half(1),
    () => put(2, 0, 4, random.below(16)),
    () => put(2, 16, 16, about(random, words[2] >>> 16)),
    half(3),
    half(4),
    half(5),
    half(6),
    () => put(7, oneOf(random, [16, 21, 26]), 5, random.below(32)),
    () => put(11, 16, 16, about(random, words[11] >>> 16)),
    () => put(13, 0, 8, random.below(256)),
  ];
  for (let i = random.below(3); i >= 0; i--) {
    oneOf(random, changes)();
  }
  // The kind is the list's business.
  put(0, 0, 4, 2);
  return { words, ...rest, position: random.chance(0.05) ? 65_200 + random.below(336) : rest.position };
}

/** What golden says: a record, or an error. */
export function judged({ words, position, ...window }: Case): VectorRecord | { error: [code: number, place: number] } {
  try {
    const record = parseRecord(words, position) as VectorRecord;
    checkRecord(record, 0, undefined, { tokens: 8, ...window });
    return record;
  } catch (error) {
    if (error instanceof ListError) {
      return { error: [error.code, error.place] };
    }
    if (error instanceof UnreadableRecord) {
      return { error: [13, 6] };
    }
    throw error;
  }
}

function checkCase(pins: Pins, random: Random, each: Case): string {
  const { words, position, windowFirst, windowLast } = each;
  pins.set({ words: join([...words], 32), position, window_first: windowFirst, window_last: windowLast });
  for (let i = random.below(2); i > 0; i--) {
    pins.clock();
  }
  pins.set({ start: true });
  pins.clock();
  pins.set({ start: false });
  for (let cycle = 0; !pins.get('ended'); cycle++) {
    assert.ok(cycle < LIMIT, 'judged soon');
    pins.clock();
  }
  const expected = judged(each);
  const said = pins.get('refused_valid') ? [pins.get('refused_code'), pins.get('refused_place')] : undefined;
  const where = `${[...words].map((word) => word.toString(16))} at ${position}, window ${windowFirst} … ${windowLast}`;
  assert.deepEqual(said, 'error' in expected ? expected.error : undefined, where);
  if (!('error' in expected)) {
    assert.equal(pins.get('steps'), expected.n2, where);
    assert.equal(pins.get('positions'), expected.context, where);
    assert.equal(pins.get('appends'), Number(expected.destination === 'append'), where);
    assert.equal(pins.get('has_parameters'), Number(takesParameters(expected)), where);
    if (takesParameters(expected)) {
      assert.equal(pins.wide('parameters_address'), BigInt(expected.parameters / 16), where);
      assert.equal(pins.get('parameters_beats'), expected.n2 * expected.parameterBeats, where);
    }
  }
  pins.clock();
  return String('error' in expected ? expected.error[0] : 'fine');
}

export const vectorCheck: Bench = {
  source: 'list/vector-check.ts',
  unit: () => VectorCheck(),
  properties: {
    'records that can be, and what is made of their position': (design) => {
      const random = createRandom(31);
      return withPins(
        design,
        (pins) => {
          for (let i = 0; i < 1500; i++) {
            checkCase(pins, random, someCase(random));
          }
        },
        random,
      );
    },
    'walks that go as far as numbers can say: out of bounds': (design) => {
      const random = createRandom(33);
      return withPins(
        design,
        (pins) => {
          const far = { start: 65_535, t: 65_535, g: 65_535 };
          const shape = { n0: 1, n1: 16, n2: 65_535 };
          const walks: Omit<VectorFields, 'n0'>[] = [
            { walkA: far },
            { c: 'memory', walkC: far },
            { destination: 'memory', walkW: far },
          ];
          for (const walk of walks) {
            const words = vectorWords({ ...shape, ...walk });
            assert.equal(checkCase(pins, random, { words, position: 0, windowFirst: 0, windowLast: PAGES - 1 }), '14');
          }
        },
        random,
      );
    },
    'records with a fault or two: the first of them is named': (design) => {
      const random = createRandom(32);
      return withPins(
        design,
        (pins) => {
          const met = new Set<string>();
          for (let i = 0; i < 6000; i++) {
            met.add(checkCase(pins, random, changed(random, someCase(random))));
          }
          assert.deepEqual([...met].sort(), ['13', '14', '5', '6', 'fine']);
        },
        random,
      );
    },
  },
};
