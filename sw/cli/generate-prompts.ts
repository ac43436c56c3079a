import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { DataError, Interrupted, UsageError } from '../errors.ts';
import { readBytes } from '../files.ts';
import { CORES } from '../parallel/pool.ts';
import { progressLine } from './progress.ts';

const PROGRAM = join(import.meta.dirname, '../bin/macromac.mjs');

export interface PromptsRun {
  /** A prompt a line. */
  readonly file: string;
  /** The arguments of `generate`, without prompt, checkpoint and output. */
  readonly args: readonly string[];
  /** A prompt's own is this one with its number. */
  readonly checkpoint: string | undefined;
  readonly json: boolean;
}

/** What a run says of its text (`generate --json`). */
interface Outcome {
  readonly text: string;
}

/**
 * Continues each prompt of a file in a process of its own, as many at a time as there are cores; prints them in order.
 */
export async function generatePrompts({ file, args, checkpoint, json }: PromptsRun): Promise<void> {
  const prompts = Buffer.from(readBytes(file))
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (prompts.length === 0) {
    throw new DataError(`${file}: no prompt in it; a prompt a line is expected`);
  }
  const progress = progressLine();
  const outcomes: (string | undefined)[] = prompts.map(() => undefined);
  const children = new AbortController();
  let [next, printed, done] = [0, 0, 0];

  /** As far as all before have ended. */
  const print = () => {
    for (; printed < prompts.length && outcomes[printed] !== undefined; printed++) {
      const line = outcomes[printed] as string;
      const text = json ? line : `${printed > 0 ? '\n' : ''}${prompts[printed]}${(JSON.parse(line) as Outcome).text}\n`;
      progress.end();
      process.stdout.write(text);
    }
  };
  const work = async () => {
    while (next < prompts.length && !children.signal.aborted) {
      const i = next++;
      const own = checkpoint === undefined ? [] : [`--checkpoint=${checkpoint}.${i + 1}`];
      outcomes[i] = await run([...args, `--prompt=${prompts[i]}`, '--json', ...own], children.signal);
      progress.update(`${++done} of ${prompts.length} prompts done`);
      print();
    }
  };
  /** The first failure stops the others. */
  const workOrStop = async () => {
    try {
      await work();
    } catch (error) {
      children.abort();
      throw error;
    }
  };
  // Each run decides for itself what a signal means to it, and this process waits for them.
  const forward = () => children.abort();
  process.on('SIGINT', forward);
  process.on('SIGTERM', forward);
  // All of them, so that nobody prints or runs on behind the error.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(CORES, prompts.length) }, workOrStop));
  progress.end();
  process.off('SIGINT', forward);
  process.off('SIGTERM', forward);
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) {
    throw failure.reason;
  }
  if (printed < prompts.length) {
    throw new Interrupted(
      checkpoint === undefined
        ? 'stopped; with --checkpoint FILE a run can be continued'
        : `stopped; the same command goes on from ${checkpoint}.1 to ${checkpoint}.${prompts.length}`,
    );
  }
}

/** A run's standard output; its failure becomes an error of the same kind. */
function run(args: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, 'generate', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = () => child.kill('SIGINT');
    signal.addEventListener('abort', stop);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (code === 0) {
        resolve(stdout);
      } else if (signal.aborted) {
        resolve(undefined);
      } else {
        const message = stderr
          .trim()
          .split('\n')
          .at(-1)!
          .replace(/^macromac: /, '');
        reject(code === 2 ? new UsageError(message) : new DataError(message));
      }
    });
  });
}
