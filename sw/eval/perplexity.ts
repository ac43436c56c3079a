import { UsageError } from '../errors.ts';
import type { ScoreTokens } from './score-tokens.ts';
import type { WindowLog } from './window-log.ts';

export interface PerplexityOptions {
  /** Tokens a window; windows do not overlap and share no context. */
  readonly window: number;
  /** Score only the first so many windows. */
  readonly limit?: number;
  /** Windows that need not be scored again. */
  readonly log?: WindowLog;
  readonly progress?: (done: number, total: number, perplexity: number) => void;
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
 * Perplexity by the protocol of GPTQ, which AWQ and most papers follow: the text's tokens are cut into windows of equal length,
 * the rest is dropped, and every token of a window but the first is predicted from those before it.
 */
export async function perplexity(
  score: ScoreTokens,
  tokens: ArrayLike<number>,
  { window, limit = Number.POSITIVE_INFINITY, log, progress }: PerplexityOptions,
): Promise<Perplexity> {
  if (!Number.isInteger(window) || window < 2) {
    throw new UsageError(`a window of ${window} tokens: at least 2 are needed`);
  }
  const windows = Math.min(Math.floor(tokens.length / window), limit);
  if (windows < 1) {
    throw new UsageError(`the text has ${tokens.length} tokens, fewer than one window of ${window}`);
  }
  let nats = 0;
  let count = 0;
  for (let i = 0; i < windows; i++) {
    let ofWindow = log?.get(i);
    if (ofWindow === undefined) {
      const text = Array.from({ length: window }, (_, j) => tokens[i * window + j]);
      ofWindow = (await score(text)).reduce((sum, logP) => sum - logP, 0);
      log?.put(i, ofWindow);
    }
    nats += ofWindow;
    count += window - 1;
    progress?.(i + 1, windows, Math.exp(nats / count));
  }
  return { perplexity: Math.exp(nats / count), nats: nats / count, windows, tokens: count };
}
