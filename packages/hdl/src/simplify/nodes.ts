/**
 * Constructors of expression nodes in their simplest form. Each gives an expression of the same type (width and sign)
 * and value as the node of that kind with those operands, which are simple already; none looks deeper than a node or
 * two.
 */
import type { BinaryOp, Const, Expr, UnaryOp } from '../ir/index.ts';
import {
  compares,
  constant,
  binary as makeBinary,
  cast as makeCast,
  cat as makeCat,
  index as makeIndex,
  mux as makeMux,
  replicate as makeReplicate,
  resize as makeResize,
  slice as makeSlice,
  unary as makeUnary,
  reduces,
  UNPLACED,
} from '../signal/build.ts';
import { log2Up, mask } from '../types/literal.ts';

const toSigned = (e: Const): bigint => (e.signed ? BigInt.asIntN(e.width, e.value) : e.value);

const OPPOSITES: { readonly [K in BinaryOp]?: BinaryOp } = {
  eq: 'ne',
  ne: 'eq',
  lt: 'ge',
  ge: 'lt',
  gt: 'le',
  le: 'gt',
};

export function unary(op: UnaryOp, a: Expr): Expr {
  if (reduces(op) && a.width === 1) {
    return cast(a, false);
  }
  if (a.kind === 'const') {
    return foldUnary(op, a);
  }
  if (op === 'not' && a.kind === 'unary' && a.op === 'not') {
    return a.a;
  }
  const opposite = op === 'not' && a.kind === 'binary' ? OPPOSITES[a.op] : undefined;
  if (opposite && a.kind === 'binary') {
    return { ...a, op: opposite, place: UNPLACED };
  }
  return makeUnary(op, a);
}

function foldUnary(op: UnaryOp, { value, width, signed }: Const): Const {
  switch (op) {
    case 'not':
      return constant(~value, width, signed);
    case 'neg':
      return constant(-value, width, signed);
    case 'reduceAnd':
      return constant(BigInt(value === mask(width)), 1);
    case 'reduceOr':
      return constant(BigInt(value !== 0n), 1);
    case 'reduceXor':
      return constant(BigInt([...value.toString(2)].filter((digit) => digit === '1').length % 2), 1);
  }
}

/** `made` is the node itself, where there is one already. */
export function binary(op: BinaryOp, a: Expr, b: Expr, width: number, made?: Expr): Expr {
  const node = made ?? makeBinary(op, a, b, width);
  return (a.kind === 'const' || b.kind === 'const' ? withConstant(op, a, b, node) : undefined) ?? node;
}

/** What a binary node with a constant operand reduces to, if to something simpler. */
function withConstant(op: BinaryOp, a: Expr, b: Expr, node: Expr): Expr | undefined {
  if (a.kind === 'const' && b.kind === 'const') {
    return constant(evaluate(op, toSigned(a), toSigned(b), node.width), node.width, node.signed);
  }
  if (op === 'shl' || op === 'shr') {
    return b.kind === 'const' ? shifted(op, a, b, node) : undefined;
  }
  if ((op === 'div' || op === 'rem') && b.kind === 'const' && b.value === 0n) {
    return constant(0n, node.width, node.signed);
  }
  if (compares(op)) {
    const truth = decided(op, a, b);
    if (truth !== undefined) {
      return constant(BigInt(truth), 1);
    }
  }
  const [known, other] = a.kind === 'const' ? [a, b] : [b as Const, a];
  if (other.width !== node.width || known.width !== node.width) {
    return undefined;
  }
  const ones = known.value === mask(known.width);
  const none = known.value === 0n;
  switch (op) {
    case 'and':
      return none ? cast(known, node.signed) : ones ? cast(other, node.signed) : undefined;
    case 'or':
      return none ? cast(other, node.signed) : ones ? cast(known, node.signed) : undefined;
    case 'xor':
    case 'add':
      return none ? cast(other, node.signed) : undefined;
    case 'sub':
      return none && known === b ? cast(other, node.signed) : undefined;
    case 'eq':
    case 'ne': {
      const bit = cast(other, false);
      return ones === (op === 'eq') ? bit : unary('not', bit);
    }
    default:
      return undefined;
  }
}

/** A shift by a known amount. */
function shifted(op: 'shl' | 'shr', a: Expr, amount: Const, node: Expr): Expr | undefined {
  if (amount.value === 0n) {
    return resize(a, node.width);
  }
  if (amount.value < BigInt(node.width)) {
    return undefined;
  }
  if (op === 'shl' || !a.signed) {
    return constant(0n, node.width, node.signed);
  }
  // Nothing but copies of the sign is left from here on.
  const most = BigInt(a.width - 1);
  return most === 0n ? a : makeBinary(op, a, constant(most, most.toString(2).length), node.width);
}

const MIRRORED: { readonly [K in BinaryOp]?: BinaryOp } = { lt: 'gt', gt: 'lt', le: 'ge', ge: 'le' };

/** A comparison with the end of the other side's range that is always true or always false. */
function decided(op: BinaryOp, a: Expr, b: Expr): boolean | undefined {
  if (a.kind === 'const') {
    return MIRRORED[op] ? decided(MIRRORED[op], b, a) : undefined;
  }
  if (b.kind !== 'const') {
    return undefined;
  }
  const value = toSigned(b);
  const low = a.signed ? -(1n << BigInt(a.width - 1)) : 0n;
  const high = a.signed ? (1n << BigInt(a.width - 1)) - 1n : mask(a.width);
  if (op === 'lt' || op === 'ge') {
    if (value <= low) {
      return op === 'ge';
    }
    if (value > high) {
      return op === 'lt';
    }
  }
  if (op === 'gt' || op === 'le') {
    if (value >= high) {
      return op === 'le';
    }
    if (value < low) {
      return op === 'gt';
    }
  }
  return undefined;
}

