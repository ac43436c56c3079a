import type { QuantizedMatrix } from '../model/pack.ts';
import { type GroupSize, quantizeInt4, quantizeInt8 } from '../model/round-to-nearest.ts';
import type { Architecture } from '../model/schema.ts';
import {
  type ActivationStatistics,
  dividedStatistics,
  gatherStatistics,
  outputError,
  type StatisticsGatherer,
} from './activation-statistics.ts';
import { quantizeClipped } from './clip-search.ts';
import { asFloat32, dequantize } from './dequantize.ts';
import { exponential, logarithm } from './exact-math.ts';
import type { FloatEngine } from './float-engine.ts';
import { divideRows, type FloatLinear, multiplyColumns, type ScaleChoice, searchScales } from './scale-search.ts';
import { LINEAR_NAMES, type LinearName, layerForward, type SequenceLayer } from './sequence-model.ts';
import type { Sgemm } from './sgemm.ts';

/**
 * How a layer becomes INT4: by scales and clipping (`awq`, arXiv 2306.00978), by error feedback (`gptq`, arXiv 2210.17323), or by scales
 * and then error feedback.
 */
export const METHODS = ['awq', 'gptq', 'awq+gptq'] as const;
export type Method = (typeof METHODS)[number];

/** A decoder layer as the quantiser leaves it. */
export interface QuantizedLayer {
  readonly attentionNorm: Float32Array;
  readonly mlpNorm: Float32Array;
  readonly matrices: Record<LinearName, QuantizedMatrix>;
  /** The same in INT8 too, where that is asked for. */
  readonly int8?: Record<LinearName, QuantizedMatrix>;
  readonly biases: Partial<Record<LinearName, Float32Array>>;
  readonly report: LayerReport;
}

/** ‖(Q(W) − W)·x‖² / ‖W·x‖² of each linear layer. */
export type OutputErrors = Record<LinearName, { roundToNearest: number; quantized: number }>;

export interface LayerReport {
  /** Exponents of the scale search: 0 where scaling did not help. */
  readonly exponents: Record<GroupName, number>;
  /** Over the calibration tokens. */
  readonly errors: OutputErrors;
  /** Over tokens that nothing was chosen by; absent where there are none. */
  readonly heldOut?: OutputErrors;
}

/** How the linear layers of a decoder layer are to be stored. */
export interface LayerStorage {
  readonly method: Method;
  /** Inputs that share a scale in INT4. */
  readonly groupSize: GroupSize;
  /** Linear layers of this decoder layer that become INT8 instead. */
  readonly int8: readonly LinearName[];
  /** Whether INT8 is made of all of them beside INT4. */
  readonly keepInt8?: boolean;
}

/** Linear layers that share their input. */
const GROUPS: readonly (readonly LinearName[])[] = [
  ['attention.q', 'attention.k', 'attention.v'],
  ['attention.o'],
  ['mlp.gate', 'mlp.up'],
  ['mlp.down'],
];

/** What the scales of a group are folded into. */
type GroupName = 'attention_norm' | 'attention.v' | 'mlp_norm' | 'mlp.up';

/** Activations of several texts of equal length, one after the other, [texts · length, hidden]. */
export interface Activations {
  readonly calibration: Float32Array;
  /** Empty where no errors are to be measured on other text. */
  readonly heldOut: Float32Array;
  /** Tokens a text. */
  readonly length: number;
}

/**
 * Quantises one decoder layer: scales for each group of linear layers, then clipping or error feedback, then INT4.
 * The activations become the output of the layer in floats, the input of the next one's search.
 */
