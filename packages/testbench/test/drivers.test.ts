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
  expect(() => sim.port.io.release(1)).toThrow('io is an inout port: drive(value, mask)');
});

test('the HDL’s own simulator says that it forces nothing and has no plusargs', async () => {
  const sim = await simulate(fifo({ valid: 'valid', ready: 'ready', payload: { payload: 8 } }));
  expect(() => sim.port.s_valid.force(1)).toThrow('s_valid cannot be forced');
  expect(() => sim.port.s_valid.release()).toThrow('there is nothing to release');
});

const arrays = {
  sources: {
    'words.sv': `
module words (input clk, input rst, input [1:0] ra, input [7:0] ai [0:1], output [7:0] ao [0:1], output [7:0] q,
    output [31:0] out);
  reg [7:0] mem [0:3];
  reg [3:0][7:0] lanes;
  assign q = mem[ra];
  assign out = lanes;
  assign ao[0] = ai[0], ao[1] = ai[1];
  always @(posedge clk)
    for (int i = 0; i < 4; i++) begin
      mem[i] <= rst ? 0 : mem[i] + 1;
      lanes[i] <= rst ? 0 : lanes[i] + 1;
    end
endmodule`,
  },
  top: 'words',
  forceable: ['lanes'],
  public: ['mem'],
};

test('an element of a packed array is forced by its bits; the others go on', async () => {
  const sim = await simulate(arrays);
  const lanes = sim.signal('lanes');
  await sim.clock.cycles(3);
  lanes.force(0x55 << 16, 0xff << 16);
  await sim.clock.cycles(5);
  const [first, , third, last] = [0, 8, 16, 24].map((at) => (sim.port.out.number >>> at) & 0xff);
  expect([third, first - last]).toEqual([0x55, 0]);
  expect(first).toBeGreaterThan(4);
  lanes.release(0xff << 16);
  await sim.clock.cycles(2);
  expect((sim.port.out.number >>> 16) & 0xff).not.toBe(0x55);
  expect(() => lanes.force(0, 2 ** 32)).toThrow('lanes is 32 bits wide');
});

test('a word of an unpacked array is not forced: the refusal names it and the way round, which holds the word', async () => {
  const sim = await simulate(arrays);
  const mem = sim.memory('mem');
  expect(() => mem.force(3, 1)).toThrow(
    "mem[3] cannot be forced: no simulator holds a single word of an array; write it after each edge (memory('mem')" +
      '.write(3, …)), or force the signal that reads it',
  );
  for (const name of ['mem', 'mem[3]']) {
    expect(() => sim.signal(name)).toThrow("'mem' is an array of 4 words: memory('mem') has them");
  }
  expect(() => sim.memory('ao').force(1)).toThrow('ao[1] cannot be forced');
  expect(() => sim.port.ai.force(1)).toThrow('ai is an array of 2 words: take one (ai[0])');
  expect(() => sim.port.ai[0].force(1)).toThrow('ai[0] cannot be forced: it is an input, which keeps the value');
  expect(() => sim.port.ao[1].force(1)).toThrow('ao[1] cannot be forced: it is a port; force the signal inside');
  sim.port.ra.value = 3;
  sim.fork(async () => {
    for (;;) {
      await sim.clock.rising();
      mem.write(3, 0x77);
    }
  });
  await sim.clock.cycles(4);
  const seen: number[] = [];
  for (let i = 0; i < 5; i++) {
    await sim.clock.rising();
    seen.push(sim.port.q.number);
  }
  expect(seen).toEqual([0x77, 0x77, 0x77, 0x77, 0x77]);
  expect(Number(mem.read(2))).not.toBe(0x77);
});
