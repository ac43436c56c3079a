/**
 * Whole passes by command lists, through the golden machine: the same bits however tokens are shared among passes and
 * sessions.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { goldenTopK } from '../../backends/golden/top-k.ts';
import type { Model } from '../../decoder/model.ts';
import { createCache, forward, pass } from '../../decoder/pass.ts';
import type { Architecture } from '../../model/schema.ts';
import type { ListDevice } from '../../port/accelerator.ts';
import { ACCELERATOR_CACHE_KINDS, CACHE_KINDS, type CacheKind, type KvCache } from '../../port/kv-cache.ts';
import { PASS_SIZES, TOP_K } from '../../port/limits.ts';
import { lcg } from '../../testing/arbitrary.ts';
import { createSampler } from '../../text/sampler.ts';
import { generate, Session } from '../../text/session.ts';
import { type Offload, offload, offloaded } from '../offload.ts';
import { randomDecoder, SMALL } from './random-decoder.ts';

const open = async (tokens: number, architecture: Partial<Architecture> = {}, headNorms = false): Promise<Model> => {
  const accelerator = openGolden({ engine: 'fused', tokens });
  const { model } = await randomDecoder({ ...SMALL, ...architecture }, { accelerator, headNorms });
  return model;
};
const tokensOf = (length: number, seed: number): number[] => {
  const random = lcg(seed);
  return Array.from({ length }, () => Math.floor(random() * SMALL.vocab));
};
const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.slice().buffer);
const lastRow = (logits: Float32Array): Float32Array => logits.slice(-SMALL.vocab);

const models = new Map<number, Model>();
beforeAll(async () => {
  for (const tokens of PASS_SIZES) {
    models.set(tokens, await open(tokens));
  }
});
const modelOf = (tokens: number): Model => models.get(tokens) as Model;

/** Logits of all tokens, `parts` of them at a time. */
async function logitsIn(model: Model, tokens: readonly number[], parts: readonly number[]): Promise<Uint32Array> {
  const cache = createCache(model, tokens.length);
  const rows: number[] = [];
  let first = 0;
  for (let i = 0; first < tokens.length; i++) {
    const count = parts[i % parts.length];
    rows.push(...bitsOf(await forward(model, cache, tokens.slice(first, first + count), 'all')));
    first += count;
  }
  cache.release();
  return Uint32Array.from(rows);
}

describe('a device that says it has done what it has not', () => {
  /** The golden machine, whose lists may do nothing, or name tokens that there are not. */
  const tampered = async () => {
    const accelerator = openGolden({ engine: 'fused', tokens: 4 });
    const lists = accelerator.lists!;
    const state = { isMute: false, firstIndex: 0 };
    const top: { bytes?: Uint8Array } = {};
    const device: ListDevice = {
      ...lists,
      allocate(name, bytes) {
        const buffer = lists.allocate(name, bytes);
        if (name === 'largest logits') {
          top.bytes = buffer.bytes;
        }
        return buffer;
      },
      run: async (list) => (state.isMute ? undefined : lists.run(list)),
      read(buffer) {
        lists.read(buffer);
        if (state.firstIndex > 0 && top.bytes) {
          new DataView(top.bytes.buffer, top.bytes.byteOffset).setUint32(4, state.firstIndex, true);
        }
      },
    };
    const { model } = await randomDecoder(SMALL, { accelerator: { ...accelerator, lists: device } });
    return { model, state };
  };

  test.each(['last', 'top', 'tops', 'all'] as const)('%s: refused, whatever stood there before', async (wanted) => {
    const { model, state } = await tampered();
    const cache = createCache(model, 20);
    const answer = async (tokens: readonly number[]) => {
      const decoded = await pass(model, cache, tokens, wanted);
      const rows = wanted === 'top' ? await decoded.top() : wanted === 'tops' ? await decoded.tops!() : undefined;
      return rows ?? (await decoded.logits(wanted === 'all' ? 'all' : 'last'));
    };
    await answer([1, 2]);
    state.isMute = true;
    await expect(answer([3, 4])).rejects.toThrow(/: said to be completed, but row \d was not written$/);
    state.isMute = false;
    await answer([5, 6]);
  });

  test('a token that the vocabulary has not is not taken for one', async () => {
    const { model, state } = await tampered();
    const cache = createCache(model, 20);
    state.firstIndex = SMALL.vocab;
    const decoded = await pass(model, cache, [1], 'top');
    await expect(decoded.top()).rejects.toThrow(`row 0 names token ${SMALL.vocab}, of ${SMALL.vocab}`);
  });
});

