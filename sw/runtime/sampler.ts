import { randomSource } from './random.ts';
import { softmax } from './softmax.ts';

export interface SamplerOptions {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  /** Only the k likeliest tokens; 0 takes all. */
  readonly topK?: number;
  /** Only the likeliest tokens that together reach this probability (nucleus sampling, arXiv 1904.09751); 1 takes all. */
  readonly topP?: number;
  readonly seed: number;
  /** Logits of tokens seen are divided by this if positive, multiplied if negative (CTRL, arXiv 1909.05858); 1 is none. */
  readonly repetitionPenalty?: number;
}

/** Chooses the next token from logits [vocab], given the tokens so far. */
export type Sampler = (logits: Float32Array, history: readonly number[]) => number;

export function createSampler(options: SamplerOptions): Sampler {
  const { temperature, topK = 0, topP = 1, seed, repetitionPenalty = 1 } = options;
  const random = randomSource(seed);
  return (logits, history) => {
    const scores = repetitionPenalty === 1 ? logits : penalise(logits, history, repetitionPenalty);
    if (temperature === 0) return argmax(scores);
    return draw(candidates(scores, temperature, topK, topP), random());
  };
}

/** The largest value's index; the lowest of equal ones. */
export function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

function penalise(logits: Float32Array, history: readonly number[], penalty: number): Float32Array {
  const scores = logits.slice();
  for (const token of new Set(history)) scores[token] *= scores[token] > 0 ? 1 / penalty : penalty;
  return scores;
}

interface Candidates {
  readonly tokens: Uint32Array;
  readonly probabilities: Float64Array;
}

/**
 * Beyond this distance from the largest logit, in units of the temperature, even a whole vocabulary of tokens is less
 * likely than the random numbers can tell: e⁻³⁶ · 2¹⁸ < 2⁻³².
 */
const MAX_DISTANCE = 36;

/** The tokens that may be drawn, likeliest first, with probabilities that need not add up to 1. */
function candidates(logits: Float32Array, temperature: number, topK: number, topP: number): Candidates {
  const largest = logits[argmax(logits)];
  const tokens = Uint32Array.from(logits.keys())
    .filter((token) => (largest - logits[token]) / temperature <= MAX_DISTANCE)
    .sort((a, b) => logits[b] - logits[a] || a - b)
    .subarray(0, topK > 0 ? topK : logits.length);
  const probabilities = Float64Array.from(tokens, (token) => (logits[token] - largest) / temperature);
  softmax(probabilities);
  let kept = 0;
  for (let sum = 0; kept < tokens.length && (kept === 0 || sum < topP); kept++) sum += probabilities[kept];
  return { tokens: tokens.subarray(0, kept), probabilities: probabilities.subarray(0, kept) };
}

/** @param at in [0, 1) */
function draw({ tokens, probabilities }: Candidates, at: number): number {
  let remaining = at * probabilities.reduce((sum, p) => sum + p, 0);
  for (const [i, probability] of probabilities.entries()) {
    remaining -= probability;
    if (remaining < 0) return tokens[i];
  }
  return tokens[tokens.length - 1];
}
