import { randomInt } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { ChatRequest, CompletionRequest } from './requests.ts';
import type { TextRequest, Writer } from './writer.ts';

/** No vocabulary has a token of more characters: texts that cannot fit need not be cut into tokens. */
const MAX_CHARACTERS_PER_TOKEN = 256;

/** A text's tokens; one that cannot fit is refused. */
export function encode(writer: Writer, text: string, param: string): number[] {
  const { tokenizer, context } = writer;
  if (text.length > context * MAX_CHARACTERS_PER_TOKEN) {
    throw tooLong(writer, `${text.length} characters`, param);
  }
  return tokenizer.encode(text);
}

/** A completion's prompt; ids of tokens are taken as they are. */
export function promptOf(writer: Writer, prompt: string | readonly number[], param = 'prompt'): readonly number[] {
  if (typeof prompt === 'string') {
    return [...(writer.bos === null ? [] : [writer.bos]), ...encode(writer, prompt, param)];
  }
  const unknown = prompt.find((token) => token >= writer.vocab);
  if (unknown !== undefined) {
    throw new ApiError(400, `token ${unknown} is not one of the model's ${writer.vocab}`, param);
  }
  return prompt;
}

/** Refuses a prompt that leaves no room for `room` tokens. */
export function expectRoom(writer: Writer, prompt: readonly number[], room: number, param: string): void {
  if (prompt.length === 0) {
    throw new ApiError(400, 'the prompt has no tokens, and this model has no token to begin with', param);
  }
  if (prompt.length + room > writer.context) {
    throw tooLong(writer, `${prompt.length} tokens`, param);
  }
}

export const tooLong = ({ context }: Writer, length: string, param: string): ApiError =>
  new ApiError(
    400,
    `This model's maximum context length is ${context} tokens; the prompt has ${length}, and an answer needs room too.`,
    param,
    'context_length_exceeded',
  );

/** What a request says of its texts, beside their prompts. */
export function settingsOf(
  { sampling, vocab }: Writer,
  request: CompletionRequest | ChatRequest,
): Omit<TextRequest, 'prompt' | 'maxTokens'> {
  const bias = new Map(Object.entries(request.logit_bias ?? {}).map(([token, value]) => [Number(token), value]));
  for (const token of bias.keys()) {
    if (token >= vocab) {
      throw new ApiError(400, `token ${token} is not one of the model's ${vocab}`, 'logit_bias');
    }
  }
  return {
    sampling: {
      temperature: request.temperature ?? sampling.temperature,
      topK: request.top_k ?? sampling.topK,
      topP: request.top_p ?? sampling.topP,
      minP: request.min_p ?? sampling.minP,
      repetitionPenalty: request.repetition_penalty ?? sampling.repetitionPenalty,
    },
    // Any whole number may be asked for; the generator takes 32 bits.
    seed: Number(BigInt.asUintN(32, BigInt(request.seed ?? randomInt(2 ** 32)))),
    stop: [request.stop ?? []].flat().filter((stop) => stop !== ''),
    adjustments: {
      bias,
      frequencyPenalty: request.frequency_penalty ?? 0,
      presencePenalty: request.presence_penalty ?? 0,
    },
  };
}
