import { expect, test } from 'vitest';
import { DataError } from '../../errors.ts';
import { tinyCheckpoint } from '../../testing/tiny-model.ts';
import { createTokenizer } from '../tokenizer.ts';

const files = tinyCheckpoint().files;
const json = JSON.parse(String(files.get('tokenizer.json')));
const config = JSON.parse(String(files.get('tokenizer_config.json')));
const create = (change: object, settings: object = config) =>
  createTokenizer({ ...json, ...change }, settings, 'x/tokenizer.json');

const split = (part: object) => ({
  pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'Isolated', ...part },
});
const added = (part: object) => ({ added_tokens: [{ ...json.added_tokens[0], ...part }] });
const model = (part: object) => ({ model: { ...json.model, ...part } });
const deep = () => {
  let normalizer: object = { type: 'NFC' };
  for (let i = 0; i < 20_000; i++) {
    normalizer = { type: 'Sequence', normalizers: [normalizer] };
  }
  return { normalizer };
};

test.each<[string, object, string]>([
  ['no model', { model: undefined }, 'model is missing'],
  ['a part of another kind', { normalizer: { type: 'Nmt' } }, 'normalizer.type is "Nmt", expected "Sequence" or "Replace"'],
  ['a part without a kind', { decoder: {} }, 'decoder.type is missing'],
  ['a cut that the library makes as if it were another', split({ behavior: 'MergedWithPrevious' }), 'pre_tokenizer.behavior is "MergedWithPrevious", expected "Isolated" or "Removed"'],
  ['one that is inverted and keeps what lies between', split({ invert: true }), 'behavior "Removed" where it is inverted'],
  ['no pattern', split({ pattern: {} }), 'pre_tokenizer.pattern'],
  ['an expression that is none', split({ pattern: { Regex: '(' } }), 'not a tokenizer this program can use: Invalid regular expression'],
  ['a token that is looked for as a word', added({ single_word: true }), 'added_tokens.0.single_word is true, expected false'],
  ['a token with no number', added({ id: null }), 'added_tokens.0.id is null, expected a number'],
  ['a number that would make an endless table', added({ id: 2 ** 40 }), 'added_tokens.0.id is 1099511627776, expected at most 16777216'],
  ['a vocabulary that is a list', model({ vocab: ['a'] }), 'expected a table of tokens with their numbers'],
  ['a vocabulary with a token before the first', model({ vocab: { a: -1 } }), 'expected a table of tokens with their numbers'],
  ['merges of two kinds', model({ merges: ['a b', ['c', 'd']] }), 'expected a list of pairs, all as "a b" or all as ["a", "b"]'],
  ['chance', model({ dropout: 0.1 }), 'model.dropout is 0.1, expected 0'],
  ['a model of another kind', model({ type: 'WordLevel' }), 'model.type is "WordLevel", expected "BPE"'],
  ['parts within parts without end', deep(), 'parts of parts, nested too deeply'],
])('%s: refused by name', (_, change, message) => {
  expect(() => create(change)).toThrow(DataError);
  expect(() => create(change)).toThrow(message);
}); // biome-ignore format: a line each

test('a token that a file names and its vocabulary has not is told, whether before each text or for what is unknown', () => {
  const special = { SpecialToken: { id: '<nobody>', type_id: 0 } };
  expect(() => create({ post_processor: { type: 'TemplateProcessing', single: [special], pair: [] } })).toThrow(
    'token "<nobody>" is not in the vocabulary',
  );
  expect(() => create(model({ unk_token: '<nobody>' })).encode('日')).toThrow(
    'x/tokenizer.json: cutting a text into tokens: token "<nobody>" is not in the vocabulary',
  );
  // As Hugging Face's own, which leaves out what is unknown where nothing stands for it.
  expect(create({}).encode('a日b')).toEqual(create({}).encode('ab'));
});

test('what may be left out is as if it were null', () => {
  const { normalizer, post_processor, ...rest } = json;
  expect(createTokenizer(rest, config, 'x/tokenizer.json').encode('ab')).toEqual(create({}).encode('ab'));
});

test('settings are held to what they decide', () => {
  expect(() => create({}, { ...config, additional_special_tokens: 'x' })).toThrow(
    'x/tokenizer_config.json: additional_special_tokens is "x", expected a list',
  );
  expect(() => createTokenizer([1], config, 'x/tokenizer.json')).toThrow('the top level is null, expected an object');
  expect(() => create({}, null as never)).toThrow('x/tokenizer_config.json: the top level is null, expected an object');
});

test('an id that has no token has no text, whatever the decoder', () => {
  const decoders = [json.decoder, { type: 'Replace', pattern: { String: 'x' }, content: 'y' }, null];
  for (const decoder of decoders) {
    const { encode, decode, stream } = create({ decoder });
    const ids = encode('ab');
    expect(decode([1000, ids[0], 5000, ids[1], 96_000])).toBe(decode(ids));
    expect(decode([1000])).toBe('');
    const text = stream([]);
    expect([...[1000, ids[0], 5000, ids[1]].map((id) => text.push(id)), text.end()].join('')).toBe(decode(ids));
  }
});
