/**
 * What is done for each module by itself, as jobs with results that are kept (docs/sweeps.md): on the cores of this
 * machine, on Slurm, or by Snakemake. Used by `make mutation` and `make coverage`, where `ON` is given.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { gitTree } from '@macromac/verilog/git-tree';
import { execute, PLACES } from 'macromac/jobs/execute.ts';
import type { Job } from 'macromac/jobs/job.ts';
import { type ExecutionArguments, executionOf } from 'macromac/jobs/options.ts';
import { JobStore } from 'macromac/jobs/store.ts';

const ROOT = join(import.meta.dirname, '..');
/** What decides what a bench says of a module: hardware, benches, golden models, language and simulators. */
const SOURCES = [
  ...['rtl', 'tb', 'packages/hdl/src', 'packages/testbench/src', 'packages/verilator-wasm/src'],
  ...['sw/backends/golden', 'sw/model', 'sw/port'],
];

/** Options of a script that can leave its modules to jobs. */
export const JOB_OPTIONS = {
  on: { type: 'string' },
  store: { type: 'string' },
  jobs: { type: 'string' },
  sbatch: { type: 'string' },
  snakemake: { type: 'string' },
  /** How a job calls the script: its module alone, and what came of it on stdout, whatever that is. */
  alone: { type: 'boolean' },
} as const;

export const JOB_HELP = `  --on PLACE   a job a module, on ${PLACES.join(', ')}; results are kept, and what has one is not run again
  --store DIR  where (default out/jobs)
  --jobs N     local and snakemake: at a time (default: all cores)
  --sbatch "ARGUMENTS", --snakemake "ARGUMENTS"`;

export interface ModulePlace extends ExecutionArguments {
  readonly store?: string;
}

/** Runs a script for each module, `SCRIPT --alone ARGUMENTS MODULE`; gives its results in the order of the names. */
export async function forModules<T>(
  script: string,
  names: readonly string[],
  args: readonly string[],
  options: ModulePlace,
  progress: (text: string) => void,
): Promise<T[]> {
  const { store: folder = join(ROOT, 'out/jobs'), ...places } = options;
  const execution = executionOf(places);
  const store = new JobStore(folder);
  const tools = {
    sources: SOURCES.map((path) => gitTree(join(ROOT, path))).join(' '),
    verilator: spawnSync('verilator', ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '',
  };
  const keys = names.map((name) => {
    const job: Job = { name: `${script} ${name}`, command: [script, '--alone', ...args, name], tools };
    return store.add(job);
  });
  const failures = await execute(store, keys, {
    ...execution,
    bundle: 1,
    progress: ({ done, failed, total, running }) =>
      progress(`${done} of ${total} modules${failed > 0 ? `, ${failed} failed` : ''}: ${running.join(', ')}`),
  });
  const [failure] = failures.values();
  if (failure) {
    throw new Error(`${failures.size} of ${names.length} modules failed; ${failure.name}: ${failure.error}`);
  }
  return keys.map((key) => store.result(key) as unknown as T);
}
