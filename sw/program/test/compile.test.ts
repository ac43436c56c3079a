/**
 * Lists as bytes, read back by golden's own reader (sw/backends/golden/list-records.ts), which was written from
 * docs/command-list.md alone.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRecord, type Loaded } from '../../backends/golden/list-check.ts';
import {
  type VectorRecord as GoldenVector,
  type ListRecord as ParsedRecord,
  parseRecord,
} from '../../backends/golden/list-records.ts';
import type { Architecture } from '../../model/schema.ts';
import { MAX_K } from '../../port/limits.ts';
import { architectureObstacle, compileHead, compilePass, type Rows } from '../compile.ts';
import { CHUNK, cacheLayout, type KeyKind, type PlacedCache, type PlacedModel } from '../placement.ts';
import { encodeList, type ListRecord } from '../records.ts';
import { layOut, tokensAPass } from '../vector-memory.ts';
import { SMALL } from './random-decoder.ts';

const ROWS: readonly Rows[] = ['none', 'top', 'last', 'all'];
/** Products that may stand between one and the record that takes its results. */
const MAX_LEAD = 8;

/** A model at addresses of its own, far enough apart. */
function placed(architecture: Architecture, tokens: number, headNorms = false): PlacedModel {
  let next = 0x1000_0000;
  const address = () => {
    next += 0x100_0000;
    return next;
  };
  const linear = (name: string, n: number, k: number, bias = false) => ({
    name,
    matrix: {
      format: 1,
      groups: Math.ceil(k / 64),
      blocks: Math.ceil(n / 32),
      weights: [address(), address(), address(), address()],
    },
    ...(bias ? { bias: address() } : {}),
  });
  const { layers, hidden, ffn, heads, kvHeads, headDim, vocab, qkvBias } = architecture;
  return {
    architecture,
    tokens,
    layers: Array.from({ length: layers }, (_, l) => ({
      attentionNorm: address(),
      q: linear(`layers.${l}.attention.q`, heads * headDim, hidden, qkvBias),
      k: linear(`layers.${l}.attention.k`, kvHeads * headDim, hidden, qkvBias),
      v: linear(`layers.${l}.attention.v`, kvHeads * headDim, hidden, qkvBias),
      ...(headNorms ? { qNorm: address(), kNorm: address() } : {}),
      o: linear(`layers.${l}.attention.o`, hidden, heads * headDim),
      mlpNorm: address(),
      gate: linear(`layers.${l}.mlp.gate`, ffn, hidden),
      up: linear(`layers.${l}.mlp.up`, ffn, hidden),
      down: linear(`layers.${l}.mlp.down`, hidden, ffn),
    })),
    norm: address(),
    head: linear('lm_head', vocab, hidden),
    rope: address(),
    rows: address(),
    top: address(),
    results: address(),
  };
}

function placedCache(architecture: Architecture, capacity: number, kind: KeyKind, chunk = CHUNK): PlacedCache {
  const { values, scales, bytes: _, ...strides } = cacheLayout(architecture, capacity, kind, chunk);
  const layers = Array.from({ length: architecture.layers }, (_, l) => {
    const keys = 0x40_0000_0000 + l * 0x1000_0000;
    return { keys, values: keys + values, scales: keys + scales };
  });
  return { kind, capacity, chunk, layers, ...strides };
}

type OfPass = Exclude<ParsedRecord, { kind: 'again' }>;

function readBack(list: readonly ListRecord[], position: number): OfPass[] {
  const words = new Uint32Array(encodeList(list).buffer);
  return list.map((_, i) => parseRecord(words.subarray(16 * i, 16 * (i + 1)), position) as OfPass);
}

const architectures: fc.Arbitrary<Architecture> = fc
  .record({
    headDim: fc.constantFrom(32, 64, 128),
    kvHeads: fc.integer({ min: 1, max: 3 }),
    group: fc.integer({ min: 1, max: 7 }),
    hidden: fc.integer({ min: 1, max: 300 }),
    ffn: fc.integer({ min: 1, max: 400 }),
    layers: fc.integer({ min: 1, max: 2 }),
    qkvBias: fc.boolean(),
  })
  .map(({ group, ...shape }) => ({ ...SMALL, ...shape, heads: group * shape.kvHeads }));

