import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openGguf } from '../gguf.ts';

const BLOCKS = join(import.meta.dirname, '../test-data/blocks.gguf');
const scratch = mkdtempSync(join(tmpdir(), 'macromac-gguf-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const FORMATS = ['F32', 'F16', 'BF16', 'Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q8_0', 'Q2_K', 'Q3_K', 'Q4_K', 'Q5_K', 'Q6_K', 'IQ4_NL',
  'IQ4_XS', 'MXFP4']; // biome-ignore format: a list of names

test.each(FORMATS)("%s blocks dequantise to the very floats of llama.cpp's Python package", (name) => {
  const gguf = openGguf(BLOCKS);
  const dequantised = (tensorName: string) => {
    const tensor = gguf.tensors.get(tensorName)!;
    const values = new Float32Array(tensor.shape[0] * tensor.shape[1]);
    tensor.format.dequantise(gguf.file.read(tensor.offset, tensor.bytes), values);
    return values;
  };
  expect(gguf.tensors.get(name)!.format.name).toBe(name);
  expect(dequantised(name)).toEqual(dequantised(`${name}.expected`));
  gguf.close();
});

test('metadata of every kind is read', () => {
  const { metadata, file, version } = openGguf(BLOCKS);
  file.close();
  expect(version).toBe(3);
  expect(metadata.get('general.architecture')).toBe('test');
  expect(metadata.get('test.words')).toEqual(['one', 'zwei', 'três', '']);
  expect(metadata.get('test.numbers')).toEqual([-1, 2, 3]);
  expect(metadata.get('test.pi')).toBe(Math.PI);
  expect(metadata.get('test.large')).toBe(2n ** 63n);
  expect(metadata.get('test.flag')).toBe(true);
});

test('a file cut anywhere is refused with an error that names it', () => {
  const whole = readFileSync(BLOCKS);
  const { tensors, file } = openGguf(BLOCKS);
  file.close();
  const end = Math.max(...[...tensors.values()].map((tensor) => tensor.offset + tensor.bytes)); // padding follows
  const path = join(scratch, 'cut.gguf');
  fc.assert(
    fc.property(fc.nat(end - 1), (length) => {
      writeFileSync(path, whole.subarray(0, length));
      expect(() => openGguf(path)).toThrow(path);
    }),
    { numRuns: 200 },
  );
});

test('damaged bytes in the header never crash, hang or exhaust memory: a table or an error naming the file', () => {
  const whole = readFileSync(BLOCKS);
  const path = join(scratch, 'damaged.gguf');
  const edit = fc.tuple(fc.nat(1500), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      const damaged = Uint8Array.from(whole);
      for (const [at, value] of edits) {
        damaged[at] = value;
      }
      writeFileSync(path, damaged);
      try {
        const { file, tensors } = openGguf(path);
        file.close();
        for (const tensor of tensors.values()) {
          expect(tensor.offset + tensor.bytes).toBeLessThanOrEqual(whole.length);
        }
      } catch (error) {
        expect(String(error)).toContain(path);
      }
    }),
    { numRuns: 500 },
  );
});

test.each<[string, number, bigint, RegExp]>([
  ['a text', 8, 1_500_000_000n, /^.*sparse.gguf: a.b is a text of 1500000000 bytes, expected 67108864 at most$/],
  ['a list', 9, 300_000_000n, /^.*sparse.gguf: a.b is a list of 300000000, expected 16777216 at most$/],
])('%s that would fill memory is refused, though the file is as long', (_, type, length, message) => {
  const path = join(scratch, 'sparse.gguf');
  const header = Buffer.alloc(64);
  header.write('GGUF');
  header.writeUInt32LE(3, 4);
  header.writeBigUInt64LE(1n, 16);
  header.writeBigUInt64LE(3n, 24);
  header.write('a.b', 32);
  header.writeUInt32LE(type, 35);
  header.writeBigUInt64LE(length, type === 9 ? 43 : 39); // a list names the type of its elements first, 0
  writeFileSync(path, header);
  truncateSync(path, 2_000_000_000);
  expect(() => openGguf(path)).toThrow(message);
});
