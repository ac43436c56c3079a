import { GROUP_SIZE } from '../model/layout.ts';
import type { QuantizedMatrix } from '../model/pack.ts';
import type { ActivationStatistics } from './activation-statistics.ts';
import { quantizeGroup } from './round-to-nearest.ts';
import type { FloatLinear } from './scale-search.ts';

/** The ranges tried: from all of a group down to half of it. */
const SHRINK = Array.from({ length: 11 }, (_, i) => 1 - i / 20);

/**
 * AWQ's clipping search: for each group of each output the share of its range, from all to half, whose INT4 grid gives the
 * smallest error at the output over the calibration tokens; beyond it weights are clipped. Groups are judged one by one.
 */
export function quantizeClipped(
  { name, n, k, weights }: FloatLinear,
  statistics: ActivationStatistics,
): QuantizedMatrix {
  const groups = Math.ceil(k / GROUP_SIZE);
  const matrix: QuantizedMatrix = {
    n,
    k,
    q: new Uint8Array(n * k),
    zeros: new Uint8Array(n * groups),
    scales: new Uint16Array(n * groups),
  };
  const q = new Uint8Array(GROUP_SIZE);
  const change = new Float32Array(GROUP_SIZE);
  for (let g = 0; g < groups; g++) {
    const [start, end] = [g * GROUP_SIZE, Math.min((g + 1) * GROUP_SIZE, k)];
    const gram = groupGram(statistics, start, end);
    for (let row = 0; row < n; row++) {
      const group = weights.subarray(row * k + start, row * k + end);
      let least = Number.POSITIVE_INFINITY;
      for (const shrink of SHRINK) {
        const { zero, scaleBits, scale } = quantizeGroup(group, shrink, q, `${name}, output ${row}`);
        for (let i = 0; i < group.length; i++) change[i] = (q[i] - zero) * scale - group[i];
        const error = quadraticForm(gram, change, group.length);
        if (error >= least) continue;
        least = error;
        matrix.q.set(q.subarray(0, group.length), row * k + start);
        matrix.zeros[row * groups + g] = zero;
        matrix.scales[row * groups + g] = scaleBits;
      }
    }
  }
  return matrix;
}

/** The part of the Gram matrix that belongs to inputs start … end − 1. */
function groupGram({ k, gram }: ActivationStatistics, start: number, end: number): Float32Array {
  const size = end - start;
  const part = new Float32Array(size * size);
  for (let i = 0; i < size; i++) part.set(gram.subarray((start + i) * k + start, (start + i) * k + end), i * size);
  return part;
}

/** xᵀ · A · x for a symmetric A [size, size]. */
function quadraticForm(a: Float32Array, x: Float32Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    let row = 0;
    for (let j = 0; j < i; j++) row += a[i * size + j] * x[j];
    sum += x[i] * (2 * row + a[i * size + i] * x[i]);
  }
  return sum;
}
