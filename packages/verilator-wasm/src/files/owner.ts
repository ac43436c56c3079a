import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf, FileError } from './error.ts';

/** A process, so described that another which got its number is not taken for it. */
export interface Owner {
  /** Machine and process namespace: numbers mean something only within one. */
  readonly host: string;
  readonly pid: number;
  /** Clock ticks since boot when it started; empty where the system does not say. */
  readonly started: string;
}

export type Life = 'alive' | 'dead' | 'unknown';

/** The process that runs this. */
export const thisProcess = (): Owner => ({ host: hostOf(), pid: process.pid, started: statusOf(process.pid).started });

/** Whether the process still runs; `unknown` where it belongs to another machine. */
export function lifeOf({ host, pid, started }: Owner): Life {
  if (host !== hostOf()) {
    return 'unknown';
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') {
      return 'dead';
    }
  }
  const now = statusOf(pid);
  return now.isZombie || (started !== '' && now.started !== '' && started !== now.started) ? 'dead' : 'alive';
}

/**
 * The text of a file of ours. A pipe in its place, which may have come with a folder from elsewhere, would keep the
 * reader for ever.
 */
export function readRegular(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(descriptor).isFile()) {
      throw new FileError(path, 'not a regular file');
    }
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** An owner from a file; undefined where it holds none. */
export function readOwner(path: string): Owner | undefined {
  try {
    const owner = JSON.parse(readRegular(path)) as Owner;
    const { host, pid, started } = owner;
    return typeof host === 'string' && Number.isSafeInteger(pid) && pid > 0 && typeof started === 'string'
      ? owner
      : undefined;
  } catch {
    return undefined;
  }
}

function hostOf(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** From Linux' /proc/PID/stat: the state is its third field, the start its 22nd; the second may hold any character. */
function statusOf(pid: number): { started: string; isZombie: boolean } {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { started: fields[19] ?? '', isZombie: fields[0] === 'Z' };
  } catch {
    return { started: '', isZombie: false };
  }
}
