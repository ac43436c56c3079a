import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bits,
  compileSimulation,
  DesignError,
  describeVerilog,
  elaborate,
  emit,
  type ImportOptions,
  importVerilog,
  insts,
  module,
  type Passive,
  uint,
  type VerilogSources,
  verilogDeclaration,
} from '../src/index.ts';

const ports = (text: string, top: string, options?: ImportOptions) =>
  describeVerilog({ 'a.v': text }, top, options).ports.map(
    ({ name, direction, width, signed }) => `${direction} ${signed ? 'signed ' : ''}${name} ${width}`,
  );

describe('ports', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'of the newer style, types carried on',
      'input clk, resetn, output reg [7:0] a, b, input signed [0:3] c, inout [1:0] io',
      ['input clk 1', 'input resetn 1', 'output a 8', 'output b 8', 'input signed c 4', 'inout io 2'],
    ],
    [
      'with net types, attributes, comments, values',
      '(* keep = "yes" *) input wire [3:0] /* [7:0] */ a, // , input b\n output reg b = 1\'b0, output tri0 logic signed [2:0] c',
      ['input a 4', 'output b 1', 'output signed c 3'],
    ],
    [
      'of integer types',
      'input int a, input byte unsigned b, output longint c, input integer d, input shortint e, output time t',
      ['input signed a 32', 'input b 8', 'output signed c 64', 'input signed d 32', 'input signed e 16', 'output t 64'],
    ],
    [
      'packed over several dimensions',
      'input logic [3:0][7:0] a, input bit [1:0][0:2][4:0] b',
      ['input a 32', 'input b 30'],
    ],
    [
      'of an enumeration and a structure written on the spot',
      'input enum logic [2:0] {A, B} e, output struct packed { logic [3:0] x, y; byte z; } s',
      ['input e 3', 'output s 16'],
    ],
    ['with an escaped name, none, and a trailing name', 'input \\a+b , output c', ['input a+b 1', 'output c 1']],
  ])('%s', (_, list, expected) => {
    expect(ports(`module m (${list});\nendmodule`, 'm')).toEqual(expected);
  });

  test('of the older style, in the order of the list, whatever else the body says', () => {
    const text = `
      module m (y, clk, d);
        parameter W = 4;
        localparam TOP = W * 2 - 1;
        input clk;
        output [TOP:0] y; reg [TOP:0] y;
        input signed [W-1:0] d;
        function [15:0] f; input [15:0] x; begin f = x; end endfunction
        task t; output [3:0] z; begin z = 0; end endtask
        generate if (W > 2) begin : g localparam TOP = 99; wire [TOP:0] w; end endgenerate
        always @(posedge clk) begin : b reg [3:0] input_; y <= f(d); end
      endmodule`;
    expect(ports(text, 'm')).toEqual(['output y 8', 'input clk 1', 'input signed d 4']);
    expect(ports(text, 'm', { parameters: { W: 8 } })[0]).toBe('output y 16');
  });
});

/** Each in a localparam, whose value is the number of bits of a port, plus one. */
describe('constants are computed as Verilog does', () => {
  test.each<[string, number]>([
    ['2 + 3 * 4 - 10 / 3 % 2', 13],
    ['(1 << 4) >> 2', 4],
    ['2 ** 5 - 1', 31],
    ['1 ? 7 : 9', 7],
    ['0 ? 1 : 0 ? 2 : 3', 3],
    ['$clog2(1000)', 10],
    ['$clog2(1)', 0],
    ["8'hff + 8'h01", 0],
    ["8'hff + 1", 256],
    ["{2'b10, 2'b01}", 9],
    ["{3{2'b10}}", 42],
    ["4'sb1111 + 6'sd3", 2],
    ["4'sb1111 + 6'd3", 18],
    ["~8'hf0", 15],
    ["&4'b1111 + |4'b0000", 1],
    ['5 > 3 && 2 != 2 || !0', 1],
    ["(8'h80 >>> 3) + (8'sh80 >>> 3 == -16)", 17],
    ["32'h 0000_001f", 31],
    ["'1 & 6'd12", 12],
    ["10'(3) + $bits(logic_t)", 15],
    ["unsigned'(4'sb1000)", 8],
    ['$bits(TABLE)', 12],
    ['TABLE[7:4]', 11],
    ['pkg::DEPTH - 1', 15],
    ['pkg::B', 8],
    ['WIDE', 4],
  ])('%s', (text, value) => {
    const source = `
      package pkg;
        parameter int unsigned DEPTH = 1 << LOG; localparam LOG = 4;
        typedef enum logic [3:0] { A = 7, B, C } e_t;
        typedef logic [11:0] wide_t;
      endpackage
      module m import pkg::wide_t; #(parameter P = 1) (input [VALUE:0] x);
        import pkg::*;
        typedef logic [11:0] logic_t;
        localparam wide_t TABLE = 12'habc + 12'h0f4;
        localparam [2:0] WIDE = 12;
        localparam VALUE = ${text};
      endmodule`;
    expect(ports(source.replace("12'habc + 12'h0f4", "12'habc"), 'm')).toEqual([`input x ${value + 1}`]);
  });
});

