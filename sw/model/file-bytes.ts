import { closeSync, readSync } from 'node:fs';
import { DataError } from '../errors.ts';
import { openRegular } from '../files.ts';

/** Random access to the bytes of an open file; every error names the file. */
export interface FileBytes {
  readonly path: string;
  /** Size in bytes when it was opened. */
  readonly size: number;
  /** Exactly `length` bytes from `offset` on; throws where the file ends before. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** Opens `path` for reading. Nothing is read ahead, so memory stays what the caller asks for. */
export function openFileBytes(path: string): FileBytes {
  const { descriptor: fd, size } = openRegular(path);
  return {
    path,
    size,
    read(offset, length) {
      if (length < 0 || offset < 0 || offset + length > size) {
        const missing = offset + length - size;
        throw new DataError(
          `${path}: truncated: ${missing} bytes missing after byte ${size} (wanted ${length} at ${offset})`,
        );
      }
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const count = readSync(fd, bytes, done, length - done, offset + done);
        if (count === 0) {
          throw new DataError(`${path}: shrank while it was read (at byte ${offset + done})`);
        }
        done += count;
      }
      return bytes;
    },
    close: () => closeSync(fd),
  };
}
