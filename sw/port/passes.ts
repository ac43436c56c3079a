import type { TopK } from './accelerator.ts';
import type { AcceleratorCacheKind, CacheKind, KvCache } from './kv-cache.ts';

/** What is wanted of a pass beside the keys and values of its tokens: the largest logits of its last token, all of it, or all of all tokens. */
export type Wanted = 'none' | 'top' | 'last' | 'all';

/** What a pass left behind. It is good until the next pass, and so belongs into the pass's turn. */
export interface Decoded {
  /** Logits of the last token [vocab], or of all [T, vocab]. */
  logits(rows: 'last' | 'all'): Promise<Float32Array>;
  /** The largest logits of the last token, where a list of them can be had and is shorter than all. */
  top(): Promise<TopK | undefined>;
}

/** Whole passes of a model, by somebody who needs nothing of the processor but the tokens. */
export interface WholePasses {
  /** @throws where keys and values of that kind, or so many positions, cannot be kept */
  createCache(capacity: number, kind?: CacheKind | AcceleratorCacheKind): KvCache;
  /** Tokens over that cache that one list takes, at most. */
  tokensPerPass(cache: KvCache): number;
  /** One pass over new tokens, of any number, which follow those in `cache`. */
  pass(cache: KvCache, tokens: readonly number[], wanted: Wanted): Promise<Decoded>;
}
