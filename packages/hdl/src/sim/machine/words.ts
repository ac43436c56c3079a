import { bitLength, type Graph, Op } from './graph.ts';

/**
 * Constructors of word nodes: each folds constants, drops what has no effect, and works out how many bits the result
 * needs. Arguments are nodes of a graph; `width` and `signed` are those of the result in the source.
 */

/** The low `width` bits of `a`, read as unsigned or as signed. */
export function fit(g: Graph, a: number, width: number, signed: boolean): number {
  const own = g.width[a];
  if (g.isSigned(a)) {
    if (signed && own <= width) {
      return a;
    }
  } else if (own <= (signed ? width - 1 : width)) {
    return a;
  }
  if (g.isConstant(a)) {
    return g.constant(signed ? BigInt.asIntN(width, g.value(a)) : BigInt.asUintN(width, g.value(a)));
  }
  switch (g.op[a]) {
    case Op.fit:
      if (own >= width) {
        return fit(g, g.a[a], width, signed);
      }
      break;
    case Op.cat:
      if (width <= g.c[a]) {
        return fit(g, g.b[a], width, signed);
      }
      break;
    case Op.mux:
      // Both arms constant: so is the result, and the mask goes.
      if (g.isConstant(g.b[a]) && g.isConstant(g.c[a])) {
        return mux(g, g.a[a], fit(g, g.b[a], width, signed), fit(g, g.c[a], width, signed));
      }
      break;
  }
  return g.node(Op.fit, width, signed, a);
}

/** Bits [low, low + width) of `a`, unsigned; those above a signed `a` are its sign. */
export function bits(g: Graph, a: number, low: number, width: number): number {
  return fit(g, shiftRightBy(g, a, low), width, false);
}

/** `a >> amount` (arithmetic for signed `a`). */
export function shiftRightBy(g: Graph, a: number, amount: number): number {
  if (amount === 0) {
    return a;
  }
  const own = g.width[a];
  const signed = g.isSigned(a);
  if (g.isConstant(a)) {
    return g.constant(g.value(a) >> BigInt(amount));
  }
  if (amount >= own) {
    if (!signed) {
      return g.constant(0);
    }
    amount = own - 1;
    if (amount === 0) {
      return a;
    }
  }
  switch (g.op[a]) {
    case Op.shiftRightBy:
      return shiftRightBy(g, g.a[a], g.b[a] + amount);
    case Op.cat: {
      const lowWidth = g.c[a];
      if (amount >= lowWidth) {
        return shiftRightBy(g, g.a[a], amount - lowWidth);
      }
      return cat(g, g.a[a], shiftRightBy(g, g.b[a], amount), lowWidth - amount);
    }
    case Op.fit:
      if (!signed) {
        return fit(g, shiftRightBy(g, g.a[a], amount), own - amount, false);
      }
  }
  return g.node(Op.shiftRightBy, own - amount, signed, a, amount);
}

/** `high` above the `lowWidth` bits of `low`; both unsigned. */
export function cat(g: Graph, high: number, low: number, lowWidth: number): number {
  if (g.isConstant(high)) {
    const value = g.value(high);
    if (value === 0n) {
      return low;
    }
    if (g.isConstant(low)) {
      return g.constant((value << BigInt(lowWidth)) | g.value(low));
    }
  }
  const joined = joinSlices(g, high, low, lowWidth);
  return joined ?? g.node(Op.cat, g.width[high] + lowWidth, false, high, low, lowWidth);
}

/** Two neighbouring slices of one word are one slice of it. */
function joinSlices(g: Graph, high: number, low: number, lowWidth: number): number | undefined {
  const [highFrom, highLow, highWidth] = sliceOf(g, high);
  if (highLow < lowWidth) {
    return undefined;
  }
  const [lowFrom, lowLow, width] = sliceOf(g, low);
  if (highFrom !== lowFrom || width !== lowWidth || highLow !== lowLow + lowWidth) {
    return undefined;
  }
  return bits(g, highFrom, lowLow, lowWidth + highWidth);
}

function sliceOf(g: Graph, node: number): [from: number, low: number, width: number] {
  const width = g.width[node];
  const inner = g.op[node] === Op.fit && !g.isSigned(node) ? g.a[node] : node;
  return g.op[inner] === Op.shiftRightBy ? [g.a[inner], g.b[inner], width] : [inner, 0, width];
}

