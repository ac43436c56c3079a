import { resolve } from 'node:path';
import { Command } from 'commander';
import { abilitiesOf, BACKEND_NAMES } from '../backends/backends.ts';
import { DataError, UsageError } from '../errors.ts';
import { evaluateAsJobs, type PartResult } from '../eval/evaluation-jobs.ts';
import { measured } from '../eval/measurement.ts';
import { type Arithmetic, FLOAT32, openSubject } from '../eval/open-subject.ts';
import type { Described } from '../eval/open-weights.ts';
import { type Run, scoreRuns } from '../eval/paper-score.ts';
import { type Task, type TaskResults, taskFor, windowOf } from '../eval/task.ts';
import { openWindowLog } from '../eval/window-log.ts';
import { readText } from '../files.ts';
import { type ExecutionArguments, executionOf } from '../jobs/options.ts';
import { JobStore } from '../jobs/store.ts';
import { sha256 } from '../model/companions.ts';
import { parseJson } from '../model/load.ts';
import type { AcceleratorCacheKind, CacheKind } from '../port/kv-cache.ts';
import type { Engine } from '../port/matrix.ts';
import type { Offload } from '../program/offload.ts';
import { integer } from './arguments.ts';
import { activationsOption, threadsOption } from './cpu-options.ts';
import { percent, thousands } from './format.ts';
import { interruptible } from './interruptible.ts';
import { addExecutionOptions, jobProgress } from './jobs.ts';
import { anyKvCacheOption, engineOption, offloadNote, offloadOption, usedKvCache } from './options.ts';
import { progressLine } from './progress.ts';

interface CommonArguments extends ExecutionArguments {
  readonly backend: string;
  readonly engine: Engine;
  readonly activations: 'int8' | 'fp32';
  readonly kvCache?: CacheKind | AcceleratorCacheKind;
  readonly offload?: Offload;
  readonly threads?: number;
  readonly store: string;
  readonly json?: boolean;
}

/** How a task is asked for and told. */
interface TaskCommand<N extends keyof TaskResults, A> {
  readonly description: string;
  task(options: A): Task & { readonly name: N };
  /** The file it is about. */
  text(options: A): string;
  /** Where results of single windows are kept. */
  log?(options: A): string | undefined;
  /** How far it is, after so many parts. */
  soFar(done: number, parts: number, result: TaskResults[N]): string;
  line(result: TaskResults[N]): string;
}

/** A command that opens a model, measures, and prints a line or an object. */
function taskCommand<N extends keyof TaskResults, A>(name: N, told: TaskCommand<N, A>): Command {
  const command = new Command(name)
    .description(told.description)
    .argument('<model>', 'model folder, or a checkpoint as published')
    .option('--backend <name>', `where matrix products are made: ${[FLOAT32, ...BACKEND_NAMES].join(', ')}`, FLOAT32)
    .addOption(engineOption())
    .addOption(activationsOption().default('fp32'))
    .addOption(anyKvCacheOption())
    .addOption(offloadOption())
    .addOption(threadsOption());
  return addExecutionOptions(command, null)
    .option('--store <dir>', 'with --on: folder of jobs and results, which a later run goes on from', 'eval.jobs')
    .option('--json', 'print the result as one object')
    .action(async (source: string, options: A & CommonArguments) => {
      const { backend, activations, kvCache, json } = options;
      const { model, offloaded, result } = await (options.on === undefined ? alone : byJobs)(told, source, options);
      const task: Task = told.task(options);
      const offload = offloaded?.offload ?? 'linear';
      const cache = backend === FLOAT32 ? {} : { kv_cache: usedKvCache(kvCache, offload), offload };
      const arithmetic = { backend, ...(abilitiesOf(backend).choosesActivations ? { activations } : {}), ...cache };
      const size = task.name === 'perplexity' ? { window: windowOf(task.window, model) } : {};
      const object = { model: source, ...arithmetic, model_bytes: model.bytes, ...result, ...size };
      process.stdout.write(json ? `${JSON.stringify(object)}\n` : `${source}: ${told.line(result)}\n`);
    });
}

