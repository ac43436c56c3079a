import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emit } from '@chisel-lite/hdl';
import { VERILOG } from '@macromac/verilog';
import type { Bench } from './bench.ts';
import { BENCHES } from './benches.ts';

/** Emitted designs that hold every module: each engine, T = 2. Where both have a module of one name, the first one's counts. */
const VARIANTS = ['accelerator_t2', 'accelerator_fp32_t2'];
/** A variant of which only what another of the same T has not is of interest. */
const STREAMING = { variant: 'streaming_accelerator_t1', like: 'accelerator_t1' };

/** A module as it is emitted, and what judges it. */
export interface Unit {
  readonly name: string;
  readonly bench: Bench;
  /** Files by name: the module's own, and those of what it instantiates. */
  readonly sources: Readonly<Record<string, string>>;
}

/** The text of each module in gen/verilog/. */
function committed(): Map<string, string> {
  const texts = new Map<string, string>();
  const modules = (variant: string) => readdirSync(join(VERILOG, variant)).filter((file) => file.endsWith('.v'));
  const add = (variant: string, files: readonly string[]) => {
    for (const file of files) {
      if (!texts.has(file)) {
        texts.set(file, readFileSync(join(VERILOG, variant, file), 'utf8'));
      }
    }
  };
  for (const variant of VARIANTS) {
    add(variant, modules(variant));
  }
  const { variant, like } = STREAMING;
  const known = modules(like);
  add(
    variant,
    modules(variant).filter((file) => !known.includes(file)),
  );
  return texts;
}

/**
 * Every emitted module with its bench, and the units that stand alone (`macromac unit`). A module that no bench judges, or one whose
 * bench judges another text than the one in gen/verilog/, is an error.
 */
export function allUnits(): Unit[] {
  const texts = committed();
  const units: Unit[] = [];
  for (const bench of BENCHES) {
    const { files, design } = emit(bench.unit());
    const { name } = design.top;
    const text = files.get(`${name}.v`);
    if (units.some((unit) => unit.name === name) || text === undefined) {
      continue;
    }
    const known = texts.get(`${name}.v`);
    if (known === undefined) {
      // A parameter that these variants do not have; or a unit that stands alone.
      if (STANDALONE.has(name)) {
        units.push({ name, bench, sources: Object.fromEntries(files) });
      }
      continue;
    }
    if (known !== text) {
      throw new Error(`${name}.v is not what gen/verilog/ holds: run \`make verilog\``);
    }
    units.push({ name, bench, sources: Object.fromEntries(files) });
  }
  const missing = [...texts.keys()].filter((file) => !units.some(({ name }) => `${name}.v` === file));
  if (missing.length) {
    throw new Error(`no bench in tb/ judges ${missing.join(', ')}`);
  }
  return units;
}

/** Units that no emitted design instantiates. */
const STANDALONE = new Set([
  'fp32_multiply',
  'int32_to_fp32',
  'fp32_exp',
  'fp32_reciprocal',
  'fp32_to_int16',
  'fp32_to_fp16',
]);
