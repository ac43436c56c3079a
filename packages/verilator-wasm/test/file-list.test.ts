import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from '../src/cli.ts';
import { expandFileLists } from '../src/file-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'verilator-wasm-list-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'rtl'));
const at = (name: string) => join(folder, name);
const write = (name: string, text: string) => {
  writeFileSync(at(name), text);
  return at(name);
};

test('what simulators share becomes the options of this command', () => {
  expect(
    expandFileLists([
      'a.v',
      '+incdir+inc+more',
      '-y',
      'lib',
      '+define+WIDTH=4+FAST',
      '-v',
      'cells.v',
      '+libext+.v+.sv',
    ]),
  ).toEqual(['a.v', '-I', 'inc', '-I', 'more', '-I', 'lib', '-D', 'WIDTH=4', '-D', 'FAST', 'cells.v']);
  expect(expandFileLists(['--top', 'a', '-Iinc', '-DX=1', 'a.v'])).toEqual(['--top', 'a', '-Iinc', '-DX=1', 'a.v']);
});

test('a list stands for what is in it, in its place: comments, quotes, lists in lists, the environment', () => {
  write('rtl/inner.f', 'deep.v\n-I own\n+incdir+inc\n');
  const lines = [
    '// a comment',
    'first.v second.v # another',
    '/* more',
    ' lines */ "with blank.v"',
    '-DX=1 -D Y',
    `-F ${at('rtl/inner.f')}`,
    `$RTL/\${NAME}.v`,
  ];
  const list = write('files.f', lines.join('\n'));
  process.env['RTL'] = '/rtl';
  process.env['NAME'] = 'core';
  try {
    expect(expandFileLists(['zero.v', '-f', list, 'last.v'])).toEqual([
      ...['zero.v', 'first.v', 'second.v', 'with blank.v', '-DX=1', '-D', 'Y'],
      ...[at('rtl/deep.v'), '-I', at('rtl/own'), '-I', at('rtl/inc'), '/rtl/core.v', 'last.v'],
    ]);
  } finally {
    delete process.env['RTL'];
    delete process.env['NAME'];
  }
});

test.each([
  ['a.v\n-sverilog\n', /bad\.f:2: -sverilog is not known; expected sources, -f, /],
  ['\n\n+acc=rn\n', /bad\.f:3: \+acc=rn is not known/],
  ['$NO_SUCH_NAME_HERE/a.v\n', /bad\.f:1: \$NO_SUCH_NAME_HERE\/a\.v: the environment has no NO_SUCH_NAME_HERE/],
  ['a.v -y\n', /bad\.f:1: -y needs a name after it/],
  ['-f nowhere.f\n', /bad\.f:1: nowhere\.f: cannot be read as a list of files \(ENOENT\)/],
  [`-f ${at('bad.f')}\n`, /bad\.f: file lists within file lists, more than 20 deep/],
])('%j is refused with list and line', async (text, message) => {
  const list = write('bad.f', text);
  let stderr = '';
  const output = { stdout: { write() {} }, stderr: { write: (line: string) => (stderr += line) } };
  expect(await main(['-f', list, '--top', 'a'], output)).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('a design given as a list, with a module from a library folder, is built and runs', async () => {
  mkdirSync(at('lib'));
  write('rtl/width.vh', '`define BITS 8\n');
  write('lib/step.v', 'module step(input [`BITS-1:0] a, output [`BITS-1:0] y);\n  assign y = a + `STEP;\nendmodule\n');
  write(
    'rtl/count.v',
    '`include "width.vh"\nmodule count(input clk, output reg [`BITS-1:0] q);\n  wire [`BITS-1:0] n;\n  step u(.a(q), .y(n));\n' +
      '  always @(posedge clk) q <= n;\n  initial q = 0;\nendmodule\n',
  );
  const list = write('rtl/count.f', 'count.v\n+incdir+.\n-y ../lib\n+define+STEP=3\n');
  let stdout = '';
  const output = { stdout: { write: (line: string) => (stdout += line) }, stderr: { write() {} } };
  expect(await main(['-F', list, '--top', 'count', '--run', 'clk', '--cycles', '5', '-q'], output)).toBe(0);
  expect(stdout).toBe('q = 0x0f\n');
}, 300_000);
