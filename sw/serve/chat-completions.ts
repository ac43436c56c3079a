import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ChatMessage, ChatTemplate, Tool } from '../text/chat.ts';
import type { Expression, Expressions } from '../text/grammar/expression.ts';
import { schemaExpression } from '../text/grammar/json-schema.ts';
import { ApiError } from './api-error.ts';
import { chatLogProbability } from './log-probabilities.ts';
import type { ChatRequest, RequestMessage } from './requests.ts';
import { streamEvents } from './stream-events.ts';
import { encode, expectRoom, settingsOf, tooLong } from './text-request.ts';
import { type ApiToolCall, callExpression, callForm, callScanner, parseCalls } from './tool-calls.ts';
import type { TextRequest, Writer } from './writer.ts';

/** What a chat's choice adds to an answer. */
interface Piece {
  readonly index: number;
  readonly text?: string;
  readonly calls?: readonly ApiToolCall[];
  readonly told?: ReturnType<typeof chatLogProbability>;
  readonly reason?: string;
}

/** POST /v1/chat/completions */
export async function chatCompletions(c: Context, writer: Writer, request: ChatRequest): Promise<Response> {
  const { template, tokenizer } = writer;
  if (!template) {
    throw new ApiError(400, writer.whyNoChat, 'model', 'no_chat_template');
  }
  const tools = request.tool_choice === 'none' || !request.tools?.length ? undefined : (request.tools as Tool[]);
  const form = callForm(template.source);
  if (request.messages.length > writer.context) {
    throw tooLong(writer, `${request.messages.length} messages`, 'messages');
  }
  const prompt = encode(writer, rendered(template, request.messages, tools), 'messages');
  expectRoom(writer, prompt, 1, 'messages');
  const wished = request.max_completion_tokens ?? request.max_tokens ?? writer.context;
  if (wished === 0) {
    throw new ApiError(400, 'no token is asked for', 'max_tokens');
  }
  if (request.top_logprobs != null && !request.logprobs) {
    throw new ApiError(400, 'top_logprobs asks for logprobs too', 'top_logprobs');
  }
  const settings = settingsOf(writer, request);
  const isCall = isCallWanted(request);
  const base: TextRequest = {
    ...settings,
    prompt,
    maxTokens: Math.min(wished, writer.context - prompt.length),
    logProbabilities: request.logprobs ? (request.top_logprobs ?? 0) : undefined,
    form: formOf(request, tools, form),
  };
  const texts = Array.from({ length: request.n ?? 1 }, (_, i) => ({ ...base, seed: (base.seed + i) >>> 0 }));
  const usage = {
    prompt_tokens: prompt.length,
    completion_tokens: 0,
    total_tokens: prompt.length,
    prompt_tokens_details: { cached_tokens: 0 },
  };

  async function* pieces(first: Awaited<ReturnType<Writer['open']>>, signal: AbortSignal): AsyncGenerator<Piece> {
    for (const [index, text] of texts.entries()) {
      const scanner = tools && callScanner(form);
      for await (const event of index === 0 ? first : await writer.open(text, signal)) {
        if (event.kind === 'text') {
          yield {
            index,
            text: scanner ? scanner.push(event.text) : event.text,
            told: event.token && chatLogProbability(tokenizer, event.token),
          };
        } else if (event.kind === 'end') {
          usage.completion_tokens += event.tokens;
          usage.total_tokens += event.tokens;
          usage.prompt_tokens_details.cached_tokens += index === 0 ? event.reused : 0;
          const parsed = scanner && parseCalls(scanner.held, tools, form);
          const calls = parsed && parsed.calls.length > 0 ? parsed.calls : undefined;
          const isWhole = event.reason === 'stop' || !isCall;
          yield {
            index,
            text: parsed?.text,
            calls,
            reason: calls && isWhole ? 'tool_calls' : event.reason,
          };
        }
      }
    }
  }

  const id = `chatcmpl-${randomUUID()}`;
  const created = Math.floor(Date.now() / 1000);
  const head = (object: string) => ({ id, object, created, model: writer.name });
  if (request.stream) {
    return streamEvents(
      c,
      (signal) => writer.open(texts[0], signal),
      async function* (first, signal) {
        const chunk = (choice: object) => ({ ...head('chat.completion.chunk'), choices: [choice] });
        for (const index of texts.keys()) {
          yield chunk({ index, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null });
        }
        for await (const { index, text, calls, told, reason } of pieces(first, signal)) {
          if (text || told) {
            const logprobs = told ? { content: [told], refusal: null } : null;
            yield chunk({ index, delta: { content: text ?? '' }, logprobs, finish_reason: null });
          }
          if (calls) {
            const delta = { tool_calls: calls.map((call, i) => ({ index: i, ...call })) };
            yield chunk({ index, delta, logprobs: null, finish_reason: null });
          }
          if (reason !== undefined) {
            yield chunk({ index, delta: {}, logprobs: null, finish_reason: reason });
          }
        }
        if (request.stream_options?.include_usage) {
          yield { ...head('chat.completion.chunk'), choices: [], usage };
        }
      },
    );
  }

  const whole = texts.map(() => ({
    text: '',
    calls: [] as ApiToolCall[],
    told: [] as ReturnType<typeof chatLogProbability>[],
    reason: '',
  }));
  const { signal } = c.req.raw;
  for await (const { index, text, calls, told, reason } of pieces(await writer.open(texts[0], signal), signal)) {
    const choice = whole[index];
    choice.text += text ?? '';
    choice.calls.push(...(calls ?? []));
    choice.reason = reason ?? choice.reason;
    if (told) {
      choice.told.push(told);
    }
  }
  const choices = whole.map(({ text, calls, told, reason }, index) => ({
    index,
    message: {
      role: 'assistant',
      content: calls.length > 0 && text === '' ? null : text,
      refusal: null,
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
    },
    logprobs: request.logprobs ? { content: told, refusal: null } : null,
    finish_reason: reason,
  }));
  return c.json({ ...head('chat.completion'), choices, usage });
}

