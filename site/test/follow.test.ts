import { join } from 'node:path';
import { goldenMatmul } from 'macromac/backends/golden/matmul.ts';
import { loadModel } from 'macromac/model/load.ts';
import type { PackedMatrix } from 'macromac/port/matrix.ts';
import { expect, test } from 'vitest';
import { expected, heaviestInput } from '../src/engine/follow.ts';

const tensor = loadModel(join(import.meta.dirname, '../../models/story')).tensors.get('embedding.weight')!;
const [n, k] = tensor.shape as [number, number];
const matrix: PackedMatrix = { name: tensor.name, n, k, format: 'awq-macro', data: tensor.data };
const x = Float32Array.from({ length: k }, (_, i) => Math.sin(i * i) * 3);

test('the steps of a number end in the result of the golden model, whatever weight is followed', () => {
  const results = goldenMatmul('fused', matrix, x, 1);
  for (let output = 0; output < n; output += 61) {
    for (const input of [0, 63, 64, 100, k - 1]) {
      const { q, z, m, product, totals } = expected(matrix, x, { n: output, k: input });
      expect(totals.at(-1)).toBe(results[output]);
      expect(product).toBe((q - z) * m);
    }
  }
});

test('the heaviest input has the largest share of its output', () => {
  const share = (input: number) => {
    const { q, z, scale } = expected(matrix, x, { n: 259, k: input });
    return Math.abs((q - z) * scale * x[input]);
  };
  const heaviest = share(heaviestInput(matrix, x, 259));
  for (let input = 0; input < k; input++) {
    expect(share(input)).toBeLessThanOrEqual(heaviest);
  }
});
