/**
 * The LM head's list of largest results: what it holds, and that a token chosen from it is the token that all logits
 * give.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOP_K as HARDWARE_TOP_K } from '@macromac/rtl';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Model, prepareModel } from '../../decoder/model.ts';
import { deviceAccelerator } from '../../driver/device-accelerator.ts';
import { openDriver } from '../../driver/driver.ts';
import { DataError } from '../../errors.ts';
import { loadModel } from '../../model/load.ts';
import { packMatrix } from '../../model/pack.ts';
import type { Accelerator, TopK } from '../../port/accelerator.ts';
import { MATRIX_FORMATS, type MatrixFormat } from '../../port/layout.ts';
import { TOP_K } from '../../port/limits.ts';
import type { PackedMatrix } from '../../port/matrix.ts';
import { randomActivations, randomMatrix } from '../../testing/arbitrary.ts';
import { TINY, writeTinyModel } from '../../testing/tiny-model.ts';
import { createSampler, type SamplerOptions } from '../../text/sampler.ts';
import { Session } from '../../text/session.ts';
import { checked } from '../checked.ts';
import { openGolden } from '../golden/golden.ts';
import { goldenTopK } from '../golden/top-k.ts';
import { simulatedBus } from '../rtl/simulated-bus.ts';
import { startSimulator } from '../rtl/simulator.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-top-k-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Logits with ties, zeros of both signs, and what is not finite. */
const logits = (): fc.Arbitrary<Float32Array> =>
  fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: fc.float({ noNaN: true, min: -40, max: 40 }) },
        { weight: 4, arbitrary: fc.constantFrom(0, -0, 1, 5, -5) },
        { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
      ),
      { minLength: 1, maxLength: 150 },
    )
    .map((values) => Float32Array.from(values));

const samplerOptions = (): fc.Arbitrary<SamplerOptions> =>
  fc.record({
    temperature: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 3, noNaN: true })),
    topK: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 })),
    topP: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    seed: fc.nat(),
    repetitionPenalty: fc.oneof(fc.constant(1), fc.double({ min: 0.5, max: 3, noNaN: true })),
  });

test('the list is as long as the one of the hardware', () => expect(TOP_K).toBe(HARDWARE_TOP_K));

test('the golden list is the front of all results, sorted', () =>
  fc.assert(
    fc.property(logits(), fc.integer({ min: 1, max: 70 }), (y, count) => {
      const isNumber = (i: number) => Number(!Number.isNaN(y[i]));
      const sorted = [...y.keys()].sort((a, b) => isNumber(b) - isNumber(a) || y[b] - y[a] || a - b).slice(0, count);
      const { indices, values } = goldenTopK(y, count);
      expect([...indices]).toEqual(sorted);
      expect([...values]).toEqual(sorted.map((i) => (y[i] === 0 ? 0 : y[i])));
    }),
  ));

