import { availableParallelism, cpus } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { openCpu } from '../backends/cpu/cpu.ts';
import { MAX_CONTEXT } from '../backends/cpu/engine.ts';
import { UsageError } from '../errors.ts';
import { loadModel } from '../model/load.ts';
import { ROWS, type Row } from '../perf/cpu/breakdown.ts';
import { type BenchResult, bench } from '../perf/cpu/measure.ts';
import { QWEN25_05B, syntheticModel } from '../perf/cpu/synthetic-model.ts';
import type { CacheKind } from '../port/kv-cache.ts';
import { integer } from './arguments.ts';
import { activationsOption } from './cpu-options.ts';
import { percent } from './format.ts';
import { kvCacheOption } from './options.ts';
import { progressLine } from './progress.ts';

interface BenchArguments {
  readonly model?: string;
  readonly lengths: number[];
  readonly tokens: number;
  readonly threads?: number[];
  readonly activations: 'int8' | 'fp32';
  readonly kvCache: CacheKind;
  readonly rounds: number;
  readonly json?: boolean;
}

/** A commander argument parser for integers separated by commas. */
const integers = (min: number, max: number) => (text: string) => {
  const values = text.split(',').map(integer(min, max));
  if (new Set(values).size < values.length) {
    throw new InvalidArgumentError('Expected each number once.');
  }
  return values;
};

export const benchCommand = new Command('bench')
  .description('speed of back end cpu: prefill and decoding by length and threads, and where the time goes')
  .option('--model <dir>', "model folder; without it, random weights in Qwen2.5-0.5B's shapes, all in 4 bits")
  .option('--lengths <tokens>', 'prompt lengths, and contexts to decode behind', integers(1, MAX_CONTEXT), [128, 512])
  .option('--tokens <count>', 'tokens decoded a measurement', integer(1, 4096), 64)
  .option('--threads <counts>', 'threads (default: one, and all there are)', integers(1, 256))
  .addOption(activationsOption().default('int8'))
  .addOption(kvCacheOption())
  .option('--rounds <count>', 'medians of so many measurements, after one to warm up', integer(1, 1000), 3)
  .addOption(new Option('--json', 'print one object'))
  .action(async (options: BenchArguments) => {
    const { model, lengths, tokens, activations, kvCache, rounds } = options;
    const threadCounts = options.threads ?? [...new Set([1, availableParallelism()])];
    const progress = progressLine();
    const results: BenchResult[] = [];
    let layers = 0;
    for (const threads of threadCounts) {
      progress.update(`${threads} threads: loading`);
      const read = (allocate: (bytes: number) => Uint8Array) => {
        const stored = model ? loadModel(model, allocate) : syntheticModel(allocate);
        const { context } = stored.manifest.architecture;
        if (Math.max(...lengths) + tokens > context) {
          throw new UsageError(`${Math.max(...lengths)} + ${tokens} tokens; the model's context is ${context}`);
        }
        layers = stored.manifest.architecture.layers;
        return stored;
      };
      const accelerator = openCpu({ engine: 'fused', threads, activations });
      results.push(await bench(accelerator, read, { lengths, tokens, kvCache, rounds, progress: progress.update }));
    }
    progress.end();

    const processor = cpus()[0].model;
    const subject = model ?? `random weights, shapes of Qwen2.5-0.5B (${QWEN25_05B.layers} layers)`;
    if (options.json) {
      const { node, v8 } = process.versions;
      process.stdout.write(
        `${JSON.stringify({ model: subject, processor, node, v8, activations, kv_cache: kvCache, rounds, results })}\n`,
      );
      return;
    }
    process.stdout.write(
      `${subject}\n${processor}, Node ${process.versions.node}, activations ${activations}, KV cache ${kvCache}\n`,
    );
    for (const result of results) {
      process.stdout.write(`\n${report(result, layers)}`);
    }
  });

function report({ threads, simd, loading, prefill, decode, breakdown }: BenchResult, layers: number): string {
  const lines = [`${threads} threads, ${simd} SIMD, loaded in ${(loading / 1000).toFixed(2)} s`, ''];
  const row = (label: string, ...cells: string[]) =>
    lines.push(`  ${label.padEnd(40)}${cells.map((cell) => cell.padStart(14)).join('')}`);
  row('length', 'prefill tok/s', 'decode tok/s');
  for (const length of Object.keys(prefill).map(Number)) {
    row(String(length), prefill[length].toFixed(1), decode[length].toFixed(1));
  }

  const total = Object.values(breakdown).reduce((sum, time) => sum + time, 0);
  const once = new Set<Row>(['embedding', 'lmHead']);
  lines.push('');
  row(`one token at context ${Math.max(...Object.keys(decode).map(Number))}`, 'µs a layer', 'share', "paper's A53");
  for (const [name, [description, paper]] of Object.entries(ROWS) as [Row, (typeof ROWS)[Row]][]) {
    const time = once.has(name) ? breakdown[name] : breakdown[name] / layers;
    const label = once.has(name) ? `${description} (a token)` : description;
    row(label, time.toFixed(1), percent(breakdown[name] / total), paper === null ? '' : String(paper));
  }
  row('all, a token', total.toFixed(0));
  return `${lines.join('\n')}\n`;
}