/** The conversation as the model's template writes it; what a template cannot write is the request's fault. */
function rendered(
  template: ChatTemplate,
  messages: readonly RequestMessage[],
  tools: readonly Tool[] | undefined,
): string {
  try {
    return template(messages.map(templateMessage), tools);
  } catch (error) {
    throw new ApiError(400, (error as Error).message, 'messages');
  }
}

/** A message as templates take it: text in one piece, and arguments of calls as objects. */
function templateMessage(message: RequestMessage, index: number): ChatMessage {
  const { content } = message;
  const text = typeof content === 'string' ? content : (content ?? []).map((part) => part.text).join('');
  switch (message.role) {
    case 'developer':
      return { role: 'system', content: text };
    case 'assistant':
      return {
        role: 'assistant',
        content: text,
        ...(message.tool_calls?.length
          ? {
              tool_calls: message.tool_calls.map(({ id, type, function: called }) => ({
                ...(id === undefined ? {} : { id }),
                type,
                function: { name: called.name, arguments: parsedArguments(called.arguments, index) },
              })),
            }
          : {}),
      };
    case 'tool':
      return {
        role: 'tool',
        content: text,
        ...(message.tool_call_id ? { tool_call_id: message.tool_call_id } : {}),
        ...(message.name ? { name: message.name } : {}),
      };
    default:
      return { role: message.role, content: text };
  }
}

function parsedArguments(text: string, index: number): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new ApiError(400, `arguments of a call are not JSON: ${text.slice(0, 80)}`, `messages.${index}.tool_calls`);
  }
}

const isCallWanted = ({ tool_choice: choice }: ChatRequest): boolean =>
  choice === 'required' || (typeof choice === 'object' && choice !== null);

/** What the answer must be, if anything. */
function formOf(
  request: ChatRequest,
  tools: readonly Tool[] | undefined,
  calls: ReturnType<typeof callForm>,
): TextRequest['form'] {
  const { response_format: format, tool_choice: choice } = request;
  if (isCallWanted(request)) {
    const name = typeof choice === 'object' ? choice?.function.name : undefined;
    const allowed = (tools ?? []).filter((tool) => name === undefined || tool.function.name === name);
    if (allowed.length === 0) {
      throw new ApiError(400, name === undefined ? 'there are no tools' : `there is no tool ${name}`, 'tool_choice');
    }
    return (language) => refusing('tools', () => callExpression(allowed, calls, language));
  }
  if (!format || format.type === 'text') {
    return undefined;
  }
  const schema = format.type === 'json_schema' ? format.json_schema.schema : { type: 'object' };
  return (language: Expressions): Expression => refusing('response_format', () => schemaExpression(schema, language));
}

function refusing<T>(param: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    // A value inside values without end.
    const reason = error instanceof RangeError ? 'values within values, nested too deeply' : (error as Error).message;
    throw new ApiError(400, reason, param, 'invalid_schema');
  }
}
