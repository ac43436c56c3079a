import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { reason } from 'verilator-wasm/files';
import { DataError } from './errors.ts';

export {
  appendWhole,
  FileError,
  lifeOf,
  lockOutput,
  makeFolder,
  naming,
  type Owner,
  openAppend,
  openFolder,
  place,
  readOwner,
  reason,
  recoverFolder,
  thisProcess,
  writeWhole,
} from 'verilator-wasm/files';

/** Where what was fetched is kept: the environment's MACROMAC_CACHE, or ~/.cache/macromac. */
export const cacheFolder = (): string => process.env['MACROMAC_CACHE'] ?? join(homedir(), '.cache', 'macromac');

/**
 * Opens a regular file for reading; gives its descriptor and size [bytes]. Pipes and devices, which may never end, are
 * refused, and so is what the system objects to: by a `DataError` that names the file.
 */
export function openRegular(path: string): { readonly descriptor: number; readonly size: number } {
  let descriptor: number;
  try {
    // Without waiting for somebody who writes to a pipe.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new DataError(`${path}: ${reason(error)}`);
  }
  const info = fstatSync(descriptor);
  if (info.isFile()) {
    return { descriptor, size: info.size };
  }
  closeSync(descriptor);
  throw new DataError(`${path}: ${info.isDirectory() ? 'is a directory, expected a file' : 'not a regular file'}`);
}

/** One read(2) transfers 2 GiB at most. */
const MAX_READ = 2 ** 30;

/** Reads a whole file; what the system objects to becomes a `DataError` that names it. */
export function readBytes(path: string): Uint8Array {
  return readInto(path, (size) => new Uint8Array(size));
}

/** Reads a whole file into memory that `allocate` gives. */
export function readInto(path: string, allocate: (bytes: number) => Uint8Array): Uint8Array {
  const { descriptor, size } = openRegular(path);
  try {
    const bytes = allocate(size);
    for (let done = 0; done < size; ) {
      const count = readPiece(path, descriptor, bytes, done);
      if (count === 0) {
        throw new DataError(`${path}: shrank while it was read, ${done} of ${size} bytes`);
      }
      done += count;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

function readPiece(path: string, descriptor: number, bytes: Uint8Array, at: number): number {
  try {
    return readSync(descriptor, bytes, at, Math.min(MAX_READ, bytes.length - at), at);
  } catch (error) {
    throw new DataError(`${path}: ${reason(error)}`);
  }
}

/** Reads a whole file of UTF-8, without a byte order mark, as `readBytes` does. */
export function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path));
}
