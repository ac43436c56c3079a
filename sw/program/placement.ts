import type { Architecture } from '../model/schema.ts';
import type { ListMatrix } from './records.ts';

/** Bytes of a beat: four float32, or a strip of a macro. */
export const BEAT_BYTES = 16;
/** Beats of a block of 32 results, and of a group of 64. */
export const BLOCK = 8;
export const GROUP = 16;
/** Strips of a macro in each format, as records name them: AWQ_MACRO, dense, INT8. */
export const MACRO_STRIPS = [18, 17.25, 33] as const;
export const DENSE = 1;
const MACRO_BEATS = MACRO_STRIPS[2];
/** Beats of a page of 4 KiB, on which every region of a cache begins. */
const PAGE_BEATS = 256;

/** How keys are cached: 16 bits in two planes, or a byte. Values are bytes either way (design §9.2). */
export type KeyKind = 'k16v8' | 'int8';

/** Where the parts of a decoder layer lie in the device's memory; vectors are float32, padded with zeros. */
export interface PlacedLayer {
  readonly attentionNorm: number;
  readonly q: PlacedLinear;
  readonly k: PlacedLinear;
  readonly v: PlacedLinear;
  /** Norms of each head of q and k (Qwen3). */
  readonly qNorm?: number;
  readonly kNorm?: number;
  readonly o: PlacedLinear;
  readonly mlpNorm: number;
  readonly gate: PlacedLinear;
  readonly up: PlacedLinear;
  readonly down: PlacedLinear;
}

export interface PlacedLinear {
  readonly name: string;
  readonly matrix: ListMatrix;
  /** Further products, of the inputs behind those of `matrix`. */
  readonly rest?: readonly ListMatrix[];
  readonly bias?: number;
}

/** A model in the device's memory, and what a list writes to. */
export interface PlacedModel {
  readonly architecture: Architecture;
  /** T: vectors that meet one pass over the weights. */
  readonly tokens: number;
  readonly layers: readonly PlacedLayer[];
  readonly norm: number;
  /** The LM head; or what carries the final norm's result to memory, for the processor's head. */
  readonly head: PlacedLinear;
  /** cos and sin, a row a position (`ropeTable`). */
  readonly rope: number;
  /** The embedding's rows of the tokens of a pass, `residualBeats` each. */
  readonly rows: number;
  /** The list of the largest logits, and all results of `head`, T rows. */
  readonly top: number;
  readonly results: number;
}

/** Keys and values of a session in the device's memory: addresses a layer, strides in beats. */
export interface PlacedCache {
  readonly kind: KeyKind;
  /** Positions it holds, and those over which attention goes at once: a multiple of 64. */
  readonly capacity: number;
  readonly chunk: number;
  readonly layers: readonly { readonly keys: number; readonly values: number; readonly scales: number }[];
  /** From region to region of the keys and of the values, and from head to head of the scales. */
  readonly keyStride: number;
  readonly valueStride: number;
  readonly scaleStride: number;
}

const upTo = (value: number, step: number): number => Math.ceil(value / step) * step;

/** Beats of a vector of the residual stream: a whole number of groups of 64. */
export const residualBeats = ({ hidden }: Architecture): number => groupBeats(hidden);
/** Beats of `length` floats, up to whole groups of 64. */
export const groupBeats = (length: number): number => upTo(length, 64) / 4;

/** Groups that a key of `headDim` takes. */
export const keyGroups = (headDim: number, kind: KeyKind): number =>
  Math.ceil(headDim / 64) * (kind === 'k16v8' ? 2 : 1);

/** Positions of a chunk (design §9.3). */
export const CHUNK = 4096;

/** What a cache of `capacity` positions takes, a layer, in bytes from its beginning. */
export function cacheLayout(
  { kvHeads, headDim }: Architecture,
  capacity: number,
  kind: KeyKind,
  chunk: number = CHUNK,
) {
  const keyStride = upTo(Math.ceil(capacity / 32) * keyGroups(headDim, kind) * MACRO_BEATS, PAGE_BEATS);
  const valueStride = upTo(Math.ceil(capacity / 64) * MACRO_BEATS, PAGE_BEATS);
  const scaleStride = upTo(8 * Math.ceil(capacity / 64), PAGE_BEATS);
  const keyBeats = 4 * kvHeads * keyStride;
  const valueBeats = kvHeads * (headDim / 8) * valueStride;
  const scaleBeats = kvHeads * scaleStride;
  // From a chunk's first position on, the last region reaches as far beyond its end as the chunks before it are long.
  const before = Math.ceil(capacity / chunk) - 1;
  const beyond = upTo(before * (chunk / 64) * MACRO_BEATS, PAGE_BEATS);
  return {
    keyStride,
    valueStride,
    scaleStride,
    values: BEAT_BYTES * keyBeats,
    scales: BEAT_BYTES * (keyBeats + valueBeats),
    bytes: BEAT_BYTES * (keyBeats + valueBeats + scaleBeats + beyond),
  };
}

/**
 * Where the first `length` positions lie in a layer of a cache, in bytes from its beginning: whole macros of each
 * region.
 */
export function storedParts(
  architecture: Architecture,
  { capacity, kind }: PlacedCache,
  length: number,
): { readonly at: number; readonly bytes: number }[] {
  const { kvHeads, headDim } = architecture;
  const { keyStride, valueStride, scaleStride, values, scales } = cacheLayout(architecture, capacity, kind);
  const regions = (first: number, count: number, stride: number, beats: number) =>
    Array.from({ length: count }, (_, i) => ({ at: first + i * stride * BEAT_BYTES, bytes: beats * BEAT_BYTES }));
  const groups = Math.ceil(length / 64);
  return [
    ...regions(0, 4 * kvHeads, keyStride, Math.ceil(length / 32) * keyGroups(headDim, kind) * MACRO_BEATS),
    ...regions(values, kvHeads * (headDim / 8), valueStride, groups * MACRO_BEATS),
    ...regions(scales, kvHeads, scaleStride, 8 * groups),
  ];
}

/** The scale of every macro of values: 1.0, so that a value's own scale can stand apart (design §9.2). */
const HALF_ONE = 0x3c00;

/**
 * Makes a layer of a cache empty: all zeros, and the scales strips of the values' macros. `bytes` is of `cacheLayout`.
 */
export function clearCacheLayer(bytes: Uint8Array, layout: ReturnType<typeof cacheLayout>): void {
  const { values, scales, valueStride } = layout;
  bytes.fill(0);
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const region = valueStride * BEAT_BYTES;
  const macro = MACRO_BEATS * BEAT_BYTES;
  for (let start = values; start < scales; start += region) {
    for (let at = start; at + macro <= start + region; at += macro) {
      halves.fill(HALF_ONE, at / 2, at / 2 + BEAT_BYTES / 2);
    }
  }
}

/**
 * cos and sin of positions 0 … `positions` − 1 as RoPE records read them: for each beat of four elements of a head (i,
 * i + d/2 turn together) the beat of cosines, then that of sines, negative in the lower half: y = x · cos + partner ·
 * sin.
 */
export function ropeTable(headDim: number, cos: ArrayLike<number>, sin: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const pairs = headDim / 2;
  const positions = cos.length / pairs;
  const table = new Float32Array(2 * positions * headDim);
  for (let p = 0; p < positions; p++) {
    for (let i = 0; i < headDim; i++) {
      const at = 2 * p * headDim + 8 * Math.floor(i / 4) + (i % 4);
      const pair = p * pairs + (i % pairs);
      table[at] = cos[pair];
      table[at + 4] = i < pairs ? -sin[pair] : sin[pair];
    }
  }
  return table;
}
