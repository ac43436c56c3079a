import { asciiWave } from './ascii.ts';
import type { History } from './history.ts';
import { formatTime, type Logger } from './log.ts';

/** Where a test stands, as its runner knows it. */
export interface TestIdentity {
  /** Path of the file, relative to the working directory. */
  file: string;
  /** Full name, suites included, separated by spaces. */
  name: string;
}

export interface ReportParts {
  seed: number;
  /** [ps] */
  time: number;
  cycle: number | undefined;
  history: History | undefined;
  log: Logger;
  test: TestIdentity | undefined;
  dump: string | undefined;
}

const COLUMNS = 14;
const LOG_LINES = 8;

/**
 * What a failing test says beside its error: seed, waveform of the ports around the failing cycle, last log lines,
 * replay command.
 */
export function failureReport(parts: ReportParts): string {
  const { history, log, time, cycle, seed, test } = parts;
  const lines = [`at ${formatTime(time)}${cycle === undefined ? '' : `, cycle ${cycle}`}, seed ${seed}`];
  const wave = history?.rows(COLUMNS);
  if (wave?.times.length) {
    const first = formatTime(wave.times[0]);
    const last = formatTime(wave.times[wave.times.length - 1]);
    const changing = wave.rows.filter(({ values }) => values.some((value) => value !== values[0]));
    const constant = wave.rows.filter((row) => !changing.includes(row));
    lines.push(`ports as sampled at the last ${wave.times.length} rising edges, ${first} to ${last}:`);
    if (changing.length) {
      lines.push(asciiWave(changing));
    }
    if (constant.length) {
      lines.push(`unchanged: ${constant.map(({ name, values }) => `${name}=${values[0].toString(16)}`).join(' ')}`);
    }
  }
  if (log.lines.length) {
    lines.push('log:', ...log.lines.slice(-LOG_LINES));
  }
  if (parts.dump) {
    lines.push(`dumped to ${parts.dump}`);
  } else if (test) {
    lines.push(
      `replay with a full dump: TESTBENCH_SEED=${seed} TESTBENCH_DUMP=dumps npx vitest run ${quote(test.file)} -t ${quote(escapeRegExp(test.name))}`,
    );
  }
  return lines.join('\n');
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const quote = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
