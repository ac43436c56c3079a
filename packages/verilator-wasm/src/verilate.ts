import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, verilatorArguments } from './build/build.ts';
import { type Cache, defaultCacheFolder, openCache, sha256 } from './build/cache.ts';
import type { OnProgress } from './build/progress.ts';
import { baseFolder, isPaths, readSources, type Sources } from './build/sources.ts';
import { loadToolchain, type Optimization } from './build/toolchain.ts';
import { findVerilator } from './build/verilator.ts';
import { DISK } from './disk.ts';
import type { PortTypes } from './runtime/instance.ts';
import { loadModel, type Model } from './runtime/model.ts';

export interface VerilateOptions {
  /** Verilog files by path, or their texts by file name; data files of `$readmemh` can be among the texts. */
  readonly sources: Sources;
  /** Top module. */
  readonly top: string;
  /** Parameters of the top module; strings keep their quotes in Verilog. */
  readonly parameters?: Readonly<Record<string, number | bigint | string>>;
  /** Preprocessor definitions; `true` defines without a value. */
  readonly defines?: Readonly<Record<string, string | number | true>>;
  readonly includeDirs?: readonly string[];
  /**
   * Internal signals and memories to reach from outside: `Module.signal` (in every instance of the module) or a path
   * without the top's name (`u_core.acc`). Signals that carry a `verilator public_flat_rd` or `_rw` comment in the source
   * are reachable anyway. Each costs some speed.
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

/** The same for Verilog a generator has in hand, as `emit(module)` of `@chisel-lite/hdl` gives it. */
export interface VerilateModuleOptions extends Omit<VerilateOptions, 'sources' | 'top'> {
  readonly module: {
    /** Texts by file name. */
    readonly files: ReadonlyMap<string, string>;
    readonly design: { readonly top: { readonly name: string } };
  };
}

function withSources(options: VerilateOptions | VerilateModuleOptions): VerilateOptions {
  if (!('module' in options)) return options;
  const { module, ...others } = options;
  return { ...others, sources: Object.fromEntries(module.files), top: module.design.top.name };
}

/** Raised when the meaning of a cache entry changes. */
const FORMAT = 2;

/**
 * Builds a WebAssembly model of a Verilog module, or takes it from the cache.
 *
 * @typeParam Ports the ports' value types, for instance `{ clk: number; sum: bigint }`; `npx verilator-wasm --types`
 *   writes it
 */
export async function verilate<Ports extends PortTypes = PortTypes>(
  given: VerilateOptions | VerilateModuleOptions,
): Promise<Model<Ports>> {
  const options = withSources(given);
  const verilator = await findVerilator(options.verilator);
  const texts = await readSources(options.sources, options.top);
  const toolchain = await loadToolchain(verilator);
  const cache = openCache(options.cacheDir ?? defaultCacheFolder());
  const id = sha256(
    `${FORMAT}`,
    toolchain.fingerprint,
    JSON.stringify([verilatorArguments(options), options.public ?? [], options.optimize ?? 1]),
    ...texts.flat(),
  );
  const key = `model-${id.slice(0, 40)}`;

  const base = baseFolder(options.sources);
  const wasm =
    (await readCached(cache, key, base)) ??
    (await cache.locked(key, async () => {
      const other = await readCached(cache, key, base);
      if (other !== undefined) return other;
      const built = await build(options, texts, verilator, toolchain, cache, id);
      const info: EntryInfo = { includes: built.includes };
      await cache.write(key, { files: { 'model.wasm': built.wasm }, info });
      return built.wasm;
    }));
  return loadModel<Ports>(wasm, isPaths(options.sources) ? DISK : {});
}

/** Files a build read beyond its sources, by their paths from the sources' common folder, with their hashes: an entry holds only while they are unchanged. */
interface EntryInfo {
  readonly includes: readonly (readonly [path: string, sha256: string])[];
}

async function readCached(cache: Cache, key: string, base: string): Promise<Uint8Array | undefined> {
  const entry = await cache.read(key);
  if (entry === undefined) return undefined;
  for (const [path, hash] of (entry.info as EntryInfo).includes) {
    const bytes = await readFile(resolve(base, path)).catch(() => undefined);
    if (bytes === undefined || sha256(bytes) !== hash) return undefined;
  }
  return entry.files['model.wasm'];
}
