// SPDX-License-Identifier: Apache-2.0
//
// fused_dot in its primitive form beside the plain one, on the cycles of a file: {valid, first, weights, mantissas} a line. Says how many cycles
// it compared, and each that differs.
`timescale 1ns / 1ps
`default_nettype none
module bench;
  parameter CYCLES = 1;
  localparam LATENCY = 6;

  reg clk = 1'b0, rst = 1'b1, valid = 1'b0, first = 1'b0;
  reg [255:0] weights = 256'd0;
  reg [107:0] mantissas = 108'd0;
  wire [319:0] sums, plain;
  reg [365:0] cycles [0:CYCLES-1];
  integer i, seen, compared;

  fused_dot_m27 dut (
    .clk(clk), .rst(rst), .valid(valid), .first(first), .weights(weights), .mantissas(mantissas), .sums(sums));
  plain_fused_dot_m27 reference (
    .clk(clk), .rst(rst), .valid(valid), .first(first), .weights(weights), .mantissas(mantissas), .sums(plain));

  always #5 clk = ~clk;

  initial begin
    $readmemh("cycles.hex", cycles);
    seen = -1;
    compared = 0;
    // Longer than the 100 ns in which the vendor's library holds its registers after power-up.
    repeat (30) @(negedge clk);
    rst = 1'b0;
    for (i = 0; i < CYCLES; i = i + 1) begin
      {valid, first, weights, mantissas} = cycles[i];
      if (valid && seen < 0) seen = i;
      @(negedge clk);
      if (seen >= 0 && i >= seen + LATENCY - 1) begin
        compared = compared + 1;
        if (sums !== plain) $display("cycle %0d: %h, not %h", i, sums, plain);
      end
    end
    $display("%0d cycles compared", compared);
    $finish;
  end
endmodule
`default_nettype wire
