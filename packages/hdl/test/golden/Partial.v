// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
`default_nettype none

module Partial (
  input  wire [7:0] a,
  input  wire [7:0] b,
  output wire [3:0] y
);
  wire [3:0] low;
  wire [1:0] spare;

  assign low = a[3:0];
  assign spare = 2'd0;
  assign y = low;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, a[7:4], b, spare};

endmodule

`default_nettype wire
