import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'macromac-fuzz-run-'));
afterAll(() => rmSync(folder, { recursive: true }));
const store = join(folder, 'store');

const fuzz = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'tools/fuzz/run.ts', '--out', join(folder, 'out'), ...args], {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
  });

test('files read in parts, each a job, are those that one process reads; what has a result is not read again', () => {
  // 510 of one target are two parts.
  const files = ['--target', 'kept-results,window-log', '--files', '1020', '--seed', '3', '--json'];
  const alone = fuzz(...files);
  expect(JSON.parse(alone.stdout)).toMatchObject({ seed: 3, files: 1020, faults: 0 });
  const jobs = fuzz(...files, '--on', 'local', '--jobs', '2', '--store', store);
  expect({ status: jobs.status, stdout: jobs.stdout }).toEqual({ status: 0, stdout: alone.stdout });
  const results = () => readdirSync(join(store, 'results')).length;
  expect(results()).toBe(4);
  expect(fuzz(...files, '--on', 'local', '--store', store).stdout).toBe(alone.stdout);
  expect(results()).toBe(4);
});

test('what cannot be asked for is named', () => {
  const refused = (...args: string[]) => {
    const { status, stderr } = fuzz(...args);
    return [status, stderr.split('\n')[0]];
  };
  expect(refused('--target', 'tea')).toEqual([
    2,
    expect.stringMatching(/^--target is tea, expected some of huggingface/),
  ]);
  expect(refused('--files=-1')).toEqual([2, '--files is -1, expected a whole number']);
  expect(refused('--on', 'local')).toEqual([2, expect.stringMatching(/^--on needs --seed/)]);
  expect(refused('--on', 'local', '--seed', '1', '--minutes', '2')).toEqual([
    2,
    expect.stringMatching(/^--minutes and --on/),
  ]);
  expect(refused('--on', 'tea', '--seed', '1')).toEqual([2, '--on tea: expected local, slurm, snakemake']);
});
