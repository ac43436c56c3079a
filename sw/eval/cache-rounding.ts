import { halfToFloat } from '../backends/golden/half.ts';
import { quantiseKey16, quantiseValue8 } from '../backends/golden/kv-quantise.ts';
import type { AcceleratorCacheKind } from '../port/kv-cache.ts';
import type { RoundCache } from '../quant/sequence-model.ts';

/**
 * What the accelerator's caches make of keys and values (docs/numerics.md, "Keys and values"): 16 bits or 8 a key, 8 a
 * value, each head of a position on a scale of its own.
 */
export const cacheRounding =
  (kind: AcceleratorCacheKind, headDim: number): RoundCache =>
  (keys, values) => {
    for (let at = 0; at < keys.length; at += headDim) {
      (kind === 'k16v8' ? roundKey16 : roundTo8)(keys.subarray(at, at + headDim));
      roundTo8(values.subarray(at, at + headDim));
    }
  };

function roundKey16(key: Float32Array): void {
  const { q, hiScale, loScale } = quantiseKey16(key);
  // Keys are kept as multiples of 2⁻⁸; beyond FP16's range the scales, and so all scores, are no numbers.
  const scale = Number.isFinite(halfToFloat(hiScale)) ? halfToFloat(loScale) / 256 : Number.NaN;
  for (let i = 0; i < key.length; i++) {
    key[i] = q[i] * scale;
  }
}

function roundTo8(vector: Float32Array): void {
  const { q, scale } = quantiseValue8(vector);
  const h = halfToFloat(scale);
  for (let i = 0; i < vector.length; i++) {
    vector[i] = q[i] * h;
  }
}
