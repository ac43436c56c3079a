/**
 * Reads files that are almost right: `make fuzz`. Each target's files are made by a seed and a number, so that one can
 * be made again; what fails is kept in a folder, and belongs into tools/fuzz/corpus once it is mended.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gitTree } from '@macromac/verilog/git-tree';
import { UsageError } from 'macromac/errors.ts';
import { execute, PLACES } from 'macromac/jobs/execute.ts';
import { type ExecutionArguments, executionOf } from 'macromac/jobs/options.ts';
import { JobStore } from 'macromac/jobs/store.ts';
import { chanceOf } from './chance.ts';
import { keep } from './corpus.ts';
import { makeFile, seedsOf } from './make-file.ts';
import { type Found, readFiles } from './read-files.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets/index.ts';

const HELP = `usage: npx tsx tools/fuzz/run.ts [options]

  --files N      of all targets together (default 100000)
  --minutes M    begin none later (default 600); not with --on
  --seed S       makes the same files again (default: the time); needed with --on
  --from N       the first of each target (default 0)
  --target A,B   some of ${TARGETS.map(({ name }) => name).join(', ')}
  --out DIR      for files that failed (default out/fuzz)
  --json         one object on stdout
  --on PLACE     in parts that are jobs, on ${PLACES.join(', ')}; results are kept, and what has one is not run again
  --store DIR    where (default out/jobs)
  --jobs N       local and snakemake: at a time (default: all cores)
  --sbatch "ARGUMENTS", --snakemake "ARGUMENTS"`;

const ROOT = join(import.meta.dirname, '../..');
const SCRIPT = 'tools/fuzz/run.ts';
/** Files of a target that are one job. */
const PART = 500;
/** What is fuzzed, and what fuzzes it. */
const SOURCES = ['sw', 'packages', 'rtl', 'gen', 'tools/fuzz', 'package-lock.json'];

interface Options extends ExecutionArguments {
  readonly files: number;
  readonly minutes: number;
  readonly seed: number;
  readonly from: number;
  readonly targets: readonly Target[];
  readonly out: string;
  readonly store: string;
  readonly json: boolean;
  readonly alone: boolean;
}

function readOptions(): Options | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      ...{ files: text, minutes: text, from: text, seed: text, target: text, out: text, on: text, store: text },
      ...{ jobs: text, sbatch: text, snakemake: text },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      /** How a job calls this script: what became of its files goes to stdout, whatever that is. */
      alone: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  const count = (name: 'files' | 'minutes' | 'seed' | 'from', usual: number): number => {
    const value = Number(values[name] ?? usual);
    if (!Number.isInteger(value) || value < 0) {
      throw new UsageError(`--${name} is ${values[name]}, expected a whole number`);
    }
    return value;
  };
  const wanted = values.target?.split(',');
  const targets = TARGETS.filter(({ name }) => wanted === undefined || wanted.includes(name));
  if (targets.length < (wanted?.length ?? 1)) {
    const names = TARGETS.map(({ name }) => name).join(', ');
    throw new UsageError(`--target is ${values.target}, expected some of ${names}`);
  }
  if (values.on !== undefined && values.seed === undefined) {
    throw new UsageError('--on needs --seed: without, every run makes other files and nothing is found again');
  }
  if (values.on !== undefined && values.minutes !== undefined) {
    throw new UsageError(
      '--minutes and --on: parts are run to their end, and those that are missing by the same command',
    );
  }
  const { on, jobs, sbatch, snakemake, json, alone, out = 'out/fuzz', store = join(ROOT, 'out/jobs') } = values;
  return {
    files: count('files', 100_000),
    minutes: count('minutes', 600),
    seed: count('seed', Date.now() % 2 ** 31),
    from: count('from', 0),
    ...{ targets, out, store, json, alone, on, jobs, sbatch, snakemake },
  };
}

/** What is found of a target, with its faults of the same kind by their first words. */
interface TargetFound extends Found {
  readonly kinds: Map<string, number>;
}

/** Keeps one file of each kind of fault, and tells of it. */
async function keepFaults(target: Target, { seed, out }: Options, found: Found): Promise<TargetFound> {
  const seeds = await seedsOf(target);
  const kinds = new Map<string, number>();
  for (const { index, what, message } of found.faults) {
    const kind = `${what}: ${message.slice(0, 400).replace(/\d+/g, 'N')}`;
    const before = kinds.get(kind) ?? 0;
    kinds.set(kind, before + 1);
    if (before === 0) {
      const made = makeFile(target, seeds, chanceOf(seed, index));
      const folder = join(out, target.name, `${made.seedName}~${seed}-${index}`);
      keep(folder, made.files, new Map(seeds).get(made.seedName)!);
      console.error(`${folder}: ${what}: ${message}`);
    }
  }
  return { ...found, kinds };
}

