import { packMatrix, unpackMatrix } from '../model/pack.ts';
import type { PackedMatrix } from '../port/matrix.ts';

/**
 * Rows of heads whose elements 2i and 2i + 1 turn together, in the order in which i and i + d/2 do. Scores are sums
 * over the elements of a head, so that queries and keys may have any order that both have; every weight stays what it
 * is.
 */
const inHalves = (row: number, headDim: number): number => {
  const i = row % headDim;
  const half = headDim / 2;
  return row - i + (i < half ? 2 * i : 2 * (i - half) + 1);
};

/** A vector of heads [heads · headDim] in that order. */
export const vectorInHalves = (values: Float32Array, headDim: number): Float32Array =>
  values.map((_, i) => values[inHalves(i, headDim)]);

/** A projection to heads [heads · headDim, K] in that order. */
export function matrixInHalves(packed: PackedMatrix, headDim: number): PackedMatrix {
  const { n, k, format, data } = packed;
  const { q, zeros, scales } = unpackMatrix(data, format, n, k);
  const ordered = <T extends Uint8Array | Int8Array | Uint16Array>(all: T): T => {
    const width = all.length / n;
    const rows = all.slice() as T;
    for (let row = 0; row < n; row++) {
      const from = inHalves(row, headDim);
      rows.set(all.subarray(from * width, (from + 1) * width), row * width);
    }
    return rows;
  };
  const matrix = { n, k, q: ordered(q), zeros: ordered(zeros), scales: ordered(scales) };
  return { ...packed, data: packMatrix(matrix, format) };
}
