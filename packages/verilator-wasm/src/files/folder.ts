import { existsSync, realpathSync, rmdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Content } from './bytes.ts';
import { FileError, naming } from './error.ts';
import { type FreshFile, openFresh } from './output.ts';
import { claim, commitAll, isBrokenOff, OLD, type Placement, recover, type Staging, stagingPath } from './staging.ts';
import { system } from './system.ts';
import { resolveTarget } from './target.ts';

/** Files of one folder that appear together: all new ones, or those that stood there. Every error names a file. */
export interface FolderOutput {
  /** Writes a whole file. */
  write(name: string, content: Content): void;
  /** Opens a file for writing piece by piece. */
  open(name: string): { write(content: Content): void };
  /** Where a file lies until `commit`, to be looked at. */
  path(name: string): string;
  /** Puts all files in place, in the order in which they were opened, and takes away those named in `obsolete`. */
  commit(obsolete?: readonly string[]): void;
  /** Removes what was written; does nothing after `commit` or a failure. */
  abort(): void;
}

const NAME = 'folder';

/** Begins a set of files in `directory`, which is made if need be. Files that are not of the set stay as they are. */
export function openFolder(directory: string): FolderOutput {
  const made = makeFolder(directory);
  const root = realpathSync(directory);
  const entries = new Map<string, Placement & { readonly file: FreshFile; readonly fresh: string }>();
  const stagings: Staging[] = [];
  const place = (name: string) => join(directory, name);

  const abort = () => {
    for (const { file } of entries.values()) {
      file.discard();
    }
    entries.clear();
    for (const staging of stagings.splice(0).reverse()) {
      staging.release();
    }
    removeMade(made);
  };
  const guarded = <T>(path: string, act: () => T): T => {
    try {
      return naming(path, act);
    } catch (error) {
      abort();
      throw error;
    }
  };
  guarded(directory, () => stagings.push(claim(root, NAME, directory)));
  const staging = stagings[0];

  /** Where a name's bytes end up, and where they are made: on the same disk, even if the name is a link to another. */
  const locate = (name: string) => {
    const target = resolveTarget(place(name));
    if (target.kind !== 'file') {
      throw new FileError(place(name), 'is not a regular file');
    }
    let { folder } = staging;
    if (dirname(target.path) !== root) {
      const other = claim(dirname(target.path), basename(target.path), place(name));
      stagings.push(other);
      folder = other.folder;
    }
    const backup = target.before && join(folder, `${OLD}${name}`);
    return { target: target.path, before: target.before, fresh: join(folder, `new ${name}`), backup };
  };

  const open = (name: string): FreshFile =>
    guarded(place(name), () => {
      const { before, ...placement } = locate(name);
      const file = openFresh(placement.fresh, before);
      entries.set(name, { ...placement, file });
      return file;
    });

  return {
    write(name, content) {
      const file = open(name);
      guarded(place(name), () => {
        file.write(content);
        file.finish();
      });
    },
    open(name) {
      const file = open(name);
      return { write: (content) => guarded(place(name), () => file.write(content)) };
    },
    path: (name) => entries.get(name)?.fresh ?? place(name),
    commit(obsolete = []) {
      for (const [name, { file }] of entries) {
        guarded(place(name), () => file.finish());
      }
      guarded(directory, () => {
        const placements: Placement[] = [...entries.values()].map(({ target, fresh, backup }) => ({
          target,
          fresh,
          backup,
        }));
        for (const name of obsolete) {
          const { target, backup } = locate(name);
          if (backup !== undefined && !entries.has(name)) {
            placements.push({ target, backup });
          }
        }
        commitAll(staging.folder, placements, [...new Set(placements.map(({ target }) => dirname(target)))]);
      });
      entries.clear();
      for (const each of stagings.splice(0).reverse()) {
        each.release();
      }
    },
    abort,
  };
}

/** Brings a folder back to its old files where a process died between them; readers call it before they read. */
export function recoverFolder(directory: string): void {
  const folder = stagingPath(directory, NAME);
  if (isBrokenOff(folder)) {
    naming(directory, () => recover(folder));
  }
}

/** Makes a folder with those above it; gives those that were not there. */
export function makeFolder(directory: string): string[] {
  return naming(directory, () => {
    const missing: string[] = [];
    for (let at = resolve(directory); !existsSync(at); at = dirname(at)) {
      missing.unshift(at);
    }
    const made: string[] = [];
    try {
      for (const path of missing) {
        system.mkdir(path);
        made.push(path);
      }
    } catch (error) {
      removeMade(made);
      throw error;
    }
    return made;
  });
}

/** Folders in which nothing else was put meanwhile. */
function removeMade(made: readonly string[]): void {
  for (const path of made.toReversed()) {
    try {
      rmdirSync(path);
    } catch {
      return;
    }
  }
}
