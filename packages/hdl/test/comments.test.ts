/** What the Verilog says besides its statements: comments of the source, names of numbers, of modules, of lines. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  bool,
  bundle,
  codes,
  DesignError,
  emit,
  enumeration,
  insts,
  lit,
  module,
  mux,
  originOf,
  regs,
  sint,
  stream,
  switch_,
  uint,
  when,
  wires,
} from '../src/index.ts';
import { lint } from './support/tools.ts';

const pixel = bundle(
  {
    /** Brightness. */
    y: uint(8),
    u: uint(4), // colour
  },
  {},
  'pixel',
);
const Phase = enumeration('phase', 'Idle', 'ShiftOut', 'Done');
const ERROR = codes('error', { none: 0, late: 9, size: 12 });

/**
 * Says what its source says.
 *
 * - A list stays one, `codes` too.
 * @see nothing
 */
const Speaking = module(
  'Speaking',
  {
    in: {
      /** What comes in,
       *  in two lines. */
      s: stream(pixel),
      go: bool(), // begins
      other: stream(pixel),
    },
    out: { /** Why it stopped. */ code: uint(4), done: bool() },
  },
  ({ s, go, other, code, done }) => {
    const {
      phase, // not this one
      held,
    } = regs({
      phase: Phase.init('Idle'),
      // The last one.
      held: pixel,
    });
    const { sum } = wires({
      /** Not `{ a: 1 }`, nor "x". */
      sum: uint(8),
    });
    s.ready.set(phase.is('Idle'));
    other.ready.set(0);
    sum.set(held.y.add(held.u.extend(8)).add(other.payload.y));
    switch_(phase, {
      Idle: () => when(go.and(s.valid), () => phase.set('ShiftOut')),
      ShiftOut: () => {
        held.set(s.payload);
        phase.set(mux(other.valid, lit('Done', Phase), lit('Idle', Phase)));
      },
      Done: () => phase.set('Idle'),
    });
    code.set(mux(sum.eq(ERROR.late), lit(ERROR.size, uint(4)), ERROR.none));
    done.set(phase.is('Done'));
  },
);

const textOf = (name: string, files: ReadonlyMap<string, string>) => files.get(`${name}.v`) ?? '';

test('comments stand where the source has them, and numbers that have a name go by it', () => {
  const emitted = emit(Speaking, { license: 'MIT', generator: '`make`', root: import.meta.dirname });
  expect(textOf('Speaking', emitted.files)).toMatchInlineSnapshot(`
    "// SPDX-License-Identifier: MIT
    // Generated from comments.test.ts by \`make\`; do not edit.
    //
    // Says what its source says.
    //
    // - A list stays one, \`codes\` too.
    \`default_nettype none

    module Speaking (
      input  wire       clk,
      input  wire       rst,
      // What comes in, in two lines.
      input  wire       s_valid,
      // Brightness.
      input  wire [7:0] s_payload_y,
      // colour
      input  wire [3:0] s_payload_u,
      output wire       s_ready,
      // begins
      input  wire       go,
      input  wire       other_valid,
      input  wire [7:0] other_payload_y,
      input  wire [3:0] other_payload_u,
      output wire       other_ready,
      // Why it stopped.
      output wire [3:0] code,
      output wire       done
    );
      localparam ERROR_NONE = 4'd0;
      localparam ERROR_LATE = 8'd9;
      localparam ERROR_SIZE = 4'd12;
      localparam PHASE_IDLE = 2'd0;
      localparam PHASE_SHIFT_OUT = 2'd1;
      localparam PHASE_DONE = 2'd2;

      reg [1:0] phase;
      // The last one.
      reg [7:0] held_y;
      reg [3:0] held_u;
      // Not \`{ a: 1 }\`, nor "x".
      wire [7:0] sum;

      assign s_ready = phase == PHASE_IDLE;
      assign other_ready = 1'b0;
      assign sum = held_y + {4'd0, held_u} + other_payload_y;

      always @(posedge clk) begin
        case (phase)
          PHASE_IDLE: begin
            if (go && s_valid) begin
              phase <= PHASE_SHIFT_OUT;
            end
          end
          PHASE_SHIFT_OUT: begin
            held_y <= s_payload_y;
            held_u <= s_payload_u;
            phase <= other_valid ? PHASE_DONE : PHASE_IDLE;
          end
          default: begin // Done
            phase <= PHASE_IDLE;
          end
        endcase
        if (rst) begin
          phase <= PHASE_IDLE;
        end
      end

      assign code = sum == ERROR_LATE ? ERROR_SIZE : ERROR_NONE;
      assign done = phase == PHASE_DONE;

      // Bits nobody reads, named for lint.
      wire _unused = &{1'b0, other_payload_u};

    endmodule

    \`default_nettype wire
    "
  `);
  expect(lint(emitted)).toBe('');
});

