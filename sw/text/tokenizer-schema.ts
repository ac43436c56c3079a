import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { issueText } from '../model/issue-text.ts';

/**
 * What of a `tokenizer.json` the library computes as Hugging Face's own does. It takes anything else in silence, or
 * fails in words of its own, so that is refused here by name.
 */

const flag = v.nullish(v.boolean());
/** Tokens of the largest vocabularies are some hundred thousand. */
const MOST_TOKENS = 2 ** 24;
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MOST_TOKENS));

const pattern = v.union([v.strictObject({ String: v.string() }), v.strictObject({ Regex: v.string() })]);

/** A part of a kind, with the fields that decide what it does. */
const part = <const T extends string, const E extends v.ObjectEntries>(type: T, entries: E) =>
  v.looseObject({ type: v.literal(type), ...entries });

type Part = { readonly type: string };
const list = (parts: () => v.GenericSchema<unknown, Part>) => v.array(v.lazy(parts));

const normalizer: v.GenericSchema<unknown, Part> = v.variant('type', [
  part('Sequence', { normalizers: list(() => normalizer) }),
  part('Replace', { pattern, content: v.string() }),
  part('Prepend', { prepend: v.string() }),
  part('Strip', { strip_left: flag, strip_right: flag }),
  part('BertNormalizer', {
    clean_text: flag,
    handle_chinese_chars: flag,
    strip_accents: v.nullish(v.boolean()),
    lowercase: flag,
  }),
  part('Precompiled', { precompiled_charsmap: v.nullish(v.string()) }),
  part('NFC', {}),
  part('NFD', {}),
  part('NFKC', {}),
  part('NFKD', {}),
  part('StripAccents', {}),
  part('Lowercase', {}),
]);

/** The library keeps each match apart, drops it, or keeps it alone; it has no other way to cut. */
const split = v.pipe(
  part('Split', { pattern, behavior: v.picklist(['Isolated', 'Removed']), invert: flag }),
  v.check(({ behavior, invert }) => !invert || behavior === 'Removed', 'behavior "Removed" where it is inverted'),
);

const scheme = v.nullish(v.picklist(['always', 'never', 'first']));
const byteLevel = part('ByteLevel', { add_prefix_space: flag, trim_offsets: flag, use_regex: flag });

const preTokenizer: v.GenericSchema<unknown, Part> = v.variant('type', [
  part('Sequence', { pretokenizers: list(() => preTokenizer) }),
  split,
  byteLevel,
  part('Digits', { individual_digits: flag }),
  part('Metaspace', { replacement: v.nullish(v.string()), str_rep: v.nullish(v.string()), prepend_scheme: scheme }),
  part('Punctuation', { behavior: v.nullish(v.literal('Isolated')) }),
  part('Replace', { pattern, content: v.nullish(v.string()) }),
  part('FixedLength', { length: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) }),
  part('BertPreTokenizer', {}),
  part('Whitespace', {}),
  part('WhitespaceSplit', {}),
]);

const piece = v.union([
  v.strictObject({ SpecialToken: v.looseObject({ id: v.string() }) }),
  v.strictObject({ Sequence: v.looseObject({ id: v.picklist(['A', 'B']) }) }),
]);
const ends = { sep: v.tuple([v.string(), id]), cls: v.tuple([v.string(), id]) };

const postProcessor: v.GenericSchema<unknown, Part> = v.variant('type', [
  part('Sequence', { processors: list(() => postProcessor) }),
  part('TemplateProcessing', { single: v.array(piece), pair: v.nullish(v.array(piece)) }),
  byteLevel,
  part('BertProcessing', ends),
  part('RobertaProcessing', ends),
]);

const decoder: v.GenericSchema<unknown, Part> = v.variant('type', [
  part('Sequence', { decoders: list(() => decoder) }),
  byteLevel,
  part('Replace', { pattern, content: v.string() }),
  part('Strip', { content: v.pipe(v.string(), v.nonEmpty()), start: id, stop: id }),
  part('Metaspace', { replacement: v.nullish(v.string()), prepend_scheme: scheme }),
  part('WordPiece', { prefix: v.string(), cleanup: flag }),
  part('BPEDecoder', { suffix: v.nullish(v.string()) }),
  part('CTC', { pad_token: v.nullish(v.string()), word_delimiter_token: v.nullish(v.string()), cleanup: flag }),
  part('Fuse', {}),
  part('ByteFallback', {}),
]);

