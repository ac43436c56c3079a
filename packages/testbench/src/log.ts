export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/** Log lines with the simulated time and the task that wrote them. The last ones are part of a failure's report. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
  /** The last lines, oldest first. */
  readonly lines: readonly string[];
}

const LEVELS: LogLevel[] = ['debug', 'info', 'warning', 'error'];
const KEPT = 100;

/** Lines at or above `level` go to standard error as they come; all are kept for the report. `silent` prints none. */
export function createLogger(now: () => number, task: () => string, level: LogLevel | 'silent' = 'warning'): Logger {
  const lines: string[] = [];
  const least = level === 'silent' ? LEVELS.length : LEVELS.indexOf(level);
  const write = (at: LogLevel) => (message: string) => {
    const line = `${formatTime(now()).padStart(12)} ${at.toUpperCase().padEnd(7)} ${task().padEnd(12)} ${message}`;
    lines.push(line);
    if (lines.length > KEPT) {
      lines.shift();
    }
    if (LEVELS.indexOf(at) >= least) {
      console.error(line);
    }
  };
  return { debug: write('debug'), info: write('info'), warning: write('warning'), error: write('error'), lines };
}

/** A time in ps as engineers write it: `12.5 ns`, `3.2 µs`. */
export function formatTime(picoseconds: number): string {
  if (picoseconds < 1e6) {
    return `${trim(picoseconds / 1e3)} ns`;
  }
  if (picoseconds < 1e9) {
    return `${trim(picoseconds / 1e6)} µs`;
  }
  return `${trim(picoseconds / 1e9)} ms`;
}

const trim = (value: number) => String(Number(value.toFixed(4)));
