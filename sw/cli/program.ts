import { Command, CommanderError } from 'commander';
import { DataError, Interrupted, UsageError } from '../errors.ts';
import { reason } from '../files.ts';
import packageJson from '../package.json' with { type: 'json' };
import { benchCommand } from './bench.ts';
import { chatCommand } from './chat.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { evalCommand } from './eval.ts';
import { gemvCommand } from './gemv.ts';
import { generateCommand } from './generate.ts';
import { importCommand } from './import.ts';
import { perfCommand } from './perf.ts';
import { quantizeCommand } from './quantize.ts';
import { reportCommand } from './report.ts';
import { standInCommand } from './stand-in.ts';
import { unitCommand } from './unit.ts';
import { wavesCommand } from './waves.ts';

/** The whole command line. */
const program = new Command('macromac')
  .description('Quantised language models on an FPGA accelerator, from the prompt down to its simulated Verilog')
  .version(packageJson.version)
  .showHelpAfterError('(--help shows what is possible)');

const commands = [
  demoCommand,
  generateCommand,
  chatCommand,
  importCommand,
  quantizeCommand,
  evalCommand,
  gemvCommand,
  perfCommand,
  unitCommand,
  benchCommand,
  wavesCommand,
  doctorCommand,
  reportCommand,
  standInCommand,
];
for (const command of commands) program.addCommand(command);
for (const command of [program, ...commands, ...evalCommand.commands, ...reportCommand.commands])
  command.exitOverride();

/** Runs one command line (without node and script) and gives the exit code: 1 the data are wrong, 2 the request, 130 it was stopped. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return report(error);
  }
}

/** Prints what the user needs to know and chooses the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has printed it
  const complain = (message: string) => process.stderr.write(`macromac: ${message}\n`);
  if (error instanceof UsageError) {
    complain(error.message);
    return 2;
  }
  if (error instanceof DataError) {
    complain(error.message);
    return 1;
  }
  if (error instanceof Interrupted) {
    complain(error.message);
    return 130;
  }
  const { path, code } = error as NodeJS.ErrnoException;
  if (path !== undefined && code !== undefined) complain(`${path}: ${reason(error)}`);
  else complain(`internal error: ${error instanceof Error ? error.stack : String(error)}`);
  return 1;
}
