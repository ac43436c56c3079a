import { DataError } from '../errors.ts';
import type { Gguf, GgufValue } from './gguf.ts';

/** Metadata of a GGUF file as the `config.json` that Hugging Face would have for the same model. */
export function configFromGguf(gguf: Gguf): Record<string, unknown> {
  const { metadata, tensors, file } = gguf;
  const architecture = metadata.get('general.architecture');
  if (architecture !== 'llama' && architecture !== 'qwen2') {
    throw new DataError(
      `${file.path}: general.architecture is ${JSON.stringify(architecture)}, expected "llama" or "qwen2"`,
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
  if (metadata.has(key('expert_count')) && number('expert_count') > 0) {
    throw new DataError(
      `${file.path}: ${key('expert_count')} is ${number('expert_count')}: mixtures of experts are not supported`,
    );
  }
  if (tensors.has('rope_freqs.weight')) {
    throw new DataError(
      `${file.path}: rope_freqs.weight: RoPE scaling by a table is not supported; import the Hugging Face folder instead`,
    );
  }
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
    rope_scaling: ropeScaling(architecture, metadata),
    hidden_act: 'silu',
    attention_bias: tensors.has('blk.0.attn_q.bias'),
    tie_word_embeddings: !tensors.has('output.weight'),
    bos_token_id:
      metadata.get('tokenizer.ggml.add_bos_token') === false ? null : metadata.get('tokenizer.ggml.bos_token_id'),
    eos_token_id: stopTokens(metadata),
  };
}

function ropeScaling(architecture: string, metadata: ReadonlyMap<string, GgufValue>): object | null {
  const type = metadata.get(`${architecture}.rope.scaling.type`);
  if (type === undefined || type === 'none') return null;
  return {
    rope_type: type,
    factor: metadata.get(`${architecture}.rope.scaling.factor`),
    original_max_position_embeddings: metadata.get(`${architecture}.rope.scaling.original_context_length`),
  };
}

/** End of sequence and, where the file names it, end of turn. */
function stopTokens(metadata: ReadonlyMap<string, GgufValue>): GgufValue[] {
  const ids = ['eos_token_id', 'eot_token_id'].flatMap((name) => metadata.get(`tokenizer.ggml.${name}`) ?? []);
  return [...new Set(ids)];
}

/** The decimal number that was meant by a float32: 9.999999747378752e-6 is 1e-5. */
const shortest = (value: number): number => {
  for (let digits = 1; digits <= 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === Math.fround(value)) return rounded;
  }
  return value;
};

const describe = (value: GgufValue | undefined): string =>
  value === undefined ? 'missing' : JSON.stringify(String(value));
