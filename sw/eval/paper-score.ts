/** What one system achieves, for equation (1) of arXiv 2504.17376. */
export interface Run {
  readonly name: string;
  /** WNLI accuracy, 0..1. */
  readonly accuracy: number;
  /** Size of the model in bytes. */
  readonly bytes: number;
  /** Prefill throughput [tokens/s]; null where it was not measured. */
  readonly prefill: number | null;
  /** Decode throughput [tokens/s]; null where it was not measured. */
  readonly decode: number | null;
}

export interface ScoredRun extends Run {
  /** Against the first run; a ratio of a throughput that is unknown in any run is 1 for all. */
  readonly ratios: { accuracy: number; memory: number; prefill: number; decode: number };
  readonly score: number;
}

const WEIGHTS = { accuracy: 0.4, memory: 0.2, prefill: 0.2, decode: 0.2 } as const;

/**
 * Equation (1): 0.4 · accuracy + 0.2 · memory + 0.2 · prefill + 0.2 · decode, each ratio divided by its maximum over
 * the runs. The paper does not define the ratios. Here each is the gain over the first run: accuracy / accuracy₀,
 * bytes₀ / bytes, tokens/s / tokens/s₀. (For the paper's own two runs that gives 0.80 and 0.98, not its 0.40 and 0.55.)
 */
export function scoreRuns(runs: readonly Run[]): ScoredRun[] {
  const [first] = runs;
  const known = (key: 'prefill' | 'decode') => runs.every((run) => run[key] !== null);
  const gain = (run: Run, key: 'prefill' | 'decode') => (known(key) ? run[key]! / first[key]! : 1);
  const ratios = runs.map((run) => ({
    accuracy: run.accuracy / first.accuracy,
    memory: first.bytes / run.bytes,
    prefill: gain(run, 'prefill'),
    decode: gain(run, 'decode'),
  }));
  const keys = Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[];
  const share = (key: (typeof keys)[number], i: number) =>
    (WEIGHTS[key] * ratios[i][key]) / Math.max(...ratios.map((ratio) => ratio[key]));
  return runs.map((run, i) => ({
    ...run,
    ratios: ratios[i],
    score: keys.reduce((sum, key) => sum + share(key, i), 0),
  }));
}
