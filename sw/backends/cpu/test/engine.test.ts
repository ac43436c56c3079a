import { spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { i32, memory } from '../assembler/expressions.ts';
import { compile } from '../compile.ts';
import { Engine } from '../engine.ts';
import { CONTROL, controlEnd, kernel, MAX_CHUNKS } from '../kernel.ts';
import { allKernels, assemble } from '../program.ts';
import { SIMD_KINDS } from './setting.ts';

/** Adds 1 to word `chunk` of an array: each chunk must run exactly once. */
const count = kernel('count', { words: 'i32' }, (fn, { words }, chunk) => {
  fn.drop(i32.atomicAdd(i32.add(words, i32.shl(chunk, i32.const(2))), i32.const(1)));
});

/** On the main thread, whose scratch memory comes first, waits for a failure; on a worker thread accesses no memory. */
const failOnWorker = kernel('fail-on-worker', {}, (fn, _, __, scratch) => {
  fn.if(
    i32.eq(scratch, i32.const(controlEnd(2))),
    () => fn.drop(memory.wait(i32.const(CONTROL.failed), i32.const(0), 2000)),
    () => fn.drop(i32.load(i32.const(-8))),
  );
});

const engines: Engine[] = [];
function open(threads: number): Engine {
  const engine = new Engine({ threads, simd: 'plain', capacity: 32 << 20, kernels: [count, failOnWorker] });
  engines.push(engine);
  return engine;
}
afterEach(() => Promise.all(engines.splice(0).map((engine) => engine.close())));

test.each([1, 2, 4])('every chunk of every job runs once on %i threads', async (threads) => {
  const engine = open(threads);
  const words = engine.allocate(4 * MAX_CHUNKS);
  const counts = new Int32Array(engine.buffer, words, MAX_CHUNKS);
  let jobs = 0;
  for (const chunks of [1, 2, 7, 500, MAX_CHUNKS]) {
    for (let round = 0; round < 60; round++, jobs++) {
      counts.fill(0);
      engine.run('count', chunks, { words });
      expect(counts.every((value, i) => value === (i < chunks ? 1 : 0))).toBe(true);
    }
    await new Promise((wake) => setTimeout(wake, 20)); // the workers fall asleep
  }
  expect(jobs).toBe(300);
});

test('a worker that fails ends the job with an error, and the engine stays closed to further jobs', async () => {
  const engine = open(2);
  // The worker may still be starting, and the main thread then runs both chunks: so repeat until it takes part.
  let error: unknown;
  for (let attempt = 0; attempt < 20 && !error; attempt++) {
    try {
      engine.run('fail-on-worker', 2, {});
    } catch (caught) {
      error = caught;
    }
  }
  expect(String(error)).toContain('fail-on-worker: a worker thread of the CPU engine failed');
  expect(() => engine.run('count', 1, { words: 0 })).toThrow('worker thread');
});

test('wrong calls are named', async () => {
  const engine = open(1);
  expect(() => engine.run('sum', 1, {})).toThrow('no kernel sum');
  expect(() => engine.run('count', 0, { words: 0 })).toThrow('0 chunks, expected 1 to 4095');
  expect(() => engine.allocate(1 << 30)).toThrow('needs 1073741824 bytes more');
  await engine.close();
  expect(() => engine.run('count', 1, { words: 0 })).toThrow('closed');
});

test('V8’s flags are in force only while kernels are compiled', () => {
  const { code } = assemble(allKernels('relaxed'));
  const isUsual = WebAssembly.validate(code); // false in Node 20
  for (const kind of SIMD_KINDS) {
    compile(assemble(allKernels(kind)).code, kind);
  }
  expect(WebAssembly.validate(code)).toBe(isUsual);
});

test('memory given back is used again', () => {
  const engine = open(1);
  const first = engine.allocate(1000);
  expect(engine.allocate(1000)).not.toBe(first);
  engine.release(first, 1000);
  expect(engine.allocate(990)).toBe(first);
});

/** A program that uses an engine of two threads and does not close it. */
const program = (end: string): string => `
  import { Engine } from ${JSON.stringify(new URL('../engine.ts', import.meta.url).href)};
  const engine = new Engine({ threads: 2, simd: 'plain', capacity: 64 << 20 });
  const [a, b, y] = [1, 2, 3].map(() => engine.allocate(40000));
  for (let i = 0; i < 2000; i++) engine.run('add', 10, { a, b, y, count: 10000, perChunk: 1000 });
  ${end}`;

test.each([
  ['reaches its end', '', 0],
  ['calls process.exit', 'process.exit(3);', 3],
  ['throws', 'throw new Error("unrelated");', 1],
])('a process that %s without closing its engine does end', async (_, end, code) => {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program(end)];
  const child = spawn(process.execPath, args, { stdio: 'ignore', timeout: 30_000 });
  const outcome = await new Promise((resolve) => child.on('exit', (status, signal) => resolve({ status, signal })));
  expect(outcome).toEqual({ status: code, signal: null });
});
