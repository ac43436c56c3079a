/**
 * The natural logarithm of each token's probability given the tokens before it:
 * `tokens` [T] → [T − 1], element i for tokens[i + 1]. One call is one text on its own: positions begin at 0.
 */
export type ScoreTokens = (tokens: readonly number[]) => Promise<Float64Array>;

/** ln softmax(logits)[token], in double precision. `logits` [V] */
export function logProbability(logits: Float32Array, token: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > top) top = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - top);
  return logits[token] - top - Math.log(sum);
}
