// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/fp/quantise.ts by `make verilog`; do not edit.
//
// half = x in FP16, rounded to nearest even, a new x every cycle: subnormal halves are exact, an overflow is ∞,
// a NaN is 7E00.
`default_nettype none

module macromac_fp32_to_fp16 (
  input  wire        clk,
  input  wire [31:0] x,
  output wire [15:0] half
);
  reg sign_1;
  reg [23:0] significand_1;
  reg [7:0] distance_1;
  // Of a normal half, less one: the hidden one adds it.
  reg [4:0] exponent_1;
  reg infinite_1;
  reg nan_1;
  reg sign_2;
  reg [23:0] aligned_2;
  reg [4:0] exponent_2;
  reg infinite_2;
  reg nan_2;
  reg sign_3;
  reg [14:0] magnitude_3;
  reg infinite_3;
  reg nan_3;
  reg [15:0] half_4;

  wire [23:0] _sign_1_choice = distance_1[1] ? (distance_1[0] ? significand_1 >> 1 : significand_1) >> 2
      : distance_1[0] ? significand_1 >> 1 : significand_1;
  wire [23:0] _sign_1_choice_2 = distance_1[2] ? _sign_1_choice >> 4 : _sign_1_choice;
  wire [7:0] _exponent_1_choice = x[30:23] >= 8'd113 ? x[30:23] - 8'd113 : 8'd0;
  wire [23:0] _aligned_2_choice = distance_1[0] ? significand_1 >> 1 : significand_1;
  wire [15:0] _magnitude_3_sum = {1'b0, {exponent_2, 10'd0}} +
      {4'd0, aligned_2[23:13] + {11'd0, aligned_2[12] & (|aligned_2[11:0] | aligned_2[13])}};

  always @(posedge clk) begin
    sign_1 <= x[31];
    significand_1 <= {x[30:23] != 8'd0, x[22:0] & {23{x[30:23] != 8'd0}}};
    distance_1 <= x[30:23] >= 8'd113 ? 8'd0 : 8'd113 - x[30:23];
    exponent_1 <= _exponent_1_choice[4:0];
    infinite_1 <= x[30:23] >= 8'd143;
    nan_1 <= (x[30:23] == 8'd255) & (x[22:0] != 23'd0);
    sign_2 <= sign_1;
    aligned_2 <= |distance_1[7:4] ? 24'd0 : (distance_1[3] ? _sign_1_choice_2 >> 8 : _sign_1_choice_2) |
        {23'd0, (significand_1[0] & distance_1[0]) | (|_aligned_2_choice[1:0] & distance_1[1]) |
        (|_sign_1_choice[3:0] & distance_1[2]) | (|_sign_1_choice_2[7:0] & distance_1[3])};
    exponent_2 <= exponent_1;
    infinite_2 <= infinite_1;
    nan_2 <= nan_1;
    sign_3 <= sign_2;
    magnitude_3 <= _magnitude_3_sum[14:0];
    infinite_3 <= infinite_2;
    nan_3 <= nan_2;
    half_4 <= nan_3 ? 16'h7e00 : {sign_3, infinite_3 || magnitude_3 >= 15'h7c00 ? 15'h7c00 : magnitude_3};
  end

  assign half = half_4;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, _exponent_1_choice[7:5], _aligned_2_choice[23:2], _magnitude_3_sum[15]};

endmodule

`default_nettype wire
