import { DataError } from '../errors.ts';
import { floatToHalf, HALF_TO_FLOAT, roundToEven } from '../model/half.ts';
import { GROUP_SIZE } from '../model/layout.ts';
import type { QuantizedMatrix } from '../model/pack.ts';

/**
 * Asymmetric INT4 in groups of 64 inputs, as AutoAWQ's quantiser: s = (max − min)/15 rounded to FP16, z = round(−min/s).
 * The range always includes zero, so that a group of one sign keeps its largest weight.
 * `weights` [N, K]; `name` is for error messages.
 */
export function quantizeInt4(weights: Float32Array, n: number, k: number, name: string): QuantizedMatrix {
  const groups = Math.ceil(k / GROUP_SIZE);
  const q = new Uint8Array(n * k);
  const zeros = new Uint8Array(n * groups);
  const scales = new Uint16Array(n * groups);
  forEachGroup(weights, n, k, name, (start, end, index) => {
    let min = 0;
    let max = 0;
    for (let i = start; i < end; i++) {
      min = Math.min(min, weights[i]);
      max = Math.max(max, weights[i]);
    }
    scales[index] = floatToHalf((max - min) / 15);
    const scale = HALF_TO_FLOAT[scales[index]];
    if (scale === 0) return; // all weights are zero, or vanish in FP16
    zeros[index] = clamp(roundToEven(-min / scale), 0, 15);
    for (let i = start; i < end; i++) q[i] = clamp(roundToEven(weights[i] / scale) + zeros[index], 0, 15);
  });
  return { n, k, q, zeros, scales };
}

/** Symmetric INT8 in groups of 64 inputs: s = max|w|/127 rounded to FP16. `weights` [N, K]. */
export function quantizeInt8(weights: Float32Array, n: number, k: number, name: string): QuantizedMatrix {
  const groups = Math.ceil(k / GROUP_SIZE);
  const q = new Int8Array(n * k);
  const scales = new Uint16Array(n * groups);
  forEachGroup(weights, n, k, name, (start, end, index) => {
    let largest = 0;
    for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(weights[i]));
    scales[index] = floatToHalf(largest / 127);
    const scale = HALF_TO_FLOAT[scales[index]];
    if (scale === 0) return;
    for (let i = start; i < end; i++) q[i] = clamp(roundToEven(weights[i] / scale), -127, 127);
  });
  return { n, k, q, zeros: new Uint8Array(n * groups), scales };
}

/** `visit(start, end, index)`: the group's weights are [start, end), its scale and zero are at `index`. */
function forEachGroup(
  weights: Float32Array,
  n: number,
  k: number,
  name: string,
  visit: (start: number, end: number, index: number) => void,
): void {
  const groups = Math.ceil(k / GROUP_SIZE);
  for (let output = 0; output < n; output++) {
    for (let group = 0; group < groups; group++) {
      const start = output * k + group * GROUP_SIZE;
      const end = Math.min(start + GROUP_SIZE, (output + 1) * k);
      // Beyond this the scale of a group could leave FP16.
      for (let i = start; i < end; i++) {
        if (!(Math.abs(weights[i]) <= 65504)) {
          throw new DataError(
            `tensor ${name}: weight [${output}, ${i - output * k}] is ${weights[i]}, expected |w| ≤ 65504`,
          );
        }
      }
      visit(start, end, output * groups + group);
    }
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
