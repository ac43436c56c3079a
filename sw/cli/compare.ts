import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import { openCpu } from '../backends/cpu/cpu.ts';
import { DataError, UsageError } from '../errors.ts';
import { splitDocuments } from '../eval/bits-per-byte.ts';
import { askReference, type Material, measureQuality } from '../eval/compare.ts';
import { type ComparedRow, type Comparison, comparisonMarkdown } from '../eval/comparison-table.ts';
import { type OpenWeights, openWeights } from '../eval/open-weights.ts';
import { lastWords, storyEndings } from '../eval/story-tasks.ts';
import { parseWnli } from '../eval/wnli.ts';
import { readText, writeWhole } from '../files.ts';
import { loadModel, parseJson } from '../model/load.ts';
import { bench } from '../perf/cpu/measure.ts';
import { ACCELERATOR_CACHE_KINDS, type AcceleratorCacheKind } from '../port/kv-cache.ts';
import { profileOf, profileOverlap, type TokenProfile } from '../quant/calibration.ts';
import { type FloatEngine, openFloatEngine } from '../quant/float-engine.ts';
import { integer } from './arguments.ts';
import { boardRate } from './board-rates.ts';
import { threadsOption } from './cpu-options.ts';
import { percent } from './format.ts';
import { modelShape } from './model-shape.ts';
import { type ProgressLine, progressLine } from './progress.ts';

interface CompareArguments {
  readonly text: string;
  readonly reference?: string;
  readonly window: number;
  readonly windows: number;
  readonly wnli?: string;
  readonly stories?: string;
  readonly examples: number;
  readonly caches: AcceleratorCacheKind[];
  readonly speed?: boolean;
  readonly board?: boolean;
  readonly threads?: number;
  readonly svg?: string;
  readonly json?: boolean;
}

export const compareCommand = new Command('compare')
  .description('models side by side: size, perplexity, divergence from a reference, tasks, speed; a Markdown table')
  .argument('<models...>', 'model folders, or checkpoints as published')
  .requiredOption('--text <file>', 'text to predict; for WikiText-2 the test split joined by blank lines')
  .option('--reference <model>', 'what the others are held against (default: the first)')
  .option('--window <tokens>', 'tokens a window, at most the context', integer(2), 512)
  .option('--windows <count>', 'the first so many windows of the text', integer(1), 8)
  .option('--wnli <file>', "dev.tsv of GLUE's WNLI")
  .option('--stories <file>', 'stories parted by <|endoftext|>, to cut last words and endings from')
  .option('--examples <count>', 'last words, and endings, that are cut', integer(1), 100)
  .addOption(
    new Option('--caches <kind...>', "a row more for each of the accelerator's caches of keys and values")
      .choices(ACCELERATOR_CACHE_KINDS)
      .default([]),
  )
  .option('--speed', 'measure decoding on back end cpu behind a prompt of 64 tokens; model folders only')
  .option('--board', "simulate a token on the board's Verilog at 200 MHz, context 256; model folders only")
  .addOption(threadsOption())
  .option('--svg <file>', 'write a chart of perplexity over size')
  .option('--json', 'print one object instead of the table')
  .action(async (models: string[], options: CompareArguments) => {
    const progress = progressLine();
    const engine = openFloatEngine(options.threads);
    try {
      const comparison = await compare(engine, models, options, progress);
      if (options.svg !== undefined) {
        const { comparisonSvg } = await import('../eval/comparison-chart.ts');
        writeWhole(options.svg, Buffer.from(await comparisonSvg(comparison)));
      }
      progress.end();
      process.stdout.write(options.json ? `${JSON.stringify(comparison)}\n` : comparisonMarkdown(comparison));
    } finally {
      await engine.close();
    }
  });

