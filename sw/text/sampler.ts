import { softmax } from '../decoder/softmax.ts';
import { DataError } from '../errors.ts';
import type { TopK } from '../port/accelerator.ts';
import { TOP_K } from '../port/limits.ts';
import { randomSource } from '../random.ts';
import { argmax, byScore } from './ranking.ts';

export interface SamplerOptions {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  /** Only the k likeliest tokens; 0 takes all. */
  readonly topK?: number;
  /**
   * Only the likeliest tokens that together reach this probability (nucleus sampling, arXiv 1904.09751); 1 takes all.
   */
  readonly topP?: number;
  /** Only tokens at least this share as likely as the likeliest (arXiv 2407.01082); 0 takes all. */
  readonly minP?: number;
  readonly seed: number;
  /**
   * Logits of tokens seen are divided by this if positive, multiplied if negative (CTRL, arXiv 1909.05858); 1 is none.
   */
  readonly repetitionPenalty?: number;
}

/** What a sampler must know of its past to go on where it was. */
export interface SamplerState {
  /** Random numbers drawn. */
  readonly draws: number;
  readonly isNarrow: boolean;
}

/** Chooses the next token, given the tokens so far: the same one by either way. */
export interface Sampler {
  /** From all logits [vocab]. */
  fromLogits(logits: Float32Array, history: readonly number[]): number;
  /** From the largest of `vocab` logits; undefined where others might have been drawn, or change what was drawn. */
  fromTop(top: TopK, vocab: number, history: readonly number[]): number | undefined;
  /** Whether the largest logits are worth asking for: they are, or by the last token probably are, enough. */
  readonly asksTop: boolean;
  /** Whether it always takes the likeliest token. */
  readonly isGreedy: boolean;
  readonly state: SamplerState;
}

export function createSampler(options: SamplerOptions, state?: SamplerState): Sampler {
  const { temperature, topK = 0, topP = 1, minP = 0, seed, repetitionPenalty: penalty = 1 } = options;
  const random = randomSource(seed);
  let draws = 0;
  const draw = () => {
    draws++;
    return random();
  };
  while (draws < (state?.draws ?? 0)) {
    draw();
  }

  /** No more tokens than the list holds may ever be drawn. */
  const isFew = temperature === 0 || (topK > 0 && topK <= TOP_K);
  /** The same of the last token alone, as its logits were. */
  let isNarrow = state?.isNarrow ?? isFew;

  /** Too far below the largest to be drawn. */
  const isFar = (score: number, largest: number) => score !== largest && (largest - score) / temperature > MAX_DISTANCE;
  /** @param tokens that may be drawn, likeliest first */
  const choose = (tokens: Uint32Array, scoreOf: (place: number) => number): number => {
    const kept = tokens.subarray(0, topK > 0 ? topK : tokens.length);
    const distances = Float64Array.from(kept, (_, place) => {
      const [score, largest] = [scoreOf(place), scoreOf(0)];
      return score === largest ? 0 : (score - largest) / temperature;
    });
    return pick(kept, nucleus(distances, topP, minP), draw());
  };

  return {
    isGreedy: temperature === 0 && penalty === 1,
    get asksTop() {
      return penalty >= 1 && isNarrow;
    },
    get state() {
      return { draws, isNarrow };
    },

    fromLogits(logits, history) {
      const scores = penalty === 1 ? logits : logits.slice();
      if (penalty !== 1) {
        for (const token of new Set(history)) {
          scores[token] = penalise(scores[token], penalty);
        }
      }
      const best = argmax(scores);
      const largest = scores[best];
      if (Number.isNaN(largest)) {
        throw noNumber(history);
      }
      if (temperature === 0) {
        return best;
      }
      const tokens = byScore(scores, (score) => !isFar(score, largest));
      isNarrow = isFew || tokens.length < TOP_K;
      return choose(tokens, (place) => scores[tokens[place]]);
    },

    fromTop({ indices, values }, vocab, history) {
      isNarrow = isFew;
      if (Number.isNaN(values[0])) {
        throw noNumber(history);
      }
      // A penalty below 1 raises tokens that may not be listed; above 1 it leaves those at most where the list ends.
      if (penalty < 1) {
        return undefined;
      }
      const end = values[values.length - 1];
      const isComplete = indices.length === vocab || Number.isNaN(end);
      const seen = penalty === 1 ? [] : history;
      const scores = values.map((value, i) => (seen.includes(indices[i]) ? penalise(value, penalty) : value));
      // Without a penalty a token that is not listed comes behind all that are; with one only behind those above the
      // end.
      const places = [...scores.keys()]
        .filter((i) => !Number.isNaN(scores[i]) && (isComplete || penalty === 1 || scores[i] > end))
        .sort((a, b) => scores[b] - scores[a] || indices[a] - indices[b]);
      if (places.length === 0) {
        return undefined;
      }
      if (temperature === 0) {
        return indices[places[0]];
      }
      const largest = scores[places[0]];
      const near = places.filter((i) => !isFar(scores[i], largest));
      const hasEnough = topK > 0 && near.length >= topK;
      if (!(isComplete || hasEnough || isFar(end, largest))) {
        return undefined;
      }
      isNarrow = true;
      return choose(
        Uint32Array.from(near, (i) => indices[i]),
        (place) => scores[near[place]],
      );
    },
  };
}

/** Rounded to FP32 by who stores it. */
const penalise = (score: number, penalty: number): number => score * (score > 0 ? 1 / penalty : penalty);

const noNumber = (history: readonly number[]): DataError =>
  new DataError(`none of the logits behind ${history.length} tokens is a number: the model's weights are damaged`);

/**
 * Beyond this distance from the largest logit, in units of the temperature, even a whole vocabulary of tokens is less
 * likely than the random numbers can tell: e⁻³⁶ · 2¹⁸ < 2⁻³².
 */
const MAX_DISTANCE = 36;

/**
 * Probabilities of the likeliest tokens that together reach `topP`, and each `minP` of the largest, of scores that
 * fall; they need not add up to 1.
 */
function nucleus(scores: Float64Array, topP: number, minP: number): Float64Array {
  softmax(scores);
  const isKept = (place: number, sum: number) => place === 0 || (sum < topP && scores[place] >= minP * scores[0]);
  let kept = 0;
  for (let sum = 0; kept < scores.length && isKept(kept, sum); kept++) {
    sum += scores[kept];
  }
  return scores.subarray(0, kept);
}

/** @param at in [0, 1) */
function pick(tokens: Uint32Array, probabilities: Float64Array, at: number): number {
  let remaining = at * probabilities.reduce((sum, p) => sum + p, 0);
  for (const [i, probability] of probabilities.entries()) {
    remaining -= probability;
    if (remaining < 0) {
      return tokens[i];
    }
  }
  return tokens[probabilities.length - 1];
}