test('a number that is used at two widths, or whose name a signal has, gets another', () => {
  const ERR = codes('err', { a: 1, minus: -2 });
  const Widths = module(
    'Widths',
    { in: { n: uint(4), m: uint(9), s: sint(4) }, out: { ERR_A: bool(), wide: bool(), low: bool() } },
    ({ n, m, s, ERR_A, wide, low }) => {
      ERR_A.set(n.eq(ERR.a));
      wide.set(m.eq(ERR.a));
      low.set(s.eq(ERR.minus));
    },
  );
  const emitted = emit(Widths);
  const text = textOf('Widths', emitted.files);
  expect(text.match(/localparam .*/g)).toEqual([
    "localparam ERR_A_2 = 4'd1;",
    "localparam ERR_A_3 = 9'd1;",
    "localparam ERR_MINUS = -4'sd2;",
  ]);
  expect(text).toContain('assign wide = m == ERR_A_3;');
  expect(lint(emitted)).toBe('');
  expect(() => emit(module('W', { out: { y: uint(3) } }, ({ y }) => y.set(codes('e', { big: 9 }).big)))).toThrow(
    /9 does not fit in uint\(3\)/,
  );
});

test('a prefix stands in front of every module once, and an alias gives the top a second name', () => {
  const Leaf = module('leaf', { in: { a: bool() }, out: { y: bool() } }, ({ a, y }) => y.set(a.not()));
  const Top = module('acme_top', { in: { a: bool() }, out: { y: bool() } }, ({ a, y }) => {
    const { u } = insts({ u: Leaf });
    u.a.set(a);
    y.set(u.y);
  });
  const emitted = emit(Top, { prefix: 'acme_', alias: 'top' });
  expect([...emitted.files.keys()]).toEqual(['acme_leaf.v', 'acme_top.v', 'top.v']);
  expect(textOf('acme_top', emitted.files)).toContain('acme_leaf u (');
  expect(textOf('top', emitted.files)).toContain('acme_top u_acme_top (\n    .a(a),\n    .y(y)\n  );');
  expect(emitted.design.top.name).toBe('acme_top');
});

test('the line map says where each line was written, and an edit above moves nothing but the map', () => {
  const { files, lineMap } = emit(Speaking);
  const lines = textOf('Speaking', files).split('\n');
  const origin = (what: string) => originOf(lineMap, 'Speaking.v', 1 + lines.findIndex((line) => line.includes(what)));
  const source = readFileSync(import.meta.filename, 'utf8').split('\n');
  for (const [verilog, typescript] of [
    ['assign done', 'done.set(phase'],
    ['case (phase)', 'switch_(phase'],
    ['PHASE_SHIFT_OUT;', 'Idle: () => when'],
    ['module Speaking', 'const Speaking'],
  ]) {
    const [file, line] = (origin(verilog) as string).split(':');
    expect(file).toMatch(/comments\.test\.ts$/);
    const near = source.slice(Number(line) - 2, Number(line)).join('\n');
    expect(near, verilog).toContain(typescript);
  }
  expect(originOf(lineMap, 'Speaking.v', 1)).toBeUndefined();
  expect(originOf(lineMap, 'none.v', 5)).toBeUndefined();
  expect(textOf('Speaking', files)).not.toMatch(/\.ts:\d/);
});

test.each<[object, string]>([
  [{ alias: '../top' }, 'alias `../top` is not a Verilog identifier'],
  [{ alias: 'x; endmodule' }, 'alias `x; endmodule` is not a Verilog identifier'],
  [{ alias: 'reg' }, 'alias `reg` is a reserved word of Verilog'],
  [{ alias: 'Plain' }, 'alias `Plain` is the name of a module of the design'],
  [{ alias: 'PLAIN' }, 'alias `PLAIN` differs only in capitals from Plain, a module of the design'],
  [{ prefix: '../' }, 'module `../Plain`, with its prefix, is not a Verilog identifier'],
  [{ prefix: 'a b' }, 'module `a bPlain`, with its prefix, is not a Verilog identifier'],
  [{ license: 'MIT\nmodule x();' }, 'option license: `MIT\\nmodule x();` is not one line of text'],
  [{ generator: 'make\r`include "x"' }, 'option generator: `make\\r`include \\"x\\"` is not one line of text'],
])('an option that would become a name or Verilog of its own is refused: %j', (options, message) => {
  const Plain = module('Plain', { in: { a: bool() }, out: { b: bool() } }, ({ a, b }) => {
    b.set(a);
  });
  expect(() => emit(Plain, options)).toThrow(DesignError);
  expect(() => emit(Plain, options)).toThrow(message);
  expect(() => emit(Plain, options)).toThrow('comments.test.ts');
});
