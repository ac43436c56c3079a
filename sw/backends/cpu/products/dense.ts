import { f32, f32Lanes, f32x4, type I32, i32, i32x4, type V128, v128 } from '../assembler/expressions.ts';
import { kernel } from '../kernel.ts';
import { foldLanes } from './activations.ts';
import { signedHalvesToFloats } from './halves.ts';

/**
 * y [T, N] = x [T, K] · Wᵀ for a plain matrix [N, K] of binary16 or float32, as an unquantised LM head is. Each output
 * is a dot product of its row in FP32; a chunk makes `perChunk` of them.
 */
export const denseKernel = (bits: 16 | 32) =>
  kernel(
    `dense-fp${bits}`,
    { x: 'i32', weights: 'i32', y: 'i32', n: 'i32', k: 'i32', tokens: 'i32', perChunk: 'i32' },
    (fn, { x, weights, y, n, k, tokens, perChunk }, chunk) => {
      const bytes = bits / 8;
      const load = (at: I32): V128 =>
        bits === 32 ? v128.load(at) : signedHalvesToFloats(fn, i32x4.extendLowI16x8S(v128.load64Zero(at)));
      const loadOne = (at: I32): V128 =>
        bits === 32 ? v128.load32Zero(at) : signedHalvesToFloats(fn, i32x4.extendLowI16x8S(v128.load16Splat(at)));
      const from = fn.local(i32.mul(chunk, perChunk));
      const to = fn.local(i32.add(from, perChunk));
      fn.if(i32.gtU(to, n), () => to.set(n));
      const whole = fn.local(i32.and(k, i32.const(-4)));
      fn.for(from, to, 1, (output) => {
        const row = fn.local(i32.add(weights, i32.mul(i32.mul(output, k), i32.const(bytes))));
        fn.for(i32.const(0), tokens, 1, (token) => {
          const vector = fn.local(i32.add(x, i32.shl(i32.mul(token, k), i32.const(2))));
          const sum = fn.local(f32Lanes(0));
          fn.for(i32.const(0), whole, 4, (i) => {
            const w = load(i32.add(row, i32.mul(i, i32.const(bytes))));
            sum.set(f32x4.add(sum, f32x4.mul(w, v128.load(i32.add(vector, i32.shl(i, i32.const(2)))))));
          });
          const total = fn.local(f32x4.extractLane(foldLanes(fn, f32x4.add, sum), 0));
          fn.for(whole, k, 1, (i) => {
            const w = f32x4.extractLane(loadOne(i32.add(row, i32.mul(i, i32.const(bytes)))), 0);
            total.set(f32.add(total, f32.mul(w, f32.load(i32.add(vector, i32.shl(i, i32.const(2)))))));
          });
          const place = i32.add(i32.mul(token, n), output);
          fn.do(f32.store(i32.add(y, i32.shl(place, i32.const(2))), total));
        });
      });
    },
  );
