// macro_mac_t1_m27, from macro-mac.ts
`default_nettype none

module macro_mac_t1_m27 (
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
  input  wire         control_poisoned,
  input  wire [107:0] values,
  input  wire [7:0]   exponents,
  output wire         beat_valid,
  output wire [127:0] beat
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
  reg group_poisoned;
  wire [319:0] u_t0_dot_sums; // macro-mac.ts:62

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
    .mantissas(values),
    .sums(u_t0_dot_sums)
  );

  group_unit_t1_m27 u_g0_group ( // macro-mac.ts:74
    .clk(clk),
    .rst(rst),
    .capture(captured),
    .sums(u_t0_dot_sums),
    .scales(u_unpack_scales),
    .exponents(exponents),
    .poisoned(group_poisoned),
    .first(group_first),
    .last(group_last),
    .used({group_tokens > 3'd0, group_tokens == 3'd0}),
    .beat_valid(beat_valid),
    .beat(beat)
  );

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_unpack_current};

endmodule

`default_nettype wire
