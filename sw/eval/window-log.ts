import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { DataError } from '../errors.ts';
import { writeWhole } from '../files.ts';

/** Windows that were scored before, in a file, so that a run of hours can be interrupted. */
export interface WindowLog {
  /** Negative log-likelihood of window `index` [nats]; undefined where it has not been scored. */
  get(index: number): number | undefined;
  put(index: number, nats: number): void;
}

/**
 * Opens a log, or begins one: a first line that says what is measured, then a line `index nats` a window. A last line
 * that was cut short does not count. A log of another measurement is refused.
 */
export function openWindowLog(path: string, measured: string): WindowLog {
  const done = new Map<number, number>();
  if (existsSync(path)) {
    const text = readFileSync(path, 'utf8');
    const [first, ...lines] = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
    if (first !== measured) {
      throw new DataError(`${path}: holds results of ${JSON.stringify(first)}, not of ${JSON.stringify(measured)}`);
    }
    for (const [i, line] of lines.slice(0, -1).entries()) {
      const entry = /^(\d+) (\d+\.?\d*(?:e[+-]?\d+)?)$/.exec(line);
      if (!entry) throw new DataError(`${path}: line ${i + 2}: ${JSON.stringify(line)}, expected "window nats"`);
      done.set(Number(entry[1]), Number(entry[2]));
    }
    writeWhole(path, [first, ...lines].join('\n'));
  } else writeWhole(path, `${measured}\n`);
  return {
    get: (index) => done.get(index),
    put(index, nats) {
      done.set(index, nats);
      appendFileSync(path, `${index} ${nats}\n`);
    },
  };
}
