import {
  type F32,
  f32,
  f32Lanes,
  f32x4,
  type I32,
  i8x16,
  i16x8,
  i32,
  i32Lanes,
  i32x4,
  select,
  type V128,
  v128,
} from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';
import { type Kernel, kernel } from '../kernel.ts';

/**
 * Activations as the matrix kernels want them, a group of 64 inputs after the other, in each group the tokens:
 * element [g][t]. A token may be several rows of integers, whose weighted sum it is:
 *
 * | encoding      | rows | value of x                                   | used by                            |
 * |---------------|------|----------------------------------------------|------------------------------------|
 * | `int8`        | 1    | scale · m, 8 bits, scale = max / 127         | the relaxed dot product of bytes   |
 * | `repeated`    | 1    | the same, each four inputs four times        | the same, for one token            |
 * | `int16`       | 1    | the same, in 16 bits                         | the dot product of plain SIMD      |
 * | `block-float` | 2    | 2^(E−25) · (8192 · m₀ + m₁), 27 bits in all  | exact products: the `fused` engine |
 *
 * In 16 bits four neighbouring inputs are kept in the order 0 2 1 3, because that is how bytes split into halves.
 */
export type Encoding = 'int8' | 'repeated' | 'int16' | 'block-float';

/** How activations meet the weights: in 8 bits a group, fast, or in 27 with exact sums (design §5, `fused`). */
export type ActivationMode = 'int8' | 'fp32';

export const ENCODING_ROWS: Record<Encoding, number> = { int8: 1, repeated: 1, int16: 1, 'block-float': 2 };
/** Bytes an element of a row takes. */
export const ENCODING_BYTES: Record<Encoding, number> = { int8: 1, repeated: 4, int16: 2, 'block-float': 2 };

const GROUP = 64;
const VECTORS = GROUP / 4;
/** 1 in each 16-bit lane. */
const ONES = i32Lanes(0x00010001);

/** Mantissa bits below the largest value's leading one, and of the lower row of `block-float`. */
export const BLOCK_FLOAT_SHIFT = 25;
export const LOW_ROW_BITS = 13;

const ENCODE_FIELDS = {
  x: 'i32',
  k: 'i32',
  tokens: 'i32',
  /** Tokens with those that fill up a tile, and of a chunk, which divides them. */
  padded: 'i32',
  perChunk: 'i32',
  values: 'i32',
  scales: 'i32',
  negatedSums: 'i32',
} as const;

/** Encodes the tokens of a chunk of x [T, K]; tokens from T on, which fill up a tile, become zero. */
export function encodeActivations(encoding: Encoding): Kernel<typeof ENCODE_FIELDS> {
  return kernel(
    `encode-${encoding}`,
    ENCODE_FIELDS,
    (fn, { x, k, tokens, padded, perChunk, values, scales, negatedSums }, chunk, scratch) => {
      const rows = ENCODING_ROWS[encoding];
      const groupBytes = rows * GROUP * ENCODING_BYTES[encoding];
      const groups = fn.local(i32.shrU(i32.add(k, i32.const(GROUP - 1)), i32.const(6)));
      const from = fn.local(i32.mul(chunk, perChunk));
      const to = fn.local(i32.add(from, perChunk));

      fn.for(i32.const(0), groups, 1, (g) => {
        const first = fn.local(i32.shl(g, i32.const(6)));
        const isWhole = fn.local(i32.geU(k, i32.add(first, i32.const(GROUP))));
        fn.for(from, to, 1, (token) => {
          const source = fn.local(i32.add(x, i32.shl(i32.add(i32.mul(token, k), first), i32.const(2))));
          fn.if(i32.eqz(i32.and(isWhole, i32.ltU(token, tokens))), () => {
            const count = fn.local(select(i32.ltU(token, tokens), i32.sub(k, first), i32.const(0)));
            padGroup(fn, source, count, scratch);
            source.set(scratch);
          });
          const at = fn.local(i32.add(i32.mul(g, padded), token));
          const out = {
            values: fn.local(i32.add(values, i32.mul(at, i32.const(groupBytes)))),
            scale: fn.local(i32.add(scales, i32.shl(at, i32.const(2)))),
            negatedSums: fn.local(i32.add(negatedSums, i32.mul(at, i32.const(4 * rows)))),
          };
          if (encoding === 'block-float') {
            encodeBlockFloat(fn, source, out);
          } else {
            encodeInteger(fn, encoding, source, out);
          }
        });
      });
    },
  );
}

