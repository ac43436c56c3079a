import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { macromac } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'macromac-waves-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [dump, gtkw] = [join(folder, 'run.vcd'), join(folder, 'run.gtkw')];
writeFileSync(
  dump,
  [
    '$timescale 1ns $end',
    '$scope module top $end',
    '$var wire 1 ! clock $end',
    '$var wire 8 " data $end',
    '$upscope $end',
    '$enddefinitions $end',
    '#0',
    '0!',
    'b101 "',
    '#5',
    '1!',
    '',
  ].join('\n'),
);

test('--gtkw writes a save file with every signal, and says so in words or as an object', async () => {
  expect(await macromac('waves', dump, '--gtkw', gtkw)).toEqual({
    code: 0,
    stdout: `${gtkw}: 2 signals\n`,
    stderr: '',
  });
  expect(readFileSync(gtkw, 'utf8')).toMatch(/top\.clock[\s\S]*top\.data/);
  const { stdout } = await macromac('waves', dump, '--gtkw', gtkw, '--json');
  expect(JSON.parse(stdout)).toEqual({ file: dump, gtkw, signals: 2 });
});

test('--json names the address, where the page then is', async () => {
  const program = fileURLToPath(new URL('../bin/macromac.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, 'waves', dump, '--no-open', '--json']);
  try {
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (bytes) => resolve(String(bytes)));
      child.once('exit', (code) => reject(new Error(`macromac waves ended with code ${code}`)));
    });
    const { file, url } = JSON.parse(line);
    expect(file).toBe(dump);
    expect(await (await fetch(`${url}info`)).json()).toMatchObject({ name: 'run.vcd' });
  } finally {
    child.kill();
  }
});

test('a file that is not there', async () => {
  expect(await macromac('waves', join(folder, 'none.vcd'), '--json')).toEqual({
    code: 1,
    stdout: '',
    stderr: `macromac: ${join(folder, 'none.vcd')}: no such file\n`,
  });
});
