import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { macromac } from '../../testing/command-line.ts';
import { squares, toyJob } from '../../testing/jobs.ts';
import { execute } from '../execute.ts';
import { canonical, type Json, keyOf } from '../job.ts';
import { Leases } from '../lease.ts';
import { commandLine } from '../run-command.ts';
import { JobStore } from '../store.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-jobs-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
let store: JobStore;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'store-'));
  store = new JobStore(folder);
});

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('the key of a job', () => {
  const job = { name: 'a', command: ['x', 'y'], input: { b: [1, { c: null, d: 'é' }], a: true }, tools: { t: '1' } };

  test('does not depend on the name, the places of files, nor the order of fields', () => {
    const other = {
      name: 'b',
      command: ['x', 'y'],
      input: { a: true, b: [1, { d: 'é', c: null }] },
      tools: { t: '1' },
    };
    expect(keyOf({ ...other, places: { text: '/a' } })).toBe(keyOf(job));
  });

  test('depends on command, input and tools', () => {
    const others = [
      { ...job, command: ['x', 'z'] },
      { ...job, command: ['x y'] },
      { ...job, input: { ...job.input, a: false } },
      { ...job, input: undefined },
      { ...job, tools: { t: '2' } },
      { ...job, tools: { u: '1' } },
    ];
    expect(new Set([job, ...others].map(keyOf)).size).toBe(others.length + 1);
  });

  test('canonical JSON is JSON of the same value', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    ));
});

