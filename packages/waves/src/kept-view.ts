import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Refusal, readBody } from './guard.ts';
import { checkView } from './page/view.ts';

/** Bytes of a view at most. */
const MOST = 1 << 20;

/** Where the page keeps how it was left: a hidden file beside the dump, whatever port the page is served on. */
export const keptViewPath = (dump: string): string => join(dirname(dump), `.${basename(dump)}.view.json`);

/** The view kept for a dump; undefined where there is none or it is damaged. */
export async function readKeptView(dump: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(keptViewPath(dump), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Keeps the view that the page sends, whole or not at all. Throws a `Refusal` for what is none. */
export async function keepView(dump: string, body: AsyncIterable<Uint8Array>): Promise<void> {
  const text = await readBody(body, MOST, 'a view');
  try {
    checkView(JSON.parse(text));
  } catch (error) {
    throw new Refusal(400, (error as Error).message);
  }
  const path = keptViewPath(dump);
  const there = await lstat(path).catch(() => undefined);
  if (there && !there.isFile()) {
    throw new Refusal(409, `${basename(path)} is not a regular file`);
  }
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new Refusal(409, `the view cannot be kept beside the dump: ${reasonOf(error)}`);
  }
}

/** What the system objects to, without its code, call and path. */
const reasonOf = (error: unknown): string =>
  (error as Error).message.replace(/^[A-Z0-9]+: /, '').replace(/, \w+( '.*')?$/s, '');
