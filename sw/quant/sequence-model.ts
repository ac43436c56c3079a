/**
 * The transformer on whole texts in single precision, layer by layer, without a KV cache: what calibration and
 * evaluation need. `decoder/forward.ts` is the model as users run it; the tests hold the two against each other.
 */

import { addResidual } from '../decoder/residual.ts';
import { rmsNorm } from '../decoder/rmsnorm.ts';
import { rope, ropeFrequencies, ropeRotation } from '../decoder/rope.ts';
import type { Architecture } from '../model/schema.ts';
import { asFloat32, type FloatWeights } from './dequantize.ts';
import * as exactMath from './exact-math.ts';
import type { FloatEngine } from './float-engine.ts';
import type { FloatMatrix } from './sgemm.ts';

/** Linear layers of a decoder layer by their names in `model.json`. */
export const LINEAR_NAMES = [
  'attention.q',
  'attention.k',
  'attention.v',
  'attention.o',
  'mlp.gate',
  'mlp.up',
  'mlp.down',
] as const;
export type LinearName = (typeof LINEAR_NAMES)[number];

/** Something of every linear layer of a decoder layer. */
export const forEachLinear = <T>(make: (name: LinearName) => T) =>
  Object.fromEntries(LINEAR_NAMES.map((name) => [name, make(name)])) as Record<LinearName, T>;

export interface SequenceLayer {
  /** Whether RoPE turns its queries and keys. */
  readonly turns: boolean;
  readonly attentionNorm: Float32Array;
  readonly mlpNorm: Float32Array;
  /** Of each head of queries and keys [headDim], in models that normalise them. */
  readonly qNorm?: Float32Array;
  readonly kNorm?: Float32Array;
  /** [N, K] each */
  readonly weights: Record<LinearName, FloatMatrix>;
  /** q, k and v of models that have them, [N] each */
  readonly biases: Partial<Record<LinearName, Float32Array>>;
}

export interface SequenceModel {
  readonly architecture: Architecture;
  /** [T] → [T, hidden] */
  embed(tokens: ArrayLike<number>): Float32Array;
  layer(l: number): SequenceLayer;
  readonly norm: Float32Array;
  /** [vocab, hidden] */
  head(): FloatMatrix;
}

/** @param keep whether weights stay in memory for the next text */
export function sequenceModel(weights: FloatWeights, keep = true): SequenceModel {
  const { architecture } = weights;
  const kept = new Map<string, FloatMatrix>();
  const matrix = (name: string): FloatMatrix => {
    const present = kept.get(name);
    if (present) {
      return present;
    }
    const made = weights.read(name);
    if (keep) {
      kept.set(name, made);
    }
    return made;
  };
  const vector = (name: string) => asFloat32(matrix(name));
  const { hidden, headNorms } = architecture;
  return {
    architecture,
    embed(tokens) {
      const rows = matrix('embedding.weight');
      const x = new Float32Array(tokens.length * hidden);
      for (let t = 0; t < tokens.length; t++) {
        x.set(asFloat32(rows.subarray(tokens[t] * hidden, (tokens[t] + 1) * hidden)), t * hidden);
      }
      return x;
    },
    layer(l) {
      const name = (part: LinearName, kind: 'weight' | 'bias') => `layers.${l}.${part}.${kind}`;
      const biased = LINEAR_NAMES.filter((part) => weights.has(name(part, 'bias')));
      return {
        turns: !architecture.noRopeLayers?.includes(l),
        attentionNorm: vector(`layers.${l}.attention_norm.weight`),
        mlpNorm: vector(`layers.${l}.mlp_norm.weight`),
        ...(headNorms && {
          qNorm: vector(`layers.${l}.attention.q_norm.weight`),
          kNorm: vector(`layers.${l}.attention.k_norm.weight`),
        }),
        weights: Object.fromEntries(
          LINEAR_NAMES.map((part) => [part, matrix(name(part, 'weight'))]),
        ) as SequenceLayer['weights'],
        biases: Object.fromEntries(biased.map((part) => [part, vector(name(part, 'bias'))])),
      };
    },
    norm: vector('norm.weight'),
    head: () => matrix(weights.has('lm_head.weight') ? 'lm_head.weight' : 'embedding.weight'),
  };
}

/** Told the input x [rows, K] of linear layers, those that share one at once. */
export type Observe = (names: readonly LinearName[], x: Float32Array) => void;

