import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stopScanner } from '../stop-strings.ts';

/** Cuts a text into pieces of these lengths. */
function pieces(text: string, lengths: readonly number[]): string[] {
  const cut: string[] = [];
  let at = 0;
  for (const length of lengths) {
    cut.push(text.slice(at, at + length));
    at += length;
  }
  return [...cut, text.slice(at)];
}

test('a text ends before the first stop string, however it comes in pieces', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 30 }),
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }), { maxLength: 3 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 }),
      (text, stops, lengths) => {
        const scanner = stopScanner(stops);
        let shown = '';
        for (const piece of pieces(text, lengths)) {
          shown += scanner.push(piece);
        }
        shown += scanner.end();
        // A stop string that is complete earlier ends the text, even where a longer one began before it.
        const ends = stops.flatMap((stop) => (text.includes(stop) ? [text.indexOf(stop)] : []));
        expect(scanner.found !== undefined).toBe(ends.length > 0);
        expect(text.startsWith(shown)).toBe(true);
        if (scanner.found !== undefined) {
          expect(text.slice(shown.length).startsWith(scanner.found)).toBe(true);
        } else {
          expect(shown).toBe(text);
        }
      },
    ),
    { numRuns: 500 },
  ));
