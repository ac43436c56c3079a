// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/mac/accumulator.ts by `make verilog`; do not edit.
//
// acc = fl(acc + t) for up to 2^indexBits results that take turns, in rising `index`; acc starts at +0
// (`first`). What comes out with `last` is a result; four of them make a beat. The adder takes 6 cycles, so an
// index may come again after 8 cycles and no earlier.
`default_nettype none

module macromac_accumulator_i4 (
  input  wire         clk,
  input  wire         rst,
  input  wire         valid,
  input  wire [31:0]  t,
  input  wire [3:0]   index,
  input  wire         first,
  input  wire         last,
  output wire         beat_valid,
  output wire [127:0] beat
);
  reg valid_1;
  reg [31:0] acc_1;
  reg [31:0] t_1;
  reg [3:0] index_1;
  reg last_1;
  wire [31:0] u_add_sum;
  reg valid_7_1;
  reg valid_7_2;
  reg valid_7_3;
  reg valid_7_4;
  reg valid_7_5;
  reg valid_7;
  reg [3:0] index_7_1;
  reg last_7_1;
  reg [3:0] index_7_2;
  reg last_7_2;
  reg [3:0] index_7_3;
  reg last_7_3;
  reg [3:0] index_7_4;
  reg last_7_4;
  reg [3:0] index_7_5;
  reg last_7_5;
  reg [3:0] index_7;
  reg last_7;
  reg [95:0] earlier;
  wire complete;
  reg result_valid;
  reg [127:0] result;
  (* ram_style = "distributed" *)
  reg [31:0] partial [0:15];

  always @(posedge clk) begin
    valid_1 <= valid;
    acc_1 <= first ? 32'd0 : partial[index];
    t_1 <= t;
    index_1 <= index;
    last_1 <= last;
    valid_7_1 <= valid_1;
    valid_7_2 <= valid_7_1;
    valid_7_3 <= valid_7_2;
    valid_7_4 <= valid_7_3;
    valid_7_5 <= valid_7_4;
    valid_7 <= valid_7_5;
    index_7_1 <= index_1;
    last_7_1 <= last_1;
    index_7_2 <= index_7_1;
    last_7_2 <= last_7_1;
    index_7_3 <= index_7_2;
    last_7_3 <= last_7_2;
    index_7_4 <= index_7_3;
    last_7_4 <= last_7_3;
    index_7_5 <= index_7_4;
    last_7_5 <= last_7_4;
    index_7 <= index_7_5;
    last_7 <= last_7_5;
    if (rst) begin
      valid_1 <= 1'b0;
      valid_7_1 <= 1'b0;
      valid_7_2 <= 1'b0;
      valid_7_3 <= 1'b0;
      valid_7_4 <= 1'b0;
      valid_7_5 <= 1'b0;
      valid_7 <= 1'b0;
    end
  end

  macromac_fp32_add u_add (
    .clk(clk),
    .a(acc_1),
    .b(t_1),
    .sum(u_add_sum)
  );

  always @(posedge clk) begin
    if (valid_7) begin
      partial[index_7] <= u_add_sum;
      earlier <= {u_add_sum, earlier[95:32]};
    end
  end

  assign complete = valid_7 & last_7 & &index_7[1:0];

  always @(posedge clk) begin
    result_valid <= complete;
    result <= {u_add_sum, earlier};
    if (rst) begin
      result_valid <= 1'b0;
    end
  end

  assign beat_valid = result_valid;
  assign beat = result;

endmodule

`default_nettype wire
