import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

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
  readonly worker: Worker;
  job: Job | undefined;
  idle: NodeJS.Timeout | undefined;
}

/** A worker holds a few hundred megabytes of compiler; it is let go when nothing came for this long. */
const IDLE_MILLISECONDS = 5_000;

const slots: Slot[] = [];
const queue: Job[] = [];

/**
 * Runs one clang or wasm-ld command on a worker thread and returns the file it wrote. Commands beyond the number of
 * processors wait; workers are kept warm between commands and never keep the process alive.
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
      if (slots.length >= Math.max(1, availableParallelism())) return;
      slot = startWorker();
    }
    const job = queue.shift()!;
    slot.job = job;
    clearTimeout(slot.idle);
    slot.worker.ref();
    slot.worker.postMessage({ id: 0, command: [...job.command], files: job.files, output: job.output });
  }
}

function startWorker(): Slot {
  // Deep expressions in generated C++ make clang recurse; the default 4 MB of stack is not enough for large designs.
  const worker = new Worker(new URL('./compile-worker.mjs', import.meta.url), {
    execArgv: [],
    resourceLimits: { stackSizeMb: 64 },
  });
  const slot: Slot = { worker, job: undefined, idle: undefined };
  slots.push(slot);

  const settle = (act: (job: Job) => void): void => {
    const job = slot.job;
    slot.job = undefined;
    if (job !== undefined) act(job);
  };
  worker.on('message', ({ bytes, error, text }: { bytes?: Uint8Array; error?: string; text: string }) => {
    settle((job) => {
      if (bytes !== undefined) job.resolve(bytes);
      else job.reject(new CompilerError(job.command, text || error || 'no message'));
    });
    worker.unref();
    slot.idle = setTimeout(() => retire(slot), IDLE_MILLISECONDS).unref();
    dispatch();
  });
  const fail = (error: Error): void => {
    slots.splice(slots.indexOf(slot), 1);
    settle((job) => job.reject(new CompilerError(job.command, error.message)));
    dispatch();
  };
  worker.on('error', fail);
  worker.on('exit', (code) => {
    if (slots.includes(slot)) fail(new Error(`the compiler's thread ended with code ${code}`));
  });
  return slot;
}

function retire(slot: Slot): void {
  if (slot.job !== undefined) return;
  slots.splice(slots.indexOf(slot), 1);
  void slot.worker.terminate();
}

/** clang or wasm-ld refused; this is a fault of this package or of Verilator's output, not of the user's Verilog. */
export class CompilerError extends Error {
  override readonly name = 'CompilerError';
  constructor(command: readonly string[], text: string) {
    super(`${command[0]} failed:\n${text.trim()}\n  command: ${command.join(' ')}`);
  }
}
