import { GROUP_SIZE } from '../port/layout.ts';
import type { Tensor } from '../port/tensor.ts';
import { HALF_TO_FLOAT } from './half.ts';
import { unpackRow } from './pack.ts';

/** All elements of a plain tensor (`fp32`, `fp16`) as float32. An aligned `fp32` tensor is viewed, not copied. */
export function floats(tensor: Tensor): Float32Array {
  const { kind, data } = tensor;
  if (kind === 'fp32') {
    return new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  }
  if (kind === 'fp16') {
    return Float32Array.from(halves(tensor), (bits) => HALF_TO_FLOAT[bits]);
  }
  throw new Error(`tensor ${tensor.name} is a packed matrix (${kind}), not plain floats`);
}

/** The binary16 bits of an `fp16` tensor. */
export function halves({ data }: Tensor): Uint16Array {
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

/** A function that reads row `n` of a matrix of any kind into `row` [K]: the embedding look-up. */
export function rowReader(tensor: Tensor): (n: number, row: Float32Array) => void {
  const { kind, data } = tensor;
  const [rows, k] = tensor.shape as [number, number];
  if (kind === 'fp32') {
    const values = floats(tensor);
    return (n, row) => row.set(values.subarray(n * k, (n + 1) * k));
  }
  if (kind === 'fp16') {
    const bits = halves(tensor);
    return (n, row) => {
      for (let i = 0; i < k; i++) {
        row[i] = HALF_TO_FLOAT[bits[n * k + i]];
      }
    };
  }
  const groups = Math.ceil(k / GROUP_SIZE);
  const packed = {
    q: kind === 'int8-macro' ? new Int8Array(k) : new Uint8Array(k),
    zeros: new Uint8Array(groups),
    scales: new Uint16Array(groups),
  };
  return (n, row) => {
    unpackRow(data, kind, rows, k, n, packed);
    for (let i = 0; i < k; i++) {
      const group = Math.floor(i / GROUP_SIZE);
      row[i] = (packed.q[i] - packed.zeros[group]) * HALF_TO_FLOAT[packed.scales[group]];
    }
  };
}
