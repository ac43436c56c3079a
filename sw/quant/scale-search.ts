import { type GroupSize, quantizeGroup, rangeOf } from '../model/round-to-nearest.ts';
import { type ActivationStatistics, outputError } from './activation-statistics.ts';
import { power } from './exact-math.ts';
import type { Sgemm } from './sgemm.ts';

/** A float matrix [N, K] on its way to INT4. */
export interface FloatLinear {
  readonly name: string;
  readonly n: number;
  readonly k: number;
  readonly weights: Float32Array;
}

export interface ScaleChoice {
  /** [K], by which inputs are divided and weights multiplied. */
  readonly scales: Float32Array;
  /** Exponent of the activations' magnitude; 0 leaves the weights as they are. */
  readonly exponent: number;
  /** Whether the weights' magnitudes counted too. */
  readonly byWeights: boolean;
  /** Error of the layers' outputs relative to their power, without and with the scales. */
  readonly before: number;
  readonly after: number;
}

/** Steps of the grid of exponents, 0 to 1: every other one is tried, then the neighbours of the best. */
const GRID = 20;
/** Outputs of a layer that are judged, evenly spaced. */
const JUDGED_OUTPUTS = 512;

/**
 * AWQ's search (arXiv 2306.00978, §3.2): scales s = |x|^a, and as AutoAWQ has them s = |x|^a / |w|^(1 − a), a from a
 * grid, so that ‖(Q(W·diag(s))·diag(s)⁻¹ − W)·x‖² over the calibration tokens is least, summed over all layers that
 * share x. Each layer counts relative to the power of its outputs. `tie` makes scales equal that must be (value heads
 * that are shared).
 */
export function searchScales(
  sgemm: Sgemm,
  linears: readonly FloatLinear[],
  statistics: ActivationStatistics,
  groupSize: GroupSize,
  tie: (scales: Float32Array) => Float32Array = (scales) => scales,
): ScaleChoice {
  const none = new Float32Array(statistics.k).fill(1);
  if (linears.length === 0) {
    return { scales: none, exponent: 0, byWeights: false, before: 0, after: 0 };
  }
  const judged = linears.map(someOutputs);
  const powers = judged.map(({ weights }) => outputError(sgemm, weights, statistics));
  const errorOf = (scales: Float32Array): number =>
    judged.reduce(
      (sum, linear, i) =>
        sum + outputError(sgemm, roundingError(linear, scales, groupSize), statistics) / (powers[i] || 1),
      0,
    ) / judged.length;

  const before = errorOf(none);
  let best: ScaleChoice = { scales: none, exponent: 0, byWeights: false, before, after: before };
  const magnitudes = relativeMagnitudes(linears, groupSize);
  const tried = new Set<string>();
  const attempt = (step: number, byWeights: boolean): void => {
    const key = `${step} ${byWeights}`;
    // Exponents 0 and 1 of both kinds say the same or nothing: |x|⁰ are no scales, |x|¹ / |w|⁰ is |x|¹.
    if (step < 0 || step > GRID || (step === 0 && !byWeights) || (step === GRID && byWeights) || tried.has(key)) {
      return;
    }
    tried.add(key);
    const exponent = step / GRID;
    const scales = tie(
      normalized(
        statistics.meanMagnitude.map((x, i) => {
          const scale = power(Math.max(x, 1e-4), exponent);
          return byWeights ? scale / power(Math.max(magnitudes[i], 1e-4), 1 - exponent) : scale;
        }),
      ),
    );
    const after = errorOf(scales);
    if (after < best.after) {
      best = { scales, exponent, byWeights, before, after };
    }
  };
  for (const byWeights of [false, true]) {
    for (let step = 0; step <= GRID; step += 2) {
      attempt(step, byWeights);
    }
  }
  const step = Math.round(best.exponent * GRID);
  for (const neighbour of [step - 1, step + 1]) {
    attempt(neighbour, best.byWeights);
  }
  return best;
}

/** Outputs of a layer, evenly spaced, which stand for all of them. */
function someOutputs({ name, n, k, weights }: FloatLinear): FloatLinear {
  if (n <= JUDGED_OUTPUTS) {
    return { name, n, k, weights };
  }
  const some = new Float32Array(JUDGED_OUTPUTS * k);
  for (let i = 0; i < JUDGED_OUTPUTS; i++) {
    const row = Math.floor((i * n) / JUDGED_OUTPUTS);
    some.set(weights.subarray(row * k, (row + 1) * k), i * k);
  }
  return { name, n: JUDGED_OUTPUTS, k, weights: some };
}

/** Mean over all outputs of |w| relative to the largest of its group, [K]. */
function relativeMagnitudes(linears: readonly FloatLinear[], groupSize: GroupSize): Float64Array {
  const [{ k }] = linears;
  const sums = new Float64Array(k);
  let outputs = 0;
  for (const { n, weights } of linears) {
    outputs += n;
    for (let row = 0; row < n; row++) {
      for (let start = 0; start < k; start += groupSize) {
        const group = weights.subarray(row * k + start, row * k + Math.min(start + groupSize, k));
        let largest = 0;
        for (let i = 0; i < group.length; i++) {
          largest = Math.max(largest, Math.abs(group[i]));
        }
        if (largest > 0) {
          for (let i = 0; i < group.length; i++) {
            sums[start + i] += Math.abs(group[i]) / largest;
          }
        }
      }
    }
  }
  return sums.map((sum) => sum / outputs);
}

/** Centres scales around 1: their largest and smallest are each other's inverse. */
function normalized(scales: Float32Array): Float32Array {
  const centre = Math.sqrt(scales.reduce((a, b) => Math.max(a, b)) * scales.reduce((a, b) => Math.min(a, b)));
  return scales.map((scale) => scale / centre);
}

/** Q(W·diag(s))·diag(s)⁻¹ − W by rounding to nearest, [N, K]. */
function roundingError({ name, n, k, weights }: FloatLinear, scales: Float32Array, groupSize: GroupSize): Float32Array {
  const change = new Float32Array(n * k);
  const scaled = new Float32Array(groupSize);
  const q = new Uint8Array(groupSize);
  for (let row = 0; row < n; row++) {
    for (let start = 0; start < k; start += groupSize) {
      const size = Math.min(groupSize, k - start);
      const group = scaled.subarray(0, size);
      const at = row * k + start;
      for (let i = 0; i < size; i++) {
        group[i] = weights[at + i] * scales[start + i];
      }
      const { low, high } = rangeOf(group, () => `${name} [${row}, ${start}…]`);
      const { zero, scale } = quantizeGroup(group, low, high, q);
      for (let i = 0; i < size; i++) {
        change[at + i] = ((q[i] - zero) * scale) / scales[start + i] - weights[at + i];
      }
    }
  }
  return change;
}

/** W · diag(scales) */
export const multiplyColumns = (weights: Float32Array, scales: Float32Array): Float32Array =>
  weights.map((weight, i) => weight * scales[i % scales.length]);

/** diag(1/scales) · W, for a matrix of N rows, or a vector [N] */
export function divideRows(weights: Float32Array, scales: Float32Array): Float32Array {
  const k = weights.length / scales.length;
  return weights.map((weight, i) => weight / scales[Math.floor(i / k)]);
}
