// Partial, from constructs.ts
`default_nettype none

module Partial (
  input  wire [7:0] a,
  input  wire [7:0] b,
  output wire [3:0] y
);
  wire [3:0] low; // constructs.ts:247
  wire [1:0] spare; // constructs.ts:248

  assign low = a[3:0]; // constructs.ts:247
  assign spare = 2'd0; // constructs.ts:249
  assign y = low; // constructs.ts:251

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, a[7:4], b, spare};

endmodule

`default_nettype wire
