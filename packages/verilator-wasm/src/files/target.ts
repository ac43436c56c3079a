import { accessSync, constants, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { codeOf, FileError } from './error.ts';

/** A regular file, there or not yet, that a new one takes the place of. */
export interface ReplacedFile {
  readonly kind: 'file';
  /** Without symbolic links. */
  readonly path: string;
  /** Of the file that is there. */
  readonly before?: { readonly mode: number; readonly uid: number; readonly gid: number };
}

/** What cannot be replaced, since it is more than its bytes: a device, a pipe, an open descriptor. */
export type WrittenThrough =
  | { readonly kind: 'special'; readonly path: string }
  | { readonly kind: 'descriptor'; readonly descriptor: number };

const MAX_LINKS = 40;
const DESCRIPTOR = /^(?:\/dev\/fd|\/proc\/(self|thread-self|\d+)(?:\/task\/\d+)?\/fd)\/(\d+)$/;
const STANDARD = ['/dev/stdin', '/dev/stdout', '/dev/stderr'];

/** Where the bytes for `path` go: links are followed to the file that they end at, which need not exist yet. */
export function resolveTarget(path: string): ReplacedFile | WrittenThrough {
  let at = resolve(path);
  for (let links = 0; links < MAX_LINKS; links++) {
    const direct = descriptorOf(at);
    if (direct !== undefined) {
      return { kind: 'descriptor', descriptor: direct };
    }
    const directory = realpathSync(dirname(at));
    const full = join(directory, basename(at));
    const descriptor = descriptorOf(full);
    if (descriptor !== undefined) {
      return { kind: 'descriptor', descriptor };
    }
    const info = statusOf(full);
    if (info === undefined) {
      return { kind: 'file', path: full };
    }
    if (info.isSymbolicLink()) {
      at = resolve(directory, readlinkSync(full));
      continue;
    }
    if (info.isDirectory()) {
      throw new FileError(path, 'is a directory');
    }
    if (!info.isFile()) {
      return { kind: 'special', path: full };
    }
    accessSync(full, constants.W_OK); // a rename would replace a file that must not be written
    const { mode, uid, gid } = info;
    return { kind: 'file', path: full, before: { mode: mode & 0o7777, uid, gid } };
  }
  throw new FileError(path, 'too many levels of symbolic links');
}

function descriptorOf(path: string): number | undefined {
  const standard = STANDARD.indexOf(path);
  if (standard >= 0) {
    return standard;
  }
  const [, process_, descriptor] = DESCRIPTOR.exec(path) ?? [];
  if (descriptor === undefined) {
    return undefined;
  }
  return process_ === undefined || /^\D/.test(process_) || Number(process_) === process.pid
    ? Number(descriptor)
    : undefined;
}

function statusOf(path: string) {
  try {
    return lstatSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
