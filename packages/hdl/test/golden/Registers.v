// Registers, from constructs.ts
`default_nettype none

module Registers (
  input  wire       clk,
  input  wire       rst,
  input  wire [7:0] d,
  input  wire       load,
  input  wire       clear,
  output wire [7:0] count,
  output wire [7:0] late,
  output wire [7:0] plain
);
  reg [7:0] n; // constructs.ts:137
  reg [7:0] d_late_1; // constructs.ts:142
  reg [7:0] d_late_2;
  reg [7:0] d_late;
  reg [7:0] q; // constructs.ts:143

  always @(posedge clk) begin // constructs.ts:138
    if (clear) begin
      n <= 8'd0;
    end else if (load) begin // constructs.ts:139
      n <= d;
    end else begin
      n <= n + 8'd1; // constructs.ts:140
    end
    if (rst) begin
      n <= 8'd7;
    end
  end

  assign count = n; // constructs.ts:141

  always @(posedge clk) begin // constructs.ts:142
    if (load) begin
      d_late_1 <= d;
      d_late_2 <= d_late_1;
      d_late <= d_late_2;
    end
  end

  assign late = d_late;

  always @(posedge clk) begin // constructs.ts:143
    q <= d ^ n;
  end

  assign plain = q;

endmodule

`default_nettype wire
