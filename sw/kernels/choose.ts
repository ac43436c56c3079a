import { matrixLayout } from '../model/layout.ts';
import { Engine } from './engine.ts';
import { type EngineMatrix, multiply } from './products.ts';
import { assemble, integerEncoding, productKernels } from './program.ts';

/** Small enough to be tested in milliseconds, large enough that rounding and overflow would show. */
const N = 256;
const K = 896;
/** The faster of the two must be found in this time; code is compiled twice over while it runs. */
const TRIAL_MILLISECONDS = 25;

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
    const [plain, relaxed] = [false, true].map((flag) => trial(flag, tokens, (run) => run()));
    return plain.every((value, i) => Math.abs(value - relaxed[i]) <= 1e-5 * Math.max(1, Math.abs(value)));
  });
}

function isRelaxedFaster(): boolean {
  const [plain, relaxed] = [false, true].map((flag) => {
    let best = Number.POSITIVE_INFINITY;
    trial(flag, 1, (run) => {
      const end = performance.now() + TRIAL_MILLISECONDS;
      for (let start = performance.now(); start < end; start = performance.now()) {
        const y = run();
        best = Math.min(best, performance.now() - start);
        if (y.length === 0) break;
      }
      return new Float32Array();
    });
    return best;
  });
  return relaxed < plain;
}

/** Lets `use` multiply random weights with random activations on an engine of its own. */
function trial(relaxed: boolean, tokens: number, use: (run: () => Float32Array) => Float32Array): Float32Array {
  const { bytes } = matrixLayout('awq-macro', N, K);
  const kernels = productKernels(integerEncoding(relaxed), relaxed);
  const engine = new Engine({ threads: 1, relaxed, kernels, capacity: 16 << 20 });
  const random = generator();
  const matrix: EngineMatrix = { name: 'trial', n: N, k: K, format: 'awq-macro', address: engine.allocate(bytes) };
  const weights = engine.bytes(matrix.address, bytes);
  for (let i = 0; i < bytes; i++) weights[i] = random() & 0xff;
  // Scales between 2^-15 and 1, so that none is infinite.
  for (let macro = 0; macro < bytes; macro += 288) for (let i = 17; i < 32; i += 2) weights[macro + i] &= 0xbb;
  const x = engine.allocate(4 * tokens * K);
  engine.floats(x, tokens * K).forEach((_, i, all) => {
    all[i] = random() / 2 ** 30 - 1;
  });
  const y = engine.allocate(4 * tokens * N);
  let space: Parameters<typeof multiply>[2];
  return use(() => {
    space = multiply(engine, 'int8', space, x, tokens, [{ matrix, y }]);
    return engine.floats(y, tokens * N);
  });
}

/** Numbers of 31 bits, always the same ones (a linear congruence; Numerical Recipes' constants). */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 1;
  };
}
