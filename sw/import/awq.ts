/**
 * Matrices of AutoAWQ (design §4), w = (q − zero) · scale.
 *
 * "GEMM" stores Wᵀ: qweight int32 [K, N/8], qzeros int32 [K/G, N/8], scales FP16 [K/G, N]; nibble i of column c belongs
 * to output 8c + [0, 2, 4, 6, 1, 3, 5, 7][i]. "GEMV" stores W: qweight int32 [N, K/8], qzeros int32 [N, Z], scales FP16
 * [N, 8Z], nibbles in order; Z is K/G/8, filled up for its kernel.
 */
import { DataError } from '../errors.ts';
import { valueText } from '../value-text.ts';
import {
  floatsOf,
  groupedTensor,
  type ModuleOptions,
  type ModuleParts,
  modulesWith,
  nibbles,
  type ReadModule,
  transposed,
  wordsOf,
} from './grouped-matrix.ts';
import { AWQ_KEYS } from './huggingface-keys.ts';
import { refuseUnknownKeys } from './known-keys.ts';
import type { Safetensors, SafetensorsTensor } from './safetensors.ts';

export interface AwqSettings {
  readonly version: 'gemm' | 'gemv';
  /** Inputs that share a scale; −1 in the file means all of them. */
  readonly groupSize: number;
  /** Without, a file that has no zero points all the same means 8, the middle of four bits. */
  readonly hasZeros: boolean;
}

/** AutoAWQ's part of a `config.json`. */
export function awqSettings(quantization: Readonly<Record<string, unknown>>, path: string): AwqSettings {
  const expect = <T>(key: string, values: readonly T[], fallback?: unknown): T => {
    const found = quantization[key] ?? fallback;
    const text = typeof found === 'string' ? found.toLowerCase() : found;
    if (values.includes(text as T)) {
      return text as T;
    }
    const want = values.map(valueText).join(' or ');
    throw new DataError(`${path}: quantization_config.${key} is ${valueText(found)}: not supported, expected ${want}`);
  };
  const version = expect('version', ['gemm', 'gemv'] as const, 'gemm');
  expect('bits', [4], quantization['w_bit']);
  const hasZeros = expect('zero_point', [true, false], true);
  const groupSize = quantization['group_size'] ?? quantization['q_group_size'];
  if (typeof groupSize !== 'number' || !Number.isInteger(groupSize)) {
    throw new DataError(`${path}: quantization_config.group_size is ${valueText(groupSize)}, expected an integer`);
  }
  refuseUnknownKeys(Object.entries(quantization), AWQ_KEYS, (key) => `${path}: quantization_config.${key}`);
  return { version, groupSize, hasZeros };
}

/** The quantised matrices of a checkpoint. */
export function* awqModules(stored: Safetensors, settings: AwqSettings, options: ModuleOptions): Generator<ReadModule> {
  for (const module of modulesWith(stored, 'qweight')) {
    const tensor = (settings.version === 'gemm' ? gemmMatrix : gemvMatrix)(module, settings, options);
    yield { name: module.name, tensor, taken: module.taken };
  }
}

/** Output 8c + OUTPUT_OF_NIBBLE[i] is nibble i of column c. */
const OUTPUT_OF_NIBBLE = [0, 2, 4, 6, 1, 3, 5, 7];
const MIDDLE = 8;

type Module = ModuleParts & { readonly anchor: SafetensorsTensor };

function groupOf({ path, anchor }: Module, k: number, groupSize: number): number {
  const group = groupSize === -1 ? k : groupSize;
  if (group > 0 && k % group === 0) {
    return group;
  }
  throw new DataError(`${path}: tensor ${anchor.name}: ${k} inputs do not divide into groups of ${groupSize}`);
}

/** A file without zero points has them in the middle. */
function zerosOf(module: Module, { hasZeros }: AwqSettings, shape: readonly number[]): SafetensorsTensor | undefined {
  return hasZeros || module.find('qzeros') ? module.part('qzeros', ['I32'], shape) : undefined;
}

const bytesIn = (...tensors: (SafetensorsTensor | undefined)[]): number =>
  tensors.reduce((sum, tensor) => sum + (tensor?.bytes ?? 0), 0);

function gemmMatrix(module: Module, settings: AwqSettings, options: ModuleOptions) {
  const { anchor: qweight } = module;
  const [k, columns] = qweight.shape;
  module.part('qweight', ['I32'], [k, columns ?? 0]);
  const n = 8 * columns;
  const group = groupOf(module, k, settings.groupSize);
  const groups = k / group;
  const qzeros = zerosOf(module, settings, [groups, columns]);
  const scales = module.part('scales', ['F16'], [groups, n]);
  const size = { n, k, group, stored: bytesIn(qweight, qzeros, scales) };
  return groupedTensor(module, size, undefined, options, () => ({
    n,
    k,
    group,
    q: transposed(nibbles(wordsOf(qweight), OUTPUT_OF_NIBBLE), k, n),
    zeros: qzeros
      ? transposed(nibbles(wordsOf(qzeros), OUTPUT_OF_NIBBLE), groups, n)
      : new Uint8Array(n * groups).fill(MIDDLE),
    scales: transposed(floatsOf(scales), groups, n),
  }));
}

function gemvMatrix(module: Module, settings: AwqSettings, options: ModuleOptions) {
  const { anchor: qweight } = module;
  const [n, columns] = qweight.shape;
  module.part('qweight', ['I32'], [n, columns ?? 0]);
  const k = 8 * columns;
  const group = groupOf(module, k, settings.groupSize);
  const groups = k / group;
  // Kernels for groups of 64 and 32 read two and four words at a time.
  const step = group >= 128 ? 1 : group >= 64 ? 2 : 4;
  const width = Math.ceil(Math.ceil(groups / 8) / step) * step;
  const qzeros = zerosOf(module, settings, [n, width]);
  const scales = module.part('scales', ['F16'], [n, 8 * width]);
  const size = { n, k, group, stored: bytesIn(qweight, qzeros, scales) };
  /** Of each row the groups that there are. */
  const cut = <T extends Uint8Array | Float32Array>(values: T, target: T): T => {
    for (let row = 0; row < n; row++) {
      target.set(values.subarray(row * 8 * width, row * 8 * width + groups), row * groups);
    }
    return target;
  };
  return groupedTensor(module, size, undefined, options, () => ({
    n,
    k,
    group,
    q: nibbles(wordsOf(qweight)),
    zeros: qzeros ? cut(nibbles(wordsOf(qzeros)), new Uint8Array(n * groups)) : new Uint8Array(n * groups).fill(MIDDLE),
    scales: cut(floatsOf(scales), new Float32Array(n * groups)),
  }));
}
