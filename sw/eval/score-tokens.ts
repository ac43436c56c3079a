/**
 * The natural logarithm of each token's probability given the tokens before it:
 * `tokens` [T] → [T − 1], element i for tokens[i + 1]. One call is one text on its own: positions begin at 0.
 */
export type ScoreTokens = (tokens: readonly number[]) => Promise<Float64Array>;

/** ln softmax(logits)[token], in double precision. `logits` [V] */
export function logProbability(logits: Float32Array | Float64Array, token: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) {
    if (logits[i] > top) {
      top = logits[i];
    }
  }
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    sum += Math.exp(logits[i] - top);
  }
  return logits[token] - top - Math.log(sum);
}
