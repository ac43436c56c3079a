import { join } from 'node:path';
import { loadModel, readManifest, type StoredModel } from '../model/load.ts';
import type { Accelerator } from '../port/accelerator.ts';
import { collectGarbageNow } from './collect-garbage.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

/**
 * A model folder and its tokenizer. The weights go straight into the memory of a back end that has its own and was
 * opened before.
 */
export function readModel(directory: string, early?: Accelerator): { stored: StoredModel; tokenizer: Tokenizer } {
  readManifest(join(directory, 'model.json')); // what is wrong with the model is said before what is with its tokenizer
  const tokenizer = readTokenizer(directory);
  return { stored: loadModel(directory, early?.allocate), tokenizer };
}

/**
 * The tokenizer without what reading it leaves behind, 30 MB for Qwen2.5, which would else lie beside the weights for
 * good.
 */
export function readTokenizer(directory: string): Tokenizer {
  const tokenizer = loadTokenizer(directory);
  collectGarbageNow();
  return tokenizer;
}
