/** Registers of a simulated board whose simulator has ended: nobody waits for an answer that will not come. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { mailboxServer, mailboxWindow } from '../stand-in/mailbox.ts';

const page = () => new ArrayBuffer(4096);
const device = { read32: (offset: number) => offset + 1, write32() {}, now: () => 0 };

test('a letter that nobody answers, since the process has ended: an error; those after it at once', () => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  const window = mailboxWindow({ buffer: page(), unmap() {} }, '/dev/uio0', ended);
  const start = performance.now();
  const message = '/dev/uio0: the stand-in for the board does not answer; has it ended?';
  expect(() => window.load(0)).toThrow(message);
  expect(() => window.store(0, 1)).toThrow(message);
  expect(() => window.now()).toThrow(message);
  // Without a look at the process each of them would take 30 s.
  expect(performance.now() - start).toBeLessThan(25_000);
});

test('a letter that is answered late by a process that lives', async () => {
  const buffer = new SharedArrayBuffer(4096) as unknown as ArrayBuffer;
  const { Worker } = await import('node:worker_threads');
  // Whoever answers is another thread, which takes its time.
  const worker = new Worker(
    'const { workerData } = require("node:worker_threads"); const words = new Uint32Array(workerData); setTimeout(() => { Atomics.store(words, 2, 77); Atomics.store(words, 0, 0); }, 600);',
    { eval: true, workerData: buffer },
  );
  await new Promise((resolve) => worker.once('online', resolve));
  const window = mailboxWindow({ buffer, unmap() {} }, '/dev/uio0', process.pid);
  expect(window.load(0x40)).toBe(77);
  await worker.terminate();
});

test('the device’s end answers each letter once', () => {
  const buffer = page();
  const answer = mailboxServer(buffer, device);
  expect(answer()).toBe(false);
  const words = new Uint32Array(buffer);
  words.set([1, 0x24]);
  expect(answer()).toBe(true);
  expect([words[0], words[2]]).toEqual([0, 0x25]);
});
