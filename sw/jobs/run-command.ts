import { spawn } from 'node:child_process';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { jsonObjection } from '../value-text.ts';
import type { Job, Json } from './job.ts';
import { answered } from './serve-jobs.ts';

const ROOT = join(import.meta.dirname, '../..');
/**
 * The program that runs this, with the extension of this file in front of it: TypeScript in a clone, JavaScript in a
 * package.
 */
const MACROMAC = join(import.meta.dirname, '../bin/macromac.mjs');
/** Of what a command said on stderr, kept to explain why it failed. */
const MAX_STDERR = 4000;

/**
 * Node's arguments for a job's command, with the working folder: scripts are those of this repository, wherever it
 * lies.
 */
export function commandLine([program, ...args]: readonly string[]): { readonly args: string[]; readonly cwd?: string } {
  if (program === 'macromac') {
    return { args: [MACROMAC, ...args] };
  }
  const loader = extname(program) === '.ts' ? ['--import', 'tsx'] : [];
  return { args: [...loader, join(ROOT, program), ...args], cwd: ROOT };
}

/** A `macromac` command of this program for a shell. */
export const shellCommand = (args: readonly string[]): string =>
  [process.execPath, MACROMAC, ...args].map((each) => `'${each.replaceAll("'", "'\\''")}'`).join(' ');

/**
 * What became of a job: a result after so many seconds, or an error: the command's answer, the way in which its process
 * ended without one, or that it ended before the job's turn.
 */
export type Outcome =
  | { readonly result: Json; readonly seconds: number }
  | { readonly error: string; readonly by: 'answer' | 'death' | 'another' };

export interface CommandOptions {
  readonly signal?: AbortSignal;
  /** Folder for what commands write on their way; they are told as MACROMAC_SCRATCH. */
  readonly scratch?: string;
}

/**
 * Runs jobs of one command, in one process where it serves many. `onOutcome` is told of each as soon as it has ended,
 * once, by its place in `jobs`.
 */
export async function runCommand(
  jobs: readonly Job[],
  onOutcome: (place: number, outcome: Outcome) => void,
  options: CommandOptions = {},
): Promise<void> {
  if (jobs[0].input === undefined) {
    for (const [i, job] of jobs.entries()) {
      onOutcome(i, await runAlone(job, options));
    }
    return;
  }
  let next = 0;
  let began = performance.now();
  let complaint: string | undefined;
  const lines = jobs.map(({ input, places }, job) => `${JSON.stringify({ job, input, places })}\n`).join('');
  const ended = await start(jobs[0].command, lines, options, (line) => {
    if (next >= jobs.length || complaint !== undefined) {
      return;
    }
    const answer = readAnswer(line);
    if (answer?.job !== next) {
      complaint = `answered ${JSON.stringify(line.slice(0, 200))}, expected {"job":${next},"result":…}`;
      return;
    }
    const now = performance.now();
    onOutcome(
      next++,
      'error' in answer
        ? { error: answer.error, by: 'answer' }
        : { result: answer.result, seconds: (now - began) / 1000 },
    );
    began = now;
  });
  for (let i = next; i < jobs.length; i++) {
    onOutcome(i, { error: complaint ?? ended, by: i > next ? 'another' : 'death' });
  }
}

async function runAlone({ command }: Job, options: CommandOptions): Promise<Outcome> {
  const began = performance.now();
  const lines: string[] = [];
  const ended = await start(command, '', options, (line) => lines.push(line));
  if (ended !== SUCCESS) {
    return { error: ended, by: 'death' };
  }
  try {
    return { result: JSON.parse(lines.join('\n')), seconds: (performance.now() - began) / 1000 };
  } catch (error) {
    return { error: `its output is ${jsonObjection(error)}`, by: 'answer' };
  }
}

function readAnswer(line: string): v.InferOutput<typeof answered> | undefined {
  try {
    return v.parse(answered, JSON.parse(line));
  } catch {
    return undefined;
  }
}

const SUCCESS = 'ended without an answer';

/** Runs a command to its end; gives in words how it ended. */
function start(
  command: readonly string[],
  stdin: string,
  { signal, scratch }: CommandOptions,
  onLine: (line: string) => void,
): Promise<string> {
  const { args, cwd } = commandLine(command);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd,
      stdio: 'pipe',
      signal,
      killSignal: 'SIGKILL',
      env: { ...process.env, ...(scratch === undefined ? {} : { MACROMAC_SCRATCH: scratch }) },
    });
    let said = '';
    let failure: string | undefined;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MAX_STDERR);
    });
    const lines = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
    const read = new Promise((closed) => lines.on('close', closed));
    child.on('error', (error) => {
      failure = error.message;
    });
    child.on('close', async (code, signalName) => {
      await read;
      const how = failure ?? (signalName === null ? (code === 0 ? undefined : `exit code ${code}`) : signalName);
      resolve(how === undefined ? SUCCESS : `${how}${said === '' ? '' : `: ${said.trim()}`}`);
    });
    child.stdin.on('error', () => {}); // it has ended, which is told by `close`
    child.stdin.end(stdin);
  });
}
