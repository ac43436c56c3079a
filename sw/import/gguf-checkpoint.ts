import { basename } from 'node:path';
import { DataError } from '../errors.ts';
import { type Checkpoint, type FloatTensor, nameFromGguf } from './checkpoint.ts';
import { type Gguf, type GgufTensor, openGguf } from './gguf.ts';
import { configFromGguf } from './gguf-config.ts';
import { tokenizerFromGguf } from './gguf-tokenizer.ts';
import { architectureFromConfig, bosId, stopIds } from './huggingface-config.ts';
import { stopTokens } from './stop-tokens.ts';

/** A model in one GGUF file. */
export function openGgufCheckpoint(path: string): Checkpoint {
  const gguf = openGguf(path);
  try {
    return describeGguf(gguf);
  } catch (error) {
    gguf.file.close();
    throw error;
  }
}

function describeGguf(gguf: Gguf): Checkpoint {
  const { path } = gguf.file;
  const config = configFromGguf(gguf);
  // llama.cpp stores a Llama's q and k with the rows of each head interleaved, a Qwen2's as Hugging Face does.
  const architecture = architectureFromConfig(config, path, config['model_type'] === 'llama' ? 'interleaved' : 'half');
  const tensors = new Map<string, FloatTensor>();
  for (const tensor of gguf.tensors.values()) {
    const name = nameFromGguf(tensor.name);
    if (!name) {
      throw new DataError(`${path}: tensor ${tensor.name} has no place in a ${architecture.family} model`);
    }
    tensors.set(name, floatTensor(gguf, tensor));
  }
  const { tokenizer, config: tokenizerConfig } = tokenizerFromGguf(gguf);
  const name = gguf.metadata.get('general.name');
  return {
    path,
    name: typeof name === 'string' ? name : basename(path, '.gguf'),
    source: basename(path),
    architecture,
    tokens: { bos: bosId(config), stop: stopTokens(stopIds(config, architecture.vocab, path), tokenizer) },
    tensors,
    files: new Map([
      ['tokenizer.json', JSON.stringify(tokenizer)],
      ['tokenizer_config.json', JSON.stringify(tokenizerConfig, null, 2)],
    ]),
    close: gguf.file.close,
  };
}

function floatTensor({ file }: Gguf, { shape, format, offset, bytes }: GgufTensor): FloatTensor {
  const rowBytes = bytes / shape[0];
  return {
    kind: 'float',
    shape,
    bytes,
    read(first, count) {
      const rows = new Float32Array((count * rowBytes * format.weights) / format.bytes);
      format.dequantise(file.read(offset + first * rowBytes, count * rowBytes), rows);
      return rows;
    },
  };
}
