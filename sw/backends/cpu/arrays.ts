import { Arena } from './arena.ts';
import type { Engine } from './engine.ts';

/** How arrays get into the engine's memory. */
export interface EngineArrays {
  readonly arena: Arena;
  /** An array that stays as it is: weights. Uploaded once, unless it lies in the engine's memory already. */
  constant(array: Float32Array | Uint16Array): number;
  /** An operand. One from outside is copied. */
  operand(array: Float32Array): number;
  isInside(array: ArrayBufferView): boolean;
}

export function engineArrays(engine: Engine): EngineArrays {
  const arena = new Arena(engine);
  const uploaded = new WeakMap<ArrayBufferView, number>();
  const isInside = (array: ArrayBufferView): boolean => array.buffer === engine.buffer;
  return {
    arena,
    isInside,
    constant(array) {
      if (isInside(array)) {
        return array.byteOffset;
      }
      const known = uploaded.get(array);
      if (known !== undefined) {
        return known;
      }
      const address = engine.allocate(array.byteLength);
      engine.bytes(address, array.byteLength).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      uploaded.set(array, address);
      return address;
    },
    operand(array) {
      if (isInside(array)) {
        return array.byteOffset;
      }
      const copy = arena.array(array.length);
      copy.set(array);
      return copy.byteOffset;
    },
  };
}
