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
`ifdef FORMAL
        assert (a != 8'd0); // constructs.ts:239
`else
        if (!(a != 8'd0)) $display("assertion failed: a step is at least 1 (constructs.ts:239)");
`endif
      end
    end
  end
`endif

`ifndef SYNTHESIS
  always @(posedge clk) begin
    if (!rst) begin
`ifdef FORMAL
      assume (a < 8'd100); // constructs.ts:241
`else
      if (!(a < 8'd100)) $display("assumption failed: small steps (constructs.ts:241)");
`endif
    end
  end
`endif

`ifndef SYNTHESIS
  always @(posedge clk) begin
    if (!rst) begin
`ifdef FORMAL
      cover (n == 8'd255); // constructs.ts:242
`endif
    end
  end
`endif

  assign y = n; // constructs.ts:243

endmodule

`default_nettype wire
