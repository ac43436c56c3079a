/** What a stranger writes first with each package, in plain JavaScript, and the same package's types in TypeScript. */

export interface PackedPackage {
  readonly name: string;
  readonly workspace: string;
  /** A program, and what it prints. */
  readonly program: string;
  readonly prints: RegExp;
  /** A module that compiles against the package's declarations. */
  readonly typed: string;
  /** The package's command with its arguments, and what it prints. */
  readonly command?: { readonly run: readonly string[]; readonly prints: RegExp };
}

const COUNTER = `
import { module, regs, uint } from '@chisel-lite/hdl';
const Counter = module('Counter', { out: { value: uint(8) } }, ({ value }) => {
  const { count } = regs({ count: uint(8, 0) });
  count.set(count.add(1));
  value.set(count);
});`;

const DUMP = '$timescale 1 ns $end $var wire 4 ! acc $end $enddefinitions $end #0 b0 ! #10 b1010 !';

export const PACKAGES: readonly PackedPackage[] = [
  {
    name: '@chisel-lite/hdl',
    workspace: 'packages/hdl',
    program: `${COUNTER}
import { compileSimulation, emit } from '@chisel-lite/hdl';
const { files, design } = emit(Counter);
const sim = compileSimulation(design).instantiate();
sim.run('clk', 42);
console.log(files.get('Counter.v').includes('always @(posedge clk)'), sim.ports.value.value);`,
    prints: /^true 42\n$/,
    typed: `
import { module, uint } from '@chisel-lite/hdl';
export const Wires = module('Wires', { in: { a: uint(8), b: uint(16) }, out: { y: uint(8) } }, ({ a, b, y }) => {
  y.set(a);
  // @ts-expect-error 16 bits do not fit
  y.set(b);
});`,
    command: { run: ['hdl-lint', '--help'], prints: /hdl-lint/ },
  },
  {
    name: '@chisel-lite/testbench',
    workspace: 'packages/testbench',
    program: `${COUNTER}
import { simulate } from '@chisel-lite/testbench';
const sim = await simulate(Counter);
await sim.clock.rising();
const before = sim.port.value.value;
await sim.clock.cycles(5);
console.log(sim.port.value.value - before);`,
    prints: /^5\n$/,
    typed: `
import { type Simulation, simulate } from '@chisel-lite/testbench';
import { pauses } from '@chisel-lite/testbench/fast-check';
export const opened = (sim: Simulation): number => sim.seed;
export const some = pauses();
export const start = simulate;`,
  },
  {
    name: '@chisel-lite/vcd',
    workspace: 'packages/vcd',
    program: `
import { bigintOf, changeAt, findVariable, parseVcd, timeIndexAt } from '@chisel-lite/vcd';
const vcd = parseVcd(new TextEncoder().encode('${DUMP}'));
const { changes } = findVariable(vcd, 'acc');
console.log(bigintOf(changes, changeAt(changes, timeIndexAt(vcd.times, 12))));`,
    prints: /^10n\n$/,
    typed: `
import { parseVcd, type Vcd } from '@chisel-lite/vcd';
export const empty = (bytes: Uint8Array): Vcd => parseVcd(bytes);`,
  },
  {
    name: '@chisel-lite/waves',
    workspace: 'packages/waves',
    program: `
import { writeFileSync } from 'node:fs';
import { serveWaves } from '@chisel-lite/waves';
writeFileSync('run.vcd', '${DUMP}');
const server = await serveWaves('run.vcd');
const page = await (await fetch(server.url)).text();
const script = /src="([^"]+[.]js)"/.exec(page)[1];
const { status, headers } = await fetch(new URL(script, server.url));
console.log(status, headers.get('content-type'));
await server.close();`,
    prints: /^200 text\/javascript/,
    typed: `
import { serveWaves, type WavesServer } from '@chisel-lite/waves';
export const open = (file: string): Promise<WavesServer> => serveWaves(file);`,
  },
  {
    name: 'verilator-wasm',
    workspace: 'packages/verilator-wasm',
    program: `
import { verilate } from 'verilator-wasm';
const source = \`module counter(input clk, output reg [7:0] q);
  initial q = 0;
  always @(posedge clk) q <= q + 1;
endmodule\`;
const model = await verilate({ sources: { 'counter.v': source }, top: 'counter' });
const sim = model.instantiate();
sim.run('clk', 10);
console.log(sim.ports.q.value);`,
    prints: /^10\n$/,
    typed: `
import { verilate, type VerilateOptions } from 'verilator-wasm';
export const build = (options: VerilateOptions) => verilate(options);`,
    command: { run: ['verilator-wasm', '--help'], prints: /Usage: verilator-wasm/ },
  },
  {
    name: '@macromac/rtl',
    workspace: 'rtl',
    program: `
import { emit } from '@chisel-lite/hdl';
import { Core, DEFAULT_CORE } from '@macromac/rtl';
console.log([...emit(Core({ ...DEFAULT_CORE, tokens: 1 })).files.keys()].some((name) => name.startsWith('macro')));`,
    prints: /^true\n$/,
    typed: `
import { Core, DEFAULT_CORE } from '@macromac/rtl';
export const core = Core({ ...DEFAULT_CORE, tokens: 2 });`,
  },
  {
    name: '@macromac/verilog',
    workspace: 'gen',
    program: `
import { VARIANTS } from '@macromac/verilog';
console.log(VARIANTS.some(({ folder }) => folder === 'accelerator_t4'));`,
    prints: /^true\n$/,
    typed: `
import { VARIANTS, type Variant } from '@macromac/verilog';
export const first: Variant = VARIANTS[0];`,
  },
  {
    name: 'macromac',
    workspace: 'sw',
    program: `
import { loadModel, openModel } from 'macromac';
const folder = 'node_modules/macromac/models/story';
console.log(loadModel(folder).tensors === undefined ? 'no tensors' : 'tensors');
const model = await openModel(folder);
const { text } = await model.generate('Once upon a time', { maxTokens: 12 });
console.log(text);
await model.close();`,
    prints: /there was a little girl/,
    typed: `
import { type OpenModel, openModel } from 'macromac';
export const open = (folder: string): Promise<OpenModel> => openModel(folder);`,
    command: {
      run: [
        'macromac',
        'generate',
        '--model',
        'node_modules/macromac/models/story',
        '--prompt',
        'Once upon a time',
        '-n',
        '8',
      ],
      prints: /there was a little/,
    },
  },
];
