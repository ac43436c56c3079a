/** Checkpoints that others quantised: AutoAWQ "GEMV", GPTQ, compressed-tensors, FP8. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadModel } from '../../model/load.ts';
import { unpackMatrix } from '../../model/pack.ts';
import { dequantize } from '../../quant/dequantize.ts';
import { tinyCheckpoint } from '../../testing/tiny-model.ts';
import { nameFromHuggingFace } from '../checkpoint.ts';
import { convertCheckpoint } from '../convert.ts';
import { openHuggingFaceFolder } from '../huggingface-checkpoint.ts';

/** Packed by NumPy: tools/oracle/make_quantised_vectors.py */
const ORACLE = join(import.meta.dirname, '../test-data/quantised');
const scratch = mkdtempSync(join(tmpdir(), 'macromac-quantised-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** SHA-256 of the float32 weights that a checkpoint stands for, by our names. */
const expectedHashes = (name: string): [string, string][] =>
  Object.entries<string>(JSON.parse(readFileSync(join(ORACLE, name, 'expected.json'), 'utf8'))).map(
    ([tensor, hash]) => [nameFromHuggingFace(tensor)!, hash],
  );
const hashOf = (weights: Float32Array): string => createHash('sha256').update(weights).digest('hex');

/** The folder of a case, changed: keys of its quantization_config, and of its config.json. */
function changed(name: string, settings: object, config: object = {}): string {
  const directory = mkdtempSync(join(scratch, 'changed-'));
  cpSync(join(ORACLE, name), directory, { recursive: true });
  const path = join(directory, 'config.json');
  const whole = JSON.parse(readFileSync(path, 'utf8'));
  Object.assign(whole.quantization_config, settings);
  writeFileSync(path, JSON.stringify({ ...whole, ...config }));
  return directory;
}

test.each(['gemv-g64', 'gemv-no-zeros', 'gptq-g64', 'gptq-asymmetric', 'gptq-v2', 'compressed-g64', 'compressed-channel',
  'compressed-asymmetric'])('%s: every weight survives into model.bin bit for bit', (name) => {
  const opened = openHuggingFaceFolder(join(ORACLE, name));
  const directory = mkdtempSync(join(scratch, 'model-'));
  const storage = { weights: 'awq-macro', embedding: 'fp16', lmHead: 'fp16' } as const;
  convertCheckpoint({ ...opened, files: tinyCheckpoint().files }, storage, directory);
  opened.close();
  const { tensors } = loadModel(directory);
  for (const [tensor, hash] of expectedHashes(name)) {
    const { kind, shape, data } = tensors.get(tensor)!;
    expect(kind).toBe('awq-macro');
    expect(hashOf(dequantize(unpackMatrix(data, 'awq-macro', shape[0], shape[1]!))), tensor).toBe(hash);
  }
}); // biome-ignore format: a list of names

test.each(['compressed-fp8', 'compressed-fp8-tensor', 'fp8-blocks'])(
  '%s: every weight as a float, in pieces',
  (name) => {
    const { tensors, close } = openHuggingFaceFolder(join(ORACLE, name));
    for (const [tensor, hash] of expectedHashes(name)) {
      const floats = tensors.get(tensor)!;
      if (floats.kind !== 'float') {
        throw new Error(`${tensor} is ${floats.kind}`);
      }
      const [n, k] = floats.shape;
      const whole = new Float32Array(n * k);
      for (let row = 0; row < n; row += 5) {
        whole.set(floats.read(row, Math.min(5, n - row)), row * k);
      }
      expect(hashOf(whole), tensor).toBe(hash);
    }
    close();
  },
);

describe('what AWQ_MACRO cannot hold', () => {
  test.each([
    ['gemv-g32', /qweight has groups of 32; AWQ_MACRO's are of 64.* --requantize/],
    ['gptq-act-order', /qweight has groups of inputs that do not lie side by side \(desc_act\).* --requantize/],
  ])('%s is refused, and dequantised for --requantize', (name, message) => {
    expect(() => openHuggingFaceFolder(join(ORACLE, name))).toThrow(message);
    const { tensors, close } = openHuggingFaceFolder(join(ORACLE, name), { requantize: true });
    for (const [tensor, hash] of expectedHashes(name)) {
      const held = tensors.get(tensor)!;
      // A matrix of one group has its inputs in order.
      const weights = held.kind === 'float' ? held.read(0, held.shape[0]) : dequantize(held.read());
      expect(hashOf(weights), tensor).toBe(hash);
    }
    close();
  });

  test.each<[string, object, string | RegExp]>([
    ['gptq-g64', { bits: 8 }, 'quantization_config.bits is 8: not supported, expected 4'],
    ['gptq-g64', { checkpoint_format: 'marlin' }, 'checkpoint_format is "marlin": not supported, expected "gptq" or "gptq_v2"'],
    ['gptq-g64', { dynamic: { '-:lm_head': {} } }, /dynamic is .*: not supported, expected \{\}/],
    ['gptq-g64', { group_size: 48 }, 'inputs do not divide into groups of 48'],
    ['gptq-g64', { rotated: true }, 'quantization_config.rotated is true: unknown here'],
    ['gptq-asymmetric', { group_size: -1 }, /qzeros is I32 \[2, 16\], expected I32 \[1, 16\]/],
    ['gptq-v2', { checkpoint_format: 'gptq' }, /qweight has a zero point of 16, and AWQ_MACRO has 0 to 15/],
    ['compressed-g64', { kv_cache_scheme: { num_bits: 8 } }, /kv_cache_scheme is .*: not supported/],
    ['compressed-g64', { config_groups: { a: { weights: { num_bits: 8, type: 'int' } } } }, /config_groups\.a\.weights are of 8 bits, type "int"/],
    ['compressed-g64', { config_groups: { a: { weights: { num_bits: 4, type: 'int' }, rotation: 3 } } }, /config_groups\.a\.rotation is 3: unknown here/],
    ['compressed-g64', { config_groups: { a: { weights: { num_bits: 4, type: 'int' }, format: 'marlin-24' } } }, /config_groups\.a\.format is "marlin-24": not supported/],
    ['compressed-g64', { format: 'marlin-24' }, /format is "marlin-24": not supported/],
    ['fp8-blocks', { weight_block_size: [64, 64] }, /weight_scale_inv is \[3, 2\], expected \[2, 2\]/],
    ['fp8-blocks', { fmt: 'e5m2' }, /fmt is "e5m2": not supported, expected "e4m3"/],
  ])('%s with %o is refused by name', (name, change, message) =>
    expect(() => openHuggingFaceFolder(changed(name, change))).toThrow(message)); // biome-ignore format: a table
});

describe('settings where old quantisers wrote them', () => {
  test.each([
    ['gptq-g64', 'quantize_config.json', { bits: 4, group_size: 64, desc_act: false, sym: true, model_name_or_path: 'x' }],
    ['gemv-g64', 'quant_config.json', { w_bit: 4, q_group_size: 64, zero_point: true, version: 'GEMV' }],
  ] as const)('%s by %s', (name, file, settings) => {
    const directory = changed(name, {}, { quantization_config: undefined });
    expect(() => openHuggingFaceFolder(directory)).toThrow(/qweight is of a quantised matrix, and how is not said/);
    writeFileSync(join(directory, file), JSON.stringify(settings));
    const { tensors, close } = openHuggingFaceFolder(directory);
    expect([...tensors.values()].filter(({ kind }) => kind === 'int4')).toHaveLength(7);
    close();
  }); // biome-ignore format: a table

  test('without quant_method', () => {
    const settings = { quant_method: undefined, bits: undefined, group_size: undefined, w_bit: 4, q_group_size: 64 };
    const { tensors, close } = openHuggingFaceFolder(changed('gemv-g64', settings));
    expect([...tensors.values()].filter(({ kind }) => kind === 'int4')).toHaveLength(7);
    close();
  });
});
