import type { Architecture, RopeScaling } from '../model/schema.ts';
import type { Rotation } from '../port/operators.ts';

/** The functions that frequencies and turns are made of. */
export interface RopeMath {
  power(x: number, exponent: number): number;
  logarithm(x: number): number;
  sineAndCosine(x: number): { readonly sine: number; readonly cosine: number };
}

const NATIVE: RopeMath = {
  power: (x, exponent) => x ** exponent,
  logarithm: Math.log,
  sineAndCosine: (x) => ({ sine: Math.sin(x), cosine: Math.cos(x) }),
};

/** Frequencies θ^(−2i/d) of a head's d/2 pairs, in radians a position, stretched as `scaling` says. */
export function ropeFrequencies(
  headDim: number,
  { theta, scaling }: Architecture['rope'],
  math: RopeMath = NATIVE,
): Float64Array {
  const frequencies = Float64Array.from({ length: headDim / 2 }, (_, i) => math.power(theta, (-2 * i) / headDim));
  if (scaling?.type === 'yarn') {
    return yarnFrequencies(frequencies, theta, scaling, math);
  }
  return frequencies.map((frequency) => stretch(frequency, scaling));
}

/** The turns at positions `start` … `start + tokens − 1`. */
export const ropeRotation = (
  rope: Architecture['rope'],
  frequencies: Float64Array,
  start: number,
  tokens: number,
  math: RopeMath = NATIVE,
): Rotation =>
  ropeRotationAt(
    rope,
    frequencies,
    Array.from({ length: tokens }, (_, t) => start + t),
    math,
  );

/** The turns at these positions, one after the other. */
export function ropeRotationAt(
  { form, scaling }: Architecture['rope'],
  frequencies: Float64Array,
  positions: readonly number[],
  math: RopeMath = NATIVE,
): Rotation {
  const pairs = frequencies.length;
  // YaRN also lengthens queries and keys, which sharpens attention over the longer context.
  const length = scaling?.type === 'yarn' ? scaling.attentionFactor : 1;
  const cos = new Float64Array(positions.length * pairs);
  const sin = new Float64Array(positions.length * pairs);
  for (let t = 0, at = 0; t < positions.length; t++) {
    for (let i = 0; i < pairs; i++, at++) {
      const angle = positions[t] * frequencies[i];
      const { sine, cosine } = math.sineAndCosine(angle);
      cos[at] = length * cosine;
      sin[at] = length * sine;
    }
  }
  return { form, pairs, cos, sin };
}

/** Turns every head of x [T, heads · headDim] in place. */
export function rope(x: Float32Array, heads: number, { form, pairs, cos, sin }: Rotation): void {
  const headDim = 2 * pairs;
  // `half` (Llama and Qwen as Hugging Face has them) pairs i with i + d/2; `interleaved` (llama2.c) 2i with 2i + 1.
  const [step, distance] = form === 'half' ? [1, pairs] : [2, 1];
  for (let base = 0; base < x.length; base += headDim) {
    const token = Math.floor(base / (heads * headDim));
    for (let i = 0; i < pairs; i++) {
      const at = base + step * i;
      const [a, b] = [x[at], x[at + distance]];
      const [c, s] = [cos[token * pairs + i], sin[token * pairs + i]];
      x[at] = a * c - b * s;
      x[at + distance] = a * s + b * c;
    }
  }
}

type Scaling<T extends RopeScaling['type']> = Extract<RopeScaling, { type: T }>;

function stretch(frequency: number, scaling: Scaling<'linear' | 'llama3'> | null): number {
  if (!scaling) {
    return frequency;
  }
  if (scaling.type === 'linear') {
    return frequency / scaling.factor;
  }
  // Llama 3.1: long wavelengths are stretched, short ones kept, those between interpolated.
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContext } = scaling;
  const turns = (originalContext * frequency) / (2 * Math.PI);
  const kept = Math.min(Math.max((turns - low) / (high - low), 0), 1);
  return kept * frequency + (1 - kept) * (frequency / factor);
}

/**
 * YaRN (arXiv 2309.00071): pairs that turn often in the original context are kept, slow ones stretched, a ramp between.
 */
function yarnFrequencies(
  frequencies: Float64Array,
  theta: number,
  scaling: Scaling<'yarn'>,
  { logarithm }: RopeMath,
): Float64Array {
  const { factor, originalContext, betaFast, betaSlow } = scaling;
  const headDim = 2 * frequencies.length;
  /** The pair, as a fraction, that makes `turns` full turns over the original context. */
  const pairOf = (turns: number) =>
    (headDim * logarithm(originalContext / (turns * 2 * Math.PI))) / (2 * logarithm(theta));
  const first = Math.max(Math.floor(pairOf(betaFast)), 0);
  const last = Math.min(Math.ceil(pairOf(betaSlow)), headDim - 1);
  const width = Math.max(last - first, 0.001); // as the reference implementation avoids dividing by zero
  return frequencies.map((frequency, i) => {
    const stretched = Math.min(Math.max((i - first) / width, 0), 1);
    return frequency * (1 - stretched) + (frequency / factor) * stretched;
  });
}
