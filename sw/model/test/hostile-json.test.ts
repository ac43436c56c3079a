import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { DataError, printable } from '../../errors.ts';
import { openHuggingFaceFolder } from '../../import/huggingface-checkpoint.ts';
import { writeTinyModel } from '../../testing/tiny-model.ts';
import { valueText } from '../../value-text.ts';
import { readManifest } from '../load.ts';
import { duplicateKey } from '../unique-keys.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-json-'));
afterAll(() => rmSync(root, { recursive: true }));

const nasty = fc.jsonValue({
  stringUnit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ':', ',', ' ', '\n', 'a', 'é'),
});

test('values of messages are JSON where they are short, and cut where they are long or deep', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const [text, json] = [valueText(value), JSON.stringify(value)];
      expect(text).toBe(json.length <= 80 ? json : `${json.slice(0, 80)}…`);
    }),
  );
  let deep: unknown = 0;
  for (let i = 0; i < 100_000; i++) {
    deep = i % 2 ? [deep] : { a: deep };
  }
  expect(valueText(deep)).toMatch(/^\[\{"a":\[.*…$/);
  expect([undefined, 2n ** 70n, [undefined], Number.NaN].map(valueText)).toEqual([
    'missing',
    '1180591620717411303424',
    '[null]',
    'NaN',
  ]);
});

test('a key that comes twice is found, whatever stands in the strings, and no other', () => {
  fc.assert(
    fc.property(nasty, fc.constantFrom(undefined, 2), (value, space) => {
      expect(duplicateKey(JSON.stringify(value, null, space))).toBeUndefined();
    }),
  );
  fc.assert(
    fc.property(nasty, nasty, fc.string(), (a, b, key) => {
      const name = JSON.stringify(key);
      const text = `[{"x":${JSON.stringify(a)}},{${name} : ${JSON.stringify(a)},"y${key.length}":1,${name}\n:${JSON.stringify(b)}}]`;
      expect(duplicateKey(text)).toBe(key);
    }),
  );
});

test('a string of megabytes, and a table of hundreds of thousands, are read like any other', () => {
  const folder = join(root, 'hf');
  cpSync(join(import.meta.dirname, '../../import/test-data/transformers/qwen2-tied-bf16'), folder, { recursive: true });
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, _name_or_path: '\\"x'.repeat(5_000_000) }));
  openHuggingFaceFolder(folder).close();

  const model = join(root, 'model');
  writeTinyModel(model);
  const path = join(model, 'model.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const [first] = manifest.tensors;
  const step = 64 * Math.ceil(first.bytes / 64);
  manifest.tensors = Array.from({ length: 150_000 }, (_, i) => ({ ...first, name: `t${i}`, offset: i * step }));
  writeFileSync(path, JSON.stringify(manifest));
  expect(readManifest(path).tensors.length).toBe(150_000);
});

test('names out of a file move no cursor and end no line', () => {
  const { message } = new DataError('x.gguf: tensor a\u001b[2J\nb\u202ec\u0000 is missing');
  expect(message).toBe('x.gguf: tensor a\\u001b[2J\\u000ab\\u202ec\\u0000 is missing');
  expect(new DataError('y'.repeat(5000)).message).toBe(`${'y'.repeat(1000)}…`);
  expect(printable('日本 é 🙂')).toBe('日本 é 🙂');
});
