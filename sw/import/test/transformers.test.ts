import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { prepareModel } from '../../decoder/model.ts';
import { forward } from '../../decoder/pass.ts';
import { rmsNorm } from '../../decoder/rmsnorm.ts';
import { RowCache } from '../../decoder/row-cache.ts';
import { loadModel } from '../../model/load.ts';
import { storedWeights } from '../../quant/dequantize.ts';
import { openFloatEngine } from '../../quant/float-engine.ts';
import { layerForward, sequenceModel } from '../../quant/sequence-model.ts';
import { tinyCheckpoint } from '../../testing/tiny-model.ts';
import { convertCheckpoint } from '../convert.ts';
import { openHuggingFaceFolder } from '../huggingface-checkpoint.ts';

/** Models and logits by Hugging Face transformers: tools/oracle/make_transformers_vectors.py */
const ORACLE = join(import.meta.dirname, '../test-data/transformers');
const TOLERANCE = 1e-4;

const scratch = mkdtempSync(join(tmpdir(), 'macromac-transformers-'));
const engine = openFloatEngine(2);
afterAll(async () => {
  rmSync(scratch, { recursive: true });
  await engine.close();
});

function readVectors(name: string): { tokens: number[]; prefill: number; logits: Float32Array } {
  const { tokens, prefill, logits } = JSON.parse(readFileSync(join(ORACLE, name, 'vectors.json'), 'utf8'));
  return { tokens, prefill, logits: new Float32Array(Uint8Array.from(Buffer.from(logits, 'base64')).buffer) };
}

function importOracle(name: string) {
  // The oracle's models have no tokenizers, and need none here.
  const checkpoint = { ...openHuggingFaceFolder(join(ORACLE, name)), files: tinyCheckpoint().files };
  const directory = join(scratch, name);
  convertCheckpoint(checkpoint, { weights: 'fp32', embedding: 'fp32', lmHead: 'fp32' }, directory);
  checkpoint.close();
  return loadModel(directory);
}

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);

test.each(readdirSync(ORACLE))('%s: logits of prefill and decode as transformers computes them', async (name) => {
  const { tokens, prefill, logits } = readVectors(name);
  const stored = importOracle(name);
  const model = await prepareModel(stored, openGolden({ engine: 'fp32' }));
  const { layers, kvHeads, headDim, vocab } = model.architecture;
  const cache = new RowCache(layers, tokens.length, kvHeads * headDim);

  const rows = [await forward(model, cache, tokens.slice(0, prefill), 'all')];
  for (const token of tokens.slice(prefill)) {
    rows.push(await forward(model, cache, [token]));
  }
  const ours = Float32Array.from(rows.flatMap((row) => [...row]));
  expect(ours.length).toBe(tokens.length * vocab);
  expect(largestDifference(ours, logits)).toBeLessThan(TOLERANCE);
});

test.each(readdirSync(ORACLE))('%s: the same through the layer-by-layer model of quantiser and evaluation', (name) => {
  const { tokens, logits } = readVectors(name);
  const model = sequenceModel(storedWeights(importOracle(name)));
  const { hidden, vocab, rmsEpsilon } = model.architecture;
  // Two texts side by side: the second must not see the first.
  const x = model.embed([...tokens, ...tokens]);
  for (let l = 0; l < model.architecture.layers; l++) {
    layerForward(engine, model.architecture, model.layer(l), x, tokens.length);
  }
  const ours = engine.sgemm(rmsNorm(x, model.norm, rmsEpsilon), model.head(), vocab, hidden);
  expect(largestDifference(ours.subarray(0, logits.length), logits)).toBeLessThan(TOLERANCE);
  expect(largestDifference(ours.subarray(logits.length), logits)).toBeLessThan(TOLERANCE);
});
