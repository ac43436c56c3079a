import type { Architecture } from '../model/schema.ts';
import { asFloat32 } from './dequantize.ts';
import type { SequenceLayer } from './sequence-model.ts';

/** Keys are made at most so many times larger or smaller: scales of groups stay well inside FP16. */
const MOST = 64;

/** The longest that each pair of a key's elements, which RoPE turns together, gets: [kvHeads · headDim / 2]. */
export interface KeyObserver {
  /** keys [rows, kvHeads · headDim], turned */
  add(keys: Float32Array): void;
  readonly longest: Float64Array;
}

export function observeKeys(architecture: Architecture): KeyObserver {
  const { kvHeads, headDim } = architecture;
  const pairs = headDim / 2;
  const longest = new Float64Array(kvHeads * pairs);
  return {
    longest,
    add(keys) {
      for (let base = 0; base < keys.length; base += headDim) {
        const head = (base / headDim) % kvHeads;
        for (let pair = 0; pair < pairs; pair++) {
          const [a, b] = elements(architecture, pair);
          const [x, y] = [keys[base + a], keys[base + b]];
          const length = Math.sqrt(x * x + y * y);
          const at = head * pairs + pair;
          longest[at] = Math.max(longest[at], length);
        }
      }
    },
  };
}

/** The two elements of a head that RoPE turns as a pair. */
const elements = ({ rope, headDim }: Architecture, pair: number): readonly [number, number] =>
  rope.form === 'half' ? [pair, pair + headDim / 2] : [2 * pair, 2 * pair + 1];

/**
 * The same layer in floats, with the pairs of every key about as long as each other: rows of W_k and its bias divided
 * by s, those of W_q and its bias multiplied. A cache that keeps a key's elements on one scale then loses none of them
 * beside a key bias of hundreds. Rows have grids of their own, so INT4 does not notice. Layers that normalise keys are
 * left as they are.
 */
export function smoothKeys(architecture: Architecture, layer: SequenceLayer, longest: Float64Array): SequenceLayer {
  const { heads, kvHeads, headDim } = architecture;
  if (layer.kNorm) {
    return layer;
  }
  const pairs = headDim / 2;
  const keyScales = new Float32Array(kvHeads * headDim);
  for (let head = 0; head < kvHeads; head++) {
    const own = longest.subarray(head * pairs, (head + 1) * pairs);
    const [most, least] = [Math.max(...own), Math.min(...own)];
    const centre = Math.sqrt(most * Math.max(least, most / (MOST * MOST)));
    for (let pair = 0; pair < pairs; pair++) {
      const scale = centre > 0 ? Math.min(Math.max(own[pair] / centre, 1 / MOST), MOST) : 1;
      for (const element of elements(architecture, pair)) {
        keyScales[head * headDim + element] = scale;
      }
    }
  }
  const share = heads / kvHeads;
  const queryScales = Float32Array.from(
    { length: heads * headDim },
    (_, i) => keyScales[Math.floor(i / headDim / share) * headDim + (i % headDim)],
  );
  const { 'attention.q': q, 'attention.k': k } = layer.weights;
  const { 'attention.q': qBias, 'attention.k': kBias } = layer.biases;
  return {
    ...layer,
    weights: {
      ...layer.weights,
      'attention.q': scaledRows(asFloat32(q), queryScales, (weight, scale) => weight * scale),
      'attention.k': scaledRows(asFloat32(k), keyScales, (weight, scale) => weight / scale),
    },
    biases: {
      ...layer.biases,
      ...(qBias && { 'attention.q': qBias.map((bias, i) => bias * queryScales[i]) }),
      ...(kBias && { 'attention.k': kBias.map((bias, i) => bias / keyScales[i]) }),
    },
  };
}

function scaledRows(
  weights: Float32Array,
  scales: Float32Array,
  apply: (weight: number, scale: number) => number,
): Float32Array {
  const k = weights.length / scales.length;
  return weights.map((weight, i) => apply(weight, scales[Math.floor(i / k)]));
}
