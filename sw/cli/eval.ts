import { Command } from 'commander';
import { abilitiesOf, BACKEND_NAMES } from '../backends/backends.ts';
import { DataError } from '../errors.ts';
import { bitsPerByte, splitDocuments } from '../eval/bits-per-byte.ts';
import { FLOAT32, openSubject, type Subject } from '../eval/open-subject.ts';
import { type Run, scoreRuns } from '../eval/paper-score.ts';
import { perplexity } from '../eval/perplexity.ts';
import { openWindowLog } from '../eval/window-log.ts';
import { parseWnli, wnli } from '../eval/wnli.ts';
import { readText } from '../files.ts';
import { sha256 } from '../model/companions.ts';
import { parseJson } from '../model/load.ts';
import type { AcceleratorCacheKind, CacheKind } from '../port/kv-cache.ts';
import type { Engine } from '../port/matrix.ts';
import type { Offload } from '../program/offload.ts';
import { integer } from './arguments.ts';
import { activationsOption, threadsOption } from './cpu-options.ts';
import { percent, thousands } from './format.ts';
import { anyKvCacheOption, engineOption, offloadNote, offloadOption, usedKvCache } from './options.ts';
import { type ProgressLine, progressLine } from './progress.ts';

interface CommonArguments {
  readonly backend: string;
  readonly engine: Engine;
  readonly activations: 'int8' | 'fp32';
  readonly kvCache?: CacheKind | AcceleratorCacheKind;
  readonly offload?: Offload;
  readonly threads?: number;
  readonly json?: boolean;
}

/** A command that opens a model, measures, and prints a line or an object. */
function measurement<A>(
  name: string,
  description: string,
  measure: (
    subject: Subject,
    options: A & CommonArguments,
    progress: ProgressLine,
  ) => Promise<{ line: string; result: object }>,
): Command {
  return new Command(name)
    .description(description)
    .argument('<model>', 'model folder, or a checkpoint as published')
    .option('--backend <name>', `where matrix products are made: ${[FLOAT32, ...BACKEND_NAMES].join(', ')}`, FLOAT32)
    .addOption(engineOption())
    .addOption(activationsOption().default('fp32'))
    .addOption(anyKvCacheOption())
    .addOption(offloadOption())
    .addOption(threadsOption())
    .option('--json', 'print the result as one object')
    .action(async (source: string, options: A & CommonArguments) => {
      const progress = progressLine();
      const subject = await openSubject(source, { ...options, progress: progress.update });
      try {
        const { backend, activations } = options;
        const note = subject.offloaded && offloadNote(subject.offloaded, backend);
        if (note !== undefined) {
          progress.end(note);
        }
        const { line, result } = await measure(subject, options, progress);
        progress.end();
        const { kvCache, offload } = keptBy(subject, options);
        const cache = backend === FLOAT32 ? {} : { kv_cache: kvCache, offload };
        const arithmetic = { backend, ...(abilitiesOf(backend).choosesActivations ? { activations } : {}), ...cache };
        const common = { model: source, ...arithmetic, model_bytes: subject.bytes };
        process.stdout.write(options.json ? `${JSON.stringify({ ...common, ...result })}\n` : `${source}: ${line}\n`);
      } finally {
        await subject.close();
      }
    });
}

/** What is left to the accelerator, and how keys and values are kept then. */
const keptBy = ({ offloaded }: Subject, { kvCache }: CommonArguments) => {
  const offload = offloaded?.offload ?? 'linear';
  return { offload, kvCache: usedKvCache(kvCache, offload) };
};

const perplexityCommand = measurement<{ text: string; window: number; windows?: number; log?: string }>(
  'perplexity',
  "perplexity of a text by GPTQ's protocol: windows side by side, every token but a window's first is predicted",
  async (subject, options, progress) => {
    const { score, name, bytes, tokenizer, architecture } = subject;
    const { text, window, windows, log, backend, engine, activations } = options;
    const { kvCache, offload } = keptBy(subject, options);
    const size = Math.min(window, architecture.context);
    const content = readText(text);
    const measured = {
      name,
      bytes,
      text: sha256(content),
      window: size,
      backend,
      engine,
      activations,
      kvCache,
      offload,
    };
    const result = await perplexity(score, tokenizer.encode(content), {
      log: log === undefined ? undefined : openWindowLog(log, JSON.stringify(measured)),
      window: size,
      limit: windows,
      progress: (done, total, soFar) => progress.update(`window ${done}/${total}, perplexity ${soFar.toFixed(3)}`),
    });
    const line = `perplexity ${result.perplexity.toFixed(4)} over ${result.windows} windows of ${size}`;
    return { line, result: { ...result, window: size } };
  },
)
  .requiredOption('--text <file>', 'text to predict; for WikiText-2 the test split joined by blank lines')
  .option('--window <tokens>', 'tokens a window, at most the context', integer(2), 2048)
  .option('--windows <count>', 'only the first so many', integer(1))
  .option('--log <file>', 'keep the result of each window there: an interrupted run goes on, a longer one adds to it');

const bitsPerByteCommand = measurement<{ text: string; documents?: number }>(
  'bits-per-byte',
  'bits the model needs for each byte of text; comparable between tokenizers',
  async ({ score, tokenizer, architecture, tokens }, { text, documents }, progress) => {
    const start = tokens.bos ?? tokens.stop[0];
    if (start === undefined) {
      throw new DataError('the model names no token to begin a document with');
    }
    const result = await bitsPerByte(score, splitDocuments(readText(text)).slice(0, documents), {
      start,
      context: architecture.context,
      encode: tokenizer.encode,
      progress: (done, total, soFar) => progress.update(`document ${done}/${total}, ${soFar.toFixed(4)} bits/byte`),
    });
    const line = `${result.bitsPerByte.toFixed(4)} bits/byte over ${result.documents} documents of ${thousands(result.bytes)} bytes`;
    return { line, result };
  },
)
  .requiredOption('--text <file>', 'documents parted by <|endoftext|>')
  .option('--documents <count>', 'only the first so many', integer(1));

const wnliCommand = measurement<{ data: string }>(
  'wnli',
  "accuracy on GLUE's WNLI by the likelier of two answers; see docs/evaluation.md for prompt and ties",
  async ({ score, tokenizer }, { data }, progress) => {
    const examples = parseWnli(readText(data), data);
    const result = await wnli(score, examples, tokenizer.encode, (done, total) =>
      progress.update(`example ${done}/${total}`),
    );
    const line = `WNLI ${percent(result.accuracy)} (${result.right} of ${result.examples}; always the majority: ${percent(result.majority)})`;
    return { line, result };
  },
).requiredOption('--data <file>', "dev.tsv of GLUE's WNLI");

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
