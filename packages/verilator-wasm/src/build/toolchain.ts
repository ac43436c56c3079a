import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { type Cache, sha256 } from './cache.ts';
import { type FileTree, runCompiler } from './compiler.ts';
import type { Generated } from './symbols.ts';
import { processors } from './units.ts';
import type { Verilator } from './verilator.ts';

/** Verilator's C++ runtime and our own, as the compiler sees them, and the key under which results are cached. */
export interface Toolchain {
  readonly headers: FileTree;
  /** What clang is told for every file. */
  readonly flags: readonly string[];
  /** Identifies everything a model's build depends on besides the model. */
  readonly fingerprint: string;
  /** What Verilator's runtime objects and the precompiled header depend on. */
  readonly headerFingerprint: string;
  /** What our own runtime object depends on. */
  readonly runtimeFingerprint: string;
}

/** Parts of Verilator's runtime that a model may need, each compiled once per installation. */
export type RuntimePart = 'verilated' | 'verilated_vcd_c' | 'verilated_cov' | 'verilated_threads' | 'runtime';

export type Optimization = 0 | 1 | 2 | 3;

const COMMON = [
  '-std=c++17',
  '-fno-exceptions',
  '-DVL_IGNORE_UNKNOWN_ARCH',
  '-DVL_TIME_CONTEXT',
  '-fbracket-depth=4096',
  '-msimd128', // 11 % on the accelerator's core, mostly in copies of wide signals
  '-mbulk-memory',
  '-msign-ext',
  '-mnontrapping-fptoint',
  '-Icxx',
  '-Iverilator',
  '-Iverilator/vltstd',
];

const PRELUDE = '#include "host.h"\n#include "verilated.h"\n#include "verilated_dpi.h"\n#include "simulated_time.h"\n';

const toolchains = new Map<string, Promise<Toolchain>>();

export function loadToolchain(verilator: Verilator): Promise<Toolchain> {
  const known = toolchains.get(verilator.fingerprint) ?? readToolchain(verilator);
  toolchains.set(verilator.fingerprint, known);
  return known;
}

async function readToolchain(verilator: Verilator): Promise<Toolchain> {
  const own = join(import.meta.dirname, '..', 'cxx');
  const [cxx, include, vltstd] = await Promise.all(
    [own, verilator.include, join(verilator.include, 'vltstd')].map(readSources),
  );
  // A model's shim and description come from these files; a change of them is a change of every model.
  const extension = extname(import.meta.filename);
  const generators = await Promise.all(
    ['build', 'edges', 'inout', 'parameters', 'public', 'shim', 'symbols', 'toolchain', 'units', 'verilator'].map(
      (name) => readFile(join(import.meta.dirname, `${name}${extension}`), 'utf8'),
    ),
  );
  const clang = dirname(dirname(createRequire(import.meta.url).resolve('@yowasp/clang')));
  const clangVersion = JSON.parse(await readFile(join(clang, 'package.json'), 'utf8')).version;
  // Newer runtimes ask for the types of objects.
  const asksForTypes = Object.values(include).some((text) => text.includes('dynamic_cast<const VlAssignableEvent&>'));
  const flags = [...COMMON, ...(asksForTypes ? [] : ['-fno-rtti'])];
  const headerFingerprint = sha256(
    verilator.fingerprint,
    clangVersion,
    cxx['host.h'],
    cxx['simulated_time.h'],
    flags.join(' '),
  );
  return {
    headers: { cxx, verilator: { ...include, vltstd } },
    flags,
    headerFingerprint,
    runtimeFingerprint: sha256(headerFingerprint, cxx['runtime.cpp']),
    fingerprint: sha256(headerFingerprint, cxx['runtime.cpp'], ...generators),
  };
}

async function readSources(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => /\.(h|cpp)$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, i) => [name, texts[i]]));
}

export const preludeName = (optimize: Optimization): string => `prelude-O${optimize}`;

/** The headers every generated file includes, parsed once: saves about a second of each model's build. */
export const precompiledHeader = (toolchain: Toolchain, cache: Cache, optimize: Optimization): Promise<Uint8Array> =>
  cached(toolchain, cache, preludeName(optimize), () =>
    runCompiler(
      ['clang++', ...toolchain.flags, `-O${optimize}`, '-x', 'c++-header', 'prelude.h', '-o', 'prelude.pch'],
      { ...toolchain.headers, 'prelude.h': PRELUDE },
      'prelude.pch',
    ),
  );

