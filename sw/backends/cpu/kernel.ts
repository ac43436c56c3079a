import { f32, type I32, i32, memory, type ValueType } from './assembler/expressions.ts';
import type { Fn, Local, ModuleBuilder } from './assembler/module.ts';

/**
 * Places in the shared memory that every thread knows. Words that different threads write sit in lines of their own,
 * two lines apart, since processors fetch lines in pairs.
 *
 * Each thread has a share of a job's chunks that follow one another, and a *ticket* for it: (epoch << 12) | chunks not
 * yet claimed. A chunk is claimed by exchanging the ticket for one less, so a thread that was asleep for a whole job
 * can never claim a part of the next one by mistake. A thread takes its own share first, then what is left of the
 * others': nobody waits for a thread that the system has put aside.
 */
export const CONTROL = {
  /** Counts jobs. Workers wait for it to change. */
  epoch: 128,
  done: 256,
  sleepers: 384,
  waiting: 512,
  failed: 640,
  stop: 768,
  /** Threads, the main thread among them. */
  threads: 896,
  /** Written by the main thread before a job: kernel, then the kernel's fields. */
  job: 1024,
  /** A ticket for each thread, at TICKET_BYTES; behind it the number of the chunk that follows its share. */
  tickets: 2048,
} as const;

const TICKET_BYTES = 128;

/** Where the engine's other memory begins. */
export const controlEnd = (threads: number): number => CONTROL.tickets + threads * TICKET_BYTES;

/** Chunks of a job, at most: what is left of a share is in a word with the epoch. */
export const MAX_CHUNKS = 4095;
const CHUNK_BITS = 12;

/** Reads of shared memory before a thread sleeps: some 50 µs, longer than the main thread is away between two jobs. */
const SPINS = 20_000;
/** A sleeping main thread looks for a failed worker this often, and gives up after so many looks: a minute. */
const LOOK_MILLISECONDS = 50;
const LOOKS = 1200;
/** A sleeping worker wakes by itself this often, and so notices that it should end. */
const SLEEP_MILLISECONDS = 1000;

/** What `run` returns. */
export const OUTCOME = { done: 0, workerFailed: 1, workerSilent: 2 } as const;

export type Fields = Record<string, 'i32' | 'f32'>;
type Arguments<F extends Fields> = { readonly [K in keyof F]: Local<F[K]> };

/**
 * Work that any thread can do a part of. The fields are read from the job's descriptor; `chunk` is the part.
 * `scratch` points to SCRATCH_BYTES that no other thread uses.
 */
export interface Kernel<F extends Fields = Fields> {
  readonly name: string;
  readonly fields: F;
  build(fn: Fn, args: Arguments<F>, chunk: Local<'i32'>, scratch: I32): void;
}

export const SCRATCH_BYTES = 16 * 1024;

export const kernel = <F extends Fields>(name: string, fields: F, build: Kernel<F>['build']): Kernel<F> => ({
  name,
  fields,
  build,
});

/** The byte offset of field number `index` in the descriptor. */
export const fieldOffset = (index: number): number => CONTROL.job + 4 + 4 * index;

/** Adds a kernel as a function of a chunk number; its place in the table. */
export function addKernel(module: ModuleBuilder, scratch: I32, { name, fields, build }: Kernel): number {
  const index = module.function(name, ['i32'], [], (fn, chunk) => {
    const args: Record<string, Local<ValueType>> = {};
    for (const [i, [field, type]] of Object.entries(fields).entries()) {
      const at = i32.const(fieldOffset(i));
      args[field] = fn.local<ValueType>(type === 'i32' ? i32.load(at) : f32.load(at));
    }
    build(fn, args as Arguments<Fields>, chunk, fn.local(scratch));
  });
  return module.addToTable(index);
}

const word = (address: number): I32 => i32.const(address);

/**
 * Adds `run(kernel, chunks)`, by which the main thread has a job done and takes part in it, and `serve()`, in which
 * the other threads live until `CONTROL.stop`. `thread` is the number of the thread that calls, the main thread's is 0.
 */
