import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DataError, UsageError } from '../errors.ts';
import { makeFolder, readText } from '../files.ts';
import { bundles } from './bundles.ts';
import { shellCommand } from './run-command.ts';
import type { Progress } from './run-local.ts';
import type { JobStore } from './store.ts';
import { readTasks, type TaskList, writeTasks } from './task-list.ts';

export interface SlurmRun {
  /** More arguments of sbatch: partition, time, memory. */
  readonly sbatch?: readonly string[];
  /** Jobs of one command that a task of an array does. Default 8. */
  readonly bundle?: number;
  /** Times that a job is submitted before it is given up. Default 4. */
  readonly attempts?: number;
  /** Between two looks at the queue and the results [ms]. Default 5000. */
  readonly poll?: number;
  readonly progress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

const BUNDLE = 8;
const ATTEMPTS = 4;
const POLL = 5_000;
/** Slurm's own limit is 1001 tasks an array where nobody has set another. */
const MOST_TASKS = 1000;
/** Looks at the queue that may fail one after the other: a controller that is restarted. */
const PATIENCE = 24;

const PREFIX = 'macromac-';

/** An array that was submitted: the keys of each task. Its file and its name in Slurm are the same. */
interface SubmittedArray {
  readonly name: string;
  readonly tasks: TaskList;
}

/**
 * Runs jobs of a store as job arrays of Slurm, and waits until each has a result, or a failure. The store is to be seen
 * by this machine and the nodes under the same path, and so is this program. Arrays that an earlier run submitted and
 * that are still in the queue are waited for; jobs that no task has any more, because a node died or somebody
 * cancelled them, are submitted again.
 */
export async function runSlurm(store: JobStore, keys: readonly string[], options: SlurmRun = {}): Promise<void> {
  const { sbatch = [], bundle = BUNDLE, attempts = ATTEMPTS, poll = POLL, progress, signal } = options;
  const folder = join(resolve(store.folder), 'slurm');
  makeFolder(folder);
  const arrays = readArrays(folder);
  const submissions = new Map<string, number>();
  const known = new Map(keys.map((key) => [key, store.has(key) ? '' : store.job(key).name]));
  const done = new Set<string>();
  const failed = new Set<string>();
  /**
   * Without a task when the queue was last looked at: only who is so twice is lost, since results take time to be seen.
   */
  let missed = new Set<string>();
  let first = true;
  let blind = 0;
  for (const key of keys) {
    store.forgive(key);
  }
  for (;;) {
    signal?.throwIfAborted();
    // The queue before the results: a task that has ended meanwhile has left them.
    const states = await queueOf(arrays).catch((error: Error) => {
      if (++blind > PATIENCE) {
        throw new DataError(`squeue failed ${blind} times, the last time so: ${error.message.trim()}`);
      }
    });
    if (states) {
      blind = 0;
      const queued = new Map<string, string>();
      for (const { name, tasks } of arrays) {
        for (const [i, own] of tasks.entries()) {
          const state = states.get(`${name} ${i}`);
          if (state !== undefined) {
            for (const key of own) {
              queued.set(key, state);
            }
          }
        }
      }
      for (const key of keys) {
        if (!done.has(key) && store.has(key)) {
          done.add(key);
        }
        if (!done.has(key) && !queued.has(key) && store.failure(key) !== undefined) {
          failed.add(key);
        }
      }
      const running = [...known].filter(([key]) => !done.has(key) && queued.get(key) === 'RUNNING');
      const counts = { done: done.size, failed: failed.size, total: keys.length };
      progress?.({ ...counts, running: running.map(([, name]) => name) });
      const without = keys.filter((key) => !done.has(key) && !failed.has(key) && !queued.has(key));
      const lost = without.filter((key) => first || missed.has(key));
      missed = new Set(without);
      first = false;
      if (lost.length > 0) {
        for (const key of lost) {
          const count = (submissions.get(key) ?? 0) + 1;
          submissions.set(key, count);
          if (count > attempts) {
            throw new DataError(
              `${known.get(key)}: submitted ${attempts} times, and no task gave a result; ${lastWords(folder)}`,
            );
          }
        }
        arrays.push(await submit(store, folder, lost, bundle, sbatch));
        missed = new Set();
        continue;
      }
      if (without.length === 0 && done.size + failed.size === keys.length) {
        break;
      }
    }
    await new Promise((wake) => setTimeout(wake, poll));
  }
  for (const { name } of arrays) {
    rmSync(join(folder, `${name}.json`), { force: true });
  }
}

/** What the last task said that said something. */
function lastWords(folder: string): string {
  const said = readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).size > 0)
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
  const last = said.at(-1);
  return last === undefined
    ? `none of them said anything in ${folder}`
    : `${last}: ${readText(last).trim().slice(-500)}`;
}

function readArrays(folder: string): SubmittedArray[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(PREFIX) && file.endsWith('.json'))
    .map((file) => ({ name: file.slice(0, -'.json'.length), tasks: readTasks(join(folder, file)) }));
}

/**
 * Submits jobs as one array. Its tasks are written down first: whoever dies in between leaves a list that nobody runs.
 */
async function submit(
  store: JobStore,
  folder: string,
  keys: readonly string[],
  bundle: number,
  more: readonly string[],
): Promise<SubmittedArray> {
  const tasks = bundles(store, keys, bundle, MOST_TASKS);
  const name = `${PREFIX}${randomUUID()}`;
  const list = join(folder, `${name}.json`);
  writeTasks(list, tasks);
  const command = shellCommand(['jobs', 'run', resolve(store.folder), '--list', list, '--jobs', '1', '--task']);
  const script = `#!/bin/sh\nexec ${command} "$SLURM_ARRAY_TASK_ID"\n`;
  const args = [`--array=0-${tasks.length - 1}`, `--job-name=${name}`, '--parsable', '--requeue', '--ntasks=1'];
  try {
    const output = join(folder, '%A-%a.log');
    await call('sbatch', [...args, `--output=${output}`, `--chdir=${resolve(store.folder)}`, ...more], script);
  } catch (error) {
    rmSync(list, { force: true });
    throw error;
  }
  return { name, tasks };
}

/** State of each task that is in the queue, by array and number: PENDING, RUNNING, COMPLETING, … */
async function queueOf(arrays: readonly SubmittedArray[]): Promise<Map<string, string>> {
  if (arrays.length === 0) {
    return new Map();
  }
  const names = arrays.map(({ name }) => name).join(',');
  const text = await call('squeue', ['--noheader', '--array', `--name=${names}`, '--format=%j %K %T']);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return new Map(
    lines.map((line) => {
      const [name, task, state] = line.trim().split(/\s+/);
      return [`${name} ${task}`, state];
    }),
  );
}

const run = promisify(execFile);

async function call(program: string, args: readonly string[], stdin?: string): Promise<string> {
  const started = run(program, [...args], { maxBuffer: 2 ** 26 });
  if (stdin !== undefined) {
    started.child.stdin?.on('error', () => {}); // it did not start, which is told below
    started.child.stdin?.end(stdin);
  }
  try {
    return (await started).stdout;
  } catch (error) {
    const { code, message, stderr = '' } = error as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === 'ENOENT') {
      throw new UsageError(`--on slurm: ${program} is not on the PATH; Slurm's commands are needed on this machine`);
    }
    throw new DataError(`${program}: ${stderr.trim() || message}`);
  }
}
