/**
 * Constructors of expression nodes. They assume legal operands (the signal methods check and report), fold constants where
 * the result is plain to see, and never look deeper than one node.
 */
import type { BinaryOp, Const, Expr, Signal, UnaryOp } from '../ir/index.ts';
import { mask } from '../types/literal.ts';

export const constant = (value: bigint, width: number, signed = false, label?: string): Const => ({
  kind: 'const',
  value: value & mask(width),
  width,
  signed,
  label,
});

export const ref = (signal: Signal): Expr => ({ kind: 'ref', signal, width: signal.width, signed: signal.signed });

export const zero = (width: number): Const => constant(0n, width);

const toSigned = (e: Const): bigint => (e.signed ? BigInt.asIntN(e.width, e.value) : e.value);

export function unary(op: UnaryOp, a: Expr): Expr {
  const reduces = op !== 'not' && op !== 'neg';
  if (reduces && a.width === 1) return cast(a, false);
  if (op === 'not' && a.kind === 'const') return constant(~a.value, a.width, a.signed);
  if (op === 'neg' && a.kind === 'const') return constant(-a.value, a.width, a.signed);
  if (op === 'reduceOr' && a.kind === 'const') return constant(BigInt(a.value !== 0n), 1);
  if (op === 'reduceAnd' && a.kind === 'const') return constant(BigInt(a.value === mask(a.width)), 1);
  if (op === 'not' && a.kind === 'unary' && a.op === 'not') return a.a;
  const opposite = op === 'not' && a.kind === 'binary' ? OPPOSITES[a.op] : undefined;
  if (opposite && a.kind === 'binary') return { ...a, op: opposite };
  return { kind: 'unary', op, a, width: reduces ? 1 : a.width, signed: reduces ? false : a.signed };
}

const OPPOSITES: { readonly [K in BinaryOp]?: BinaryOp } = {
  eq: 'ne',
  ne: 'eq',
  lt: 'ge',
  ge: 'lt',
  gt: 'le',
  le: 'gt',
};

