import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { squares, toyJob } from '../../testing/jobs.ts';
import { type Cluster, slurmObstacle, startSlurm } from '../../testing/slurm.ts';
import { execute } from '../execute.ts';
import { commandLine } from '../run-command.ts';
import { JobStore } from '../store.ts';

const obstacle = slurmObstacle();
if (obstacle !== undefined) {
  console.warn(`SKIPPED: jobs on Slurm: ${obstacle}`);
}

// Nothing tidies up behind a file of which every test is skipped.
const root = obstacle === undefined ? mkdtempSync(join(tmpdir(), 'macromac-slurm-')) : '';
afterAll(() => rmSync(root, { recursive: true }));
const newStore = () => new JobStore(mkdtempSync(join(root, 'store-')));
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const until = async (holds: () => boolean) => {
  while (!holds()) {
    await new Promise((wake) => setTimeout(wake, 20));
  }
};

describe.skipIf(obstacle !== undefined)('Slurm: a controller and two nodes', () => {
  let cluster: Cluster;
  let store: JobStore;
  beforeAll(async () => {
    cluster = await startSlurm(['n1', 'n2']);
  });
  afterAll(() => cluster.stop());
  beforeEach(() => {
    store = newStore();
    for (const [name, value] of Object.entries(cluster.environment)) {
      vi.stubEnv(name, value);
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const run = { on: 'slurm', bundle: 3, poll: 200 } as const;
  const logs = () => readdirSync(join(store.folder, 'slurm')).filter((name) => name.endsWith('.log')).length;

  test('every job gets its result, or is told why not', async () => {
    const values = numbers(6);
    const keys = [...values.map((value) => toyJob(value)), toyJob(6, { say: 'refuse' })].map((job) => store.add(job));
    const failures = await execute(store, keys, run);
    expect([...failures.values()]).toEqual([{ name: 'square of 6', error: '6 has no square', attempts: 1 }]);
    expect(keys.slice(0, 6).map((key) => store.result(key))).toEqual(squares(values));
    expect(logs()).toBe(3);
  });

  test('whoever waits is killed: the next one waits for the same tasks, and submits none again', async () => {
    const values = numbers(9);
    const keys = values.map((value) => store.add(toyJob(value, { milliseconds: 600 })));
    const { args } = commandLine(['macromac', 'jobs', 'run', store.folder, '--on', 'slurm', '--bundle', '3']);
    const waiting = spawn(process.execPath, args, { stdio: 'ignore', env: process.env });
    const closed = new Promise((resolve) => waiting.on('close', resolve));
    await until(() => keys.some((key) => store.has(key)) || waiting.exitCode !== null);
    waiting.kill('SIGKILL');
    await closed;
    expect(keys.every((key) => store.has(key))).toBe(false);
    expect(await execute(store, keys, run)).toEqual(new Map());
    expect(keys.map((key) => store.result(key))).toEqual(squares(values));
    expect(logs()).toBe(3);
  });

  test('a node dies in the middle of its task: what it was at is done by the other, the rest is not done again', async () => {
    const values = numbers(12);
    const keys = values.map((value) => store.add(toyJob(value, { milliseconds: 500 })));
    const done = execute(store, keys, { ...run, sbatch: ['--no-requeue'] });
    await until(() => keys.filter((key) => store.has(key)).length >= 3);
    const before = keys.filter((key) => store.has(key)).map((key) => [key, store.made(key)]);
    cluster.kill('n1');
    expect(await done).toEqual(new Map());
    expect(keys.map((key) => store.result(key))).toEqual(squares(values));
    expect(before.map(([key]) => [key, store.made(key as string)])).toEqual(before);
    expect(logs()).toBeGreaterThan(4); // 4 tasks, and those that were lost
  });
});

describe('a scheduler that is not there, or complains', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('is named', async () => {
    const store = newStore();
    const key = store.add(toyJob(1));
    vi.stubEnv('PATH', join(store.folder, 'nothing'));
    await expect(execute(store, [key], { on: 'slurm' })).rejects.toThrow(
      "--on slurm: sbatch is not on the PATH; Slurm's commands are needed on this machine",
    );
    await expect(execute(store, [key], { on: 'snakemake' })).rejects.toThrow(
      '--on snakemake: snakemake is not on the PATH; `pip install snakemake` in an environment of Python',
    );
  });

  test('is quoted; tasks that it loses again and again are given up', async () => {
    const store = newStore();
    const key = store.add(toyJob(1));
    const bin = join(store.folder, 'bin');
    mkdirSync(bin);
    const script = (name: string, text: string) =>
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${bin}${delimiter}${process.env['PATH']}`);
    script('squeue', 'exit 0');
    script('sbatch', 'echo "sbatch: error: invalid partition specified: night" >&2; exit 1');
    await expect(execute(store, [key], { on: 'slurm' })).rejects.toThrow(
      'sbatch: sbatch: error: invalid partition specified: night',
    );
    expect(readdirSync(join(store.folder, 'slurm'))).toEqual([]);
    script('sbatch', 'cat > /dev/null; echo 1');
    await expect(execute(store, [key], { on: 'slurm', poll: 1, attempts: 2 })).rejects.toThrow(
      `square of 1: submitted 2 times, and no task gave a result; none of them said anything in ${join(store.folder, 'slurm')}`,
    );
  });
});
