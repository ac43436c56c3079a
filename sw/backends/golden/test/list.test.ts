import { describe, expect, test } from 'vitest';
import { exp } from '../exp.ts';
import { add, multiply } from '../float32.ts';
import { floatToHalf, halfToFloat } from '../half.ts';
import { quantiseKey16, quantiseValue8 } from '../kv-quantise.ts';
import { ListMachine } from '../list.ts';
import { ListError } from '../list-error.ts';
import type { ListMemory } from '../list-memory.ts';
import { parseRecord, type VectorRecord } from '../list-records.ts';
import { emptyMacro, MACRO_READERS } from '../macro.ts';
import { goldenMatmul } from '../matmul.ts';
import { reciprocal, reciprocalSquareRoot } from '../reciprocal.ts';
import { sum32 } from '../sum32.ts';
import { VectorUnit } from '../vector-unit.ts';
import { listBytes, type ProductFields, productWords, type VectorFields, vectorWords } from './list-encoder.ts';

const LIST = 0x10_0000;
const INPUT = 0x2000;
const OUTPUT = 0x4000;

/** Two megabytes from address 0. */
function ram(): ListMemory & { readonly bytes: Uint8Array } {
  const bytes = new Uint8Array(2 ** 21);
  return {
    bytes,
    read: (address, count) => bytes.slice(address, address + count),
    write: (address, data) => bytes.set(data, address),
  };
}

const vector = (fields: VectorFields) => vectorWords(fields);
const product = (fields: ProductFields) => productWords(fields);

/** A machine that has run `records`, with x at INPUT. */
function ran(records: Uint32Array[], { x = [] as number[], position = 0, tokens = 1 } = {}) {
  const memory = ram();
  memory.write(INPUT, new Uint8Array(Float32Array.from(x).buffer));
  memory.write(LIST, listBytes(records));
  const machine = new ListMachine(memory, { tokens });
  machine.run({ address: LIST, records: records.length, position });
  const { vectorUnit: unit } = machine;
  return { memory, unit, beats: (at: number, count: number) => [...unit.memory.subarray(4 * at, 4 * (at + count))] };
}

/** Loads `beats` from INPUT to M[0] …. */
const load = (beats: number, more: Partial<VectorFields> = {}) =>
  vector({
    a: 'parameters',
    destination: 'memory',
    n0: beats,
    parameters: INPUT,
    parameterBeats: beats,
    ...more,
  });

const ramp = (n: number, scale = 0.37) =>
  Array.from({ length: n }, (_, i) => Math.fround(Math.sin(i) * scale * (i + 1)));

describe('sources', () => {
  const x = ramp(32);

  test('A, B, C, D and E are what the record says', () => {
    const { beats } = ran(
      [
        load(8),
        // S[3] = sum of M[0 … 7], S[4] of the same.
        vector({ n0: 8, n1: 2, reduction: 'sum', scalarR: 3 }),
        vector({
          n0: 4,
          b: 'scalar',
          scalarB: 3,
          c: 'memory',
          walkC: { start: 4 },
          d: 'immediate',
          y: 0.3,
          e: 'immediate',
          destination: 'memory',
          walkW: { start: 100 },
        }),
        vector({
          n0: 4,
          b: 'immediate',
          x: 3.1,
          c: 'scalar',
          scalarK: 3,
          e: 'memory',
          destination: 'memory',
          walkW: { start: 200 },
        }),
        vector({
          n0: 4,
          b: 'immediate',
          x: -1,
          c: 'one',
          function: 'exp',
          destination: 'memory',
          walkW: { start: 300 },
        }),
        vector({
          n0: 4,
          function: 'reciprocal',
          e: 'scalar',
          scalarK: 4,
          destination: 'memory',
          walkW: { start: 400 },
        }),
      ],
      { x },
    );
    const s = sum32(x);
    const y = Math.fround(0.3);
    for (let i = 0; i < 16; i++) {
      expect(beats(100, 4)[i]).toBe(multiply(add(multiply(x[i], s), multiply(x[16 + i], y)), y));
      expect(beats(200, 4)[i]).toBe(multiply(add(multiply(x[i], Math.fround(3.1)), s), x[i]));
      expect(beats(300, 4)[i]).toBe(exp(add(-x[i], 1)));
      expect(beats(400, 4)[i]).toBe(multiply(reciprocal(x[i]), s));
    }
  });

  test('parameters: replayed for every vector, two a beat, halves', () => {
    const { beats, unit } = ran(
      [
        load(8),
        vector({
          n0: 2,
          n1: 2,
          walkA: { t: 2 },
          b: 'parameters',
          c: 'memory',
          walkC: { start: 4, t: 2 },
          xor: 1,
          d: 'second',
          two: true,
          parameters: INPUT,
          parameterBeats: 4,
          destination: 'memory',
          walkW: { start: 100, t: 2 },
        }),
        vector({
          a: 'parameters',
          n0: 4,
          n2: 2,
          half: true,
          parameters: INPUT,
          parameterBeats: 2,
          destination: 'memory',
          walkW: { start: 200, g: 4 },
        }),
      ],
      { x },
    );
    for (let t = 0; t < 2; t++) {
      for (let i = 0; i < 8; i++) {
        const [first, second] = [x[4 * 2 * (i >> 2) + (i & 3)], x[4 * (2 * (i >> 2) + 1) + (i & 3)]];
        expect(beats(100 + 2 * t, 2)[i]).toBe(
          add(multiply(x[8 * t + i], first), multiply(x[16 + 8 * t + (i ^ 4)], second)),
        );
      }
    }
    const halves = new Uint16Array(Float32Array.from(x).buffer);
    expect([...unit.memory.subarray(800, 832)]).toEqual(
      Array.from(halves.subarray(0, 32), (bits) => multiply(halfToFloat(bits), 1)),
    );
  });

  test('parameters by position, and a NaN of any kind becomes the one', () => {
    const memory = ram();
    const position = 5;
    new DataView(memory.bytes.buffer).setUint32(INPUT + 16 * 3 * 7, 0xffc12345, true);
    memory.write(LIST, listBytes([load(1, { byPosition: true, stride: 3, offset: 2 })]));
    const machine = new ListMachine(memory, { tokens: 1 });
    machine.run({ address: LIST, records: 1, position });
    expect([...machine.vectorUnit.bits.subarray(0, 4)]).toEqual([0x7fc00000, 0, 0, 0]);
  });

  test('a move flushes, and keeps the sign of zero', () => {
    const { beats } = ran([load(1)], { x: [-0, 2 ** -130, -(2 ** -130), 2 ** -126] });
    expect(beats(0, 1)).toEqual([-0, 0, -0, 2 ** -126]);
  });
});

