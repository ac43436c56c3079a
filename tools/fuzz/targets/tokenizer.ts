import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { llama2cTokenizerFiles } from '../../../sw/import/llama2c-tokenizer.ts';
import { tinyCheckpoint } from '../../../sw/testing/tiny-model.ts';
import { loadTokenizer } from '../../../sw/text/tokenizer.ts';
import { mutateBytes } from '../bytes.ts';
import { mutateJson } from '../json.ts';
import { bytesOf, type Files, mutateOne, type Target, textOf } from '../target.ts';

const TEXTS = [
  '',
  'Hello, world',
  ' the  éñ 日本 🙂\n\n\t12 345',
  '<|end|><s></s><|im_end|>',
  '\ufeffx\ud800y',
  `${'a'.repeat(300)}!`,
];

const PIECES = [
  '<unk>',
  '<s>',
  '</s>',
  ...Array.from({ length: 256 }, (_, i) => String(i)),
  'a',
  'b',
  'ab',
  '▁',
  '▁a',
  '日',
];
const ADDED = {
  id: 0,
  content: '<|end|>',
  single_word: false,
  lstrip: true,
  rstrip: true,
  normalized: true,
  special: true,
};

/** A `tokenizer.json` with every part that published ones have. */
const GPT2 = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [ADDED, { ...ADDED, id: 1, content: '<tool>', special: false, single_word: true }],
  normalizer: {
    type: 'Sequence',
    normalizers: [{ type: 'NFC' }, { type: 'Lowercase' }, { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' }, { type: 'Strip', strip_left: true, strip_right: true }],
  },
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Split', pattern: { Regex: "(?i:'s|'t)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s+(?!\\S)|\\s+" }, behavior: 'Isolated', invert: false },
      { type: 'Digits', individual_digits: true },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    ],
  },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<|end|>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: { '<|end|>': { id: '<|end|>', ids: [0], tokens: ['<|end|>'] } },
  },
  decoder: { type: 'Sequence', decoders: [{ type: 'ByteLevel' }, { type: 'Fuse' }, { type: 'Replace', pattern: { Regex: 'zz+' }, content: 'z' }] },
  model: {
    type: 'BPE', dropout: null, unk_token: '<|end|>', continuing_subword_prefix: '', end_of_word_suffix: '', fuse_unk: false, byte_fallback: false, ignore_merges: true,
    vocab: { '<|end|>': 0, '<tool>': 1, a: 2, b: 3, ab: 4, Ġ: 5, Ġa: 6, h: 7, e: 8, l: 9, o: 10, he: 11, ll: 12 },
    merges: ['a b', ['Ġ', 'a'], 'h e', 'l l'],
  },
}; // biome-ignore format: parts beside one another

/** `tokenizer.json` with `tokenizer_config.json`. */
export const tokenizer: Target = {
  name: 'tokenizer',
  async seeds() {
    const story = join(import.meta.dirname, '../../../models/story');
    const names = ['tokenizer.json', 'tokenizer_config.json'];
    const files = (content: ReadonlyMap<string, unknown>): Files =>
      new Map(names.map((name) => [name, bytesOf(String(content.get(name)))]));
    const tiny = tinyCheckpoint().files;
    const spm = llama2cTokenizerFiles({ pieces: PIECES, scores: PIECES.map((_, i) => -i), bos: 1, eos: 2 }, 64);
    return new Map<string, Files>([
      ['tiny', files(tiny)],
      ['sentencepiece', files(spm)],
      ['byte-level', files(new Map<string, unknown>(tiny).set('tokenizer.json', JSON.stringify(GPT2)))],
      ['story', new Map(names.map((name) => [name, readFileSync(join(story, name))]))],
    ]);
  },
  mutate: (files, chance) =>
    mutateOne(files, chance, (_, content) =>
      chance.oneIn(20) ? mutateBytes(content, chance) : bytesOf(mutateJson(textOf(content), chance)),
    ),
  read(directory) {
    const { prefix, encode, decode, idOf, stream } = loadTokenizer(directory);
    for (const text of TEXTS) {
      const ids = [...prefix, ...encode(text)];
      decode(ids);
      const streamed = stream([]);
      for (const id of ids) {
        streamed.push(id);
      }
      streamed.end();
    }
    decode([0, 1, 2, 5, 96, 400, 100_000]);
    idOf('<|end|>');
    idOf('__proto__');
  },
};
