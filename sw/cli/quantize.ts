import { join } from 'node:path';
import { Command, Option } from 'commander';
import { splitDocuments } from '../eval/bits-per-byte.ts';
import { perplexity } from '../eval/perplexity.ts';
import { sequenceScorer } from '../eval/sequence-scorer.ts';
import { readBytes } from '../files.ts';
import type { Checkpoint } from '../import/checkpoint.ts';
import { convertCheckpoint } from '../import/convert.ts';
import { openCheckpoint } from '../import/open-checkpoint.ts';
import { loadModel } from '../model/load.ts';
import { GROUP_SIZES, type GroupSize } from '../model/round-to-nearest.ts';
import type { ModelManifest } from '../model/schema.ts';
import type { TensorKind } from '../port/tensor.ts';
import type { LayerReport } from '../quant/awq.ts';
import { type Calibration, calibrationSamples } from '../quant/calibration.ts';
import { checkpointWeights, storedWeights } from '../quant/dequantize.ts';
import { type FloatEngine, openFloatEngine } from '../quant/float-engine.ts';
import { quantizeCheckpoint } from '../quant/quantize-checkpoint.ts';
import { type FloatWeights, LINEAR_NAMES, type LinearName, sequenceModel } from '../quant/sequence-model.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import { integer, oneOf } from './arguments.ts';
import { threadsOption } from './cpu-options.ts';
import { megabytes } from './format.ts';
import { type ProgressLine, progressLine } from './progress.ts';

const METHODS = ['awq', 'rtn'] as const;
const LARGE_KINDS = ['int4', 'int8', 'fp16'] as const;
type LargeKind = (typeof LARGE_KINDS)[number];

interface QuantizeArguments {
  readonly out: string;
  readonly calibration: string[];
  readonly method: (typeof METHODS)[number];
  readonly samples: number;
  readonly length: number;
  readonly heldOut: number;
  readonly groupSize: GroupSize;
  readonly int8: LinearName[];
  readonly embedding: LargeKind;
  readonly lmHead: LargeKind;
  readonly format: '1' | '2';
  readonly threads?: number;
  readonly json?: boolean;
}

const largeOption = (flags: string, what: string, value: LargeKind) =>
  new Option(flags, `${what} as`).choices(LARGE_KINDS).default(value);

