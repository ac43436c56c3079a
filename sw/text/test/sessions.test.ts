/** Several texts on one model: side by side as one after the other, and in memory that is given back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checked } from '../../backends/checked.ts';
import { openCpu } from '../../backends/cpu/cpu.ts';
import { openGolden } from '../../backends/golden/golden.ts';
import { openGoldenThreads } from '../../backends/golden/golden-threads.ts';
import { openRtl } from '../../backends/rtl/rtl.ts';
import { type Model, prepareModel } from '../../decoder/model.ts';
import { forward } from '../../decoder/pass.ts';
import { OutOfMemory } from '../../errors.ts';
import { loadModel } from '../../model/load.ts';
import type { Accelerator } from '../../port/accelerator.ts';
import { CACHE_KINDS } from '../../port/kv-cache.ts';
import { TINY, writeTinyModel } from '../../testing/tiny-model.ts';
import { createSampler } from '../sampler.ts';
import { type GenerateOptions, generate, Session } from '../session.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-sessions-'));
beforeAll(() => writeTinyModel(join(root, 'tiny'), { ...TINY, context: 200 }));
afterAll(() => rmSync(root, { recursive: true }));

const settings = (seed: number, maxTokens: number): GenerateOptions => ({
  maxTokens,
  sampler: createSampler({ temperature: 0.8, seed }),
  stopTokens: [],
});

interface Request {
  readonly prompt: number[];
  readonly seed: number;
  readonly maxTokens: number;
  /** Tokens after which the reader goes away. */
  readonly leaves?: number;
}

async function textOf(model: Model, { prompt, seed, maxTokens, leaves = maxTokens }: Request): Promise<number[]> {
  const tokens: number[] = [];
  for await (const event of generate(model, prompt, settings(seed, maxTokens))) {
    if (event.kind === 'token') {
      tokens.push(event.token);
    }
    if (tokens.length === leaves) {
      break;
    }
  }
  return tokens;
}

const request: fc.Arbitrary<Request> = fc.record(
  {
    prompt: fc.array(fc.integer({ min: 1, max: TINY.vocab - 1 }), { minLength: 1, maxLength: 40 }),
    seed: fc.nat(1000),
    maxTokens: fc.integer({ min: 1, max: 12 }),
    leaves: fc.integer({ min: 1, max: 12 }),
  },
  { requiredKeys: ['prompt', 'seed', 'maxTokens'] },
);

const OPENERS: Record<string, { open: () => Promise<Accelerator>; runs: number }> = {
  golden: { open: async () => openGolden({ engine: 'fused' }), runs: 8 },
  'golden on threads': { open: () => openGoldenThreads({ engine: 'fused' }), runs: 2 },
  'cpu, exact': { open: async () => openCpu({ engine: 'fused', threads: 2 }), runs: 20 },
  'cpu, int8': { open: async () => openCpu({ engine: 'fused', threads: 1, activations: 'int8' }), runs: 20 },
  'cpu beside golden': {
    open: async () => checked(openCpu({ engine: 'fused', threads: 1 }), openGolden({ engine: 'fused' })),
    runs: 3,
  },
  'rtl, core': { open: () => openRtl({ engine: 'fused', rtl: 'core' }), runs: 1 },
  'rtl, system': { open: () => openRtl({ engine: 'fused', rtl: 'system' }), runs: 1 },
};

describe.each(Object.entries(OPENERS))('back end %s', (_, { open, runs }) => {
  let accelerator: Accelerator;
  let model: Model;
  beforeAll(async () => {
    accelerator = await open();
    model = await prepareModel(loadModel(join(root, 'tiny')), accelerator);
  }, 900_000);
  afterAll(() => accelerator.close());

  test('texts side by side are those of one after the other, also where readers leave and passes fail', () =>
    fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 5 }), async (requests) => {
        const sequential: number[][] = [];
        for (const each of requests) {
          sequential.push(await textOf(model, each));
        }
        // A pass that fails in its middle takes a turn between the others.
        let passes = 0;
        const failing: Model = {
          ...model,
          get layers() {
            if (++passes > 1) {
              throw new Error('a layer went missing');
            }
            return model.layers;
          },
        };
        const fails = expect(textOf(failing, { prompt: [5, 6], seed: 1, maxTokens: 4 })).rejects.toThrow('missing');
        const concurrent = await Promise.all(requests.map((each) => textOf(model, each)));
        await fails;
        expect(concurrent).toEqual(sequential);
      }),
      { numRuns: runs },
    ));
});

