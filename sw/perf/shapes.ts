import { inputParts } from '../decoder/resident-linear.ts';
import type { Architecture } from '../model/schema.ts';
import type { MatrixFormat } from '../port/layout.ts';
import { MAX_K } from '../port/limits.ts';
import type { LinearName } from '../quant/sequence-model.ts';

/** What decides the time of a token: the sizes of a decoder. */
export interface Shape {
  readonly name: string;
  readonly layers: number;
  readonly hidden: number;
  readonly ffn: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocab: number;
  /** Biases of q, k and v (Qwen2), and norms of each of their heads (Qwen3). */
  readonly qkvBias: boolean;
  readonly headNorm: boolean;
}

/** Of arXiv 2412.15115 and of Hugging Face's configurations. */
export const SHAPES: Record<string, Shape> = {
  'qwen2.5-0.5b': shape('Qwen2.5-0.5B', 24, 896, 4864, 14, 2, 64, 151_936),
  'qwen2.5-1.5b': shape('Qwen2.5-1.5B', 28, 1536, 8960, 12, 2, 128, 151_936),
  'qwen3-0.6b': { ...shape('Qwen3-0.6B', 28, 1024, 3072, 16, 8, 128, 151_936), qkvBias: false, headNorm: true },
  'smollm2-135m': { ...shape('SmolLM2-135M', 30, 576, 1536, 9, 3, 64, 49_152), qkvBias: false },
  'smollm2-360m': { ...shape('SmolLM2-360M', 32, 960, 2560, 15, 5, 64, 49_152), qkvBias: false },
};

function shape(
  name: string,
  layers: number,
  hidden: number,
  ffn: number,
  heads: number,
  kvHeads: number,
  headDim: number,
  vocab: number,
): Shape {
  return { name, layers, hidden, ffn, heads, kvHeads, headDim, vocab, qkvBias: true, headNorm: false };
}

/** What decides the time of a token of a model. */
export function shapeOf(name: string, architecture: Architecture): Shape {
  const { layers, hidden, ffn, heads, kvHeads, headDim, vocab, qkvBias, headNorms: headNorm = false } = architecture;
  return { name, layers, hidden, ffn, heads, kvHeads, headDim, vocab, qkvBias, headNorm };
}

/** Outputs and inputs of the linear layers of a decoder layer. */
export function linearSizes({
  hidden,
  ffn,
  heads,
  kvHeads,
  headDim,
}: Shape): Record<LinearName, [n: number, k: number]> {
  const [q, kv] = [heads * headDim, kvHeads * headDim];
  return {
    'attention.q': [q, hidden],
    'attention.k': [kv, hidden],
    'attention.v': [kv, hidden],
    'attention.o': [hidden, q],
    'mlp.gate': [ffn, hidden],
    'mlp.up': [ffn, hidden],
    'mlp.down': [hidden, ffn],
  };
}

/** A queue of commands that share their activations, as the runtime makes them. */
export interface Call {
  readonly name: string;
  readonly k: number;
  /** Outputs of each matrix. */
  readonly n: readonly number[];
  readonly format: MatrixFormat;
  /** Times a token. */
  readonly count: number;
  /** Runs for every token of a prompt; the LM head only for its last, and of its results only the largest return. */
  readonly isLinearLayer: boolean;
}

/** The accelerator's calls of one token. */
export function callsOf(shape: Shape, weights: MatrixFormat, head: MatrixFormat): Call[] {
  const { layers, hidden, ffn, vocab } = shape;
  const sizes = linearSizes(shape);
  const outputs = (...names: LinearName[]) => names.map((name) => sizes[name][0]);
  const call = (name: string, k: number, n: readonly number[]): Call => ({
    name,
    k,
    n,
    format: weights,
    count: layers,
    isLinearLayer: true,
  });
  return [
    call('q, k, v', hidden, outputs('attention.q', 'attention.k', 'attention.v')),
    call('o', sizes['attention.o'][1], outputs('attention.o')),
    call('gate, up', hidden, outputs('mlp.gate', 'mlp.up')),
    ...inputParts(ffn, MAX_K).map((k) => call('down', k, outputs('mlp.down'))),
    { name: 'LM head', k: hidden, n: [vocab], format: head, count: 1, isLinearLayer: false },
  ];
}