export const quantizeCommand = new Command('quantize')
  .description('quantise a checkpoint to INT4 by AWQ, measured on calibration text; an interrupted run goes on')
  .argument('<source>', 'Hugging Face folder, GGUF file, llama2.c checkpoint, or owner/name on the hub')
  .requiredOption('--out <dir>', 'folder for model.json, model.bin and the tokenizer')
  .requiredOption(
    '--calibration <file...>',
    'text of the sort the model will meet; documents are parted by <|endoftext|>',
  )
  .addOption(new Option('--method <name>', 'activation-aware, or rounding to nearest').choices(METHODS).default('awq'))
  .option('--samples <count>', 'calibration samples', integer(1, 4096), 64)
  .option('--length <tokens>', 'tokens a sample, at most the context', integer(2, 32768), 512)
  .option('--held-out <count>', 'samples between them that measure perplexity before and after', integer(0, 4096), 8)
  .option('--group-size <inputs>', 'inputs that share a scale and a zero point: 64 or 128', oneOf(GROUP_SIZES), 64)
  .addOption(
    new Option('--int8 <linear...>', 'linear layers kept in INT8, in every decoder layer')
      .choices(LINEAR_NAMES)
      .default([]),
  )
  .addOption(largeOption('--embedding <kind>', 'store the embedding', 'int8'))
  .addOption(largeOption('--lm-head <kind>', 'store the LM head', 'int8'))
  .addOption(new Option('--format <number>', 'AWQ_MACRO format of INT4 matrices').choices(['1', '2']).default('1'))
  .addOption(threadsOption())
  .option('--json', 'print the report as one object')
  .action(async (source: string, options: QuantizeArguments) => {
    const progress = progressLine();
    const checkpoint = await openCheckpoint(source, {
      progress: (done, total, file) => progress.update(`${file}: ${megabytes(done)} of ${megabytes(total)}`),
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

interface QuantizeReport {
  readonly out: string;
  readonly method: string;
  readonly group_size: GroupSize;
  readonly int8: readonly LinearName[];
  readonly calibration: { readonly samples: number; readonly length: number };
  readonly bytes: { readonly before: number; readonly after: number };
  /** Of the held-out samples; null where there are none. */
  readonly perplexity: { readonly before: number; readonly after: number; readonly samples: number } | null;
  /** Empty for rounding to nearest. */
  readonly layers: readonly LayerReport[];
}

async function quantize(
  engine: FloatEngine,
  checkpoint: Checkpoint,
  options: QuantizeArguments,
  progress: ProgressLine,
): Promise<QuantizeReport> {
  const { calibration, heldOut } = readCalibration(checkpoint, options);
  const measure = async (what: string, weights: FloatWeights) => {
    if (heldOut.samples === 0) {
      return Number.NaN;
    }
    const score = sequenceScorer(sequenceModel(weights), engine);
    const result = await perplexity(score, heldOut.tokens, {
      window: heldOut.length,
      progress: (done, total) => progress.update(`perplexity ${what}: ${done}/${total}`),
    });
    return result.perplexity;
  };
  const before = await measure('before', checkpointWeights(checkpoint));

  const isAwq = options.method === 'awq';
  const quantized = isAwq
    ? quantizeCheckpoint(engine, checkpoint, {
        calibration,
        embedding: options.embedding === 'int4',
        lmHead: options.lmHead === 'int4',
        groupSize: options.groupSize,
        int8: options.int8,
        workDirectory: join(options.out, 'quantize.partial'),
        progress: (done, total, what) => progress.update(`AWQ: ${done}/${total} ${what}`),
      })
    : { ...checkpoint, reports: [], stop: () => {}, finish: () => {} };
  const int4 = options.format === '1' ? 'awq-macro' : 'awq-macro-dense';
  const kind = (name: LargeKind): TensorKind => (name === 'int4' ? int4 : name === 'int8' ? 'int8-macro' : 'fp16');
  const how = isAwq ? `AWQ on ${calibration.samples} × ${calibration.length} tokens` : 'rounding to nearest';
  const convert = () =>
    convertCheckpoint(
      {
        ...quantized,
        source: `${checkpoint.source}, INT4 in groups of ${options.groupSize} by ${how}${options.int8.length > 0 ? `, INT8: ${options.int8.join(', ')}` : ''}`,
      },
      {
        weights: int4,
        int8: options.int8,
        embedding: kind(options.embedding),
        lmHead: kind(options.lmHead),
        groupSize: options.groupSize,
      },
      options.out,
      (done, total, name) => progress.update(`${done}/${total} ${name}`),
    );
  let manifest: ModelManifest;
  try {
    manifest = convert();
  } catch (error) {
    quantized.stop();
    throw error;
  }
  quantized.finish();

  const after = await measure('after', storedWeights(loadModel(options.out)));
  const size = (tensors: Iterable<{ readonly bytes: number }>) =>
    [...tensors].reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    out: options.out,
    method: options.method,
    group_size: options.groupSize,
    int8: options.int8,
    calibration: { samples: calibration.samples, length: calibration.length },
    bytes: { before: size(checkpoint.tensors.values()), after: size(manifest.tensors) },
    perplexity: heldOut.samples > 0 ? { before, after, samples: heldOut.samples } : null,
    layers: quantized.reports,
  };
}

/** Samples to calibrate on, and others from between them to measure with. */
function readCalibration(
  { architecture, files, path, tokens }: Checkpoint,
  { calibration, samples, length, heldOut }: QuantizeArguments,
): { calibration: Calibration; heldOut: Calibration } {
  const content = (name: string) => new TextDecoder().decode(Buffer.from(files.get(name) ?? 'null'));
  const tokenizer = createTokenizer(
    JSON.parse(content('tokenizer.json')),
    JSON.parse(content('tokenizer_config.json')),
    path,
  );
  const documents = calibration.flatMap((file) => splitDocuments(new TextDecoder().decode(readBytes(file))));
  const isOneText = documents.length === calibration.length;
  const window = Math.min(length, architecture.context);
  const cut = calibrationSamples(isOneText ? documents.flatMap((text) => text.split(/(?<=\n)/)) : documents, {
    samples: samples + heldOut,
    length: window,
    encode: tokenizer.encode,
    separator: isOneText ? null : (tokens.stop[0] ?? null),
  });
  // Every so-manieth sample is kept out.
  const every = heldOut > 0 ? Math.floor(cut.samples / Math.min(heldOut, cut.samples)) : 0;
  const isHeldOut = (sample: number) => every > 1 && sample % every === every - 1;
  const pick = (wanted: boolean): Calibration => {
    const kept = Array.from({ length: cut.samples }, (_, sample) => sample).filter(
      (sample) => isHeldOut(sample) === wanted,
    );
    const picked = kept.flatMap((sample) => [...cut.tokens.subarray(sample * window, (sample + 1) * window)]);
    return { tokens: Uint32Array.from(picked), samples: kept.length, length: window };
  };
  return { calibration: pick(false), heldOut: pick(true) };
}

function formatReport({ out, method, group_size, bytes, perplexity: quality, layers }: QuantizeReport): string {
  const lines = [`${out}: ${method}, g${group_size}, ${megabytes(bytes.before)} → ${megabytes(bytes.after)}`];
  if (quality) {
    const change = ((quality.after / quality.before - 1) * 100).toFixed(2);
    lines.push(
      `perplexity of ${quality.samples} held-out samples: ${quality.before.toFixed(3)} → ${quality.after.toFixed(3)} (${change} %)`,
    );
  }
  if (layers.length > 0) {
    lines.push('', 'error of outputs / their power, % (rounding to nearest → AWQ)');
    lines.push(['layer', ...LINEAR_NAMES.map((name) => name.split('.')[1].padStart(13))].join(' '));
    for (const [l, { errors }] of layers.entries()) {
      const cells = LINEAR_NAMES.map((name) => {
        const { roundToNearest, awq } = errors[name];
        return `${(100 * roundToNearest).toFixed(2)} → ${(100 * awq).toFixed(2)}`.padStart(13);
      });
      lines.push([String(l).padStart(5), ...cells].join(' '));
    }
  }
  return `${lines.join('\n')}\n`;
}
