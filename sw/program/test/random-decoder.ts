import type { Layer, Model } from '../../decoder/model.ts';
import { REFERENCE_OPERATORS } from '../../decoder/operators.ts';
import { loadParts } from '../../decoder/resident-linear.ts';
import { ropeFrequencies } from '../../decoder/rope.ts';
import { packMatrix } from '../../model/pack.ts';
import { quantizeInt4, quantizeInt8 } from '../../model/round-to-nearest.ts';
import type { Architecture } from '../../model/schema.ts';
import type { Accelerator } from '../../port/accelerator.ts';
import type { MatrixFormat } from '../../port/layout.ts';
import { dequantize } from '../../quant/dequantize.ts';
import { lcg } from '../../testing/arbitrary.ts';
import { listPasses, placeModel } from '../offload.ts';

/** Shapes that a list meets besides the usual: widths that are no whole groups, an odd number of blocks. */
export const SMALL: Architecture = {
  family: 'qwen2',
  layers: 2,
  hidden: 96,
  ffn: 160,
  heads: 4,
  kvHeads: 2,
  headDim: 32,
  vocab: 300,
  context: 512,
  rmsEpsilon: 1e-6,
  rope: { theta: 10000, form: 'half', scaling: null },
  qkvBias: true,
  tiedEmbedding: false,
};

/** A matrix [n, k] as its quantised weights say, and a bias [n]. */
export interface FloatLinear {
  readonly n: number;
  readonly k: number;
  readonly weights: Float32Array;
  readonly bias?: Float32Array;
}

export interface FloatLayer {
  readonly attentionNorm: Float32Array;
  readonly mlpNorm: Float32Array;
  readonly q: FloatLinear;
  readonly k: FloatLinear;
  readonly v: FloatLinear;
  readonly o: FloatLinear;
  readonly gate: FloatLinear;
  readonly up: FloatLinear;
  readonly down: FloatLinear;
  /** Norms of each head of q and k (Qwen3). */
  readonly qNorm?: Float32Array;
  readonly kNorm?: Float32Array;
}

/** The weights of a decoder, as numbers. */
export interface FloatDecoder {
  readonly architecture: Architecture;
  /** [vocab, hidden] */
  readonly embedding: Float32Array;
  readonly layers: readonly FloatLayer[];
  readonly norm: Float32Array;
  readonly head: FloatLinear;
}

export interface RandomDecoderOptions {
  readonly accelerator: Accelerator;
  readonly seed?: number;
  /** Of the decoder's layers; the head is INT8. */
  readonly format?: MatrixFormat;
  /** Key biases: one in four is ± this, the others lie within a tenth of it. Without: all are small. */
  readonly keyBias?: number;
  /** Qwen3's norms of q and k, in place of biases. */
  readonly headNorms?: boolean;
  /** Positions of a chunk of attention. */
  readonly chunk?: number;
}

