import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { DataError, UsageError } from '../errors.ts';
import { makeFolder, writeWhole } from '../files.ts';
import { sha256 } from '../model/companions.ts';
import { CORES } from '../parallel/pool.ts';
import { bundles } from './bundles.ts';
import { shellCommand } from './run-command.ts';
import type { Progress } from './run-local.ts';
import type { JobStore } from './store.ts';
import { writeTasks } from './task-list.ts';

export interface SnakemakeRun {
  /** More arguments of snakemake: an executor, resources, a profile. */
  readonly snakemake?: readonly string[];
  /** Jobs of one command that a job of Snakemake's does. Default 8. */
  readonly bundle?: number;
  /** Jobs at a time. Default: a core each. */
  readonly processes?: number;
  /** Between two looks at the results [ms]. Default 1000. */
  readonly poll?: number;
  readonly progress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

const BUNDLE = 8;
const POLL = 1_000;
const MAX_OUTPUT = 4000;

/**
 * Writes a Snakefile for jobs of a store beside them. Its files say that a bundle has been done; results are written by
 * the store alone, since Snakemake deletes the output of what it thinks broken off.
 */
export function writeSnakefile(store: JobStore, keys: readonly string[], bundle = BUNDLE): string {
  const open = keys.filter((key) => !store.has(key));
  const named = bundles(store, open, bundle).map((own) => [sha256(own.join(' ')).slice(0, 16), own] as const);
  makeFolder(join(store.folder, 'snakemake'));
  for (const [name, own] of named) {
    writeTasks(join(store.folder, 'snakemake', `${name}.json`), [own]);
  }
  const command = shellCommand(['jobs', 'run', '.', '--jobs', '1', '--task', '0', '--list']).replaceAll(
    /[{}]/g,
    '$&$&',
  );
  const text = [
    '# Written by `macromac`: jobs of this store, some a file. To be run in this folder.',
    `BUNDLES = ${JSON.stringify(named.map(([name]) => name))}`,
    '',
    'rule all:',
    '    input: expand("snakemake/{bundle}.done", bundle=BUNDLES)',
    '',
    'rule bundle:',
    '    input: "snakemake/{bundle}.json"',
    '    output: touch("snakemake/{bundle}.done")',
    '    threads: 1',
    '    retries: 2',
    `    shell: ${JSON.stringify(`${command} {input:q}`)}`,
    '',
  ].join('\n');
  const path = join(store.folder, 'Snakefile');
  writeWhole(path, text);
  return path;
}

/**
 * Runs jobs of a store by Snakemake, with the executor that its arguments name: the cores of this machine by default.
 */
export async function runSnakemake(
  store: JobStore,
  keys: readonly string[],
  options: SnakemakeRun = {},
): Promise<void> {
  const { snakemake = [], bundle, processes = CORES, poll = POLL, progress, signal } = options;
  for (const key of keys) {
    store.forgive(key);
  }
  const report = () => {
    const done = keys.filter((key) => store.has(key)).length;
    const failed = keys.filter((key) => store.failure(key) !== undefined).length;
    const running = keys.filter((key) => store.isTaken(key)).map((key) => store.job(key).name);
    progress?.({ done, failed, total: keys.length, running });
  };
  report();
  if (keys.every((key) => store.has(key))) {
    return;
  }
  writeSnakefile(store, keys, bundle);
  const own = ['--snakefile', 'Snakefile', '--directory', '.', '--keep-going', '--rerun-incomplete', '--nolock'];
  const places = snakemake.some((argument) => /^(-c|-j|--cores|--jobs)/.test(argument))
    ? []
    : ['--cores', `${processes}`];
  const timer = setInterval(report, poll);
  try {
    await call([...own, ...places, '--rerun-triggers', 'mtime', ...snakemake], resolve(store.folder), signal);
  } catch (error) {
    signal?.throwIfAborted();
    // Of jobs that failed the store knows why.
    if (keys.every((key) => store.has(key) || store.failure(key) !== undefined)) {
      return;
    }
    throw error;
  } finally {
    clearInterval(timer);
    report();
  }
}

function call(args: readonly string[], cwd: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn('snakemake', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], signal });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-MAX_OUTPUT);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.code === 'ENOENT'
          ? new UsageError(
              '--on snakemake: snakemake is not on the PATH; `pip install snakemake` in an environment of Python',
            )
          : error,
      ),
    );
    child.on('close', (code) =>
      code === 0 ? done() : fail(new DataError(`snakemake ended with exit code ${code}:\n${said.trim()}`)),
    );
  });
}