export function quantizeLayer(
  engine: FloatEngine,
  architecture: Architecture,
  layer: SequenceLayer,
  { calibration, heldOut, length }: Activations,
  storage: LayerStorage,
): QuantizedLayer {
  const { sgemm } = engine;
  const { method, groupSize, int8 } = storage;
  const inputs = observeLayer(engine, architecture, layer, calibration, length);
  const unseen = heldOut.length > 0 ? observeLayer(engine, architecture, layer, heldOut, length) : undefined;
  const scaled =
    method === 'gptq' ? unscaledLayer(layer, inputs) : scaleLayer(sgemm, architecture, layer, inputs, storage);
  const forEachLinear = <T>(make: (name: LinearName) => T) =>
    Object.fromEntries(LINEAR_NAMES.map((name) => [name, make(name)])) as Record<LinearName, T>;

  const inInt8 = ({ name, n, k, weights }: FloatLinear) => quantizeInt8(weights, n, k, name);
  const rounded = forEachLinear((name) => {
    const linear = linearOf({ weights: layer.weights, inputs }, name);
    return int8.includes(name) ? inInt8(linear) : quantizeInt4(linear.weights, linear.n, linear.k, name, groupSize);
  });
  const matrices = forEachLinear((name) => {
    const linear = linearOf(scaled, name);
    return int8.includes(name) ? inInt8(linear) : toInt4(engine, linear, scaled.inputs[name], storage);
  });
  const errorsOver = (unscaled: LayerInputs, divided: LayerInputs): OutputErrors =>
    forEachLinear((name) => ({
      roundToNearest: relativeError(sgemm, rounded[name], asFloat32(layer.weights[name]), unscaled[name]),
      quantized: relativeError(sgemm, matrices[name], asFloat32(scaled.weights[name]), divided[name]),
    }));
  const report = {
    exponents: scaled.exponents,
    errors: errorsOver(inputs, scaled.inputs),
    ...(unseen && { heldOut: errorsOver(unseen, dividedInputs(unseen, scaled.scales)) }),
  };
  const { attentionNorm, mlpNorm, biases } = scaled;
  const both = storage.keepInt8 && { int8: forEachLinear((name) => inInt8(linearOf(scaled, name))) };
  return { attentionNorm, mlpNorm, biases, matrices, ...both, report };
}

/** INT4 of a matrix whose scales are settled. */
export const toInt4 = (
  { sgemm, errorFeedback }: FloatEngine,
  linear: FloatLinear,
  statistics: ActivationStatistics,
  { method, groupSize }: Pick<LayerStorage, 'method' | 'groupSize'>,
): QuantizedMatrix =>
  method === 'awq'
    ? quantizeClipped(sgemm, linear, statistics, groupSize)
    : errorFeedback(linear, statistics, groupSize);

export type LayerInputs = Record<LinearName, ActivationStatistics>;

export interface ScaledLayer extends SequenceLayer {
  /** By which each linear layer's inputs are divided, [K]. */
  readonly scales: Record<LinearName, Float32Array>;
  /** Statistics of the scaled inputs. */
  readonly inputs: LayerInputs;
  readonly exponents: LayerReport['exponents'];
}

/**
 * Searches the scales of each group of linear layers and folds them into what comes before it (a norm, the value projection,
 * the up projection): in floats the layer computes what it did.
 */
export function scaleLayer(
  sgemm: Sgemm,
  architecture: Architecture,
  layer: SequenceLayer,
  unscaled: LayerInputs,
  { groupSize, int8 }: Pick<LayerStorage, 'groupSize' | 'int8'>,
): ScaledLayer {
  const weights = { ...layer.weights };
  const biases = { ...layer.biases };
  const inputs = { ...unscaled };
  const scales: Partial<ScaledLayer['scales']> = {};
  const scaleGroup = (names: readonly LinearName[], tie?: (scales: Float32Array) => Float32Array): ScaleChoice => {
    const linears = names.map((name) => linearOf({ weights, inputs }, name));
    const searched = linears.filter(({ name }) => !int8.includes(name)); // INT8 loses next to nothing either way
    const choice = searchScales(sgemm, searched, inputs[names[0]], groupSize, tie);
    const divided = dividedStatistics(inputs[names[0]], choice.scales);
    for (const linear of linears) {
      weights[linear.name] = multiplyColumns(linear.weights, choice.scales);
      inputs[linear.name] = divided;
      scales[linear.name] = choice.scales;
    }
    return choice;
  };

  // Outputs first: their scales change the rows of v and up, whose own columns are scaled after.
  const o = scaleGroup(['attention.o'], (scales) => sharedByHeads(scales, architecture));
  const valueScales = firstOfHeads(o.scales, architecture);
  weights['attention.v'] = divideRows(asFloat32(weights['attention.v']), valueScales);
  if (biases['attention.v']) {
    biases['attention.v'] = divideRows(biases['attention.v'], valueScales);
  }
  const down = scaleGroup(['mlp.down']);
  weights['mlp.up'] = divideRows(asFloat32(weights['mlp.up']), down.scales);

  const qkv = scaleGroup(['attention.q', 'attention.k', 'attention.v']);
  const gateUp = scaleGroup(['mlp.gate', 'mlp.up']);
  return {
    attentionNorm: divideRows(layer.attentionNorm, qkv.scales),
    mlpNorm: divideRows(layer.mlpNorm, gateUp.scales),
    weights,
    biases,
    scales: scales as ScaledLayer['scales'],
    inputs,
    exponents: {
      attention_norm: qkv.exponent,
      'attention.v': o.exponent,
      mlp_norm: gateUp.exponent,
      'mlp.up': down.exponent,
    },
  };
}