describe('masks, fill and loops', () => {
  test('elements beyond the context give +0, and stay out of the maximum; steps come from it', () => {
    const x = Array.from({ length: 128 }, (_, i) => i - 200);
    const { beats, unit } = ran(
      [
        load(32),
        vector({
          n0: 8,
          n1: 2,
          byContext: true,
          n2: 99,
          masked: true,
          reduction: 'maximum',
          scalarR: 7,
          walkA: { g: 8 },
          offset: 3,
        }),
        vector({
          n0: 8,
          byContext: true,
          masked: true,
          walkA: { g: 8 },
          offset: 3,
          c: 'one',
          e: 'immediate',
          y: -2,
          destination: 'memory',
          walkW: { start: 64, g: 8 },
        }),
      ],
      { x, position: 40 },
    );
    // C = 44: two steps of 32 elements.
    expect([unit.scalars[7], unit.scalars[8]]).toEqual([x[43], x[43]]);
    expect(beats(64, 24)).toEqual([...x.slice(0, 44).map((v) => (v + 1) * -2), ...new Array(52).fill(0)]);
  });

  test('beats from fill on give +0; every step of g is done twice', () => {
    const unit = new VectorUnit();
    const x = ramp(16);
    unit.memory.set(x);
    const given: number[] = [];
    const record = parseRecord(
      vector({ n0: 4, n2: 2, walkA: { g: 2 }, fill: 2, twice: true, destination: 'activations' }),
      0,
    );
    unit.run(record as VectorRecord, ram(), {
      takeResults: () => expect.unreachable('no results are asked for'),
      append: () => expect.unreachable('nothing is appended'),
      giveActivations: (beat) => given.push(...new Float32Array(beat.buffer)),
    });
    const zeros = new Array(8).fill(0);
    const [first, second] = [x.slice(0, 8), x.slice(8)];
    expect(given).toEqual([...first, ...zeros, ...first, ...zeros, ...second, ...zeros, ...second, ...zeros]);
  });

  test.each([
    ['none', (r: number) => r],
    ['rsqrt', (r: number) => reciprocalSquareRoot(add(multiply(r, Math.fround(0.1)), Math.fround(0.01)))],
    ['reciprocal', reciprocal],
  ] as const)('reductions, finished by %s', (finish, then) => {
    const x = ramp(64);
    const reductions = ['sum', 'squares', 'maximum', 'magnitude'] as const;
    const { unit } = ran(
      [
        load(16),
        ...reductions.map((reduction, i) =>
          vector({ n0: 8, n2: 2, walkA: { g: 8 }, reduction, finish, x: 0.1, y: 0.01, scalarR: i }),
        ),
      ],
      { x },
    );
    const expected = [sum32(x), sum32(x.map((v) => multiply(v, v))), Math.max(...x), Math.max(...x.map(Math.abs))];
    expect([...unit.scalars.subarray(0, 4)]).toEqual(expected.map(then));
  });
});