describe('the preprocessor', () => {
  test('decides conditions, also nested ones, and expands macros with arguments', () => {
    const text = `
      \`timescale 1ns / 1ps
      \`define WIDTH(a, b) ((a) + \\
                             (b))
      \`define EIGHT 8
      module m (
      \`ifdef A
        input a,
        \`ifndef B
        input not_b,
        \`else
        input b,
        \`endif
      \`elsif C
        input c,
      \`else
        input none,
      \`endif
        input [\`WIDTH(\`EIGHT, 2)-1:0] x,
        input [\`N-1:0] n
      );
        \`SOMETHING(that, (nothing) defines)
      endmodule`;
    const named = (defines: ImportOptions['defines']) =>
      ports(text, 'm', { defines: { N: 3, ...defines } }).slice(0, -2);
    expect(named({})).toEqual(['input none 1']);
    expect(named({ A: true })).toEqual(['input a 1', 'input not_b 1']);
    expect(named({ A: true, B: true, C: true })).toEqual(['input a 1', 'input b 1']);
    expect(named({ C: true })).toEqual(['input c 1']);
    expect(ports(text, 'm', { defines: { N: 3 } }).slice(-2)).toEqual(['input x 10', 'input n 3']);
  });

  test('puts included files in where they are given, by name, and goes on without where they are not', () => {
    const sources = {
      'rtl/top.v': '`include "sizes.vh"\nmodule top (input [`W-1:0] x); endmodule',
      'inc/sizes.vh': '`define W 5',
    };
    expect(describeVerilog(sources, 'top').ports[0].width).toBe(5);
    expect(() => describeVerilog({ 'top.v': sources['rtl/top.v'] }, 'top')).toThrow(
      'top.v:2: the macro `W is not defined (not given, but included: sizes.vh)',
    );
  });
});

describe('parameters', () => {
  const SOURCE = `
    module core #(
      parameter [0:0] FAST = 0, SMALL = 1,
      parameter MODE = "MINI",
      parameter int W = 8, H = W * 2,
      parameter logic [63:0] KEY = 64'hffff_ffff_ffff_ffff,
      parameter logic [7:0] TABLE [4] = '{1, 2, 3, 4},
      localparam L = H + 1,
      parameter type T = logic
    ) (input [W-1:0] a, output [L-1:0] b, input T t); endmodule`;

  test('have their defaults, and widths follow them', () => {
    const { parameters, ports: found } = describeVerilog({ 'core.sv': SOURCE }, 'core', { parameters: { W: 4 } });
    expect(parameters.map(({ name, default: value, settable }) => [name, value, settable])).toEqual([
      ['FAST', 0, true],
      ['SMALL', 1, true],
      ['MODE', 'MINI', true],
      ['W', 8, true],
      ['H', 8, true],
      ['KEY', 0xffffffffffffffffn, true],
      ['TABLE', undefined, false],
      ['T', undefined, false],
    ]);
    expect(found.map(({ width }) => width)).toEqual([4, 9, 1]);
    expect(found.map(({ dependsOn }) => [...dependsOn].sort())).toEqual([['W'], ['H', 'W'], []]);
  });

  test('reach the instance, wide ones with their width', () => {
    const Core = importVerilog({ 'core.sv': SOURCE }, 'core', {
      parameters: { W: 4, MODE: 'FULL', KEY: 2n ** 63n, FAST: true },
    });
    const Top = module('Top', { in: { a: uint(4) }, out: { b: uint(9) } }, ({ a, b }) => {
      const { u } = insts({ u: Core });
      u['a'].set(a);
      u['t'].set(0);
      b.set(u['b'].fit(9));
    });
    const text = emit(Top).files.get('Top.v');
    for (const line of ['.W(4),', '.MODE("FULL"),', ".KEY(64'd9223372036854775808),", '.FAST(1)']) {
      expect(text).toContain(line);
    }
  });

  test('two sizes of one module can stand in one design', () => {
    const sized = (w: number) => importVerilog({ 'core.sv': SOURCE }, 'core', { parameters: { W: w } });
    const Two = module('Two', { in: { a: uint(4) }, out: { b: uint(9), c: uint(17) } }, ({ a, b, c }) => {
      const { u, v } = insts({ u: sized(4), v: sized(8) });
      u['a'].set(a);
      u['t'].set(0);
      v['a'].set(a.extend(8));
      v['t'].set(1);
      b.set(u['b'].fit(9));
      c.set(v['b'].fit(17));
    });
    expect(elaborate(Two).warnings).toEqual([]);
  });
});

