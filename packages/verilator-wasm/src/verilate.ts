import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, verilatorArguments } from './build/build.ts';
import { type Cache, defaultCacheFolder, openCache, sha256 } from './build/cache.ts';
import type { VerilateOptions } from './build/options.ts';
import { baseFolder, isPaths, readSources } from './build/sources.ts';
import { loadToolchain } from './build/toolchain.ts';
import { findVerilator } from './build/verilator.ts';
import { DISK } from './disk.ts';
import type { PortTypes } from './runtime/instance.ts';
import { loadModel, type Model } from './runtime/model.ts';

/** The same for Verilog a generator has in hand, as `emit(module)` of `@chisel-lite/hdl` gives it. */
export interface VerilateModuleOptions extends Omit<VerilateOptions, 'sources' | 'top'> {
  readonly module: {
    /** Texts by file name. */
    readonly files: ReadonlyMap<string, string>;
    readonly design: { readonly top: { readonly name: string } };
  };
}

function withSources(options: VerilateOptions | VerilateModuleOptions): VerilateOptions {
  if (!('module' in options)) {
    return options;
  }
  const { module, ...others } = options;
  return { ...others, sources: Object.fromEntries(module.files), top: module.design.top.name };
}

/** Raised when the meaning of a cache entry changes. */
const FORMAT = 3;

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
    JSON.stringify([verilatorArguments(options), options.public ?? [], options.forceable ?? [], options.optimize ?? 1]),
    ...texts.flat(),
  );
  const key = `model-${id.slice(0, 40)}`;

  const base = baseFolder(options.sources);
  const wasm =
    (await readCached(cache, key, base)) ??
    (await cache.locked(key, async () => {
      const other = await readCached(cache, key, base);
      if (other !== undefined) {
        return other;
      }
      const built = await build(options, texts, verilator, toolchain, cache, id);
      const info: EntryInfo = { includes: built.includes };
      await cache.write(key, { files: { 'model.wasm': built.wasm }, info });
      return built.wasm;
    }));
  return loadModel<Ports>(wasm, isPaths(options.sources) ? DISK : {});
}

/**
 * Files a build read beyond its sources, by their paths from the sources' common folder, with their hashes: an entry
 * holds only while they are unchanged.
 */
interface EntryInfo {
  readonly includes: readonly (readonly [path: string, sha256: string])[];
}

async function readCached(cache: Cache, key: string, base: string): Promise<Uint8Array | undefined> {
  const entry = await cache.read(key);
  if (entry === undefined) {
    return undefined;
  }
  for (const [path, hash] of (entry.info as EntryInfo).includes) {
    const bytes = await readFile(resolve(base, path)).catch(() => undefined);
    if (bytes === undefined || sha256(bytes) !== hash) {
      return undefined;
    }
  }
  return entry.files['model.wasm'];
}
