import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import type { VerilateOptions } from './build/options.ts';
import type { Progress } from './build/progress.ts';
import { formatDiagnostic, VerilatorError } from './build/verilator.ts';
import { bundleForWeb } from './bundle.ts';
import { expandFileLists } from './file-list.ts';
import { writeWhole } from './files/index.ts';
import { elementsOf, type SignalDescription } from './runtime/description.ts';
import type { Instance } from './runtime/instance.ts';
import type { Model } from './runtime/model.ts';
import { traceToFile } from './trace-file.ts';
import { verilate } from './verilate.ts';

const USAGE_ERROR = 2;
const DATA_ERROR = 1;

interface Options {
  /** What stands behind `--`: for Verilator. */
  flags: readonly string[];
  top: string;
  out?: string;
  bundle?: string;
  types?: string;
  optimize: 0 | 1 | 2 | 3;
  parameter: Record<string, string>;
  define: Record<string, string>;
  include: string[];
  public: string[];
  forceable: string[];
  plusarg: string[];
  coverage?: boolean;
  assertions: boolean;
  verilator?: string;
  cache?: string;
  run?: string;
  cycles: number;
  period: number;
  set: Record<string, string>;
  seed?: number;
  missingFiles: 'error' | 'warn';
  vcd?: string;
  warnings?: boolean;
  json?: boolean;
  quiet?: boolean;
}

const collect = (value: string, list: string[]): string[] => [...list, value];

function assignment(text: string, table: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([^=]+)(?:=(.*))?$/.exec(text) ?? [];
  if (name === undefined) {
    throw new InvalidArgumentError('expected NAME=VALUE');
  }
  return { ...table, [name]: value ?? '1' };
}

function integer(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('expected a whole number');
  }
  return value;
}

const UNITS: Readonly<Record<string, number>> = { fs: 1e-3, ps: 1, ns: 1e3, us: 1e6, ms: 1e9, s: 1e12 };

/** A time in picoseconds. */
function duration(text: string): number {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(fs|ps|ns|us|ms|s)$/.exec(text) ?? [];
  if (value === undefined) {
    throw new InvalidArgumentError('expected a time, for instance 5ns');
  }
  return Number(value) * UNITS[unit];
}

function level(text: string): number {
  if (!/^[0-3]$/.test(text)) {
    throw new InvalidArgumentError('expected 0, 1, 2 or 3');
  }
  return Number(text);
}

/** Where the command writes; the tests give their own. */
export interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

function createCommand({ stdout, stderr }: Output): Command {
  return new Command('verilator-wasm')
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .description(
      'Builds a Verilog module as a WebAssembly file that runs in Node and in browsers, and can run it at once.',
    )
    .argument(
      '<files...>',
      'Verilog sources; -f LIST, -F LIST, -y FOLDER, -v FILE, +incdir+, +define+ as simulators have',
    )
    .requiredOption('-t, --top <module>', 'top module')
    .option('-o, --out <file>', 'where to write the model (default: TOP.wasm, unless --bundle or --run is given)')
    .option('--bundle <file>', 'write a JavaScript module for browsers that holds the model')
    .option('--types <file>', "write the ports' TypeScript type")
    .option('-O, --optimize <level>', '1 builds quickly, 3 runs fastest', level, 1)
    .option('-G, --parameter <name=value>', "the top module's parameter (repeatable)", assignment, {})
    .option('-D, --define <name[=value]>', 'preprocessor definition (repeatable)', assignment, {})
    .option('-I, --include <folder>', 'where to look for included files (repeatable)', collect, [])
    .option('-p, --public <name>', 'internal signal to reach: Module.signal or a path (repeatable)', collect, [])
    .option('--forceable <name>', 'internal signal that may be forced, named likewise (repeatable)', collect, [])
    .option('--coverage', 'count lines and toggles; --run reports them')
    .option('--no-assertions', 'leave assert statements out')
    .option('--run <clock>', 'run the model on this clock and print its outputs')
    .option('--cycles <n>', 'cycles of --run', integer, 1000)
    .option('--period <time>', "a cycle's simulated time, for $time and --vcd: 5ns, 800ps, …", duration, 10)
    .option('--set <port=value>', 'input of --run; 0x… is hexadecimal (repeatable)', assignment, {})
    .option('--plusarg <+name=value>', 'what $value$plusargs finds in --run (repeatable)', collect, [])
    .option('--seed <n>', 'random start values of --run', integer)
    .addOption(
      new Option('--missing-files <what>', 'what a data file of $readmemh that is not there is')
        .choices(['error', 'warn'])
        .default('error'),
    )
    .option('--vcd <file>', 'waveform of --run; compressed when it ends in .gz, an FST when it ends in .fst')
    .option('--warnings', "print Verilator's warnings, not only their number")
    .option('--json', 'print one JSON object instead of text')
    .option('-q, --quiet', 'no progress')
    .option('--verilator <path>', 'another Verilator')
    .option('--cache <folder>', 'another cache folder')
    .addHelpText(
      'after',
      `
Examples:
  verilator-wasm counter.v --top counter                      counter.wasm, for loadModel()
  verilator-wasm cpu.v --top cpu -O3 --types cpu.d.ts
  verilator-wasm counter.v --top counter --bundle counter.mjs  for a <script type="module">
  verilator-wasm -f rtl/files.f --top cpu -- -Wno-WIDTH        what stands behind -- is Verilator's
  verilator-wasm counter.v --top counter --run clk --set en=1 --cycles 100 --vcd counter.vcd`,
    );
}

