import { HALF_TO_FLOAT } from '../model/half.ts';

/** binary16 `source` [2n bytes, little-endian] to `target` [n] float32. */
export function float16BytesToFloat32(source: Uint8Array, target: Float32Array): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = HALF_TO_FLOAT[source[2 * i] | (source[2 * i + 1] << 8)];
  }
}

/** bfloat16 `source` [2n bytes, little-endian] to `target` [n] float32. */
export function bfloat16BytesToFloat32(source: Uint8Array, target: Float32Array): void {
  const words = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < target.length; i++) {
    words[i] = (source[2 * i] << 16) | (source[2 * i + 1] << 24);
  }
}
