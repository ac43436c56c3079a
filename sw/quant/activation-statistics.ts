import { type Sgemm, transposed } from './sgemm.ts';

/** What the quantiser keeps of all inputs x of a linear layer. */
export interface ActivationStatistics {
  readonly k: number;
  /** Mean |x|, [K]. */
  readonly meanMagnitude: Float32Array;
  /**
   * Mean x·xᵀ, [K, K]. With it the mean squared error at the outputs of a change D [N, K] of the weights is the sum of
   * D ∘ (D · gram): exact over all calibration tokens, at a cost that does not depend on their number.
   */
  readonly gram: Float32Array;
}

/** Gathers the statistics of inputs that come in parts. */
export interface StatisticsGatherer {
  /** x [rows, K] */
  add(x: Float32Array): void;
  result(): ActivationStatistics;
}

/** Rows whose products are summed in single precision before they are added up in double. */
const CHUNK = 256;
/** Columns of the Gram matrix that are made together. */
const BLOCK = 192;

export function gatherStatistics(sgemm: Sgemm, k: number): StatisticsGatherer {
  const magnitude = new Float64Array(k);
  const gram = new Float64Array(k * k);
  let rows = 0;
  /** Adds the products of columns `start` … with those up to them: what is on and above the diagonal. */
  const addProducts = (columns: Float32Array, start: number, count: number): void => {
    const last = columns.subarray(start * count);
    const width = last.length / count;
    const products = sgemm(columns, last, width, count);
    for (let i = 0; i < columns.length / count; i++) {
      for (let j = 0; j < width; j++) {
        gram[i * k + start + j] += products[i * width + j];
      }
    }
  };
  return {
    add(x) {
      for (let i = 0; i < x.length; i++) {
        magnitude[i % k] += Math.abs(x[i]);
      }
      for (let first = 0; first < x.length / k; first += CHUNK) {
        const part = x.subarray(first * k, (first + CHUNK) * k);
        const count = part.length / k;
        const columns = transposed(part, count, k);
        for (let start = 0; start < k; start += BLOCK) {
          addProducts(columns.subarray(0, Math.min(start + BLOCK, k) * count), start, count);
        }
        rows += count;
      }
    },
    result: () => ({
      k,
      meanMagnitude: Float32Array.from(magnitude, (sum) => sum / rows),
      gram: Float32Array.from(gram, (_, at) => {
        const [i, j] = [Math.floor(at / k), at % k];
        return gram[Math.min(i, j) * k + Math.max(i, j)] / rows;
      }),
    }),
  };
}

/** Statistics of x / scales. */
export function dividedStatistics(
  { k, meanMagnitude, gram }: ActivationStatistics,
  scales: Float32Array,
): ActivationStatistics {
  return {
    k,
    meanMagnitude: meanMagnitude.map((value, i) => value / scales[i]),
    gram: gram.map((value, i) => value / (scales[Math.floor(i / k)] * scales[i % k])),
  };
}

/** Mean squared (change · x) of each output over the calibration tokens; change [N, K] → [N]. */
export function changeErrors(sgemm: Sgemm, change: Float32Array, { k, gram }: ActivationStatistics): Float64Array {
  const n = change.length / k;
  const product = sgemm(change, gram, k, k);
  const errors = new Float64Array(n);
  for (let row = 0, i = 0; row < n; row++) {
    let sum = 0;
    for (const end = i + k; i < end; i++) {
      sum += change[i] * product[i];
    }
    errors[row] = Math.max(sum, 0);
  }
  return errors;
}

/** Mean squared norm of (change · x) over the calibration tokens; change [N, K]. */
export const outputError = (sgemm: Sgemm, change: Float32Array, statistics: ActivationStatistics): number =>
  changeErrors(sgemm, change, statistics).reduce((sum, error) => sum + error, 0);
