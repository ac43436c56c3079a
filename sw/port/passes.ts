import type { TopK } from './accelerator.ts';
import type { AcceleratorCacheKind, CacheKind, KvCache } from './kv-cache.ts';

/**
 * What is wanted of a pass beside the keys and values of its tokens: the largest logits of its last token or of each,
 * all of the last token, or all of all.
 */
export type Wanted = 'none' | 'top' | 'tops' | 'last' | 'all';

/** What a pass left behind. It is good until the next pass, and so belongs into the pass's turn. */
export interface Decoded {
  /** Logits of the last token [vocab], or of all [T, vocab]. */
  logits(rows: 'last' | 'all'): Promise<Float32Array>;
  /** The largest logits of the last token, where a list of them can be had and is shorter than all. */
  top(): Promise<TopK | undefined>;
  /** The same of each token, after a pass that was asked for them. */
  tops?(): Promise<TopK[] | undefined>;
}

/** Whole passes of a model, by somebody who needs nothing of the processor but the tokens. */
export interface WholePasses {
  /** @throws where keys and values of that kind, or so many positions, cannot be kept */
  createCache(capacity: number, kind?: CacheKind | AcceleratorCacheKind): KvCache;
  /** Tokens over that cache that one list takes, at most. */
  tokensPerPass(cache: KvCache): number;
  /** One pass over new tokens, of any number, which follow those in `cache`. */
  pass(cache: KvCache, tokens: readonly number[], wanted: Wanted): Promise<Decoded>;
  /** Several tokens for one start, each the likeliest behind the one before, where that can be left to it. */
  readonly greedy?: GreedyPasses;
}

/** Greedy passes that somebody makes by himself, one behind the other. */
export interface GreedyPasses {
  /** Passes over that cache that one start may take; 1 or less where it is better asked for by itself. */
  most(cache: KvCache, stopTokens: readonly number[]): number;
  /**
   * Up to `count` passes: the first over `token`, each further one over the likeliest token behind the one before, up
   * to a stop token. Gives what each found, the likeliest first; `cache` holds the tokens of all.
   * @param count at most `most`
   */
  run(cache: KvCache, token: number, count: number, stopTokens: readonly number[]): Promise<TopK[]>;
}
