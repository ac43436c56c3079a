import { DataError } from '../errors.ts';
import { readBytes } from '../files.ts';
import type { MatrixFormat } from '../port/layout.ts';

/** Outputs of a matrix that a command takes: Qwen2.5's vocabulary fits, and an index into the largest results. */
export const MAX_N = 262_144;

/** How a packed matrix is called on the command line. */
export const FORMATS: Readonly<Record<string, MatrixFormat>> = {
  '1': 'awq-macro',
  '2': 'awq-macro-dense',
  int8: 'int8-macro',
};

/** The file's bytes in a buffer of their own, so that typed arrays of any element fit. */
export function readExactly(path: string, expected: number, what: string): Uint8Array {
  const bytes = new Uint8Array(readBytes(path));
  if (bytes.byteLength === expected) {
    return bytes;
  }
  throw new DataError(`${path}: ${bytes.byteLength} bytes, expected ${expected} (${what})`);
}
