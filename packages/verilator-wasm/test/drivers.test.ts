import { expect, test, vi } from 'vitest';
import { type Instance, verilate } from '../src/index.ts';
import { hasIcarus, icarus } from './icarus.ts';

vi.setConfig({ testTimeout: 900_000 }); // builds, on machines that may be busy

/** A pad of eight bits whose lower half is driven by the design on its own, and an open-drain wire. */
const pad = `
module pad #(parameter WIDTH = 8, parameter signed [7:0] OFFSET = -3, parameter NAME = "pad", parameter [99:0] BIG = 100'h1_0000_0000_0000_0001,
             parameter real GAIN = 2.5, localparam HALF = WIDTH / 2)
            (input clk, input low, input [1:0] oe, input [WIDTH-1:0] dout, output [WIDTH-1:0] rd,
             inout [WIDTH-1:0] io, inout scl, output reg [7:0] falls, output reg [31:0] asked);
  assign io[HALF-1:0] = oe[0] ? dout[HALF-1:0] : {HALF{1'bz}};
  assign io[WIDTH-1:HALF] = oe[1] ? dout[WIDTH-1:HALF] : {HALF{1'bz}};
  assign rd = io;
  assign scl = low ? 1'b0 : 1'bz;
  initial falls = 0;
  always @(negedge scl) falls <= falls + 1;
  initial begin
    asked = 0;
    if ($test$plusargs("verbose")) asked = 1;
    void'($value$plusargs("asked=%d", asked));
    $display("%m %s", NAME);
  end
endmodule`;

interface Step {
  readonly oe: number;
  readonly dout: number;
  readonly low: number;
  readonly enable: number;
  readonly value: number;
  readonly outside: number;
}

/** Steps in which nobody drives against anybody, and one side at most changes what it does to `scl`. */
function steps(count: number): Step[] {
  let seed = 12345;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  let [low, outside] = [0, 1];
  return Array.from({ length: count }, () => {
    if (random(2)) {
      low = 1 - low;
    } else {
      outside = 1 - outside;
    }
    const oe = random(4);
    const designs = (oe & 1 ? 0x0f : 0) | (oe & 2 ? 0xf0 : 0);
    const dout = random(256);
    const value = (random(256) & ~designs) | (dout & designs);
    return { oe, dout, low, enable: random(256), value, outside };
  });
}

const line = (sim: Instance) =>
  ['rd', 'io', 'scl', 'falls'].map((name) => `${name}=${sim.ports[name].value.toString(16)}`).join(' ');

