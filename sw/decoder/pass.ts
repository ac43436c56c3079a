import { UsageError } from '../errors.ts';
import type { AcceleratorCacheKind, CacheKind, KvCache } from '../port/kv-cache.ts';
import { CACHE_KINDS } from '../port/kv-cache.ts';
import type { Decoded, Wanted } from '../port/passes.ts';
import { decode, logitsOf, topLogits } from './forward.ts';
import type { Model } from './model.ts';
import { inTurn } from './turns.ts';

/** A cache of keys and values of up to `capacity` positions, for `pass`. */
export function createCache(model: Model, capacity: number, kind?: CacheKind | AcceleratorCacheKind): KvCache {
  const { architecture, operators, passes } = model;
  const { context, layers, kvHeads, headDim } = architecture;
  const positions = Math.min(capacity, context);
  if (passes) {
    return passes.createCache(positions, kind);
  }
  if (kind === 'k16v8') {
    throw new UsageError(
      `keys and values as k16v8 are the accelerator's; the processor keeps them as ${CACHE_KINDS.join(', ')}`,
    );
  }
  return operators.createCache(layers, positions, kvHeads * headDim, kind, headDim);
}

/** Tokens that share one pass over the weights, at most. */
export const tokensPerPass = ({ passes, accelerator }: Model, cache: KvCache): number =>
  passes ? passes.tokensPerPass(cache) : accelerator.tokensPerPass;

/**
 * One pass over new tokens, which follow those in `cache`: by the accelerator alone, where the model was prepared so, or by the processor
 * with the accelerator's products. Called in the pass's turn (`inTurn`), which what is made of its result belongs to.
 */
export async function pass(model: Model, cache: KvCache, tokens: readonly number[], wanted: Wanted): Promise<Decoded> {
  if (model.passes) {
    return model.passes.pass(cache, tokens, wanted);
  }
  const x = await decode(model, cache, tokens);
  const last = () => x.subarray(-model.architecture.hidden);
  return {
    logits: (rows) => logitsOf(model, rows === 'last' ? last() : x),
    top: () => topLogits(model, last()),
  };
}

/**
 * A whole pass: the logits of the last token [vocab], of all [T, vocab], or none, which saves the LM head. Passes take turns,
 * so that they may be asked for at any time; those over one cache must follow one another.
 */
export function forward(
  model: Model,
  cache: KvCache,
  tokens: readonly number[],
  rows: 'last' | 'all' | 'none' = 'last',
): Promise<Float32Array> {
  return inTurn(model, async () => {
    const decoded = await pass(model, cache, tokens, rows);
    return rows === 'none' ? new Float32Array() : (await decoded.logits(rows)).slice();
  });
}
