import { DataError, UsageError } from '../errors.ts';
import { forward } from './forward.ts';
import type { KvCache } from './kv-cache.ts';
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
}

/** Prompt tokens that go through the model together. */
const PREFILL_BATCH = 32;

/** A text and what the model remembers of it. A prompt that begins like the text before costs only its new part. */
export class Session {
  readonly model: Model;
  readonly #cache: KvCache;
  /** The tokens whose keys and values the cache holds. */
  #cached: number[] = [];

  /** @param capacity positions the text may have, prompt included; the model's context is the limit */
  constructor(model: Model, capacity: number, kvCache: CacheKind = 'fp32') {
    const { context, layers, kvHeads, headDim } = model.architecture;
    this.model = model;
    this.#cache = model.operators.createCache(layers, Math.min(capacity, context), kvHeads * headDim, kvCache, headDim);
  }

  /** Continues `prompt`, token by token. */
  async *generate(
    prompt: readonly number[],
    { maxTokens, sampler, stopTokens }: GenerateOptions,
  ): AsyncGenerator<GenerationEvent, void, undefined> {
    const { capacity } = this.#cache;
    if (prompt.length === 0)
      throw new UsageError('the prompt has no tokens, and this model has no token to begin with');
    if (prompt.length > capacity) {
      throw new UsageError(`the prompt has ${prompt.length} tokens, the context is ${capacity}`);
    }
    const { vocab } = this.model.architecture;
    const unknown = prompt.find((token) => token >= vocab);
    if (unknown !== undefined) {
      throw new DataError(
        `the tokenizer gave token ${unknown}, but the model has ${vocab}: they do not belong together`,
      );
    }
    // The last token of the prompt always goes through the model: its logits are needed.
    this.#forgetAfter(Math.min(commonLength(this.#cached, prompt), prompt.length - 1));

    // A back end that takes one vector a pass gains nothing from a batch, and shows its progress better without.
    const batch = Math.min(PREFILL_BATCH, this.model.accelerator.tokensPerPass);
    let logits = new Float32Array();
    while (this.#cached.length < prompt.length) {
      const part = prompt.slice(this.#cached.length, this.#cached.length + batch);
      const isLast = this.#cached.length + part.length === prompt.length;
      logits = await this.#forward(part, isLast ? 'last' : 'none');
      yield { kind: 'prefill', done: this.#cached.length, total: prompt.length };
    }

    const tokens = [...prompt];
    while (tokens.length - prompt.length < maxTokens) {
      const token = sampler(logits, tokens);
      if (stopTokens.includes(token)) return yield { kind: 'end', reason: 'stop' };
      tokens.push(token);
      yield { kind: 'token', token };
      const isFull = this.#cached.length === capacity;
      if (isFull || tokens.length - prompt.length === maxTokens) break;
      logits = await this.#forward([token], 'last');
    }
    yield { kind: 'end', reason: 'length' };
  }

  async #forward(tokens: readonly number[], rows: 'last' | 'none'): Promise<Float32Array<ArrayBuffer>> {
    const logits = await forward(this.model, this.#cache, tokens, rows);
    this.#cached.push(...tokens);
    return logits as Float32Array<ArrayBuffer>;
  }

  #forgetAfter(length: number): void {
    this.#cache.truncate(length);
    this.#cached = this.#cached.slice(0, length);
  }
}

/** Continues `prompt` in a session of its own. */
export function generate(
  model: Model,
  prompt: readonly number[],
  options: GenerateOptions & { kvCache?: CacheKind },
): AsyncGenerator<GenerationEvent, void, undefined> {
  const capacity = Math.min(model.architecture.context, prompt.length + options.maxTokens);
  return new Session(model, capacity, options.kvCache).generate(prompt, options);
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) if (a[i] !== b[i]) return i;
  return end;
}
