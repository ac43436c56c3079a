// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/fp/convert.ts by `make verilog`; do not edit.
//
// FP16 → FP32, exact, subnormals included; any NaN becomes the one NaN.
`default_nettype none

module macromac_fp16_to_fp32 (
  input  wire        clk,
  input  wire [15:0] half,
  output wire [31:0] result
);
  reg sign_1;
  reg [9:0] fraction_1;
  reg [7:0] exponent_1;
  reg zero_1;
  reg infinite_1;
  reg nan_1;
  reg [31:0] packed_2;

  wire [7:0] _sign_1_choice = |half[9:2] ? half[9:2] : {half[1:0], 6'd0};
  wire [3:0] _sign_1_choice_2 = |_sign_1_choice[7:4] ? _sign_1_choice[7:4] : _sign_1_choice[3:0];
  wire [1:0] _sign_1_choice_3 = |_sign_1_choice_2[3:2] ? _sign_1_choice_2[3:2] : _sign_1_choice_2[1:0];
  wire [3:0] _sign_1_choice_4 = |half[9:0]
      ? {~(|half[9:2]), ~(|_sign_1_choice[7:4]), ~(|_sign_1_choice_2[3:2]), ~_sign_1_choice_3[1]} : 4'd10;

  always @(posedge clk) begin
    sign_1 <= half[15];
    fraction_1 <= half[14:10] == 5'd0 ? (half[9:0] << _sign_1_choice_4) << 1 : half[9:0];
    exponent_1 <= half[14:10] == 5'd0 ? 8'd112 - {4'd0, _sign_1_choice_4} : {3'd0, half[14:10]} + 8'd112;
    zero_1 <= (half[14:10] == 5'd0) & (half[9:0] == 10'd0);
    infinite_1 <= (half[14:10] == 5'd31) & (half[9:0] == 10'd0);
    nan_1 <= (half[14:10] == 5'd31) & (half[9:0] != 10'd0);
    packed_2 <= nan_1 ? 32'h7fc00000 : infinite_1 ? {sign_1, 31'h7f800000} : zero_1 ? {sign_1, 31'd0}
        : {sign_1, exponent_1, fraction_1, 13'd0};
  end

  assign result = packed_2;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, _sign_1_choice_3[0]};

endmodule

`default_nettype wire
