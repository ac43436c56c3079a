import { setImmediate as otherEvents } from 'node:timers/promises';
import type { Model } from '../decoder/model.ts';
import { createCache, tokensPerPass } from '../decoder/pass.ts';
import { inSharedPass, type Step } from '../decoder/shared-pass.ts';
import { inTurn } from '../decoder/turns.ts';
import { DataError, OutOfMemory, UsageError } from '../errors.ts';
import type { TopK } from '../port/accelerator.ts';
import type { AcceleratorCacheKind, CacheKind, KvCache } from '../port/kv-cache.ts';
import { LIST_BYTES } from '../port/limits.ts';
import type { Decoded, Wanted } from '../port/passes.ts';
import { collectGarbage } from './collect-garbage.ts';
import { draftFrom, type LookupUse } from './lookup.ts';
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
  /** Tokens of a pass at most that are drafted from the text so far; the text is the same. Default 0. */
  readonly lookup?: number;
  /**
   * Tokens that one start makes at most, where the likeliest is always taken and a device can go from token to token by
   * itself; the text is the same. Not with `lookup`. Default 1.
   */
  readonly tokensPerStart?: number;
}

/** Passes of the LM head. */
export interface LmHeadUse {
  /** That returned the largest logits alone. */
  readonly top: number;
  /** That returned all. */
  readonly full: number;
  /** Logits that did not return because of the lists, less the lists. */
  readonly bytesSaved: number;
}

/** What a session remembers. */
export interface SavedSession {
  readonly tokens: readonly number[];
  readonly lmHead: LmHeadUse;
  readonly lookup: LookupUse;
  /** Keys and values of the tokens, as the cache keeps them. */
  readonly cache: Uint8Array;
}

/** Prompt tokens that go through the model together. */
const PREFILL_BATCH = 32;

/**
 * A text and what the model remembers of it. A prompt that begins like the text before costs only its new part.
 * Sessions of one model may be used side by side: their passes take turns.
 */
export class Session {
  readonly model: Model;
  readonly #cache: KvCache;
  /** The tokens whose keys and values the cache holds. */
  #cached: number[] = [];

  readonly #lmHead = { top: 0, full: 0, bytesSaved: 0 };
  readonly #lookup = { passes: 0, drafted: 0, accepted: 0 };
  /** The text that is being made; one begun later takes its place. */
  #text: object | undefined;
  /** Whether a pass is under way, which alone may touch the cache then. */
  #isBusy = false;
  #isClosed = false;

  /** @param capacity positions the text may have, prompt included; the model's context is the limit */
  constructor(model: Model, capacity: number, kvCache?: CacheKind | AcceleratorCacheKind) {
    this.model = model;
    this.#cache = createCache(model, capacity, kvCache);
  }

  /** Positions a text may have. */
  get capacity(): number {
    return this.#cache.capacity;
  }

  /**
   * The tokens whose keys and values are held: a prompt that begins with them costs only its rest. The last ones may be
   * drafts that are not of the text.
   */
  get tokens(): readonly number[] {
    return this.#cached;
  }

  /** How the LM head was asked so far. */
  get lmHead(): LmHeadUse {
    return this.#lmHead;
  }

  /** What drafts were worth so far. */
  get lookup(): LookupUse {
    return this.#lookup;
  }

