/**
 * Models straight from the Hugging Face hub: fetched into a cache, resumed where broken off, checked against the hub's
 * checksums.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { ListFileEntry } from '@huggingface/hub';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { cacheFolder, FileError, lockOutput, makeFolder, openAppend, place, readBytes, writeWhole } from '../files.ts';
import { issueText } from '../model/issue-text.ts';
import { type SealedFormat, seal, unseal } from '../sealed.ts';
import { oneLine, valueText } from '../value-text.ts';
import { partNames } from './gguf-parts.ts';

export interface HubOptions {
  readonly revision?: string;
  /** Default: the environment's HF_TOKEN; needed for private and gated models only. */
  readonly token?: string;
  /** Default: the environment's HF_ENDPOINT, or https://huggingface.co. */
  readonly endpoint?: string;
  /** Default: `cacheFolder()`. */
  readonly cache?: string;
  /** Bytes of all wanted files. */
  readonly progress?: (done: number, total: number, file: string) => void;
  /** Told where something else was done than was asked for. */
  readonly note?: (text: string) => void;
}

/** `owner/name`, or `owner/name/file.gguf` */
const SOURCE = /^([\w.-]+\/[\w.-]+)(?:\/([\w.-]+\.gguf))?$/;

/** Whether a source that is no local path can be one on the hub. */
export const isHubSource = (source: string): boolean => SOURCE.test(source) && !source.startsWith('.');

const COMMIT = /^[0-9a-f]{40}$/;

/** What an import reads of a model's folder. */
const WANTED =
  /^(config\.json|generation_config\.json|tokenizer\.json|tokenizer_config\.json|quant_config\.json|quantize_config\.json|chat_template\.jinja|LICENSE|model\.safetensors|model\.safetensors\.index\.json|model-\d+-of-\d+\.safetensors)$/;

/** Fetches what an import needs; the local folder, or the file where one was named. */
export async function fetchFromHub(source: string, options: HubOptions = {}): Promise<string> {
  const [, name, file] = SOURCE.exec(source) ?? [];
  if (!name) {
    throw new DataError(`${source}: neither a local path nor owner/name on the hub`);
  }
  const {
    revision = 'main',
    token = process.env['HF_TOKEN'],
    endpoint = process.env['HF_ENDPOINT'],
    cache = cacheFolder(),
    progress = () => {},
    note = () => {},
  } = options;
  // Here, since it takes 30 MB and a third of a second that no other command should pay.
  const { downloadFile, listFiles, modelInfo } = await import('@huggingface/hub');
  const access = { hubUrl: endpoint, ...(token && { accessToken: token }) };
  const repo = { type: 'model', name } as const;

  const ask = async (): Promise<Listing> => {
    const info: unknown = await fromHub(source, () =>
      modelInfo({ name, revision, additionalFields: ['sha'], ...access }),
    );
    const sha = checkCommit(source, revision, (info as { sha?: unknown } | null)?.sha);
    const found = await fromHub(source, () => collect(listFiles({ repo, revision: sha, ...access })));
    return { sha, entries: checkList(source, found) };
  };
  const folder = join(cache, 'hub', name.replace('/', '--'));
  const listing = join(folder, `${encodeURIComponent(revision)}.listing`);
  const { sha, entries } = await askOrRemember(ask, listing, (before) => {
    checkCommit(listing, revision, before?.sha);
    note(`${source}: the hub cannot be reached; commit ${before.sha} is used, which came before`);
    return { sha: before.sha, entries: checkList(listing, before.entries) };
  });
  const parts = file === undefined ? undefined : partNames(file);
  const wanted = entries.filter(
    ({ type, path }) => type === 'file' && (parts ? parts.includes(path) : WANTED.test(path)),
  );
  if (wanted.length === 0) {
    const there = entries.map(({ path }) => path).join(', ');
    throw new DataError(
      `${source}: no ${file ?? 'config.json with safetensors'} in revision ${revision}; it holds ${there}`,
    );
  }

  const directory = join(folder, sha);
  makeFolder(directory);
  const unlock = lockOutput(directory);
  try {
    const total = wanted.reduce((sum, { size }) => sum + size, 0);
    let done = 0;
    for (const entry of wanted) {
      const target = join(directory, basename(entry.path));
      const report = (bytes: number) => progress(done + bytes, total, entry.path);
      const read = async (start: number): Promise<Readable> => {
        const blob = await downloadFile({ repo, path: entry.path, revision: sha, xet: false, ...access });
        if (!blob) {
          throw new DataError(`${source}: ${entry.path} is listed but cannot be fetched`);
        }
        return Readable.fromWeb(blob.slice(start).stream() as ReadableStream);
      };
      if (existsSync(target)) {
        await verify(entry, target, 'the copy was thrown away; the same command fetches it again');
      } else {
        await fromHub(source, () => fetchFile(entry, target, read, report));
      }
      done += entry.size;
      report(0);
    }
  } finally {
    unlock();
  }
  return file ? join(directory, file) : directory;
}

