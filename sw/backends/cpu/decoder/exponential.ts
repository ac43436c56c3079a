import { f32x4, i32x4, type V128, v128 } from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';

/** ln 2 in two parts, the first with so few bits that its multiples by an exponent are exact (Cody and Waite). */
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.LN2 - LN2_HIGH;
/** e^r on |r| ≤ ln 2 / 2 by its Taylor series; the first term left out is below 2⁻²⁶ of the sum. */
const COEFFICIENTS = [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1];
/** Below this e^x is less than the smallest normal number; above the other one infinite. */
const RANGE = [-87.3, 88.7] as const;

/** Added to a float below 2^22 and taken away again, it leaves the float rounded to even, in vectors of any width. */
const ROUNDER = 1.5 * 2 ** 23;

/** e^x in each lane, to a few units in the last place; clamped to normal numbers. NaN stays NaN. */
export function exponential(fn: Fn, x: V128): Local<'v128'> {
  const floats = (value: number): V128 => fn.repeated(new Int32Array(Float32Array.of(value).buffer)[0]);
  const clamped = fn.local(f32x4.min(f32x4.max(x, floats(RANGE[0])), floats(RANGE[1])));
  const exponent = fn.local(
    f32x4.sub(f32x4.add(f32x4.mul(clamped, floats(Math.LOG2E)), floats(ROUNDER)), floats(ROUNDER)),
  );
  const rest = fn.local(
    f32x4.sub(f32x4.sub(clamped, f32x4.mul(exponent, floats(LN2_HIGH))), f32x4.mul(exponent, floats(LN2_LOW))),
  );
  const sum = fn.local(floats(COEFFICIENTS[0]));
  for (const coefficient of COEFFICIENTS.slice(1)) {
    sum.set(f32x4.add(f32x4.mul(sum, rest), floats(coefficient)));
  }
  // Two factors of half the exponent: 2^128 and 2^-127 are not normal numbers, their roots are.
  const n = fn.local(i32x4.truncSatF32x4S(exponent));
  const half = fn.local(i32x4.shrS(n, 1));
  const power = (of: V128): V128 => i32x4.shl(i32x4.add(of, fn.repeated(127)), 23);
  return fn.local(f32x4.mul(f32x4.mul(sum, power(half)), power(i32x4.sub(n, half))));
}

/** 1 in the lanes below `count` that begin at `first`, as bits: all ones or all zeros. */
export const lanesBelow = (fn: Fn, first: V128, count: V128): V128 => {
  const lanes = fn.local(i32x4.add(first, v128.const(new Uint8Array(Int32Array.of(0, 1, 2, 3).buffer))));
  return i32x4.ltS(lanes, count);
};
