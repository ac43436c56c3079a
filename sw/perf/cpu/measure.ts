import type { CpuAccelerator } from '../../backends/cpu/cpu.ts';
import { type Model, prepareModel } from '../../decoder/model.ts';
import { forward } from '../../decoder/pass.ts';
import type { StoredModel } from '../../model/load.ts';
import type { CacheKind, KvCache } from '../../port/kv-cache.ts';
import { median } from '../median.ts';
import { type Breakdown, measureBreakdown } from './breakdown.ts';

export interface BenchOptions {
  /** Prompt lengths, and the contexts that decoding is measured behind. */
  readonly lengths: readonly number[];
  /** Tokens decoded a measurement. */
  readonly tokens: number;
  /** How keys and values are kept; `fp32` by default. */
  readonly kvCache?: CacheKind;
  /** Medians of so many measurements. */
  readonly rounds: number;
  readonly progress: (message: string) => void;
}

export interface BenchResult {
  readonly threads: number;
  readonly simd: string;
  /** Time until the model was ready [ms]. */
  readonly loading: number;
  /** Tokens a second, by prompt length and by context. */
  readonly prefill: Record<number, number>;
  readonly decode: Record<number, number>;
  /** Microseconds a token, behind the longest context. */
  readonly breakdown: Breakdown;
}

/** Measures a model on an accelerator, which it closes. */
export async function bench(
  accelerator: CpuAccelerator,
  read: (allocate: (bytes: number) => Uint8Array) => StoredModel,
  { lengths, tokens, kvCache, rounds, progress }: BenchOptions,
): Promise<BenchResult> {
  const { threads, simd } = accelerator;
  try {
    const start = performance.now();
    const model = await prepareModel(read(accelerator.allocate), accelerator);
    const loading = performance.now() - start;
    const { layers, kvHeads, headDim, vocab } = model.architecture;
    const token = (i: number): number => (i * 7919 + 31) % vocab;
    const capacity = Math.max(...lengths) + tokens;
    const cache = model.operators.createCache(layers, capacity, kvHeads * headDim, kvCache, headDim);
    const prompt = (length: number): number[] => Array.from({ length }, (_, i) => token(i));

    const prefill: Record<number, number> = {};
    const decode: Record<number, number> = {};
    for (const length of lengths) {
      const prefills: number[] = [];
      const decodes: number[] = [];
      // One round more than asked for: the first one warms up.
      for (let round = 0; round <= rounds; round++) {
        progress(`${threads} threads, length ${length}, round ${round} of ${rounds}`);
        const begin = performance.now();
        await readPrompt(model, cache, prompt(length), accelerator.tokensPerPass);
        const read = performance.now();
        for (let i = 0; i < tokens; i++) {
          await forward(model, cache, [token(i)]);
        }
        const end = performance.now();
        if (round === 0) {
          continue;
        }
        prefills.push((1000 * length) / (read - begin));
        decodes.push((1000 * tokens) / (end - read));
      }
      prefill[length] = median(prefills);
      decode[length] = median(decodes);
    }
    cache.truncate(Math.max(...lengths));
    const breakdown = await measureBreakdown(model, cache, tokens, token);
    return { threads, simd, loading, prefill, decode, breakdown };
  } finally {
    await accelerator.close();
  }
}

async function readPrompt(model: Model, cache: KvCache, prompt: readonly number[], batch: number): Promise<void> {
  cache.truncate(0);
  for (let first = 0; first < prompt.length; first += batch) {
    const isLast = first + batch >= prompt.length;
    await forward(model, cache, prompt.slice(first, first + batch), isLast ? 'last' : 'none');
  }
}
