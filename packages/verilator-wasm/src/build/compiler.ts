import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processors } from './units.ts';

/** Files given to a compiler command: text or bytes, in folders. */
export type FileTree = { [name: string]: FileTree | string | Uint8Array };

interface Job {
  readonly command: readonly string[];
  readonly files: FileTree;
  readonly output: string;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

interface Slot {
  readonly process: ChildProcess;
  job: Job | undefined;
  idle: NodeJS.Timeout | undefined;
}

/** A compiler process holds a few hundred megabytes; it is let go when nothing came for this long. */
const IDLE_MILLISECONDS = 5_000;

const slots: Slot[] = [];
const queue: Job[] = [];

/**
 * Runs one clang or wasm-ld command in a process of its own and returns the file it wrote. Commands beyond the number
 * of processors wait; the processes are kept warm between commands and never keep the process alive.
 *
 * @param command for instance `['clang++', '-c', 'a.cpp', '-o', 'a.o']`
 * @param files   tree the command sees as its working directory
 * @param output  name of the file to return
 */
export function runCompiler(command: readonly string[], files: FileTree, output: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    queue.push({ command, files, output, resolve, reject });
    dispatch();
  });
}

function dispatch(): void {
  while (queue.length > 0) {
    let slot = slots.find((candidate) => candidate.job === undefined);
    if (slot === undefined) {
      if (slots.length >= processors) {
        return;
      }
      slot = startProcess();
    }
    const job = queue.shift()!;
    slot.job = job;
    clearTimeout(slot.idle);
    hold(slot.process, true);
    slot.process.send({ command: [...job.command], files: job.files, output: job.output });
  }
}

/** Whether a process keeps its parent alive. */
function hold(process: ChildProcess, yes: boolean): void {
  const channel = process.channel as unknown as { ref(): void; unref(): void } | null;
  if (yes) {
    process.ref();
    channel?.ref();
  } else {
    process.unref();
    channel?.unref();
  }
}

/**
 * V8 by default spends more on optimising clang's own code than a small design takes to compile: with this budget (100
 * times the default) a first build needs half the processor time.
 */
const TIERING = '--wasm-tiering-budget=200000000';

function startProcess(): Slot {
  const process = fork(fileURLToPath(new URL('./compile-process.mjs', import.meta.url)), [], {
    execArgv: [TIERING],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const slot: Slot = { process, job: undefined, idle: undefined };
  slots.push(slot);

  const settle = (act: (job: Job) => void): void => {
    const job = slot.job;
    slot.job = undefined;
    if (job !== undefined) {
      act(job);
    }
  };
  process.on('message', ({ bytes, error, text }: { bytes?: Uint8Array; error?: string; text: string }) => {
    settle((job) => {
      if (bytes !== undefined) {
        job.resolve(bytes);
      } else {
        job.reject(new CompilerError(job.command, text || error || 'no message'));
      }
    });
    hold(process, false);
    slot.idle = setTimeout(() => retire(slot), IDLE_MILLISECONDS).unref();
    dispatch();
  });
  const fail = (reason: string): void => {
    if (!slots.includes(slot)) {
      return;
    }
    slots.splice(slots.indexOf(slot), 1);
    settle((job) => job.reject(new CompilerError(job.command, reason)));
    dispatch();
  };
  process.on('error', (error) => fail(error.message));
  process.on('exit', (code, signal) => fail(`the compiler's process ended with ${signal ?? `code ${code}`}`));
  return slot;
}

function retire(slot: Slot): void {
  if (slot.job !== undefined) {
    return;
  }
  slots.splice(slots.indexOf(slot), 1);
  slot.process.disconnect();
}

/** clang or wasm-ld refused; this is a fault of this package or of Verilator's output, not of the user's Verilog. */
export class CompilerError extends Error {
  override readonly name = 'CompilerError';
  constructor(command: readonly string[], text: string) {
    super(`${command[0]} failed:\n${text.trim()}\n  command: ${command.join(' ')}`);
  }
}
