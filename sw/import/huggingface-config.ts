import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { issueText } from '../model/issue-text.ts';
import type { Architecture, RopeScaling } from '../model/schema.ts';
import { valueText } from '../value-text.ts';
import { CONFIG_KEYS, GENERATION_KEYS } from './huggingface-keys.ts';
import { refuseUnknownKeys } from './known-keys.ts';

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const ropeEntry = v.nullish(v.looseObject({}));

/** The part of a `config.json` that changes what a Qwen2, Qwen3, Llama, Mistral or SmolLM3 model computes. */
const configSchema = v.looseObject({
  model_type: v.picklist(['qwen2', 'qwen3', 'llama', 'mistral', 'smollm3']),
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
  max_window_layers: v.nullish(v.number()),
  sliding_window: v.nullish(v.number()),
  layer_types: v.nullish(v.array(v.string())),
  partial_rotary_factor: v.nullish(v.number()),
  /** Of each layer whether it turns queries and keys: 1 or 0. */
  no_rope_layers: v.nullish(v.array(v.picklist([0, 1]))),
  no_rope_layer_interval: v.nullish(size),
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
    throw new DataError(`${path}: ${issueText(issue)}`);
  }
  const config = result.output;
  const known = { used: Object.keys(configSchema.entries), ...CONFIG_KEYS };
  refuseUnknownKeys(Object.entries(config), known, (key) => `${path}: ${key}`);
  refuseUnsupported(config, path);

  const heads = config.num_attention_heads;
  const kvHeads = config.num_key_value_heads ?? heads;
  // Transformers' own default for Qwen3, whose heads need not fill the hidden size.
  const headDim = config.head_dim ?? (config.model_type === 'qwen3' ? 128 : config.hidden_size / heads);
  if (heads % kvHeads !== 0) {
    throw new DataError(`${path}: ${heads} heads do not share ${kvHeads} key and value heads evenly`);
  }
  if (!Number.isInteger(headDim / 2)) {
    throw new DataError(`${path}: a head of ${headDim} elements; an even number is needed`);
  }
  return {
    // Mistral without a window is Llama's graph, and so is SmolLM3 but for the layers without RoPE.
    family: config.model_type === 'mistral' || config.model_type === 'smollm3' ? 'llama' : config.model_type,
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
    ...(config.model_type === 'qwen3' && { headNorms: true }),
    ...noRopeLayersOf(config, path),
    tiedEmbedding: config.tie_word_embeddings ?? config.model_type === 'smollm3',
  };
}

/** SmolLM3's default: every fourth layer. */
const NO_ROPE_INTERVAL = 4;

function noRopeLayersOf(config: Config, path: string): Pick<Architecture, 'noRopeLayers'> {
  const { model_type: type, num_hidden_layers: layers, no_rope_layers: given } = config;
  if (type !== 'smollm3') {
    for (const key of ['no_rope_layers', 'no_rope_layer_interval'] as const) {
      const value = config[key];
      if (value != null && !(Array.isArray(value) && value.length === 0)) {
        throw new DataError(`${path}: ${key} is ${valueText(value)}: not supported in a ${type} model, expected none`);
      }
    }
    return {};
  }
  if (given && given.length !== layers) {
    throw new DataError(
      `${path}: no_rope_layers has ${given.length} entries, expected one for each of ${layers} layers`,
    );
  }
  const interval = config.no_rope_layer_interval ?? NO_ROPE_INTERVAL;
  const turns = given ?? Array.from({ length: layers }, (_, layer) => Number((layer + 1) % interval !== 0));
  const noRopeLayers = turns.flatMap((isTurned, layer) => (isTurned ? [] : [layer]));
  return noRopeLayers.length > 0 ? { noRopeLayers } : {};
}

function refuseUnsupported(config: Config, path: string): void {
  const refuse = (key: string, expected: string): never => {
    throw new DataError(`${path}: ${key} is ${valueText(config[key])}: not supported, expected ${expected}`);
  };
  if ((config.hidden_act ?? 'silu') !== 'silu') {
    refuse('hidden_act', '"silu"');
  }
  if (config.mlp_bias) {
    refuse('mlp_bias', 'false');
  }
  // A window that holds the whole context hides nothing.
  const isWide = typeof config.sliding_window === 'number' && config.sliding_window >= config.max_position_embeddings;
  // Qwen2's configurations carry a window size that only use_sliding_window switches on, for the layers from
  // max_window_layers on.
  const hasWindow = config.model_type === 'smollm3' || (config.max_window_layers ?? 0) < config.num_hidden_layers;
  if (config.use_sliding_window && hasWindow && !isWide) {
    refuse('use_sliding_window', 'false');
  }
  // Mistral's window is 4096 where its configuration does not mention one.
  const isWindowed =
    config.model_type === 'mistral' ? config.sliding_window !== null : typeof config.sliding_window === 'number';
  const isLlama = config.model_type === 'llama' || config.model_type === 'mistral';
  if (isLlama && isWindowed && !isWide) {
    refuse('sliding_window', 'null');
  }
  if (config.layer_types?.some((type) => type !== 'full_attention')) {
    refuse('layer_types', '"full_attention" in all layers');
  }
  if ((config.partial_rotary_factor ?? 1) !== 1) {
    refuse('partial_rotary_factor', '1');
  }
}

/** What every kind of scaling may say beside its own; `finetuned` tells of the training. */
const common = {
  rope_type: v.nullish(v.string()),
  type: v.nullish(v.string()),
  rope_theta: v.nullish(positive),
  partial_rotary_factor: v.nullish(v.literal(1)),
  finetuned: v.nullish(v.boolean()),
};
const noScaling = v.strictObject(common);
/** The length before stretching changes nothing in it. */
const linearScaling = v.strictObject({
  ...common,
  factor: positive,
  original_max_position_embeddings: v.nullish(size),
});
const llama3Scaling = v.strictObject({
  ...common,
  factor: positive,
  low_freq_factor: positive,
  high_freq_factor: positive,
  original_max_position_embeddings: size,
});

