// A worker thread of the CPU engine: claims chunks of jobs until it is told to stop. Plain JavaScript, so that it
// starts without the TypeScript loader. What happens inside `serve` is in kernel.ts.
import { workerData } from 'node:worker_threads';

const { module, memory, thread, scratch, failedWord, doneWord } = workerData;

try {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  exports.thread.value = thread;
  exports.scratch.value = scratch;
  exports.serve();
} catch (error) {
  // The main thread may be asleep waiting for this thread's chunk, deaf to events.
  const words = new Int32Array(memory.buffer);
  Atomics.store(words, failedWord, 1);
  Atomics.notify(words, doneWord);
  throw error;
}
