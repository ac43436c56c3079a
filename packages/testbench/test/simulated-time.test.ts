import { expect, test, vi } from 'vitest';
import { simulate } from '../src/index.ts';

vi.setConfig({ testTimeout: 900_000 }); // builds, on machines that may be busy

const dut = {
  sources: {
    'dut.v': `
\`timescale 1ns/1ps
module dut (input clk, input rst, input [7:0] d, input start, output reg [7:0] q);
  realtime last = 0;
  always @(posedge clk) begin q <= d; $display("edge %0.3f %0.3f", $realtime, $realtime - last); last = $realtime; end
  always @(posedge start) $display("start %0.3f", $realtime);
endmodule`,
  },
  top: 'dut',
};
const linesOf = (sim: Awaited<ReturnType<typeof simulate>>) =>
  sim.log.lines.map((line) => line.replace(/^.*?(edge|start)/, '$1'));

test('the design sees the simulated time of the test', async () => {
  const sim = await simulate(dut, { clock: 5, log: 'silent' });
  await sim.clock.rising();
  const at = sim.time;
  expect(at).toBe(12.5);
  await sim.settled();
  expect(linesOf(sim)).toEqual(['edge 2.500 2.500', 'edge 7.500 5.000', 'edge 12.500 5.000']);
  sim.port.start.value = true;
  await sim.settled();
  expect(linesOf(sim).at(-1)).toBe('start 12.500');
  await sim.delay(1.25);
  sim.port.start.value = false;
  await sim.settled();
  sim.port.start.value = true;
  await sim.settled();
  expect(linesOf(sim).at(-1)).toBe('start 13.750');
});

test('also while cycles run inside WebAssembly, and while bus models drive', async () => {
  const free = await simulate(dut, { clock: { period: 3 }, log: 'silent', history: 0 });
  await free.clock.cycles(40);
  await free.settled();
  expect(linesOf(free).at(-1)).toBe(`edge ${free.time.toFixed(3)} 3.000`);

  const driven = await simulate(dut, { clock: { period: 3 }, log: 'silent' });
  let risen = 0;
  driven.clock.attach({
    drive(cycle) {
      if (cycle !== 20) {
        return;
      }
      risen = driven.time;
      driven.port.start.raw.value = 1;
    },
  });
  await driven.clock.until(() => driven.clock.cycle === 30);
  expect(linesOf(driven)).toContain(`start ${risen.toFixed(3)}`);
  await driven.settled();
  expect(linesOf(driven).at(-1)).toBe(`edge ${driven.time.toFixed(3)} 3.000`);
});

test('a write after the rising edge has that edge as its time', async () => {
  const sim = await simulate(dut, { clock: 5, log: 'silent' });
  await sim.clock.rising();
  sim.port.start.value = 1;
  const written = sim.time;
  await sim.clock.rising();
  expect(linesOf(sim)).toContain(`start ${written.toFixed(3)}`);
});