export function shiftLeftBy(g: Graph, a: number, amount: number, width: number, signed: boolean): number {
  if (amount === 0) {
    return fit(g, a, width, signed);
  }
  if (amount >= width) {
    return g.constant(0);
  }
  if (g.isConstant(a)) {
    return fold(g, g.value(a) << BigInt(amount), width, signed);
  }
  const exact = g.width[a] + amount;
  const isSigned = g.isSigned(a);
  if (!isSigned && exact <= (signed ? width - 1 : width)) {
    return cat(g, a, g.constant(0), amount);
  }
  if (isSigned && signed && exact <= width) {
    return g.node(Op.shiftLeftBy, exact, true, a, amount);
  }
  return g.node(Op.shiftLeftBy, width, signed, a, amount, 0, true);
}

function fold(g: Graph, value: bigint, width: number, signed: boolean): number {
  return g.constant(signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value));
}

/** An arithmetic node that is exact in `exact` bits, cut to `width`. */
function arithmetic(
  g: Graph,
  op: Op,
  a: number,
  b: number,
  exact: number,
  exactSigned: boolean,
  width: number,
  signed: boolean,
): number {
  const room = signed && !exactSigned ? width - 1 : width;
  if (exact <= room && (signed || !exactSigned)) {
    return g.node(op, exact, exactSigned, a, b);
  }
  return g.node(op, width, signed, a, b, 0, true);
}

/** Width of the smallest range that holds both nodes, and whether it is signed. */
function union(g: Graph, a: number, b: number): [width: number, signed: boolean] {
  if (!g.isSigned(a) && !g.isSigned(b)) {
    return [Math.max(g.width[a], g.width[b]), false];
  }
  return [Math.max(g.signedWidth(a), g.signedWidth(b)), true];
}

export function add(g: Graph, a: number, b: number, width: number, signed: boolean): number {
  if (g.isConstant(a)) {
    [a, b] = [b, a];
  }
  if (g.isConstant(b)) {
    if (g.isConstant(a)) {
      return fold(g, g.value(a) + g.value(b), width, signed);
    }
    if (g.value(b) === 0n) {
      return fit(g, a, width, signed);
    }
  }
  const [range, isSigned] = union(g, a, b);
  return arithmetic(g, Op.add, a, b, range + 1, isSigned, width, signed);
}

export function sub(g: Graph, a: number, b: number, width: number, signed: boolean): number {
  if (g.isConstant(b)) {
    if (g.isConstant(a)) {
      return fold(g, g.value(a) - g.value(b), width, signed);
    }
    if (g.value(b) === 0n) {
      return fit(g, a, width, signed);
    }
  }
  if (a === b) {
    return g.constant(0);
  }
  return arithmetic(g, Op.sub, a, b, Math.max(g.signedWidth(a), g.signedWidth(b)) + 1, true, width, signed);
}

export function mul(g: Graph, a: number, b: number, width: number, signed: boolean): number {
  if (g.isConstant(a)) {
    [a, b] = [b, a];
  }
  if (g.isConstant(b)) {
    const value = g.value(b);
    if (g.isConstant(a)) {
      return fold(g, g.value(a) * value, width, signed);
    }
    if (value === 0n) {
      return b;
    }
    if (value === 1n) {
      return fit(g, a, width, signed);
    }
    if (value > 0n && (value & (value - 1n)) === 0n) {
      return shiftLeftBy(g, a, bitLength(value) - 1, width, signed);
    }
  }
  const isSigned = g.isSigned(a) || g.isSigned(b);
  return arithmetic(g, Op.mul, a, b, g.width[a] + g.width[b], isSigned, width, signed);
}

/** Quotient truncated toward zero, or remainder; 0 when `b` is 0. */
export function divide(g: Graph, op: 'div' | 'rem', a: number, b: number, width: number, signed: boolean): number {
  if (g.isConstant(b)) {
    const divisor = g.value(b);
    if (divisor === 0n) {
      return b;
    }
    if (g.isConstant(a)) {
      return fold(g, op === 'div' ? g.value(a) / divisor : g.value(a) % divisor, width, signed);
    }
    if (divisor > 0n && (divisor & (divisor - 1n)) === 0n && !g.isSigned(a)) {
      const log = bitLength(divisor) - 1;
      return op === 'div' ? shiftRightBy(g, a, log) : log === 0 ? g.constant(0) : fit(g, a, log, false);
    }
  }
  return g.node(op === 'div' ? Op.div : Op.rem, width, signed, a, b, 0, true);
}

