/**
 * Imported models of each family by lists alone: what linear layers and the processor make of them, but for rounding.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { prepareModel } from '../../decoder/model.ts';
import { createCache, forward } from '../../decoder/pass.ts';
import { convertCheckpoint } from '../../import/convert.ts';
import { loadModel } from '../../model/load.ts';
import type { Architecture } from '../../model/schema.ts';
import { TINY, tinyCheckpoint } from '../../testing/tiny-model.ts';
import { offload } from '../offload.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-families-'));
afterAll(() => rmSync(root, { recursive: true }));

const LLAMA3 = {
  type: 'llama3',
  factor: 8,
  lowFrequencyFactor: 1,
  highFrequencyFactor: 4,
  originalContext: 16,
} as const;
const YARN = {
  type: 'yarn',
  factor: 4,
  originalContext: 16,
  betaFast: 32,
  betaSlow: 1,
  attentionFactor: 1.1386,
} as const;
const TEXT = [7, 33, 5, 60, 11, 90, 2, 2, 41, 18, 77, 3, 64, 29, 50];

test.each<[string, Partial<Architecture>]>([
  ['Qwen2', { family: 'qwen2', headDim: 64 }],
  ['Qwen3', { family: 'qwen3', qkvBias: false, headNorms: true, headDim: 128 }],
  ['Llama, as SmolLM2 is', { family: 'llama', qkvBias: false, heads: 9, kvHeads: 3, headDim: 64, tiedEmbedding: true }],
  [
    'SmolLM3, whose fourth layer does not turn',
    { family: 'llama', qkvBias: false, headDim: 64, layers: 5, noRopeLayers: [3] },
  ],
  [
    'Llama 3 with scaled frequencies',
    { family: 'llama', qkvBias: false, headDim: 32, rope: { ...TINY.rope, scaling: LLAMA3 } },
  ],
  ['Qwen2 with YaRN', { headDim: 32, rope: { ...TINY.rope, scaling: YARN } }],
  ['elements 2i and 2i + 1 that turn together', { headDim: 64, rope: { ...TINY.rope, form: 'interleaved' } }],
  [
    'the same with norms of heads',
    { family: 'qwen3', qkvBias: false, headNorms: true, headDim: 32, rope: { ...TINY.rope, form: 'interleaved' } },
  ],
])('%s', async (name, part) => {
  const architecture: Architecture = { ...TINY, ...part };
  const directory = join(root, name.replaceAll(/\W/g, ''));
  const storage = { weights: 'awq-macro-dense', embedding: 'int8-macro', lmHead: 'int8-macro' } as const;
  convertCheckpoint(tinyCheckpoint(architecture), storage, directory);
  const stored = loadModel(directory);
  // Without lists nothing is put into another order.
  const { lists: _, ...accelerator } = openGolden({ engine: 'fused' });
  const linear = await prepareModel(stored, accelerator);
  expect(linear.architecture.rope.form).toBe(architecture.rope.form);
  const lists = offload(await prepareModel(stored, openGolden({ engine: 'fused', tokens: 4 })));
  const [expected, logits] = await Promise.all(
    [linear, lists].map((model) => forward(model, createCache(model, TEXT.length), TEXT, 'all')),
  );
  const { vocab } = architecture;
  for (let t = 0; t < TEXT.length; t++) {
    const [a, b] = [expected, logits].map((all) => all.subarray(t * vocab, (t + 1) * vocab));
    const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    expect(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)), `token ${t}`).toBeGreaterThan(0.9995);
  }
});
