import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareModel } from '../../../decoder/model.ts';
import { forward } from '../../../decoder/pass.ts';
import { loadModel } from '../../../model/load.ts';
import type { Accelerator } from '../../../port/accelerator.ts';
import { TINY, writeTinyModel } from '../../../testing/tiny-model.ts';
import { openGolden } from '../../golden/golden.ts';
import { chooseSimd } from '../choose.ts';
import { type CpuOptions, openCpu } from '../cpu.ts';
import { SIMD_KINDS } from './setting.ts';

const PROMPT = [1, 5, 9, 33, 40, 7, 77, 1, 2, 3];
const NEXT = [3, 8, 13];
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'macromac-cpu-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Logits of every token of the prompt, then of three more tokens one at a time. */
async function logits(model: string, accelerator: Accelerator): Promise<Float32Array[]> {
  try {
    const { architecture, operators, ...rest } = await prepareModel(
      loadModel(model, accelerator.allocate),
      accelerator,
    );
    const { layers, kvHeads, headDim } = architecture;
    const cache = operators.createCache(layers, 24, kvHeads * headDim, 'fp32', headDim);
    const results: Float32Array[] = [];
    for (const tokens of [PROMPT, ...NEXT.map((token) => [token])]) {
      results.push((await forward({ architecture, operators, ...rest }, cache, tokens, 'all')).slice());
    }
    return results;
  } finally {
    await accelerator.close();
  }
}

const worst = (a: Float32Array[], b: Float32Array[]): number =>
  Math.max(...a.flatMap((values, i) => Array.from(values, (value, j) => Math.abs(value - b[i][j]))));

const largestOf = (all: Float32Array[]): number => Math.max(...all.flatMap((values) => Array.from(values, Math.abs)));

describe.each([
  ['ragged, biased', TINY],
  ['tied, one KV head', { ...TINY, tiedEmbedding: true, hidden: 128, ffn: 256, kvHeads: 1, headDim: 32 }],
  [
    'interleaved',
    { ...TINY, family: 'llama' as const, qkvBias: false, rope: { ...TINY.rope, form: 'interleaved' as const } },
  ],
])('a decoder, %s', (name, architecture) => {
  let model: string;
  let golden: Float32Array[];
  beforeAll(async () => {
    model = join(directory, name);
    writeTinyModel(model, architecture);
    golden = await logits(model, openGolden({ engine: 'fused' }));
  });

  const open = (options: Partial<CpuOptions>) => openCpu({ engine: 'fused', capacity: 64 << 20, ...options });
  describe.each(SIMD_KINDS)('%s SIMD', (simd) => {
    test.each([1, 2])(
      'with exact activations has the golden logits to 2 · 10⁻⁶ of the largest, on %i threads',
      async (threads) => {
        expect(worst(await logits(model, open({ simd, threads })), golden)).toBeLessThan(2e-6 * largestOf(golden));
      },
    );

    test('with activations of 8 bits comes within 2 % of the largest logit', async () => {
      const fast = await logits(model, open({ simd, threads: 2, activations: 'int8' }));
      expect(worst(fast, golden)).toBeLessThan(0.02 * largestOf(golden));
      expect(worst(fast, golden)).toBeGreaterThan(0);
    });
  });

  test('loaded from memory of its own a model gives the same bits', async () => {
    const { allocate: _, ...copying } = open({ simd: 'plain', threads: 1 });
    expect(await logits(model, copying)).toEqual(await logits(model, open({ simd: 'plain', threads: 1 })));
  });
});

test('the choice of kernels is made once, and never against the engine', () => {
  const choice = chooseSimd();
  expect(chooseSimd()).toBe(choice);
  expect(SIMD_KINDS).toContain(choice);
});

test('the engine of the paper is not this back end’s', () => {
  expect(() => openCpu({ engine: 'fp32' })).toThrow('engine fused');
});
