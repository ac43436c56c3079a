import { expect, test } from 'vitest';
import { verilate } from '../src/index.ts';

const counter = `
module counter (input clk, input rst, input [7:0] step, input [99:0] wide_in, input [39:0] mid_in,
                output reg [7:0] q, output [99:0] wide_out, output reg [39:0] mid_out);
  reg [15:0] history [0:31] /* verilator public_flat_rw */;
  reg [99:0] held /* verilator public_flat_rd */;
  assign wide_out = ~held;
  always @(posedge clk) begin
    held <= wide_in;
    mid_out <= mid_in + 1;
    history[q[4:0]] <= {8'd0, q};
    q <= rst ? 8'd0 : q + step;
  end
endmodule`;

test('a model counts, and its handles read and write in place', async () => {
  const model = await verilate({ sources: { 'counter.v': counter }, top: 'counter' });
  const sim = model.instantiate();
  const { rst, step, q, wide_in, wide_out, mid_in, mid_out } = sim.ports;

  rst.value = 1;
  sim.run('clk', 2);
  rst.value = 0;
  step.value = 3;
  sim.run('clk', 10);
  expect(q.value).toBe(30);
  expect(sim.memory('history').read(27)).toBe(27n);

  wide_in.words![3] = 0xf;
  wide_in.words![0] = 1;
  mid_in.value = 2n ** 40n - 2n;
  sim.run('clk', 1);
  expect(sim.signal('held').value).toBe((0xfn << 96n) | 1n);
  expect(wide_out.value).toBe(2n ** 96n - 2n);
  expect(mid_out.value).toBe(2n ** 40n - 1n);
});
