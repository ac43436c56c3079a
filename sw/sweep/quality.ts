import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { commandLine } from '../jobs/run-command.ts';
import type { GroupSize } from '../model/round-to-nearest.ts';
import type { AcceleratorCacheKind } from '../port/kv-cache.ts';
import type { MatrixFormat } from '../port/layout.ts';

/** How a checkpoint becomes a model, and what it is judged on. */
export interface QualityInput {
  readonly method: QuantizeMethod;
  readonly groupSize: GroupSize;
  readonly int8: readonly string[];
  readonly head: 'int4' | 'int8';
  readonly weights: MatrixFormat;
  /** The accelerator's cache of keys and values; null: in floats. */
  readonly keys: AcceleratorCacheKind | null;
  /** Of the calibration: samples of so many tokens. */
  readonly samples: number;
  readonly length: number;
  readonly window: number;
  readonly windows: number;
}

/** Where its files lie. */
export interface QualityPlaces {
  readonly checkpoint: string;
  readonly calibration: string;
  readonly text: string;
}

/** Methods that choose nothing by themselves: what `auto` makes INT8 is not known before it has run. */
export const SWEPT_METHODS = ['rtn', 'awq', 'gptq', 'awq+gptq'] as const;
export type QuantizeMethod = (typeof SWEPT_METHODS)[number];

const mean = v.object({ mean: v.number(), standardError: v.number() });
const row = v.object({
  cache: v.string(),
  bytes: v.number(),
  bits: v.number(),
  quality: v.object({ perplexity: mean, divergence: mean }),
});
const comparison = v.object({ rows: v.pipe(v.array(row), v.minLength(2)) });

export interface QualityResult {
  /** Bytes of the model's tensors, and bits of a weight that is read for a token. */
  readonly bytes: number;
  readonly bits: number;
  readonly perplexity: Mean;
  /** Of the checkpoint itself. */
  readonly reference: Mean;
  /** From the checkpoint, of the next token [nats]. */
  readonly divergence: Mean;
}

interface Mean {
  readonly mean: number;
  readonly standardError: number;
}

const run = promisify(execFile);
const MAX_OUTPUT = 2 ** 28;

/** Quantises a checkpoint and compares it with itself, by the commands `quantize` and `compare`, on one core. */
export async function judgeModel(input: QualityInput, places: QualityPlaces): Promise<QualityResult> {
  const { method, groupSize, int8, head, weights, keys, samples, length, window, windows } = input;
  const { checkpoint, calibration, text } = places;
  const folder = mkdtempSync(join(process.env['MACROMAC_SCRATCH'] ?? tmpdir(), 'macromac-quality-'));
  try {
    const model = join(folder, 'model');
    await macromac([
      ...['quantize', checkpoint, '--out', model, '--calibration', calibration, '--method', method],
      ...['--group-size', `${groupSize}`, '--format', weights === 'awq-macro' ? '1' : '2'],
      ...['--embedding', head, '--lm-head', head, '--samples', `${samples}`, '--length', `${length}`],
      ...['--held-out', '0', '--threads', '1', '--json'],
      ...(int8.length > 0 ? ['--int8', ...int8] : []),
    ]);
    const found = await macromac([
      ...['compare', checkpoint, model, '--text', text, '--window', `${window}`, '--windows', `${windows}`],
      ...['--threads', '1', '--json'],
      ...(keys === null ? [] : ['--caches', keys]),
    ]);
    // A row a cache, floats first: of the checkpoint, then of the model.
    const { rows } = v.parse(comparison, JSON.parse(found));
    const [reference, { bytes, bits, quality }] = [rows[0], rows[rows.length - 1]];
    return { bytes, bits, ...quality, reference: reference.quality.perplexity };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command of this program; gives its stdout, or throws with what it said. */
async function macromac(args: readonly string[]): Promise<string> {
  try {
    return (await run(process.execPath, commandLine(['macromac', ...args]).args, { maxBuffer: MAX_OUTPUT })).stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    throw new Error(`macromac ${args[0]}: ${stderr?.trim() || message}`);
  }
}
