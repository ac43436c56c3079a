/**
 * `make verilog`: emits every variant into gen/verilog/<folder>/, one file a module, with a file list for the tools.
 * With --check nothing is written: it fails where a committed file is not what the sources give now.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { emit } from '@chisel-lite/hdl';
import { designOf, VARIANTS, type Variant } from './variants.ts';

const ROOT = join(import.meta.dirname, 'verilog');

/** File name to text of a variant: its modules and `files.f`, a list in compilation order. */
export function emitVariant(variant: Variant): Map<string, string> {
  const { files } = emit(designOf(variant));
  return new Map([...files, ['files.f', `${[...files.keys()].join('\n')}\n`]]);
}

function read(folder: string): Map<string, string> {
  try {
    return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
}

/** Names of the files that differ, are missing, or are no longer emitted. */
export function stale(variant: Variant): string[] {
  const wanted = emitVariant(variant);
  const present = read(join(ROOT, variant.folder));
  const names = new Set([...wanted.keys(), ...present.keys()]);
  return [...names].filter((name) => wanted.get(name) !== present.get(name)).sort();
}

/** Writes a variant's folder, whole or not at all. */
export function writeVariant(variant: Variant): void {
  const folder = join(ROOT, variant.folder);
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const files = emitVariant(variant);
  for (const [name, text] of files) writeFileSync(join(partial, name), text);
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  console.error(`${relative(process.cwd(), folder)}: ${variant.about}, ${files.size - 1} modules`);
}

function main(args: readonly string[]): void {
  if (args.length > 1 || (args.length === 1 && args[0] !== '--check')) {
    console.error(`usage: tsx gen/emit.ts [--check], not "${args.join(' ')}"`);
    process.exit(2);
  }
  if (args.length === 0) {
    VARIANTS.forEach(writeVariant);
    return;
  }
  const differing = VARIANTS.flatMap((variant) => stale(variant).map((name) => `${variant.folder}/${name}`));
  if (differing.length === 0) {
    console.error('gen/verilog is current');
    return;
  }
  console.error(
    `gen/verilog is not what the sources emit; run \`make verilog\` and commit. Differing:\n  ${differing.join('\n  ')}`,
  );
  process.exit(1);
}

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
