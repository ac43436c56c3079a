import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Cache, defaultCacheFolder, openCache, sha256 } from './build/cache.ts';
import { compileEstimate, LINK_SECONDS, type OnProgress, RUNTIME_SECONDS, reportPhases } from './build/progress.ts';
import { writeShim } from './build/shim.ts';
import { findSymbols, type Generated } from './build/symbols.ts';
import {
  compileModel,
  link,
  loadToolchain,
  type Optimization,
  precompiledHeader,
  type RuntimePart,
  runtimeObject,
  type Toolchain,
} from './build/toolchain.ts';
import { findVerilator, formatDiagnostic, runVerilator, type Verilator } from './build/verilator.ts';
import { appendDescription, type ModelDescription } from './runtime/description.ts';
import { loadModel, type Model } from './runtime/model.ts';

export interface VerilateOptions {
  /** Verilog files by path, or their texts by file name. Data files of `$readmemh` can be among the texts. */
  readonly sources: readonly string[] | Readonly<Record<string, string>>;
  /** Top module. */
  readonly top: string;
  /** Parameters of the top module; strings keep their quotes in Verilog. */
  readonly parameters?: Readonly<Record<string, number | bigint | string>>;
  /** Preprocessor definitions; `true` defines without a value. */
  readonly defines?: Readonly<Record<string, string | number | true>>;
  readonly includeDirs?: readonly string[];
  /**
   * Internal signals and memories to reach from outside, as `Module.signal` (every instance of the module). Signals that
   * carry a `verilator public_flat_rd` or `_rw` comment in the source are reachable anyway.
   */
  readonly public?: readonly string[];
  /** clang's level for the design: 1 builds quickly, 3 runs fastest. Default 1. */
  readonly optimize?: Optimization;
  /** Builds the variant that can write waveforms. Default false: no cost. */
  readonly trace?: boolean;
  /** Counts lines, toggles and `cover` statements. */
  readonly coverage?: boolean;
  /** Checks `assert` statements. Default true. */
  readonly assertions?: boolean;
  /** Lets `instantiate({ seed })` also randomise values assigned as `x`, not only initial ones. */
  readonly randomise?: boolean;
  /** Further Verilator arguments. */
  readonly flags?: readonly string[];
  /** Verilator's executable. Default: VERILATOR_WASM_VERILATOR, else the one on the PATH. */
  readonly verilator?: string;
  /** Default: VERILATOR_WASM_CACHE, else `$XDG_CACHE_HOME/verilator-wasm`, else `~/.cache/verilator-wasm`. */
  readonly cacheDir?: string;
  readonly onProgress?: OnProgress;
}

const PREFIX = 'Vtop';
/** Raised when the meaning of a cache entry changes. */
const FORMAT = 1;

/** Builds a WebAssembly model of a Verilog module, or takes it from the cache. */
export async function verilate(options: VerilateOptions): Promise<Model> {
  const [verilator, sources] = await Promise.all([findVerilator(options.verilator), readSources(options)]);
  const toolchain = await loadToolchain(verilator);
  const cache = openCache(options.cacheDir ?? defaultCacheFolder());
  const args = verilatorArguments(options);
  const id = sha256(
    `${FORMAT}`,
    toolchain.fingerprint,
    JSON.stringify([args, options.public ?? [], options.optimize ?? 1]),
    ...sources.flat(),
  );
  const key = `model-${id.slice(0, 40)}`;

  const cached = await readCached(cache, key);
  const wasm =
    cached ??
    (await cache.locked(key, async () => {
      const other = await readCached(cache, key);
      if (other !== undefined) return other;
      const built = await build(options, verilator, toolchain, cache, args, id);
      await cache.write(key, {
        files: { 'model.wasm': built.wasm },
        info: { includes: built.includes } satisfies EntryInfo,
      });
      return built.wasm;
    }));
  return loadModel(wasm);
}

/** Files a build read beyond its sources, with their hashes: an entry holds only while they are unchanged. */
interface EntryInfo {
  readonly includes: readonly (readonly [path: string, sha256: string])[];
}

async function readCached(cache: Cache, key: string): Promise<Uint8Array | undefined> {
  const entry = await cache.read(key);
  if (entry === undefined) return undefined;
  for (const [path, hash] of (entry.info as EntryInfo).includes) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined || sha256(bytes) !== hash) return undefined;
  }
  return entry.files['model.wasm'];
}