interface Outputs {
  readonly values: I32;
  readonly scale: I32;
  readonly negatedSums: I32;
}

/** Copies the `count` values that a short group has, and zeros behind them, to `scratch`. */
function padGroup(fn: Fn, source: I32, count: Local<'i32'>, scratch: I32): void {
  for (let i = 0; i < VECTORS; i++) {
    fn.do(v128.store(scratch, f32Lanes(0), 16 * i));
  }
  fn.for(i32.const(0), count, 1, (i) => {
    const offset = i32.shl(i, i32.const(2));
    fn.do(f32.store(i32.add(scratch, offset), f32.load(i32.add(source, offset))));
  });
}

/** Added to a float below 2^22, it leaves the float rounded to even in the low bits, as two's complement. */
const ROUNDER = 1.5 * 2 ** 23;
const ROUNDER_BITS = 0x4b400000;

/** scale = max|x| / 127, m = x / scale rounded to even. A value that is not finite makes the scale NaN. */
function encodeInteger(fn: Fn, encoding: Exclude<Encoding, 'block-float'>, source: I32, out: Outputs): void {
  const largest = fn.local(largestOf(fn, (i) => v128.load(source, 16 * i)));
  const poison = f32.sub(largest, largest); // NaN for an infinity or NaN, else 0
  fn.do(f32.store(out.scale, f32.add(f32.mul(largest, f32.const(1 / 127)), poison)));
  // Where the largest is so small that its reciprocal may overflow, all m are 0; where it is NaN, they do not matter.
  const reciprocal = select(f32.gt(largest, f32.const(2 ** -100)), f32.div(f32.const(127), largest), f32.const(0));
  const inverse = fn.local(f32x4.splat(reciprocal));

  const sums = fn.local(i32Lanes(0));
  const integers = (i: number): V128 => {
    const rounded = f32x4.add(f32x4.mul(v128.load(source, 16 * i), inverse), fn.constant(f32Lanes(ROUNDER)));
    return i32x4.sub(rounded, fn.constant(i32Lanes(ROUNDER_BITS)));
  };
  const halves = (i: number): Local<'v128'> => {
    const m = fn.local(i16x8.narrowI32x4S(integers(2 * i), integers(2 * i + 1)));
    sums.set(i32x4.add(sums, i32x4.dotI16x8S(m, fn.constant(ONES))));
    return m;
  };
  if (encoding === 'int16') {
    for (let i = 0; i < VECTORS / 2; i++) {
      fn.do(v128.store(out.values, splitOrder(halves(i)), 16 * i));
    }
  } else {
    for (let i = 0; i < VECTORS / 4; i++) {
      const all = fn.local(i8x16.narrowI16x8S(halves(2 * i), halves(2 * i + 1)));
      if (encoding === 'int8') {
        fn.do(v128.store(out.values, all, 16 * i));
      } else {
        for (let j = 0; j < 4; j++) {
          fn.do(v128.store(out.values, repeatedLane(all, j), 64 * i + 16 * j));
        }
      }
    }
  }
  fn.do(i32.store(out.negatedSums, i32.sub(i32.const(0), horizontal(fn, i32x4.add, sums))));
}

