import { join } from 'node:path';
import { Command } from 'commander';
import { DataError } from '../errors.ts';
import { openFolder } from '../files.ts';
import { type ExecutionArguments, executionOf } from '../jobs/options.ts';
import { JobStore } from '../jobs/store.ts';
import { describeHardware } from '../sweep/hardware.ts';
import { type Point, pointsOf } from '../sweep/points.ts';
import type { Table } from '../sweep/rows.ts';
import { readSpace } from '../sweep/space.ts';
import { interruptible } from './interruptible.ts';
import { addExecutionOptions, jobProgress } from './jobs.ts';
import { progressLine } from './progress.ts';

interface SweepArguments extends ExecutionArguments {
  readonly store?: string;
  readonly list?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const sweepCommand = addExecutionOptions(
  new Command('sweep')
    .description(
      'explore accelerators and models: every point compared with the golden model, simulated, synthesised, priced (docs/sweeps.md)',
    )
    .argument('<space>', 'what is to be explored: lists of values, in JSON')
    .option('--store <dir>', 'folder of jobs and results, which a later run goes on from (default: NAME.sweep)')
    .option('--list', 'print the points and run nothing')
    .option('--dry-run', 'the same as --list')
    .option('--json', 'print one object instead of the table'),
).action(async (file: string, options: SweepArguments) => {
  const execution = executionOf(options);
  const space = readSpace(file);
  const { points, leftOut } = pointsOf(space);
  if (points.length === 0) {
    throw new DataError(`${file}: no point is left: ${[...leftOut.keys()].join('; ')}`);
  }
  const omitted = [...leftOut].map(([why, count]) => `${count} combinations left out: ${why}`);
  if (options.list || options.dryRun) {
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ name: space.name, points, leftOut: Object.fromEntries(leftOut) })}\n`
        : `${[...points.map(describe), ...omitted, `${points.length} points`].join('\n')}\n`,
    );
    return;
  }
  for (const line of omitted) {
    process.stderr.write(`${line}\n`);
  }
  const folder = options.store ?? `${space.name}.sweep`;
  const store = new JobStore(folder);
  const line = progressLine();
  let shown: ReturnType<typeof jobProgress> | undefined;
  let round = '';
  const { runSweep } = await import('../sweep/run.ts');
  const table = await interruptible(
    (signal) =>
      runSweep(space, store, {
        ...execution,
        signal,
        progress(what, progress) {
          shown = round === what ? shown : jobProgress(line, what);
          round = what;
          shown!(progress);
        },
      }),
    () =>
      `stopped; the same command goes on with what ${folder} does not have${options.on === 'slurm' ? ', and what Slurm still runs' : ''}`,
  );
  line.end();
  const written = await write(folder, space.name, table);
  process.stderr.write(`${written}\n`);
  const { sweepMarkdown } = await import('../sweep/page.ts');
  process.stdout.write(
    options.json ? `${JSON.stringify({ name: space.name, ...table })}\n` : sweepMarkdown(space.name, table),
  );
  if (table.failed.length > 0) {
    const { id, reason } = table.failed[0];
    throw new DataError(`${folder}: ${table.failed.length} of ${points.length} points failed; ${id}: ${reason}`);
  }
});

/** The table in all its forms, all of them or none; gives where they are. */
async function write(folder: string, name: string, table: Table): Promise<string> {
  const { sweepMarkdown, sweepPage } = await import('../sweep/page.ts');
  const { html, pictures } = await sweepPage(name, table);
  const report = join(folder, 'report');
  const output = openFolder(report);
  output.write('points.json', `${JSON.stringify({ name, ...table }, null, 1)}\n`);
  output.write('points.md', sweepMarkdown(name, table));
  output.write('pareto.html', html);
  for (const [file, svg] of pictures) {
    output.write(file, svg);
  }
  output.commit();
  return `${join(report, 'pareto.html')}, points.md, points.json and ${pictures.size} pictures`;
}

function describe({ id, hardware, clock, memory, keys, weights, int8, head, method, groupSize }: Point): string {
  const model = [weights, `head ${head}`, ...(int8.length > 0 ? [`INT8 ${int8.join(' ')}`] : [])];
  const made = method === null ? [] : [`${method} g${groupSize}`];
  return [
    `${id}  ${describeHardware(hardware)}`,
    `${clock} MHz ${memory}${keys === null ? '' : ` keys ${keys}`}`,
    [...model, ...made].join(' '),
  ].join('; ');
}
