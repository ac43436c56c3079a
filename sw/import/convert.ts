import { join } from 'node:path';
import { DataError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { floatToHalf } from '../model/half.ts';
import { packMatrix } from '../model/pack.ts';
import type { ModelManifest, TensorEntry, TensorKind } from '../model/schema.ts';
import { type ModelWriter, writeModel } from '../model/write.ts';
import { quantizeInt4, quantizeInt8 } from '../quant/round-to-nearest.ts';
import { loadTokenizer } from '../runtime/tokenizer.ts';
import type { Checkpoint, CheckpointTensor } from './checkpoint.ts';
import { type ExpectedTensor, expectedTensors } from './expected-tensors.ts';

/** The kind in which each sort of matrix is stored; norms and biases are FP32. */
export interface StorageChoice {
  /** Linear layers of the decoder. */
  readonly weights: TensorKind;
  readonly embedding: TensorKind;
  readonly lmHead: TensorKind;
}

export type ImportProgress = (done: number, total: number, name: string) => void;

/** Reads a checkpoint tensor by tensor, quantises by rounding to nearest, and writes a model folder. */
export function convertCheckpoint(
  checkpoint: Checkpoint,
  storage: StorageChoice,
  directory: string,
  progress: ImportProgress = () => {},
): ModelManifest {
  const { name, source, architecture } = checkpoint;
  const expected = expectedTensors(architecture);
  checkTensors(checkpoint, expected);
  const writer = writeModel(directory);
  try {
    for (const [i, tensor] of expected.entries()) {
      progress(i, expected.length, tensor.name);
      for (const [storedName, kind] of storedAs(tensor, storage, architecture.tiedEmbedding)) {
        addTensor(writer, storedName, kind, tensor.shape, checkpoint.tensors.get(tensor.name)!);
      }
    }
    progress(expected.length, expected.length, '');
    for (const [file, content] of checkpoint.files) writeWhole(join(directory, file), content);
    // The tokenizer, not config.json, says what comes before a prompt: Qwen2's config names a token it never prepends.
    const [bos = null] = loadTokenizer(directory).prefix;
    return writer.finish({ name, source, architecture, tokens: { bos, stop: checkpoint.tokens.stop } });
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/** A tied head is written beside the embedding only where it is to have another kind. */
function storedAs({ name, role }: ExpectedTensor, storage: StorageChoice, tied: boolean): [string, TensorKind][] {
  if (role === 'linear') return [[name, storage.weights]];
  if (role === 'head') return [[name, storage.lmHead]];
  if (role !== 'embedding') return [[name, 'fp32']];
  const hasOwnHead = tied && storage.lmHead !== storage.embedding;
  return [
    [name, storage.embedding],
    ...(hasOwnHead ? [['lm_head.weight', storage.lmHead] as [string, TensorKind]] : []),
  ];
}

function addTensor(
  writer: ModelWriter,
  name: string,
  kind: TensorKind,
  shape: ExpectedTensor['shape'],
  tensor: CheckpointTensor,
): void {
  const stored = [...shape] as TensorEntry['shape'];
  if (tensor.kind === 'int4' && (kind === 'awq-macro' || kind === 'awq-macro-dense')) {
    writer.add(name, kind, stored, packMatrix(tensor.read(), kind));
    return;
  }
  if (tensor.kind === 'int4')
    throw new DataError(`tensor ${name} is quantised already and cannot be stored as ${kind}`);

  const values = tensor.read(0, shape[0]);
  if (kind === 'fp32') writer.add(name, kind, stored, values);
  else if (kind === 'fp16') writer.add(name, kind, stored, Uint16Array.from(values, floatToHalf));
  else {
    const [n, k] = shape as readonly [number, number];
    const quantized = kind === 'int8-macro' ? quantizeInt8(values, n, k, name) : quantizeInt4(values, n, k, name);
    writer.add(name, kind, stored, packMatrix(quantized, kind));
  }
}

function checkTensors({ path, tensors, architecture }: Checkpoint, expected: readonly ExpectedTensor[]): void {
  for (const { name, shape } of expected) {
    const found = tensors.get(name);
    if (!found) throw new DataError(`${path}: tensor ${name} [${shape.join(', ')}] is missing`);
    if (found.shape.join() !== shape.join()) {
      throw new DataError(`${path}: tensor ${name} is [${found.shape.join(', ')}], expected [${shape.join(', ')}]`);
    }
  }
  const known = new Set(expected.map(({ name }) => name));
  for (const name of tensors.keys()) {
    // Some files carry a tied head all the same.
    if (known.has(name) || (architecture.tiedEmbedding && name === 'lm_head.weight')) continue;
    throw new DataError(`${path}: tensor ${name} has no place in the architecture`);
  }
}