/** Puts keys and values [rows, kvHeads · headDim] into the form in which a cache would give them back, in place. */
export type RoundCache = (keys: Float32Array, values: Float32Array) => void;

/**
 * A half of a decoder layer: its linear layers, those that share an input together, in the order in which they are
 * needed.
 */
export const HALVES = {
  attention: [['attention.q', 'attention.k', 'attention.v'], ['attention.o']],
  mlp: [['mlp.gate', 'mlp.up'], ['mlp.down']],
} as const satisfies Record<string, readonly (readonly LinearName[])[]>;
export type Half = keyof typeof HALVES;

/** Linear layers whose turn has come, and their input [rows, K]. Their weights are read when the next is asked for. */
export interface Stage {
  readonly names: readonly LinearName[];
  readonly input: Float32Array;
}

/** Tokens whose products are made together: bounds what is in the engine's memory. */
const ROWS = 4096;

/** x [rows, K] → y [rows, N] of each linear layer, biases added. */
function products({ sgemm }: FloatEngine, layer: SequenceLayer, { names, input }: Stage, rows: number): Float32Array[] {
  const k = input.length / rows;
  return names.map((name) => {
    const weights = layer.weights[name];
    const n = weights.length / k;
    const y = new Float32Array(rows * n);
    for (let row = 0; row < rows; row += ROWS) {
      y.set(sgemm(input.subarray(row * k, (row + ROWS) * k), weights, n, k), row * n);
    }
    const bias = layer.biases[name];
    if (bias) {
      for (let i = 0; i < y.length; i++) {
        y[i] += bias[i % n];
      }
    }
    return y;
  });
}

/**
 * One half of a decoder layer over texts of `length` tokens each, one after the other: x [texts · length, hidden],
 * changed in place at the end. Stops before each group of linear layers.
 */
export function* halfForward(
  engine: FloatEngine,
  architecture: Architecture,
  half: Half,
  layer: SequenceLayer,
  x: Float32Array,
  length: number,
  roundCache: RoundCache = () => {},
): Generator<Stage, void> {
  const { heads, kvHeads, headDim, hidden, rmsEpsilon } = architecture;
  const rows = x.length / hidden;
  const [[first, ...sharing], second] = HALVES[half];
  const norm = half === 'attention' ? layer.attentionNorm : layer.mlpNorm;
  const enter: Stage = { names: [first, ...sharing], input: rmsNorm(x, norm, rmsEpsilon) };
  yield enter;
  const made = products(engine, layer, enter, rows);
  const leave: Stage = {
    names: second,
    input: half === 'attention' ? attend(made) : engine.siluMultiply(made[0], made[1]),
  };
  yield leave;
  const [added] = products(engine, layer, leave, rows);
  addResidual(x, added);

  function attend([queries, keys, v]: Float32Array[]): Float32Array {
    // By arithmetic of its own: what calibration decides is the same on every Node.
    const frequencies = ropeFrequencies(headDim, architecture.rope, exactMath);
    const rotation = ropeRotation(architecture.rope, frequencies, 0, length, exactMath);
    const rotate = (y: Float32Array, headCount: number) => {
      const step = length * headCount * headDim;
      for (let text = 0; text < y.length; text += step) {
        rope(y.subarray(text, text + step), headCount, rotation);
      }
    };
    const q = layer.qNorm ? rmsNorm(queries, layer.qNorm, rmsEpsilon) : queries;
    const k = layer.kNorm ? rmsNorm(keys, layer.kNorm, rmsEpsilon) : keys;
    if (layer.turns) {
      rotate(q, heads);
      rotate(k, kvHeads);
    }
    roundCache(k, v);
    return engine.attention(q, k, v, length, architecture);
  }
}

/**
 * One decoder layer over texts of `length` tokens each, one after the other: x [texts · length, hidden], changed in
 * place.
 */
export function layerForward(
  engine: FloatEngine,
  architecture: Architecture,
  layer: SequenceLayer,
  x: Float32Array,
  length: number,
  observe: Observe = () => {},
  roundCache: RoundCache = () => {},
): void {
  for (const half of ['attention', 'mlp'] as const) {
    for (const { names, input } of halfForward(engine, architecture, half, layer, x, length, roundCache)) {
      observe(names, input);
    }
  }
}
