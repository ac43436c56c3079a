import { attention } from './attention.ts';
import { KvCache } from './kv-cache.ts';
import { addResidual } from './residual.ts';
import { rmsNorm } from './rmsnorm.ts';
import { rope } from './rope.ts';
import { siluMultiply } from './swiglu.ts';

/** What a decoder computes beside its matrix products. A back end may bring its own, for instance on memory of its own. */
export interface Operators {
  readonly rmsNorm: typeof rmsNorm;
  readonly rope: typeof rope;
  readonly attention: typeof attention;
  readonly siluMultiply: typeof siluMultiply;
  readonly addResidual: typeof addResidual;
  createCache(...shape: ConstructorParameters<typeof KvCache>): KvCache;
}

/** Written for clarity, in double precision inside; the same on every back end that has no operators of its own. */
export const REFERENCE_OPERATORS: Operators = {
  rmsNorm,
  rope,
  attention,
  siluMultiply,
  addResidual,
  createCache: (...shape) => new KvCache(...shape),
};
