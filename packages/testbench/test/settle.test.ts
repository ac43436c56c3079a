import { describe, expect, test, vi } from 'vitest';
import { hasIcarus, icarus } from '../../verilator-wasm/test/icarus.ts';
import { simulate } from '../src/index.ts';

vi.setConfig({ testTimeout: 900_000 }); // builds, on machines that may be busy

/** Input d changes just after each rising edge, while the clock is high. */
const DESIGNS: Record<string, string> = {
  'a latch that is open while the clock is high': `reg [7:0] held; always @* if (clk) held = d;
    always @(negedge clk) q <= held + q;`,
  'logic on the falling edge': 'always @(negedge clk) q <= q + d;',
  'a clock gate with a latch': `reg held; initial held = 0; always @* if (!clk) held = d[0]; wire gated = clk & held;
    always @(posedge gated) q <= q + 1;`,
  'a clock gate without a latch': 'wire gated = clk & d[0]; always @(posedge gated) q <= q + d;',
};
const VALUES = Array.from({ length: 60 }, (_, i) => (i * 2654435761) >>> 24);

const design = (body: string) => `
module dut (input clk, input [7:0] d, output reg [7:0] q);
  initial q = 0;
  ${body}
endmodule`;

const bench = `
module bench;
  reg clk = 0; reg [7:0] d = 0; wire [7:0] q;
  dut dut (.*);
  initial begin
    #1;
    ${VALUES.map((d) => `#1 $display("%0d", q); clk = 1; #1 d = ${d}; #1 clk = 0;`).join('\n    ')}
  end
endmodule`;

describe.skipIf(!hasIcarus).each(Object.entries(DESIGNS))('%s is as in Icarus', (_, body) => {
  const text = design(body);
  const dut = { sources: { 'dut.sv': text }, top: 'dut' };
  const expected = hasIcarus ? icarus(text + bench, 'bench').map(Number) : [];

  test('with tasks', async () => {
    const sim = await simulate(dut);
    const seen: number[] = [];
    for (const value of VALUES) {
      await sim.clock.rising();
      seen.push(sim.port.q.number);
      sim.port.d.value = value;
    }
    expect(seen).toEqual(expected);
  });

  test('with a bus model', async () => {
    const sim = await simulate(dut);
    const seen: number[] = [];
    sim.clock.attach({
      sample: () => seen.push(sim.port.q.number),
      drive: (cycle) => {
        sim.port.d.raw.value = VALUES[cycle - 1] ?? 0;
      },
    });
    await sim.clock.until(() => seen.length >= VALUES.length);
    expect(seen.slice(0, VALUES.length)).toEqual(expected);
  });
});