describe('a sampler', () => {
  /** A token, or that there was none to choose. */
  const outcome = (choose: () => number | undefined): number | string | undefined => {
    try {
      return choose();
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      return (error as Error).message;
    }
  };

  test('chooses from the largest logits what it chooses from all, or says that they do not suffice', () => {
    const seen = { sure: 0, unsure: 0 };
    fc.assert(
      fc.property(logits(), samplerOptions(), fc.array(fc.nat(149), { maxLength: 30 }), (y, options, tokens) => {
        const history = tokens.filter((token) => token < y.length);
        const [one, other] = [createSampler(options), createSampler(options)];
        // Several tokens, so that the random numbers must stay in step too.
        for (let i = 0; i < 4; i++) {
          const expected = outcome(() => one.fromLogits(y, history));
          const token = outcome(() => other.fromTop(goldenTopK(y, TOP_K), y.length, history));
          seen[token === undefined ? 'unsure' : 'sure']++;
          expect(token ?? outcome(() => other.fromLogits(y, history))).toBe(expected);
        }
        expect(other.state.draws).toBe(one.state.draws);
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(seen.sure, seen.unsure)).toBeGreaterThan(1000);
  });

  test('is always sure of the likeliest token, and of one of the 64 likeliest', () =>
    fc.assert(
      fc.property(logits(), fc.integer({ min: 0, max: TOP_K }), fc.nat(), (y, topK, seed) => {
        fc.pre(y.some((value) => !Number.isNaN(value)));
        const sampler = createSampler({ temperature: topK === 0 ? 0 : 1, topK, topP: 0.9, seed });
        expect(sampler.asksTop).toBe(true);
        expect(sampler.fromTop(goldenTopK(y, TOP_K), y.length, [])).toBeDefined();
      }),
    ));

  test('of all tokens asks for the largest as long as they were enough for the token before', () => {
    const sampler = createSampler({ temperature: 1, topP: 0.9, seed: 1 });
    const flat = new Float32Array(200);
    const steep = Float32Array.from({ length: 200 }, (_, i) => -i);
    expect(sampler.asksTop).toBe(false);
    sampler.fromLogits(steep, []);
    expect(sampler.asksTop).toBe(true);
    expect(sampler.fromTop(goldenTopK(steep, TOP_K), 200, [])).toBeDefined();
    expect(sampler.asksTop).toBe(true);
    expect(sampler.fromTop(goldenTopK(flat, TOP_K), 200, [])).toBeUndefined();
    expect(sampler.asksTop).toBe(false);
  });

  test('goes on where its state says', () => {
    const options = { temperature: 1, seed: 7 };
    const y = Float32Array.from({ length: 40 }, (_, i) => i % 5);
    const sampler = createSampler(options);
    for (let i = 0; i < 10; i++) {
      sampler.fromLogits(y, []);
    }
    const again = createSampler(options, sampler.state);
    const draw = (each: typeof sampler) => Array.from({ length: 30 }, () => each.fromLogits(y, []));
    expect(draw(again)).toEqual(draw(sampler));
  });
});

/** Logits take more bytes than the list, which does not hold them all. */
const MANY_TOKENS = { ...TINY, vocab: 197 };

test.each([
  [128, { top: 0, full: 8, bytesSaved: 0 }],
  [129, { top: 8, full: 0, bytesSaved: 8 * 4 }],
])('of %i logits the list is asked for only if it is shorter', async (vocab, expected) => {
  const folder = join(root, `of-${vocab}`);
  writeTinyModel(folder, { ...TINY, vocab });
  const model = await prepareModel(loadModel(folder), openGolden({ engine: 'fused' }));
  expect((await textOf(model, { temperature: 0, seed: 1 })).lmHead).toEqual(expected);
});

/** Tokens of a text, and how its LM head was asked. */
async function textOf(model: Model, options: SamplerOptions) {
  const session = new Session(model, 24);
  const tokens: number[] = [];
  const settings = { maxTokens: 8, sampler: createSampler(options), stopTokens: [] };
  for await (const event of session.generate([5, 9, 33], settings)) {
    if (event.kind === 'token') {
      tokens.push(event.token);
    }
  }
  return { tokens, lmHead: session.lmHead };
}

test('any text is the same with and without the list', async () => {
  writeTinyModel(join(root, 'many'), MANY_TOKENS);
  const stored = loadModel(join(root, 'many'));
  const golden = openGolden({ engine: 'fused' });
  const [withList, without] = await Promise.all(
    [golden, { ...golden, topK: undefined }].map((each) => prepareModel(stored, each)),
  );
  let listed = 0;
  await fc.assert(
    fc.asyncProperty(samplerOptions(), async (options) => {
      const text = await textOf(withList, options);
      const full = await textOf(without, options);
      expect(text.tokens).toEqual(full.tokens);
      expect(full.lmHead).toEqual({ top: 0, full: 8, bytesSaved: 0 });
      listed += text.lmHead.top;
    }),
    { numRuns: 60 },
  );
  expect(listed).toBeGreaterThan(60);
});

describe('the emitted accelerator', () => {
  beforeAll(() => startSimulator('system', 1), 900_000);
  const open = async () => deviceAccelerator('rtl', await openDriver(simulatedBus(await startSimulator('system', 1))));
  const matrix = (format: MatrixFormat, n: number, k: number, seed: number): PackedMatrix => ({
    name: `${format} ${n}`,
    n,
    k,
    format,
    data: packMatrix(randomMatrix(format, n, k, seed), format),
  });

  test.each(MATRIX_FORMATS)('finds the golden list, between ordinary products; %s', async (format) => {
    const both = checked(await open(), openGolden({ engine: 'fused' }));
    const [k, sizes] = [130, [1, 31, 63, 64, 65, 97, 1000]];
    const matrices = await Promise.all(sizes.map((n, seed) => both.load(matrix(format, n, k, seed))));
    for (const [i, each] of matrices.entries()) {
      const x = randomActivations(k, i);
      if (i === 2) {
        x[3] = Number.NaN; // all results are NaN
      }
      if (i === 3) {
        x.fill(0); // all are equal
      }
      const [top, [y]] = await Promise.all([both.topK!(x, each), both.multiply(x, 1, [each])]);
      expect(top.indices).toHaveLength(Math.min(TOP_K, each.n));
      expect(top).toEqual(goldenTopK(y, TOP_K));
    }
    expect(both.compared.products).toBe(2 * sizes.length);
    await both.close();
  });

  test('writes the text of the golden model; of its LM head 512 bytes return a token', async () => {
    writeTinyModel(join(root, 'many'), MANY_TOKENS);
    const stored = loadModel(join(root, 'many'));
    const options = { temperature: 1, topK: 40, seed: 3 };
    const rtl = await open();
    const text = await textOf(await prepareModel(stored, rtl), options);
    await rtl.close();
    const golden = openGolden({ engine: 'fused' });
    expect(text).toEqual(await textOf(await prepareModel(stored, golden), options));
    expect(text.lmHead).toEqual({ top: 8, full: 0, bytesSaved: 8 * (4 * 197 - 512) });
  });
});

describe('a wrong list is found by --check:', () => {
  const withList = (change: (top: TopK) => void): Accelerator => {
    const golden = openGolden({ engine: 'fused' });
    return {
      ...golden,
      backend: 'broken',
      async topK(x, resident) {
        const top = await golden.topK!(x, resident);
        change(top);
        return top;
      },
    };
  };
  test.each<[string, (top: TopK) => void, RegExp]>([
    ['an index', ({ indices }) => indices.reverse(), /^broken against golden: W: place 0 of the largest is output \d+/],
    [
      'a value',
      ({ values }) => values.fill(1, 5, 6),
      /^broken against golden: W: the largest: token 0, output 5: 3F800000/,
    ],
  ])('%s', async (_, change, message) => {
    const both = checked(withList(change), openGolden({ engine: 'fused' }));
    const data = packMatrix(randomMatrix('int8-macro', 100, 64, 1), 'int8-macro');
    const resident = await both.load({ name: 'W', n: 100, k: 64, format: 'int8-macro', data });
    await expect(both.topK!(randomActivations(64, 1), resident)).rejects.toThrow(message);
  });
});
