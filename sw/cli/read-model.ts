import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Accelerator } from '../accel/port.ts';
import { loadModel, readManifest, type StoredModel } from '../model/load.ts';
import { loadTokenizer, type Tokenizer } from '../runtime/tokenizer.ts';

/**
 * A model folder and its tokenizer. The weights go straight into the memory of a back end that has its own and was opened before.
 */
export function readModel(directory: string, early?: Accelerator): { stored: StoredModel; tokenizer: Tokenizer } {
  readManifest(join(directory, 'model.json')); // what is wrong with the model is said before what is with its tokenizer
  const tokenizer = readTokenizer(directory);
  return { stored: loadModel(directory, early?.allocate), tokenizer };
}

/** The tokenizer without what reading it leaves behind, 30 MB for Qwen2.5, which would else lie beside the weights for good. */
export function readTokenizer(directory: string): Tokenizer {
  const tokenizer = loadTokenizer(directory);
  collectGarbage();
  return tokenizer;
}

/** V8 has the function ready only for those who ask for it by a flag. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
}
