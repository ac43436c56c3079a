import * as v from 'valibot';
import { DataError } from '../errors.ts';
import type { Architecture, RopeScaling } from '../model/schema.ts';

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const ropeEntry = v.nullish(v.looseObject({}));

/** The part of a `config.json` that changes what a Qwen2 or Llama model computes. */
const configSchema = v.looseObject({
  model_type: v.picklist(['qwen2', 'llama']),
  hidden_size: size,
  intermediate_size: size,
  // A damaged number would otherwise name tensors without end.
  num_hidden_layers: v.pipe(size, v.maxValue(4096)),
  num_attention_heads: size,
  num_key_value_heads: v.nullish(size),
  head_dim: v.nullish(size),
  vocab_size: size,
  max_position_embeddings: size,
  rms_norm_eps: positive,
  hidden_act: v.nullish(v.string()),
  rope_theta: v.nullish(positive),
  rope_scaling: ropeEntry,
  rope_parameters: ropeEntry,
  attention_bias: v.nullish(v.boolean()),
  mlp_bias: v.nullish(v.boolean()),
  tie_word_embeddings: v.nullish(v.boolean()),
  use_sliding_window: v.nullish(v.boolean()),
  sliding_window: v.nullish(v.number()),
  layer_types: v.nullish(v.array(v.string())),
  partial_rotary_factor: v.nullish(v.number()),
});
type Config = v.InferOutput<typeof configSchema>;

/**
 * What a `config.json` of Hugging Face describes, in the words of `model.json`.
 * Anything that the transformer here does not compute is refused by name.
 */
export function architectureFromConfig(
  json: unknown,
  path: string,
  ropeForm: Architecture['rope']['form'] = 'half',
): Architecture {
  const result = v.safeParse(configSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new DataError(`${path}: ${v.getDotPath(issue) ?? 'top level'}: ${issue.message}`);
  }
  const config = result.output;
  refuseUnsupported(config, path);

  const heads = config.num_attention_heads;
  const kvHeads = config.num_key_value_heads ?? heads;
  const headDim = config.head_dim ?? config.hidden_size / heads;
  if (heads % kvHeads !== 0)
    throw new DataError(`${path}: ${heads} heads do not share ${kvHeads} key and value heads evenly`);
  if (!Number.isInteger(headDim / 2))
    throw new DataError(`${path}: a head of ${headDim} elements; an even number is needed`);
  return {
    family: config.model_type,
    layers: config.num_hidden_layers,
    hidden: config.hidden_size,
    ffn: config.intermediate_size,
    heads,
    kvHeads,
    headDim,
    vocab: config.vocab_size,
    context: config.max_position_embeddings,
    rmsEpsilon: config.rms_norm_eps,
    rope: ropeFromConfig(config, path, ropeForm),
    // Qwen2 has these biases always and does not say so.
    qkvBias: config.attention_bias ?? config.model_type === 'qwen2',
    tiedEmbedding: config.tie_word_embeddings ?? false,
  };
}

function refuseUnsupported(config: Config, path: string): void {
  const refuse = (key: string, expected: string): never => {
    throw new DataError(`${path}: ${key} is ${JSON.stringify(config[key])}: not supported, expected ${expected}`);
  };
  if ((config.hidden_act ?? 'silu') !== 'silu') refuse('hidden_act', '"silu"');
  if (config.mlp_bias) refuse('mlp_bias', 'false');
  // Qwen2's configurations carry a window size that only use_sliding_window switches on.
  if (config.use_sliding_window) refuse('use_sliding_window', 'false');
  if (config.model_type === 'llama' && typeof config.sliding_window === 'number') refuse('sliding_window', 'null');
  if (config.layer_types?.some((type) => type !== 'full_attention'))
    refuse('layer_types', '"full_attention" in all layers');
  if ((config.partial_rotary_factor ?? 1) !== 1) refuse('partial_rotary_factor', '1');
}

const linearScaling = v.looseObject({ factor: positive });
const llama3Scaling = v.looseObject({
  factor: positive,
  low_freq_factor: positive,
  high_freq_factor: positive,
  original_max_position_embeddings: size,
});

const yarnScaling = v.looseObject({
  factor: positive,
  original_max_position_embeddings: v.nullish(size),
  beta_fast: v.nullish(positive),
  beta_slow: v.nullish(positive),
  attention_factor: v.nullish(positive),
});

/** `rope_theta` and `rope_scaling`, or the `rope_parameters` that replaced both in transformers 5. */
function ropeFromConfig(config: Config, path: string, form: Architecture['rope']['form']): Architecture['rope'] {
  const parameters: Record<string, unknown> = config.rope_parameters ?? config.rope_scaling ?? {};
  const theta = v.safeParse(positive, parameters['rope_theta'] ?? config.rope_theta ?? 10000);
  if (!theta.success) throw new DataError(`${path}: rope_theta: ${theta.issues[0].message}`);
  const type = parameters['rope_type'] ?? parameters['type'] ?? 'default';
  return { theta: theta.output, form, scaling: type === 'default' ? null : scalingOf(type, parameters, config, path) };
}

function scalingOf(type: unknown, parameters: object, config: Config, path: string): RopeScaling {
  const parse = <T>(schema: v.GenericSchema<unknown, T>): T => {
    const result = v.safeParse(schema, parameters);
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw new DataError(`${path}: RoPE scaling: ${v.getDotPath(issue)}: ${issue.message}`);
  };
  if (type === 'linear') return { type, factor: parse(linearScaling).factor };
  if (type === 'llama3') {
    const { factor, low_freq_factor, high_freq_factor, original_max_position_embeddings } = parse(llama3Scaling);
    return {
      type,
      factor,
      lowFrequencyFactor: low_freq_factor,
      highFrequencyFactor: high_freq_factor,
      originalContext: original_max_position_embeddings,
    };
  }
  if (type === 'yarn') {
    const { factor, original_max_position_embeddings, beta_fast, beta_slow, attention_factor } = parse(yarnScaling);
    return {
      type,
      factor,
      originalContext: original_max_position_embeddings ?? config.max_position_embeddings,
      betaFast: beta_fast ?? 32,
      betaSlow: beta_slow ?? 1,
      attentionFactor: attention_factor ?? 0.1 * Math.log(Math.max(factor, 1)) + 1,
    };
  }
  throw new DataError(
    `${path}: RoPE scaling ${JSON.stringify(type)} is not supported (supported: linear, llama3, yarn)`,
  );
}

/** The tokens that begin and end a text: `generation_config.json` is the authority where there is one. */
export function tokensFromConfig(config: Record<string, unknown>, generation: Record<string, unknown> = {}) {
  const ids = (value: unknown): number[] => [value].flat().filter((id): id is number => Number.isSafeInteger(id));
  const stop = new Set([...ids(generation['eos_token_id']), ...ids(config['eos_token_id'])]);
  const [bos = null] = ids(config['bos_token_id']);
  return { bos, stop: [...stop] };
}