/** The `verilator-wasm` command. Returns its exit code: 1 for faults in the design, 2 for a wrong call. */
export async function main(argv: readonly string[], output: Output = process): Promise<number> {
  const command = createCommand(output).exitOverride();
  const [own, flags] = splitAt(argv, '--');
  let expanded: string[];
  try {
    expanded = expandFileLists(own);
  } catch (error) {
    output.stderr.write(`${(error as Error).message}\n`);
    return USAGE_ERROR;
  }
  try {
    command.parse(expanded, { from: 'user' });
  } catch (error) {
    return (error as CommanderError).exitCode === 0 ? 0 : USAGE_ERROR;
  }
  const options: Options = { ...command.opts<Omit<Options, 'flags'>>(), flags };
  try {
    await perform(command.args, options, output);
    return 0;
  } catch (error) {
    for (const warning of error instanceof VerilatorError ? error.diagnostics : []) {
      if (warning.severity === 'warning') {
        output.stderr.write(`${formatDiagnostic(warning)}\n`);
      }
    }
    output.stderr.write(`${(error as Error).message}\n`);
    return error instanceof UsageError ? USAGE_ERROR : DATA_ERROR;
  }
}

/** What stands before and behind a word; behind nothing where it does not occur. */
function splitAt(words: readonly string[], word: string): [string[], string[]] {
  const at = words.indexOf(word);
  return at < 0 ? [[...words], []] : [words.slice(0, at), words.slice(at + 1)];
}

class UsageError extends Error {}

async function perform(files: readonly string[], options: Options, { stdout, stderr }: Output): Promise<void> {
  const { top, json } = options;
  const progress = progressLine(stderr);
  const started = performance.now();
  const model = await verilate({
    ...buildOptions(files, options),
    onProgress: options.quiet ? undefined : progress,
  });
  progress(undefined);
  const seconds = (performance.now() - started) / 1000;

  const out = options.out ?? (options.run === undefined && options.bundle === undefined ? `${top}.wasm` : undefined);
  if (out !== undefined) {
    writeWhole(out, model.wasm);
  }
  if (options.bundle !== undefined) {
    writeWhole(options.bundle, await bundleForWeb(model));
  }
  if (options.types !== undefined) {
    writeWhole(options.types, portTypes(model));
  }
  if (model.warnings.length > 0 && !options.quiet) {
    stderr.write(`${warningText(model, options)}\n`);
  }
  const result = options.run === undefined ? undefined : run(model, options.run, options, stderr);

  if (json) {
    const { ports, internals } = model;
    stdout.write(
      `${JSON.stringify({ top, file: out, bytes: model.wasm.length, seconds, ports, internals, run: result })}\n`,
    );
    return;
  }
  if (result === undefined) {
    stdout.write(`${out ?? options.bundle}: ${model.wasm.length} bytes of WebAssembly, ${seconds.toFixed(1)} s\n`);
    for (const signal of [...model.ports, ...model.internals]) {
      stdout.write(`  ${describe(signal)}\n`);
    }
    return;
  }
  for (const [name, value] of Object.entries(result.outputs)) {
    stdout.write(`${name} = ${value}\n`);
  }
  stderr.write(`${result.cycles} cycles, ${(result.cyclesPerSecond / 1e6).toFixed(2)} M cycles/s\n`);
}

function warningText({ warnings }: Model, options: Options): string {
  if (options.warnings) {
    return warnings.join('\n');
  }
  // A delay that is left out changes what the design does: told in full.
  const delays = warnings.filter((text) => text.includes(' warning STMTDLY: '));
  const codes = warnings.map((text) => / warning (\w+):/.exec(text)?.[1] ?? 'other');
  const counts = [...new Set(codes)].map((code) => `${code} ${codes.filter((other) => other === code).length}`);
  return [...delays, `Verilator's warnings: ${counts.join(', ')}; --warnings prints them`].join('\n');
}

const buildOptions = (files: readonly string[], options: Options): VerilateOptions => ({
  sources: files,
  top: options.top,
  parameters: options.parameter,
  defines: options.define,
  flags: options.flags,
  includeDirs: options.include,
  public: options.public,
  forceable: options.forceable,
  optimize: options.optimize,
  trace: options.vcd !== undefined,
  coverage: options.coverage,
  assertions: options.assertions,
  verilator: options.verilator,
  cacheDir: options.cache,
});

