import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
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

/** Refuses what is no folder, before what is missing in it is. */
export function expectFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) {
    throw new DataError(`${path}: ${found === undefined ? 'no such folder' : 'not a folder'}`);
  }
}

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
export const readText = (path: string): string => textOf(readBytes(path), path);

/** The text of a file's bytes, without a byte order mark. A file of another sort is refused at its first wrong byte. */
export function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const at = firstWrongByte(bytes);
    const where =
      at < bytes.length ? `from byte ${at} (0x${bytes[at].toString(16).padStart(2, '0')}) on` : 'its end is cut off';
    throw new DataError(`${path}: not a text in UTF-8, ${where}`);
  }
}

/** The first byte that no text could have there; the number of bytes where only the end of a character is missing. */
function firstWrongByte(bytes: Uint8Array): number {
  const isBegun = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let good = 0;
  for (let step = 2 ** Math.ceil(Math.log2(bytes.length + 1)); step >= 1; step /= 2) {
    good += good + step <= bytes.length && isBegun(good + step) ? step : 0;
  }
  return good;
}
