/** Several tokens for one start, through the golden machine: the text is that of a start for each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { type Model, prepareModel } from '../../decoder/model.ts';
import { convertCheckpoint } from '../../import/convert.ts';
import { loadModel } from '../../model/load.ts';
import type { Accelerator, ListDevice } from '../../port/accelerator.ts';
import { TINY, tinyCheckpoint } from '../../testing/tiny-model.ts';
import { createSampler } from '../../text/sampler.ts';
import { Session } from '../../text/session.ts';
import { listPasses, offload, placeModel } from '../offload.ts';
import { randomDecoder, SMALL } from './random-decoder.ts';

/** An accelerator that counts the starts of its lists. */
function counted(accelerator: Accelerator) {
  const starts: number[] = [];
  const { lists } = accelerator;
  const run: ListDevice['run'] = async (list) => {
    starts.push(list.passes ?? 1);
    await lists!.run(list);
  };
  return { starts, accelerator: { ...accelerator, lists: { ...lists!, run } } };
}

const PROMPT = [7, 33, 5, 60, 12];

interface Run {
  readonly tokensPerStart: number;
  readonly maxTokens?: number;
  readonly stopTokens?: readonly number[];
  readonly penalty?: number;
}

async function textOf(model: Model, { tokensPerStart, maxTokens = 30, stopTokens = [], penalty = 1 }: Run) {
  const session = new Session(model, 200);
  const sampler = createSampler({ temperature: 0, seed: 0, repetitionPenalty: penalty });
  const tokens: number[] = [];
  let reason = '';
  for await (const event of session.generate(PROMPT, { maxTokens, sampler, stopTokens, tokensPerStart })) {
    if (event.kind === 'token') {
      tokens.push(event.token);
    } else if (event.kind === 'end') {
      reason = event.reason;
    }
  }
  const { tokens: cached, cache } = session.save();
  session.close();
  return { tokens, reason, cached, cache: Buffer.from(cache).toString('hex') };
}

const root = mkdtempSync(join(tmpdir(), 'macromac-greedy-'));
afterAll(() => rmSync(root, { recursive: true }));

describe.each(['float32', 'binary16'])('rows of the embedding as %s', (kind) => {
  const { starts, accelerator } = counted(openGolden({ engine: 'fused', tokens: 2 }));
  let model: Model;
  beforeAll(async () => {
    if (kind === 'float32') {
      model = offload((await randomDecoder(SMALL, { accelerator })).model);
      return;
    }
    const shape = { ...TINY, headDim: 32, vocab: 150, context: 200 };
    const folder = join(root, kind);
    convertCheckpoint(tinyCheckpoint(shape), { weights: 'awq-macro', embedding: 'fp16', lmHead: 'awq-macro' }, folder);
    model = offload(await prepareModel(loadModel(folder), accelerator));
  });

  test.each([2, 7, 29, 30, 200])('%i tokens a start: the same text, keys and values', async (tokensPerStart) => {
    const expected = await textOf(model, { tokensPerStart: 1 });
    starts.length = 0;
    expect(await textOf(model, { tokensPerStart })).toEqual(expected);
    // The prompt's pairs; then 29 tokens, as many as may be at a time, a single one by itself.
    const whole = Array.from({ length: Math.floor(29 / tokensPerStart) }, () => tokensPerStart);
    const rest = 29 % tokensPerStart;
    expect(starts).toEqual([1, 1, 1, ...whole, ...(rest > 0 ? [rest] : [])]);
  });

  test('a stop token ends the text wherever it comes', async () => {
    const maxTokens = 12;
    const { tokens } = await textOf(model, { tokensPerStart: 1, maxTokens });
    const places = tokens.map((token, i) => ({ token, i })).filter(({ token, i }) => tokens.indexOf(token) === i);
    for (const { token, i } of places) {
      for (const tokensPerStart of [i, i + 1].filter((n) => n > 1)) {
        const text = await textOf(model, { tokensPerStart, maxTokens, stopTokens: [299, token] });
        expect([text.tokens, text.reason]).toEqual([tokens.slice(0, i), 'stop']);
      }
    }
  });

  test('more stop tokens than a list has room for, or a penalty: a start for each token', async () => {
    for (const more of [{ stopTokens: [1, 2, 3, 4, 6] }, { penalty: 1.2 }]) {
      const expected = await textOf(model, { ...more, tokensPerStart: 1 });
      starts.length = 0;
      expect(await textOf(model, { ...more, tokensPerStart: 8 })).toEqual(expected);
      expect(Math.max(...starts)).toBe(1);
    }
  });
});

test('a start ends with the chunk of the cache, and with the context', async () => {
  const { starts, accelerator } = counted(openGolden({ engine: 'fused', tokens: 1 }));
  const { model } = await randomDecoder(SMALL, { accelerator });
  const lists = accelerator.lists;
  const chunked = { ...model, passes: listPasses(model, lists, placeModel(model, lists), 64) };
  const expected = await textOf(chunked, { tokensPerStart: 1, maxTokens: 300 });
  starts.length = 0;
  expect(await textOf(chunked, { tokensPerStart: 50, maxTokens: 300 })).toEqual(expected);
  expect(starts.slice(PROMPT.length)).toEqual([50, 9, 50, 14, 50, 14, 8]);
});

test('logits that are no numbers end the start, and are told', async () => {
  const accelerator = openGolden({ engine: 'fused', tokens: 1 });
  const { model } = await randomDecoder(SMALL, { accelerator });
  const embed = model.embed.bind(model);
  let bad = -1;
  const damaged = {
    ...model,
    embed: (tokens: readonly number[]) => {
      const rows = embed(tokens);
      for (const [i, token] of tokens.entries()) {
        if (token === bad) {
          rows[i * SMALL.hidden] = Number.NaN;
        }
      }
      return rows;
    },
  };
  const { tokens } = await textOf(offload(damaged), { tokensPerStart: 1 });
  bad = tokens.find((token, i) => i > 3 && !PROMPT.includes(token) && tokens.indexOf(token) === i)!;
  const told = `none of the logits behind ${PROMPT.length + tokens.indexOf(bad) + 1} tokens is a number`;
  for (const tokensPerStart of [1, 20]) {
    await expect(textOf(offload(damaged), { tokensPerStart })).rejects.toThrow(told);
  }
});
