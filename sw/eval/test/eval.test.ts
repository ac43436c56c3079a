import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsPerByte, scoringWindows, splitDocuments } from '../bits-per-byte.ts';
import { scoreRuns } from '../paper-score.ts';
import { perplexity } from '../perplexity.ts';
import { logProbability, type ScoreTokens } from '../score-tokens.ts';
import { parseWnli, wnli } from '../wnli.ts';

/** A model that gives every token the same probability. */
const uniform =
  (vocabulary: number): ScoreTokens =>
  async (tokens) =>
    new Float64Array(tokens.length - 1).fill(-Math.log(vocabulary));

const bytesOf = (text: string) => [...Buffer.from(text)];

test('log-probabilities of all tokens sum to one', () =>
  fc.assert(
    fc.property(fc.array(fc.float({ min: -80, max: 80, noNaN: true }), { minLength: 1, maxLength: 50 }), (values) => {
      const logits = Float32Array.from(values);
      const sum = values.reduce((total, _, token) => total + Math.exp(logProbability(logits, token)), 0);
      expect(sum).toBeCloseTo(1, 10);
    }),
  ));

describe('perplexity', () => {
  test('of a uniform model is its vocabulary', async () => {
    const result = await perplexity(uniform(49152), new Uint32Array(1000), { window: 64 });
    expect(result.perplexity).toBeCloseTo(49152, 6);
    expect(result).toMatchObject({ windows: 15, tokens: 15 * 63 });
  });

  test('scores disjoint windows in order and drops the rest', async () => {
    const seen: number[][] = [];
    const score: ScoreTokens = async (tokens) => {
      seen.push([...tokens]);
      return new Float64Array(tokens.length - 1);
    };
    await perplexity(score, [0, 1, 2, 3, 4, 5, 6, 7], { window: 3 });
    expect(seen).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });

  test('a text shorter than a window is refused', () =>
    expect(perplexity(uniform(2), [1, 2], { window: 3 })).rejects.toThrow('2 tokens, fewer than one window of 3'));
});

describe('bits per byte', () => {
  test('of a uniform model over bytes is 8, whatever the length', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' }), { minLength: 1 }),
        async (documents) => {
          const options = { start: 0, context: 16, encode: bytesOf };
          expect((await bitsPerByte(uniform(256), documents, options)).bitsPerByte).toBeCloseTo(8, 10);
        },
      ),
    ));

  test('every prediction is scored once, with at least half a context before it in later windows', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20 }), (length, halfContext) => {
        const windows = scoringWindows(length, 2 * halfContext);
        const scored = windows.flatMap(({ begin, end, first }) =>
          Array.from({ length: end - begin - first }, (_, i) => begin + first + i),
        );
        expect(scored).toEqual(Array.from({ length }, (_, i) => i));
        for (const { begin, end, first } of windows) {
          expect(end - begin).toBeLessThanOrEqual(2 * halfContext);
          expect(begin === 0 || first >= halfContext).toBe(true);
        }
      }),
    ));

  test('documents are split at the end-of-text mark', () =>
    expect(splitDocuments('One.\n<|endoftext|>\nTwo.\n<|endoftext|>\n')).toEqual(['One.', 'Two.']));
});

describe('WNLI', () => {
  const tsv = 'index\tsentence1\tsentence2\tlabel\n0\tA.\tB.\t0\n1\tC.\tD.\t1\n2\tE.\tF.\t0\n';
  const examples = parseWnli(tsv, 'dev.tsv');
  /** Likes texts that end in `suffix`, by ten nats on the last token. */
  const fondOf =
    (suffix: string): ScoreTokens =>
    async (tokens) => {
      const logP = new Float64Array(tokens.length - 1).fill(-20);
      if (Buffer.from(tokens).toString().endsWith(suffix)) {
        logP[logP.length - 1] = 0;
      }
      return logP;
    };
  // One token a word, so that both answers are of one length.
  const words = (text: string) =>
    text.split(/(?= (?:True|False)$)/).flatMap((part, i) => (i ? [part.charCodeAt(1)] : bytesOf(part)));

  test('a model that always says True gets the share of ones', async () => {
    expect(await wnli(fondOf('T'), examples, words)).toEqual({
      accuracy: 1 / 3,
      right: 1,
      examples: 3,
      majority: 2 / 3,
      ties: 0,
    });
  });

  test('a tie counts as 0', async () => {
    expect(await wnli(uniform(256), examples, words)).toMatchObject({ right: 2, ties: 3 });
  });

  test('a damaged file is refused by line', () => {
    expect(() => parseWnli(tsv.replace('D.\t1', 'D.\t2'), 'dev.tsv')).toThrow('dev.tsv: line 3: expected 4 columns');
    expect(() => parseWnli('hello', 'x.tsv')).toThrow('x.tsv: the first line');
  });
});

test("equation (1) on the paper's own Table III gives 0.80 and 0.98", () => {
  const runs = scoreRuns([
    { name: 'baseline', accuracy: 0.6479, bytes: 988e6, prefill: null, decode: 2.8 },
    { name: 'AWQ, g64', accuracy: 0.6197, bytes: 443.81e6, prefill: null, decode: 5.1 },
  ]);
  expect(runs.map(({ score }) => Number(score.toFixed(2)))).toEqual([0.8, 0.98]);
});
