import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { Command } from 'commander';
import { serveStandIn } from '../backends/kv260/stand-in/serve.ts';
import { builtPassSizes, startSimulator } from '../backends/rtl/simulator.ts';
import { DataError, UsageError } from '../errors.ts';
import { PASS_SIZES } from '../port/limits.ts';
import type { Engine } from '../port/matrix.ts';
import { integer, oneOf } from './arguments.ts';
import { addMemoryOptions, engineOption, type MemoryArguments } from './options.ts';
import { progressLine } from './progress.ts';

interface StandInArguments extends MemoryArguments {
  readonly folder?: string;
  readonly t: number;
  readonly engine: Engine;
  readonly memory: number;
}

const EXAMPLE = 'npx macromac stand-in -- npx macromac doctor';

export const standInCommand = addMemoryOptions(new Command('stand-in'))
  .description("stands in for a board: the emitted Verilog in simulation, behind files like those of the KV260's Linux")
  .argument('[command...]', 'run this with the stand-in as its board, and end with it; default: until Ctrl+C')
  .option('--folder <dir>', 'where the files are laid out; default: a temporary folder')
  .option('--t <tokens>', 'activation vectors a pass that the simulated bitstream has', oneOf(PASS_SIZES), 2)
  .addOption(engineOption())
  .option('--memory <MiB>', 'memory that processor and accelerator share', integer(1, 2047), 64)
  .addHelpText(
    'after',
    `
Back end kv260 and \`macromac doctor\` take a board in the folder that MACROMAC_BOARD names. For example:
  ${EXAMPLE}
What differs from a board: docs/kv260.md, "Without a board".`,
  )
  .action(async (command: string[], options: StandInArguments) => {
    const { t, engine, clock, ddr, memory } = options;
    const sizes = builtPassSizes('system', engine);
    if (!sizes.includes(t)) {
      throw new UsageError(`--t ${t}: engine ${engine} is emitted for ${sizes.join(', ')}`);
    }
    if (command.length > 0 && !isThere(command[0])) {
      throw new DataError(`${command[0]}: no such command`); // before minutes go into a simulator
    }
    const folder = createFolder(options.folder);
    const stop = new AbortController();
    const end = () => stop.abort();
    try {
      const progress = progressLine();
      const simulator = await startSimulator('system', t, { engine, progress: progress.update });
      progress.end();
      let ended: Promise<string | undefined> = Promise.resolve(undefined);
      if (command.length === 0) {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
          process.once(signal, end);
        }
      }
      await serveStandIn(
        simulator,
        folder,
        { megahertz: clock, ddr, memoryBytes: memory * 2 ** 20 },
        stop.signal,
        () => {
          if (command.length > 0) {
            ended = run(command, folder).finally(end);
          } else {
            process.stdout.write(`MACROMAC_BOARD=${folder}\n`);
          }
        },
      );
      const failure = await ended;
      if (failure !== undefined) {
        throw new DataError(failure);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

/** Whether a program can be run: by its path, or found in PATH. */
function isThere(program: string): boolean {
  const folders = program.includes('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return statSync(join(folder, program)).isFile();
    } catch {
      return false;
    }
  });
}

function createFolder(wanted: string | undefined): string {
  if (wanted === undefined) {
    return mkdtempSync(join(tmpdir(), 'macromac-stand-in-'));
  }
  if (existsSync(wanted) && readdirSync(wanted).length > 0) {
    throw new UsageError(`--folder ${wanted}: not empty, and it is removed in the end`);
  }
  mkdirSync(wanted, { recursive: true });
  return resolve(wanted);
}

/**
 * Runs a command to its end; what went wrong, if something did. Signals of the terminal are the command's to handle.
 */
function run([program, ...args]: readonly string[], folder: string): Promise<string | undefined> {
  const ignore = () => {};
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, ignore);
  }
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, MACROMAC_BOARD: folder } });
  return new Promise((done) => {
    child.on('error', ({ message }) => done(`${program}: ${message}`));
    child.on('exit', (code, signal) =>
      done(code === 0 ? undefined : `${program} ended with ${signal ?? `code ${code}`}`),
    );
  });
}