test('an inout port has drivers on both sides and a pull, as in Icarus', async () => {
  const model = await verilate({ sources: { 'pad.sv': pad }, top: 'pad', parameters: { OFFSET: -5 } });
  expect(
    model.ports
      .filter(({ direction }) => direction === 'inout')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['io', 'scl']);
  expect(model.ports.map(({ name }) => name)).not.toContain('vw_value_io');

  const sim = model.instantiate({ plusargs: ['+asked=42', 'verbose'] });
  const texts: string[] = [];
  sim.onMessage(({ text }) => texts.push(text));
  expect(texts).toEqual(['pad pad']); // the path that the design prints begins at itself
  expect(sim.ports.asked.value).toBe(42);
  expect(model.instantiate({ plusargs: ['+verbose'] }).ports.asked.value).toBe(1);
  expect(sim.parameters).toEqual({ WIDTH: 8, OFFSET: -5, NAME: 'pad', BIG: 2n ** 64n + 1n, GAIN: 2.5, HALF: 4 });

  const { io, scl } = sim.ports;
  io.pull?.('up');
  scl.pull?.('up');
  sim.eval();
  const sent = steps(300);
  const ours = sent.map(({ oe, dout, low, enable, value, outside }) => {
    sim.ports.oe.value = oe;
    sim.ports.dout.value = dout;
    sim.ports.low.value = low;
    io.drive?.(value, enable);
    outside ? scl.release?.() : scl.drive?.(0);
    sim.eval();
    expect(io.conflict).toBe(0);
    return line(sim);
  });
  if (hasIcarus) {
    const bits = [0, 1, 2, 3, 4, 5, 6, 7];
    const bench = `${pad}
module bench;
  reg clk = 0, low = 0, outside = 1; reg [1:0] oe = 0; reg [7:0] dout = 0, enable = 0, value = 0;
  wire [7:0] rd, io; wire scl; wire [7:0] falls; wire [31:0] asked;
  ${bits.map((i) => `assign io[${i}] = enable[${i}] ? value[${i}] : 1'bz; pullup(io[${i}]);`).join('\n  ')}
  assign scl = outside ? 1'bz : 1'b0;
  pullup(scl);
  pad #(.OFFSET(-5)) pad (.*);
  initial begin
    #1;
    ${sent
      .map(
        (s) =>
          `oe=${s.oe}; dout=${s.dout}; low=${s.low}; enable=${s.enable}; value=${s.value}; outside=${s.outside}; #1 ` +
          `$display("rd=%0h io=%0h scl=%0h falls=%0h", rd, io, scl, falls);`,
      )
      .join('\n    ')}
  end
endmodule`;
    const judge = icarus(bench.replace('void\'($value$plusargs("asked=%d", asked));', ''), 'bench');
    expect(ours).toEqual(judge.slice(1));
  }
});

test('where both sides drive, the design wins and the bits are told', async () => {
  const model = await verilate({ sources: { 'pad.sv': pad }, top: 'pad', parameters: { OFFSET: -5 } });
  const sim = model.instantiate();
  const { io } = sim.ports;
  sim.ports.oe.value = 1;
  sim.ports.dout.value = 0x35;
  io.value = 0xca;
  sim.eval();
  expect([io.value, sim.ports.rd.value, io.conflict]).toEqual([0xc5, 0xc5, 0x0f]);
  io.release?.();
  sim.eval();
  expect([io.value, io.conflict]).toEqual([0x05, 0]);
  expect(() => io.drive?.(256)).toThrow('io: 256 does not fit 8 bits');
});

const forced = `
module chain (input clk, input [7:0] d, output [7:0] q, output [7:0] sum, output [39:0] wide);
  stage u_a (.clk(clk), .d(d), .q(q));
  wire [7:0] more = q + 1;
  assign sum = more + 1;
  reg [39:0] count = 0;
  always @(posedge clk) count <= count + 1;
  assign wide = count;
endmodule
module stage (input clk, input [7:0] d, output reg [7:0] q);
  always @(posedge clk) q <= d;
endmodule`;

test('registers and nets inside can be forced, and let go', async () => {
  const model = await verilate({
    sources: { 'chain.v': forced },
    top: 'chain',
    forceable: ['u_a.q', 'more', 'chain.count'],
  });
  const sim = model.instantiate();
  const state = () => [sim.ports.q.value, sim.ports.sum.value, sim.ports.wide.value];
  sim.ports.d.value = 5;
  sim.run('clk', 2);
  expect(state()).toEqual([5, 7, 2n]);

  const q = sim.signal('u_a.q');
  q.force?.(0x80);
  sim.eval();
  expect([...state(), q.value, q.forced]).toEqual([0x80, 0x82, 2n, 0x80, true]);
  sim.signal('more').force?.(-1);
  sim.signal('count').force?.(); // as it is
  sim.run('clk', 3);
  expect(state()).toEqual([0x80, 0, 2n]);
  q.release?.();
  sim.signal('more').release?.();
  sim.signal('count').release?.();
  sim.run('clk', 1);
  expect([...state().slice(0, 2), q.forced]).toEqual([5, 7, false]);
  expect(() => q.force?.(256)).toThrow('u_a.q: 256 does not fit 8 bits');
  expect(() => q.force?.(1, 256)).toThrow('u_a.q: 256 does not fit 8 bits');
  expect(q.forced).toBe(false);

  // Some bits: those of a mask are held, the others go their way.
  q.force?.(0x30, 0xf0);
  sim.ports.d.value = 0xa5;
  sim.run('clk', 1);
  expect([sim.ports.q.value, q.value]).toEqual([0x35, 0x35]);
  q.force?.(0x02, 0x02);
  sim.ports.d.value = 0xa4;
  sim.run('clk', 1);
  expect(sim.ports.q.value).toBe(0x36);
  q.release?.(0xf0);
  sim.run('clk', 1);
  expect([sim.ports.q.value, q.forced]).toEqual([0xa6, true]);
  q.release?.();
  sim.run('clk', 1);
  expect([sim.ports.q.value, q.forced]).toEqual([0xa4, false]);
  const count = sim.signal('count');
  count.force?.(0x12_0000_0000n, 0xff_0000_0000n);
  sim.run('clk', 1);
  expect(BigInt(sim.ports.wide.value) >> 32n).toBe(0x12n);
  count.release?.();

  // A fresh instance, also with random start values, forces nothing.
  const fresh = model.instantiate({ seed: 7 });
  fresh.ports.d.value = 9;
  fresh.run('clk', 1);
  expect(fresh.ports.sum.value).toBe(11);
});

test('what cannot be forced is told', async () => {
  const build = (forceable: string[]) => verilate({ sources: { 'chain.v': forced }, top: 'chain', forceable });
  await expect(build(['sum'])).rejects.toThrow(/'sum'.*port/s);
  await expect(build(['more[3]'])).rejects.toThrow(
    "forceable: 'more[3]' is an element: name 'more', and force with a mask where it is packed; a word of an unpacked " +
      'array cannot be forced: write it after each edge (memory(…).write), or force the signal that reads it',
  );
  const sources = {
    'words.v':
      'module words(input clk, output [7:0] q); reg [7:0] mem [0:3]; assign q = mem[2];\n' +
      'always @(posedge clk) mem[2] <= mem[2] + 1; endmodule',
  };
  await expect(verilate({ sources, top: 'words', forceable: ['mem'] })).rejects.toThrow(
    "forceable: 'mem' is an array of 4 words: a word of an unpacked array cannot be forced: write it after each edge",
  );
  await expect(build(['u_a.nothing'])).rejects.toThrow("the design has no signal 'u_a.nothing'");
});