interface RunResult {
  readonly cycles: number;
  readonly cyclesPerSecond: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly coverage?: { readonly points: number; readonly hit: number };
}

function run(model: Model, clock: string, options: Options, stderr: Output['stderr']): RunResult {
  const sim = model.instantiate({
    seed: options.seed,
    missingFiles: options.missingFiles,
    plusargs: options.plusarg,
  });
  sim.onMessage(({ kind, text }) => stderr.write(kind === 'assertion' ? `assertion: ${text}\n` : `${text}\n`));
  for (const [name, text] of Object.entries(options.set)) {
    const port = sim.ports[name];
    if (port === undefined) {
      throw new UsageError(`--set ${name}: ${model.top} has no such port`);
    }
    if (!/^(-?\d+|0x[0-9a-f]+|0b[01]+)$/i.test(text)) {
      throw new UsageError(`--set ${name}: '${text}' is not a number`);
    }
    port.value = BigInt(text);
  }
  const started = performance.now();
  const cycles =
    options.vcd === undefined
      ? sim.run(clock, options.cycles, { period: options.period })
      : runTraced(sim, clock, options, options.vcd);
  const seconds = (performance.now() - started) / 1000;
  const outputs = Object.values(sim.ports)
    .filter(({ direction }) => direction === 'output' || direction === 'inout')
    .map(({ name, value, width }) => [name, `0x${value.toString(16).padStart(Math.ceil(width / 4), '0')}`]);
  sim.dispose();
  const points = options.coverage ? sim.coverage() : undefined;
  if (points) {
    stderr.write(`coverage: ${points.filter(({ count }) => count > 0).length} of ${points.length} points\n`);
  }
  return {
    cycles,
    cyclesPerSecond: cycles / seconds,
    outputs: Object.fromEntries(outputs),
    ...(points ? { coverage: { points: points.length, hit: points.filter(({ count }) => count > 0).length } } : {}),
  };
}

/** One dump each edge, in picoseconds. */
function runTraced(sim: Instance, clock: string, { cycles, period }: Options, path: string): number {
  const port = sim.ports[clock];
  if (port === undefined) {
    throw new UsageError(`--run ${clock}: no such port`);
  }
  if (!Number.isInteger(period) || period < 2) {
    throw new UsageError(`--period: ${period} ps cannot be drawn with --vcd: expected whole picoseconds, at least 2`);
  }
  const trace = traceToFile(sim, path, { timescale: '1ps' });
  const step = (level: number, time: number): void => {
    port.value = level;
    sim.eval(time);
    trace.dump(BigInt(time));
  };
  let done = 0;
  step(0, 0);
  while (done < cycles && !sim.finished) {
    step(1, period * done + Math.ceil(period / 2));
    step(0, period * ++done);
  }
  trace.close();
  return done;
}

const describe = ({ name, direction, width, depth }: SignalDescription): string =>
  `${direction.padEnd(8)} ${name}${width > 1 ? ` [${width - 1}:0]` : ''}${depth === undefined ? '' : `, ${depth} words`}`;

/** `type CounterPorts = { clk: number; … }`, for `loadModel<CounterPorts>` and `verilate<CounterPorts>`. */
function portTypes({ top, ports }: Model): string {
  const name = top.replace(/(?:^|_)([a-z0-9])/gi, (_, letter) => letter.toUpperCase()).replace(/\W/g, '');
  const key = (text: string): string => (/^\w+$/.test(text) ? text : JSON.stringify(text));
  const lines = ports
    .flatMap((port) => (port.depth === undefined ? [port] : elementsOf(port)))
    .map(
      ({ name, width, direction }) =>
        `  /** ${direction}, ${width} bit${width === 1 ? '' : 's'} */\n  ${key(name)}: ${width > 32 ? 'bigint' : 'number'};`,
    );
  return `/** Ports of the Verilog module ${top}. */\nexport type ${name}Ports = {\n${lines.join('\n')}\n};\n`;
}

const PHASES = {
  verilator: 'Verilog to C++',
  runtime: 'runtime (once)',
  compile: 'C++ to WebAssembly',
  link: 'link',
  done: 'done',
};

/** One line on a terminal, one line a phase elsewhere; undefined ends it. */
function progressLine(stderr: Output['stderr']): (progress: Progress | undefined) => void {
  let shown = '';
  return (progress) => {
    if (progress === undefined) {
      if (stderr.isTTY && shown !== '') {
        stderr.write('\r\x1b[K');
      }
      return;
    }
    const { phase, top, fraction, remaining } = progress;
    const eta = remaining === undefined ? '' : `, about ${Math.ceil(remaining)} s left`;
    if (stderr.isTTY) {
      stderr.write(`\r\x1b[K${top}: ${PHASES[phase]} ${Math.round(fraction * 100)} %${eta}`);
    } else if (phase !== shown) {
      stderr.write(`${top}: ${PHASES[phase]}${eta}\n`);
    }
    shown = phase;
  };
}
