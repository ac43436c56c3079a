import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/macromac.mjs', import.meta.url));
const REPORTER = new URL('./report-peak-memory.mjs', import.meta.url).href;

export interface Measured {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Largest resident set of the process, in bytes. */
  readonly peak: number;
  /** Wall clock from start to end [s]. */
  readonly seconds: number;
}

/** Runs `macromac` as users do, in a process of its own, and tells how much memory that took. */
export function macromacProcess(args: readonly string[], input = ''): Promise<Measured> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', REPORTER, PROGRAM, ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const read = { stdout: '', stderr: '', peak: '' };
  for (const [i, name] of (['stdout', 'stderr', 'peak'] as const).entries()) {
    child.stdio[i + 1]!.on('data', (piece: Buffer) => {
      read[name] += piece;
    });
  }
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const { stdout, stderr, peak } = read;
      resolve({ code, stdout, stderr, peak: 1024 * Number(peak), seconds: (performance.now() - began) / 1000 });
    });
  });
}
