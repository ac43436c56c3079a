/**
 * `make evidence`: makes the quick figures of docs/evidence.json anew by their commands, and writes date, commit and
 * machine beside them. Slow ones are made when they are named; all others stay as they are.
 *
 *   npx tsx site/evidence/run.ts [RUN…] [--check]     --check: only whether the pages say what the file says
 */
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { writeWhole } from 'macromac/files.ts';
import { EXTRACT, type Values } from './runs.ts';
import { EVIDENCE, type Evidence, type Run, readEvidence, strayFigures } from './schema.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The run whose modules the block diagram shows, and where it has them from. */
const RESOURCES_OF = 'synth-t1';
const RESOURCES = join(import.meta.dirname, '../resources.json');

interface Synthesised {
  readonly modules: readonly { readonly name: string; readonly own: object }[];
}

function keepResources(
  [{ modules }]: readonly Synthesised[],
  command: string,
  { date, commit }: Pick<Run, 'date' | 'commit'>,
): void {
  const own = Object.fromEntries(modules.map((module) => [module.name, module.own]));
  writeWhole(RESOURCES, `${JSON.stringify({ command, date, commit, modules: own }, null, 1)}\n`);
}

/** A run with the values that its command gave. Throws where one is missing. */
export function renewed(run: Run, values: Values, at: Pick<Run, 'date' | 'commit' | 'machine'>): Run {
  const figures = run.figures.map((figure) => {
    const value = values[figure.id];
    if (value === undefined || !Number.isFinite(value)) {
      throw new Error(`${run.command}: gave no ${figure.id} (${figure.what})`);
    }
    return { ...figure, value };
  });
  return { ...run, ...at, figures };
}

/** Figures whose value is another than before, in words. */
export const changes = (before: Run, after: Run): string[] =>
  before.figures.flatMap(({ id, what, value, unit, stands }, i) => {
    const now = after.figures[i].value;
    const pages = [...new Set(stands.map(({ page }) => page))].join(', ');
    return now === value ? [] : [`${id}: ${value} → ${now} ${unit} (${what}); it stands in ${pages}`];
  });

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

async function output(command: string): Promise<unknown> {
  const [program, ...args] = command.split(' ');
  const { stdout } = await promisify(execFile)(program, args, { cwd: ROOT, maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

async function main(args: readonly string[]): Promise<void> {
  const evidence = readEvidence();
  const names = args.filter((arg) => !arg.startsWith('--'));
  for (const name of names) {
    if (!(name in EXTRACT)) {
      throw new Error(`${name}: no run that can be made anew; those are ${Object.keys(EXTRACT).join(', ')}`);
    }
  }
  if (!args.includes('--check')) {
    await makeAnew(evidence, names);
  }
  const stray = strayFigures(readEvidence(), (page) => readFileSync(join(ROOT, page), 'utf8'));
  for (const line of stray) {
    process.stderr.write(`${line}\n`);
  }
  process.exitCode = stray.length > 0 ? 1 : 0;
}

async function makeAnew(evidence: Evidence, names: readonly string[]): Promise<void> {
  const machine = `${cpus()[0].model.trim()}, ${cpus().length} vCPU, Node ${process.versions.node}`;
  const at = { date: new Date().toISOString().slice(0, 10), commit: git('rev-parse', '--short', 'HEAD'), machine };
  let { runs } = evidence;
  for (const run of runs) {
    const extract = EXTRACT[run.id];
    if (!extract || (names.length > 0 ? !names.includes(run.id) : run.isSlow)) {
      continue;
    }
    process.stderr.write(`${run.command} …\n`);
    const json = await output(run.command);
    const after = renewed(run, extract(json), at);
    for (const line of changes(run, after)) {
      process.stderr.write(`  ${line}\n`);
    }
    runs = runs.map((each) => (each.id === run.id ? after : each));
    if (run.id === RESOURCES_OF) {
      keepResources(json as readonly Synthesised[], run.command, at);
    }
    writeWhole(EVIDENCE, `${JSON.stringify({ ...evidence, runs }, null, 2)}\n`);
  }
}

if (process.argv[1] === import.meta.filename) {
  await main(process.argv.slice(2)).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
