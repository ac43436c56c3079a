// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
`default_nettype none

module Defaults (
  input  wire [3:0] a,
  input  wire       go,
  output reg  [3:0] y,
  output reg  [3:0] z,
  output wire [3:0] flags
);

  always @* begin
    y = 4'd0;
    z = 4'd15;
    if (go) begin
      y = a;
      z[1:0] = a[3:2];
    end
  end

  assign flags[2:0] = 3'd0;
  assign flags[3] = go;

endmodule

`default_nettype wire
