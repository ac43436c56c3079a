/** Turns scores into probabilities, in place. */
export function softmax(scores: Float64Array): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    largest = Math.max(largest, score);
  }
  let total = 0;
  for (let i = 0; i < scores.length; i++) {
    scores[i] = Math.exp(scores[i] - largest);
    total += scores[i];
  }
  for (let i = 0; i < scores.length; i++) {
    scores[i] /= total;
  }
}
