import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { checkRanges } from '../model/check-ranges.ts';
import { type FileBytes, openFileBytes } from '../model/file-bytes.ts';
import { issueText } from '../model/issue-text.ts';
import { parseUniqueJson } from '../model/load.ts';
import { duplicateKey } from '../model/unique-keys.ts';
import { jsonObjection, valueText } from '../value-text.ts';

/** Bytes an element takes, of the types a language model is made of. */
const TYPE_BYTES = {
  F64: 8, F32: 4, F16: 2, BF16: 2, F8_E4M3: 1, F8_E5M2: 1, I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1,
} as const; // biome-ignore format: a list of names
export type SafetensorsType = keyof typeof TYPE_BYTES;

/** A tensor's place; its data are little-endian and row-major. */
export interface SafetensorsTensor {
  readonly name: string;
  readonly type: SafetensorsType;
  readonly shape: readonly number[];
  readonly file: FileBytes;
  /** Absolute position in `file`, in bytes. */
  readonly offset: number;
  readonly bytes: number;
}

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  close(): void;
}

/** The format's own limit of a header, in bytes. */
const MAX_HEADER = 100_000_000;

const extent = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const headerEntry = v.object({
  dtype: v.picklist(Object.keys(TYPE_BYTES) as SafetensorsType[]),
  shape: v.array(extent),
  data_offsets: v.tuple([extent, extent]),
});

/** Opens one `.safetensors` file (https://huggingface.co/docs/safetensors): u64 header length, JSON header, data. */
export function openSafetensors(path: string): Safetensors {
  const file = openFileBytes(path);
  try {
    return { tensors: readTable(file), close: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Opens the weights of a Hugging Face folder: `model.safetensors`, or the shards that its index names. */
export function openSafetensorsFolder(directory: string): Safetensors {
  const index = join(directory, 'model.safetensors.index.json');
  if (!existsSync(index)) {
    return openSafetensors(join(directory, 'model.safetensors'));
  }

  const parsed = v.safeParse(v.object({ weight_map: v.record(v.string(), v.string()) }), parseUniqueJson(index));
  if (!parsed.success) {
    throw new DataError(`${index}: ${issueText(parsed.issues[0])}`);
  }
  const fileOf = parsed.output.weight_map;
  const shards = new Map<string, Safetensors>();
  const close = () => {
    for (const shard of shards.values()) {
      shard.close();
    }
  };
  try {
    const tensors = new Map<string, SafetensorsTensor>();
    for (const [name, file] of Object.entries(fileOf)) {
      if (/[/\\]/.test(file)) {
        throw new DataError(`${index}: shard ${valueText(file)} lies outside the folder`);
      }
      if (!shards.has(file)) {
        shards.set(file, openSafetensors(join(directory, file)));
      }
      if (!shards.get(file)?.tensors.has(name)) {
        throw new DataError(`${index}: tensor ${name} is not in ${file}`);
      }
    }
    // The index says which of several is meant; those that it leaves out count too, as transformers reads whole shards.
    for (const [file, shard] of shards) {
      for (const [name, tensor] of shard.tensors) {
        if (Object.hasOwn(fileOf, name) && fileOf[name] !== file) {
          continue;
        }
        if (tensors.has(name)) {
          throw new DataError(`${join(directory, file)}: tensor ${name} is in ${tensors.get(name)!.file.path} too`);
        }
        tensors.set(name, tensor);
      }
    }
    return { tensors, close };
  } catch (error) {
    close();
    throw error;
  }
}

function readTable(file: FileBytes): Map<string, SafetensorsTensor> {
  const { path, size } = file;
  const length = Number(new DataView(file.read(0, 8).buffer).getBigUint64(0, true));
  if (length > MAX_HEADER || length > size - 8) {
    throw new DataError(
      `${path}: a header of ${length} bytes in a file of ${size}: not a safetensors file, or cut short`,
    );
  }
  const dataStart = 8 + length;
  const tensors = new Map<string, SafetensorsTensor>();
  for (const [name, value] of Object.entries(parseHeader(file.read(8, length), path))) {
    if (name === '__metadata__') {
      continue;
    }
    const entry = v.safeParse(headerEntry, value);
    if (!entry.success) {
      const [issue] = entry.issues;
      const field = v.getDotPath(issue);
      if (field === 'dtype') {
        const { dtype } = value as { dtype?: unknown };
        throw new DataError(
          `${path}: tensor ${name} is of type ${valueText(dtype)}, expected one of ${Object.keys(TYPE_BYTES).join(', ')}`,
        );
      }
      throw new DataError(`${path}: tensor ${name}: ${issueText(issue)}`);
    }
    const { dtype: type, shape, data_offsets: range } = entry.output;
    const [begin, end] = range;
    if (begin > end || dataStart + end > size) {
      throw new DataError(
        `${path}: tensor ${name}: data ${begin}..${end}, but the file holds ${size - dataStart} bytes of data`,
      );
    }
    const expected = shape.reduce((product, n) => product * n, 1) * TYPE_BYTES[type];
    if (end - begin !== expected) {
      throw new DataError(
        `${path}: tensor ${name}: ${end - begin} bytes, but ${type} [${shape.join(', ')}] takes ${expected}`,
      );
    }
    tensors.set(name, { name, type, shape, file, offset: dataStart + begin, bytes: expected });
  }
  const ranges = [...tensors.values()].map(({ name, offset, bytes }) => ({ name, start: offset - dataStart, bytes }));
  checkRanges(ranges, { path, end: size - dataStart });
  return tensors;
}

function parseHeader(bytes: Uint8Array, path: string): Record<string, unknown> {
  let header: unknown;
  let twice: string | undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
    twice = duplicateKey(text);
  } catch (error) {
    throw new DataError(`${path}: header: ${jsonObjection(error)}`);
  }
  if (twice !== undefined) {
    throw new DataError(`${path}: header: ${valueText(twice)} appears twice`);
  }
  if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
    return header as Record<string, unknown>;
  }
  throw new DataError(`${path}: header is not a JSON object`);
}
