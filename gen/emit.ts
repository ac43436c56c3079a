/**
 * `make verilog`: emits what is committed into gen/verilog/<folder>/, and what else is made from the hardware's
 * sources: the register map as a page, as the driver's TypeScript and for other tools, the block diagrams. Named
 * variants, or `all`, go into folders of their own (out/verilog/). With --check nothing is written: it fails where a
 * committed file is not what the sources give now.
 *
 *   tsx gen/emit.ts [--check | VARIANT … | all]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { makeFolder, openFolder, writeWhole } from 'verilator-wasm/files';
import { variantFiles } from './package.ts';
import { COMMITTED, folderOf, VARIANTS, type Variant, VERILOG, variantNamed } from './variants.ts';

const ROOT = join(import.meta.dirname, '..');

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

const committed = (): Variant[] => COMMITTED.map(variantNamed);

async function documents(): Promise<Map<string, string>> {
  const { diagrams, registerDocuments } = await import('./documents.ts'); // not for those who only write a variant
  return new Map([...registerDocuments(), ...(await diagrams())]);
}

/** Paths, relative to the repository, of files in a folder that are not as wanted. */
const differingIn = (folder: string, wanted: ReadonlyMap<string, string>): string[] =>
  [...new Set([...wanted.keys(), ...namesIn(folder)])]
    .filter((name) => wanted.get(name) !== readIfThere(join(folder, name)))
    .map((name) => relative(ROOT, join(folder, name)));

/** Paths, relative to the repository, of files that differ, are missing, or are no longer emitted. */
export async function stale(): Promise<string[]> {
  const differing = committed().flatMap((variant) => differingIn(folderOf(variant), variantFiles(variant)));
  for (const name of namesIn(VERILOG).filter((folder) => !COMMITTED.includes(folder))) {
    differing.push(relative(ROOT, join(VERILOG, name)));
  }
  for (const [path, text] of await documents()) {
    if (readIfThere(join(ROOT, path)) !== text) {
      differing.push(path);
    }
  }
  return differing.sort();
}

/** Writes a variant's folder, whole or not at all; one that is current stays as it is, for those who are reading it. */
export function writeVariant(variant: Variant): void {
  const folder = folderOf(variant);
  const files = variantFiles(variant);
  if (differingIn(folder, files).length === 0) {
    return;
  }
  const output = openFolder(folder);
  for (const [name, text] of files) {
    output.write(name, text);
  }
  output.commit(namesIn(folder).filter((name) => !files.has(name) && !name.startsWith('.')));
}

function writeAll(variants: readonly Variant[]): void {
  for (const variant of variants) {
    writeVariant(variant);
    console.error(`${relative(ROOT, folderOf(variant))}: ${variant.about}`);
  }
}

async function write(): Promise<void> {
  writeAll(committed());
  for (const [path, text] of await documents()) {
    makeFolder(dirname(join(ROOT, path)));
    writeWhole(join(ROOT, path), text);
    console.error(path);
  }
}

async function check(): Promise<void> {
  const differing = await stale();
  if (differing.length === 0) {
    console.error('gen/verilog, the register map and the diagrams are current');
    return;
  }
  console.error('Not what the sources give; run `make verilog` and commit. Differing:');
  for (const path of differing) {
    console.error(`  ${path}`);
  }
  process.exit(1);
}

async function main(args: readonly string[]): Promise<void> {
  if (args.length === 0) {
    await write();
  } else if (args.length === 1 && args[0] === '--check') {
    await check();
  } else {
    const folders = VARIANTS.map(({ folder }) => folder);
    const wrong = args.find((arg) => arg !== 'all' && !folders.includes(arg));
    if (wrong !== undefined) {
      console.error(`${wrong}: no such variant; there are ${folders.join(', ')}, and all of them: all`);
      process.exit(2);
    }
    writeAll(args.includes('all') ? VARIANTS : args.map(variantNamed));
  }
}

if (process.argv[1] === import.meta.filename) {
  await main(process.argv.slice(2));
}
