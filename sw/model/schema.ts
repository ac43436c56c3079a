import * as v from 'valibot';
import { type MatrixFormat, matrixLayout } from '../port/layout.ts';
import { TENSOR_KINDS, type TensorKind } from '../port/tensor.ts';
import { COMPANION_FILES } from './companions.ts';

export const FORMAT_NAME = 'macromac';
export const FORMAT_VERSION = 1;

/** Tensors begin on a multiple of this in `model.bin`, so that typed-array views of any element size fit. */
export const TENSOR_ALIGNMENT = 64;

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const token = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

/** Rotary frequencies stretched for long contexts, as Hugging Face's `rope_scaling` names them. */
const ropeScaling = v.variant('type', [
  v.strictObject({ type: v.literal('linear'), factor: positive }),
  v.strictObject({
    type: v.literal('llama3'),
    factor: positive,
    lowFrequencyFactor: positive,
    highFrequencyFactor: positive,
    originalContext: size,
  }),
  v.strictObject({
    type: v.literal('yarn'),
    factor: positive,
    originalContext: size,
    betaFast: positive,
    betaSlow: positive,
    /** Lengthens queries and keys. */
    attentionFactor: positive,
  }),
]);

const architecture = v.pipe(
  v.strictObject({
    family: v.picklist(['qwen2', 'qwen3', 'llama']),
    layers: size,
    hidden: size,
    /** Inner width of the feed-forward network. */
    ffn: size,
    heads: size,
    /** Heads of keys and values; fewer than `heads` in grouped-query attention. */
    kvHeads: size,
    headDim: size,
    vocab: size,
    /** Positions the model was trained for; one would leave no room for an answer. */
    context: v.pipe(size, v.minValue(2)),
    rmsEpsilon: positive,
    rope: v.strictObject({
      theta: positive,
      /** Which elements of a head turn together: i with i + d/2 (`half`) or 2i with 2i + 1 (`interleaved`). */
      form: v.picklist(['half', 'interleaved']),
      scaling: v.nullable(ropeScaling),
    }),
    /** The q, k and v projections have biases (Qwen2). */
    qkvBias: v.boolean(),
    /** Each head of queries and keys is normalised before it turns (Qwen3, arXiv 2505.09388). Default false. */
    headNorms: v.optional(v.boolean()),
    /** Layers, from 0, whose queries and keys do not turn (SmolLM3, NoPE of arXiv 2501.18795). Default none. */
    noRopeLayers: v.optional(v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0)))),
    /** The LM head has the embedding's weights. A file may still hold it twice, in two kinds. */
    tiedEmbedding: v.boolean(),
  }),
  v.check(({ heads, kvHeads }) => heads % kvHeads === 0, 'heads do not share kvHeads evenly'),
  v.check(({ headDim }) => headDim % 2 === 0, 'headDim is odd; RoPE turns pairs'),
  v.check(
    ({ layers, noRopeLayers = [] }) =>
      noRopeLayers.every((layer, i) => layer < layers && (i === 0 || layer > noRopeLayers[i - 1])),
    'noRopeLayers are not layers of the model, each after the one before',
  ),
);

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits'));

const tensorEntry = v.strictObject({
  name: v.pipe(v.string(), v.nonEmpty()),
  kind: v.picklist(TENSOR_KINDS),
  /** [N] or [N, K]: outputs, inputs. */
  shape: v.union([v.strictTuple([size]), v.strictTuple([size, size])]),
  /** In `model.bin`, in bytes. */
  offset,
  bytes: size,
  sha256,
});

/** `model.json`. */
export const modelManifest = v.strictObject({
  format: v.literal(FORMAT_NAME),
  version: v.literal(FORMAT_VERSION),
  name: v.string(),
  /** Where the weights came from and how they were quantised, for people. */
  source: v.string(),
  architecture,
  tokens: v.strictObject({
    /** Put before a prompt; null when the model wants none. */
    bos: v.nullable(token),
    /** Any of these ends the text. */
    stop: v.array(token),
  }),
  /** How this program rounded the weights, where it quantised them. */
  quantisation: v.optional(
    v.strictObject({
      method: v.pipe(v.string(), v.nonEmpty()),
      /** Inputs that share a scale in INT4. */
      groupSize: size,
      /** What the method looked at; null for one that looks at no text. */
      calibration: v.nullable(
        v.strictObject({
          /** Of the texts, one after the other. */
          sha256,
          samples: size,
          /** Tokens a sample. */
          length: size,
        }),
      ),
    }),
  ),
  /** SHA-256 of each file beside the weights; folders written before there was this have none. */
  files: v.optional(v.record(v.picklist(COMPANION_FILES), sha256)),
  tensors: v.pipe(v.array(tensorEntry), v.nonEmpty()),
});

export type ModelManifest = v.InferOutput<typeof modelManifest>;
export type Architecture = ModelManifest['architecture'];
export type RopeScaling = v.InferOutput<typeof ropeScaling>;
export type TensorEntry = v.InferOutput<typeof tensorEntry>;

/** Bytes a tensor of this kind and shape takes. */
export function tensorBytes(kind: TensorKind, shape: readonly number[]): number {
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (kind === 'fp32') {
    return 4 * elements;
  }
  if (kind === 'fp16') {
    return 2 * elements;
  }
  return matrixLayout(kind satisfies MatrixFormat, shape[0], shape[1]).bytes;
}