export function and(g: Graph, a: number, b: number): number {
  if (a === b) {
    return a;
  }
  if (g.isConstant(a)) {
    [a, b] = [b, a];
  }
  const [signedA, signedB] = [g.isSigned(a), g.isSigned(b)];
  if (g.isConstant(b)) {
    const value = g.value(b);
    if (g.isConstant(a)) {
      return g.constant(g.value(a) & value);
    }
    if (value === 0n) {
      return b;
    }
    if (value === -1n) {
      return a;
    }
    if (value > 0n && (value & (value + 1n)) === 0n) {
      return fit(g, a, g.width[b], false);
    }
  }
  if (signedA && signedB) {
    return g.node(Op.and, Math.max(g.width[a], g.width[b]), true, a, b);
  }
  const width = signedA ? g.width[b] : signedB ? g.width[a] : Math.min(g.width[a], g.width[b]);
  return g.node(Op.and, width, false, a, b);
}

export function or(g: Graph, a: number, b: number): number {
  if (a === b) {
    return a;
  }
  if (g.isConstant(a)) {
    [a, b] = [b, a];
  }
  if (g.isConstant(b)) {
    const value = g.value(b);
    if (g.isConstant(a)) {
      return g.constant(g.value(a) | value);
    }
    if (value === 0n) {
      return a;
    }
    if (value === -1n) {
      return b;
    }
    if (!g.isSigned(a) && value === (1n << BigInt(g.width[a])) - 1n) {
      return b;
    }
  }
  const [width, signed] = union(g, a, b);
  return g.node(Op.or, width, signed, a, b);
}

export function xor(g: Graph, a: number, b: number): number {
  if (a === b) {
    return g.constant(0);
  }
  if (g.isConstant(a)) {
    [a, b] = [b, a];
  }
  if (g.isConstant(b)) {
    const value = g.value(b);
    if (g.isConstant(a)) {
      return g.constant(g.value(a) ^ value);
    }
    if (value === 0n) {
      return a;
    }
    if (value === -1n) {
      return invert(g, a);
    }
    if (value === 1n && !g.isSigned(a) && g.width[a] === 1) {
      return not(g, a);
    }
  }
  const [width, signed] = union(g, a, b);
  return g.node(Op.xor, width, signed, a, b);
}

/** -1 - a: every bit of a signed number inverted. */
export function invert(g: Graph, a: number): number {
  if (g.isConstant(a)) {
    return g.constant(-1n - g.value(a));
  }
  if (g.op[a] === Op.invert) {
    return g.a[a];
  }
  return g.node(Op.invert, g.signedWidth(a), true, a);
}

/** Logical inversion: 1 when `a` is 0. */
export function not(g: Graph, a: number): number {
  if (g.isConstant(a)) {
    return g.constant(g.value(a) === 0n ? 1 : 0);
  }
  switch (g.op[a]) {
    case Op.isZero:
      return truth(g, g.a[a]);
    case Op.lt:
      return g.node(Op.le, 1, false, g.b[a], g.a[a]);
    case Op.le:
      return g.node(Op.lt, 1, false, g.b[a], g.a[a]);
  }
  return g.node(Op.isZero, 1, false, a);
}

/** 1 when `a` is not 0. */
export function truth(g: Graph, a: number): number {
  if (g.width[a] === 1 && !g.isSigned(a)) {
    return a;
  }
  if (g.isConstant(a)) {
    return g.constant(g.value(a) === 0n ? 0 : 1);
  }
  return g.node(Op.isZero, 1, false, g.node(Op.isZero, 1, false, a));
}

export function eq(g: Graph, a: number, b: number): number {
  if (a === b) {
    return g.constant(1);
  }
  if (g.isConstant(a)) {
    [a, b] = [b, a];
  }
  if (g.isConstant(b)) {
    const value = g.value(b);
    if (g.isConstant(a)) {
      return g.constant(g.value(a) === value ? 1 : 0);
    }
    if (value === 0n) {
      return not(g, a);
    }
    if (!inRange(g, a, value)) {
      return g.constant(0);
    }
    if (value === 1n && g.width[a] === 1) {
      return a;
    }
  }
  return g.node(Op.eq, 1, false, Math.min(a, b), Math.max(a, b));
}

