// Generated from packages/hdl/test/golden/constructs.ts; do not edit.
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
  reg [7:0] n;
  reg [7:0] d_late_1;
  reg [7:0] d_late_2;
  reg [7:0] d_late;
  reg [7:0] q;

  always @(posedge clk) begin
    if (clear) begin
      n <= 8'd0;
    end else if (load) begin
      n <= d;
    end else begin
      n <= n + 8'd1;
    end
    if (rst) begin
      n <= 8'd7;
    end
  end

  assign count = n;

  always @(posedge clk) begin
    if (load) begin
      d_late_1 <= d;
      d_late_2 <= d_late_1;
      d_late <= d_late_2;
    end
  end

  assign late = d_late;

  always @(posedge clk) begin
    q <= d ^ n;
  end

  assign plain = q;

endmodule

`default_nettype wire
