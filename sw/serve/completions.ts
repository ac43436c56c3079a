import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { TokenLogProbability } from '../text/adjust.ts';
import { ApiError } from './api-error.ts';
import { completionLogProbabilities } from './log-probabilities.ts';
import { type CompletionRequest, listOf, MAX_CHOICES } from './requests.ts';
import { streamEvents } from './stream-events.ts';
import { expectRoom, promptOf, settingsOf } from './text-request.ts';
import type { TextRequest, Writer } from './writer.ts';

/** Tokens of a completion where nobody says how many, as OpenAI's API has it. */
const DEFAULT_TOKENS = 16;

/** POST /v1/completions */
export async function completions(c: Context, writer: Writer, request: CompletionRequest): Promise<Response> {
  const { tokenizer } = writer;
  const { echo, logprobs, n, best_of: bestOf, stream, stream_options: streamOptions } = request;
  const choices = n ?? 1;
  if ((bestOf ?? choices) !== choices) {
    throw new ApiError(400, `best_of ${bestOf} is not n ${choices}: all texts that are made are returned`, 'best_of');
  }
  const maxTokens = request.max_tokens ?? DEFAULT_TOKENS;
  if (maxTokens === 0 && !echo) {
    throw new ApiError(400, 'no token and no echo of the prompt is asked for', 'max_tokens');
  }
  const settings = settingsOf(writer, request);
  const asked = listOf(request.prompt ?? '');
  if (asked.length === 0) {
    throw new ApiError(400, 'a list without prompts', 'prompt');
  }
  if (asked.length * choices > MAX_CHOICES) {
    throw new ApiError(400, `${asked.length * choices} texts, at most ${MAX_CHOICES} a request`, 'prompt');
  }
  const prompts = asked.map((prompt) => promptOf(writer, prompt));
  for (const prompt of prompts) {
    expectRoom(writer, prompt, maxTokens === 0 ? 0 : 1, 'prompt');
  }
  const texts: TextRequest[] = prompts.flatMap((prompt) =>
    Array.from({ length: choices }, (_, i) => ({
      ...settings,
      prompt,
      maxTokens: Math.min(maxTokens, writer.context - prompt.length),
      seed: (settings.seed + i) >>> 0,
      logProbabilities: logprobs ?? undefined,
      scoresPrompt: Boolean(echo) && logprobs != null,
    })),
  );
  const head = {
    id: `cmpl-${randomUUID()}`,
    object: 'text_completion',
    created: Math.floor(Date.now() / 1000),
    model: writer.name,
  };
  const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  const written = prompts.map((prompt) => (echo ? tokenizer.decode(prompt) : ''));
  const logProbabilitiesOf = (tokens: readonly (TokenLogProbability | { token: number })[], offset: number) =>
    logprobs == null ? null : completionLogProbabilities(tokenizer, tokens, logprobs, offset);

  /** The pieces of all texts, one after the other. The first text's place is there already. */
  async function* pieces(first: Awaited<ReturnType<Writer['open']>>, signal: AbortSignal) {
    for (const [index, text] of texts.entries()) {
      const events = index === 0 ? first : await writer.open(text, signal);
      const echoed = written[Math.floor(index / choices)];
      let offset = echoed.length;
      const scored: (TokenLogProbability | { token: number })[] = [];
      if (echo && !text.scoresPrompt) {
        yield { index, text: echoed, logprobs: null, finish_reason: null };
      }
      for await (const event of events) {
        if (event.kind === 'scores') {
          scored.push({ token: text.prompt[0] }, ...event.scores);
          yield { index, text: echoed, logprobs: logProbabilitiesOf(scored, 0), finish_reason: null };
        } else if (event.kind === 'text') {
          const told = event.token ? [event.token] : [];
          yield { index, text: event.text, logprobs: logProbabilitiesOf(told, offset), finish_reason: null };
          offset += event.text.length;
        } else {
          usage.prompt_tokens += text.prompt.length;
          usage.completion_tokens += event.tokens;
          usage.total_tokens = usage.prompt_tokens + usage.completion_tokens;
          // A token that ends the text is told too, as OpenAI's API and vLLM do, and lm-eval counts on it.
          const last = event.token ? logProbabilitiesOf([event.token], offset) : null;
          yield { index, text: '', logprobs: last, finish_reason: event.reason };
        }
      }
    }
  }

  if (stream) {
    return streamEvents(
      c,
      (signal) => writer.open(texts[0], signal),
      async function* (first, signal) {
        for await (const choice of pieces(first, signal)) {
          yield { ...head, choices: [choice] };
        }
        if (streamOptions?.include_usage) {
          yield { ...head, choices: [], usage };
        }
      },
    );
  }
  const { signal } = c.req.raw;
  const whole = texts.map((_, index) => ({
    index,
    text: '',
    logprobs: logProbabilitiesOf([], 0),
    finish_reason: null as string | null,
  }));
  for await (const { index, text, logprobs: told, finish_reason } of pieces(
    await writer.open(texts[0], signal),
    signal,
  )) {
    const choice = whole[index];
    choice.text += text;
    choice.finish_reason = finish_reason ?? choice.finish_reason;
    if (told && choice.logprobs) {
      choice.logprobs.tokens.push(...told.tokens);
      choice.logprobs.token_logprobs.push(...told.token_logprobs);
      choice.logprobs.top_logprobs?.push(...(told.top_logprobs ?? []));
      choice.logprobs.text_offset.push(...told.text_offset);
    }
  }
  return c.json({ ...head, choices: whole, usage });
}
