import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Berkeley TestFloat vectors, level 1, round to nearest even; absent at a user's. */
export const TESTFLOAT = join(import.meta.dirname, '../../../shared/data/testfloat');

/** Operands and IEEE result of each line. */
export function vectors(name: string): { operands: number[]; result: number }[] {
  const text = gunzipSync(readFileSync(join(TESTFLOAT, `${name}.txt.gz`))).toString();
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const values = line.split(' ').map((field) => Number.parseInt(field, 16));
      return { operands: values.slice(0, -2), result: values.at(-2) as number };
    });
}