async function compare(
  engine: FloatEngine,
  models: readonly string[],
  options: CompareArguments,
  progress: ProgressLine,
): Promise<Comparison> {
  const twice = models.find((model, i) => models.indexOf(model) < i);
  if (twice !== undefined) {
    throw new UsageError(`${twice} is named twice`);
  }
  const material = readMaterial(options);
  const using = async <T>(source: string, use: (opened: OpenWeights) => Promise<T>): Promise<T> => {
    const opened = await openWeights(source);
    try {
      return await use(opened);
    } finally {
      opened.close();
    }
  };
  /** With which a model's own row is simulated on the board: where caches have rows of theirs, these are. */
  const ownCache = options.caches.length === 0 ? 'k16v8' : undefined;
  const first = options.reference ?? models[0];
  // Stays open: its head is asked for again beside every other model.
  const opened = await openWeights(first);
  try {
    const reference = askReference(engine, opened, material, progress.update);
    const rows: ComparedRow[] = [];
    for (const source of models) {
      const speeds = await measureSpeeds(source, options, progress);
      await using(source, async (model) => {
        warnOfCalibration(source, model, reference.tokens.flat(), progress);
        for (const cache of ['fp32', ...options.caches] as const) {
          const quality = await measureQuality(engine, model, reference, material, cache, progress.update);
          const { bytes, bits } = model;
          const keys = cache === 'fp32' ? ownCache : cache;
          rows.push({
            model: basename(source),
            cache,
            bytes,
            bits,
            quality,
            cpuTokensPerSecond: cache === 'fp32' ? speeds.cpu : null,
            boardTokensPerSecond: keys ? await speeds.board(keys) : null,
          });
        }
      });
    }
    return {
      reference: basename(first),
      text: basename(options.text),
      window: reference.tokens[0].length,
      windows: reference.tokens.length,
      rows,
    };
  } finally {
    opened.close();
  }
}

function readMaterial({ text, window, windows, wnli, stories, examples }: CompareArguments): Material {
  const told = stories === undefined ? [] : splitDocuments(readText(stories));
  const material = {
    text: readText(text),
    window,
    windows,
    ...(wnli !== undefined && { wnli: parseWnli(readText(wnli), wnli) }),
    ...(stories !== undefined && { lastWords: lastWords(told, examples), endings: storyEndings(told, examples) }),
  };
  if (stories !== undefined && (material.lastWords?.length === 0 || material.endings?.length === 0)) {
    throw new DataError(
      `${stories}: no story to cut a last word, or four to cut endings from: expected documents of 5 sentences`,
    );
  }
  return material;
}

interface Speeds {
  readonly cpu: number | null;
  board(keys: AcceleratorCacheKind): Promise<number> | null;
}

const PROMPT = 64;

/** Only a model folder runs: a checkpoint as published has no speed. */
async function measureSpeeds(
  source: string,
  { speed, board, threads = availableParallelism() }: CompareArguments,
  progress: ProgressLine,
): Promise<Speeds> {
  if (!existsSync(join(source, 'model.json'))) {
    return { cpu: null, board: () => null };
  }
  const measure = async (): Promise<number> => {
    const accelerator = openCpu({ engine: 'fused', threads, activations: 'int8' });
    const { decode } = await bench(accelerator, (allocate) => loadModel(source, allocate), {
      lengths: [PROMPT],
      tokens: 32,
      rounds: 3,
      progress: (message) => progress.update(`${source}: ${message}`),
    });
    return decode[PROMPT];
  };
  return {
    cpu: speed ? await measure() : null,
    board: (keys) => (board ? simulate(source, keys, progress) : null),
  };
}

async function simulate(source: string, keys: AcceleratorCacheKind, progress: ProgressLine): Promise<number> {
  const { shape, architecture, weights, head, open } = modelShape(source);
  if (weights === undefined || head === 'fp16' || head === 'fp32') {
    throw new UsageError(
      `--board: ${source}: a matrix or the LM head is in floats, which the accelerator does not multiply`,
    );
  }
  const model = { open, context: architecture.context };
  return boardRate({ shape, weights, head, model }, keys, (message) => progress.update(`${source}: ${message}`));
}

/**
 * Below this share of common use of frequent tokens two texts are of different kinds: tales share 0.5 to 0.8, with an
 * encyclopedia 0.3.
 */
const ALIKE = 0.4;

/** Says when a model was calibrated on text of another kind than it is judged by. */
function warnOfCalibration(
  source: string,
  model: OpenWeights,
  tokens: readonly number[],
  progress: ProgressLine,
): void {
  const path = join(source, 'quantisation.json');
  if (!model.manifest?.quantisation?.calibration || !existsSync(path)) {
    return;
  }
  const { calibration } = parseJson(path) as { calibration: { profile: TokenProfile } | null };
  const overlap = calibration ? profileOverlap(calibration.profile, profileOf(tokens)) : 1;
  if (overlap < ALIKE) {
    progress.end(
      `warning: ${source} was calibrated on text unlike this one: they share ${percent(overlap)} of their use of frequent tokens`,
    );
  }
}
