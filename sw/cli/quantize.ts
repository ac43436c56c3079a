import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { perplexity } from '../eval/perplexity.ts';
import { sequenceScorer } from '../eval/sequence-scorer.ts';
import type { Checkpoint } from '../import/checkpoint.ts';
import { convertCheckpoint, plannedTensors, type StorageChoice } from '../import/convert.ts';
import { openCheckpoint } from '../import/open-checkpoint.ts';
import { loadModel } from '../model/load.ts';
import { readBits, readSize } from '../model/read-size.ts';
import { GROUP_SIZES, type GroupSize } from '../model/round-to-nearest.ts';
import { type ModelManifest, TENSOR_ALIGNMENT } from '../model/schema.ts';
import type { MatrixFormat } from '../port/layout.ts';
import type { TensorKind } from '../port/tensor.ts';
import { type Calibration, calibrationWarning, profileOf, shortSamples } from '../quant/calibration.ts';
import { checkpointWeights, type FloatWeights, storedWeights } from '../quant/dequantize.ts';
import { type FloatEngine, openFloatEngine } from '../quant/float-engine.ts';
import { matrixName } from '../quant/int8-choice.ts';
import { chooseInt8, measureSensitivities } from '../quant/mixed-precision.ts';
import { type QuantizedCheckpoint, quantizeCheckpoint } from '../quant/quantize-checkpoint.ts';
import type { Method } from '../quant/quantize-layer.ts';
import { LINEAR_NAMES, type LinearName, sequenceModel } from '../quant/sequence-model.ts';
import { integer, number, oneOf } from './arguments.ts';
import { boardRates } from './board-rates.ts';
import { defaultCalibration, readCalibration } from './calibration-text.ts';
import { threadsOption } from './cpu-options.ts';
import { megabytes } from './format.ts';
import { type ProgressLine, progressLine } from './progress.ts';
import {
  BASES,
  type Base,
  basesOf,
  type ComparedBase,
  formatReport,
  type MixedReport,
  QUANTIZE_METHODS,
  type QuantizeMethod,
  type QuantizeReport,
} from './quantize-report.ts';

const LARGE_KINDS = ['int4', 'int8', 'fp16'] as const;
type LargeKind = (typeof LARGE_KINDS)[number];

interface QuantizeArguments {
  readonly out: string;
  readonly calibration?: string[];
  readonly method: QuantizeMethod;
  readonly megabytes?: number;
  readonly bits?: number;
  readonly tokensPerSecond?: number;
  readonly probe: number;
  readonly keep?: string;
  readonly base: Base;
  readonly samples: number;
  readonly length: number;
  readonly heldOut: number;
  readonly groupSize: GroupSize;
  readonly int8: string[];
  readonly embedding: LargeKind;
  readonly lmHead: LargeKind;
  readonly format: '1' | '2';
  readonly threads?: number;
  readonly json?: boolean;
}

/** `mlp.down`, or `mlp.down@0-7` → a name a layer. */
function int8Names(text: string, earlier: string[]): string[] {
  const found = /^([a-z.]+)(?:@(\d+)(?:-(\d+))?)?$/.exec(text);
  const [, name, first, last = first] = found ?? [];
  if (!LINEAR_NAMES.some((linear) => linear === name) || Number(first) > Number(last)) {
    throw new InvalidArgumentError(
      `Expected a linear layer (${LINEAR_NAMES.join(', ')}), or one with layers: mlp.down@0-7.`,
    );
  }
  if (first === undefined) {
    return [...earlier, name];
  }
  const layers = Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => Number(first) + i);
  return [...earlier, ...layers.map((layer) => matrixName(layer, name as LinearName))];
}

const largeOption = (flags: string, what: string, value: LargeKind) =>
  new Option(flags, `${what} as`).choices(LARGE_KINDS).default(value);