/** What the hub says of a revision. */
interface Listing {
  readonly sha: string;
  readonly entries: ListFileEntry[];
}

const LISTING: SealedFormat = { format: 'macromac hub listing', version: 1, noun: 'list of files on the hub' };

/** The hub could not be asked. */
class Unreachable extends DataError {}

/** Asks the hub, and keeps what it says; where it cannot be reached, what it said before is taken, if `path` has it. */
async function askOrRemember(
  ask: () => Promise<Listing>,
  path: string,
  check: (before: Listing) => Listing,
): Promise<Listing> {
  try {
    const listing = await ask();
    makeFolder(dirname(path));
    writeWhole(path, seal(LISTING, Buffer.from(JSON.stringify(listing))));
    return listing;
  } catch (error) {
    if (!(error instanceof Unreachable) || !existsSync(path)) {
      throw error;
    }
    return check(JSON.parse(Buffer.from(unseal(LISTING, readBytes(path), path)).toString()));
  }
}

/** It becomes the name of a folder. */
function checkCommit(source: string, revision: string, sha: unknown): string {
  if (typeof sha === 'string' && COMMIT.test(sha)) {
    return sha;
  }
  throw new DataError(
    `${source}: the hub's commit of revision ${revision} is ${valueText(sha)}, expected 40 hexadecimal digits`,
  );
}

const list = v.array(
  v.looseObject({
    type: v.string(),
    path: v.pipe(v.string(), v.nonEmpty()),
    size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'a git object id')),
    lfs: v.optional(v.looseObject({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256')) })),
  }),
);

/** The hub's list of files, as far as it is used. */
function checkList(source: string, entries: readonly unknown[]): ListFileEntry[] {
  const result = v.safeParse(list, entries);
  if (!result.success) {
    throw new DataError(`${source}: the hub's list of files: ${issueText(result.issues[0])}`);
  }
  return result.output as ListFileEntry[];
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}

/** Puts one file in place; what an earlier try left is continued. */
async function fetchFile(
  entry: ListFileEntry,
  target: string,
  read: (start: number) => Promise<Readable>,
  report: (bytes: number) => void,
): Promise<void> {
  const incomplete = `${target}.incomplete`;
  const present = existsSync(incomplete) ? statSync(incomplete).size : 0;
  if (present < entry.size) {
    let bytes = present;
    const stream = await read(present);
    const output = openAppend(incomplete);
    try {
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        output.write(chunk);
        bytes += chunk.length;
        report(bytes);
      }
    } finally {
      output.commit();
    }
  }
  if (entry.size === 0) {
    openAppend(incomplete).commit();
  }
  await verify(entry, incomplete, 'the download was thrown away');
  place(incomplete, target);
}

/** Holds a file against the hub's checksum; one that differs is removed. */
async function verify(entry: ListFileEntry, path: string, consequence: string): Promise<void> {
  const { algorithm, expected } = checksumOf(entry);
  const found = await checksum(path, algorithm, statSync(path).size);
  if (found === expected) {
    return;
  }
  rmSync(path);
  throw new DataError(`${entry.path}: ${algorithm} is ${found}, the hub says ${expected}; ${consequence}`);
}

/** Large files carry a SHA-256, those kept in git itself git's own object id. */
const checksumOf = ({
  oid,
  lfs,
}: ListFileEntry): { algorithm: 'sha256' | 'git object id'; expected: string | undefined } =>
  lfs ? { algorithm: 'sha256', expected: lfs.oid } : { algorithm: 'git object id', expected: oid };

async function checksum(path: string, algorithm: 'sha256' | 'git object id', size: number): Promise<string> {
  const hash = createHash(algorithm === 'sha256' ? 'sha256' : 'sha1');
  if (algorithm === 'git object id') {
    hash.update(`blob ${size}\0`);
  }
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Errors of network and hub say which model was wanted. */
async function fromHub<T>(source: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DataError || error instanceof FileError) {
      throw error;
    }
    const { message, cause } = error as Error;
    // What the network objects to comes as a cause; without one the library stumbled over the answer.
    const isStumbling = error instanceof TypeError && cause === undefined;
    const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
    const said = `${source}: cannot be had from the hub: ${isStumbling ? 'its answer is not one of a hub' : oneLine(reason)}`;
    throw cause instanceof Error ? new Unreachable(said) : new DataError(said);
  }
}
