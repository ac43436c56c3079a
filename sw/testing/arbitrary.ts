import fc from 'fast-check';
import type { QuantizedMatrix } from '../model/pack.ts';
import { GROUP_SIZE, type MatrixFormat } from '../port/layout.ts';

/** Quantised matrices of ragged shapes, all of q, z and finite scales, from a seed (shrinks in shape). */
export function quantizedMatrices(
  format: MatrixFormat,
  { maxN = 70, maxK = 200 }: { maxN?: number; maxK?: number } = {},
): fc.Arbitrary<QuantizedMatrix> {
  return fc
    .record({ n: fc.integer({ min: 1, max: maxN }), k: fc.integer({ min: 1, max: maxK }), seed: fc.nat() })
    .map(({ n, k, seed }) => randomMatrix(format, n, k, seed));
}

export function randomMatrix(format: MatrixFormat, n: number, k: number, seed: number): QuantizedMatrix {
  const random = lcg(seed);
  const groups = Math.ceil(k / GROUP_SIZE);
  const isInt8 = format === 'int8-macro';
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    n,
    k,
    q: isInt8
      ? Int8Array.from({ length: n * k }, () => below(255) - 127)
      : Uint8Array.from({ length: n * k }, () => below(16)),
    zeros: Uint8Array.from({ length: n * groups }, () => (isInt8 ? 0 : below(16))),
    scales: Uint16Array.from({ length: n * groups }, () => below(2) * 0x8000 + below(31) * 1024 + below(1024)),
  };
}

/** Activations between −1 and 1 in groups of very different size. */
export function randomActivations(length: number, seed: number): Float32Array {
  const random = lcg(seed);
  let size = 1;
  return Float32Array.from({ length }, (_, i) => {
    if (i % GROUP_SIZE === 0) {
      size = 2 ** Math.floor(random() * 40 - 20);
    }
    return (random() * 2 - 1) * size;
  });
}

/** A linear congruential generator (Numerical Recipes): good enough to fill a test, and the same everywhere. */
export function lcg(seed: number): () => number {
  let state = (seed ^ 0x2545f491) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 8) ^ (state & 0xff)) / 2 ** 24;
  };
}
