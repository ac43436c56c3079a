// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/fp/quantise.ts by `make verilog`; do not edit.
//
// value = RNE(x), limited to ±32,639, or to ±127 where `narrow` is set; a new x every cycle. An infinity is
// limited, a NaN gives 0. These are the q of keys and values (docs/numerics.md).
`default_nettype none

module macromac_fp32_to_int16 (
  input  wire               clk,
  input  wire [31:0]        x,
  input  wire               narrow,
  output wire signed [15:0] value
);
  reg negative_1;
  reg narrow_1;
  reg [23:0] significand_1;
  reg [7:0] distance_1;
  reg above_1;
  reg nan_1;
  reg negative_2;
  reg narrow_2;
  reg [23:0] aligned_2;
  reg above_2;
  reg negative_3;
  reg [16:0] limit_3;
  reg [16:0] magnitude_3;
  reg above_3;
  reg signed [15:0] value_4;

  wire [23:0] _negative_1_choice = distance_1[1] ? (distance_1[0] ? significand_1 >> 1 : significand_1) >> 2
      : distance_1[0] ? significand_1 >> 1 : significand_1;
  wire [23:0] _negative_1_choice_2 = distance_1[2] ? _negative_1_choice >> 4 : _negative_1_choice;
  wire [23:0] _negative_1_choice_3 = distance_1[3] ? _negative_1_choice_2 >> 8 : _negative_1_choice_2;
  wire [23:0] _aligned_2_choice = distance_1[0] ? significand_1 >> 1 : significand_1;
  wire [16:0] _value_4_choice = above_3 || magnitude_3 > limit_3 ? limit_3 : magnitude_3;

  always @(posedge clk) begin
    negative_1 <= x[31];
    narrow_1 <= narrow;
    significand_1 <= {x[30:23] != 8'd0, x[22:0] & {23{x[30:23] != 8'd0}}};
    distance_1 <= 8'd142 - x[30:23];
    above_1 <= x[30:23] >= 8'd143;
    nan_1 <= (x[30:23] == 8'd255) & (x[22:0] != 23'd0);
    negative_2 <= negative_1;
    narrow_2 <= narrow_1;
    aligned_2 <= |distance_1[7:5] || nan_1 ? 24'd0
        : (distance_1[4] ? _negative_1_choice_3 >> 16 : _negative_1_choice_3) |
        {23'd0, (significand_1[0] & distance_1[0]) | (|_aligned_2_choice[1:0] & distance_1[1]) |
        (|_negative_1_choice[3:0] & distance_1[2]) | (|_negative_1_choice_2[7:0] & distance_1[3]) |
        (|_negative_1_choice_3[15:0] & distance_1[4])};
    above_2 <= above_1 & ~nan_1;
    negative_3 <= negative_2;
    limit_3 <= narrow_2 ? 17'd127 : 17'h7f7f;
    magnitude_3 <= aligned_2[23:8] + {16'd0, aligned_2[7] & (|aligned_2[6:0] | aligned_2[8])};
    above_3 <= above_2;
    value_4 <= negative_3 ? -$signed(_value_4_choice[15:0]) : $signed(_value_4_choice[15:0]);
  end

  assign value = value_4;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, _aligned_2_choice[23:2], _value_4_choice[16]};

endmodule

`default_nettype wire
