import { expect, test, vi } from 'vitest';
import { simulate } from '../src/index.ts';
import { fifo } from './fifo.ts';

vi.setConfig({ testTimeout: 300_000 }); // a build, on machines that may be busy

const design = {
  sources: {
    'tri.sv': `
module tri_state #(parameter DEPTH = 16, parameter NAME = "tri") (input clk, input rst, input oe, input [7:0] dout,
    input signed [7:0] a, output signed [15:0] twice, output [7:0] rd, inout [7:0] io, output reg [31:0] asked);
  assign io = oe ? dout : 8'bz;
  assign rd = io;
  assign twice = a * 2;
  initial if (!$value$plusargs("asked=%d", asked)) asked = 3;
  reg [7:0] count;
  always @(posedge clk) if (rst) count <= 0; else count <= count + 1;
endmodule`,
  },
  top: 'tri_state',
  forceable: ['count'],
  public: ['count'],
};

test('an inout port is written, let go and pulled in the order of the test, and takes effect with its writes', async () => {
  const sim = await simulate(design, { plusargs: ['+asked=41'] });
  const { io, oe, dout, rd } = sim.port;
  expect([io.direction, sim.port.asked.value, sim.parameters]).toEqual(['inout', 41, { DEPTH: 16, NAME: 'tri' }]);
  await sim.clock.rising();
  io.value = 0x5a;
  expect(io.value).toBe(0);
  await sim.settled();
  expect([io.value, rd.value]).toEqual([0x5a, 0x5a]);
  io.value = 1;
  io.release();
  io.pull('up');
  await sim.settled();
  expect(io.value).toBe(0xff);
  io.drive(0x05, 0x0f);
  await sim.settled();
  expect(io.value).toBe(0xf5);
  oe.value = 1;
  dout.value = 0x36;
  await sim.settled();
  expect([io.value, io.conflict]).toEqual([0x36, 0x03]);
  io.release();
  io.value = 0x36; // the last word counts
  await sim.settled();
  expect([rd.value, io.conflict]).toEqual([0x36, 0]);
  expect(() => oe.drive(1, 1)).toThrow('oe is no inout port');
  expect(() => rd.pull('up')).toThrow('rd is no inout port');
});

test('negative numbers are written as they are and read as such', async () => {
  const sim = await simulate(design);
  expect(sim.port.asked.value).toBe(3);
  sim.port.a.value = -3;
  await sim.settled();
  expect([sim.port.a.value, sim.port.a.signed, sim.port.twice.signed]).toEqual([253, -3, -6]);
  sim.port.a.value = -128;
  expect(() => {
    sim.port.a.value = -129;
  }).toThrow('a is 8 bits wide: expected -2^7 … 2^8-1, got -129');
});

test('a signal inside is forced and let go', async () => {
  const sim = await simulate(design);
  const count = sim.signal('count');
  await sim.clock.cycles(3);
  const before = Number(count.value);
  count.force(200);
  await sim.settled();
  expect(count.value).toBe(200);
  await sim.clock.cycles(5);
  expect(count.value).toBe(200);
  count.release();
  await sim.settled();
  await sim.clock.cycles(2);
  expect(count.value).not.toBe(200);
  expect(before).toBeLessThan(10);
  expect(() => count.force(256)).toThrow('count is 8 bits wide');
  expect(() => sim.port.rd.force(1)).toThrow('rd cannot be forced: it is a port');
});

test('the HDL’s own simulator says that it forces nothing and has no plusargs', async () => {
  const sim = await simulate(fifo({ valid: 'valid', ready: 'ready', payload: { payload: 8 } }));
  expect(() => sim.port.s_valid.force(1)).toThrow('s_valid cannot be forced');
  expect(() => sim.port.s_valid.release()).toThrow('there is nothing to release');
});
