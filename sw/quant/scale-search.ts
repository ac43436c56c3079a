import { type ActivationStatistics, outputError } from './activation-statistics.ts';
import { dequantize } from './dequantize.ts';
import { quantizeInt4 } from './round-to-nearest.ts';
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
  /** Error of the layers' outputs relative to their power, without and with the scales. */
  readonly before: number;
  readonly after: number;
}

/** Steps of the grid of exponents, 0 to 1. */
const GRID = 20;

/**
 * AWQ's search (arXiv 2306.00978, §3.2): scales s = |x|^a, a from a grid, so that
 * ‖(Q(W·diag(s))·diag(s)⁻¹ − W)·x‖² over the calibration tokens is least, summed over all layers that share x.
 * Each layer counts relative to the power of its outputs. `tie` makes scales equal that must be (value heads that are shared).
 */
export function searchScales(
  sgemm: Sgemm,
  linears: readonly FloatLinear[],
  statistics: ActivationStatistics,
  tie: (scales: Float32Array) => Float32Array = (scales) => scales,
): ScaleChoice {
  const powers = linears.map(({ weights }) => outputError(sgemm, weights, statistics));
  const errorOf = (scales: Float32Array): number =>
    linears.reduce(
      (sum, linear, i) => sum + quantizationError(sgemm, linear, statistics, scales) / (powers[i] || 1),
      0,
    ) / linears.length;

  const none = new Float32Array(statistics.k).fill(1);
  const before = errorOf(none);
  let best: ScaleChoice = { scales: none, exponent: 0, before, after: before };
  for (let step = 1; step <= GRID; step++) {
    const exponent = step / GRID;
    const scales = tie(normalized(statistics.meanMagnitude.map((x) => Math.max(x, 1e-4) ** exponent)));
    const after = errorOf(scales);
    if (after < best.after) best = { scales, exponent, before, after };
  }
  return best;
}

/** Centres scales around 1: their largest and smallest are each other's inverse. */
function normalized(scales: Float32Array): Float32Array {
  const centre = Math.sqrt(scales.reduce((a, b) => Math.max(a, b)) * scales.reduce((a, b) => Math.min(a, b)));
  return scales.map((scale) => scale / centre);
}

function quantizationError(
  sgemm: Sgemm,
  { name, n, k, weights }: FloatLinear,
  statistics: ActivationStatistics,
  scales: Float32Array,
): number {
  const scaled = multiplyColumns(weights, scales);
  const change = dequantize(quantizeInt4(scaled, n, k, name));
  for (let i = 0; i < change.length; i++) change[i] = change[i] / scales[i % k] - weights[i];
  return outputError(sgemm, change, statistics);
}

/** W · diag(scales) */
export const multiplyColumns = (weights: Float32Array, scales: Float32Array): Float32Array =>
  weights.map((weight, i) => weight * scales[i % scales.length]);

/** diag(1/scales) · W, for a matrix of N rows, or a vector [N] */
export function divideRows(weights: Float32Array, scales: Float32Array): Float32Array {
  const k = weights.length / scales.length;
  return weights.map((weight, i) => weight / scales[Math.floor(i / k)]);
}
