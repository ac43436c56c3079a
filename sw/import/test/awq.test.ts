import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { prepareModel } from '../../decoder/model.ts';
import { forward } from '../../decoder/pass.ts';
import { floatToHalf } from '../../model/half.ts';
import { loadModel } from '../../model/load.ts';
import { unpackMatrix } from '../../model/pack.ts';
import { dequantize } from '../../quant/dequantize.ts';
import { tinyCheckpoint } from '../../testing/tiny-model.ts';
import { type Checkpoint, nameFromHuggingFace } from '../checkpoint.ts';
import { convertCheckpoint } from '../convert.ts';
import { openHuggingFaceFolder } from '../huggingface-checkpoint.ts';

/** Checkpoints packed by NumPy: tools/oracle/make_autoawq_vectors.py */
const ORACLE = join(import.meta.dirname, '../test-data/autoawq');
const scratch = mkdtempSync(join(tmpdir(), 'macromac-autoawq-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** SHA-256 of the float32 weights that a checkpoint stands for, by our names. */
const expectedHashes = (name: string): [string, string][] =>
  Object.entries<string>(JSON.parse(readFileSync(join(ORACLE, name, 'expected.json'), 'utf8'))).map(
    ([tensor, hash]) => [nameFromHuggingFace(tensor)!, hash],
  );
const hashOf = (weights: Float32Array): string => createHash('sha256').update(weights).digest('hex');

test.each(['g64', 'g128'])('%s: every weight survives into model.bin bit for bit', (name) => {
  const checkpoint: Checkpoint = { ...openHuggingFaceFolder(join(ORACLE, name)), files: tinyCheckpoint().files };
  const directory = join(scratch, name);
  convertCheckpoint(checkpoint, { weights: 'awq-macro', embedding: 'fp16', lmHead: 'fp16' }, directory);
  checkpoint.close();
  const { tensors } = loadModel(directory);
  const expected = expectedHashes(name);
  expect(expected.length).toBe(7);
  for (const [tensorName, hash] of expected) {
    const { kind, shape, data } = tensors.get(tensorName)!;
    expect(kind).toBe('awq-macro');
    expect(hashOf(dequantize(unpackMatrix(data, 'awq-macro', shape[0], shape[1]!))), tensorName).toBe(hash);
  }
});

describe('groups of 32', () => {
  test('are refused, with the way out', () =>
    expect(() => openHuggingFaceFolder(join(ORACLE, 'g32'))).toThrow(
      /qweight has groups of 32; AWQ_MACRO's are of 64.* --requantize/,
    ));

  test('are dequantised for --requantize', () => {
    const { tensors, close } = openHuggingFaceFolder(join(ORACLE, 'g32'), { requantize: true });
    for (const [name, hash] of expectedHashes('g32')) {
      const tensor = tensors.get(name)!;
      expect(tensor.kind === 'float' && hashOf(tensor.read(0, tensor.shape[0])), name).toBe(hash);
    }
    close();
  });
});

describe('what AWQ_MACRO cannot hold is refused by name', () => {
  const withSettings = (change: object): string => {
    const directory = mkdtempSync(join(scratch, 'changed-'));
    cpSync(join(ORACLE, 'g64'), directory, { recursive: true });
    const config = JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8'));
    Object.assign(config.quantization_config, change);
    writeFileSync(join(directory, 'config.json'), JSON.stringify(config));
    return directory;
  };

  test.each([
    [{ quant_method: 'hqq' }, 'quant_method is "hqq": not supported, expected one of "awq", "gptq"'],
    [{ version: 'gemv_fast' }, 'version is "gemv_fast": not supported, expected "gemm" or "gemv"'],
    [{ bits: 8 }, 'bits is 8: not supported, expected 4'],
    [{ zero_point: 'no' }, 'zero_point is "no": not supported, expected true or false'],
    [{ group_size: 'all' }, 'group_size is "all", expected an integer'],
    [{ group_size: 96 }, 'inputs do not divide into groups of 96'],
    [{ group_size: 128 }, /qzeros is I32 \[2, \d+\], expected I32 \[1, \d+\]/],
  ])('%o', (change, message) => expect(() => openHuggingFaceFolder(withSettings(change))).toThrow(message));
});

describe('layers that the author left as floats', () => {
  /** The oracle with one matrix as floats, as `modules_to_not_convert` leaves it. */
  const values = Float32Array.from({ length: 128 * 128 }, (_, i) => Math.sin(i) / 16);
  const mixed = (): Checkpoint => {
    const checkpoint = openHuggingFaceFolder(join(ORACLE, 'g64'));
    const read = (first: number, count: number) => values.slice(first * 128, (first + count) * 128);
    const down = { kind: 'float', shape: [128, 128], bytes: 4 * values.length, read } as const;
    const tensors = new Map(checkpoint.tensors).set('layers.0.mlp.down.weight', down);
    return { ...checkpoint, tensors, files: tinyCheckpoint().files };
  };
  const DOWN = 'layers.0.mlp.down.weight';

  test.each([
    [{}, 'fp16', 'awq-macro'],
    [{ unquantized: 'awq-macro' }, 'awq-macro', 'awq-macro'],
    [{ unquantized: 'fp32', weights: 'fp32' }, 'fp32', 'awq-macro'],
    [{ unquantized: 'fp16', weights: 'fp16' }, 'fp16', 'awq-macro'],
    [{ unquantized: 'int8-macro', weights: 'awq-macro-dense' }, 'int8-macro', 'awq-macro-dense'],
  ] as const)('with %o: %s, beside %s', async (choice, kind, others) => {
    const checkpoint = mixed();
    const directory = mkdtempSync(join(scratch, 'mixed-'));
    convertCheckpoint(checkpoint, { weights: 'awq-macro', embedding: 'fp16', lmHead: 'fp16', ...choice }, directory);
    checkpoint.close();
    const stored = loadModel(directory);
    expect(stored.tensors.get(DOWN)!.kind).toBe(kind);
    const quantized = [...stored.tensors].filter(([name]) => /attention\.[qkvo]|gate|up/.test(name));
    expect(new Set(quantized.map(([, tensor]) => tensor.kind))).toEqual(new Set([others]));
    if (kind === 'fp16') {
      const halves = new Uint16Array(stored.tensors.get(DOWN)!.data.slice().buffer);
      expect(halves).toEqual(Uint16Array.from(values, floatToHalf));
    }
    // And the model runs so.
    const model = await prepareModel(stored, openGolden({ engine: 'fused' }));
    const { layers, kvHeads, headDim } = model.architecture;
    const logits = await forward(model, model.operators.createCache(layers, 3, kvHeads * headDim), [1, 2, 3]);
    expect(logits.every(Number.isFinite)).toBe(true);
  });
});
