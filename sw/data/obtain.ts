import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DataError } from '../errors.ts';
import { expectFolder, lockOutput, makeFolder, readBytes, reason, writeWhole } from '../files.ts';
import { sha256 } from '../model/companions.ts';
import type { DataFile, DataSet } from './catalogue.ts';

export interface ObtainOptions {
  /** Takes published files out of this folder, or one in it that is called as the set, and nothing from the network. */
  readonly from?: string;
  /** Bytes of a file that have come, and how many there will be, where the server says so. */
  readonly progress?: (file: string, done: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
}

/**
 * Brings the files of `set` into `folder`, each held against its checksum before it is written; those that are there
 * and right stay. A file that is there and wrong is refused, not replaced: it may be somebody's own.
 */
export async function obtain(set: DataSet, folder: string, options: ObtainOptions = {}): Promise<void> {
  const contents = new Map<string, Uint8Array>();
  const wanted: DataFile[] = [];
  for (const file of set.files) {
    const target = join(folder, file.name);
    if (existsSync(target)) {
      const remedy = 'another file of this name is there; --out names another folder';
      contents.set(file.name, verify(readBytes(target), file, target, remedy));
    } else {
      contents.set(file.name, await contentOf(file, set, contents, options));
      wanted.push(file);
    }
  }
  makeFolder(folder);
  const unlock = lockOutput(folder);
  try {
    for (const { name } of wanted) {
      writeWhole(join(folder, name), contents.get(name) as Uint8Array);
    }
  } finally {
    unlock();
  }
}

/** `others` are the files of the set that come before it. */
async function contentOf(
  file: DataFile,
  set: DataSet,
  others: ReadonlyMap<string, Uint8Array>,
  options: ObtainOptions,
): Promise<Uint8Array> {
  if (file.made) {
    const made = await file.made.by(...file.made.from.map((name) => others.get(name) as Uint8Array));
    return verify(new TextEncoder().encode(made), file, `${file.name}, made from ${file.made.from.join(', ')}`);
  }
  if (options.from !== undefined) {
    const path = findIn(options.from, set, file);
    return verify(readBytes(path), file, path);
  }
  if (!file.published) {
    throw new DataError(
      `${set.name}: ${file.name} was put together for this project and is published nowhere; --from FOLDER takes a copy`,
    );
  }
  const { url, member } = file.published;
  const bytes = await download(url, options);
  return verify(member === undefined ? bytes : await unpacked(bytes, member, url), file, url);
}

function findIn(folder: string, set: DataSet, file: DataFile): string {
  expectFolder(folder);
  const places = [join(folder, set.name, file.name), join(folder, file.name)];
  const found = places.find((path) => existsSync(path));
  if (found === undefined) {
    throw new DataError(`${folder}: neither ${set.name}/${file.name} nor ${file.name} is there`);
  }
  return found;
}

/** @throws DataError where the bytes are not those of the catalogue */
function verify(bytes: Uint8Array, file: DataFile, source: string, remedy = 'it is not used'): Uint8Array {
  const found = sha256(bytes);
  if (found !== file.sha256) {
    throw new DataError(
      `${source}: ${bytes.length} bytes with SHA-256 ${found}, expected ${file.bytes} with ${file.sha256}; ${remedy}`,
    );
  }
  return bytes;
}

/** A file that grows beyond this is none of the catalogue's, whatever the server says [bytes]. */
const MOST = 256 * 2 ** 20;

async function download(url: string, { progress = () => {}, signal }: ObtainOptions): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || !response.body) {
      throw new DataError(`${url}: the server answers ${response.status} ${response.statusText}`);
    }
    const length = Number(response.headers.get('content-length')) || undefined;
    const chunks: Uint8Array[] = [];
    let done = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      done += chunk.length;
      if (done > MOST) {
        throw new DataError(`${url}: more than ${MOST} bytes come, expected a file of the catalogue`);
      }
      progress(basename(url), done, length);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof DataError || signal?.aborted) {
      throw error;
    }
    const { cause } = error as Error;
    throw new DataError(
      `${url}: cannot be fetched: ${reason(cause ?? error)}; --from FOLDER takes a copy that is there`,
    );
  }
}

async function unpacked(archive: Uint8Array, member: string, source: string): Promise<Uint8Array> {
  const { unzipSync } = await import('fflate');
  const names: string[] = [];
  try {
    const { [member]: bytes } = unzipSync(archive, {
      filter: ({ name, originalSize }) => names.push(name) > 0 && name === member && originalSize <= MOST,
    });
    if (bytes !== undefined) {
      return bytes;
    }
  } catch (error) {
    throw new DataError(`${source}: no ZIP archive that can be read: ${reason(error)}`);
  }
  throw new DataError(`${source}: no ${member} in the archive; it holds ${names.join(', ') || 'nothing'}`);
}

/** Whether all files of a set are in a folder, by name. */
export const isThere = (set: DataSet, folder: string): boolean =>
  set.files.every(({ name }) => existsSync(join(folder, name)));
