import { join } from 'node:path';
import { DataError } from '../errors.ts';
import type { CompanionFile } from '../model/companions.ts';
import { floatToHalf, HALF_TO_FLOAT } from '../model/half.ts';
import { packMatrix, type QuantizedMatrix } from '../model/pack.ts';
import { type GroupSize, quantizeInt4, quantizeInt8 } from '../model/round-to-nearest.ts';
import { type ModelManifest, type TensorEntry, tensorBytes } from '../model/schema.ts';
import { type ModelWriter, writeModel } from '../model/write.ts';
import type { TensorKind } from '../port/tensor.ts';
import { createTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import { jsonObjection } from '../value-text.ts';
import type { Checkpoint, CheckpointTensor, FloatTensor } from './checkpoint.ts';
import { type ExpectedTensor, expectedTensors } from './expected-tensors.ts';

/** The kind in which each sort of matrix is stored; norms and biases are FP32. */
export interface StorageChoice {
  /** Linear layers of the decoder. */
  readonly weights: TensorKind;
  /**
   * Linear layers that an author left as floats in a checkpoint whose others are quantised, a choice that is kept;
   * default FP16.
   */
  readonly unquantized?: TensorKind;
  /** Linear layers that are INT8 instead: `mlp.down` in every decoder layer, `layers.3.mlp.down` in one. */
  readonly int8?: readonly string[];
  readonly embedding: TensorKind;
  readonly lmHead: TensorKind;
  /** Inputs that share the scale of what is rounded to INT4; default 64. */
  readonly groupSize?: GroupSize;
}

export type ImportProgress = (done: number, total: number, name: string) => void;

/** Reads a checkpoint tensor by tensor, quantises by rounding to nearest, and writes a model folder. */
export function convertCheckpoint(
  checkpoint: Checkpoint,
  storage: StorageChoice,
  directory: string,
  progress: ImportProgress = () => {},
): ModelManifest {
  const { name, source, architecture, quantisation } = checkpoint;
  checkTensors(checkpoint, expectedOf(checkpoint));
  // The tokenizer, not config.json, says what comes before a prompt: Qwen2's config names a token it never prepends.
  const [bos = null] = judgeTokenizer(checkpoint).prefix;
  const planned = plannedTensors(checkpoint, storage);
  const writer = writeModel(directory);
  try {
    for (const [i, { name: storedName, from, kind, shape }] of planned.entries()) {
      progress(i, planned.length, storedName);
      addTensor(writer, storedName, kind, shape, checkpoint.tensors.get(from)!, storage.groupSize);
    }
    progress(planned.length, planned.length, '');
    for (const [file, content] of checkpoint.files) {
      writer.addFile(file as CompanionFile, content);
    }
    const tokens = { bos, stop: checkpoint.tokens.stop };
    return writer.finish({ name, source, architecture, tokens, ...(quantisation && { quantisation }) });
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/** A tensor as it will be written. */
export interface PlannedTensor {
  readonly name: string;
  /** The checkpoint's tensor that it is made of. */
  readonly from: string;
  readonly kind: TensorKind;
  readonly shape: TensorEntry['shape'];
  readonly bytes: number;
}

/** The tensors of the model folder that a checkpoint makes, in their order. */
export function plannedTensors(checkpoint: Checkpoint, storage: StorageChoice): PlannedTensor[] {
  const expected = expectedOf(checkpoint);
  const linears = expected.filter(({ role }) => role === 'linear').map(({ name }) => checkpoint.tensors.get(name)!);
  const isQuantized = linears.some(({ kind }) => kind !== 'float');
  return expected.flatMap((tensor) => {
    const own = isQuantized ? beside(checkpoint.tensors.get(tensor.name)!, storage) : storage;
    const shape = [...tensor.shape] as TensorEntry['shape'];
    return storedAs(tensor, own, !hasOwnHead(checkpoint)).map(([name, kind]) => ({
      name,
      from: tensor.name,
      kind,
      shape,
      bytes: tensorBytes(kind, shape),
    }));
  });
}

/** Quantising can part a tied head from its embedding; a checkpoint then brings both. */
const hasOwnHead = (checkpoint: Checkpoint): boolean =>
  !checkpoint.architecture.tiedEmbedding || isQuantizedHead(checkpoint);

const expectedOf = (checkpoint: Checkpoint): ExpectedTensor[] =>
  expectedTensors({ ...checkpoint.architecture, tiedEmbedding: !hasOwnHead(checkpoint) });

/** The checkpoint's tokenizer, which has to be one that this program reads. */
function judgeTokenizer({ path, files }: Checkpoint): Tokenizer {
  const parse = (name: string): unknown => {
    const content = files.get(name);
    if (content === undefined) {
      throw new DataError(`${join(path, name)}: no such file`);
    }
    try {
      return JSON.parse(typeof content === 'string' ? content : new TextDecoder().decode(content));
    } catch (error) {
      throw new DataError(`${join(path, name)}: ${jsonObjection(error)}`);
    }
  };
  return createTokenizer(parse('tokenizer.json'), parse('tokenizer_config.json'), join(path, 'tokenizer.json'));
}

/** A published tied head is the embedding once more; one in INT4 is our quantiser's. */
const isQuantizedHead = ({ tensors }: Checkpoint): boolean => tensors.get('lm_head.weight')?.kind === 'int4';

/** The storage of a linear layer in a checkpoint that is quantised: such matrices stay so, and floats stay floats. */
function beside({ kind }: CheckpointTensor, storage: StorageChoice): StorageChoice {
  if (kind === 'float') {
    return { ...storage, weights: storage.unquantized ?? 'fp16' };
  }
  const isFloat = storage.weights === 'fp16' || storage.weights === 'fp32';
  return isFloat && kind === 'int4' ? { ...storage, weights: 'awq-macro' } : storage;
}

/** The kinds in which a tensor of the checkpoint is written, by its name in the file. */
function storedAs(
  { name, role }: ExpectedTensor,
  storage: StorageChoice,
  hasSharedHead: boolean,
): [name: string, kind: TensorKind][] {
  if (role === 'linear') {
    const isInt8 = storage.int8?.some((linear) => `.${name}`.endsWith(`.${linear}.weight`));
    return [[name, isInt8 ? 'int8-macro' : storage.weights]];
  }
  if (role === 'head') {
    return [[name, storage.lmHead]];
  }
  if (role !== 'embedding') {
    return [[name, 'fp32']];
  }
  // A tied head is written beside the embedding only where it is to have another kind.
  const isWrittenTwice = hasSharedHead && storage.lmHead !== storage.embedding;
  return [
    [name, storage.embedding],
    ...(isWrittenTwice ? [['lm_head.weight', storage.lmHead] as [string, TensorKind]] : []),
  ];
}

function addTensor(
  writer: ModelWriter,
  name: string,
  kind: TensorKind,
  stored: TensorEntry['shape'],
  tensor: CheckpointTensor,
  groupSize?: GroupSize,
): void {
  if (tensor.kind !== 'float') {
    if (kind === 'fp32' || kind === 'fp16' || (kind === 'int8-macro') !== (tensor.kind === 'int8')) {
      throw new DataError(`tensor ${name} is ${tensor.kind.toUpperCase()} already and cannot be stored as ${kind}`);
    }
    writer.add(name, kind, stored, packMatrix(withFiniteScales(name, tensor.read()), kind));
  } else if (kind === 'fp32' || kind === 'fp16') {
    writer.add(name, kind, stored, floatPieces(name, tensor, kind));
  } else {
    const [n, k] = stored as [number, number];
    const values = tensor.read(0, n);
    const quantized =
      kind === 'int8-macro' ? quantizeInt8(values, n, k, name) : quantizeInt4(values, n, k, name, groupSize);
    writer.add(name, kind, stored, packMatrix(quantized, kind));
  }
}

function withFiniteScales(name: string, matrix: QuantizedMatrix): QuantizedMatrix {
  const bad = matrix.scales.findIndex((bits) => !Number.isFinite(HALF_TO_FLOAT[bits]));
  if (bad < 0) {
    return matrix;
  }
  throw new DataError(`tensor ${name}: scale ${bad} is ${HALF_TO_FLOAT[matrix.scales[bad]]}, expected a finite number`);
}

/** Elements of a float tensor that are in memory at a time. */
const PIECE = 1 << 22;

function* floatPieces(name: string, tensor: FloatTensor, kind: 'fp32' | 'fp16'): Generator<ArrayBufferView> {
  const [rows, width = 1] = tensor.shape;
  const step = Math.max(1, Math.floor(PIECE / width));
  for (let first = 0; first < rows; first += step) {
    const values = tensor.read(first, Math.min(step, rows - first));
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new DataError(`tensor ${name}: element ${first * width + bad} is ${values[bad]}, expected a finite number`);
    }
    yield kind === 'fp16' ? Uint16Array.from(values, floatToHalf) : values;
  }
}

function checkTensors({ path, tensors, architecture }: Checkpoint, expected: readonly ExpectedTensor[]): void {
  for (const { name, shape } of expected) {
    const found = tensors.get(name);
    if (!found) {
      throw new DataError(`${path}: tensor ${name} [${shape.join(', ')}] is missing`);
    }
    if (found.shape.join() !== shape.join()) {
      throw new DataError(`${path}: tensor ${name} is [${found.shape.join(', ')}], expected [${shape.join(', ')}]`);
    }
  }
  const known = new Set(expected.map(({ name }) => name));
  for (const name of tensors.keys()) {
    // Some files carry a tied head all the same.
    if (known.has(name) || (architecture.tiedEmbedding && name === 'lm_head.weight')) {
      continue;
    }
    throw new DataError(`${path}: tensor ${name} has no place in the architecture`);
  }
}