test('an imported module is simulated by what stands in for it', () => {
  const text = 'module twice #(parameter W = 4) (input [W-1:0] x, output [W-1:0] y); assign y = x << 1; endmodule';
  const Twice = importVerilog({ 'twice.v': text }, 'twice', { parameters: { W: 6 } });
  const Model = module('Model', { in: { x: uint(6) }, out: { y: uint(6) } }, ({ x, y }) => y.set(x.shl(1)));
  const Top = module('Top', { in: { x: uint(6) }, out: { y: uint(6) } }, ({ x, y }) => {
    const { u } = insts({ u: Twice });
    u['x'].set(x);
    y.set(u['y'].fit(6));
  });
  const model = elaborate(Model).design.top;
  const sim = compileSimulation(elaborate(Top).design, { blackBoxes: { twice: model } }).instantiate();
  sim.ports.x.value = 21;
  sim.eval();
  expect(sim.ports.y.value).toBe(42);
});

describe('what is not understood is refused with its file, line and reason', () => {
  test.each<[string, string, ImportOptions, string]>([
    ['no such module', 'module a; endmodule module b; endmodule', {}, 'a.v:1: there is no module m; there are a, b'],
    [
      'an unknown constant',
      'module m (input [W-1:0] x);\nendmodule',
      {},
      'a.v:1: W is not a constant that is known here',
    ],
    ['an unknown type', 'module m (\n input t_t x);\nendmodule', {}, 'a.v:2: t_t is not a type that is known here'],
    ['an unknown package', 'module m (input p::t x); endmodule', {}, 'a.v:1: the package p is not in the files given'],
    ['an array', 'module m (input x [4]); endmodule', {}, 'a.v:1: the port x is an array that is not packed'],
    ['an interface', 'module m (bus.slave s); endmodule', {}, 'a.v:1: the port s is the interface bus.slave'],
    [
      'a constant by itself',
      'module m (input [A:0] x); localparam A = B, B = A; endmodule',
      {},
      'is defined by itself',
    ],
    [
      'no such parameter',
      'module m #(parameter W = 1) (); endmodule',
      { parameters: { V: 1 } },
      'm: V is no parameter of it; there are W',
    ],
    [
      'half a number',
      'module m #(parameter W = 1) (); endmodule',
      { parameters: { W: 0.5 } },
      'the parameter W is a whole number or a string, not 0.5',
    ],
    [
      'a function',
      'module m (input [f(3):0] x); endmodule',
      {},
      'a.v:1: the function f is not understood as a constant',
    ],
    ['an open condition', '`ifdef X\nmodule m; endmodule', {}, 'a.v:1: a condition of the preprocessor has no `endif'],
    ['a division by 0', 'module m (input [1/0:0] x); endmodule', {}, 'a.v:1: a division by 0'],
    ['half a head', 'module m (input x', {}, 'a.v:1: `,` is expected, not `the end of the file`'],
  ])('%s', (_, text, options, message) => {
    const read = () => describeVerilog({ 'a.v': text }, 'm', options);
    expect(read).toThrow(DesignError);
    expect(read).toThrow(message);
  });

  test('a file that is not there', () => {
    expect(() => describeVerilog(['no/such.v'], 'm')).toThrow('no/such.v:1: the file cannot be read');
  });
});

