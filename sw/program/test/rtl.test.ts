/**
 * Whole passes by lists through the accelerator's emitted Verilog: every byte that a list writes is the golden
 * machine's. Small ones run in `npm test`; with MACROMAC_NIGHTLY=1 those of published models' sizes:
 * docs/verification.md has what they took.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CheckedAccelerator, checked } from '../../backends/checked.ts';
import { openGolden } from '../../backends/golden/golden.ts';
import { openRtl } from '../../backends/rtl/rtl.ts';
import { type Model, prepareModel } from '../../decoder/model.ts';
import { createCache, pass } from '../../decoder/pass.ts';
import { SHAPES, type Shape } from '../../perf/shapes.ts';
import { randomModel, randomWords } from '../../perf/token-model.ts';
import type { Wanted } from '../../port/passes.ts';
import { readModel } from '../../text/read-model.ts';
import { createSampler } from '../../text/sampler.ts';
import { Session } from '../../text/session.ts';
import type { DeviceCache } from '../device-cache.ts';
import { listPasses, offload, placeModel } from '../offload.ts';

const isNightly = process.env.MACROMAC_NIGHTLY === '1';
const STORY = join(import.meta.dirname, '../../../models/story');
/** Beats of a macro of keys or values, of which the first holds scales. */
const MACRO_BYTES = 33 * 16;

const openChecked = async (tokens: number): Promise<CheckedAccelerator> =>
  checked(await openRtl({ engine: 'fused', tokens }), openGolden({ engine: 'fused', tokens }));

/** Any keys and values at the first `length` positions. */
function fill(cache: DeviceCache, { kvHeads, headDim }: Shape, length: number): void {
  const random = randomWords(7);
  const scale = () => (random() & 0x3ff) | 0x2000; // 2^-7 … 2^-6
  const keys = 4 * kvHeads;
  const values = kvHeads * (headDim / 8);
  const parts = cache.stored(length);
  for (const [i, part] of parts.entries()) {
    const region = i % (keys + values + kvHeads);
    const halves = new Uint16Array(part.buffer, part.byteOffset, part.length / 2);
    if (region >= keys + values) {
      halves.forEach((_, at) => {
        halves[at] = scale();
      });
      continue;
    }
    for (let at = 0; at < part.length; at += MACRO_BYTES) {
      // The scales of values' macros stay 1.0.
      if (region < keys) {
        halves.subarray(at / 2, at / 2 + 8).forEach((_, j) => {
          halves[at / 2 + j] = scale();
        });
      }
      for (let byte = at + 16; byte < at + MACRO_BYTES; byte++) {
        part[byte] = random() >>> 24;
      }
    }
  }
}

interface Pass {
  readonly shape: Shape;
  readonly T: number;
  readonly tokens: number;
  /** Positions of which keys and values are there. */
  readonly position: number;
  readonly wanted: Wanted;
  /** Positions of a chunk of attention. */
  readonly chunk?: number;
}

async function samePass({ shape, T, tokens, position, wanted, chunk }: Pass): Promise<void> {
  const accelerator = await openChecked(T);
  try {
    const context = position + tokens;
    const format = 'awq-macro-dense';
    const random = await randomModel({ shape, weights: format, head: format, context }, accelerator);
    const lists = accelerator.lists!;
    const model = { ...random, passes: listPasses(random, lists, placeModel(random, lists), chunk) };
    const cache = createCache(model, context) as DeviceCache;
    fill(cache, shape, position);
    cache.advance(position);
    const given = Array.from({ length: tokens }, (_, t) => t);
    const decoded = await pass(model, cache, given, wanted);
    const logits = wanted === 'top' ? (await decoded.top())!.values : await decoded.logits('all');
    expect(logits.every(Number.isFinite)).toBe(true);
    expect(accelerator.compared.values).toBeGreaterThan(0);
    console.log(
      `${shape.name}, T = ${T}, ${tokens} at ${position}: ${accelerator.statistics()!.total.cycles} cycles, ` +
        `${accelerator.compared.values} words equal`,
    );
  } finally {
    await accelerator.close();
  }
}

/** A text by lists on both, compared after each. */
async function sameText(
  model: Model,
  prompt: readonly number[],
  maxTokens: number,
  tokensPerStart = 1,
): Promise<number[]> {
  const tokens: number[] = [];
  const session = new Session(model, prompt.length + maxTokens);
  const sampler = createSampler({ temperature: 0, seed: 0 });
  for await (const event of session.generate(prompt, { maxTokens, sampler, stopTokens: [], tokensPerStart })) {
    if (event.kind === 'token') {
      tokens.push(event.token);
    }
  }
  session.close();
  return tokens;
}

