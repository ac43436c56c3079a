import { type I32, i16x8, i32, i32Lanes, i32x4, type V128, v128 } from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';
import { isWide, type Simd, sumsPairs } from '../compile.ts';
import { ENCODING_BYTES, type Encoding } from './activations.ts';
import { highNibbles, lowNibbles, STEPS, type WeightBits } from './weights.ts';

/**
 * The integer heart of every matrix kernel: S = Σ (q − z) · m over a group of 64 inputs, for 8 outputs in two
 * vectors of four. Two ways to do it:
 *
 * - relaxed SIMD (`int8`, `repeated`): one instruction makes 16 products of bytes. Its second operand may have 7 bits,
 *   so weights of 8 bits go through in two halves of 4. In kinds that sum pairs, it leaves sums of two in 16 bits,
 *   which hold the sums of eight steps: 8 · 2 · 15 · 127 < 2^15.
 * - plain SIMD (`int16`, `block-float`): one instruction makes 8 products of 16-bit values. A pair of nibbles is
 *   multiplied as the byte it is, e + 16·o, and the even sum is had by subtracting 16 times the odd one.
 *
 * The zero points stay out of it: Σ (q − z) · m = Σ q·m − z · Σ m, once a group.
 */
export interface DotScheme {
  readonly bits: WeightBits;
  readonly simd: Simd;
  readonly encoding: Encoding;
}

/** Sums of one group in the making, for one row of activations. */
export interface GroupSums {
  readonly accumulators: readonly Local<'v128'>[];
}

/** Whether activations are kept as bytes. */
export const isBytes = (encoding: Encoding): boolean => encoding === 'int8' || encoding === 'repeated';

/** Vectors of running sums a row needs: low and high nibbles of bytes are summed apart. */
export const accumulatorCount = ({ bits, encoding }: DotScheme): number => (bits === 8 && isBytes(encoding) ? 4 : 2);

export const openSums = (fn: Fn, scheme: DotScheme): GroupSums => ({
  accumulators: Array.from({ length: accumulatorCount(scheme) }, () => fn.local(i32Lanes(0))),
});

export function clearSums({ accumulators }: GroupSums): void {
  for (const accumulator of accumulators) {
    accumulator.set(i32Lanes(0));
  }
}

/**
 * The four activations of a step, repeated over the lanes: one vector of bytes, or inputs 0 2 and 1 3 of 16 bits.
 * They lie `offset` bytes behind `values`.
 */
export function loadActivations(fn: Fn, scheme: DotScheme, values: I32, offset: number): Local<'v128'>[] {
  const { encoding } = scheme;
  if (encoding === 'repeated') {
    return [fn.local(v128.load(values, offset))];
  }
  const places = isBytes(encoding) ? [0] : [0, 4];
  return places.map((place) => fn.local(splat(scheme, values, offset + place)));
}

/**
 * The 32 bits at `values` + offset in all lanes. Except where a wide kind tells that V8 is a new one, the sum is made
 * by the code, not by the instruction: V8 12 and older keeps base + offset of a splat in a register.
 */
export const splat = ({ simd }: DotScheme, values: I32, offset: number): V128 =>
  isWide(simd) ? v128.load32Splat(values, offset) : v128.load32Splat(i32.add(values, i32.const(offset)));

