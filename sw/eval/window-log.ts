import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { DataError } from '../errors.ts';
import { appendWhole, readText, writeWhole } from '../files.ts';
import type { KnownFigures } from './measurement.ts';

/**
 * Opens a file of windows that were scored before, so that a run of hours can be interrupted, or begins one: a first
 * line that says what is measured, then a line `index nats hash` a window. A last line that was cut short does not
 * count. A log of another measurement is refused.
 */
export function openWindowLog(path: string, measured: string): KnownFigures {
  const done = new Map<number, number>();
  if (existsSync(path)) {
    const text = readText(path);
    const [first, ...lines] = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
    if (first !== measured) {
      throw new DataError(`${path}: holds results of ${JSON.stringify(first)}, not of ${JSON.stringify(measured)}`);
    }
    for (const [i, line] of lines.slice(0, -1).entries()) {
      const entry = /^(\d+) (\d+\.?\d*(?:e[+-]?\d+)?) [0-9a-f]{16}$/.exec(line);
      if (!entry) {
        throw new DataError(`${path}: line ${i + 2}: ${JSON.stringify(line)}, expected "window nats hash"`);
      }
      if (line !== lineOf(measured, Number(entry[1]), Number(entry[2]))) {
        throw new DataError(`${path}: line ${i + 2}: ${JSON.stringify(line)} is corrupt: its hash is another`);
      }
      done.set(Number(entry[1]), Number(entry[2]));
    }
    writeWhole(path, [first, ...lines].join('\n'));
  } else {
    writeWhole(path, `${measured}\n`);
  }
  return {
    get(index) {
      const nats = done.get(index);
      return nats === undefined ? undefined : [nats];
    },
    put(index, [nats]) {
      done.set(index, nats);
      appendWhole(path, `${lineOf(measured, index, nats)}\n`);
    },
  };
}

/** A window's line: its result, with the beginning of a SHA-256 over it and what is measured. */
export function lineOf(measured: string, index: number, nats: number): string {
  const line = `${index} ${nats}`;
  return `${line} ${createHash('sha256').update(`${measured}\n${line}`).digest('hex').slice(0, 16)}`;
}
