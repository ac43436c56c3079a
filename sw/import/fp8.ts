/**
 * Matrices in FP8 (E4M3 of OCP: no infinities), each value times a scale: of the matrix, of its row, or of a block of
 * it (weight_block_size of `quant_method: fp8`, as DeepSeek and Qwen3 publish them). They are read as floats.
 */
import { DataError } from '../errors.ts';
import { valueText } from '../value-text.ts';
import type { FloatTensor } from './checkpoint.ts';
import { floatsOf, type ModuleParts, modulesWith, type ReadModule } from './grouped-matrix.ts';
import { FP8_KEYS } from './huggingface-keys.ts';
import { refuseUnknownKeys } from './known-keys.ts';
import type { Safetensors, SafetensorsTensor } from './safetensors.ts';

/** What each byte stands for. */
const E4M3 = Float32Array.from({ length: 256 }, (_, byte) => {
  const [sign, exponent, fraction] = [byte >> 7, (byte >> 3) & 15, byte & 7];
  if (exponent === 15 && fraction === 7) {
    return Number.NaN;
  }
  const size = exponent === 0 ? fraction * 2 ** -9 : (8 + fraction) * 2 ** (exponent - 10);
  return sign ? -size : size;
});

export interface Fp8Settings {
  /** Outputs and inputs that share a scale. */
  readonly block: readonly [number, number] | undefined;
}

/** The part of a `config.json` with `quant_method: fp8`. */
export function fp8Settings(quantization: Readonly<Record<string, unknown>>, path: string): Fp8Settings {
  refuseUnknownKeys(Object.entries(quantization), FP8_KEYS, (key) => `${path}: quantization_config.${key}`);
  const block = quantization['weight_block_size'] ?? undefined;
  if (block === undefined) {
    return { block };
  }
  const isBlock = Array.isArray(block) && block.length === 2 && block.every((n) => Number.isInteger(n) && n > 0);
  if (!isBlock) {
    throw new DataError(
      `${path}: quantization_config.weight_block_size is ${valueText(block)}, expected two whole numbers`,
    );
  }
  return { block: block as unknown as readonly [number, number] };
}

/** The quantised matrices of a checkpoint: those with a scale of that name. */
export function* fp8Modules(
  stored: Safetensors,
  scaleName: 'weight_scale' | 'weight_scale_inv',
  block: Fp8Settings['block'],
): Generator<ReadModule> {
  for (const module of modulesWith(stored, scaleName)) {
    if (!module.find('weight')) {
      continue; // the scales of another format
    }
    const tensor = fp8Matrix(module, block);
    // Of activations: here they are not rounded so.
    module.find('input_scale');
    module.find('input_scale_inv');
    yield { name: module.name, tensor, taken: module.taken };
  }
}

function fp8Matrix(
  module: ModuleParts & { readonly anchor: SafetensorsTensor },
  block: Fp8Settings['block'],
): FloatTensor {
  const { anchor: scale, path } = module;
  const weight = module.find('weight')!;
  const [n, k] = weight.shape;
  module.part('weight', ['F8_E4M3'], [n, k ?? 0]);
  if (scale.type !== 'F32' && scale.type !== 'F16' && scale.type !== 'BF16') {
    throw new DataError(`${path}: tensor ${scale.name} is ${scale.type}, expected F32, F16 or BF16`);
  }
  const count = scale.shape.reduce((product, extent) => product * extent, 1);
  const grid = block ? ([Math.ceil(n / block[0]), Math.ceil(k / block[1])] as const) : undefined;
  const expected = grid ? [grid[0] * grid[1]] : [1, n];
  if (!expected.includes(count) || (grid && scale.shape.join() !== grid.join())) {
    const want = grid ? `[${grid.join(', ')}]` : `one of the matrix, or ${n}`;
    throw new DataError(`${path}: tensor ${scale.name} is [${scale.shape.join(', ')}], expected ${want}`);
  }
  const scales = floatsOf(scale);
  const [rows, columns] = block ?? [count === 1 ? n : 1, k];
  const across = Math.ceil(k / columns);
  return {
    kind: 'float',
    shape: [n, k],
    bytes: weight.bytes + scale.bytes,
    read(first, amount) {
      const source = weight.file.read(weight.offset + first * k, amount * k);
      return Float32Array.from(source, (byte, i) => {
        const row = first + Math.floor(i / k);
        return E4M3[byte] * scales[Math.floor(row / rows) * across + Math.floor((i % k) / columns)];
      });
    },
  };
}
