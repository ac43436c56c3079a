import { Worker } from 'node:worker_threads';
import { OutOfMemory } from '../../errors.ts';
import { type AddressSpace, addressSpace, align } from './address-space.ts';
import type { Simd } from './compile.ts';
import { scoreBytes } from './decoder/attention.ts';
import type { Kernel } from './kernel.ts';
import { CONTROL, controlEnd, fieldOffset, MAX_CHUNKS, OUTCOME, SCRATCH_BYTES } from './kernel.ts';
import { allCompiled, compileKernels, MAX_PAGES } from './program.ts';

const PAGE = 65536;

export interface EngineOptions {
  readonly threads: number;
  /** What the kernels may be made of: `choose.ts` finds out. */
  readonly simd: Simd;
  /** Bytes of memory the engine may use, weights included, below 4 GiB. The system gives them as they are touched. */
  readonly capacity?: number;
  /** Default: all. */
  readonly kernels?: readonly Kernel[];
}

/** Positions a KV cache may have, at most: each thread has room for the scores of four queries. */
export const MAX_CONTEXT = 131072;
const MAX_CAPACITY = MAX_PAGES * PAGE;

interface Exports {
  readonly scratch: WebAssembly.Global;
  readonly thread: WebAssembly.Global;
  run(kernel: number, chunks: number): number;
}

/**
 * WebAssembly kernels on one shared memory, and the threads that run them. The calling thread is one of them: `run`
 * returns when the job is done. Arrays are views of the memory, and their `byteOffset` is their address.
 */
export class Engine {
  readonly threads: number;
  readonly simd: Simd;
  /** The engine's memory, which never grows. */
  readonly buffer: ArrayBufferLike;
  /** All of it as words. */
  readonly words: Int32Array;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Exports;
  readonly #kernels: ReadonlyMap<string, { place: number; names: readonly string[]; areFloats: readonly boolean[] }>;
  readonly #workers: Worker[];
  readonly #floats: Float32Array;
  readonly #views = new Map<number, Float32Array>();
  readonly #space: AddressSpace;
  #failure: Error | undefined;

  constructor({ threads, simd, capacity = MAX_CAPACITY, kernels }: EngineOptions) {
    const pages = Math.min(Math.ceil(capacity / PAGE), MAX_PAGES);
    const { module, kernels: places } = kernels ? compileKernels(kernels, simd) : allCompiled(simd);
    this.threads = threads;
    this.simd = simd;
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.buffer = this.#memory.buffer;
    this.#kernels = new Map(
      [...places].map(([name, { place, kernel }]) => [
        name,
        {
          place,
          names: Object.keys(kernel.fields),
          areFloats: Object.values(kernel.fields).map((type) => type === 'f32'),
        },
      ]),
    );
    this.#floats = new Float32Array(this.buffer);
    this.words = new Int32Array(this.buffer);
    this.words[CONTROL.threads / 4] = threads;

    const scratchBytes = align(SCRATCH_BYTES + scoreBytes(MAX_CONTEXT));
    const scratch = (thread: number) => align(controlEnd(threads)) + thread * scratchBytes;
    this.#space = addressSpace(align(scratch(threads)), this.buffer.byteLength);
    this.#exports = new WebAssembly.Instance(module, { env: { memory: this.#memory } }).exports as unknown as Exports;
    this.#exports.scratch.value = scratch(0);
    this.#workers = Array.from({ length: threads - 1 }, (_, i) => this.#startWorker(module, i + 1, scratch(i + 1)));
  }

  /** Memory for `bytes` bytes, zero when it is taken for the first time; its address. */
  allocate(bytes: number): number {
    const address = this.#space.allocate(bytes);
    if (address !== undefined) {
      return address;
    }
    throw new OutOfMemory(
      `the CPU engine needs ${bytes} bytes more, of its ${this.buffer.byteLength} are ${this.#space.free} left` +
        `: close sessions that are done with, make contexts shorter, or keep keys and values in INT8 (--kv-cache int8)`,
    );
  }

  /** Gives an allocation of that size back. */
  release(address: number, bytes: number): void {
    this.#space.release(address, bytes);
  }

  /** Bytes that are allocated. */
  get used(): number {
    return this.#space.used;
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.buffer, address, length);
  }

  /** A view of floats; the one that was made for the same place and length before, if that was the last one there. */
  floats(address: number, length: number): Float32Array {
    const known = this.#views.get(address);
    if (known?.length === length) {
      return known;
    }
    const view = new Float32Array(this.buffer, address, length);
    this.#views.set(address, view);
    return view;
  }

  /** Runs a kernel on chunks 0 … chunks − 1, over all threads. */
  run(name: string, chunks: number, values: Record<string, number>): void {
    if (this.#failure) {
      throw this.#failure;
    }
    const kernel = this.#kernels.get(name);
    if (!kernel) {
      throw new Error(`the CPU engine has no kernel ${name}`);
    }
    if (chunks < 1 || chunks > MAX_CHUNKS) {
      throw new Error(`${name}: ${chunks} chunks, expected 1 to ${MAX_CHUNKS}`);
    }
    const { names, areFloats } = kernel;
    for (let i = 0, word = fieldOffset(0) / 4; i < names.length; i++, word++) {
      if (areFloats[i]) {
        this.#floats[word] = values[names[i]];
      } else {
        this.words[word] = values[names[i]];
      }
    }
    const outcome = this.#exports.run(kernel.place, chunks);
    if (outcome === OUTCOME.done) {
      return;
    }
    const what = outcome === OUTCOME.workerFailed ? 'failed' : 'did not end its part within a minute';
    this.#failure = new Error(`${name}: a worker thread of the CPU engine ${what}`);
    throw this.#failure;
  }

  /** Ends the worker threads. */
  async close(): Promise<void> {
    this.#failure ??= new Error('the CPU engine is closed');
    Atomics.store(this.words, CONTROL.stop / 4, 1);
    Atomics.add(this.words, CONTROL.epoch / 4, 1);
    Atomics.notify(this.words, CONTROL.epoch / 4);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #startWorker(module: WebAssembly.Module, thread: number, scratch: number): Worker {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      workerData: {
        module,
        memory: this.#memory,
        thread,
        scratch,
        failedWord: CONTROL.failed / 4,
        doneWord: CONTROL.done / 4,
      },
      execArgv: [],
    });
    worker.on('error', (error) => {
      this.#failure ??= new Error(`a worker thread of the CPU engine failed: ${error.message}`);
    });
    worker.unref();
    return worker;
  }
}