/** The result of an operator on numbers, of which `width` bits count. */
function evaluate(op: BinaryOp, a: bigint, b: bigint, width: number): bigint {
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
      return b >= BigInt(width) ? 0n : a << b;
    case 'shr':
      return a >> (b < BigInt(width) ? b : BigInt(width));
  }
}

export function mux(select: Expr, a: Expr, b: Expr): Expr {
  if (select.kind === 'const') {
    return select.value === 1n ? a : b;
  }
  if (a.kind === 'const' && b.kind === 'const' && a.width === 1 && a.value !== b.value) {
    return cast(a.value === 1n ? select : unary('not', select), a.signed);
  }
  if (select.kind === 'unary' && select.op === 'not') {
    return mux(select.a, b, a);
  }
  return makeMux(select, a, b);
}

export function slice(a: Expr, low: number, width: number): Expr {
  if (low === 0 && width === a.width) {
    return cast(a, false);
  }
  if (a.kind === 'const') {
    return constant(a.value >> BigInt(low), width);
  }
  if (a.kind === 'slice') {
    return slice(a.a, a.low + low, width);
  }
  if (a.kind === 'cast') {
    return slice(a.a, low, width);
  }
  if (a.kind === 'cat') {
    return cat(partsWithin(a.parts, low, width));
  }
  if (a.kind === 'resize' && low + width <= a.a.width) {
    return slice(a.a, low, width);
  }
  if (a.kind === 'unary' && a.op === 'not' && isPlain(a.a)) {
    return unary('not', slice(a.a, low, width));
  }
  if (a.kind === 'mux' && isPlain(a.select) && isPlain(a.a) && isPlain(a.b)) {
    return mux(a.select, slice(a.a, low, width), slice(a.b, low, width));
  }
  return makeSlice(a, low, width);
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
    const part = parts[i];
    const from = Math.max(low, at);
    const to = Math.min(low + width, at + part.width);
    if (from < to) {
      within.push(slice(part, from - at, to - from));
    }
    at += part.width;
  }
  return within.reverse();
}

/** `a[stride * position +: width]`. */
export function index(a: Expr, position: Expr, stride: number, width: number): Expr {
  if (position.kind === 'const') {
    return indexAt(a, position.value * BigInt(stride), width);
  }
  const places = Math.ceil(a.width / stride);
  if (position.width > indexWidth(stride, places) && !(width === a.width && stride >= a.width)) {
    const inside = binary('lt', position, constant(BigInt(places), position.width), 1);
    const near = index(a, slice(position, 0, log2Up(places)), stride, width);
    return mux(inside, near, constant(0n, width));
  }
  // Every element but the first lies outside.
  if (width === a.width && stride >= a.width) {
    return mux(binary('eq', position, constant(0n, position.width), 1), cast(a, false), constant(0n, width));
  }
  return makeIndex(a, placeIndex(position, stride, a.width), stride, width);
}

/** Bits of the widest index that Verilog takes for one of `places`: a multiplied one is a 32-bit number there. */
export const indexWidth = (stride: number, places: number): number =>
  stride === 1 ? log2Up(places) : Math.max(log2Up(places), 32 - log2Up(stride + 1));

/** The index of a bit in a vector of `width`, as wide as Verilog's lint wants it. */
export const placeIndex = (position: Expr, stride: number, width: number): Expr =>
  stride === 1 && position.width < log2Up(width) ? resize(cast(position, false), log2Up(width)) : position;

/** `width` bits from a known place on: those outside are 0. */
function indexAt(a: Expr, place: bigint, width: number): Expr {
  if (place >= BigInt(a.width)) {
    return constant(0n, width);
  }
  const low = Number(place);
  return resize(slice(a, low, Math.min(width, a.width - low)), width);
}

/** Most significant part first. Nested concatenations are flattened, neighbouring constants joined. */
export function cat(parts: readonly Expr[]): Expr {
  const flat: Expr[] = [];
  for (const part of parts.flatMap((each) => (each.kind === 'cat' ? each.parts : [each]))) {
    const last = flat.at(-1);
    if (last?.kind === 'const' && part.kind === 'const') {
      flat[flat.length - 1] = constant((last.value << BigInt(part.width)) | part.value, last.width + part.width);
    } else {
      flat.push(part);
    }
  }
  if (flat.length === 1) {
    return cast(flat[0], false);
  }
  return makeCat(flat);
}

export function replicate(a: Expr, count: number): Expr {
  if (count === 1) {
    return cast(a, false);
  }
  if (a.kind === 'const') {
    return cat(Array.from({ length: count }, () => a));
  }
  return makeReplicate(a, count);
}

export function resize(a: Expr, width: number): Expr {
  if (width === a.width) {
    return a;
  }
  if (a.kind === 'const') {
    return constant(toSigned(a), width, a.signed);
  }
  if (width < a.width) {
    return cast(slice(a, 0, width), a.signed);
  }
  return makeResize(a, width);
}

export function cast(a: Expr, signed: boolean): Expr {
  if (a.signed === signed) {
    return a;
  }
  if (a.kind === 'const') {
    return { ...a, signed, place: UNPLACED };
  }
  if (a.kind === 'cast') {
    return cast(a.a, signed);
  }
  return makeCast(a, signed);
}