/** Block floating point of 27 bits on the group's largest exponent E (design §5, engine `fused`), in two rows. */
function encodeBlockFloat(fn: Fn, source: I32, out: Outputs): void {
  const flushed = (i: number): Local<'v128'> => {
    const value = fn.local(v128.load(source, 16 * i));
    // NaN is not below either, so it stays.
    const isSubnormal = f32x4.lt(f32x4.abs(value), f32Lanes(2 ** -126));
    return fn.local(v128.andnot(value, isSubnormal));
  };
  const largest = fn.local(largestOf(fn, flushed));
  const exponentField = fn.local(i32.shrU(i32.reinterpretF32(largest), i32.const(23)));
  const powerOfTwo = f32.reinterpretI32(i32.shl(exponentField, i32.const(23)));
  const allFinite = f32.lt(largest, f32.const(Number.POSITIVE_INFINITY));
  fn.do(f32.store(out.scale, select(allFinite, powerOfTwo, f32.const(Number.NaN))));

  // x · 2^(25−E), in two steps that stay inside FP32's range and are exact. An all-zero group gives NaN, then 0.
  const inverse = f32.reinterpretI32(i32.shl(i32.sub(i32.const(255), exponentField), i32.const(23)));
  const toUnit = fn.local(f32x4.splat(inverse));
  const sums = [fn.local(i32Lanes(0)), fn.local(i32Lanes(0))];
  const rows = (i: number): [Local<'v128'>, Local<'v128'>] => {
    const scaled = f32x4.mul(f32x4.mul(flushed(i), toUnit), f32Lanes(2 ** (BLOCK_FLOAT_SHIFT - 1)));
    const m = fn.local(i32x4.truncSatF32x4S(f32x4.nearest(scaled)));
    const high = fn.local(i32x4.shrS(i32x4.add(m, i32Lanes(1 << (LOW_ROW_BITS - 1))), LOW_ROW_BITS));
    const low = fn.local(i32x4.sub(m, i32x4.shl(high, LOW_ROW_BITS)));
    sums[0].set(i32x4.add(sums[0], high));
    sums[1].set(i32x4.add(sums[1], low));
    return [high, low];
  };
  for (let i = 0; i < VECTORS / 2; i++) {
    const [a, b] = [rows(2 * i), rows(2 * i + 1)];
    for (const row of [0, 1]) {
      fn.do(v128.store(out.values, splitOrder(i16x8.narrowI32x4S(a[row], b[row])), 2 * GROUP * row + 16 * i));
    }
  }
  for (const row of [0, 1]) {
    fn.do(i32.store(out.negatedSums, i32.sub(i32.const(0), horizontal(fn, i32x4.add, sums[row])), 4 * row));
  }
}

/** 32-bit lane `lane` in all lanes. */
const repeatedLane = (v: V128, lane: number): V128 =>
  i8x16.shuffle(
    v,
    v,
    Array.from({ length: 16 }, (_, i) => 4 * lane + (i % 4)),
  );

/** Eight i16 in the order 0 2 1 3 of each four. */
const splitOrder = (v: V128): V128 => i8x16.shuffle(v, v, [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]);

/** The largest magnitude of a group's 64 values; NaN if one is: as integers, floats without signs keep their order. */
function largestOf(fn: Fn, vector: (i: number) => V128): F32 {
  const magnitude = (i: number): V128 => v128.and(vector(i), fn.constant(i32Lanes(0x7fffffff)));
  const largest = fn.local(magnitude(0));
  for (let i = 1; i < VECTORS; i++) {
    largest.set(i32x4.maxS(largest, magnitude(i)));
  }
  return f32x4.extractLane(foldLanes(fn, i32x4.maxS, largest), 0);
}

function horizontal(fn: Fn, combine: (a: V128, b: V128) => V128, v: V128): I32 {
  return i32x4.extractLane(foldLanes(fn, combine, v), 0);
}

/** Combines the four 32-bit lanes into each lane, by a tree. */
export function foldLanes(fn: Fn, combine: (a: V128, b: V128) => V128, v: V128): Local<'v128'> {
  const swapHalves = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
  const swapPairs = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11];
  const all = fn.local(v);
  const halves = fn.local(combine(all, i8x16.shuffle(all, all, swapHalves)));
  return fn.local(combine(halves, i8x16.shuffle(halves, halves, swapPairs)));
}