describe('passes', () => {
  const text = tokensOf(70, 3);
  let expected: Uint32Array;
  beforeAll(async () => {
    expected = await logitsIn(modelOf(1), text, [1]);
  });

  test.each([
    [1, [70]],
    [2, [1, 2, 3]],
    [4, [4]],
    [4, [7, 1, 5]],
    [8, [70]],
    [8, [1]],
    [8, [3, 8, 11]],
  ])('T = %i, %j tokens at a time: the bits of one token at a time', async (tokens, parts) => {
    expect(await logitsIn(modelOf(tokens), text, parts)).toEqual(expected);
  });

  test.each([
    ['heads of 64, seven to one', { headDim: 64, heads: 7, kvHeads: 1, hidden: 160, layers: 1 }, false],
    [
      'so many heads that five tokens are all a pass has room for',
      { headDim: 128, heads: 32, kvHeads: 1, hidden: 64, ffn: 64, layers: 1 },
      false,
    ],
    ['heads of 128 with norms', { headDim: 128, heads: 2, kvHeads: 2, hidden: 64, ffn: 352, layers: 1 }, true],
  ])('%s: prefill in passes of eight and four is token by token', async (_, architecture, headNorms) => {
    const [one, four, eight] = await Promise.all([1, 4, 8].map((tokens) => open(tokens, architecture, headNorms)));
    const some = text.slice(0, 21);
    const alone = await logitsIn(one, some, [1]);
    expect(await logitsIn(eight, some, [21])).toEqual(alone);
    expect(await logitsIn(four, some, [1, 6])).toEqual(alone);
  });

  test('none, top, last and all agree', async () => {
    const model = modelOf(4);
    const cacheOf = async (): Promise<KvCache> => {
      const cache = createCache(model, 40);
      await forward(model, cache, text.slice(0, 10), 'none');
      return cache;
    };
    const next = text.slice(10, 16);
    const all = await (await pass(model, await cacheOf(), next, 'all')).logits('all');
    const last = bitsOf(lastRow(all));
    const inLast = await pass(model, await cacheOf(), next, 'last');
    expect(bitsOf(await inLast.logits('last'))).toEqual(last);
    expect(await inLast.top()).toBeUndefined();
    await expect(inLast.logits('all')).rejects.toThrow('asked for last');

    const top = await pass(model, await cacheOf(), next, 'top');
    expect(await top.top()).toEqual(goldenTopK(lastRow(all), TOP_K));
    expect(bitsOf(await top.logits('last'))).toEqual(last);
    for (const rows of ['none', 'all'] as const) {
      const decoded = await pass(model, await cacheOf(), next, rows);
      expect(bitsOf(await decoded.logits('last'))).toEqual(last);
    }
  });

  test('the largest logits of each token, and behind them all logits all the same', async () => {
    const model = modelOf(4);
    const cacheOf = async () => {
      const cache = createCache(model, 30);
      await forward(model, cache, text.slice(0, 10), 'none');
      return cache;
    };
    // In one list, and in two.
    for (const count of [1, 4, 6]) {
      const next = text.slice(10, 10 + count);
      const all = await (await pass(model, await cacheOf(), next, 'all')).logits('all');
      const tops = Array.from({ length: count }, (_, t) =>
        goldenTopK(all.subarray(t * SMALL.vocab, (t + 1) * SMALL.vocab), TOP_K),
      );
      const decoded = await pass(model, await cacheOf(), next, 'tops');
      expect(await decoded.tops?.()).toEqual(count > 4 ? undefined : tops);
      expect(bitsOf(await decoded.logits('all'))).toEqual(bitsOf(all));
      expect(bitsOf(await decoded.logits('last'))).toEqual(bitsOf(lastRow(all)));
    }
  });

  test('where a list of the largest is no shorter than all, there is none', async () => {
    const model = await open(2, { vocab: 128, layers: 1 });
    const decoded = await pass(model, createCache(model, 8), [5, 6, 7], 'top');
    expect(await decoded.top()).toBeUndefined();
    expect((await decoded.logits('last')).length).toBe(128);
    const each = await pass(model, createCache(model, 8), [5, 6], 'tops');
    expect(await each.tops?.()).toBeUndefined();
    expect((await each.logits('all')).length).toBe(256);
  });

  test('tokens that were taken back leave no trace', async () => {
    const model = modelOf(4);
    const cache = createCache(model, 80);
    await forward(model, cache, text.slice(0, 30), 'none');
    await forward(model, cache, tokensOf(11, 9), 'none');
    cache.truncate(30);
    const logits = await forward(model, cache, text.slice(30, 36), 'all');
    expect(bitsOf(logits)).toEqual(expected.slice(30 * SMALL.vocab, 36 * SMALL.vocab));
  });

  test('more tokens than the cache has positions are refused', async () => {
    const model = modelOf(4);
    const cache = createCache(model, 10);
    await forward(model, cache, text.slice(0, 8), 'none');
    await expect(forward(model, cache, text.slice(8, 11))).rejects.toThrow(
      '3 tokens behind 8, in a cache of 10 positions',
    );
    expect(cache.length).toBe(8);
  });
});

