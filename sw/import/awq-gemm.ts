/**
 * Checkpoints of AutoAWQ in its "GEMM" layout (design §4), taken over without quantising again.
 * Wᵀ is stored: qweight int32 [K, N/8], qzeros int32 [K/G, N/8], scales FP16 [K/G, N];
 * nibble i of column c belongs to output 8c + [0, 2, 4, 6, 1, 3, 5, 7][i], and w = (q − zero) · scale.
 */
import { DataError } from '../errors.ts';
import type { QuantizedMatrix } from '../model/pack.ts';
import { GROUP_SIZE } from '../port/layout.ts';
import { type CheckpointTensor, nameFromHuggingFace, type QuantizedTensor } from './checkpoint.ts';
import { float16BytesToFloat32 } from './half-floats.ts';
import { AWQ_KEYS } from './huggingface-keys.ts';
import { refuseUnknownKeys, valueText } from './known-keys.ts';
import type { Safetensors, SafetensorsTensor, SafetensorsType } from './safetensors.ts';

export interface AwqSettings {
  /** Inputs that share a scale; −1 in the file means all of them. */
  readonly groupSize: number;
}

/** `quantization_config` of a `config.json`: undefined where the model is not quantised, an error where it is in another way. */
export function awqSettings(config: Record<string, unknown>, path: string): AwqSettings | undefined {
  const quantization = config['quantization_config'] as Record<string, unknown> | null | undefined;
  if (!quantization) {
    return undefined;
  }
  if (typeof quantization !== 'object' || Array.isArray(quantization)) {
    throw new DataError(`${path}: quantization_config is ${valueText(quantization)}, expected an object`);
  }
  const expect = (key: string, value: unknown, fallback?: unknown) => {
    const found = quantization[key] ?? fallback;
    const text = typeof found === 'string' ? found.toLowerCase() : found;
    if (text !== value) {
      const [have, want] = [valueText(found), valueText(value)];
      throw new DataError(`${path}: quantization_config.${key} is ${have}: not supported, expected ${want}`);
    }
  };
  expect('quant_method', 'awq');
  expect('version', 'gemm', 'gemm');
  expect('bits', 4, quantization['w_bit']);
  expect('zero_point', true, true);
  const groupSize = quantization['group_size'] ?? quantization['q_group_size'];
  if (typeof groupSize !== 'number' || !Number.isInteger(groupSize)) {
    throw new DataError(`${path}: quantization_config.group_size is ${valueText(groupSize)}, expected an integer`);
  }
  refuseUnknownKeys(Object.entries(quantization), AWQ_KEYS, (key) => `${path}: quantization_config.${key}`);
  return { groupSize };
}

/** The quantised matrices of a checkpoint by our names. */
export function* awqGemmTensors(
  { tensors }: Safetensors,
  { groupSize }: AwqSettings,
  { requantize }: { requantize: boolean },
): Generator<[name: string, tensor: CheckpointTensor]> {
  for (const qweight of tensors.values()) {
    if (!qweight.name.endsWith('.qweight')) {
      continue;
    }
    const module = qweight.name.slice(0, -'.qweight'.length);
    const name = nameFromHuggingFace(`${module}.weight`);
    if (!name) {
      throw new DataError(`${qweight.file.path}: tensor ${qweight.name} has no place in a Qwen2 or Llama model`);
    }
    yield [name, awqMatrix(tensors, qweight, module, groupSize, requantize)];
  }
}

