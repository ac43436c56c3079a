/**
 * Dequantisation of ggml's tensor types to float32, in the order of operations of ggml's own
 * `dequantize_row_*` (ggml-quants.c), each step rounded to float32, so results are equal to the last bit.
 */
import { HALF_TO_FLOAT } from '../model/half.ts';
import { bfloat16BytesToFloat32, float16BytesToFloat32 } from './half-floats.ts';

export interface BlockFormat {
  readonly name: string;
  /** Weights a block. */
  readonly weights: number;
  /** Bytes a block. */
  readonly bytes: number;
  /** Dequantises whole blocks: `source` [n · bytes] into `target` [n · weights]. */
  dequantise(source: Uint8Array, target: Float32Array): void;
}

/** One block at byte `at` of `source` into `target` from index `to` on. */
type Block = (source: Uint8Array, at: number, target: Float32Array, to: number) => void;

const blockwise = (name: string, weights: number, bytes: number, block: Block): BlockFormat => ({
  name,
  weights,
  bytes,
  dequantise(source, target) {
    for (let at = 0, to = 0; at < source.length; at += bytes, to += weights) {
      block(source, at, target, to);
    }
  },
});

const u16 = (source: Uint8Array, at: number) => source[at] | (source[at + 1] << 8);
const half = (source: Uint8Array, at: number) => HALF_TO_FLOAT[u16(source, at)];
const u32 = (source: Uint8Array, at: number) => u16(source, at) | (u16(source, at + 2) << 16);
const fround = Math.fround;

const f32: BlockFormat = {
  name: 'F32',
  weights: 1,
  bytes: 4,
  dequantise(source, target) {
    new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(source);
  },
};

const f16: BlockFormat = { name: 'F16', weights: 1, bytes: 2, dequantise: float16BytesToFloat32 };

const bf16: BlockFormat = { name: 'BF16', weights: 1, bytes: 2, dequantise: bfloat16BytesToFloat32 };

/** 32 weights: scale d, then 16 bytes of nibbles; the low nibbles are weights 0..15, the high ones 16..31. */
const q4_0 = blockwise('Q4_0', 32, 18, (source, at, target, to) => {
  const d = half(source, at);
  for (let i = 0; i < 16; i++) {
    const q = source[at + 2 + i];
    target[to + i] = ((q & 15) - 8) * d;
    target[to + 16 + i] = ((q >> 4) - 8) * d;
  }
});

const q4_1 = blockwise('Q4_1', 32, 20, (source, at, target, to) => {
  const d = half(source, at);
  const m = half(source, at + 2);
  for (let i = 0; i < 16; i++) {
    const q = source[at + 4 + i];
    target[to + i] = fround((q & 15) * d) + m;
    target[to + 16 + i] = fround((q >> 4) * d) + m;
  }
});

/** As Q4_0 with the fifth bit of weight i in bit i of a 32-bit word. */
const q5_0 = blockwise('Q5_0', 32, 22, (source, at, target, to) => {
  const d = half(source, at);
  const high = u32(source, at + 2);
  for (let i = 0; i < 16; i++) {
    const q = source[at + 6 + i];
    target[to + i] = (((q & 15) | (((high >>> i) & 1) << 4)) - 16) * d;
    target[to + 16 + i] = (((q >> 4) | (((high >>> (i + 16)) & 1) << 4)) - 16) * d;
  }
});

const q5_1 = blockwise('Q5_1', 32, 24, (source, at, target, to) => {
  const d = half(source, at);
  const m = half(source, at + 2);
  const high = u32(source, at + 4);
  for (let i = 0; i < 16; i++) {
    const q = source[at + 8 + i];
    target[to + i] = fround(((q & 15) | (((high >>> i) & 1) << 4)) * d) + m;
    target[to + 16 + i] = fround(((q >> 4) | (((high >>> (i + 16)) & 1) << 4)) * d) + m;
  }
});

const q8_0 = blockwise('Q8_0', 32, 34, (source, at, target, to) => {
  const d = half(source, at);
  for (let i = 0; i < 32; i++) {
    target[to + i] = ((source[at + 2 + i] << 24) >> 24) * d;
  }
});

