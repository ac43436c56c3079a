import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { appendDescription, type ModelDescription } from '../runtime/description.ts';
import { type Cache, sha256 } from './cache.ts';
import { WRAPPER, withoutWrapper, wrapperText } from './inout.ts';
import type { VerilateOptions } from './options.ts';
import { declaredParameters, readParameters } from './parameters.ts';
import { compileEstimate, LINK_SECONDS, reportPhases } from './progress.ts';
import { checkForceable, checkForceableNames, publicConfiguration, selectPublic } from './public.ts';
import { writeShim } from './shim.ts';
import { baseFolder, dataFiles, isPaths, layOut, type SourceText } from './sources.ts';
import { findSymbols, type Generated, readPorts } from './symbols.ts';
import {
  compileModel,
  link,
  precompiledHeader,
  preludeName,
  type RuntimePart,
  runtimeObject,
  runtimeSeconds,
  type Toolchain,
} from './toolchain.ts';
import { processors, translationUnits, unitText } from './units.ts';
import { unsupportedPorts } from './unsupported.ts';
import { formatDiagnostic, runVerilator, type Verilator, VerilatorError, type VerilatorOutput } from './verilator.ts';

const PREFIX = 'Vtop';

/** The arguments that decide what a design's model is; part of its cache key. */
export function verilatorArguments(options: VerilateOptions): string[] {
  const {
    top,
    parameters = {},
    defines = {},
    includeDirs = [],
    trace,
    coverage,
    assertions,
    randomise,
    forceable = [],
    flags = [],
  } = options;
  return [
    '--cc',
    '--top-module',
    top,
    '--prefix',
    PREFIX,
    '--MMD',
    '-O3',
    '--x-assign',
    randomise ? 'unique' : 'fast',
    '--x-initial',
    'unique', // costs nothing after construction; zero unless a seed is given
    '--no-timing',
    // V8 makes poor code of very large functions: a quarter faster on the accelerator's core than unsplit.
    '--output-split-cfuncs',
    '1000',
    '-Wno-fatal',
    ...(assertions === false ? ['--noassert'] : ['--assert']),
    ...(trace ? ['--trace', '--trace-structs', '--trace-underscore'] : []),
    ...(coverage ? ['--coverage'] : []),
    // Verilator 5.006 folds a net's driver into its readers there, past what forces the net.
    ...(forceable.length > 0 ? ['-fno-dfg'] : []),
    ...Object.entries(parameters).map(([name, value]) => `-G${name}=${value}`),
    ...Object.entries(defines).map(([name, value]) => (value === true ? `-D${name}` : `-D${name}=${value}`)),
    ...searchFolders(options, includeDirs).map((folder) => `-I${folder}`),
    ...flags,
  ];
}

/**
 * Where headers are looked for, from the folder that Verilator runs in; the user's own working folder comes first, as
 * with Verilator itself.
 */
function searchFolders({ sources }: VerilateOptions, includeDirs: readonly string[]): string[] {
  if (!isPaths(sources)) {
    return includeDirs.map((folder) => resolve(folder));
  }
  const base = baseFolder(sources);
  return [process.cwd(), ...includeDirs].map((folder) => relative(base, resolve(folder)) || '.');
}