export const quantizeCommand = new Command('quantize')
  .description(
    'quantise a checkpoint to INT4, or to INT4 and INT8, measured on calibration text; an interrupted run goes on',
  )
  .argument('<source>', 'Hugging Face folder, GGUF file, llama2.c checkpoint, or owner/name on the hub')
  .requiredOption('--out <dir>', 'folder for model.json, model.bin and the tokenizer')
  .option(
    '--calibration <file...>',
    'text of the sort the model will meet; documents are parted by <|endoftext|>, or the lines of a .jsonl file ' +
      '(default: the mixture of `macromac data calibration`)',
  )
  .addOption(
    new Option(
      '--method <name>',
      'rounding to nearest; scales and clipping; error feedback; scales, then feedback; that, with INT8 where it pays',
    )
      .choices(QUANTIZE_METHODS)
      .default('awq+gptq'),
  )
  .option('--megabytes <size>', 'with --method auto: model.bin has at most so many MB (10⁶ bytes)', number(0.001))
  .option('--bits <count>', 'with --method auto: at most so many bits a weight that is read for a token', number(4, 16))
  .option(
    '--tokens-per-second <rate>',
    "with --method auto: of a token simulated on the board's Verilog, at 200 MHz, context 256, keys of 16 bits",
    number(0.001),
  )
  .option('--probe <tokens>', 'with --method auto: held-out tokens that each matrix is judged by', integer(1), 512)
  .addOption(
    new Option(
      '--base <method>',
      'with --method auto: how matrices become INT4; best: awq+gptq, or rtn where that predicts held-out text better',
    )
      .choices(BASES)
      .default('best'),
  )
  .option('--keep <dir>', 'keep there what was measured, for a run with another budget (default: it is thrown away)')
  .option('--samples <count>', 'calibration samples', integer(1, 4096), 64)
  .option('--length <tokens>', 'tokens a sample, at most the context', integer(2, 32768), 512)
  .option('--held-out <count>', 'samples between them that measure perplexity before and after', integer(0, 4096), 8)
  .option('--group-size <inputs>', 'inputs that share a scale and a zero point: 64 or 128', oneOf(GROUP_SIZES), 64)
  .addOption(
    new Option(
      '--int8 <linear...>',
      'linear layers kept in INT8: mlp.down in every decoder layer, mlp.down@0-7 in some',
    )
      .argParser(int8Names)
      .default([]),
  )
  .addOption(largeOption('--embedding <kind>', 'store the embedding', 'int8'))
  .addOption(largeOption('--lm-head <kind>', 'store the LM head', 'int8'))
  .addOption(new Option('--format <number>', 'AWQ_MACRO format of INT4 matrices').choices(['1', '2']).default('1'))
  .addOption(threadsOption())
  .option('--json', 'print the report as one object')
  .action(async (source: string, options: QuantizeArguments) => {
    checkBudget(options);
    const progress = progressLine();
    const checkpoint = await openCheckpoint(source, {
      progress: (done, total, file) => progress.update(`${file}: ${megabytes(done)} of ${megabytes(total)}`),
      note: progress.end,
    });
    const engine = openFloatEngine(options.threads);
    try {
      const report = await quantize(engine, checkpoint, options, progress);
      progress.end();
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatReport(report));
    } finally {
      checkpoint.close();
      await engine.close();
    }
  });

/** Exactly one budget belongs to an automatic choice, and none to what chooses nothing. */
function checkBudget({ method, megabytes: size, bits, tokensPerSecond, int8, heldOut }: QuantizeArguments): void {
  const budgets = [size, bits, tokensPerSecond].filter((budget) => budget !== undefined).length;
  if (method !== 'auto') {
    if (budgets > 0) {
      throw new UsageError(`${BUDGETS} belong to --method auto, not to ${method}`);
    }
    return;
  }
  if (budgets !== 1) {
    throw new UsageError(`--method auto needs one budget of ${BUDGETS}`);
  }
  if (int8.length > 0) {
    throw new UsageError('--method auto chooses what is INT8: leave --int8 out');
  }
  if (heldOut === 0) {
    throw new UsageError('--method auto judges matrices on held-out samples: --held-out 0 leaves none');
  }
}

const BUDGETS = '--megabytes, --bits and --tokens-per-second';

