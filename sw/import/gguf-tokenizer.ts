/** Turns the tokenizer inside a GGUF file into Hugging Face's `tokenizer.json` and `tokenizer_config.json`. */
import { DataError } from '../errors.ts';
import { valueText } from '../value-text.ts';
import type { Gguf, GgufValue } from './gguf.ts';
import { TOKENIZER_KEYS } from './gguf-keys.ts';
import { refuseUnknownKeys } from './known-keys.ts';

export interface TokenizerFiles {
  /** Content of `tokenizer.json`. */
  readonly tokenizer: object;
  /** Content of `tokenizer_config.json`. */
  readonly config: Record<string, unknown>;
}

const PREFIX = 'tokenizer.ggml.';

/** llama.cpp's token types (`enum llama_token_type`). */
const TOKEN_UNKNOWN = 2;
const TOKEN_CONTROL = 3;
const TOKEN_USER_DEFINED = 4;

const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
const byteLevelOnly = { ...byteLevel, use_regex: false };
const split = (pattern: string) => ({
  type: 'Sequence',
  pretokenizers: [{ type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false }, byteLevelOnly],
});

/** The word pattern of GPT-4 and its descendants; they differ in how many digits make a word. */
const wordPattern = (digits: string) =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;

/**
 * That of models which part words at capital letters: upper case, then lower; `end` of a word, and how many digits make
 * one.
 */
const casePattern = (end: string, digits: string) => {
  const [upper, lower] = ['[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]', '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]'];
  const begin = '[^\\r\\n\\p{L}\\p{N}]?';
  const rest = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
  return `${begin}${upper}*${lower}+${end}|${begin}${upper}+${lower}*${end}|${digits}|${rest}`;
};

interface PreTokenizer {
  readonly normalizer: object | null;
  readonly preTokenizer: object;
  readonly wholeWords?: boolean;
}
const QWEN2: PreTokenizer = { normalizer: { type: 'NFC' }, preTokenizer: split(wordPattern('\\p{N}')) };
const LLAMA3: PreTokenizer = {
  normalizer: null,
  preTokenizer: split(wordPattern('\\p{N}{1,3}')),
  wholeWords: true,
};

/**
 * How a text is cut into words before byte-pair merging, by `tokenizer.ggml.pre`; some vocabularies go by several
 * names.
 */
const PRE_TOKENIZERS: Readonly<Record<string, PreTokenizer>> = {
  'gpt-2': { normalizer: null, preTokenizer: byteLevel },
  qwen2: QWEN2,
  'deepseek-r1-qwen': QWEN2,
  'llama-bpe': LLAMA3,
  llama3: LLAMA3,
  'llama-v3': LLAMA3,
  falcon3: LLAMA3,
  dbrx: { ...LLAMA3, wholeWords: false },
  'smaug-bpe': { ...LLAMA3, wholeWords: false },
  tekken: { normalizer: null, preTokenizer: split(casePattern('', '\\p{N}')), wholeWords: true },
  'gpt-4o': {
    normalizer: null,
    preTokenizer: split(casePattern("(?i:'s|'t|'re|'ve|'m|'ll|'d)?", '\\p{N}{1,3}')),
  },
  smollm: {
    normalizer: null,
    preTokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel] },
  },
};

/** What llama.cpp takes for tokens that a sentencepiece vocabulary does not name. */
const USUAL_TOKENS: Readonly<Record<string, number>> = { unknown: 0, bos: 1, eos: 2 };

/** The id of the token of a role, as the file has it. */
export const specialToken = (metadata: Gguf['metadata'], role: string): GgufValue | undefined =>
  metadata.get(`${PREFIX}${role}_token_id`) ??
  (metadata.get(`${PREFIX}model`) === 'llama' ? USUAL_TOKENS[role] : undefined);

const isNumbers = (value: GgufValue | undefined, length: number): value is number[] =>
  Array.isArray(value) && value.length === length && value.every((each) => Number.isFinite(each));

