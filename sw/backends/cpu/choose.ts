import { CACHE_KINDS } from '../../port/kv-cache.ts';
import { type MatrixFormat, matrixLayout } from '../../port/layout.ts';
import { engineArrays } from './arrays.ts';
import { i32Lanes, i32x4 } from './assembler/expressions.ts';
import { canCompileWide, SIMD_KINDS, type Simd, usesVnni, validates } from './compile.ts';
import { Engine } from './engine.ts';
import { kernel } from './kernel.ts';
import { adoptMatrix, type EngineMatrix, multiply, type ProductSpace } from './multiply.ts';
import { engineOperators } from './operators.ts';
import type { ActivationMode } from './products/activations.ts';
import { assemble } from './program.ts';

const ZERO = i32Lanes(0);
/** Small enough to be tested in milliseconds, large enough that rounding and overflow would show. */
const N = 256;
const K = 896;
/** Tokens of the trials: one is decoded; thirteen are two rows of tiles and a part. */
const TOKENS = [1, 13];
/** Kernels that are not the faster ones after this time are slower; most often a tenth of it is enough. */
const PATIENCE_MILLISECONDS = 100;
/**
 * Kernels that take so many times as long as plain ones need no more runs: those may still be waiting for a compiler.
 */
const HOPELESS = 1.5;
/** The same beside kernels that were compiled at once, as all but the plain ones are. */
const SLOWER = 1.02;
/** Runs of each kind before times are compared. */
const WARM_UP = 20;

/**
 * What the kernels are to be made of. A module that validates proves nothing: compilers have made wrong dot products,
 * where the processor lacks the instruction plain kernels may be faster, and `wide` rests on an experiment of V8. So
 * the first kind is taken that gives the plain kernels' results on random data, in less time.
 */
export function chooseSimd(): Simd {
  choice ??= choose(supportedKinds());
  return choice;
}
let choice: Simd | undefined;

/**
 * Kinds in the order of what they promise, the best first; of kinds in one list the faster one is taken. Without VNNI's
 * instruction, which V8 uses where the processor has it, the dot product that sums pairs promises more than the other.
 */
const PROMISES: readonly (readonly Simd[])[] = [['wide', 'wide-pairs'], usesVnni ? ['relaxed', 'pairs'] : ['pairs']];

function choose(supported: readonly Simd[]): Simd {
  const tiers = PROMISES.map((kinds) => kinds.filter((kind) => supported.includes(kind)));
  if (tiers.flat().length === 0) {
    return 'plain';
  }
  const plain = openTrial('plain');
  const expected = results(plain);
  for (const kinds of tiers) {
    const good = kinds
      .map(openTrial)
      .filter((trial) => agree(results(trial), expected) && isFaster(trial, plain, HOPELESS));
    const best = good.reduce<Engine | undefined>((a, b) => (a && !isFaster(b, a, SLOWER) ? a : b), undefined);
    if (best) {
      return best.simd;
    }
  }
  return 'plain';
}

/** The kinds that this JavaScript engine accepts. */
export function supportedKinds(): Simd[] {
  const probe = kernel('probe', {}, (fn) => fn.drop(i32x4.relaxedDotI8x16I7x16AddS(ZERO, ZERO, ZERO)));
  const hasRelaxed = validates(assemble([probe]).code, 'relaxed');
  const isSupported: Record<Simd, boolean> = {
    plain: true,
    pairs: hasRelaxed,
    relaxed: hasRelaxed,
    'wide-pairs': hasRelaxed && canCompileWide,
    wide: hasRelaxed && canCompileWide,
  };
  return SIMD_KINDS.filter((kind) => isSupported[kind]);
}

interface Result {
  readonly values: Float32Array;
  readonly isExact: boolean;
}

const agree = (actual: readonly Result[], expected: readonly Result[]): boolean =>
  expected.every(({ values, isExact }, i) =>
    values.every((value, j) => {
      const difference = Math.abs(value - actual[i].values[j]);
      return difference <= (isExact ? 0 : 1e-5 * Math.max(1, Math.abs(value)));
    }),
  );

/** Results of all kernels on random data. */
function results(engine: Engine): Result[] {
  const products = (['awq-macro', 'int8-macro'] as const).flatMap((format) => {
    const matrix = trialMatrix(engine, format);
    return (['int8', 'fp32'] as const).flatMap((mode) =>
      TOKENS.map((tokens) => ({ values: productTrial(engine, matrix, mode, tokens)(), isExact: mode === 'fp32' })),
    );
  });
  const others = operatorTrial(engine).map((values) => ({ values, isExact: false }));
  return [...products, ...others];
}

