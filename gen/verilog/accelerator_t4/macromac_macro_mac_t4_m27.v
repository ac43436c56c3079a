// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/mac/macro-mac.ts by `make verilog`; do not edit.
//
// MACRO_MAC, Figure 4(c), engine `fused`: one channel's strips in, results of its 8 outputs out, in beats of
// four. `strip` and `control` belong together; `values` (mantissas) come a cycle later; `exponents` are those
// of the last finished group.
`default_nettype none

module macromac_macro_mac_t4_m27 (
  input  wire         clk,
  input  wire         rst,
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
  input  wire [431:0] values,
  input  wire [31:0]  exponents,
  output wire [1:0]   beat_valid,
  output wire [255:0] beat
);
  wire [255:0] u_unpack_weights;
  wire [127:0] u_unpack_scales;
  wire [127:0] u_unpack_current;
  reg valid_1;
  reg last_1;
  reg first_1;
  reg captured_1;
  reg captured_2;
  reg captured_3;
  reg captured_4;
  reg captured_5;
  reg captured;
  reg group_first;
  reg group_last;
  reg [2:0] group_tokens;
  reg [3:0] group_poisoned;
  wire [319:0] u_t0_dot_sums;
  wire [319:0] u_t1_dot_sums;
  wire [319:0] u_t2_dot_sums;
  wire [319:0] u_t3_dot_sums;
  wire u_g0_group_beat_valid;
  wire [127:0] u_g0_group_beat;
  wire u_g1_group_beat_valid;
  wire [127:0] u_g1_group_beat;

  macromac_unpacker_t4 u_unpack (
    .clk(clk),
    .strip(strip),
    .control_zeros(control_zeros),
    .control_scales(control_scales),
    .control_weights(control_weights),
    .control_first(control_first),
    .control_last(control_last),
    .control_dense(control_dense),
    .control_int8(control_int8),
    .control_upper(control_upper),
    .control_first_group(control_first_group),
    .control_last_group(control_last_group),
    .control_tokens(control_tokens),
    .control_poisoned(control_poisoned),
    .weights(u_unpack_weights),
    .scales(u_unpack_scales),
    .current(u_unpack_current)
  );

  always @(posedge clk) begin
    valid_1 <= control_weights;
    last_1 <= control_last;
    first_1 <= control_first;
    captured_1 <= last_1;
    captured_2 <= captured_1;
    captured_3 <= captured_2;
    captured_4 <= captured_3;
    captured_5 <= captured_4;
    captured <= captured_5;
    if (rst) begin
      valid_1 <= 1'b0;
      last_1 <= 1'b0;
      captured_1 <= 1'b0;
      captured_2 <= 1'b0;
      captured_3 <= 1'b0;
      captured_4 <= 1'b0;
      captured_5 <= 1'b0;
      captured <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (control_last) begin
      group_first <= control_first_group;
      group_last <= control_last_group;
      group_tokens <= control_tokens;
      group_poisoned <= control_poisoned;
    end
  end

  macromac_fused_dot_m27 u_t0_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[107:0]),
    .sums(u_t0_dot_sums)
  );

  macromac_fused_dot_m27 u_t1_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[215:108]),
    .sums(u_t1_dot_sums)
  );

  macromac_fused_dot_m27 u_t2_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[323:216]),
    .sums(u_t2_dot_sums)
  );

  macromac_fused_dot_m27 u_t3_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[431:324]),
    .sums(u_t3_dot_sums)
  );

  macromac_group_unit_t2_m27 u_g0_group (
    .clk(clk),
    .rst(rst),
    .capture(captured),
    .sums({u_t1_dot_sums, u_t0_dot_sums}),
    .scales(u_unpack_scales),
    .exponents(exponents[15:0]),
    .poisoned(group_poisoned[1:0]),
    .first(group_first),
    .last(group_last),
    .used({group_tokens > 3'd0, group_tokens == 3'd0}),
    .beat_valid(u_g0_group_beat_valid),
    .beat(u_g0_group_beat)
  );

  assign beat_valid[0] = u_g0_group_beat_valid;
  assign beat[127:0] = u_g0_group_beat;

  macromac_group_unit_t2_m27 u_g1_group (
    .clk(clk),
    .rst(rst),
    .capture(captured),
    .sums({u_t3_dot_sums, u_t2_dot_sums}),
    .scales(u_unpack_scales),
    .exponents(exponents[31:16]),
    .poisoned(group_poisoned[3:2]),
    .first(group_first),
    .last(group_last),
    .used({group_tokens > 3'd2, group_tokens == 3'd2}),
    .beat_valid(u_g1_group_beat_valid),
    .beat(u_g1_group_beat)
  );

  assign beat_valid[1] = u_g1_group_beat_valid;
  assign beat[255:128] = u_g1_group_beat;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_unpack_current};

endmodule

`default_nettype wire
