import type { Model } from '../decoder/model.ts';
import { createCache, forward } from '../decoder/pass.ts';
import type { AcceleratorCacheKind, CacheKind, KvCache } from '../port/kv-cache.ts';
import { logProbability, type ScoreTokens } from './score-tokens.ts';

/** Tokens that go through the model together; bounds the memory that logits of a large vocabulary take. */
const BATCH = 128;

/** Scores texts with a model as users run it. */
export function modelScorer(model: Model, kvCache?: CacheKind | AcceleratorCacheKind): ScoreTokens {
  const { vocab } = model.architecture;
  let cache: KvCache | undefined;
  return async (tokens) => {
    const inputs = tokens.length - 1;
    if (!cache || cache.capacity < inputs) {
      cache?.release();
      cache = createCache(model, inputs, kvCache);
    }
    cache.truncate(0);
    const logP = new Float64Array(inputs);
    for (let start = 0; start < inputs; start += BATCH) {
      const count = Math.min(BATCH, inputs - start);
      const logits = await forward(model, cache, tokens.slice(start, start + count), 'all');
      for (let t = 0; t < count; t++) {
        logP[start + t] = logProbability(logits.subarray(t * vocab, (t + 1) * vocab), tokens[start + t + 1]);
      }
    }
    return logP;
  };
}
