import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { writeAll } from './bytes.ts';
import { codeOf, FileError } from './error.ts';
import { lifeOf, type Owner, readOwner, readRegular, thisProcess } from './owner.ts';
import { system } from './system.ts';

/**
 * A folder beside an output in which it is made, `.NAME.writing`. There is one for each name, so it is the lock too:
 * whoever has it writes, and a second process is refused. It says whose it is; of a process that died it is cleared
 * away.
 */
export interface Staging {
  readonly folder: string;
  /**
   * Removes the folder with all that is in it; what cannot be removed is left to who comes when this process has ended.
   */
  release(): void;
}

/** How a file is put in place: what stood there goes to `backup` first. All paths are absolute. */
export interface Placement {
  readonly target: string;
  /** undefined: the target is only taken away. */
  readonly fresh?: string;
  /** undefined: nothing stood there. */
  readonly backup?: string;
}

const OWNER = 'owner';
const JOURNAL = 'journal';
const MAX_NAME = 200;
/** Names of what stood at a place begin so in the folder. */
export const OLD = 'old ';

/** Folders of this process. */
const open = new Set<string>();
let count = 0;

export function stagingPath(directory: string, name: string): string {
  const isLong = Buffer.byteLength(name) > MAX_NAME;
  return join(directory, `.${isLong ? createHash('sha256').update(name).digest('hex') : name}.writing`);
}

/** Takes the folder for `name`, or refuses in a sentence about `output`. */
export function claim(directory: string, name: string, output: string): Staging {
  const folder = stagingPath(directory, name);
  reapUnclaimed(folder);
  const own = `${folder}.${process.pid}.${count++}`;
  system.mkdir(own);
  try {
    writeText(join(own, OWNER), JSON.stringify(thisProcess()));
    while (!takesName(own, folder)) {
      const owner = readOwner(join(folder, OWNER));
      if (!existsSync(folder)) {
        continue;
      }
      if (owner === undefined || !isAbandoned(owner, folder)) {
        throw new FileError(output, refusal(owner, folder));
      }
      recover(folder);
    }
  } catch (error) {
    ifPossible(() => system.remove(own, { recursive: true, force: true }));
    throw error;
  }
  open.add(folder);
  return {
    folder,
    release() {
      // Where even the way back failed, what is needed for it stays for the next who comes.
      if (open.delete(folder) && !existsSync(join(folder, JOURNAL))) {
        ifPossible(() => removeFolder(folder));
      }
    },
  };
}

/** Clearing away must not hide how the work itself ended. */
function ifPossible(act: () => void): void {
  try {
    act();
  } catch {
    // What stays says whose it is, and goes with the next who finds its process dead.
  }
}

