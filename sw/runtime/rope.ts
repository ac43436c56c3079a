import type { Architecture, RopeScaling } from '../model/schema.ts';

/** Rotary position embedding (RoFormer, arXiv 2104.09864): each pair of a head's elements turns by position · frequency. */
export interface Rotation {
  readonly form: Architecture['rope']['form'];
  readonly pairs: number;
  /** [T, headDim/2] */
  readonly cos: Float64Array;
  /** [T, headDim/2] */
  readonly sin: Float64Array;
}

/** Frequencies θ^(−2i/d) of a head's d/2 pairs, in radians a position, stretched as `scaling` says. */
export function ropeFrequencies(headDim: number, { theta, scaling }: Architecture['rope']): Float64Array {
  return Float64Array.from({ length: headDim / 2 }, (_, i) => stretch(theta ** ((-2 * i) / headDim), scaling));
}

/** The turns at positions `start` … `start + tokens − 1`. */
export function ropeRotation(
  form: Rotation['form'],
  frequencies: Float64Array,
  start: number,
  tokens: number,
): Rotation {
  const pairs = frequencies.length;
  const angle = (_: unknown, i: number) => (start + Math.floor(i / pairs)) * frequencies[i % pairs];
  const angles = Float64Array.from({ length: tokens * pairs }, angle);
  return { form, pairs, cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
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

function stretch(frequency: number, scaling: RopeScaling | null): number {
  if (!scaling) return frequency;
  if (scaling.type === 'linear') return frequency / scaling.factor;
  // Llama 3.1: long wavelengths are stretched, short ones kept, those between interpolated.
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContext } = scaling;
  const turns = (originalContext * frequency) / (2 * Math.PI);
  const kept = Math.min(Math.max((turns - low) / (high - low), 0), 1);
  return kept * frequency + (1 - kept) * (frequency / factor);
}
