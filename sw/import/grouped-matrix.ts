import { DataError } from '../errors.ts';
import { floatToHalf } from '../model/half.ts';
import type { QuantizedMatrix } from '../model/pack.ts';
import { GROUP_SIZE } from '../port/layout.ts';
import { type CheckpointTensor, nameFromHuggingFace } from './checkpoint.ts';
import { bfloat16BytesToFloat32, float16BytesToFloat32 } from './half-floats.ts';
import type { Safetensors, SafetensorsTensor, SafetensorsType } from './safetensors.ts';

/**
 * A matrix in four bits as somebody published it, with groups of any size: w = (q − zero) · scale.
 * q [N, K], zeros [N, K/G], scales [N, K/G].
 */
export interface GroupedMatrix {
  readonly n: number;
  readonly k: number;
  readonly group: number;
  readonly q: Uint8Array;
  /** Of 0 to 16: a zero point that is kept less one may be 16. */
  readonly zeros: Uint8Array;
  readonly scales: Float32Array;
  /** The group of each input, where inputs are not in the order of their groups. */
  readonly groupOf?: Int32Array;
}

/** A quantised matrix of a checkpoint, and the names of the tensors that it is made of. */
export interface ReadModule {
  readonly name: string;
  readonly tensor: CheckpointTensor;
  readonly taken: readonly string[];
}

/** How matrices of a checkpoint are read. */
export interface ModuleOptions {
  /** Take matrices that AWQ_MACRO cannot hold, quantising them anew. */
  readonly requantize: boolean;
}

/** The tensors that one linear layer is kept in. */
export interface ModuleParts {
  readonly path: string;
  /** Our name of its weights. */
  readonly name: string;
  part(suffix: string, types: readonly SafetensorsType[], shape: readonly number[]): SafetensorsTensor;
  find(suffix: string): SafetensorsTensor | undefined;
  /** Names of all that were asked for and are there. */
  readonly taken: readonly string[];
}

/** The linear layers that have a tensor of that suffix. */
export function* modulesWith(
  { tensors }: Safetensors,
  suffix: string,
): Generator<ModuleParts & { anchor: SafetensorsTensor }> {
  for (const anchor of tensors.values()) {
    if (!anchor.name.endsWith(`.${suffix}`)) {
      continue;
    }
    const module = anchor.name.slice(0, -suffix.length - 1);
    const { path } = anchor.file;
    const name = nameFromHuggingFace(`${module}.weight`);
    if (!name) {
      throw new DataError(`${path}: tensor ${anchor.name} has no place in a Qwen2 or Llama model`);
    }
    const taken = new Set([anchor.name]);
    const find = (part: string) => {
      const tensor = tensors.get(`${module}.${part}`);
      if (tensor) {
        taken.add(tensor.name);
      }
      return tensor;
    };
    yield {
      anchor,
      path,
      name,
      find,
      part(part, types, shape) {
        const tensor = find(part);
        if (!tensor) {
          throw new DataError(`${path}: tensor ${module}.${part} is missing beside ${anchor.name}`);
        }
        if (!types.includes(tensor.type) || tensor.shape.join() !== shape.join()) {
          const [have, want] = [
            `${tensor.type} [${tensor.shape.join(', ')}]`,
            `${types.join(' or ')} [${shape.join(', ')}]`,
          ];
          throw new DataError(`${tensor.file.path}: tensor ${tensor.name} is ${have}, expected ${want}`);
        }
        return tensor;
      },
      get taken() {
        return [...taken];
      },
    };
  }
}

/**
 * The group of each input, by a tensor int32 [K]; undefined where there is none, or where the inputs of each group lie
 * side by side.
 * @throws DataError where it names a group that is not there
 */
export function scatteredGroups(
  order: SafetensorsTensor | undefined,
  groups: number,
  k: number,
  path: string,
): Int32Array | undefined {
  if (!order) {
    return undefined;
  }
  const groupOf = new Int32Array(wordsOf(order).buffer);
  const wrong = groupOf.findIndex((g) => g < 0 || g >= groups);
  if (wrong >= 0) {
    throw new DataError(
      `${path}: tensor ${order.name}: input ${wrong} is in group ${groupOf[wrong]}, of ${groups} from 0 on`,
    );
  }
  return groupOf.every((g, i) => g === Math.floor(i / (k / groups))) ? undefined : groupOf;
}

