import { afterAll, describe, expect, test } from 'vitest';
import { engineArrays } from '../../backends/cpu/arrays.ts';
import { Engine } from '../../backends/cpu/engine.ts';
import { HALF_TO_FLOAT } from '../../model/half.ts';
import type { QuantizedMatrix } from '../../model/pack.ts';
import { quantizeInt4 } from '../../model/round-to-nearest.ts';
import { lcg } from '../../testing/arbitrary.ts';
import { type ActivationStatistics, gatherStatistics, outputError } from '../activation-statistics.ts';
import { quantizeClipped } from '../clip-search.ts';
import { dequantize } from '../dequantize.ts';
import { openFloatEngine } from '../float-engine.ts';
import { factorPanelKernel, factorUpdateKernel, triangularFactor } from '../triangular-factor.ts';

const engine = openFloatEngine(2);
const { sgemm, errorFeedback } = engine;
const bare = new Engine({
  threads: 2,
  simd: 'plain',
  capacity: 64 << 20,
  kernels: [factorPanelKernel, factorUpdateKernel],
});
afterAll(async () => {
  await engine.close();
  await bare.close();
});

/** Inputs that depend on each other, as those of real layers do: a few directions carry most of the power. */
function correlated(rows: number, k: number, seed: number): Float32Array {
  const random = lcg(seed);
  const normal = () => random() + random() + random() - 1.5;
  const rank = Math.max(4, k >> 3);
  const mix = Float64Array.from({ length: rank * k }, normal);
  const x = new Float32Array(rows * k);
  for (let row = 0; row < rows; row++) {
    const hidden = Float64Array.from({ length: rank }, normal);
    for (let i = 0; i < k; i++) {
      let sum = 0.3 * normal();
      for (let h = 0; h < rank; h++) {
        sum += hidden[h] * mix[h * k + i];
      }
      x[row * k + i] = sum * (i % 23 === 5 ? 8 : 1);
    }
  }
  return x;
}

function statisticsOf(x: Float32Array, k: number): ActivationStatistics {
  const gatherer = gatherStatistics(sgemm, k);
  gatherer.add(x);
  return gatherer.result();
}

function weightsOf(n: number, k: number, seed: number): Float32Array {
  const random = lcg(seed);
  return Float32Array.from({ length: n * k }, () => (random() + random() + random() - 1.5) * 0.1);
}

function errorOf(matrix: QuantizedMatrix, weights: Float32Array, statistics: ActivationStatistics): number {
  const change = dequantize(matrix).map((value, i) => value - weights[i]);
  return outputError(sgemm, change, statistics);
}

test.each([64, 192, 320])('the triangular factor of %i columns, times its transpose, is the matrix', (k) => {
  const { gram } = statisticsOf(correlated(3 * k, k, k), k);
  const { arena } = engineArrays(bare);
  const h = new Float64Array(bare.buffer, arena.array(2 * k * k).byteOffset, k * k);
  h.set(gram.map((value, at) => value + (at % (k + 1) === 0 ? 0.1 : 0)));
  const expected = h.slice();
  expect(triangularFactor(bare, h, k)).toBe(true);
  let worst = 0;
  for (let i = 0; i < k; i++) {
    for (let j = i; j < k; j++) {
      let sum = 0;
      for (let m = j; m < k; m++) {
        sum += h[i * k + m] * h[j * k + m];
      }
      worst = Math.max(worst, Math.abs(sum - expected[j < i ? j * k + i : i * k + j]));
    }
  }
  expect(worst).toBeLessThan(1e-11 * Math.max(...expected));
});

test('a matrix that is not positive definite is said to be none', () => {
  const k = 64;
  const { arena } = engineArrays(bare);
  const h = new Float64Array(bare.buffer, arena.array(2 * k * k).byteOffset, k * k);
  h.fill(1);
  h[0] = -1;
  expect(triangularFactor(bare, h, k)).toBe(false);
});

/**
 * GPTQ as its paper has it: the inverse of the damped Hessian by elimination; input after input is rounded, the rest of
 * the row is changed by what the inverse says, and the input leaves the inverse. In float64, with the grids of the
 * matrix under test.
 */
function gptq(
  { n, k, zeros, scales }: QuantizedMatrix,
  weights: Float32Array,
  gram: Float32Array,
  order: readonly number[],
  damping: number,
): Uint8Array {
  const inverse = inverted(
    Array.from({ length: k }, (_, i) =>
      Array.from({ length: k }, (_, j) => gram[Math.min(i, j) * k + Math.max(i, j)] * (i === j ? 1 + damping : 1)),
    ),
  );
  const rows = Array.from({ length: n }, (_, row) => Array.from(weights.subarray(row * k, (row + 1) * k)));
  const q = new Uint8Array(n * k);
  const rest = new Set(order);
  for (const i of order) {
    rest.delete(i);
    for (const [row, w] of rows.entries()) {
      const grid = row * Math.ceil(k / 64) + Math.floor(i / 64);
      const [zero, scale] = [zeros[grid], HALF_TO_FLOAT[scales[grid]]];
      const level = Math.min(Math.max(roundHalfToEven(w[i] / scale) + zero, 0), 15);
      q[row * k + i] = level;
      const share = (w[i] - (level - zero) * scale) / inverse[i][i];
      for (const j of rest) {
        w[j] -= share * inverse[i][j];
      }
    }
    for (const a of rest) {
      for (const b of rest) {
        inverse[a][b] -= (inverse[a][i] * inverse[i][b]) / inverse[i][i];
      }
    }
  }
  return q;
}

