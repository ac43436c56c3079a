import { createHash } from 'node:crypto';
import { rmsNorm } from '../decoder/rmsnorm.ts';
import type { Checkpoint, CheckpointTensor, FloatTensor, QuantizedTensor } from '../import/checkpoint.ts';
import type { QuantizedMatrix } from '../model/pack.ts';
import { tensorBytes } from '../model/schema.ts';
import {
  type ActivationStatistics,
  dividedStatistics,
  gatherStatistics,
  outputError,
} from './activation-statistics.ts';
import { type LayerReport, type LayerStorage, type QuantizedLayer, quantizeLayer } from './awq.ts';
import type { Calibration } from './calibration.ts';
import { quantizeClipped } from './clip-search.ts';
import { asFloat32, checkpointWeights } from './dequantize.ts';
import type { FloatEngine } from './float-engine.ts';
import { type LayerStore, openLayerStore } from './layer-store.ts';
import { divideRows, type FloatLinear, multiplyColumns, searchScales } from './scale-search.ts';
import { LINEAR_NAMES, sequenceModel } from './sequence-model.ts';
import type { Sgemm } from './sgemm.ts';

export interface QuantizeOptions extends LayerStorage {
  readonly calibration: Calibration;
  /** Which of the two large matrices become INT4; a tied pair that both do stays one tensor. */
  readonly embedding: boolean;
  readonly lmHead: boolean;
  /** Folder for what is finished, so that an interrupted run goes on; it is removed by `finish`. */
  readonly workDirectory: string;
  readonly progress?: (done: number, total: number, what: string) => void;
}

export interface QuantizedCheckpoint extends Checkpoint {
  readonly reports: readonly LayerReport[];
  /** Lets others have the work folder, which stays so that another run goes on from it. */
  stop(): void;
  /** Removes the work folder. */
  finish(): void;
}

/**
 * A checkpoint quantised by AWQ, itself a checkpoint: its linear layers are INT4, its norms carry the scales.
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
  const { calibration, progress } = options;
  const model = sequenceModel(checkpointWeights(checkpoint), false);
  const steps = architecture.layers + 1;

  // A layer counts as done when the activations that leave it are there too, which are written last.
  const hidden: HiddenStates | undefined = store.has('hidden') ? store.read('hidden') : undefined;
  const x = hidden?.x ?? model.embed(calibration.tokens);
  const reports: LayerReport[] = [];
  for (let l = 0; l < architecture.layers; l++) {
    if (l >= (hidden?.layers ?? 0)) {
      progress?.(l, steps, `layer ${l}`);
      store.write(`layer-${l}`, quantizeLayer(engine, architecture, model.layer(l), x, calibration.length, options));
      store.write('hidden', { layers: l + 1, x } satisfies HiddenStates);
    }
    reports.push(store.read<QuantizedLayer>(`layer-${l}`).report);
  }

  progress?.(architecture.layers, steps, 'LM head');
  const tensors = new Map<string, CheckpointTensor>(checkpoint.tensors);
  for (const [name, tensor] of layerTensors(checkpoint, options, (l) => store.read<QuantizedLayer>(`layer-${l}`))) {
    tensors.set(name, tensor);
  }
  if (!store.has('outer')) {
    store.write('outer', quantizeOuter(engine.sgemm, checkpoint, x, options));
  }
  for (const [name, value] of store.read<OuterTensors>('outer')) {
    tensors.set(
      name,
      value instanceof Float32Array
        ? vectorTensor(() => value, value.length)
        : matrixTensor(value.n, value.k, () => value),
    );
  }
  progress?.(steps, steps, '');
  return { ...checkpoint, tensors, reports, stop: store.close, finish: store.remove };
}

/** Activations of the calibration tokens behind the first so many layers, [tokens, hidden]. */
interface HiddenStates {
  readonly layers: number;
  readonly x: Float32Array;
}