/** The 6-bit scale and minimum of sub-block j (0..7) of a K-quant, packed into 12 bytes. */
function scaleAndMinimum(source: Uint8Array, at: number, j: number): [scale: number, minimum: number] {
  if (j < 4) {
    return [source[at + j] & 63, source[at + j + 4] & 63];
  }
  return [
    (source[at + j + 4] & 15) | ((source[at + j - 4] >> 6) << 4),
    (source[at + j + 4] >> 4) | ((source[at + j] >> 6) << 4),
  ];
}

/** 256 weights: d, dmin, 8 × (scale, minimum), 128 bytes: byte l of chunk c holds weights 64c + l and 64c + 32 + l. */
const q4_K = blockwise('Q4_K', 256, 144, (source, at, target, to) => {
  const d = half(source, at);
  const dmin = half(source, at + 2);
  for (let j = 0; j < 8; j++) {
    const [scale, minimum] = scaleAndMinimum(source, at + 4, j);
    const step = fround(d * scale);
    const base = fround(dmin * minimum);
    const bytes = at + 16 + 32 * (j >> 1);
    const shift = 4 * (j & 1);
    for (let l = 0; l < 32; l++) {
      target[to + 32 * j + l] = fround(step * ((source[bytes + l] >> shift) & 15)) - base;
    }
  }
});

/** As Q4_K with the fifth bit of weight 32j + l in bit j of byte l of a 32-byte plane. */
const q5_K = blockwise('Q5_K', 256, 176, (source, at, target, to) => {
  const d = half(source, at);
  const dmin = half(source, at + 2);
  for (let j = 0; j < 8; j++) {
    const [scale, minimum] = scaleAndMinimum(source, at + 4, j);
    const step = fround(d * scale);
    const base = fround(dmin * minimum);
    const bytes = at + 48 + 32 * (j >> 1);
    const shift = 4 * (j & 1);
    for (let l = 0; l < 32; l++) {
      const high = (source[at + 16 + l] >> j) & 1;
      const q = ((source[bytes + l] >> shift) & 15) | (high << 4);
      target[to + 32 * j + l] = fround(step * q) - base;
    }
  }
});

/** 256 weights: 128 bytes of low nibbles, 64 of high bit pairs, 16 signed scales, d. */
const q6_K = blockwise('Q6_K', 256, 210, (source, at, target, to) => {
  const d = half(source, at + 208);
  for (let half128 = 0; half128 < 2; half128++) {
    const low = at + 64 * half128;
    const high = at + 128 + 32 * half128;
    const scales = at + 192 + 8 * half128;
    for (let quarter = 0; quarter < 4; quarter++) {
      const lowBytes = low + 32 * (quarter & 1);
      const lowShift = 4 * (quarter >> 1);
      for (let l = 0; l < 32; l++) {
        const scale = (source[scales + 2 * quarter + (l >> 4)] << 24) >> 24;
        const q = ((source[lowBytes + l] >> lowShift) & 15) | (((source[high + l] >> (2 * quarter)) & 3) << 4);
        target[to + 128 * half128 + 32 * quarter + l] = fround(d * scale) * (q - 32);
      }
    }
  }
});

/** 256 weights: 16 × (scale, minimum) of 4 bits, 64 bytes of bit pairs, d, dmin. */
const q2_K = blockwise('Q2_K', 256, 84, (source, at, target, to) => {
  const d = half(source, at + 80);
  const dmin = half(source, at + 82);
  for (let j = 0; j < 16; j++) {
    const scales = source[at + j];
    const step = fround(d * (scales & 15));
    const base = fround(dmin * (scales >> 4));
    const bytes = at + 16 + 32 * (j >> 3) + 16 * (j & 1);
    const shift = 2 * ((j >> 1) & 3);
    for (let l = 0; l < 16; l++) {
      target[to + 16 * j + l] = fround(step * ((source[bytes + l] >> shift) & 3)) - base;
    }
  }
});

