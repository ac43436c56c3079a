import type { KnownKeys } from './known-keys.ts';

/** How a text is sampled: the commands have options for that, with defaults of their own. */
const SAMPLING = [
  'do_sample', 'temperature', 'top_k', 'top_p', 'min_p', 'top_h', 'typical_p', 'epsilon_cutoff', 'eta_cutoff', 'repetition_penalty',
  'length_penalty', 'no_repeat_ngram_size', 'max_length', 'max_new_tokens', 'min_length', 'min_new_tokens', 'max_time',
  'early_stopping', 'num_beams', 'num_beam_groups', 'diversity_penalty', 'num_return_sequences', 'renormalize_logits',
  'encoder_repetition_penalty', 'encoder_no_repeat_ngram_size', 'penalty_alpha', 'low_memory',
  'remove_invalid_values', 'exponential_decay_length_penalty', 'guidance_scale', 'dola_layers', 'num_assistant_tokens',
  'num_assistant_tokens_schedule', 'assistant_confidence_threshold', 'assistant_early_exit', 'assistant_lookbehind',
  'prompt_lookup_num_tokens', 'max_matching_ngram_size', 'target_lookbehind', 'is_assistant', 'trust_remote_code',
]; // biome-ignore format: a list of names

/** How transformers works, what a call returns, and where the model came from. */
const PROCESS = [
  '_name_or_path', '_commit_hash', '_from_model_config', '_attn_implementation', '_attn_implementation_autoset',
  '_flash_attn_2_enabled', 'attn_implementation', 'architectures', 'transformers_version', 'torch_dtype', 'dtype',
  'use_cache', 'cache_implementation', 'cache_config', 'return_legacy_cache', 'return_dict', 'return_dict_in_generate',
  'output_attentions', 'output_hidden_states', 'output_scores', 'output_logits', 'compile_config', 'disable_compile',
  'torchscript', 'use_bfloat16', 'chunk_size_feed_forward', 'gradient_checkpointing', 'pretraining_tp', 'tokenizer_class',
  'task_specific_params', 'problem_type', 'finetuning_task', 'id2label', 'label2id', 'num_labels', 'model_max_length',
  'max_sequence_length', 'transformers.js_config', 'unsloth_version', 'unsloth_fixed', 'is_llama_config', 'tf_legacy_loss',
]; // biome-ignore format: a list of names

/** Training alone knows these. */
const TRAINING = [
  'initializer_range', 'attention_dropout', 'hidden_dropout', 'resid_pdrop', 'embd_pdrop', 'rope_dropout', 'attn_pdrop',
  'classifier_dropout', 'mlp_dropout',
]; // biome-ignore format: a list of names

/** Tokens that neither end a text nor begin one. */
const TOKENS = ['pad_token_id', 'unk_token_id', 'sep_token_id', 'cls_token_id', 'decoder_start_token_id'];

/** Would forbid or force tokens. */
const TOKEN_RULES = {
  suppress_tokens: [[]],
  begin_suppress_tokens: [[]],
  bad_words_ids: [[]],
  force_words_ids: [[]],
  constraints: [[]],
  sequence_bias: [{}, []],
  forced_bos_token_id: [],
  forced_eos_token_id: [],
  forced_decoder_ids: [[]],
  stop_strings: [[]],
  token_healing: [false],
  watermarking_config: [{}],
};

/** `config.json` of a Qwen2, Qwen3, Llama or Mistral model; the used ones are those of the schema. */
export const CONFIG_KEYS: Omit<KnownKeys, 'used'> = {
  harmless: [
    ...SAMPLING,
    ...PROCESS,
    ...TRAINING,
    ...TOKENS,
    // What says it is read elsewhere.
    'bos_token_id',
    'eos_token_id',
    'quantization_config',
  ],
  neutral: {
    ...TOKEN_RULES,
    auto_map: [{}],
    rope_interleaved: [false],
    use_mrope: [false],
    use_qk_norm: [false],
    qk_layernorm: [false],
    is_decoder: [true, false],
    is_encoder_decoder: [false],
    add_cross_attention: [false],
    tie_encoder_decoder: [false],
    pruned_heads: [{}],
    num_experts: [0],
    num_local_experts: [0],
    attention_multiplier: [],
    embedding_multiplier: [1],
    residual_multiplier: [1],
    logits_scaling: [1],
    logit_scale: [1],
    final_logit_softcapping: [],
    attn_logit_softcapping: [],
  },
};

