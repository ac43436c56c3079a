import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { readInto, readText, recoverFolder } from '../files.ts';
import { jsonObjection, valueText } from '../value-text.ts';
import { checkRanges } from './check-ranges.ts';
import { checkCompanions } from './companions.ts';
import { issueText } from './issue-text.ts';
import {
  FORMAT_NAME,
  FORMAT_VERSION,
  type ModelManifest,
  modelManifest,
  TENSOR_ALIGNMENT,
  type TensorEntry,
  tensorBytes,
} from './schema.ts';
import { expectModelFolder } from './source-kind.ts';
import { duplicateKey } from './unique-keys.ts';

/** A tensor in memory: its entry of the table, and its bytes (on shared memory, for worker threads). */
export interface Tensor extends TensorEntry {
  readonly data: Uint8Array;
}

/** A model folder, read and checked. */
export interface StoredModel {
  readonly directory: string;
  readonly manifest: ModelManifest;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

const sharedMemory = (bytes: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(bytes));

/**
 * Reads `model.json` and `model.bin` of a folder; every tensor's place, size and sha256 is checked, and the sha256 of
 * the files beside them.
 * @param allocate gives the memory that `model.bin` is read into, such as an accelerator's own
 */
export function loadModel(directory: string, allocate: (bytes: number) => Uint8Array = sharedMemory): StoredModel {
  const manifest = readManifest(join(directory, 'model.json'));
  if (manifest.files) {
    checkCompanions(directory, manifest.files);
  }
  const path = join(directory, 'model.bin');

  const data = readInto(path, allocate);
  const tensors = new Map<string, Tensor>();
  for (const entry of manifest.tensors) {
    const missing = entry.offset + entry.bytes - data.byteLength;
    if (missing > 0) {
      throw new DataError(
        `${path}: tensor ${entry.name}: ${missing} of ${entry.bytes} bytes missing at offset ${entry.offset}`,
      );
    }
    const bytes = data.subarray(entry.offset, entry.offset + entry.bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== entry.sha256) {
      throw new DataError(
        `${path}: tensor ${entry.name} is corrupt: sha256 is ${sha256}, model.json says ${entry.sha256}`,
      );
    }
    tensors.set(entry.name, { ...entry, data: bytes });
  }
  const last = manifest.tensors[manifest.tensors.length - 1];
  const end = last.offset + last.bytes;
  if (end !== data.byteLength) {
    throw new DataError(`${path}: ${data.byteLength} bytes, the tensors end at ${end}`);
  }
  return { directory, manifest, tensors };
}

/**
 * Reads and checks a `model.json`; a folder in which a process died while it replaced the model gets the old one back.
 */
export function readManifest(path: string): ModelManifest {
  recoverFolder(dirname(path));
  expectModelFolder(dirname(path));
  return checkManifest(parseUniqueJson(path), path);
}

/** Checks what stands in a `model.json`; `path` is for messages. */
export function checkManifest(json: unknown, path: string): ModelManifest {
  // Said before the schema speaks, because these two mean another kind of file rather than a mistake in one.
  const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (format !== FORMAT_NAME) {
    throw new DataError(
      `${path}: format is ${valueText(format)}, expected "${FORMAT_NAME}" (macromac import makes such a folder)`,
    );
  }
  if (version !== FORMAT_VERSION) {
    throw new DataError(`${path}: format version ${valueText(version)}; this program reads version ${FORMAT_VERSION}`);
  }
  const result = v.safeParse(modelManifest, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new DataError(`${path}: ${issueText(issue)}`);
  }
  const { tokens, architecture, tensors } = result.output;
  for (const [name, token] of [
    ['bos', tokens.bos] as const,
    ...tokens.stop.map((id, i) => [`stop.${i}`, id] as const),
  ]) {
    if (token !== null && token >= architecture.vocab) {
      throw new DataError(`${path}: tokens.${name} is ${token}, the vocabulary has ${architecture.vocab} tokens`);
    }
  }
  checkTable(tensors, path);
  return result.output;
}

/** Parses a JSON file, with the file's name in every error. */
export function parseJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataError(`${path}: ${jsonObjection(error)}`);
  }
}

/** The same of a file in which no object may have a key twice: of two values one would be dropped in silence. */
export function parseUniqueJson(path: string): unknown {
  const json = parseJson(path);
  const twice = duplicateKey(readText(path));
  if (twice !== undefined) {
    throw new DataError(`${path}: ${valueText(twice)} appears twice`);
  }
  return json;
}

function checkTable(entries: readonly TensorEntry[], path: string): void {
  const names = new Set<string>();
  for (const { name, kind, shape, offset, bytes } of entries) {
    if (names.has(name)) {
      throw new DataError(`${path}: tensor ${name} appears twice`);
    }
    names.add(name);
    if (kind !== 'fp32' && kind !== 'fp16' && shape.length !== 2) {
      throw new DataError(`${path}: tensor ${name}: kind ${kind} needs a shape [N, K], found [${shape}]`);
    }
    const expected = tensorBytes(kind, shape);
    if (bytes !== expected) {
      throw new DataError(
        `${path}: tensor ${name}: ${bytes} bytes, but ${kind} [${shape.join(', ')}] takes ${expected}`,
      );
    }
    if (offset % TENSOR_ALIGNMENT !== 0) {
      throw new DataError(`${path}: tensor ${name}: offset ${offset} is not a multiple of ${TENSOR_ALIGNMENT}`);
    }
  }
  const ranges = entries.map(({ name, offset, bytes }) => ({ name, start: offset, bytes }));
  const end = ranges.reduce((most, { start, bytes }) => Math.max(most, start + bytes), 0);
  checkRanges(ranges, { path, end, alignment: TENSOR_ALIGNMENT });
}
