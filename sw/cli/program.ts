import { Command, CommanderError } from 'commander';
import { DataError, Interrupted, UsageError } from '../errors.ts';
import { FileError, reason } from '../files.ts';
import packageJson from '../package.json' with { type: 'json' };

/** Each command is imported when it is asked for: together they take as long, and as much memory, as a small model. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./demo.ts')).demoCommand,
  generate: async () => (await import('./generate.ts')).generateCommand,
  chat: async () => (await import('./chat.ts')).chatCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
  import: async () => (await import('./import.ts')).importCommand,
  quantize: async () => (await import('./quantize.ts')).quantizeCommand,
  eval: async () => (await import('./eval.ts')).evalCommand,
  compare: async () => (await import('./compare.ts')).compareCommand,
  data: async () => (await import('./data.ts')).dataCommand,
  pack: async () => (await import('./pack.ts')).packCommand,
  gemv: async () => (await import('./gemv.ts')).gemvCommand,
  perf: async () => (await import('./perf.ts')).perfCommand,
  sweep: async () => (await import('./sweep.ts')).sweepCommand,
  jobs: async () => (await import('./jobs.ts')).jobsCommand,
  program: async () => (await import('./list-program.ts')).programCommand,
  unit: async () => (await import('./unit.ts')).unitCommand,
  bench: async () => (await import('./bench.ts')).benchCommand,
  waves: async () => (await import('./waves.ts')).wavesCommand,
  site: async () => (await import('./site.ts')).siteCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  'stand-in': async () => (await import('./stand-in.ts')).standInCommand,
};

/** The command line, with all commands, or with the one it is about. */
async function programFor([name]: readonly string[]): Promise<Command> {
  const program = new Command('macromac')
    .description('Quantised language models on an FPGA accelerator, from the prompt down to its simulated Verilog')
    .version(packageJson.version)
    .showHelpAfterError('(--help shows what is possible)')
    .exitOverride()
    .hook('preAction', (_, command) => refuseEmptyNames(command));
  const names = name !== undefined && Object.hasOwn(COMMANDS, name) ? [name] : Object.keys(COMMANDS);
  for (const command of await Promise.all(names.map((name) => COMMANDS[name]()))) {
    program.addCommand(command);
    for (const each of [command, ...command.commands]) {
      each.exitOverride();
    }
  }
  return program;
}

/**
 * A file or folder without a name is the working folder to whoever joins names: a script's variable that was not set.
 */
function refuseEmptyNames(command: Command): void {
  const isEmpty = (value: unknown) => [value].flat().includes('');
  for (const option of command.options) {
    if (
      /<(file|dir|folder|path|source)\b/.test(option.flags) &&
      isEmpty(command.getOptionValue(option.attributeName()))
    ) {
      throw new UsageError(`${option.long ?? option.short} is empty, expected the name of a file or folder`);
    }
  }
  for (const [i, argument] of command.registeredArguments.entries()) {
    if (argument.name() !== 'command' && isEmpty(command.processedArgs[i])) {
      throw new UsageError(`<${argument.name()}> is empty`);
    }
  }
}

/**
 * Runs one command line (without node and script) and gives the exit code: 1 the data are wrong, 2 the request, 130 it
 * was stopped.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  try {
    const program = await programFor(args);
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return report(error);
  }
}

/** Prints what the user needs to know and chooses the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : 2; // commander has printed it
  }
  const complain = (message: string) => process.stderr.write(`macromac: ${message}\n`);
  if (error instanceof UsageError) {
    complain(error.message);
    return 2;
  }
  if (error instanceof DataError || error instanceof FileError) {
    complain(error.message);
    return 1;
  }
  if (error instanceof Interrupted) {
    complain(error.message);
    return 130;
  }
  if (error instanceof RangeError && /WebAssembly.*(memory|allocate)/i.test(error.message)) {
    complain('WebAssembly gets no memory; it reserves address space ahead, which `ulimit -v` may limit');
    return 1;
  }
  const { path, code } = error as NodeJS.ErrnoException;
  if (path !== undefined && code !== undefined) {
    complain(`${path}: ${reason(error)}`);
  } else {
    complain(`internal error: ${error instanceof Error ? error.stack : String(error)}`);
  }
  return 1;
}
