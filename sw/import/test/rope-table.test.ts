import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openCheckpoint } from '../open-checkpoint.ts';
import { TINY_METADATA, tinyTensors } from './tiny-gguf.ts';
import { type Value, writeGguf } from './write-gguf.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-rope-'));
afterAll(() => rmSync(root, { recursive: true }));

const [HEAD_DIM, THETA] = [16, 500_000];

/** The table of llama.cpp's converter, by wavelengths. */
const llama3Table = (factor: number): Float32Array =>
  Float32Array.from({ length: HEAD_DIM / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * THETA ** ((2 * i) / HEAD_DIM);
    if (wavelength < 8192 / 4) {
      return 1;
    }
    if (wavelength > 8192) {
      return factor;
    }
    const smooth = (8192 / wavelength - 1) / (4 - 1);
    return 1 / ((1 - smooth) / factor + smooth);
  });

async function scalingOf(table: Float32Array, metadata: Readonly<Record<string, Value>> = {}) {
  const path = join(root, 'table.gguf');
  const tensors = [...tinyTensors(), { name: 'rope_freqs.weight', shape: [table.length], values: table }];
  writeGguf(path, { ...TINY_METADATA, 'llama.rope.freq_base': ['f32', THETA], ...metadata }, tensors);
  const checkpoint = await openCheckpoint(path);
  checkpoint.close();
  expect(checkpoint.tensors.has('rope_freqs.weight')).toBe(false);
  return checkpoint.architecture.rope.scaling;
}

test.each([8, 32])('the table of Llama 3 with factor %d is its scaling', async (factor) =>
  expect(await scalingOf(llama3Table(factor))).toEqual({
    type: 'llama3',
    factor,
    lowFrequencyFactor: 1,
    highFrequencyFactor: 4,
    originalContext: 8192,
  }),
);

test('another table, one of another length, and one beside a scaling are refused by name', async () => {
  const other = llama3Table(8);
  other[3] *= 1.01;
  await expect(scalingOf(other)).rejects.toThrow(
    /rope_freqs.weight: value 3 is .*, expected .* as Llama 3 scales by 8/,
  );
  await expect(scalingOf(other.map(() => Number.NaN))).rejects.toThrow(/rope_freqs.weight: value 0 is NaN/);
  await expect(scalingOf(llama3Table(8).slice(1))).rejects.toThrow('rope_freqs.weight is [7], expected [8]');
  const scaled: Record<string, Value> = { 'llama.rope.scaling.factor': ['f32', 4] };
  await expect(scalingOf(llama3Table(8), scaled)).rejects.toThrow('rope_freqs.weight beside RoPE scaling linear');
});