const yarnScaling = v.strictObject({
  ...common,
  factor: positive,
  original_max_position_embeddings: v.nullish(size),
  beta_fast: v.nullish(positive),
  beta_slow: v.nullish(positive),
  attention_factor: v.nullish(positive),
  mscale: v.nullish(v.number()),
  mscale_all_dim: v.nullish(v.number()),
  truncate: v.nullish(v.literal(true)),
});

/** `rope_theta` and `rope_scaling`, or the `rope_parameters` that replaced both in transformers 5. */
function ropeFromConfig(config: Config, path: string, form: Architecture['rope']['form']): Architecture['rope'] {
  const { rope_parameters, rope_scaling, rope_theta } = config;
  if (rope_parameters && rope_scaling) {
    throw new DataError(`${path}: both rope_parameters and rope_scaling are there, expected one of them`);
  }
  const parameters: Record<string, unknown> = rope_parameters ?? rope_scaling ?? {};
  if (rope_theta && parameters['rope_theta'] && rope_theta !== parameters['rope_theta']) {
    const inner = valueText(parameters['rope_theta']);
    throw new DataError(`${path}: rope_theta is ${rope_theta} and, in the RoPE parameters, ${inner}`);
  }
  const { rope_type: name, type: oldName } = parameters;
  if (name && oldName && name !== oldName) {
    throw new DataError(`${path}: RoPE scaling: rope_type is ${valueText(name)}, type is ${valueText(oldName)}`);
  }
  const usual = config.model_type === 'smollm3' ? 2_000_000 : 10_000;
  const theta = v.safeParse(positive, parameters['rope_theta'] ?? config.rope_theta ?? usual);
  if (!theta.success) {
    throw new DataError(`${path}: rope_theta is ${valueText(parameters['rope_theta'])}, expected a number above 0`);
  }
  const type = parameters['rope_type'] ?? parameters['type'] ?? 'default';
  return { theta: theta.output, form, scaling: scalingOf(type, parameters, config, path) };
}

function scalingOf(
  type: unknown,
  parameters: Readonly<Record<string, unknown>>,
  config: Config,
  path: string,
): RopeScaling | null {
  const parse = <T>(schema: v.GenericSchema<unknown, T>): T => {
    const result = v.safeParse(schema, parameters);
    if (result.success) {
      return result.output;
    }
    const [issue] = result.issues;
    const key = v.getDotPath(issue);
    if (issue.expected === 'never' && key) {
      const value = valueText(parameters[key]);
      throw new DataError(`${path}: RoPE scaling ${valueText(type)}: ${key} is ${value}: not supported`);
    }
    throw new DataError(`${path}: RoPE scaling ${valueText(type)}: ${issueText(issue)}`);
  };
  if (type === 'default') {
    parse(noScaling);
    return null;
  }
  if (type === 'linear') {
    return { type, factor: parse(linearScaling).factor };
  }
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
    const { factor, original_max_position_embeddings, beta_fast, beta_slow, attention_factor, mscale, mscale_all_dim } =
      parse(yarnScaling);
    /** By how much queries and keys grow, as transformers has it. */
    const growth = (scale = 1) => (factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1);
    const ownGrowth = mscale && mscale_all_dim ? growth(mscale) / growth(mscale_all_dim) : growth();
    return {
      type,
      factor,
      originalContext: original_max_position_embeddings ?? config.max_position_embeddings,
      betaFast: beta_fast ?? 32,
      betaSlow: beta_slow ?? 1,
      attentionFactor: attention_factor ?? ownGrowth,
    };
  }
  throw new DataError(`${path}: RoPE scaling ${valueText(type)} is not supported (supported: linear, llama3, yarn)`);
}

const ids = v.nullish(v.union([token(), v.array(token())]));
function token() {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(0));
}
const generationSchema = v.looseObject({ eos_token_id: ids, bos_token_id: ids });
export type GenerationConfig = v.InferOutput<typeof generationSchema>;

/**
 * A `generation_config.json`, of which only tokens are used here; how a text is sampled is read where texts are made.
 */
export function generationConfig(json: unknown, path: string): GenerationConfig {
  if (Array.isArray(json)) {
    throw new DataError(`${path}: top level: a list, expected an object`);
  }
  const result = v.safeParse(generationSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new DataError(`${path}: ${issueText(issue)}`);
  }
  refuseUnknownKeys(Object.entries(result.output), GENERATION_KEYS, (key) => `${path}: ${key}`);
  return result.output;
}

/** The tokens that end a text by their ids; `generation_config.json` is the authority where there is one. */
export function stopIds(
  config: Readonly<Record<string, unknown>>,
  vocab: number,
  path: string,
  generation: GenerationConfig = {},
): number[] {
  const own = [generation.eos_token_id ?? [], config['eos_token_id'] ?? []].flat(2);
  for (const id of own) {
    if (Number.isInteger(id) && (id as number) >= 0 && (id as number) < vocab) {
      continue;
    }
    throw new DataError(`${path}: eos_token_id is ${valueText(id)}, expected a token of the ${vocab}`);
  }
  return [...new Set(own as number[])];
}

/** The token that a configuration names for the beginning. */
export function bosId(config: Readonly<Record<string, unknown>>): number | null {
  const [bos] = [config['bos_token_id']].flat();
  return Number.isSafeInteger(bos) ? (bos as number) : null;
}
