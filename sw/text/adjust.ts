import { argmax, likeliest, sumOfPowers } from './ranking.ts';
import type { Sampler } from './sampler.ts';

export interface Adjustments {
  /** Added to the logits of these tokens. */
  readonly bias?: ReadonlyMap<number, number>;
  /** Taken from a token's logit for each time it came in the answer. */
  readonly frequencyPenalty?: number;
  /** Taken from a token's logit once it came in the answer. */
  readonly presencePenalty?: number;
}

/**
 * A sampler that sees other logits than the model's. Penalties look at the answer, not at its prompt.
 * @param promptLength tokens of the history that are the prompt
 */
export function adjusted(
  sampler: Sampler,
  promptLength: number,
  { bias = new Map(), frequencyPenalty = 0, presencePenalty = 0 }: Adjustments,
): Sampler {
  if (bias.size === 0 && frequencyPenalty === 0 && presencePenalty === 0) {
    return sampler;
  }
  return byLogits(sampler, (logits, history) => {
    const scores = logits.slice();
    for (const token of history.slice(promptLength)) {
      scores[token] -= frequencyPenalty;
    }
    for (const token of new Set(history.slice(promptLength))) {
      scores[token] -= presencePenalty;
    }
    for (const [token, value] of bias) {
      scores[token] += value;
    }
    return sampler.fromLogits(scores, history);
  });
}

/** What a model thinks of a token, and of those that it would rather have: natural logarithms of probabilities. */
export interface TokenLogProbability {
  readonly token: number;
  readonly logProbability: number;
  /** Likeliest first. */
  readonly top: readonly { readonly token: number; readonly logProbability: number }[];
}

/** A sampler that tells how likely each token was that it chose, by the logits that it was given. */
export function observed(sampler: Sampler, count: number, tell: (token: TokenLogProbability) => void): Sampler {
  return byLogits(sampler, (logits, history) => {
    const given = logits.slice();
    const token = sampler.fromLogits(logits, history);
    tell(logProbabilities(given, token, count));
    return token;
  });
}

/** Of `token`, and of the `count` likeliest. `logits` [vocab] */
export function logProbabilities(logits: Float32Array, token: number, count: number): TokenLogProbability {
  const best = likeliest(logits, count);
  const largest = logits[argmax(logits)];
  const normaliser = largest + Math.log(sumOfPowers(logits, largest));
  const of = (i: number) => ({ token: i, logProbability: logits[i] - normaliser });
  return { ...of(token), top: best.map(of) };
}

/** A sampler around another that must see all logits. */
function byLogits(sampler: Sampler, fromLogits: Sampler['fromLogits']): Sampler {
  return {
    asksTop: false,
    isGreedy: false,
    get state() {
      return sampler.state;
    },
    fromTop: () => undefined,
    fromLogits,
  };
}
