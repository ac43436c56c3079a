import type { QuantizedMatrix } from '../model/pack.ts';
import { emptyMatrix, type GroupSize, quantizeGroup, rangeOf, setGrid } from '../model/round-to-nearest.ts';
import { type ActivationStatistics, changeErrors } from './activation-statistics.ts';
import type { FloatLinear } from './scale-search.ts';
import type { Sgemm } from './sgemm.ts';

/** The ranges tried: from all of a group down to half of it. */
const SHRINK = Array.from({ length: 11 }, (_, i) => 1 - i / 20);

/** Ends of the range low … high that a step of the search leaves. */
type Clip = (low: number, high: number, shrink: number) => readonly [low: number, high: number];
const CLIPS: readonly Clip[] = [
  (low, high, shrink) => [shrink * low, shrink * high],
  // AutoAWQ's: magnitudes beyond a share of the largest are cut, which mostly shortens the longer side.
  (low, high, shrink) => {
    const limit = shrink * Math.max(-low, high);
    return [Math.max(low, -limit), Math.min(high, limit)];
  },
];

/** The ranges that are tried for a group of low … high, that one first. */
export const candidateRanges = (low: number, high: number): (readonly [low: number, high: number])[] =>
  CLIPS.flatMap((clip, i) => SHRINK.slice(Math.min(i, 1)).map((shrink) => clip(low, high, shrink)));

/**
 * AWQ's clipping search: for each group of each output the range whose INT4 grid gives the smallest error at the output
 * over the calibration tokens; weights beyond it are clipped. Groups are judged one by one, those of all outputs
 * together.
 */
export function quantizeClipped(
  sgemm: Sgemm,
  { name, n, k, weights }: FloatLinear,
  statistics: ActivationStatistics,
  groupSize: GroupSize,
): QuantizedMatrix {
  const matrix = emptyMatrix(n, k);
  for (let start = 0; start < k; start += groupSize) {
    const end = Math.min(start + groupSize, k);
    const size = end - start;
    const part = partOf(statistics, start, end);
    const groups = Array.from({ length: n }, (_, row) => weights.subarray(row * k + start, row * k + end));
    const ranges = groups.map((group, row) => rangeOf(group, () => `${name} [${row}, ${start}…]`));
    const least = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    const q = new Uint8Array(n * size);
    const change = new Float32Array(n * size);
    const candidates = ranges.map(({ low, high }) => candidateRanges(low, high));
    for (const [c] of candidates[0].entries()) {
      const grids = groups.map((group, row) => {
        const at = row * size;
        const grid = quantizeGroup(group, ...candidates[row][c], q.subarray(at, at + size));
        for (let i = 0; i < size; i++) {
          change[at + i] = (q[at + i] - grid.zero) * grid.scale - group[i];
        }
        return grid;
      });
      for (const [row, error] of changeErrors(sgemm, change, part).entries()) {
        if (error >= least[row]) {
          continue;
        }
        least[row] = error;
        matrix.q.set(q.subarray(row * size, (row + 1) * size), row * k + start);
        setGrid(matrix, row, [start, end], grids[row]);
      }
    }
  }
  return matrix;
}

/** The statistics of inputs `start` … `end` − 1 alone. */
function partOf({ k, meanMagnitude, gram }: ActivationStatistics, start: number, end: number): ActivationStatistics {
  const size = end - start;
  const part = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    part.set(gram.subarray((start + i) * k + start, (start + i) * k + end), i * size);
  }
  return { k: size, meanMagnitude: meanMagnitude.slice(start, end), gram: part };
}
