// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
`default_nettype none

module Choices (
  input  wire [7:0] a,
  input  wire [7:0] b,
  input  wire [7:0] c,
  input  wire       p,
  input  wire       q,
  output wire [7:0] first,
  output wire [7:0] hot,
  output wire [7:0] entry
);

  assign first = p ? a : q ? b : c;
  assign hot = ({8{p}} & a) | ({8{q}} & b);
  assign entry = {p, q} == 2'd0 ? a : {p, q} == 2'd1 ? b : c;

endmodule

`default_nettype wire