async function quantize(
  engine: FloatEngine,
  checkpoint: Checkpoint,
  options: QuantizeArguments,
  progress: ProgressLine,
): Promise<QuantizeReport> {
  const { method, groupSize, out } = options;
  checkLayers(options.int8, checkpoint.architecture.layers);
  const { calibration, heldOut, sha256 } = readCalibration(checkpoint, {
    ...options,
    files: options.calibration ?? [await defaultCalibration(progress)],
  });
  const widest = Math.max(...[...checkpoint.tensors.values()].map(({ shape }) => (shape.length === 2 ? shape[1] : 0)));
  const warning = calibrationWarning(calibration, { asked: options.samples, widest });
  if (method !== 'rtn' && warning) {
    progress.end(`warning: ${warning}`);
  }
  const measure = async (what: string, weights: FloatWeights) => {
    if (heldOut.samples === 0) {
      return Number.NaN;
    }
    const score = sequenceScorer(sequenceModel(weights), engine);
    const result = await perplexity(score, heldOut.tokens, { window: heldOut.length }, (done, total) =>
      progress.update(`perplexity ${what}: ${done}/${total}`),
    );
    return result.perplexity;
  };
  const before = await measure('before', checkpointWeights(checkpoint));

  const int4 = options.format === '1' ? 'awq-macro' : 'awq-macro-dense';
  const kind = (name: LargeKind): TensorKind => (name === 'int4' ? int4 : name === 'int8' ? 'int8-macro' : 'fp16');
  const storage = (int8: readonly string[]): StorageChoice => ({
    weights: int4,
    int8,
    embedding: kind(options.embedding),
    lmHead: kind(options.lmHead),
    groupSize,
  });
  const workDirectory = options.keep ?? join(out, 'quantize.partial');
  const made: QuantizedCheckpoint[] = [];
  const quantizedBy = (by: Method, directory: string): QuantizedCheckpoint => {
    const result = quantizeCheckpoint(engine, checkpoint, {
      method: by,
      calibration,
      heldOut,
      embedding: options.embedding === 'int4',
      lmHead: options.lmHead === 'int4',
      groupSize,
      int8: options.int8,
      keepInt8: method === 'auto',
      workDirectory: directory,
      progress: (done, total, what) => progress.update(`${by}: ${done}/${total} ${what}`),
    });
    made.push(result);
    return result;
  };
  let manifest: ModelManifest;
  let quantized: QuantizedCheckpoint | undefined;
  let mixed: MixedReport | null = null;
  try {
    if (method === 'auto') {
      const bases = basesOf(options.base).map((by) => quantizedBy(by, `${workDirectory}-${by}`));
      const hasHead = options.lmHead === 'int4';
      const candidates = hasHead ? bases.flatMap((layers) => bases.map((head) => layers.withHeadOf(head))) : bases;
      const compared: ComparedBase[] = [];
      for (const model of candidates) {
        const name = hasHead && model.headMethod !== model.method ? `, head ${model.headMethod}` : '';
        compared.push({
          method: model.method,
          ...(hasHead && { head: model.headMethod }),
          perplexity: await measure(`with ${model.method}${name}`, checkpointWeights(model)),
        });
      }
      const best = compared.reduce((a, b) => (b.perplexity < a.perplexity ? b : a));
      quantized = candidates[compared.indexOf(best)];
      const probe = shortSamples(heldOut, Math.min(PROBE_LENGTH, options.probe), options.probe);
      const chosen = await chooseMixed(engine, quantized, options, storage([]), probe, progress);
      const { method: base, head } = best;
      mixed = { base, ...(head && { head }), compared, ...chosen };
    } else if (method !== 'rtn') {
      quantized = quantizedBy(method, workDirectory);
    }
    const layers = quantized?.reports ?? [];
    const int8 = mixed?.int8 ?? options.int8;
    const record = {
      method,
      group_size: groupSize,
      int8,
      calibration:
        method === 'rtn' ? null : { ...sampling(calibration), sha256, profile: profileOf(calibration.tokens) },
      held_out: sampling(heldOut),
      mixed,
      layers,
    };
    const by = mixed ? `${method}${namedBase(mixed)}` : method;
    const how =
      method === 'rtn' ? 'rounding to nearest' : `${by} on ${calibration.samples} × ${calibration.length} tokens`;
    const large = int8.length === 0 ? '' : `, INT8: ${mixed ? `${int8.length} matrices` : options.int8.join(', ')}`;
    manifest = convertCheckpoint(
      {
        ...(quantized && mixed ? quantized.withInt8(int8) : (quantized ?? checkpoint)),
        source: `${checkpoint.source}, INT4 in groups of ${groupSize} by ${how}${large}`,
        quantisation: {
          method,
          groupSize,
          calibration: method === 'rtn' ? null : { sha256, ...sampling(calibration) },
        },
        files: new Map([...checkpoint.files, ['quantisation.json', `${JSON.stringify(record, null, 1)}\n`]]),
      },
      storage(int8),
      out,
      (done, total, name) => progress.update(`${done}/${total} ${name}`),
    );
  } catch (error) {
    for (const each of made) {
      each.stop();
    }
    throw error;
  }
  for (const each of made) {
    if (options.keep === undefined) {
      each.finish();
    } else {
      each.stop();
    }
  }

  const after = await measure('after', storedWeights(loadModel(out)));
  const size = (tensors: Iterable<{ readonly bytes: number }>) =>
    [...tensors].reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    out,
    method,
    group_size: groupSize,
    int8: mixed?.int8 ?? options.int8,
    calibration: sampling(calibration),
    bytes: { before: size(checkpoint.tensors.values()), after: size(manifest.tensors) },
    bits: readBits(manifest.tensors),
    perplexity: heldOut.samples > 0 ? { before, after, samples: heldOut.samples } : null,
    mixed,
    layers: quantized?.reports ?? [],
  };
}

