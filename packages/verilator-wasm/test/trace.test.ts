import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { listVariables, openDump } from '@chisel-lite/vcd';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { coverageBySource, type Model, mergeCoverage, traceToFile, verilate } from '../src/index.ts';

vi.setConfig({ testTimeout: 300_000 }); // builds, on machines that may be busy

const design = `module pair (input clk, input rst, input en, output [7:0] sum);
  wire [3:0] a, b;
  tick u_a (.clk(clk), .rst(rst), .en(en), .q(a));
  tick u_b (.clk(clk), .rst(rst), .en(1'b1), .q(b));
  assign sum = {4'd0, a} + {4'd0, b};
endmodule
module tick (input clk, input rst, input en, output reg [3:0] q);
  always @(posedge clk)
    if (rst) q <= 0;       // Tick.ts:7
    else if (en) q <= q + 1;  // src/Tick.ts:8
endmodule`;
const sources = { 'pair.v': design };

let model: Model;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verilator-wasm-test-'));
  model = await verilate({ sources, top: 'pair', trace: true, coverage: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const dump = (
  options: { scopes?: string[]; from?: bigint; to?: bigint; timescale?: string } = {},
  cycles = 6,
): string => {
  const sim = model.instantiate();
  const chunks: Uint8Array[] = [];
  const trace = sim.trace({ write: (chunk) => chunks.push(chunk), ...options });
  for (let time = 0; time < 2 * cycles; time++) {
    sim.ports.clk.value = time & 1;
    sim.eval();
    trace.dump(BigInt(5 * time));
  }
  trace.close();
  return Buffer.concat(chunks).toString();
};

const names = (vcd: string): string[] => [...vcd.matchAll(/\$var wire +\d+ \S+ (\w+)/g)].map(([, name]) => name);
const changes = (vcd: string, name: string): [time: number, value: string][] => {
  const id = new RegExp(`\\$var wire +\\d+ (\\S+) ${name}\\b`).exec(vcd)![1];
  const found: [number, string][] = [];
  let time = 0;
  for (const line of vcd.slice(vcd.indexOf('$enddefinitions')).split('\n')) {
    if (line.startsWith('#')) {
      time = Number(line.slice(1));
    } else if (line.startsWith('b') && line.endsWith(` ${id}`)) {
      found.push([time, line.slice(1, line.indexOf(' '))]);
    }
  }
  return found;
};

describe('waveforms', () => {
  test('hold every signal once for each scope, and its values in time', () => {
    const vcd = dump({ timescale: '1ns' });
    expect(vcd).toContain('$timescale 1ns $end');
    expect([...vcd.matchAll(/\$scope module (\w+)/g)].map(([, name]) => name)).toEqual(['pair', 'u_a', 'u_b']);
    expect(names(vcd)).toEqual(['a', 'b', 'clk', 'en', 'rst', 'sum', 'clk', 'en', 'q', 'rst', 'clk', 'en', 'q', 'rst']);
    expect(changes(vcd, 'b')).toEqual([
      [0, '0000'],
      [5, '0001'],
      [15, '0010'],
      [25, '0011'],
      [35, '0100'],
      [45, '0101'],
      [55, '0110'],
    ]);
  });

  test('can be limited to scopes and to a window of time', () => {
    expect(names(dump({ scopes: ['u_b'] }))).toEqual(['clk', 'en', 'q', 'rst']);
    const vcd = dump({ scopes: ['u_b'], from: 20n, to: 30n });
    expect(vcd.match(/^#\d+$/gm)).toEqual(['#20', '#25', '#30']);
    expect(changes(vcd, 'q')).toEqual([
      [20, '0010'],
      [25, '0011'],
    ]);
  });

  test('are complete files, compressed when their name says so', () => {
    const write = (path: string): void => {
      const sim = model.instantiate();
      const trace = traceToFile(sim, path, { timescale: '1ps' });
      for (let time = 0; time < 80_000; time++) {
        sim.ports.clk.value = time & 1;
        sim.eval();
        trace.dump(BigInt(time));
      }
      trace.close();
    };
    write(join(folder, 'a.vcd'));
    write(join(folder, 'a.vcd.gz'));
    write(join(folder, 'a.fst'));
    const plain = readFileSync(join(folder, 'a.vcd'));
    const compressed = readFileSync(join(folder, 'a.vcd.gz'));
    expect(plain.length).toBeGreaterThan(2 ** 20); // more than one block
    expect(gunzipSync(compressed).equals(plain)).toBe(true);
    expect(execFileSync('gzip', ['-dc'], { input: compressed, maxBuffer: 1e8 }).equals(plain)).toBe(true);
    expect(compressed.length).toBeLessThan(plain.length / 4);
    const fst = readFileSync(join(folder, 'a.fst'));
    expect(fst.length).toBeLessThan(plain.length / 10);
    const [ours, theirs] = [openDump(fst), openDump(plain)];
    expect([ours.format, ours.timescale, ours.times]).toEqual(['fst', theirs.timescale, theirs.times]);
    const order = ({ path }: { path: string }, other: { path: string }) => (path < other.path ? -1 : 1);
    expect(listVariables(ours).toSorted(order)).toEqual(listVariables(theirs).toSorted(order));
  });

  test('come one at a time, from models built for them', async () => {
    const sim = model.instantiate();
    const trace = sim.trace({ write() {} });
    expect(() => sim.trace({ write() {} })).toThrow('a trace is open already');
    expect(() => sim.snapshot()).toThrow('close the trace before snapshot()');
    trace.dump(10n);
    expect(() => trace.dump(9n)).toThrow("time 9 is before the last dump's 10");
    trace.close();
    expect(() => trace.dump(11n)).toThrow('after close()');
    expect(() => sim.trace({ write() {}, timescale: '3ns' })).toThrow("timescale '3ns'");
    sim.trace({ write() {} }).close();

    const plain = await verilate({ sources, top: 'pair' });
    expect(() => plain.instantiate().trace({ write() {} })).toThrow('build it with verilate({ trace: true })');
    expect(() => plain.instantiate().coverage()).toThrow('build it with verilate({ coverage: true })');
  });
});

describe('coverage', () => {
  test('counts lines and toggles by instance, and is found again in the generator’s source', () => {
    const sim = model.instantiate();
    sim.ports.rst.value = 1;
    sim.run('clk', 1);
    sim.ports.rst.value = 0;
    sim.run('clk', 4);
    const points = sim.coverage();
    const of = (instance: string, kind: string) =>
      points.filter((p) => p.instance.endsWith(instance) && p.kind === kind);
    // u_b counted to 4: bit 0 rose and fell twice, bit 2 rose once, bit 3 never moved. u_a stood still.
    expect(
      of('u_b', 'toggle')
        .filter(({ comment }) => comment.startsWith('q['))
        .map(({ count }) => count),
    ).toEqual([4, 2, 1, 0]);
    expect(
      of('u_a', 'toggle')
        .filter(({ comment }) => comment.startsWith('q['))
        .map(({ count }) => count),
    ).toEqual([0, 0, 0, 0]);

    const lines = coverageBySource(points, sources);
    const tick = lines.filter(({ file }) => file.endsWith('Tick.ts')).map(({ file, line }) => `${file}:${line}`);
    expect(tick).toEqual(['Tick.ts:7', 'src/Tick.ts:8']);
    expect(lines.find(({ line, file }) => file === 'src/Tick.ts' && line === 8)!.hit).toBeGreaterThan(0);

    sim.run('clk', 4);
    const merged = mergeCoverage(points, sim.coverage());
    expect(merged.length).toBe(points.length);
    expect(merged.reduce((sum, { count }) => sum + count, 0)).toBe(
      [...points, ...sim.coverage()].reduce((sum, { count }) => sum + count, 0),
    );
  });
});
