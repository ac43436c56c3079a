import { createLookup, encodeFst, listVariables, type Vcd } from '@chisel-lite/vcd';
import { openBrowser, type Row, readDump, serveWaves, writeGtkw } from '@chisel-lite/waves';
import { Command } from 'commander';
import { DataError, printable, UsageError } from '../errors.ts';
import { expectFolder, writeWhole } from '../files.ts';
import { integer } from './arguments.ts';

interface WavesArguments {
  readonly port: number;
  readonly labels?: string;
  readonly view?: string;
  readonly verilog?: string;
  readonly gtkw?: string;
  readonly fst?: string;
  readonly list?: boolean;
  readonly wcp?: number | true;
  readonly open: boolean;
  readonly json?: boolean;
}

/** Where Surfer listens by default, and clients of it look first. */
const WCP_PORT = 54321;

export const wavesCommand = new Command('waves')
  .description('looks at a waveform (VCD, FST, GHW) in the browser')
  .argument('<file>', 'dump: VCD, FST or GHW, plain or compressed with gzip')
  .option('--port <number>', 'port of the local page; 0: any free one', integer(0, 65535), 0)
  .option('--labels <file>', 'names of values by signal, JSON; default: the dump with .labels.json')
  .option('--view <file>', 'saved view to begin with')
  .option('--verilog <folder>', 'the design, for the way from a signal to its source (F); default: the dump’s folder')
  .option('--gtkw <file>', 'only write a save file for GTKWave and Surfer with every signal, and end')
  .option('--fst <file>', 'only write the dump as FST, a tenth of a VCD or less, and end')
  .option('--list', 'only print the variables with their first and last values, and end')
  .option(
    '--wcp [port]',
    `editors and scripts drive the page by the Waveform Control Protocol, on 127.0.0.1; default port ${WCP_PORT}, 0: any free one`,
    integer(0, 65535),
  )
  .option('--no-open', 'do not open a browser')
  .option(
    '--json',
    'print one object: file and url, with --wcp its port as wcp; with --gtkw file, gtkw and signals; with --fst file, fst and bytes; with --list the variables',
  )
  .action(async (file: string, { port, labels, view, verilog, gtkw, fst, list, wcp, open, json }: WavesArguments) => {
    const say = (object: object, line: string) => process.stdout.write(`${json ? JSON.stringify(object) : line}\n`);
    const wanted = Object.entries({ '--list': list, '--gtkw': gtkw, '--fst': fst }).filter(([, value]) => value);
    if (wanted.length > 1) {
      throw new UsageError(`${wanted.map(([name]) => name).join(' and ')}: one of them`);
    }
    if (list) {
      const vcd = await readDump(file).catch(refuse);
      process.stdout.write(json ? `${listAsJson(vcd)}\n` : listAsText(vcd));
      if (json) {
        for (const warning of vcd.warnings) {
          process.stderr.write(`${file}: ${printable(warning)}\n`);
        }
      }
      return;
    }
    if (gtkw !== undefined) {
      const signals = await writeSaveFile(file, gtkw);
      say({ file, gtkw, signals }, `${gtkw}: ${signals} signals`);
      return;
    }
    if (fst !== undefined) {
      const dump = await readDump(file).catch(refuse);
      const bytes = encodeFst(dump);
      writeWhole(fst, bytes);
      for (const warning of dump.warnings) {
        process.stderr.write(`${file}: ${printable(warning)}\n`);
      }
      say({ file, fst, bytes: bytes.length }, `${fst}: ${(bytes.length / 1e6).toFixed(2)} MB`);
      return;
    }
    if (verilog !== undefined) {
      expectFolder(verilog);
    }
    const wcpWanted = wcp === true ? WCP_PORT : wcp;
    const { url, wcpPort } = await serveWaves(file, { port, labels, view, verilog, wcp: wcpWanted }).catch(refuse);
    const more = wcpPort === undefined ? '' : `  WCP: 127.0.0.1:${wcpPort}`;
    say({ file, url, wcp: wcpPort }, `${file}: ${url}${more}  (Ctrl+C ends)`);
    if (open) {
      openBrowser(url);
    }
  });

const refuse = (error: Error): never => {
  throw new DataError(error.message);
};

/** The number of signals in the file it writes. */
async function writeSaveFile(dump: string, gtkw: string): Promise<number> {
  const vcd = await readDump(dump).catch(refuse);
  const { nameOf, find } = createLookup(vcd);
  const rows = vcd.variables.map(
    (variable): Row => ({ kind: 'signal', path: nameOf(variable), radix: variable.width === 1 ? 'bin' : 'hex' }),
  );
  writeWhole(gtkw, writeGtkw({ dump, rows, variable: find }));
  return rows.length;
}

/** Last time stamp in units of the timescale, as digits. */
function endOf({ times, exactTimes }: Vcd): string {
  return String(exactTimes ? (exactTimes.at(-1) ?? 0) : (times.at(-1) ?? 0));
}

const timescaleOf = ({ timescale }: Vcd) => (timescale ? `${timescale.magnitude} ${timescale.unit}` : null);

/**
 * `{format, timescale, end, variables}`. `end` may have more digits than JavaScript's numbers, so the text is put
 * together here.
 */
function listAsJson(vcd: Vcd): string {
  const head = JSON.stringify({ format: vcd.format, timescale: timescaleOf(vcd) }).slice(0, -1);
  return `${head},"end":${endOf(vcd)},"variables":${JSON.stringify(listVariables(vcd))}}`;
}

/** Longest value that is printed whole. */
const LONGEST = 40;

function listAsText(vcd: Vcd): string {
  const short = (value: string) => (value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value);
  const lines = listVariables(vcd).map(
    ({ path, index, width, kind, changes, first, last }) =>
      `${printable(path)}${index}  ${kind} ${width}  ${changes} changes${changes ? `  ${printable(short(first))} … ${printable(short(last))}` : ''}`,
  );
  const head = `${vcd.format.toUpperCase()}, ${timescaleOf(vcd) ?? 'no timescale'}, ends at ${endOf(vcd)}, ${lines.length} variables`;
  return [head, ...vcd.warnings.map((warning) => `warning: ${printable(warning)}`), ...lines, ''].join('\n');
}
