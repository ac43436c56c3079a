import { type Bool, bits, bool, bundle, codes, type In, uint } from '@chisel-lite/hdl';

/** Beats of a record: 64 bytes. */
export const RECORD_BEATS = 4;

/** Kinds of records (docs/command-list.md). */
export const KIND = codes('record', { product: 1, vector: 2, again: 3 });

export const A_SOURCE = codes('a_source', { memory: 0, results: 1, parameters: 2 });
export const B_SOURCE = codes('b_source', { one: 0, scalar: 1, immediate: 2, parameters: 3 });
export const C_SOURCE = codes('c_source', { none: 0, memory: 1, scalar: 2, one: 3, parameters: 4 });
export const D_SOURCE = codes('d_source', { one: 0, immediate: 1, second: 2 });
export const FUNCTION = codes('operation', { none: 0, exp: 1, reciprocal: 2 });
export const E_SOURCE = codes('e_source', { none: 0, scalar: 1, immediate: 2, parameters: 3, memory: 4 });
export const DESTINATION = codes('destination', { none: 0, memory: 1, activations: 2, append: 3 });
export const REDUCTION = codes('reduction', { none: 0, sum: 1, squares: 2, maximum: 3, magnitude: 4 });
export const FINISH = codes('finish', { none: 0, root: 1, reciprocal: 2, keyScale: 3, byteScale: 4 });
export const APPEND = codes('append', { keys16: 0, keys8: 1, values8: 2 });

/** Beats that the vector memory holds, scalars, and vectors that a record with a reduction or an append has at most. */
export const MEMORY_BEATS = 16_384;
export const MEMORY_ADDRESS = Math.log2(MEMORY_BEATS);
export const SCALARS = 32;
export const REDUCED_VECTORS = 8;

/**
 * A vector record, lowest bits first (docs/command-list.md). `steps` and `context` are those of the position by the
 * time the vector unit sees it.
 */
export const vectorRecord = bundle(
  {
    kind: uint(4),
    a_source: uint(2),
    b_source: uint(2),
    c_source: uint(3),
    d_source: uint(2),
    operation: uint(2),
    e_source: uint(3),
    destination: uint(2),
    reduction: uint(3),
    finish: uint(3),
    /** Parameters are binary16, eight a beat. */
    half: bool(),
    twice: bool(),
    masked: bool(),
    steps_by_context: bool(),
    parameters_by_position: bool(),
    /** Two beats of parameters a beat. */
    two: bool(),
    /** n0 and n2: beats of the inner loop, steps of the outer one. */
    beats: uint(16),
    steps: uint(16),
    /** n1 − 1. */
    last_vector: uint(4),
    wait: bool(),
    /** `stride` counts tokens, not positions. */
    parameters_by_token: bool(),
    reserved_2: bits(2),
    offset: uint(8),
    fill: uint(16),
    a: uint(16),
    a_vector: uint(16),
    a_step: uint(16),
    c: uint(16),
    c_vector: uint(16),
    c_step: uint(16),
    w: uint(16),
    w_vector: uint(16),
    w_step: uint(16),
    b_scalar: uint(5),
    c_scalar: uint(5),
    r_scalar: uint(5),
    reserved_7: bool(),
    x: bits(32),
    y: bits(32),
    parameters: uint(40),
    reserved_11: bits(8),
    parameter_beats: uint(16),
    stride: uint(16),
    reserved_12: bits(16),
    c_xor: uint(8),
    append: uint(2),
    reserved_13: bits(6),
    context: uint(16),
    append_to: uint(40),
    append_stride: uint(24),
  },
  {},
  'vector_record',
);

/** Do the parameters of a record flow into anything? */
export const takesParameters = (record: In<typeof vectorRecord>): Bool =>
  record.a_source
    .eq(A_SOURCE.parameters)
    .or(record.b_source.eq(B_SOURCE.parameters))
    .or(record.c_source.eq(C_SOURCE.parameters))
    .or(record.d_source.eq(D_SOURCE.second))
    .or(record.e_source.eq(E_SOURCE.parameters));
