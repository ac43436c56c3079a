import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../errors.ts';
import { openFileBytes } from './file-bytes.ts';

export type SourceKind = 'hugging-face' | 'model-folder' | 'gguf' | 'llama2c';

const CAN_BE = 'a Hugging Face folder, a GGUF file, or a llama2.c checkpoint';

/**
 * What a folder or file is, by what is in it and not by its name; an error says what else it is, or what it could be.
 */
export function sourceKind(path: string): SourceKind {
  return statSync(path).isDirectory() ? folderKind(path) : fileKind(path);
}

function folderKind(directory: string): SourceKind {
  const has = (name: string) => existsSync(join(directory, name));
  if (!has('config.json') && has('model.json')) {
    return 'model-folder';
  }
  const names = readdirSync(directory);
  if (!has('config.json')) {
    const file = names.find((name) => /\.gguf$/i.test(name));
    const hint = file === undefined ? `expected ${CAN_BE}` : `name the GGUF file in it: ${join(directory, file)}`;
    throw new DataError(`${join(directory, 'config.json')}: no such file; ${hint}`);
  }
  if (!has('model.safetensors') && !has('model.safetensors.index.json')) {
    const weights = names.filter((name) => /\.(safetensors|bin|pth?|ckpt)$/.test(name));
    const advice = weights.some((name) => !name.endsWith('.safetensors'))
      ? '; PyTorch files are not read: save_pretrained(…, safe_serialization=True) of transformers writes safetensors'
      : '';
    const found = weights.length === 0 ? '' : `; the folder has ${weights.join(', ')}`;
    throw new DataError(
      `${join(directory, 'model.safetensors')}: no such file, nor model.safetensors.index.json${found}${advice}`,
    );
  }
  return 'hugging-face';
}

function fileKind(path: string): SourceKind {
  const file = openFileBytes(path);
  let head: Buffer;
  try {
    head = Buffer.from(file.read(0, Math.min(file.size, 28)));
  } finally {
    file.close();
  }
  const begins = (...bytes: number[]) => head.subarray(0, bytes.length).equals(Uint8Array.from(bytes));
  const refuse = (what: string): never => {
    throw new DataError(`${path}: ${what}; expected ${CAN_BE}`);
  };
  if (head.toString('latin1', 0, 4) === 'GGUF') {
    return 'gguf';
  }
  if (begins(0x50, 0x4b) || begins(0x80)) {
    refuse('a PyTorch file or another archive');
  }
  if (head.length > 8 && head[8] === 0x7b && head.readUInt32LE(4) === 0) {
    refuse('a safetensors file by itself, without the config.json of its folder');
  }
  if (head.toString('latin1', 0, 4) === '24ka') {
    refuse('a llama2.c checkpoint of version 1 or later, and version 0 is read');
  }
  if (head.length === 28 && isLlama2c(head)) {
    return 'llama2c';
  }
  return refuse('none of the kinds of file that can be imported');
}

/**
 * Sizes in the header of llama2.c: hidden, ffn, layers, heads, KV heads, vocabulary (negative where untied), context.
 */
function isLlama2c(header: Buffer): boolean {
  const [hidden, ffn, layers, heads, kvHeads, vocab, context] = Array.from({ length: 7 }, (_, i) =>
    header.readInt32LE(4 * i),
  );
  const sizes = [hidden, ffn, layers, heads, kvHeads, Math.abs(vocab), context];
  return sizes.every((size) => size > 0 && size < 1 << 24) && hidden % heads === 0 && heads % kvHeads === 0;
}

const NAMES = { 'hugging-face': 'a Hugging Face folder', gguf: 'a GGUF file', llama2c: 'a llama2.c checkpoint' };

/** Refuses what is no model folder: a published checkpoint is told what makes one of it, all else what was expected. */
export function expectModelFolder(path: string): void {
  if (existsSync(join(path, 'model.json'))) {
    return;
  }
  if (!existsSync(path)) {
    throw new DataError(`${path}: no such folder, expected ${MODEL_FOLDER}`);
  }
  let kind: SourceKind;
  try {
    kind = sourceKind(path);
  } catch {
    throw new DataError(`${path}: ${otherThanAModel(path)}; expected ${MODEL_FOLDER}`);
  }
  if (kind === 'model-folder') {
    return; // its model.json has come since it was looked for
  }
  throw new DataError(
    `${path}: ${NAMES[kind]}, not a model folder; \`macromac import ${path} --out DIR\` makes one of it`,
  );
}

const MODEL_FOLDER = 'a model folder as `macromac import` writes it';

/** What stands where a model folder should, when nothing in it can be imported as it is. */
function otherThanAModel(path: string): string {
  if (!statSync(path).isDirectory()) {
    return 'not a folder';
  }
  const names = readdirSync(path);
  const gguf = names.find((name) => /\.gguf$/i.test(name));
  if (gguf !== undefined) {
    return `a folder with a GGUF file, which \`macromac import ${join(path, gguf)} --out DIR\` reads`;
  }
  return names.includes('config.json')
    ? 'a folder with config.json but neither model.json nor weights that can be imported'
    : 'a folder without model.json';
}
