/**
 * Whole passes by command lists against a decoder in float64 (float64-decoder.ts). Prints what docs/numerics.md says
 * of keys of 16 and of 8 bits: npx vitest run sw/program/test/float64.test.ts
 */
import { describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { createCache, forward } from '../../decoder/pass.ts';
import type { Architecture } from '../../model/schema.ts';
import { argmax } from '../../text/ranking.ts';
import { float64Decoder } from './float64-decoder.ts';
import { type RandomDecoderOptions, randomDecoder, SMALL } from './random-decoder.ts';

type Shape = [name: string, architecture: Partial<Architecture>, options: Partial<RandomDecoderOptions>];

const QWEN2: Shape[] = [
  ['heads of 32, 7:1, 96 wide', { headDim: 32, heads: 7, kvHeads: 1, hidden: 96, ffn: 160, layers: 3 }, {}],
  ['heads of 64, 2:1, 160 wide', { headDim: 64, heads: 4, kvHeads: 2, hidden: 160, ffn: 224, layers: 3 }, {}],
  ['heads of 128, 2:1, 96 wide', { headDim: 128, heads: 2, kvHeads: 1, hidden: 96, ffn: 352, layers: 2 }, {}],
];
/** Two products for `down`, of which the second has an odd number of blocks. */
const WIDE: Shape[] = [
  ['8,300 inputs of down', { headDim: 32, heads: 2, kvHeads: 1, hidden: 64, ffn: 8300, layers: 1 }, {}],
];
const biased = QWEN2.map(
  ([name, shape, options]): Shape => [`${name}, key biases of ±300`, shape, { ...options, keyBias: 300 }],
);
const QWEN3 = QWEN2.map(
  ([name, shape, options]): Shape => [
    `${name}, norms of q and k`,
    shape,
    { ...options, headNorms: true, format: 'awq-macro' },
  ],
);
/** Layers that do not turn, with biases of their keys and without, with norms of heads and without. */
const STILL: Shape[] = [
  ['two of three layers without RoPE', { ...QWEN2[0][1], noRopeLayers: [0, 2] }, {}],
  ['the same, norms of q and k', { ...QWEN2[0][1], noRopeLayers: [1] }, { headNorms: true }],
];
const SHAPES = [...QWEN2, ...biased, ...QWEN3, ...STILL, ...WIDE];

/** Below this margin of the two best logits a greedy choice is nobody's. */
const MARGIN = 0.05;
const PROMPT = [17, 250, 3, 99, 141, 8, 77];
const STEPS = 72;

describe.each(SHAPES)('%s', (name, shape, options) => {
  test.each(['k16v8', 'int8'] as const)(
    '%s: greedy tokens of float64 with keys and values rounded alike',
    async (kind) => {
      const accelerator = openGolden({ engine: 'fused', tokens: 4 });
      const { model, decoder } = await randomDecoder({ ...SMALL, ...shape }, { ...options, accelerator, seed: 5 });
      const alike = float64Decoder(decoder, kind);
      const exact = float64Decoder(decoder, 'none');
      const cache = createCache(model, STEPS, kind);
      const all = [...PROMPT];
      let [compared, divergence, fromAlike, fromExact] = [0, 0, 0, 0];

      while (all.length < STEPS) {
        const given = compared === 0 ? PROMPT : all.slice(-1);
        const ours = await forward(model, cache, given);
        const [expected, unrounded] = [alike, exact].map((step) => given.map(step)[given.length - 1]);
        fromAlike = Math.max(fromAlike, largestDifference(ours, expected));
        fromExact = Math.max(fromExact, largestDifference(ours, unrounded));
        divergence += klDivergence(unrounded, ours);
        compared++;
        const [best, next] = [...expected].sort((a, b) => b - a);
        if (best - next >= MARGIN) {
          expect(argmax(ours), `step ${compared}`).toBe(argmax(Float32Array.from(expected)));
        }
        // Both go on with float64's choice, so that a step that is nobody's does not end the comparison.
        all.push(argmax(Float32Array.from(expected)));
      }
      console.log(
        `${name}, ${kind}: largest logit error ${fromAlike.toExponential(1)} beside the rounding of keys and values, ` +
          `${fromExact.toExponential(1)} with it; KL divergence ${(divergence / compared).toExponential(1)}`,
      );
      expect(compared).toBeGreaterThan(60);
      expect(divergence / compared).toBeLessThan(0.01);
    },
    120_000,
  );
});

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (value, i) => Math.abs(value - b[i])).reduce((most, each) => Math.max(most, each), 0);

/** Σ p · ln(p / q) of the softmax of two vectors of logits, in nats. */
function klDivergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [logP, logQ] = [p, q].map((logits) => {
    const values = Array.from(logits);
    const largest = Math.max(...values);
    const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
    return values.map((value) => value - largest - Math.log(sum));
  });
  return logP.reduce((sum, value, i) => sum + Math.exp(value) * (value - logQ[i]), 0);
}