/** Name and text of every source, in order. */
async function readSources({ sources, top }: VerilateOptions): Promise<[name: string, text: string][]> {
  const named = isList(sources)
    ? await Promise.all(
        sources.map(async (path): Promise<[string, string]> => {
          try {
            return [resolve(path), await readFile(path, 'utf8')];
          } catch (error) {
            throw new Error(`${path}: cannot be read as a source of module ${top}: ${(error as Error).message}`);
          }
        }),
      )
    : Object.entries(sources);
  if (named.length === 0) throw new Error(`verilate: no sources given for module ${top}`);
  return named;
}

const isList = (sources: VerilateOptions['sources']): sources is readonly string[] => Array.isArray(sources);
const isVerilog = (name: string): boolean => /\.(v|sv|vlt)$/i.test(name);

function verilatorArguments(options: VerilateOptions): string[] {
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
    '-Wno-fatal',
    ...(assertions === false ? ['--noassert'] : ['--assert']),
    ...(trace ? ['--trace', '--trace-structs', '--trace-underscore'] : []),
    ...(coverage ? ['--coverage'] : []),
    ...Object.entries(parameters).map(([name, value]) => `-G${name}=${value}`),
    ...Object.entries(defines).map(([name, value]) => (value === true ? `-D${name}` : `-D${name}=${value}`)),
    ...includeDirs.map((folder) => `-I${resolve(folder)}`),
    ...flags,
  ];
}

async function build(
  options: VerilateOptions,
  verilator: Verilator,
  toolchain: Toolchain,
  cache: Cache,
  args: readonly string[],
  id: string,
): Promise<{ wasm: Uint8Array; includes: EntryInfo['includes'] }> {
  const { top, optimize = 1, trace = false, coverage = false } = options;
  const phases = reportPhases(top, options.onProgress);
  const folder = await mkdtemp(join(tmpdir(), 'verilator-wasm-'));
  try {
    const inputs = await layOut(options, folder);
    const outDir = join(folder, 'out');
    const output = await phases.run('verilator', 0.5, 1, () =>
      runVerilator(verilator, [...args, '--Mdir', outDir, ...inputs.files], inputs.cwd, outDir, PREFIX),
    );
    const symbols = findSymbols(output.generated, PREFIX, top);
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
    const compileSeconds = compileEstimate(codeMegabytes(generated), optimize);
    const runtime = await phases.run('runtime', RUNTIME_SECONDS, compileSeconds + LINK_SECONDS, () =>
      Promise.all([
        ...parts.map((part) => runtimeObject(toolchain, cache, part)),
        precompiledHeader(toolchain, cache, optimize),
      ]),
    );
    const object = await phases.run('compile', compileSeconds, LINK_SECONDS, () =>
      compileModel(toolchain, cache, generated, unityUnit(generated), optimize, []),
    );
    const linked = await phases.run('link', LINK_SECONDS, 0, () => link([object, ...runtime.slice(0, parts.length)]));

    const describe = ({ expression: _, ...signal }: (typeof symbols.ports)[number]) => signal;
    const description: ModelDescription = {
      id: sha256(id, linked),
      top,
      ports: symbols.ports.map(describe),
      internals: symbols.internals.map(describe),
      trace,
      coverage,
      warnings: output.warnings.map(formatDiagnostic),
    };
    const given = new Set(inputs.files.map((file) => resolve(inputs.cwd, file)));
    const read = output.inputs
      .map((file) => resolve(inputs.cwd, file))
      .filter((file) => !given.has(file) && !file.startsWith(folder));
    const includes = await Promise.all(read.map(async (path) => [path, sha256(await readFile(path))] as const));
    return { wasm: appendDescription(linked, description), includes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts given texts into `folder`; gives the files to name to Verilator and where to start it. */
async function layOut({ sources }: VerilateOptions, folder: string): Promise<{ files: string[]; cwd: string }> {
  if (isList(sources)) return { files: sources.map((path) => resolve(path)), cwd: process.cwd() };
  for (const [name, text] of Object.entries(sources)) {
    const path = resolve(folder, name);
    if (!path.startsWith(folder)) throw new Error(`verilate: source name '${name}' leaves the build folder`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return { files: Object.keys(sources).filter(isVerilog), cwd: folder };
}

const isUnit = (name: string): boolean => name.endsWith('.cpp') && !name.endsWith('__Dpi.cpp');

const unityUnit = (generated: Generated): string =>
  [...generated.keys()]
    .filter(isUnit)
    .map((name) => `#include "${name}"\n`)
    .join('');

const codeMegabytes = (generated: Generated): number =>
  [...generated].filter(([name]) => isUnit(name)).reduce((sum, [, text]) => sum + text.length, 0) / 1e6;
