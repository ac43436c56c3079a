import { UsageError } from '../errors.ts';
import type { Architecture } from '../model/schema.ts';
import {
  BLOCK,
  GROUP,
  groupBeats,
  MACRO_STRIPS,
  type PlacedCache,
  type PlacedModel,
  residualBeats,
} from './placement.ts';
import { VECTOR_MEMORY_BEATS } from './records.ts';

/** Beats of results that may wait while the vector unit does something else. */
const WAITING_RESULTS = 300;

/** Scalars of the vector unit, by what they hold; each one a vector. */
export const SCALAR = {
  /** Through a layer's attention these are free for a merge of chunks, whose heads are `MERGED_HEADS`. */
  root: 0,
  newMaximum: 0,
  oldShare: 4,
  maximum: 8,
  sum: 16,
  newShare: 20,
  scale: 24,
  otherMaximum: 24,
} as const;
/** Query heads whose chunks are merged together. */
export const MERGED_HEADS = 4;

/** Where the residual stream lies, in every pass [beats]. */
export const X = 0;

/** Where the other vectors lie in the vector memory during a pass [beats]. */
export interface VectorMemory {
  readonly q: number;
  readonly turnedQ: number;
  readonly kv: number;
  readonly turnedK: number;
  readonly attended: number;
  readonly scores: number;
  /** Query heads of a KV head whose scores find room together. */
  readonly heads: number;
  /** What a merge of chunks works with. */
  readonly merge: number;
  readonly gate: number;
  readonly power: number;
}

type Shape = Pick<PlacedModel, 'architecture' | 'tokens'>;
/** Positions of a cache, and those of a chunk. */
type Positions = Pick<PlacedCache, 'capacity' | 'chunk'>;

/**
 * The vector memory in a pass of `tokens` over up to `capacity` positions, or undefined where it is too small. The
 * residual stream lives through a layer; what attention and what the feed-forward network need share the rest.
 */
export function layOut(
  { architecture, tokens: most }: Shape,
  positions: Positions,
  tokens: number,
): VectorMemory | undefined {
  const { heads, kvHeads, headDim, ffn } = architecture;
  const Q = (heads * headDim) / 4;
  const KV = (kvHeads * headDim) / 4;
  const free = X + tokens * residualBeats(architecture);
  const q = free;
  const turnedQ = q + tokens * Q;
  // A query of less than 64 elements is read beyond its end.
  const kv = turnedQ + tokens * Q + GROUP;
  const turnedK = kv + tokens * KV;
  const attended = turnedK + tokens * KV;
  const scores = attended + tokens * groupBeats(heads * headDim);
  const hasChunks = positions.capacity > positions.chunk;
  const merging = hasChunks ? BLOCK * (1 + 3 * MERGED_HEADS) + (MERGED_HEADS * headDim) / 4 : 0;
  const room = Math.floor((VECTOR_MEMORY_BEATS - scores - merging) / scoreBeats(positions));
  const together = Math.min(hasChunks ? MERGED_HEADS : most, most, heads / kvHeads, room);
  const merge = scores + together * scoreBeats(positions);
  const gate = free;
  const power = gate + tokens * groupBeats(ffn);
  const end = power + tokens * chunkBlocks(architecture, tokens) * BLOCK;
  if (together < 1 || end > VECTOR_MEMORY_BEATS) {
    return undefined;
  }
  return { q, turnedQ, kv, turnedK, attended, scores, heads: together, merge, gate, power };
}

/**
 * The most tokens of a pass, up to T, over a cache of `capacity` positions. One finds room in every architecture that
 * there are lists for. Refuses by name a context that there are none for.
 */
export function tokensAPass(model: Shape, positions: Positions): number {
  const { capacity } = positions;
  if (capacity > MAX_POSITIONS) {
    throw new UsageError(`--offload token: a context of ${capacity} positions is not built, at most ${MAX_POSITIONS}`);
  }
  let { tokens } = model;
  while (tokens > 1 && !layOut(model, positions, tokens)) {
    tokens--;
  }
  return tokens;
}

/** Positions of the longest cache: a record has 16 bits for the beats from head to head of the scales of its values. */
const MAX_POSITIONS = 8 * 0xff00;

/** Beats of the scores of a head: of a chunk at most. */
export const scoreBeats = ({ capacity, chunk }: Positions): number => GROUP * Math.ceil(Math.min(capacity, chunk) / 64);

/**
 * Blocks of the gate that SiLU is made of at once: the vector unit goes over them twice, in which time the results of
 * `up` must find room.
 */
export function chunkBlocks(architecture: Architecture, tokens: number): number {
  const groups =
    (WAITING_RESULTS * MACRO_STRIPS[1] * (residualBeats(architecture) / GROUP)) / (2 * GROUP * BLOCK * tokens ** 2);
  return Math.min(2 * Math.max(1, Math.floor(groups)), groupBeats(architecture.ffn) / BLOCK);
}
