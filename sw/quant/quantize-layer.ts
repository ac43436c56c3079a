import type { QuantizedMatrix } from '../model/pack.ts';
import { type GroupSize, quantizeInt4, quantizeInt8 } from '../model/round-to-nearest.ts';
import type { Architecture } from '../model/schema.ts';
import {
  type ActivationStatistics,
  gatherStatistics,
  outputError,
  type StatisticsGatherer,
} from './activation-statistics.ts';
import { nearest, someTexts, type Variant } from './choose-variant.ts';
import { quantizeClipped } from './clip-search.ts';
import { asFloat32, dequantize } from './dequantize.ts';
import type { FloatEngine } from './float-engine.ts';
import { type KeyObserver, observeKeys, smoothKeys } from './key-smoothing.ts';
import {
  dividedInputs,
  GROUPS,
  type GroupName,
  type LayerInputs,
  linearOf,
  type ScaledLayer,
  scaleLayer,
  unscaledLayer,
} from './scale-layer.ts';
import type { FloatLinear } from './scale-search.ts';
import { forEachLinear, type LinearName, layerForward, type SequenceLayer } from './sequence-model.ts';
import type { Sgemm } from './sgemm.ts';

/**
 * How a layer becomes INT4: by rounding to nearest, by scales and clipping (`awq`, arXiv 2306.00978), by error feedback
 * (`gptq`, arXiv 2210.17323), or by scales and then error feedback.
 */
export const METHODS = ['rtn', 'awq', 'gptq', 'awq+gptq'] as const;
export type Method = (typeof METHODS)[number];

/** A decoder layer as the quantiser leaves it. */
export interface QuantizedLayer {
  readonly attentionNorm: Float32Array;
  readonly mlpNorm: Float32Array;
  readonly matrices: Record<LinearName, QuantizedMatrix>;
  /** The same in INT8 too, where that is asked for. */
  readonly int8?: Record<LinearName, QuantizedMatrix>;
  readonly biases: Partial<Record<LinearName, Float32Array>>;
  /** Absent where nothing was measured. */
  readonly report?: LayerReport;
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

/** Activations of several texts of equal length, one after the other, [texts · length, hidden]. */
export interface Activations {
  readonly calibration: Float32Array;
  /** Empty where no errors are to be measured on other text. */
  readonly heldOut: Float32Array;
  /** Tokens a text. */
  readonly length: number;
}

/** A layer rounded to nearest: nothing is looked at but its weights. `inputs`: K of each linear layer. */
export function roundLayer(
  { attentionNorm, mlpNorm, biases, weights }: SequenceLayer,
  inputs: Readonly<Record<LinearName, number>>,
  { groupSize, int8, keepInt8 }: Omit<LayerStorage, 'method'>,
): QuantizedLayer {
  const linear = (name: LinearName): FloatLinear => {
    const k = inputs[name];
    return { name, n: weights[name].length / k, k, weights: asFloat32(weights[name]) };
  };
  const inInt4 = ({ name, n, k, weights }: FloatLinear) => quantizeInt4(weights, n, k, name, groupSize);
  return {
    attentionNorm,
    mlpNorm,
    biases,
    matrices: forEachLinear((name) => (int8.includes(name) ? inInt8 : inInt4)(linear(name))),
    ...(keepInt8 && { int8: forEachLinear((name) => inInt8(linear(name))) }),
  };
}

/**
 * Quantises one decoder layer: scales for each group of linear layers, then clipping or error feedback, then INT4.
 * Where feedback follows scales, attention and feed-forward network each do without them if that brings the layer's
 * output nearer. The activations become the output of the layer in floats, the input of the next one's search.
 */
export function quantizeLayer(
  engine: FloatEngine,
  architecture: Architecture,
  original: SequenceLayer,
  { calibration, heldOut, length }: Activations,
  storage: LayerStorage,
): QuantizedLayer {
  const { sgemm } = engine;
  const { method, groupSize, int8 } = storage;
  const judged = someTexts(calibration, length * architecture.hidden);
  const before = judged.map((text) => text.slice());
  const keys = observeKeys(architecture);
  const inputs = observeLayer(engine, architecture, original, calibration, length, keys);
  // The inputs stay what they are. Rounding to nearest takes a model as it is: it may have been trained on that grid.
  const layer = method === 'rtn' ? original : smoothKeys(architecture, original, keys.longest);
  const unseen = heldOut.length > 0 ? observeLayer(engine, architecture, layer, heldOut, length) : undefined;

  const rounded = forEachLinear((name) => inChosenFormat(linearOf({ weights: layer.weights, inputs }, name)));
  const variantOf = (scaled: ScaledLayer): Variant => ({
    scaled,
    matrices: forEachLinear((name) => {
      const linear = linearOf(scaled, name);
      return int8.includes(name) ? inInt8(linear) : toInt4(engine, linear, scaled.inputs[name], storage);
    }),
  });
  const withScales = () => variantOf(scaleLayer(sgemm, architecture, layer, inputs, storage));
  const without = () => variantOf(unscaledLayer(layer, inputs));
  const { scaled, matrices } =
    method === 'awq'
      ? withScales()
      : method !== 'awq+gptq'
        ? without()
        : nearest(engine, architecture, layer, [withScales(), without()], { before, after: judged, length });

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

  /** By rounding to nearest. */
  function inChosenFormat(linear: FloatLinear & { name: LinearName }): QuantizedMatrix {
    const { name, n, k, weights } = linear;
    return int8.includes(name) ? inInt8(linear) : quantizeInt4(weights, n, k, name, groupSize);
  }
}

const inInt8 = ({ name, n, k, weights }: FloatLinear): QuantizedMatrix => quantizeInt8(weights, n, k, name);

/** INT4 of a matrix whose scales are settled. */
export function toInt4(
  { sgemm, errorFeedback }: FloatEngine,
  linear: FloatLinear,
  statistics: ActivationStatistics,
  { method, groupSize }: Pick<LayerStorage, 'method' | 'groupSize'>,
): QuantizedMatrix {
  if (method === 'rtn') {
    return quantizeInt4(linear.weights, linear.n, linear.k, linear.name, groupSize);
  }
  return method === 'awq'
    ? quantizeClipped(sgemm, linear, statistics, groupSize)
    : errorFeedback(linear, statistics, groupSize);
}

/** Tokens that go through a layer together: bounds the memory that their activations take. */
const BATCH = 4096;

/**
 * Runs the layer in floats, x in place, and gathers the statistics of every linear layer's input; those that share it
 * share the object. `keys` is told the keys as attention meets them.
 */
export function observeLayer(
  engine: FloatEngine,
  architecture: Architecture,
  layer: SequenceLayer,
  x: Float32Array,
  length: number,
  keys?: KeyObserver,
): LayerInputs {
  const { hidden } = architecture;
  const gatherers = new Map<readonly LinearName[], StatisticsGatherer>();
  const step = Math.max(1, Math.floor(BATCH / length)) * length * hidden;
  for (let start = 0; start < x.length; start += step) {
    const part = x.subarray(start, start + step);
    const rows = part.length / hidden;
    const observe = (names: readonly LinearName[], input: Float32Array) => {
      const group = GROUPS.find(([first]) => first === names[0])!;
      if (!gatherers.has(group)) {
        gatherers.set(group, gatherStatistics(engine.sgemm, input.length / rows));
      }
      gatherers.get(group)!.add(input);
    };
    layerForward(engine, architecture, layer, part, length, observe, (turned) => keys?.add(turned));
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
