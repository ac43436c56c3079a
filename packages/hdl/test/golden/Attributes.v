// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
`default_nettype none

module Attributes (
  input  wire               clk,
  input  wire signed [17:0] a,
  input  wire signed [17:0] b,
  input  wire               ce,
  input  wire               c,
  output wire signed [35:0] y,
  output wire               o
);
  (* use_dsp = "yes", keep = "true" *)
  reg signed [35:0] product;

  always @(posedge clk) begin
    product <= a * b;
  end

  assign y = product;

  BUFGCE #(
    .CE_TYPE("SYNC")
  ) u_bufg (
    .CE(ce),
    .I(c),
    .O(o)
  );

endmodule

`default_nettype wire
