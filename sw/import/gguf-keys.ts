import type { KnownKeys } from './known-keys.ts';

/** Keys of `<architecture>.` in a GGUF file; whether a table of RoPE frequencies is there its tensors say. */
export const architectureKeys = (headDim: number, context: number, sliding: unknown): KnownKeys => ({
  used: [
    'attention.head_count', 'attention.head_count_kv', 'attention.key_length', 'attention.value_length',
    'attention.layer_norm_rms_epsilon', 'embedding_length', 'feed_forward_length', 'block_count', 'context_length',
    'rope.dimension_count', 'rope.freq_base', 'rope.scale_linear', 'rope.scaling.type', 'rope.scaling.factor',
    'rope.scaling.original_context_length', 'rope.scaling.attn_factor', 'rope.scaling.yarn_attn_factor',
    'rope.scaling.yarn_beta_fast', 'rope.scaling.yarn_beta_slow',
  ],
  harmless: [
    // The embedding's rows say it.
    'vocab_size',
    // Of norms that subtract the mean, which these architectures have not.
    'attention.layer_norm_epsilon',
    // Whether the model was trained with the scaling.
    'rope.scaling.finetuned',
  ],
  neutral: {
    expert_count: [0],
    expert_used_count: [0],
    'attention.scale': [0, Math.fround(1 / Math.sqrt(headDim)), 1 / Math.sqrt(headDim)],
    // A window that holds the whole context hides nothing.
    'attention.sliding_window': [0, ...(typeof sliding === 'number' && sliding >= context ? [sliding] : [])],
    'attention.causal': [true],
    'attention.clamp_kqv': [0],
    'attention.max_alibi_bias': [0],
    'attention.use_norm': [false],
    logit_scale: [0, 1],
    residual_scale: [0, 1],
    embedding_scale: [0, 1],
    final_logit_softcapping: [0],
    attn_logit_softcapping: [0],
    use_parallel_residual: [false],
    tensor_data_layout: ['Meta AI original pth'],
    pooling_type: [0],
    'rope.scaling.yarn_log_multiplier': [0],
    'rope.scaling.yarn_ext_factor': [1],
  },
}); // biome-ignore format: lists of names

/** Keys of `tokenizer.ggml.`. */
export const TOKENIZER_KEYS: KnownKeys = {
  used: [
    'model', 'pre', 'tokens', 'token_type', 'scores', 'merges', 'add_bos_token', 'add_space_prefix', 'bos_token_id',
    'eos_token_id', 'eot_token_id', 'eom_token_id', 'unknown_token_id', 'padding_token_id',
  ],
  harmless: [
    // A prompt is there to be continued: no end is put behind it.
    'add_eos_token', 'add_sep_token',
    // Roles that neither begin nor end a text.
    'seperator_token_id', 'separator_token_id', 'cls_token_id', 'mask_token_id', 'prefix_token_id', 'suffix_token_id',
    'middle_token_id', 'fim_pre_token_id', 'fim_suf_token_id', 'fim_mid_token_id', 'fim_pad_token_id',
    'fim_rep_token_id', 'fim_sep_token_id',
    'token_type_count', 'hf.json', 'rwkv.world',
  ],
  neutral: { remove_extra_whitespaces: [false], escape_whitespaces: [true], precompiled_charsmap: [[]] },
}; // biome-ignore format: lists of names

/** Other keys that would change what the file is. */
export const FILE_KEYS: KnownKeys = {
  used: [],
  harmless: [],
  neutral: { 'general.type': ['model'] },
};
