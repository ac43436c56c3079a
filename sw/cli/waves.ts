import { createReadStream } from 'node:fs';
import { readVcd } from '@chisel-lite/vcd';
import { openBrowser, type Row, serveWaves, writeGtkw } from '@chisel-lite/waves';
import { Command } from 'commander';
import { DataError } from '../errors.ts';
import { openRegular, writeWhole } from '../files.ts';
import { integer } from './arguments.ts';

interface WavesArguments {
  readonly port: number;
  readonly labels?: string;
  readonly view?: string;
  readonly gtkw?: string;
  readonly open: boolean;
  readonly json?: boolean;
}

export const wavesCommand = new Command('waves')
  .description('looks at a waveform (VCD) in the browser')
  .argument('<file>', 'dump, .vcd or .vcd.gz')
  .option('--port <number>', 'port of the local page; 0: any free one', integer(0, 65535), 0)
  .option('--labels <file>', 'names of values by signal, JSON; default: the dump with .labels.json')
  .option('--view <file>', 'saved view to begin with')
  .option('--gtkw <file>', 'only write a save file for GTKWave and Surfer with every signal, and end')
  .option('--no-open', 'do not open a browser')
  .option('--json', 'print one object: file and url, or with --gtkw file, gtkw and signals')
  .action(async (file: string, { port, labels, view, gtkw, open, json }: WavesArguments) => {
    const say = (object: object, line: string) => process.stdout.write(`${json ? JSON.stringify(object) : line}\n`);
    if (gtkw !== undefined) {
      const signals = await writeSaveFile(file, gtkw);
      say({ file, gtkw, signals }, `${gtkw}: ${signals} signals`);
      return;
    }
    const { url } = await serveWaves(file, { port, labels, view }).catch((error: Error) => {
      throw new DataError(error.message);
    });
    say({ file, url }, `${file}: ${url}  (Ctrl+C ends)`);
    if (open) openBrowser(url);
  });

/** The number of signals in the file it writes. */
async function writeSaveFile(dump: string, gtkw: string): Promise<number> {
  const { descriptor } = openRegular(dump);
  const { variables } = await readVcd(createReadStream(dump, { fd: descriptor })).catch((error: Error) => {
    throw new DataError(`${dump}: ${error.message}`);
  });
  const byPath = new Map(variables.map((variable) => [variable.path, variable]));
  const rows = variables.map(({ path, width }): Row => ({ kind: 'signal', path, radix: width === 1 ? 'bin' : 'hex' }));
  writeWhole(gtkw, writeGtkw({ dump, rows, variable: (path) => byPath.get(path) }));
  return variables.length;
}