function awqMatrix(
  tensors: Safetensors['tensors'],
  qweight: SafetensorsTensor,
  module: string,
  groupSize: number,
  requantize: boolean,
): CheckpointTensor {
  const { path } = qweight.file;
  const part = (suffix: string, type: SafetensorsType, shape: readonly number[]): SafetensorsTensor => {
    const tensor = tensors.get(`${module}.${suffix}`);
    if (!tensor) {
      throw new DataError(`${path}: tensor ${module}.${suffix} is missing beside ${module}.qweight`);
    }
    if (tensor.type !== type || tensor.shape.join() !== shape.join()) {
      const [have, want] = [`${tensor.type} [${tensor.shape.join(', ')}]`, `${type} [${shape.join(', ')}]`];
      throw new DataError(`${tensor.file.path}: tensor ${tensor.name} is ${have}, expected ${want}`);
    }
    return tensor;
  };
  const [k, columns] = qweight.shape;
  part('qweight', 'I32', [k, columns ?? 0]);
  const n = 8 * columns;
  const group = groupSize === -1 ? k : groupSize;
  if (!(group > 0) || k % group !== 0) {
    throw new DataError(`${path}: tensor ${qweight.name}: ${k} inputs do not divide into groups of ${groupSize}`);
  }
  const qzeros = part('qzeros', 'I32', [k / group, columns]);
  const scales = part('scales', 'F16', [k / group, n]);
  const stored = qweight.bytes + qzeros.bytes + scales.bytes;
  const read = (): AwqMatrix => ({
    n,
    k,
    group,
    qweight: nibblesByOutput(words(qweight), k, n),
    zeros: nibblesByOutput(words(qzeros), k / group, n),
    scales: transpose(new Uint16Array(bytes(scales).buffer), k / group, n),
  });

  if (group % GROUP_SIZE === 0) {
    return { kind: 'int4', shape: [n, k], bytes: stored, read: () => splitGroups(read()) } satisfies QuantizedTensor;
  }
  if (!requantize) {
    throw new DataError(
      `${path}: tensor ${qweight.name} has groups of ${group}; AWQ_MACRO's are of ${GROUP_SIZE}, and only a multiple fits exactly. --requantize rounds the weights anew, at some loss`,
    );
  }
  let dequantised: Float32Array | undefined;
  return {
    kind: 'float',
    shape: [n, k],
    bytes: stored,
    read(first, count) {
      dequantised ??= dequantise(read());
      return dequantised.slice(first * k, (first + count) * k);
    },
  };
}

/** A matrix with groups of any size: qweight [N, K], zeros [N, K/G], scales [N, K/G] as binary16 bits. */
interface AwqMatrix {
  readonly n: number;
  readonly k: number;
  readonly group: number;
  readonly qweight: Uint8Array;
  readonly zeros: Uint8Array;
  readonly scales: Uint16Array;
}

const bytes = ({ file, offset, bytes }: SafetensorsTensor): Uint8Array => file.read(offset, bytes);
const words = (tensor: SafetensorsTensor): Uint32Array => new Uint32Array(bytes(tensor).buffer);

/** Output 8c + OUTPUT_OF_NIBBLE[i] is nibble i of column c. */
const OUTPUT_OF_NIBBLE = [0, 2, 4, 6, 1, 3, 5, 7];

/** packed [rows, N/8] → [N, rows] */
function nibblesByOutput(packed: Uint32Array, rows: number, n: number): Uint8Array {
  const values = new Uint8Array(n * rows);
  const columns = n / 8;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const word = packed[row * columns + column];
      for (let i = 0; i < 8; i++) {
        values[(8 * column + OUTPUT_OF_NIBBLE[i]) * rows + row] = (word >>> (4 * i)) & 15;
      }
    }
  }
  return values;
}

/** [rows, columns] → [columns, rows] */
function transpose(source: Uint16Array, rows: number, columns: number): Uint16Array {
  const target = new Uint16Array(source.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      target[c * rows + r] = source[r * columns + c];
    }
  }
  return target;
}

/** Groups of a multiple of 64 as groups of 64, by repeating scale and zero: the same weights exactly. */
function splitGroups({ n, k, group, qweight, zeros, scales }: AwqMatrix): QuantizedMatrix {
  const parts = group / GROUP_SIZE;
  const repeated = <T extends Uint8Array | Uint16Array>(source: T, target: T): T => {
    for (let i = 0; i < target.length; i++) {
      target[i] = source[Math.floor(i / parts)];
    }
    return target;
  };
  const length = (n * k) / GROUP_SIZE;
  return {
    n,
    k,
    q: qweight,
    zeros: repeated(zeros, new Uint8Array(length)),
    scales: repeated(scales, new Uint16Array(length)),
  };
}

function dequantise({ n, k, group, qweight, zeros, scales }: AwqMatrix): Float32Array {
  const scale = new Float32Array(scales.length);
  float16BytesToFloat32(new Uint8Array(scales.buffer), scale);
  const weights = new Float32Array(n * k);
  for (let i = 0; i < weights.length; i++) {
    const g = Math.floor(i / group); // K divides into groups, so they run on through the rows
    weights[i] = (qweight[i] - zeros[g]) * scale[g];
  }
  return weights;
}
