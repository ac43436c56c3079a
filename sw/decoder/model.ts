import { DataError } from '../errors.ts';
import type { StoredModel, Tensor } from '../model/load.ts';
import type { Architecture } from '../model/schema.ts';
import { floats, halves } from '../model/tensor.ts';
import type { Accelerator } from '../port/accelerator.ts';
import type { Operators } from '../port/operators.ts';
import type { WholePasses } from '../port/passes.ts';
import type { Linear } from './linear.ts';
import { REFERENCE_OPERATORS } from './operators.ts';
import { loadParts } from './resident-linear.ts';
import { ropeFrequencies } from './rope.ts';

/** The weights of one decoder layer. */
export interface Layer {
  readonly attentionNorm: Float32Array;
  readonly q: Linear;
  readonly k: Linear;
  readonly v: Linear;
  /** Of each head of queries and keys [headDim], in models that normalise them. */
  readonly qNorm?: Float32Array;
  readonly kNorm?: Float32Array;
  readonly o: Linear;
  readonly mlpNorm: Float32Array;
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;
}

/** A model whose matrices are resident in an accelerator, ready for `forward`. */
export interface Model {
  readonly architecture: Architecture;
  readonly accelerator: Accelerator;
  readonly operators: Operators;
  /** Tokens → their rows of the embedding, [T, hidden]. */
  embed(tokens: readonly number[]): Float32Array;
  readonly layers: readonly Layer[];
  readonly norm: Float32Array;
  readonly lmHead: Linear;
  readonly ropeFrequencies: Float64Array;
  /** Who makes whole passes, where the accelerator does (sw/program/offload.ts). */
  readonly passes?: WholePasses;
}

/** Checks every tensor a model of this architecture has, and makes its packed matrices resident. */
export async function prepareModel(stored: StoredModel, accelerator: Accelerator): Promise<Model> {
  const { architecture } = stored.manifest;
  const { hidden, ffn, heads, kvHeads, headDim, vocab, qkvBias, headNorms, tiedEmbedding } = architecture;
  const where = `${stored.directory}/model.json`;
  const unused = new Set(stored.tensors.keys());

  const tensor = (name: string, shape: readonly number[]): Tensor => {
    const found = stored.tensors.get(name);
    if (!found) {
      throw new DataError(`${where}: tensor ${name} is missing; the architecture needs it as [${shape.join(', ')}]`);
    }
    if (found.shape.join() !== shape.join()) {
      throw new DataError(
        `${where}: tensor ${name} is [${found.shape.join(', ')}], the architecture needs [${shape.join(', ')}]`,
      );
    }
    unused.delete(name);
    return found;
  };
  const vector = (name: string, length: number) => floats(tensor(name, [length]));
  const linear = async (name: string, n: number, k: number, bias = false): Promise<Linear> => {
    const weight = tensor(`${name}.weight`, [n, k]);
    return {
      ...(await resident(weight, n, k, accelerator)),
      bias: bias ? vector(`${name}.bias`, n) : undefined,
    };
  };

  const layers: Layer[] = [];
  for (let l = 0; l < architecture.layers; l++) {
    const at = `layers.${l}`;
    layers.push({
      attentionNorm: vector(`${at}.attention_norm.weight`, hidden),
      q: await linear(`${at}.attention.q`, heads * headDim, hidden, qkvBias),
      k: await linear(`${at}.attention.k`, kvHeads * headDim, hidden, qkvBias),
      v: await linear(`${at}.attention.v`, kvHeads * headDim, hidden, qkvBias),
      ...(headNorms && {
        qNorm: vector(`${at}.attention.q_norm.weight`, headDim),
        kNorm: vector(`${at}.attention.k_norm.weight`, headDim),
      }),
      o: await linear(`${at}.attention.o`, hidden, heads * headDim),
      mlpNorm: vector(`${at}.mlp_norm.weight`, hidden),
      gate: await linear(`${at}.mlp.gate`, ffn, hidden),
      up: await linear(`${at}.mlp.up`, ffn, hidden),
      down: await linear(`${at}.mlp.down`, hidden, ffn),
    });
  }
  const norm = vector('norm.weight', hidden);
  const embedding = tensor('embedding.weight', [vocab, hidden]);
  const sharesEmbedding = tiedEmbedding && !stored.tensors.has('lm_head.weight');
  const lmHead = await linear(sharesEmbedding ? 'embedding' : 'lm_head', vocab, hidden);
  for (const name of unused) {
    throw new DataError(`${where}: tensor ${name} has no place in the architecture`);
  }

  const operators = accelerator.operators ?? REFERENCE_OPERATORS;
  return {
    architecture,
    accelerator,
    operators,
    embed: embedder(embedding, hidden, operators),
    layers,
    norm,
    lmHead,
    ropeFrequencies: ropeFrequencies(headDim, architecture.rope),
  };
}

async function resident(weight: Tensor, n: number, k: number, accelerator: Accelerator): Promise<Omit<Linear, 'bias'>> {
  const { name, kind, data } = weight;
  if (kind === 'fp32') {
    return { matrix: { n, k, dense: floats(weight) } };
  }
  if (kind === 'fp16') {
    return { matrix: { n, k, dense: halves(weight) } };
  }
  return loadParts(accelerator, { name, n, k, format: kind, data });
}

function embedder(embedding: Tensor, hidden: number, { newArray, rowReader }: Operators): Model['embed'] {
  const readRow = rowReader(embedding);
  return (tokens) => {
    const x = newArray(tokens.length * hidden);
    for (const [t, token] of tokens.entries()) {
      readRow(token, x.subarray(t * hidden, (t + 1) * hidden));
    }
    return x;
  };
}
