import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { naming } from './error.ts';
import { claim } from './staging.ts';

/**
 * Keeps other processes from a file or folder, which need not be there, until the function that it returns is called.
 * They are refused in a sentence that names it; the lock of a process that died does not count.
 */
export function lockOutput(path: string): () => void {
  const full = resolve(path);
  const directory = naming(path, () => realpathSync(dirname(full)));
  const staging = naming(path, () => claim(directory, basename(full), join(path)));
  return () => staging.release();
}