/** Looked at in place: a vocabulary is not copied. */
const looked = <T>(test: (value: unknown) => boolean, expectation: string) =>
  v.pipe(
    v.unknown(),
    v.check(test, expectation),
    v.transform((value) => value as T),
  );
const isTable = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  for (const token in value) {
    const number = (value as Record<string, unknown>)[token];
    if (!Number.isInteger(number) || (number as number) < 0 || (number as number) > MOST_TOKENS) {
      return false;
    }
  }
  return true;
};
const isPair = (merge: unknown): boolean =>
  Array.isArray(merge) && merge.length === 2 && merge.every((side) => typeof side === 'string');
const areMerges = (value: unknown): boolean =>
  Array.isArray(value) &&
  (value.every(isPair) || value.every((merge) => typeof merge === 'string' && merge.includes(' ')));
const isScored = (entry: unknown): boolean =>
  Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string' && Number.isFinite(entry[1]);

const vocab = looked<Record<string, number>>(isTable, 'a table of tokens with their numbers');
const nothing = (value: '' | 0) => v.nullish(v.literal(value));

const model = v.variant('type', [
  part('BPE', {
    vocab,
    merges: looked<unknown[]>(areMerges, 'a list of pairs, all as "a b" or all as ["a", "b"]'),
    unk_token: v.nullish(v.string()),
    dropout: nothing(0),
    continuing_subword_prefix: nothing(''),
    end_of_word_suffix: v.nullish(v.string()),
    fuse_unk: flag,
    byte_fallback: flag,
    ignore_merges: flag,
  }),
  part('WordPiece', {
    vocab,
    unk_token: v.string(),
    continuing_subword_prefix: v.string(),
    max_input_chars_per_word: v.nullish(id),
  }),
  part('Unigram', {
    vocab: looked<unknown[]>(
      (value) => Array.isArray(value) && value.length > 0 && value.every(isScored),
      'a list of tokens with their scores',
    ),
    unk_id: id,
  }),
]);

const addedToken = v.looseObject({
  id,
  content: v.pipe(v.string(), v.nonEmpty()),
  // The library would find it inside of words.
  single_word: v.nullish(v.literal(false)),
  lstrip: flag,
  rstrip: flag,
  normalized: flag,
  special: flag,
});

const tokenizerSchema = v.looseObject({
  added_tokens: v.nullish(v.array(addedToken)),
  normalizer: v.nullish(normalizer),
  pre_tokenizer: v.nullish(preTokenizer),
  post_processor: v.nullish(postProcessor),
  decoder: v.nullish(decoder),
  model,
});

/** Published configurations say much else, which is not looked at. */
const configSchema = v.looseObject({
  additional_special_tokens: v.nullish(v.array(v.union([v.string(), v.looseObject({ content: v.string() })]))),
  remove_space: flag,
  do_lowercase_and_remove_accent: flag,
  clean_up_tokenization_spaces: flag,
});

/** A `tokenizer.json` as the library takes it: what may be left out is there. */
export function checkTokenizer(json: unknown, path: string): object {
  check(tokenizerSchema, json, path);
  const given = json as Record<string, unknown>;
  return {
    ...given,
    added_tokens: given['added_tokens'] ?? [],
    ...Object.fromEntries(
      ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'].map((name) => [name, given[name] ?? null]),
    ),
  };
}

/** A `tokenizer_config.json`; `path` is that of the `tokenizer.json` beside it. */
export function checkTokenizerConfig(json: unknown, path: string): object {
  check(configSchema, json, path);
  return json as object;
}

function check(schema: v.GenericSchema, json: unknown, path: string): void {
  let result: ReturnType<typeof v.safeParse>;
  try {
    result = v.safeParse(schema, Array.isArray(json) ? null : json);
  } catch (error) {
    // Sequences within sequences without end.
    throw error instanceof RangeError ? new DataError(`${path}: parts of parts, nested too deeply`) : error;
  }
  if (!result.success) {
    throw new DataError(`${path}: ${issueText(result.issues[0])}`);
  }
}