/** One atomic step: a folder does not replace one that is not empty. */
function takesName(own: string, folder: string): boolean {
  try {
    system.rename(own, folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** Its process died, or is this one and could not finish. */
const isAbandoned = (owner: Owner, folder: string): boolean =>
  lifeOf(owner) === 'dead' || (owner.pid === process.pid && !open.has(folder) && existsSync(join(folder, JOURNAL)));

function refusal(owner: Owner | undefined, folder: string): string {
  if (owner === undefined) {
    return `${folder} is in the way and does not say whose it is`;
  }
  const { host, pid } = owner;
  if (lifeOf(owner) === 'alive') {
    return `process ${pid} is writing it`;
  }
  return `process ${pid} of another machine (${host}) may be writing it; if it is not, remove ${folder}`;
}

/** Undoes what a process that died left in the middle, and removes its folder. */
export function recover(folder: string): void {
  rollBack(folder);
  removeFolder(folder);
}

/** Whether a commit was broken off there. */
export const isBrokenOff = (folder: string): boolean => {
  if (!existsSync(join(folder, JOURNAL))) {
    return false;
  }
  const owner = readOwner(join(folder, OWNER));
  return owner !== undefined && isAbandoned(owner, folder);
};

/** Puts all files in place, or none. Until the journal is removed, the old ones are to be had again. */
export function commitAll(folder: string, placements: readonly Placement[], directories: readonly string[]): void {
  try {
    writeText(join(folder, JOURNAL), journalText(folder, placements));
    syncFolder(folder);
    for (const { target, backup } of placements) {
      if (backup !== undefined) {
        system.rename(target, backup);
      }
    }
    for (const { target, fresh } of placements) {
      if (fresh !== undefined) {
        system.rename(fresh, target);
      }
    }
    for (const directory of directories) {
      syncFolder(directory);
    }
    system.remove(join(folder, JOURNAL));
    syncFolder(folder);
  } catch (error) {
    rollBack(folder);
    throw error;
  }
}

/** Brings back what stood at every place of the journal; may be called again where it was broken off itself. */
function rollBack(folder: string): void {
  const journal = join(folder, JOURNAL);
  if (!existsSync(journal)) {
    return;
  }
  const placements = readPlacements(journal);
  for (const { target, fresh, backup } of placements) {
    if (backup !== undefined) {
      if (existsSync(backup)) {
        system.rename(backup, target);
      }
    } else if (fresh !== undefined && !existsSync(fresh)) {
      system.remove(target, { force: true });
    }
  }
  for (const directory of new Set(placements.map(({ target }) => dirname(target)))) {
    syncFolder(directory);
  }
  system.remove(journal);
}

/**
 * The hash of the placements, and on a second line they themselves, from the folder's own place on: it may be moved.
 */
function journalText(folder: string, placements: readonly Placement[]): string {
  const root = dirname(folder);
  const from = (path: string | undefined) => path && relative(root, path);
  const text = JSON.stringify(
    placements.map(({ target, fresh, backup }) => ({ target: from(target), fresh: from(fresh), backup: from(backup) })),
  );
  return `${hashOf(text)}\n${text}`;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * What a journal says. One that was not written to its end has nothing to undo, since nothing was moved before. It may
 * have come with a folder from elsewhere: what it moves is only what the process whose it is had claimed.
 */
function readPlacements(journal: string): Placement[] {
  const folder = dirname(journal);
  const refuse = (what: string): never => {
    throw new FileError(folder, `${what}; if the files beside it are whole, remove it`);
  };
  const [hash, text = ''] = readRegular(journal).split('\n');
  if (hash !== hashOf(text)) {
    const isMoved = readdirSync(folder).some((name) => name.startsWith(OLD));
    return isMoved ? refuse('its journal is corrupt, and files were moved') : [];
  }
  const owner = JSON.stringify(readOwner(join(folder, OWNER)));
  const isClaimed = (path: string, target: string) =>
    dirname(dirname(path)) === dirname(target) &&
    isStaging(dirname(path)) &&
    JSON.stringify(readOwner(join(dirname(path), OWNER))) === owner;
  const entries: unknown = JSON.parse(text);
  return (Array.isArray(entries) ? entries : [null]).map((entry) => {
    const [target, fresh, backup] = ['target', 'fresh', 'backup'].map((name) => {
      const path: unknown = entry?.[name];
      return typeof path === 'string' ? resolve(dirname(folder), path) : undefined;
    });
    const staged = [fresh, backup].filter((path) => path !== undefined);
    return target !== undefined && staged.length > 0 && staged.every((path) => isClaimed(path, target))
      ? { target, fresh, backup }
      : refuse(`its journal moves ${target ?? 'what is no file'}, which was not claimed for it`);
  });
}

const isStaging = (folder: string): boolean => /^\..+\.writing$/.test(basename(folder));

/** Folders of processes that died before they had the name. */
function reapUnclaimed(folder: string): void {
  const directory = dirname(folder);
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (!path.startsWith(`${folder}.`)) {
      continue;
    }
    const [, pid] = /^\.(\d+)\.\d+$/.exec(path.slice(folder.length)) ?? [];
    if (pid === undefined) {
      continue;
    }
    const owner = readOwner(join(path, OWNER)) ?? { ...thisProcess(), pid: Number(pid), started: '' };
    if (lifeOf(owner) === 'dead') {
      system.remove(path, { recursive: true, force: true });
    }
  }
}

/** Takes the name away in one step, so that nobody meets half a folder. */
function removeFolder(folder: string): void {
  const grave = `${folder}.${process.pid}.${count++}`;
  try {
    system.rename(folder, grave);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return;
    }
    system.remove(folder, { recursive: true, force: true });
    return;
  }
  ifPossible(() => system.remove(grave, { recursive: true, force: true }));
}

function writeText(path: string, text: string): void {
  const descriptor = system.open(path, 'w');
  try {
    writeAll(descriptor, Buffer.from(text));
    system.sync(descriptor);
  } finally {
    system.close(descriptor);
  }
}

/** Makes renames in a folder last beyond a power cut, where the file system can. */
export function syncFolder(directory: string): void {
  let descriptor: number;
  try {
    descriptor = system.open(directory, 'r');
  } catch (error) {
    if (codeOf(error) === 'EACCES') {
      return; // a folder may be written that must not be read
    }
    throw error;
  }
  try {
    system.sync(descriptor);
  } catch (error) {
    if (codeOf(error) !== 'EINVAL' && codeOf(error) !== 'ENOTSUP') {
      throw error;
    }
  } finally {
    system.close(descriptor);
  }
}
