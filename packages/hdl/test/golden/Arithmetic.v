// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
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

  assign wrap = a + b - 8'd3;
  assign grown = a + b;
  assign below = a - b;
  assign product = s * t;
  wire [8:0] _three_sum = a + b;
  assign three = _three_sum + {2'd0, a};
  assign quotient = b == 8'd0 ? 8'd0 : a / b;
  assign less = $signed({{10{s[7]}}, s}) < t + -18'sd5;

endmodule

`default_nettype wire
