import { DataError } from '../errors.ts';
import { floatToHalf, HALF_TO_FLOAT, roundToEven } from '../model/half.ts';
import { GROUP_SIZE } from '../model/layout.ts';
import type { QuantizedMatrix } from '../model/pack.ts';

/** Largest magnitude of a weight: beyond it the scale of a group could leave FP16. */
const LARGEST = 65504;

/**
 * One group on its INT4 grid, as AutoAWQ's quantiser: s = (max − min)/15 rounded to FP16, z = round(−min/s).
 * The range always includes zero, so that a group of one sign keeps its largest weight.
 * `shrink` is the share of the range that is kept, weights beyond are clipped; `where` is for error messages.
 */
export function quantizeGroup(
  weights: Float32Array,
  shrink: number,
  q: Uint8Array,
  where: string,
): { zero: number; scale: number; scaleBits: number } {
  let min = 0;
  let max = 0;
  for (const weight of weights) {
    if (!(Math.abs(weight) <= LARGEST))
      throw new DataError(`tensor ${where}: weight ${weight}, expected |w| ≤ ${LARGEST}`);
    if (weight < min) min = weight;
    if (weight > max) max = weight;
  }
  const scaleBits = floatToHalf((shrink * (max - min)) / 15);
  const scale = HALF_TO_FLOAT[scaleBits];
  if (scale === 0) {
    q.fill(0); // all weights are zero, or vanish in FP16
    return { zero: 0, scale, scaleBits };
  }
  const zero = clamp(roundToEven((-shrink * min) / scale), 0, 15);
  for (let i = 0; i < weights.length; i++) q[i] = clamp(roundToEven(weights[i] / scale) + zero, 0, 15);
  return { zero, scale, scaleBits };
}

/** Asymmetric INT4 in groups of 64 inputs by rounding to nearest. `weights` [N, K]; `name` is for error messages. */
export function quantizeInt4(weights: Float32Array, n: number, k: number, name: string): QuantizedMatrix {
  const groups = Math.ceil(k / GROUP_SIZE);
  const q = new Uint8Array(n * k);
  const zeros = new Uint8Array(n * groups);
  const scales = new Uint16Array(n * groups);
  forEachGroup(n, k, (start, end, index) => {
    const where = `${name} [${Math.floor(start / k)}, ${start % k}…]`;
    const { zero, scaleBits } = quantizeGroup(weights.subarray(start, end), 1, q.subarray(start, end), where);
    zeros[index] = zero;
    scales[index] = scaleBits;
  });
  return { n, k, q, zeros, scales };
}

/** Symmetric INT8 in groups of 64 inputs: s = max|w|/127 rounded to FP16. `weights` [N, K]. */
export function quantizeInt8(weights: Float32Array, n: number, k: number, name: string): QuantizedMatrix {
  const groups = Math.ceil(k / GROUP_SIZE);
  const q = new Int8Array(n * k);
  const scales = new Uint16Array(n * groups);
  forEachGroup(n, k, (start, end, index) => {
    let largest = 0;
    for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(weights[i]));
    if (!(largest <= LARGEST)) {
      throw new DataError(
        `tensor ${name} [${Math.floor(start / k)}, ${start % k}…]: weight ${largest}, expected |w| ≤ ${LARGEST}`,
      );
    }
    scales[index] = floatToHalf(largest / 127);
    const scale = HALF_TO_FLOAT[scales[index]];
    if (scale === 0) return;
    for (let i = start; i < end; i++) q[i] = clamp(roundToEven(weights[i] / scale), -127, 127);
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
