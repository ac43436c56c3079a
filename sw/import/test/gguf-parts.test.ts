/** GGUF files that llama.cpp's gguf-split has cut into parts. */
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openCheckpoint } from '../open-checkpoint.ts';
import { TINY_METADATA, tinyTensors, writeTinyGguf } from './tiny-gguf.ts';
import { type FloatMatrix, type Value, writeGguf } from './write-gguf.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-parts-'));
afterAll(() => rmSync(root, { recursive: true }));

const nameOf = (i: number, count = 3) => `tiny-0000${i + 1}-of-0000${count}.gguf`;

/** Writes three parts; the first has the metadata and, as llama.cpp can be told, no tensors. */
function writeParts(
  change: (i: number, split: Record<string, Value>, tensors: FloatMatrix[]) => void = () => {},
): string {
  const folder = mkdtempSync(join(root, 'parts-'));
  const all = tinyTensors();
  for (const i of [0, 1, 2]) {
    const split: Record<string, Value> = {
      'split.no': ['u32', i],
      'split.count': ['u32', 3],
      'split.tensors.count': ['i32', all.length],
    };
    const tensors = i === 0 ? [] : i === 1 ? all.slice(0, 5) : all.slice(5);
    change(i, split, tensors);
    writeGguf(join(folder, nameOf(i)), { ...(i === 0 && TINY_METADATA), ...split }, tensors);
  }
  return folder;
}

test('the parts of a file are the model that the whole file is', async () => {
  const whole = join(root, 'whole.gguf');
  writeTinyGguf(whole);
  const expected = await openCheckpoint(whole);
  const split = await openCheckpoint(join(writeParts(), nameOf(0)));
  expect(split.architecture).toEqual(expected.architecture);
  expect([...split.tensors.keys()].sort()).toEqual([...expected.tensors.keys()].sort());
  for (const [name, tensor] of expected.tensors) {
    const other = split.tensors.get(name)!;
    const values = [tensor, other].map((each) => (each.kind === 'float' ? each.read(0, each.shape[0]) : undefined));
    expect(values[1], name).toEqual(values[0]);
  }
  expected.close();
  split.close();
});

test('what is wrong with a part is said by name', async () => {
  const refusal = (folder: string, name = nameOf(0)) => expect(openCheckpoint(join(folder, name))).rejects;
  const good = writeParts();
  await refusal(good, nameOf(1)).toThrow(/split\.no is 1: not the first part; name .*-00001-of-00003\.gguf/);
  rmSync(join(good, nameOf(2)));
  await refusal(good).toThrow(/-00003-of-00003\.gguf: no such file; it is part 3 of 3/);
  const renamed = writeParts();
  renameSync(join(renamed, nameOf(0)), join(renamed, 'tiny.gguf'));
  await refusal(renamed, 'tiny.gguf').toThrow(/split\.count is 3, expected a name like tiny-00001-of-00003\.gguf/);
  const swapped = writeParts((i, split) => {
    split['split.no'] = ['u32', i === 2 ? 1 : i];
  });
  await refusal(swapped).toThrow(/-00003-of-00003\.gguf: split\.no is 1, expected 2/);
  const other = writeParts((i, split) => {
    split['split.count'] = ['u32', i === 1 ? 4 : 3];
  });
  await refusal(other).toThrow(/split\.count is 4, expected 3/);
  const twice = writeParts((i, _, tensors) => {
    if (i === 2) {
      tensors.push(tinyTensors()[0]);
    }
  });
  await refusal(twice).toThrow(/tensor token_embd\.weight is in .*-00002-of-00003\.gguf too/);
  const lacking = writeParts((i, _, tensors) => {
    if (i === 2) {
      tensors.pop();
    }
  });
  await refusal(lacking).toThrow(/split\.tensors\.count is 11, but the 3 parts have 10/);
  const strange = writeParts((i, split) => {
    split['split.count'] = i === 0 ? ['string', 'three'] : split['split.count'];
  });
  await refusal(strange).toThrow(/split\.count is "three", expected a whole number/);
});
