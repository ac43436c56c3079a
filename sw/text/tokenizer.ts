import { join } from 'node:path';
import type { Tokenizer as HubTokenizer } from '@huggingface/tokenizers';
import { DataError } from '../errors.ts';
import { parseJson } from '../model/load.ts';
import { oneLine, valueText } from '../value-text.ts';
import { createHubTokenizer } from './hub-tokenizer.ts';
import { withTimeLimit } from './time-limit.ts';
import { checkTokenizer, checkTokenizerConfig } from './tokenizer-schema.ts';

/** Text ↔ token ids, as the model's `tokenizer.json` says. */
export interface Tokenizer {
  /** Ids without any that only mark beginning or end. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  /**
   * Turns ids into text one at a time, after those of `context`; a character that spans tokens comes with its last one.
   */
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

/** Time that a text may take at all, and for each character or token of it [ms]. */
const BASE_TIME = 10_000;
const TIME_PER_ITEM = 1;
/** A character has four bytes at most; what is still broken after as many tokens stays broken. */
const MAX_CHARACTER_TOKENS = 4;

/** Reads `tokenizer.json` and `tokenizer_config.json` of a model folder. */
export function loadTokenizer(directory: string): Tokenizer {
  const path = join(directory, 'tokenizer.json');
  return createTokenizer(parseJson(path), parseJson(join(directory, 'tokenizer_config.json')), path);
}

/**
 * A tokenizer from the two files' contents; their paths are for messages. In a browser there is no `node:path` to make
 * the second.
 */
export function createTokenizer(
  json: unknown,
  config: unknown,
  path: string,
  configPath = path.replace(/[^/\\]*$/, 'tokenizer_config.json'),
): Tokenizer {
  let tokenizer: HubTokenizer;
  let prefix: number[];
  try {
    const [checked, settings] = [checkTokenizer(json, path), checkTokenizerConfig(config, configPath)];
    [tokenizer, prefix] = withTimeLimit(BASE_TIME, () => {
      const created = createHubTokenizer(checked, settings);
      return [created, idsOf(created, '', true)];
    });
  } catch (error) {
    throw error instanceof DataError
      ? error
      : new DataError(`${path}: not a tokenizer this program can use: ${oneLine((error as Error).message)}`);
  }
  /** What the file's regular expressions make of a text, in a time that suits its length. */
  const bounded = <T>(length: number, what: string, run: () => T): T => {
    try {
      return withTimeLimit(BASE_TIME + length * TIME_PER_ITEM, run);
    } catch (error) {
      throw new DataError(`${path}: ${what}: ${oneLine((error as Error).message)}`);
    }
  };
  // A model may have more rows than there are tokens; such an id has no text, as in Hugging Face's own tokenizers.
  const { vocab } = tokenizer.model as unknown as { readonly vocab: readonly (string | undefined)[] };
  const decodeAll = (ids: readonly number[]): string => {
    const known = ids.filter((id) => vocab[id] !== undefined);
    return known.length === 0
      ? ''
      : tokenizer.decode(known, { skip_special_tokens: true, clean_up_tokenization_spaces: false });
  };
  // A limit costs a tenth of a millisecond, which only a decoder that has an expression of the file's needs.
  const hasExpression = hasRegex((json as { decoder?: DecoderPart | null }).decoder);
  const decode = (ids: readonly number[]): string => {
    if (ids.length === 0) {
      return '';
    }
    return hasExpression ? bounded(ids.length, 'decoding tokens', () => decodeAll(ids)) : decodeAll(ids);
  };
  return {
    encode: (text) => bounded(text.length, 'cutting a text into tokens', () => idsOf(tokenizer, text, false)),
    decode,
    stream: (context) => textStream(decode, context.slice(-CONTEXT_TOKENS)),
    prefix,
    idOf: (token) => tokenizer.token_to_id(token),
  };
}

interface DecoderPart {
  readonly decoders?: readonly DecoderPart[];
  readonly pattern?: { readonly Regex?: string };
}
const hasRegex = (part: DecoderPart | null | undefined): boolean =>
  part?.pattern?.Regex !== undefined || (part?.decoders ?? []).some(hasRegex);

/** The library gives no number for a token that a file names and its vocabulary has not. */
function idsOf(tokenizer: HubTokenizer, text: string, addSpecial: boolean): number[] {
  const { ids, tokens } = tokenizer.encode(text, { add_special_tokens: addSpecial });
  const missing = (ids as (number | undefined)[]).indexOf(undefined);
  if (missing >= 0) {
    throw new Error(`token ${valueText(tokens[missing])} is not in the vocabulary`);
  }
  return ids;
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