describe('passes that texts share', () => {
  /** Tokens of each product with a matrix of `n` outputs. */
  function watched(accelerator: Accelerator, n: number): { accelerator: Accelerator; tokens: number[] } {
    const tokens: number[] = [];
    return {
      tokens,
      accelerator: {
        ...accelerator,
        multiply(x, count, matrices) {
          if (matrices.some((matrix) => matrix.n === n)) {
            tokens.push(count);
          }
          return accelerator.multiply(x, count, matrices);
        },
      },
    };
  }
  const requests = Array.from({ length: 6 }, (_, i) => ({ prompt: [3 + i, 7, 9], seed: i, maxTokens: 20 }));

  test('six texts side by side take hardly more passes than one, whoever leaves, and are the same to the bit', async () => {
    const cpu = openCpu({ engine: 'fused', threads: 1, activations: 'int8' });
    const { accelerator, tokens } = watched(cpu, TINY.vocab);
    const model = await prepareModel(loadModel(join(root, 'tiny')), accelerator);
    const alone: number[][] = [];
    for (const each of requests) {
      alone.push(await textOf(model, each));
    }
    expect(new Set(tokens), 'one after the other, each has its own passes').toEqual(new Set([1]));
    expect(tokens).toHaveLength(6 * 20);
    tokens.length = 0;
    expect(await Promise.all(requests.map((each) => textOf(model, each)))).toEqual(alone);
    expect(tokens.length).toBeLessThanOrEqual(22);
    expect(Math.max(...tokens)).toBe(6);
    tokens.length = 0;
    const leaving = requests.map((each, i) => ({ ...each, leaves: i < 3 ? 5 : 20 }));
    const texts = await Promise.all(leaving.map((each) => textOf(model, each)));
    expect(texts).toEqual(alone.map((text, i) => text.slice(0, leaving[i].leaves)));
    expect(tokens.at(-1), 'who left takes part no more').toBe(3);
    await accelerator.close();
  });

  test('a text whose memory runs out ends alone; those it shared the pass with go on', async () => {
    const accelerator = openCpu({ engine: 'fused', threads: 1, activations: 'int8' });
    const whole = await prepareModel(loadModel(join(root, 'tiny')), accelerator);
    const POOR = 31;
    const model: Model = {
      ...whole,
      operators: {
        ...whole.operators,
        createCache(layers, capacity, ...shape) {
          const cache = whole.operators.createCache(layers, capacity, ...shape);
          const extend = cache.extend.bind(cache);
          return Object.assign(cache, {
            extend(layer: number, keys: Float32Array, values: Float32Array) {
              if (capacity === POOR && layer === 1 && cache.length > 5) {
                throw new OutOfMemory('no memory is left');
              }
              return extend(layer, keys, values);
            },
          });
        },
      },
    };
    const alone = [await textOf(model, requests[0]), await textOf(model, requests[1])];
    const poor = textOf(model, { ...requests[2], maxTokens: POOR - 3 });
    const failing = expect(poor).rejects.toThrow('no memory is left');
    expect(await Promise.all([textOf(model, requests[0]), textOf(model, requests[1])])).toEqual(alone);
    await failing;
    await accelerator.close();
  });
});