describe('on this machine', () => {
  test('every job gets its result, and none is run twice', async () => {
    const values = numbers(20);
    const keys = values.map((value) => store.add(toyJob(value)));
    const seen: number[] = [];
    expect(await execute(store, keys, { processes: 2, bundle: 3, progress: ({ done }) => seen.push(done) })).toEqual(
      new Map(),
    );
    expect(keys.map((key) => store.result(key))).toEqual(squares(values));
    expect(seen.at(-1)).toBe(20);
    const files = () => keys.map((key) => readFileSync(join(folder, 'results', `${key}.json`), 'utf8'));
    const before = files();
    await execute(store, keys, { processes: 2 });
    expect(files()).toEqual(before);
    expect(readdirSync(join(folder, 'running'))).toEqual([]);
    expect(store.counts()).toEqual({ jobs: 20, results: 20, failures: 0 });
  });

  test('a refusal and a death cost the others nothing; the next run tries them again', async () => {
    const mark = join(folder, 'mark');
    const jobs = [
      toyJob(1),
      toyJob(2, { say: 'refuse' }),
      toyJob(3, { say: 'die' }),
      toyJob(4),
      toyJob(5, { say: 'die once', mark }),
      toyJob(6, { say: 'babble' }),
      toyJob(7),
    ];
    const keys = jobs.map((job) => store.add(job));
    const failures = await execute(store, keys, { processes: 1, bundle: 7 });
    expect([...failures].map(([key, { name, error, attempts }]) => [keys.indexOf(key), name, error, attempts])).toEqual(
      [
        [1, 'square of 2', '2 has no square', 1],
        [2, 'square of 3', 'exit code 3: 3 is too much', 2],
        [5, 'square of 6', 'answered "\\"what?\\"", expected {"job":0,"result":…}', 2],
      ],
    );
    const made = keys.filter((key) => store.has(key)).map((key) => store.result(key));
    expect(made).toEqual(squares([1, 4, 5, 7]));
    const again = await execute(store, keys, { processes: 1 });
    expect([...again.values()].map(({ attempts }) => attempts)).toEqual([1, 2, 2]);
  });

  test('a command that serves one job alone: its output is the result', async () => {
    const alone = { name: 'a list', command: ['sw/bin/macromac.mjs', 'unit', '--help'], tools: {} };
    const key = store.add(alone);
    const failure = (await execute(store, [key], { processes: 1 })).get(key);
    expect(failure?.error).toMatch(/^its output is not valid JSON/);
    const json = store.add({ name: 'status', command: ['macromac', 'jobs', 'status', folder, '--json'], tools: {} });
    expect(await execute(store, [json], { processes: 1 })).toEqual(new Map());
    expect(store.result(json)).toEqual({ jobs: 2, results: 0, failures: 1 });
  });

  test('killed at any moment, two runs at a time: what was done stays, and each result is whole', async () => {
    const values = numbers(24);
    const keys = values.map((value) => store.add(toyJob(value, { milliseconds: 30 })));
    const started = () => {
      const { args } = commandLine(['macromac', 'jobs', 'run', folder, '--jobs', '2']);
      const child = spawn(process.execPath, args, { stdio: 'ignore', env: process.env });
      return { child, closed: new Promise((closed) => child.on('close', closed)) };
    };
    const count = () => keys.filter((key) => store.has(key)).length;
    for (let round = 0; round < 2; round++) {
      const runs = [started(), started()];
      const before = count();
      // In the middle of the work, wherever that is on this machine.
      while (count() < Math.min(before + 4, 20) && runs.some(({ child }) => child.exitCode === null)) {
        await new Promise((wake) => setTimeout(wake, 5));
      }
      for (const { child, closed } of runs) {
        child.kill('SIGKILL');
        await closed;
      }
      for (const key of keys.filter((each) => store.has(each))) {
        expect(store.result(key)).toHaveProperty('square');
      }
    }
    expect(await execute(store, keys, { processes: 2, poll: 20 })).toEqual(new Map());
    expect(keys.map((key) => store.result(key))).toEqual(squares(values));
    // Who was killed between a result and the end of its lease has left that; the next to open the store takes it away.
    new JobStore(folder);
    expect(readdirSync(join(folder, 'running')).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  test('a lease that outlived its job is taken away by the next who opens the store', async () => {
    const key = store.add(toyJob(3));
    await execute(store, [key], { processes: 1 });
    writeFileSync(join(folder, 'running', key), '{}');
    new JobStore(folder);
    expect(readdirSync(join(folder, 'running'))).toEqual([]);
  });
});

describe('leases', () => {
  const one = 'a'.repeat(64);
  const running = () => join(folder, 'running');

  test('one at a time; released, the next may have it', () => {
    const [a, b] = [new Leases(running()), new Leases(running())];
    const lease = a.take(one)!;
    expect(b.take(one)).toBeUndefined();
    expect(b.isTaken(one)).toBe(true);
    lease.release();
    expect(b.isTaken(one)).toBe(false);
    const other = b.take(one)!;
    lease.release(); // not its own any more
    expect(a.take(one)).toBeUndefined();
    other.release();
  });

  test('of a process of this machine that has died: taken over at once', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((closed) => child.on('close', closed));
    const lease = new Leases(running()).take(one)!;
    const written = JSON.parse(readFileSync(join(running(), one), 'utf8'));
    writeFileSync(join(running(), one), JSON.stringify({ ...written, pid: child.pid, started: '', token: 'x' }));
    const other = new Leases(running()).take(one);
    expect(other).toBeDefined();
    lease.release();
    expect(existsSync(join(running(), one))).toBe(true);
    other!.release();
  });

  test.each(['', 'null', '5', '[]', '{"host":5,"pid":"x"}', '{"token":"x"}', 'not JSON'])(
    'of nobody, %j: kept for a while, then taken over',
    async (content) => {
      new Leases(running()).take(one)!.release();
      writeFileSync(join(running(), one), content);
      const watcher = new Leases(running(), 0);
      expect(watcher.isTaken(one)).toBe(true);
      await new Promise((wake) => setTimeout(wake, 5));
      const lease = watcher.take(one)!;
      expect(watcher.isTaken(one)).toBe(true);
      lease.release();
      expect(existsSync(join(running(), one))).toBe(false);
    },
  );

  test.each(['"1"', '0', '-1', '1.5', '1e300'])('of a process of number %s, which is none: the same', async (pid) => {
    new Leases(running()).take(one)!;
    const written = readFileSync(join(running(), one), 'utf8');
    writeFileSync(join(running(), one), written.replace(/"pid":\d+/, `"pid":${pid}`));
    const watcher = new Leases(running(), 0);
    watcher.isTaken(one);
    await new Promise((wake) => setTimeout(wake, 5));
    watcher.take(one)!.release();
    expect(existsSync(join(running(), one))).toBe(false);
  });

  test('of another machine: kept as long as its file is touched, taken over when it is not', async () => {
    new Leases(running()).take(one);
    const written = JSON.parse(readFileSync(join(running(), one), 'utf8'));
    writeFileSync(join(running(), one), JSON.stringify({ ...written, host: 'elsewhere', token: 'x' }));
    const watcher = new Leases(running(), 0);
    for (let beat = 1; beat < 4; beat++) {
      utimesSync(join(running(), one), beat, beat); // whatever the time is there
      expect(watcher.take(one)).toBeUndefined();
      await new Promise((wake) => setTimeout(wake, 5));
    }
    expect(watcher.isTaken(one)).toBe(false);
    watcher.take(one)!.release();
    expect(new Leases(running(), 1e9).take(one)).toBeDefined();
  });
});

describe('what is wrong is said', () => {
  test('results and jobs that are not what was written', async () => {
    const key = store.add(toyJob(3));
    await execute(store, [key], { processes: 1 });
    const path = join(folder, 'results', `${key}.json`);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"square": 9', '"square": 8'));
    expect(() => store.result(key)).toThrow(/is corrupt: sha256 of its result is [0-9a-f]{64}, the file says/);
    writeFileSync(path, '{"format": "macromac result"}');
    expect(() => store.result(key)).toThrow(`${path}: not a result of a store of jobs: version is missing`);
    const job = join(folder, 'jobs', `${key}.json`);
    writeFileSync(job, readFileSync(job, 'utf8').replace('"value": 3', '"value": 4'));
    expect(() => store.job(key)).toThrow(`${job}: is corrupt: its content has the key`);
  });

  test('by the command', async () => {
    const nowhere = join(folder, 'nowhere');
    expect(await macromac('jobs', 'status', nowhere)).toMatchObject({
      code: 1,
      stderr: `macromac: ${nowhere}: no folder of jobs and results, as \`macromac sweep\` makes\n`,
    });
    store.add(toyJob(1));
    expect((await macromac('jobs', 'status', folder)).stdout).toBe('1 jobs, 0 with a result, 0 failed\n');
    const key = 'f'.repeat(64);
    expect(await macromac('jobs', 'run', folder, key)).toMatchObject({
      code: 1,
      stderr: `macromac: ${join(folder, 'jobs', `${key}.json`)}: no such file; a key of a job of this store is expected\n`,
    });
    const list = join(folder, 'list.json');
    writeFileSync(list, '{"tasks": [[]]}');
    expect((await macromac('jobs', 'run', folder, '--list', list, '--task', '1')).stderr).toBe(
      `macromac: --task 1: ${list} has tasks 0 to 0\n`,
    );
    writeFileSync(list, '{"tasks": 3}');
    expect((await macromac('jobs', 'run', folder, '--list', list, '--task', '1')).stderr).toBe(
      `macromac: ${list}: not a list of tasks: tasks is 3, expected a list\n`,
    );
    expect(() => new JobStore(list)).toThrow(`${list}: not a folder`);
    expect((await macromac('jobs', 'serve', 'tea')).stderr).toContain(
      "'tea' is invalid for argument 'kind'. Allowed choices are emit, area, simulate, quality, evaluate.",
    );
    const failing = store.add(toyJob(5, { say: 'refuse' }));
    const { code, stderr } = await macromac('jobs', 'run', folder, failing);
    expect(code).toBe(1);
    expect(stderr).toContain('square of 5: 5 has no square\n');
    expect(stderr).toContain(`${folder}: 1 of 1 jobs failed`);
  });
});