export const bytesOf = ({ file, offset, bytes }: SafetensorsTensor): Uint8Array => file.read(offset, bytes);
export const wordsOf = (tensor: SafetensorsTensor): Uint32Array => new Uint32Array(bytesOf(tensor).buffer);

/** The values of a tensor of F32, F16 or BF16. */
export function floatsOf(tensor: SafetensorsTensor): Float32Array {
  const bytes = bytesOf(tensor);
  if (tensor.type === 'F32') {
    return new Float32Array(bytes.buffer);
  }
  const values = new Float32Array(bytes.length / 2);
  (tensor.type === 'F16' ? float16BytesToFloat32 : bfloat16BytesToFloat32)(bytes, values);
  return values;
}

/** [rows, columns] → [columns, rows] */
export function transposed<T extends Uint8Array | Float32Array>(source: T, rows: number, columns: number): T {
  const target = source.slice() as T;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      target[c * rows + r] = source[r * columns + c];
    }
  }
  return target;
}

/** Nibbles of words [rows, columns] → [rows, 8 · columns]; nibble i of a word is value `order[i]` of its eight. */
export function nibbles(words: Uint32Array, order: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7]): Uint8Array {
  const values = new Uint8Array(8 * words.length);
  for (let w = 0; w < words.length; w++) {
    for (let i = 0; i < 8; i++) {
      values[8 * w + order[i]] = (words[w] >>> (4 * i)) & 15;
    }
  }
  return values;
}

/**
 * A matrix as the checkpoint's tensor: taken over as it is where AWQ_MACRO holds it exactly, else as floats for who
 * asks for that, else refused.
 * @param stored bytes it takes where it is
 * @param inexact what AWQ_MACRO cannot hold, beside groups that are no multiple of 64, as the end of a sentence
 */
export function groupedTensor(
  { path, name, anchor }: ModuleParts & { readonly anchor: SafetensorsTensor },
  { n, k, group, stored }: { n: number; k: number; group: number; stored: number },
  inexact: string | undefined,
  { requantize }: ModuleOptions,
  read: () => GroupedMatrix,
): CheckpointTensor {
  if (!(group > 0) || k % group !== 0) {
    throw new DataError(`${path}: tensor ${anchor.name}: ${k} inputs do not divide into groups of ${group}`);
  }
  const reason =
    group % GROUP_SIZE === 0
      ? inexact
      : `has groups of ${group}; AWQ_MACRO's are of ${GROUP_SIZE}, and only a multiple fits exactly`;
  if (reason === undefined) {
    return { kind: 'int4', shape: [n, k], bytes: stored, read: () => splitGroups(read(), name) };
  }
  if (!requantize) {
    throw new DataError(`${path}: tensor ${anchor.name} ${reason}. --requantize rounds the weights anew, at some loss`);
  }
  return {
    kind: 'float',
    shape: [n, k],
    bytes: stored,
    read: (first, count) => lastDequantised(read).slice(first * k, (first + count) * k),
  };
}

let last: { read: () => GroupedMatrix; values: Float32Array } | undefined;

/**
 * Floats of the matrix that was asked for last stay: its rows are read piece by piece, and no two matrices in turns.
 */
function lastDequantised(read: () => GroupedMatrix): Float32Array {
  if (last?.read !== read) {
    last = { read, values: dequantise(read()) };
  }
  return last.values;
}

/** Groups of a multiple of 64 as groups of 64, by repeating scale and zero: the same weights exactly. */
function splitGroups({ n, k, group, q, zeros, scales }: GroupedMatrix, name: string): QuantizedMatrix {
  const parts = group / GROUP_SIZE;
  const length = (n * k) / GROUP_SIZE;
  const matrix = { n, k, q, zeros: new Uint8Array(length), scales: new Uint16Array(length) };
  for (let i = 0; i < length; i++) {
    const from = Math.floor(i / parts);
    matrix.zeros[i] = zeros[from];
    matrix.scales[i] = floatToHalf(scales[from]);
    if (zeros[from] > 15) {
      throw new DataError(`tensor ${name}: zero point ${from} is ${zeros[from]}, expected 0 to 15`);
    }
  }
  return matrix;
}

function dequantise({ n, k, group, q, zeros, scales, groupOf }: GroupedMatrix): Float32Array {
  const weights = new Float32Array(n * k);
  const groups = k / group;
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < k; i++) {
      const g = row * groups + (groupOf ? groupOf[i] : Math.floor(i / group));
      weights[row * k + i] = (q[row * k + i] - zeros[g]) * scales[g];
    }
  }
  return weights;
}
