/** The commands on the emitted Verilog: the same bits, and the cycles it took. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { packMatrix } from '../model/pack.ts';
import { randomActivations, randomMatrix } from './arbitrary.ts';
import { macromac } from './command-line.ts';
import { writeTinyModel } from './tiny-model.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-rtl-'));
afterAll(() => rmSync(root, { recursive: true }));
const path = (name: string) => join(root, name);

test('gemv gives the bits of the golden model', async () => {
  const [n, k] = [100, 200];
  writeFileSync(path('w'), packMatrix(randomMatrix('awq-macro', n, k, 1), 'awq-macro'));
  writeFileSync(path('x'), randomActivations(k, 2));
  const gemv = (backend: string) =>
    macromac(
      'gemv',
      '--weights',
      path('w'),
      '--k',
      `${k}`,
      '--n',
      `${n}`,
      '--x',
      path('x'),
      '--out',
      path(backend),
      '--backend',
      backend,
      '--json',
    );
  const { code, stdout } = await gemv('rtl');
  expect(code).toBe(0);
  const { cycles, beats, stalls } = JSON.parse(stdout);
  // 4 blocks of 32 outputs, 4 groups, 18 strips: a strip of each channel a cycle at best.
  expect(beats).toBe(4 * 4 * 4 * 18);
  expect(cycles).toBeGreaterThan(4 * 4 * 18);
  expect(stalls).toBeGreaterThanOrEqual(0);
  await gemv('golden');
  expect(readFileSync(path('rtl'))).toEqual(readFileSync(path('golden')));
});

test('generate writes what the golden model writes', async () => {
  writeTinyModel(path('tiny'));
  const generate = async (...args: string[]) =>
    JSON.parse(
      (await macromac('generate', '--model', path('tiny'), '--prompt', 'Hi!', '-n', '5', '--json', ...args)).stdout,
    );
  const golden = await generate('--backend', 'golden');
  const rtl = await generate('--backend', 'rtl', '--check');
  expect(rtl).toEqual({ ...golden, backend: 'rtl', cycles: expect.any(Number) });
  expect(golden.cycles).toBeNull();
  expect(rtl.cycles).toBeGreaterThan(1000);
});
