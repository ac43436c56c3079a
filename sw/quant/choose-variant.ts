import type { QuantizedMatrix } from '../model/pack.ts';
import type { Architecture } from '../model/schema.ts';
import { dequantize } from './dequantize.ts';
import type { FloatEngine } from './float-engine.ts';
import type { ScaledLayer } from './scale-layer.ts';
import { forEachLinear, type LinearName, layerForward, type SequenceLayer } from './sequence-model.ts';

/** A layer with its scales, and its matrices. */
export interface Variant {
  readonly scaled: ScaledLayer;
  readonly matrices: Record<LinearName, QuantizedMatrix>;
}

/** Texts by which variants of a layer are judged. */
const JUDGED_TEXTS = 4;

/** A few texts, evenly spaced; `size` numbers each. */
export function someTexts(x: Float32Array, size: number): Float32Array[] {
  const texts = x.length / size;
  return Array.from({ length: Math.min(JUDGED_TEXTS, texts) }, (_, i) => {
    const first = Math.floor((i * texts) / Math.min(JUDGED_TEXTS, texts)) * size;
    return x.subarray(first, first + size);
  });
}

/**
 * Attention of one variant and the feed-forward network of one, perhaps of the other: each that which, quantised alone,
 * leaves the layer's output `after`, residual path included, as near as can be to what it is in floats.
 */
export function nearest(
  engine: FloatEngine,
  architecture: Architecture,
  layer: SequenceLayer,
  variants: readonly Variant[],
  texts: { readonly before: readonly Float32Array[]; readonly after: readonly Float32Array[]; readonly length: number },
): Variant {
  const errorOf = (half: Half, { scaled, matrices }: Variant): number => {
    const { names, norm } = HALVES[half];
    const weights = Object.fromEntries(names.map((name) => [name, dequantize(matrices[name])]));
    const changed = {
      ...layer,
      [norm]: scaled[norm],
      weights: { ...layer.weights, ...weights },
      biases: half === 'attention' ? scaled.biases : layer.biases,
    };
    let sum = 0;
    for (const [i, text] of texts.before.entries()) {
      const x = text.slice();
      layerForward(engine, architecture, changed, x, texts.length);
      for (let at = 0; at < x.length; at++) {
        const missed = x[at] - texts.after[i][at];
        sum += missed * missed;
      }
    }
    return sum;
  };
  const best = (half: Half): Variant => {
    const errors = variants.map((variant) => errorOf(half, variant));
    return variants[errors.indexOf(Math.min(...errors))];
  };
  const [attention, mlp] = [best('attention'), best('mlp')];
  const chosen = (name: LinearName): Variant => (HALVES.attention.names.includes(name) ? attention : mlp);
  const [a, m] = [attention.scaled, mlp.scaled];
  return {
    matrices: forEachLinear((name) => chosen(name).matrices[name]),
    scaled: {
      ...a,
      mlpNorm: m.mlpNorm,
      weights: forEachLinear((name) => chosen(name).scaled.weights[name]),
      scales: forEachLinear((name) => chosen(name).scaled.scales[name]),
      inputs: forEachLinear((name) => chosen(name).scaled.inputs[name]),
      exponents: { ...a.exponents, mlp_norm: m.exponents.mlp_norm, 'mlp.up': m.exponents['mlp.up'] },
    },
  };
}

type Half = 'attention' | 'mlp';

const HALVES: Record<Half, { names: readonly LinearName[]; norm: 'attentionNorm' | 'mlpNorm' }> = {
  attention: { names: ['attention.q', 'attention.k', 'attention.v', 'attention.o'], norm: 'attentionNorm' },
  mlp: { names: ['mlp.gate', 'mlp.up', 'mlp.down'], norm: 'mlpNorm' },
};
