import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { DataError } from '../errors.ts';
import { parseJson, parseUniqueJson } from '../model/load.ts';
import type { Architecture } from '../model/schema.ts';
import { samplingOf } from '../text/generation-config.ts';
import { type Checkpoint, type CheckpointTensor, type FloatTensor, nameFromHuggingFace } from './checkpoint.ts';
import { bfloat16BytesToFloat32, float16BytesToFloat32 } from './half-floats.ts';
import {
  architectureFromConfig,
  bosId,
  type GenerationConfig,
  generationConfig,
  stopIds,
} from './huggingface-config.ts';
import { keptFiles } from './kept-files.ts';
import { OLD_SETTINGS, quantizationOf } from './quantization.ts';
import { openSafetensorsFolder, type Safetensors, type SafetensorsTensor } from './safetensors.ts';
import { stopTokens } from './stop-tokens.ts';

export interface HuggingFaceOptions {
  /** Take quantised matrices that AWQ_MACRO cannot hold, as groups of 32, quantising them anew. */
  readonly requantize?: boolean;
}

/** A folder with `config.json`, safetensors and a tokenizer, as `save_pretrained` or a quantiser writes it. */
export function openHuggingFaceFolder(directory: string, { requantize = false }: HuggingFaceOptions = {}): Checkpoint {
  const configPath = join(directory, 'config.json');
  const config = parseUniqueJson(configPath) as Record<string, unknown>;
  const architecture = architectureFromConfig(config, configPath);
  const readModules = quantizationOf(config, configPath);
  const generationPath = join(directory, 'generation_config.json');
  const generation = existsSync(generationPath) ? readGeneration(generationPath) : {};
  const tokenizerPath = join(directory, 'tokenizer.json');
  const tokenizer = existsSync(tokenizerPath) ? parseJson(tokenizerPath) : null;
  const stop = stopTokens(stopIds(config, architecture.vocab, directory, generation), tokenizer);

  const stored = openSafetensorsFolder(directory);
  try {
    const tensors = new Map<string, CheckpointTensor>();
    const taken = new Set<string>();
    for (const module of readModules?.(stored, { requantize }) ?? []) {
      tensors.set(module.name, module.tensor);
      for (const name of module.taken) {
        taken.add(name);
      }
    }
    for (const tensor of plainTensors(stored, directory, taken)) {
      if (readModules && isEmptyBias(tensor, architecture)) {
        continue;
      }
      tensors.set(tensor.name, tensor.floats);
    }
    return {
      path: directory,
      name: basename(resolve(directory)),
      source:
        typeof config['_name_or_path'] === 'string' && config['_name_or_path']
          ? config['_name_or_path']
          : basename(resolve(directory)),
      architecture,
      tokens: { bos: bosId(config), stop },
      tensors,
      files: keptFiles(directory),
      close: stored.close,
    };
  } catch (error) {
    stored.close();
    throw error;
  }
}

/** What is taken over as it is has to be what the commands read afterwards. */
function readGeneration(path: string): GenerationConfig {
  const json = parseUniqueJson(path);
  samplingOf(json, path);
  return generationConfig(json, path);
}

interface PlainTensor {
  readonly name: string;
  readonly floats: FloatTensor;
}

/** Old quantisers give every layer a bias, of zeros where the model has none. */
function isEmptyBias({ name, floats }: PlainTensor, { qkvBias }: Architecture): boolean {
  const isUsed = qkvBias && /\.attention\.[qkv]\.bias$/.test(name);
  return name.endsWith('.bias') && !isUsed && floats.read(0, floats.shape[0]).every((value) => value === 0);
}

function* plainTensors(
  { tensors }: Safetensors,
  directory: string,
  taken: ReadonlySet<string>,
): Generator<PlainTensor> {
  for (const tensor of tensors.values()) {
    if (taken.has(tensor.name)) {
      continue;
    }
    if (tensor.name.endsWith('rotary_emb.inv_freq')) {
      continue; // old checkpoints store what the configuration says already
    }
    const name = nameFromHuggingFace(tensor.name);
    if (/\.(qweight|weight_packed|weight_scale|weight_scale_inv)$/.test(tensor.name)) {
      const places = ['quantization_config in config.json', ...Object.keys(OLD_SETTINGS)].join(', ');
      throw new DataError(
        `${directory}: tensor ${tensor.name} is of a quantised matrix, and how is not said: expected ${places}`,
      );
    }
    if (!name) {
      throw new DataError(`${directory}: tensor ${tensor.name} has no place in a Qwen2 or Llama model`);
    }
    yield { name, floats: floatTensor(tensor) };
  }
}

function floatTensor({ name, type, shape, file, offset, bytes }: SafetensorsTensor): FloatTensor {
  if (type !== 'F32' && type !== 'F16' && type !== 'BF16') {
    throw new DataError(`${file.path}: tensor ${name} is ${type}, expected F32, F16 or BF16`);
  }
  if (shape.length < 1 || shape.length > 2 || shape.includes(0)) {
    throw new DataError(`${file.path}: tensor ${name}: shape [${shape.join(', ')}], expected one or two dimensions`);
  }
  const rowBytes = bytes / shape[0];
  const rowLength = shape[1] ?? 1;
  return {
    kind: 'float',
    shape,
    bytes,
    read(first, count) {
      const source = file.read(offset + first * rowBytes, count * rowBytes);
      if (type === 'F32') {
        return new Float32Array(source.buffer);
      }
      const rows = new Float32Array(count * rowLength);
      if (type === 'F16') {
        float16BytesToFloat32(source, rows);
      } else {
        bfloat16BytesToFloat32(source, rows);
      }
      return rows;
    },
  };
}