const SAMPLE = `module pll #(parameter W = 3, parameter SPEED = "FAST") (
  input clk, input signed [W-1:0] phase, output locked, inout [7:0] pins); endmodule`;

test('the declaration for the compiler', () => {
  expect(verilogDeclaration({ 'pll.v': SAMPLE }, 'pll')).toBe(`// From pll.v by hdl-import; do not edit.
import { blackBox, bool, pad, sint } from '@chisel-lite/hdl';

export interface PllParameters {
  /** "FAST" when left out. */
  readonly SPEED?: string;
}

export const Pll = (parameters: PllParameters = {}) =>
  blackBox(
    "pll",
    {
      in: {
        clk: bool(),
        phase: sint(3),
      },
      out: {
        locked: bool(),
      },
      inout: {
        pins: pad(8),
      },
    },
    { ...parameters },
  );
`);
});

test('the command writes the file, or says in one line what is wrong', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hdl-import-'));
  try {
    writeFileSync(join(folder, 'pll.v'), SAMPLE);
    const command = join(import.meta.dirname, '../bin/hdl-import.mjs');
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [command, ...args], { cwd: folder, encoding: 'utf8' });
    expect(run('--top', 'pll', '-P', 'W=5', '-o', 'pll.ts', 'pll.v')).toMatchObject({ status: 0, stderr: '' });
    const text = readFileSync(join(folder, 'pll.ts'), 'utf8');
    expect(text).toContain('phase: sint(5),');
    expect(text).toContain('{ W: 5, ...parameters },');
    const failed = run('--top', 'pl', '-o', 'no.ts', 'pll.v');
    expect(failed).toMatchObject({ status: 1, stderr: 'hdl-import: pll.v:1: there is no module pl; there are pll\n' });
    expect(readdirSync(folder).sort()).toEqual(['pll.ts', 'pll.v']);
    expect(run('pll.v').status).toBe(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/**
 * A module that has all ports of another and hands them through: Verilator, which reads the sources itself, sees what
 * does not fit.
 */
function complaints(
  folder: string,
  sources: readonly string[],
  top: string,
  options: ImportOptions,
  real: readonly string[] = sources,
): string {
  const { ports: found } = describeVerilog(sources, top, options);
  const types = (side: string) =>
    Object.fromEntries(
      found
        .filter(({ direction }) => direction === side)
        .map(({ name, width }): [string, Passive] => [name, bits(width)]),
    );
  const Wrapper = module('Wrapper', { in: types('input'), out: types('output') }, (io) => {
    const { u } = insts({ u: importVerilog(sources, top, options) }) as unknown as {
      u: Record<string, { set(value: unknown): void }>;
    };
    const own = io as unknown as Record<string, { set(value: unknown): void }>;
    for (const { name, direction } of found) {
      if (direction === 'input') {
        u[name].set(own[name]);
      } else {
        own[name].set(u[name]);
      }
    }
  });
  const file = join(folder, `Wrapper_${top}.sv`);
  writeFileSync(file, [...emit(Wrapper).files.values()].join('\n'));
  const includes = (options.includeDirs ?? []).map((each) => `-I${each}`);
  const quiet = [
    'DECLFILENAME',
    'UNUSED',
    'UNUSEDSIGNAL',
    'UNUSEDPARAM',
    'VARHIDDEN',
    'UNDRIVEN',
    'BLKSEQ',
    'CASEINCOMPLETE',
    'IMPORTSTAR',
    'TIMESCALEMOD',
    'UNOPTFLAT',
  ];
  const said = spawnSync(
    'verilator',
    [
      '--lint-only',
      '-Wall',
      '-Wno-fatal',
      ...quiet.map((each) => `-Wno-${each}`),
      ...includes,
      '--top-module',
      'Wrapper',
      ...real,
      file,
    ],
    { encoding: 'utf8', cwd: folder },
  );
  // What the sources have of their own is not ours; what concerns the wrapper is.
  return said.stderr
    .split('\n')
    .filter((line) => /^%(Error|Warning)/.test(line) && (line.includes('Wrapper') || line.startsWith('%Error')))
    .join('\n');
}

const hasVerilator = spawnSync('verilator', ['--version']).error === undefined;

test.skipIf(!hasVerilator)(
  'Verilator, which reads the sources itself, finds nothing in an instance that does not fit',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'hdl-import-'));
    try {
      const file = join(folder, 'mine.sv');
      writeFileSync(
        file,
        `package p; typedef struct packed { logic [2:0] a; logic [3:0][1:0] b; } s_t; typedef enum int { X, Y } e_t; endpackage
       module mine import p::*; #(parameter int N = 5, localparam int L = $clog2(N) + 1) (
         input s_t s, input e_t e, input logic signed [L-1:0] d, output logic [N*2-1:0] q, output p::s_t [1:0] t);
         assign q = {N{2'(d[1:0])}} ^ e[N*2-1:0]; assign t = {s, s};
       endmodule`,
      );
      for (const N of [3, 5, 16]) {
        expect(complaints(folder, [file], 'mine', { parameters: { N } })).toBe('');
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

const nightly = process.env['MACROMAC_NIGHTLY'] !== undefined && hasVerilator;
if (!nightly) {
  console.warn(
    'SKIPPED: imports of picorv32, serv and ibex, which PyPI has (MACROMAC_NIGHTLY and verilator are wanted)',
  );
}

describe.skipIf(!nightly)('cores of others', () => {
  let folder: string;
  let sources: (core: string, ...files: string[]) => string[];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hdl-cores-'));
    const cores = ['picorv32==1.0.post218', 'serv==1.2.0.post146', 'ibex==0.0.post2937'].map(
      (core) => `pythondata-cpu-${core}`,
    );
    execFileSync('pip', ['download', '--quiet', '--no-deps', '--no-cache-dir', '-d', folder, ...cores]);
    for (const wheel of readdirSync(folder).filter((name) => name.endsWith('.whl'))) {
      execFileSync('unzip', ['-qo', wheel], { cwd: folder });
    }
    sources = (core, ...files) => files.map((file) => join(folder, `pythondata_cpu_${core}`, file));
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('picorv32', () => {
    const files = sources('picorv32', 'verilog/picorv32.v');
    for (const parameters of [{}, { ENABLE_MUL: 1, STACKADDR: 0xffffffff }] as ImportOptions['parameters'][]) {
      expect(complaints(folder, files, 'picorv32', { parameters })).toBe('');
    }
    for (const bus of ['picorv32_axi', 'picorv32_wb']) {
      expect(complaints(folder, files, bus, {})).toBe('');
    }
  }, 600_000);

  test('serv', () => {
    const rtl = join(folder, 'pythondata_cpu_serv/verilog/rtl');
    const files = readdirSync(rtl)
      .filter((name) => name.endsWith('.v'))
      .map((name) => join(rtl, name));
    for (const [top, parameters] of [
      ['serv_top', { WITH_CSR: 0 }],
      ['serv_top', { RESET_STRATEGY: 'NONE' }],
      ['serv_rf_top', {}],
    ] as const) {
      expect(complaints(folder, files, top, { parameters })).toBe('');
    }
  }, 600_000);

  test('ibex', () => {
    const root = join(folder, 'pythondata_cpu_ibex/system_verilog');
    const prim = join(root, 'vendor/lowrisc_ip/ip/prim/rtl');
    const files = [
      join(prim, 'prim_ram_1p_pkg.sv'),
      ...sources('ibex', 'system_verilog/rtl/ibex_pkg.sv', 'system_verilog/rtl/ibex_top.sv'),
    ];
    const options = { includeDirs: [prim, join(root, 'vendor/lowrisc_ip/dv/sv/dv_utils')] };
    const { ports: found } = describeVerilog(files, 'ibex_top', options);
    const width = (name: string) => found.find((port) => port.name === name)?.width;
    expect(['crash_dump_o', 'ram_cfg_i', 'fetch_enable_i', 'scramble_key_i'].map(width)).toEqual([160, 10, 4, 128]);
    // The head alone: the parts below are many, and are nobody's business here.
    const text = readFileSync(files[2], 'utf8');
    const head = join(folder, 'ibex_top.sv');
    const end = text.indexOf(');', text.indexOf('scan_rst_ni')) + 2;
    writeFileSync(head, `${text.slice(0, end)}\nendmodule\n`);
    const headOnly: VerilogSources = [...files.slice(0, 2), head];
    expect(complaints(folder, headOnly as string[], 'ibex_top', options)).toBe('');
  }, 600_000);
});