const comparisons = new Set<BinaryOp>(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

export function binary(op: BinaryOp, a: Expr, b: Expr, width = a.width): Expr {
  const compares = comparisons.has(op);
  const node: Expr = {
    kind: 'binary',
    op,
    a,
    b,
    width: compares ? 1 : width,
    signed: compares ? false : a.signed,
  };
  return (a.kind === 'const' || b.kind === 'const' ? simplify(op, a, b, node) : undefined) ?? node;
}

/** What a binary node with a constant operand reduces to, if to something simpler. */
function simplify(op: BinaryOp, a: Expr, b: Expr, node: Expr): Expr | undefined {
  if (a.kind === 'const' && b.kind === 'const') {
    const value = evaluate(op, toSigned(a), toSigned(b));
    return value === undefined ? undefined : constant(value, node.width, node.signed);
  }
  if (comparisons.has(op)) {
    const truth = decided(op, a, b);
    if (truth !== undefined) return constant(BigInt(truth), 1);
  }
  const [known, other] = a.kind === 'const' ? [a, b] : [b as Const, a];
  const ones = known.value === mask(known.width);
  if (other.width !== node.width || known.width !== node.width) return undefined;
  if (op === 'and') return known.value === 0n ? known : ones ? other : undefined;
  if (op === 'or') return known.value === 0n ? other : ones ? known : undefined;
  if (op === 'xor' && known.value === 0n) return other;
  if (op === 'add' && known.value === 0n) return other;
  if ((op === 'sub' || op === 'shl' || op === 'shr') && known === b && known.value === 0n) return other;
  if (node.width !== 1) return undefined;
  const bit = cast(other, false);
  if (op === 'eq') return ones ? bit : unary('not', bit);
  if (op === 'ne') return ones ? unary('not', bit) : bit;
  return undefined;
}

const MIRRORED: { readonly [K in BinaryOp]?: BinaryOp } = { lt: 'gt', gt: 'lt', le: 'ge', ge: 'le' };

/** A comparison with the end of the other side's range that is always true or always false. */
function decided(op: BinaryOp, a: Expr, b: Expr): boolean | undefined {
  if (a.kind === 'const') return MIRRORED[op] ? decided(MIRRORED[op], b, a) : undefined;
  if (b.kind !== 'const') return undefined;
  const value = toSigned(b);
  const low = a.signed ? -(1n << BigInt(a.width - 1)) : 0n;
  const high = a.signed ? (1n << BigInt(a.width - 1)) - 1n : mask(a.width);
  if (op === 'lt' || op === 'ge') {
    if (value <= low) return op === 'ge';
    if (value > high) return op === 'lt';
  }
  if (op === 'gt' || op === 'le') {
    if (value >= high) return op === 'le';
    if (value < low) return op === 'gt';
  }
  return undefined;
}

function evaluate(op: BinaryOp, a: bigint, b: bigint): bigint | undefined {
  switch (op) {
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'div':
      return b === 0n ? 0n : a / b;
    case 'rem':
      return b === 0n ? 0n : a % b;
    case 'and':
      return a & b;
    case 'or':
      return a | b;
    case 'xor':
      return a ^ b;
    case 'eq':
      return BigInt(a === b);
    case 'ne':
      return BigInt(a !== b);
    case 'lt':
      return BigInt(a < b);
    case 'le':
      return BigInt(a <= b);
    case 'gt':
      return BigInt(a > b);
    case 'ge':
      return BigInt(a >= b);
    case 'shl':
      return b > 1n << 20n ? 0n : a << b;
    case 'shr':
      return a >> b;
  }
}

export function mux(select: Expr, a: Expr, b: Expr): Expr {
  if (select.kind === 'const') return select.value === 1n ? a : b;
  if (a.kind === 'const' && b.kind === 'const' && a.width === 1 && a.value !== b.value)
    return a.value === 1n ? select : unary('not', select);
  if (select.kind === 'unary' && select.op === 'not') return mux(select.a, b, a);
  return { kind: 'mux', select, a, b, width: a.width, signed: a.signed };
}

export function slice(a: Expr, low: number, width: number): Expr {
  if (low === 0 && width === a.width) return cast(a, false);
  if (a.kind === 'const') return constant(a.value >> BigInt(low), width);
  if (a.kind === 'slice') return slice(a.a, a.low + low, width);
  if (a.kind === 'cast') return slice(a.a, low, width);
  if (a.kind === 'cat') return cat(partsWithin(a.parts, low, width));
  if (a.kind === 'resize' && low + width <= a.a.width) return slice(a.a, low, width);
  if (a.kind === 'unary' && a.op === 'not' && isPlain(a.a)) return unary('not', slice(a.a, low, width));
  if (a.kind === 'mux' && isPlain(a.select) && isPlain(a.a) && isPlain(a.b))
    return mux(a.select, slice(a.a, low, width), slice(a.b, low, width));
  return { kind: 'slice', a, low, width, signed: false };
}

/** Names, constants and parts of names: slicing them needs no intermediate wire. */
export const isPlain = (e: Expr): boolean =>
  e.kind === 'ref' ||
  e.kind === 'const' ||
  (e.kind === 'slice' && e.a.kind === 'ref') ||
  (e.kind === 'cast' && isPlain(e.a));

/** The parts of a concatenation, or parts of them, that make up bits [low, low + width). */
function partsWithin(parts: readonly Expr[], low: number, width: number): Expr[] {
  const within: Expr[] = [];
  let at = 0;
  for (let i = parts.length - 1; i >= 0 && at < low + width; i--) {
    const part = parts[i]!;
    const from = Math.max(low, at);
    const to = Math.min(low + width, at + part.width);
    if (from < to) within.unshift(slice(part, from - at, to - from));
    at += part.width;
  }
  return within;
}

/** `a[stride * index +: width]`. */
export function index(a: Expr, position: Expr, stride: number, width: number): Expr {
  if (position.kind === 'const') {
    const low = Number(position.value) * stride;
    return low + width <= a.width ? slice(a, low, width) : zero(width);
  }
  if (width === a.width) return mux(binary('eq', position, zero(position.width)), cast(a, false), zero(width));
  return { kind: 'index', a, index: position, stride, width, signed: false };
}

/** Most significant part first. Nested concatenations are flattened, neighbouring constants joined. */
export function cat(parts: readonly Expr[]): Expr {
  const flat: Expr[] = [];
  for (const part of parts.flatMap((each) => (each.kind === 'cat' ? each.parts : [each]))) {
    const last = flat.at(-1);
    if (last?.kind === 'const' && part.kind === 'const')
      flat[flat.length - 1] = constant((last.value << BigInt(part.width)) | part.value, last.width + part.width);
    else flat.push(part);
  }
  if (flat.length === 1) return cast(flat[0]!, false);
  return { kind: 'cat', parts: flat, width: flat.reduce((sum, part) => sum + part.width, 0), signed: false };
}

export function replicate(a: Expr, count: number): Expr {
  if (count === 1) return cast(a, false);
  if (a.kind === 'const') return cat(Array.from({ length: count }, () => a));
  return { kind: 'replicate', a, count, width: a.width * count, signed: false };
}

export function resize(a: Expr, width: number): Expr {
  if (width === a.width) return a;
  if (a.kind === 'const') return constant(toSigned(a), width, a.signed);
  if (width < a.width) return cast(slice(a, 0, width), a.signed);
  return { kind: 'resize', a, width, signed: a.signed };
}

export function cast(a: Expr, signed: boolean): Expr {
  if (a.signed === signed) return a;
  if (a.kind === 'const') return { ...a, signed };
  if (a.kind === 'cast') return cast(a.a, signed);
  return { kind: 'cast', a, width: a.width, signed };
}

/** Shift by a known amount, at the operand's width. */
export function shiftBy(op: 'shl' | 'shr', a: Expr, amount: number): Expr {
  if (amount === 0) return a;
  if (amount >= a.width && !(op === 'shr' && a.signed)) return constant(0n, a.width, a.signed);
  const by = Math.min(amount, a.width - 1);
  const places = constant(BigInt(amount >= a.width ? by : amount), bitsOf(amount));
  return binary(op, a, places);
}

const bitsOf = (n: number): number => n.toString(2).length;
