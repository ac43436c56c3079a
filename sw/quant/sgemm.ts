/**
 * Single-precision matrix product in WebAssembly SIMD, for what needs floats in bulk: statistics and search of the quantiser,
 * reference runs of the evaluation. Weights stay in JavaScript's memory and pass through in panels of 8 rows.
 */
import { f32Lanes, f32x4, i32, v128 } from '../kernels/assembler/expressions.ts';
import { ModuleBuilder } from '../kernels/assembler/module.ts';
import { HALF_TO_FLOAT } from '../model/half.ts';

/** [N, K] as float32, or as binary16 bits. */
export type FloatMatrix = Float32Array | Uint16Array;

/** y [T, N] = x [T, K] · Wᵀ, W [N, K]. Sums run over k in rising order in single precision. */
export type Sgemm = (x: Float32Array, w: FloatMatrix, n: number, k: number) => Float32Array;

/** Outputs a panel: two vectors of four. */
const PANEL = 8;
/** Rows of x that meet a panel at a time: 4 × 2 vectors of sums stay in registers. */
const ROWS = 4;
/** Rows of x that stay in WebAssembly's memory: few enough for the second-level cache. */
const MAX_ROWS = 256;
const PAGE = 65536;
const MAX_PAGES = 16384;

/** Compiles the kernel. The memory grows with the largest K seen. */
export function createSgemm(): Sgemm {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernel()), { env: { memory } });
  const panel = exports.panel as (x: number, rows: number, k: number, weights: number, y: number) => void;

  return (x, w, n, k) => {
    const rows = x.length / k;
    const batch = Math.min(MAX_ROWS, Math.ceil(rows / ROWS) * ROWS);
    const weightsAt = 4 * batch * k;
    const yAt = weightsAt + 4 * PANEL * k;
    const pages = Math.ceil((yAt + 4 * batch * PANEL) / PAGE);
    const present = memory.buffer.byteLength / PAGE;
    if (pages > present) memory.grow(pages - present);

    const xs = new Float32Array(memory.buffer, 0, batch * k);
    const weights = new Float32Array(memory.buffer, weightsAt, PANEL * k);
    const ys = new Float32Array(memory.buffer, yAt, batch * PANEL);
    const y = new Float32Array(rows * n);
    for (let first = 0; first < rows; first += batch) {
      const count = Math.min(batch, rows - first);
      xs.fill(0);
      xs.set(x.subarray(first * k, (first + count) * k));
      for (let output = 0; output < n; output += PANEL) {
        const outputs = Math.min(PANEL, n - output);
        interleave(w, output * k, outputs, k, weights);
        panel(0, Math.ceil(count / ROWS) * ROWS, k, weightsAt, yAt);
        for (let t = 0; t < count; t++) {
          for (let j = 0; j < outputs; j++) y[(first + t) * n + output + j] = ys[t * PANEL + j];
        }
      }
    }
    return y;
  };
}

/** Rows of w from index `start` on → [K, 8]; missing rows are 0. */
function interleave(w: FloatMatrix, start: number, rows: number, k: number, panel: Float32Array): void {
  if (rows < PANEL) panel.fill(0);
  for (let j = 0; j < rows; j++) {
    const row = start + j * k;
    if (w instanceof Float32Array) for (let i = 0; i < k; i++) panel[i * PANEL + j] = w[row + i];
    else for (let i = 0; i < k; i++) panel[i * PANEL + j] = HALF_TO_FLOAT[w[row + i]];
  }
}

/** panel(x, rows, k, weights, y): y [rows, 8] = x [rows, K] · weights [K, 8]; rows is a multiple of 4. */
function kernel(): Uint8Array<ArrayBuffer> {
  const builder = new ModuleBuilder();
  builder.function('panel', ['i32', 'i32', 'i32', 'i32', 'i32'], [], (fn, x, rows, k, weights, y) => {
    const rowBytes = fn.local(i32.shl(k, i32.const(2)));
    const row = fn.local(x);
    const target = fn.local(y);
    fn.for(i32.const(0), rows, ROWS, () => {
      const zero = f32Lanes(0);
      const sums = Array.from({ length: ROWS }, () => [fn.local(zero), fn.local(zero)]);
      // One pointer a row of x, all advanced together.
      const inputs = [fn.local(row)];
      while (inputs.length < ROWS) inputs.push(fn.local(i32.add(inputs[inputs.length - 1], rowBytes)));
      const w = fn.local(weights);
      fn.for(i32.const(0), k, 1, () => {
        const [low, high] = [fn.local(v128.load(w)), fn.local(v128.load(w, 16))];
        for (const [r, [sumLow, sumHigh]] of sums.entries()) {
          const value = fn.local(v128.load32Splat(inputs[r]));
          sumLow.set(f32x4.add(sumLow, f32x4.mul(low, value)));
          sumHigh.set(f32x4.add(sumHigh, f32x4.mul(high, value)));
          inputs[r].set(i32.add(inputs[r], i32.const(4)));
        }
        w.set(i32.add(w, i32.const(4 * PANEL)));
      });
      for (const [r, [low, high]] of sums.entries()) {
        fn.do(v128.store(target, low, 4 * PANEL * r));
        fn.do(v128.store(target, high, 4 * PANEL * r + 16));
      }
      row.set(i32.add(row, i32.shl(rowBytes, i32.const(2))));
      target.set(i32.add(target, i32.const(4 * PANEL * ROWS)));
    });
  });
  return builder.encode(MAX_PAGES);
}