/** A layer that keeps its weights as they are. */
function unscaledLayer(layer: SequenceLayer, inputs: LayerInputs): ScaledLayer {
  const ones = (name: LinearName) => [name, new Float32Array(inputs[name].k).fill(1)] as const;
  return {
    ...layer,
    scales: Object.fromEntries(LINEAR_NAMES.map(ones)) as ScaledLayer['scales'],
    inputs,
    exponents: { attention_norm: 0, 'attention.v': 0, mlp_norm: 0, 'mlp.up': 0 },
  };
}

/** Statistics of all inputs divided by their scales; those that share statistics still do. */
function dividedInputs(inputs: LayerInputs, scales: ScaledLayer['scales']): LayerInputs {
  const ofGroup = (names: readonly LinearName[]) => {
    const divided = dividedStatistics(inputs[names[0]], scales[names[0]]);
    return names.map((name) => [name, divided] as const);
  };
  return Object.fromEntries(GROUPS.flatMap(ofGroup)) as LayerInputs;
}

function linearOf(
  { weights, inputs }: { weights: SequenceLayer['weights']; inputs: LayerInputs },
  name: LinearName,
): FloatLinear & { name: LinearName } {
  const { k } = inputs[name];
  return { name, n: weights[name].length / k, k, weights: asFloat32(weights[name]) };
}

/** Tokens that go through a layer together: bounds the memory that their activations take. */
const BATCH = 4096;

/** Runs the layer in floats and gathers the statistics of every linear layer's input; those that share it share the object. */
export function observeLayer(
  engine: FloatEngine,
  architecture: Architecture,
  layer: SequenceLayer,
  x: Float32Array,
  length: number,
): LayerInputs {
  const gatherers = new Map<readonly LinearName[], StatisticsGatherer>();
  const step = Math.max(1, Math.floor(BATCH / length)) * length * architecture.hidden;
  for (let start = 0; start < x.length; start += step) {
    const part = x.subarray(start, start + step);
    const rows = part.length / architecture.hidden;
    layerForward(engine, architecture, layer, part, length, (names, input) => {
      const group = GROUPS.find(([first]) => first === names[0])!;
      if (!gatherers.has(group)) {
        gatherers.set(group, gatherStatistics(engine.sgemm, input.length / rows));
      }
      gatherers.get(group)!.add(input);
    });
  }
  const results = [...gatherers].flatMap(([group, gatherer]) => {
    const statistics = gatherer.result();
    return group.map((name) => [name, statistics] as const);
  });
  return Object.fromEntries(results) as LayerInputs;
}

/** ‖(Q(W) − W)·x‖² / ‖W·x‖² */
function relativeError(
  sgemm: Sgemm,
  matrix: QuantizedMatrix,
  weights: Float32Array,
  statistics: ActivationStatistics,
): number {
  const change = dequantize(matrix);
  for (let i = 0; i < change.length; i++) {
    change[i] -= weights[i];
  }
  const power = outputError(sgemm, weights, statistics);
  return power === 0 ? 0 : outputError(sgemm, change, statistics) / power;
}

/** Query heads that share a value head must share its scales: the geometric mean. [heads · headDim] → the same, tied */
function sharedByHeads(scales: Float32Array, { heads, kvHeads, headDim }: Architecture): Float32Array {
  const share = heads / kvHeads;
  return scales.map((_, i) => {
    const [head, element] = [Math.floor(i / headDim), i % headDim];
    const first = Math.floor(head / share) * share;
    let logSum = 0;
    for (let h = first; h < first + share; h++) {
      logSum += logarithm(scales[h * headDim + element]);
    }
    return exponential(logSum / share);
  });
}

/** Scales of the value heads, [kvHeads · headDim], from those of all query heads. */
function firstOfHeads(scales: Float32Array, { heads, kvHeads, headDim }: Architecture): Float32Array {
  const share = heads / kvHeads;
  return Float32Array.from(
    { length: kvHeads * headDim },
    (_, i) => scales[Math.floor(i / headDim) * share * headDim + (i % headDim)],
  );
}