  /** Gives the memory of keys and values back; the session makes no text any more. */
  close(): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    this.#text = undefined;
    if (!this.#isBusy) {
      this.#cache.release();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** All that a session of the same model needs to go on in its place. */
  save(): SavedSession {
    this.#expectIdle('saved');
    return {
      tokens: [...this.#cached],
      lmHead: { ...this.#lmHead },
      lookup: { ...this.#lookup },
      cache: Buffer.concat(this.#stored()),
    };
  }

  restore({ tokens, lmHead, lookup, cache }: SavedSession): void {
    this.#expectIdle('restored');
    if (tokens.length > this.capacity) {
      throw new UsageError(`a text of ${tokens.length} tokens, the context is ${this.capacity}`);
    }
    this.#text = undefined;
    this.#forgetAfter(0);
    const parts = this.#cache.stored(tokens.length);
    const expected = parts.reduce((sum, { length }) => sum + length, 0);
    if (cache.length !== expected) {
      throw new DataError(
        `keys and values of ${tokens.length} tokens in ${cache.length} bytes; this model's take ${expected}`,
      );
    }
    this.#cache.advance(tokens.length);
    this.#cached = [...tokens];
    Object.assign(this.#lmHead, lmHead);
    Object.assign(this.#lookup, lookup);
    let at = 0;
    for (const part of parts) {
      part.set(cache.subarray(at, at + part.length));
      at += part.length;
    }
  }

  #stored(): Uint8Array[] {
    return this.#cache.stored(this.#cached.length);
  }

  /**
   * Shows the logits [vocab] behind each token of a text, which may be kept no longer than the call; the text is then
   * the one that the session holds.
   */
  async score(tokens: readonly number[], visit: (place: number, logits: Float32Array) => void): Promise<void> {
    this.#expectPrompt(tokens);
    const { vocab } = this.model.architecture;
    const text = {};
    for (let done = 0; done < tokens.length; done += PREFILL_BATCH) {
      const some = tokens.slice(done, done + PREFILL_BATCH);
      await this.#pass({
        tokens: some.length,
        rows: some.length,
        begin: () => {
          if (done === 0) {
            this.#text = text;
            this.#forgetAfter(0);
          }
          this.#expectText(text);
          return { tokens: some, wanted: 'all' };
        },
        finish: async (decoded) => {
          const logits = await decoded.logits('all');
          for (let t = 0; t < some.length; t++) {
            visit(done + t, logits.subarray(t * vocab, (t + 1) * vocab));
          }
        },
      });
      await otherEvents();
    }
  }

  #expectPrompt(prompt: readonly number[]): void {
    const { capacity } = this.#cache;
    if (prompt.length === 0) {
      throw new UsageError('the prompt has no tokens, and this model has no token to begin with');
    }
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
  }

  /** Continues `prompt`, token by token. */
  async *generate(
    prompt: readonly number[],
    { maxTokens, sampler, stopTokens, lookup = 0, tokensPerStart = 1 }: GenerateOptions,
  ): AsyncGenerator<GenerationEvent, void, undefined> {
    const { capacity } = this.#cache;
    this.#expectPrompt(prompt);
    // A back end that takes one vector a pass gains nothing from a batch, and shows its progress better without.
    const batch = Math.min(PREFILL_BATCH, this.model.accelerator.tokensPerPass);
    const tokens = [...prompt];
    const text = {};
    let next = -1;
    for (let isFirst = true; isFirst || this.#cached.length < prompt.length; isFirst = false) {
      await this.#pass({
        tokens: Math.min(batch, prompt.length),
        rows: 1,
        begin: () => {
          if (isFirst) {
            this.#text = text;
            // The last token of the prompt always goes through the model: its logits are needed.
            this.#forgetAfter(Math.min(commonLength(this.#cached, prompt), prompt.length - 1));
          }
          this.#expectText(text);
          const end = Math.min(this.#cached.length + batch, prompt.length);
          const wanted = end === prompt.length ? wantedBy(sampler) : 'none';
          return { tokens: prompt.slice(this.#cached.length, end), wanted };
        },
        finish: async (decoded) => {
          if (this.#cached.length === prompt.length) {
            next = await this.#choose(decoded, sampler, tokens);
          }
        },
      });
      yield { kind: 'prefill', done: this.#cached.length, total: prompt.length };
      this.#expectText(text);
    }

    const mostDrafts = Math.min(lookup, tokensPerPass(this.model, this.#cache) - 1);
    /** Likeliest tokens behind those that a start went on with by itself. */
    let found: TopK[] = [];
    /** Drafts that went through the model, and what is behind them. */
    let ahead: { readonly token: number; readonly row: Row }[] = [];
    const end = Math.min(prompt.length + maxTokens, capacity + 1);
    while (tokens.length - prompt.length < maxTokens) {
      if (stopTokens.includes(next)) {
        return yield { kind: 'end', reason: 'stop' };
      }
      tokens.push(next);
      yield { kind: 'token', token: next };
      this.#expectText(text);
      if (tokens.length === end) {
        break;
      }
      // A list that is not enough is asked for again, like a draft that was none.
      const behind =
        ahead.length > 0 && ahead[0].token === next ? this.#fromRow(ahead[0].row, sampler, tokens) : undefined;
      if (behind !== undefined) {
        next = behind;
        ahead = ahead.slice(1);
        this.#lookup.accepted++;
        continue;
      }
      if (found.length === 0 && tokensPerStart > 1 && sampler.isGreedy) {
        found = await this.#runOn(text, tokens, Math.min(tokensPerStart, end - tokens.length), stopTokens);
      }
      if (found.length > 0) {
        next = this.#fromTop(found[0], sampler, tokens)!;
        found = found.slice(1);
        continue;
      }
      const most = Math.max(0, Math.min(mostDrafts, end - tokens.length - 1));
      let drafts: readonly number[] = [];
      await this.#pass({
        tokens: 1 + most,
        rows: 1 + most,
        begin: () => {
          this.#expectText(text);
          this.#forgetAfter(tokens.length - 1); // drafts that were none
          drafts = draftFrom(tokens, most);
          const ofEach = sampler.asksTop ? 'tops' : 'all';
          return { tokens: [next, ...drafts], wanted: drafts.length === 0 ? wantedBy(sampler) : ofEach };
        },
        finish: async (decoded) => {
          if (drafts.length === 0) {
            next = await this.#choose(decoded, sampler, tokens);
            ahead = [];
          } else {
            const count = 1 + drafts.length;
            let rows = await this.#rowsOf(decoded, count, sampler.asksTop);
            let chosen = this.#fromRow(rows[0], sampler, tokens);
            if (chosen === undefined) {
              rows = await this.#rowsOf(decoded, count, false);
              chosen = this.#fromRow(rows[0], sampler, tokens)!;
            }
            next = chosen;
            ahead = drafts.map((token, i) => ({ token, row: rows[i + 1] }));
          }
          this.#lookup.passes++;
          this.#lookup.drafted += drafts.length;
        },
      });
    }
    yield { kind: 'end', reason: 'length' };
  }

  /** Up to `count` passes without a word from the processor between them; none where that cannot be. */
  async #runOn(text: object, tokens: readonly number[], count: number, stopTokens: readonly number[]): Promise<TopK[]> {
    const greedy = this.model.passes?.greedy;
    return inTurn(this.model, async () => {
      this.#expectText(text);
      this.#forgetAfter(tokens.length - 1);
      const passes = Math.min(count, greedy?.most(this.#cache, stopTokens) ?? 1);
      if (!greedy || passes < 2) {
        return [];
      }
      this.#isBusy = true;
      try {
        const last = tokens[tokens.length - 1];
        const found = await greedy.run(this.#cache, last, passes, stopTokens);
        this.#cached.push(last, ...found.slice(0, -1).map(({ indices }) => indices[0]));
        return found;
      } finally {
        this.#isBusy = false;
        if (this.#isClosed) {
          this.#cache.release();
        }
      }
    });
  }

  /**
   * A step of the text, in a pass that other sessions may share. Memory that runs out is looked for among sessions
   * nobody holds, once.
   */
  async #pass(step: Omit<Step, 'cache'>): Promise<void> {
    try {
      await this.#tryPass(step);
    } catch (error) {
      if (!(error instanceof OutOfMemory)) {
        throw error;
      }
      await collectGarbage();
      await this.#tryPass(step);
    }
  }

  async #tryPass({ begin, finish, ...size }: Omit<Step, 'cache'>): Promise<void> {
    let before: number | undefined;
    let tokens: readonly number[] = [];
    try {
      await inSharedPass(this.model, {
        ...size,
        cache: this.#cache,
        begin: () => {
          this.#expectOpen();
          const length = this.#cached.length;
          const request = begin();
          tokens = request.tokens;
          before = length;
          this.#isBusy = true;
          return request;
        },
        finish: async (decoded) => {
          this.#cached.push(...tokens);
          await finish(decoded);
        },
      });
    } catch (error) {
      if (before !== undefined) {
        this.#forgetAfter(before); // half a step
      }
      throw error;
    } finally {
      if (before !== undefined) {
        this.#isBusy = false;
        if (this.#isClosed) {
          this.#cache.release();
        }
      }
    }
  }

  #expectOpen(): void {
    if (this.#isClosed) {
      throw new UsageError('this session is closed');
    }
  }

  #expectText(text: object): void {
    this.#expectOpen();
    if (this.#text !== text) {
      throw new UsageError('another text was begun in this session; texts side by side need a session each');
    }
  }

  #expectIdle(what: string): void {
    this.#expectOpen();
    if (this.#isBusy) {
      throw new UsageError(`a session cannot be ${what} while a pass is under way`);
    }
  }

  /**
   * What is behind each of the tokens of a pass, a guess and its drafts: the largest logits, where they are asked for
   * and to be had, or all.
   */
  async #rowsOf(decoded: Decoded, count: number, asksTop: boolean): Promise<Row[]> {
    const { vocab } = this.model.architecture;
    const tops = asksTop ? await decoded.tops?.() : undefined;
    if (tops) {
      this.#lmHead.top++;
      this.#lmHead.bytesSaved += count * (4 * vocab - LIST_BYTES);
      return tops;
    }
    const logits = await decoded.logits('all');
    this.#lmHead.full++;
    return Array.from({ length: count }, (_, t) => logits.slice(t * vocab, (t + 1) * vocab));
  }

  /** The token behind the last row of a pass: by the largest logits, where they are to be had and enough, or by all. */
  async #choose(decoded: Decoded, sampler: Sampler, history: readonly number[]): Promise<number> {
    const top = sampler.asksTop ? await decoded.top() : undefined;
    const token = top && this.#fromTop(top, sampler, history);
    if (token !== undefined) {
      return token;
    }
    this.#lmHead.full++;
    return sampler.fromLogits(await decoded.logits('last'), history);
  }

