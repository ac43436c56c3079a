import { expect, test, vi } from 'vitest';
import { type Model, verilate } from '../src/index.ts';
import { hasIcarus, icarus } from './icarus.ts';

vi.setConfig({ testTimeout: 900_000 }); // builds, on machines that may be busy

/** A clocked module that prints the time of each rising and falling edge in its own time unit. */
const clock = (name: string, timescale: string) => `
\`timescale ${timescale}
module ${name} (input clk);
  always @(posedge clk) $display("${name} %0d %0d %.6f %0t", $time, $stime, $realtime, $time);
  always @(negedge clk) $display("${name} fall %0d %.6f", $time, $realtime);
endmodule`;

const design = (timescales: readonly string[]) => `${timescales.map((scale, i) => clock(`m${i}`, scale)).join('')}
module top (input clk);
  ${timescales.map((_, i) => `m${i} u${i} (clk);`).join(' ')}
endmodule`;

/** The clock rises at \`rise\` and then each period, in units of \`scale\`. */
const bench = (scale: string, rise: number, period: number, cycles: number) => `
\`timescale ${scale}
module bench;
  reg clk = 1'b0;
  top dut (clk);
  initial begin
    #${rise} clk = 1;
    repeat (${cycles - 1}) begin #${Math.floor(period / 2)} clk = 0; #${Math.ceil(period / 2)} clk = 1; end
    #${Math.floor(period / 2)} clk = 0;
  end
endmodule`;

const CASES: [name: string, timescales: string[], scale: string, picoseconds: number][] = [
  ['finer than a picosecond', ['1ps/1fs', '1ns/1ps', '10ns/100ps'], '1fs/1fs', 1e-3],
  ['of a nanosecond', ['1ns/1ns', '1us/10ns', '100ns/10ns', '1ms/1us'], '1ns/1ns', 1e3],
];

test.skipIf(!hasIcarus).each(CASES)('times of the design with a precision %s', async (_, scales, scale, ps) => {
  const text = design(scales);
  const model = await verilate({ sources: { 'top.v': text }, top: 'top' });
  const [rise, period, cycles] = [123, 4568, 40];
  const expected = icarus(text + bench(scale, rise, period, cycles), 'bench')
    .filter((line) => line.startsWith('m'))
    .filter((line) => !/fall 0 0\.000000$/.test(line)) // from x to 0 at the start
    .sort();
  expect(linesOf(model, (sim) => sim.run('clk', cycles, { rise: rise * ps, period: period * ps }))).toEqual(expected);

  const stepped = linesOf(model, (sim) => {
    let time = rise;
    for (let i = 0; i < 2 * cycles; i++) {
      sim.ports.clk.value = 1 - (i & 1);
      sim.eval(time * ps);
      time += i & 1 ? Math.ceil(period / 2) : Math.floor(period / 2);
    }
  });
  expect(stepped).toEqual(expected);

  const set = linesOf(model, (sim) => {
    let time = rise;
    for (let i = 0; i < 2 * cycles; i++) {
      sim.ports.clk.value = 1 - (i & 1);
      sim.time = BigInt(time);
      sim.eval();
      expect(sim.time).toBe(BigInt(time));
      time += i & 1 ? Math.ceil(period / 2) : Math.floor(period / 2);
    }
  });
  expect(set).toEqual(expected);

  // Between the units of a coarse precision the time is rounded once, at the end.
  const sim = model.instantiate();
  expect(sim.precision).toBe(Math.round(Math.log10(ps)) - 12);
  sim.eval(2.5 * ps);
  expect(sim.time).toBe(3n);
  expect(() => sim.eval(-1)).toThrow('time -1 ps: expected a number from 0');
});

function linesOf(model: Model, drive: (sim: ReturnType<Model['instantiate']>) => void): string[] {
  const sim = model.instantiate();
  const lines: string[] = [];
  sim.onMessage(({ text }) => lines.push(text));
  drive(sim);
  return lines.sort();
}

test('run() goes on where it ended, and without a period time stands still', async () => {
  const model = await verilate({
    sources: { 'top.v': 'module top (input clk); always @(posedge clk) $display("%0d", $time); endmodule' },
    top: 'top',
  });
  const lines = (drive: (sim: ReturnType<Model['instantiate']>) => void) => {
    const sim = model.instantiate();
    const texts: string[] = [];
    sim.onMessage(({ text }) => texts.push(text));
    drive(sim);
    return texts.map(Number);
  };
  expect(
    lines((sim) => {
      sim.run('clk', 2, { period: 10 });
      sim.run('clk', 1, { period: 7 });
      expect(sim.time).toBe(27n);
      sim.run('clk', 1);
      const state = sim.snapshot();
      sim.run('clk', 1, { rise: 100, period: 4 });
      sim.restore(state);
      sim.run('clk', 1);
    }),
  ).toEqual([5, 15, 24, 27, 100, 27]);
});
