import type { Architecture } from '../model/schema.ts';

export interface ExpectedTensor {
  readonly name: string;
  readonly shape: readonly [number] | readonly [number, number];
  readonly role: 'norm' | 'bias' | 'linear' | 'embedding' | 'head';
}

/** Every tensor of an architecture, in the order of their use; the LM head only where it has weights of its own. */
export function expectedTensors(architecture: Architecture): ExpectedTensor[] {
  const { layers, hidden, ffn, heads, kvHeads, headDim, vocab, qkvBias, headNorms, tiedEmbedding } = architecture;
  const norm = (name: string, width = hidden): ExpectedTensor[] => [
    { name: `${name}.weight`, shape: [width], role: 'norm' },
  ];
  const linear = (name: string, n: number, k: number): ExpectedTensor[] => [
    { name: `${name}.weight`, shape: [n, k], role: 'linear' },
  ];
  const projection = (name: string, n: number): ExpectedTensor[] => [
    ...linear(name, n, hidden),
    ...(qkvBias ? [{ name: `${name}.bias`, shape: [n], role: 'bias' } as const] : []),
  ];
  const layer = (at: string): ExpectedTensor[] => [
    ...norm(`${at}.attention_norm`),
    ...projection(`${at}.attention.q`, heads * headDim),
    ...projection(`${at}.attention.k`, kvHeads * headDim),
    ...projection(`${at}.attention.v`, kvHeads * headDim),
    ...(headNorms ? [...norm(`${at}.attention.q_norm`, headDim), ...norm(`${at}.attention.k_norm`, headDim)] : []),
    ...linear(`${at}.attention.o`, hidden, heads * headDim),
    ...norm(`${at}.mlp_norm`),
    ...linear(`${at}.mlp.gate`, ffn, hidden),
    ...linear(`${at}.mlp.up`, ffn, hidden),
    ...linear(`${at}.mlp.down`, hidden, ffn),
  ];
  return [
    { name: 'embedding.weight', shape: [vocab, hidden], role: 'embedding' },
    ...Array.from({ length: layers }, (_, l) => layer(`layers.${l}`)).flat(),
    ...norm('norm'),
    ...(tiedEmbedding ? [] : [{ name: 'lm_head.weight', shape: [vocab, hidden], role: 'head' } as const]),
  ];
}
