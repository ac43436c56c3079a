// Defaults, from constructs.ts
`default_nettype none

module Defaults (
  input  wire [3:0] a,
  input  wire       go,
  output reg  [3:0] y,
  output reg  [3:0] z,
  output wire [3:0] flags
);

  always @* begin // constructs.ts:151
    y = 4'd0;
    z = 4'd15; // constructs.ts:152
    if (go) begin // constructs.ts:153
      y = a; // constructs.ts:154
      z[1:0] = a[3:2]; // constructs.ts:155
    end
  end

  assign flags[2:0] = 3'd0; // constructs.ts:157
  assign flags[3] = go; // constructs.ts:158

endmodule

`default_nettype wire
