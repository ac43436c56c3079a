import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DataError } from '../errors.ts';
import { valueText } from '../value-text.ts';
import { type Gguf, type GgufTensor, openGguf } from './gguf.ts';

/** llama.cpp names the parts of a file so, counting from 1. */
const PART = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i;

/** The names of all parts of a file, by that of one of them; only its own, where it is no part. */
export function partNames(name: string): string[] {
  const part = PART.exec(name);
  if (!part) {
    return [name];
  }
  const [, stem, , count] = part;
  return Array.from({ length: Number(count) }, (_, i) => `${stem}-${String(i + 1).padStart(5, '0')}-of-${count}.gguf`);
}

/**
 * Opens a GGUF file, and its other parts where it is the first of several: metadata come from the first, tensors from
 * all. The caller closes it.
 */
export function openWholeGguf(path: string): Gguf {
  const first = openGguf(path);
  const open = [first];
  const close = () => {
    for (const part of open) {
      part.close();
    }
  };
  try {
    const count = splitNumber(first, 'split.count') ?? 1;
    if (count <= 1) {
      return first;
    }
    const names = partNames(basename(path));
    const paths = names.map((name) => join(dirname(path), name));
    if (names.length !== count) {
      throw new DataError(
        `${path}: split.count is ${count}, expected a name like ${basename(path, '.gguf')}-00001-of-${String(count).padStart(5, '0')}.gguf`,
      );
    }
    const own = splitNumber(first, 'split.no');
    if (own !== 0) {
      throw new DataError(`${path}: split.no is ${own ?? 'missing'}: not the first part; name ${paths[0]}`);
    }
    const tensors = new Map<string, GgufTensor>(first.tensors);
    for (const [i, next] of paths.entries()) {
      if (i === 0) {
        continue;
      }
      if (!existsSync(next)) {
        throw new DataError(`${next}: no such file; it is part ${i + 1} of ${count} of ${path}`);
      }
      const part = openGguf(next);
      open.push(part);
      for (const [key, expected] of [
        ['split.no', i],
        ['split.count', count],
      ] as const) {
        const found = splitNumber(part, key);
        if (found !== expected) {
          throw new DataError(`${next}: ${key} is ${found ?? 'missing'}, expected ${expected}`);
        }
      }
      for (const [name, tensor] of part.tensors) {
        const before = tensors.get(name);
        if (before) {
          throw new DataError(`${next}: tensor ${name} is in ${before.file.path} too`);
        }
        tensors.set(name, tensor);
      }
    }
    const expected = splitNumber(first, 'split.tensors.count');
    if (expected !== undefined && expected !== tensors.size) {
      throw new DataError(`${path}: split.tensors.count is ${expected}, but the ${count} parts have ${tensors.size}`);
    }
    return { ...first, tensors, close };
  } catch (error) {
    close();
    throw error;
  }
}

function splitNumber({ metadata, file }: Gguf, key: string): number | undefined {
  const value = metadata.get(key);
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 0)) {
    return value;
  }
  throw new DataError(`${file.path}: ${key} is ${valueText(value)}, expected a whole number`);
}
