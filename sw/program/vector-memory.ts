import { UsageError } from '../errors.ts';
import type { Architecture } from '../model/schema.ts';
import { MAX_K } from '../port/limits.ts';
import { BLOCK, GROUP, groupBeats, MACRO_STRIPS, type PlacedModel, residualBeats } from './placement.ts';
import { VECTOR_MEMORY_BEATS } from './records.ts';

/** Beats of results that may wait while the vector unit does something else. */
const WAITING_RESULTS = 300;

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
  readonly gate: number;
  readonly power: number;
}

type Shape = Pick<PlacedModel, 'architecture' | 'tokens'>;

/**
 * The vector memory in a pass of `tokens` over up to `capacity` positions, or undefined where it is too small. The
 * residual stream lives through a layer; what attention and what the feed-forward network need share the rest.
 */
export function layOut(
  { architecture, tokens: most }: Shape,
  capacity: number,
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
  const room = Math.floor((VECTOR_MEMORY_BEATS - scores) / scoreBeats(capacity));
  const together = Math.min(most, heads / kvHeads, room);
  const gate = free;
  const power = gate + tokens * groupBeats(ffn);
  const end = power + tokens * chunkBlocks(architecture, tokens) * BLOCK;
  if (together < 1 || end > VECTOR_MEMORY_BEATS) {
    return undefined;
  }
  return { q, turnedQ, kv, turnedK, attended, scores, heads: together, gate, power };
}

/**
 * The most tokens of a pass, up to T, over a cache of `capacity` positions. One finds room in every architecture that
 * there are lists for. Refuses by name a context that there are none for.
 */
export function tokensAPass(model: Shape, capacity: number): number {
  if (capacity > MAX_K) {
    throw new UsageError(`--offload token: a context of ${capacity} positions is not built, at most ${MAX_K}`);
  }
  let { tokens } = model;
  while (tokens > 1 && !layOut(model, capacity, tokens)) {
    tokens--;
  }
  return tokens;
}

/** Beats of the scores of a head. */
export const scoreBeats = (capacity: number): number => GROUP * Math.ceil(capacity / 64);

/**
 * Blocks of the gate that SiLU is made of at once: the vector unit goes over them twice, in which time the results of
 * `up` must find room.
 */
export function chunkBlocks(architecture: Architecture, tokens: number): number {
  const groups =
    (WAITING_RESULTS * MACRO_STRIPS[1] * (residualBeats(architecture) / GROUP)) / (2 * GROUP * BLOCK * tokens ** 2);
  return Math.min(2 * Math.max(1, Math.floor(groups)), groupBeats(architecture.ffn) / BLOCK);
}
