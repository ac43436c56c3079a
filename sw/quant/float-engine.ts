/**
 * The heavy parts of a transformer in single precision on all threads, by plain SIMD (the same bits everywhere), for
 * what needs floats in bulk: statistics and search of the quantiser, reference runs of the evaluation. Operands and
 * results stay in JavaScript's memory, so a model may be larger than WebAssembly's.
 */
import { availableParallelism } from 'node:os';
import { engineArrays } from '../backends/cpu/arrays.ts';
import { attentionKernel, extendCacheKernel } from '../backends/cpu/decoder/attention.ts';
import { siluMultiplyKernel } from '../backends/cpu/decoder/elementwise.ts';
import { Engine } from '../backends/cpu/engine.ts';
import { engineOperators } from '../backends/cpu/operators.ts';
import { floatProductKernel } from '../backends/cpu/products/float-product.ts';
import type { KvCache } from '../port/kv-cache.ts';
import type { AttentionShape } from '../port/operators.ts';
import { createErrorFeedback, type ErrorFeedback } from './error-feedback.ts';
import { compensateKernel, roundGroupKernel } from './error-feedback-kernels.ts';
import { createSgemm, type Sgemm } from './sgemm.ts';
import { factorPanelKernel, factorUpdateKernel } from './triangular-factor.ts';

export interface FloatEngine {
  readonly sgemm: Sgemm;
  /** silu(gate) ∘ up */
  siluMultiply(gate: Float32Array, up: Float32Array): Float32Array;
  /**
   * Causal grouped-query attention of texts of `length` tokens each, one after the other:
   * q [rows, heads · headDim], keys and values [rows, kvHeads · headDim].
   */
  attention(
    q: Float32Array,
    keys: Float32Array,
    values: Float32Array,
    length: number,
    shape: AttentionShape,
  ): Float32Array;
  /** INT4 with error feedback. */
  readonly errorFeedback: ErrorFeedback;
  close(): Promise<void>;
}

const KERNELS = [
  floatProductKernel(16),
  floatProductKernel(32),
  siluMultiplyKernel,
  extendCacheKernel('fp32'),
  attentionKernel('fp32', false),
  factorPanelKernel,
  factorUpdateKernel,
  compensateKernel,
  roundGroupKernel,
];

/** Numbers that are in the engine's memory together. */
const PART = 4 << 20;

export function openFloatEngine(threads = availableParallelism()): FloatEngine {
  const engine = new Engine({ threads, simd: 'plain', kernels: KERNELS });
  const arrays = engineArrays(engine);
  const operators = engineOperators(engine, arrays);
  let room: { cache: KvCache; width: number; headDim: number } | undefined;

  /** Copies what an operator returns out of the engine's memory. */
  const copied = (run: () => Float32Array): Float32Array => {
    const before = arrays.arena.mark();
    const result = run().slice();
    arrays.arena.rewind(before);
    return result;
  };
  const sgemm = createSgemm(engine, arrays);
  return {
    sgemm,
    errorFeedback: createErrorFeedback(engine, arrays),

    siluMultiply(gate, up) {
      const out = new Float32Array(gate.length);
      for (let at = 0; at < gate.length; at += PART) {
        const end = Math.min(at + PART, gate.length);
        out.set(
          copied(() => operators.siluMultiply(gate.subarray(at, end), up.subarray(at, end))),
          at,
        );
      }
      return out;
    },

    attention(q, keys, values, length, shape) {
      const { heads, kvHeads, headDim } = shape;
      const [qStep, step] = [length * heads * headDim, length * kvHeads * headDim];
      const width = kvHeads * headDim;
      if (!(room && room.cache.capacity >= length && room.width === width && room.headDim === headDim)) {
        room = { cache: operators.createCache(1, length, width, 'fp32', headDim), width, headDim };
      }
      const { cache } = room;
      const out = new Float32Array(q.length);
      for (let text = 0; text * qStep < q.length; text++) {
        const attended = copied(() => {
          const stored = cache.extend(
            0,
            keys.subarray(text * step, (text + 1) * step),
            values.subarray(text * step, (text + 1) * step),
          );
          return operators.attention(q.subarray(text * qStep, (text + 1) * qStep), stored, shape);
        });
        out.set(attended, text * qStep);
      }
      return out;
    },
    close: () => engine.close(),
  };
}