/** Tensors of decoder layers by name, read from the store when asked for. */
function* layerTensors(
  { architecture, tensors }: Checkpoint,
  { int8 }: LayerStorage,
  read: (l: number) => QuantizedLayer,
): Generator<[string, CheckpointTensor]> {
  for (let l = 0; l < architecture.layers; l++) {
    const at = `layers.${l}`;
    yield [`${at}.attention_norm.weight`, vectorTensor(() => read(l).attentionNorm, architecture.hidden)];
    yield [`${at}.mlp_norm.weight`, vectorTensor(() => read(l).mlpNorm, architecture.hidden)];
    for (const name of LINEAR_NAMES) {
      const [n, k] = tensors.get(`${at}.${name}.weight`)!.shape;
      yield [
        `${at}.${name}.weight`,
        matrixTensor(n, k, () => read(l).matrices[name], int8.includes(name) ? 'int8' : 'int4'),
      ];
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

type OuterTensors = [name: string, value: Float32Array | QuantizedMatrix][];

/** Embedding, final norm and LM head. `x` [tokens, hidden] leaves the last decoder layer. */
function quantizeOuter(
  sgemm: Sgemm,
  checkpoint: Checkpoint,
  x: Float32Array,
  { embedding, lmHead, groupSize }: QuantizeOptions,
): OuterTensors {
  const { hidden, vocab, rmsEpsilon, tiedEmbedding } = checkpoint.architecture;
  const weights = checkpointWeights(checkpoint);
  const read = (name: string) => asFloat32(weights.read(name));
  const linear = (name: string, values: Float32Array) => ({ name, n: vocab, k: hidden, weights: values });
  const norm = read('norm.weight');
  const outer: OuterTensors = [];
  const clipped = (matrix: FloatLinear, statistics: ActivationStatistics) =>
    quantizeClipped(sgemm, matrix, statistics, groupSize);

  const gatherer = gatherStatistics(sgemm, hidden);
  if (lmHead) {
    gatherer.add(rmsNorm(x, norm, rmsEpsilon));
  }
  const rows = read('embedding.weight');
  if (embedding && lmHead && tiedEmbedding) {
    // One tensor for both: no scales (the embedding has no norm to fold them into), clipping judged for both uses.
    const statistics = balanced(sgemm, rows, gatherer.result());
    return [['embedding.weight', clipped(linear('embedding.weight', rows), statistics)]];
  }
  if (embedding) {
    outer.push(['embedding.weight', clipped(linear('embedding.weight', rows), identity(hidden))]);
  }
  if (lmHead) {
    const head = linear('lm_head.weight', tiedEmbedding ? rows : read('lm_head.weight'));
    const statistics = gatherer.result();
    const { scales } = searchScales(sgemm, [head], statistics, groupSize);
    const scaled = { ...head, weights: multiplyColumns(head.weights, scales) };
    const divided = dividedStatistics(statistics, scales);
    outer.push(['norm.weight', divideRows(norm, scales)], ['lm_head.weight', clipped(scaled, divided)]);
  }
  return outer;
}

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
 * Tells one run from another: settings, calibration tokens, the source by its norms, which any training changes, and V8, whose
 * versions differ in the last bits of powers.
 */
function settingsKey(
  checkpoint: Checkpoint,
  { calibration, embedding, lmHead, groupSize, int8 }: QuantizeOptions,
): string {
  const hash = createHash('sha256');
  const { architecture, tensors } = checkpoint;
  const { v8 } = process.versions;
  hash.update(JSON.stringify({ architecture, embedding, lmHead, length: calibration.length, groupSize, int8, v8 }));
  hash.update(calibration.tokens);
  for (const [name, tensor] of tensors) {
    if (tensor.kind === 'float' && tensor.shape.length === 1) {
      hash.update(name).update(tensor.read(0, tensor.shape[0]));
    }
  }
  return hash.digest('hex');
}
