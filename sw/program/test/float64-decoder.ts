/**
 * A decoder in float64, written from the papers and docs/numerics.md, "Keys and values", apart from all it judges: it
 * rounds keys and values as the accelerator's cache does, or not at all, and nothing else.
 */
import type { FloatDecoder, FloatLinear } from './random-decoder.ts';

export type Rounding = 'k16v8' | 'int8' | 'none';

/** Decodes token by token. Returns the function that takes the next token and gives its logits [vocab]. */
export function float64Decoder(
  { architecture, embedding, layers, norm, head }: FloatDecoder,
  rounding: Rounding,
): (token: number) => Float64Array {
  const { hidden, heads, kvHeads, headDim, rmsEpsilon, rope } = architecture;
  const roundKey = { k16v8: roundKey16, int8: roundByte, none: (k: Float64Array) => k }[rounding];
  const roundValue = rounding === 'none' ? (v: Float64Array) => v : roundByte;
  /** Of each layer and KV head, a position after the other. */
  const cache = layers.map(() =>
    Array.from({ length: kvHeads }, () => ({ keys: [] as Float64Array[], values: [] as Float64Array[] })),
  );
  let position = 0;

  /** Turns (i, i + d/2) of a head by position · θ^(−2i/d). */
  const turned = (head: Float64Array): Float64Array => {
    const half = headDim / 2;
    const y = new Float64Array(headDim);
    for (let i = 0; i < half; i++) {
      const angle = position / rope.theta ** (i / half);
      y[i] = head[i] * Math.cos(angle) - head[i + half] * Math.sin(angle);
      y[i + half] = head[i + half] * Math.cos(angle) + head[i] * Math.sin(angle);
    }
    return y;
  };
  const rmsNorm = (x: Float64Array, weights: Float32Array): Float64Array => {
    const meanSquare = x.reduce((sum, value) => sum + value * value, 0) / x.length;
    return x.map((value, i) => (value / Math.sqrt(meanSquare + rmsEpsilon)) * weights[i]);
  };
  const headsOf = (x: Float64Array, weights?: Float32Array): Float64Array[] =>
    Array.from({ length: x.length / headDim }, (_, h) => {
      const head = x.slice(h * headDim, (h + 1) * headDim);
      return weights ? rmsNorm(head, weights) : head;
    });

  return (token) => {
    let x: Float64Array = Float64Array.from(embedding.subarray(token * hidden, (token + 1) * hidden));
    for (const [l, layer] of layers.entries()) {
      const normed = rmsNorm(x, layer.attentionNorm);
      const turn = architecture.noRopeLayers?.includes(l) ? (head: Float64Array) => head : turned;
      const queries = headsOf(apply(layer.q, normed), layer.qNorm).map(turn);
      const keys = headsOf(apply(layer.k, normed), layer.kNorm).map(turn);
      const values = headsOf(apply(layer.v, normed));
      const attended = new Float64Array(heads * headDim);
      for (let h = 0; h < kvHeads; h++) {
        cache[l][h].keys.push(roundKey(keys[h]));
        cache[l][h].values.push(roundValue(values[h]));
      }
      for (const [h, query] of queries.entries()) {
        const { keys: seen, values: held } = cache[l][Math.floor(h / (heads / kvHeads))];
        const scores = seen.map((key) => dot(query, key) / Math.sqrt(headDim));
        const largest = scores.reduce((a, b) => Math.max(a, b));
        const weights = scores.map((score) => Math.exp(score - largest));
        const sum = weights.reduce((a, b) => a + b);
        for (const [p, weight] of weights.entries()) {
          for (let i = 0; i < headDim; i++) {
            attended[h * headDim + i] += (weight / sum) * held[p][i];
          }
        }
      }
      x = plus(x, apply(layer.o, attended));
      const fed = rmsNorm(x, layer.mlpNorm);
      const up = apply(layer.up, fed);
      const gated = apply(layer.gate, fed).map((g, i) => (g / (1 + Math.exp(-g))) * up[i]);
      x = plus(x, apply(layer.down, gated));
    }
    position++;
    return apply(head, rmsNorm(x, norm));
  };
}

function apply({ n, k, weights, bias }: FloatLinear, x: Float64Array): Float64Array {
  const y = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let sum = bias ? bias[row] : 0;
    for (let i = 0; i < k; i++) {
      sum += weights[row * k + i] * x[i];
    }
    y[row] = sum;
  }
  return y;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
const plus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value + b[i]);

/** 16 bits on one scale: of k · 2⁸, so that scales of small keys are no subnormal halves. */
function roundKey16(key: Float64Array): Float64Array {
  const scaled = key.map((value) => value * 256);
  return rounded(scaled, nearestHalf(largestOf(scaled) / 32_512), 32_639).map((value) => value / 256);
}

const roundByte = (vector: Float64Array): Float64Array => rounded(vector, nearestHalf(largestOf(vector) / 127), 127);

const rounded = (vector: Float64Array, scale: number, limit: number): Float64Array =>
  vector.map((value) => (scale === 0 ? 0 : scale * Math.max(-limit, Math.min(limit, nearestInteger(value / scale)))));

const largestOf = (vector: Float64Array): number => vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Ties to even. */
function nearestInteger(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

/** The binary16 number nearest to one that is not negative and below 65,520. */
function nearestHalf(value: number): number {
  let step = 2 ** -24;
  while (value >= 2048 * step) {
    step *= 2;
  }
  return step * nearestInteger(value / step);
}
