// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/mac/group-unit.ts by `make verilog`; do not edit.
//
// What happens once a group: the sums of 8 outputs and `tokens` (1 or 2) vectors are captured, and pass one a
// cycle through the group scale and the accumulator. A capture may follow the one before it after 8 · `tokens`
// cycles and no earlier.
`default_nettype none

module macromac_group_unit_t2_m27 (
  input  wire         clk,
  input  wire         rst,
  input  wire         capture,
  input  wire [639:0] sums,
  input  wire [127:0] scales,
  input  wire [15:0]  exponents,
  input  wire [1:0]   poisoned,
  input  wire         first,
  input  wire         last,
  // How many vectors are in use: 0 (nothing is computed), 1 or 2.
  input  wire [1:0]   used,
  output wire         beat_valid,
  output wire [127:0] beat
);
  reg busy;
  reg [3:0] index;
  reg [639:0] held_sums;
  reg [127:0] held_scales;
  reg [15:0] held_exponents;
  reg [1:0] held_poisoned;
  reg held_first;
  reg held_last;
  reg held_both;
  wire done;
  wire [31:0] u_scale_t;
  wire [39:0] sum;
  wire [15:0] scale;
  reg [39:0] sum_now;
  reg [15:0] scale_now;
  reg [7:0] exponent_now;
  reg poisoned_now;
  reg scaled_valid_1;
  reg scaled_valid_2;
  reg scaled_valid_3;
  reg scaled_valid_4;
  reg scaled_valid_5;
  reg scaled_valid_6;
  reg scaled_valid_7;
  reg scaled_valid;
  reg [3:0] scaled_index_1;
  reg scaled_first_1;
  reg scaled_last_1;
  reg [3:0] scaled_index_2;
  reg scaled_first_2;
  reg scaled_last_2;
  reg [3:0] scaled_index_3;
  reg scaled_first_3;
  reg scaled_last_3;
  reg [3:0] scaled_index_4;
  reg scaled_first_4;
  reg scaled_last_4;
  reg [3:0] scaled_index_5;
  reg scaled_first_5;
  reg scaled_last_5;
  reg [3:0] scaled_index_6;
  reg scaled_first_6;
  reg scaled_last_6;
  reg [3:0] scaled_index_7;
  reg scaled_first_7;
  reg scaled_last_7;
  reg [3:0] scaled_index;
  reg scaled_first;
  reg scaled_last;

  assign done = &index[2:0] & (index[3] | ~held_both);

  always @(posedge clk) begin
    if (busy) begin
      index <= index + 4'd1;
      if (done) begin
        busy <= 1'b0;
        index <= 4'd0;
      end
    end
    if (capture) begin
      busy <= used != 2'd0;
      index <= 4'd0;
      held_sums <= sums;
      held_scales <= scales;
      held_exponents <= exponents;
      held_poisoned <= poisoned;
      held_first <= first;
      held_last <= last;
      held_both <= used[1];
    end
    if (rst) begin
      index <= 4'd0;
      busy <= 1'b0;
    end
  end

  macromac_group_scale_m27 u_scale (
    .clk(clk),
    .sum(sum_now),
    .scale(scale_now),
    .exponent(exponent_now),
    .nan(poisoned_now),
    .t(u_scale_t)
  );

  macromac_accumulator_i4 u_accumulate (
    .clk(clk),
    .rst(rst),
    .valid(scaled_valid),
    .t(u_scale_t),
    .index(scaled_index),
    .first(scaled_first),
    .last(scaled_last),
    .beat_valid(beat_valid),
    .beat(beat)
  );

  assign sum = index[3] ? (index[2]
      ? (index[1] ? (index[0] ? held_sums[639:600] : held_sums[599:560]) : index[0] ? held_sums[559:520]
      : held_sums[519:480]) : index[1] ? (index[0] ? held_sums[479:440]
      : held_sums[439:400]) : index[0] ? held_sums[399:360] : held_sums[359:320]) : index[2]
      ? (index[1] ? (index[0] ? held_sums[319:280] : held_sums[279:240]) : index[0] ? held_sums[239:200]
      : held_sums[199:160]) : index[1] ? (index[0] ? held_sums[159:120]
      : held_sums[119:80]) : index[0] ? held_sums[79:40] : held_sums[39:0];
  assign scale = index[2] ? (index[1] ? (index[0] ? held_scales[127:112] : held_scales[111:96]) : index[0]
      ? held_scales[95:80] : held_scales[79:64]) : index[1] ? (index[0] ? held_scales[63:48]
      : held_scales[47:32]) : index[0] ? held_scales[31:16] : held_scales[15:0];

  always @(posedge clk) begin
    sum_now <= sum;
    scale_now <= scale;
    exponent_now <= index[3] ? held_exponents[15:8] : held_exponents[7:0];
    poisoned_now <= held_poisoned[index[3]];
    scaled_valid_1 <= busy;
    scaled_valid_2 <= scaled_valid_1;
    scaled_valid_3 <= scaled_valid_2;
    scaled_valid_4 <= scaled_valid_3;
    scaled_valid_5 <= scaled_valid_4;
    scaled_valid_6 <= scaled_valid_5;
    scaled_valid_7 <= scaled_valid_6;
    scaled_valid <= scaled_valid_7;
    scaled_index_1 <= index;
    scaled_first_1 <= held_first;
    scaled_last_1 <= held_last;
    scaled_index_2 <= scaled_index_1;
    scaled_first_2 <= scaled_first_1;
    scaled_last_2 <= scaled_last_1;
    scaled_index_3 <= scaled_index_2;
    scaled_first_3 <= scaled_first_2;
    scaled_last_3 <= scaled_last_2;
    scaled_index_4 <= scaled_index_3;
    scaled_first_4 <= scaled_first_3;
    scaled_last_4 <= scaled_last_3;
    scaled_index_5 <= scaled_index_4;
    scaled_first_5 <= scaled_first_4;
    scaled_last_5 <= scaled_last_4;
    scaled_index_6 <= scaled_index_5;
    scaled_first_6 <= scaled_first_5;
    scaled_last_6 <= scaled_last_5;
    scaled_index_7 <= scaled_index_6;
    scaled_first_7 <= scaled_first_6;
    scaled_last_7 <= scaled_last_6;
    scaled_index <= scaled_index_7;
    scaled_first <= scaled_first_7;
    scaled_last <= scaled_last_7;
    if (rst) begin
      scaled_valid_1 <= 1'b0;
      scaled_valid_2 <= 1'b0;
      scaled_valid_3 <= 1'b0;
      scaled_valid_4 <= 1'b0;
      scaled_valid_5 <= 1'b0;
      scaled_valid_6 <= 1'b0;
      scaled_valid_7 <= 1'b0;
      scaled_valid <= 1'b0;
    end
  end

endmodule

`default_nettype wire
