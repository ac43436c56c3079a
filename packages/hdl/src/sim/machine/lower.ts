import type { Binary, Const, Expr, Memory } from '../../ir/index.ts';
import { type Graph, Op } from './graph.ts';
import type { FlatMemory, Layout } from './layout.ts';
import type { Value } from './limbs.ts';
import * as limbs from './limbs.ts';
import * as vectors from './vectors.ts';
import * as word from './words.ts';

/** What an expression needs of its surroundings: its operands, already lowered, and the places it reads. */
export interface Surroundings {
  /** Of an operand. */
  value(expr: Expr): Value;
  /** The elements of a vector signal that is kept in pieces of just this size. */
  elements(expr: Expr, stride: number): readonly number[] | undefined;
  memory(memory: Memory): FlatMemory;
}

export function lowerConstant(g: Graph, { value, width, signed }: Const): Value {
  if (width <= 64) {
    return word.fit(g, g.constant(value), width, signed);
  }
  return Array.from({ length: Math.ceil(width / 64) }, (_, i) =>
    g.constant(BigInt.asUintN(64, value >> BigInt(64 * i))),
  );
}

/** The nodes of an operator, given those of its around. Constants and references to signals are values as they are. */
export function lower(g: Graph, layout: Layout, around: Surroundings, expr: Expr): Value {
  const { width, signed } = expr;
  switch (expr.kind) {
    case 'const':
    case 'ref':
      return around.value(expr);
    case 'cast':
      return limbs.convert(g, around.value(expr.a), expr.a, expr);
    case 'slice': {
      const whole = { width: expr.a.width, signed: false };
      return limbs.slice(g, limbs.convert(g, around.value(expr.a), expr.a, whole), whole, expr.low, width);
    }
    case 'resize':
      return limbs.convert(g, around.value(expr.a), expr.a, expr);
    case 'index':
      return vectors.readElement(
        g,
        layout,
        around.value(expr.a),
        expr.a,
        width === expr.stride ? around.elements(expr.a, expr.stride) : undefined,
        limbs.amount(g, around.value(expr.index)),
        expr.stride,
        width,
      );
    case 'cat':
      return limbs.join(g, expr.parts.map((part) => pattern(g, around.value(part), part)).reverse());
    case 'replicate':
      return limbs.join(g, Array(expr.count).fill(pattern(g, around.value(expr.a), expr.a)));
    case 'mux':
      return limbs.mux(g, around.value(expr.select) as number, around.value(expr.a), around.value(expr.b));
    case 'unary': {
      const a = around.value(expr.a);
      switch (expr.op) {
        case 'not':
          if (typeof a !== 'number') {
            return limbs.invert(g, a, width);
          }
          return signed ? word.invert(g, a) : word.xor(g, a, limbs.ones(g, width));
        case 'neg':
          if (width <= 64) {
            return word.sub(g, g.constant(0), a as number, width, signed);
          }
          return limbs.subtract(
            g,
            limbs.toLimbs(g, g.constant(0), expr, width),
            limbs.toLimbs(g, a, expr.a, width),
            width,
          );
        case 'reduceOr':
          return limbs.any(g, a);
        case 'reduceAnd': {
          const { value, width: own } = pattern(g, a, expr.a);
          const each = typeof value === 'number' ? [value] : value;
          return limbs.equal(
            g,
            each,
            each.map((_, i) => limbs.ones(g, limbs.limbWidth(own, i))),
          );
        }
        case 'reduceXor': {
          const { value } = pattern(g, a, expr.a);
          const each = typeof value === 'number' ? [value] : value;
          return word.parity(
            g,
            each.reduce((x, y) => word.xor(g, x, y)),
          );
        }
      }
      break;
    }
    case 'binary':
      return lowerBinary(g, layout, expr, around.value(expr.a), around.value(expr.b));
    case 'memoryRead':
      return readMemory(g, around.memory(expr.memory), limbs.amount(g, around.value(expr.address)));
  }
}

/** The bits of a value as unsigned. */
function pattern(g: Graph, value: Value, type: limbs.Type): { value: Value; width: number } {
  return { value: limbs.convert(g, value, type, { width: type.width, signed: false }), width: type.width };
}

