// Arithmetic, from constructs.ts
`default_nettype none

module Arithmetic (
  input  wire [7:0]         a,
  input  wire [7:0]         b,
  input  wire signed [7:0]  s,
  input  wire signed [17:0] t,
  output wire [7:0]         wrap,
  output wire [8:0]         grown,
  output wire signed [8:0]  below,
  output wire signed [25:0] product,
  output wire [9:0]         three,
  output wire [7:0]         quotient,
  output wire               less
);

  assign wrap = a + b - 8'd3; // constructs.ts:52
  assign grown = a + b; // constructs.ts:53
  assign below = a - b; // constructs.ts:54
  assign product = s * t; // constructs.ts:55
  wire [8:0] _three_sum = a + b;
  assign three = _three_sum + {2'd0, a}; // constructs.ts:56
  assign quotient = b == 8'd0 ? 8'd0 : a / b; // constructs.ts:57
  assign less = $signed({{10{s[7]}}, s}) < t + -18'sd5; // constructs.ts:58

endmodule

`default_nettype wire
