import { setImmediate as otherEvents } from 'node:timers/promises';
import type { Model } from '../decoder/model.ts';
import type { StoredModel } from '../model/load.ts';
import type { AcceleratorCacheKind, CacheKind } from '../port/kv-cache.ts';
import { type Adjustments, adjusted, logProbabilities, observed, type TokenLogProbability } from '../text/adjust.ts';
import { type ChatTemplate, loadChatTemplate } from '../text/chat.ts';
import { embed } from '../text/embed.ts';
import { GREEDY, recommendedSampling, type Sampling } from '../text/generation-config.ts';
import { constrained, type TokenTable, tokenFilter, tokenTable } from '../text/grammar/constraint.ts';
import { createExpressions, type Expression, type Expressions } from '../text/grammar/expression.ts';
import { readTokenBytes } from '../text/grammar/token-bytes.ts';
import { createSampler, type Sampler } from '../text/sampler.ts';
import { commonLength, type FinishReason, Session } from '../text/session.ts';
import { stopScanner } from '../text/stop-strings.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { ApiError } from './api-error.ts';
import type { Metrics } from './metrics.ts';
import type { Places } from './places.ts';

/** A text to be made. */
export interface TextRequest {
  readonly prompt: readonly number[];
  readonly maxTokens: number;
  readonly sampling: Sampling;
  readonly seed: number;
  readonly stop: readonly string[];
  readonly adjustments: Adjustments;
  /**
   * How many of the likeliest tokens are told beside each; undefined: none, and not the token's own probability either.
   */
  readonly logProbabilities?: number;
  /** Tell the log-probabilities of the prompt's tokens too. */
  readonly scoresPrompt?: boolean;
  /** What the text must be. */
  readonly form?: (language: Expressions) => Expression;
}

export type TextEvent =
  /** Of each token of the prompt but the first, where they were asked for. */
  | { readonly kind: 'scores'; readonly scores: readonly TokenLogProbability[] }
  /** Text, perhaps empty, of a token, or of none: what was held back. */
  | { readonly kind: 'text'; readonly text: string; readonly token?: TokenLogProbability }
  | {
      readonly kind: 'end';
      readonly reason: FinishReason;
      readonly tokens: number;
      readonly reused: number;
      /** The token that ended the text and is no part of it, where log-probabilities were asked for. */
      readonly token?: TokenLogProbability;
    };

/** The model of a server, and the texts that are made with it. */
export interface Writer {
  readonly name: string;
  readonly context: number;
  readonly bos: number | null;
  readonly vocab: number;
  readonly tokenizer: Tokenizer;
  readonly sampling: Sampling;
  /** Undefined where the model does not chat; then `whyNoChat` says why. */
  readonly template: ChatTemplate | undefined;
  readonly whyNoChat: string;
  /** Waits for a place, then makes a text in it; the place is free when the text has ended or is left. */
  open(request: TextRequest, signal: AbortSignal): Promise<AsyncGenerator<TextEvent, void, undefined>>;
  embed(tokens: readonly number[], signal: AbortSignal): Promise<Float32Array>;
  close(): void;
}

export interface WriterOptions {
  readonly name?: string;
  readonly kvCache?: CacheKind | AcceleratorCacheKind;
  readonly places: Places;
  readonly metrics: Metrics;
}

