import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { DataError, UsageError } from '../errors.ts';
import { EVALUATE } from '../eval/evaluation-jobs.ts';
import { execute, PLACES, type Place } from '../jobs/execute.ts';
import { type ExecutionArguments, executionOf } from '../jobs/options.ts';
import type { Progress } from '../jobs/run-local.ts';
import { serveJobs } from '../jobs/serve-jobs.ts';
import { JobStore } from '../jobs/store.ts';
import { readTasks } from '../jobs/task-list.ts';
import { STEPS, type Step, stepNamed } from '../sweep/steps.ts';
import { integer } from './arguments.ts';
import { interruptible } from './interruptible.ts';
import { type ProgressLine, progressLine } from './progress.ts';

/** `usual`: what jobs are run on unless it is said; null: there are none unless it is said. */
export function addExecutionOptions(command: Command, usual: Place | null = 'local'): Command {
  return command
    .addOption(
      new Option(
        '--on <what>',
        'run jobs on the cores of this machine, as job arrays of Slurm, or by Snakemake; the store is the same',
      )
        .choices(PLACES)
        .default(usual ?? undefined),
    )
    .option('--jobs <count>', 'local and snakemake: processes at a time (default: all cores)', integer(1, 4096))
    .option('--bundle <count>', 'jobs of one kind that a process, or a task of Slurm, does', integer(1, 4096), 8)
    .option('--sbatch <arguments>', 'with --on slurm: more arguments of sbatch, "--partition=short --time=60"')
    .option('--snakemake <arguments>', 'with --on snakemake: more of its arguments, "--executor slurm --jobs 100"');
}

/** Tells how far a set of jobs is, and when it will be done if the rest are like those so far. */
export function jobProgress(line: ProgressLine, what = 'jobs'): (progress: Progress) => void {
  const began = performance.now();
  let before: number | undefined;
  return ({ done, failed, total, running }) => {
    before ??= done;
    const made = done - before;
    const left = ((performance.now() - began) / 1000 / made) * (total - done - failed);
    const parts = [
      `${what}: ${done} of ${total}`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(made > 0 && left > 0 ? [`about ${duration(left)} left`] : []),
      ...(running.length > 0 ? [running.slice(0, 2).join(', ') + (running.length > 2 ? ', …' : '')] : []),
    ];
    line.update(parts.join('; '));
  };
}

const duration = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.ceil(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;

interface RunArguments extends ExecutionArguments {
  readonly list?: string;
  readonly task?: number;
}

const runCommand = addExecutionOptions(new Command('run'))
  .description('run jobs of a store: those named, those of a task of a list, or all that have no result')
  .argument('<store>', 'folder of jobs and results')
  .argument('[keys...]', 'keys of jobs')
  .option('--list <file>', 'a list of tasks, as it is written for Slurm and Snakemake')
  .option('--task <number>', 'with --list: the task, from 0', integer(0))
  .action(async (folder: string, keys: string[], { list, task, ...options }: RunArguments) => {
    const execution = executionOf(options);
    const store = existing(folder);
    const wanted = list === undefined ? (keys.length > 0 ? keys : store.keys()) : keysOfTask(list, task);
    const progress = progressLine();
    const failures = await interruptible(
      (signal) => execute(store, wanted, { ...execution, signal, progress: jobProgress(progress) }),
      () => 'stopped; the same command goes on with what is missing',
    );
    progress.end();
    for (const { name, error } of failures.values()) {
      process.stderr.write(`${name}: ${error}\n`);
    }
    if (failures.size > 0) {
      throw new DataError(`${folder}: ${failures.size} of ${wanted.length} jobs failed`);
    }
  });

/** A store that is there. */
function existing(folder: string): JobStore {
  if (!existsSync(join(folder, 'jobs'))) {
    throw new DataError(`${folder}: no folder of jobs and results, as \`macromac sweep\` makes`);
  }
  return new JobStore(folder);
}

function keysOfTask(list: string, task: number | undefined): readonly string[] {
  const tasks = readTasks(list);
  if (task === undefined || task >= tasks.length) {
    throw new UsageError(`--task ${task ?? 'missing'}: ${list} has tasks 0 to ${tasks.length - 1}`);
  }
  return tasks[task];
}

const statusCommand = new Command('status')
  .description('how many jobs of a store have a result, or a failure')
  .argument('<store>', 'folder of jobs and results')
  .option('--json', 'print one object')
  .action((folder: string, { json }: { readonly json?: boolean }) => {
    const counts = existing(folder).counts();
    const { jobs, results, failures } = counts;
    process.stdout.write(
      json ? `${JSON.stringify(counts)}\n` : `${jobs} jobs, ${results} with a result, ${failures} failed\n`,
    );
  });

const serveCommand = new Command('serve')
  .description('answer jobs of a kind, a line each, until stdin ends: the working side of a sweep or an evaluation')
  .addArgument(new Argument('<kind>').choices([...STEPS, EVALUATE]))
  .action(async (kind: Step | typeof EVALUATE) => {
    if (kind !== EVALUATE) {
      return serveJobs(await stepNamed(kind));
    }
    const { openEvaluation } = await import('../eval/evaluate-part.ts');
    await using evaluation = openEvaluation();
    await serveJobs(evaluation.make);
  });

export const jobsCommand = new Command('jobs')
  .description('the jobs of a sweep by themselves: what Slurm and Snakemake call (docs/sweeps.md)')
  .addCommand(runCommand)
  .addCommand(statusCommand)
  .addCommand(serveCommand);
