import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { forEveryFault, OBJECTIONS } from '../../../packages/verilator-wasm/test/failing-system.ts';
import { DataError } from '../../errors.ts';
import { FileError } from '../../files.ts';
import type { Checkpoint } from '../../import/checkpoint.ts';
import { convertCheckpoint } from '../../import/convert.ts';
import { keptFiles } from '../../import/kept-files.ts';
import { TINY, tinyCheckpoint } from '../../testing/tiny-model.ts';
import { loadModel, readManifest } from '../load.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-folder-'));
const out = join(root, 'out');
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => rmSync(out, { recursive: true, force: true }));

const SMALL = { ...TINY, layers: 1 };
const STORAGE = { weights: 'awq-macro', embedding: 'fp16', lmHead: 'awq-macro' } as const;

/** A model with files that the other one lacks. */
const first: Checkpoint = {
  ...tinyCheckpoint(SMALL),
  name: 'first',
  files: new Map([
    ...tinyCheckpoint(SMALL).files,
    ['chat_template.jinja', 'TEMPLATE OF THE FIRST'],
    ['generation_config.json', '{}'],
    ['LICENSE', 'licence of the first'],
  ]),
};
const second: Checkpoint = { ...tinyCheckpoint({ ...SMALL, rmsEpsilon: 1e-5 }), name: 'second' };

const write = (checkpoint: Checkpoint) => convertCheckpoint(checkpoint, STORAGE, out);
const contents = (): Record<string, string> =>
  Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'latin1')]));

test('a model replaces all files of the one before, and no others', () => {
  write(first);
  writeFileSync(join(out, 'README.md'), 'of the user');
  expect(Object.keys(loadModel(out).manifest.files ?? {}).sort()).toEqual([...first.files.keys()].sort());
  write(second);
  expect(loadModel(out).manifest.name).toBe('second');
  expect(readdirSync(out).sort()).toEqual(['README.md', 'model.bin', 'model.json', ...second.files.keys()].sort());
});

test('a folder that an earlier version wrote, without hashes, is read, and its files go with it', () => {
  write(first);
  const path = join(out, 'model.json');
  const { files: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify(manifest));
  expect(loadModel(out).manifest.files).toBeUndefined();
  write(second);
  expect(readdirSync(out).sort()).toEqual(['model.bin', 'model.json', ...second.files.keys()].sort());
});

test('a folder of somebody else keeps its files', () => {
  mkdirSync(out);
  writeFileSync(join(out, 'LICENSE'), 'of the user');
  write(second);
  expect(readFileSync(join(out, 'LICENSE'), 'utf8')).toBe('of the user');
  rmSync(out, { recursive: true });
  mkdirSync(out);
  writeFileSync(join(out, 'chat_template.jinja'), 'of the user');
  expect(() => write(second)).toThrow(`${join(out, 'chat_template.jinja')}: is not one of the model's files`);
  expect(readdirSync(out)).toEqual(['chat_template.jinja']);
});

test.each<[string, Partial<Checkpoint>, RegExp]>([
  ['no tokenizer', { files: new Map() }, /^tiny\/tokenizer.json: no such file$/],
  [
    'another tokenizer',
    { files: new Map([...first.files, ['tokenizer.json', '{}']]) },
    /^tiny\/tokenizer.json: model is missing$/,
  ],
  ['one that is no JSON', { files: new Map([...first.files, ['tokenizer_config.json', '{']]) }, /not valid JSON/],
  [
    'a stop token below zero',
    { tokens: { bos: null, stop: [-1] } },
    /model.json: tokens.stop.0 is -1, expected at least 0/,
  ],
  ['one beyond the vocabulary', { tokens: { bos: null, stop: [0, 97] } }, /tokens.stop.1 is 97, the vocabulary has 97/],
  ['a context of one', { architecture: { ...SMALL, context: 1 } }, /architecture.context is 1, expected at least 2/],
])('%s: refused before anything is to be seen', (_, change, message) => {
  write(first);
  const before = contents();
  expect(() => write({ ...second, ...change })).toThrow(message);
  expect(contents()).toEqual(before);
  rmSync(out, { recursive: true });
  expect(() => write({ ...second, ...change })).toThrow(DataError);
  expect(readdirSync(root)).not.toContain('out');
});

test('on a file system that fails at any call, the old model stands or the new one', { timeout: 600_000 }, async () => {
  write(second);
  const after = contents();
  rmSync(out, { recursive: true });
  write(first);
  const before = contents();
  let isFresh = true;
  const faults = await forEveryFault(
    () => {
      if (isFresh) {
        return;
      }
      rmSync(out, { recursive: true });
      write(first);
      isFresh = true;
    },
    () => write(second),
    (error, fault) => {
      const found = contents();
      isFresh = found.LICENSE !== undefined;
      expect([before, after], JSON.stringify(fault)).toContainEqual(found);
      if (error === undefined && fault.call === 'rename') {
        return; // clearing away has another way
      }
      expect(error).toBeInstanceOf(FileError);
      expect((error as Error).message).toMatch(OBJECTIONS);
      expect((error as Error).message.startsWith(`${out}`)).toBe(true);
    },
  );
  expect(faults).toBeGreaterThan(80);
  expect(readdirSync(root)).toEqual(['out']);
});

test('any bit of a file beside the weights: one sentence that names it', () => {
  write(first);
  for (const name of first.files.keys()) {
    const path = join(out, name);
    const bytes = readFileSync(path);
    for (let i = 0; i < 40; i++) {
      const damaged = Buffer.from(bytes);
      damaged[(i * 7919) % damaged.length] ^= 1 << (i % 8);
      writeFileSync(path, damaged);
      expect(() => loadModel(out)).toThrow(`${path}: is corrupt or of another model: sha256 is `);
    }
    rmSync(path);
    expect(() => loadModel(out)).toThrow(`${path}: no such file or directory`);
    writeFileSync(path, bytes);
  }
  loadModel(out);
});

test('a table with tensors that overlap, leave a hole, or begin between words is refused', () => {
  write(second);
  const path = join(out, 'model.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  for (const by of [-64, -2, 2, 64, 1e6]) {
    const damaged = structuredClone(manifest);
    damaged.tensors[3].offset += by;
    writeFileSync(path, JSON.stringify(damaged));
    const { name } = damaged.tensors[3];
    expect(() => readManifest(path)).toThrow(by % 64 === 0 ? /tensor|bytes/ : `tensor ${name}: offset`);
    expect(() => readManifest(path)).toThrow(path);
  }
});

test('a kept file is not taken from outside, except within Hugging Face’s cache', () => {
  mkdirSync(join(root, 'cache/snapshots/c0ffee'), { recursive: true });
  mkdirSync(join(root, 'cache/blobs'));
  writeFileSync(join(root, 'secret'), 'secret');
  writeFileSync(join(root, 'cache/blobs/1'), 'kept');
  const folder = join(root, 'cache/snapshots/c0ffee');
  symlinkSync('../../blobs/1', join(folder, 'tokenizer.json'));
  expect(Buffer.from(keptFiles(folder).get('tokenizer.json') ?? '').toString()).toBe('kept');
  symlinkSync('../../../secret', join(folder, 'LICENSE'));
  expect(() => keptFiles(folder)).toThrow(`${join(folder, 'LICENSE')}: is a link to ${join(root, 'secret')}`);
  rmSync(join(root, 'cache'), { recursive: true });
  rmSync(join(root, 'secret'));
});
