import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { readBytes, writeWhole } from '../files.ts';
import { issueText } from '../model/issue-text.ts';
import { type SealedFormat, seal, unseal } from '../sealed.ts';
import { valueText } from '../value-text.ts';
import type { SamplerState } from './sampler.ts';
import type { SavedSession } from './session.ts';

const FORMAT: SealedFormat = { format: 'macromac checkpoint', version: 3, noun: 'checkpoint' };

/** Everything that decides a text, by name. */
export type RunDescription = Readonly<Record<string, unknown>>;

/** A text so far. */
export interface Checkpoint {
  /** Tokens behind the prompt; the last one may not have gone through the model yet. */
  readonly tokens: readonly number[];
  readonly sampler: SamplerState;
  readonly session: SavedSession;
  /** Simulated so far; null where none are. */
  readonly cycles: number | null;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const header = v.strictObject({
  run: v.record(v.string(), v.unknown()),
  tokens: v.array(count),
  sampler: v.strictObject({ draws: count, isNarrow: v.boolean() }),
  cached: v.array(count),
  lmHead: v.strictObject({ top: count, full: count, bytesSaved: v.pipe(v.number(), v.safeInteger()) }),
  lookup: v.strictObject({ passes: count, drafted: count, accepted: count }),
  cycles: v.nullable(count),
  /** Of keys and values, which follow the line of JSON. */
  bytes: count,
});

/**
 * Writes a file that holds the old state or the new one, whenever the process ends: a line with the hash of all that
 * follows, a line of JSON, then keys and values.
 */
export function writeCheckpoint(path: string, run: RunDescription, checkpoint: Checkpoint): void {
  const { tokens, sampler, session, cycles } = checkpoint;
  const { cache } = session;
  const line: v.InferInput<typeof header> = {
    run,
    tokens: [...tokens],
    sampler,
    cached: [...session.tokens],
    lmHead: session.lmHead,
    lookup: session.lookup,
    cycles,
    bytes: cache.length,
  };
  writeWhole(path, seal(FORMAT, Buffer.concat([Buffer.from(`${JSON.stringify(line)}\n`), cache])));
}

/** What the file holds, if it is there; a file of another run is refused. */
export function readCheckpoint(path: string, run: RunDescription): Checkpoint | undefined {
  if (!existsSync(path)) {
    return undefined;
  }
  const bytes = unseal(FORMAT, readBytes(path), path);
  const end = bytes.indexOf(0x0a);
  const parsed = v.safeParse(header, parse(path, Buffer.from(bytes.subarray(0, Math.max(end, 0))).toString()));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new DataError(`${path}: ${issueText(issue)}`);
  }
  const { run: before, tokens, sampler, cached, lmHead, lookup, cycles, bytes: size } = parsed.output;
  for (const name of new Set([...Object.keys(run), ...Object.keys(before)])) {
    // What a name stands for in every object, such as `toString`, is not the run's.
    const [stored, present] = [before, run].map((of) => (Object.hasOwn(of, name) ? of[name] : undefined));
    // As the file would have it.
    const now = present === undefined ? undefined : JSON.parse(JSON.stringify(present));
    const found = difference(name, stored, now);
    if (found) {
      const [was, is] = [found.before, found.now].map(valueText);
      throw new DataError(
        `${path}: the checkpoint of another run: ${found.place} was ${was}, now it is ${is}; name another file`,
      );
    }
  }
  const cache = bytes.subarray(end + 1);
  if (cache.length !== size) {
    throw new DataError(`${path}: ${cache.length} bytes of keys and values, expected ${size}`);
  }
  return { tokens, sampler, session: { tokens: cached, lmHead, lookup, cache }, cycles };
}

function parse(path: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new DataError(`${path}: not a checkpoint: its second line is not JSON`);
  }
}

interface Difference {
  readonly place: string;
  readonly before: unknown;
  readonly now: unknown;
}

/** The first place inside two values of JSON where they differ. */
function difference(place: string, before: unknown, now: unknown): Difference | undefined {
  if (isDeepStrictEqual(before, now)) {
    return undefined;
  }
  if (isRecord(before) && isRecord(now)) {
    for (const key of new Set([...Object.keys(now), ...Object.keys(before)])) {
      const inside = difference(`${place}.${key}`, before[key], now[key]);
      if (inside) {
        return inside;
      }
    }
  }
  return { place, before, now };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
