/** Dimensions that the memory format fixes (design §4): no parameter changes them. */
export const GROUP = 64;
export const OUTPUTS = 8;
export const CHANNELS = 4;
/** Width of a strip, of a weight port and of every stream of data, in bits. */
export const STRIP = 128;
/** Inputs (k) whose weights one INT4 strip carries: 4 × 8 nibbles. */
export const LANES_K = 4;
export const STRIPS_PER_GROUP = GROUP / LANES_K;

/** Largest K the activation buffer holds. */
export const MAX_K = 8192;
export const MAX_GROUPS = MAX_K / GROUP;

/** Bits of a weight as it meets the multiplier: q − z of INT4 needs 5, INT8 needs 8. */
export const WEIGHT_BITS = 8;

/** Bits of a fused group sum: 64 · 127 · 2^26 < 2^39, and a sign. */
export const SUM_BITS = 40;

export interface CoreParameters {
  /** T: activation vectors that meet a strip of weights at once. */
  readonly tokens: 1 | 2 | 4 | 8;
  /** M: bits of a block-floating-point mantissa (design §5), at most 27: the multiplier input of a DSP48E2. */
  readonly mantissa: number;
}

export const DEFAULT_CORE: CoreParameters = { tokens: 1, mantissa: 27 };

/** Tokens that one group-scale unit and one accumulator serve: 8 results each, in the 17 cycles that a macro takes at least. */
export const TOKENS_PER_UNIT = 2;

/** Formats of the weight stream, as a command names them. */
export const FORMAT = { macro: 0, dense: 1, int8: 2 } as const;
