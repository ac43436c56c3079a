import { UsageError } from '../errors.ts';

/** Inputs that share a scale and a zero point (design §4). */
export const GROUP_SIZE = 64;
/** Outputs in one macro. */
export const BLOCK_OUTPUTS = 8;
/** Memory ports of the KV260, and so weight streams of a matrix. */
export const CHANNELS = 4;
/** Bytes of a strip: one 128-bit beat. */
export const STRIP_BYTES = 16;
/** Outputs are padded to a multiple of this: one block in each channel. */
export const OUTPUT_STEP = BLOCK_OUTPUTS * CHANNELS;

/** AWQ_MACRO format 1, format 2 ("dense"), and the INT8 macro of an LM head (design §4). */
export const MATRIX_FORMATS = ['awq-macro', 'awq-macro-dense', 'int8-macro'] as const;
export type MatrixFormat = (typeof MATRIX_FORMATS)[number];

/** Where a matrix of N outputs × K inputs lies: four regions of `channelBytes`, one after the other. */
export interface MatrixLayout {
  readonly format: MatrixFormat;
  readonly n: number;
  readonly k: number;
  /** Groups along K, the last one perhaps padded. */
  readonly groups: number;
  /** Blocks of 8 outputs in each channel's stream. */
  readonly blocks: number;
  readonly channelBytes: number;
  readonly bytes: number;
}

/** Byte offsets inside a channel's region. `zeros` is absent in the symmetric INT8 macro. */
export interface MacroOffsets {
  readonly zeros: number;
  readonly scales: number;
  readonly weights: number;
}

const strips = (count: number): number => count * STRIP_BYTES;

const CHANNEL_BYTES: Record<MatrixFormat, (macros: number) => number> = {
  'awq-macro': (macros) => strips(18 * macros),
  'awq-macro-dense': (macros) => strips(17 * macros + Math.ceil(macros / 4)),
  'int8-macro': (macros) => strips(33 * macros),
};

const MACRO_OFFSETS: Record<MatrixFormat, (index: number) => MacroOffsets> = {
  'awq-macro': (index) => {
    const start = strips(18 * index);
    return { zeros: start, scales: start + strips(1), weights: start + strips(2) };
  },
  'awq-macro-dense': (index) => {
    const quad = strips((1 + 4 * 17) * Math.floor(index / 4));
    const scales = quad + strips(1 + 17 * (index % 4));
    return { zeros: quad + 4 * (index % 4), scales, weights: scales + strips(1) };
  },
  'int8-macro': (index) => {
    const start = strips(33 * index);
    return { zeros: -1, scales: start, weights: start + strips(1) };
  },
};

/** Layout of an N × K matrix in `format`. */
export function matrixLayout(format: MatrixFormat, n: number, k: number): MatrixLayout {
  for (const [name, value] of [['N', n] as const, ['K', k] as const]) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new UsageError(`${name} is ${value}; a positive integer is needed`);
    }
  }
  const groups = Math.ceil(k / GROUP_SIZE);
  const blocks = Math.ceil(n / OUTPUT_STEP);
  const channelBytes = CHANNEL_BYTES[format](blocks * groups);
  return { format, n, k, groups, blocks, channelBytes, bytes: CHANNELS * channelBytes };
}

/** Where macro `index` of a channel's stream begins. */
export function macroOffsets(format: MatrixFormat, index: number): MacroOffsets {
  return MACRO_OFFSETS[format](index);
}
