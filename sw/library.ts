import { openAccelerator } from './backends/backends.ts';
import { type Model, prepareModel } from './decoder/model.ts';
import { UsageError } from './errors.ts';
import type { Architecture } from './model/schema.ts';
import type { Accelerator } from './port/accelerator.ts';
import type { CacheKind } from './port/kv-cache.ts';
import { type Adjustments, adjusted, logProbabilities } from './text/adjust.ts';
import { type ChatMessage, type ChatTemplate, loadChatTemplate, type Tool } from './text/chat.ts';
import { continuePrompt, promptTokens } from './text/continue-prompt.ts';
import { embed } from './text/embed.ts';
import { GREEDY, recommendedSampling, type Sampling } from './text/generation-config.ts';
import { readModel } from './text/read-model.ts';
import { createSampler } from './text/sampler.ts';
import { Session } from './text/session.ts';
import type { Tokenizer } from './text/tokenizer.ts';

export interface OpenOptions {
  /** `cpu` by default: the fastest that runs anywhere. */
  readonly backend?: string;
  /** Back end cpu: how activations are held; default `int8`. */
  readonly activations?: 'int8' | 'fp32';
  readonly threads?: number;
  readonly kvCache?: CacheKind;
}

export interface TextOptions extends Partial<Sampling>, Adjustments {
  /** Default: to the end of the context. */
  readonly maxTokens?: number;
  readonly seed?: number;
  /** The text ends before any of these. */
  readonly stop?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface ModelText {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly promptTokens: readonly number[];
  readonly reason: 'stop' | 'length' | 'cancelled';
}

/** A model folder, open for use. Texts may be made side by side: they share passes, and are the same as alone. */
export interface OpenModel {
  readonly name: string;
  readonly architecture: Architecture;
  readonly tokenizer: Tokenizer;
  readonly model: Model;
  /** Continues a text, as its author recommends to sample unless the options say otherwise. */
  generate(prompt: string, options?: TextOptions, listen?: (piece: string) => void): Promise<ModelText>;
  /** Answers a conversation by the model's own template. */
  chat(
    messages: readonly ChatMessage[],
    options?: TextOptions & { readonly tools?: readonly Tool[] },
    listen?: (piece: string) => void,
  ): Promise<ModelText>;
  /** The natural logarithm of the probability of each token of a text but the first, given those before it. */
  score(text: string): Promise<{ readonly tokens: readonly number[]; readonly logProbabilities: Float64Array }>;
  /** A text as a vector [hidden] of length 1. */
  embed(text: string): Promise<Float32Array>;
  /** Gives memory and threads back. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a model folder (docs/library.md). */
export async function openModel(directory: string, options: OpenOptions = {}): Promise<OpenModel> {
  const { backend = 'cpu', activations = 'int8', threads, kvCache } = options;
  const accelerator = await openAccelerator(backend, { engine: 'fused', activations, threads });
  try {
    const { stored, tokenizer } = readModel(directory, accelerator);
    const model = await prepareModel(stored, accelerator);
    return opened(directory, model, stored, tokenizer, accelerator, kvCache);
  } catch (error) {
    await accelerator.close();
    throw error;
  }
}

function opened(
  directory: string,
  model: Model,
  stored: ReturnType<typeof readModel>['stored'],
  tokenizer: Tokenizer,
  accelerator: Accelerator,
  kvCache: CacheKind | undefined,
): OpenModel {
  const { context } = model.architecture;
  const recommended = recommendedSampling(directory) ?? GREEDY;
  let template: ChatTemplate | undefined;

  const make = async (
    prompt: readonly number[],
    options: TextOptions,
    listen: (piece: string) => void,
  ): Promise<ModelText> => {
    const { maxTokens = context, seed = 0, stop, signal } = options;
    if (prompt.length >= context) {
      throw new UsageError(`the prompt has ${prompt.length} tokens, the context is ${context}`);
    }
    const most = Math.min(maxTokens, context - prompt.length);
    using session = new Session(model, prompt.length + most, kvCache);
    const sampling = { ...recommended, ...definedOf(options) };
    const { tokens, text, reason } = await continuePrompt(
      session,
      tokenizer,
      prompt,
      {
        maxTokens: most,
        sampler: adjusted(createSampler({ ...sampling, seed }), prompt.length, options),
        stopTokens: stored.manifest.tokens.stop,
        stop,
        signal,
      },
      { prefill: () => {}, text: listen },
    );
    return { text, tokens, promptTokens: prompt, reason };
  };

  return {
    name: stored.manifest.name,
    architecture: model.architecture,
    tokenizer,
    model,
    generate: (prompt, options = {}, listen = () => {}) =>
      make(promptTokens(stored, tokenizer, prompt), options, listen),
    async chat(messages, options = {}, listen = () => {}) {
      template ??= loadChatTemplate(directory);
      return make(tokenizer.encode(template(messages, options.tools)), options, listen);
    },
    async score(text) {
      const tokens = promptTokens(stored, tokenizer, text);
      using session = new Session(model, tokens.length, kvCache);
      const scores = new Float64Array(Math.max(0, tokens.length - 1));
      await session.score(tokens, (place, logits) => {
        if (place + 1 < tokens.length) {
          scores[place] = logProbabilities(logits, tokens[place + 1], 0).logProbability;
        }
      });
      return { tokens, logProbabilities: scores };
    },
    embed: (text) => embed(model, promptTokens(stored, tokenizer, text)),
    close: () => accelerator.close(),
    [Symbol.asyncDispose]: () => accelerator.close(),
  };
}

/** The settings of sampling that were given. */
function definedOf(options: Partial<Sampling>): Partial<Sampling> {
  const keys = Object.keys(GREEDY) as (keyof Sampling)[];
  return Object.fromEntries(keys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
}
