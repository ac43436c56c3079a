import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emit, originOf } from '@chisel-lite/hdl';
import { variantFolder, variantNamed } from '@macromac/verilog';
import { EMISSION } from '@macromac/verilog/package';
import type { Bench } from './bench.ts';
import { BENCHES } from './benches.ts';

/** Emitted designs that hold every module: each engine, T = 2. */
const VARIANTS = ['accelerator_t2', 'accelerator_fp32_t2'];
/** A variant of which only what another of the same T has not is of interest. */
const STREAMING = { variant: 'streaming_accelerator_t1', like: 'accelerator_t1' };
/** In front of the names of emitted modules; benches go without. */
const PREFIX = EMISSION.prefix as string;

/** A module as it is emitted, and what judges it. */
export interface Unit {
  readonly name: string;
  readonly bench: Bench;
  /** Files by name: the module's own, and those of what it instantiates. */
  readonly sources: Readonly<Record<string, string>>;
  /** Where a line of the module's file was written: `rtl/core.ts:12`. */
  originOf(line: number): string;
}

const withoutPrefix = (text: string): string => text.replaceAll(PREFIX, '');

/** The text of each module of the variants, without the prefix. */
async function emitted(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const folderOf = (name: string) => variantFolder(variantNamed(name));
  const modules = (folder: string) => {
    const { top, files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      readonly top: string;
      readonly files: Readonly<Record<string, string>>;
    };
    // All but the second name of the top.
    return Object.keys(files).filter((file) => file !== `${top}.v`);
  };
  const add = (folder: string, files: readonly string[]) => {
    for (const file of files) {
      texts.set(withoutPrefix(file), withoutPrefix(readFileSync(join(folder, file), 'utf8')));
    }
  };
  for (const variant of VARIANTS) {
    const folder = await folderOf(variant);
    add(folder, modules(folder));
  }
  const streaming = await folderOf(STREAMING.variant);
  const known = modules(await folderOf(STREAMING.like));
  add(
    streaming,
    modules(streaming).filter((file) => !known.includes(file)),
  );
  return texts;
}

/**
 * Every emitted module with its bench, and the units that stand alone (`macromac unit`). A module that no bench judges,
 * or one whose bench judges another text than the one that is emitted, is an error.
 */
export async function allUnits(): Promise<Unit[]> {
  const texts = await emitted();
  const units: Unit[] = [];
  for (const bench of BENCHES) {
    const { files, design, lineMap } = emit(bench.unit(), { ...EMISSION, prefix: '' });
    const { name } = design.top;
    const text = files.get(`${name}.v`);
    if (units.some((unit) => unit.name === name) || text === undefined) {
      continue;
    }
    const known = texts.get(withoutPrefix(`${name}.v`));
    // Another: a parameter that these variants do not have; or a unit that stands alone.
    if (known === undefined && !STANDALONE.has(name)) {
      continue;
    }
    if (known !== undefined && known !== withoutPrefix(text)) {
      throw new Error(`${name}.v is not what the variants have; are its parameters in its name?`);
    }
    const origin = (line: number) => originOf(lineMap, `${name}.v`, line) ?? '';
    units.push({ name, bench, sources: Object.fromEntries(files), originOf: origin });
  }
  const missing = [...texts.keys()].filter(
    (file) => !OF_OTHER_BUILDS.test(file) && !units.some(({ name }) => withoutPrefix(`${name}.v`) === file),
  );
  if (missing.length) {
    throw new Error(`no bench in tb/ judges ${missing.join(', ')}`);
  }
  return units;
}

/** Tops and registers of the other builds: their benches judge those of the first variant. */
const OF_OTHER_BUILDS = /^(core_|control_registers_)?t\d+_(fp32|stream)\.v$/;

/** Units that no emitted design instantiates. */
const STANDALONE = new Set([
  'fp32_multiply',
  'int32_to_fp32',
  'fp32_exp',
  'fp32_reciprocal',
  'fp32_to_int16',
  'fp32_to_fp16',
]);
