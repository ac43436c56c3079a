import { createHash } from 'node:crypto';
import { rmsNorm } from '../decoder/rmsnorm.ts';
import type { Checkpoint, CheckpointTensor, FloatTensor, QuantizedTensor } from '../import/checkpoint.ts';
import type { QuantizedMatrix } from '../model/pack.ts';
import type { GroupSize } from '../model/round-to-nearest.ts';
import { tensorBytes } from '../model/schema.ts';
import {
  type ActivationStatistics,
  dividedStatistics,
  gatherStatistics,
  outputError,
} from './activation-statistics.ts';
import type { Calibration } from './calibration.ts';
import { asFloat32, checkpointWeights } from './dequantize.ts';
import type { FloatEngine } from './float-engine.ts';
import { type Int8Choice, isInt8 } from './int8-choice.ts';
import { type LayerStore, openLayerStore } from './layer-store.ts';
import {
  type Activations,
  type LayerReport,
  type Method,
  type QuantizedLayer,
  quantizeLayer,
  roundLayer,
  toInt4,
} from './quantize-layer.ts';
import { divideRows, type FloatLinear, multiplyColumns, searchScales } from './scale-search.ts';
import { forEachLinear, LINEAR_NAMES, type LinearName, sequenceModel } from './sequence-model.ts';
import type { Sgemm } from './sgemm.ts';

export interface QuantizeOptions {
  readonly method: Method;
  /** Inputs that share a scale in INT4. */
  readonly groupSize: GroupSize;
  /** Linear layers that become INT8 instead. */
  readonly int8: Int8Choice;
  /** Whether INT8 is made of every linear layer beside INT4, so that `withInt8` has a choice. */
  readonly keepInt8?: boolean;
  readonly calibration: Calibration;
  /** Texts of the same length that errors are measured on; nothing is chosen by them. */
  readonly heldOut?: Calibration;
  /** Which of the two large matrices become INT4; a tied pair that both do stays one tensor. */
  readonly embedding: boolean;
  readonly lmHead: boolean;
  /** Folder for what is finished, so that an interrupted run goes on; it is removed by `finish`. */
  readonly workDirectory: string;
  readonly progress?: (done: number, total: number, what: string) => void;
}

export interface QuantizedCheckpoint extends Checkpoint {
  readonly method: Method;
  /** By what the final norm, embedding and LM head were made, where those are INT4: `method`, or another run's. */
  readonly headMethod: Method;
  /** A layer each; none by rounding to nearest. */
  readonly reports: readonly LayerReport[];
  /** What is finished of this run. */
  readonly parts: Pick<LayerStore, 'has' | 'read' | 'write'>;
  /** The same checkpoint with these linear layers in INT8; with `keepInt8` only. */
  withInt8(choice: Int8Choice): Checkpoint;
  /** The same decoder layers with the final norm, embedding and LM head of another run on the same checkpoint. */
  withHeadOf(other: QuantizedCheckpoint): QuantizedCheckpoint;
  /** What is INT4 outside of the decoder layers, and the norm in front of it. */
  outer(): OuterTensors;
  /** Lets others have the work folder, which stays so that another run goes on from it. */
  stop(): void;
  /** Removes the work folder. */
  finish(): void;
}

/**
 * A quantised checkpoint, itself a checkpoint: its linear layers are INT4, its norms carry the scales.
 * Layers are searched one after the other on the calibration tokens; only one is in memory at a time.
 */
export function quantizeCheckpoint(
  engine: FloatEngine,
  checkpoint: Checkpoint,
  options: QuantizeOptions,
): QuantizedCheckpoint {
  const store = openLayerStore(options.workDirectory, settingsKey(checkpoint, options));
  try {
    return quantizeIn(store, engine, checkpoint, options);
  } catch (error) {
    store.close();
    throw error;
  }
}

