// The process that runs clang for compiler.ts: a thread with a large stack, because deep expressions in generated C++
// make clang recurse, in a process of its own, because clang wants V8 flags that a simulator does not.
import { Worker } from 'node:worker_threads';

const STACK_MEGABYTES = 64;

const worker = new Worker(new URL('./compile-worker.mjs', import.meta.url), {
  resourceLimits: { stackSizeMb: STACK_MEGABYTES },
});
worker.on('message', (answer) => process.send(answer));
worker.on('error', (error) => {
  process.send({ error: error.message, text: '' });
  process.exitCode = 1;
});
process.on('message', (job) => worker.postMessage(job));
process.on('disconnect', () => process.exit());