function lowerBinary(g: Graph, layout: Layout, expr: Binary, a: Value, b: Value): Value {
  const { op, width, signed } = expr;
  switch (op) {
    case 'and':
    case 'or':
    case 'xor': {
      const combine = { and: word.and, or: word.or, xor: word.xor }[op];
      if (typeof a === 'number') {
        return combine(g, a, b as number);
      }
      return limbs.bitwise(combine, g, a, b as number[]);
    }
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return compare(g, expr, a, b);
    case 'shl': {
      const by = limbs.amount(g, b);
      if (width <= 64) {
        return word.shiftLeft(g, a as number, by, width, signed);
      }
      return vectors.shiftLeft(g, layout, limbs.toLimbs(g, a, expr.a, width), by, width);
    }
    case 'shr': {
      const by = limbs.amount(g, b);
      return width <= 64 ? word.shiftRight(g, a as number, by) : vectors.shiftRight(g, layout, a, expr.a, by);
    }
  }
  if (width <= 64) {
    const [x, y] = [a as number, b as number];
    switch (op) {
      case 'add':
        return word.add(g, x, y, width, signed);
      case 'sub':
        return word.sub(g, x, y, width, signed);
      case 'mul':
        return word.mul(g, x, y, width, signed);
      default:
        return word.divide(g, op, x, y, width, signed);
    }
  }
  const x = limbs.toLimbs(g, a, expr.a, width);
  const y = limbs.toLimbs(g, b, expr.b, width);
  switch (op) {
    case 'add':
      return limbs.add(g, x, y, g.constant(0), width);
    case 'sub':
      return limbs.subtract(g, x, y, width);
    case 'mul':
      return limbs.multiply(g, x, y, width);
    default:
      return divideWide(g, layout, op, x, y, width, signed);
  }
}

function divideWide(
  g: Graph,
  layout: Layout,
  op: 'div' | 'rem',
  a: readonly number[],
  b: readonly number[],
  width: number,
  signed: boolean,
): Value {
  if (!signed) {
    return vectors.divide(g, layout, op, a, b);
  }
  const zero = a.map(() => g.constant(0));
  const signOf = (x: readonly number[]) => word.bits(g, x[x.length - 1], limbs.limbWidth(width, x.length - 1) - 1, 1);
  const negate = (x: readonly number[], when: number) =>
    limbs.mux(g, when, limbs.subtract(g, zero, x, width), x) as readonly number[];
  const magnitude = vectors.divide(g, layout, op, negate(a, signOf(a)), negate(b, signOf(b)));
  const negative = op === 'rem' ? signOf(a) : word.xor(g, signOf(a), signOf(b));
  return negate(magnitude, negative);
}

function compare(g: Graph, { op, a: exprA, b: exprB }: Binary, a: Value, b: Value): number {
  switch (op) {
    case 'gt':
      return less(g, b, exprB, a, exprA);
    case 'le':
      return word.not(g, less(g, b, exprB, a, exprA));
    case 'lt':
      return less(g, a, exprA, b, exprB);
    case 'ge':
      return word.not(g, less(g, a, exprA, b, exprB));
  }
  const width = Math.max(exprA.width, exprB.width);
  const equal =
    typeof a === 'number' && typeof b === 'number'
      ? word.eq(g, a, b)
      : limbs.equal(g, limbs.toLimbs(g, a, exprA, width), limbs.toLimbs(g, b, exprB, width));
  return op === 'eq' ? equal : word.not(g, equal);
}

function less(g: Graph, a: Value, typeA: limbs.Type, b: Value, typeB: limbs.Type): number {
  if (typeof a === 'number' && typeof b === 'number') {
    return word.lt(g, a, b);
  }
  const type = { width: Math.max(typeA.width, typeB.width), signed: typeA.signed };
  return limbs.lessThan(g, limbs.toLimbs(g, a, typeA, type.width), limbs.toLimbs(g, b, typeB, type.width), type);
}

/** Words beyond the depth read 0. */
function readMemory(g: Graph, memory: FlatMemory, address: number): Value {
  const { width, depth } = memory.memory;
  const inRange = word.lt(g, address, g.constant(depth));
  const safe = word.mux(g, inRange, address, g.constant(0));
  const read = (limb: number) =>
    word.mux(
      g,
      inRange,
      g.node(Op.memory, limbs.limbWidth(width, limb), false, safe, memory.index, limb),
      g.constant(0),
    );
  if (width <= 64) {
    return read(0);
  }
  return Array.from({ length: Math.ceil(width / 64) }, (_, limb) => read(limb));
}
