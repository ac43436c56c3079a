import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { variantFolder } from './cache.ts';
import { passReporter } from './pass-reporter.ts';
import { variantNamed } from './variants.ts';
import { yosys } from './yosys.ts';

/** A synthesised netlist as Yosys' `write_json` gives it; nets are numbers, constants are strings. */
export interface Netlist {
  readonly modules: Readonly<Record<string, NetlistModule>>;
}

export interface NetlistModule {
  readonly cells: Readonly<Record<string, Cell>>;
  readonly ports?: Readonly<Record<string, { readonly direction: string; readonly bits: readonly Net[] }>>;
  readonly netnames?: Readonly<Record<string, { readonly hide_name?: 0 | 1; readonly bits: readonly Net[] }>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

export type Net = number | string;

export interface Cell {
  readonly type: string;
  readonly port_directions?: Readonly<Record<string, 'input' | 'output' | 'inout'>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly connections: Readonly<Record<string, readonly Net[]>>;
}

/** Cells by type of each module, as Yosys' `stat -json` gives them. */
export interface Stat {
  readonly modules: Readonly<Record<string, { readonly num_cells_by_type: Readonly<Record<string, number>> }>>;
}

export interface Mapped {
  /** The module of the variant's own, which all else is below. */
  readonly top: string;
  readonly stat: Stat;
  /** Modules kept apart; each is mapped once, however many instances it has. */
  readonly netlist: Netlist;
}

const KEPT = join(import.meta.dirname, '../out/yosys');

/**
 * A variant mapped to cells of UltraScale+ by Yosys (`synth_xilinx -family xcup`): minutes. What it gives
 * is kept in out/yosys/ and serves as long as the Verilog is the same. Says on stderr which pass runs.
 */
export async function mapped(folder: string): Promise<Mapped> {
  const variant = variantNamed(folder);
  const path = await variantFolder(variant);
  const { module: top } = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as { readonly module: string };
  const names = readFileSync(join(path, 'files.f'), 'utf8').trim().split('\n');
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]));
  const script = [
    `read_verilog ${names.join(' ')}`,
    `synth_xilinx -family xcup -uram -noiopad -noclkbuf -top ${top}`,
    'tee -q -o stat.json stat -json',
    'write_json netlist.json',
  ].join('\n');
  const key = createHash('sha256')
    .update(JSON.stringify([script, files]))
    .digest('hex');
  const kept = join(KEPT, `${folder}.json`);
  const known = readKept(kept);
  if (known?.key === key) {
    return { top, ...known };
  }

  const reporter = passReporter(folder);
  const { failure, log, text } = await yosys(['-s', 'script.ys'], { ...files, 'script.ys': script }, reporter.pass);
  reporter.end();
  if (failure !== undefined) {
    throw new Error(`Yosys failed on ${folder}: ${failure}\n${log.slice(-2000)}`);
  }
  const made = { stat: JSON.parse(text('stat.json')) as Stat, netlist: slim(JSON.parse(text('netlist.json'))) };
  mkdirSync(KEPT, { recursive: true });
  writeFileSync(`${kept}.partial`, JSON.stringify({ key, ...made }));
  renameSync(`${kept}.partial`, kept);
  return { top, ...made };
}

/**
 * Cells of a module by type, without those inside of modules that it instantiates; undefined: no module of the design.
 */
export const cellsOf = ({ modules }: Stat, name: string): Readonly<Record<string, number>> | undefined =>
  modules[`\\${name}`]?.num_cells_by_type ?? modules[name]?.num_cells_by_type;

interface Kept {
  readonly key: string;
  readonly stat: Stat;
  readonly netlist: Netlist;
}

function readKept(path: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Without attributes of cells and nets, which are most of the text, and without the library's own modules. */
export function slim({ modules }: Netlist): Netlist {
  const own = Object.entries(modules).filter(([, { attributes }]) => attributes?.['blackbox'] === undefined);
  return {
    modules: Object.fromEntries(
      own.map(([name, { cells, ports, netnames }]) => [
        name.replace(/^\\/, ''),
        {
          cells: mapValues(cells, ({ type, port_directions, parameters, connections }) => ({
            type,
            port_directions,
            parameters,
            connections,
          })),
          ports,
          netnames: mapValues(netnames ?? {}, ({ hide_name, bits }) => ({ hide_name, bits })),
        },
      ]),
    ),
  };
}

const mapValues = <A, B>(of: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, map(value)]));
