import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../errors.ts';
import { loadModel, readManifest, type StoredModel } from '../model/load.ts';
import { sourceKind } from '../model/source-kind.ts';
import type { Accelerator } from '../port/accelerator.ts';
import { collectGarbageNow } from './collect-garbage.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

/**
 * A model folder and its tokenizer. The weights go straight into the memory of a back end that has its own and was opened before.
 */
export function readModel(directory: string, early?: Accelerator): { stored: StoredModel; tokenizer: Tokenizer } {
  expectModelFolder(directory);
  readManifest(join(directory, 'model.json')); // what is wrong with the model is said before what is with its tokenizer
  const tokenizer = readTokenizer(directory);
  return { stored: loadModel(directory, early?.allocate), tokenizer };
}

/** The tokenizer without what reading it leaves behind, 30 MB for Qwen2.5, which would else lie beside the weights for good. */
export function readTokenizer(directory: string): Tokenizer {
  const tokenizer = loadTokenizer(directory);
  collectGarbageNow();
  return tokenizer;
}

const KINDS = { 'hugging-face': 'a Hugging Face folder', gguf: 'a GGUF file', llama2c: 'a llama2.c checkpoint' };

/** A published checkpoint in a model folder's place is told what makes a model folder of it. */
function expectModelFolder(path: string): void {
  if (!existsSync(path) || existsSync(join(path, 'model.json'))) {
    return;
  }
  let kind: ReturnType<typeof sourceKind>;
  try {
    kind = sourceKind(path);
  } catch {
    return; // nothing that could be imported: the reader says what is missing
  }
  if (kind === 'model-folder') {
    return;
  }
  throw new DataError(
    `${path}: ${KINDS[kind]}, not a model folder; \`macromac import ${path} --out DIR\` makes one of it`,
  );
}
