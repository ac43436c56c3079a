/**
 * Matrices of llm-compressor's format `compressed-tensors`.
 *
 * `pack-quantized`, INT4: weight_packed int32 [N, K/8], nibbles in order, each q + 8; weight_scale [N, K/G];
 * weight_zero_point int32 [N/8, K/G], nibble i of row r is output 8r + i, each zero + 8, or none, which is 0;
 * weight_shape [2]; weight_g_idx [K] where inputs were sorted. `float-quantized`, FP8: weight F8_E4M3 [N, K],
 * weight_scale of the matrix, or of a row.
 */
import { DataError } from '../errors.ts';
import { fitsHalf } from '../model/half.ts';
import { valueText } from '../value-text.ts';
import { fp8Modules } from './fp8.ts';
import {
  floatsOf,
  groupedTensor,
  type ModuleOptions,
  type ModuleParts,
  modulesWith,
  nibbles,
  type ReadModule,
  scatteredGroups,
  transposed,
  wordsOf,
} from './grouped-matrix.ts';
import { COMPRESSED_GROUP_KEYS, COMPRESSED_TENSORS_KEYS, COMPRESSED_WEIGHTS_KEYS } from './huggingface-keys.ts';
import { refuseUnknownKeys } from './known-keys.ts';
import type { Safetensors, SafetensorsTensor } from './safetensors.ts';

/** Refuses what the tensors do not say by themselves: other formats, and transforms of activations. */
export function checkCompressedTensors(quantization: Readonly<Record<string, unknown>>, path: string): void {
  const place = (key: string) => `${path}: quantization_config.${key}`;
  refuseUnknownKeys(Object.entries(quantization), COMPRESSED_TENSORS_KEYS, place);
  const { config_groups: groups } = quantization;
  if (typeof groups !== 'object' || groups === null) {
    throw new DataError(`${place('config_groups')} is ${valueText(groups)}, expected an object`);
  }
  for (const [group, settings] of Object.entries(groups)) {
    const { weights, output_activations: outputs } = (settings ?? {}) as Record<string, unknown>;
    const at = (key: string) => place(`config_groups.${group}.${key}`);
    if (typeof weights !== 'object' || weights === null) {
      throw new DataError(`${at('weights')} is ${valueText(weights)}, expected an object`);
    }
    if (outputs !== null && outputs !== undefined) {
      throw new DataError(`${at('output_activations')} is ${valueText(outputs)}: not supported, expected null`);
    }
    const { num_bits: bits, type = 'int' } = weights as Record<string, unknown>;
    if (!((bits === 4 && type === 'int') || (bits === 8 && type === 'float'))) {
      throw new DataError(
        `${at('weights')} are of ${valueText(bits)} bits, type ${valueText(type)}: not supported, expected 4 of "int" or 8 of "float"`,
      );
    }
    refuseUnknownKeys(Object.entries(settings), COMPRESSED_GROUP_KEYS, at);
    refuseUnknownKeys(Object.entries(weights), COMPRESSED_WEIGHTS_KEYS, (key) => at(`weights.${key}`));
  }
}

/** The quantised matrices of a checkpoint. */
export function* compressedModules(stored: Safetensors, options: ModuleOptions): Generator<ReadModule> {
  for (const module of modulesWith(stored, 'weight_packed')) {
    yield { name: module.name, tensor: packedMatrix(module, options), taken: module.taken };
  }
  yield* fp8Modules(stored, 'weight_scale', undefined);
}

const SCALES = ['F16', 'BF16', 'F32'] as const;

function packedMatrix(module: ModuleParts & { readonly anchor: SafetensorsTensor }, options: ModuleOptions) {
  const { anchor: packed, path } = module;
  const [n, columns] = packed.shape;
  module.part('weight_packed', ['I32'], [n, columns ?? 0]);
  const k = 8 * columns;
  const shape = module.find('weight_shape');
  if (shape) {
    const said = shape.type === 'I64' ? [...new BigInt64Array(shape.file.read(shape.offset, shape.bytes).buffer)] : [];
    if (said.join() !== `${n},${k}`) {
      throw new DataError(`${path}: tensor ${shape.name} says [${said.join(', ')}], expected [${n}, ${k}]`);
    }
  }
  const groups = module.find('weight_scale')?.shape[1] ?? 1;
  const scales = module.part('weight_scale', SCALES, [n, groups]);
  const zeroPoint =
    module.find('weight_zero_point') && module.part('weight_zero_point', ['I32'], [Math.ceil(n / 8), groups]);
  const order = module.find('weight_g_idx') && module.part('weight_g_idx', ['I32'], [k]);
  const group = k / groups;
  const groupOf = scatteredGroups(order, groups, k, path);
  const inexact = groupOf
    ? 'has groups of inputs that do not lie side by side (actorder), which AWQ_MACRO cannot hold'
    : scales.type !== 'F16' && !fitsHalf(floatsOf(scales))
      ? `has scales of ${scales.type} that FP16 has not`
      : undefined;
  const size = { n, k, group, stored: packed.bytes + scales.bytes + (zeroPoint?.bytes ?? 0) };
  return groupedTensor(module, size, inexact, options, () => ({
    n,
    k,
    group,
    q: nibbles(wordsOf(packed)),
    zeros: zeroPoint ? outputsInWords(wordsOf(zeroPoint), n, groups) : new Uint8Array(n * groups).fill(8),
    scales: floatsOf(scales),
    groupOf,
  }));
}

/** words [N/8, columns] → [N, columns] */
function outputsInWords(words: Uint32Array, n: number, columns: number): Uint8Array {
  const byColumn = nibbles(transposedWords(words, columns));
  const rows = 8 * Math.ceil(n / 8);
  return transposed(byColumn, columns, rows).subarray(0, n * columns);
}

function transposedWords(words: Uint32Array, columns: number): Uint32Array {
  const rows = words.length / columns;
  return Uint32Array.from(words, (_, i) => words[(i % rows) * columns + Math.floor(i / rows)]);
}