describe('appends', () => {
  const D = 64;
  const KEYS = 0x8000;
  const VALUES = 0x2_0000;
  const SCALES = 0x6000;
  const cases: Record<string, number[]> = {
    ordinary: ramp(D),
    zeros: new Array(D).fill(0),
    infinite: ramp(D).map((v, i) => (i === 9 ? Number.POSITIVE_INFINITY : v)),
    'not a number': ramp(D).map((v, i) => (i === 63 ? Number.NaN : v)),
    'beyond 256 h': ramp(D).map((v, i) => (i === 1 ? 40_000 : v)),
    'beyond h': ramp(D).map((v, i) => (i === 1 ? 1e8 : v)),
    'of a subnormal half': ramp(D).map((v) => v * 2 ** -20),
  };

  /** Largest magnitude, scale, division and append of the head at M[0]. */
  const append = (kind: 'keys16' | 'keys8' | 'values8'): Uint32Array[] => [
    vector({ n0: D / 4, b: 'immediate', x: kind === 'keys16' ? 256 : 1, destination: 'memory', reduction: 'magnitude',
      finish: kind === 'keys16' ? 'key-scale' : 'byte-scale', y: kind === 'keys16' ? 1 / 32_512 : 1 / 127, scalarR: 5 }),
    vector({ n0: D / 4, b: 'scalar', scalarB: 5, destination: 'append', append: kind,
      appendTo: kind === 'values8' ? VALUES : KEYS, appendStride: 200, parameters: SCALES, stride: 16 }),
  ]; // biome-ignore format: two records

  test.each(Object.entries(cases))('keys of 16 bits: %s', (_, k) => {
    const position = 45;
    const { memory } = ran([load(D / 4), ...append('keys16')], { x: k, position });
    const { hi, lo, hiScale, loScale } = quantiseKey16(k);
    // Position 45: channel 1, block 1, output 5; two groups a block.
    const region = memory.read(KEYS + 200 * 16, 200 * 16);
    const macro = emptyMacro();
    const plane = (group: number) => {
      MACRO_READERS['int8-macro'](region, 2 + group, macro);
      return [macro.scales[5], ...Array.from({ length: D }, (_, i) => macro.weights[8 * i + 5])];
    };
    expect(plane(0)).toEqual([halfToFloat(hiScale), ...hi]);
    expect(plane(1)).toEqual([halfToFloat(loScale), ...lo]);
    expect(count(memory.bytes.subarray(KEYS, KEYS + 4 * 3200))).toBeLessThanOrEqual(2 * (D + 2));
  });

  test.each(Object.entries(cases))('keys of a byte, and values: %s', (_, v) => {
    const position = 77;
    const { memory } = ran([load(D / 4), ...append('keys8'), ...append('values8')], { x: v, position });
    const { q, scale } = quantiseValue8(v);
    const macro = emptyMacro();
    // Channel 1 (⌊77 / 8⌋ mod 4), block 2, output 5.
    MACRO_READERS['int8-macro'](memory.read(KEYS + 200 * 16, 3200), 2, macro);
    expect([macro.scales[5], ...q]).toEqual([
      halfToFloat(scale),
      ...Array.from({ length: D }, (_, i) => macro.weights[8 * i + 5]),
    ]);
    // Values: macro 1, input 13 of it.
    const values = Array.from({ length: D / 8 }, (_, u) => {
      MACRO_READERS['int8-macro'](memory.read(VALUES + u * 3200, 3200), 1, macro);
      return [...macro.weights.subarray(8 * 13, 8 * 14)];
    });
    expect(values.flat()).toEqual([...q]);
    expect([...memory.read(SCALES + 2 * position, 2)]).toEqual([scale & 255, scale >> 8]);
  });

  const count = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + Number(byte !== 0), 0);
});