export function createWriter(
  model: Model,
  stored: StoredModel,
  tokenizer: Tokenizer,
  { name, kvCache, places, metrics }: WriterOptions,
): Writer {
  const { directory, manifest } = stored;
  const { context, vocab } = model.architecture;
  const stopTokens = manifest.tokens.stop;
  let template: ChatTemplate | undefined;
  let whyNoChat = '';
  try {
    template = loadChatTemplate(directory);
  } catch (error) {
    whyNoChat = (error as Error).message;
  }
  /** Sessions that make no text now, with what they remember; the one that was used last comes last. */
  const idle: Session[] = [];
  let table: TokenTable | undefined;

  let sessions = 0;

  /**
   * The session that remembers most of a prompt's beginning; one that would lose more than it gains is left alone while
   * there is room.
   */
  const takeSession = (prompt: readonly number[]): Session => {
    const common = idle.map(({ tokens }) => commonLength(tokens, prompt));
    const best = common.indexOf(Math.max(...common));
    const isWorthIt = idle.length > 0 && 2 * common[best] >= Math.min(prompt.length, idle[best].tokens.length);
    if (!isWorthIt && sessions < places.count) {
      sessions++;
      return new Session(model, context, kvCache);
    }
    const [session] = idle.splice(common[best] > 0 ? best : 0, 1);
    return session;
  };

  const samplerOf = (request: TextRequest, tell: (token: TokenLogProbability) => void) => {
    const { sampling, seed, adjustments, prompt, form } = request;
    let sampler: Sampler = adjusted(createSampler({ ...sampling, seed }), prompt.length, adjustments);
    let isComplete = () => false;
    if (form) {
      table ??= tokenTable(readTokenBytes(directory));
      const language = createExpressions();
      const start = form(language);
      const held = constrained(sampler, tokenFilter(table, language, vocab), start, language, stopTokens);
      sampler = held;
      isComplete = () => held.isComplete;
    }
    if (request.logProbabilities !== undefined) {
      sampler = observed(sampler, request.logProbabilities, tell);
    }
    return { sampler, isComplete };
  };

  async function* write(request: TextRequest, session: Session, signal: AbortSignal): AsyncGenerator<TextEvent> {
    const { prompt, maxTokens, stop } = request;
    const start = performance.now();
    if (request.scoresPrompt) {
      const scores: TokenLogProbability[] = [];
      const count = request.logProbabilities ?? 0;
      await session.score(prompt, (place, logits) => {
        if (signal.aborted) {
          throw new ApiError(400, 'the client went away');
        }
        if (place + 1 < prompt.length) {
          scores[place] = logProbabilities(logits, prompt[place + 1], count);
        }
      });
      yield { kind: 'scores', scores };
    }
    const reused = Math.min(commonLength(session.tokens, prompt), prompt.length - 1);
    metrics.prompt(prompt.length, request.scoresPrompt ? 0 : reused);
    if (maxTokens === 0) {
      metrics.end('length');
      return yield { kind: 'end', reason: 'length', tokens: 0, reused: 0 };
    }
    const told: TokenLogProbability[] = [];
    const { sampler, isComplete } = samplerOf(request, (token) => told.push(token));
    const stream = tokenizer.stream(prompt);
    const scanner = stopScanner(stop);
    let tokens = 0;
    let last = start;
    let reason: FinishReason = 'length';
    for await (const event of session.generate(prompt, { maxTokens, sampler, stopTokens })) {
      // A back end that computes on this thread would keep requests, and news of clients that left, waiting for the
      // text's end.
      await otherEvents();
      if (signal.aborted) {
        metrics.end('cancelled');
        return;
      }
      if (event.kind === 'end') {
        reason = event.reason;
      }
      if (event.kind !== 'token') {
        continue;
      }
      const now = performance.now();
      metrics[tokens === 0 ? 'firstToken' : 'token']((now - last) / 1000);
      last = now;
      const text = scanner.push(stream.push(event.token));
      if (scanner.found === undefined || text !== '') {
        yield { kind: 'text', text, token: told[tokens] };
      }
      tokens++;
      if (scanner.found !== undefined || isComplete()) {
        reason = 'stop';
        break;
      }
    }
    let rest = scanner.found === undefined ? scanner.push(stream.end()) : '';
    if (scanner.found !== undefined) {
      reason = 'stop';
    }
    rest += scanner.end();
    if (rest !== '') {
      yield { kind: 'text', text: rest };
    }
    metrics.end(reason);
    yield { kind: 'end', reason, tokens, reused: request.scoresPrompt ? 0 : reused, token: told[tokens] };
  }

  return {
    name: name ?? manifest.name,
    context,
    vocab,
    bos: manifest.tokens.bos,
    tokenizer,
    sampling: recommendedSampling(directory) ?? GREEDY,
    template,
    whyNoChat,
    async open(request, signal) {
      request.form?.(createExpressions()); // what is wrong with it is said before a place is asked for
      const leave = await places.take(signal);
      // A text that nobody begins to read has no end of its own.
      signal.addEventListener('abort', leave);
      const text = (async function* () {
        signal.removeEventListener('abort', leave);
        const session = takeSession(request.prompt);
        try {
          yield* write(request, session, signal);
        } finally {
          // Also where the reader left or a pass failed: what the session holds is sound.
          idle.push(session);
          leave();
        }
      })();
      return text;
    },
    async embed(tokens, signal) {
      const leave = await places.take(signal);
      try {
        return await embed(model, tokens);
      } finally {
        leave();
      }
    },
    close() {
      for (const session of idle.splice(0)) {
        session.close();
      }
    },
  };
}
