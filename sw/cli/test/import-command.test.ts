import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { macromac } from '../../testing/command-line.ts';
import { hasSharedData, sharedData } from '../../testing/shared-data.ts';
import { writeTinyModel } from '../../testing/tiny-model.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-import-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A tiny Qwen2 written by transformers, with a tokenizer of as many tokens. */
const checkpoint = join(root, 'checkpoint');
beforeAll(() => {
  cpSync(join(import.meta.dirname, '../../import/test-data/transformers/qwen2-tied-bf16'), checkpoint, {
    recursive: true,
  });
  writeTinyModel(join(root, 'tiny'));
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    cpSync(join(root, 'tiny', name), join(checkpoint, name));
  }
});

const out = join(root, 'out');
const kinds = (): Record<string, string> => {
  const { tensors } = JSON.parse(readFileSync(join(out, 'model.json'), 'utf8'));
  return Object.fromEntries(tensors.map(({ name, kind }: { name: string; kind: string }) => [name, kind]));
};

describe('a Hugging Face folder', () => {
  test('becomes a model that generates', async () => {
    const { code, stdout, stderr } = await macromac('import', checkpoint, '--out', out);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/out: \d+ tensors, .* MB \(.* MiB\)\n$/);
    expect(readdirSync(out).sort()).toEqual(['model.bin', 'model.json', 'tokenizer.json', 'tokenizer_config.json']);
    expect(JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')).name).toBe('out');
    expect((await macromac('generate', '--model', out, '--prompt', 'Hi', '-n', '3')).stdout).toMatch(/^.{3}\n$/);
  });

  test('--json says what was made', async () => {
    const { stdout } = await macromac('import', checkpoint, '--out', out, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      out,
      name: 'out',
      architecture: { family: 'qwen2' },
      storage: { weights: 'awq-macro', embedding: 'int8-macro', lmHead: 'int8-macro' },
      tensors: JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')).tensors.length,
    });
  });

  test('has its matrices in INT4, and its embedding, which is its head too, in INT8', () => {
    expect(kinds()).toMatchObject({
      'embedding.weight': 'int8-macro',
      'layers.0.attention.q.weight': 'awq-macro',
      'layers.0.attention.q.bias': 'fp32',
      'layers.0.mlp_norm.weight': 'fp32',
    });
  });

  test('keeps a tied head once where both have the same kind', async () => {
    await macromac('import', checkpoint, '--out', out, '--format', '2', '--embedding', 'int8', '--lm-head', 'int8');
    expect(kinds()).toMatchObject({ 'embedding.weight': 'int8-macro', 'layers.1.mlp.up.weight': 'awq-macro-dense' });
    expect(kinds()).not.toHaveProperty('lm_head.weight');
    expect((await macromac('generate', '--model', out, '--prompt', 'Hi', '-n', '3')).code).toBe(0);
  });
});

describe('bad input leaves nothing half-written', () => {
  const refuse = async (source: string, message: RegExp, ...args: string[]) => {
    rmSync(out, { recursive: true, force: true });
    const { code, stderr } = await macromac('import', source, '--out', out, ...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/internal error/);
    expect(code).toBe(1);
    const left = existsSync(out) ? readdirSync(out).filter((name) => /^model|tmp/.test(name)) : [];
    expect(left).toEqual([]);
  };
  const damaged = (name: string, damage: (directory: string) => void): string => {
    const directory = join(root, name);
    cpSync(checkpoint, directory, { recursive: true });
    damage(directory);
    return directory;
  };

  test('no such source', () => refuse(join(root, 'absent'), /absent: no such file or folder/));
  test('no config.json', () =>
    refuse(
      damaged('no-config', (d) => rmSync(join(d, 'config.json'))),
      /config.json: no such file/,
    ));
  test('no weights', () =>
    refuse(
      damaged('no-weights', (d) => rmSync(join(d, 'model.safetensors'))),
      /model.safetensors: no such file/,
    ));
  test('sampling that no text could be drawn by', () =>
    refuse(
      damaged('hot', (d) => writeFileSync(join(d, 'generation_config.json'), '{"do_sample":true,"temperature":"hot"}')),
      /generation_config.json: temperature is "hot", expected a number/,
    ));
  test('no tokenizer', () =>
    refuse(
      damaged('no-tokenizer', (d) => rmSync(join(d, 'tokenizer.json'))),
      /tokenizer.json: no such file/,
    ));
  test('weights cut short', () =>
    refuse(
      damaged('short', (d) => truncateSync(join(d, 'model.safetensors'), 40_000)),
      /tensor \S+: data \d+\.\.\d+, but the file holds/,
    ));
  test('weights cut in their header', () =>
    refuse(
      damaged('header', (d) => truncateSync(join(d, 'model.safetensors'), 100)),
      /a header of \d+ bytes in a file of 100/,
    ));
  test('weights that are something else', () =>
    refuse(
      damaged('text', (d) => writeFileSync(join(d, 'model.safetensors'), 'version https://git-lfs')),
      /not a safetensors file/,
    ));
  test('another architecture', () =>
    refuse(
      damaged('other', (d) => writeFileSync(join(d, 'config.json'), '{"model_type": "gpt2"}')),
      /config.json: model_type is .*, expected "qwen2" or /,
    ));
  test('a width that does not fit the tensors', () =>
    refuse(
      damaged('width', (d) => {
        const config = JSON.parse(readFileSync(join(d, 'config.json'), 'utf8'));
        writeFileSync(join(d, 'config.json'), JSON.stringify({ ...config, intermediate_size: 77 }));
      }),
      /tensor layers.0.mlp.gate.weight is \[76, 56\], expected \[77, 56\]/,
    ));

  describe.skipIf(!hasSharedData('stories260K'))('llama2.c', () => {
    const tokenizer = ['--tokenizer', sharedData('stories260K/tok512.bin')];
    test('a quantised checkpoint, which has another header', () =>
      refuse(
        sharedData('stories260K/stories260K-q8.bin'),
        /stories260K-q8.bin: a llama2.c checkpoint of version 1 or later/,
        ...tokenizer,
      ));
    test('a checkpoint cut short', () => {
      const path = join(root, 'short.bin');
      writeFileSync(path, readFileSync(sharedData('stories260K/stories260K.bin')).subarray(0, 500_000));
      return refuse(
        path,
        /short.bin: tensor layers.2.mlp.gate.weight ends at byte 511516, the file has 500000/,
        ...tokenizer,
      );
    });
    test('a tokenizer cut short', () => {
      const path = join(root, 'tok.bin');
      writeFileSync(path, readFileSync(sharedData('stories260K/tok512.bin')).subarray(0, 1000));
      return refuse(
        sharedData('stories260K/stories260K.bin'),
        /tok.bin: cut short at token \d+ of 512/,
        '--tokenizer',
        path,
      );
    });
    test('no tokenizer', () =>
      refuse(sharedData('stories260K/stories260K.bin'), /tokenizer.bin: no such file or directory/));
  });
});
