/**
 * WebAssembly instructions as typed expressions: `i32.add(a, b)` compiles only for two i32, as the validator would
 * have it. An expression is its own code in stack order, so composing expressions is putting their codes in a row.
 */

/** Bytes, in nested lists that are flattened once, when a function takes them in. */
export type Code = readonly (number | Code)[];

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** Code that leaves one value of type T on the stack. */
export interface Expr<T extends ValueType = ValueType> {
  readonly type: T;
  readonly code: Code;
}

export type I32 = Expr<'i32'>;
export type F32 = Expr<'f32'>;
export type F64 = Expr<'f64'>;
export type V128 = Expr<'v128'>;

/** Signed LEB128. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40);
    if (isLast) {
      return [...bytes, byte];
    }
    bytes.push(byte | 0x80);
  }
}

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

const expr = <T extends ValueType>(type: T, ...code: Code[]): Expr<T> => ({ type, code });
const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const atomic = (opcode: number): number[] => [0xfe, opcode];
/** Alignment (as a power of two) and offset, as every access of memory carries them. */
const memarg = (align: number, offset: number): number[] => [align, ...unsigned(offset)];

type Unary<A extends ValueType, R extends ValueType> = (a: Expr<A>) => Expr<R>;
type Binary<A extends ValueType, B extends ValueType, R extends ValueType> = (a: Expr<A>, b: Expr<B>) => Expr<R>;

function unary<A extends ValueType, R extends ValueType>(result: R, opcode: number[]): Unary<A, R> {
  return (a) => expr(result, a.code, opcode);
}

function binary<A extends ValueType, B extends ValueType, R extends ValueType>(
  result: R,
  opcode: number[],
): Binary<A, B, R> {
  return (a, b) => expr(result, a.code, b.code, opcode);
}

type Load<T extends ValueType> = (address: I32, offset?: number) => Expr<T>;

function load<T extends ValueType>(type: T, opcode: number[], align: number): Load<T> {
  return (address, offset = 0) => expr(type, address.code, opcode, memarg(align, offset));
}

/** Code that leaves nothing on the stack; `Fn.do` appends it. */
export interface Statement {
  readonly code: Code;
}

type Store<T extends ValueType> = (address: I32, value: Expr<T>, offset?: number) => Statement;

function store<T extends ValueType>(opcode: number[], align: number): Store<T> {
  return (address, value, offset = 0) => ({ code: [address.code, value.code, opcode, memarg(align, offset)] });
}

const comparison32 = (opcode: number) => binary<'i32', 'i32', 'i32'>('i32', [opcode]);
const arithmetic32 = (opcode: number) => binary<'i32', 'i32', 'i32'>('i32', [opcode]);

export const i32 = {
  const: (value: number): I32 => expr('i32', [0x41, ...signed(value)]),
  eqz: unary<'i32', 'i32'>('i32', [0x45]),
  eq: comparison32(0x46),
  ne: comparison32(0x47),
  ltS: comparison32(0x48),
  ltU: comparison32(0x49),
  gtS: comparison32(0x4a),
  gtU: comparison32(0x4b),
  leS: comparison32(0x4c),
  geS: comparison32(0x4e),
  geU: comparison32(0x4f),
  add: arithmetic32(0x6a),
  sub: arithmetic32(0x6b),
  mul: arithmetic32(0x6c),
  divU: arithmetic32(0x6e),
  remU: arithmetic32(0x70),
  and: arithmetic32(0x71),
  or: arithmetic32(0x72),
  shl: arithmetic32(0x74),
  shrU: arithmetic32(0x76),
  load: load('i32', [0x28], 2),
  load8u: load('i32', [0x2d], 0),
  load16u: load('i32', [0x2f], 1),
  store: store<'i32'>([0x36], 2),
  store8: store<'i32'>([0x3a], 0),
  store16: store<'i32'>([0x3b], 1),
  /** NaN becomes 0. */
  truncSatF64S: unary<'f64', 'i32'>('i32', [0xfc, 0x02]),
  reinterpretF32: unary<'f32', 'i32'>('i32', [0xbc]),
  atomicLoad: load('i32', atomic(0x10), 2),
  atomicStore: store<'i32'>(atomic(0x17), 2),
  /** Adds to memory; the value before. */
  atomicAdd: (address: I32, value: I32): I32 => expr('i32', address.code, value.code, atomic(0x1e), memarg(2, 0)),
  /** Replaces `expected` by `value`; the value before. */
  atomicCompareExchange: (address: I32, expected: I32, value: I32): I32 =>
    expr('i32', address.code, expected.code, value.code, atomic(0x48), memarg(2, 0)),
};

