import { join } from 'node:path';
import { makeFolder, writeWhole } from '../files.ts';
import type { FloatTensor } from '../import/checkpoint.ts';
import type { Architecture } from '../model/schema.ts';
import { TINY, tinyCheckpoint } from './tiny-model.ts';

/** Names of Hugging Face's Qwen2 for ours. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^embedding\./, 'model.embed_tokens.'],
  [/^norm\./, 'model.norm.'],
  [/^layers\./, 'model.layers.'],
  [/\.attention_norm\./, '.input_layernorm.'],
  [/\.mlp_norm\./, '.post_attention_layernorm.'],
  [/\.attention\.([qkvo])\./, '.self_attn.$1_proj.'],
  [/\.mlp\.(gate|up|down)\./, '.mlp.$1_proj.'],
];

/** Writes the tiny model as a checkpoint that others would publish: config.json, model.safetensors, the tokenizer. */
export function writeTinyCheckpoint(directory: string, architecture: Architecture = TINY): void {
  const { tensors, files } = tinyCheckpoint(architecture);
  const header: Record<string, object> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, tensor] of tensors) {
    const { shape, read } = tensor as FloatTensor;
    const values = read(0, shape[0]);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const theirs = NAMES.reduce((text, [ours, other]) => text.replace(ours, other), name);
    header[theirs] = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
    parts.push(bytes);
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const config = {
    model_type: 'qwen2',
    architectures: ['Qwen2ForCausalLM'],
    hidden_act: 'silu',
    num_hidden_layers: architecture.layers,
    hidden_size: architecture.hidden,
    intermediate_size: architecture.ffn,
    num_attention_heads: architecture.heads,
    num_key_value_heads: architecture.kvHeads,
    vocab_size: architecture.vocab,
    max_position_embeddings: architecture.context,
    rms_norm_eps: architecture.rmsEpsilon,
    rope_theta: architecture.rope.theta,
    tie_word_embeddings: architecture.tiedEmbedding,
    eos_token_id: 0,
  };
  makeFolder(directory);
  writeWhole(join(directory, 'model.safetensors'), Buffer.concat([length, text, ...parts]));
  writeWhole(join(directory, 'config.json'), JSON.stringify(config));
  for (const [name, content] of files) {
    writeWhole(join(directory, name), content);
  }
}