async function textOf(model: Model, prompt: readonly number[], kvCache?: 'k16v8' | 'int8', seed?: number) {
  const sampler = createSampler(seed === undefined ? { temperature: 0, seed: 1 } : { temperature: 0.9, seed });
  const tokens: number[] = [];
  for await (const event of generate(model, prompt, { maxTokens: 12, sampler, stopTokens: [], kvCache })) {
    if (event.kind === 'token') {
      tokens.push(event.token);
    }
  }
  return tokens;
}

describe('sessions', () => {
  test.each([undefined, 7])('the same text whatever T; seed %s', async (seed) => {
    const prompt = tokensOf(37, 4);
    const texts: number[][] = [];
    for (const tokens of PASS_SIZES) {
      texts.push(await textOf(modelOf(tokens), prompt, 'k16v8', seed));
    }
    expect(new Set(texts[0]).size).toBeGreaterThan(3);
    expect(texts).toEqual(Array.from(PASS_SIZES, () => texts[0]));
  });

  test('side by side, of both kinds of cache, each has the text that it has alone', async () => {
    const requests: [prompt: number[], kind: 'k16v8' | 'int8', seed: number][] = [
      [tokensOf(20, 1), 'k16v8', 1],
      [tokensOf(9, 2), 'int8', 2],
      [tokensOf(33, 3), 'k16v8', 3],
      [tokensOf(20, 1), 'int8', 1],
    ];
    const alone: number[][] = [];
    for (const request of requests) {
      alone.push(await textOf(await open(4), ...request));
    }
    const model = await open(4);
    expect(await Promise.all(requests.map((request) => textOf(model, ...request)))).toEqual(alone);
  });

  test.each(ACCELERATOR_CACHE_KINDS)(
    '%s: a session goes on where another was saved, in a longer one too',
    async (kind) => {
      const model = modelOf(4);
      const prompt = tokensOf(45, 8);
      const text = async (session: Session, given: readonly number[]) => {
        const tokens = [];
        const sampler = createSampler({ temperature: 0, seed: 1 });
        for await (const event of session.generate(given, { maxTokens: 30, sampler, stopTokens: [] })) {
          if (event.kind === 'token') {
            tokens.push(event.token);
          }
        }
        return tokens;
      };
      const first = new Session(model, 200, kind);
      const said = await text(first, prompt);
      const saved = first.save();
      const longer = [...prompt, ...said, 5, 6];
      const expected = await text(first, longer);

      // In memory that another text has been in, and in a cache of more positions.
      const other = new Session(model, 200, kind);
      await text(other, tokensOf(80, 30));
      other.close();
      for (const capacity of [200, 500]) {
        const second = new Session(model, capacity, kind);
        second.restore(saved);
        expect(second.save().cache).toEqual(saved.cache);
        expect(await text(second, longer)).toEqual(expected);
        second.close();
      }
      expect(() => new Session(model, 200, kind).restore({ ...saved, cache: saved.cache.subarray(1) })).toThrow(
        /keys and values of \d+ tokens in \d+ bytes; this model's take/,
      );
    },
  );
});

