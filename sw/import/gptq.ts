/**
 * Matrices of GPTQ in four bits, as AutoGPTQ and GPTQModel write them: qweight int32 [K/8, N], nibble i of row r is
 * input 8r + i; qzeros int32 [K/G, N/8], nibble i of column c is output 8c + i, less one in format "gptq"; scales FP16
 * [K/G, N]; g_idx int32 [K], the group of each input. w = (q − zero) · scale.
 */
import { DataError } from '../errors.ts';
import { valueText } from '../value-text.ts';
import {
  floatsOf,
  groupedTensor,
  type ModuleOptions,
  modulesWith,
  nibbles,
  type ReadModule,
  scatteredGroups,
  transposed,
  wordsOf,
} from './grouped-matrix.ts';
import { GPTQ_KEYS } from './huggingface-keys.ts';
import { refuseUnknownKeys } from './known-keys.ts';
import type { Safetensors } from './safetensors.ts';

export interface GptqSettings {
  /** Inputs that share a scale; −1 in the file means all of them. */
  readonly groupSize: number;
  /** What is taken from zero points before they are kept. */
  readonly zeroOffset: 0 | 1;
}

/** GPTQ's part of a `config.json`. */
export function gptqSettings(quantization: Readonly<Record<string, unknown>>, path: string): GptqSettings {
  const expect = (key: string, values: readonly unknown[], fallback?: unknown): unknown => {
    const found = quantization[key] ?? fallback;
    if (values.includes(found)) {
      return found;
    }
    const want = values.map(valueText).join(' or ');
    throw new DataError(`${path}: quantization_config.${key} is ${valueText(found)}: not supported, expected ${want}`);
  };
  expect('bits', [4]);
  const format = expect('checkpoint_format', ['gptq', 'gptq_v2'], quantization['format'] ?? 'gptq');
  const { group_size: groupSize } = quantization;
  if (typeof groupSize !== 'number' || !Number.isInteger(groupSize)) {
    throw new DataError(`${path}: quantization_config.group_size is ${valueText(groupSize)}, expected an integer`);
  }
  refuseUnknownKeys(Object.entries(quantization), GPTQ_KEYS, (key) => `${path}: quantization_config.${key}`);
  return { groupSize, zeroOffset: format === 'gptq' ? 1 : 0 };
}

/** The quantised matrices of a checkpoint. */
export function* gptqModules(
  stored: Safetensors,
  { groupSize, zeroOffset }: GptqSettings,
  options: ModuleOptions,
): Generator<ReadModule> {
  for (const module of modulesWith(stored, 'qweight')) {
    const { anchor: qweight, path } = module;
    const [rows, n] = qweight.shape;
    module.part('qweight', ['I32'], [rows, n ?? 0]);
    const k = 8 * rows;
    const group = groupSize === -1 ? k : groupSize;
    if (!(group > 0) || k % group !== 0 || n % 8 !== 0) {
      throw new DataError(`${path}: tensor ${qweight.name}: ${k} inputs do not divide into groups of ${groupSize}`);
    }
    const groups = k / group;
    const qzeros = module.part('qzeros', ['I32'], [groups, n / 8]);
    const scales = module.part('scales', ['F16'], [groups, n]);
    const order = module.find('g_idx') && module.part('g_idx', ['I32'], [k]);
    const groupOf = scatteredGroups(order, groups, k, path);
    const zeros = () => transposed(nibbles(wordsOf(qzeros)), groups, n).map((zero) => zero + zeroOffset);
    const inexact = groupOf
      ? 'has groups of inputs that do not lie side by side (desc_act), which AWQ_MACRO cannot hold'
      : zeros().some((zero) => zero > 15)
        ? 'has a zero point of 16, and AWQ_MACRO has 0 to 15'
        : undefined;
    const size = { n, k, group, stored: qweight.bytes + qzeros.bytes + scales.bytes };
    const tensor = groupedTensor(module, size, inexact, options, () => ({
      n,
      k,
      group,
      q: inputsInWords(wordsOf(qweight), n, k),
      zeros: zeros(),
      scales: transposed(floatsOf(scales), groups, n),
      groupOf,
    }));
    yield { name: module.name, tensor, taken: module.taken };
  }
}

/** words [K/8, N] → [N, K] */
function inputsInWords(words: Uint32Array, n: number, k: number): Uint8Array {
  const q = new Uint8Array(n * k);
  for (let row = 0; row < k / 8; row++) {
    for (let output = 0; output < n; output++) {
      const word = words[row * n + output];
      for (let i = 0; i < 8; i++) {
        q[output * k + 8 * row + i] = (word >>> (4 * i)) & 15;
      }
    }
  }
  return q;
}
