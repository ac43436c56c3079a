import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openAccelerator } from '../backends/backends.ts';
import { prepareModel } from '../decoder/model.ts';
import { UsageError } from '../errors.ts';
import { loadModel } from '../model/load.ts';
import type { AcceleratorCacheKind, CacheKind } from '../port/kv-cache.ts';
import type { Engine } from '../port/matrix.ts';
import { type Offload, type Offloaded, offloaded } from '../program/offload.ts';
import { openFloatEngine } from '../quant/float-engine.ts';
import { sequenceModel } from '../quant/sequence-model.ts';
import { modelScorer } from './model-scorer.ts';
import { type Described, describeFolder, openWeights } from './open-weights.ts';
import type { ScoreTokens } from './score-tokens.ts';
import { sequenceScorer } from './sequence-scorer.ts';

/** A model under evaluation. */
export interface Subject extends Described {
  readonly score: ScoreTokens;
  /** What a back end's accelerator does of it. */
  readonly offloaded?: Offloaded;
  close(): Promise<void>;
}

/** What a model is evaluated with, as far as it decides the figures. */
export interface Arithmetic {
  /** `float32`: the weights alone, dequantised, in single precision. Otherwise a back end of `generate`. */
  readonly backend: string;
  readonly engine: Engine;
  /** Back end cpu: how activations are held. */
  readonly activations?: 'int8' | 'fp32';
  /** How keys and values are kept; `float32` has no cache. */
  readonly kvCache?: CacheKind | AcceleratorCacheKind;
  /** Whole passes by the accelerator, or its products alone; the default: as much as it can. */
  readonly offload?: Offload;
}

export interface SubjectOptions extends Arithmetic {
  readonly threads?: number;
  readonly progress: (message: string) => void;
}

/** The evaluation's own arithmetic, beside the back ends. */
export const FLOAT32 = 'float32';

/** Refuses what cannot be evaluated, before anything is opened. */
export function expectSubject(source: string, options: Arithmetic): void {
  const { backend, kvCache = 'fp32' } = options;
  if (backend === FLOAT32 && options.offload === 'token') {
    throw new UsageError(`--offload token: --backend ${FLOAT32} is no accelerator: name golden, rtl or kv260`);
  }
  if (backend === FLOAT32 && kvCache !== 'fp32') {
    throw new UsageError(`--backend ${FLOAT32} has no KV cache to be kept as ${kvCache}: name a back end of generate`);
  }
  if (backend !== FLOAT32 && !existsSync(join(source, 'model.json'))) {
    throw new UsageError(
      `${source} is not a model folder: only --backend ${FLOAT32} evaluates a checkpoint as published`,
    );
  }
}

/** Opens a model folder, or a checkpoint that was never imported (in `float32` only): the unquantised baseline. */
export async function openSubject(source: string, options: SubjectOptions): Promise<Subject> {
  expectSubject(source, options);
  return options.backend === FLOAT32 ? floatSubject(source, options) : openModelFolder(source, options);
}

/** The weights alone, in single precision. */
async function floatSubject(source: string, { threads }: SubjectOptions): Promise<Subject> {
  const { weights, close, ...described } = await openWeights(source);
  const engine = openFloatEngine(threads);
  return {
    ...described,
    score: sequenceScorer(sequenceModel(weights), engine),
    async close() {
      close();
      await engine.close();
    },
  };
}

async function openModelFolder(directory: string, options: SubjectOptions): Promise<Subject> {
  const accelerator = await openAccelerator(options.backend, options);
  try {
    const stored = loadModel(directory, accelerator.allocate);
    const prepared = await prepareModel(stored, accelerator);
    const chosen = offloaded(prepared, options.offload, options.kvCache);
    const score = modelScorer(chosen.model, options.kvCache);
    return { ...describeFolder(stored), score, offloaded: chosen, close: () => accelerator.close() };
  } catch (error) {
    await accelerator.close();
    throw error;
  }
}