/** 256 weights: 32 bytes of third bits, 64 of bit pairs, 16 scales of 6 bits in 12 bytes, d. */
const q3_K = blockwise('Q3_K', 256, 110, (source, at, target, to) => {
  const d = half(source, at + 108);
  for (let j = 0; j < 16; j++) {
    const low = (source[at + 96 + (j & 7)] >> (4 * (j >> 3))) & 15;
    const high = (source[at + 104 + (j & 3)] >> (2 * (j >> 2))) & 3;
    const step = fround(d * ((low | (high << 4)) - 32));
    const bytes = at + 32 + 32 * (j >> 3) + 16 * (j & 1);
    const shift = 2 * ((j >> 1) & 3);
    for (let l = 0; l < 16; l++) {
      const third = (source[at + 16 * (j & 1) + l] >> (j >> 1)) & 1;
      target[to + 16 * j + l] = step * (((source[bytes + l] >> shift) & 3) - (third ? 0 : 4));
    }
  }
});

/** What a nibble of IQ4_NL and IQ4_XS stands for: closer together around zero, as weights are. */
const IQ4_VALUES = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];
/** What a nibble of MXFP4 stands for, twice: FP4 of two bits of exponent (OCP Microscaling Formats 1.0). */
const FP4_DOUBLES = [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

/** 16 bytes of nibbles from `at`: the low ones are weights 0..15, the high ones 16..31. */
function lookUp(
  values: readonly number[],
  step: number,
  source: Uint8Array,
  at: number,
  target: Float32Array,
  to: number,
) {
  for (let i = 0; i < 16; i++) {
    target[to + i] = step * values[source[at + i] & 15];
    target[to + 16 + i] = step * values[source[at + i] >> 4];
  }
}

const iq4_NL = blockwise('IQ4_NL', 32, 18, (source, at, target, to) => {
  lookUp(IQ4_VALUES, half(source, at), source, at + 2, target, to);
});

/** 256 weights: d, the upper two bits of 8 scales, their lower four bits, 128 bytes of nibbles. */
const iq4_XS = blockwise('IQ4_XS', 256, 136, (source, at, target, to) => {
  const d = half(source, at);
  const upper = u16(source, at + 2);
  for (let j = 0; j < 8; j++) {
    const low = (source[at + 4 + (j >> 1)] >> (4 * (j & 1))) & 15;
    const scale = low | (((upper >> (2 * j)) & 3) << 4);
    lookUp(IQ4_VALUES, fround(d * (scale - 32)), source, at + 8 + 16 * j, target, to + 32 * j);
  }
});

/** 32 weights: an exponent, 16 bytes of nibbles. */
const mxfp4 = blockwise('MXFP4', 32, 17, (source, at, target, to) => {
  lookUp(FP4_DOUBLES, 2 ** (source[at] - 128), source, at + 1, target, to);
});

/** The supported types by their number in a GGUF file (enum ggml_type). */
export const BLOCK_FORMATS: ReadonlyMap<number, BlockFormat> = new Map([
  [0, f32],
  [1, f16],
  [2, q4_0],
  [3, q4_1],
  [6, q5_0],
  [7, q5_1],
  [8, q8_0],
  [10, q2_K],
  [11, q3_K],
  [12, q4_K],
  [13, q5_K],
  [14, q6_K],
  [20, iq4_NL],
  [23, iq4_XS],
  [30, bf16],
  [39, mxfp4],
]);

/** Names of types that are known but not supported, for error messages. */
const OTHER_TYPES = new Map([
  [9, 'Q8_1'],
  [15, 'Q8_K'],
  [16, 'IQ2_XXS'],
  [17, 'IQ2_XS'],
  [18, 'IQ3_XXS'],
  [19, 'IQ1_S'],
  [21, 'IQ3_S'],
  [22, 'IQ2_S'],
  [28, 'F64'],
  [29, 'IQ1_M'],
  [34, 'TQ1_0'],
  [35, 'TQ2_0'],
  [40, 'NVFP4'],
]);

export const ggmlTypeName = (type: number): string =>
  BLOCK_FORMATS.get(type)?.name ?? OTHER_TYPES.get(type) ?? `number ${type}`;
