import { UsageError } from '../errors.ts';
import { type Measurement, measured } from './measurement.ts';
import type { ScoreTokens } from './score-tokens.ts';

export interface PerplexityWindows {
  /** Tokens a window; windows do not overlap and share no context. */
  readonly window: number;
  /** Score only the first so many windows. */
  readonly limit?: number;
}

export interface Perplexity {
  readonly perplexity: number;
  /** Mean negative log-likelihood of a token, in nats. */
  readonly nats: number;
  readonly windows: number;
  /** Tokens that were scored: window − 1 in each window. */
  readonly tokens: number;
}

/**
 * Perplexity by the protocol of GPTQ, which AWQ and most papers follow: the text's tokens are cut into windows of equal
 * length, the rest is dropped, and every token of a window but the first is predicted from those before it. Of each
 * window its negative log-likelihood [nats].
 */
export function perplexityOf(
  tokens: ArrayLike<number>,
  { window, limit = Number.POSITIVE_INFINITY }: PerplexityWindows,
): Measurement<Perplexity> {
  if (!Number.isInteger(window) || window < 2) {
    throw new UsageError(`a window of ${window} tokens: at least 2 are needed`);
  }
  const parts = Math.min(Math.floor(tokens.length / window), limit);
  if (parts < 1) {
    throw new UsageError(`the text has ${tokens.length} tokens, fewer than one window of ${window}`);
  }
  return {
    parts,
    async figures(score, part) {
      const text = Array.from({ length: window }, (_, j) => tokens[part * window + j]);
      return [(await score(text)).reduce((sum, logP) => sum - logP, 0)];
    },
    total(figures) {
      const count = figures.length * (window - 1);
      const nats = figures.reduce((sum, [ofWindow]) => sum + ofWindow, 0) / count;
      return { perplexity: Math.exp(nats), nats, windows: figures.length, tokens: count };
    },
  };
}

/** The same, a window after the other. */
export const perplexity = async (
  score: ScoreTokens,
  tokens: ArrayLike<number>,
  windows: PerplexityWindows,
  progress?: (done: number, total: number, soFar: Perplexity) => void,
): Promise<Perplexity> => measured(perplexityOf(tokens, windows), score, undefined, progress);
