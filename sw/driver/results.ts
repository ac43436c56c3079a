import { CANARY } from '../port/limits.ts';
import type { DeviceBuffer } from './memory.ts';

/** Bytes behind the results that must stay as they are: a row's. */
const GUARD_BYTES = 128;

/** Where the rows of results of one matrix lie: `rows` of `bytes` each. */
export interface ResultRows {
  readonly rows: number;
  readonly bytes: number;
}

const wordsOf = ({ bytes }: DeviceBuffer): Uint32Array =>
  new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);

/** Bytes of all rows, and of the guard behind them. */
export const guardedBytes = (parts: readonly ResultRows[]): number =>
  parts.reduce((sum, { rows, bytes }) => sum + rows * bytes, GUARD_BYTES);

/** Index of each row's last word. */
function lastWords(parts: readonly ResultRows[]): number[] {
  let end = 0;
  return parts.flatMap(({ rows, bytes }) =>
    Array.from({ length: rows }, () => {
      end += bytes / 4;
      return end - 1;
    }),
  );
}

/** Sets a canary at the end of every row and behind them all; `buffer` is `guardedBytes` long. */
export function setCanaries(buffer: DeviceBuffer, parts: readonly ResultRows[]): void {
  const words = wordsOf(buffer);
  for (const at of lastWords(parts)) {
    words[at] = CANARY;
  }
  words.fill(CANARY, words.length - GUARD_BYTES / 4);
}

/** What is wrong with results that are said to be there; undefined: nothing. */
export function canaryFault(buffer: DeviceBuffer, parts: readonly ResultRows[]): string | undefined {
  const words = wordsOf(buffer);
  const all = lastWords(parts);
  const missing = all.filter((at) => words[at] === CANARY).length;
  if (missing > 0) {
    return `said to be completed, but ${missing} of ${all.length} rows of results were not written`;
  }
  const guard = words.subarray(words.length - GUARD_BYTES / 4);
  if (guard.some((word) => word !== CANARY)) {
    return `the device wrote beyond its ${all.length} rows of results`;
  }
  return undefined;
}