/** Weights of a step as operands of the dot products: for each accumulator one vector for each of `loadActivations`. */
export function operands(fn: Fn, { bits, encoding }: DotScheme, raw: readonly Local<'v128'>[]): V128[][] {
  if (isBytes(encoding)) {
    if (bits === 4) {
      return [[lowNibbles(fn, raw[0])], [highNibbles(fn, raw[0])]];
    }
    // q + 128 = 16 · high + low, both unsigned.
    const shifted = raw.map((v) => fn.local(v128.xor(v, fn.constant(v128.const(new Uint8Array(16).fill(0x80))))));
    return [...shifted.map((v) => [lowNibbles(fn, v)]), ...shifted.map((v) => [highNibbles(fn, v)])];
  }
  if (bits === 8) {
    return raw.map((v) => [i16x8.shrS(i16x8.shl(v, 8), 8), i16x8.shrS(v, 8)]);
  }
  const inputs02 = fn.local(v128.and(raw[0], fn.constant(i32Lanes(0x00ff00ff))));
  const inputs13 = fn.local(i16x8.shrU(raw[0], 8));
  return [
    [inputs02, inputs13],
    [i16x8.shrU(inputs02, 4), i16x8.shrU(raw[0], 12)],
  ];
}

/** Whether running sums are of 16 bits. */
const isNarrow = ({ encoding, simd }: DotScheme): boolean => isBytes(encoding) && sumsPairs(simd);

/** Steps whose products a vector of sums has room for. */
export const stepsPerSum = (scheme: DotScheme): number => (isNarrow(scheme) ? STEPS / 2 : STEPS);

/** accumulator += weights · activations. */
export function addProducts(scheme: DotScheme, accumulator: Local<'v128'>, weights: V128, activations: V128): void {
  if (isNarrow(scheme)) {
    accumulator.set(i16x8.add(i16x8.relaxedDotI8x16I7x16S(activations, weights), accumulator));
  } else if (isBytes(scheme.encoding)) {
    accumulator.set(i32x4.relaxedDotI8x16I7x16AddS(activations, weights, accumulator));
  } else {
    accumulator.set(i32x4.add(i32x4.dotI16x8S(weights, activations), accumulator));
  }
}

/** Running sums as sums of 32 bits. */
export const widenSums = (fn: Fn, scheme: DotScheme, sums: GroupSums): GroupSums =>
  isNarrow(scheme)
    ? { accumulators: sums.accumulators.map((sum) => fn.local(i32x4.dotI16x8S(sum, fn.repeated(0x00010001)))) }
    : sums;

/** Adds up widened sums of different steps. */
export const joinSums = (fn: Fn, a: GroupSums, b: GroupSums): GroupSums => ({
  accumulators: a.accumulators.map((sum, i) => fn.local(i32x4.add(sum, b.accumulators[i]))),
});

/** Σ (q − z) · m of the 8 outputs, from the running sums, the zero points and −Σ m. */
export function finishSums(
  fn: Fn,
  { bits, encoding }: DotScheme,
  { accumulators }: GroupSums,
  zeros: () => readonly [V128, V128],
  negatedSum: I32,
): [Local<'v128'>, Local<'v128'>] {
  const [a, b, highA, highB] = accumulators;
  if (bits === 8) {
    if (!isBytes(encoding)) {
      return [a, b];
    }
    const offset = fn.local(i32x4.splat(i32.shl(negatedSum, i32.const(7))));
    const join = (low: V128, high: V128) => fn.local(i32x4.add(i32x4.add(low, i32x4.shl(high, 4)), offset));
    return [join(a, highA), join(b, highB)];
  }
  const [even, odd] = zeros();
  const negated = fn.local(i32x4.splat(negatedSum));
  const evenSum = isBytes(encoding) ? a : i32x4.sub(a, i32x4.shl(b, 4));
  // −Σ m of 8-bit activations fits 16 bits, for which the quicker dot product of (zero, 0) with it will do.
  const times = encoding === 'block-float' ? i32x4.mul : i32x4.dotI16x8S;
  return [fn.local(i32x4.add(evenSum, times(even, negated))), fn.local(i32x4.add(b, times(odd, negated)))];
}

/** Bytes of a row of activations for one step. */
export const stepBytes = ({ encoding }: DotScheme): number => 4 * ENCODING_BYTES[encoding];

/** Bytes of one row of a group of activations. */
export const rowBytes = ({ encoding }: DotScheme): number => 64 * ENCODING_BYTES[encoding];