function roundHalfToEven(x: number): number {
  const down = Math.floor(x);
  return x - down < 0.5 || (x - down === 0.5 && down % 2 === 0) ? down : down + 1;
}

/** Gauss and Jordan. */
function inverted(matrix: number[][]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < size; i++) {
    const pivot = rows[i][i];
    rows[i] = rows[i].map((value) => value / pivot);
    for (let other = 0; other < size; other++) {
      if (other !== i) {
        const factor = rows[other][i];
        rows[other] = rows[other].map((value, c) => value - factor * rows[i][c]);
      }
    }
  }
  return rows.map((row) => row.slice(size));
}

/** Strongest groups first, and in them the strongest inputs. */
function strongestFirst(gram: Float32Array, k: number): number[] {
  const power = (i: number) => gram[i * k + i];
  const groups = Array.from({ length: Math.ceil(k / 64) }, (_, g) =>
    Array.from({ length: Math.min(64, k - 64 * g) }, (_, i) => 64 * g + i),
  );
  const total = (group: number[]) => group.reduce((sum, i) => sum + power(i), 0);
  return groups.sort((a, b) => total(b) - total(a)).flatMap((group) => group.sort((a, b) => power(b) - power(a)));
}

describe('error feedback', () => {
  test.each([
    [9, 64],
    [6, 172],
    [13, 256],
  ])('gives what GPTQ gives on the same grids: [%i, %i]', (n, k) => {
    const statistics = statisticsOf(correlated(4 * k, k, 7), k);
    const weights = weightsOf(n, k, 8);
    const matrix = errorFeedback({ name: 'w', n, k, weights }, statistics, 64, 0.05);
    const expected = gptq(matrix, weights, statistics.gram, strongestFirst(statistics.gram, k), 0.05);
    expect(Buffer.from(matrix.q)).toEqual(Buffer.from(expected));
  });

  test('lowers the error of the outputs on text that it has not seen, beyond what clipping does', () => {
    const [n, k] = [40, 256];
    const all = correlated(6000, k, 3);
    const [seen, unseen] = [all.subarray(0, 4000 * k), all.subarray(4000 * k)];
    const [calibration, heldOut] = [statisticsOf(seen, k), statisticsOf(unseen, k)];
    const weights = weightsOf(n, k, 4);
    const linear = { name: 'w', n, k, weights };
    const rounded = errorOf(quantizeInt4(weights, n, k, 'w'), weights, heldOut);
    const clipped = errorOf(quantizeClipped(sgemm, linear, calibration, 64), weights, heldOut);
    const fed = errorOf(errorFeedback(linear, calibration, 64), weights, heldOut);
    expect(clipped).toBeLessThan(rounded);
    expect(fed).toBeLessThan(0.6 * clipped);
  });

  test('does the same where inputs are a hundred times as strong, as scales relative to each other', () => {
    const [n, k] = [8, 128];
    const x = correlated(1000, k, 11);
    const weights = weightsOf(n, k, 12);
    const whole = errorFeedback({ name: 'w', n, k, weights }, statisticsOf(x, k), 64);
    const louder = errorFeedback(
      { name: 'w', n, k, weights },
      statisticsOf(
        x.map((value) => value * 128),
        k,
      ),
      64,
    );
    expect(louder).toEqual(whole);
  });

  test('a group of 128 is two of 64 with the same grid, and rows beyond a slice are like the others', () => {
    const [n, k] = [2051, 192];
    const statistics = statisticsOf(correlated(600, k, 5), k);
    const weights = weightsOf(n, k, 6);
    const matrix = errorFeedback({ name: 'w', n, k, weights }, statistics, 128);
    for (let row = 0; row < n; row += 293) {
      expect(matrix.scales[row * 3]).toBe(matrix.scales[row * 3 + 1]);
      expect(matrix.zeros[row * 3]).toBe(matrix.zeros[row * 3 + 1]);
    }
    const last = errorFeedback({ name: 'w', n: 3, k, weights: weights.slice(-3 * k) }, statistics, 128);
    expect(Buffer.from(matrix.q.subarray(-3 * k))).toEqual(Buffer.from(last.q));
  });

  test('inputs that are always zero, and weights that all are, do no harm', () => {
    const [n, k] = [4, 128];
    const x = correlated(300, k, 9);
    const dead = x.map((value, i) => (i % k < 70 ? 0 : value));
    const weights = weightsOf(n, k, 10).fill(0, 0, k);
    const matrix = errorFeedback({ name: 'w', n, k, weights }, statisticsOf(dead, k), 64);
    expect(dequantize(matrix).every(Number.isFinite)).toBe(true);
    expect(
      dequantize(matrix)
        .subarray(0, k)
        .every((w) => w === 0),
    ).toBe(true);
    const silent = errorFeedback(
      { name: 'w', n, k, weights },
      statisticsOf(
        x.map(() => 0),
        k,
      ),
      64,
    );
    expect(errorOf(silent, weights, statisticsOf(x, k))).toBeLessThan(
      1.5 * errorOf(quantizeInt4(weights, n, k, 'w'), weights, statisticsOf(x, k)),
    );
  });
});