function inRange(g: Graph, node: number, value: bigint): boolean {
  const width = BigInt(g.width[node]);
  if (!g.isSigned(node)) {
    return value >= 0n && value < 1n << width;
  }
  return value >= -(1n << (width - 1n)) && value < 1n << (width - 1n);
}

export function lt(g: Graph, a: number, b: number): number {
  if (a === b) {
    return g.constant(0);
  }
  if (g.isConstant(b)) {
    const value = g.value(b);
    if (g.isConstant(a)) {
      return g.constant(g.value(a) < value ? 1 : 0);
    }
    if (!g.isSigned(a)) {
      if (value <= 0n) {
        return g.constant(0);
      }
      if (value >= 1n << BigInt(g.width[a])) {
        return g.constant(1);
      }
      if (value === 1n) {
        return not(g, a);
      }
    }
  } else if (g.isConstant(a) && g.value(a) === 0n && !g.isSigned(b)) {
    return truth(g, b);
  }
  return g.node(Op.lt, 1, false, a, b);
}

export function le(g: Graph, a: number, b: number): number {
  return not(g, lt(g, b, a));
}

export function mux(g: Graph, select: number, a: number, b: number): number {
  if (a === b) {
    return a;
  }
  if (g.isConstant(select)) {
    return g.value(select) !== 0n ? a : b;
  }
  if (g.op[select] === Op.isZero) {
    return mux(g, g.a[select], b, a);
  }
  // `select` may now be any word: not 0 means true.
  if (g.op[a] === Op.mux && g.a[a] === select) {
    return mux(g, select, g.b[a], b);
  }
  if (g.op[b] === Op.mux && g.a[b] === select) {
    return mux(g, select, a, g.c[b]);
  }
  const [width, signed] = union(g, a, b);
  if (width === 1 && !signed) {
    if (g.isConstant(a)) {
      return g.value(a) !== 0n ? or(g, truth(g, select), b) : and(g, not(g, select), b);
    }
    if (g.isConstant(b)) {
      return g.value(b) !== 0n ? or(g, not(g, select), a) : and(g, truth(g, select), a);
    }
  }
  return g.node(Op.mux, width, signed, select, a, b);
}

export function parity(g: Graph, a: number): number {
  if (g.isConstant(a)) {
    return g.constant([...g.value(a).toString(2)].filter((bit) => bit === '1').length & 1);
  }
  if (g.width[a] === 1) {
    return a;
  }
  return g.node(Op.parity, 1, false, a);
}

/** Bits of the machine register a node of this width lives in. */
export function machineBits(width: number): 32 | 64 {
  return width <= 32 ? 32 : 64;
}

/** `a << amount` modulo 2^width for an unsigned word `amount` of any size. */
export function shiftLeft(g: Graph, a: number, amount: number, width: number, signed: boolean): number {
  if (g.isConstant(amount)) {
    const by = g.value(amount);
    return by >= BigInt(width) ? g.constant(0) : shiftLeftBy(g, a, Number(by), width, signed);
  }
  if (g.isConstant(a) && g.value(a) === 0n) {
    return a;
  }
  const limit = g.constant(machineBits(width));
  const shifted = g.node(Op.shiftLeft, width, signed, a, amount, 0, true);
  return mux(g, lt(g, amount, limit), shifted, g.constant(0));
}

/** `a >> amount` for an unsigned word `amount` of any size; arithmetic when `a` is signed. */
export function shiftRight(g: Graph, a: number, amount: number): number {
  if (g.isConstant(amount)) {
    const by = g.value(amount);
    return shiftRightBy(g, a, by > 64n ? 64 : Number(by));
  }
  if (g.isConstant(a) && g.value(a) === 0n) {
    return a;
  }
  const machine = machineBits(g.width[a]);
  const small = lt(g, amount, g.constant(machine));
  if (g.isSigned(a)) {
    const clamped = mux(g, small, amount, g.constant(machine - 1));
    return g.node(Op.shiftRight, g.width[a], true, a, clamped);
  }
  return mux(g, small, g.node(Op.shiftRight, g.width[a], false, a, amount), g.constant(0));
}
