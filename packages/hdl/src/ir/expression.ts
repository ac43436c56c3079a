import type { Memory, Signal } from './design.ts';

/**
 * Expressions. They form a directed acyclic graph: one node may be used in many places, and passes must visit it once.
 *
 * Every node carries its `width` in bits (at least 1) and whether it is `signed` (two's complement). There is no
 * implicit conversion anywhere; what happens to operands of another width is said at each kind, and is the whole
 * semantics: values are two-state bit patterns of exactly `width` bits.
 *
 * "Extended" means sign-extended when the operand is signed, zero-extended when it is not.
 */
export type Expr = Const | Ref | Unary | Binary | Mux | Slice | Index | Cat | Replicate | Resize | Cast | MemoryRead;

interface Typed {
  readonly width: number;
  readonly signed: boolean;
  /** Its number in the order made last (`Numbers`). It says nothing of the node. */
  place?: number;
}

/** A literal. `value` is the bit pattern: 0 <= value < 2^width, for signed nodes too. */
export interface Const extends Typed {
  readonly kind: 'const';
  readonly value: bigint;
  /** Its name: a member of an enumeration, a code. */
  readonly label?: Label;
}

/** The name of a value among others: `Idle` of `state`. */
export interface Label {
  readonly of: string;
  readonly member: string;
}

/** The value of a signal: for a register, the one before the clock edge. */
export interface Ref extends Typed {
  readonly kind: 'ref';
  readonly signal: Signal;
}

export type UnaryOp =
  /** Bitwise inversion; width and sign of the operand. */
  | 'not'
  /** Two's complement negation: the operand extended to `width`, then 0 - a modulo 2^width. */
  | 'neg'
  /** Reductions: 1 bit, unsigned. */
  | 'reduceAnd'
  | 'reduceOr'
  | 'reduceXor';

export interface Unary extends Typed {
  readonly kind: 'unary';
  readonly op: UnaryOp;
  readonly a: Expr;
}

export type BinaryOp =
  /**
   * Arithmetic: both operands have the sign of the node and at most its width; they are extended to `width`, the result
   * is taken modulo 2^width. So an 8-bit add is `{width: 8, a: 8 bits, b: 8 bits}` and a growing one
   * `{width: 9, a: 8 bits, b: 8 bits}`.
   */
  | 'add'
  | 'sub'
  | 'mul'
  /**
   * Division truncating toward zero, and its remainder (sign of the dividend). Division by zero gives 0, both of them.
   */
  | 'div'
  | 'rem'
  /** Bitwise: operands of the node's width and sign. */
  | 'and'
  | 'or'
  | 'xor'
  /** Comparison: operands of one sign, the narrower extended to the wider; the result is 1 bit, unsigned. */
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  /**
   * Shifts: `b` is unsigned of any width. `shl`: `a` extended to `width`, shifted left, modulo 2^width. `shr`: `a` has
   * the node's width; fills with the sign bit when `a` is signed, with 0 when not. Amounts >= width give 0 (or all sign
   * bits).
   */
  | 'shl'
  | 'shr';

export interface Binary extends Typed {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  readonly a: Expr;
  readonly b: Expr;
}

/** `select ? a : b`; `select` is 1 bit, `a` and `b` have the node's width and sign. */
export interface Mux extends Typed {
  readonly kind: 'mux';
  readonly select: Expr;
  readonly a: Expr;
  readonly b: Expr;
}

/** Bits `low` to `low + width - 1` of `a`, all inside it. Unsigned. */
export interface Slice extends Typed {
  readonly kind: 'slice';
  readonly a: Expr;
  readonly low: number;
}

/**
 * `a[stride * index +: width]`: element `index` of a packed vector, or one bit at a computed place (stride 1, width 1).
 * `index` is unsigned. Bits outside `a` read as 0. Unsigned.
 */
export interface Index extends Typed {
  readonly kind: 'index';
  readonly a: Expr;
  readonly index: Expr;
  readonly stride: number;
}

/** Concatenation, most significant part first; `width` is the sum of the parts'. Unsigned. */
export interface Cat extends Typed {
  readonly kind: 'cat';
  readonly parts: readonly Expr[];
}

/** `a` repeated `count` times; `width` is `count * a.width`. Unsigned. */
export interface Replicate extends Typed {
  readonly kind: 'replicate';
  readonly a: Expr;
  readonly count: number;
}

/** `a` extended or truncated to `width`; sign of `a`. */
export interface Resize extends Typed {
  readonly kind: 'resize';
  readonly a: Expr;
}

/** The same bits seen as signed or unsigned. */
export interface Cast extends Typed {
  readonly kind: 'cast';
  readonly a: Expr;
}

/**
 * The word of a memory at `address` now, that is before the writes of this clock edge. Unsigned. Addresses beyond the
 * depth read 0. A synchronous read is a register assigned from this node (read-first).
 */
export interface MemoryRead extends Typed {
  readonly kind: 'memoryRead';
  readonly memory: Memory;
  readonly address: Expr;
}
