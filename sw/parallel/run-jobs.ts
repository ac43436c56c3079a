import type { KeptResults } from './kept-results.ts';
import { CORES, openPool } from './pool.ts';

export interface JobRun<Job, Result> {
  readonly worker: URL;
  readonly threads?: number;
  /** Relative length of a job: the longest are begun first. */
  readonly sizeOf: (job: Job) => number;
  /** Results of earlier runs, and where those of this one go. */
  readonly kept?: { readonly results: KeptResults<Result>; readonly keyOf: (job: Job) => string };
  /** Told after each job. `share`: of the work, by size. */
  readonly progress?: (done: number, total: number, share: number) => void;
  /** Ends the run; jobs under way are dropped. */
  readonly signal?: AbortSignal;
}

/** Runs jobs that do not depend on each other on all cores; results in the order of the jobs. */
export async function runJobs<Job, Result>(
  jobs: readonly Job[],
  { worker, threads = CORES, sizeOf, kept, progress, signal }: JobRun<Job, Result>,
): Promise<Result[]> {
  signal?.throwIfAborted();
  const results: (Result | undefined)[] = jobs.map((job) => kept?.results.get(kept.keyOf(job)));
  const missing = [...jobs.keys()]
    .filter((i) => results[i] === undefined)
    .sort((a, b) => sizeOf(jobs[b]) - sizeOf(jobs[a]));
  const total = jobs.reduce((sum, job) => sum + sizeOf(job), 0);
  let done = jobs.length - missing.length;
  let work = total - missing.reduce((sum, i) => sum + sizeOf(jobs[i]), 0);
  if (missing.length > 0) {
    const pool = openPool<Job, Result>(worker, Math.min(threads, missing.length));
    const stop = () => void pool.destroy();
    signal?.addEventListener('abort', stop);
    try {
      await Promise.all(
        missing.map(async (i) => {
          const result = await pool.run(jobs[i]);
          results[i] = result;
          kept?.results.put(kept.keyOf(jobs[i]), result);
          work += sizeOf(jobs[i]);
          progress?.(++done, jobs.length, work / total);
        }),
      );
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
      await pool.destroy();
    }
  }
  return results as Result[];
}
