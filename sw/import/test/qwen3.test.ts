/** Qwen3: heads of queries and keys are normalised; from GGUF, through every writer and reader to the last logit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openCpu } from '../../backends/cpu/cpu.ts';
import { openGolden } from '../../backends/golden/golden.ts';
import { prepareModel } from '../../decoder/model.ts';
import { createCache, forward } from '../../decoder/pass.ts';
import { loadModel } from '../../model/load.ts';
import type { Accelerator } from '../../port/accelerator.ts';
import { lcg } from '../../testing/arbitrary.ts';
import { TINY, writeTinyModel } from '../../testing/tiny-model.ts';
import { convertCheckpoint } from '../convert.ts';
import { openCheckpoint } from '../open-checkpoint.ts';
import { TINY_METADATA, tinyTensors } from './tiny-gguf.ts';
import { writeGguf } from './write-gguf.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-qwen3-'));
afterAll(() => rmSync(root, { recursive: true }));

const HEAD_DIM = 16;
const TOKENS = [3, 9, 27, 30, 41];

async function logitsOf(directory: string, accelerator: Accelerator): Promise<Float32Array> {
  const model = await prepareModel(loadModel(directory, accelerator.allocate), accelerator);
  const logits = await forward(model, createCache(model, TOKENS.length), TOKENS, 'all');
  await accelerator.close();
  return logits;
}

test('a GGUF file of Qwen3 opens with its head norms, and they count', async () => {
  const random = lcg(5);
  const metadata = Object.fromEntries(
    Object.entries(TINY_METADATA).map(([key, value]) => [key.replace(/^llama\./, 'qwen3.'), value]),
  );
  const headNorm = (name: string) => ({
    name: `blk.0.${name}.weight`,
    shape: [HEAD_DIM],
    values: Float32Array.from({ length: HEAD_DIM }, () => 0.5 + random()),
  });
  const path = join(root, 'qwen3.gguf');
  const write = (norms: ReturnType<typeof headNorm>[]) =>
    writeGguf(path, { ...metadata, 'general.architecture': ['string', 'qwen3'] }, [...tinyTensors(), ...norms]);
  const importInto = async (out: string) => {
    const checkpoint = await openCheckpoint(path);
    try {
      expect(checkpoint.architecture).toMatchObject({
        family: 'qwen3',
        headNorms: true,
        qkvBias: false,
        rope: { form: 'half' },
      });
      convertCheckpoint(checkpoint, { weights: 'fp32', embedding: 'fp32', lmHead: 'fp32' }, out);
    } finally {
      checkpoint.close();
    }
    return logitsOf(out, openGolden({ engine: 'fp32' }));
  };
  const norms = [headNorm('attn_q_norm'), headNorm('attn_k_norm')];
  write(norms);
  const first = await importInto(join(root, 'first'));
  // RMSNorm takes every scale of q's and k's weights away, but for its epsilon; without it the logits would change.
  const scaled = tinyTensors().map((tensor) =>
    /attn_[qk]\.weight/.test(tensor.name) ? { ...tensor, values: tensor.values.map((value) => 64 * value) } : tensor,
  );
  writeGguf(path, { ...metadata, 'general.architecture': ['string', 'qwen3'] }, [...scaled, ...norms]);
  const second = await importInto(join(root, 'second'));
  for (const [i, value] of first.entries()) {
    expect(second[i]).toBeCloseTo(value, 3);
  }
  write([norms[0], headNorm('attn_k_norm')]);
  expect(await importInto(join(root, 'third'))).not.toEqual(first);
  write([norms[0]]);
  await expect(importInto(join(root, 'fourth'))).rejects.toThrow('layers.0.attention.k_norm.weight [16] is missing');
});

test('the CPU engine makes the logits of the golden model', async () => {
  const directory = join(root, 'tiny');
  writeTinyModel(directory, { ...TINY, family: 'qwen3', qkvBias: false, headNorms: true });
  const golden = await logitsOf(directory, openGolden({ engine: 'fused' }));
  const cpu = await logitsOf(directory, openCpu({ engine: 'fused', threads: 2, activations: 'fp32' }));
  for (const [i, value] of golden.entries()) {
    expect(cpu[i]).toBeCloseTo(value, 4);
  }
});
