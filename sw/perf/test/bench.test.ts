import { expect, test } from 'vitest';
import { openCpu } from '../../backends/cpu/cpu.ts';
import { TINY } from '../../testing/tiny-model.ts';
import { ROWS, type Row } from '../cpu/breakdown.ts';
import { bench } from '../cpu/measure.ts';
import { syntheticModel } from '../cpu/synthetic-model.ts';

test('a measurement has a speed for every length and a time for every row', async () => {
  const architecture = { ...TINY, tiedEmbedding: true };
  const accelerator = openCpu({ engine: 'fused', threads: 2, simd: 'plain', activations: 'int8', capacity: 64 << 20 });
  const read = (allocate: (bytes: number) => Uint8Array) => syntheticModel(allocate, architecture);
  const said: string[] = [];
  const progress = (message: string) => said.push(message);
  const result = await bench(accelerator, read, { lengths: [3, 9], tokens: 4, rounds: 2, progress });

  expect(result).toMatchObject({ threads: 2, simd: 'plain' });
  for (const speeds of [result.prefill, result.decode]) {
    expect(Object.keys(speeds)).toEqual(['3', '9']);
    expect(Math.min(...Object.values(speeds))).toBeGreaterThan(0);
  }
  expect(Object.keys(result.breakdown)).toEqual(Object.keys(ROWS));
  for (const row of Object.keys(ROWS) as Row[]) {
    expect(result.breakdown[row]).toBeGreaterThan(0);
  }
  expect(said.at(-1)).toBe('2 threads, length 9, round 2 of 2');
});

test('the rows of Table I add up to the layer of the paper', () => {
  const total = Object.values(ROWS).reduce((sum, [, paper]) => sum + (paper ?? 0), 0);
  expect(total).toBe(15952);
});
