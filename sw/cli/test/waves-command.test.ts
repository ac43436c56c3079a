import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { macromac } from '../../testing/command-line.ts';

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
  const program = fileURLToPath(new URL('../../bin/macromac.mjs', import.meta.url));
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

test('--wcp opens a port on which a client is greeted, --help and --json name it', async () => {
  expect((await macromac('waves', '--help')).stdout.replace(/\s+/g, ' ')).toContain(
    '--wcp [port] editors and scripts drive the page by the Waveform Control Protocol',
  );
  const program = fileURLToPath(new URL('../../bin/macromac.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, 'waves', dump, '--no-open', '--json', '--wcp', '0']);
  try {
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (bytes) => resolve(String(bytes)));
      child.once('exit', (code) => reject(new Error(`macromac waves ended with code ${code}`)));
    });
    const socket = connect(JSON.parse(line).wcp, '127.0.0.1');
    socket.end('{"type":"greeting","version":"0","commands":[]}\0');
    let answer = '';
    for await (const chunk of socket) {
      answer += chunk;
    }
    expect(JSON.parse(answer.slice(0, -1))).toMatchObject({ type: 'greeting', version: '0' });
    expect(answer.endsWith('\0')).toBe(true);
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

const listed = {
  format: 'vcd',
  timescale: '1 ns',
  end: 5,
  variables: [
    { path: 'top.clock', index: '', width: 1, kind: 'bits', changes: 2, first: '0', last: '1' },
    { path: 'top.data', index: '', width: 8, kind: 'bits', changes: 1, first: '00000101', last: '00000101' },
  ],
};

test('--list prints the variables, in words or as one object, of a plain dump and of a compressed one', async () => {
  expect(await macromac('waves', dump, '--list')).toEqual({
    code: 0,
    stdout:
      'VCD, 1 ns, ends at 5, 2 variables\n' +
      'top.clock  bits 1  2 changes  0 … 1\n' +
      'top.data  bits 8  1 changes  00000101 … 00000101\n',
    stderr: '',
  });
  const packed = join(folder, 'run.vcd.gz');
  writeFileSync(packed, gzipSync(readFileSync(dump)));
  for (const file of [dump, packed]) {
    const { code, stdout, stderr } = await macromac('waves', file, '--list', '--json');
    expect({ code, stderr, object: JSON.parse(stdout) }).toEqual({ code: 0, stderr: '', object: listed });
  }
});

test('--list merges split vectors, keeps times above 2^53 whole, and warns of what was broken', async () => {
  const odd = join(folder, 'odd.vcd');
  const end = '18446744073709551615';
  writeFileSync(
    odd,
    '$timescale 244 ns $end $var wire 1 ! a [1] $end $var wire 1 " a [0] $end $var real 1 r r $end $var event 1 e e $end ' +
      `$enddefinitions $end\n#0 1! U" r3 r 1e\n#${end} 0! 1"\n#7 1!\nb1`,
  );
  const { stdout, stderr } = await macromac('waves', odd, '--list', '--json');
  expect(stdout).toContain(`"timescale":"244 ns","end":${end},"variables":[`);
  expect(JSON.parse(stdout).variables).toEqual([
    { path: 'a', index: '[1:0]', width: 2, kind: 'bits', changes: 2, first: '1u', last: '01' },
    { path: 'r', index: '', width: 1, kind: 'real', changes: 1, first: 'r3.0', last: 'r3.0' },
    { path: 'e', index: '', width: 0, kind: 'event', changes: 1, first: '!', last: '!' },
  ]);
  expect(stderr).toMatch(/time goes back from 18446744073709551615 to 7[\s\S]*the file ends inside "b1"/);
  expect((await macromac('waves', odd, '--list')).stdout).toContain('warning: byte ');
});

test('--gtkw names merged vectors and ambiguous variables one by one', async () => {
  const twice = join(folder, 'twice.vcd');
  writeFileSync(
    twice,
    '$scope module t $end $var wire 1 ! a [1] $end $var wire 1 " a [0] $end $var wire 1 x b $end $var wire 1 y b $end ' +
      '$upscope $end $enddefinitions $end\n#0 1! 0" 1x 0y\n',
  );
  expect((await macromac('waves', twice, '--gtkw', gtkw)).stdout).toBe(`${gtkw}: 3 signals\n`);
  expect(readFileSync(gtkw, 'utf8')).toMatch(/\nt\.a\[1:0\]\n@28\nt\.b\nt\.b\n/);
});

test('what is no dump is refused in a sentence, whatever is asked for', async () => {
  const page = join(folder, 'README.md');
  writeFileSync(page, '# macromac\n');
  const lxt = join(folder, 'run.lxt');
  writeFileSync(lxt, Uint8Array.of(0x01, 0x38, 0, 0));
  mkdirSync(join(folder, 'folder'));
  for (const [file, message] of [
    [page, 'no waveform dump: expected a declaration such as $date or $timescale, found "# macromac"'],
    [lxt, 'a dump in the format LXT, which is not read; lxt2vcd of GTKWave makes a VCD of it'],
    [join(folder, 'folder'), 'a folder, no dump'],
  ]) {
    for (const more of [[], ['--list'], ['--gtkw', join(folder, 'no.gtkw')]]) {
      expect(await macromac('waves', file, '--no-open', ...more)).toEqual({
        code: 1,
        stdout: '',
        stderr: `macromac: ${file}: ${message}\n`,
      });
    }
  }
});

test('--fst writes the dump as FST, which lists as the dump does', async () => {
  const fst = join(folder, 'small'); // its name does not say what it is
  const { code, stdout } = await macromac('waves', dump, '--fst', fst, '--json');
  const bytes = readFileSync(fst).length;
  expect([code, JSON.parse(stdout)]).toEqual([0, { file: dump, fst, bytes }]);
  const again = await macromac('waves', fst, '--list', '--json');
  expect(JSON.parse(again.stdout)).toEqual({ ...listed, format: 'fst' });
  expect((await macromac('waves', fst, '--list')).stdout).toMatch(/^FST, 1 ns, ends at 5, 2 variables\n/);
  const both = await macromac('waves', dump, '--fst', fst, '--list');
  expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('--list and --fst: one of them')]);
});

test('a binary dump without its header is refused in a sentence', async () => {
  const fst = join(folder, 'headless.fst');
  writeFileSync(fst, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 0x49, 0, 0));
  expect(await macromac('waves', fst, '--list')).toEqual({
    code: 1,
    stdout: '',
    stderr: `macromac: ${fst}: FST: the header is missing or cut\n`,
  });
});

test('a compressed dump that is cut gives what is there, with a warning', async () => {
  const changes = Array.from({ length: 3000 }, (_, i) => `#${i + 6}\nb${(i * 7919).toString(2)} "`).join('\n');
  const packed = gzipSync(`${readFileSync(dump, 'utf8').replace('wire 8', 'wire 32')}${changes}\n`);
  const cut = join(folder, 'cut.vcd.gz');
  writeFileSync(cut, packed.subarray(0, packed.length / 2));
  const { code, stdout, stderr } = await macromac('waves', cut, '--list', '--json');
  expect(code).toBe(0);
  expect(stderr).toContain(`${cut}: the compressed file is damaged: unexpected end of file`);
  const { end, variables } = JSON.parse(stdout);
  expect(end).toBeGreaterThan(500);
  expect(variables[1].changes).toBeGreaterThan(500);
});
