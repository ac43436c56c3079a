import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { parseJson } from '../model/load.ts';

const FORMAT = 'macromac results';

/** Results of jobs, by a key that stands for everything that decides them. */
export interface KeptResults<Result> {
  get(key: string): Result | undefined;
  put(key: string, result: Result): void;
}

/** Results in a file, whole after each `put`: whenever a run is stopped, the next one finds what was done. */
export function keptResults<Result>(path: string, schema: v.GenericSchema<unknown, Result>): KeptResults<Result> {
  const file = v.strictObject({
    format: v.literal(FORMAT),
    version: v.literal(1),
    results: v.record(v.string(), schema),
  });
  const results: Record<string, Result> = {};
  if (existsSync(path)) {
    const parsed = v.safeParse(file, parseJson(path));
    if (!parsed.success) {
      const [issue] = parsed.issues;
      throw new DataError(
        `${path}: not a file of kept results: ${v.getDotPath(issue) ?? 'top level'}: ${issue.message}`,
      );
    }
    Object.assign(results, parsed.output.results);
  }
  return {
    get: (key) => (Object.hasOwn(results, key) ? results[key] : undefined),
    put(key, result) {
      results[key] = result;
      writeWhole(path, `${JSON.stringify({ format: FORMAT, version: 1, results }, null, 1)}\n`);
    },
  };
}
