import { UsageError } from '../errors.ts';
import type { AcceleratorCacheKind, CacheKind, KvCache } from '../port/kv-cache.ts';
import { CACHE_KINDS } from '../port/kv-cache.ts';
import type { Decoded, Wanted } from '../port/passes.ts';
import { decode, logitsOf, type NewTokens, topLogits } from './forward.ts';
import type { Model } from './model.ts';
import { inTurn } from './turns.ts';

/** A cache of keys and values of up to `capacity` positions, for `pass`. */
export function createCache(model: Model, capacity: number, kind?: CacheKind | AcceleratorCacheKind): KvCache {
  const { architecture, operators, passes } = model;
  const { context, layers, kvHeads, headDim } = architecture;
  const positions = Math.min(capacity, context);
  if (passes) {
    return passes.createCache(positions, kind);
  }
  if (kind === 'k16v8') {
    throw new UsageError(
      `keys and values as k16v8 are the accelerator's; the processor keeps them as ${CACHE_KINDS.join(', ')}`,
    );
  }
  return operators.createCache(layers, positions, kvHeads * headDim, kind, headDim);
}

/** Tokens that share one pass over the weights, at most. */
export const tokensPerPass = ({ passes, accelerator }: Model, cache: KvCache): number =>
  passes ? passes.tokensPerPass(cache) : accelerator.tokensPerPass;

/**
 * One pass over new tokens, which follow those in `cache`: by the accelerator alone, where the model was prepared so,
 * or by the processor with the accelerator's products. Called in the pass's turn (`inTurn`), which what is made of its
 * result belongs to.
 */
export async function pass(model: Model, cache: KvCache, tokens: readonly number[], wanted: Wanted): Promise<Decoded> {
  if (model.passes) {
    return model.passes.pass(cache, tokens, wanted);
  }
  const [decoded] = await passTogether(model, [{ cache, tokens, wanted }]);
  return decoded;
}

/** What a text asks of a pass. */
export interface PassRequest extends NewTokens {
  readonly wanted: Wanted;
}

/** Rows of the residual stream that logits may be asked of. */
export const wantedRows = (wanted: Wanted, tokens: number): number =>
  wanted === 'none' ? 0 : wanted === 'all' || wanted === 'tops' ? tokens : 1;

/** One pass by the processor over new tokens of several texts, and one of the LM head over all that is wanted of it. */
export async function passTogether(model: Model, requests: readonly PassRequest[]): Promise<Decoded[]> {
  const { hidden, vocab } = model.architecture;
  const x = await decode(model, requests);
  let end = 0;
  let kept = 0;
  const places = requests.map(({ tokens, wanted }) => {
    end += tokens.length;
    const count = wantedRows(wanted, tokens.length);
    x.copyWithin(kept * hidden, (end - count) * hidden, end * hidden);
    kept += count;
    return { first: kept - count, end: kept };
  });
  let all: Promise<Float32Array> | undefined;
  return places.map(({ first, end }) => ({
    async logits(rows) {
      all ??= logitsOf(model, x.subarray(0, kept * hidden));
      return (await all).subarray((rows === 'last' ? end - 1 : first) * vocab, end * vocab);
    },
    top: () => topLogits(model, x.subarray((end - 1) * hidden, end * hidden)),
  }));
}

/**
 * A whole pass: the logits of the last token [vocab], of all [T, vocab], or none, which saves the LM head. Passes take
 * turns, so that they may be asked for at any time; those over one cache must follow one another.
 */
export function forward(
  model: Model,
  cache: KvCache,
  tokens: readonly number[],
  rows: 'last' | 'all' | 'none' = 'last',
): Promise<Float32Array> {
  return inTurn(model, async () => {
    const decoded = await pass(model, cache, tokens, rows);
    return rows === 'none' ? new Float32Array() : (await decoded.logits(rows)).slice();
  });
}