/** Threads (WebAssembly threads proposal). */
export const memory = {
  /** Sleeps while the word is `expected`: 0 woken, 1 it was another value, 2 timed out after `milliseconds`. */
  wait: (address: I32, expected: I32, milliseconds: number): I32 => {
    const timeout = [0x42, ...signed(milliseconds), 0x42, ...signed(1_000_000), 0x7e]; // i64 nanoseconds
    return expr('i32', address.code, expected.code, timeout, atomic(0x01), memarg(2, 0));
  },
  /** Wakes at most `count` sleepers; how many there were. */
  notify: (address: I32, count: I32): I32 => expr('i32', address.code, count.code, atomic(0x00), memarg(2, 0)),
};

const floatBytes = (value: number): number[] => [...new Uint8Array(Float32Array.of(value).buffer)];
const comparisonF32 = (opcode: number) => binary<'f32', 'f32', 'i32'>('i32', [opcode]);
const arithmeticF32 = (opcode: number) => binary<'f32', 'f32', 'f32'>('f32', [opcode]);

export const f32 = {
  const: (value: number): F32 => expr('f32', [0x43, ...floatBytes(value)]),
  eq: comparisonF32(0x5b),
  lt: comparisonF32(0x5d),
  gt: comparisonF32(0x5e),
  abs: unary<'f32', 'f32'>('f32', [0x8b]),
  nearest: unary<'f32', 'f32'>('f32', [0x90]),
  sqrt: unary<'f32', 'f32'>('f32', [0x91]),
  add: arithmeticF32(0x92),
  sub: arithmeticF32(0x93),
  mul: arithmeticF32(0x94),
  div: arithmeticF32(0x95),
  min: arithmeticF32(0x96),
  max: arithmeticF32(0x97),
  load: load('f32', [0x2a], 2),
  store: store<'f32'>([0x38], 2),
  convertI32: unary<'i32', 'f32'>('f32', [0xb2]),
  demoteF64: unary<'f64', 'f32'>('f32', [0xb6]),
  reinterpretI32: unary<'i32', 'f32'>('f32', [0xbe]),
};

const doubleBytes = (value: number): number[] => [...new Uint8Array(Float64Array.of(value).buffer)];
const comparisonF64 = (opcode: number) => binary<'f64', 'f64', 'i32'>('i32', [opcode]);
const arithmeticF64 = (opcode: number) => binary<'f64', 'f64', 'f64'>('f64', [opcode]);

export const f64 = {
  const: (value: number): F64 => expr('f64', [0x44, ...doubleBytes(value)]),
  lt: comparisonF64(0x63),
  gt: comparisonF64(0x64),
  nearest: unary<'f64', 'f64'>('f64', [0x9e]),
  sqrt: unary<'f64', 'f64'>('f64', [0x9f]),
  add: arithmeticF64(0xa0),
  sub: arithmeticF64(0xa1),
  mul: arithmeticF64(0xa2),
  div: arithmeticF64(0xa3),
  min: arithmeticF64(0xa4),
  max: arithmeticF64(0xa5),
  load: load('f64', [0x2b], 3),
  store: store<'f64'>([0x39], 3),
  promoteF32: unary<'f32', 'f64'>('f64', [0xbb]),
};

const vector = (opcode: number) => binary<'v128', 'v128', 'v128'>('v128', simd(opcode));
const vectorUnary = (opcode: number) => unary<'v128', 'v128'>('v128', simd(opcode));
const shift = (opcode: number) => (a: V128, bits: number) =>
  expr('v128', a.code, i32.const(bits).code, simd(opcode)) as V128;
const lane =
  <R extends ValueType>(result: R, opcode: number) =>
  (a: V128, index: number): Expr<R> =>
    expr(result, a.code, simd(opcode), [index]);

export const v128 = {
  const: (bytes: ArrayLike<number>): V128 => expr('v128', simd(0x0c), Array.from(bytes)),
  load: load('v128', simd(0x00), 0),
  /** Eight bytes, sign-extended to 16 bits each. */
  load8x8S: load('v128', simd(0x01), 0),
  load16Splat: load('v128', simd(0x08), 0),
  load32Splat: load('v128', simd(0x09), 0),
  load64Splat: load('v128', simd(0x0a), 0),
  load32Zero: load('v128', simd(0x5c), 0),
  load64Zero: load('v128', simd(0x5d), 0),
  store: store<'v128'>(simd(0x0b), 0),
  not: vectorUnary(0x4d),
  and: vector(0x4e),
  andnot: vector(0x4f),
  or: vector(0x50),
  xor: vector(0x51),
  anyTrue: unary<'v128', 'i32'>('i32', simd(0x53)),
  /** Bits of `a` where `mask` is 1, else of `b`. */
  bitselect: (a: V128, b: V128, mask: V128): V128 => expr('v128', a.code, b.code, mask.code, simd(0x52)),
};

