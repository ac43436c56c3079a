import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { lifeOf, type Owner, readOwner, thisProcess, writeWhole } from '../files.ts';

/** How often an owner shows that it lives [ms]. */
const BEAT = 5_000;
/** An owner on another machine that has shown nothing for so long is taken for dead [ms]. */
export const PATIENCE = 60_000;

/** The right to work on a job, as long as it is not released. */
export interface Lease {
  release(): void;
}

interface Written extends Owner {
  /** Tells this lease from a later one of the same process. */
  readonly token: string;
}

/**
 * Leases of the jobs of one store, a file each that names its owner, for processes of any number of machines that see
 * the same folder. An owner of this machine that has died is known by its process; one of another machine, or of
 * another container, by a file that stays untouched for `patience`, by the watcher's own clock, so that machines need
 * not agree on the time. Two may still meet on one job, where a machine was frozen rather than dead; then both make the
 * same result, and one of them in vain.
 */
export class Leases {
  readonly #folder: string;
  readonly #patience: number;
  readonly #held = new Map<string, string>();
  /** Of leases of others: their file's last change, and when this process saw it first [ms]. */
  readonly #seen = new Map<string, { readonly changed: number; readonly since: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(folder: string, patience: number = PATIENCE) {
    this.#folder = folder;
    this.#patience = patience;
  }

  /** The lease of a job; undefined while somebody else has it. */
  take(key: string): Lease | undefined {
    const path = join(this.#folder, key);
    for (let tries = 0; tries < 3; tries++) {
      if (this.#create(path, key)) {
        return { release: () => this.#release(key) };
      }
      if (!this.#isStale(path) || !this.#clear(path)) {
        return undefined;
      }
    }
    return undefined;
  }

  /** Whether somebody is at work on a job, as far as is known. */
  isTaken(key: string): boolean {
    const path = join(this.#folder, key);
    return changeOf(path) !== undefined && !this.#isStale(path);
  }

  /** A link is made or it is not, on network file systems too, and it never replaces a file. */
  #create(path: string, key: string): boolean {
    const token = randomUUID();
    mkdirSync(this.#folder, { recursive: true });
    const own = join(this.#folder, `.${token}`);
    writeWhole(own, JSON.stringify({ ...thisProcess(), token } satisfies Written));
    try {
      linkSync(own, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
        return false;
      }
      throw error;
    } finally {
      unlinkSync(own);
    }
    this.#held.set(key, token);
    this.#timer ??= setInterval(() => this.#beat(), BEAT).unref();
    return true;
  }

  #beat(): void {
    const now = new Date();
    for (const key of this.#held.keys()) {
      try {
        utimesSync(join(this.#folder, key), now, now);
      } catch {
        // Taken for dead and cleared away: the result will be written all the same.
      }
    }
  }

  #release(key: string): void {
    const token = this.#held.get(key);
    this.#held.delete(key);
    const path = join(this.#folder, key);
    if (token !== undefined && readWritten(path)?.token === token) {
      rmSync(path, { force: true });
    }
    if (this.#held.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #isStale(path: string): boolean {
    const owner = readWritten(path);
    const life = owner === undefined ? 'unknown' : lifeOf(owner);
    if (life !== 'unknown') {
      return life === 'dead';
    }
    const changed = changeOf(path);
    const known = this.#seen.get(path);
    if (changed === undefined || known?.changed !== changed) {
      this.#seen.set(path, { changed: changed ?? 0, since: performance.now() });
      return false;
    }
    return performance.now() - known.since > this.#patience;
  }

  /** Takes a stale lease away; what somebody else took meanwhile is put back. */
  #clear(path: string): boolean {
    const stale = readWritten(path)?.token;
    const grave = join(this.#folder, `.${randomUUID()}`);
    try {
      renameSync(path, grave);
    } catch {
      return false; // somebody else was first
    }
    const isOther = readWritten(grave)?.token !== stale;
    if (isOther) {
      try {
        linkSync(grave, path);
      } catch {
        // A third one has it.
      }
    }
    rmSync(grave, { force: true });
    this.#seen.delete(path);
    return !isOther;
  }
}

/** What a lease says; undefined where it is not there, or was not written by this program. */
function readWritten(path: string): Written | undefined {
  const owner: Partial<Written> | undefined = readOwner(path);
  return typeof owner?.token === 'string' ? (owner as Written) : undefined;
}

const changeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
