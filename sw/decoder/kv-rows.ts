import { floatToHalf, HALF_TO_FLOAT, roundToEven } from '../model/half.ts';
import type { CacheKind } from '../port/kv-cache.ts';

/** Numbers of one layer, one behind the other. */
export interface Rows {
  /** Stores `values` from element `start` on; returns everything from element 0 to their end, as it reads back. */
  write(start: number, values: Float32Array): Float32Array;
  /** The memory that holds the first `length` elements, to be copied, or to be filled with such a copy. */
  stored(length: number): Uint8Array[];
}

/**
 * Storage for `size` numbers. `decoded` [size] receives what reads back, except in FP32, where the store itself is
 * viewed.
 */
export function createRows(kind: CacheKind, size: number, headDim: number, decoded = new Float32Array(size)): Rows {
  if (kind === 'fp32') {
    return floatRows(decoded);
  }
  return kind === 'fp16' ? halfRows(decoded) : int8Rows(decoded, headDim);
}

function floatRows(store: Float32Array): Rows {
  return {
    write(start, values) {
      store.set(values, start);
      return store.subarray(0, start + values.length);
    },
    stored: (length) => [bytesOf(store.subarray(0, length))],
  };
}

function halfRows(decoded: Float32Array): Rows {
  const store = new Uint16Array(decoded.length);
  return {
    write(start, values) {
      const end = start + values.length;
      for (let i = start; i < end; i++) {
        store[i] = floatToHalf(values[i - start]);
      }
      for (let i = 0; i < end; i++) {
        decoded[i] = HALF_TO_FLOAT[store[i]];
      }
      return decoded.subarray(0, end);
    },
    stored: (length) => [bytesOf(store.subarray(0, length))],
  };
}

/** Symmetric, a scale for each head of a position. */
function int8Rows(decoded: Float32Array, headDim: number): Rows {
  const store = new Int8Array(decoded.length);
  const scales = new Float32Array(decoded.length / headDim);
  return {
    write(start, values) {
      const end = start + values.length;
      for (let head = start; head < end; head += headDim) {
        let largest = 0;
        for (let i = head; i < head + headDim; i++) {
          largest = Math.max(largest, Math.abs(values[i - start]));
        }
        const scale = largest / 127;
        scales[head / headDim] = scale;
        for (let i = head; i < head + headDim; i++) {
          store[i] = scale === 0 ? 0 : roundToEven(values[i - start] / scale);
        }
      }
      for (let i = 0; i < end; i++) {
        decoded[i] = store[i] * scales[Math.floor(i / headDim)];
      }
      return decoded.subarray(0, end);
    },
    stored: (length) => [bytesOf(store.subarray(0, length)), bytesOf(scales.subarray(0, length / headDim))],
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
