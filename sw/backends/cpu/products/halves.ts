import {
  f32,
  f32Lanes,
  f32x4,
  type I32,
  i32,
  i32Lanes,
  i32x4,
  select,
  type V128,
  v128,
} from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';

/** Exponents of binary16 in float32's place, where its own bias is 112 more. */
const REBIAS = 2 ** 112;
const REBIAS_BITS = (112 + 127) << 23;

/**
 * binary16, sign-extended to the lanes → float32, exactly: subnormals, infinities and NaN too. Of two such vectors
 * beside each other V8 can make one of 256 bits.
 */
export function signedHalvesToFloats(fn: Fn, extended: V128): V128 {
  const bits = fn.local(v128.and(i32x4.shl(extended, 13), fn.repeated(0x8fffe000 | 0)));
  const exponents = fn.repeated(0x0f800000);
  const isSpecial = i32x4.eq(v128.and(bits, exponents), exponents);
  const all = v128.or(bits, v128.and(isSpecial, fn.repeated(0x70000000)));
  return f32x4.mul(all, fn.repeated(REBIAS_BITS));
}

/**
 * binary16 in the high halves of the lanes → float32, exactly, subnormals included. What is not finite becomes NaN, if
 * `special` asks for it.
 */
export function highHalvesToFloats(fn: Fn, halves: V128, special: boolean): V128 {
  const high = fn.local(halves);
  const exponent = fn.constant(i32Lanes(0x7c000000));
  const magnitude = v128.and(i32x4.shrS(high, 3), fn.constant(i32Lanes(0x8fffe000)));
  const value = f32x4.mul(magnitude, fn.constant(f32Lanes(REBIAS)));
  if (!special) {
    return value;
  }
  const isSpecial = i32x4.eq(v128.and(high, exponent), exponent);
  return v128.or(value, isSpecial);
}

/** The number whose binary16 bits are `half`, exactly; infinities become 65536. */
export const halfToFloat = (half: I32) =>
  f32.mul(
    f32.reinterpretI32(
      i32.or(
        i32.shl(i32.and(half, i32.const(0x7fff)), i32.const(13)),
        i32.shl(i32.and(half, i32.const(0x8000)), i32.const(16)),
      ),
    ),
    f32.const(REBIAS),
  );

/** The bits of the binary16 nearest to `value`, ties to even; magnitudes from 65,520 become infinite, NaN 7E00. */
export function floatToHalf(fn: Fn, value: Local<'f32'>): I32 {
  const bits = fn.local(i32.reinterpretF32(value));
  const magnitude = fn.local(i32.and(bits, i32.const(0x7fffffff)));
  const sign = i32.and(i32.shrU(bits, i32.const(16)), i32.const(0x8000));
  // Half a step less than one is added, and one more where the last bit that stays is odd; a carry may go into the
  // exponent.
  const isOdd = i32.and(i32.shrU(magnitude, i32.const(13)), i32.const(1));
  const rounded = i32.add(i32.add(magnitude, i32.const((-112 << 23) + 0xfff)), isOdd);
  const normal = fn.local(i32.shrU(rounded, i32.const(13)));
  const finite = select(i32.gtU(normal, i32.const(0x7c00)), i32.const(0x7c00), normal);
  // Beside 1/2 float32 has the spacing of binary16's subnormals.
  const subnormal = i32.sub(
    i32.reinterpretF32(f32.add(f32.reinterpretI32(magnitude), f32.const(0.5))),
    i32.const(0x3f000000),
  );
  const number = i32.or(sign, select(i32.ltU(magnitude, i32.const(113 << 23)), subnormal, finite));
  return select(i32.gtU(magnitude, i32.const(0x7f800000)), i32.const(0x7e00), number);
}
