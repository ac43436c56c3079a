import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitTree } from './git-tree.ts';
import { rtlRevision } from './revision.ts';
import { COMMITTED, type Variant, VERILOG } from './variants.ts';

/** What the text of a variant depends on besides the hardware: the language, and how it is asked to emit. */
const SOURCES = [
  dirname(fileURLToPath(import.meta.resolve('@chisel-lite/hdl'))),
  // As they are named here, or in the published package.
  ...['design', 'package', 'variants'].map((name) =>
    join(import.meta.dirname, `${name}${extname(import.meta.filename)}`),
  ),
];
/** Revisions of the sources whose Verilog is kept in any case; others go once they are this old [ms]. */
const KEPT = 4;
const OLD = 14 * 24 * 3600 * 1000;

/** `$XDG_CACHE_HOME/macromac/verilog`, else `~/.cache/macromac/verilog`. */
const cache = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'macromac', 'verilog');

/**
 * The folder of a variant: the one that is committed, or one in the cache, emitted if it is not there. Emitting loads
 * the hardware and takes seconds.
 */
export async function variantFolder(variant: Variant): Promise<string> {
  const { folder } = variant;
  // The published package has none.
  if (COMMITTED.includes(folder) && existsSync(join(VERILOG, folder, 'manifest.json'))) {
    return join(VERILOG, folder);
  }
  const revision = join(cache(), revisionOfSources());
  const path = join(revision, folder);
  if (existsSync(join(path, 'manifest.json'))) {
    return path;
  }
  const { variantFiles } = await import('./package.ts');
  // Whole or not at all: others may ask for it at the same time.
  const partial = join(revision, `.${folder}-${randomUUID()}`);
  mkdirSync(partial, { recursive: true });
  try {
    for (const [name, text] of variantFiles(variant)) {
      writeFileSync(join(partial, name), text);
    }
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Somebody else was first.
    if (!existsSync(join(path, 'manifest.json'))) {
      throw error;
    }
  }
  forgetOldRevisions();
  return path;
}

function revisionOfSources(): string {
  const hash = createHash('sha256').update(rtlRevision());
  for (const path of SOURCES) {
    hash.update(gitTree(path));
  }
  return hash.digest('hex').slice(0, 32);
}

function forgetOldRevisions(): void {
  const revisions = readdirSync(cache())
    .map((name) => ({ name, changed: statSync(join(cache(), name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.changed - a.changed);
  // Not those that another clone may be reading.
  for (const { name } of revisions.slice(KEPT).filter(({ changed }) => changed < Date.now() - OLD)) {
    rmSync(join(cache(), name), { recursive: true, force: true });
  }
}
