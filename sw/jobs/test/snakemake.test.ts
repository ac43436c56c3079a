import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { pythonOrSkip } from '../../../tools/python-environment.ts';
import { squares, toyJob } from '../../testing/jobs.ts';
import { type Cluster, slurmObstacle, startSlurm } from '../../testing/slurm.ts';
import { execute } from '../execute.ts';
import { commandLine } from '../run-command.ts';
import { JobStore } from '../store.ts';

const python = pythonOrSkip('jobs by Snakemake', 'snakemake==9.27.1', 'snakemake-executor-plugin-slurm==2.8.0');
// Nothing tidies up behind a file of which every test is skipped.
const root = python === undefined ? '' : mkdtempSync(join(tmpdir(), 'macromac-snakemake-'));
afterAll(() => rmSync(root, { recursive: true }));

describe.skipIf(python === undefined)('Snakemake', () => {
  let store: JobStore;
  beforeEach(() => {
    store = new JobStore(mkdtempSync(join(root, 'store-')));
    vi.stubEnv('PATH', `${dirname(python!)}${delimiter}${process.env['PATH']}`);
    // What it keeps of its own sources, and what it leaves when it is killed.
    vi.stubEnv('XDG_CACHE_HOME', join(store.folder, 'cache'));
    vi.stubEnv('TMPDIR', store.scratch);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const run = { on: 'snakemake', bundle: 2, processes: 2, poll: 200 } as const;

  test('every job gets its result, or is told why not; then there is nothing to do', async () => {
    const jobs = [toyJob(0), toyJob(1), toyJob(2, { say: 'refuse' }), toyJob(3)];
    const keys = jobs.map((job) => store.add(job));
    const failures = await execute(store, keys, run);
    expect([...failures.values()].map(({ error }) => error)).toEqual(['2 has no square']);
    expect([0, 1, 3].map((i) => store.result(keys[i]))).toEqual(squares([0, 1, 3]));
    const snakefile = readFileSync(join(store.folder, 'Snakefile'), 'utf8');
    expect(await execute(store, [keys[0], keys[3]], run)).toEqual(new Map());
    expect(readFileSync(join(store.folder, 'Snakefile'), 'utf8')).toBe(snakefile);
  });

  test('killed in the middle of it: the next run goes on with what is missing', async () => {
    const values = [1, 2, 3, 4, 5, 6];
    const keys = values.map((value) => store.add(toyJob(value, { milliseconds: 400 })));
    const { args } = commandLine(['macromac', 'jobs', 'run', store.folder, '--on', 'snakemake', '--bundle', '2']);
    // A group of its own, so that all that it started can be killed with it.
    const running = spawn(process.execPath, args, { stdio: 'ignore', env: process.env, detached: true });
    const closed = new Promise((resolve) => running.on('close', resolve));
    while (!keys.some((key) => store.has(key)) && running.exitCode === null) {
      await new Promise((wake) => setTimeout(wake, 20));
    }
    process.kill(-running.pid!, 'SIGKILL');
    await closed;
    expect(keys.every((key) => store.has(key))).toBe(false);
    const before = keys.filter((key) => store.has(key)).map((key) => [key, store.made(key)]);
    expect(await execute(store, keys, run)).toEqual(new Map());
    expect(keys.map((key) => store.result(key))).toEqual(squares(values));
    expect(before.map(([key]) => [key, store.made(key as string)])).toEqual(before);
  });

  test('what it says of its own failure is passed on', async () => {
    const key = store.add(toyJob(1));
    await expect(execute(store, [key], { ...run, snakemake: ['--executor', 'tea'] })).rejects.toThrow(
      /^snakemake ended/,
    );
  });

  describe.skipIf(slurmObstacle() !== undefined || !process.env['MACROMAC_NIGHTLY'])(
    'with a cluster of two nodes',
    () => {
      let cluster: Cluster;
      beforeAll(async () => {
        cluster = await startSlurm(['n1', 'n2']);
      });
      afterAll(() => cluster.stop());

      test('its Slurm executor runs them there', async () => {
        for (const [name, value] of Object.entries(cluster.environment)) {
          vi.stubEnv(name, name === 'PATH' ? `${value}${delimiter}${process.env['PATH']}` : value);
        }
        const values = [1, 2, 3, 4];
        const keys = values.map((value) => store.add(toyJob(value)));
        const executor = ['--executor', 'slurm', '--jobs', '2', '--slurm-no-account'];
        const soon = ['--slurm-init-seconds-before-status-checks', '1', '--slurm-status-command', 'squeue'];
        expect(await execute(store, keys, { ...run, snakemake: [...executor, ...soon] })).toEqual(new Map());
        expect(keys.map((key) => store.result(key))).toEqual(squares(values));
      });
    },
  );
});
