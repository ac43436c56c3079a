/**
 * The story model, as trained and as committed, against a float64 forward pass in NumPy (tools/story/numpy_model.py).
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { prepareModel } from '../../decoder/model.ts';
import { forward } from '../../decoder/pass.ts';
import { RowCache } from '../../decoder/row-cache.ts';
import { convertCheckpoint } from '../../import/convert.ts';
import { openHuggingFaceFolder } from '../../import/huggingface-checkpoint.ts';
import { loadModel } from '../../model/load.ts';
import type { TensorKind } from '../../port/tensor.ts';
import { createSampler } from '../sampler.ts';
import { generate } from '../session.ts';
import { loadTokenizer } from '../tokenizer.ts';

interface Reference {
  readonly prompt: string;
  readonly prompt_tokens: number[];
  readonly top10: { id: number; logit: number }[];
  readonly greedy_tokens: number[];
  readonly greedy_margins: number[];
  readonly greedy_text: string;
}

const HF = join(import.meta.dirname, '../../../models/story/hf');

describe.skipIf(!existsSync(join(HF, 'reference.json')))('the story model', () => {
  const root = mkdtempSync(join(tmpdir(), 'story-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const references: Record<'fp16' | 'int4', Reference[]> = JSON.parse(readFileSync(join(HF, 'reference.json'), 'utf8'));

  /** Embedding and head are the same tensor there, in the kind given. */
  const imported = (kind: TensorKind): string => {
    const out = join(root, kind);
    const checkpoint = openHuggingFaceFolder(HF);
    convertCheckpoint(checkpoint, { weights: kind, embedding: kind, lmHead: kind }, out);
    checkpoint.close();
    return out;
  };

  test.each([
    ['fp16', 'fp16', 1e-4],
    ['int4', 'awq-macro', 1e-3],
  ] as const)('%s: logits and greedy text equal the reference', async (name, kind, tolerance) => {
    const directory = imported(kind);
    const tokenizer = loadTokenizer(directory);
    const model = await prepareModel(loadModel(directory), openGolden({ engine: 'fused' }));
    const { layers, kvHeads, headDim } = model.architecture;
    for (const { prompt, prompt_tokens, top10, greedy_tokens, greedy_margins, greedy_text } of references[name]) {
      expect(tokenizer.encode(prompt)).toEqual(prompt_tokens);
      const logits = await forward(model, new RowCache(layers, 32, kvHeads * headDim), prompt_tokens);
      for (const { id, logit } of top10) {
        expect(Math.abs(logits[id] - logit)).toBeLessThan(tolerance);
      }

      // Compared as far as the reference itself was sure.
      const unsure = greedy_margins.findIndex((margin) => margin < 10 * tolerance);
      const sure = unsure < 0 ? greedy_tokens.length : unsure;
      const tokens: number[] = [];
      const sampler = createSampler({ temperature: 0, seed: 0 });
      for await (const event of generate(model, prompt_tokens, { maxTokens: sure, sampler, stopTokens: [] })) {
        if (event.kind === 'token') {
          tokens.push(event.token);
        }
      }
      expect(tokens).toEqual(greedy_tokens.slice(0, sure));
      if (unsure < 0) {
        expect(tokenizer.decode(tokens)).toBe(greedy_text);
      }
    }
  });
});
