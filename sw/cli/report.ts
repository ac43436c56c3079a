import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { VARIANTS, variantFolder, variantNamed } from '@macromac/verilog';
import { ReportError } from '@macromac/verilog/report/error';
import { grouped, RESOURCES, resourceTables, table } from '@macromac/verilog/report/resources';
import { parseTiming, type Slack, type VivadoTiming } from '@macromac/verilog/report/vivado-timing';
import { parseUtilization, type VivadoUtilization } from '@macromac/verilog/report/vivado-utilization';
import { Command } from 'commander';
import { DataError } from '../errors.ts';
import { expectFolder, reason } from '../files.ts';

/** Paths shown of those that Vivado reports. */
const SHOWN = 5;

const vivadoCommand = new Command('vivado')
  .description("resources and timing from Vivado's reports, in the tables of `make synth`")
  .argument('<dir>', 'folder that `make vivado` wrote, out/vivado/VARIANT_CLOCK, or its reports/')
  .option('--json', 'print one object: folder, device, state, total, design, modules, timing, power')
  .addHelpText(
    'after',
    `
Reads utilization_hierarchical.rpt, timing_summary.rpt and, where it is there, power.rpt. Ends with 1 where timing is not met.
Built on reports that others published; not tried on a build of ours (docs/kv260.md).`,
  )
  .action(async (dir: string, { json }: { json?: boolean }) => {
    expectFolder(dir);
    const folder = existsSync(join(dir, 'reports')) ? join(dir, 'reports') : dir;
    const read = (name: string) => readReport(join(folder, name));
    const name = basename(resolve(dir));
    const known = await emittedModules(name);
    const utilization = asData(() => parseUtilization(...read('utilization_hierarchical.rpt'), known));
    const timing = asData(() => parseTiming(...read('timing_summary.rpt')));
    const power = existsSync(join(folder, 'power.rpt')) ? totalPower(...read('power.rpt')) : undefined;
    const { device, state, accelerator: total, design, modules } = utilization;
    if (json) {
      process.stdout.write(
        `${JSON.stringify({ folder: name, device, state, total, design, modules, timing, power }, null, 2)}\n`,
      );
    } else {
      process.stdout.write(`${text(name, utilization, timing, power)}\n`);
    }
    const missed = KINDS.filter(([, kind]) => (timing[kind].worst ?? 0) < 0);
    if (missed.length > 0) {
      throw new DataError(
        `timing is not met: ${missed.map(([label, kind]) => `${label} ${timing[kind].worst} ns`).join(', ')}`,
      );
    }
  });

export const reportCommand = new Command('report').description('reports of other tools').addCommand(vivadoCommand);

const KINDS = [
  ['setup', 'setup'],
  ['hold', 'hold'],
  ['pulse width', 'pulseWidth'],
] as const;

/** A report that cannot be read is wrong data. */
function asData<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ReportError) {
      throw new DataError(error.message);
    }
    throw error;
  }
}

function readReport(path: string): [path: string, text: string] {
  try {
    return [path, readFileSync(path, 'utf8')];
  } catch (error) {
    throw new DataError(`${path}: ${reason(error)}; \`make vivado\` writes it`);
  }
}

/** Names of the modules of the variant that a folder VARIANT_CLOCK is of, or of the board's default. */
async function emittedModules(folder: string): Promise<ReadonlySet<string>> {
  const known = VARIANTS.find((variant) => folder.startsWith(`${variant.folder}_`)) ?? variantNamed('accelerator_t4');
  const files = readdirSync(await variantFolder(known));
  return new Set(files.filter((name) => name.endsWith('.v')).map((name) => name.slice(0, -2)));
}

/** [W], of the whole chip, as Vivado estimates it. */
function totalPower(path: string, text: string): number {
  const watts = /^\| Total On-Chip Power \(W\) +\| +([\d.]+)/m.exec(text)?.[1];
  if (watts === undefined) {
    throw new DataError(`${path}: no line "| Total On-Chip Power (W) | …"; expected report_power`);
  }
  return Number(watts);
}

function text(folder: string, utilization: VivadoUtilization, timing: VivadoTiming, power: number | undefined): string {
  const { device, state, accelerator, design, modules } = utilization;
  const note =
    'Resources are of one instance (the mean of all), without what it instantiates. Vivado optimises across modules, so a part\nof a module may stand in another. The totals are those of the accelerator.';
  return [
    `${folder}, by Vivado for ${device}, ${state.toLowerCase()}\n`,
    resourceTables({ folder, total: accelerator, modules }, note),
    `\nWhole design, with interconnect and reset: ${RESOURCES.map((resource) => `${grouped(design[resource])} ${resource}`).join(', ')}.\n`,
    timingTables(timing),
    ...(power === undefined ? [] : [`\nPower of the whole chip, estimated by Vivado: ${power} W.`]),
  ].join('\n');
}

function timingTables({ clocks, paths, ...slacks }: VivadoTiming): string {
  const cells = ({ worst, failing, endpoints }: Slack) => [
    worst === null ? 'none' : worst.toFixed(3),
    grouped(failing),
    grouped(endpoints),
  ];
  const setup = slacks.setup.worst;
  const reached = clocks.map(({ name, period, megahertz }) => [
    name,
    period.toFixed(3),
    megahertz.toFixed(1),
    setup === null ? '' : (1000 / (period - setup)).toFixed(1),
  ]);
  const worst = paths.filter(({ kind }) => kind === 'setup').sort((a, b) => a.slack - b.slack);
  return [
    table([
      ['timing', 'worst slack [ns]', 'failing', 'endpoints'],
      ...KINDS.map(([label, kind]) => [label, ...cells(slacks[kind])]),
    ]),
    table([['clock', 'period [ns]', 'MHz', 'MHz at the worst slack'], ...reached]),
    table([
      ['slowest paths', 'slack', 'levels', 'logic [ns]', 'route [ns]'],
      ...worst
        .slice(0, SHOWN)
        .map(({ from, to, slack, levels, logic, route }) => [
          `${within(from)} → ${within(to)}`,
          slack.toFixed(3),
          `${levels}`,
          logic.toFixed(3),
          route.toFixed(3),
        ]),
    ]),
  ].join('\n\n');
}

/** A name below the accelerator's own instance. */
const within = (pin: string) => pin.replace(/^.*\/accelerator\/(inst\/)?/, '');