describe('back end cpu', () => {
  let accelerator: ReturnType<typeof openCpu>;
  let model: Model;
  beforeAll(async () => {
    accelerator = openCpu({ engine: 'fused', threads: 1, capacity: 48 << 20 });
    model = await prepareModel(loadModel(join(root, 'tiny')), accelerator);
  });
  afterAll(() => accelerator.close());

  const logitsOf = async (tokens: number[]) => {
    const { layers, kvHeads, headDim } = model.architecture;
    const cache = model.operators.createCache(layers, tokens.length, kvHeads * headDim, 'fp32', headDim);
    const logits = await forward(model, cache, tokens, 'all');
    cache.release();
    return logits;
  };

  test('logits of passes side by side stay what they were', async () => {
    const prompts = [1, 2, 3].map((first) => Array.from({ length: 9 }, (_, i) => first + 7 * i));
    const sequential: Float32Array[] = [];
    for (const prompt of prompts) {
      sequential.push(await logitsOf(prompt));
    }
    expect(await Promise.all(prompts.map(logitsOf))).toEqual(sequential);
  });

  test.each(CACHE_KINDS)(
    'a cache of %s that grows with its text makes the text of one that has all its room',
    async (kind) => {
      const prompt = [3, 9, 27];
      const collect = async (session: Session, options: GenerateOptions) => {
        const tokens: number[] = [];
        for await (const event of session.generate(prompt, options)) {
          if (event.kind === 'token') {
            tokens.push(event.token);
          }
        }
        return tokens;
      };
      const golden = await prepareModel(loadModel(join(root, 'tiny')), openGolden({ engine: 'fused' }));
      using grown = new Session(model, 200, kind);
      const whole = await collect(grown, settings(5, 190));
      expect(whole).toHaveLength(190);
      // The reference keeps the same numbers, and does not grow.
      expect(whole.slice(0, 60)).toEqual(await collect(new Session(golden, 200, kind), settings(5, 60)));
      // One that takes all of its room at once, because it is filled from another.
      using filled = new Session(model, 200, kind);
      filled.restore(grown.save());
      expect((await collect(filled, settings(5, 190))).slice(0, 60)).toEqual(whole.slice(0, 60));
    },
  );

  test('thousands of sessions one after another take no more memory than one', async () => {
    const one = async (i: number) => {
      using session = new Session(model, 200);
      for await (const { kind } of session.generate([1 + (i % 90), 2], settings(i, 4))) {
        if (kind === 'token') {
          break;
        }
      }
    };
    await one(0);
    const before = accelerator.used();
    for (let i = 0; i < 3000; i++) {
      await one(i);
    }
    expect(accelerator.used()).toBe(before);
  });

  test('sessions that nobody closed are found when memory runs out', async () => {
    // 48 MiB hold some 1,200 of them.
    for (let i = 0; i < 2500; i++) {
      const session = new Session(model, 200);
      const tokens = [];
      for await (const event of session.generate([1 + (i % 90)], settings(i, 1))) {
        tokens.push(event);
      }
      expect(tokens).toHaveLength(3);
    }
  });

  test('too many sessions at once: a sentence that says what to do, and room again once some are closed', async () => {
    const open: Session[] = [];
    const begin = async () => {
      open.push(new Session(model, 200));
      for await (const _ of open.at(-1)!.generate(Array(150).fill(7), settings(1, 1))) {
      }
    };
    let error: unknown;
    while (!error) {
      await begin().catch((caught) => (error = caught));
    }
    expect(error).toBeInstanceOf(OutOfMemory);
    expect(String(error)).toMatch(/needs \d+ bytes more.*close sessions.*INT8/);
    for (const session of open.splice(0)) {
      session.close();
    }
    await begin();
    for (const session of open) {
      session.close();
    }
  });
});

describe('one session', () => {
  let model: Model;
  beforeAll(async () => {
    model = await prepareModel(loadModel(join(root, 'tiny')), openGolden({ engine: 'fused' }));
  });

  test('a text begun in it ends the one before, with a sentence', async () => {
    const session = new Session(model, 60);
    const first = session.generate([4, 5, 6], settings(1, 20));
    await first.next();
    const second = session.generate([4, 7], settings(2, 8));
    const tokens: number[] = [];
    for await (const event of second) {
      if (event.kind === 'token') {
        tokens.push(event.token);
      }
    }
    await expect(first.next()).rejects.toThrow('another text was begun in this session');
    expect(tokens).toEqual(await textOf(model, { prompt: [4, 7], seed: 2, maxTokens: 8 }));
  });

  test('two texts asked for at once: one is whole, the other refused', async () => {
    const session = new Session(model, 60);
    const outcomes = await Promise.allSettled(
      [4, 8].map(async (token) => {
        const tokens: number[] = [];
        for await (const event of session.generate([token, 5], settings(token, 8))) {
          if (event.kind === 'token') {
            tokens.push(event.token);
          }
        }
        return tokens;
      }),
    );
    expect(outcomes[0]).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('another') } });
    const alone = await textOf(model, { prompt: [8, 5], seed: 8, maxTokens: 8 });
    expect(outcomes[1]).toEqual({ status: 'fulfilled', value: alone });
  });

  test('closed in the middle of a text: no pass any more, and no saving', async () => {
    const session = new Session(model, 60);
    const text = session.generate([4, 5, 6], settings(1, 20));
    await text.next();
    const pending = text.next();
    session.close();
    session.close();
    await pending.catch(() => {});
    await expect(text.next().then(() => session.generate([1], settings(1, 1)).next())).rejects.toThrow('closed');
    expect(() => session.save()).toThrow('closed');
  });
});
