/** karpathy's stories260K against an independent float64 implementation and llama2.c's own output. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { type Model, prepareModel } from '../../decoder/model.ts';
import { forward } from '../../decoder/pass.ts';
import { RowCache } from '../../decoder/row-cache.ts';
import { convertCheckpoint, type StorageChoice } from '../../import/convert.ts';
import { openLlama2c } from '../../import/llama2c.ts';
import { loadModel } from '../../model/load.ts';
import { hasSharedData, sharedData } from '../../testing/shared-data.ts';
import { createSampler } from '../sampler.ts';
import { generate } from '../session.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizer.ts';

interface Reference {
  readonly prompt_ids: number[];
  readonly ids: number[];
  readonly text: string;
}

interface ReferenceLogits {
  readonly ids: number[];
  readonly logits_last: number[];
  readonly logits_pos0: number[];
}

describe.skipIf(!hasSharedData('stories260K'))('stories260K', () => {
  let directory: string;
  let references: Record<string, Reference> & { logits_once_upon_a_time_float64: ReferenceLogits };
  let tokenizer: Tokenizer;
  let model: Model;

  const importAs = (storage: StorageChoice, out: string): void => {
    const checkpoint = openLlama2c(sharedData('stories260K/stories260K.bin'), sharedData('stories260K/tok512.bin'));
    convertCheckpoint(checkpoint, storage, out);
    checkpoint.close();
  };
  const continueText = async (prompt: readonly number[], maxTokens: number): Promise<number[]> => {
    const sampler = createSampler({ temperature: 0, seed: 0 });
    const tokens: number[] = [];
    for await (const event of generate(model, prompt, { maxTokens, sampler, stopTokens: [] })) {
      if (event.kind === 'token') {
        tokens.push(event.token);
      }
    }
    return tokens;
  };

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'stories260k-'));
    references = JSON.parse(readFileSync(sharedData('stories260K/reference_float64.json'), 'utf8'));
    importAs({ weights: 'fp32', embedding: 'fp32', lmHead: 'fp32' }, directory);
    tokenizer = loadTokenizer(directory);
    model = await prepareModel(loadModel(directory), openGolden({ engine: 'fused' }));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each(['Once upon a time', 'Lily and Tom', 'The dog'])(
    'greedy text after "%s" equals the reference',
    async (prompt) => {
      const reference: Reference = references[prompt];
      const ids = [...tokenizer.prefix, ...tokenizer.encode(prompt)];
      expect(ids).toEqual(reference.prompt_ids);
      const tokens = await continueText(ids, reference.ids.length - ids.length);
      expect([...ids, ...tokens]).toEqual(reference.ids);
      expect(tokenizer.decode(reference.ids)).toBe(reference.text);
    },
  );

  test('text that comes piece by piece equals text decoded at once, and the output of run.c', async () => {
    const prompt = [...tokenizer.prefix, ...tokenizer.encode('Once upon a time')];
    const stream = tokenizer.stream(prompt);
    const tokens = await continueText(prompt, 260 - prompt.length);
    const text = `Once upon a time${tokens.map((token) => stream.push(token)).join('')}${stream.end()}`;
    expect(text).toBe(tokenizer.decode([...prompt, ...tokens]));
    const expected = readFileSync(sharedData('stories260K/greedy_once_upon_a_time_n257.txt'), 'utf8').trimEnd();
    expect(text.slice(0, expected.length)).toBe(expected);
  });

  test('logits are within 1e-4 of the reference, in one batch and token by token', async () => {
    const { ids, logits_last, logits_pos0 } = references.logits_once_upon_a_time_float64;
    const { layers, kvHeads, headDim, vocab } = model.architecture;
    const worst = (logits: Float32Array, expected: number[]) =>
      Math.max(...expected.map((value, i) => Math.abs(value - logits[i])));

    const batch = await forward(model, new RowCache(layers, ids.length, kvHeads * headDim), ids, 'all');
    expect(worst(batch.subarray(0, vocab), logits_pos0)).toBeLessThan(1e-4);
    expect(worst(batch.subarray(-vocab), logits_last)).toBeLessThan(1e-4);

    const cache = new RowCache(layers, ids.length, kvHeads * headDim);
    let single = new Float32Array();
    for (const id of ids) {
      single = (await forward(model, cache, [id])) as typeof single;
    }
    expect(worst(single, logits_last)).toBeLessThan(1e-4);
  });

  test('the INT8 import still writes the same first words', async () => {
    const out = join(directory, 'int8');
    importAs({ weights: 'int8-macro', embedding: 'int8-macro', lmHead: 'int8-macro' }, out);
    model = await prepareModel(loadModel(out), openGolden({ engine: 'fused' }));
    const reference: Reference = references['Once upon a time'];
    const tokens = await continueText(reference.prompt_ids, 8);
    expect(tokens).toEqual(reference.ids.slice(reference.prompt_ids.length, reference.prompt_ids.length + 8));
  });
});
