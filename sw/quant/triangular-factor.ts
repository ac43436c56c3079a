import { f64, f64x2, type I32, i32, v128 } from '../backends/cpu/assembler/expressions.ts';
import type { Fn } from '../backends/cpu/assembler/module.ts';
import type { Engine } from '../backends/cpu/engine.ts';
import { kernel, MAX_CHUNKS } from '../backends/cpu/kernel.ts';

/** Columns that are finished together. Sizes are multiples of it. */
export const FACTOR_BLOCK = 64;
const DOUBLE = 8;
/** Rows and columns of the trailing part that are updated together: 2 × 4 sums stay in registers. */
const [TILE_ROWS, TILE_COLUMNS] = [2, 4];

const doubles = (count: I32): I32 => i32.shl(count, i32.const(3));

/**
 * Columns `start` … `start + 63` of R in H = R · Rᵀ, R upper triangular, in place of H [K, K] float64, of whose rows
 * the chunk makes `rowsPerChunk` from `firstRow` on (up to `endRow`). Columns are made from the last to the first; a
 * row needs that of the column's own number, so the rows of the block itself are one chunk, and those above it follow.
 */
export const factorPanelKernel = kernel(
  'factor-panel',
  { h: 'i32', k: 'i32', start: 'i32', firstRow: 'i32', endRow: 'i32', rowsPerChunk: 'i32' },
  (fn, { h, k, start, firstRow, endRow, rowsPerChunk }, chunk) => {
    const from = fn.local(i32.add(firstRow, i32.mul(chunk, rowsPerChunk)));
    const to = fn.local(i32.add(from, rowsPerChunk));
    fn.if(i32.gtU(to, endRow), () => to.set(endRow));
    const end = fn.local(i32.add(start, i32.const(FACTOR_BLOCK)));
    const place = (row: I32, column: I32): I32 => i32.add(h, doubles(i32.add(i32.mul(row, k), column)));

    const column = fn.local(end);
    fn.for(i32.const(0), i32.const(FACTOR_BLOCK), 1, () => {
      column.set(i32.sub(column, i32.const(1)));
      const pivotRow = fn.local(place(column, column));
      const pivotEnd = fn.local(place(column, end));
      const update = (at: I32): void => {
        const sum = fn.local(f64.load(at));
        const other = fn.local(at);
        fn.for(i32.add(pivotRow, i32.const(DOUBLE)), pivotEnd, DOUBLE, (own) => {
          other.set(i32.add(other, i32.const(DOUBLE)));
          sum.set(f64.sub(sum, f64.mul(f64.load(own), f64.load(other))));
        });
        fn.do(f64.store(at, sum));
      };
      // The pivot first, by the chunk whose row it is; the rows above the block find it finished.
      fn.if(i32.and(i32.geU(column, from), i32.ltU(column, to)), () => {
        update(pivotRow);
        fn.do(f64.store(pivotRow, f64.sqrt(f64.load(pivotRow))));
      });
      const last = fn.local(to);
      fn.if(i32.gtU(last, column), () => last.set(column));
      fn.for(from, last, 1, (row) => {
        const at = fn.local(place(row, column));
        update(at);
        fn.do(f64.store(at, f64.div(f64.load(at), f64.load(pivotRow))));
      });
    });
  },
);

/**
 * H −= P · Pᵀ in the rows and columns before `start`, on and above the diagonal (and some below it, which are never
 * read), P the 64 finished columns. A chunk makes `pairsPerChunk` pairs of rows.
 */
export const factorUpdateKernel = kernel(
  'factor-update',
  { h: 'i32', k: 'i32', start: 'i32', pairsPerChunk: 'i32' },
  (fn, { h, k, start, pairsPerChunk }, chunk) => {
    const rowBytes = fn.local(doubles(k));
    const panel = fn.local(i32.add(h, doubles(start)));
    const from = fn.local(i32.mul(i32.mul(chunk, pairsPerChunk), i32.const(TILE_ROWS)));
    const to = fn.local(i32.add(from, i32.mul(pairsPerChunk, i32.const(TILE_ROWS))));
    fn.if(i32.gtU(to, start), () => to.set(start));
    fn.for(from, to, TILE_ROWS, (row) => {
      fn.for(i32.and(row, i32.const(-TILE_COLUMNS)), start, TILE_COLUMNS, (column) => {
        updateTile(fn, h, panel, rowBytes, row, column);
      });
    });
  },
);

function updateTile(fn: Fn, h: I32, panel: I32, rowBytes: I32, row: I32, column: I32): void {
  const pointers = (first: I32, count: number) => {
    const all = [fn.local(i32.add(panel, i32.mul(first, rowBytes)))];
    while (all.length < count) {
      all.push(fn.local(i32.add(all[all.length - 1], rowBytes)));
    }
    return all;
  };
  const rows = pointers(row, TILE_ROWS);
  const columns = pointers(column, TILE_COLUMNS);
  const zero = f64x2.splat(f64.const(0));
  const sums = rows.map(() => columns.map(() => fn.local(zero)));
  fn.for(i32.const(0), i32.const(FACTOR_BLOCK), 2, () => {
    const values = rows.map((at) => fn.local(v128.load(at)));
    for (const [c, at] of columns.entries()) {
      const value = fn.local(v128.load(at));
      for (const [r, sum] of sums.entries()) {
        sum[c].set(f64x2.add(sum[c], f64x2.mul(values[r], value)));
      }
    }
    for (const at of [...rows, ...columns]) {
      at.set(i32.add(at, i32.const(2 * DOUBLE)));
    }
  });
  const target = fn.local(i32.add(h, i32.add(i32.mul(row, rowBytes), doubles(column))));
  for (const sum of sums) {
    for (const [c, pair] of sum.entries()) {
      const total = f64.add(f64x2.extractLane(pair, 0), f64x2.extractLane(pair, 1));
      fn.do(f64.store(target, f64.sub(f64.load(target, c * DOUBLE), total), c * DOUBLE));
    }
    target.set(i32.add(target, rowBytes));
  }
}

const partsOf = (engine: Engine, count: number): { perChunk: number; chunks: number } => {
  const perChunk = Math.max(1, Math.ceil(count / Math.min(MAX_CHUNKS, 8 * engine.threads)));
  return { perChunk, chunks: Math.ceil(count / perChunk) };
};

/**
 * Puts R, upper triangular with H = R · Rᵀ, in the place of symmetric H [K, K] float64 in the engine's memory, K a
 * multiple of 64: Cholesky's factorisation begun at the last row, in blocks. What is below the diagonal is left
 * undefined. Says whether H was positive definite.
 */
export function triangularFactor(engine: Engine, h: Float64Array, k: number): boolean {
  for (let start = k - FACTOR_BLOCK; start >= 0; start -= FACTOR_BLOCK) {
    const panel = (firstRow: number, endRow: number, { perChunk, chunks }: { perChunk: number; chunks: number }) =>
      engine.run('factor-panel', chunks, { h: h.byteOffset, k, start, firstRow, endRow, rowsPerChunk: perChunk });
    panel(start, start + FACTOR_BLOCK, { perChunk: FACTOR_BLOCK, chunks: 1 });
    if (start === 0) {
      break;
    }
    panel(0, start, partsOf(engine, start));
    const { perChunk, chunks } = partsOf(engine, start / TILE_ROWS);
    engine.run('factor-update', chunks, { h: h.byteOffset, k, start, pairsPerChunk: perChunk });
  }
  for (let i = 0; i < k; i++) {
    if (!(h[i * k + i] > 0)) {
      return false;
    }
  }
  return true;
}
