import { f32, f32Lanes, f32x4, type I32, i32, v128 } from '../assembler/expressions.ts';
import type { Fn } from '../assembler/module.ts';
import { kernel } from '../kernel.ts';
import { halfToFloat } from './halves.ts';

/** Outputs a panel: two vectors of four. */
export const PANEL = 8;
/** Rows of x that meet a panel at a time: 4 × 2 vectors of sums stay in registers. */
export const PANEL_ROWS = 4;

/**
 * y [T, stride] = x [T, K] · Wᵀ for plain W [N, K] of binary16 or float32 and many T, a multiple of 4; stride is N
 * filled up to a multiple of 8. Each sum runs over k in rising order in single precision. A chunk makes
 * `panelsPerChunk` panels of 8 outputs; for every `rowsPerBlock` rows of x, few enough for the second-level cache, it
 * lays its panels out as [K, 8] in its scratch memory, 32 bytes an input.
 */
export const floatProductKernel = (bits: 16 | 32) =>
  kernel(
    `float-product-${bits}`,
    {
      x: 'i32', weights: 'i32', y: 'i32', n: 'i32', k: 'i32', rows: 'i32', rowsPerBlock: 'i32', panelsPerChunk: 'i32',
    }, // biome-ignore format: a list of names
    (fn, { x, weights, y, n, k, rows, rowsPerBlock, panelsPerChunk }, chunk, scratch) => {
      const panels = fn.local(i32.shrU(i32.add(n, i32.const(PANEL - 1)), i32.const(3)));
      const first = fn.local(i32.mul(chunk, panelsPerChunk));
      const end = fn.local(i32.add(first, panelsPerChunk));
      fn.if(i32.gtU(end, panels), () => end.set(panels));
      const rowBytes = fn.local(i32.shl(k, i32.const(2)));
      const strideBytes = fn.local(i32.mul(panels, i32.const(4 * PANEL)));

      const from = fn.local(i32.const(0));
      fn.while(i32.ltU(from, rows), () => {
        const to = fn.local(i32.add(from, rowsPerBlock));
        fn.if(i32.gtU(to, rows), () => to.set(rows));
        fn.for(first, end, 1, (panel) => {
          interleave(fn, bits, weights, panel, n, k, scratch);
          const input = fn.local(i32.add(x, i32.mul(from, rowBytes)));
          const target = fn.local(
            i32.add(y, i32.add(i32.mul(from, strideBytes), i32.mul(panel, i32.const(4 * PANEL)))),
          );
          fn.for(from, to, PANEL_ROWS, () => {
            multiplyRows(fn, input, rowBytes, k, scratch, target, strideBytes);
            input.set(i32.add(input, i32.shl(rowBytes, i32.const(2))));
            target.set(i32.add(target, i32.shl(strideBytes, i32.const(2))));
          });
        });
        from.set(to);
      });
    },
  );

/** Rows 8 · panel … of W → [K, 8] float32 at `target`; rows behind the last are 0. */
function interleave(fn: Fn, bits: 16 | 32, weights: I32, panel: I32, n: I32, k: I32, target: I32): void {
  const bytes = bits / 8;
  const firstRow = fn.local(i32.mul(panel, i32.const(PANEL)));
  const targetEnd = fn.local(i32.add(target, i32.mul(k, i32.const(4 * PANEL))));
  const source = fn.local(i32.add(weights, i32.mul(i32.mul(firstRow, k), i32.const(bytes))));
  for (let j = 0; j < PANEL; j++) {
    fn.if(
      i32.ltU(i32.add(firstRow, i32.const(j)), n),
      () =>
        fn.for(target, targetEnd, 4 * PANEL, (at) => {
          fn.do(f32.store(at, bits === 32 ? f32.load(source) : halfToFloat(fn.local(i32.load16u(source))), 4 * j));
          source.set(i32.add(source, i32.const(bytes)));
        }),
      () => fn.for(target, targetEnd, 4 * PANEL, (at) => fn.do(f32.store(at, f32.const(0), 4 * j))),
    );
  }
}

/** Four rows of x meet a panel [K, 8]. */
function multiplyRows(fn: Fn, x: I32, rowBytes: I32, k: I32, panel: I32, y: I32, strideBytes: I32): void {
  const sums = Array.from({ length: PANEL_ROWS }, () => [fn.local(f32Lanes(0)), fn.local(f32Lanes(0))]);
  // One pointer a row of x, all advanced together.
  const inputs = [fn.local(x)];
  while (inputs.length < PANEL_ROWS) {
    inputs.push(fn.local(i32.add(inputs[inputs.length - 1], rowBytes)));
  }
  const w = fn.local(panel);
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
  const target = fn.local(y);
  for (const [low, high] of sums) {
    fn.do(v128.store(target, low));
    fn.do(v128.store(target, high, 16));
    target.set(i32.add(target, strideBytes));
  }
}
