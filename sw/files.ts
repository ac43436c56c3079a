import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DataError } from './errors.ts';

/** Reads a whole file; what the system objects to becomes a `DataError` that names it. */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new DataError(`${path}: ${reason(error)}`);
  }
}

/** Reads a whole file of UTF-8, without a byte order mark, as `readBytes` does. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new DataError(`${path}: ${reason(error)}`);
  }
}

/** Writes under a temporary name and renames, so that nothing half-written ever bears the name. */
export function writeWhole(path: string, content: string | NodeJS.ArrayBufferView): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new DataError(`${path}: ${reason(error)}`);
  }
}

/** The system's reason without its call and path: `no such file or directory`. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^[A-Z0-9]+: /, '').replace(/, \w+( '.*')?$/, '');
}
