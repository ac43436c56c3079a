import { CORES, openPool } from '../../parallel/pool.ts';
import { type Accelerator, type AcceleratorOptions, checkOperands } from '../../port/accelerator.ts';
import { BLOCK_OUTPUTS } from '../../port/layout.ts';
import { MAX_K, TOP_K } from '../../port/limits.ts';
import type { PackedMatrix } from '../../port/matrix.ts';
import type { GoldenPart } from './golden-part.ts';
import { goldenTopK } from './top-k.ts';

/**
 * The golden model on threads of its own, for use beside a simulation, which keeps this one busy. Each thread has a
 * share of every matrix.
 * @param threads default: all cores but the one this thread is on
 */
export async function openGoldenThreads(
  { engine }: AcceleratorOptions,
  threads: number = Math.max(1, CORES - 1),
): Promise<Accelerator> {
  const pool = openPool<GoldenPart, Float32Array[]>(new URL('./golden-part.mjs', import.meta.url), threads);
  // A thread that is not up yet takes its first task only when this thread is idle.
  await Promise.all(
    Array.from({ length: threads }, () => pool.run({ engine, x: new Float32Array(), tokens: 0, shares: [] })),
  );

  const multiply = async (x: Float32Array, tokens: number, matrices: readonly PackedMatrix[]) => {
    checkOperands(x, tokens, matrices);
    // One task a thread: further ones would wait until this thread is idle.
    const parts = await Promise.all(
      Array.from({ length: threads }, (_, thread) => {
        const shares = matrices.map((matrix) => ({ matrix, outputs: share(matrix.n, thread, threads) }));
        return pool.run({ engine, x, tokens, shares }).then((ys) => ({ shares, ys }));
      }),
    );
    return matrices.map(({ n }, i) => {
      const y = new Float32Array(tokens * n);
      for (const { shares, ys } of parts) {
        const [from, to] = shares[i].outputs;
        for (let t = 0; t < tokens; t++) {
          copyBits(ys[i], t * (to - from), y, t * n + from, to - from);
        }
      }
      return y;
    });
  };

  return {
    backend: 'golden',
    engine,
    tokensPerPass: Number.POSITIVE_INFINITY,
    maxK: MAX_K,
    load: async (matrix) => ({ ...matrix, data: shared(matrix.data) }),
    multiply: (x, tokens, matrices) => multiply(x, tokens, matrices as readonly PackedMatrix[]),
    async topK(x, matrix) {
      const [y] = await multiply(x, 1, [matrix as PackedMatrix]);
      return goldenTopK(y, TOP_K);
    },
    statistics: () => null,
    close: () => pool.destroy(),
  };
}

/** A thread's outputs of N: whole blocks of 8. */
function share(n: number, thread: number, threads: number): [number, number] {
  const blocks = Math.ceil(n / BLOCK_OUTPUTS);
  const edge = (i: number) => Math.min(n, BLOCK_OUTPUTS * Math.floor((blocks * i) / threads));
  return [edge(thread), thread + 1 === threads ? n : edge(thread + 1)];
}

/** Memory that threads share as it is: that of a model that was loaded is. */
function shared(data: Uint8Array): Uint8Array {
  if (data.buffer instanceof SharedArrayBuffer) {
    return data;
  }
  const copy = new Uint8Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy;
}

/** As bits, so that NaNs keep theirs. */
function copyBits(from: Float32Array, at: number, to: Float32Array, toAt: number, count: number): void {
  const source = new Uint32Array(from.buffer, from.byteOffset + 4 * at, count);
  new Uint32Array(to.buffer, to.byteOffset + 4 * toAt, count).set(source);
}
