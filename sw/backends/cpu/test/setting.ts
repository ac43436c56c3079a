import { packMatrix, type QuantizedMatrix } from '../../../model/pack.ts';
import type { MatrixFormat } from '../../../port/layout.ts';
import { supportedKinds } from '../choose.ts';
import type { Simd } from '../compile.ts';
import { Engine } from '../engine.ts';
import { adoptMatrix, type EngineMatrix, multiply } from '../multiply.ts';
import type { ActivationMode } from '../products/activations.ts';

/** Every kind is tested where the JavaScript engine has it. */
export const SIMD_KINDS = supportedKinds();

export const openEngine = (simd: Simd, threads: number): Engine => new Engine({ threads, simd, capacity: 64 << 20 });

/** An array in the engine's memory with these values. */
export function place(engine: Engine, values: Float32Array): Float32Array {
  const array = engine.floats(engine.allocate(values.byteLength), values.length);
  array.set(values);
  return array;
}

export function upload(engine: Engine, matrix: QuantizedMatrix, format: MatrixFormat): EngineMatrix {
  const data = packMatrix(matrix, format);
  const address = engine.allocate(data.length);
  engine.bytes(address, data.length).set(data);
  return adoptMatrix(engine, { name: 'w', n: matrix.n, k: matrix.k, format }, address);
}

/** y [T, N] a matrix, as the kernels give it; the memory used is given back. */
export function product(
  engine: Engine,
  mode: ActivationMode,
  x: Float32Array,
  tokens: number,
  matrices: readonly EngineMatrix[],
): Float32Array[] {
  const input = place(engine, x);
  const results = matrices.map(({ n }) => place(engine, new Float32Array(tokens * n).fill(7)));
  const products = matrices.map((matrix, i) => ({ matrix, y: results[i].byteOffset }));
  const space = multiply(engine, mode, undefined, input.byteOffset, tokens, products);
  const values = results.map((y) => y.slice());
  for (const array of [input, ...results]) {
    engine.release(array.byteOffset, array.byteLength);
  }
  space.release();
  return values;
}