export const runtimeObject = (toolchain: Toolchain, cache: Cache, part: RuntimePart): Promise<Uint8Array> =>
  cached(toolchain, cache, part, () => {
    const source = part === 'runtime' ? 'cxx/runtime.cpp' : `verilator/${part}.cpp`;
    return runCompiler(
      ['clang++', ...toolchain.flags, '-O2', '-include', 'host.h', '-c', source, '-o', `${part}.o`],
      { ...toolchain.headers },
      `${part}.o`,
    );
  });

/** Compiles some of a model's files as one translation unit. */
export async function compileModel(
  toolchain: Toolchain,
  cache: Cache,
  generated: Generated,
  unit: string,
  optimize: Optimization,
): Promise<Uint8Array> {
  const pch = await precompiledHeader(toolchain, cache, optimize);
  const files: FileTree = {
    ...toolchain.headers,
    model: Object.fromEntries(generated),
    'prelude.h': PRELUDE,
    'prelude.pch': pch,
    'unit.cpp': unit,
  };
  return runCompiler(
    [
      'clang++',
      ...toolchain.flags,
      `-O${optimize}`,
      '-Imodel',
      '-include-pch',
      'prelude.pch',
      '-c',
      'unit.cpp',
      '-o',
      'unit.o',
    ],
    files,
    'unit.o',
  );
}

const STACK_BYTES = 2 ** 20;
const LIBRARIES = '/usr/lib/wasm32-wasip1';

/** Links objects into a reactor module: no main, `_initialize` runs the constructors. */
export function link(objects: readonly Uint8Array[]): Promise<Uint8Array> {
  const names = objects.map((_, i) => `${i}.o`);
  return runCompiler(
    [
      'wasm-ld',
      '-m',
      'wasm32',
      '-O2',
      '--strip-all',
      '--gc-sections',
      '--stack-first', // an overflow traps instead of overwriting the design
      '-z',
      `stack-size=${STACK_BYTES}`,
      '--wrap=fopen', // keeps absolute paths apart from relative ones (cxx/runtime.cpp)
      '--export=__stack_pointer',
      '--export=__data_end',
      `--global-base=${STACK_BYTES}`,
      `-L${LIBRARIES}`,
      `${LIBRARIES}/crt1-reactor.o`,
      '--entry',
      '_initialize',
      ...names,
      '-lc++',
      '-lc++abi',
      '-lc',
      '/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a',
      '-o',
      'model.wasm',
    ],
    Object.fromEntries(objects.map((bytes, i) => [names[i], bytes])),
    'model.wasm',
  );
}

/** What one part of the runtime takes to compile, on a processor of its own [s]. */
const PART_SECONDS: Readonly<Record<string, number>> = {
  verilated: 18,
  verilated_vcd_c: 7,
  verilated_cov: 6,
  runtime: 2,
};
const DEFAULT_PART_SECONDS = 4;

/** Estimate of the time the parts not yet in the cache take [s]; 0 when all are there. */
export async function runtimeSeconds(toolchain: Toolchain, cache: Cache, names: readonly string[]): Promise<number> {
  const seconds = await Promise.all(
    names.map(async (name) =>
      (await cache.has(partKey(toolchain, name))) ? 0 : (PART_SECONDS[name] ?? DEFAULT_PART_SECONDS),
    ),
  );
  return Math.max(...seconds, seconds.reduce((sum, part) => sum + part, 0) / processors);
}

function partKey(toolchain: Toolchain, name: string): string {
  const identity = name === 'runtime' ? toolchain.runtimeFingerprint : toolchain.headerFingerprint;
  return `runtime-${name}-${sha256(identity, name).slice(0, 32)}`;
}

async function cached(
  toolchain: Toolchain,
  cache: Cache,
  name: string,
  build: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const key = partKey(toolchain, name);
  const entry =
    (await cache.read(key)) ??
    (await cache.locked(key, async () => {
      const other = await cache.read(key);
      if (other !== undefined) {
        return other;
      }
      const made = { files: { [name]: await build() }, info: null };
      await cache.write(key, made);
      return made;
    }));
  return entry.files[name];
}
