import { Command, CommanderError } from 'commander';
import { DataError, UsageError } from '../errors.ts';
import { reason } from '../model/load.ts';
import packageJson from '../package.json' with { type: 'json' };
import { gemvCommand } from './gemv.ts';
import { generateCommand } from './generate.ts';
import { importCommand } from './import.ts';

const program = new Command('macromac')
  .description('Quantised language models on an FPGA accelerator, from the prompt down to its simulated Verilog')
  .version(packageJson.version)
  .showHelpAfterError('(--help shows what is possible)');

for (const command of [generateCommand, gemvCommand, importCommand]) program.addCommand(command);
for (const command of [program, ...program.commands]) command.exitOverride();

// A reader that has seen enough (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Prints what the user needs to know and chooses the exit code: 1 the data, 2 the request. */
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
  const { path, code } = error as NodeJS.ErrnoException;
  if (path !== undefined && code !== undefined) complain(`${path}: ${reason(error)}`);
  else complain(`internal error: ${error instanceof Error ? error.stack : String(error)}`);
  return 1;
}
