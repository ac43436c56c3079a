import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files, Target } from './target.ts';

/** What a reader made of a file. `fault`: it is to be mended. */
export type Verdict =
  | { readonly kind: 'read' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'fault'; readonly what: string; readonly message: string };

/** Words of the JavaScript engine, or of a value that nobody looked at: no sentence for people. */
const NOT_FOR_PEOPLE =
  /Cannot (?:read|set|destructure|convert|mix|access (?!property with non-string)|create|use)|(?<!something that )is not (?:a function|iterable|defined|an object|a constructor|a valid)|(?<!on )\bundefined\b|\[object |Maximum call stack|Invalid (?:array|typed array|string|count|time|code|version)|out of bounds|Unable to deserialize|allocation failed|Do not know how|Assertion failed|unreachable|Expected \w+ but|ERR_[A-Z]/;
/** A sentence of ours holds values of the file, cut where they are long. */
const MOST = 1200;
/** Of a processor, for a file of some kilobytes [ms]. */
const MOST_TIME = 20_000;
/** Taken by reading one file [bytes]. */
const MOST_MEMORY = 700 * 2 ** 20;

/** Puts files into a folder, reads them, and judges what came of it; `root` is emptied before. */
export async function judge(target: Target, files: Files, root: string): Promise<Verdict> {
  rmSync(root, { recursive: true, force: true });
  const [input, scratch] = [join(root, 'in'), join(root, 'scratch')];
  mkdirSync(input, { recursive: true });
  mkdirSync(scratch);
  for (const [name, content] of files) {
    writeFileSync(join(input, name), content);
  }
  const begin = process.cpuUsage();
  const memory = process.memoryUsage().rss;
  let error: unknown;
  let failed = false;
  try {
    await target.read(input, scratch);
  } catch (thrown) {
    failed = true;
    error = thrown;
  }
  const { user, system } = process.cpuUsage(begin);
  const spent = (user + system) / 1000;
  const fault = (what: string, message: string): Verdict => ({ kind: 'fault', what, message });
  if (spent > MOST_TIME) {
    return fault('slow', `${Math.round(spent)} ms`);
  }
  const grown = process.memoryUsage().rss - memory;
  if (grown > MOST_MEMORY) {
    return fault('memory', `${Math.round(grown / 2 ** 20)} MiB`);
  }
  if (!failed) {
    return { kind: 'read' };
  }
  const { name, message, stack } = error as Error;
  if (
    !(error instanceof Error) ||
    ['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'AssertionError'].includes(name)
  ) {
    return fault('crash', stack ?? String(error));
  }
  if ((error as NodeJS.ErrnoException).syscall !== undefined && name !== 'FileError') {
    return fault('crash', `an error of the system as it is: ${stack}`);
  }
  if (NOT_FOR_PEOPLE.test(message) || message.length > MOST || /\n/.test(message)) {
    return fault('unclear', message);
  }
  // Its own files may stay, nothing half-written of what was to be.
  const left = readdirSync(scratch, { recursive: true, encoding: 'utf8' }).filter((each) =>
    /writing|\.tmp|model\.(bin|json)$/.test(each),
  );
  if (left.length > 0 && !left.some((each) => each.endsWith('model.json'))) {
    return fault('left over', `${message}; ${left.join(', ')}`);
  }
  return { kind: 'refused', message };
}
