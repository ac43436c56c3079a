import type { KvCache } from './kv-cache.ts';
import { linear as applyLinear, type Linear } from './linear.ts';
import type { Model } from './model.ts';
import { ropeRotation } from './rope.ts';

/**
 * One pass of a Llama or Qwen2 decoder (arXiv 2307.09288, 2412.15115) over T new tokens, which follow those in `cache`.
 * Returns the logits of the last token [vocab], of all [T, vocab], or none at all, which saves the LM head. The next
 * pass may use their memory again.
 */
export async function forward(
  model: Model,
  cache: KvCache,
  tokens: readonly number[],
  rows: 'last' | 'all' | 'none' = 'last',
): Promise<Float32Array> {
  const { architecture, operators } = model;
  const { rmsNorm, rope, attention, addResidual, siluMultiply } = operators;
  const { heads, kvHeads, hidden, rmsEpsilon } = architecture;
  const linear = (x: Float32Array, ...layers: Linear[]) => applyLinear(model, x, x.length / layers[0].matrix.k, layers);
  const rotation = ropeRotation(architecture.rope, model.ropeFrequencies, cache.length, tokens.length);

  const x = model.embed(tokens);
  for (const [l, layer] of model.layers.entries()) {
    const [q, k, v] = await linear(rmsNorm(x, layer.attentionNorm, rmsEpsilon), layer.q, layer.k, layer.v);
    rope(q, heads, rotation);
    rope(k, kvHeads, rotation);
    const { keys, values } = cache.extend(l, k, v);
    const [attended] = await linear(attention(q, keys, values, architecture), layer.o);
    addResidual(x, attended);

    const [gate, up] = await linear(rmsNorm(x, layer.mlpNorm, rmsEpsilon), layer.gate, layer.up);
    const [fed] = await linear(siluMultiply(gate, up), layer.down);
    addResidual(x, fed);
  }
  cache.advance(tokens.length);
  if (rows === 'none') return new Float32Array();

  const wanted = rows === 'last' ? x.subarray(-hidden) : x;
  const [logits] = await linear(rmsNorm(wanted, model.norm, rmsEpsilon), model.lmHead);
  return logits;
}
