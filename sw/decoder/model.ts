import { DataError } from '../errors.ts';
import type { StoredModel, Tensor } from '../model/load.ts';
import type { Architecture } from '../model/schema.ts';
import { floats, halves } from '../model/tensor.ts';
import type { Accelerator } from '../port/accelerator.ts';
import { MATRIX_FORMATS, type MatrixFormat } from '../port/layout.ts';
import type { Operators } from '../port/operators.ts';
import type { WholePasses } from '../port/passes.ts';
import type { Linear } from './linear.ts';
import { REFERENCE_OPERATORS } from './operators.ts';
import { loadParts } from './resident-linear.ts';
import { ropeFrequencies } from './rope.ts';
import { matrixInHalves, vectorInHalves } from './rope-halves.ts';

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

/**
 * Checks every tensor a model of this architecture has, and makes its packed matrices resident. Where the accelerator
 * works through lists, whose RoPE turns halves of a head, queries and keys of another form are put into that order.
 */
export async function prepareModel(stored: StoredModel, accelerator: Accelerator): Promise<Model> {
  const { architecture: asStored } = stored.manifest;
  const isReordered =
    asStored.rope.form === 'interleaved' && accelerator.lists !== undefined && hasPackedHeads(stored, asStored.layers);
  const architecture: Architecture = isReordered ? { ...asStored, rope: { ...asStored.rope, form: 'half' } } : asStored;
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
  /** Of queries or keys. */
  const turning = async (name: string, n: number): Promise<Linear> => {
    if (!isReordered) {
      return linear(name, n, hidden, qkvBias);
    }
    const { kind: format, data } = tensor(`${name}.weight`, [n, hidden]);
    const packed = { name: `${name}.weight`, n, k: hidden, format: format as MatrixFormat, data };
    return {
      ...(await loadParts(accelerator, matrixInHalves(packed, headDim))),
      bias: qkvBias ? vectorInHalves(vector(`${name}.bias`, n), headDim) : undefined,
    };
  };
  const headNorm = (name: string) =>
    isReordered ? vectorInHalves(vector(name, headDim), headDim) : vector(name, headDim);

  const layers: Layer[] = [];
  for (let l = 0; l < architecture.layers; l++) {
    const at = `layers.${l}`;
    layers.push({
      attentionNorm: vector(`${at}.attention_norm.weight`, hidden),
      q: await turning(`${at}.attention.q`, heads * headDim),
      k: await turning(`${at}.attention.k`, kvHeads * headDim),
      v: await linear(`${at}.attention.v`, kvHeads * headDim, hidden, qkvBias),
      ...(headNorms && {
        qNorm: headNorm(`${at}.attention.q_norm.weight`),
        kNorm: headNorm(`${at}.attention.k_norm.weight`),
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

/** Whether all projections to queries and keys are the accelerator's, in an order that may be changed. */
const hasPackedHeads = ({ tensors }: StoredModel, layers: number): boolean =>
  Array.from({ length: layers }, (_, l) => [`layers.${l}.attention.q.weight`, `layers.${l}.attention.k.weight`])
    .flat()
    .every((name) => MATRIX_FORMATS.some((format) => format === tensors.get(name)?.kind));

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
