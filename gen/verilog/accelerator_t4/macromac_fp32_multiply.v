// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/fp/multiply.ts by `make verilog`; do not edit.
//
// product = fl(a · b), FP32, a new pair every cycle. Where b is known to have few significant bits (a converted
// FP16 scale has 11, a weight 8), `significant` says so, and the product fits one DSP; the lower bits of b's
// fraction are then ignored.
`default_nettype none

module macromac_fp32_multiply (
  input  wire        clk,
  input  wire [31:0] a,
  input  wire [31:0] b,
  output wire [31:0] product
);
  reg sign_1;
  reg [23:0] a_1;
  reg [23:0] b_1;
  reg signed [10:0] exponent_1;
  reg zero_1;
  reg infinite_1;
  reg nan_1;
  reg sign_2;
  reg [40:0] low_2;
  reg [30:0] high_2;
  reg signed [10:0] exponent_2;
  reg zero_2;
  reg infinite_2;
  reg nan_2;
  reg sign_3;
  reg [47:0] product_3;
  reg signed [10:0] exponent_3;
  reg zero_3;
  reg infinite_3;
  reg nan_3;
  wire [47:0] normal;
  wire signed [10:0] exponent;
  wire just_below;
  wire [33:0] rounded;
  reg sign_4;
  reg signed [10:0] exponent_4;
  reg [22:0] fraction_4;
  reg zero_4;
  reg infinite_4;
  reg nan_4;
  reg [31:0] product_5;

  wire _sign_1_or = ((a[30:23] == 8'd255) & (a[22:0] == 23'd0)) | ((b[30:23] == 8'd255) & (b[22:0] == 23'd0));

  always @(posedge clk) begin
    sign_1 <= a[31] ^ b[31];
    a_1 <= {a[30:23] != 8'd0, a[22:0] & {23{a[30:23] != 8'd0}}};
    b_1 <= {b[30:23] != 8'd0, b[22:0] & {23{b[30:23] != 8'd0}}};
    exponent_1 <= $signed({3'd0, a[30:23]} + {3'd0, b[30:23]}) - 11'sd127;
    zero_1 <= (a[30:23] == 8'd0) | (b[30:23] == 8'd0);
    infinite_1 <= _sign_1_or;
    nan_1 <= ((a[30:23] == 8'd255) & (a[22:0] != 23'd0)) | ((b[30:23] == 8'd255) & (b[22:0] != 23'd0)) |
        (_sign_1_or & ((a[30:23] == 8'd0) | (b[30:23] == 8'd0)));
    sign_2 <= sign_1;
    low_2 <= a_1 * b_1[16:0];
    high_2 <= a_1 * b_1[23:17];
    exponent_2 <= exponent_1;
    zero_2 <= zero_1;
    infinite_2 <= infinite_1;
    nan_2 <= nan_1;
    sign_3 <= sign_2;
    product_3 <= {high_2, 17'd0} + {7'd0, low_2};
    exponent_3 <= exponent_2;
    zero_3 <= zero_2;
    infinite_3 <= infinite_2;
    nan_3 <= nan_2;
    sign_4 <= sign_3;
    exponent_4 <= rounded[33:23];
    fraction_4 <= rounded[22:0];
    zero_4 <= zero_3 | ((exponent <= 11'sd0) & ~just_below);
    infinite_4 <= infinite_3;
    nan_4 <= nan_3;
    product_5 <= nan_4 ? 32'h7fc00000 : infinite_4 || (exponent_4 >= 11'sd255 && !zero_4)
        ? {sign_4, 31'h7f800000} : zero_4 ? {sign_4, 31'd0} : {sign_4, exponent_4[7:0], fraction_4};
  end

  assign normal = product_3[47] ? product_3 : product_3 << 1;
  assign exponent = exponent_3 + $signed({10'd0, product_3[47]});
  assign just_below = (exponent == 11'sd0) & &normal[47:24];
  assign rounded = {exponent, normal[46:24]} +
      {33'd0, (normal[23] & (|normal[22:0] | normal[24])) | just_below};
  assign product = product_5;

endmodule

`default_nettype wire
