import { rowReader } from '../model/tensor.ts';
import type { Operators } from '../port/operators.ts';
import { attention } from './attention.ts';
import { addBias, multiplyDense } from './linear.ts';
import { addResidual } from './residual.ts';
import { rmsNorm } from './rmsnorm.ts';
import { rope } from './rope.ts';
import { type CachedRows, RowCache } from './row-cache.ts';
import { siluMultiply } from './swiglu.ts';

/** Written for clarity, in double precision inside; the same on every back end that has no operators of its own. */
export const REFERENCE_OPERATORS: Operators = {
  newArray: (length) => new Float32Array(length),
  rowReader,
  rmsNorm,
  rope,
  attention: (q, cached, shape, y) => attention(q, cached as CachedRows, shape, y),
  attentionTogether(q, texts, shape) {
    const width = shape.heads * shape.headDim;
    let first = 0;
    for (const { tokens, cached } of texts) {
      const rows = q.subarray(first * width, (first + tokens) * width);
      attention(rows, cached as CachedRows, shape, rows);
      first += tokens;
    }
  },
  siluMultiply,
  addResidual,
  addBias,
  multiplyDense,
  createCache: (...shape) => new RowCache(...shape),
};