export function tokenizerFromGguf({ metadata, file }: Gguf): TokenizerFiles {
  const strings = (key: string): string[] => {
    const value = metadata.get(`tokenizer.ggml.${key}`);
    if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) {
      throw new DataError(`${file.path}: metadata tokenizer.ggml.${key} is not a list of strings`);
    }
    return value as string[];
  };
  const own = [...metadata].filter(([key]) => key.startsWith(PREFIX));
  refuseUnknownKeys(
    own.map(([key, value]) => [key.slice(PREFIX.length), value]),
    TOKENIZER_KEYS,
    (key) => `${file.path}: metadata ${PREFIX}${key}`,
  );
  const model = metadata.get('tokenizer.ggml.model');
  const tokens = strings('tokens');
  const types = metadata.get('tokenizer.ggml.token_type');
  if (types !== undefined && !isNumbers(types, tokens.length)) {
    throw new DataError(
      `${file.path}: tokenizer.ggml.token_type is not a number for each of the ${tokens.length} tokens`,
    );
  }
  const typeOf = (id: number): unknown => (types as number[] | undefined)?.[id];
  const flag = (key: string, usual: boolean): boolean => {
    const value = metadata.get(`${PREFIX}${key}`) ?? usual;
    if (typeof value !== 'boolean') {
      throw new DataError(`${file.path}: metadata ${PREFIX}${key} is ${valueText(value)}, expected true or false`);
    }
    return value;
  };
  const token = (role: string): string | null => {
    const id = specialToken(metadata, role);
    return typeof id === 'number' ? (tokens[id] ?? null) : null;
  };
  const needed = (role: string): string => {
    const found = token(role);
    if (found === null) {
      const id = valueText(specialToken(metadata, role));
      throw new DataError(
        `${file.path}: metadata ${PREFIX}${role}_token_id is ${id}, expected a token of the ${tokens.length}`,
      );
    }
    return found;
  };
  // Sentencepiece models begin with BOS unless told otherwise, byte-level ones only when told.
  const addBos = flag('add_bos_token', model === 'llama');
  const bos = addBos ? needed('bos') : token('bos');

  const parts = model === 'gpt2' ? byteLevelParts() : model === 'llama' ? sentencepieceParts() : undefined;
  if (!parts) {
    throw new DataError(`${file.path}: tokenizer.ggml.model is ${valueText(model)}, expected "gpt2" or "llama"`);
  }

  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: tokens.flatMap((content, id) => {
      const special = typeOf(id) === TOKEN_CONTROL || typeOf(id) === TOKEN_UNKNOWN;
      if (!special && typeOf(id) !== TOKEN_USER_DEFINED) {
        return [];
      }
      return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special }];
    }),
    ...parts,
    post_processor: addBos && bos !== null ? startWith(bos, tokens.indexOf(bos)) : null,
  };
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    add_bos_token: addBos,
    bos_token: bos,
    eos_token: token('eos'),
    unk_token: token('unknown'),
    pad_token: token('padding'),
    clean_up_tokenization_spaces: false,
    ...(metadata.has('tokenizer.chat_template') && { chat_template: metadata.get('tokenizer.chat_template') }),
  };
  return { tokenizer, config };

  function byteLevelParts() {
    const name = metadata.get('tokenizer.ggml.pre');
    const pre = typeof name === 'string' && Object.hasOwn(PRE_TOKENIZERS, name) ? PRE_TOKENIZERS[name] : undefined;
    if (!pre) {
      const known = Object.keys(PRE_TOKENIZERS).join(', ');
      throw new DataError(`${file.path}: tokenizer.ggml.pre is ${valueText(name)}, expected one of ${known}`);
    }
    return {
      normalizer: pre.normalizer,
      pre_tokenizer: pre.preTokenizer,
      decoder: byteLevel,
      model: {
        ...pairMerging(),
        vocab: vocabulary(),
        merges: strings('merges'),
        ignore_merges: pre.wholeWords ?? false,
      },
    };
  }

  function sentencepieceParts() {
    const scores = metadata.get('tokenizer.ggml.scores');
    if (!isNumbers(scores, tokens.length)) {
      throw new DataError(
        `${file.path}: tokenizer.ggml.scores does not have one score for each of the ${tokens.length} tokens`,
      );
    }
    const addPrefixSpace = flag('add_space_prefix', true);
    const space = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
    return {
      normalizer: {
        type: 'Sequence',
        normalizers: addPrefixSpace ? [{ type: 'Prepend', prepend: '▁' }, space] : [space],
      },
      pre_tokenizer: null,
      decoder: {
        type: 'Sequence',
        decoders: [
          { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
          { type: 'ByteFallback' },
          { type: 'Fuse' },
          ...(addPrefixSpace ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
        ],
      },
      model: {
        ...pairMerging(),
        vocab: vocabulary(),
        merges: mergesFromScores(tokens, scores),
        byte_fallback: true,
        fuse_unk: true,
        unk_token: needed('unknown'),
      },
    };
  }

  function vocabulary(): Record<string, number> {
    const vocab: Record<string, number> = Object.create(null);
    tokens.forEach((content, id) => {
      vocab[content] ??= id;
    });
    return vocab;
  }
}

const pairMerging = () => ({
  type: 'BPE',
  dropout: null,
  unk_token: null as string | null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
});

const startWith = (content: string, id: number) => ({
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: content, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [
    { SpecialToken: { id: content, type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { Sequence: { id: 'B', type_id: 1 } },
  ],
  special_tokens: { [content]: { id: content, ids: [id], tokens: [content] } },
});

/**
 * Sentencepiece merges the adjacent pair whose union has the highest score, so its merges are all splits of each token
 * into two tokens, best score first. [pairs] as `[left, right]`.
 */
export function mergesFromScores(tokens: readonly string[], scores: readonly number[]): [string, string][] {
  const ids = new Map(tokens.map((content, id) => [content, id]));
  // Only where a token of the left part's length and one of the right part's are there a split can be one: so a single
  // token of great length costs a look at the lengths there are.
  const lengths = [...new Set(tokens.map(({ length }) => length))].sort((a, b) => a - b);
  const known = new Set(lengths);
  const merges: { pair: [string, string]; score: number; left: number; right: number }[] = [];
  tokens.forEach((content, id) => {
    for (const cut of lengths) {
      if (cut >= content.length) {
        break;
      }
      if (cut === 0 || !known.has(content.length - cut) || isInsideCharacter(content, cut)) {
        continue;
      }
      const pair: [string, string] = [content.slice(0, cut), content.slice(cut)];
      const [left, right] = [ids.get(pair[0]), ids.get(pair[1])];
      if (left !== undefined && right !== undefined) {
        merges.push({ pair, score: scores[id], left, right });
      }
    }
  });
  merges.sort((a, b) => b.score - a.score || a.left - b.left || a.right - b.right);
  return merges.map(({ pair }) => pair);
}

/** Whether a place lies between the two halves of a character. */
const isInsideCharacter = (text: string, at: number): boolean => (text.codePointAt(at - 1) ?? 0) > 0xffff;