  /** By the largest logits, where they are enough. */
  #fromTop(top: TopK, sampler: Sampler, history: readonly number[]): number | undefined {
    const { vocab } = this.model.architecture;
    const token = sampler.fromTop(top, vocab, history);
    this.#lmHead.top++;
    this.#lmHead.bytesSaved += (token === undefined ? 0 : 4 * vocab) - LIST_BYTES;
    return token;
  }

  #fromRow(row: Row, sampler: Sampler, history: readonly number[]): number | undefined {
    return row instanceof Float32Array
      ? sampler.fromLogits(row, history)
      : sampler.fromTop(row, this.model.architecture.vocab, history);
  }

  #forgetAfter(length: number): void {
    this.#cache.truncate(length);
    this.#cached = this.#cached.slice(0, length);
  }
}

/** What is behind a token: the largest logits, or all. */
type Row = TopK | Float32Array;

/** Continues `prompt` in a session of its own, which ends with the text. */
export async function* generate(
  model: Model,
  prompt: readonly number[],
  options: GenerateOptions & { kvCache?: CacheKind | AcceleratorCacheKind },
): AsyncGenerator<GenerationEvent, void, undefined> {
  const capacity = Math.min(model.architecture.context, prompt.length + options.maxTokens);
  const session = new Session(model, capacity, options.kvCache);
  try {
    yield* session.generate(prompt, options);
  } finally {
    session.close();
  }
}

const wantedBy = ({ asksTop }: Sampler): Wanted => (asksTop ? 'top' : 'last');

/** How many tokens two texts begin with in common. */
export function commonLength(a: readonly number[], b: readonly number[]): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    if (a[i] !== b[i]) {
      return i;
    }
  }
  return end;
}
