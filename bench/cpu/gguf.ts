import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import type { Architecture } from '../../sw/model/schema.ts';

/** GGUF value and tensor types (ggml's docs/gguf.md). */
const UINT32 = 4;
const FLOAT32 = 6;
const STRING = 8;
const TENSOR_F32 = 0;
const TENSOR_Q4_0 = 2;
/** A block of Q4_0: a binary16 scale and 32 weights of 4 bits. */
const BLOCK = { weights: 32, bytes: 18 };
const ALIGNMENT = 32;

/** Writes a GGUF file of random Q4_0 weights, the embedding included, in a model's shapes and without a vocabulary. */
export function writeSyntheticGguf(path: string, architecture: Architecture): void {
  const { layers, hidden, ffn, heads, kvHeads, headDim, vocab, context, rope, rmsEpsilon } = architecture;
  const metadata: [string, number, string | number][] = [
    ['general.architecture', STRING, 'qwen2'],
    ['general.file_type', UINT32, 2],
    ['qwen2.block_count', UINT32, layers],
    ['qwen2.context_length', UINT32, context],
    ['qwen2.embedding_length', UINT32, hidden],
    ['qwen2.feed_forward_length', UINT32, ffn],
    ['qwen2.attention.head_count', UINT32, heads],
    ['qwen2.attention.head_count_kv', UINT32, kvHeads],
    ['qwen2.attention.layer_norm_rms_epsilon', FLOAT32, rmsEpsilon],
    ['qwen2.rope.freq_base', FLOAT32, rope.theta],
    ['qwen2.vocab_size', UINT32, vocab],
    ['tokenizer.ggml.model', STRING, 'none'],
  ];
  const tensors: [string, number[]][] = [
    ['token_embd.weight', [hidden, vocab]],
    ['output_norm.weight', [hidden]],
  ];
  for (let l = 0; l < layers; l++) {
    const at = (name: string) => `blk.${l}.${name}`;
    tensors.push(
      [at('attn_norm.weight'), [hidden]],
      [at('attn_q.weight'), [hidden, heads * headDim]],
      [at('attn_q.bias'), [heads * headDim]],
      [at('attn_k.weight'), [hidden, kvHeads * headDim]],
      [at('attn_k.bias'), [kvHeads * headDim]],
      [at('attn_v.weight'), [hidden, kvHeads * headDim]],
      [at('attn_v.bias'), [kvHeads * headDim]],
      [at('attn_output.weight'), [heads * headDim, hidden]],
      [at('ffn_norm.weight'), [hidden]],
      [at('ffn_gate.weight'), [hidden, ffn]],
      [at('ffn_up.weight'), [hidden, ffn]],
      [at('ffn_down.weight'), [ffn, hidden]],
    );
  }

  const file = openSync(`${path}.part`, 'w');
  try {
    let written = 0;
    const write = (bytes: Uint8Array) => {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(file, bytes, done);
      }
      written += bytes.length;
    };
    const padded = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    let offset = 0;
    const infos = tensors.map(([name, shape]) => {
      const at = offset;
      offset += padded(tensorBytes(shape));
      return [text(name), u32(shape.length), ...shape.map(u64), u32(typeOf(shape)), u64(at)];
    });
    const pairs = metadata.map(([key, type, value]) => [text(key), u32(type), encode(type, value)]);
    write(Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(metadata.length)]));
    write(Buffer.concat([...pairs.flat(), ...infos.flat()]));
    write(Buffer.alloc(padded(written) - written));
    for (const [, shape] of tensors) {
      const data = shape.length === 1 ? ones(shape[0]) : randomBlocks(shape);
      write(data);
      write(Buffer.alloc(padded(data.length) - data.length));
    }
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.part`, path);
}

const elements = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
const typeOf = (shape: readonly number[]): number => (shape.length === 1 ? TENSOR_F32 : TENSOR_Q4_0);
const tensorBytes = (shape: readonly number[]): number =>
  shape.length === 1 ? 4 * shape[0] : (elements(shape) / BLOCK.weights) * BLOCK.bytes;

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

function encode(type: number, value: string | number): Buffer {
  if (type === STRING) {
    return text(String(value));
  }
  return type === UINT32 ? u32(Number(value)) : Buffer.from(Float32Array.of(Number(value)).buffer);
}

const ones = (count: number): Buffer => Buffer.from(new Float32Array(count).fill(1).buffer);

/** Random weights with the power-of-two scale that keeps outputs as large as inputs. */
function randomBlocks(shape: readonly number[]): Buffer {
  const bytes = Buffer.alloc(tensorBytes(shape));
  const scaleHighByte = (Math.round(Math.log2(1 / (4.61 * Math.sqrt(shape[0])))) + 15) << 2;
  let state = 1;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const place = i % BLOCK.bytes;
    bytes[i] = place === 0 ? 0 : place === 1 ? scaleHighByte : state >>> 24;
  }
  return bytes;
}
