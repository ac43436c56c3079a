import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../errors.ts';
import { readBytes, readText } from '../files.ts';

/** What is taken over from a model's source as it is. */
export const KEPT_FILES = [
  'tokenizer.json',
  'tokenizer_config.json',
  'generation_config.json',
  'chat_template.jinja',
  'LICENSE',
] as const;

/**
 * What a model folder may hold beside `model.json` and `model.bin`; `quantisation.json` says how the weights were
 * rounded.
 */
export const COMPANION_FILES = [...KEPT_FILES, 'quantisation.json'] as const;
export type CompanionFile = (typeof COMPANION_FILES)[number];

/** SHA-256 of each companion of a model, in hexadecimal. */
export type CompanionHashes = Readonly<Partial<Record<CompanionFile, string>>>;

/** Those that change what a model says. One that is not the model's would be used all the same. */
const DECIDING: readonly CompanionFile[] = ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'];

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Holds the companions in a folder against the hashes in its `model.json`. */
export function checkCompanions(directory: string, hashes: CompanionHashes): void {
  for (const [name, expected] of Object.entries(hashes)) {
    const path = join(directory, name);
    const found = sha256(readBytes(path));
    if (found !== expected) {
      throw new DataError(`${path}: is corrupt or of another model: sha256 is ${found}, model.json says ${expected}`);
    }
  }
  refuseStrangers(directory, Object.keys(hashes));
}

/** Refuses files that would be taken for the model's, beside those that are. */
export function refuseStrangers(directory: string, known: readonly string[]): void {
  const stranger = DECIDING.find((name) => !known.includes(name) && existsSync(join(directory, name)));
  if (stranger !== undefined) {
    throw new DataError(`${join(directory, stranger)}: is not one of the model's files, and would be taken for one`);
  }
}

/** Companions of the model that stands in a folder, to be taken away with it; none where there is no model of ours. */
export function companionsOfEarlier(directory: string, format: string): readonly CompanionFile[] {
  let manifest: { format?: unknown; files?: unknown } | null;
  try {
    manifest = JSON.parse(readText(join(directory, 'model.json'))) as typeof manifest;
  } catch {
    return [];
  }
  if (manifest?.format !== format) {
    return [];
  }
  const { files } = manifest;
  // Folders without hashes are those of earlier versions, which kept the same files.
  if (typeof files !== 'object' || files === null) {
    return COMPANION_FILES;
  }
  return COMPANION_FILES.filter((name) => Object.hasOwn(files, name));
}
