// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/fp/group-scale.ts by `make verilog`; do not edit.
//
// t = fl(S · s · 2^e), rounded once (design §5): the exact integer sum S of a group, times its FP16 scale,
// times the exponent of its block of activations. S = 0 gives +0; a non-finite scale, or `nan`, gives NaN.
//
// The block exponent comes biased, as the exponent field E of the largest activation, so e = E − 125 − M for
// mantissas of M bits.
`default_nettype none

module macromac_group_scale_m27 (
  input  wire               clk,
  input  wire signed [39:0] sum,
  input  wire [15:0]        scale,
  input  wire [7:0]         exponent,
  input  wire               nan,
  output wire [31:0]        t
);
  reg sign_1;
  reg [38:0] magnitude_1;
  reg [10:0] significand_1;
  reg [8:0] exponent_1;
  reg nan_1;
  reg sign_2;
  reg [36:0] low_2;
  reg [23:0] high_2;
  reg [8:0] exponent_2;
  reg nan_2;
  reg sign_3;
  reg [49:0] product_3;
  reg [8:0] exponent_3;
  reg nan_3;
  reg sign_4;
  reg [49:0] product_4;
  reg [5:0] zeros_4;
  reg [8:0] exponent_4;
  reg nan_4;
  reg sign_5;
  reg [49:0] normal_5;
  reg signed [10:0] exponent_5;
  reg nan_5;
  reg sign_6;
  reg signed [10:0] exponent_6;
  reg [22:0] fraction_6;
  reg zero_6;
  reg nan_6;
  reg [31:0] t_7;

  wire [31:0] _sign_1_choice = |product_3[49:18] ? product_3[49:18] : {product_3[17:0], 14'd0};
  wire [15:0] _sign_1_choice_2 = |_sign_1_choice[31:16] ? _sign_1_choice[31:16] : _sign_1_choice[15:0];
  wire [7:0] _sign_1_choice_3 = |_sign_1_choice_2[15:8] ? _sign_1_choice_2[15:8] : _sign_1_choice_2[7:0];
  wire [3:0] _sign_1_choice_4 = |_sign_1_choice_3[7:4] ? _sign_1_choice_3[7:4] : _sign_1_choice_3[3:0];
  wire [33:0] _sign_1_sum = {exponent_5, normal_5[48:26]} +
      {33'd0, (normal_5[25] & (|normal_5[24:0] | normal_5[26])) | ((exponent_5 == 11'sd0) & &normal_5[49:26])};
  wire signed [39:0] _magnitude_1_choice = sum[39] ? -sum : sum;
  wire [1:0] _zeros_4_choice = |_sign_1_choice_4[3:2] ? _sign_1_choice_4[3:2] : _sign_1_choice_4[1:0];

  always @(posedge clk) begin
    sign_1 <= (sum[39] ^ scale[15]) & (sum != 40'sd0);
    magnitude_1 <= _magnitude_1_choice[38:0];
    significand_1 <= {scale[14:10] != 5'd0, scale[9:0]};
    exponent_1 <= {4'd0, scale[14:10] != 5'd0 ? scale[14:10] : 5'd1} + {1'b0, exponent};
    nan_1 <= nan | (scale[14:10] == 5'd31);
    sign_2 <= sign_1;
    low_2 <= magnitude_1[25:0] * significand_1;
    high_2 <= magnitude_1[38:26] * significand_1;
    exponent_2 <= exponent_1;
    nan_2 <= nan_1;
    sign_3 <= sign_2;
    product_3 <= {high_2, 26'd0} + {13'd0, low_2};
    exponent_3 <= exponent_2;
    nan_3 <= nan_2;
    sign_4 <= sign_3;
    product_4 <= product_3;
    zeros_4 <= |product_3 ? {~(|product_3[49:18]), ~(|_sign_1_choice[31:16]), ~(|_sign_1_choice_2[15:8]),
        ~(|_sign_1_choice_3[7:4]), ~(|_sign_1_choice_4[3:2]), ~_zeros_4_choice[1]} : 6'd50;
    exponent_4 <= exponent_3;
    nan_4 <= nan_3;
    sign_5 <= sign_4;
    normal_5 <= product_4 << zeros_4;
    exponent_5 <= $signed({2'd0, exponent_4}) + -11'sd1 - $signed({5'd0, zeros_4});
    nan_5 <= nan_4;
    sign_6 <= sign_5;
    exponent_6 <= _sign_1_sum[33:23];
    fraction_6 <= _sign_1_sum[22:0];
    zero_6 <= ~normal_5[49] | ((exponent_5 <= 11'sd0) & ~((exponent_5 == 11'sd0) & &normal_5[49:26]));
    nan_6 <= nan_5;
    t_7 <= nan_6 ? 32'h7fc00000 : exponent_6 >= 11'sd255 && !zero_6 ? {sign_6, 31'h7f800000} : zero_6
        ? {sign_6, 31'd0} : {sign_6, exponent_6[7:0], fraction_6};
  end

  assign t = t_7;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, _magnitude_1_choice[39], _zeros_4_choice[0]};

endmodule

`default_nettype wire
