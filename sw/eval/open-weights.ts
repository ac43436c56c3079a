import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../errors.ts';
import type { Checkpoint } from '../import/checkpoint.ts';
import { openCheckpoint } from '../import/open-checkpoint.ts';
import { loadModel, type StoredModel } from '../model/load.ts';
import { readBits } from '../model/read-size.ts';
import type { Architecture, ModelManifest } from '../model/schema.ts';
import type { FloatWeights } from '../quant/dequantize.ts';
import { checkpointWeights, storedWeights } from '../quant/dequantize.ts';
import { createTokenizer, loadTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import { jsonObjection } from '../value-text.ts';

/** What is said of a model under evaluation. */
export interface Described {
  readonly name: string;
  readonly architecture: Architecture;
  readonly tokens: ModelManifest['tokens'];
  readonly tokenizer: Tokenizer;
  /** Bytes of its tensors as stored. */
  readonly bytes: number;
  /** Bits a weight that is read for a token. */
  readonly bits: number;
}

/** A model folder, or a checkpoint that was never imported, with its weights as floats. */
export interface OpenWeights extends Described {
  readonly weights: FloatWeights;
  /** Of a model folder. */
  readonly manifest?: ModelManifest;
  close(): void;
}

export async function openWeights(source: string): Promise<OpenWeights> {
  if (existsSync(join(source, 'model.json'))) {
    const stored = loadModel(source);
    return { ...describeFolder(stored), weights: storedWeights(stored), manifest: stored.manifest, close: () => {} };
  }
  const checkpoint = await openCheckpoint(source);
  try {
    return {
      ...describeCheckpoint(source, checkpoint),
      weights: checkpointWeights(checkpoint),
      close: () => checkpoint.close(),
    };
  } catch (error) {
    checkpoint.close();
    throw error;
  }
}

export function describeFolder({ directory, manifest }: StoredModel): Described {
  const { name, architecture, tokens, tensors } = manifest;
  return {
    name,
    architecture,
    tokens,
    tokenizer: loadTokenizer(directory),
    bytes: tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
    bits: readBits(tensors),
  };
}

function describeCheckpoint(source: string, { name, architecture, tokens, tensors, files }: Checkpoint): Described {
  const json = (file: string): unknown => {
    const content = files.get(file);
    if (content === undefined) {
      throw new DataError(`${source}: ${file} is missing`);
    }
    try {
      return JSON.parse(typeof content === 'string' ? content : new TextDecoder().decode(content));
    } catch (error) {
      throw new DataError(`${source}: ${file}: ${jsonObjection(error)}`);
    }
  };
  const entries = [...tensors].map(([tensor, { shape, bytes }]) => ({ name: tensor, shape, bytes }));
  return {
    name,
    architecture,
    tokens,
    tokenizer: createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'), source),
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    bits: readBits(entries),
  };
}
