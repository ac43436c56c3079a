import { DataError } from '../errors.ts';
import { valueText } from '../value-text.ts';
import type { Gguf, GgufValue } from './gguf.ts';
import { architectureKeys, FILE_KEYS } from './gguf-keys.ts';
import { specialToken } from './gguf-tokenizer.ts';
import { refuseUnknownKeys } from './known-keys.ts';

/** What is read; a SmolLM3 has RoPE in all layers but every fourth, which its file does not say. */
const ARCHITECTURES = ['llama', 'qwen2', 'qwen3', 'smollm3'];

/** Metadata of a GGUF file as the `config.json` that Hugging Face would have for the same model. */
export function configFromGguf(gguf: Gguf): Record<string, unknown> {
  const { metadata, tensors, file } = gguf;
  const architecture = metadata.get('general.architecture');
  if (typeof architecture !== 'string' || !ARCHITECTURES.includes(architecture)) {
    const expected = ARCHITECTURES.map((name) => `"${name}"`).join(', ');
    throw new DataError(
      `${file.path}: general.architecture is ${valueText(architecture)}, expected one of ${expected}`,
    );
  }
  const key = (name: string) => `${architecture}.${name}`;
  const number = (name: string): number => {
    const value = metadata.get(key(name));
    if (typeof value !== 'number') {
      throw new DataError(`${file.path}: metadata ${key(name)} is ${describe(value)}, expected a number`);
    }
    return value;
  };
  const optional = (name: string): number | undefined => (metadata.has(key(name)) ? number(name) : undefined);

  const heads = number('attention.head_count');
  const hidden = number('embedding_length');
  const headDim = optional('attention.key_length') ?? hidden / heads;
  const rotated = optional('rope.dimension_count') ?? headDim;
  if (rotated !== headDim) {
    throw new DataError(
      `${file.path}: ${key('rope.dimension_count')} is ${rotated}; only whole heads (${headDim}) can be rotated`,
    );
  }
  const valueDim = optional('attention.value_length') ?? headDim;
  if (valueDim !== headDim) {
    throw new DataError(
      `${file.path}: ${key('attention.value_length')} is ${valueDim}; values as wide as keys (${headDim}) are needed`,
    );
  }
  const known = architectureKeys(headDim, number('context_length'), metadata.get(key('attention.sliding_window')));
  const prefix = `${architecture}.`;
  const own = [...metadata].filter(([name]) => name.startsWith(prefix));
  refuseUnknownKeys(
    own.map(([name, value]) => [name.slice(prefix.length), value]),
    known,
    (name) => `${file.path}: metadata ${key(name)}`,
  );
  const ofFile = [...metadata].filter(([name]) => Object.hasOwn(FILE_KEYS.neutral, name));
  refuseUnknownKeys(ofFile, FILE_KEYS, (name) => `${file.path}: metadata ${name}`);
  return {
    model_type: architecture,
    hidden_size: hidden,
    intermediate_size: number('feed_forward_length'),
    num_hidden_layers: number('block_count'),
    num_attention_heads: heads,
    num_key_value_heads: optional('attention.head_count_kv') ?? heads,
    head_dim: headDim,
    // The embedding is the authority: metadata often lacks the size, and tokens may be fewer than rows.
    vocab_size: tensors.get('token_embd.weight')?.shape[0] ?? optional('vocab_size'),
    max_position_embeddings: number('context_length'),
    rms_norm_eps: shortest(number('attention.layer_norm_rms_epsilon')),
    rope_theta: shortest(optional('rope.freq_base') ?? 10000),
    rope_scaling: ropeScaling(
      optional,
      metadata.get(key('rope.scaling.type')),
      `${file.path}: ${key('rope.scaling.')}`,
    ),
    hidden_act: 'silu',
    attention_bias: tensors.has('blk.0.attn_q.bias'),
    tie_word_embeddings: !tensors.has('output.weight'),
    bos_token_id: metadata.get('tokenizer.ggml.add_bos_token') === false ? null : specialToken(metadata, 'bos'),
    eos_token_id: ['eos', 'eot', 'eom'].flatMap((role) => specialToken(metadata, role) ?? []),
  };
}

/** As llama.cpp reads it: linear where no type is named, by the factor's old name too, and a factor of 0 is none. */
function ropeScaling(
  optional: (name: string) => number | undefined,
  type: GgufValue | undefined,
  place: string,
): object | null {
  const decimal = (name: string): number | undefined => {
    const value = optional(name);
    return value === undefined ? undefined : shortest(value);
  };
  const factor = decimal('rope.scaling.factor') ?? decimal('rope.scale_linear') ?? 0;
  const sharpening = decimal('rope.scaling.yarn_attn_factor') ?? decimal('rope.scaling.attn_factor') ?? 1;
  if (type !== 'yarn') {
    if (sharpening !== 1) {
      throw new DataError(`${place}attn_factor is ${sharpening}: only yarn has one, expected 1`);
    }
    if (type === 'none' || (factor === 0 && (type ?? 'linear') === 'linear')) {
      return null;
    }
    return { rope_type: type ?? 'linear', factor };
  }
  if (factor === 0) {
    throw new DataError(`${place}factor is missing or 0, expected the factor of yarn`);
  }
  return {
    rope_type: type,
    factor,
    original_max_position_embeddings: optional('rope.scaling.original_context_length'),
    beta_fast: decimal('rope.scaling.yarn_beta_fast'),
    beta_slow: decimal('rope.scaling.yarn_beta_slow'),
    ...(sharpening !== 1 && { attention_factor: sharpening * (0.1 * Math.log(Math.max(factor, 1)) + 1) }),
  };
}

/** The decimal number that was meant by a float32: 9.999999747378752e-6 is 1e-5. */
const shortest = (value: number): number => {
  for (let digits = 1; digits <= 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === Math.fround(value)) {
      return rounded;
    }
  }
  return value;
};

const describe = (value: GgufValue | undefined): string => (value === undefined ? 'missing' : valueText(value));
