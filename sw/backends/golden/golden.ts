import { type Accelerator, type AcceleratorOptions, checkOperands } from '../../port/accelerator.ts';
import { MAX_K, TOP_K } from '../../port/limits.ts';
import type { PackedMatrix } from '../../port/matrix.ts';
import { goldenLists } from './golden-lists.ts';
import { goldenMatmul } from './matmul.ts';
import { goldenTopK } from './top-k.ts';

/** T of the golden model of command lists, unless told otherwise: it changes no result. */
const LIST_VECTORS = 8;

export interface GoldenOptions extends AcceleratorOptions {
  /** M of engine `fused`: bits of a block-floating-point mantissa. Default 27. */
  readonly mantissa?: number;
}

/** Back end `golden`: the bit-exact model of the accelerator's arithmetic. */
export function openGolden({ engine, tokens = LIST_VECTORS, mantissa }: GoldenOptions): Accelerator {
  const product = (x: Float32Array, vectors: number, matrix: PackedMatrix) =>
    goldenMatmul(engine, matrix, x, vectors, [0, matrix.n], mantissa);
  return {
    backend: 'golden',
    ...(engine === 'fused' ? { lists: goldenLists(tokens, mantissa) } : {}),
    engine,
    tokensPerPass: Number.POSITIVE_INFINITY,
    maxK: MAX_K,
    load: async (matrix) => matrix,
    multiply: async (x, tokens, matrices) => {
      checkOperands(x, tokens, matrices);
      return matrices.map((matrix) => product(x, tokens, matrix as PackedMatrix));
    },
    topK: async (x, matrix) => {
      checkOperands(x, 1, [matrix]);
      return goldenTopK(product(x, 1, matrix as PackedMatrix), TOP_K);
    },
    statistics: () => null,
    close: async () => {},
  };
}
