import { exponential, logarithm } from './exact-math.ts';

/** A next-token distribution, as a reference to compare with. */
export interface Distribution {
  /** ln p of each token, [V]. */
  readonly logP: Float64Array;
  readonly p: Float64Array;
}

/** ln Σ exp(logits), in double precision. */
function logSum(logits: Float32Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) {
    top = Math.max(top, logits[i]);
  }
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    sum += exponential(logits[i] - top);
  }
  return top + logarithm(sum);
}

export function distributionOf(logits: Float32Array): Distribution {
  const total = logSum(logits);
  const logP = Float64Array.from(logits, (logit) => logit - total);
  return { logP, p: logP.map(exponential) };
}

/**
 * Kullback–Leibler divergence Σ p · (ln p − ln q) of softmax(logits) from a reference, in nats. By arithmetic that is
 * the same on every machine. NaN where a logit is none.
 */
export function divergence({ logP, p }: Distribution, logits: Float32Array): number {
  const total = logSum(logits);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    sum += p[i] * (logP[i] - (logits[i] - total));
  }
  return sum;
}

export interface Mean {
  readonly mean: number;
  /** Of the mean, taking the values for independent. */
  readonly standardError: number;
}

export function meanOf(values: ArrayLike<number>): Mean {
  const count = values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += values[i];
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    squares += (values[i] - mean) * (values[i] - mean);
  }
  return { mean, standardError: count > 1 ? Math.sqrt(squares / (count - 1) / count) : Number.NaN };
}