describe('memory of caches', () => {
  /** A model whose device counts what is allocated, and remembers which buffers are keys and values. */
  async function counted() {
    const model = await open(2, { layers: 2, context: 1024 });
    const device = model.accelerator.lists as ListDevice;
    const names: string[] = [];
    const lists: ListDevice = {
      ...device,
      allocate(name, bytes) {
        names.push(name);
        return device.allocate(name, bytes);
      },
    };
    const watched = offload({ ...model, accelerator: { ...model.accelerator, lists } });
    const count = (beginning: string) => () => names.filter((name) => name.startsWith(beginning)).length;
    return { model: watched, caches: count('keys and values'), lists: count('list') };
  }

  test('is used again, clean, by one that needs as much or less', async () => {
    const { model, caches } = await counted();
    const text = tokensOf(60, 5);
    const first = createCache(model, 300);
    const expected = bitsOf(await forward(model, first, text, 'all'));
    expect(caches()).toBe(2);
    first.release();
    for (const capacity of [512, 290, 60]) {
      const cache = createCache(model, capacity);
      expect(caches()).toBe(2);
      expect(bitsOf(await forward(model, cache, text, 'all'))).toEqual(expected);
      cache.release();
    }
    createCache(model, 600).release();
    expect(caches()).toBe(4);
  });

  test('has lists of its own, which serve every session that gets it', async () => {
    const { model, lists } = await counted();
    const [a, b] = [createCache(model, 100), createCache(model, 100)];
    for (const cache of [a, b, a, b]) {
      await forward(model, cache, [1], 'last');
    }
    expect(lists()).toBe(2);
    a.release();
    await forward(model, createCache(model, 50), [2], 'last');
    expect(lists()).toBe(2);
  });

  test('is never that of two, even where one is given back twice', async () => {
    const { model, caches } = await counted();
    const cache = createCache(model, 100);
    cache.release();
    cache.release();
    const [a, b] = [createCache(model, 100), createCache(model, 100)];
    expect(caches()).toBe(4);
    const [first, second] = [tokensOf(30, 1), tokensOf(30, 2)];
    const alone = bitsOf(await forward(model, createCache(model, 100), first, 'all'));
    await forward(model, a, first.slice(0, 20), 'none');
    await forward(model, b, second, 'none');
    expect(bitsOf(await forward(model, a, first.slice(20), 'all'))).toEqual(alone.slice(20 * SMALL.vocab));
  });

  test('that was given back is no longer written', async () => {
    const { model } = await counted();
    const cache = createCache(model, 100);
    cache.release();
    await expect(forward(model, cache, [1], 'none')).rejects.toThrow('a cache that was released');
  });

  test('the bytes of a text are those of its positions, whole macros of each region', async () => {
    const model = modelOf(2);
    const cache = createCache(model, 300);
    await forward(model, cache, tokensOf(33, 6), 'none');
    const bytes = cache.stored(33).reduce((sum, part) => sum + part.length, 0);
    // A layer: two KV heads; keys 4 channels × 2 blocks × 2 groups, values 4 regions × 1 group, scales 8 beats.
    expect(bytes).toBe(2 * 2 * (4 * 2 * 2 * 528 + 4 * 528 + 128));
  });
});

