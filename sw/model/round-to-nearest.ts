import { DataError } from '../errors.ts';
import { GROUP_SIZE } from '../port/layout.ts';
import { floatToHalf, HALF_TO_FLOAT, roundToEven } from './half.ts';
import type { QuantizedMatrix } from './pack.ts';

/** Largest magnitude of a weight: beyond it the scale of a group could leave FP16. */
const LARGEST = 65504;

/** Groups that share a scale and a zero point: one of 128 is stored as two of 64 with the same ones. */
export const GROUP_SIZES = [64, 128] as const;
export type GroupSize = (typeof GROUP_SIZES)[number];

/** The range of a group's weights. It always includes zero, so that a group of one sign keeps its largest weight. */
export function rangeOf(weights: Float32Array, where: () => string): { low: number; high: number } {
  let low = 0;
  let high = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i];
    if (!(Math.abs(weight) <= LARGEST)) {
      throw new DataError(`tensor ${where()}: weight ${weight}, expected |w| ≤ ${LARGEST}`);
    }
    if (weight < low) {
      low = weight;
    } else if (weight > high) {
      high = weight;
    }
  }
  return { low, high };
}

/** The sixteen values of a group: (q − zero) · scale for q of 0 … 15. */
export interface Grid {
  readonly zero: number;
  readonly scale: number;
  /** The scale as binary16. */
  readonly scaleBits: number;
}

/**
 * One group on the INT4 grid of low … high, as AutoAWQ's quantiser: s = (high − low)/15 rounded to FP16, z =
 * round(−low/s). Weights beyond the range are clipped.
 */
export function quantizeGroup(weights: Float32Array, low: number, high: number, q: Uint8Array): Grid {
  const grid = gridOf(low, high);
  const { zero, scale } = grid;
  if (scale === 0) {
    q.fill(0); // all weights are zero, or vanish in FP16
    return grid;
  }
  for (let i = 0; i < weights.length; i++) {
    q[i] = clamp(roundToEven(weights[i] / scale) + zero, 0, 15);
  }
  return grid;
}

/** The INT4 grid of low … high, low ≤ 0 ≤ high. A range that vanishes in FP16 has scale and zero point 0. */
export function gridOf(low: number, high: number): Grid {
  const scaleBits = floatToHalf((high - low) / 15);
  const scale = HALF_TO_FLOAT[scaleBits];
  return { zero: scale === 0 ? 0 : clamp(roundToEven(-low / scale), 0, 15), scale, scaleBits };
}

/** A matrix [N, K] whose weights are still to come. */
export function emptyMatrix(n: number, k: number): QuantizedMatrix {
  const groups = Math.ceil(k / GROUP_SIZE);
  return { n, k, q: new Uint8Array(n * k), zeros: new Uint8Array(n * groups), scales: new Uint16Array(n * groups) };
}

/** Sets zero point and scale of inputs `start` … `end` − 1 of an output. */
export function setGrid(
  { k, zeros, scales }: QuantizedMatrix,
  output: number,
  [start, end]: readonly [number, number],
  { zero, scaleBits }: { zero: number; scaleBits: number },
): void {
  const first = output * Math.ceil(k / GROUP_SIZE);
  zeros.fill(zero, first + start / GROUP_SIZE, first + Math.ceil(end / GROUP_SIZE));
  scales.fill(scaleBits, first + start / GROUP_SIZE, first + Math.ceil(end / GROUP_SIZE));
}

/** Asymmetric INT4 by rounding to nearest. `weights` [N, K]; `name` is for error messages. */
export function quantizeInt4(
  weights: Float32Array,
  n: number,
  k: number,
  name: string,
  groupSize: GroupSize = GROUP_SIZE,
): QuantizedMatrix {
  const matrix = emptyMatrix(n, k);
  for (let output = 0; output < n; output++) {
    for (let start = 0; start < k; start += groupSize) {
      const end = Math.min(start + groupSize, k);
      const group = weights.subarray(output * k + start, output * k + end);
      const { low, high } = rangeOf(group, () => `${name} [${output}, ${start}…]`);
      const q = matrix.q.subarray(output * k + start, output * k + end) as Uint8Array;
      setGrid(matrix, output, [start, end], quantizeGroup(group, low, high, q));
    }
  }
  return matrix;
}

/** Symmetric INT8 in groups of 64 inputs: s = max|w|/127 rounded to FP16. `weights` [N, K]. */
export function quantizeInt8(weights: Float32Array, n: number, k: number, name: string): QuantizedMatrix {
  const groups = Math.ceil(k / GROUP_SIZE);
  const q = new Int8Array(n * k);
  const scales = new Uint16Array(n * groups);
  forEachGroup(n, k, (start, end, index) => {
    let largest = 0;
    for (let i = start; i < end; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    if (!(largest <= LARGEST)) {
      throw new DataError(
        `tensor ${name} [${Math.floor(start / k)}, ${start % k}…]: weight ${largest}, expected |w| ≤ ${LARGEST}`,
      );
    }
    scales[index] = floatToHalf(largest / 127);
    const scale = HALF_TO_FLOAT[scales[index]];
    if (scale === 0) {
      return;
    }
    for (let i = start; i < end; i++) {
      q[i] = clamp(roundToEven(weights[i] / scale), -127, 127);
    }
  });
  return { n, k, q, zeros: new Uint8Array(n * groups), scales };
}

/** `visit(start, end, index)`: the group's weights are [start, end), its scale and zero are at `index`. */
function forEachGroup(n: number, k: number, visit: (start: number, end: number, index: number) => void): void {
  const groups = Math.ceil(k / GROUP_SIZE);
  for (let output = 0; output < n; output++) {
    for (let group = 0; group < groups; group++) {
      const start = output * k + group * GROUP_SIZE;
      visit(start, Math.min(start + GROUP_SIZE, (output + 1) * k), output * groups + group);
    }
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
