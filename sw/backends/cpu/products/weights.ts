import { type I32, i8x16, i16x8, i32, i32Lanes, i32x4, type V128, v128 } from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';
import { highHalvesToFloats } from './halves.ts';

/**
 * Macros (design §4) as the kernels read them. The engine keeps a matrix in the accelerator's format, macro for macro
 * and strip for strip; only the bytes inside a step, the weights of four inputs × 8 outputs, change places once when
 * the matrix is loaded (`orderStep`), so that a 32-bit lane holds the four inputs of one output or, in four bits, of a
 * pair of outputs: even in the low nibbles, odd in the high ones. The 8 outputs of a macro therefore come as two
 * vectors: outputs 0 2 4 6 and 1 3 5 7 in four bits, 0–3 and 4–7 in eight.
 */
export type WeightBits = 4 | 8;

/** Steps of four inputs in a group of 64. */
export const STEPS = 16;
/** Weight bytes of a step. */
export const STEP_BYTES = { 4: 16, 8: 32 } as const;
/** Where one macro lies: pointers to its zeros (four bits only), its scales strip, its first weight strip. */
export interface MacroPointers {
  readonly zeros: I32;
  readonly scales: I32;
  readonly weights: I32;
}

/** What a matrix record says of a format: macros that share a strip of zeros, and the bytes they take together. */
export interface MacroPlaces {
  /** log2 of the macros that share a zeros strip: 0 in format 1, 2 in format 2. */
  readonly zerosShift: I32;
  /** 288 in format 1, 1104 in format 2. */
  readonly sharedBytes: I32;
}

const STRIP = 16;
const INT8_MACRO_BYTES = 33 * STRIP;
/** A macro of four bits without its zeros: scales and 16 strips of weights. */
const INT4_MACRO_BYTES = 17 * STRIP;

/** Byte offsets of macro `index` from the start of its channel's region. */
export function macroOffsets(
  fn: Fn,
  bits: WeightBits,
  { zerosShift, sharedBytes }: MacroPlaces,
  index: I32,
): MacroPointers {
  if (bits === 8) {
    const scales = fn.local(i32.mul(index, i32.const(INT8_MACRO_BYTES)));
    return { zeros: scales, scales, weights: i32.add(scales, i32.const(STRIP)) };
  }
  const shared = fn.local(i32.shrU(index, zerosShift));
  const within = fn.local(i32.sub(index, i32.shl(shared, zerosShift)));
  const start = fn.local(i32.mul(shared, sharedBytes));
  const scales = fn.local(i32.add(start, i32.add(i32.mul(within, i32.const(INT4_MACRO_BYTES)), i32.const(STRIP))));
  return {
    zeros: fn.local(i32.add(start, i32.shl(within, i32.const(2)))),
    scales,
    weights: i32.add(scales, i32.const(STRIP)),
  };
}

const bytes = (of: (byte: number) => number): V128 => v128.const(Array.from({ length: 16 }, (_, i) => of(i)));
/** A byte number that `swizzle` answers with 0. */
const ZERO = 0x80;

/** The vectors of weight bytes of step number `step`: one in four bits (pairs of outputs), two in eight. */
export function loadStep(fn: Fn, bits: WeightBits, weights: I32, step = 0): Local<'v128'>[] {
  const first = step * STEP_BYTES[bits];
  return Array.from({ length: STEP_BYTES[bits] / STRIP }, (_, i) => fn.local(v128.load(weights, first + STRIP * i)));
}

/** Brings the bytes of one step from the order of design §4 to that of the kernels, in place. */
export function orderStep(fn: Fn, bits: WeightBits, weights: I32): void {
  const strips = loadStep(fn, bits, weights);
  if (bits === 4) {
    // A strip is input-major, byte 4r + p is input r of output pair p: transpose 4 × 4.
    const transpose = bytes((i) => 4 * (i % 4) + Math.floor(i / 4));
    fn.do(v128.store(weights, i8x16.swizzle(strips[0], fn.constant(transpose))));
    return;
  }
  // Strip s has inputs 2s and 2s + 1 of 8 outputs: byte 8r + j. Lane j takes two bytes of each strip.
  const lanes = (first: number) =>
    Array.from({ length: 16 }, (_, i) => 16 * ((i >> 1) & 1) + 8 * (i & 1) + first + (i >> 2));
  fn.do(v128.store(weights, i8x16.shuffle(strips[0], strips[1], lanes(0))));
  fn.do(v128.store(weights, i8x16.shuffle(strips[0], strips[1], lanes(4)), STRIP));
}

/** Where `orderStep` puts the weight of input k, output j of a macro: byte number behind the scales strip. */
export function orderedByte(bits: WeightBits, k: number, j: number): number {
  const step = STEP_BYTES[bits] * (k >> 2);
  return bits === 4 ? step + 4 * (j >> 1) + (k & 3) : step + 4 * j + (k & 3);
}

/** Whether one of the 8 scales is infinite or NaN. */
export function hasSpecialScale(fn: Fn, scales: I32): I32 {
  const exponent = fn.constant(i32Lanes(0x7c007c00));
  return v128.anyTrue(i16x8.eq(v128.and(v128.load(scales), exponent), exponent));
}

/** Scales of the 8 outputs, in the two vectors' order. @param special whether some may be infinite or NaN */
export function loadScales(fn: Fn, bits: WeightBits, scales: I32, special: boolean): [Local<'v128'>, Local<'v128'>] {
  const all = fn.local(v128.load(scales));
  const toFloats = (halves: V128) => fn.local(highHalvesToFloats(fn, halves, special));
  if (bits === 4) {
    return [toFloats(i32x4.shl(all, 16)), toFloats(all)];
  }
  const toHigh = (first: number) => bytes((i) => (i % 4 < 2 ? ZERO : 2 * (first + Math.floor(i / 4)) + (i % 2)));
  const half = (first: number) => toFloats(i8x16.swizzle(all, fn.constant(toHigh(first))));
  return [half(0), half(4)];
}

/** Zero points of the 8 outputs as i32 lanes, in the two vectors' order. Four bits only. */
export function loadZeros(fn: Fn, zeros: I32): [Local<'v128'>, Local<'v128'>] {
  const spread = bytes((i) => (i % 4 === 0 ? i / 4 : ZERO));
  const pairs = fn.local(i8x16.swizzle(v128.load32Splat(zeros), fn.constant(spread)));
  return [fn.local(v128.and(pairs, fn.constant(i32Lanes(15)))), fn.local(i32x4.shrU(pairs, 4))];
}

export const lowNibbles = (fn: Fn, v: V128): V128 => v128.and(v, fn.repeated(0x0f0f0f0f));
export const highNibbles = (fn: Fn, v: V128): V128 => lowNibbles(fn, i16x8.shrU(v, 4));

/** The two vectors' outputs in natural order: 0–3 and 4–7. */
export function naturalOrder(bits: WeightBits, [first, second]: readonly [V128, V128]): [V128, V128] {
  if (bits === 8) {
    return [first, second];
  }
  const interleave = (from: number) =>
    Array.from({ length: 16 }, (_, i) => from + 4 * Math.floor(i / 8) + (i % 4) + (i & 4) * 4);
  return [i8x16.shuffle(first, second, interleave(0)), i8x16.shuffle(first, second, interleave(8))];
}