describe('a head in floats', () => {
  const made = async (tokens: number) => {
    const { model, decoder } = await randomDecoder(SMALL, { accelerator: openGolden({ engine: 'fused', tokens }) });
    const { n, k, weights } = decoder.head;
    return { model, inFloats: offload({ ...model, lmHead: { matrix: { n, k, dense: weights }, bias: undefined } }) };
  };

  test('stays with the processor: its products with what the final norm gave', async () => {
    const { model, inFloats } = await made(4);
    const text = tokensOf(21, 12);
    const expected = await forward(model, createCache(model, 40), text, 'all');
    const logits = await forward(inFloats, createCache(inFloats, 40), text, 'all');
    expect(Math.max(...logits.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(1e-4);
    const { inFloats: alone } = await made(1);
    expect(await logitsIn(alone, text, [1])).toEqual(bitsOf(logits));
    for (const wanted of ['last', 'top', 'none'] as const) {
      const decoded = await pass(inFloats, createCache(inFloats, 40), text, wanted);
      expect(await decoded.top()).toBeUndefined();
      expect(bitsOf(await decoded.logits('last'))).toEqual(bitsOf(lastRow(logits)));
    }
  });

  test('has its bias added', async () => {
    const { model, inFloats } = await made(2);
    const bias = Float32Array.from({ length: SMALL.vocab }, (_, i) => i);
    const biased = offload({ ...model, lmHead: { ...inFloats.lmHead, bias } });
    const plain = await forward(inFloats, createCache(inFloats, 9), [1, 2, 3], 'all');
    const logits = await forward(biased, createCache(biased, 9), [1, 2, 3], 'all');
    expect(logits).toEqual(plain.map((value, i) => value + bias[i % SMALL.vocab]));
  });
});

describe('what is left to the accelerator', () => {
  const choice = (model: Model, ...asked: [asked?: Offload, kvCache?: CacheKind | 'k16v8']) => {
    const { passes: _, ...linear } = model;
    const { offload: what, reason, model: chosen } = offloaded(linear, ...asked);
    expect(chosen.passes !== undefined).toBe(what === 'token');
    return [what, reason];
  };

  test('is whole tokens where it can, and linear layers, with the reason, where it cannot', () => {
    const model = modelOf(2);
    expect(choice(model)).toEqual(['token', undefined]);
    expect(choice(model, undefined, 'int8')).toEqual(['token', undefined]);
    expect(choice(model, undefined, 'k16v8')).toEqual(['token', undefined]);
    expect(choice(model, undefined, 'fp16')).toEqual(['linear', "keys and values as fp16 are the processor's"]);
    const paper = { ...model, accelerator: openGolden({ engine: 'fp32' }) };
    expect(choice(paper)).toEqual(['linear', 'back end golden works through no command lists']);
    const eighteen = { ...model, architecture: { ...SMALL, headDim: 18 } };
    expect(choice(eighteen)).toEqual(['linear', 'heads of 18 elements are not built, only of 32, 64, 128']);
  });

  test('is what was asked for, or refused', () => {
    const model = modelOf(2);
    expect(choice(model, 'token')).toEqual(['token', undefined]);
    expect(choice(model, 'linear')).toEqual(['linear', undefined]);
    const paper = { ...model, accelerator: openGolden({ engine: 'fp32' }) };
    expect(() => offloaded(paper, 'token')).toThrow(
      '--offload token: back end golden works through no command lists; --offload linear does without',
    );
  });
});

describe('refused by name', () => {
  const small = (part: Partial<Architecture>): Architecture => ({ ...SMALL, ...part });

  test.each<[string, (model: Model) => Model, string]>([
    [
      'a back end without lists',
      (model) => ({ ...model, accelerator: openGolden({ engine: 'fp32' }) }),
      '--offload token: back end golden works through no command lists; --offload linear does without',
    ],
    [
      'a linear layer in floats',
      (model) => {
        const [layer] = model.layers;
        const { n, k } = layer.up.matrix;
        const up = { matrix: { n, k, dense: new Float32Array(n * k) }, bias: undefined };
        return { ...model, layers: [layer, { ...layer, up }] };
      },
      '--offload token: layers.1.mlp.up is kept in floats',
    ],
    [
      'interleaved RoPE',
      (model) => ({ ...model, architecture: small({ rope: { ...SMALL.rope, form: 'interleaved' } }) }),
      '--offload token: RoPE of form "interleaved" is not built',
    ],
    [
      'heads of 18',
      (model) => ({ ...model, architecture: small({ headDim: 18 }) }),
      '--offload token: heads of 18 elements are not built',
    ],
  ])('%s', (_, change, message) => {
    expect(() => offload(change(modelOf(1)))).toThrow(message);
  });

  test.each(CACHE_KINDS.filter((kind) => kind !== 'int8'))('keys and values as %s', (kind) => {
    expect(() => createCache(modelOf(1), 100, kind)).toThrow(
      `--offload token keeps keys and values as k16v8 or int8, not as ${kind}`,
    );
  });

  test('keys and values as k16v8, where the processor keeps them', () => {
    const { passes: _, ...model } = modelOf(1);
    expect(() => createCache(model, 100, 'k16v8')).toThrow(
      "keys and values as k16v8 are the accelerator's; the processor keeps them as fp32, fp16, int8",
    );
  });

  test('a context beyond what is built, before any memory is taken', async () => {
    const model = await open(1, { context: 600_000, layers: 1 });
    expect(() => createCache(model, 530_000)).toThrow('a context of 530176 positions is not built, at most 522240');
  });
});