export function addScheduler(module: ModuleBuilder, thread: I32): void {
  const threads = i32.load(word(CONTROL.threads));
  const ticketOf = (number: I32): I32 => i32.add(word(CONTROL.tickets), i32.mul(number, i32.const(TICKET_BYTES)));

  /** Claims chunks of one share until none is left. */
  const workOn = module.function('work-on', ['i32'], [], (fn, ticket) => {
    const done = fn.local(i32.const(0));
    fn.loop((leave) => {
      const value = fn.local(i32.atomicLoad(ticket));
      const left = fn.local(i32.and(value, i32.const(MAX_CHUNKS)));
      fn.if(i32.eqz(left), leave);
      const seen = i32.atomicCompareExchange(ticket, value, i32.sub(value, i32.const(1)));
      fn.if(i32.eq(seen, value), () => {
        fn.do(module.callIndirect(i32.load(word(CONTROL.job)), i32.sub(i32.load(ticket, 4), left)));
        done.set(i32.add(done, i32.const(1)));
      });
    });
    fn.if(done, () => {
      fn.drop(i32.atomicAdd(word(CONTROL.done), done));
      fn.if(i32.atomicLoad(word(CONTROL.waiting)), () => {
        fn.drop(memory.notify(word(CONTROL.done), i32.const(1)));
      });
    });
  });

  const work = module.function('work', [], [], (fn) => {
    const turn = fn.local(thread);
    const count = fn.local(threads);
    fn.for(i32.const(0), count, 1, () => {
      fn.do(module.call(workOn, ticketOf(turn)));
      turn.set(i32.add(turn, i32.const(1)));
      fn.if(i32.eq(turn, count), () => turn.set(i32.const(0)));
    });
  });

  module.function('run', ['i32', 'i32'], ['i32'], (fn, kernelPlace, chunks) => {
    fn.do(i32.store(word(CONTROL.job), kernelPlace));
    fn.if(i32.eq(chunks, i32.const(1)), () => {
      fn.do(module.callIndirect(kernelPlace, i32.const(0)));
      fn.return(i32.const(OUTCOME.done));
    });

    fn.do(i32.atomicStore(word(CONTROL.done), i32.const(0)));
    const count = fn.local(threads);
    const epoch = fn.local(i32.add(i32.atomicLoad(word(CONTROL.epoch)), i32.const(1)));
    const first = fn.local(i32.const(0));
    fn.for(i32.const(0), count, 1, (number) => {
      const end = fn.local(i32.divU(i32.mul(chunks, i32.add(number, i32.const(1))), count));
      const ticket = fn.local(ticketOf(number));
      fn.do(i32.store(ticket, end, 4));
      const share = i32.sub(end, first);
      fn.do(i32.atomicStore(ticket, i32.or(i32.shl(epoch, i32.const(CHUNK_BITS)), share)));
      first.set(end);
    });
    fn.do(i32.atomicStore(word(CONTROL.epoch), epoch));
    fn.if(i32.atomicLoad(word(CONTROL.sleepers)), () => {
      fn.drop(memory.notify(word(CONTROL.epoch), i32.const(-1)));
    });
    fn.do(module.call(work));

    const spins = fn.local(i32.const(0));
    const looks = fn.local(i32.const(0));
    fn.loop((leave) => {
      const done = fn.local(i32.atomicLoad(word(CONTROL.done)));
      fn.if(i32.eq(done, chunks), leave);
      spins.set(i32.add(spins, i32.const(1)));
      fn.if(i32.gtU(spins, i32.const(SPINS)), () => {
        fn.if(i32.atomicLoad(word(CONTROL.failed)), () => fn.return(i32.const(OUTCOME.workerFailed)));
        fn.if(i32.eq(looks, i32.const(LOOKS)), () => fn.return(i32.const(OUTCOME.workerSilent)));
        fn.do(i32.atomicStore(word(CONTROL.waiting), i32.const(1)));
        // A chunk that ends between the load above and this wait changes the word, and the wait returns at once.
        const outcome = memory.wait(word(CONTROL.done), done, LOOK_MILLISECONDS);
        fn.if(i32.eq(outcome, i32.const(2)), () => looks.set(i32.add(looks, i32.const(1))));
        fn.do(i32.atomicStore(word(CONTROL.waiting), i32.const(0)));
      });
    });
    fn.return(i32.const(OUTCOME.done));
  });

  module.function('serve', [], [], (fn) => {
    const spins = fn.local(i32.const(0));
    const known = fn.local(i32.const(0));
    fn.loop((leave) => {
      const epoch = fn.local(i32.atomicLoad(word(CONTROL.epoch)));
      fn.if(
        i32.ne(epoch, known),
        () => {
          fn.if(i32.atomicLoad(word(CONTROL.stop)), leave);
          fn.do(module.call(work));
          known.set(epoch);
          spins.set(i32.const(0));
        },
        () => {
          spins.set(i32.add(spins, i32.const(1)));
          fn.if(i32.gtU(spins, i32.const(SPINS)), () => {
            fn.drop(i32.atomicAdd(word(CONTROL.sleepers), i32.const(1)));
            fn.drop(memory.wait(word(CONTROL.epoch), epoch, SLEEP_MILLISECONDS));
            fn.drop(i32.atomicAdd(word(CONTROL.sleepers), i32.const(-1)));
            spins.set(i32.const(0));
          });
        },
      );
    });
  });
}
