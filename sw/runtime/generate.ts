import { UsageError } from '../errors.ts';
import { forward } from './forward.ts';
import type { CacheKind } from './kv-rows.ts';
import type { Model } from './model.ts';
import type { Sampler } from './sampler.ts';

/** `stop`: the model ended its text. `length`: the limit or the context's end was reached. */
export type FinishReason = 'stop' | 'length';

export type GenerationEvent =
  | { readonly kind: 'prefill'; readonly done: number; readonly total: number }
  | { readonly kind: 'token'; readonly token: number }
  | { readonly kind: 'end'; readonly reason: FinishReason };

export interface GenerateOptions {
  /** New tokens at most. */
  readonly maxTokens: number;
  readonly sampler: Sampler;
  /** Any of these ends the text and is not itself part of it. */
  readonly stopTokens: readonly number[];
  /** How keys and values are kept; default `fp32`. */
  readonly kvCache?: CacheKind;
}

/** Prompt tokens that go through the model together. */
const PREFILL_BATCH = 32;

/** Continues `prompt`, token by token. */
export async function* generate(
  model: Model,
  prompt: readonly number[],
  { maxTokens, sampler, stopTokens, kvCache }: GenerateOptions,
): AsyncGenerator<GenerationEvent, void, undefined> {
  const { context, layers, kvHeads, headDim } = model.architecture;
  if (prompt.length === 0) throw new UsageError('the prompt has no tokens, and this model has no token to begin with');
  if (prompt.length > context) {
    throw new UsageError(`the prompt has ${prompt.length} tokens, the model's context is ${context}`);
  }
  const capacity = Math.min(context, prompt.length + maxTokens);
  const cache = model.operators.createCache(layers, capacity, kvHeads * headDim, kvCache, headDim);
  const tokens = [...prompt];

  // A back end that takes one vector a pass gains nothing from a batch, and shows its progress better without.
  const batch = Math.min(PREFILL_BATCH, model.accelerator.tokensPerPass);
  let logits = new Float32Array();
  while (cache.length < prompt.length) {
    const part = prompt.slice(cache.length, cache.length + batch);
    const isLast = cache.length + part.length === prompt.length;
    logits = (await forward(model, cache, part, isLast ? 'last' : 'none')) as typeof logits;
    yield { kind: 'prefill', done: cache.length, total: prompt.length };
  }

  while (tokens.length - prompt.length < maxTokens) {
    const token = sampler(logits, tokens);
    if (stopTokens.includes(token)) return yield { kind: 'end', reason: 'stop' };
    tokens.push(token);
    yield { kind: 'token', token };
    if (cache.length === context || tokens.length - prompt.length === maxTokens) break;
    logits = (await forward(model, cache, [token])) as typeof logits;
  }
  yield { kind: 'end', reason: 'length' };
}
