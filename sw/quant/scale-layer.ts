import type { GroupSize } from '../model/round-to-nearest.ts';
import type { Architecture } from '../model/schema.ts';
import { type ActivationStatistics, dividedStatistics } from './activation-statistics.ts';
import { asFloat32 } from './dequantize.ts';
import { exponential, logarithm } from './exact-math.ts';
import { divideRows, type FloatLinear, multiplyColumns, type ScaleChoice, searchScales } from './scale-search.ts';
import { LINEAR_NAMES, type LinearName, type SequenceLayer } from './sequence-model.ts';
import type { Sgemm } from './sgemm.ts';

/** Linear layers that share their input. */
export const GROUPS: readonly (readonly LinearName[])[] = [
  ['attention.q', 'attention.k', 'attention.v'],
  ['attention.o'],
  ['mlp.gate', 'mlp.up'],
  ['mlp.down'],
];

/** What the scales of a group are folded into. */
export type GroupName = 'attention_norm' | 'attention.v' | 'mlp_norm' | 'mlp.up';

export type LayerInputs = Record<LinearName, ActivationStatistics>;

export interface ScaledLayer extends SequenceLayer {
  /** By which each linear layer's inputs are divided, [K]. */
  readonly scales: Record<LinearName, Float32Array>;
  /** Statistics of the scaled inputs. */
  readonly inputs: LayerInputs;
  /** Exponents of the scale search: 0 where scaling did not help. */
  readonly exponents: Record<GroupName, number>;
}

/**
 * Searches the scales of each group of linear layers and folds them into what comes before it (a norm, the value
 * projection, the up projection): in floats the layer computes what it did.
 */
export function scaleLayer(
  sgemm: Sgemm,
  architecture: Architecture,
  layer: SequenceLayer,
  unscaled: LayerInputs,
  { groupSize, int8 }: { readonly groupSize: GroupSize; readonly int8: readonly LinearName[] },
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
    turns: layer.turns,
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
export function unscaledLayer(layer: SequenceLayer, inputs: LayerInputs): ScaledLayer {
  const ones = (name: LinearName) => [name, new Float32Array(inputs[name].k).fill(1)] as const;
  return {
    ...layer,
    scales: Object.fromEntries(LINEAR_NAMES.map(ones)) as ScaledLayer['scales'],
    inputs,
    exponents: { attention_norm: 0, 'attention.v': 0, mlp_norm: 0, 'mlp.up': 0 },
  };
}

/** Statistics of all inputs divided by their scales; those that share statistics still do. */
export function dividedInputs(inputs: LayerInputs, scales: ScaledLayer['scales']): LayerInputs {
  const ofGroup = (names: readonly LinearName[]) => {
    const divided = dividedStatistics(inputs[names[0]], scales[names[0]]);
    return names.map((name) => [name, divided] as const);
  };
  return Object.fromEntries(GROUPS.flatMap(ofGroup)) as LayerInputs;
}

/** A linear layer of a decoder layer, as floats. */
export function linearOf(
  { weights, inputs }: { weights: SequenceLayer['weights']; inputs: LayerInputs },
  name: LinearName,
): FloatLinear & { name: LinearName } {
  const { k } = inputs[name];
  return { name, n: weights[name].length / k, k, weights: asFloat32(weights[name]) };
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