/** Verilates, compiles and links a model; gives its file and what was read beside the sources. */
export async function build(
  options: VerilateOptions,
  texts: readonly SourceText[],
  verilator: Verilator,
  toolchain: Toolchain,
  cache: Cache,
  id: string,
): Promise<{ wasm: Uint8Array; includes: readonly (readonly [path: string, sha256: string])[] }> {
  const { top, optimize = 1, trace = false, coverage = false, public: names = [], forceable = [] } = options;
  checkForceableNames(forceable);
  const phases = reportPhases(top, options.onProgress);
  const folder = await mkdtemp(join(tmpdir(), 'verilator-wasm-'));
  try {
    const inputs = await layOut(options.sources, folder);
    const verilog = texts.map(([, text]) => text);
    const ports = unsupportedPorts(texts, top);
    if (ports.some(({ severity }) => severity === 'error')) {
      throw new VerilatorError(ports, '');
    }
    const declared = declaredParameters(verilog, top);
    if (names.length + forceable.length + declared.length > 0) {
      const path = join(folder, 'public.vlt');
      const parameters = declared.map(({ name }) => name);
      await writeFile(path, publicConfiguration({ names, forceable, parameters }, top, verilog));
      inputs.files.unshift(path);
    }
    const output = await phases.run('verilator', 0.5, 1, () => translate(options, verilator, inputs, folder));
    const reached = [...names, ...forceable];
    const symbols = selectPublic(findSymbols(output.generated, PREFIX, top), reached, verilog);
    checkForceable(symbols, forceable, verilog);
    const generated = new Map([
      ...output.generated,
      ['shim.cpp', writeShim(output.generated, symbols, { prefix: PREFIX, trace, coverage })],
    ]);

    const parts: RuntimePart[] = [
      'runtime',
      'verilated',
      'verilated_threads',
      ...(trace ? (['verilated_vcd_c'] as const) : []),
      ...(coverage ? (['verilated_cov'] as const) : []),
    ];
    const units = translationUnits(generated);
    const compileSeconds = compileEstimate(megabytes(generated), optimize) / Math.min(units.length, processors);
    const missing = await runtimeSeconds(toolchain, cache, [...parts, preludeName(optimize)]);
    const runtime = await phases.run('runtime', missing, compileSeconds + LINK_SECONDS, () =>
      Promise.all([
        ...parts.map((part) => runtimeObject(toolchain, cache, part)),
        precompiledHeader(toolchain, cache, optimize),
      ]),
    );
    const objects = await phases.run('compile', compileSeconds, LINK_SECONDS, () =>
      Promise.all(units.map((names) => compileModel(toolchain, cache, generated, unitText(names), optimize))),
    );
    const linked = await phases.run('link', LINK_SECONDS, 0, () =>
      link([...objects, ...runtime.slice(0, parts.length)]),
    );

    const describe = ({ expression: _, ...signal }: (typeof symbols.ports)[number]) => signal;
    const description: ModelDescription = {
      id: sha256(id, linked),
      top,
      ports: symbols.ports.map(describe),
      internals: symbols.internals.map(describe),
      hidden: symbols.hidden.map(describe),
      parameters: readParameters(output.generated, top, declared),
      trace,
      coverage,
      files: dataFiles(options.sources),
      warnings: [...ports, ...output.warnings].map(formatDiagnostic),
    };
    const given = new Set(inputs.files.map((file) => resolve(inputs.cwd, file)));
    const read = output.inputs
      .map((file) => resolve(inputs.cwd, file))
      .filter((file) => !given.has(file) && !file.startsWith(folder));
    const base = baseFolder(options.sources);
    const includes = await Promise.all(
      read.map(async (path) => [relative(base, path), sha256(await readFile(path))] as const),
    );
    return { wasm: appendDescription(linked, description), includes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs Verilator; a top module with `inout` ports is put into a wrapper with the outside's drivers, and run again. */
async function translate(
  options: VerilateOptions,
  verilator: Verilator,
  { files, cwd }: { readonly files: readonly string[]; readonly cwd: string },
  folder: string,
): Promise<VerilatorOutput> {
  const outDir = join(folder, 'out');
  const run = (given: VerilateOptions, more: readonly string[]) =>
    runVerilator(verilator, [...verilatorArguments(given), '--Mdir', outDir, ...files, ...more], cwd, outDir, PREFIX);
  const plain = await run(options, []);
  const ports = readPorts(plain.generated.get(`${PREFIX}.h`) ?? '').map((port) =>
    port.isInout ? { ...port, direction: 'inout' as const } : port,
  );
  const inouts = ports.filter(({ isInout }) => isInout);
  if (inouts.length === 0) {
    return plain;
  }
  const array = ports.find(({ depth }) => depth !== undefined);
  if (array) {
    const [{ name }] = inouts;
    const message = `inout port '${name}' can only be read, since '${array.name}' is an array port: put the design into a module without array ports`;
    const warning = { severity: 'warning' as const, code: 'INOUT', file: options.top, line: 0, message };
    return { ...plain, warnings: [...plain.warnings, warning] };
  }
  await rm(outDir, { recursive: true });
  const path = join(folder, `${WRAPPER}.sv`);
  await writeFile(path, wrapperText(options.top, ports, options.parameters ?? {}));
  const wrapped = await run({ ...options, top: WRAPPER, parameters: {} }, [path]);
  return {
    ...wrapped,
    warnings: plain.warnings,
    generated: new Map([...wrapped.generated].map(([name, text]) => [name, withoutWrapper(text)])),
  };
}

const megabytes = (generated: Generated): number =>
  [...generated].reduce((sum, [name, text]) => sum + (name.endsWith('.cpp') ? text.length : 0), 0) / 1e6;
