import {
  f32,
  f32Lanes,
  f32x4,
  f64,
  f64Lanes,
  f64x2,
  type I32,
  i8x16,
  i32Lanes,
  i32x4,
  type V128,
  v128,
} from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';
import type { Simd } from '../compile.ts';
import { BLOCK_FLOAT_SHIFT, LOW_ROW_BITS } from './activations.ts';

/** sum + S · s · scale in FP32, for activations of 8 bits. `factor` is s · scale. */
export function addScaled(sum: V128, integers: V128, factor: V128, simd: Simd): V128 {
  const value = f32x4.convertI32x4S(integers);
  return simd !== 'plain' ? f32x4.relaxedMadd(value, factor, sum) : f32x4.add(sum, f32x4.mul(value, factor));
}

/**
 * sum = fl(sum + fl(S · s · 2^e)) with S = 8192 · high + low, the arithmetic of the `fused` engine (design §5): the
 * exact product has at most 52 bits, so doubles hold it and one conversion rounds it.
 */
export function addExact(
  fn: Fn,
  sum: V128,
  [high, low]: readonly [V128, V128],
  scales: V128,
  scaleAt: I32,
): Local<'v128'> {
  const power = fn.local(f64x2.splat(f64.mul(f64.promoteF32(f32.load(scaleAt)), f64.const(2 ** -BLOCK_FLOAT_SHIFT))));
  const half = (lanes: (v: V128) => V128): V128 => {
    const exact = f64x2.add(
      f64x2.mul(f64x2.convertLowI32x4S(lanes(high)), fn.constant(f64Lanes(2 ** LOW_ROW_BITS))),
      f64x2.convertLowI32x4S(lanes(low)),
    );
    return f32x4.demoteF64x2Zero(f64x2.mul(exact, f64x2.mul(f64x2.promoteLowF32x4(lanes(scales)), power)));
  };
  const upper = (v: V128): V128 => i8x16.shuffle(v, v, [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);
  const lower = (v: V128): V128 => v;
  const joined = i8x16.shuffle(half(lower), half(upper), [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
  // S = 0 gives +0 whatever the sign of the scale; but NaN stays, which a group of infinite activations is.
  const term = flushed(fn, joined);
  const isZero = i32x4.eq(v128.or(high, low), i32Lanes(0));
  const signless = v128.andnot(term, v128.and(isZero, fn.constant(i32Lanes(0x80000000 | 0))));
  return flushed(fn, f32x4.add(sum, signless));
}

/** A subnormal becomes zero of its sign. */
function flushed(fn: Fn, v: V128): Local<'v128'> {
  const value = fn.local(v);
  const isSubnormal = f32x4.lt(f32x4.abs(value), fn.constant(f32Lanes(2 ** -126)));
  return fn.local(v128.andnot(value, v128.and(isSubnormal, fn.constant(i32Lanes(0x7fffffff)))));
}

/** Every NaN as 7FC00000, the one that the hardware makes. */
export function canonicalNaN(fn: Fn, v: V128): V128 {
  const value = fn.local(v);
  return v128.bitselect(value, i32Lanes(0x7fc00000), f32x4.eq(value, value));
}
