import { HALF_TO_FLOAT } from '../model/half.ts';
import { GROUP_SIZE } from '../model/layout.ts';
import type { Tensor } from '../model/load.ts';
import { type QuantizedMatrix, unpackMatrix } from '../model/pack.ts';
import { floats, halves } from '../model/tensor.ts';
import type { FloatMatrix } from './sgemm.ts';

/** (q − zero) · scale, [N, K] float32. */
export function dequantize({ n, k, q, zeros, scales }: QuantizedMatrix): Float32Array {
  const groups = Math.ceil(k / GROUP_SIZE);
  const weights = new Float32Array(n * k);
  for (let row = 0, i = 0; row < n; row++) {
    for (let g = row * groups; g < (row + 1) * groups; g++) {
      const [zero, scale] = [zeros[g], HALF_TO_FLOAT[scales[g]]];
      const end = Math.min(i + GROUP_SIZE, (row + 1) * k);
      for (; i < end; i++) weights[i] = (q[i] - zero) * scale;
    }
  }
  return weights;
}

/** A matrix of any kind as floats; binary16 stays binary16. */
export function floatMatrix(tensor: Tensor): FloatMatrix {
  if (tensor.kind === 'fp32') return floats(tensor);
  if (tensor.kind === 'fp16') return halves(tensor);
  const [n, k] = tensor.shape as [number, number];
  return dequantize(unpackMatrix(tensor.data, tensor.kind, n, k));
}
