import type { Model } from '../decoder/model.ts';
import { REFERENCE_OPERATORS } from '../decoder/operators.ts';
import { loadParts } from '../decoder/resident-linear.ts';
import { ropeFrequencies } from '../decoder/rope.ts';
import type { Accelerator } from '../port/accelerator.ts';
import { type MatrixFormat, matrixLayout } from '../port/layout.ts';
import type { Shape } from './shapes.ts';

/** Formats of the matrices of the decoder layers: the same for all, or each by its name, `layers.3.mlp.down`. */
export type WeightFormats = MatrixFormat | ((name: string) => MatrixFormat);

const formatOf = (formats: WeightFormats, name: string): MatrixFormat =>
  typeof formats === 'string' ? formats : formats(name);

/** What of a model decides the time of its passes, and beside it what lets its bits be compared. */
export interface TokenModel {
  readonly shape: Shape;
  /** Formats of the layers' matrices and of the LM head. */
  readonly weights: WeightFormats;
  readonly head: MatrixFormat;
  /** Positions that RoPE has a row for. */
  readonly context: number;
}

/** A model of that shape, with random weights: those of every matrix begin with the same bytes. */
export async function randomModel(
  { shape, weights, head, context }: TokenModel,
  accelerator: Accelerator,
): Promise<Model> {
  const { layers, hidden, ffn, heads, kvHeads, headDim, vocab, qkvBias, headNorm } = shape;
  // INT8 is the largest format.
  const largest = Math.max(
    matrixLayout(head, vocab, hidden).bytes,
    matrixLayout('int8-macro', Math.max(ffn, heads * headDim), hidden).bytes,
    matrixLayout('int8-macro', hidden, Math.max(ffn, heads * headDim)).bytes,
  );
  const bytes = anyWeights(largest);
  const random = randomFloats();
  const linear = async (name: string, n: number, k: number, hasBias = false) => {
    const format = name === 'lm_head' ? head : formatOf(weights, name);
    const data = bytes.subarray(0, matrixLayout(format, n, k).bytes);
    const parts = await loadParts(accelerator, { name, n, k, format, data });
    return { ...parts, bias: hasBias ? random(n, 0.5) : undefined };
  };
  const built = [];
  for (let l = 0; l < layers; l++) {
    const at = `layers.${l}`;
    built.push({
      attentionNorm: random(hidden, 1),
      q: await linear(`${at}.attention.q`, heads * headDim, hidden, qkvBias),
      k: await linear(`${at}.attention.k`, kvHeads * headDim, hidden, qkvBias),
      v: await linear(`${at}.attention.v`, kvHeads * headDim, hidden, qkvBias),
      ...(headNorm && { qNorm: random(headDim, 1), kNorm: random(headDim, 1) }),
      o: await linear(`${at}.attention.o`, hidden, heads * headDim),
      mlpNorm: random(hidden, 1),
      gate: await linear(`${at}.mlp.gate`, ffn, hidden),
      up: await linear(`${at}.mlp.up`, ffn, hidden),
      down: await linear(`${at}.mlp.down`, hidden, ffn),
    });
  }
  const rope = { theta: 1e6, form: 'half', scaling: null } as const;
  const architecture = {
    family: 'qwen2',
    layers,
    hidden,
    ffn,
    heads,
    kvHeads,
    headDim,
    vocab,
    context,
    rmsEpsilon: 1e-6,
    rope,
    qkvBias,
    headNorms: headNorm,
    tiedEmbedding: true,
  } as const;
  return {
    architecture,
    accelerator,
    operators: REFERENCE_OPERATORS,
    embed: (tokens) => random(tokens.length * hidden, 1),
    layers: built,
    norm: random(hidden, 1),
    lmHead: await linear('lm_head', vocab, hidden),
    ropeFrequencies: ropeFrequencies(headDim, rope),
  };
}

/** A generator of 32 random bits (xorshift). */
export function randomWords(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/**
 * Random bytes of which any aligned two are a finite binary16 of magnitude 2^-7 … 2^-6: whatever they are read as,
 * results stay finite.
 */
export function anyWeights(bytes: number): Uint8Array {
  const random = randomWords(1);
  const words = new Uint32Array(Math.ceil(bytes / 4));
  for (let i = 0; i < words.length; i++) {
    words[i] = (random() & 0x83ff83ff) | 0x20002000;
  }
  return new Uint8Array(words.buffer, 0, bytes);
}

/** Vectors of random floats up to `largest`, of either sign. */
function randomFloats(): (length: number, largest: number) => Float32Array {
  const random = randomWords(2);
  return (length, largest) => Float32Array.from({ length }, () => largest * (random() / 2 ** 31 - 1));
}
