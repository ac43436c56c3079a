// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
`default_nettype none

module Verification (
  input  wire       clk,
  input  wire       rst,
  input  wire [7:0] a,
  input  wire       en,
  output wire [7:0] y
);
  reg [7:0] n;

  always @(posedge clk) begin
    if (en) begin
      n <= n + a;
    end
    if (rst) begin
      n <= 8'd0;
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk) begin
    if (!rst) begin
      if (en) begin
        $display("n=%0d a=%h", n, a);
      end
    end
  end
`endif

  assign y = n;

`ifdef FORMAL
  always @(posedge clk) begin
    if (!rst) begin
      if (en) begin
        a_step_is_at_least_1: assert (a != 8'd0);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      small_steps: assume (a < 8'd100);
      the_end_is_reached: cover (n == 8'd255);
    end
  end
`endif

endmodule

`default_nettype wire
