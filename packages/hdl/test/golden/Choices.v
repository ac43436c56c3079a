// Choices, from constructs.ts
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

  assign first = p ? a : q ? b : c; // constructs.ts:114
  assign hot = ({8{p}} & a) | ({8{q}} & b); // constructs.ts:123
  assign entry = {p, q} == 2'd0 ? a : {p, q} == 2'd1 ? b : c; // constructs.ts:129

endmodule

`default_nettype wire
