/**
 * `npm run test:shards -- N`: the tests in N parts, each a job (docs/sweeps.md), and their reports merged into one.
 * Parts that passed are not run again as long as nothing in the repository changes; those that failed are.
 *
 *   tsx tools/shards.ts N [--on local|slurm|snakemake] [--store DIR] [--jobs N] [--sbatch ARGUMENTS] [FILTER …]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gitTree } from '@macromac/verilog/git-tree';
import { execute } from 'macromac/jobs/execute.ts';
import { executionOf } from 'macromac/jobs/options.ts';
import { JobStore } from 'macromac/jobs/store.ts';

const ROOT = join(import.meta.dirname, '..');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const SCRIPT = 'tools/shards.ts';
/** All that a test may read. */
const SOURCES = [
  ...['constraints', 'docs', 'examples', 'gen', 'models', 'packages', 'rtl', 'site', 'sw', 'tb', 'tools'],
  ...['Makefile', 'package-lock.json', 'package.json', 'tsconfig.json', 'vitest.config.ts', 'vitest.setup.ts'],
];

/** What came of a part: whether its tests passed, and Vitest's report of them. */
interface Part {
  readonly passed: boolean;
  readonly report: string;
}

const fail = (text: string): never => {
  console.error(text);
  process.exit(2);
};

/** Runs a part and prints what came of it, whatever that is; what Vitest says goes to stderr. */
function runPart(shard: string, filters: readonly string[]): void {
  const folder = mkdtempSync(join(process.env['MACROMAC_SCRATCH'] ?? tmpdir(), 'shard-'));
  try {
    const report = join(folder, 'report.json');
    const args = [VITEST, 'run', `--shard=${shard}`, '--reporter=blob', `--outputFile=${report}`, ...filters];
    const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
    const part: Part = { passed: status === 0, report: readFileSync(report, 'utf8') };
    process.stdout.write(`${JSON.stringify(part)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Prints the reports as one; gives Vitest's exit code. */
function merge(parts: readonly Part[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'shards-'));
  try {
    for (const [i, { report }] of parts.entries()) {
      writeFileSync(join(folder, `part-${i + 1}.json`), report);
    }
    const args = [VITEST, 'run', `--merge-reports=${folder}`];
    return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { on: text, store: text, jobs: text, sbatch: text, snakemake: text, alone: text },
  });
  const [first, ...filters] = positionals;
  if (values.alone !== undefined) {
    return runPart(values.alone, positionals);
  }
  const count = Number(first);
  if (!Number.isInteger(count) || count < 1) {
    return fail(`${first ?? 'no number'}: expected how many parts the tests are run in`);
  }
  const { store: folder = join(ROOT, 'out/jobs'), jobs = '1', alone: _, ...places } = values;
  const execution = executionOf({ ...places, jobs });
  const store = new JobStore(folder);
  const { FC_SEED = '', MACROMAC_NIGHTLY = '' } = process.env;
  const tools = {
    sources: SOURCES.map((path) => gitTree(join(ROOT, path))).join(' '),
    environment: JSON.stringify({ FC_SEED, MACROMAC_NIGHTLY }),
  };
  const keys = Array.from({ length: count }, (_, i) => {
    const shard = `${i + 1}/${count}`;
    return store.add({ name: `tests, part ${shard}`, command: [SCRIPT, '--alone', shard, ...filters], tools });
  });
  const failures = await execute(store, keys, { ...execution, bundle: 1 });
  for (const { name, error } of failures.values()) {
    console.error(`${name}: ${error}`);
  }
  const made = keys.filter((key) => !failures.has(key));
  const parts = made.map((key) => store.result(key) as unknown as Part);
  for (const [i, key] of made.entries()) {
    if (!parts[i].passed) {
      store.forget(key);
    }
  }
  const code = merge(parts);
  process.exitCode = failures.size > 0 || parts.some(({ passed }) => !passed) ? 1 : code;
}

await main().catch((error: Error) => fail(error.message));
