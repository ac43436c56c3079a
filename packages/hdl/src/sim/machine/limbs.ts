import type { Graph } from './graph.ts';
import * as word from './words.ts';

/**
 * The value of an expression: one word node up to 64 bits, above that its bit pattern in 64-bit limbs, least
 * significant first (the last one holds the rest, zero-extended).
 */
export type Value = number | readonly number[];

export interface Type {
  readonly width: number;
  readonly signed: boolean;
}

const limbCount = (width: number) => Math.ceil(width / 64);

/** Bits in limb `i` of a value of `width` bits. */
export const limbWidth = (width: number, i: number) => Math.min(64, width - 64 * i);

/** The bit pattern of `value`, extended or cut to `width`, as limbs (also when they are one). */
export function toLimbs(g: Graph, value: Value, from: Type, width: number): number[] {
  const count = limbCount(width);
  const limbs: number[] = [];
  if (typeof value === 'number') {
    const sign = g.isSigned(value) ? word.shiftRightBy(g, value, 63) : g.constant(0);
    for (let i = 0; i < count; i++) {
      limbs.push(word.fit(g, i === 0 ? value : sign, limbWidth(width, i), false));
    }
    return limbs;
  }
  const top = value.length - 1;
  const topWord = from.signed ? word.fit(g, value[top], limbWidth(from.width, top), true) : value[top];
  const fill = from.signed ? word.shiftRightBy(g, topWord, 63) : g.constant(0);
  for (let i = 0; i < count; i++) {
    const source = i < top ? value[i] : i === top ? topWord : fill;
    limbs.push(word.fit(g, source, limbWidth(width, i), false));
  }
  return limbs;
}

/** `value` of type `from`, extended or cut to `width` bits, then read as `signed`. */
export function convert(g: Graph, value: Value, from: Type, to: Type): Value {
  if (to.width > 64) {
    if (typeof value !== 'number' && from.width === to.width) {
      return value;
    }
    return toLimbs(g, value, from, to.width);
  }
  if (typeof value !== 'number') {
    return word.fit(g, value[0], to.width, to.signed);
  }
  // Extend in the sign of the source, then reinterpret.
  const pattern = to.width > from.width && from.signed !== to.signed ? word.fit(g, value, to.width, false) : value;
  return word.fit(g, pattern, to.width, to.signed);
}

/** Bits [low, low + width) of `value`, a value of type `from`; unsigned. */
export function slice(g: Graph, value: Value, from: Type, low: number, width: number): Value {
  if (typeof value === 'number') {
    return word.bits(g, value, low, width);
  }
  if (low === 0 && width === from.width) {
    return value;
  }
  if (width <= 64) {
    return window(g, value, low, width);
  }
  const limbs: number[] = [];
  for (let i = 0; i < limbCount(width); i++) {
    limbs.push(window(g, value, low + 64 * i, limbWidth(width, i)));
  }
  return limbs;
}

/** Up to 64 bits at any place of a limb array; 0 beyond its end. */
function window(g: Graph, limbs: readonly number[], low: number, width: number): number {
  const first = low >> 6;
  const shift = low & 63;
  if (first >= limbs.length) {
    return g.constant(0);
  }
  const here = Math.min(width, 64 - shift);
  const bottom = word.bits(g, limbs[first], shift, here);
  if (here === width || first + 1 >= limbs.length) {
    return bottom;
  }
  return word.cat(g, word.bits(g, limbs[first + 1], 0, width - here), bottom, here);
}

/** Concatenation, least significant part first. Every part is unsigned. */
export function join(g: Graph, parts: readonly { readonly value: Value; readonly width: number }[]): Value {
  const total = parts.reduce((sum, part) => sum + part.width, 0);
  if (parts.length === 1) {
    return parts[0].value;
  }
  const limbs: number[] = [];
  let current = g.constant(0);
  let used = 0;
  for (const part of parts) {
    for (let low = 0; low < part.width; ) {
      const width = Math.min(64 - used, part.width - low, 64);
      const piece = slice(g, part.value, { width: part.width, signed: false }, low, width) as number;
      current = used === 0 ? piece : word.cat(g, piece, current, used);
      used += width;
      low += width;
      if (used === 64) {
        limbs.push(current);
        current = g.constant(0);
        used = 0;
      }
    }
  }
  if (used > 0) {
    limbs.push(current);
  }
  return total <= 64 ? limbs[0] : limbs;
}

