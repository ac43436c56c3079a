import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseDiagnostics } from '../src/build/verilator.ts';
import { loadModel, VerilatorError, VerilatorMissingError, verilate } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'verilator-wasm-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('faults in the Verilog are named by file and line', async () => {
  const sources = {
    'good.v': 'module good; bad u_bad (); endmodule',
    'bad.v': 'module bad (input a);\n  assign b = a\nendmodule\n',
  };
  const error = await verilate({ sources, top: 'good' }).catch((reason) => reason);
  expect(error).toBeInstanceOf(VerilatorError);
  expect(error.message).toMatch(/^bad\.v:3: error: syntax error, unexpected endmodule/);
  expect(error.diagnostics[0]).toMatchObject({ severity: 'error', file: 'bad.v', line: 3 });
});

test('a top module that is not there is named', async () => {
  await expect(verilate({ sources: { 'a.v': 'module a; endmodule' }, top: 'b' })).rejects.toThrow(/'b'.*not found/s);
});

test('a source file that is not there is named', async () => {
  await expect(verilate({ sources: [join(folder, 'none.v')], top: 'a' })).rejects.toThrow(
    /none\.v: cannot be read as a source of module a/,
  );
  await expect(verilate({ sources: [], top: 'a' })).rejects.toThrow('no sources given for module a');
  await expect(verilate({ sources: { '../a.v': '' }, top: 'a' })).rejects.toThrow(
    "source name '../a.v' leaves the build folder",
  );
});

test('a complaint about generated Verilog names the line it was generated from', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'verilator-wasm-origin-'));
  try {
    writeFileSync(
      join(folder, 'made.v'),
      'module made (input clk,\n  output q);\n  assign q = nothing(clk);\nendmodule\n',
    );
    const files = {
      'made.v': [
        [1, 0, 10],
        [3, 0, 14],
      ],
    }; // prettier-ignore
    writeFileSync(join(folder, 'lines.json'), JSON.stringify({ version: 1, sources: ['rtl/made.ts'], files }));
    await expect(verilate({ sources: [join(folder, 'made.v')], top: 'made' })).rejects.toThrow(
      /^made\.v:3 \(from rtl\/made\.ts:14\): error/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a missing Verilator is answered with how to get one', async () => {
  const options = { sources: { 'a.v': 'module a; endmodule' }, top: 'a' };
  const missing = await verilate({ ...options, verilator: '/nowhere/verilator' }).catch((reason) => reason);
  expect(missing).toBeInstanceOf(VerilatorMissingError);
  expect(missing.message).toContain('Verilator was not found at /nowhere/verilator');
  expect(missing.message).toContain('sudo apt-get install verilator');
  await expect(verilate({ ...options, verilator: 'no-such-verilator' })).rejects.toThrow(
    "no 'no-such-verilator' on the PATH",
  );
});

test('another Verilator is used when its path is given', async () => {
  const path = join(folder, 'my-verilator');
  writeFileSync(path, '#!/bin/sh\necho "%Error: mine.v:7:1: called $1"\nexit 1\n');
  chmodSync(path, 0o755);
  const include = process.env.VERILATOR_ROOT;
  process.env.VERILATOR_ROOT = '/usr/share/verilator';
  try {
    await expect(verilate({ sources: { 'a.v': '' }, top: 'a', verilator: path })).rejects.toThrow(
      'mine.v:7: error: called --cc',
    );
  } finally {
    if (include === undefined) {
      delete process.env.VERILATOR_ROOT;
    } else {
      process.env.VERILATOR_ROOT = include;
    }
  }
});

test('warnings are kept with the model', () => {
  const output = [
    "%Warning-WIDTH: a.v:10:17: Operator ASSIGNDLY expects 16 bits on the Assign RHS, but Assign RHS's VARREF 'q' generates 8 bits.",
    '                        : ... In instance counter',
    '   10 |     mem[q] <= q;',
    '%Error: Cannot find file containing module: x',
    '%Error: Exiting due to 1 error(s)',
  ].join('\n');
  expect(parseDiagnostics(output)).toEqual([
    { severity: 'warning', code: 'WIDTH', file: 'a.v', line: 10, message: expect.stringContaining('expects 16 bits') },
    { severity: 'error', code: '', file: 'verilator', line: 0, message: 'Cannot find file containing module: x' },
  ]);
});

test('a file that is no model is refused', async () => {
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  await expect(loadModel(empty)).rejects.toThrow('not a model built by verilator-wasm');
});
