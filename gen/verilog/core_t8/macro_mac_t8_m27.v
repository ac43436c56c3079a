// macro_mac_t8_m27, from macro-mac.ts
`default_nettype none

module macro_mac_t8_m27 (
  input  wire         clk,
  input  wire         rst,
  input  wire [127:0] strip,
  input  wire         control_zeros,
  input  wire         control_scales,
  input  wire         control_weights,
  input  wire         control_first,
  input  wire         control_last,
  input  wire         control_dense,
  input  wire         control_int8,
  input  wire         control_upper,
  input  wire         control_first_group,
  input  wire         control_last_group,
  input  wire [2:0]   control_tokens,
  input  wire [7:0]   control_poisoned,
  input  wire [863:0] values,
  input  wire [63:0]  exponents,
  output wire [3:0]   beat_valid,
  output wire [511:0] beat
);
  wire [255:0] u_unpack_weights; // macro-mac.ts:35
  wire [127:0] u_unpack_scales;
  wire [127:0] u_unpack_current;
  reg valid_1; // macro-mac.ts:39
  reg last_1;
  reg first_1; // macro-mac.ts:40
  reg captured_1; // macro-mac.ts:44
  reg captured_2;
  reg captured_3;
  reg captured_4;
  reg captured_5;
  reg captured;
  reg group_first; // macro-mac.ts:47
  reg group_last;
  reg [2:0] group_tokens;
  reg [7:0] group_poisoned;
  wire [319:0] u_t0_dot_sums; // macro-mac.ts:62
  wire [319:0] u_t1_dot_sums;
  wire [319:0] u_t2_dot_sums;
  wire [319:0] u_t3_dot_sums;
  wire [319:0] u_t4_dot_sums;
  wire [319:0] u_t5_dot_sums;
  wire [319:0] u_t6_dot_sums;
  wire [319:0] u_t7_dot_sums;
  wire u_g0_group_beat_valid; // macro-mac.ts:74
  wire [127:0] u_g0_group_beat;
  wire u_g1_group_beat_valid;
  wire [127:0] u_g1_group_beat;
  wire u_g2_group_beat_valid;
  wire [127:0] u_g2_group_beat;
  wire u_g3_group_beat_valid;
  wire [127:0] u_g3_group_beat;

  unpacker u_unpack ( // macro-mac.ts:35
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

  always @(posedge clk) begin // macro-mac.ts:41
    valid_1 <= control_weights;
    last_1 <= control_last; // macro-mac.ts:42
    first_1 <= control_first; // macro-mac.ts:43
    captured_1 <= last_1; // macro-mac.ts:44
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

  always @(posedge clk) begin // macro-mac.ts:53
    if (control_last) begin
      group_first <= control_first_group; // macro-mac.ts:54
      group_last <= control_last_group; // macro-mac.ts:55
      group_tokens <= control_tokens; // macro-mac.ts:56
      group_poisoned <= control_poisoned; // macro-mac.ts:57
    end
  end

  fused_dot_m27 u_t0_dot ( // macro-mac.ts:62
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[107:0]),
    .sums(u_t0_dot_sums)
  );

  fused_dot_m27 u_t1_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[215:108]),
    .sums(u_t1_dot_sums)
  );

  fused_dot_m27 u_t2_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[323:216]),
    .sums(u_t2_dot_sums)
  );

  fused_dot_m27 u_t3_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[431:324]),
    .sums(u_t3_dot_sums)
  );

  fused_dot_m27 u_t4_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[539:432]),
    .sums(u_t4_dot_sums)
  );

  fused_dot_m27 u_t5_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[647:540]),
    .sums(u_t5_dot_sums)
  );

  fused_dot_m27 u_t6_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[755:648]),
    .sums(u_t6_dot_sums)
  );

  fused_dot_m27 u_t7_dot (
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .first(first_1),
    .weights(u_unpack_weights),
    .mantissas(values[863:756]),
    .sums(u_t7_dot_sums)
  );

  group_unit_t2_m27 u_g0_group ( // macro-mac.ts:74
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

  assign beat_valid[0] = u_g0_group_beat_valid; // macro-mac.ts:83
  assign beat[127:0] = u_g0_group_beat; // macro-mac.ts:84

  group_unit_t2_m27 u_g1_group ( // macro-mac.ts:74
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

  assign beat_valid[1] = u_g1_group_beat_valid; // macro-mac.ts:83
  assign beat[255:128] = u_g1_group_beat; // macro-mac.ts:84

  group_unit_t2_m27 u_g2_group ( // macro-mac.ts:74
    .clk(clk),
    .rst(rst),
    .capture(captured),
    .sums({u_t5_dot_sums, u_t4_dot_sums}),
    .scales(u_unpack_scales),
    .exponents(exponents[47:32]),
    .poisoned(group_poisoned[5:4]),
    .first(group_first),
    .last(group_last),
    .used({group_tokens > 3'd4, group_tokens == 3'd4}),
    .beat_valid(u_g2_group_beat_valid),
    .beat(u_g2_group_beat)
  );

  assign beat_valid[2] = u_g2_group_beat_valid; // macro-mac.ts:83
  assign beat[383:256] = u_g2_group_beat; // macro-mac.ts:84

  group_unit_t2_m27 u_g3_group ( // macro-mac.ts:74
    .clk(clk),
    .rst(rst),
    .capture(captured),
    .sums({u_t7_dot_sums, u_t6_dot_sums}),
    .scales(u_unpack_scales),
    .exponents(exponents[63:48]),
    .poisoned(group_poisoned[7:6]),
    .first(group_first),
    .last(group_last),
    .used({group_tokens > 3'd6, group_tokens == 3'd6}),
    .beat_valid(u_g3_group_beat_valid),
    .beat(u_g3_group_beat)
  );

  assign beat_valid[3] = u_g3_group_beat_valid; // macro-mac.ts:83
  assign beat[511:384] = u_g3_group_beat; // macro-mac.ts:84

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_unpack_current};

endmodule

`default_nettype wire
