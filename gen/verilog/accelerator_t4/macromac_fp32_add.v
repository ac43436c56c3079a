// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/fp/add.ts by `make verilog`; do not edit.
//
// sum = fl(a + b), FP32, a new pair every cycle. `x + (−x)` is +0; a sum below 2^-126 becomes zero of its sign.
`default_nettype none

module macromac_fp32_add (
  input  wire        clk,
  input  wire [31:0] a,
  input  wire [31:0] b,
  output wire [31:0] sum
);
  reg sign_1;
  reg subtract_1;
  reg [7:0] exponent_1;
  reg [7:0] distance_1;
  reg [23:0] big_1;
  reg [23:0] small_1;
  reg nan_1;
  reg infinite_1;
  // The sign of a sum of zeros: −0 only if both are.
  reg negative_zero_1;
  reg sign_2;
  reg subtract_2;
  reg [7:0] exponent_2;
  reg [23:0] big_2;
  reg [26:0] small_2;
  reg nan_2;
  reg infinite_2;
  reg negative_zero_2;
  reg sign_3;
  reg [7:0] exponent_3;
  reg [27:0] total_3;
  reg nan_3;
  reg infinite_3;
  reg negative_zero_3;
  reg sign_4;
  reg [7:0] exponent_4;
  reg [27:0] total_4;
  reg [4:0] zeros_4;
  reg nan_4;
  reg infinite_4;
  reg negative_zero_4;
  reg sign_5;
  reg signed [9:0] exponent_5;
  reg [27:0] normal_5;
  reg nan_5;
  reg infinite_5;
  reg [31:0] sum_6;

  wire [23:0] _sign_1_bits = {b[30:23] != 8'd0, b[22:0] & {23{b[30:23] != 8'd0}}};
  wire [23:0] _sign_1_bits_2 = {a[30:23] != 8'd0, a[22:0] & {23{a[30:23] != 8'd0}}};
  wire _sign_1_and = (a[30:23] == 8'd255) & (a[22:0] == 23'd0);
  wire _sign_1_and_2 = (b[30:23] == 8'd255) & (b[22:0] == 23'd0);
  wire [26:0] _sign_1_choice = distance_1[0] ? {small_1, 3'd0} >> 1 : {small_1, 3'd0};
  wire [26:0] _sign_1_choice_2 = distance_1[1] ? _sign_1_choice >> 2 : _sign_1_choice;
  wire [26:0] _sign_1_choice_3 = distance_1[2] ? _sign_1_choice_2 >> 4 : _sign_1_choice_2;
  wire [26:0] _sign_1_choice_4 = distance_1[3] ? _sign_1_choice_3 >> 8 : _sign_1_choice_3;
  wire [15:0] _sign_1_choice_5 = |total_3[27:12] ? total_3[27:12] : {total_3[11:0], 4'd0};
  wire [7:0] _sign_1_choice_6 = |_sign_1_choice_5[15:8] ? _sign_1_choice_5[15:8] : _sign_1_choice_5[7:0];
  wire [3:0] _sign_1_choice_7 = |_sign_1_choice_6[7:4] ? _sign_1_choice_6[7:4] : _sign_1_choice_6[3:0];
  wire [1:0] _zeros_4_choice = |_sign_1_choice_7[3:2] ? _sign_1_choice_7[3:2] : _sign_1_choice_7[1:0];

  always @(posedge clk) begin
    sign_1 <= a[30:0] < b[30:0] ? b[31] : a[31];
    subtract_1 <= a[31] ^ b[31];
    exponent_1 <= a[30:0] < b[30:0] ? b[30:23] : a[30:23];
    distance_1 <= a[30:0] < b[30:0] ? b[30:23] - a[30:23] : a[30:23] - b[30:23];
    big_1 <= a[30:0] < b[30:0] ? _sign_1_bits : _sign_1_bits_2;
    small_1 <= a[30:0] < b[30:0] ? _sign_1_bits_2 : _sign_1_bits;
    nan_1 <= ((a[30:23] == 8'd255) & (a[22:0] != 23'd0)) | ((b[30:23] == 8'd255) & (b[22:0] != 23'd0)) |
        (_sign_1_and & _sign_1_and_2 & (a[31] ^ b[31]));
    infinite_1 <= _sign_1_and | _sign_1_and_2;
    negative_zero_1 <= a[31] & b[31];
    sign_2 <= sign_1;
    subtract_2 <= subtract_1;
    exponent_2 <= exponent_1;
    big_2 <= big_1;
    small_2 <= |distance_1[7:5] ? {26'd0, |small_1}
        : (distance_1[4] ? _sign_1_choice_4 >> 16 : _sign_1_choice_4) |
        {26'd0, (|_sign_1_choice[1:0] & distance_1[1]) | (|_sign_1_choice_2[3:0] & distance_1[2]) |
        (|_sign_1_choice_3[7:0] & distance_1[3]) | (|_sign_1_choice_4[15:0] & distance_1[4])};
    nan_2 <= nan_1;
    infinite_2 <= infinite_1;
    negative_zero_2 <= negative_zero_1;
    sign_3 <= sign_2;
    exponent_3 <= exponent_2;
    total_3 <= subtract_2 ? {1'b0, {big_2, 3'd0}} - {1'b0, small_2} : {1'b0, {big_2, 3'd0}} + {1'b0, small_2};
    nan_3 <= nan_2;
    infinite_3 <= infinite_2;
    negative_zero_3 <= negative_zero_2;
    sign_4 <= sign_3;
    exponent_4 <= exponent_3;
    total_4 <= total_3;
    zeros_4 <= |total_3 ? {~(|total_3[27:12]), ~(|_sign_1_choice_5[15:8]), ~(|_sign_1_choice_6[7:4]),
        ~(|_sign_1_choice_7[3:2]), ~_zeros_4_choice[1]} : 5'd28;
    nan_4 <= nan_3;
    infinite_4 <= infinite_3;
    negative_zero_4 <= negative_zero_3;
    sign_5 <= total_4 == 28'd0 ? negative_zero_4 : sign_4;
    exponent_5 <= {2'd0, exponent_4} + 10'd1 - {5'd0, zeros_4};
    normal_5 <= total_4 << zeros_4;
    nan_5 <= nan_4;
    infinite_5 <= infinite_4;
    sum_6 <= nan_5 ? 32'h7fc00000 : infinite_5 || exponent_5 >= 10'sd255 ? {sign_5, 31'h7f800000}
        : !normal_5[27] || exponent_5 <= 10'sd0 ? {sign_5, 31'd0}
        : {sign_5, {exponent_5[7:0], normal_5[26:4]} + {30'd0, normal_5[3] & (|normal_5[2:0] | normal_5[4])}};
  end

  assign sum = sum_6;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, _zeros_4_choice[0]};

endmodule

`default_nettype wire
