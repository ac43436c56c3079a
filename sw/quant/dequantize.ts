import { DataError } from '../errors.ts';
import type { Checkpoint } from '../import/checkpoint.ts';
import { HALF_TO_FLOAT } from '../model/half.ts';
import type { StoredModel, Tensor } from '../model/load.ts';
import { type QuantizedMatrix, unpackMatrix } from '../model/pack.ts';
import type { Architecture } from '../model/schema.ts';
import { floats, halves } from '../model/tensor.ts';
import { GROUP_SIZE } from '../port/layout.ts';
import type { FloatMatrix } from './sgemm.ts';

/** Where a model's weights come from: a model folder, or a checkpoint not yet imported. */
export interface FloatWeights {
  readonly architecture: Architecture;
  has(name: string): boolean;
  read(name: string): FloatMatrix;
}

/** (q − zero) · scale, [N, K] float32. */
export function dequantize({ n, k, q, zeros, scales }: QuantizedMatrix): Float32Array {
  const groups = Math.ceil(k / GROUP_SIZE);
  const weights = new Float32Array(n * k);
  for (let row = 0, i = 0; row < n; row++) {
    for (let g = row * groups; g < (row + 1) * groups; g++) {
      const [zero, scale] = [zeros[g], HALF_TO_FLOAT[scales[g]]];
      const end = Math.min(i + GROUP_SIZE, (row + 1) * k);
      for (; i < end; i++) {
        weights[i] = (q[i] - zero) * scale;
      }
    }
  }
  return weights;
}

/** Binary16 bits as float32; float32 as it is. */
export const asFloat32 = (values: FloatMatrix): Float32Array =>
  values instanceof Float32Array ? values : Float32Array.from(values, (bits) => HALF_TO_FLOAT[bits]);

/** A tensor of any kind as floats; binary16 stays binary16. */
function readFloats(tensor: Tensor): FloatMatrix {
  if (tensor.kind === 'fp32') {
    return floats(tensor);
  }
  if (tensor.kind === 'fp16') {
    return halves(tensor);
  }
  const [n, k] = tensor.shape as [number, number];
  return dequantize(unpackMatrix(tensor.data, tensor.kind, n, k));
}

/** The weights of a model folder, dequantised when asked for. */
export function storedWeights({ manifest, tensors, directory }: StoredModel): FloatWeights {
  return {
    architecture: manifest.architecture,
    has: (name) => tensors.has(name),
    read(name) {
      const tensor = tensors.get(name);
      if (!tensor) {
        throw new DataError(`${directory}/model.json: tensor ${name} is missing`);
      }
      return readFloats(tensor);
    },
  };
}

/** The weights of a checkpoint, read from its file when asked for. */
export function checkpointWeights({ architecture, tensors, path }: Checkpoint): FloatWeights {
  return {
    architecture,
    has: (name) => tensors.has(name),
    read(name) {
      const tensor = tensors.get(name);
      if (!tensor) {
        throw new DataError(`${path}: tensor ${name} is missing`);
      }
      return tensor.kind === 'float' ? tensor.read(0, tensor.shape[0]) : dequantize(tensor.read());
    },
  };
}
