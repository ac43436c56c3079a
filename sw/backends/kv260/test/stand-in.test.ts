/**
 * Back end `kv260` on the emitted Verilog: another process simulates the accelerator behind files like a board's, and
 * the driver reaches it by what it uses on the board: mapped pages, locks, a wait for interrupts in another thread,
 * clean-up on exit.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { registerAccess } from '../../../driver/fields.ts';
import { packMatrix } from '../../../model/pack.ts';
import { MATRIX_FORMATS, type MatrixFormat } from '../../../port/layout.ts';
import { randomActivations, randomMatrix } from '../../../testing/arbitrary.ts';
import { macromac } from '../../../testing/command-line.ts';
import { goldenMatmul } from '../../golden/matmul.ts';
import { findBoard, openBoard } from '../kv260.ts';
import { openUioBus } from '../uio-bus.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-stand-in-test-'));
const path = (name: string) => join(root, name);
const board = path('board');
const PROGRAM = join(import.meta.dirname, '../../../bin/macromac.mjs');
let standIn: ChildProcess;

const ended = (child: ChildProcess) =>
  new Promise<string | number | null>((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
const firstLine = (child: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    child.stdout!.once('data', (data) => resolve(String(data).trim()));
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });

// Building the simulator takes minutes; from then on it comes from the cache.
beforeAll(async () => {
  standIn = spawn(process.execPath, [PROGRAM, 'stand-in', '--folder', board], { stdio: ['ignore', 'pipe', 'inherit'] });
  expect(await firstLine(standIn)).toBe(`MACROMAC_BOARD=${board}`);
  vi.stubEnv('MACROMAC_BOARD', board);
}, 900_000);
afterAll(() => {
  standIn.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

const matrix = (n: number, k: number, seed: number, format: MatrixFormat = 'awq-macro') => ({
  name: `W${seed}`,
  n,
  k,
  format,
  data: packMatrix(randomMatrix(format, n, k, seed), format),
});

/** Products of several matrices on the stand-in, compared with the golden model. */
async function check(matrices: ReturnType<typeof matrix>[], tokens: number): Promise<void> {
  const driver = await openBoard(openUioBus(findBoard()));
  try {
    const x = randomActivations(tokens * matrices[0].k, 5);
    const results = await driver.multiply(
      x,
      tokens,
      matrices.map((each) => driver.load(each)),
    );
    for (const [i, each] of matrices.entries()) {
      expect(new Uint32Array(results[i].buffer)).toEqual(
        new Uint32Array(goldenMatmul('fused', each, x, tokens).buffer),
      );
    }
  } finally {
    await driver.close();
  }
}

const events = () => Number(readFileSync(join(board, 'sys/class/uio/uio0/event'), 'utf8'));

test.each(MATRIX_FORMATS)('more commands than the queue holds, %s: the bits of the golden model', async (format) => {
  await check([matrix(70, 130, 1, format), matrix(32, 130, 2, format), matrix(97, 130, 3, format)], 9);
});

test('interrupts come through UIO', async () => {
  const before = events();
  await check([matrix(896, 896, 4)], 2);
  expect(events()).toBeGreaterThan(before);
});

test('gemv --backend kv260', async () => {
  const [n, k] = [100, 200];
  writeFileSync(path('w'), matrix(n, k, 5).data);
  writeFileSync(path('x'), randomActivations(3 * k, 2));
  const gemv = (backend: string) =>
    macromac(
      ...['gemv', '--weights', path('w'), '--k', `${k}`, '--n', `${n}`, '--x', path('x'), '--t', '3', '--json'],
      ...['--out', path(backend), '--backend', backend],
    );
  const { code, stdout, stderr } = await gemv('kv260');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  // Two passes at T = 2; 4 blocks of 32 outputs, 4 groups, 18 strips, on four channels.
  expect(JSON.parse(stdout).beats).toBe(2 * 4 * 4 * 4 * 18);
  await gemv('golden');
  expect(readFileSync(path('kv260'))).toEqual(readFileSync(path('golden')));
});

test('generate --backend kv260 makes whole tokens by lists, and writes what the golden model writes', async () => {
  const model = join(import.meta.dirname, '../../../../models/story');
  const generate = async (backend: string, ...more: string[]) => {
    const prompt = ['--prompt', 'Once upon a time', '-n', '4', '--json'];
    const { code, stdout } = await macromac('generate', '--model', model, ...prompt, '--backend', backend, ...more);
    expect(code).toBe(0);
    return JSON.parse(stdout);
  };
  const before = events();
  const { cycles, ...board } = await generate('kv260', '--check');
  expect(board).toEqual({ ...(await generate('golden')), cycles: undefined, backend: 'kv260', offload: 'token' });
  expect(cycles).toBeGreaterThan(100_000);
  expect(events()).toBeGreaterThan(before);
  // The same with one start for what follows the prompt; every byte of it is compared.
  const { cycles: fewer, ...together } = await generate('kv260', '--check', '--tokens-per-start', '8');
  expect(together).toEqual(board);
  expect(fewer).toBeLessThan(cycles);
}, 600_000);

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('%s in mid-command', async (signal) => {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'mid-command.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: process.env,
  });
  const end = ended(child);
  expect(await firstLine(child)).toBe('under way');
  expect(() => openUioBus(findBoard())).toThrow(/another process has the accelerator/);
  child.kill(signal);
  expect(await end).toBe(signal);

  const bus = openUioBus(findBoard());
  const { read } = registerAccess(bus);
  expect([read('completed').completed, read('cycles_streaming').cycles_streaming > 0]).toEqual([0, true]);
  // After SIGKILL it goes on; whoever opens it next stops it.
  const isStopped = signal !== 'SIGKILL';
  expect([read('status').busy, read('interrupt_enable').mask]).toEqual(isStopped ? [0, 0] : [1, 3]);
  await bus.close();
  await check([matrix(40, 100, 6)], 3);
});

test('the command line: a folder that is not empty, a size that is not built, a command that fails', async () => {
  const standInWith = (...args: string[]) => macromac('stand-in', ...args);
  expect(await standInWith('--folder', root)).toMatchObject({ code: 2, stderr: expect.stringMatching(/not empty/) });
  expect(await standInWith('--engine', 'fp32', '--t', '8')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/engine fp32 is emitted for 1, 2/),
  });
  const { code, stderr } = await standInWith('--', 'false');
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'macromac: false ended with code 1\n' });
});

test('the stand-in takes its folder away when it is told to end', async () => {
  const end = ended(standIn);
  standIn.kill('SIGTERM');
  expect(await end).toBe(0);
  expect(() => readFileSync(join(board, 'dev/uio0'))).toThrow(/ENOENT/);
});
