/** What a source is tells its content, not its name; what cannot be imported is told what it is. */
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DataError } from '../../errors.ts';
import { sourceKind } from '../../model/source-kind.ts';
import { writeTinyModel } from '../../testing/tiny-model.ts';
import { readModel } from '../../text/read-model.ts';
import { openCheckpoint } from '../open-checkpoint.ts';
import { writeTinyGguf } from './tiny-gguf.ts';

const scratch = mkdtempSync(join(tmpdir(), 'macromac-kind-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const ORACLE = join(import.meta.dirname, '../test-data/transformers/qwen2-tied-bf16');

const file = (name: string, content: Uint8Array | string): string => {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
};

test.each(['MODEL.GGUF', 'sha256-0123abcd', 'model.bin'])('a GGUF file called %s is opened', async (name) => {
  const path = join(scratch, name);
  writeTinyGguf(path);
  const checkpoint = await openCheckpoint(path);
  checkpoint.close();
  expect(checkpoint.architecture.hidden).toBe(32);
});

const llama2c = (...sizes: number[]) => Buffer.from(Int32Array.from(sizes).buffer);

test('a llama2.c checkpoint is known by sizes that fit together', () => {
  expect(sourceKind(file('stories', llama2c(64, 172, 5, 8, 4, 512, 512)))).toBe('llama2c');
  expect(sourceKind(file('untied', llama2c(64, 172, 5, 8, 4, -512, 512)))).toBe('llama2c');
});

test.each<[string, Uint8Array | string, string]>([
  ['README.md', '# A model\n\nThis is a text that is longer than a header.', 'none of the kinds of file'],
  ['named.gguf', 'this is no GGUF file, whatever it is called', 'none of the kinds of file'],
  ['empty.bin', '', 'none of the kinds of file'],
  ['sizes.bin', llama2c(64, 172, 5, 7, 4, 512, 512), 'none of the kinds of file'],
  ['later.bin', Buffer.concat([Buffer.from('24ka'), Buffer.alloc(60)]), 'version 1 or later'],
  ['pytorch_model.bin', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60)]), 'PyTorch'],
  ['pickle.pt', Buffer.concat([Uint8Array.of(0x80, 2), Buffer.alloc(60)]), 'PyTorch'],
  ['model.safetensors', Buffer.concat([Uint8Array.of(40, 0, 0, 0, 0, 0, 0, 0), Buffer.from('{"a":1}')]), 'safetensors'],
])('%s is refused with what it is, or what it could be', async (name, content, what) => {
  const path = file(name, content);
  await expect(openCheckpoint(path)).rejects.toThrow(DataError);
  await expect(openCheckpoint(path)).rejects.toThrow(what);
  await expect(openCheckpoint(path)).rejects.toThrow(`${path}: `);
});

test('folders: a model folder, one with a GGUF file, one with PyTorch files, one with nothing', async () => {
  const folder = (name: string) => {
    mkdirSync(join(scratch, name));
    return join(scratch, name);
  };
  const model = folder('model');
  writeTinyModel(model);
  await expect(openCheckpoint(model)).rejects.toThrow('a model folder already');

  const gguf = folder('with-gguf');
  writeTinyGguf(join(gguf, 'a.gguf'));
  await expect(openCheckpoint(gguf)).rejects.toThrow(`name the GGUF file in it: ${join(gguf, 'a.gguf')}`);

  const torch = folder('torch');
  cpSync(ORACLE, torch, { recursive: true });
  renameSync(join(torch, 'model.safetensors'), join(torch, 'pytorch_model.bin'));
  await expect(openCheckpoint(torch)).rejects.toThrow(
    /model\.safetensors: no such file.*has pytorch_model\.bin; .*save_pretrained/,
  );

  await expect(openCheckpoint(folder('nothing'))).rejects.toThrow(
    'config.json: no such file; expected a Hugging Face folder',
  );
});

test('a checkpoint in the place of a model folder is told how to become one', () => {
  const path = join(scratch, 'x.gguf');
  writeTinyGguf(path);
  expect(() => readModel(path)).toThrow(
    `${path}: a GGUF file, not a model folder; \`macromac import ${path} --out DIR\``,
  );
  expect(() => readModel(ORACLE)).toThrow(/a Hugging Face folder, not a model folder; `macromac import/);
});

test('what is neither a model folder nor a checkpoint is told what was expected, not what it lacks', () => {
  const folder = (name: string, ...files: string[]) => {
    const path = join(scratch, name);
    mkdirSync(path);
    for (const each of files) {
      writeFileSync(join(path, each), '{}');
    }
    return path;
  };
  const expected = '; expected a model folder as `macromac import` writes it';
  const sentences: [string, string][] = [
    [file('notes.md', 'no model'), `not a folder${expected}`],
    [file('no.json', '{}'), `not a folder${expected}`],
    [folder('bare'), `a folder without model.json${expected}`],
    [folder('no-weights', 'config.json'), 'a folder with config.json but neither model.json nor weights'],
    [folder('ggufs', 'a.gguf'), `which \`macromac import ${join(scratch, 'ggufs', 'a.gguf')} --out DIR\` reads`],
    [join(scratch, 'missing'), 'no such folder, expected a model folder as'],
  ];
  for (const [path, sentence] of sentences) {
    expect(() => readModel(path)).toThrow(DataError);
    expect(() => readModel(path)).toThrow(`${path}: `);
    expect(() => readModel(path)).toThrow(sentence);
  }
});
