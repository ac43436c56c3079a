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
  [
    'an unpacked struct as a port',
    'endmodule\ntypedef struct {logic a; logic [2:0] b;} pair_t;\nmodule top (input clk,\n input pair_t p, output logic q); assign q = p.a;',
    "top.sv:5: error PORT: port 'p' is an unpacked struct (pair_t), which is not supported: make the struct packed",
  ],
  [
    'an interface as a port',
    'endmodule\ninterface bus; logic a; endinterface\nmodule top (bus b,\n output logic q); assign q = b.a;',
    'top.sv:4: error UNSUPPORTED: a port of the top module that is an interface is not supported',
  ],
  ['a switch', 'wire a;\n tranif1 t(a, clk, q);', "top.sv:3: error UNSUPPORTED: the switch 'tranif1' is not supported"],
  ['deassign', 'always @(posedge clk) begin assign q = 1;\n deassign q; end', 'assign and deassign in a procedure'],
  [
    'a sequence',
    'assert property (@(posedge clk)\n q |-> ##2 q);',
    'top.sv:3: error: this sequence (##) is not supported',
  ],
])('%s is refused by file and line, with the way round', async (_, body, message) => {
  const error = await complaint(
    body.startsWith('endmodule')
      ? `module other;\n${body}\nendmodule`
      : `module top (input clk, output reg q);\n${body}\nendmodule`,
  );
  expect(error).toBeInstanceOf(VerilatorError);
  expect(error.message).toContain(message);
  expect(error.message).not.toMatch(/--timing|wasm-ld|clang|Internal Error/);
});

test.each(['--timing', '--trace-fst', '--binary', '-sc'])('the flag %s is refused', async (flag) => {
  const error = await complaint('module top (input clk); endmodule', [flag]);
  expect(error.message).toMatch(new RegExp(`^verilate: flag ${flag}: `));
});
