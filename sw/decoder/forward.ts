import type { TopK } from '../port/accelerator.ts';
import type { KvCache } from '../port/kv-cache.ts';
import { LIST_BYTES } from '../port/limits.ts';
import { isResident, linear } from './linear.ts';
import type { Model } from './model.ts';
import { ropeRotationAt } from './rope.ts';

/** New tokens of a text, which follow those in its cache. */
export interface NewTokens {
  readonly cache: KvCache;
  readonly tokens: readonly number[];
}

/**
 * One pass of a Llama, Qwen2 or Qwen3 decoder (arXiv 2307.09288, 2412.15115, 2505.09388) over T new tokens of one text,
 * or of several: only attention looks at a text by itself. Returns the residual stream behind the last layer [T,
 * hidden], which the LM head is for. The next pass may use its memory again, so that `decode`, and what is made of its
 * result, belong into one turn (`inTurn`).
 */
export async function decode(model: Model, texts: readonly NewTokens[]): Promise<Float32Array> {
  const { architecture, operators } = model;
  const { rmsNorm, rope, addResidual, siluMultiply } = operators;
  const { heads, kvHeads, rmsEpsilon } = architecture;
  const positions = texts.flatMap(({ cache, tokens }) => tokens.map((_, t) => cache.length + t));
  const noRope = new Set(architecture.noRopeLayers);
  const rotation = ropeRotationAt(architecture.rope, model.ropeFrequencies, positions);

  const x = model.embed(texts.flatMap(({ tokens }) => tokens));
  for (const [l, layer] of model.layers.entries()) {
    const [queries, keys, v] = await linear(
      model,
      rmsNorm(x, layer.attentionNorm, rmsEpsilon),
      layer.q,
      layer.k,
      layer.v,
    );
    const q = layer.qNorm ? rmsNorm(queries, layer.qNorm, rmsEpsilon) : queries;
    const k = layer.kNorm ? rmsNorm(keys, layer.kNorm, rmsEpsilon) : keys;
    if (!noRope.has(l)) {
      rope(q, heads, rotation);
      rope(k, kvHeads, rotation);
    }
    attend(model, texts, l, q, k, v);
    const [attended] = await linear(model, q, layer.o);
    addResidual(x, attended);

    const [gate, up] = await linear(model, rmsNorm(x, layer.mlpNorm, rmsEpsilon), layer.gate, layer.up);
    const [fed] = await linear(model, siluMultiply(gate, up), layer.down);
    addResidual(x, fed);
  }
  for (const { cache, tokens } of texts) {
    cache.advance(tokens.length);
  }
  return x;
}

/** Each text's queries [T, heads · headDim] against its own keys and values; the result takes their place. */
function attend(
  { architecture, operators }: Model,
  texts: readonly NewTokens[],
  layer: number,
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
): void {
  const { kvHeads, headDim } = architecture;
  const width = kvHeads * headDim;
  let first = 0;
  const cached = texts.map(({ cache, tokens }) => {
    const rows = (of: Float32Array) => of.subarray(first * width, (first + tokens.length) * width);
    const extended = { tokens: tokens.length, cached: cache.extend(layer, rows(k), rows(v)) };
    first += tokens.length;
    return extended;
  });
  operators.attentionTogether(q, cached, architecture);
}

/**
 * What the LM head is given after a pass over new tokens: [T, hidden]. It belongs into the pass's turn, as `decode`
 * does.
 */
export async function hiddenStates(model: Model, cache: KvCache, tokens: readonly number[]): Promise<Float32Array> {
  return normalised(model, await decode(model, [{ cache, tokens }]));
}

/** All logits of the rows of a residual stream: x [T, hidden] → [T, vocab]. */
export async function logitsOf(model: Model, x: Float32Array): Promise<Float32Array> {
  const [logits] = await linear(model, normalised(model, x), model.lmHead);
  return logits;
}

/**
 * The largest logits of one row x [hidden], where the LM head is on an accelerator that finds them by itself and a list
 * of them is shorter than all logits.
 */
export async function topLogits(model: Model, x: Float32Array): Promise<TopK | undefined> {
  const { accelerator, lmHead, architecture } = model;
  if (!accelerator.topK || !isResident(lmHead.matrix) || 4 * architecture.vocab <= LIST_BYTES) {
    return undefined;
  }
  return accelerator.topK(normalised(model, x), lmHead.matrix);
}

const normalised = ({ operators, norm, architecture }: Model, x: Float32Array): Float32Array =>
  operators.rmsNorm(x, norm, architecture.rmsEpsilon);
