import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DataError } from '../errors.ts';
import { textOf } from '../files.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test('any text comes back from its bytes', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(textOf(encode(`a${text}`), 'x')).toBe(`a${text}`);
    }),
  ));

test('a byte that no text has is named by its place, wherever it stands', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string(),
      fc.integer({ min: 0xf8, max: 0xff }),
      (before, after, byte) => {
        const head = encode(before);
        const wrong = () => textOf(Uint8Array.from([...head, byte, ...encode(after)]), 'notes.txt');
        expect(wrong).toThrow(DataError);
        expect(wrong).toThrow(`notes.txt: not a text in UTF-8, from byte ${head.length} (0x${byte.toString(16)}) on`);
      },
    ),
  ));

test('a character of which the end is missing is told as that', () =>
  expect(() => textOf(encode('é').subarray(0, 1), 'x')).toThrow('x: not a text in UTF-8, its end is cut off'));
