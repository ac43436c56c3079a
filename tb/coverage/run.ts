/**
 * `make coverage`: lines and toggles of every emitted module that its tests reach. Fails where something is not reached
 * that holes.ts does not explain, where it explains something that is, and, when all modules are judged, below 95 % of
 * either.
 */
import { parseArgs } from 'node:util';
import { progressLine } from '../../sw/cli/progress.ts';
import { configureProperties } from '../bench.ts';
import { endWith, named, runCommand } from '../command-line.ts';
import { forModules, JOB_HELP, JOB_OPTIONS } from '../module-jobs.ts';
import { allUnits } from '../units.ts';
import { HOLES } from './holes.ts';
import { asBits, asRanges, type Count, type Measured, measure } from './measure.ts';

const NEEDED = 0.95;

const HELP = `usage: tsx tb/coverage/run.ts [options] [module …]

Runs the tests of each module on a build with Verilator's line and toggle counters. A table goes to stdout, what no explanation covers to
stderr. That ${100 * NEEDED} % be reached is asked of all modules together; of some, only that every hole be explained.

  --json       one object on stdout
${JOB_HELP}`;

const percent = ({ hit, of }: Count): string => (of === 0 ? '–' : `${((100 * hit) / of).toFixed(1)} %`);

const sum = (counts: readonly Count[]): Count => ({
  hit: counts.reduce((total, { hit }) => total + hit, 0),
  of: counts.reduce((total, { of }) => total + of, 0),
});

function row({ name, lines, toggles, holes }: Measured): string {
  const cells = [lines, toggles].map((count) => `${percent(count).padStart(8)} of ${String(count.of).padStart(5)}`);
  const count = holes.length ? `, ${holes.length} holes` : '';
  return `${name.padEnd(28)} lines ${cells[0]}   toggles ${cells[1]}${count}`;
}

/** Holes without an explanation, and explanations without a hole, of the modules that were measured. */
function disputed(measured: readonly Measured[]): { unexplained: string[]; needless: string[] } {
  const names = new Set(measured.map(({ name }) => name));
  const explained = new Set(
    HOLES.flatMap(({ holes }) => holes.flatMap(asBits)).filter((hole) => names.has(hole.split(':')[0])),
  );
  const open = new Set(measured.flatMap(({ name, holes }) => holes.flatMap((hole) => asBits(`${name}: ${hole}`))));
  return {
    unexplained: asRanges([...open].filter((hole) => !explained.has(hole))),
    needless: asRanges([...explained].filter((hole) => !open.has(hole))),
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean' }, ...JOB_OPTIONS },
  });
  if (values.help) {
    return console.log(HELP);
  }
  const units = await allUnits();
  configureProperties();
  const measured: Measured[] = [];
  const wanted = named(units, positionals);
  const progress = progressLine();
  if (values.alone) {
    console.log(JSON.stringify(await measure(wanted[0], (text) => progress.update(`${wanted[0].name}: ${text}`))));
    return;
  }
  const names = wanted.map(({ name }) => name);
  const made =
    values.on === undefined ? [] : await forModules<Measured>('tb/coverage/run.ts', names, [], values, progress.update);
  for (const [i, unit] of wanted.entries()) {
    const result = made[i] ?? (await measure(unit, (text) => progress.update(`${unit.name}: ${text}`)));
    progress.end();
    measured.push(result);
    if (!values.json) {
      console.log(row(result));
    }
  }
  const totals = {
    lines: sum(measured.map(({ lines }) => lines)),
    toggles: sum(measured.map(({ toggles }) => toggles)),
  };
  const { unexplained, needless } = disputed(measured);
  if (values.json) {
    console.log(JSON.stringify({ totals, unexplained, needless, modules: measured }, null, 2));
  } else {
    console.log(
      `${measured.length} modules: lines ${percent(totals.lines)} of ${totals.lines.of}, toggles ${percent(totals.toggles)} of ${totals.toggles.of}`,
    );
  }
  // A small module has few lines, and one that is explained can be a tenth of them.
  const isWhole = measured.length === units.length;
  const short = Object.entries(totals)
    .filter(([, { hit, of }]) => isWhole && hit < NEEDED * of)
    .map(([what, count]) => `${what}: ${percent(count)} are reached, ${100 * NEEDED} % must be`);
  const problems = [
    ...unexplained.map((hole) => `not reached, and not explained in tb/coverage/holes.ts: ${hole}`),
    ...needless.map((hole) => `reached, though tb/coverage/holes.ts says it cannot be: ${hole}`),
    ...short,
  ];
  endWith(problems);
}

runCommand(main);
