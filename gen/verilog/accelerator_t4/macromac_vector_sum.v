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

`ifdef FORMAL
  reg sum_asked;
  reg [7:0] sum_recent;
  reg _past_busy;
  reg _edges1;
  reg [2:0] _past_last_vector;
  reg _past_tree;
  reg [6:0] taken;
  reg _past_issue;
  reg _past_value;
  reg [2:0] _past_level;
  reg [13:0] _past_value_2;

  always @(posedge clk) begin
    _past_busy <= busy;
    _edges1 <= 1'b1;
    _past_last_vector <= last_vector;
    _past_tree <= tree;
    sum_recent <= (sum_recent << 1) | {7'd0, valid};
    if (rst) begin
      _edges1 <= 1'b0;
      sum_recent <= 8'd0;
    end
  end

  always @(posedge clk) begin
    if (!busy) begin
      sum_asked <= 1'b0;
    end
    if (tree) begin
      sum_asked <= 1'b1;
    end
    if (rst) begin
      sum_asked <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      no_beat_comes_while_sums_are_added_up: assume (!(busy || tree) || !valid);
      a_tree_begins_when_the_one_before_has_ended: assume (!tree || !busy);
      and_when_all_partial_sums_stand: assume (!tree || sum_recent == 8'd0);
      of_as_many_vectors_until_its_end: assume (!_edges1 || !(busy && _past_busy) ||
          last_vector == _past_last_vector);
      sums_are_busy_when_they_are_asked: assert (!busy || sum_asked);
      at_once: assert (!_edges1 || !_past_tree || busy);
    end
  end

  wire [1:0] __past_issue_choice = level == 3'd0 ? 2'd3 : level == 3'd1 ? 2'd2 : level == 3'd2 ? 2'd1
      : level == 3'd3 ? 2'd0 : level == 3'd4 ? 2'd0 : 2'd0;
  wire __past_issue_and = issue & (taken + 7'd1 == ({4'd0, last_vector} + 7'd1 << __past_issue_choice));
  wire [13:0] __past_issue_bits = {3'd5 - level, ({4'd0, last_vector} + 7'd1 << __past_issue_choice) - taken,
      waiting};

  always @(posedge clk) begin
    _past_issue <= issue;
    _past_value <= __past_issue_and;
    _past_level <= level;
    _past_value_2 <= __past_issue_bits;
  end

  always @(posedge clk) begin
    if (issue) begin
      taken <= taken + 7'd1;
    end
    if (__past_issue_and || tree) begin
      taken <= 7'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (busy) begin
        there_are_no_more_levels_than_it_takes: assert (level <= 3'd5);
        beats_and_vectors_stay_in_bounds: assert ({4'd0, beat} < (7'd1 << __past_issue_choice) &&
            tree_vector <= last_vector);
        every_beat_of_a_level_is_taken_once: assert (taken == ({4'd0, tree_vector} << __past_issue_choice) +
            {4'd0, beat});
        until_there_is_none: assert (taken < ({4'd0, last_vector} + 7'd1 << __past_issue_choice));
        a_level_waits_for_the_one_before: assert (waiting == 4'd0 || (taken == 7'd0 && level != 3'd0));
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      then_comes_the_next: assert (!_edges1 || !(_past_issue && busy) ||
          level == (_past_value ? _past_level + 3'd1 : _past_level));
      pairs_are_taken_of_a_level_that_is_there: assert (!issue || (busy && level < 3'd5 && waiting == 4'd0));
      a_pair_of_1_cycles_is_of_the_level_before: assert (!(busy && taken == 7'd0 && level != 3'd0 &&
          placed_1) || {1'b0, waiting} >= 5'd7);
      and_of_a_tree_after_1: assert (!placed_1 || busy);
      a_pair_of_2_cycles_is_of_the_level_before: assert (!(busy && taken == 7'd0 && level != 3'd0 &&
          placed_2) || {1'b0, waiting} + 5'd1 >= 5'd7);
      and_of_a_tree_after_2: assert (!placed_2 || busy);
      a_pair_of_3_cycles_is_of_the_level_before: assert (!(busy && taken == 7'd0 && level != 3'd0 &&
          placed_3) || {1'b0, waiting} + 5'd2 >= 5'd7);
      and_of_a_tree_after_3: assert (!placed_3 || busy);
      a_pair_of_4_cycles_is_of_the_level_before: assert (!(busy && taken == 7'd0 && level != 3'd0 &&
          placed_4) || {1'b0, waiting} + 5'd3 >= 5'd7);
      and_of_a_tree_after_4: assert (!placed_4 || busy);
      a_pair_of_5_cycles_is_of_the_level_before: assert (!(busy && taken == 7'd0 && level != 3'd0 &&
          placed_5) || {1'b0, waiting} + 5'd4 >= 5'd7);
      and_of_a_tree_after_5: assert (!placed_5 || busy);
      a_pair_of_6_cycles_is_of_the_level_before: assert (!(busy && taken == 7'd0 && level != 3'd0 &&
          placed_6) || {1'b0, waiting} + 5'd5 >= 5'd7);
      and_of_a_tree_after_6: assert (!placed_6 || busy);
      a_pair_of_7_cycles_is_of_the_level_before: assert (!(busy && taken == 7'd0 && level != 3'd0 && placed) ||
          {1'b0, waiting} + 5'd6 >= 5'd7);
      and_of_a_tree_after_7: assert (!placed || busy);
      a_level_begins_when_the_one_before_is_kept: assert (!(waiting == 4'd0 && busy && taken == 7'd0 &&
          level != 3'd0) || (!placed_1 && !placed_2 && !placed_3 && !placed_4 && !placed_5 && !placed_6 &&
          !placed));
      a_sum_is_made_in_its_time_1: assert (written_1 == sum_recent[0]);
      a_sum_is_made_in_its_time_2: assert (written_2 == sum_recent[1]);
      a_sum_is_made_in_its_time_3: assert (written_3 == sum_recent[2]);
      a_sum_is_made_in_its_time_4: assert (written_4 == sum_recent[3]);
      a_sum_is_made_in_its_time_5: assert (written_5 == sum_recent[4]);
      a_sum_is_made_in_its_time_6: assert (written_6 == sum_recent[5]);
      a_sum_is_made_in_its_time_7: assert (written == sum_recent[6]);
      partial_sums_stand_while_they_are_added_up: assert (!busy || sum_recent == 8'd0);
      every_cycle_comes_nearer_to_the_end: assert (!_edges1 || !(busy && _past_busy && !_past_tree) ||
          __past_issue_bits < _past_value_2);
      a_tree_ends: cover (_edges1 && _past_busy && !busy);
      of_two_vectors: cover (busy && tree_vector == 3'd1 && level == 3'd1);
    end
  end
`endif

endmodule

`default_nettype wire
