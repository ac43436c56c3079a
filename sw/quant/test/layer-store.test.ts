import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { forEveryFault, OBJECTIONS } from '../../../packages/verilator-wasm/test/failing-system.ts';
import { DataError } from '../../errors.ts';
import { FileError } from '../../files.ts';
import { openLayerStore } from '../layer-store.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-layers-'));
const folder = join(root, 'out/quantize.partial');
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => rmSync(join(root, 'out'), { recursive: true, force: true }));

const part = { x: Float32Array.of(1, 2, 3), name: 'layer' };

function fill(key: string): void {
  const store = openLayerStore(folder, key);
  try {
    store.write('layer-0', part);
    store.write('hidden', { layers: 1 });
  } finally {
    store.close();
  }
}

test('parts are found again under the same key, and thrown away under another', () => {
  fill('a');
  const again = openLayerStore(folder, 'a');
  expect(again.read('layer-0')).toEqual(part);
  again.close();
  const other = openLayerStore(folder, 'b');
  expect(other.has('layer-0')).toBe(false);
  other.remove();
  expect(readdirSync(join(root, 'out'))).toEqual([]);
});

test('a second run on the same folder is refused by name', () => {
  const store = openLayerStore(folder, 'a');
  expect(() => openLayerStore(folder, 'a')).toThrow(`${folder}: process ${process.pid} is writing it`);
  expect(() => openLayerStore(folder, 'b')).toThrow(`${folder}: process ${process.pid} is writing it`);
  store.remove();
});

test('any bit flipped, in the parts or in the key, is told by name', () => {
  fill('a');
  for (const name of ['layer-0.v8', 'hidden.v8', 'key']) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    for (let i = 0; i < 8 * bytes.length; i += 5) {
      const damaged = Buffer.from(bytes);
      damaged[i >> 3] ^= 1 << (i & 7);
      writeFileSync(path, damaged);
      expect(() => {
        const store = openLayerStore(folder, 'a');
        try {
          store.read('layer-0');
          store.read('hidden');
        } finally {
          store.close();
        }
      }, `${name}, bit ${i}`).toThrow(DataError);
    }
    writeFileSync(path, damage(bytes));
    const said = catching(() => {
      const store = openLayerStore(folder, 'a');
      try {
        store.read('layer-0');
        store.read('hidden');
      } finally {
        store.close();
      }
    });
    expect(said).toMatch(`${path}: is corrupt: sha256 is `);
    expect(said).toMatch(`; without ${folder} all is done anew`);
    writeFileSync(path, bytes);
  }
  writeFileSync(join(folder, 'layer-0.v8'), readFileSync(join(folder, 'hidden.v8')));
  const store = openLayerStore(folder, 'a');
  expect(() => store.read('layer-0')).toThrow('is corrupt');
  store.close();
});

function damage(bytes: Buffer): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[damaged.length - 1] ^= 1;
  return damaged;
}

function catching(act: () => void): string {
  try {
    act();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('a folder of an earlier version, or of somebody else, is refused and kept', () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'letter'), 'of the user');
  expect(() => openLayerStore(folder, 'a')).toThrow(`${folder}: holds no file "key"`);
  writeFileSync(join(folder, 'key'), 'c0ffee'); // as earlier versions wrote it
  expect(() => openLayerStore(folder, 'a')).toThrow(`${join(folder, 'key')}: not a part of a quantisation`);
  expect(readdirSync(folder).sort()).toEqual(['key', 'letter']);
});

test('on a file system that fails at any call, what is found again is whole', async () => {
  const faults = await forEveryFault(
    () => rmSync(join(root, 'out'), { recursive: true, force: true }),
    () => fill('a'),
    (error, fault) => {
      if (error !== undefined || fault.call !== 'rename') {
        expect(error).toBeInstanceOf(FileError);
        expect((error as Error).message).toMatch(OBJECTIONS);
        expect((error as Error).message.startsWith(join(root, 'out'))).toBe(true);
      }
      const files = existsSync(folder) ? readdirSync(folder) : [];
      expect(files.filter((name) => !['key', 'layer-0.v8', 'hidden.v8'].includes(name))).toEqual([]);
      fill('a');
      const store = openLayerStore(folder, 'a');
      expect(store.read('layer-0')).toEqual(part);
      store.remove();
    },
  );
  expect(faults).toBeGreaterThan(30);
});