/**
 * Compares the fastest runs of a product of some tokens, where kinds differ most, in turns: what else the machine does,
 * and when the compilers are done, falls on both. It gives up on a trial that takes `hopeless` times as long.
 */
function isFaster(trial: Engine, than: Engine, hopeless: number): boolean {
  const contenders = [than, trial].map((engine) => ({
    run: productTrial(engine, trialMatrix(engine, 'awq-macro'), 'int8', TOKENS[1]),
    best: Number.POSITIVE_INFINITY,
  }));
  const [former, candidate] = contenders;
  const end = performance.now() + PATIENCE_MILLISECONDS;
  for (let turn = 0; performance.now() < end; turn++) {
    for (const contender of contenders) {
      const start = performance.now();
      contender.run();
      contender.best = Math.min(contender.best, performance.now() - start);
    }
    if (turn < WARM_UP) {
      continue;
    }
    if (candidate.best < former.best) {
      return true;
    }
    if (candidate.best > hopeless * former.best) {
      return false;
    }
  }
  return false;
}

const openTrial = (simd: Simd): Engine => new Engine({ threads: 1, simd, capacity: 64 << 20 });

/** A matrix of random weights. */
function trialMatrix(engine: Engine, format: MatrixFormat): EngineMatrix {
  const { bytes } = matrixLayout(format, N, K);
  const random = generator();
  const address = engine.allocate(bytes);
  for (let i = 0; i < bytes / 4; i++) {
    engine.words[address / 4 + i] = random() ^ (random() << 8);
  }
  // Scales below 2^-1, so that none is infinite.
  const weights = engine.bytes(address, bytes);
  const [macroBytes, scales] = format === 'int8-macro' ? [528, 0] : [288, 16];
  for (let macro = scales; macro < bytes; macro += macroBytes) {
    for (let i = 1; i < 16; i += 2) {
      weights[macro + i] &= 0xbb;
    }
  }
  return adoptMatrix(engine, { name: 'trial', n: N, k: K, format }, address);
}

/** A product with random activations, to be run any number of times. */
function productTrial(engine: Engine, matrix: EngineMatrix, mode: ActivationMode, tokens: number): () => Float32Array {
  const x = randomArray(engine, tokens * K, generator());
  const y = engine.allocate(4 * tokens * N);
  let space: ProductSpace | undefined;
  return () => {
    space = multiply(engine, mode, space, x.byteOffset, tokens, [{ matrix, y }]);
    return engine.floats(y, tokens * N);
  };
}

/** What the other kernels make of random activations, in the order of a decoder layer. */
function operatorTrial(engine: Engine): Float32Array[] {
  const operators = engineOperators(engine, engineArrays(engine));
  const random = generator();
  const shape = { heads: 4, kvHeads: 2, headDim: 32 };
  const [tokens, width, pairs] = [11, 128, 16];
  const x = randomArray(engine, tokens * width, random);
  const q = operators.rmsNorm(x, randomArray(engine, width, random), 1e-6);
  const angles = randomArray(engine, tokens * pairs, random);
  for (const form of ['half', 'interleaved'] as const) {
    operators.rope(q, shape.heads, {
      form,
      pairs,
      cos: Float64Array.from(angles),
      sin: Float64Array.from(angles).reverse(),
    });
  }
  operators.addBias(q, x.slice(0, width));
  const kv = randomArray(engine, 2 * tokens * 64, random);
  const attended = CACHE_KINDS.map((kind) => {
    const cache = operators.createCache(1, tokens, 64, kind, shape.headDim);
    return operators.attention(q, cache.extend(0, kv.subarray(0, tokens * 64), kv.subarray(tokens * 64)), shape);
  });
  const gated = operators.siluMultiply(attended[0], q);
  operators.addResidual(x, gated);
  return [q, ...attended, gated, x].map((values) => values.slice());
}

function randomArray(engine: Engine, length: number, random: () => number): Float32Array {
  const x = engine.floats(engine.allocate(4 * length), length);
  for (let i = 0; i < length; i++) {
    x[i] = random() / 2 ** 30 - 1;
  }
  return x;
}

/** Numbers of 31 bits, always the same ones (a linear congruence; Numerical Recipes' constants). */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 1;
  };
}
