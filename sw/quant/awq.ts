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
import type { FloatEngine } from './float-engine.ts';
import { divideRows, type FloatLinear, multiplyColumns, type ScaleChoice, searchScales } from './scale-search.ts';
import { LINEAR_NAMES, type LinearName, layerForward, type SequenceLayer } from './sequence-model.ts';
import type { Sgemm } from './sgemm.ts';

/** A decoder layer as AWQ leaves it. */
export interface QuantizedLayer {
  readonly attentionNorm: Float32Array;
  readonly mlpNorm: Float32Array;
  readonly matrices: Record<LinearName, QuantizedMatrix>;
  readonly biases: Partial<Record<LinearName, Float32Array>>;
  readonly report: LayerReport;
}

export interface LayerReport {
  /** Exponents of the scale search: 0 where scaling did not help. */
  readonly exponents: Record<GroupName, number>;
  /** ‖(Q(W) − W)·x‖² / ‖W·x‖² of each linear layer over the calibration tokens. */
  readonly errors: Record<LinearName, { roundToNearest: number; awq: number }>;
}

/** How the linear layers of a decoder layer are to be stored. */
export interface LayerStorage {
  /** Inputs that share a scale in INT4. */
  readonly groupSize: GroupSize;
  /** Linear layers that become INT8 instead. */
  readonly int8: readonly LinearName[];
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

/**
 * AWQ (arXiv 2306.00978) of one decoder layer: scales for each group of linear layers, then clipping, then INT4.
 * `x` [samples · length, hidden] becomes the output of the layer in floats, the input of the next one's search.
 */
export function quantizeLayer(
  engine: FloatEngine,
  architecture: Architecture,
  layer: SequenceLayer,
  x: Float32Array,
  length: number,
  storage: LayerStorage,
): QuantizedLayer {
  const { sgemm } = engine;
  const inputs = observeLayer(engine, architecture, layer, x, length);
  const scaled = scaleLayer(sgemm, architecture, layer, inputs, storage);
  const forEachLinear = <T>(make: (name: LinearName) => T) =>
    Object.fromEntries(LINEAR_NAMES.map((name) => [name, make(name)])) as Record<LinearName, T>;

  const { groupSize, int8 } = storage;
  const rounded = ({ name, n, k, weights }: FloatLinear & { name: LinearName }) =>
    int8.includes(name) ? quantizeInt8(weights, n, k, name) : quantizeInt4(weights, n, k, name, groupSize);
  const matrices = forEachLinear((name) => {
    const linear = linearOf(scaled, name);
    return int8.includes(name) ? rounded(linear) : quantizeClipped(sgemm, linear, scaled.inputs[name], groupSize);
  });
  const errors = forEachLinear((name) => {
    const float = linearOf({ weights: layer.weights, inputs }, name);
    return {
      roundToNearest: relativeError(sgemm, rounded(float), float, inputs[name]),
      awq: relativeError(sgemm, matrices[name], linearOf(scaled, name), scaled.inputs[name]),
    };
  });
  const { attentionNorm, mlpNorm, biases, exponents } = scaled;
  return { attentionNorm, mlpNorm, biases, matrices, report: { exponents, errors } };
}

export type LayerInputs = Record<LinearName, ActivationStatistics>;

export interface ScaledLayer extends SequenceLayer {
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
  { groupSize, int8 }: LayerStorage,
): ScaledLayer {
  const weights = { ...layer.weights };
  const biases = { ...layer.biases };
  const inputs = { ...unscaled };
  const scaleGroup = (names: readonly LinearName[], tie?: (scales: Float32Array) => Float32Array): ScaleChoice => {
    const linears = names.map((name) => linearOf({ weights, inputs }, name));
    const searched = linears.filter(({ name }) => !int8.includes(name)); // INT8 loses next to nothing either way
    const choice = searchScales(sgemm, searched, inputs[names[0]], groupSize, tie);
    const divided = dividedStatistics(inputs[names[0]], choice.scales);
    for (const linear of linears) {
      weights[linear.name] = multiplyColumns(linear.weights, choice.scales);
      inputs[linear.name] = divided;
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
    inputs,
    exponents: {
      attention_norm: qkv.exponent,
      'attention.v': o.exponent,
      mlp_norm: gateUp.exponent,
      'mlp.up': down.exponent,
    },
  };
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
  { weights }: FloatLinear,
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
      logSum += Math.log(scales[h * headDim + element]);
    }
    return Math.exp(logSum / share);
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