test('products take what vector records give, and the other way round', () => {
  const groups = 2;
  const blocks = 3;
  const tokens = 2;
  const weights = [0x4_0000, 0x4_8000, 0x5_0000, 0x5_8000];
  const x = ramp(64 * groups * tokens);
  const memory = ram();
  const channelBytes = groups * blocks * 528;
  const data = new Uint8Array(4 * channelBytes).map((_, i) => (i * 89) ^ (i >> 3));
  // Scales of 0.01 and so.
  for (let macro = 0; macro < data.length; macro += 528) {
    for (let j = 0; j < 8; j++) {
      const bits = floatToHalf(Math.fround(0.01 * (j + 1)));
      data[macro + 2 * j] = bits & 255;
      data[macro + 2 * j + 1] = bits >> 8;
    }
  }
  weights.forEach((at, c) => {
    memory.write(at, data.subarray(c * channelBytes, (c + 1) * channelBytes));
  });
  memory.write(INPUT, new Uint8Array(Float32Array.from(x).buffer));
  const records = [
    load(16 * groups * tokens),
    // Row t at M[32 t]; by groups, then vectors.
    vector({ n0: 16, n1: tokens, n2: groups, walkA: { t: 16 * groups, g: 16 }, destination: 'activations' }),
    product({ format: 2, groups, blocks, tokens, weights, toVectorUnit: true }),
    product({ format: 2, groups, blocks, tokens, weights, reuse: true, results: OUTPUT }),
    vector({
      a: 'results',
      n0: 8,
      n1: tokens,
      n2: blocks,
      destination: 'memory',
      walkW: { start: 500, t: 8 * blocks, g: 8 },
    }),
  ];
  memory.write(LIST, listBytes(records));
  const machine = new ListMachine(memory, { tokens });
  machine.run({ address: LIST, records: records.length, position: 0 });

  const matrix = { name: 'm', n: 32 * blocks, k: 64 * groups, format: 'int8-macro' as const, data };
  const y = goldenMatmul('fused', matrix, Float32Array.from(x), tokens);
  expect(new Float32Array(memory.read(OUTPUT, 4 * y.length).buffer)).toEqual(y);
  expect(machine.vectorUnit.memory.subarray(2000, 2000 + y.length)).toEqual(y);
});

describe('what cannot be', () => {
  const refused = (records: Uint32Array[], { position = 0, tokens = 1, windowLast = 0x1ff } = {}) => {
    const memory = ram();
    memory.write(LIST, listBytes(records));
    try {
      new ListMachine(memory, { tokens, windowLast }).run({ address: LIST, records: records.length, position });
    } catch (error) {
      if (error instanceof ListError) {
        return [error.error, error.code, error.place, error.record];
      }
      throw error;
    }
    return [];
  };
  const ok = vector({ n0: 8 });
  const bits = (words: Uint32Array, index: number, value: number) => {
    words[index] += value;
    return words;
  };
  const p = { groups: 1, blocks: 1, weights: [0, 0, 0, 0], results: OUTPUT };

  test.each<[string, Uint32Array, unknown[]]>([
    ['a kind', Uint32Array.of(3, ...new Array(15).fill(0)), ['record', 13, 6]],
    ['A', bits(vector({ n0: 8 }), 0, 3 << 4), ['record', 13, 6]],
    ['a reserved bit', bits(vector({ n0: 8 }), 13, 1 << 10), ['record', 13, 6]],
    ['n0 = 0', vector({ n0: 0 }), ['record', 13, 6]],
    ['steps of 4 by context', vector({ n0: 4, byContext: true }), ['record', 13, 6]],
    ['a reduction of 4 beats', vector({ n0: 4, reduction: 'sum' }), ['record', 13, 6]],
    ['a walk', vector({ n0: 8, n2: 3, walkA: { start: 16_360, g: 9 } }), ['bounds', 14, 6]],
    ['a walk by xor', vector({ n0: 8, c: 'memory', walkC: { start: 16_376 }, xor: 8 }), ['bounds', 14, 6]],
    ['scalars', vector({ n0: 8, n1: 4, b: 'scalar', scalarB: 29 }), ['bounds', 14, 6]],
    ['parameters', load(8, { parameters: 0x1f_fff0 }), ['window', 6, 7]],
    ['where parameters begin', load(8, { parameters: 8 }), ['alignment', 5, 7]],
    ['an append', vector({ n0: 8, destination: 'append', appendTo: 0x1_0000, appendStride: 65 }), ['bounds', 14, 6]],
    ['groups', product({ ...p, groups: 0 }), ['groups', 1, 0]],
    ['blocks', product({ ...p, blocks: 8193 }), ['blocks', 2, 0]],
    ['format', product({ ...p, format: 3 }), ['format', 3, 0]],
    ['tokens', product({ ...p, tokens: 2 }), ['tokens', 4, 0]],
    ['reuse', product({ ...p, reuse: true }), ['reuse', 7, 4]],
    ['weights', product({ ...p, weights: [0, 0, 0x1f_fff0, 0] }), ['window', 6, 2]],
    ['results', product({ ...p, results: OUTPUT + 16 }), ['alignment', 5, 5]],
    ['activations that nothing gives', product(p), ['stalled', 15, 6]],
    ['results that nothing gives', vector({ a: 'results', n0: 8 }), ['stalled', 15, 6]],
  ])('%s', (_, record, [error, code, place]) => {
    expect(refused([ok, record])).toEqual([error, code, place, 1]);
  });
});
