import { basename } from 'node:path';
import { DataError } from '../errors.ts';
import { type FileBytes, openFileBytes } from '../model/file-bytes.ts';
import type { Architecture } from '../model/schema.ts';
import type { Checkpoint, FloatTensor } from './checkpoint.ts';
import { llama2cTokenizerFiles, readLlama2cTokenizer } from './llama2c-tokenizer.ts';

const HEADER = ['dim', 'hidden_dim', 'n_layers', 'n_heads', 'n_kv_heads', 'vocab_size', 'seq_len'] as const;
const HEADER_BYTES = 4 * HEADER.length;

/** Opens a checkpoint of llama2.c's first form (`export.py --version 0`): seven int32, then float32 tensors. */
export function openLlama2c(path: string, tokenizerPath: string): Checkpoint {
  const file = openFileBytes(path);
  try {
    const architecture = readHeader(file);
    const tensors = tensorTable(file, architecture);
    const tokenizer = readLlama2cTokenizer(tokenizerPath, architecture.vocab);
    return {
      path,
      name: basename(path, '.bin'),
      source: basename(path),
      architecture,
      // run.c ends a text at either.
      tokens: { bos: tokenizer.bos, stop: [tokenizer.bos, tokenizer.eos] },
      tensors,
      files: llama2cTokenizerFiles(tokenizer, architecture.context),
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

function readHeader(file: FileBytes): Architecture {
  const data = new DataView(file.read(0, HEADER_BYTES).buffer);
  const field = (name: (typeof HEADER)[number]): number => {
    const value = data.getInt32(4 * HEADER.indexOf(name), true);
    // A negative vocabulary marks a classifier of its own.
    const isSensible = name === 'vocab_size' ? value !== 0 : value > 0;
    if (!isSensible) {
      throw new DataError(`${file.path}: ${name} is ${value}: not a llama2.c checkpoint`);
    }
    return value;
  };
  const [hidden, heads, kvHeads, vocab] = [field('dim'), field('n_heads'), field('n_kv_heads'), field('vocab_size')];
  if (hidden % (2 * heads) !== 0 || heads % kvHeads !== 0) {
    throw new DataError(`${file.path}: dim ${hidden}, n_heads ${heads} and n_kv_heads ${kvHeads} do not divide evenly`);
  }
  return {
    family: 'llama',
    layers: field('n_layers'),
    hidden,
    ffn: field('hidden_dim'),
    heads,
    kvHeads,
    headDim: hidden / heads,
    vocab: Math.abs(vocab),
    context: field('seq_len'),
    rmsEpsilon: 1e-5,
    rope: { theta: 10000, form: 'interleaved', scaling: null },
    qkvBias: false,
    tiedEmbedding: vocab > 0,
  };
}

/**
 * Tensors lie sorted by kind, the layers of a kind one after the other; two RoPE tables come before an own classifier.
 */
function tensorTable(file: FileBytes, architecture: Architecture): Map<string, FloatTensor> {
  const { layers, hidden, ffn, heads, kvHeads, headDim, vocab, context, tiedEmbedding } = architecture;
  const tensors = new Map<string, FloatTensor>();
  let offset = HEADER_BYTES;
  const place = (name: string, ...shape: [number] | [number, number]) => {
    tensors.set(name, floatTensor(file, offset, shape));
    offset += 4 * shape[0] * (shape[1] ?? 1);
    if (offset > file.size) {
      throw new DataError(`${file.path}: tensor ${name} ends at byte ${offset}, the file has ${file.size}`);
    }
  };
  const placeLayers = (name: string, ...shape: [number] | [number, number]) => {
    for (let l = 0; l < layers; l++) {
      place(`layers.${l}.${name}.weight`, ...shape);
    }
  };
  place('embedding.weight', vocab, hidden);
  placeLayers('attention_norm', hidden);
  placeLayers('attention.q', heads * headDim, hidden);
  placeLayers('attention.k', kvHeads * headDim, hidden);
  placeLayers('attention.v', kvHeads * headDim, hidden);
  placeLayers('attention.o', hidden, heads * headDim);
  placeLayers('mlp_norm', hidden);
  placeLayers('mlp.gate', ffn, hidden);
  placeLayers('mlp.down', hidden, ffn);
  placeLayers('mlp.up', ffn, hidden);
  place('norm.weight', hidden);
  offset += 4 * context * headDim; // cosines and sines, which this program computes
  if (!tiedEmbedding) {
    place('lm_head.weight', vocab, hidden);
  }
  if (file.size !== offset) {
    throw new DataError(`${file.path}: ${file.size} bytes, expected ${offset} for its header`);
  }
  return tensors;
}

function floatTensor(file: FileBytes, offset: number, shape: [number] | [number, number]): FloatTensor {
  const rowBytes = 4 * (shape[1] ?? 1);
  return {
    kind: 'float',
    shape,
    bytes: rowBytes * shape[0],
    read: (first, count) => new Float32Array(file.read(offset + first * rowBytes, count * rowBytes).buffer),
  };
}