const passes = fc.record({
  architecture: architectures,
  most: fc.constantFrom(1, 2, 4, 8),
  share: fc.integer({ min: 1, max: 8 }),
  kind: fc.constantFrom<KeyKind>('k16v8', 'int8'),
  capacity: fc.constantFrom(256, 512, 2048),
  chunk: fc.constantFrom(CHUNK, 64, 192),
  headNorms: fc.boolean(),
  rows: fc.constantFrom(...ROWS),
  position: fc.nat(500),
});

/** The records of a pass, as they read back at a position that its cache has, in that position's chunk. */
function compiled({ architecture, most, share, kind, capacity, chunk, headNorms, rows, position }: Passes) {
  const model = placed(architecture, most, headNorms);
  const wanted = Math.min(share, tokensAPass(model, { capacity, chunk }));
  const at = Math.min(position, capacity - wanted);
  const tokens = Math.min(wanted, chunk - (at % chunk));
  const cache = placedCache(architecture, capacity, kind, chunk);
  const list = compilePass(model, cache, tokens, rows, Math.floor(at / chunk));
  return { list, records: readBack(list, at % chunk), tokens, position: at };
}
type Passes = typeof passes extends fc.Arbitrary<infer T> ? T : never;

describe('any pass', () => {
  test('every record is one that the accelerator takes', () => {
    fc.assert(
      fc.property(passes, (pass) => {
        const { records } = compiled(pass);
        let loaded: Loaded;
        for (const [number, record] of records.entries()) {
          checkRecord(record, number, loaded, { tokens: pass.most, windowFirst: 1, windowLast: 2 ** 28 - 1 });
          loaded = record.kind === 'product' ? record : loaded;
        }
      }),
    );
  });

  test('what products and vector records give each other is taken, to the beat and in time', () => {
    fc.assert(
      fc.property(passes, (pass) => {
        const { records } = compiled(pass);
        let activations = 0;
        const results: { beats: number; product: number }[] = [];
        let products = 0;
        let [late, early] = [0, 0];
        for (const record of records) {
          if (record.kind === 'vector') {
            activations += record.destination === 'activations' ? beatsOf(record) : 0;
            let taken = record.a === 'results' ? beatsOf(record) : 0;
            while (taken > 0) {
              late += products - results[0].product > MAX_LEAD ? 1 : 0;
              const some = Math.min(taken, results[0].beats);
              taken -= some;
              results[0].beats -= some;
              if (results[0].beats === 0) {
                results.shift();
              }
            }
            continue;
          }
          activations -= record.reuse ? 0 : 16 * record.groups * record.tokens;
          early += activations < 0 ? 1 : 0;
          if (record.toVectorUnit) {
            results.push({ beats: 8 * record.blocks * record.tokens, product: products });
          }
          products++;
        }
        expect({ activations, results, late, early }).toEqual({ activations: 0, results: [], late: 0, early: 0 });
      }),
    );
  });

  test('a record reads of the vector memory what records before it wrote, and nothing that it wrote itself', () => {
    fc.assert(
      fc.property(passes, (pass) => {
        const { records, list } = compiled(pass);
        const written = new Set<number>();
        const faults: string[] = [];
        for (const [number, record] of records.entries()) {
          if (record.kind === 'product') {
            continue;
          }
          const here = new Set<number>();
          for (const { reads, writes } of beats(record)) {
            const isWrong = (beat: number) => !written.has(beat) || here.has(beat);
            faults.push(...reads.filter(isWrong).map((beat) => `${list[number].name} reads beat ${beat}`));
            here.add(writes ?? -1);
          }
          for (const beat of here) {
            written.add(beat);
          }
        }
        expect(faults).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('what reads keys, values or their scales waits for the appends, and nothing else', () => {
    fc.assert(
      fc.property(passes, (pass) => {
        const { list } = compiled(pass);
        const waiting = list
          .filter((record) => record.kind !== 'again' && record.wait)
          .map(({ name }) => name.replace(/^layers\.\d+\./, ''));
        expect(new Set(waiting)).toEqual(new Set(['attention q·k', 'attention softmax', 'attention p·v']));
      }),
    );
  });
});

const beatsOf = ({ n0, n1, n2, twice }: GoldenVector): number => n0 * n1 * n2 * (twice ? 2 : 1);

/** The beats of the vector memory that a record reads and writes, in order; what is left out is not read. */
function* beats(record: GoldenVector): Generator<{ reads: number[]; writes: number | undefined }> {
  const { n0, n1, n2, fill, masked, context, walkA, walkC, walkW, xor } = record;
  for (let g = 0; g < n2; g++) {
    for (let t = 0; t < n1; t++) {
      for (let i = 0; i < n0; i++) {
        const place = ({ start, t: ofT, g: ofG }: typeof walkA, beat: number) => start + t * ofT + g * ofG + beat;
        const isLeftOut = i >= fill || (masked && 4 * (g * n0 + i) >= context);
        const a = record.a === 'memory' ? [place(walkA, i)] : [];
        const c = record.c === 'memory' || record.e === 'memory' ? [place(walkC, i ^ xor)] : [];
        yield {
          reads: isLeftOut ? [] : [...a, ...c],
          writes: record.destination === 'memory' ? place(walkW, i) : undefined,
        };
      }
    }
  }
}

describe('a pass of one token through one layer', () => {
  const architecture = { ...SMALL, layers: 1, qkvBias: false };
  const model = placed(architecture, 1);
  const cache = placedCache(architecture, 256, 'k16v8');

  test('its products, in order, with the matrices that they name', () => {
    const list = compilePass(model, cache, 1, 'last');
    const attention = ['q·k', 'q·k', 'p·v', 'q·k', 'p·v', 'q·k', 'p·v', 'p·v'];
    expect(list.filter(({ kind }) => kind === 'product').map(({ name }) => name)).toEqual([
      'layers.0.attention.k',
      'layers.0.attention.v',
      'layers.0.attention.q',
      ...attention.map((name) => `layers.0.attention ${name}`),
      'layers.0.attention.o',
      'layers.0.mlp.gate',
      'layers.0.mlp.up',
      'layers.0.mlp.down',
      'lm_head',
    ]);
    const [layer] = model.layers;
    const named = Object.fromEntries(
      [layer.q, layer.k, layer.v, layer.o, layer.gate, layer.up, layer.down, model.head].map((each) => [
        each.name,
        each.matrix,
      ]),
    );
    for (const [i, record] of readBack(list, 40).entries()) {
      const matrix = named[list[i].name];
      if (record.kind === 'product' && matrix) {
        expect(record).toMatchObject({ ...matrix, tokens: 1, reuse: /\.(v|q|up)$/.test(list[i].name) });
      }
    }
  });

  test('its attention at position 40: 41 keys in two blocks, two groups of 16 bits; values in one group', () => {
    const list = compilePass(model, cache, 1, 'none');
    const records = readBack(list, 40);
    const ofHead = (h: number, name: string) =>
      records.filter((_, i) => list[i].name === `layers.0.attention ${name}`)[h];
    const [{ keys, values }] = cache.layers;
    // Heads 0 and 1 share KV head 0, heads 2 and 3 share KV head 1.
    for (const [head, kvHead] of [
      [1, 0],
      [2, 1],
    ]) {
      const regions = (first: number, stride: number) =>
        [0, 1, 2, 3].map((c) => first + (4 * kvHead + c) * stride * 16);
      expect(ofHead(head, 'q·k')).toMatchObject({
        format: 2,
        groups: 2,
        blocks: 2,
        tokens: 1,
        reuse: false,
        toVectorUnit: true,
        weights: regions(keys, cache.keyStride),
      });
      expect(ofHead(head, 'p·v')).toMatchObject({
        format: 2,
        groups: 1,
        blocks: 1,
        toVectorUnit: true,
        weights: regions(values, cache.valueStride),
      });
    }
    expect(ofHead(0, 'softmax')).toMatchObject({ n0: 16, n2: 1, masked: true, context: 41, half: true });
  });

  test('its keys and values go to position 40 of each head', () => {
    const list = compilePass(model, cache, 1, 'none');
    const appends = readBack(list, 40).filter((record) => record.kind === 'vector' && record.destination === 'append');
    const [{ keys, values, scales }] = cache.layers;
    expect(appends).toMatchObject([
      { append: 'keys16', n0: 8, n1: 2, position: 40, appendTo: keys, appendStride: cache.keyStride },
      {
        append: 'values8',
        n0: 8,
        n1: 2,
        position: 40,
        appendTo: values,
        appendStride: cache.valueStride,
        parameters: scales,
        stride: cache.scaleStride,
      },
    ]);
  });

  test('what is wanted of it', () => {
    const headOf = (rows: Rows) => compilePass(model, cache, 1, rows).filter(({ name }) => name === 'lm_head');
    expect(headOf('none')).toEqual([]);
    expect(headOf('top')).toMatchObject([{ top: true, outputs: SMALL.vocab, results: model.top }]);
    expect(headOf('last')).toMatchObject([{ vectors: 1, results: model.results }]);
    expect(headOf('last')[0]).not.toHaveProperty('top');
    // What `none` leaves in the vector memory is enough for the head that is asked for afterwards.
    const whole = compilePass(model, cache, 1, 'last');
    expect(compileHead(model, 1).map(({ name }) => name)).toEqual(['norm', 'lm_head']);
    expect(compileHead(model, 1)).toEqual(whole.slice(-2));
  });
});

test('the rows of all tokens of a pass, or of its last', () => {
  const model = placed(SMALL, 4);
  const cache = placedCache(SMALL, 256, 'k16v8');
  const headOf = (rows: Rows) => compilePass(model, cache, 3, rows).at(-1);
  expect(headOf('all')).toMatchObject({ name: 'lm_head', vectors: 3 });
  expect(headOf('last')).toMatchObject({ name: 'lm_head', vectors: 1 });
});

describe('room in the vector memory', () => {
  const wide: Architecture = { ...SMALL, hidden: 1024, ffn: 3072, heads: 16, kvHeads: 8, headDim: 128 };

  test("a pass takes as many tokens as find room: of Qwen3-0.6B's shape fewer than 8", () => {
    const tokens = tokensAPass({ architecture: wide, tokens: 8 }, { capacity: 1024, chunk: CHUNK });
    expect(tokens).toBe(6);
    expect(layOut({ architecture: wide, tokens: 8 }, { capacity: 1024, chunk: CHUNK }, 7)).toBeUndefined();
    expect(tokensAPass({ architecture: wide, tokens: 4 }, { capacity: 1024, chunk: CHUNK })).toBe(4);
    const pass = compilePass(placed(wide, 8), placedCache(wide, 1024, 'k16v8'), tokens, 'none');
    expect(pass.length).toBeGreaterThan(100);
    expect(() => compilePass(placed(wide, 8), placedCache(wide, 1024, 'k16v8'), 7, 'none')).toThrow(
      'a pass of 7 tokens over 1024 positions; 1 to 6 can be',
    );
  });

  test('one token finds room in the widest of all over the longest context', () => {
    const widest = { ...SMALL, hidden: MAX_K, ffn: MAX_K, heads: 64, kvHeads: 64, headDim: 128 };
    expect(layOut({ architecture: widest, tokens: 1 }, { capacity: 100_000, chunk: CHUNK }, 1)).toBeDefined();
  });

  test('a longer context is refused by name', () => {
    expect(() => tokensAPass({ architecture: SMALL, tokens: 1 }, { capacity: 522_241, chunk: CHUNK })).toThrow(
      '--offload token: a context of 522241 positions is not built, at most 522240',
    );
  });
});

test.each<[string, Partial<Architecture>, string]>([
  [
    'interleaved RoPE',
    { rope: { ...SMALL.rope, form: 'interleaved' } },
    'RoPE of form "interleaved" is not built, only "half"',
  ],
  ['heads of 18', { headDim: 18 }, 'heads of 18 elements are not built, only of 32, 64, 128'],
  ['heads of 96', { headDim: 96 }, 'heads of 96 elements are not built, only of 32, 64, 128'],
  ['heads of 256', { headDim: 256 }, 'heads of 256 elements are not built, only of 32, 64, 128'],
  ['a wide residual stream', { hidden: 8193 }, 'hidden is 8193; a product takes 8192 inputs at most'],
  ['many heads', { heads: 66, headDim: 128 }, 'heads × headDim is 8448; a product takes 8192 inputs at most'],
])('%s: refused by name', (_, part, message) => {
  expect(architectureObstacle({ ...SMALL, ...part })).toContain(message);
});
