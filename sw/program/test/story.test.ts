/**
 * The story model by command lists, against float64 with keys and values rounded alike (float64-decoder.ts), over
 * 1,000 predictions and more. Prints what docs/evaluation.md says: npx vitest run sw/program/test/story.test.ts
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { type Model, prepareModel } from '../../decoder/model.ts';
import { type BitsPerByte, bitsPerByte, splitDocuments } from '../../eval/bits-per-byte.ts';
import { modelScorer } from '../../eval/model-scorer.ts';
import { logProbability, type ScoreTokens } from '../../eval/score-tokens.ts';
import type { StoredModel } from '../../model/load.ts';
import { asFloat32, storedWeights } from '../../quant/dequantize.ts';
import { hasSharedData, sharedData } from '../../testing/shared-data.ts';
import { readModel } from '../../text/read-model.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';
import { offload } from '../offload.ts';
import { float64Decoder, type Rounding } from './float64-decoder.ts';
import type { FloatDecoder } from './random-decoder.ts';

const STORY = join(import.meta.dirname, '../../../models/story');
const TEXT = 'tinystories/val.txt';
const DOCUMENTS = 5;

/** The weights of a model folder, as numbers. */
function storedDecoder(stored: StoredModel): FloatDecoder {
  const { architecture } = stored.manifest;
  const { layers, hidden, ffn, heads, kvHeads, headDim, vocab } = architecture;
  const weights = storedWeights(stored);
  const read = (name: string) => asFloat32(weights.read(name));
  const linear = (name: string, n: number, k: number) => ({
    n,
    k,
    weights: read(`${name}.weight`),
    ...(weights.has(`${name}.bias`) ? { bias: read(`${name}.bias`) } : {}),
  });
  const embedding = read('embedding.weight');
  return {
    architecture,
    embedding,
    layers: Array.from({ length: layers }, (_, l) => {
      const at = `layers.${l}`;
      return {
        attentionNorm: read(`${at}.attention_norm.weight`),
        mlpNorm: read(`${at}.mlp_norm.weight`),
        q: linear(`${at}.attention.q`, heads * headDim, hidden),
        k: linear(`${at}.attention.k`, kvHeads * headDim, hidden),
        v: linear(`${at}.attention.v`, kvHeads * headDim, hidden),
        o: linear(`${at}.attention.o`, hidden, heads * headDim),
        gate: linear(`${at}.mlp.gate`, ffn, hidden),
        up: linear(`${at}.mlp.up`, ffn, hidden),
        down: linear(`${at}.mlp.down`, hidden, ffn),
      };
    }),
    norm: read('norm.weight'),
    head: weights.has('lm_head.weight')
      ? linear('lm_head', vocab, hidden)
      : { n: vocab, k: hidden, weights: embedding },
  };
}

const float64Scorer =
  (decoder: FloatDecoder, rounding: Rounding): ScoreTokens =>
  async (tokens) => {
    const step = float64Decoder(decoder, rounding);
    return Float64Array.from(tokens.slice(0, -1), (token, i) => logProbability(step(token), tokens[i + 1]));
  };

describe.skipIf(!hasSharedData(TEXT))('the story model', () => {
  let stored: StoredModel;
  let tokenizer: Tokenizer;
  let model: Model;
  let decoder: FloatDecoder;
  let documents: string[];
  let exact: BitsPerByte | undefined;
  beforeAll(async () => {
    ({ stored, tokenizer } = readModel(STORY));
    model = offload(await prepareModel(stored, openGolden({ engine: 'fused', tokens: 8 })));
    decoder = storedDecoder(stored);
    documents = splitDocuments(readFileSync(sharedData(TEXT), 'utf8')).slice(0, DOCUMENTS);
  });
  const measured = (score: ScoreTokens) =>
    bitsPerByte(score, documents, {
      start: stored.manifest.tokens.stop[0],
      context: stored.manifest.architecture.context,
      encode: tokenizer.encode,
    });

  test.each(['k16v8', 'int8'] as const)(
    '%s: bits a byte of float64 with keys and values rounded alike',
    async (kind) => {
      const ours = await measured(modelScorer(model, kind));
      const alike = await measured(float64Scorer(decoder, kind));
      exact ??= await measured(float64Scorer(decoder, 'none'));
      console.log(
        `${kind}, ${ours.tokens} predictions: ${ours.bitsPerByte.toFixed(6)} bits a byte by lists, ` +
          `${alike.bitsPerByte.toFixed(6)} in float64 with keys and values rounded alike, ` +
          `${exact.bitsPerByte.toFixed(6)} with none rounded`,
      );
      expect(ours.tokens).toBeGreaterThanOrEqual(1000);
      expect(Math.abs(ours.bitsPerByte / alike.bitsPerByte - 1)).toBeLessThan(0.001);
      expect(Math.abs(Math.exp(ours.nats - alike.nats) - 1)).toBeLessThan(0.001);
    },
    1_800_000,
  );
});