export const i8x16 = {
  splat: unary<'i32', 'v128'>('v128', simd(0x0f)),
  /** Bytes of `a` (0–15) and `b` (16–31) by number. */
  shuffle: (a: V128, b: V128, lanes: readonly number[]): V128 => expr('v128', a.code, b.code, simd(0x0d), lanes),
  /** Bytes of `a` by the numbers in `lanes`; 0 where they exceed 15. */
  swizzle: vector(0x0e),
  narrowI16x8S: vector(0x65),
};

export const i16x8 = {
  splat: unary<'i32', 'v128'>('v128', simd(0x10)),
  eq: vector(0x2d),
  narrowI32x4S: vector(0x85),
  extendLowI8x16S: vectorUnary(0x87),
  extendHighI8x16S: vectorUnary(0x88),
  shl: shift(0x8b),
  shrS: shift(0x8c),
  shrU: shift(0x8d),
  add: vector(0x8e),
  sub: vector(0x91),
  /**
   * Each lane: the sum of two products of neighbouring bytes, signed in `a` and at most 7 bits in `b` (relaxed SIMD).
   */
  relaxedDotI8x16I7x16S: vector(0x112),
};

export const i32x4 = {
  splat: unary<'i32', 'v128'>('v128', simd(0x11)),
  extractLane: lane('i32', 0x1b),
  extaddPairwiseI16x8S: vectorUnary(0x7e),
  extendLowI16x8S: vectorUnary(0xa7),
  extendHighI16x8S: vectorUnary(0xa8),
  extendHighI16x8U: vectorUnary(0xaa),
  shl: shift(0xab),
  shrS: shift(0xac),
  shrU: shift(0xad),
  add: vector(0xae),
  sub: vector(0xb1),
  mul: vector(0xb5),
  eq: vector(0x37),
  ltS: vector(0x39),
  minS: vector(0xb6),
  maxS: vector(0xb8),
  /** Each lane: the sum of two products of neighbouring i16. */
  dotI16x8S: vector(0xba),
  truncSatF32x4S: vectorUnary(0xf8),
  /**
   * Each lane: c plus the sum of four products of neighbouring bytes, signed in `a` and at most 7 bits in `b`
   * (relaxed SIMD; deterministic for such `b` where neighbouring products fit 16 bits).
   */
  relaxedDotI8x16I7x16AddS: (a: V128, b: V128, c: V128): V128 => expr('v128', a.code, b.code, c.code, simd(0x113)),
};

export const f32x4 = {
  splat: unary<'f32', 'v128'>('v128', simd(0x13)),
  extractLane: lane('f32', 0x1f),
  eq: vector(0x41),
  lt: vector(0x43),
  ge: vector(0x46),
  nearest: vectorUnary(0x6a),
  abs: vectorUnary(0xe0),
  neg: vectorUnary(0xe1),
  add: vector(0xe4),
  sub: vector(0xe5),
  mul: vector(0xe6),
  div: vector(0xe7),
  min: vector(0xe8),
  max: vector(0xe9),
  convertI32x4S: vectorUnary(0xfa),
  demoteF64x2Zero: vectorUnary(0x5e),
  /** a · b + c, rounded once or twice as the processor prefers (relaxed SIMD). */
  relaxedMadd: (a: V128, b: V128, c: V128): V128 => expr('v128', a.code, b.code, c.code, simd(0x105)),
};

export const f64x2 = {
  splat: unary<'f64', 'v128'>('v128', simd(0x14)),
  extractLane: lane('f64', 0x21),
  add: vector(0xf0),
  sub: vector(0xf1),
  mul: vector(0xf2),
  promoteLowF32x4: vectorUnary(0x5f),
  convertLowI32x4S: vectorUnary(0xfe),
};

/** `condition` ? a : b, both evaluated. */
export const select = <T extends ValueType>(condition: I32, a: Expr<T>, b: Expr<T>): Expr<T> =>
  expr(a.type, a.code, b.code, condition.code, a.type === 'v128' ? [0x1c, 1, 0x7b] : [0x1b]);

/** The same i32 in every lane of a vector constant. */
export const i32Lanes = (value: number): V128 =>
  v128.const(new Uint8Array(Int32Array.of(value, value, value, value).buffer));
/** The same float in every lane of a vector constant. */
export const f32Lanes = (value: number): V128 =>
  v128.const(new Uint8Array(Float32Array.of(value, value, value, value).buffer));
export const f64Lanes = (value: number): V128 => v128.const(new Uint8Array(Float64Array.of(value, value).buffer));