/** What else than the usual method the matrices in INT4 were made by. */
function namedBase({ base, head = base }: MixedReport): string {
  if (head !== base) {
    return ` (${base}, LM head ${head})`;
  }
  return base === 'awq+gptq' ? '' : ` (${base})`;
}

const sampling = ({ samples, length }: Calibration) => ({ samples, length });

function checkLayers(int8: readonly string[], layers: number): void {
  const beyond = int8.find((name) => Number(/^layers\.(\d+)\./.exec(name)?.[1] ?? 0) >= layers);
  if (beyond !== undefined) {
    throw new UsageError(`--int8: ${beyond}: the model has ${layers} decoder layers, 0 to ${layers - 1}`);
  }
}

/** Tokens of a text that a matrix is judged by: later ones have enough before them. */
const PROBE_LENGTH = 128;

/** Spends the budget on INT8 where INT4 costs most. `storage` has every matrix in INT4. */
async function chooseMixed(
  engine: FloatEngine,
  quantized: QuantizedCheckpoint,
  options: QuantizeArguments,
  storage: StorageChoice,
  probe: Calibration,
  progress: ProgressLine,
): Promise<Omit<MixedReport, 'base' | 'head' | 'compared'>> {
  const planned = plannedTensors(quantized, storage);
  const least = planned.reduce((sum, { bytes }) => sum + Math.ceil(bytes / TENSOR_ALIGNMENT) * TENSOR_ALIGNMENT, 0);
  const { weights, bytes: read } = readSize(planned);
  const format = storage.weights as MatrixFormat;
  const board =
    options.tokensPerSecond === undefined ? undefined : boardRates(quantized.architecture, planned, progress);
  const budget =
    options.bits !== undefined
      ? least + (options.bits * weights) / 8 - read
      : board
        ? least + (await board.spare(options.tokensPerSecond!))
        : 1e6 * options.megabytes!;
  if (budget < least) {
    const asked = options.bits === undefined ? `--megabytes ${options.megabytes}` : `--bits ${options.bits}`;
    const bits = (8 * read) / weights;
    throw new UsageError(
      `${asked}: with every matrix in INT4 it is ${(least / 1e6).toFixed(2)} MB, ${bits.toFixed(3)} bits`,
    );
  }
  const sensitivities = measureSensitivities(engine, quantized, probe, format, (done, total) =>
    progress.update(`INT4 in each matrix alone: layer ${done}/${total}`),
  );
  // Time goes nearly by bytes: where the simulated token is still too slow, there is a little less to spend.
  let spare = budget - least;
  let int8 = chooseInt8(sensitivities, spare);
  let rate = await board?.rate(int8);
  while (rate !== undefined && rate < options.tokensPerSecond! && int8.length > 0) {
    spare *= 0.97;
    int8 = chooseInt8(sensitivities, spare);
    rate = await board?.rate(int8);
  }
  return {
    budget_bytes: Math.floor(least + spare),
    board_tokens_per_second: rate ?? null,
    probe: sampling(probe),
    int8,
    sensitivities,
  };
}
