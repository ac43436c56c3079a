// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/vector/sum.ts by `make verilog`; do not edit.
//
// sum32 of up to 8 vectors (docs/numerics.md): element e of a vector is added to the partial sum e mod 32, in
// rising order, from +0; `tree` then adds the 32 in a balanced tree, which `busy` lasts, and `total` is the sum
// of vector `vector_read`. A vector's beats come at least 8 cycles after those 8 beats before them: they do,
// since they come in order, one a cycle.
`default_nettype none

// verilator lint_off SYMRSVDWORD
module macromac_vector_sum (
  input  wire         clk,
  input  wire         rst,
  input  wire         valid,
  input  wire [127:0] data,
  input  wire [2:0]   vector,
  // Which of the 8 beats of partial sums, and whether it is met for the first time.
  input  wire [2:0]   place,
  input  wire         first,
  input  wire         tree,
  input  wire [2:0]   last_vector,
  input  wire [2:0]   vector_read,
  output wire         busy,
  output wire [31:0]  total
);
// verilator lint_on SYMRSVDWORD
  reg treeing;
  reg [2:0] level;
  reg [2:0] tree_vector;
  // Four values of a level: two pairs.
  reg [2:0] beat;
  // Cycles until the results of a level are all there.
  reg [3:0] waiting;
  wire [5:0] at;
  wire [127:0] partial;
  wire [63:0] lower_value;
  wire [63:0] upper_value;
  reg [127:0] before_;
  reg [127:0] term;
  wire [31:0] u_add_0_sum;
  wire [31:0] u_add_1_sum;
  wire [31:0] u_add_2_sum;
  wire [31:0] u_add_3_sum;
  reg written_1;
  reg written_2;
  reg written_3;
  reg written_4;
  reg written_5;
  reg written_6;
  reg written;
  reg [5:0] written_at_1;
  reg [5:0] written_at_2;
  reg [5:0] written_at_3;
  reg [5:0] written_at_4;
  reg [5:0] written_at_5;
  reg [5:0] written_at_6;
  reg [5:0] written_at;
  wire [127:0] sum_beat;
  wire idle;
  wire last_beat;
  wire in_last_vector;
  wire issue;
  reg placed_1;
  reg placed_2;
  reg placed_3;
  reg placed_4;
  reg placed_5;
  reg placed_6;
  reg placed;
  reg [4:0] placed_at_1;
  reg placed_upper_1;
  reg [4:0] placed_at_2;
  reg placed_upper_2;
  reg [4:0] placed_at_3;
  reg placed_upper_3;
  reg [4:0] placed_at_4;
  reg placed_upper_4;
  reg [4:0] placed_at_5;
  reg placed_upper_5;
  reg [4:0] placed_at_6;
  reg placed_upper_6;
  reg [4:0] placed_at;
  reg placed_upper;
  (* ram_style = "distributed" *)
  reg [127:0] partials [0:63];
  (* ram_style = "distributed" *)
  reg [63:0] lower [0:31];
  (* ram_style = "distributed" *)
  reg [63:0] upper [0:31];

  assign at = treeing ? {tree_vector, beat} : {vector, place};
  assign partial = partials[at];
  wire [4:0] _lower_value_choice = treeing ? {tree_vector, beat[1:0]} : {vector_read, 2'd0};
  assign lower_value = lower[_lower_value_choice];
  assign upper_value = upper[_lower_value_choice];

  wire [127:0] _before__choice = level == 3'd0 ? partial : {upper_value, lower_value};

  always @(posedge clk) begin
    before_ <= treeing ? {partial[127:64], _before__choice[95:64], _before__choice[31:0]} : first ? 128'd0
        : partial;
    term <= treeing ? {data[127:64], _before__choice[127:96], _before__choice[63:32]} : data;
    written_1 <= valid;
    written_2 <= written_1;
    written_3 <= written_2;
    written_4 <= written_3;
    written_5 <= written_4;
    written_6 <= written_5;
    written <= written_6;
    written_at_1 <= {vector, place};
    written_at_2 <= written_at_1;
    written_at_3 <= written_at_2;
    written_at_4 <= written_at_3;
    written_at_5 <= written_at_4;
    written_at_6 <= written_at_5;
    written_at <= written_at_6;
    if (rst) begin
      written_1 <= 1'b0;
      written_2 <= 1'b0;
      written_3 <= 1'b0;
      written_4 <= 1'b0;
      written_5 <= 1'b0;
      written_6 <= 1'b0;
      written <= 1'b0;
    end
  end

  macromac_fp32_add u_add_0 (
    .clk(clk),
    .a(before_[31:0]),
    .b(term[31:0]),
    .sum(u_add_0_sum)
  );

  macromac_fp32_add u_add_1 (
    .clk(clk),
    .a(before_[63:32]),
    .b(term[63:32]),
    .sum(u_add_1_sum)
  );

  macromac_fp32_add u_add_2 (
    .clk(clk),
    .a(before_[95:64]),
    .b(term[95:64]),
    .sum(u_add_2_sum)
  );

  macromac_fp32_add u_add_3 (
    .clk(clk),
    .a(before_[127:96]),
    .b(term[127:96]),
    .sum(u_add_3_sum)
  );

  assign sum_beat = {u_add_3_sum, u_add_2_sum, u_add_1_sum, u_add_0_sum};

  always @(posedge clk) begin
    if (written) begin
      partials[written_at] <= sum_beat;
    end
  end

  assign idle = waiting == 4'd0;
  assign last_beat = beat == (level == 3'd0 ? 3'd7 : level == 3'd1 ? 3'd3 : level == 3'd2 ? 3'd1 : level == 3'd3
      ? 3'd0 : 3'd0);
  assign in_last_vector = tree_vector == last_vector;
  assign issue = treeing & idle & (level != 3'd5);

  always @(posedge clk) begin
    if (!idle) begin
      waiting <= waiting - 4'd1;
    end
    if (issue) begin
      beat <= beat + 3'd1;
      if (last_beat) begin
        beat <= 3'd0;
        tree_vector <= tree_vector + 3'd1;
        if (in_last_vector) begin
          tree_vector <= 3'd0;
          waiting <= 4'd7;
          level <= level + 3'd1;
        end
      end
    end
    if (treeing && level == 3'd5 && idle) begin
      treeing <= 1'b0;
    end
    if (tree) begin
      treeing <= 1'b1;
      level <= 3'd0;
      tree_vector <= 3'd0;
      beat <= 3'd0;
      waiting <= 4'd0;
    end
    if (rst) begin
      treeing <= 1'b0;
    end
  end

  always @(posedge clk) begin
    placed_1 <= issue;
    placed_2 <= placed_1;
    placed_3 <= placed_2;
    placed_4 <= placed_3;
    placed_5 <= placed_4;
    placed_6 <= placed_5;
    placed <= placed_6;
    placed_at_1 <= {tree_vector, beat[2:1]};
    placed_upper_1 <= beat[0];
    placed_at_2 <= placed_at_1;
    placed_upper_2 <= placed_upper_1;
    placed_at_3 <= placed_at_2;
    placed_upper_3 <= placed_upper_2;
    placed_at_4 <= placed_at_3;
    placed_upper_4 <= placed_upper_3;
    placed_at_5 <= placed_at_4;
    placed_upper_5 <= placed_upper_4;
    placed_at_6 <= placed_at_5;
    placed_upper_6 <= placed_upper_5;
    placed_at <= placed_at_6;
    placed_upper <= placed_upper_6;
    if (rst) begin
      placed_1 <= 1'b0;
      placed_2 <= 1'b0;
      placed_3 <= 1'b0;
      placed_4 <= 1'b0;
      placed_5 <= 1'b0;
      placed_6 <= 1'b0;
      placed <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (placed) begin
      if (placed_upper) begin
        upper[placed_at] <= sum_beat[63:0];
      end else begin
        lower[placed_at] <= sum_beat[63:0];
      end
    end
  end

  assign busy = treeing;
  assign total = lower_value[31:0];

endmodule

`default_nettype wire