/** A decoder of random weights in an accelerator that works through lists, and the same weights as numbers. */
export async function randomDecoder(
  architecture: Architecture,
  { accelerator, seed = 1, format = 'awq-macro-dense', keyBias, headNorms = false, chunk }: RandomDecoderOptions,
): Promise<{ readonly model: Model; readonly decoder: FloatDecoder }> {
  const { layers: count, hidden, ffn, heads, kvHeads, headDim, vocab } = architecture;
  const random = lcg(seed);
  const signed = (size: number) => (2 * random() - 1) * size;
  const vector = (length: number, value: (i: number) => number) => Float32Array.from({ length }, (_, i) => value(i));
  const norm = (length: number) => vector(length, () => 1 + signed(0.3));
  /** Of activations of size 1 results of size `gain`. */
  const linear = async (
    name: string,
    [n, k]: readonly [number, number],
    { gain = 1, bias = undefined as Float32Array | undefined, kind = format } = {},
  ) => {
    const values = vector(n * k, () => signed(gain * Math.sqrt(3 / k)));
    const matrix = kind === 'int8-macro' ? quantizeInt8(values, n, k, name) : quantizeInt4(values, n, k, name);
    const parts = await loadParts(accelerator, { name, n, k, format: kind, data: packMatrix(matrix, kind) });
    return { resident: { ...parts, bias }, float: { n, k, weights: dequantize(matrix), bias } };
  };
  /** Large key biases would make the softmax a choice of one position, were queries not smaller. */
  const queryGain = keyBias === undefined ? 1 : 10 / keyBias;
  const smallBias = (n: number, size = 0.3) => (headNorms ? undefined : vector(n, () => signed(size)));
  const largeBias = (n: number, size: number) =>
    vector(n, (i) => (i % 4 === 0 ? Math.sign(random() - 0.5) * size : signed(size / 10)));

  const made = [];
  for (let l = 0; l < count; l++) {
    const at = `layers.${l}`;
    const products = {
      q: await linear(`${at}.q`, [heads * headDim, hidden], {
        gain: queryGain,
        bias: smallBias(heads * headDim, 0.3 * queryGain),
      }),
      k: await linear(`${at}.k`, [kvHeads * headDim, hidden], {
        bias: keyBias === undefined ? smallBias(kvHeads * headDim) : largeBias(kvHeads * headDim, keyBias),
      }),
      v: await linear(`${at}.v`, [kvHeads * headDim, hidden], { bias: smallBias(kvHeads * headDim) }),
      o: await linear(`${at}.o`, [hidden, heads * headDim]),
      gate: await linear(`${at}.gate`, [ffn, hidden], { gain: 2 }),
      up: await linear(`${at}.up`, [ffn, hidden], { gain: 2 }),
      down: await linear(`${at}.down`, [hidden, ffn]),
    };
    const norms = {
      attentionNorm: norm(hidden),
      mlpNorm: norm(hidden),
      ...(headNorms ? { qNorm: norm(headDim), kNorm: norm(headDim) } : {}),
    };
    made.push({ products, norms });
  }
  const head = await linear('lm_head', [vocab, hidden], { gain: 3, kind: 'int8-macro' });
  const embedding = vector(vocab * hidden, () => signed(1));
  const finalNorm = norm(hidden);

  type Products = (typeof made)[number]['products'];
  const each = <T>(products: Products, part: (linear: Products['q']) => T) =>
    Object.fromEntries(Object.entries(products).map(([name, value]) => [name, part(value)])) as Record<
      keyof Products,
      T
    >;
  const decoder: FloatDecoder = {
    architecture,
    embedding,
    layers: made.map(({ products, norms }) => ({ ...norms, ...each(products, ({ float }) => float) })),
    norm: finalNorm,
    head: head.float,
  };
  const model: Model = {
    architecture,
    accelerator,
    operators: REFERENCE_OPERATORS,
    embed(tokens) {
      const rows = new Float32Array(tokens.length * hidden);
      for (const [t, token] of tokens.entries()) {
        rows.set(embedding.subarray(token * hidden, (token + 1) * hidden), t * hidden);
      }
      return rows;
    },
    layers: made.map(({ products, norms }): Layer => ({ ...norms, ...each(products, ({ resident }) => resident) })),
    norm: finalNorm,
    lmHead: head.resident,
    ropeFrequencies: ropeFrequencies(headDim, architecture.rope),
  };
  return { model: offloaded(model, decoder, chunk), decoder };
}

/** The model with its passes by lists; norms of heads are placed beside it. */
function offloaded(model: Model, { layers }: FloatDecoder, chunk?: number): Model {
  const device = model.accelerator.lists;
  if (!device) {
    throw new Error('an accelerator that works through no lists');
  }
  const placed = placeModel(model, device);
  const place = (name: string, values: Float32Array | undefined) =>
    values && device.place(name, new Uint8Array(values.buffer)).address;
  const withNorms = placed.layers.map((layer, l) => ({
    ...layer,
    qNorm: place(`layers.${l}.q_norm`, layers[l].qNorm),
    kNorm: place(`layers.${l}.k_norm`, layers[l].kNorm),
  }));
  return { ...model, passes: listPasses(model, device, { ...placed, layers: withNorms }, chunk) };
}
