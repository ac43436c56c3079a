import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';

/** Threads that may work at the same time on this machine. */
export const CORES = availableParallelism();

/**
 * Worker threads that stay. `worker` is plain JavaScript, which loads TypeScript for itself, and whose default export
 * is the task.
 */
export function openPool<Task, Result>(worker: URL, threads: number): Piscina<Task, Result> {
  return new Piscina({ filename: worker.href, minThreads: threads, maxThreads: threads, execArgv: [] });
}
