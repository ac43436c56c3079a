import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { issueText } from '../model/issue-text.ts';
import { parseJson } from '../model/load.ts';

const FORMAT = 'macromac results';
const VERSION = 2;

/** Results of jobs, by a key that stands for everything that decides them. */
export interface KeptResults<Result> {
  get(key: string): Result | undefined;
  put(key: string, result: Result): void;
}

/** Results in a file, whole after each `put`: whenever a run is stopped, the next one finds what was done. */
export function keptResults<Result>(path: string, schema: v.GenericSchema<unknown, Result>): KeptResults<Result> {
  const file = v.strictObject({
    format: v.literal(FORMAT),
    version: v.literal(VERSION, `format version is not ${VERSION}, the one that this program reads`),
    sha256: v.string(),
    results: v.record(v.string(), schema),
  });
  const results: Record<string, Result> = {};
  if (existsSync(path)) {
    const parsed = v.safeParse(file, parseJson(path));
    if (!parsed.success) {
      const [issue] = parsed.issues;
      throw new DataError(`${path}: not a file of kept results: ${issueText(issue)}`);
    }
    const { sha256 } = parsed.output;
    const found = hashOf(parsed.output.results);
    if (found !== sha256) {
      throw new DataError(`${path}: is corrupt: sha256 of its results is ${found}, the file says ${sha256}`);
    }
    Object.assign(results, parsed.output.results);
  }
  return {
    get: (key) => (Object.hasOwn(results, key) ? results[key] : undefined),
    put(key, result) {
      results[key] = result;
      const content = { format: FORMAT, version: VERSION, sha256: hashOf(results), results };
      writeWhole(path, `${JSON.stringify(content, null, 1)}\n`);
    },
  };
}

/** Independent of the order in which jobs ended, and of white space. */
export const hashOf = (results: Readonly<Record<string, unknown>>): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');
