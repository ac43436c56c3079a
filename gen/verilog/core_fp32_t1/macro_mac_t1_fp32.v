// macro_mac_t1_fp32, from float-macro-mac.ts
`default_nettype none

module macro_mac_t1_fp32 (
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
  input  wire [127:0] values,
  input  wire [7:0]   exponents,
  output wire         beat_valid,
  output wire [127:0] beat
);
  wire [255:0] u_unpack_weights; // float-macro-mac.ts:15
  wire [127:0] u_unpack_scales;
  wire [127:0] u_unpack_current;
  reg valid_1; // float-macro-mac.ts:18
  reg ended_1;
  reg int8_1; // float-macro-mac.ts:21
  reg upper_1;
  reg first_1;
  reg last_1;
  reg [2:0] tokens_1;
  reg poisoned_1;
  wire [7:0] bad_scales; // float-macro-mac.ts:34
  wire u_t0_dot_done; // float-macro-mac.ts:38
  wire [255:0] u_t0_dot_sums;

  unpacker u_unpack ( // float-macro-mac.ts:15
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

  always @(posedge clk) begin // float-macro-mac.ts:19
    valid_1 <= control_weights;
    ended_1 <= control_last; // float-macro-mac.ts:20
    int8_1 <= control_int8; // float-macro-mac.ts:21
    upper_1 <= control_upper;
    first_1 <= control_first_group;
    last_1 <= control_last_group;
    tokens_1 <= control_tokens;
    poisoned_1 <= control_poisoned;
    if (rst) begin
      valid_1 <= 1'b0;
      ended_1 <= 1'b0;
    end
  end

  assign bad_scales = {&u_unpack_scales[126:122], &u_unpack_scales[110:106], &u_unpack_scales[94:90],
      &u_unpack_scales[78:74], &u_unpack_scales[62:58], &u_unpack_scales[46:42], &u_unpack_scales[30:26],
      &u_unpack_scales[14:10]}; // float-macro-mac.ts:34

  float_dot u_t0_dot ( // float-macro-mac.ts:38
    .clk(clk),
    .rst(rst),
    .valid(valid_1),
    .int8(int8_1),
    .upper(upper_1),
    .weights(u_unpack_weights),
    .scales(u_unpack_current),
    .values(values),
    .done(u_t0_dot_done),
    .sums(u_t0_dot_sums)
  );

  float_unit u_t0_unit (
    .clk(clk),
    .rst(rst),
    .ended(ended_1),
    .first(first_1),
    .last(last_1),
    .used(1'b1),
    .poisoned(bad_scales | {8{poisoned_1}}),
    .done(u_t0_dot_done),
    .sums(u_t0_dot_sums),
    .beat_valid(beat_valid),
    .beat(beat)
  );

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, exponents, u_unpack_scales[9:0], u_unpack_scales[25:15], u_unpack_scales[41:31],
      u_unpack_scales[57:47], u_unpack_scales[73:63], u_unpack_scales[89:79], u_unpack_scales[105:95],
      u_unpack_scales[121:111], u_unpack_scales[127], tokens_1};

endmodule

`default_nettype wire
