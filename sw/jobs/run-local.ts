import { CORES } from '../parallel/pool.ts';
import type { Job } from './job.ts';
import type { Lease } from './lease.ts';
import { runCommand } from './run-command.ts';
import type { JobStore } from './store.ts';

export interface LocalRun {
  /** Processes at a time. Default: a core each. */
  readonly processes?: number;
  /** Jobs of one command that a process serves. Default 8. */
  readonly bundle?: number;
  /** Times that a job whose process died is tried. Default 2. */
  readonly attempts?: number;
  /** Between two looks at what others are doing [ms]. Default 500. */
  readonly poll?: number;
  readonly progress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** A job, and the right to work on it. */
interface Taken {
  readonly job: Job;
  readonly lease: Lease;
}

/** How far a set of jobs is. */
export interface Progress {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** Names of jobs under way. */
  readonly running: readonly string[];
}

const BUNDLE = 8;
const ATTEMPTS = 2;
const POLL = 500;

/**
 * Runs jobs of a store on this machine until each has a result, or a failure. Those that somebody else works on are
 * waited for, and taken over when their owner dies.
 */
export async function runLocal(store: JobStore, keys: readonly string[], options: LocalRun = {}): Promise<void> {
  const { processes = CORES, bundle = BUNDLE, attempts = ATTEMPTS, poll = POLL, progress, signal } = options;
  const total = keys.length;
  const open = new Set(keys.filter((key) => !store.has(key)));
  const running = new Map<string, string>();
  const tries = new Map<string, number>();
  // A full disk under one worker ends them all.
  const broken = new AbortController();
  const either = AbortSignal.any([broken.signal, ...(signal ? [signal] : [])]);
  let failed = 0;
  const report = () => progress?.({ done: total - open.size - failed, failed, total, running: [...running.values()] });
  const close = (key: string) => {
    open.delete(key);
    report();
  };

  /** Jobs of one command that are free, with the right to them: few where few are left, so that all cores have some. */
  const takeSome = (): Map<string, Taken> => {
    const taken = new Map<string, Taken>();
    const most = Math.max(1, Math.min(bundle, Math.ceil((open.size - running.size) / processes / 2)));
    let command: string | undefined;
    for (const key of open) {
      if (taken.size === most) {
        break;
      }
      if (running.has(key)) {
        continue;
      }
      if (store.has(key)) {
        close(key);
        continue;
      }
      const job = store.job(key);
      const line = JSON.stringify([job.command, job.input === undefined ? key : null]);
      if (command !== undefined && command !== line) {
        continue;
      }
      const lease = store.take(key);
      if (lease) {
        command = line;
        taken.set(key, { job, lease });
        running.set(key, job.name);
      }
    }
    return taken;
  };

  const work = async (taken: Map<string, Taken>): Promise<void> => {
    const own = [...taken.keys()];
    const jobs = [...taken.values()].map(({ job }) => job);
    report();
    try {
      await runCommand(
        jobs,
        (place, outcome) => {
          const [key, { name }] = [own[place], jobs[place]];
          running.delete(key);
          if ('result' in outcome) {
            store.put(key, name, outcome.result, outcome.seconds);
            close(key);
          } else if (outcome.by !== 'another' && !either.aborted) {
            const count = (tries.get(key) ?? 0) + 1;
            tries.set(key, count);
            store.fail(key, name, outcome.error);
            if (count >= attempts || outcome.by === 'answer') {
              failed++;
              close(key);
            }
          }
          taken.get(key)?.lease.release();
          taken.delete(key);
        },
        { signal: either, scratch: store.scratch },
      );
    } finally {
      for (const [key, { lease }] of taken) {
        running.delete(key);
        lease.release();
      }
    }
  };

  const worker = async (): Promise<void> => {
    while (open.size > 0 && !either.aborted) {
      const taken = takeSome();
      if (taken.size > 0) {
        await work(taken);
      } else if (open.size > 0) {
        await new Promise((resolve) => setTimeout(resolve, poll));
      }
    }
  };
  for (const key of open) {
    store.forgive(key);
  }
  report();
  await Promise.all(
    Array.from({ length: processes }, () =>
      worker().catch((error: unknown) => {
        broken.abort();
        throw error;
      }),
    ),
  );
  signal?.throwIfAborted();
}
