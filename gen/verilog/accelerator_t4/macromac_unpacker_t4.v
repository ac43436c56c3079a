// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/mac/unpacker.ts by `make verilog`; do not edit.
//
// The paper's unpacking unit, Figure 4(b): keeps the zeros and scales of the current macro, and turns each
// weight strip into q − z of 4 k × 8 outputs, element 8·r + j for input r and output j. INT8 strips hold 2 k ×
// 8 signed bytes and no zeros; the lanes they leave out become 0. `weights` is one cycle behind `strip`;
// `scales` are those of the last finished group, `current` those of this one.
`default_nettype none

module macromac_unpacker_t4 (
  input  wire         clk,
  input  wire [127:0] strip,
  input  wire         control_zeros,
  input  wire         control_scales,
  input  wire         control_weights,
  // First and last weight strip of a group.
  input  wire         control_first,
  input  wire         control_last,
  // The macro shares its zeros strip with the next one (AWQ_MACRO dense).
  input  wire         control_dense,
  // An INT8 strip (2 k × 8 outputs), and whether it holds the upper 2 of the 4 k that the buffer delivers.
  input  wire         control_int8,
  input  wire         control_upper,
  // The group is the first, the last, of its block of outputs.
  input  wire         control_first_group,
  input  wire         control_last_group,
  input  wire [2:0]   control_tokens,
  // A bit a token: its vector holds an infinity or a NaN. Complete from the last group of the first block on.
  input  wire [3:0]   control_poisoned,
  output wire [255:0] weights,
  output wire [127:0] scales,
  output wire [127:0] current
);
  reg [127:0] zeros;
  reg [127:0] current_scales;
  reg [127:0] finished_scales;
  reg [255:0] difference;

  always @(posedge clk) begin
    if (control_zeros) begin
      zeros <= strip;
    end else if (control_last && control_dense) begin
      zeros <= zeros >> 32;
    end
  end

  always @(posedge clk) begin
    if (control_scales) begin
      current_scales <= strip;
    end
  end

  always @(posedge clk) begin
    if (control_last) begin
      finished_scales <= current_scales;
    end
  end

  wire [4:0] _difference_difference = strip[3:0] - zeros[3:0];
  wire [4:0] _difference_difference_2 = strip[7:4] - zeros[7:4];
  wire [4:0] _difference_difference_3 = strip[11:8] - zeros[11:8];
  wire [4:0] _difference_difference_4 = strip[15:12] - zeros[15:12];
  wire [4:0] _difference_difference_5 = strip[19:16] - zeros[19:16];
  wire [4:0] _difference_difference_6 = strip[23:20] - zeros[23:20];
  wire [4:0] _difference_difference_7 = strip[27:24] - zeros[27:24];
  wire [4:0] _difference_difference_8 = strip[31:28] - zeros[31:28];
  wire [4:0] _difference_difference_9 = strip[35:32] - zeros[3:0];
  wire [4:0] _difference_difference_10 = strip[39:36] - zeros[7:4];
  wire [4:0] _difference_difference_11 = strip[43:40] - zeros[11:8];
  wire [4:0] _difference_difference_12 = strip[47:44] - zeros[15:12];
  wire [4:0] _difference_difference_13 = strip[51:48] - zeros[19:16];
  wire [4:0] _difference_difference_14 = strip[55:52] - zeros[23:20];
  wire [4:0] _difference_difference_15 = strip[59:56] - zeros[27:24];
  wire [4:0] _difference_difference_16 = strip[63:60] - zeros[31:28];
  wire [4:0] _difference_difference_17 = strip[67:64] - zeros[3:0];
  wire [4:0] _difference_difference_18 = strip[71:68] - zeros[7:4];
  wire [4:0] _difference_difference_19 = strip[75:72] - zeros[11:8];
  wire [4:0] _difference_difference_20 = strip[79:76] - zeros[15:12];
  wire [4:0] _difference_difference_21 = strip[83:80] - zeros[19:16];
  wire [4:0] _difference_difference_22 = strip[87:84] - zeros[23:20];
  wire [4:0] _difference_difference_23 = strip[91:88] - zeros[27:24];
  wire [4:0] _difference_difference_24 = strip[95:92] - zeros[31:28];
  wire [4:0] _difference_difference_25 = strip[99:96] - zeros[3:0];
  wire [4:0] _difference_difference_26 = strip[103:100] - zeros[7:4];
  wire [4:0] _difference_difference_27 = strip[107:104] - zeros[11:8];
  wire [4:0] _difference_difference_28 = strip[111:108] - zeros[15:12];
  wire [4:0] _difference_difference_29 = strip[115:112] - zeros[19:16];
  wire [4:0] _difference_difference_30 = strip[119:116] - zeros[23:20];
  wire [4:0] _difference_difference_31 = strip[123:120] - zeros[27:24];
  wire [4:0] _difference_difference_32 = strip[127:124] - zeros[31:28];

  always @(posedge clk) begin
    difference[7:0] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[7:0])
        : $signed({{3{_difference_difference[4]}}, _difference_difference});
    difference[15:8] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[15:8])
        : $signed({{3{_difference_difference_2[4]}}, _difference_difference_2});
    difference[23:16] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[23:16])
        : $signed({{3{_difference_difference_3[4]}}, _difference_difference_3});
    difference[31:24] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[31:24])
        : $signed({{3{_difference_difference_4[4]}}, _difference_difference_4});
    difference[39:32] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[39:32])
        : $signed({{3{_difference_difference_5[4]}}, _difference_difference_5});
    difference[47:40] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[47:40])
        : $signed({{3{_difference_difference_6[4]}}, _difference_difference_6});
    difference[55:48] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[55:48])
        : $signed({{3{_difference_difference_7[4]}}, _difference_difference_7});
    difference[63:56] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[63:56])
        : $signed({{3{_difference_difference_8[4]}}, _difference_difference_8});
    difference[71:64] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[71:64])
        : $signed({{3{_difference_difference_9[4]}}, _difference_difference_9});
    difference[79:72] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[79:72])
        : $signed({{3{_difference_difference_10[4]}}, _difference_difference_10});
    difference[87:80] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[87:80])
        : $signed({{3{_difference_difference_11[4]}}, _difference_difference_11});
    difference[95:88] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[95:88])
        : $signed({{3{_difference_difference_12[4]}}, _difference_difference_12});
    difference[103:96] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[103:96])
        : $signed({{3{_difference_difference_13[4]}}, _difference_difference_13});
    difference[111:104] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[111:104])
        : $signed({{3{_difference_difference_14[4]}}, _difference_difference_14});
    difference[119:112] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[119:112])
        : $signed({{3{_difference_difference_15[4]}}, _difference_difference_15});
    difference[127:120] <= control_int8 ? $signed(control_upper ? 8'd0 : strip[127:120])
        : $signed({{3{_difference_difference_16[4]}}, _difference_difference_16});
    difference[135:128] <= control_int8 ? $signed(control_upper ? strip[7:0] : 8'd0)
        : $signed({{3{_difference_difference_17[4]}}, _difference_difference_17});
    difference[143:136] <= control_int8 ? $signed(control_upper ? strip[15:8] : 8'd0)
        : $signed({{3{_difference_difference_18[4]}}, _difference_difference_18});
    difference[151:144] <= control_int8 ? $signed(control_upper ? strip[23:16] : 8'd0)
        : $signed({{3{_difference_difference_19[4]}}, _difference_difference_19});
    difference[159:152] <= control_int8 ? $signed(control_upper ? strip[31:24] : 8'd0)
        : $signed({{3{_difference_difference_20[4]}}, _difference_difference_20});
    difference[167:160] <= control_int8 ? $signed(control_upper ? strip[39:32] : 8'd0)
        : $signed({{3{_difference_difference_21[4]}}, _difference_difference_21});
    difference[175:168] <= control_int8 ? $signed(control_upper ? strip[47:40] : 8'd0)
        : $signed({{3{_difference_difference_22[4]}}, _difference_difference_22});
    difference[183:176] <= control_int8 ? $signed(control_upper ? strip[55:48] : 8'd0)
        : $signed({{3{_difference_difference_23[4]}}, _difference_difference_23});
    difference[191:184] <= control_int8 ? $signed(control_upper ? strip[63:56] : 8'd0)
        : $signed({{3{_difference_difference_24[4]}}, _difference_difference_24});
    difference[199:192] <= control_int8 ? $signed(control_upper ? strip[71:64] : 8'd0)
        : $signed({{3{_difference_difference_25[4]}}, _difference_difference_25});
    difference[207:200] <= control_int8 ? $signed(control_upper ? strip[79:72] : 8'd0)
        : $signed({{3{_difference_difference_26[4]}}, _difference_difference_26});
    difference[215:208] <= control_int8 ? $signed(control_upper ? strip[87:80] : 8'd0)
        : $signed({{3{_difference_difference_27[4]}}, _difference_difference_27});
    difference[223:216] <= control_int8 ? $signed(control_upper ? strip[95:88] : 8'd0)
        : $signed({{3{_difference_difference_28[4]}}, _difference_difference_28});
    difference[231:224] <= control_int8 ? $signed(control_upper ? strip[103:96] : 8'd0)
        : $signed({{3{_difference_difference_29[4]}}, _difference_difference_29});
    difference[239:232] <= control_int8 ? $signed(control_upper ? strip[111:104] : 8'd0)
        : $signed({{3{_difference_difference_30[4]}}, _difference_difference_30});
    difference[247:240] <= control_int8 ? $signed(control_upper ? strip[119:112] : 8'd0)
        : $signed({{3{_difference_difference_31[4]}}, _difference_difference_31});
    difference[255:248] <= control_int8 ? $signed(control_upper ? strip[127:120] : 8'd0)
        : $signed({{3{_difference_difference_32[4]}}, _difference_difference_32});
  end

  assign weights = difference;
  assign scales = finished_scales;
  assign current = current_scales;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, control_weights, control_first, control_first_group, control_last_group,
      control_tokens, control_poisoned};

endmodule

`default_nettype wire
