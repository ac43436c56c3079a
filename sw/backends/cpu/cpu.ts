import { availableParallelism } from 'node:os';
import { UsageError } from '../../errors.ts';
import { rowReader } from '../../model/tensor.ts';
import { type Accelerator, type AcceleratorOptions, checkOperands } from '../../port/accelerator.ts';
import type { MatrixFormat } from '../../port/layout.ts';
import { engineArrays } from './arrays.ts';
import { chooseSimd } from './choose.ts';
import type { Simd } from './compile.ts';
import { Engine } from './engine.ts';
import { adoptMatrix, type EngineMatrix, multiply, type ProductSpace } from './multiply.ts';
import { engineOperators } from './operators.ts';
import { orderedRowReader } from './products/rows.ts';

export interface CpuOptions extends AcceleratorOptions {
  /** In 8 bits a group, fast, or in 27 bits with exact sums, the same bits as engine `fused` (the default). */
  readonly activations?: 'int8' | 'fp32';
  /** This one included. Default: all the processor has. */
  readonly threads?: number;
  /** Overrides the choice that the start-up tests make. */
  readonly simd?: Simd;
  /** Bytes of memory, at most: the model, its KV cache, and working memory. */
  readonly capacity?: number;
}

/** Tokens that meet one pass over the weights; more would not save time and take memory. */
const TOKENS_PER_PASS = 256;

export interface CpuAccelerator extends Accelerator {
  /** The kernels in use. */
  readonly simd: Simd;
  readonly threads: number;
  allocate(bytes: number): Uint8Array;
  /** Bytes of its memory that are taken: weights, keys and values, working memory. */
  used(): number;
}

/** Back end `cpu`: WebAssembly SIMD kernels on all threads, the whole decoder included. */
export function openCpu(options: CpuOptions): CpuAccelerator {
  const { engine: name, activations = 'fp32', threads = availableParallelism(), simd = chooseSimd() } = options;
  if (name !== 'fused') {
    throw new UsageError(`back end cpu has the arithmetic of engine fused; for engine ${name} use golden or rtl`);
  }
  const engine = new Engine({ threads, simd, capacity: options.capacity });
  const arrays = engineArrays(engine);
  const { arena } = arrays;
  const adopted = new Map<number, { matrix: EngineMatrix; format: MatrixFormat }>();
  let space: ProductSpace | undefined;

  return {
    backend: 'cpu',
    simd,
    threads,
    engine: name,
    tokensPerPass: TOKENS_PER_PASS,
    allocate: (bytes) => engine.bytes(engine.allocate(bytes), bytes),
    used: () => engine.used,

    async load({ name, n, k, format, data }) {
      let address = data.byteOffset;
      if (!arrays.isInside(data)) {
        address = engine.allocate(data.byteLength);
        engine.bytes(address, data.byteLength).set(data);
      }
      const known = adopted.get(address);
      if (known) {
        return known.matrix;
      }
      const matrix = adoptMatrix(engine, { name, n, k, format }, address);
      adopted.set(address, { matrix, format });
      return matrix;
    },

    async multiply(x, tokens, matrices) {
      checkOperands(x, tokens, matrices);
      const before = arena.mark();
      const address = arrays.operand(x);
      const results = matrices.map(({ n }) => arena.array(tokens * n));
      const products = matrices.map((matrix, i) => ({ matrix: matrix as EngineMatrix, y: results[i].byteOffset }));
      space = multiply(engine, activations, space, address, tokens, products);
      if (arrays.isInside(x)) {
        return results;
      }
      // Whoever keeps activations outside wants the results there too.
      arena.rewind(before);
      return results.map((y) => y.slice());
    },

    operators: {
      ...engineOperators(engine, arrays),
      rowReader(tensor) {
        const known = arrays.isInside(tensor.data) ? adopted.get(tensor.data.byteOffset) : undefined;
        if (!known) {
          return rowReader(tensor);
        }
        const [rows, k] = tensor.shape as [number, number];
        return orderedRowReader(tensor.data, known.format, rows, k);
      },
    },
    statistics: () => null,
    close: () => engine.close(),
  };
}
