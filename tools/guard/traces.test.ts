import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { changedDevices, devicesNow, leftFiles, processesWith } from './traces.ts';

const folder = mkdtempSync(join(tmpdir(), 'macromac-guard-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('devices: other permissions, another kind, gone; and nothing where nothing changed', () => {
  const [null_, a, b, c] = ['/dev/null', ...['a', 'b', 'c'].map((name) => join(folder, name))];
  for (const path of [a, b, c]) {
    writeFileSync(path, '', { mode: 0o666 });
  }
  for (const path of [a, b, c]) {
    chmodSync(path, 0o666);
  }
  const before = devicesNow([null_, a, b, c]);
  expect(before.get(null_)).toMatch(/^device \d+:\d+ mode [0-7]+$/);
  expect(changedDevices(before)).toEqual([]);
  chmodSync(a, 0o755);
  rmSync(b);
  rmSync(c);
  mkdirSync(c, { mode: 0o755 });
  expect(changedDevices(before)).toEqual([
    `${a} was file 0:0 mode 666 and is file 0:0 mode 755`,
    `${b} was file 0:0 mode 666 and is missing`,
    `${c} was file 0:0 mode 666 and is other 0:0 mode 755`,
  ]);
});

test('files: all but those of others', () => {
  const home = mkdtempSync(join(folder, 'home-'));
  for (const name of ['ours', '.npm']) {
    mkdirSync(join(home, name));
  }
  expect(leftFiles(home, /^\.npm$/)).toEqual([join(home, 'ours')]);
});

test('processes: found by the variable they were started with, until they end', async () => {
  const variable = `MACROMAC_GUARD_TEST=${folder}`;
  const [name, value] = variable.split('=');
  const child = spawn('sleep', ['600'], { env: { PATH: process.env['PATH'], [name]: value }, stdio: 'ignore' });
  const closed = new Promise((resolve) => child.on('close', resolve));
  try {
    await new Promise((resolve) => child.on('spawn', resolve));
    expect(processesWith(variable)).toEqual(process.platform === 'linux' ? [`${child.pid} sleep 600`] : []);
  } finally {
    child.kill('SIGKILL');
    await closed;
  }
  expect(processesWith(variable)).toEqual([]);
});
