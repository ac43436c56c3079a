import { matrixLayout } from '../model/layout.ts';
import { Engine } from './engine.ts';
import { adoptMatrix, multiply, type ProductSpace } from './products.ts';
import { assemble, integerEncoding, productKernels } from './program.ts';
import { reorder } from './reorder.ts';

/** Small enough to be tested in milliseconds, large enough that rounding and overflow would show. */
const N = 256;
const K = 896;
/** Relaxed kernels that are not the faster ones after this time are slower; most often a tenth of it is enough. */
const PATIENCE_MILLISECONDS = 200;
/** Runs of each kind before times are compared. */
const WARM_UP = 20;

/**
 * Whether relaxed SIMD is to be used. A module that validates proves nothing: Node 20 with its flag computes wrong dot
 * products, and where the processor lacks the instruction the plain kernels may be faster. So the relaxed kernels
 * must give the plain ones' results on random data, and in less time.
 */
export function chooseRelaxed(): boolean {
  choice ??= isRelaxedSupported() && isRelaxedRight() && isRelaxedFaster();
  return choice;
}
let choice: boolean | undefined;

const isRelaxedSupported = (): boolean => WebAssembly.validate(assemble(productKernels('int8', true), 1).code);

function isRelaxedRight(): boolean {
  return [1, 4].every((tokens) => {
    const plain = trial(false, tokens)();
    const relaxed = trial(true, tokens)();
    return plain.every((value, i) => Math.abs(value - relaxed[i]) <= 1e-5 * Math.max(1, Math.abs(value)));
  });
}

/** Compares the fastest runs, in turns: what else the machine does, and when the compilers are done, falls on both. */
function isRelaxedFaster(): boolean {
  const contenders = [false, true].map((relaxed) => ({ run: trial(relaxed, 1), best: Number.POSITIVE_INFINITY }));
  const [plain, relaxed] = contenders;
  const end = performance.now() + PATIENCE_MILLISECONDS;
  for (let turn = 0; performance.now() < end; turn++) {
    for (const contender of contenders) {
      const start = performance.now();
      contender.run();
      contender.best = Math.min(contender.best, performance.now() - start);
    }
    if (turn >= WARM_UP && relaxed.best < plain.best) return true;
  }
  return false;
}

/** A product of random weights and activations on an engine of its own, to be run any number of times. */
function trial(relaxed: boolean, tokens: number): () => Float32Array {
  const { bytes } = matrixLayout('awq-macro', N, K);
  const kernels = [...productKernels(integerEncoding(relaxed), relaxed), reorder(4)];
  const engine = new Engine({ threads: 1, relaxed, kernels, capacity: 16 << 20 });
  const random = generator();
  const address = engine.allocate(bytes);
  const weights = engine.bytes(address, bytes);
  for (let i = 0; i < bytes; i++) weights[i] = random() & 0xff;
  // Scales below 2^-1, so that none is infinite.
  for (let macro = 0; macro < bytes; macro += 288) for (let i = 17; i < 32; i += 2) weights[macro + i] &= 0xbb;
  const matrix = adoptMatrix(engine, { name: 'trial', n: N, k: K, format: 'awq-macro' }, address);
  const x = engine.floats(engine.allocate(4 * tokens * K), tokens * K);
  for (let i = 0; i < x.length; i++) x[i] = random() / 2 ** 30 - 1;
  const y = engine.allocate(4 * tokens * N);
  let space: ProductSpace | undefined;
  return () => {
    space = multiply(engine, 'int8', space, x.byteOffset, tokens, [{ matrix, y }]);
    return engine.floats(y, tokens * N);
  };
}

/** Numbers of 31 bits, always the same ones (a linear congruence; Numerical Recipes' constants). */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 1;
  };
}