function quantizeIn(
  store: LayerStore,
  engine: FloatEngine,
  checkpoint: Checkpoint,
  options: QuantizeOptions,
): QuantizedCheckpoint {
  const { architecture } = checkpoint;
  const { calibration, heldOut, progress, method } = options;
  const model = sequenceModel(checkpointWeights(checkpoint), false);
  const steps = architecture.layers + 1;

  // A layer counts as done when the activations that leave it are there too, which are written last.
  const hidden: HiddenStates | undefined = store.has('hidden') ? store.read('hidden') : undefined;
  // Rounding to nearest looks at no text, which takes a fraction of the time.
  const isBlind = method === 'rtn';
  const activations = hidden?.activations ?? {
    calibration: model.embed(isBlind ? [] : calibration.tokens),
    heldOut: model.embed(isBlind ? [] : (heldOut?.tokens ?? [])),
    length: calibration.length,
  };
  const reports: LayerReport[] = [];
  for (let l = 0; l < architecture.layers; l++) {
    if (l >= (hidden?.layers ?? 0)) {
      progress?.(l, steps, `layer ${l}`);
      const storage = { ...options, int8: LINEAR_NAMES.filter((name) => isInt8(options.int8, l, name)) };
      const layer = isBlind
        ? roundLayer(model.layer(l), inputsOf(checkpoint, l), storage)
        : quantizeLayer(engine, architecture, model.layer(l), activations, storage);
      store.write(`layer-${l}`, layer);
      store.write('hidden', { layers: l + 1, activations } satisfies HiddenStates);
    }
    const { report } = store.read<QuantizedLayer>(`layer-${l}`);
    reports.push(...(report ? [report] : []));
  }

  progress?.(architecture.layers, steps, 'LM head');
  if (!store.has('outer')) {
    store.write('outer', quantizeOuter(engine, checkpoint, activations.calibration, options));
  }
  progress?.(steps, steps, '');
  // A layer's tensors are asked for one after the other.
  let last: { readonly l: number; readonly layer: QuantizedLayer } | undefined;
  const layerOf = (l: number): QuantizedLayer => {
    if (last?.l !== l) {
      last = { l, layer: store.read<QuantizedLayer>(`layer-${l}`) };
    }
    return last.layer;
  };
  const own = () => store.read<OuterTensors>('outer');
  const made = (headMethod: Method, outer: () => OuterTensors): QuantizedCheckpoint => {
    const withInt8 = (choice: Int8Choice): Checkpoint => {
      const tensors = new Map<string, CheckpointTensor>(checkpoint.tensors);
      for (const [name, tensor] of [...layerTensors(checkpoint, choice, layerOf), ...outerTensors(outer())]) {
        tensors.set(name, tensor);
      }
      return { ...checkpoint, tensors };
    };
    return {
      ...withInt8(options.int8),
      method,
      headMethod,
      reports,
      parts: store,
      withInt8,
      withHeadOf: (other) => made(other.headMethod, other.outer),
      outer,
      stop: store.close,
      finish: store.remove,
    };
  };
  return made(method, own);
}

/** K of each linear layer. */
const inputsOf = ({ tensors }: Checkpoint, l: number): Record<LinearName, number> =>
  forEachLinear((name) => tensors.get(`layers.${l}.${name}.weight`)!.shape[1]);

/** Activations behind the first so many layers. */
interface HiddenStates {
  readonly layers: number;
  readonly activations: Activations;
}

/** Tensors of decoder layers by name, read from the store when asked for. */
function* layerTensors(
  { architecture, tensors }: Checkpoint,
  int8: Int8Choice,
  read: (l: number) => QuantizedLayer,
): Generator<[string, CheckpointTensor]> {
  for (let l = 0; l < architecture.layers; l++) {
    const at = `layers.${l}`;
    yield [`${at}.attention_norm.weight`, vectorTensor(() => read(l).attentionNorm, architecture.hidden)];
    yield [`${at}.mlp_norm.weight`, vectorTensor(() => read(l).mlpNorm, architecture.hidden)];
    for (const name of LINEAR_NAMES) {
      const [n, k] = tensors.get(`${at}.${name}.weight`)!.shape;
      const isLarge = isInt8(int8, l, name);
      const matrix = () => {
        const { matrices, int8: large } = read(l);
        return isLarge && large ? large[name] : matrices[name];
      };
      yield [`${at}.${name}.weight`, matrixTensor(n, k, matrix, isLarge ? 'int8' : 'int4')];
      if (tensors.has(`${at}.${name}.bias`)) {
        yield [`${at}.${name}.bias`, vectorTensor(() => read(l).biases[name]!, n)];
      }
    }
  }
}

const vectorTensor = (values: () => Float32Array, length: number): FloatTensor => ({
  kind: 'float',
  shape: [length],
  bytes: 4 * length,
  read: (first, count) => values().slice(first, first + count),
});

const matrixTensor = (
  n: number,
  k: number,
  read: () => QuantizedMatrix,
  kind: 'int4' | 'int8' = 'int4',
): QuantizedTensor => ({
  kind,
  shape: [n, k],
  bytes: tensorBytes(kind === 'int4' ? 'awq-macro' : 'int8-macro', [n, k]),
  read,
});

