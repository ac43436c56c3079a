import type { EngineArrays } from '../backends/cpu/arrays.ts';
import type { Engine } from '../backends/cpu/engine.ts';
import { PANEL, PANEL_ROWS } from '../backends/cpu/products/float-product.ts';

/** [N, K] as float32, or as binary16 bits. */
export type FloatMatrix = Float32Array | Uint16Array;

/** y [T, N] = x [T, K] · Wᵀ, W [N, K]. Sums run over k in rising order in single precision. */
export type Sgemm = (x: Float32Array, w: FloatMatrix, n: number, k: number) => Float32Array;

/** Bytes of x that stay in a core's second-level cache while panels of weights pass by. */
const BLOCK_BYTES = 768 << 10;
/** Bytes of weights that are in the engine's memory at a time. */
const SLICE_BYTES = 16 << 20;

/**
 * Single-precision matrix products on an engine's threads, for matrices in JavaScript's memory, which pass through its
 * in slices.
 */
export function createSgemm(engine: Engine, { arena }: EngineArrays): Sgemm {
  return (x, w, n, k) => {
    const rows = x.length / k;
    const padded = Math.ceil(rows / PANEL_ROWS) * PANEL_ROWS;
    const before = arena.mark();
    const input = arena.array(padded * k);
    input.set(x);
    input.fill(0, x.length);
    const elementBytes = w.BYTES_PER_ELEMENT;
    const slice = Math.max(PANEL, Math.floor(SLICE_BYTES / (elementBytes * k * PANEL)) * PANEL);
    const weights = arena.array(Math.ceil((Math.min(slice, n) * k * elementBytes) / 4));
    const ys = arena.array(padded * Math.ceil(Math.min(slice, n) / PANEL) * PANEL);

    const y = new Float32Array(rows * n);
    for (let first = 0; first < n; first += slice) {
      const outputs = Math.min(slice, n - first);
      const part = w.subarray(first * k, (first + outputs) * k);
      engine
        .bytes(weights.byteOffset, part.byteLength)
        .set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
      const panels = Math.ceil(outputs / PANEL);
      const panelsPerChunk = Math.ceil(panels / (8 * engine.threads));
      engine.run(`float-product-${8 * elementBytes}`, Math.ceil(panels / panelsPerChunk), {
        x: input.byteOffset,
        weights: weights.byteOffset,
        y: ys.byteOffset,
        n: outputs,
        k,
        rows: padded,
        rowsPerBlock: Math.max(8, Math.floor(BLOCK_BYTES / (16 * k))) * PANEL_ROWS,
        panelsPerChunk,
      });
      const stride = panels * PANEL;
      for (let t = 0; t < rows; t++) {
        y.set(ys.subarray(t * stride, t * stride + outputs), t * n + first);
      }
    }
    arena.rewind(before);
    return y;
  };
}

/** [rows, columns] → [columns, rows] */
export function transposed(source: Float32Array, rows: number, columns: number): Float32Array {
  const target = new Float32Array(source.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      target[c * rows + r] = source[r * columns + c];
    }
  }
  return target;
}