export function bitwise(
  op: (g: Graph, a: number, b: number) => number,
  g: Graph,
  a: readonly number[],
  b: readonly number[],
): number[] {
  return a.map((limb, i) => op(g, limb, b[i]));
}

export function invert(g: Graph, a: readonly number[], width: number): number[] {
  return a.map((limb, i) => word.xor(g, limb, ones(g, limbWidth(width, i))));
}

export function ones(g: Graph, width: number): number {
  return g.constant((1n << BigInt(width)) - 1n);
}

/** a + b + carry in `width` bits; `carry` is a 1-bit node. */
export function add(g: Graph, a: readonly number[], b: readonly number[], carry: number, width: number): number[] {
  const sum: number[] = [];
  for (let i = 0; i < a.length; i++) {
    const own = limbWidth(width, i);
    const partial = word.add(g, a[i], b[i], own, false);
    sum.push(word.add(g, partial, carry, own, false));
    if (i === a.length - 1) {
      break;
    }
    const overflow = word.or(g, word.lt(g, partial, a[i]), word.lt(g, sum[i], partial));
    carry = overflow;
  }
  return sum;
}

export function subtract(g: Graph, a: readonly number[], b: readonly number[], width: number): number[] {
  return add(g, a, invert(g, b, width), g.constant(1), width);
}

/** Schoolbook product modulo 2^width, in 32-bit digits whose column sums fit a word. */
export function multiply(g: Graph, a: readonly number[], b: readonly number[], width: number): number[] {
  const digits = (limbs: readonly number[]) =>
    limbs.flatMap((limb) => [word.bits(g, limb, 0, 32), word.bits(g, limb, 32, 32)]);
  const [da, db] = [digits(a), digits(b)];
  const count = Math.ceil(width / 32);
  const columns: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < count; i++) {
    for (let j = 0; i + j < count; j++) {
      const product = word.mul(g, da[i], db[j], 64, false);
      columns[i + j].push(word.bits(g, product, 0, 32));
      if (i + j + 1 < count) {
        columns[i + j + 1].push(word.bits(g, product, 32, 32));
      }
    }
  }
  let carry = g.constant(0);
  const result = columns.map((column) => {
    const sum = column.reduce((total, digit) => word.add(g, total, digit, 64, false), carry);
    carry = word.bits(g, sum, 32, 32);
    return { value: word.bits(g, sum, 0, 32), width: 32 };
  });
  return toLimbs(g, join(g, result), { width: 32 * count, signed: false }, width);
}

export function equal(g: Graph, a: readonly number[], b: readonly number[]): number {
  return a.map((limb, i) => word.eq(g, limb, b[i])).reduce((all, each) => word.and(g, all, each));
}

export function lessThan(g: Graph, a: readonly number[], b: readonly number[], type: Type): number {
  const top = a.length - 1;
  let less = g.constant(0);
  for (let i = 0; i <= top; i++) {
    const signed = type.signed && i === top;
    const own = limbWidth(type.width, i);
    const [x, y] = signed ? [word.fit(g, a[i], own, true), word.fit(g, b[i], own, true)] : [a[i], b[i]];
    less = word.mux(g, word.eq(g, x, y), less, word.lt(g, x, y));
  }
  return less;
}

export function mux(g: Graph, select: number, a: Value, b: Value): Value {
  if (typeof a === 'number' || typeof b === 'number') {
    return word.mux(g, select, a as number, b as number);
  }
  return a.map((limb, i) => word.mux(g, select, limb, b[i]));
}

/** Any bit set. */
export function any(g: Graph, a: Value): number {
  if (typeof a === 'number') {
    return word.truth(g, a);
  }
  return word.truth(
    g,
    a.reduce((all, limb) => word.or(g, all, limb)),
  );
}

/** An unsigned amount or index as one word: what does not fit 32 bits becomes 2^32 - 1, beyond any width or depth. */
export function amount(g: Graph, value: Value): number {
  if (typeof value === 'number' && g.width[value] <= 32) {
    return value;
  }
  const limbs = typeof value === 'number' ? [value] : value;
  const high = any(g, [word.bits(g, limbs[0], 32, 32), ...limbs.slice(1)]);
  return word.mux(g, high, g.constant(0xffff_ffff), word.bits(g, limbs[0], 0, 32));
}