export type OuterTensors = [name: string, value: Float32Array | QuantizedMatrix][];

const outerTensors = (outer: OuterTensors): [string, CheckpointTensor][] =>
  outer.map(([name, value]) => [
    name,
    value instanceof Float32Array
      ? vectorTensor(() => value, value.length)
      : matrixTensor(value.n, value.k, () => value),
  ]);

/** Embedding, final norm and LM head. `x` [tokens, hidden] leaves the last decoder layer. */
function quantizeOuter(
  engine: FloatEngine,
  checkpoint: Checkpoint,
  x: Float32Array,
  { embedding, lmHead, groupSize, method }: QuantizeOptions,
): OuterTensors {
  const { sgemm } = engine;
  const { hidden, vocab, rmsEpsilon, tiedEmbedding } = checkpoint.architecture;
  const weights = checkpointWeights(checkpoint);
  const read = (name: string) => asFloat32(weights.read(name));
  const linear = (name: string, values: Float32Array) => ({ name, n: vocab, k: hidden, weights: values });
  const norm = read('norm.weight');
  const outer: OuterTensors = [];
  const inInt4 = (matrix: FloatLinear, statistics: ActivationStatistics) =>
    toInt4(engine, matrix, statistics, { method, groupSize });

  // Rounding to nearest asks for no statistics.
  const isRounded = method === 'rtn';
  const ofHead = (): ActivationStatistics => {
    const gatherer = gatherStatistics(sgemm, hidden);
    gatherer.add(rmsNorm(x, norm, rmsEpsilon));
    return gatherer.result();
  };
  const rows = read('embedding.weight');
  if (embedding && lmHead && tiedEmbedding) {
    // One tensor for both: no scales (the embedding has no norm to fold them into), clipping judged for both uses.
    const statistics = isRounded ? identity(hidden) : balanced(sgemm, rows, ofHead());
    return [['embedding.weight', inInt4(linear('embedding.weight', rows), statistics)]];
  }
  if (embedding) {
    outer.push(['embedding.weight', inInt4(linear('embedding.weight', rows), identity(hidden))]);
  }
  if (lmHead) {
    const head = linear('lm_head.weight', tiedEmbedding ? rows : read('lm_head.weight'));
    const statistics = isRounded ? identity(hidden) : ofHead();
    const { scales } = searchScales(sgemm, isScaled(method) ? [head] : [], statistics, groupSize);
    const scaled = { ...head, weights: multiplyColumns(head.weights, scales) };
    const divided = dividedStatistics(statistics, scales);
    outer.push(['norm.weight', divideRows(norm, scales)], ['lm_head.weight', inInt4(scaled, divided)]);
  }
  return outer;
}

const isScaled = (method: Method): boolean => method === 'awq' || method === 'awq+gptq';

/** As if every input came alone and with the same strength: errors of rows looked up count alike. */
function identity(k: number): ActivationStatistics {
  const gram = new Float32Array(k * k);
  for (let i = 0; i < k; i++) {
    gram[i * k + i] = 1;
  }
  return { k, meanMagnitude: new Float32Array(k).fill(1), gram };
}

/** Weighs the error of logits and that of embedded rows alike, each relative to its power. */
function balanced(sgemm: Sgemm, weights: Float32Array, statistics: ActivationStatistics): ActivationStatistics {
  const { k, gram } = statistics;
  const headPower = outputError(sgemm, weights, statistics);
  const rowPower = weights.reduce((sum, w) => sum + w * w, 0);
  const sum = gram.map((value) => value / headPower);
  for (let i = 0; i < k; i++) {
    sum[i * k + i] += 1 / rowPower;
  }
  return { ...statistics, gram: sum };
}

/**
 * Tells one run from another: settings, calibration tokens, and the source by its norms, which any training changes.
 */
function settingsKey(checkpoint: Checkpoint, options: QuantizeOptions): string {
  const { calibration, heldOut, embedding, lmHead, groupSize, method, int8, keepInt8 = false } = options;
  const hash = createHash('sha256');
  const { architecture, tensors } = checkpoint;
  const { length } = calibration;
  hash.update(JSON.stringify({ architecture, embedding, lmHead, length, groupSize, method, int8, keepInt8 }));
  hash.update(calibration.tokens);
  hash.update(heldOut?.tokens ?? '');
  for (const [name, tensor] of tensors) {
    if (tensor.kind === 'float' && tensor.shape.length === 1) {
      hash.update(name).update(tensor.read(0, tensor.shape[0]));
    }
  }
  return hash.digest('hex');
}