/** What was measured of which model. */
interface Found<R> {
  readonly model: Described;
  readonly offloaded?: PartResult['offloaded'];
  readonly result: R;
}

const arithmeticOf = ({ backend, engine, activations, kvCache, offload }: CommonArguments): Arithmetic => ({
  ...{ backend, engine, activations, kvCache, offload },
});

/** Measures in this process, part after part. */
async function alone<N extends keyof TaskResults, A>(
  told: TaskCommand<N, A>,
  source: string,
  options: A & CommonArguments,
): Promise<Found<TaskResults[N]>> {
  const progress = progressLine();
  const arithmetic = arithmeticOf(options);
  const subject = await openSubject(source, { ...arithmetic, threads: options.threads, progress: progress.update });
  try {
    const note = subject.offloaded && offloadNote(subject.offloaded, options.backend);
    if (note !== undefined) {
      progress.end(note);
    }
    const task: Task = told.task(options);
    const path = told.text(options);
    const content = readText(path);
    const measurement = taskFor(task, subject, content, path);
    const log = told.log?.(options);
    const known = log === undefined ? undefined : openWindowLog(log, describe(task, subject, content, options));
    const result = await measured(measurement, subject.score, known, (done, parts, soFar) =>
      progress.update(told.soFar(done, parts, soFar as TaskResults[N])),
    );
    progress.end();
    return { model: subject, offloaded: subject.offloaded, result: result as TaskResults[N] };
  } finally {
    await subject.close();
  }
}

/** Measures each part as a job of its own (docs/sweeps.md). */
async function byJobs<N extends keyof TaskResults, A>(
  told: TaskCommand<N, A>,
  source: string,
  options: A & CommonArguments,
): Promise<Found<TaskResults[N]>> {
  const execution = executionOf(options);
  const given = [options.threads === undefined ? [] : '--threads', told.log?.(options) === undefined ? [] : '--log'];
  const [refused] = given.flat();
  if (refused !== undefined) {
    throw new UsageError(`${refused} and --on: each job has one thread, and its result is kept in --store`);
  }
  const store = new JobStore(options.store);
  const line = progressLine();
  const places = { model: resolve(source), text: resolve(told.text(options)) };
  const found = await interruptible(
    (signal) =>
      evaluateAsJobs(told.task(options), arithmeticOf(options), places, store, {
        ...execution,
        signal,
        progress: jobProgress(line),
      }),
    () => `stopped; the same command goes on with what ${options.store} does not have`,
  );
  const note = found.offloaded && offloadNote(found.offloaded, options.backend);
  line.end(note);
  return { ...found, result: found.result as TaskResults[N] };
}

/** What the windows of a log are of. */
function describe(
  task: Task,
  subject: Described & { readonly offloaded?: PartResult['offloaded'] },
  content: string,
  options: CommonArguments,
) {
  const { name, bytes } = subject;
  const { backend, engine, activations } = options;
  const offload = subject.offloaded?.offload ?? 'linear';
  const window = task.name === 'perplexity' ? windowOf(task.window, subject) : undefined;
  const kvCache = usedKvCache(options.kvCache, offload);
  return JSON.stringify({ name, bytes, text: sha256(content), window, backend, engine, activations, kvCache, offload });
}

interface PerplexityArguments {
  readonly text: string;
  readonly window: number;
  readonly windows?: number;
  readonly log?: string;
}

