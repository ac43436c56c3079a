/** Traces that a run of the tests can leave on the machine it was a guest of. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Type, permissions and number of each device by its path; one that is not there is `missing`. */
export function devicesNow(paths: readonly string[]): Map<string, string> {
  return new Map(paths.map((path) => [path, describe(path)]));
}

function describe(path: string): string {
  const info = lstatSync(path, { throwIfNoEntry: false });
  if (info === undefined) {
    return 'missing';
  }
  const { mode, rdev } = info;
  const kind = info.isCharacterDevice() ? 'device' : info.isFile() ? 'file' : info.isSymbolicLink() ? 'link' : 'other';
  return `${kind} ${rdev >> 8}:${rdev & 255} mode ${(mode & 0o7777).toString(8)}`;
}

/** A line for each device that is not what it was. */
export function changedDevices(before: ReadonlyMap<string, string>): string[] {
  return [...devicesNow([...before.keys()])]
    .filter(([path, now]) => now !== before.get(path))
    .map(([path, now]) => `${path} was ${before.get(path)} and is ${now}`);
}

/**
 * Paths of what stands in a folder that should be empty, except names that other programs keep there for themselves.
 */
export function leftFiles(folder: string, others: RegExp): string[] {
  return readdirSync(folder)
    .filter((name) => !others.test(name))
    .map((name) => join(folder, name));
}

/**
 * Processes that were started with this variable in their environment, as `pid command line`. Empty where there is no
 * /proc.
 */
export function processesWith(variable: string): string[] {
  const text = (pid: string, file: string) => {
    try {
      return readFileSync(join('/proc', pid, file), 'utf8').split('\0');
    } catch {
      return []; // it has ended, or belongs to another user
    }
  };
  let pids: string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return pids
    .filter((pid) => Number(pid) !== process.pid && text(pid, 'environ').includes(variable))
    .map((pid) => `${pid} ${text(pid, 'cmdline').join(' ').trim()}`);
}
