import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { FileError, reason } from '../files/error.ts';

/**
 * A folder of built artefacts, shared between processes. An entry is a folder named by its key, holding the artefact's
 * files and `entry.json` with their hashes; it appears by one atomic rename and is checked whenever it is read.
 */
export interface Cache {
  /** The entry's files and the information stored with them; undefined when absent or damaged. */
  read(key: string): Promise<CacheEntry | undefined>;
  /** Whether an entry is there, unchecked. */
  has(key: string): Promise<boolean>;
  write(key: string, entry: CacheEntry): Promise<void>;
  /** Runs `action` while no other process or caller holds the key's lock. */
  locked<T>(key: string, action: () => Promise<T>): Promise<T>;
}

export interface CacheEntry {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Any JSON. */
  readonly info: unknown;
}

interface Index {
  readonly sha256: Readonly<Record<string, string>>;
  readonly info: unknown;
}

const DEFAULT_LIMIT_MIB = 2048;
const POLL_MILLISECONDS = 40;
const HEARTBEAT_MILLISECONDS = 1_000;
/**
 * A lock whose holder has not touched it for this long is taken over. On the same machine the holder's process is asked
 * for first. If two take over at once, both build the same entry: wasteful, not wrong.
 */
const STALE_MILLISECONDS = 60_000;

export const defaultCacheFolder = (): string =>
  process.env.VERILATOR_WASM_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'verilator-wasm');

/**
 * @param folder made when missing
 * @param limit  bytes; the entries not used for longest go first
 */
export function openCache(folder: string, limit = limitFromEnvironment()): Cache {
  return {
    read: (key) => readEntry(join(folder, key)),
    has: (key) => exists(join(folder, key, 'entry.json')),
    write: async (key, entry) => {
      await writeEntry(folder, key, entry);
      await evict(folder, limit, key);
    },
    locked: (key, action) => withLock(folder, `${key}.lock`, action),
  };
}

function limitFromEnvironment(): number {
  const text = process.env.VERILATOR_WASM_CACHE_LIMIT_MIB;
  const limit = text === undefined ? DEFAULT_LIMIT_MIB : Number(text);
  if (!(limit > 0)) {
    throw new Error(`VERILATOR_WASM_CACHE_LIMIT_MIB: '${text}' is not a positive number of MiB`);
  }
  return limit * 2 ** 20;
}

export const sha256 = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(`${part.length}:`);
    hash.update(part);
  }
  return hash.digest('hex');
};

async function readEntry(folder: string): Promise<CacheEntry | undefined> {
  try {
    const index: Index = JSON.parse(await readFile(join(folder, 'entry.json'), 'utf8'));
    const names = Object.keys(index.sha256);
    const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
    if (!names.every((name, i) => sha256(contents[i]) === index.sha256[name])) {
      return undefined;
    }
    const now = new Date();
    await utimes(join(folder, 'entry.json'), now, now).catch(() => {}); // a read-only cache still serves
    return { files: Object.fromEntries(names.map((name, i) => [name, contents[i]])), info: index.info };
  } catch {
    return undefined; // absent, half removed or not JSON: all mean "build it again"
  }
}

let temporaries = 0;
const temporaryName = (key: string): string => `${key}.${hostname()}.${process.pid}.${temporaries++}.tmp`;

async function writeEntry(folder: string, key: string, { files, info }: CacheEntry): Promise<void> {
  const temporary = join(folder, temporaryName(key));
  try {
    await mkdir(temporary, { recursive: true });
    const hashes: Record<string, string> = {};
    for (const [name, bytes] of Object.entries(files)) {
      await writeFile(join(temporary, name), bytes);
      hashes[name] = sha256(bytes);
    }
    const index: Index = { sha256: hashes, info };
    await writeFile(join(temporary, 'entry.json'), JSON.stringify(index));
    await discard(folder, key); // a damaged or outdated predecessor
    await rename(temporary, join(folder, key));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    if (!(await exists(join(folder, key, 'entry.json')))) {
      throw new FileError(folder, `what was built cannot be kept: ${reason(error)}`, error);
    }
    // Another process was first, which is as good; or the one that stands there stays.
  }
}

/** Takes an entry away in one step, so that nobody reads half of it. */
async function discard(folder: string, key: string): Promise<void> {
  const grave = join(folder, temporaryName(key));
  try {
    await rename(join(folder, key), grave);
  } catch {
    return; // there was none
  }
  await rm(grave, { recursive: true, force: true }).catch(() => {}); // the next who looks for old ones takes it
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function evict(folder: string, limit: number, keep: string): Promise<void> {
  const entries: { key: string; bytes: number; used: number }[] = [];
  for (const key of await readdir(folder)) {
    const path = join(folder, key);
    const info = await stat(path).catch(() => undefined);
    if (info === undefined || (!info.isDirectory() && !key.endsWith('.tmp'))) {
      continue;
    }
    if (key.endsWith('.tmp')) {
      if (Date.now() - info.mtimeMs > 3_600_000) {
        await rm(path, { recursive: true, force: true }).catch(() => {}); // of a process that died
      }
      continue;
    }
    const parts = await Promise.all(
      (await readdir(path).catch(() => [])).map((name) => stat(join(path, name)).catch(() => undefined)),
    );
    const used = await stat(join(path, 'entry.json')).catch(() => undefined);
    entries.push({ key, bytes: parts.reduce((sum, part) => sum + (part?.size ?? 0), 0), used: used?.mtimeMs ?? 0 });
  }
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { key, bytes } of entries.sort((a, b) => a.used - b.used)) {
    if (total <= limit) {
      return;
    }
    if (key === keep) {
      continue;
    }
    await discard(folder, key);
    total -= bytes;
  }
}

async function withLock<T>(folder: string, name: string, action: () => Promise<T>): Promise<T> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new FileError(folder, reason(error), error);
  }
  const path = join(folder, name);
  const owner = `${hostname()} ${process.pid} ${temporaries++}`;
  while (!(await takeLock(path, owner))) {
    if (await isStale(path)) {
      await rm(path, { force: true });
    } else {
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, HEARTBEAT_MILLISECONDS);
  heartbeat.unref();
  try {
    return await action();
  } finally {
    clearInterval(heartbeat);
    // What bars the one way may leave the other open; a lock that stays is taken over when nobody has touched it for
    // long.
    await rm(path, { force: true }).catch(() => rename(path, join(folder, temporaryName(name))).catch(() => {}));
  }
}

async function takeLock(path: string, owner: string): Promise<boolean> {
  let isMade = false;
  try {
    const file = await open(path, 'wx');
    isMade = true;
    try {
      await file.writeFile(owner);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    if (isMade) {
      await rm(path, { force: true }).catch(() => {});
    }
    throw new FileError(path, reason(error), error);
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const [owner, info] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const [host, pid] = owner.split(' ');
    if (pid !== undefined && host === hostname() && !isAlive(Number(pid))) {
      return true;
    }
    return Date.now() - info.mtimeMs > STALE_MILLISECONDS;
  } catch {
    return false; // just released
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
