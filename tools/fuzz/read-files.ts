import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { Verdict } from './judge.ts';
import type { Job } from './worker.ts';

/** A file of some kilobytes that takes longer hangs [ms]. */
const PATIENCE = 120_000;
const HANGS = 'hangs';
const WORKER = new URL('worker.ts', import.meta.url);

/** A file that a reader did not take as it should. */
export interface Fault {
  /** The number it is made from. */
  readonly index: number;
  readonly what: string;
  readonly message: string;
}

/** What became of files. */
export interface Found {
  readonly files: number;
  readonly read: number;
  readonly refused: number;
  readonly faults: readonly Fault[];
}

export interface ReadOptions {
  /** Until when files are begun [ms since the epoch]. */
  readonly end?: number;
  readonly progress?: (found: Found) => void;
}

/**
 * Lets a target read its files from number `from` to `until` in processes of their own. One that dies, or hangs, costs
 * the file that it was at.
 */
export async function readFiles(
  part: Job,
  { end = Number.POSITIVE_INFINITY, progress }: ReadOptions = {},
): Promise<Found> {
  let [files, read, refused] = [0, 0, 0];
  const faults: Fault[] = [];
  const found = (): Found => ({ files, read, refused, faults });
  const judged = (index: number, verdict: Verdict) => {
    files++;
    if (verdict.kind === 'fault') {
      faults.push({ index, what: verdict.what, message: verdict.message });
    } else if (verdict.kind === 'read') {
      read++;
    } else {
      refused++;
    }
    progress?.(found());
  };
  for (let next = part.from; next < part.until && Date.now() < end; ) {
    let result = await inOneProcess({ ...part, from: next }, judged, end);
    next = result.next;
    if (result.died === HANGS) {
      // Once more: the machine may have stood still, or been somebody else's.
      result = await inOneProcess({ ...part, from: next, until: next + 1 }, judged, end);
      next = result.next;
    }
    if (result.died !== undefined) {
      judged(next, { kind: 'fault', what: 'died', message: result.died });
      next++;
    }
  }
  return found();
}

/** Reads files in a child; gives the number of the first that was not judged, and how it died if it did. */
function inOneProcess(
  part: Job,
  judged: (index: number, verdict: Verdict) => void,
  end: number,
): Promise<{ next: number; died?: string }> {
  return new Promise((resolve) => {
    const child = fork(WORKER, {
      execArgv: ['--import', 'tsx', '--max-old-space-size=1024'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let next = part.from;
    let died: string | undefined;
    let root = '';
    let stderr = '';
    let timer: NodeJS.Timeout | undefined;
    child.stderr?.on('data', (text) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.on('message', (message: { root?: string; index: number; verdict?: Verdict }) => {
      if (message.root !== undefined) {
        root = message.root;
        child.send(part);
        return;
      }
      clearTimeout(timer);
      if (message.verdict === undefined) {
        next = message.index;
        timer = setTimeout(() => {
          died = HANGS;
          child.kill('SIGKILL');
        }, PATIENCE);
      } else {
        judged(message.index, message.verdict);
        next = message.index + 1;
        if (Date.now() > end) {
          child.kill();
        }
      }
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      rmSync(root, { recursive: true, force: true });
      if (code !== 0 && code !== 143 && signal !== 'SIGTERM') {
        died ??= `process ended by ${signal ?? code}: ${stderr.trim()}`;
      }
      resolve({ next, died });
    });
  });
}
