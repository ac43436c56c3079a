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
  reg [2:0] part_4;
  reg [20:0] zeros_4;
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

  wire [3:0] _sign_1_choice = |{product_3[1:0], 2'd0} ? {product_3[1:0], 2'd0} : 4'd0;
  wire [3:0] _sign_1_choice_2 = |product_3[9:6] ? product_3[9:6] : product_3[5:2];
  wire [3:0] _sign_1_choice_3 = |product_3[17:14] ? product_3[17:14] : product_3[13:10];
  wire [3:0] _sign_1_choice_4 = |product_3[25:22] ? product_3[25:22] : product_3[21:18];
  wire [3:0] _sign_1_choice_5 = |product_3[33:30] ? product_3[33:30] : product_3[29:26];
  wire [3:0] _sign_1_choice_6 = |product_3[41:38] ? product_3[41:38] : product_3[37:34];
  wire [3:0] _sign_1_choice_7 = |product_3[49:46] ? product_3[49:46] : product_3[45:42];
  wire [2:0] _sign_1_choice_8 = part_4 == 3'd0 ? zeros_4[2:0] : part_4 == 3'd1 ? zeros_4[5:3] : part_4 == 3'd2
      ? zeros_4[8:6] : part_4 == 3'd3 ? zeros_4[11:9] : part_4 == 3'd4 ? zeros_4[14:12] : part_4 == 3'd5
      ? zeros_4[17:15] : zeros_4[20:18];
  wire [33:0] _sign_1_sum = {exponent_5, normal_5[48:26]} +
      {33'd0, (normal_5[25] & (|normal_5[24:0] | normal_5[26])) | ((exponent_5 == 11'sd0) & &normal_5[49:26])};
  wire signed [39:0] _magnitude_1_choice = sum[39] ? -sum : sum;
  wire [1:0] _zeros_4_choice = |_sign_1_choice[3:2] ? _sign_1_choice[3:2] : _sign_1_choice[1:0];
  wire [3:0] _zeros_4_choice_2 = |{product_3[1:0], 6'd0}
      ? {1'b0, {~(|{product_3[1:0], 2'd0}), ~(|_sign_1_choice[3:2]), ~_zeros_4_choice[1]}} : 4'd8;
  wire [1:0] _zeros_4_choice_3 = |_sign_1_choice_2[3:2] ? _sign_1_choice_2[3:2] : _sign_1_choice_2[1:0];
  wire [3:0] _zeros_4_choice_4 = |product_3[9:2]
      ? {1'b0, {~(|product_3[9:6]), ~(|_sign_1_choice_2[3:2]), ~_zeros_4_choice_3[1]}} : 4'd8;
  wire [1:0] _zeros_4_choice_5 = |_sign_1_choice_3[3:2] ? _sign_1_choice_3[3:2] : _sign_1_choice_3[1:0];
  wire [3:0] _zeros_4_choice_6 = |product_3[17:10]
      ? {1'b0, {~(|product_3[17:14]), ~(|_sign_1_choice_3[3:2]), ~_zeros_4_choice_5[1]}} : 4'd8;
  wire [1:0] _zeros_4_choice_7 = |_sign_1_choice_4[3:2] ? _sign_1_choice_4[3:2] : _sign_1_choice_4[1:0];
  wire [3:0] _zeros_4_choice_8 = |product_3[25:18]
      ? {1'b0, {~(|product_3[25:22]), ~(|_sign_1_choice_4[3:2]), ~_zeros_4_choice_7[1]}} : 4'd8;
  wire [1:0] _zeros_4_choice_9 = |_sign_1_choice_5[3:2] ? _sign_1_choice_5[3:2] : _sign_1_choice_5[1:0];
  wire [3:0] _zeros_4_choice_10 = |product_3[33:26]
      ? {1'b0, {~(|product_3[33:30]), ~(|_sign_1_choice_5[3:2]), ~_zeros_4_choice_9[1]}} : 4'd8;
  wire [1:0] _zeros_4_choice_11 = |_sign_1_choice_6[3:2] ? _sign_1_choice_6[3:2] : _sign_1_choice_6[1:0];
  wire [3:0] _zeros_4_choice_12 = |product_3[41:34]
      ? {1'b0, {~(|product_3[41:38]), ~(|_sign_1_choice_6[3:2]), ~_zeros_4_choice_11[1]}} : 4'd8;
  wire [1:0] _zeros_4_choice_13 = |_sign_1_choice_7[3:2] ? _sign_1_choice_7[3:2] : _sign_1_choice_7[1:0];
  wire [3:0] _zeros_4_choice_14 = |product_3[49:42]
      ? {1'b0, {~(|product_3[49:46]), ~(|_sign_1_choice_7[3:2]), ~_zeros_4_choice_13[1]}} : 4'd8;

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
    part_4 <= product_3[49:42] == 8'd0
        ? (product_3[41:34] == 8'd0
        ? (product_3[33:26] == 8'd0
        ? (product_3[25:18] == 8'd0 ? (product_3[17:10] == 8'd0 ? (product_3[9:2] == 8'd0 ? 3'd6 : 3'd5) : 3'd4)
        : 3'd3) : 3'd2) : 3'd1) : 3'd0;
    zeros_4 <= {_zeros_4_choice_2[2:0], _zeros_4_choice_4[2:0], _zeros_4_choice_6[2:0], _zeros_4_choice_8[2:0],
        _zeros_4_choice_10[2:0], _zeros_4_choice_12[2:0], _zeros_4_choice_14[2:0]};
    exponent_4 <= exponent_3;
    nan_4 <= nan_3;
    sign_5 <= sign_4;
    normal_5 <= (product_4 << {part_4, 3'd0}) << _sign_1_choice_8;
    exponent_5 <= $signed({2'd0, exponent_4}) + -11'sd1 - $signed({5'd0, {part_4, _sign_1_choice_8}});
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
  wire _unused = &{1'b0, _magnitude_1_choice[39], _zeros_4_choice[0], _zeros_4_choice_2[3],
      _zeros_4_choice_3[0], _zeros_4_choice_4[3], _zeros_4_choice_5[0], _zeros_4_choice_6[3],
      _zeros_4_choice_7[0], _zeros_4_choice_8[3], _zeros_4_choice_9[0], _zeros_4_choice_10[3],
      _zeros_4_choice_11[0], _zeros_4_choice_12[3], _zeros_4_choice_13[0], _zeros_4_choice_14[3]};

endmodule

`default_nettype wire
