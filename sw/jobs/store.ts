import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { expectFolder, makeFolder, place, writeWhole } from '../files.ts';
import { sha256 } from '../model/companions.ts';
import { issueText } from '../model/issue-text.ts';
import { parseJson } from '../model/load.ts';
import { canonical, type Job, type Json, keyOf } from './job.ts';
import { type Lease, Leases } from './lease.ts';

const FORMAT = 'macromac job';
const RESULT_FORMAT = 'macromac result';
const VERSION = 1;
const KEY_FILE = /^[0-9a-f]{64}\.json$/;
/** Nobody takes so long to write a file [ms]. */
const DAY = 24 * 3600 * 1000;

const json = v.custom<Json>((value) => value !== undefined);
const jobFile = v.strictObject({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  name: v.string(),
  command: v.pipe(v.array(v.string()), v.minLength(1)),
  input: v.optional(json),
  places: v.optional(v.record(v.string(), v.string())),
  tools: v.record(v.string(), v.string()),
});
const resultFile = v.strictObject({
  format: v.literal(RESULT_FORMAT),
  version: v.literal(VERSION),
  key: v.string(),
  name: v.string(),
  host: v.string(),
  seconds: v.number(),
  sha256: v.string(),
  result: json,
});
const failureFile = v.strictObject({ name: v.string(), error: v.string(), attempts: v.number() });

/** Why a job has no result. */
export type Failure = v.InferOutput<typeof failureFile>;

/** Where a result was made, and how long it took. */
export interface Made {
  readonly host: string;
  readonly seconds: number;
}

/**
 * A folder of jobs and their results, shared by all who work on them:
 *
 *     jobs/KEY.json      what is to be done
 *     results/KEY.json   what came of it, whole or not there
 *     failures/KEY.json  why nothing came of it
 *     running/KEY        whose it is at the moment
 *     scratch/           what jobs write on their way
 */
export class JobStore {
  readonly folder: string;
  readonly #leases: Leases;

  constructor(folder: string, patience?: number) {
    if (existsSync(folder)) {
      expectFolder(folder);
    }
    this.folder = folder;
    for (const part of ['jobs', 'results', 'failures', 'running', 'scratch']) {
      makeFolder(join(folder, part));
    }
    this.#leases = new Leases(join(folder, 'running'), patience);
    this.#tidy();
  }

  /** Takes away what processes left that were killed while they wrote. */
  #tidy(): void {
    const running = join(this.folder, 'running');
    const names = readdirSync(running);
    // Somebody may have died between the result and the end of the lease; one who lives does not miss it any more.
    for (const key of names.filter((name) => !name.startsWith('.') && this.has(name))) {
      rmSync(join(running, key), { force: true });
    }
    const begun = names.filter((name) => name.startsWith('.')).map((name) => join(running, name));
    const dropped = readdirSync(this.scratch).map((name) => join(this.scratch, name));
    for (const path of [...begun, ...dropped]) {
      const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (changed !== undefined && changed < Date.now() - DAY) {
        rmSync(path, { recursive: true, force: true });
      }
    }
  }

  get scratch(): string {
    return join(this.folder, 'scratch');
  }

  #path(part: 'jobs' | 'results' | 'failures', key: string): string {
    return join(this.folder, part, `${key}.json`);
  }

  /** Writes down a job, for those who know its key only; gives the key. */
  add(job: Job): string {
    const key = keyOf(job);
    const path = this.#path('jobs', key);
    const content = { format: FORMAT, version: VERSION, ...job };
    if (!existsSync(path) || (job.places && canonical(parseJson(path) as Json) !== canonical(content as Json))) {
      this.#write(path, content);
    }
    return key;
  }

  job(key: string): Job {
    const path = this.#path('jobs', key);
    if (!existsSync(path)) {
      throw new DataError(`${path}: no such file; a key of a job of this store is expected`);
    }
    const { format: _, version: __, ...job } = read(path, jobFile, 'a job');
    if (keyOf(job) !== key) {
      throw new DataError(`${path}: is corrupt: its content has the key ${keyOf(job)}`);
    }
    return job;
  }

  has(key: string): boolean {
    return existsSync(this.#path('results', key));
  }

  /** A result that is there. */
  result(key: string): Json {
    return this.#read(key).result;
  }

  made(key: string): Made {
    const { host, seconds } = this.#read(key);
    return { host, seconds };
  }

  #read(key: string) {
    const path = this.#path('results', key);
    const file = read(path, resultFile, 'a result');
    const found = sha256(canonical(file.result));
    if (file.sha256 !== found || file.key !== key) {
      throw new DataError(
        `${path}: is corrupt: sha256 of its result is ${found}, the file says ${file.sha256}; remove it, and the job runs again`,
      );
    }
    return file;
  }

  /** Keeps a result. What a failure left is forgotten. */
  put(key: string, name: string, result: Json, seconds: number): void {
    this.#write(this.#path('results', key), {
      format: RESULT_FORMAT,
      version: VERSION,
      key,
      name,
      host: hostname(),
      seconds: Math.round(1000 * seconds) / 1000,
      sha256: sha256(canonical(result)),
      result,
    });
    this.forgive(key);
  }

  failure(key: string): Failure | undefined {
    const path = this.#path('failures', key);
    return existsSync(path) ? read(path, failureFile, 'a failure') : undefined;
  }

  fail(key: string, name: string, error: string): void {
    const attempts = (this.failure(key)?.attempts ?? 0) + 1;
    this.#write(this.#path('failures', key), { name, error, attempts });
  }

  /** Takes a result away, so that the job is run again. */
  forget(key: string): void {
    rmSync(this.#path('results', key), { force: true });
  }

  forgive(key: string): void {
    rmSync(this.#path('failures', key), { force: true });
  }

  /** The right to work on a job; undefined where it has a result by now, or somebody else works on it. */
  take(key: string): Lease | undefined {
    const lease = this.has(key) ? undefined : this.#leases.take(key);
    if (lease && this.has(key)) {
      lease.release();
      return undefined;
    }
    return lease;
  }

  isTaken(key: string): boolean {
    return this.#leases.isTaken(key);
  }

  /** Of all jobs that were ever added. */
  keys(): string[] {
    return this.#keysIn('jobs');
  }

  #keysIn(part: 'jobs' | 'results' | 'failures'): string[] {
    return readdirSync(join(this.folder, part))
      .filter((name) => KEY_FILE.test(name))
      .map((name) => name.slice(0, -'.json'.length))
      .sort();
  }

  counts(): { readonly jobs: number; readonly results: number; readonly failures: number } {
    const [jobs, results, failures] = (['jobs', 'results', 'failures'] as const).map(
      (part) => this.#keysIn(part).length,
    );
    return { jobs, results, failures };
  }

  /** Whole or not at all, and never refused because somebody died while writing the same. */
  #write(path: string, content: object): void {
    const fresh = join(this.folder, 'running', `.${randomUUID()}`);
    writeWhole(fresh, `${JSON.stringify(content, null, 1)}\n`);
    place(fresh, path);
  }
}

function read<T>(path: string, schema: v.GenericSchema<unknown, T>, what: string): T {
  const parsed = v.safeParse(schema, parseJson(path));
  if (parsed.success) {
    return parsed.output;
  }
  throw new DataError(`${path}: not ${what} of a store of jobs: ${issueText(parsed.issues[0])}`);
}
