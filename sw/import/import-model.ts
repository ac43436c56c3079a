import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../errors.ts';
import { floatToHalf } from '../model/half.ts';
import { packMatrix } from '../model/pack.ts';
import type { Architecture, ModelManifest, TensorKind } from '../model/schema.ts';
import { type ModelWriter, writeModel } from '../model/write.ts';
import type { Checkpoint, CheckpointTensor, FloatTensor } from './checkpoint.ts';

/** How floats are stored: exactly as published, or rounded to binary16. */
export const FLOAT_KINDS = ['exact', 'fp16'] as const;
export type FloatKind = (typeof FLOAT_KINDS)[number];

export interface ImportOptions {
  readonly floats: FloatKind;
  /** Layout of matrices that come quantised. */
  readonly format: 'awq-macro' | 'awq-macro-dense';
  readonly progress?: (done: number, total: number, tensor: string) => void;
}

/** Writes a checkpoint as a model folder: `model.json`, `model.bin` and the tokenizer's files. */
export function importModel(checkpoint: Checkpoint, directory: string, options: ImportOptions): ModelManifest {
  const wanted = expectedTensors(checkpoint.architecture, new Set(checkpoint.tensors.keys()));
  checkTensors(checkpoint, wanted);
  mkdirSync(directory, { recursive: true });
  const writer = writeModel(directory);
  try {
    for (const [index, [name]] of wanted.entries()) {
      options.progress?.(index, wanted.length, name);
      writeTensor(writer, name, checkpoint.tensors.get(name)!, options);
    }
    options.progress?.(wanted.length, wanted.length, 'done');
    for (const [name, content] of checkpoint.files) writeWhole(join(directory, name), content);
    const { name, source, architecture, tokens } = checkpoint;
    return writer.finish({ name, source, architecture, tokens });
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/** Names and shapes of all tensors a model of this architecture has, in the order of the file. */
function expectedTensors(
  { layers, hidden, ffn, heads, kvHeads, headDim, vocab, qkvBias, tiedEmbedding }: Architecture,
  present: ReadonlySet<string>,
): [name: string, shape: number[]][] {
  const expected: [string, number[]][] = [['embedding.weight', [vocab, hidden]]];
  const linear = (name: string, n: number, k: number, bias = false) => {
    expected.push([`${name}.weight`, [n, k]]);
    if (bias) expected.push([`${name}.bias`, [n]]);
  };
  // Not further than the first layer that is missing: a damaged configuration may name any number of them.
  for (let l = 0; l < layers && (l === 0 || present.has(`layers.${l - 1}.mlp_norm.weight`)); l++) {
    const at = `layers.${l}`;
    expected.push([`${at}.attention_norm.weight`, [hidden]]);
    linear(`${at}.attention.q`, heads * headDim, hidden, qkvBias);
    linear(`${at}.attention.k`, kvHeads * headDim, hidden, qkvBias);
    linear(`${at}.attention.v`, kvHeads * headDim, hidden, qkvBias);
    linear(`${at}.attention.o`, hidden, heads * headDim);
    expected.push([`${at}.mlp_norm.weight`, [hidden]]);
    linear(`${at}.mlp.gate`, ffn, hidden);
    linear(`${at}.mlp.up`, ffn, hidden);
    linear(`${at}.mlp.down`, hidden, ffn);
  }
  expected.push(['norm.weight', [hidden]]);
  if (!tiedEmbedding) linear('lm_head', vocab, hidden);
  return expected;
}

function checkTensors({ path, tensors, architecture }: Checkpoint, wanted: [name: string, shape: number[]][]): void {
  for (const [name, shape] of wanted) {
    const tensor = tensors.get(name);
    if (!tensor)
      throw new DataError(`${path}: tensor ${name} is missing; the architecture needs it as [${shape.join(', ')}]`);
    if (tensor.shape.join() !== shape.join()) {
      throw new DataError(
        `${path}: tensor ${name} is [${tensor.shape.join(', ')}], the architecture needs [${shape.join(', ')}]`,
      );
    }
  }
  const known = new Set(wanted.map(([name]) => name));
  // A tied head is published twice at times; the embedding serves for both.
  if (architecture.tiedEmbedding) known.add('lm_head.weight');
  for (const name of tensors.keys()) {
    if (!known.has(name)) throw new DataError(`${path}: tensor ${name} has no place in the architecture`);
  }
}

function writeTensor(writer: ModelWriter, name: string, tensor: CheckpointTensor, options: ImportOptions): void {
  if (tensor.kind === 'int4') {
    writer.add(name, options.format, [...tensor.shape], packMatrix(tensor.read(), options.format));
    return;
  }
  const isVector = tensor.shape.length === 1;
  // Norms and biases are small and stay float32, as the runtime uses them.
  const kind: TensorKind = isVector ? 'fp32' : options.floats === 'fp16' ? 'fp16' : tensor.exactKind;
  const shape: [number] | [number, number] = isVector ? [tensor.shape[0]] : [tensor.shape[0], tensor.shape[1]];
  writer.add(name, kind, shape, floatChunks(name, tensor, kind));
}

/** Elements that are in memory at a time. */
const CHUNK = 1 << 22;

function* floatChunks(name: string, tensor: FloatTensor, kind: TensorKind): Generator<ArrayBufferView> {
  const [rows, length = 1] = tensor.shape;
  const step = Math.max(1, Math.floor(CHUNK / length));
  for (let first = 0; first < rows; first += step) {
    const values = tensor.read(first, Math.min(step, rows - first));
    if (!values.every(Number.isFinite)) {
      const at = first * length + values.findIndex((value) => !Number.isFinite(value));
      throw new DataError(`tensor ${name}: element ${at} is ${values[at - first * length]}, expected finite numbers`);
    }
    yield kind === 'fp16' ? Uint16Array.from(values, floatToHalf) : values;
  }
}

function writeWhole(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}
