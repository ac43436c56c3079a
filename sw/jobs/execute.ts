import { type LocalRun, type Progress, runLocal } from './run-local.ts';
import { runSlurm, type SlurmRun } from './run-slurm.ts';
import { runSnakemake, type SnakemakeRun } from './run-snakemake.ts';
import type { Failure, JobStore } from './store.ts';

/** What jobs are run on: this machine's cores, Slurm's nodes, or whatever Snakemake is told. */
export const PLACES = ['local', 'slurm', 'snakemake'] as const;
export type Place = (typeof PLACES)[number];

export interface Execution extends Pick<LocalRun, 'processes' | 'bundle' | 'signal'>, SlurmRun, SnakemakeRun {
  readonly on?: Place;
  readonly progress?: (progress: Progress) => void;
}

const RUNNERS = { local: runLocal, slurm: runSlurm, snakemake: runSnakemake };

/** Runs jobs of a store where it is told; gives those that failed, by key. The others have results then. */
export async function execute(
  store: JobStore,
  keys: readonly string[],
  { on = 'local', ...run }: Execution = {},
): Promise<Map<string, Failure>> {
  const wanted = [...new Set(keys)];
  await RUNNERS[on](store, wanted, run);
  return new Map(
    wanted.flatMap((key) => {
      const failure = store.has(key) ? undefined : store.failure(key);
      return failure ? [[key, failure] as const] : [];
    }),
  );
}