async function sameStory(T: number, count: number, tokensPerStart: number): Promise<void> {
  const accelerator = await openChecked(T);
  try {
    const { stored, tokenizer } = readModel(STORY);
    const model = offload(await prepareModel(stored, accelerator));
    const prompt = tokenizer.encode('Once upon a time');
    const tokens = await sameText(model, prompt, count);
    expect(tokens).toHaveLength(count);
    const { cycles } = accelerator.statistics()!.total;
    console.log(`story model, T = ${T}, ${count} tokens: ${cycles} cycles`);
    expect(await sameText(model, prompt, count, tokensPerStart)).toEqual(tokens);
    const fewer = accelerator.statistics()!.total.cycles - cycles;
    console.log(`the same, ${tokensPerStart} tokens a start: ${fewer} cycles`);
    expect(fewer).toBeLessThan(cycles);
  } finally {
    await accelerator.close();
  }
}

/** As Qwen2.5-0.5B and Qwen3-0.6B are, in little: heads as they have them. */
const SMALL_QWEN2: Shape = {
  ...SHAPES['qwen2.5-0.5b'],
  name: 'small Qwen2',
  layers: 1,
  hidden: 192,
  ffn: 448,
  vocab: 1000,
};
const SMALL_QWEN3: Shape = {
  ...SHAPES['qwen3-0.6b'],
  name: 'small Qwen3',
  layers: 1,
  hidden: 128,
  ffn: 320,
  heads: 4,
  kvHeads: 2,
  vocab: 1000,
};

/** More inputs of `down` than a product takes. */
const WIDE: Shape = { ...SMALL_QWEN2, name: 'wide', hidden: 64, heads: 2, kvHeads: 1, ffn: 8288, vocab: 200 };

describe('small', () => {
  test('the story model, four tokens', () => sameStory(2, 4, 3), 1_800_000);

  test.each<Pass>([
    { shape: SMALL_QWEN2, T: 2, tokens: 1, position: 255, wanted: 'top' },
    { shape: SMALL_QWEN3, T: 2, tokens: 1, position: 70, wanted: 'top' },
    { shape: SMALL_QWEN2, T: 2, tokens: 2, position: 63, wanted: 'all' },
    { shape: SMALL_QWEN2, T: 2, tokens: 1, position: 150, wanted: 'top', chunk: 64 },
    { shape: SMALL_QWEN3, T: 2, tokens: 2, position: 130, wanted: 'all', chunk: 64 },
    { shape: WIDE, T: 2, tokens: 1, position: 10, wanted: 'top' },
    { shape: WIDE, T: 2, tokens: 2, position: 10, wanted: 'all' },
  ])('$shape.name: $tokens tokens at $position, $wanted', samePass, 1_800_000);
});

describe.runIf(isNightly)('whole', () => {
  const qwen2 = SHAPES['qwen2.5-0.5b'];

  test('the story model, 100 tokens', () => sameStory(4, 100, 64), 7_200_000);

  test.each<Pass>([
    { shape: qwen2, T: 4, tokens: 1, position: 255, wanted: 'top' },
    { shape: qwen2, T: 4, tokens: 1, position: 2047, wanted: 'top' },
    { shape: SHAPES['qwen3-0.6b'], T: 4, tokens: 1, position: 255, wanted: 'top' },
    { shape: qwen2, T: 4, tokens: 4, position: 252, wanted: 'all' },
    { shape: { ...qwen2, layers: 2, vocab: 8000 }, T: 4, tokens: 1, position: 9000, wanted: 'top' },
    { shape: { ...SHAPES['qwen2.5-1.5b'], layers: 2 }, T: 4, tokens: 1, position: 255, wanted: 'top' },
    { shape: { ...SHAPES['qwen2.5-1.5b'], layers: 2, vocab: 8000 }, T: 4, tokens: 4, position: 60, wanted: 'all' },
  ])('$shape.name: $tokens tokens at $position, $wanted', samePass, 7_200_000);

  test("SmolLM2-135M's sizes, random weights: 8 tokens", async () => {
    const accelerator = await openChecked(4);
    const shape = SHAPES['smollm2-135m'];
    const format = 'awq-macro-dense';
    const random = await randomModel({ shape, weights: format, head: format, context: 64 }, accelerator);
    const tokens = await sameText(offload(random), [1, 2, 3], 8);
    expect(tokens).toHaveLength(8);
    console.log(`SmolLM2-135M, T = 4, 3 + 8 tokens: ${accelerator.statistics()!.total.cycles} cycles`);
    await accelerator.close();
  }, 7_200_000);
});
