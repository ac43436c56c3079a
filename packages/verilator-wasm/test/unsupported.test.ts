import { expect, test, vi } from 'vitest';
import { VerilatorError, verilate } from '../src/index.ts';

vi.setConfig({ testTimeout: 900_000 }); // machines may be busy

const complaint = (text: string, flags: string[] = []): Promise<Error> =>
  verilate({ sources: { 'top.sv': text }, top: 'top', flags }).then(
    () => {
      throw new Error('was built');
    },
    (error) => error,
  );

test.each([
  [
    'a wait statement',
    'initial\n begin wait (clk); q = 1; end',
    'top.sv:3: error NOTIMING: wait statements are not supported',
  ],
  [
    'an event control',
    'initial begin q = 0;\n @(posedge clk); q = 1; end',
    'top.sv:3: error NOTIMING: an event control (@)',
  ],
  ['a fork', 'initial\n fork q = 1; join_none', 'top.sv:3: error NOTIMING: fork is not supported'],
  [
    'vendor IP',
    '\n\n fp16mul6 u (clk);',
    "top.sv:4: error: module 'fp16mul6' is not among the sources: add its file, or for vendor IP",
  ],
  [
    'a DPI import',
    'import "DPI-C" function\n int add(input int a);\n always @(posedge clk) q <= add(3) == 4;',
    "top.sv:3: error DPI: DPI imports are not supported ('add')",
  ],
])('%s is refused by file and line, with the way round', async (_, body, message) => {
  const error = await complaint(`module top (input clk, output reg q);\n${body}\nendmodule`);
  expect(error).toBeInstanceOf(VerilatorError);
  expect(error.message).toContain(message);
  expect(error.message).not.toMatch(/--timing|wasm-ld|clang/);
});

test.each(['--timing', '--trace-fst', '--binary', '-sc'])('the flag %s is refused', async (flag) => {
  const error = await complaint('module top (input clk); endmodule', [flag]);
  expect(error.message).toMatch(new RegExp(`^verilate: flag ${flag}: `));
});
