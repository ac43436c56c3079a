import { setImmediate as otherEvents } from 'node:timers/promises';
import { hiddenStates } from '../decoder/forward.ts';
import type { Model } from '../decoder/model.ts';
import { createCache } from '../decoder/pass.ts';
import { inTurn } from '../decoder/turns.ts';
import { UsageError } from '../errors.ts';

const BATCH = 32;

/**
 * A text as a vector [hidden] of length 1: the mean, over its tokens, of what the LM head would be given. A decoder's
 * hidden states were not trained to be compared; they serve where no embedding model is at hand.
 */
export async function embed(model: Model, tokens: readonly number[]): Promise<Float32Array> {
  const { hidden, context } = model.architecture;
  if (model.passes) {
    throw new UsageError('embeddings need the hidden states, which an offloaded model does not return');
  }
  if (tokens.length === 0 || tokens.length > context) {
    throw new UsageError(`a text of ${tokens.length} tokens, expected 1 to ${context}`);
  }
  const cache = createCache(model, tokens.length);
  const sum = new Float64Array(hidden);
  try {
    for (let done = 0; done < tokens.length; done += BATCH) {
      await inTurn(model, async () => {
        const states = await hiddenStates(model, cache, tokens.slice(done, done + BATCH));
        for (let i = 0; i < states.length; i++) {
          sum[i % hidden] += states[i];
        }
      });
      await otherEvents();
    }
  } finally {
    cache.release();
  }
  const length = Math.hypot(...sum);
  return Float32Array.from(sum, (value) => value / length);
}
