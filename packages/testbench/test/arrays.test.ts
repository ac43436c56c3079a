import { expect, test, vi } from 'vitest';
import { elementsOf } from '../../verilator-wasm/src/runtime/description.ts';
import { simulate, streamSink, streamSource, withSimulation } from '../src/index.ts';

vi.setConfig({ testTimeout: 900_000 }); // builds, on machines that may be busy

const dut = {
  sources: {
    'dut.sv': `
module dut (input clk, input rst, input valid_i, input [7:0] a_i [0:3], input [39:0] w_i [1:0], input [3:0] g_i [0:1][0:2],
            output reg valid_o, output reg [7:0] c_o [0:3], output reg [39:0] w_o [1:0], output reg [3:0] g_o [0:1][0:2],
            output [7:0] comb_o [0:3], output reg [7:0] read_o);
  reg [7:0] ram [0:15] /* verilator public_flat_rw */;
  reg [47:0] wide [0:3] /* verilator public_flat_rw */;
  reg [7:0] rom [0:3] /* verilator public_flat_rd */;
  assign comb_o = a_i;
  always @(posedge clk) begin
    valid_o <= valid_i;
    if (valid_i) begin c_o <= a_i; w_o <= w_i; g_o <= g_i; rom <= a_i; end
    read_o <= ram[3];
    if (valid_i) ram[4] <= a_i[1];
  end
endmodule`,
  },
  top: 'dut',
};

test('array ports change just after the edge, with the scalars of the same write', async () => {
  const sim = await simulate(dut);
  const { a_i, c_o, valid_i, valid_o, comb_o } = sim.port;
  await sim.clock.rising();
  a_i[0].value = 5;
  sim.port['a_i[1]'].value = 6;
  sim.memory('a_i').write(2, 7);
  valid_i.value = 1;
  expect(a_i.values).toEqual([0, 0, 0, 0]); // as a scalar: not before the edge
  await sim.settled();
  expect([a_i.values, comb_o.values]).toEqual([
    [5, 6, 7, 0],
    [5, 6, 7, 0],
  ]);
  expect([valid_o.value, c_o.values]).toEqual([0, [0, 0, 0, 0]]); // the edge that woke the test did not sample them
  await sim.clock.rising();
  a_i.values = [9, 9, 9, 9];
  expect(c_o.values).toEqual([0, 0, 0, 0]);
  await sim.settled();
  expect([valid_o.value, c_o.values, comb_o.values]).toEqual([1, [5, 6, 7, 0], [9, 9, 9, 9]]);
  expect(sim.memory('c_o').read(1)).toBe(6);
});

test('words wider than 32 bits are bigints, narrow ones numbers, in every dimension', async () => {
  const sim = await simulate(dut);
  await sim.clock.rising();
  sim.port.w_i.values = [2n ** 39n, 3n];
  sim.port.g_i[1][2].value = 11;
  sim.port.g_i[0].values = [1, 2, 3];
  sim.port.valid_i.value = 1;
  await sim.clock.cycles(2);
  expect(sim.port.w_o.values).toEqual([2n ** 39n, 3n]);
  expect(sim.port['w_o[1]'].value).toBe(3n);
  expect(sim.port.g_o.values).toEqual([1, 2, 3, 0, 0, 11]);
  expect(sim.port['g_o[1][2]'].value).toBe(11);
});

test('memories follow the same rule', async () => {
  const sim = await simulate(dut);
  const ram = sim.memory('ram');
  await sim.clock.rising();
  ram.write(3, 0x5a);
  ram.write(3, 0x5b);
  expect(ram.read(3)).toBe(0);
  await sim.settled();
  expect([ram.read(3), sim.port.read_o.value]).toEqual([0x5b, 0]);
  await sim.clock.rising();
  expect(sim.port.read_o.value).toBe(0);
  await sim.settled();
  expect(sim.port.read_o.value).toBe(0x5b);

  // What the design writes at an edge is there after it.
  sim.port.a_i[1].value = 0x77;
  sim.port.valid_i.value = 1;
  await sim.clock.rising();
  expect(sim.memory('ram').read(4)).toBe(0);
  await sim.settled();
  expect(sim.memory('ram').read(4)).toBe(0x77);

  sim.memory('wide').write(2, 5n);
  await sim.settled();
  expect(sim.memory('wide').read(2)).toBe(5n);
});

test('what does not fit or cannot be written is refused at once', async () => {
  const sim = await simulate(dut);
  expect(() => (sim.port.a_i[0].value = 256)).toThrow('a_i[0] is 8 bits wide');
  expect(() => (sim.port.a_i.values = [1, 2])).toThrow('a_i is an array of 4 words: got 2 values');
  expect(() => sim.port.a_i.value).toThrow('a_i is an array of 4 words: take one (a_i[0]) or all of them (values)');
  expect(() => (sim.port.c_o[0].value = 1)).toThrow('c_o[0] is an output: a test can only read it');
  expect(() => sim.memory('c_o').write(0, 1)).toThrow('c_o[0] is an output');
  expect(() => sim.memory('a_i').write(4, 1)).toThrow('a_i: address 4 is outside the memory of 4 words');
  expect(() => sim.memory('ram').write(16, 1)).toThrow('ram: address 16 is outside the memory of 16 words');
  expect(() => sim.memory('ram').write(0, 256)).toThrow('ram[0] is 8 bits wide');
  expect(() => sim.memory('rom').write(0, 1)).toThrow('cannot be written');
});

test('array ports are on the bus and in a failure report', async () => {
  const failing = withSimulation(dut, { log: 'silent' }, async (sim) => {
    expect(Object.keys(sim.bus('a'))).toEqual(['i[0]', 'i[1]', 'i[2]', 'i[3]', 'i']);
    sim.bus('a').i[2].value = 0x42;
    sim.port.valid_i.value = 1;
    await sim.clock.cycles(5);
    throw new Error('on purpose');
  });
  const text: string = await failing.then(
    () => '',
    (error) => error.message,
  );
  expect(text).toMatch(/^ *c_o\[2\].*42/m);
  expect(text).toContain('g_o[1][2]=0');
});

test('a stream may have an array as payload', async () => {
  const registers = {
    sources: {
      'slice.sv': `module slice (input clk, input rst, input s_valid, output s_ready, input [7:0] s_lane [0:1], input s_last,
        output reg m_valid, input m_ready, output reg [7:0] m_lane [0:1], output reg m_last);
        assign s_ready = !m_valid || m_ready;
        always @(posedge clk) if (rst) m_valid <= 0; else if (s_ready) begin
          m_valid <= s_valid; m_lane <= s_lane; m_last <= s_last; end
      endmodule`,
    },
    top: 'slice',
  };
  const sim = await simulate(registers);
  const beats = [1, 2, 3].map((i) => ({ 'lane[0]': i, 'lane[1]': 10 * i, last: i === 3 }));
  streamSource<(typeof beats)[number]>(sim.bus('s'), sim.clock).send(beats);
  expect(await streamSink<(typeof beats)[number]>(sim.bus('m'), sim.clock).receive(3)).toEqual(beats);
});

test('the words of an array are counted row by row', () => {
  const port = { name: 'g', direction: 'input', width: 17, depth: 6, dimensions: [2, 3], writable: true } as const;
  expect(elementsOf(port).map(({ name, offset }) => [name, offset])).toEqual([
    ['g[0][0]', 0],
    ['g[0][1]', 4],
    ['g[0][2]', 8],
    ['g[1][0]', 12],
    ['g[1][1]', 16],
    ['g[1][2]', 20],
  ]);
});
