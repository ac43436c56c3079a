import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { appendDescription, type ModelDescription } from '../runtime/description.ts';
import { type Cache, sha256 } from './cache.ts';
import type { VerilateOptions } from './options.ts';
import { compileEstimate, LINK_SECONDS, reportPhases } from './progress.ts';
import { publicConfiguration, selectPublic } from './public.ts';
import { writeShim } from './shim.ts';
import { baseFolder, dataFiles, isPaths, layOut, type SourceText } from './sources.ts';
import { findSymbols, type Generated } from './symbols.ts';
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
import { formatDiagnostic, runVerilator, type Verilator } from './verilator.ts';

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
    ...Object.entries(parameters).map(([name, value]) => `-G${name}=${value}`),
    ...Object.entries(defines).map(([name, value]) => (value === true ? `-D${name}` : `-D${name}=${value}`)),
    ...searchFolders(options, includeDirs).map((folder) => `-I${folder}`),
    ...flags,
  ];
}

/** Where headers are looked for, from the folder that Verilator runs in; the user's own working folder comes first, as with Verilator itself. */
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
  const { top, optimize = 1, trace = false, coverage = false, public: names = [] } = options;
  const phases = reportPhases(top, options.onProgress);
  const folder = await mkdtemp(join(tmpdir(), 'verilator-wasm-'));
  try {
    const inputs = await layOut(options.sources, folder);
    const verilog = texts.map(([, text]) => text);
    if (names.length > 0) {
      const path = join(folder, 'public.vlt');
      await writeFile(path, publicConfiguration(names, top, verilog));
      inputs.files.unshift(path);
    }
    const outDir = join(folder, 'out');
    const output = await phases.run('verilator', 0.5, 1, () =>
      runVerilator(
        verilator,
        [...verilatorArguments(options), '--Mdir', outDir, ...inputs.files],
        inputs.cwd,
        outDir,
        PREFIX,
      ),
    );
    const symbols = selectPublic(findSymbols(output.generated, PREFIX, top), names, verilog);
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
      trace,
      coverage,
      files: dataFiles(options.sources),
      warnings: output.warnings.map(formatDiagnostic),
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

const megabytes = (generated: Generated): number =>
  [...generated].reduce((sum, [name, text]) => sum + (name.endsWith('.cpp') ? text.length : 0), 0) / 1e6;
