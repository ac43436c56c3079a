import { lcg } from '../../testing/arbitrary.ts';
import { type FloatMatrix, type Layout, type Value, writeGguf } from './write-gguf.ts';

const [HIDDEN, FFN, VOCAB, KV_WIDTH] = [32, 44, 48, 16];

export const TINY_TOKENS = [
  '<unk>', '<s>', '</s>', ...Array.from({ length: VOCAB - 3 }, (_, i) => String.fromCharCode(97 + i)),
]; // biome-ignore format: three and the rest

/** Metadata of a Llama of one layer with a sentencepiece vocabulary. */
export const TINY_METADATA: Readonly<Record<string, Value>> = {
  'general.architecture': ['string', 'llama'],
  'llama.embedding_length': ['u32', HIDDEN],
  'llama.feed_forward_length': ['u32', FFN],
  'llama.block_count': ['u32', 1],
  'llama.context_length': ['u32', 64],
  'llama.attention.head_count': ['u32', 2],
  'llama.attention.head_count_kv': ['u32', 1],
  'llama.attention.layer_norm_rms_epsilon': ['f32', 1e-5],
  'tokenizer.ggml.model': ['string', 'llama'],
  'tokenizer.ggml.tokens': ['strings', TINY_TOKENS],
  'tokenizer.ggml.scores': ['f32s', TINY_TOKENS.map((_, i) => -i)],
  'tokenizer.ggml.token_type': ['i32s', TINY_TOKENS.map((_, i) => (i === 0 ? 2 : i < 3 ? 3 : 1))],
  'tokenizer.ggml.bos_token_id': ['u32', 1],
  'tokenizer.ggml.eos_token_id': ['u32', 2],
};

/** Its tensors, random. */
export function tinyTensors(): FloatMatrix[] {
  const random = lcg(3);
  const tensor = (name: string, ...shape: number[]): FloatMatrix => ({
    name: `${name}.weight`,
    shape,
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random() - 0.5),
  });
  return [
    tensor('token_embd', VOCAB, HIDDEN),
    tensor('blk.0.attn_norm', HIDDEN),
    tensor('blk.0.attn_q', HIDDEN, HIDDEN),
    tensor('blk.0.attn_k', KV_WIDTH, HIDDEN),
    tensor('blk.0.attn_v', KV_WIDTH, HIDDEN),
    tensor('blk.0.attn_output', HIDDEN, HIDDEN),
    tensor('blk.0.ffn_norm', HIDDEN),
    tensor('blk.0.ffn_gate', FFN, HIDDEN),
    tensor('blk.0.ffn_up', FFN, HIDDEN),
    tensor('blk.0.ffn_down', HIDDEN, FFN),
    tensor('output_norm', HIDDEN),
  ];
}

export function writeTinyGguf(path: string, metadata: Readonly<Record<string, Value>> = {}, layout: Layout = {}): void {
  writeGguf(path, { ...TINY_METADATA, ...metadata }, tinyTensors(), layout);
}
