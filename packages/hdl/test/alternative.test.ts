import { describe, expect, test } from 'vitest';
import {
  blackBox,
  bool,
  clockPin,
  compileSimulation,
  elaborate,
  emit,
  insts,
  module,
  registered,
  sint,
  uint,
  withAlternative,
} from '../src/index.ts';
import { lint, runIcarus } from './support/tools.ts';

const DSP_ADD = blackBox(
  'DSP_ADD',
  { in: { CLK: bool(), A: sint(18), B: sint(18) }, out: { P: sint(19) } },
  { PREG: 1 },
);

const Adder = withAlternative(
  module('Alternative', { in: { a: sint(18), b: sint(18) }, out: { y: sint(19) } }, ({ a, b, y }) => {
    const { sum } = registered({ sum: a.addGrow(b) });
    y.set(sum.fit(19));
  }),
  { defined: 'SYNTHESIS', notDefined: 'GENERIC' },
  ({ a, b, y }) => {
    const { u_dsp } = insts({ u_dsp: DSP_ADD });
    u_dsp.CLK.set(clockPin());
    u_dsp.A.set(a);
    u_dsp.B.set(b);
    y.set(u_dsp.P);
  },
);

/** Says that it is there, beside what it computes. */
const PRIMITIVE = `module DSP_ADD #(parameter PREG = 0) (input wire CLK, input wire signed [17:0] A, B, output reg signed [18:0] P);
  initial $display("primitive");
  always @(posedge CLK) P <= A + B;
endmodule`;

const BENCH = `module bench;
  reg clk = 0;
  wire signed [18:0] y;
  Alternative dut (.clk(clk), .a(-18'sd5), .b(18'sd3), .y(y));
  initial begin
    #1 clk = 1;
    #1 $display("%0d", y);
  end
endmodule`;

test('both bodies stand in one file that reads well, and no tool complains', async () => {
  const emitted = emit(Adder, { comments: false });
  await expect(emitted.files.get('Alternative.v')).toMatchFileSnapshot('./golden/Alternative.v');
  expect(lint(emitted)).toBe('');
});

describe('which body a Verilog tool takes is up to two macros', () => {
  test.each([
    ['neither', [], '-2\n'],
    ['the one', ['SYNTHESIS'], 'primitive\n-2\n'],
    ['both', ['SYNTHESIS', 'GENERIC'], '-2\n'],
    ['the other', ['GENERIC'], '-2\n'],
  ])('%s is defined', (_, macros, said) => {
    const defines = macros.map((macro) => `\`define ${macro}\n`).join('');
    // Without the primitive's macro its body is not needed either.
    const model = said.includes('primitive') ? PRIMITIVE : '';
    const files = new Map([['defines.v', defines], ...emit(Adder).files, ['primitive.v', model]]);
    expect(runIcarus(files, BENCH)).toBe(said);
  });
});

test("one macro is enough: its body follows the module's own", () => {
  const Wire = module('Wire', { in: { a: bool() }, out: { y: bool() } }, ({ a, y }) => y.set(a));
  const text = emit(
    withAlternative(Wire, { defined: 'VENDOR' }, ({ a, y }) => y.set(a.not().not())),
    { comments: false },
  ).files.get('Wire.v')!;
  expect(text).toMatchInlineSnapshot(`
    "\`default_nettype none

    \`ifndef VENDOR

    module Wire (
      input  wire a,
      output wire y
    );

      assign y = a;

    endmodule

    \`else

    module Wire (
      input  wire a,
      output wire y
    );

      assign y = a;

    endmodule

    \`endif

    \`default_nettype wire
    "
  `);
});

test("the HDL's simulator has the first body", () => {
  const sim = compileSimulation(elaborate(Adder).design).instantiate();
  sim.ports['a'].value = 2 ** 18 - 5;
  sim.ports['b'].value = 3;
  sim.run('clk', 1);
  expect(sim.ports['y'].value).toBe(2 ** 19 - 2);
});

describe('mistakes', () => {
  const ports = { in: { a: uint(8) }, out: { y: uint(8) } };
  const Own = module('Own', ports, ({ a, y }) => y.set(registered({ q: a }).q));
  const Box = blackBox('BOX', { in: { CLK: bool(), A: uint(8) }, out: { Y: uint(8) } });

  test('a clock that one body has and the other has not', () => {
    const Without = withAlternative(Own, { defined: 'VENDOR' }, ({ a, y }) => y.set(a));
    expect(() => elaborate(Without)).toThrow(/Own has the ports clk, a, y, its alternative a, y/);
  });

  test('an output that the second body does not drive', () => {
    const Undriven = withAlternative(Own, { defined: 'VENDOR' }, ({ a }) => {
      const { u_box } = insts({ u_box: Box });
      u_box.CLK.set(clockPin());
      u_box.A.set(a);
    });
    expect(() => elaborate(Undriven)).toThrow(/`?y`?.*(no value|not driven|never)/);
  });

  test('two modules that differ in their second bodies only, under one name', () => {
    const of = (value: number) =>
      withAlternative(Own, { defined: 'VENDOR' }, ({ a, y }) => y.set(registered({ q: a.add(value) }).q));
    const Top = module('Top', ports, ({ a, y }) => {
      const { u_a, u_b } = insts({ u_a: of(1), u_b: of(2) });
      u_a.a.set(a);
      u_b.a.set(u_a.y);
      y.set(u_b.y);
    });
    expect(() => elaborate(Top)).toThrow(/two different modules are named Own/);
  });
});