/** Reads the files of a target after the other. */
async function here(options: Options, share: number): Promise<Map<string, TargetFound>> {
  const { targets, seed, from, minutes } = options;
  const end = Date.now() + minutes * 60_000;
  const all = new Map<string, TargetFound>();
  for (const target of targets) {
    const begin = Date.now();
    const found = await readFiles(
      { target: target.name, seed, from, until: from + share },
      {
        end,
        progress({ files, faults }) {
          if (process.stderr.isTTY && files % 100 === 0) {
            process.stderr.write(`\r${target.name}: ${files} of ${share} files, ${faults.length} faults `);
          }
        },
      },
    );
    all.set(target.name, await keepFaults(target, options, found));
    console.error(`${sentence(target.name, found)}; ${Math.round((Date.now() - begin) / 1000)} s`);
  }
  return all;
}

/** Reads them in parts, each a job (docs/sweeps.md). */
async function byJobs(options: Options, share: number): Promise<Map<string, TargetFound>> {
  const { targets, seed, from } = options;
  const execution = executionOf(options);
  const store = new JobStore(options.store);
  const tools = { sources: SOURCES.map((path) => gitTree(join(ROOT, path))).join(' '), node: process.version };
  const parts = targets.flatMap((target) =>
    Array.from({ length: Math.ceil(share / PART) }, (_, i) => {
      const first = from + i * PART;
      const count = Math.min(PART, from + share - first);
      const which = ['--target', target.name, '--seed', `${seed}`, '--from', `${first}`, '--files', `${count}`];
      const name = `fuzz ${target.name}, files ${first} to ${first + count - 1} of seed ${seed}`;
      return { target, key: store.add({ name, command: [SCRIPT, '--alone', ...which], tools }) };
    }),
  );
  const failures = await execute(
    store,
    parts.map(({ key }) => key),
    {
      ...execution,
      bundle: 1,
      progress: ({ done, failed, total, running }) =>
        process.stderr.isTTY &&
        process.stderr.write(`\r\x1b[K${done} of ${total} parts, ${failed} failed: ${running.join('; ')}`),
    },
  );
  const [failure] = failures.values();
  if (failure) {
    throw new Error(`${failures.size} of ${parts.length} parts failed; ${failure.name}: ${failure.error}`);
  }
  const all = new Map<string, TargetFound>();
  for (const target of targets) {
    const own = parts.filter((part) => part.target === target).map(({ key }) => store.result(key) as unknown as Found);
    const found = own.reduce((sum, each) => ({
      files: sum.files + each.files,
      read: sum.read + each.read,
      refused: sum.refused + each.refused,
      faults: [...sum.faults, ...each.faults],
    }));
    all.set(target.name, await keepFaults(target, options, found));
    console.error(sentence(target.name, found));
  }
  return all;
}

const sentence = (name: string, { files, read, refused, faults }: Found): string =>
  `${name}: ${files} files, ${read} read, ${refused} refused, ${faults.length} faults`;

async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) {
    return console.log(HELP);
  }
  const { seed, files, from, json, alone, on } = options;
  const targets: Target[] = [];
  for (const target of options.targets) {
    if ((await seedsOf(target)).length > 0) {
      targets.push(target);
    } else {
      console.error(`${target.name}: left out, the files that it begins with are not at hand`);
    }
  }
  const share = Math.ceil(files / options.targets.length);
  if (alone) {
    console.log(JSON.stringify(await readFiles({ target: targets[0].name, seed, from, until: from + share })));
    return;
  }
  const all = await (on === undefined ? here : byJobs)({ ...options, targets }, share);
  const total = [...all.values()].reduce(
    (sum, each) => ({ files: sum.files + each.files, faults: sum.faults + each.faults.length }),
    { files: 0, faults: 0 },
  );
  const told = [...all].map(([name, { files: count, read, refused, faults }]) => {
    return [name, { files: count, read, refused, faults: faults.length }];
  });
  console.log(
    json
      ? JSON.stringify({ seed, ...total, targets: Object.fromEntries(told) })
      : `seed ${seed}: ${total.files} files, ${total.faults} faults`,
  );
  process.exitCode = total.faults > 0 ? 1 : 0;
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exit(2);
});
