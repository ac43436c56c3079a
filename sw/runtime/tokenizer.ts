import { join } from 'node:path';
import type { Tokenizer as HubTokenizer } from '@huggingface/tokenizers';
import { DataError } from '../errors.ts';
import { parseJson } from '../model/load.ts';
import { createHubTokenizer } from './hub-tokenizer.ts';

/** Text ↔ token ids, as the model's `tokenizer.json` says. */
export interface Tokenizer {
  /** Ids without any that only mark beginning or end. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  /** Turns ids into text one at a time, after those of `context`; a character that spans tokens comes with its last one. */
  stream(context: readonly number[]): TextStream;
  /** Ids that the tokenizer itself would put before a text. */
  readonly prefix: readonly number[];
  /** Undefined where no such token is. */
  idOf(token: string): number | undefined;
}

export interface TextStream {
  push(id: number): string;
  /** What is left, broken characters as U+FFFD. */
  end(): string;
}

/** Tokens before the first new one that may change how it is written, as a leading space does. */
const CONTEXT_TOKENS = 8;

/** A character has four bytes at most; what is still broken after as many tokens stays broken. */
const MAX_CHARACTER_TOKENS = 4;

/** Reads `tokenizer.json` and `tokenizer_config.json` of a model folder. */
export function loadTokenizer(directory: string): Tokenizer {
  const path = join(directory, 'tokenizer.json');
  return createTokenizer(parseJson(path), parseJson(join(directory, 'tokenizer_config.json')), path);
}

/** A tokenizer from the two files' contents; `path` is for messages. */
export function createTokenizer(json: unknown, config: unknown, path: string): Tokenizer {
  let tokenizer: HubTokenizer;
  let prefix: number[];
  try {
    tokenizer = createHubTokenizer(json as object, config as object);
    prefix = tokenizer.encode('', { add_special_tokens: true }).ids;
  } catch (error) {
    throw new DataError(`${path}: not a tokenizer this program can use: ${(error as Error).message}`);
  }
  const decode = (ids: readonly number[]): string =>
    ids.length === 0
      ? ''
      : tokenizer.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false });
  return {
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
    decode,
    stream: (context) => textStream(decode, context.slice(-CONTEXT_TOKENS)),
    prefix,
    idOf: (token) => tokenizer.token_to_id(token),
  };
}

function textStream(decode: Tokenizer['decode'], context: readonly number[]): TextStream {
  // `ids` are those whose text may still matter; the first `written` of them have been written.
  let ids = [...context];
  let written = ids.length;
  const fresh = (): string => decode(ids).slice(decode(ids.slice(0, written)).length);
  const advance = (text: string): string => {
    ids = ids.slice(Math.max(0, ids.length - CONTEXT_TOKENS));
    written = ids.length;
    return text;
  };
  return {
    push(id) {
      ids.push(id);
      const text = fresh();
      const isIncomplete = text.endsWith('\uFFFD') && ids.length - written < MAX_CHARACTER_TOKENS;
      return isIncomplete ? '' : advance(text);
    },
    end: () => advance(fresh()),
  };
}