const perplexityCommand = taskCommand<'perplexity', PerplexityArguments>('perplexity', {
  description:
    "perplexity of a text by GPTQ's protocol: windows side by side, every token but a window's first is predicted",
  task: ({ window, windows }) => ({ name: 'perplexity', window, windows }),
  text: ({ text }) => text,
  log: ({ log }) => log,
  soFar: (done, parts, { perplexity }) => `window ${done}/${parts}, perplexity ${perplexity.toFixed(3)}`,
  line: ({ perplexity, windows, tokens }) =>
    `perplexity ${perplexity.toFixed(4)} over ${windows} windows of ${tokens / windows + 1}`,
})
  .requiredOption('--text <file>', 'text to predict; for WikiText-2 the test split joined by blank lines')
  .option('--window <tokens>', 'tokens a window, at most the context', integer(2), 2048)
  .option('--windows <count>', 'only the first so many', integer(1))
  .option('--log <file>', 'keep the result of each window there: an interrupted run goes on, a longer one adds to it');

const bitsPerByteCommand = taskCommand<'bits-per-byte', { readonly text: string; readonly documents?: number }>(
  'bits-per-byte',
  {
    description: 'bits the model needs for each byte of text; comparable between tokenizers',
    task: ({ documents }) => ({ name: 'bits-per-byte', documents }),
    text: ({ text }) => text,
    soFar: (done, parts, { bitsPerByte }) => `document ${done}/${parts}, ${bitsPerByte.toFixed(4)} bits/byte`,
    line: ({ bitsPerByte, documents, bytes }) =>
      `${bitsPerByte.toFixed(4)} bits/byte over ${documents} documents of ${thousands(bytes)} bytes`,
  },
)
  .requiredOption('--text <file>', 'documents parted by <|endoftext|>')
  .option('--documents <count>', 'only the first so many', integer(1));

const wnliCommand = taskCommand<'wnli', { readonly data: string }>('wnli', {
  description: "accuracy on GLUE's WNLI by the likelier of two answers; see docs/evaluation.md for prompt and ties",
  task: () => ({ name: 'wnli' }),
  text: ({ data }) => data,
  soFar: (done, parts) => `example ${done}/${parts}`,
  line: ({ accuracy, right, examples, majority }) =>
    `WNLI ${percent(accuracy)} (${right} of ${examples}; always the majority: ${percent(majority)})`,
}).requiredOption('--data <file>', "dev.tsv of GLUE's WNLI");

const scoreCommand = new Command('score')
  .description("the paper's equation (1) for two or more runs; ratios are against the first")
  .argument('<file>', 'JSON: [{"name", "accuracy" 0..1, "bytes", "prefill" and "decode" in tokens/s, or null}, …]')
  .option('--json', 'print the scored runs as one array')
  .action((file: string, { json }: { json?: boolean }) => {
    const runs = scoreRuns(readRuns(file));
    if (json) {
      return void process.stdout.write(`${JSON.stringify(runs)}\n`);
    }
    for (const { name, ratios, score } of runs) {
      const parts = Object.entries(ratios).map(([key, ratio]) => `${key} × ${ratio.toFixed(3)}`);
      process.stdout.write(`${name}: ${score.toFixed(3)} (${parts.join(', ')})\n`);
    }
  });

function readRuns(path: string): Run[] {
  const runs = parseJson(path);
  const isRate = (value: unknown) => value === null || (typeof value === 'number' && value > 0);
  const isRun = (run: Partial<Record<keyof Run, unknown>>) =>
    typeof run?.name === 'string' &&
    typeof run.accuracy === 'number' &&
    run.accuracy > 0 &&
    run.accuracy <= 1 &&
    typeof run.bytes === 'number' &&
    run.bytes > 0 &&
    isRate(run.prefill) &&
    isRate(run.decode);
  if (!Array.isArray(runs) || runs.length < 2 || !runs.every(isRun)) {
    throw new DataError(`${path}: expected two or more {"name", "accuracy" 0..1, "bytes", "prefill", "decode"}`);
  }
  return runs;
}

export const evalCommand = new Command('eval').description('how good a model is');
for (const command of [perplexityCommand, bitsPerByteCommand, wnliCommand, scoreCommand]) {
  evalCommand.addCommand(command);
}