export const GENERATION_KEYS: KnownKeys = {
  used: ['eos_token_id', 'bos_token_id'],
  harmless: [...SAMPLING, ...PROCESS, ...TOKENS, 'chat_format', 'max_window_size'],
  neutral: TOKEN_RULES,
};

/** AutoAWQ's `quantization_config`. */
export const AWQ_KEYS: KnownKeys = {
  used: ['quant_method', 'version', 'bits', 'w_bit', 'zero_point', 'group_size', 'q_group_size'],
  harmless: [
    // Which tensors are quantised, the tensors themselves say.
    'modules_to_not_convert',
    // How AutoAWQ computes with them.
    'backend', 'do_fuse', 'fuse_max_seq_len', 'modules_to_fuse', 'exllama_config', 'quant_type',
  ], // biome-ignore format: a list of names
  neutral: { desc_act: [false], sym: [false] },
};

/** GPTQ's, by AutoGPTQ, GPTQModel or optimum. */
export const GPTQ_KEYS: KnownKeys = {
  used: ['quant_method', 'bits', 'group_size', 'checkpoint_format', 'format'],
  harmless: [
    // What the tensors say themselves: which are quantised, the order of inputs, the zero points.
    'desc_act', 'static_groups', 'sym', 'modules_in_block_to_quantize', 'lm_head', 'block_name_to_quantize',
    'module_name_preceding_first_block',
    // How it was quantised, and how others compute with it.
    'true_sequential', 'damp_percent', 'damp_auto_increment', 'dataset', 'tokenizer', 'model_name_or_path', 'model_file_base_name',
    'model_seqlen', 'batch_size', 'pad_token_id', 'cache_block_outputs', 'use_cuda_fp16', 'use_exllama', 'disable_exllama',
    'exllama_config', 'max_input_length', 'backend', 'meta', 'version', 'mse', 'act_group_aware', 'pack_impl', 'hyb_act',
  ],
  neutral: { dynamic: [{}], is_marlin_format: [false], pack_dtype: ['int32'], adapter: [], rotation: [] },
}; // biome-ignore format: lists of names

/** llm-compressor's; which tensors are quantised they say themselves. */
export const COMPRESSED_TENSORS_KEYS: KnownKeys = {
  used: ['quant_method', 'config_groups'],
  harmless: ['ignore', 'global_compression_ratio', 'version'],
  neutral: {
    format: ['pack-quantized', 'float-quantized', 'naive-quantized', 'mixed-precision'],
    quantization_status: ['compressed'],
    kv_cache_scheme: [],
    sparsity_config: [{}],
    transform_config: [{}],
  },
};

/** A group of layers there; that activations are rounded changes no weight, and here they are not. */
export const COMPRESSED_GROUP_KEYS: KnownKeys = {
  used: ['weights', 'output_activations'],
  harmless: ['targets', 'input_activations'],
  neutral: { format: COMPRESSED_TENSORS_KEYS.neutral['format'] },
};

/** A group's `weights` there: shapes of tensors say the rest. */
export const COMPRESSED_WEIGHTS_KEYS: KnownKeys = {
  used: ['num_bits', 'type'],
  harmless: ['symmetric', 'strategy', 'group_size', 'block_structure', 'actorder', 'observer', 'observer_kwargs', 'scale_dtype', 'zp_dtype'],
  neutral: { dynamic: [false] },
}; // biome-ignore format: a list of names

/** `quant_method: fp8`. */
export const FP8_KEYS: KnownKeys = {
  used: ['quant_method', 'weight_block_size'],
  // Activations are not rounded to FP8 here.
  harmless: ['activation_scheme', 'modules_to_not_convert', 'ignored_layers'],
  neutral: { fmt: ['e4m3', 'float8_e4m3fn'], is_checkpoint_fp8_serialized: [true] },
};
