import { expect, test, vi } from 'vitest';
import { unsupportedPorts } from '../src/build/unsupported.ts';
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
  [
    'an unpacked struct of a package, behind an import',
    'endmodule\npackage p; typedef struct {struct packed {logic x;} y; int b;} s_t; typedef s_t t_t; endpackage\n' +
      'module top import p::*; (input clk,\n input t_t s [2], output logic q); assign q = s[0].y.x;',
    "top.sv:5: error PORT: port 's' is an unpacked struct (t_t)",
  ],
  [
    'an unpacked struct as a port declared below the header',
    'endmodule\ntypedef struct {logic a;} s_t;\nmodule top (s, q);\n input s_t s; output q; assign q = s.a;',
    "top.sv:5: error PORT: port 's' is an unpacked struct (s_t)",
  ],
  [
    'a queue as a port',
    'endmodule\nmodule top (input int q[$], output int o); assign o = q[0];',
    "top.sv:3: error PORT: port 'q' has no fixed size, which is not supported: use an array of a fixed size",
  ],
  [
    'an object as a port',
    'endmodule\nclass A; int x; endclass\nmodule top (input A a, output int o); assign o = a.x;',
    "top.sv:4: error PORT: port 'a' is an object (A)",
  ],
  ['wait fork', 'initial begin\n wait fork; end', 'top.sv:3: error UNSUPPORTED: wait fork is not supported'],
  [
    'a block of another Verilator',
    'checker c(input a); endchecker',
    "this Verilator has no 'checker': take a newer one",
  ],
  [
    'VHDL',
    'endmodule\nlibrary ieee;\nuse ieee.std_logic_1164.all;\nmodule top;',
    'of VHDL make Verilog (ghdl --synth)',
  ],
  [
    'an encrypted file',
    '`protected\nABCDEF+1$$\n`endprotected',
    'top.sv:2: error: this file is encrypted, which no Verilator reads: take its plain text',
  ],
])('%s is refused by file and line, with the way round', async (_, body, message) => {
  const error = await complaint(
    body.startsWith('endmodule')
      ? `module other;\n${body}\nendmodule`
      : `module top (input clk, output reg q);\n${body}\nendmodule`,
  );
  expect(error).toBeInstanceOf(VerilatorError);
  expect(error.message).toContain(message);
  expect(error.message).not.toMatch(/--timing|wasm-ld|clang|Internal Error|syntax error/);
});

test.each(['--timing', '--trace-fst', '--binary', '-sc'])('the flag %s is refused', async (flag) => {
  const error = await complaint('module top (input clk); endmodule', [flag]);
  expect(error.message).toMatch(new RegExp(`^verilate: flag ${flag}: `));
});

test('functions and tasks of the top module, and other modules, may have any ports', async () => {
  const text = `typedef struct {logic a;} s_t;
    module other (input s_t s, output q); assign q = s.a; endmodule
    module top (input clk, output q);
      function automatic logic first(input s_t s, input string unused[$]); return s.a; endfunction
      s_t s; assign s.a = clk; wire w; other o (s, w); assign q = w ^ first(s, '{});
    endmodule`;
  expect(unsupportedPorts([['top.sv', text]], 'top')).toEqual([]);
});
