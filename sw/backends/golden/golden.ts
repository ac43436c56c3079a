import { type Accelerator, type AcceleratorOptions, checkOperands } from '../../port/accelerator.ts';
import { MAX_K, TOP_K } from '../../port/limits.ts';
import type { PackedMatrix } from '../../port/matrix.ts';
import { goldenLists } from './golden-lists.ts';
import { goldenMatmul } from './matmul.ts';
import { goldenTopK } from './top-k.ts';

/** T of the golden model of command lists, unless told otherwise: it changes no result. */
const LIST_VECTORS = 8;

/** Back end `golden`: the bit-exact model of the accelerator's arithmetic. */
export function openGolden({ engine, tokens = LIST_VECTORS }: AcceleratorOptions): Accelerator {
  return {
    backend: 'golden',
    ...(engine === 'fused' ? { lists: goldenLists(tokens) } : {}),
    engine,
    tokensPerPass: Number.POSITIVE_INFINITY,
    maxK: MAX_K,
    load: async (matrix) => matrix,
    multiply: async (x, tokens, matrices) => {
      checkOperands(x, tokens, matrices);
      return matrices.map((matrix) => goldenMatmul(engine, matrix as PackedMatrix, x, tokens));
    },
    topK: async (x, matrix) => {
      checkOperands(x, 1, [matrix]);
      return goldenTopK(goldenMatmul(engine, matrix as PackedMatrix, x, 1), TOP_K);
    },
    statistics: () => null,
    close: async () => {},
  };
}
