import type { TopK } from '../port/accelerator.ts';

/** Rows of x [T, K] into rows of `stride` floats, zeros behind each. */
export function writeRows(into: Uint8Array, x: Float32Array, tokens: number, stride: number): void {
  const rows = new Float32Array(into.buffer, into.byteOffset, tokens * stride);
  const k = x.length / tokens;
  for (let t = 0; t < tokens; t++) {
    rows.set(x.subarray(t * k, (t + 1) * k), t * stride);
    rows.fill(0, t * stride + k, (t + 1) * stride);
  }
}

/** y [T, N] out of rows of `stride` floats. Bits are copied, so that NaNs keep theirs. */
export function readRows(from: Uint8Array, tokens: number, n: number, stride: number): Float32Array {
  const rows = new Uint32Array(from.buffer, from.byteOffset, tokens * stride);
  const y = new Uint32Array(tokens * n);
  for (let t = 0; t < tokens; t++) {
    y.set(rows.subarray(t * stride, t * stride + n), t * n);
  }
  return new Float32Array(y.buffer);
}

/** The first `count` entries of the device's list. */
export function readTop(from: Uint8Array, count: number): TopK {
  const words = new Uint32Array(from.buffer, from.byteOffset, 2 * count);
  const values = Uint32Array.from({ length: count }, (_, i) => words[2 * i]);
  return {
    indices: Uint32Array.from({ length: count }, (_, i) => words[2 * i + 1]),
    values: new Float32Array(values.buffer),
  };
}
