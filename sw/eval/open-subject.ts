import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openAccelerator } from '../backends/backends.ts';
import { prepareModel } from '../decoder/model.ts';
import { DataError, UsageError } from '../errors.ts';
import { openCheckpoint } from '../import/open-checkpoint.ts';
import { loadModel, type StoredModel } from '../model/load.ts';
import type { Architecture, ModelManifest } from '../model/schema.ts';
import type { AcceleratorCacheKind, CacheKind } from '../port/kv-cache.ts';
import type { Engine } from '../port/matrix.ts';
import { type Offload, type Offloaded, offloaded } from '../program/offload.ts';
import { checkpointWeights, storedWeights } from '../quant/dequantize.ts';
import { openFloatEngine } from '../quant/float-engine.ts';
import { sequenceModel } from '../quant/sequence-model.ts';
import { createTokenizer, loadTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import { modelScorer } from './model-scorer.ts';
import type { ScoreTokens } from './score-tokens.ts';
import { sequenceScorer } from './sequence-scorer.ts';

/** A model under evaluation. */
export interface Subject {
  readonly name: string;
  readonly architecture: Architecture;
  readonly tokens: ModelManifest['tokens'];
  readonly tokenizer: Tokenizer;
  /** Bytes of its tensors as stored. */
  readonly bytes: number;
  readonly score: ScoreTokens;
  /** What a back end's accelerator does of it. */
  readonly offloaded?: Offloaded;
  close(): Promise<void>;
}

export interface SubjectOptions {
  /** `float32`: the weights alone, dequantised, in single precision. Otherwise a back end of `generate`. */
  readonly backend: string;
  readonly engine: Engine;
  /** Back end cpu: how activations are held. */
  readonly activations?: 'int8' | 'fp32';
  /** How keys and values are kept; `float32` has no cache. */
  readonly kvCache?: CacheKind | AcceleratorCacheKind;
  /** Whole passes by the accelerator, or its products alone; the default: as much as it can. */
  readonly offload?: Offload;
  readonly threads?: number;
  readonly progress: (message: string) => void;
}

/** The evaluation's own arithmetic, beside the back ends. */
export const FLOAT32 = 'float32';

/** Opens a model folder, or a checkpoint that was never imported (in `float32` only): the unquantised baseline. */
export async function openSubject(source: string, options: SubjectOptions): Promise<Subject> {
  const { backend, kvCache = 'fp32' } = options;
  if (backend === FLOAT32 && options.offload === 'token') {
    throw new UsageError(`--offload token: --backend ${FLOAT32} is no accelerator: name golden, rtl or kv260`);
  }
  if (backend === FLOAT32 && kvCache !== 'fp32') {
    throw new UsageError(`--backend ${FLOAT32} has no KV cache to be kept as ${kvCache}: name a back end of generate`);
  }
  if (existsSync(join(source, 'model.json'))) {
    return openModelFolder(source, options);
  }
  if (backend !== FLOAT32) {
    throw new UsageError(
      `${source} is not a model folder: only --backend ${FLOAT32} evaluates a checkpoint as published`,
    );
  }
  const checkpoint = await openCheckpoint(source);
  const json = (name: string): unknown => {
    const content = checkpoint.files.get(name);
    if (content === undefined) {
      throw new DataError(`${source}: ${name} is missing`);
    }
    try {
      return JSON.parse(typeof content === 'string' ? content : new TextDecoder().decode(content));
    } catch (error) {
      throw new DataError(`${source}: ${name} is not valid JSON: ${(error as Error).message}`);
    }
  };
  const engine = openFloatEngine(options.threads);
  return {
    name: checkpoint.name,
    architecture: checkpoint.architecture,
    tokens: checkpoint.tokens,
    tokenizer: createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'), source),
    bytes: [...checkpoint.tensors.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    score: sequenceScorer(sequenceModel(checkpointWeights(checkpoint)), engine),
    async close() {
      checkpoint.close();
      await engine.close();
    },
  };
}

async function openModelFolder(directory: string, options: SubjectOptions): Promise<Subject> {
  if (options.backend === FLOAT32) {
    const stored = loadModel(directory);
    const engine = openFloatEngine(options.threads);
    const score = sequenceScorer(sequenceModel(storedWeights(stored)), engine);
    return { ...describe(stored), score, close: () => engine.close() };
  }
  const accelerator = await openAccelerator(options.backend, options);
  try {
    const stored = loadModel(directory, accelerator.allocate);
    const prepared = await prepareModel(stored, accelerator);
    const chosen = offloaded(prepared, options.offload, options.kvCache);
    const score = modelScorer(chosen.model, options.kvCache);
    return { ...describe(stored), score, offloaded: chosen, close: () => accelerator.close() };
  } catch (error) {
    await accelerator.close();
    throw error;
  }
}

function describe({ directory, manifest }: StoredModel): Omit<Subject, 'score' | 'close'> {
  const { name, architecture, tokens, tensors } = manifest;
  return {
    name,
    architecture,
    tokens,
    tokenizer: loadTokenizer(directory),
    bytes: tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
  };
}
