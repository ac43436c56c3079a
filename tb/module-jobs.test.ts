import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { forModules } from './module-jobs.ts';

const store = mkdtempSync(join(tmpdir(), 'macromac-module-jobs-'));
afterAll(() => rmSync(store, { recursive: true }));

/** A script that prints its arguments as JSON. */
const SCRIPT = 'tools/print-arguments.mjs';

test('a job a module: its script alone, results in the order of the names, each made once', async () => {
  const names = ['b', 'a', 'c'];
  const run = () => forModules<string[]>(SCRIPT, names, ['--seed', '1'], { on: 'local', store, jobs: '2' }, () => {});
  expect(await run()).toEqual(names.map((name) => ['--alone', '--seed', '1', name]));
  const files = () =>
    readdirSync(join(store, 'results')).map((name) => readFileSync(join(store, 'results', name), 'utf8'));
  const before = files();
  expect(before).toHaveLength(3);
  expect(await run()).toHaveLength(3);
  expect(files()).toEqual(before);
});

test('a place or a number that cannot be is named', async () => {
  const asked = (options: { on: string; jobs?: string }) =>
    forModules(SCRIPT, ['a'], [], { store, ...options }, () => {});
  await expect(asked({ on: 'tea' })).rejects.toThrow('--on tea: expected local, slurm, snakemake');
  await expect(asked({ on: 'local', jobs: '0' })).rejects.toThrow('--jobs 0: expected a whole number above 0');
});
