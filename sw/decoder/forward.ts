import type { TopK } from '../port/accelerator.ts';
import type { KvCache } from '../port/kv-cache.ts';
import { LIST_BYTES } from '../port/limits.ts';
import { isResident, linear } from './linear.ts';
import type { Model } from './model.ts';
import { ropeRotation } from './rope.ts';

/**
 * One pass of a Llama, Qwen2 or Qwen3 decoder (arXiv 2307.09288, 2412.15115, 2505.09388) over T new tokens, which follow those in `cache`.
 * Returns the residual stream behind the last layer [T, hidden], which the LM head is for. The next pass may use its
 * memory again, so that `decode`, and what is made of its result, belong into one turn (`inTurn`).
 */
export async function decode(model: Model, cache: KvCache, tokens: readonly number[]): Promise<Float32Array> {
  const { architecture, operators } = model;
  const { rmsNorm, rope, attention, addResidual, siluMultiply } = operators;
  const { heads, kvHeads, rmsEpsilon } = architecture;
  const rotation = ropeRotation(architecture.rope, model.ropeFrequencies, cache.length, tokens.length);

  const x = model.embed(tokens);
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
    rope(q, heads, rotation);
    rope(k, kvHeads, rotation);
    const [attended] = await linear(model, attention(q, cache.extend(l, k, v), architecture), layer.o);
    addResidual(x, attended);

    const [gate, up] = await linear(model, rmsNorm(x, layer.mlpNorm, rmsEpsilon), layer.gate, layer.up);
    const [fed] = await linear(model, siluMultiply(gate, up), layer.down);
    addResidual(x, fed);
  }
  cache.advance(tokens.length);
  return x;
}

/** What the LM head is given after a pass over new tokens: [T, hidden]. It belongs into the pass's turn, as `decode` does. */
export async function hiddenStates(model: Model, cache: KvCache, tokens: readonly number[]): Promise<Float32Array> {
  return normalised(model, await decode(model, cache, tokens));
}

/** All logits of the rows of a residual stream: x [T, hidden] → [T, vocab]. */
export async function logitsOf(model: Model, x: Float32Array): Promise<Float32Array> {
  const [logits] = await linear(model, normalised(model, x), model.lmHead);
  return logits;
}

/**
 * The largest logits of one row x [hidden], where the LM head is on an accelerator that finds them by itself and a list of them is shorter than
 * all logits.
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
