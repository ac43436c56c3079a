import * as v from 'valibot';
import { ApiError } from './api-error.ts';

const count = (max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max));
const within = (min: number, max: number) => v.pipe(v.number(), v.minValue(min), v.maxValue(max));
const seed = v.pipe(v.number(), v.safeInteger());
const stop = v.union([v.string(), v.pipe(v.array(v.string()), v.maxLength(16))]);
const ids = v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));

/** Answers to a request, all prompts together. */
export const MAX_CHOICES = 128;

/** What completions and chat completions have in common; null is as left out. */
const common = {
  model: v.string(),
  temperature: v.nullish(within(0, 2)),
  top_p: v.nullish(within(0, 1)),
  top_k: v.nullish(count(2 ** 31)),
  min_p: v.nullish(within(0, 1)),
  repetition_penalty: v.nullish(v.pipe(v.number(), v.gtValue(0), v.maxValue(10))),
  frequency_penalty: v.nullish(within(-2, 2)),
  presence_penalty: v.nullish(within(-2, 2)),
  logit_bias: v.nullish(v.record(v.pipe(v.string(), v.regex(/^\d+$/, 'expected ids of tokens')), within(-100, 100))),
  max_tokens: v.nullish(count(2 ** 31)),
  n: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(MAX_CHOICES))),
  seed: v.nullish(seed),
  stop: v.nullish(stop),
  stream: v.nullish(v.boolean()),
  stream_options: v.nullish(
    v.strictObject({ include_usage: v.nullish(v.boolean()), include_obfuscation: v.nullish(v.boolean()) }),
  ),
  // Who asks, and how it is billed, changes no text.
  user: v.optional(v.unknown()),
  metadata: v.optional(v.unknown()),
  store: v.optional(v.unknown()),
  service_tier: v.optional(v.unknown()),
  safety_identifier: v.optional(v.unknown()),
  prompt_cache_key: v.optional(v.unknown()),
};

export const completionRequest = v.strictObject({
  ...common,
  prompt: v.nullish(v.union([v.string(), v.array(v.string()), ids, v.array(ids)]), ''),
  echo: v.nullish(v.boolean()),
  logprobs: v.nullish(count(20)),
  best_of: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(MAX_CHOICES))),
  suffix: v.nullish(v.literal('', 'the model completes texts at their end only')),
});
export type CompletionRequest = v.InferOutput<typeof completionRequest>;

const textPart = v.strictObject({ type: v.literal('text', 'only parts of text are read'), text: v.string() });
const content = v.union([v.string(), v.array(textPart)]);
const toolCall = v.strictObject({
  id: v.optional(v.string()),
  index: v.optional(v.number()),
  type: v.optional(v.literal('function'), 'function'),
  function: v.strictObject({ name: v.string(), arguments: v.string() }),
});
const name = v.nullish(v.string());
const message = v.variant('role', [
  v.strictObject({ role: v.picklist(['system', 'developer', 'user']), content, name }),
  v.strictObject({
    role: v.literal('assistant'),
    content: v.nullish(content),
    name,
    tool_calls: v.nullish(v.array(toolCall)),
    refusal: v.nullish(v.string()),
  }),
  v.strictObject({ role: v.literal('tool'), content, tool_call_id: v.nullish(v.string()), name }),
]);
export type RequestMessage = v.InferOutput<typeof message>;

const tool = v.strictObject({
  type: v.literal('function'),
  function: v.strictObject({
    name: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'expected 1 to 64 letters, digits, _ and -')),
    description: v.optional(v.string()),
    parameters: v.optional(v.record(v.string(), v.unknown())),
    strict: v.nullish(v.boolean()),
  }),
});

export const chatRequest = v.strictObject({
  ...common,
  messages: v.pipe(v.array(message), v.nonEmpty('expected a message')),
  max_completion_tokens: v.nullish(count(2 ** 31)),
  logprobs: v.nullish(v.boolean()),
  top_logprobs: v.nullish(count(20)),
  response_format: v.nullish(
    v.variant('type', [
      v.strictObject({ type: v.literal('text') }),
      v.strictObject({ type: v.literal('json_object') }),
      v.strictObject({
        type: v.literal('json_schema'),
        json_schema: v.strictObject({
          name: v.optional(v.string()),
          description: v.optional(v.string()),
          schema: v.optional(v.unknown(), true),
          strict: v.nullish(v.boolean()),
        }),
      }),
    ]),
  ),
  tools: v.nullish(v.pipe(v.array(tool), v.maxLength(128))),
  tool_choice: v.nullish(
    v.union([
      v.picklist(['none', 'auto', 'required']),
      v.strictObject({ type: v.literal('function'), function: v.strictObject({ name: v.string() }) }),
    ]),
  ),
  parallel_tool_calls: v.nullish(v.boolean()),
});
export type ChatRequest = v.InferOutput<typeof chatRequest>;

export const embeddingRequest = v.strictObject({
  model: v.string(),
  input: v.union([
    v.string(),
    v.pipe(v.array(v.string()), v.maxLength(2048)),
    ids,
    v.pipe(v.array(ids), v.maxLength(2048)),
  ]),
  encoding_format: v.nullish(v.picklist(['float', 'base64'])),
  dimensions: v.nullish(v.number()),
  user: v.optional(v.unknown()),
});

export type EmbeddingRequest = v.InferOutput<typeof embeddingRequest>;

/** A body as its schema has it. */
export function parseRequest<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
  // The first fault is all that is told: a body may have millions.
  const parsed = v.safeParse(schema, body, { abortEarly: true });
  if (parsed.success) {
    return parsed.output;
  }
  const { issue, path } = deepest(parsed.issues[0]);
  const isUnknown = issue.type === 'strict_object' && issue.expected === 'never';
  const text = isUnknown ? `${path} is not something this server knows` : `${path ?? 'the body'}: ${issue.message}`;
  throw new ApiError(400, text, path, isUnknown ? 'unknown_parameter' : null);
}

/**
 * What says most of a fault, and where: of a union's issues one of a value's bounds, or else of its parts, not that
 * nothing fitted.
 */
function deepest(
  issue: v.BaseIssue<unknown>,
  above?: string | null,
): { issue: v.BaseIssue<unknown>; path: string | null } {
  const path = [above, v.getDotPath(issue)].filter((each) => each != null).join('.') || null;
  const inner = issue.issues?.find(({ kind }) => kind === 'validation') ?? issue.issues?.find((each) => each.path);
  return inner ? deepest(inner, path) : { issue, path };
}

/** The prompts of a request: texts, or ids of tokens. */
export function listOf(
  input: string | readonly (string | number | readonly number[])[],
): (string | readonly number[])[] {
  if (typeof input === 'string') {
    return [input];
  }
  return input.length > 0 && typeof input[0] === 'number' ? [input as number[]] : ([...input] as (string | number[])[]);
}
