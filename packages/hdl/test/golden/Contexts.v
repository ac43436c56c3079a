// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
//
// Places where Verilog's context would change a width: each needs its own wire.
`default_nettype none

module Contexts (
  input  wire [7:0]         a,
  input  wire [7:0]         b,
  input  wire signed [7:0]  s,
  output wire [8:0]         carry,
  output wire               top,
  output wire               compare,
  output wire [7:0]         mean,
  output wire signed [15:0] wide
);

  wire [7:0] _carry_sum = a + 8'd1;
  assign carry = {_carry_sum[0], a + b};
  wire [8:0] _top_sum = a + b;
  assign top = _top_sum[8];
  assign compare = {1'b0, a + b} < a + b;
  wire [8:0] _mean_sum = a + b;
  wire [8:0] _mean_shifted = _mean_sum >> 1;
  assign mean = _mean_shifted[7:0];
  wire signed [7:0] _wide_not = ~s;
  assign wide = $signed({{8{_wide_not[7]}}, _wide_not}) + $signed({a, b});

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, _carry_sum[7:1], _top_sum[7:0], _mean_shifted[8]};

endmodule

`default_nettype wire
