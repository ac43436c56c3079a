import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError } from '../errors.ts';
import { sourceKind } from '../model/source-kind.ts';
import type { Checkpoint } from './checkpoint.ts';
import { openGgufCheckpoint } from './gguf-checkpoint.ts';
import { fetchFromHub, type HubOptions, isHubSource } from './hub.ts';
import { openHuggingFaceFolder } from './huggingface-checkpoint.ts';
import { openLlama2c } from './llama2c.ts';

export interface OpenOptions extends HubOptions {
  /** Take AutoAWQ matrices whose groups AWQ_MACRO cannot hold, quantising them anew. */
  readonly requantize?: boolean;
  /** llama2.c's tokenizer; default: `tokenizer.bin` beside the checkpoint. */
  readonly tokenizer?: string;
}

/** Opens a Hugging Face folder, a GGUF file, a llama2.c checkpoint, or fetches a model from the hub. */
export async function openCheckpoint(source: string, options: OpenOptions = {}): Promise<Checkpoint> {
  const path = await localPath(source, options);
  const kind = sourceKind(path);
  if (kind === 'model-folder') {
    throw new DataError(`${path}: a model folder already; it need not be imported`);
  }
  if (kind === 'hugging-face') {
    return openHuggingFaceFolder(path, options);
  }
  if (kind === 'gguf') {
    return openGgufCheckpoint(path);
  }
  return openLlama2c(path, options.tokenizer ?? join(dirname(path), 'tokenizer.bin'));
}

async function localPath(source: string, options: OpenOptions): Promise<string> {
  if (existsSync(source)) {
    return source;
  }
  if (isHubSource(source)) {
    return fetchFromHub(source, options);
  }
  throw new DataError(`${source === '' ? 'the source' : source}: no such file or folder`);
}
