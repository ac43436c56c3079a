/** Every byte of a file of weights belongs to one tensor, and every key of its JSON is there once. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DataError } from '../../errors.ts';
import { loadModel, readManifest } from '../../model/load.ts';
import { duplicateKey } from '../../model/unique-keys.ts';
import { writeTinyModel } from '../../testing/tiny-model.ts';
import { openGguf } from '../gguf.ts';
import { openHuggingFaceFolder } from '../huggingface-checkpoint.ts';
import { openSafetensors } from '../safetensors.ts';
import { writeTinyGguf } from './tiny-gguf.ts';

const scratch = mkdtempSync(join(tmpdir(), 'macromac-ranges-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('safetensors', () => {
  const path = join(scratch, 'a.safetensors');
  const write = (header: string, dataBytes: number) => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    writeFileSync(path, Buffer.concat([length, Buffer.from(header), Buffer.alloc(dataBytes)]));
    return refusal(() => openSafetensors(path).close());
  };
  /** Tensors of I8 at their places. */
  const table = (places: Record<string, [number, number]>, dataBytes: number) => {
    const entries = Object.entries(places).map(([name, [begin, end]]) => [
      name,
      { dtype: 'I8', shape: [end - begin], data_offsets: [begin, end] },
    ]);
    return write(JSON.stringify(Object.fromEntries(entries)), dataBytes);
  };

  test('tensors that fill the data are read, in whatever order the header has them, empty ones too', () => {
    expect(table({ b: [4, 9], a: [0, 4], none: [4, 4] }, 9)).toBe('accepted');
    expect(table({}, 0)).toBe('accepted');
  });

  test.each<[string, Record<string, [number, number]>, number, string]>([
    ['the same bytes twice', { k: [0, 4], v: [0, 4] }, 4, 'inside'],
    ['a part of another', { k: [0, 4], v: [1, 3] }, 4, 'tensor v begins at 1, inside k'],
    ['the last byte of another', { k: [0, 4], v: [3, 8] }, 8, 'tensor v begins at 3, inside k, which ends at 4'],
    ['a hole between', { k: [0, 4], v: [5, 8] }, 8, 'tensor v begins at 5, expected 4 behind k'],
    ['a hole before the first', { k: [1, 4] }, 4, 'tensor k begins at 1, expected 0 as the first'],
    ['bytes behind the last', { k: [0, 4] }, 5, '1 bytes behind the last tensor'],
    ['bytes and no tensor', {}, 5, '5 bytes behind'],
  ])('%s: refused', (_, places, dataBytes, message) => {
    expect(table(places, dataBytes)).toContain(message);
    expect(table(places, dataBytes)).toContain(path);
  });

  test('a key that appears twice, at any depth and however it is written, is refused', () => {
    const entry = '{"dtype":"I8","shape":[2],"data_offsets":[0,2]}';
    expect(write(`{"a":${entry},"a":${entry}}`, 2)).toContain('"a" appears twice');
    expect(write(`{"a":${entry},"\\u0061":${entry}}`, 2)).toContain('"a" appears twice');
    expect(write(`{"a":{"dtype":"I16","dtype":"I8","shape":[2],"data_offsets":[0,2]}}`, 2)).toContain('"dtype"');
    expect(write(`{"__metadata__":{"b":"x\\"b\\":{"},"a":${entry}}`, 2)).toBe('accepted');
  });
});

test('a key twice is found in any JSON, and nowhere else', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 1), (value, indent) => {
      expect(duplicateKey(JSON.stringify(value, null, indent))).toBeUndefined();
      expect(duplicateKey(JSON.stringify([{ a: value }, { a: value }], null, indent))).toBeUndefined();
      const text = JSON.stringify(value, null, indent);
      expect(duplicateKey(`[{"k\\n": ${text}, "x": {"k\\n": 1}, "k\\u000a" : ${text}}]`)).toBe('k\n');
    }),
  );
});

describe('GGUF', () => {
  const path = join(scratch, 'a.gguf');
  const write = (layout: Parameters<typeof writeTinyGguf>[2]) => {
    writeTinyGguf(path, {}, layout);
    return refusal(() => openGguf(path).close());
  };
  const moved = (name: string, by: number) => ({
    offsetOf: (each: string, offset: number) => offset + (each === name ? by : 0),
  });

  test('each tensor begins at the padded end of the one before', () => {
    expect(write({})).toBe('accepted');
    expect(write(moved('blk.0.attn_k.weight', -32))).toContain('tensor blk.0.attn_k.weight begins at');
    expect(write(moved('blk.0.attn_k.weight', 32))).toMatch(/attn_k.weight begins at|inside blk.0.attn_k/);
    expect(write(moved('token_embd.weight', 32))).toMatch(/token_embd.weight/);
    expect(write({ trailing: 1 })).toContain('1 bytes behind the last tensor');
    expect(write({ trailing: 4096 })).toContain('4096 bytes behind the last tensor');
  });

  test('k at the place of v: refused', () => {
    let place = 0;
    const message = write({
      offsetOf: (name, offset) => {
        if (name === 'blk.0.attn_k.weight') {
          place = offset;
        }
        return name === 'blk.0.attn_v.weight' ? place : offset;
      },
    });
    expect(message).toMatch(/attn_[kv]\.weight begins at \d+, inside blk\.0\.attn_[kv]/);
  });
});

describe('model.json', () => {
  const directory = join(scratch, 'model');
  writeTinyModel(directory);
  const whole = readFileSync(join(directory, 'model.json'), 'utf8');
  const load = (text: string) => {
    writeFileSync(join(directory, 'model.json'), text);
    return refusal(() => loadModel(directory));
  };
  const edited = (edit: (tensors: { offset: number; bytes: number; name: string; sha256: string }[]) => void) => {
    const manifest = JSON.parse(whole);
    edit(manifest.tensors);
    return load(JSON.stringify(manifest));
  };

  test('as it was written it is read', () => expect(load(whole)).toBe('accepted'));

  test.each([-64, -4, 1, 4, 64])('a tensor moved by %i bytes is refused by its name', (by) => {
    const message = edited((tensors) => (tensors[3].offset += by));
    expect(message).toMatch(/tensor \S+( begins at|: offset \d+ is not a multiple of 64)/);
  });

  test('two tensors at one place are refused', () => {
    const message = edited((tensors) => {
      const [k, v] = ['k', 'v'].map((each) => tensors.find(({ name }) => name.includes(`attention.${each}.weight`))!);
      Object.assign(v, { offset: k.offset, sha256: k.sha256 });
    });
    expect(message).toMatch(/inside layers/);
  });

  test('a key twice is refused', () => {
    const text = whole.replace('"name"', '"name": "first", "name"');
    writeFileSync(join(directory, 'model.json'), text);
    expect(refusal(() => readManifest(join(directory, 'model.json')))).toContain('"name" appears twice');
  });
});

test('config.json with a key twice is refused', () => {
  const directory = join(scratch, 'folder');
  cpSync(join(import.meta.dirname, '../test-data/transformers/qwen2-tied-bf16'), directory, { recursive: true });
  const config = readFileSync(join(directory, 'config.json'), 'utf8');
  writeFileSync(join(directory, 'config.json'), config.replace('{', '{"rms_norm_eps": 0.5,'));
  expect(refusal(() => openHuggingFaceFolder(directory))).toContain('"rms_norm_eps" appears twice');
});
