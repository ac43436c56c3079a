import { expect, test, vi } from 'vitest';
import { verilate } from '../src/index.ts';
import { hasIcarus, icarus } from './icarus.ts';

vi.setConfig({ testTimeout: 900_000 }); // builds, on machines that may be busy

/**
 * Designs in which it matters that inputs settle before the clock's edge; all have the inputs d, en, s and the output
 * q.
 */
const DESIGNS: Record<string, string> = {
  'a clock gate with a latch': `reg held; initial held = 0; always @* if (!clk) held = en; wire gated = clk & held;
    always @(posedge gated) q <= q + 1;`,
  'a latch that is open while the clock is high': `reg [7:0] held; always @* if (clk) held = d;
    always @(negedge clk) q <= held + q;`,
  'logic on the falling edge': `always @(negedge clk) if (en) q <= q + d;`,
  'a divided clock': `reg half; initial half = 0; always @(posedge clk) half <= ~half;
    always @(posedge half) q <= q ^ d;`,
  'an asynchronous reset before a register': `reg [7:0] first; initial first = 0;
    always @(posedge clk or posedge en) if (en) first <= 0; else first <= d;
    always @(posedge clk) q <= first;`,
  'an input that is a clock of its own': `reg [7:0] count; initial count = 0; always @(posedge s) count <= count + d;
    always @(posedge clk) q <= count;`,
  'a clock made of an input': `reg [7:0] count; initial count = 0; wire turned = s == 0;
    always @(negedge turned) count <= count + 1; always @(posedge clk) q <= count;`,
  'a clock gate without a latch': `wire gated = clk & en; always @(posedge gated) q <= q + d;`,
  'a path from the inputs to the output': `reg [7:0] sum; initial sum = 0; always @(posedge clk) sum <= sum + d;
    always @* q = sum ^ d ^ {8{clk}};`,
};

const CYCLES = 100;
const stimulus = Array.from({ length: CYCLES }, (_, i) => ({
  d: (i * 73 + 11) & 255,
  en: (i * 2654435761) >>> 31,
  s: ((i + 7) * 40503 * 65537) >>> 31,
}));

const design = (body: string, clocked: boolean) => `
module dut (input clk, input [7:0] d, input en, input s, output reg [7:0] q);
  ${clocked ? 'initial q = 0;' : ''} ${body}
endmodule`;

/** Inputs change while the clock is low. */
const bench = `
module bench;
  reg clk = 0; reg [7:0] d = 0; reg en = 0; reg s = 0; wire [7:0] q;
  dut dut (.*);
  initial begin
    #1;
    ${stimulus.map(({ d, en, s }) => `d = ${d}; en = ${en}; s = ${s}; #1 clk = 1; #1 clk = 0; #1 $display("%0d", q);`).join('\n    ')}
  end
endmodule`;

test.skipIf(!hasIcarus).each(Object.entries(DESIGNS))(
  'run() settles inputs before the edge: %s',
  async (name, body) => {
    const text = design(body, !name.startsWith('a path'));
    const expected = icarus(text + bench, 'bench').map(Number);
    const model = await verilate({ sources: { 'dut.sv': text }, top: 'dut' });
    const set = (sim: ReturnType<typeof model.instantiate>, i: number) => {
      for (const name of ['d', 'en', 's'] as const) {
        sim.ports[name].value = stimulus[i][name];
      }
    };

    const sim = model.instantiate();
    const seen = stimulus.map((_, i) => {
      set(sim, i);
      sim.run('clk', 1);
      return sim.ports.q.value;
    });
    expect(seen).toEqual(expected);

    // A caller that has settled the inputs may say so.
    const settled = model.instantiate();
    stimulus.forEach((_, i) => {
      set(settled, i);
      settled.eval();
      settled.run('clk', 1, { settled: true });
      expect(settled.ports.q.value).toBe(expected[i]);
    });
  },
);

test('a model knows whether more than the rising edge of a clock is used', async () => {
  const uses = async (body: string) => {
    const text = design(body, true);
    const model = await verilate({ sources: { 'dut.sv': text }, top: 'dut' });
    return model.instantiate().usesFall('clk');
  };
  expect(await uses('always @(posedge clk) q <= q + d;')).toBe(false);
  expect(await uses('always @(posedge clk or posedge en) if (en) q <= 0; else q <= q + d;')).toBe(false);
  expect(await uses(DESIGNS['logic on the falling edge'])).toBe(true);
  expect(await uses(DESIGNS['a clock gate with a latch'])).toBe(true);
});

test('run() from a high clock takes the pending inputs first, then the fall', async () => {
  const text = design(DESIGNS['a latch that is open while the clock is high'], true);
  const sim = (await verilate({ sources: { 'dut.sv': text }, top: 'dut' })).instantiate();
  sim.ports.clk.value = 1;
  sim.eval();
  sim.ports.d.value = 5;
  sim.run('clk', 0);
  expect(sim.ports.q.value).toBe(5);
});
