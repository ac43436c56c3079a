/**
 * `make signoff`: the table of docs/signoff.md, from what the commands have recorded. Fails when a cell falls back
 * behind the committed one, and writes nothing then.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeFolder, writeWhole } from '../../sw/files.ts';
import { named, runCommand } from '../command-line.ts';
import type { Signoff } from './cells.ts';
import { allModules } from './modules.ts';
import { keptOf, pageOf } from './page.ts';
import { COMMANDS, type Command } from './results.ts';
import { falls, type Judged, rowsOf } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/signoff.md');
const CELLS = join(ROOT, 'docs/signoff.json');
const OUT = join(ROOT, 'out/signoff');
const NAMES = Object.keys(COMMANDS) as Command[];

const HELP = `usage: make signoff, or: tsx tb/signoff/run.ts [options]

Writes docs/signoff.md and docs/signoff.json, a row a module, from the results in out/signoff/ (one JSON file a command)
and the cells that are committed. Fails when a cell falls back.

  --measure A,B   first run these commands: ${NAMES.join(', ')}
  --modules A,B   of these modules (coverage, mutation, unknown)
  --accept        write cells that fall back
  --check         write nothing; fail when the committed page is another
  --json          the cells on stdout
  --help`;

/** What a command printed, and the texts of the modules that it judged. */
interface Kept {
  readonly texts: Readonly<Record<string, string>>;
  readonly result: unknown;
}

/** Runs a command and keeps what it prints. A command that fails says why itself; its result counts all the same. */
function measure(name: Command, texts: Kept['texts'], modules: readonly string[]): void {
  const run = [...COMMANDS[name].run, ...modules];
  console.error(`signoff: ${run.join(' ')}`);
  const { stdout } = spawnSync('npx', ['--no-install', 'tsx', ...run], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let result: unknown;
  try {
    result = JSON.parse(stdout);
  } catch {
    throw new Error(`${run.join(' ')}: it printed no JSON`);
  }
  makeFolder(OUT);
  const kept: Kept = { texts, result };
  writeWhole(join(OUT, `${name}.json`), `${JSON.stringify(kept, undefined, 2)}\n`);
}

function results(): Judged[] {
  return NAMES.map((name) => [name, join(OUT, `${name}.json`)] as const)
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => {
      try {
        const { texts, result } = JSON.parse(readFileSync(path, 'utf8')) as Kept;
        return { texts, results: COMMANDS[name].read(result) };
      } catch (error) {
        throw new Error(`${path}: not what --measure ${name} writes: ${(error as Error).message}`);
      }
    });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      measure: { type: 'string' },
      modules: { type: 'string' },
      accept: { type: 'boolean' },
      check: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    return console.log(HELP);
  }
  const wanted = values.measure?.split(',') ?? [];
  const unknown = wanted.find((name) => !NAMES.includes(name as Command));
  if (unknown !== undefined) {
    throw new Error(`--measure ${unknown}: no such command; there are ${NAMES.join(', ')}`);
  }
  const modules = await allModules();
  const chosen = values.modules?.split(',') ?? [];
  named(modules, chosen);
  const texts = Object.fromEntries(modules.map(({ name, text }) => [name, text]));
  for (const name of wanted) {
    measure(name as Command, texts, chosen);
  }
  const before = existsSync(CELLS) ? (JSON.parse(readFileSync(CELLS, 'utf8')) as Signoff) : {};
  const rows = rowsOf(modules, before, results());
  const cells = `${JSON.stringify(keptOf(rows), undefined, 2)}\n`;
  const page = pageOf(rows);
  if (values.json) {
    console.log(cells);
  }
  const worse = values.accept ? [] : falls(before, rows);
  for (const each of worse) {
    console.error(`fallen back: ${each}`);
  }
  if (values.check) {
    const same = existsSync(PAGE) && readFileSync(PAGE, 'utf8') === page;
    if (!same) {
      console.error('docs/signoff.md is not what make signoff writes');
    }
    process.exitCode = same && worse.length === 0 ? 0 : 1;
    return;
  }
  if (worse.length > 0) {
    process.exitCode = 1;
    return;
  }
  writeWhole(CELLS, cells);
  writeWhole(PAGE, page);
}

runCommand(main);
