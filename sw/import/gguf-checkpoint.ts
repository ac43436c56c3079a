import { basename } from 'node:path';
import { ropeFrequencies } from '../decoder/rope.ts';
import { DataError } from '../errors.ts';
import type { Architecture } from '../model/schema.ts';
import { type Checkpoint, type FloatTensor, nameFromGguf } from './checkpoint.ts';
import type { Gguf, GgufTensor } from './gguf.ts';
import { configFromGguf } from './gguf-config.ts';
import { openWholeGguf } from './gguf-parts.ts';
import { tokenizerFromGguf } from './gguf-tokenizer.ts';
import { architectureFromConfig, bosId, stopIds } from './huggingface-config.ts';
import { stopTokens } from './stop-tokens.ts';

/** A model in a GGUF file, or in the parts of one. */
export function openGgufCheckpoint(path: string): Checkpoint {
  const gguf = openWholeGguf(path);
  try {
    return describeGguf(gguf);
  } catch (error) {
    gguf.close();
    throw error;
  }
}

function describeGguf(gguf: Gguf): Checkpoint {
  const { path } = gguf.file;
  const config = configFromGguf(gguf);
  // llama.cpp stores a Llama's q and k with the rows of each head interleaved, and so a SmolLM3's; a Qwen2's as Hugging
  // Face does.
  const isInterleaved = config['model_type'] === 'llama' || config['model_type'] === 'smollm3';
  const described = architectureFromConfig(config, path, isInterleaved ? 'interleaved' : 'half');
  const architecture = withFrequencyTable(described, gguf);
  const tensors = new Map<string, FloatTensor>();
  for (const tensor of gguf.tensors.values()) {
    if (tensor.name === FREQUENCY_TABLE) {
      continue;
    }
    const name = nameFromGguf(tensor.name);
    if (!name) {
      throw new DataError(`${path}: tensor ${tensor.name} has no place in a ${architecture.family} model`);
    }
    tensors.set(name, floatTensor(tensor));
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
    close: gguf.close,
  };
}

/** By how much each pair's frequency is divided: so llama.cpp keeps the scaling of Llama 3.1 and later. */
const FREQUENCY_TABLE = 'rope_freqs.weight';
/** What all of Meta's models have; the factor is the table's largest value. */
const LLAMA3 = { lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 8192 };

/** Finds the scaling whose values a table has; one of other values is refused. */
function withFrequencyTable(architecture: Architecture, gguf: Gguf): Architecture {
  const { path } = gguf.file;
  const table = gguf.tensors.get(FREQUENCY_TABLE);
  if (!table) {
    return architecture;
  }
  const { rope, headDim } = architecture;
  if (rope.scaling) {
    throw new DataError(`${path}: ${FREQUENCY_TABLE} beside RoPE scaling ${rope.scaling.type}, expected one of them`);
  }
  if (table.shape.join() !== `${headDim / 2}`) {
    throw new DataError(`${path}: ${FREQUENCY_TABLE} is [${table.shape.join(', ')}], expected [${headDim / 2}]`);
  }
  const divisors = floatTensor(table).read(0, headDim / 2);
  const factor = divisors.reduce((most, divisor) => Math.max(most, divisor), Number.NEGATIVE_INFINITY);
  const scaled: Architecture = { ...architecture, rope: { ...rope, scaling: { type: 'llama3', factor, ...LLAMA3 } } };
  const [plain, stretched] = [ropeFrequencies(headDim, rope), ropeFrequencies(headDim, scaled.rope)];
  // The table is of float32; its maker's own steps may have been too.
  const isOther = (divisor: number, i: number) => !(Math.abs((divisor * stretched[i]) / plain[i] - 1) < 1e-5);
  const other = divisors.findIndex(isOther);
  if (other >= 0) {
    const expected = (plain[other] / stretched[other]).toPrecision(7);
    throw new DataError(
      `${path}: ${FREQUENCY_TABLE}: value ${other} is ${divisors[other]}, expected ${expected}, as Llama 3 scales by ${factor}; ` +
        'other tables are not supported, import the Hugging Face folder instead',
    );
  }
  return scaled;
}

function floatTensor({ file, shape, format, offset, bytes }: GgufTensor): FloatTensor {
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
