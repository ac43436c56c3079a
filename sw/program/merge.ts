import { BLOCK } from './placement.ts';
import type { RecordList } from './record-list.ts';
import type { VectorRecord, Walk } from './records.ts';
import { MERGED_HEADS, SCALAR } from './vector-memory.ts';

/** What of the vector memory a merge of chunks works with, from `merge` on; each but the first a vector a head. */
const placesOf = (merge: number) => ({
  zeros: merge,
  /** Four beats of the maximum so far, four of a chunk's. */
  maxima: merge + BLOCK,
  sum: merge + BLOCK * (1 + MERGED_HEADS),
  chunkSum: merge + BLOCK * (1 + 2 * MERGED_HEADS),
  mixed: merge + BLOCK * (1 + 3 * MERGED_HEADS),
});

/**
 * The attention of some heads to a chunk of positions: its maxima and sums are scalars, its mixed values come as
 * results.
 */
export interface Share {
  /** Heads. */
  readonly count: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** The scalar of its maxima. */
  readonly maximum: number;
  /** Where attended values go behind the last chunk. */
  readonly to: Walk;
}

/** Merges the attention to chunks of positions into the attention to all: (m, l, o) of each, one after the other. */
export class ChunkMerge {
  readonly #list: RecordList;
  readonly #headDim: number;
  readonly #places: ReturnType<typeof placesOf>;

  /** `merge` is the place in the vector memory that is kept for it. */
  constructor(list: RecordList, headDim: number, merge: number) {
    this.#list = list;
    this.#headDim = headDim;
    this.#places = placesOf(merge);
  }

  /** What is needed once. */
  begin(): void {
    const zeros = { at: this.#places.zeros };
    this.#list.vector('zeros of merging', { beats: BLOCK, a: zeros, to: zeros, fill: 0 });
  }

  /** (m, l, o) of the chunks so far and (m, l, o) of this one → those of both; behind the last one o / l. */
  add(share: Share): void {
    if (share.isFirst) {
      this.#keep(share);
      return;
    }
    this.#weigh(share);
    this.#sum(share);
    if (share.isLast) {
      this.#finish(share);
    }
  }

  /** (m, l, o) of the first chunk. */
  #keep({ count, maximum }: Share): void {
    const at = this.#places;
    this.#spread('m', count, maximum, at.maxima, BLOCK / 2);
    this.#spread('l', count, SCALAR.sum, at.sum, BLOCK);
    takeMixed(this.#list, this.#headDim, 'o', { vectors: count, to: this.#mixed(BLOCK) });
  }

  /** The maximum of both, and what each counts for: exp(m − m of both). */
  #weigh({ count, maximum }: Share): void {
    const list = this.#list;
    const at = this.#places;
    const half = BLOCK / 2;
    const { newMaximum, oldShare, newShare } = SCALAR;
    this.#spread('m of a chunk', count, maximum, at.maxima + half, half);
    list.vector('m of both', {
      beats: BLOCK,
      vectors: count,
      a: perHead(at.maxima),
      reduce: { of: 'maximum', scalar: newMaximum },
    });
    for (const [what, scalar, place] of [
      ['share of those so far', oldShare, at.maxima],
      ['share of the chunk', newShare, at.maxima + half],
    ] as const) {
      list.vector(what, {
        beats: half,
        steps: 2, // the same beats twice: a reduction takes eight
        vectors: count,
        a: perHead(place),
        c: { scalar: newMaximum },
        d: { value: -1 },
        apply: 'exp',
        reduce: { of: 'maximum', scalar },
      });
    }
    this.#spread('m', count, newMaximum, at.maxima, half);
  }

  /** Sums and mixed values of both, each with its share. */
  #sum({ count }: Share): void {
    const list = this.#list;
    const at = this.#places;
    const { oldShare, newShare, sum } = SCALAR;
    this.#spread('l of a chunk', count, sum, at.chunkSum, BLOCK);
    const sums = perHead(at.sum);
    list.vector('l so far', { beats: BLOCK, vectors: count, a: sums, b: { scalar: oldShare }, to: sums });
    list.vector('l of both', {
      beats: BLOCK,
      vectors: count,
      a: perHead(at.chunkSum),
      b: { scalar: newShare },
      c: sums,
      to: sums,
    });
    const mixed = this.#mixed();
    list.vector('o so far', { beats: this.#headDim / 4, vectors: count, a: mixed, b: { scalar: oldShare }, to: mixed });
    const parts = this.#mixed(BLOCK);
    takeMixed(list, this.#headDim, 'o of both', { vectors: count, b: { scalar: newShare }, c: parts, to: parts });
  }

  /** o / l. */
  #finish({ count, to }: Share): void {
    const { newShare } = SCALAR;
    this.#list.vector('1 / l', {
      beats: BLOCK,
      vectors: count,
      a: perHead(this.#places.sum),
      reduce: { of: 'maximum', scalar: newShare, finish: 'reciprocal' },
    });
    this.#list.vector('attended', {
      beats: this.#headDim / 4,
      vectors: count,
      a: this.#mixed(),
      b: { scalar: newShare },
      to,
    });
  }

  /** The mixed values of each head, whole or in steps. */
  #mixed(step?: number): Walk {
    return { at: this.#places.mixed, vector: this.#headDim / 4, ...(step === undefined ? {} : { step }) };
  }

  /** A scalar of each head, in every element. */
  #spread(what: string, count: number, scalar: number, place: number, beats: number): void {
    const zeros = { at: this.#places.zeros };
    this.#list.vector(what, { beats, vectors: count, a: zeros, c: { scalar }, to: perHead(place) });
  }
}

const perHead = (place: number): Walk => ({ at: place, vector: BLOCK });

/** Takes o, which comes as products of 32 elements of each head. */
export const takeMixed = (
  list: RecordList,
  headDim: number,
  what: string,
  record: Partial<VectorRecord> & { readonly vectors: number },
): void => list.vector(what, { beats: BLOCK, steps: headDim / 32, a: 'results', ...record });
