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
`ifdef FORMAL
        assert (a != 8'd0);
`else
        if (!(a != 8'd0)) $display("assertion failed: a step is at least 1 (constructs.ts)");
`endif
      end
    end
  end
`endif

`ifndef SYNTHESIS
  always @(posedge clk) begin
    if (!rst) begin
`ifdef FORMAL
      assume (a < 8'd100);
`else
      if (!(a < 8'd100)) $display("assumption failed: small steps (constructs.ts)");
`endif
    end
  end
`endif

`ifndef SYNTHESIS
  always @(posedge clk) begin
    if (!rst) begin
`ifdef FORMAL
      cover (n == 8'd255);
`endif
    end
  end
`endif

  assign y = n;

endmodule

`default_nettype wire
