/**
 * The natural logarithm of each token's probability given the tokens before it:
 * `tokens` [T] → [T − 1], element i for tokens[i + 1]. One call is one text on its own: positions begin at 0. Who needs
 * elements from `first` on only says so; what comes before may then be 0.
 */
export type ScoreTokens = (tokens: readonly number[], first?: number) => Promise<Float64Array>;

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

/** ln P(continuation | prompt). The two are tokenised together, and the prompt's own tokens are not scored. */
export async function continuationLogLikelihood(
  score: ScoreTokens,
  encode: (text: string) => readonly number[],
  prompt: string,
  continuation: string,
): Promise<number> {
  const tokens = encode(prompt + continuation);
  const first = encode(prompt).length - 1;
  const logP = await score(tokens, first);
  return logP.subarray(first).reduce((sum, value) => sum + value, 0);
}
