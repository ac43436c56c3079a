import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { prepareModel } from '../../decoder/model.ts';
import { DataError } from '../../errors.ts';
import { TENSOR_KINDS, type TensorKind } from '../../port/tensor.ts';
import { randomActivations, randomMatrix } from '../../testing/arbitrary.ts';
import { TINY, writeTinyModel } from '../../testing/tiny-model.ts';
import { createSampler } from '../../text/sampler.ts';
import { generate } from '../../text/session.ts';
import { floatToHalf, HALF_TO_FLOAT } from '../half.ts';
import { loadModel } from '../load.ts';
import { packMatrix } from '../pack.ts';
import type { ModelManifest } from '../schema.ts';
import { floats, halves, rowReader } from '../tensor.ts';
import { writeModel } from '../write.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-model-'));
afterAll(() => rmSync(root, { recursive: true }));

const description = { name: 'n', source: 's', architecture: TINY, tokens: { bos: null, stop: [] } };

test.each(TENSOR_KINDS)('a tensor of kind %s reads back, whole and row by row', (kind) => {
  const [n, k] = [37, 130];
  const { data, expected } = tensorOf(kind, n, k);
  const directory = join(root, kind);
  const writer = writeModel(directory);
  writer.add('small', 'fp32', [3], Float32Array.of(1, 2, 3));
  writer.add('matrix', kind, [n, k], data);
  writer.finish(description);

  const { tensors, manifest } = loadModel(directory);
  expect(manifest).toMatchObject(description);
  expect([...floats(tensors.get('small')!)]).toEqual([1, 2, 3]);
  const read = rowReader(tensors.get('matrix')!);
  const row = new Float32Array(k);
  for (let i = 0; i < n; i++) {
    read(i, row);
    expect(row).toEqual(expected.subarray(i * k, (i + 1) * k));
  }
  if (kind === 'fp16') {
    expect(halves(tensors.get('matrix')!)).toEqual(data);
  }
});

function tensorOf(kind: TensorKind, n: number, k: number): { data: ArrayBufferView; expected: Float32Array } {
  const values = randomActivations(n * k, 5).map((x) => x * 2 ** -8);
  if (kind === 'fp32') {
    return { data: values, expected: values };
  }
  if (kind === 'fp16') {
    const data = Uint16Array.from(values, floatToHalf);
    return { data, expected: Float32Array.from(data, (bits) => HALF_TO_FLOAT[bits]) };
  }
  const matrix = randomMatrix(kind, n, k, 6);
  const expected = Float32Array.from(matrix.q, (q, i) => {
    const group = Math.floor(i / k) * Math.ceil(k / 64) + Math.floor((i % k) / 64);
    return (q - matrix.zeros[group]) * HALF_TO_FLOAT[matrix.scales[group]];
  });
  return { data: packMatrix(matrix, kind), expected };
}

test('a model that is given up leaves nothing', () => {
  const directory = join(root, 'aborted');
  const writer = writeModel(directory);
  writer.add('small', 'fp32', [3], Float32Array.of(1, 2, 3));
  expect(() => writer.add('wrong', 'fp16', [3], Float32Array.of(1, 2, 3))).toThrow(
    'fp16 [3] takes 6 bytes, 12 were given',
  );
  writer.abort();
  expect(() => loadModel(directory)).toThrow('no such folder');
});

describe('whatever stands in model.json', () => {
  const model = join(root, 'tiny');
  beforeAll(() => writeTinyModel(model));

  /** Every place in a JSON value, as the keys that lead there. */
  const places = (value: unknown, path: string[] = []): string[][] =>
    typeof value === 'object' && value !== null
      ? [path, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))]
      : [path];

  const replaced = (value: unknown, [key, ...rest]: string[], by: unknown): unknown => {
    if (key === undefined) {
      return by;
    }
    const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
    copy[key] = replaced(copy[key], rest, by);
    return copy;
  };

  test('the model runs or a DataError says why not', async () => {
    const manifest: ModelManifest = JSON.parse(readFileSync(join(model, 'model.json'), 'utf8'));
    const data = readFileSync(join(model, 'model.bin'));
    const damaged = join(root, 'damaged');
    mkdirSync(damaged, { recursive: true });
    writeFileSync(join(damaged, 'model.bin'), data);
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.integer({ min: -5, max: 200 }),
      fc.constantFrom(0, 1e300, 2 ** 53, ...TENSOR_KINDS),
    );

    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places(manifest)), anything, async (place, value) => {
        writeFileSync(join(damaged, 'model.json'), JSON.stringify(replaced(manifest, place, value)));
        try {
          const prepared = await prepareModel(loadModel(damaged), openGolden({ engine: 'fused' }));
          const options = { maxTokens: 1, sampler: createSampler({ temperature: 0, seed: 0 }), stopTokens: [] };
          for await (const _ of generate(prepared, [5], options)) {
          }
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 400 },
    );
  });
});

test('a token that the model does not have is refused', async () => {
  const model = await prepareModel(loadModel(join(root, 'tiny')), openGolden({ engine: 'fused' }));
  const sampler = createSampler({ temperature: 0, seed: 0 });
  const events = generate(model, [96, 97], { maxTokens: 1, sampler, stopTokens: [] });
  await expect(events.next()).rejects.toThrow('the tokenizer gave token 97, but the model has 97');
});
