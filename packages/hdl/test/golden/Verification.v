// Verification, from constructs.ts
`default_nettype none

module Verification (
  input  wire       clk,
  input  wire       rst,
  input  wire [7:0] a,
  input  wire       en,
  output wire [7:0] y
);
  reg [7:0] n; // constructs.ts:235

  always @(posedge clk) begin // constructs.ts:236
    if (en) begin
      n <= n + a; // constructs.ts:237
    end
    if (rst) begin
      n <= 8'd0;
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk) begin
    if (!rst) begin
      if (en) begin // constructs.ts:236
        $display("n=%0d a=%h", n, a); // constructs.ts:238
      end
    end
  end
`endif

  assign y = n; // constructs.ts:243

`ifdef FORMAL
  always @(posedge clk) begin
    if (!rst) begin
      if (en) begin // constructs.ts:236
        a_step_is_at_least_1: assert (a != 8'd0); // constructs.ts:239
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      small_steps: assume (a < 8'd100); // constructs.ts:241
      the_end_is_reached: cover (n == 8'd255); // constructs.ts:242
    end
  end
`endif

endmodule

`default_nettype wire
