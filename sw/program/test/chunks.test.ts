/**
 * Attention over several chunks of positions, merged (docs/numerics.md): chunks of 64 here, of 4,096 as users have it.
 */
import { describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { createCache, forward } from '../../decoder/pass.ts';
import type { Architecture } from '../../model/schema.ts';
import { lcg } from '../../testing/arbitrary.ts';
import { argmax } from '../../text/ranking.ts';
import { float64Decoder } from './float64-decoder.ts';
import { type RandomDecoderOptions, randomDecoder, SMALL } from './random-decoder.ts';

const CHUNK = 64;
/** Two whole chunks and a part. */
const LENGTH = 140;
const random = lcg(17);
const TEXT = Array.from({ length: LENGTH }, () => Math.floor(random() * SMALL.vocab));

const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.slice().buffer);

type Kind = 'k16v8' | 'int8';
interface Setting extends Partial<RandomDecoderOptions> {
  readonly T: number;
  readonly kind?: Kind;
  readonly architecture?: Partial<Architecture>;
}

async function opened({ T, architecture, ...options }: Setting) {
  const accelerator = openGolden({ engine: 'fused', tokens: T });
  return randomDecoder({ ...SMALL, layers: 1, ...architecture }, { chunk: CHUNK, ...options, accelerator, seed: 3 });
}

/** Logits [LENGTH, vocab] of the text, `parts` of it at a time. */
async function logitsOf(setting: Setting, parts: number): Promise<Float32Array> {
  const { model } = await opened(setting);
  const cache = createCache(model, LENGTH, setting.kind);
  const all = new Float32Array(LENGTH * SMALL.vocab);
  for (let first = 0; first < LENGTH; first += parts) {
    const some = await forward(model, cache, TEXT.slice(first, first + parts), 'all');
    all.set(some, first * SMALL.vocab);
  }
  return all;
}

describe.each<[string, Omit<Setting, 'T'>]>([
  ['heads of 32, 2:1', {}],
  ['heads of 32, 7:1, INT8 keys', { kind: 'int8', architecture: { heads: 7, kvHeads: 1 } }],
  ['heads of 128 with norms', { headNorms: true, architecture: { headDim: 128, heads: 2, kvHeads: 1 } }],
  ['heads of 64, key biases of ±300', { keyBias: 300, architecture: { headDim: 64, heads: 2, kvHeads: 1 } }],
])('%s', (_, setting) => {
  test('the choices of float64, with keys and values rounded alike', async () => {
    const { decoder } = await opened({ ...setting, T: 4 });
    const step = float64Decoder(decoder, setting.kind ?? 'k16v8');
    const logits = await logitsOf({ ...setting, T: 4 }, LENGTH);
    let [largest, sum] = [0, 0];
    for (const [t, token] of TEXT.entries()) {
      const expected = step(token);
      const ours = logits.subarray(t * SMALL.vocab, (t + 1) * SMALL.vocab);
      const error = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i])), 0);
      largest = Math.max(largest, error);
      sum += error;
      const [best, next] = [...expected].sort((a, b) => b - a);
      if (best - next >= 0.05) {
        expect(argmax(ours), `token ${t}`).toBe(argmax(Float32Array.from(expected)));
      }
    }
    // Now and then float64 rounds a key or value to the other side of a middle.
    expect(largest).toBeLessThan(0.05);
    expect(sum / LENGTH).toBeLessThan(0.001);
  });

  test('the same bits however many tokens a pass has, over the ends of chunks too', async () => {
    const alone = bitsOf(await logitsOf({ ...setting, T: 1 }, 1));
    expect(bitsOf(await logitsOf({ ...setting, T: 4 }, 7))).toEqual(alone);
    expect(bitsOf(await logitsOf({ ...setting, T: 8 }, LENGTH))).toEqual(alone);
  });
});

test('one chunk and several differ by rounding alone', async () => {
  const several = await logitsOf({ T: 4 }, LENGTH);
  const one = await logitsOf({ T: 4, chunk: 4096 }, LENGTH);
  expect(bitsOf(several.slice(0, CHUNK * SMALL.vocab))).toEqual(bitsOf(one.slice(0, CHUNK * SMALL.vocab)));
  expect(bitsOf(several)).not.toEqual(bitsOf(one));
  const errors = several.map((value, i) => Math.abs(value - one[i]));
  expect(errors.reduce((most, error) => Math.max(most, error), 0)).toBeLessThan(0.05);
});

test('tokens taken back over the end of a chunk leave no trace', async () => {
  const { model } = await opened({ T: 4 });
  const cache = createCache(model, LENGTH);
  await forward(model, cache, TEXT.slice(0, 135), 'none');
  cache.truncate(62);
  await forward(model, cache, TEXT.slice(62, 120), 'none');
  const last = await forward(model, cache, TEXT.slice(120, 125), 'last');
  const all = await logitsOf({ T: 4 }, LENGTH);
  expect(bitsOf(last)).toEqual(bitsOf(all.slice(124 * SMALL.vocab, 125 * SMALL.vocab)));
});
