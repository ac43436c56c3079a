// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/vector/finish.ts by `make verilog`; do not edit.
//
// What becomes of the reductions of a record (`FINISH`): those of vectors 0 … `last_vector` go through one
// after another, from `start` on, asked for by `vector`; a scalar, and for the scales a binary16, come out of
// it in the same order.
`default_nettype none

// verilator lint_off SYMRSVDWORD
module macromac_vector_finish (
  input  wire        clk,
  input  wire        rst,
  input  wire        start,
  input  wire [2:0]  last_vector,
  input  wire [2:0]  finish,
  input  wire [31:0] x,
  input  wire [31:0] y,
  input  wire [31:0] reduction,
  // The vector whose reduction is to stand at `reduction`.
  output wire [2:0]  vector,
  output wire        busy,
  output wire        valid,
  output wire [2:0]  of,
  output wire [31:0] scalar,
  output wire [15:0] half
);
// verilator lint_on SYMRSVDWORD
  localparam FINISH_NONE = 3'd0;
  localparam FINISH_ROOT = 3'd1;
  localparam FINISH_KEY_SCALE = 3'd3;
  localparam FINISH_BYTE_SCALE = 3'd4;

  reg running;
  reg [4:0] left;
  reg [2:0] vector_now;
  wire [31:0] u_multiply_product;
  wire [31:0] u_add_sum;
  wire [31:0] u_reciprocal_result;
  reg root;
  reg isByte;
  reg isScale;
  reg isPlain;
  reg [31:0] r;
  reg finite;
  reg finite_late_1;
  reg finite_late_2;
  reg finite_late_3;
  reg finite_late_4;
  reg finite_late_5;
  reg finite_late_6;
  reg finite_late_7;
  reg finite_late_8;
  reg finite_late;
  wire [15:0] rounded;
  wire [15:0] scale;
  reg [31:0] plain_1;
  reg [31:0] plain_2;
  reg [31:0] plain_3;
  reg [31:0] plain_4;
  reg [31:0] plain_5;
  reg [31:0] plain_6;
  reg [31:0] plain_7;
  reg [31:0] plain_8;
  reg [31:0] plain_9;
  reg [31:0] plain_10;
  reg [31:0] plain;
  wire [31:0] float;
  reg [31:0] argument;
  reg [31:0] through;
  reg [31:0] through_late_1;
  reg [31:0] through_late_2;
  reg [31:0] through_late_3;
  reg [31:0] through_late_4;
  reg [31:0] through_late_5;
  reg [31:0] through_late_6;
  reg [31:0] through_late_7;
  reg [31:0] through_late_8;
  reg [31:0] through_late;
  reg [15:0] scale_late_1;
  reg [15:0] scale_late_2;
  reg [15:0] scale_late_3;
  reg [15:0] scale_late_4;
  reg [15:0] scale_late_5;
  reg [15:0] scale_late_6;
  reg [15:0] scale_late_7;
  reg [15:0] scale_late_8;
  reg [15:0] scale_late_9;
  reg [15:0] scale_late_10;
  reg [15:0] scale_late_11;
  reg [15:0] scale_late_12;
  reg [15:0] scale_late;
  reg [31:0] finished;
  reg valid_late_1;
  reg valid_late_2;
  reg valid_late_3;
  reg valid_late_4;
  reg valid_late_5;
  reg valid_late_6;
  reg valid_late_7;
  reg valid_late_8;
  reg valid_late_9;
  reg valid_late_10;
  reg valid_late_11;
  reg valid_late_12;
  reg valid_late_13;
  reg valid_late_14;
  reg valid_late_15;
  reg valid_late_16;
  reg valid_late_17;
  reg valid_late_18;
  reg valid_late_19;
  reg valid_late_20;
  reg valid_late_21;
  reg valid_late_22;
  reg valid_late;
  reg [2:0] vector_late_1;
  reg [2:0] vector_late_2;
  reg [2:0] vector_late_3;
  reg [2:0] vector_late_4;
  reg [2:0] vector_late_5;
  reg [2:0] vector_late_6;
  reg [2:0] vector_late_7;
  reg [2:0] vector_late_8;
  reg [2:0] vector_late_9;
  reg [2:0] vector_late_10;
  reg [2:0] vector_late_11;
  reg [2:0] vector_late_12;
  reg [2:0] vector_late_13;
  reg [2:0] vector_late_14;
  reg [2:0] vector_late_15;
  reg [2:0] vector_late_16;
  reg [2:0] vector_late_17;
  reg [2:0] vector_late_18;
  reg [2:0] vector_late_19;
  reg [2:0] vector_late_20;
  reg [2:0] vector_late_21;
  reg [2:0] vector_late_22;
  reg [2:0] vector_late;

  always @(posedge clk) begin
    if (running) begin
      vector_now <= vector_now + 3'd1;
      if (vector_now == last_vector) begin
        running <= 1'b0;
      end
    end
    if (left != 5'd0 && !running) begin
      left <= left - 5'd1;
    end
    if (start) begin
      running <= 1'b1;
      vector_now <= 3'd0;
      left <= 5'd24;
    end
    if (rst) begin
      running <= 1'b0;
      left <= 5'd0;
    end
  end

  assign vector = vector_now;
  assign busy = running | (left != 5'd0);

  macromac_fp32_multiply u_multiply (
    .clk(clk),
    .a(r),
    .b(root ? x : y),
    .product(u_multiply_product)
  );

  macromac_fp32_add u_add (
    .clk(clk),
    .a(u_multiply_product),
    .b(y),
    .sum(u_add_sum)
  );

  macromac_fp32_to_fp16 u_half (
    .clk(clk),
    .x(u_multiply_product),
    .half(rounded)
  );

  macromac_fp16_to_fp32 u_float (
    .clk(clk),
    .half(scale),
    .result(float)
  );

  macromac_fp32_reciprocal u_reciprocal (
    .clk(clk),
    .x(argument),
    .root(root),
    .result(u_reciprocal_result)
  );

  always @(posedge clk) begin
    root <= finish == FINISH_ROOT;
    isByte <= finish == FINISH_BYTE_SCALE;
    isScale <= (finish == FINISH_BYTE_SCALE) | (finish == FINISH_KEY_SCALE);
    isPlain <= finish == FINISH_NONE;
    r <= reduction;
    finite <= reduction[30:23] != 8'd255;
    finite_late_1 <= finite;
    finite_late_2 <= finite_late_1;
    finite_late_3 <= finite_late_2;
    finite_late_4 <= finite_late_3;
    finite_late_5 <= finite_late_4;
    finite_late_6 <= finite_late_5;
    finite_late_7 <= finite_late_6;
    finite_late_8 <= finite_late_7;
    finite_late <= finite_late_8;
    plain_1 <= r;
    plain_2 <= plain_1;
    plain_3 <= plain_2;
    plain_4 <= plain_3;
    plain_5 <= plain_4;
    plain_6 <= plain_5;
    plain_7 <= plain_6;
    plain_8 <= plain_7;
    plain_9 <= plain_8;
    plain_10 <= plain_9;
    plain <= plain_10;
    argument <= isScale ? float : root ? u_add_sum : plain;
    through <= plain;
    through_late_1 <= through;
    through_late_2 <= through_late_1;
    through_late_3 <= through_late_2;
    through_late_4 <= through_late_3;
    through_late_5 <= through_late_4;
    through_late_6 <= through_late_5;
    through_late_7 <= through_late_6;
    through_late_8 <= through_late_7;
    through_late <= through_late_8;
    scale_late_1 <= scale;
    scale_late_2 <= scale_late_1;
    scale_late_3 <= scale_late_2;
    scale_late_4 <= scale_late_3;
    scale_late_5 <= scale_late_4;
    scale_late_6 <= scale_late_5;
    scale_late_7 <= scale_late_6;
    scale_late_8 <= scale_late_7;
    scale_late_9 <= scale_late_8;
    scale_late_10 <= scale_late_9;
    scale_late_11 <= scale_late_10;
    scale_late_12 <= scale_late_11;
    scale_late <= scale_late_12;
    finished <= isPlain ? through_late : u_reciprocal_result;
    valid_late_1 <= running;
    valid_late_2 <= valid_late_1;
    valid_late_3 <= valid_late_2;
    valid_late_4 <= valid_late_3;
    valid_late_5 <= valid_late_4;
    valid_late_6 <= valid_late_5;
    valid_late_7 <= valid_late_6;
    valid_late_8 <= valid_late_7;
    valid_late_9 <= valid_late_8;
    valid_late_10 <= valid_late_9;
    valid_late_11 <= valid_late_10;
    valid_late_12 <= valid_late_11;
    valid_late_13 <= valid_late_12;
    valid_late_14 <= valid_late_13;
    valid_late_15 <= valid_late_14;
    valid_late_16 <= valid_late_15;
    valid_late_17 <= valid_late_16;
    valid_late_18 <= valid_late_17;
    valid_late_19 <= valid_late_18;
    valid_late_20 <= valid_late_19;
    valid_late_21 <= valid_late_20;
    valid_late_22 <= valid_late_21;
    valid_late <= valid_late_22;
    vector_late_1 <= vector_now;
    vector_late_2 <= vector_late_1;
    vector_late_3 <= vector_late_2;
    vector_late_4 <= vector_late_3;
    vector_late_5 <= vector_late_4;
    vector_late_6 <= vector_late_5;
    vector_late_7 <= vector_late_6;
    vector_late_8 <= vector_late_7;
    vector_late_9 <= vector_late_8;
    vector_late_10 <= vector_late_9;
    vector_late_11 <= vector_late_10;
    vector_late_12 <= vector_late_11;
    vector_late_13 <= vector_late_12;
    vector_late_14 <= vector_late_13;
    vector_late_15 <= vector_late_14;
    vector_late_16 <= vector_late_15;
    vector_late_17 <= vector_late_16;
    vector_late_18 <= vector_late_17;
    vector_late_19 <= vector_late_18;
    vector_late_20 <= vector_late_19;
    vector_late_21 <= vector_late_20;
    vector_late_22 <= vector_late_21;
    vector_late <= vector_late_22;
    if (rst) begin
      valid_late_1 <= 1'b0;
      valid_late_2 <= 1'b0;
      valid_late_3 <= 1'b0;
      valid_late_4 <= 1'b0;
      valid_late_5 <= 1'b0;
      valid_late_6 <= 1'b0;
      valid_late_7 <= 1'b0;
      valid_late_8 <= 1'b0;
      valid_late_9 <= 1'b0;
      valid_late_10 <= 1'b0;
      valid_late_11 <= 1'b0;
      valid_late_12 <= 1'b0;
      valid_late_13 <= 1'b0;
      valid_late_14 <= 1'b0;
      valid_late_15 <= 1'b0;
      valid_late_16 <= 1'b0;
      valid_late_17 <= 1'b0;
      valid_late_18 <= 1'b0;
      valid_late_19 <= 1'b0;
      valid_late_20 <= 1'b0;
      valid_late_21 <= 1'b0;
      valid_late_22 <= 1'b0;
      valid_late <= 1'b0;
    end
  end

  assign scale = isByte ? (finite_late ? rounded : 16'h7e00) : finite_late && rounded[14:10] < 5'd23 ? rounded
      : 16'h7c00;
  assign scalar = finished;
  assign half = scale_late;
  assign valid = valid_late;
  assign of = vector_late;

`ifdef FORMAL
  reg finish_asked;
  reg [2:0] _past_last_vector;
  reg _edges1;
  reg [2:0] _past_finish;
  reg [31:0] _past_x;
  reg [31:0] _past_y;
  reg _past_busy;
  reg _past_start;
  reg _past_valid;
  reg [5:0] age;
  reg [5:0] _past_age;
  reg [5:0] _past_value;

  always @(posedge clk) begin
    _past_last_vector <= last_vector;
    _edges1 <= 1'b1;
    _past_finish <= finish;
    _past_x <= x;
    _past_y <= y;
    _past_busy <= busy;
    _past_start <= start;
    _past_valid <= valid;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!busy) begin
      finish_asked <= 1'b0;
    end
    if (start) begin
      finish_asked <= 1'b1;
    end
    if (rst) begin
      finish_asked <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_finish_begins_when_the_one_before_has_ended: assume (!busy || !start);
      what_is_to_be_finished_stands_until_it_is: assume (!_edges1 || !(busy && _past_busy) ||
          (last_vector == _past_last_vector && finish == _past_finish && x == _past_x && y == _past_y));
      a_finish_is_busy_when_it_is_asked: assert (!busy || finish_asked);
      from_the_next_cycle_on: assert (!_edges1 || !_past_start || busy);
      until_its_last_scalar_has_been_given: assert (!_edges1 || !(valid || _past_valid) || busy);
    end
  end

  always @(posedge clk) begin
    _past_age <= age;
    _past_value <= {3'd0, last_vector};
  end

  always @(posedge clk) begin
    if (start) begin
      age <= 6'd0;
    end else if (busy) begin
      age <= age + 6'd1;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_vector_a_cycle_is_asked_for: assert (running == (busy & (age <= {3'd0, last_vector})));
      in_order_from_the_first_to_the_last: assert (!running || {3'd0, vector_now} == age);
      check_1_cycles_later_it_is_on_its_way: assert (valid_late_1 == (busy & (age >= 6'd1) &
          (age - 6'd1 <= {3'd0, last_vector})));
      as_what_it_is_after_1: assert (!valid_late_1 || {3'd0, vector_late_1} == age - 6'd1);
      check_2_cycles_later_it_is_on_its_way: assert (valid_late_2 == (busy & (age >= 6'd2) &
          (age - 6'd2 <= {3'd0, last_vector})));
      as_what_it_is_after_2: assert (!valid_late_2 || {3'd0, vector_late_2} == age - 6'd2);
      check_3_cycles_later_it_is_on_its_way: assert (valid_late_3 == (busy & (age >= 6'd3) &
          (age - 6'd3 <= {3'd0, last_vector})));
      as_what_it_is_after_3: assert (!valid_late_3 || {3'd0, vector_late_3} == age - 6'd3);
      check_4_cycles_later_it_is_on_its_way: assert (valid_late_4 == (busy & (age >= 6'd4) &
          (age - 6'd4 <= {3'd0, last_vector})));
      as_what_it_is_after_4: assert (!valid_late_4 || {3'd0, vector_late_4} == age - 6'd4);
      check_5_cycles_later_it_is_on_its_way: assert (valid_late_5 == (busy & (age >= 6'd5) &
          (age - 6'd5 <= {3'd0, last_vector})));
      as_what_it_is_after_5: assert (!valid_late_5 || {3'd0, vector_late_5} == age - 6'd5);
      check_6_cycles_later_it_is_on_its_way: assert (valid_late_6 == (busy & (age >= 6'd6) &
          (age - 6'd6 <= {3'd0, last_vector})));
      as_what_it_is_after_6: assert (!valid_late_6 || {3'd0, vector_late_6} == age - 6'd6);
      check_7_cycles_later_it_is_on_its_way: assert (valid_late_7 == (busy & (age >= 6'd7) &
          (age - 6'd7 <= {3'd0, last_vector})));
      as_what_it_is_after_7: assert (!valid_late_7 || {3'd0, vector_late_7} == age - 6'd7);
      check_8_cycles_later_it_is_on_its_way: assert (valid_late_8 == (busy & (age >= 6'd8) &
          (age - 6'd8 <= {3'd0, last_vector})));
      as_what_it_is_after_8: assert (!valid_late_8 || {3'd0, vector_late_8} == age - 6'd8);
      check_9_cycles_later_it_is_on_its_way: assert (valid_late_9 == (busy & (age >= 6'd9) &
          (age - 6'd9 <= {3'd0, last_vector})));
      as_what_it_is_after_9: assert (!valid_late_9 || {3'd0, vector_late_9} == age - 6'd9);
      check_10_cycles_later_it_is_on_its_way: assert (valid_late_10 == (busy & (age >= 6'd10) &
          (age - 6'd10 <= {3'd0, last_vector})));
      as_what_it_is_after_10: assert (!valid_late_10 || {3'd0, vector_late_10} == age - 6'd10);
      check_11_cycles_later_it_is_on_its_way: assert (valid_late_11 == (busy & (age >= 6'd11) &
          (age - 6'd11 <= {3'd0, last_vector})));
      as_what_it_is_after_11: assert (!valid_late_11 || {3'd0, vector_late_11} == age - 6'd11);
      check_12_cycles_later_it_is_on_its_way: assert (valid_late_12 == (busy & (age >= 6'd12) &
          (age - 6'd12 <= {3'd0, last_vector})));
      as_what_it_is_after_12: assert (!valid_late_12 || {3'd0, vector_late_12} == age - 6'd12);
      check_13_cycles_later_it_is_on_its_way: assert (valid_late_13 == (busy & (age >= 6'd13) &
          (age - 6'd13 <= {3'd0, last_vector})));
      as_what_it_is_after_13: assert (!valid_late_13 || {3'd0, vector_late_13} == age - 6'd13);
      check_14_cycles_later_it_is_on_its_way: assert (valid_late_14 == (busy & (age >= 6'd14) &
          (age - 6'd14 <= {3'd0, last_vector})));
      as_what_it_is_after_14: assert (!valid_late_14 || {3'd0, vector_late_14} == age - 6'd14);
      check_15_cycles_later_it_is_on_its_way: assert (valid_late_15 == (busy & (age >= 6'd15) &
          (age - 6'd15 <= {3'd0, last_vector})));
      as_what_it_is_after_15: assert (!valid_late_15 || {3'd0, vector_late_15} == age - 6'd15);
      check_16_cycles_later_it_is_on_its_way: assert (valid_late_16 == (busy & (age >= 6'd16) &
          (age - 6'd16 <= {3'd0, last_vector})));
      as_what_it_is_after_16: assert (!valid_late_16 || {3'd0, vector_late_16} == age - 6'd16);
      check_17_cycles_later_it_is_on_its_way: assert (valid_late_17 == (busy & (age >= 6'd17) &
          (age - 6'd17 <= {3'd0, last_vector})));
      as_what_it_is_after_17: assert (!valid_late_17 || {3'd0, vector_late_17} == age - 6'd17);
      check_18_cycles_later_it_is_on_its_way: assert (valid_late_18 == (busy & (age >= 6'd18) &
          (age - 6'd18 <= {3'd0, last_vector})));
      as_what_it_is_after_18: assert (!valid_late_18 || {3'd0, vector_late_18} == age - 6'd18);
      check_19_cycles_later_it_is_on_its_way: assert (valid_late_19 == (busy & (age >= 6'd19) &
          (age - 6'd19 <= {3'd0, last_vector})));
      as_what_it_is_after_19: assert (!valid_late_19 || {3'd0, vector_late_19} == age - 6'd19);
      check_20_cycles_later_it_is_on_its_way: assert (valid_late_20 == (busy & (age >= 6'd20) &
          (age - 6'd20 <= {3'd0, last_vector})));
      as_what_it_is_after_20: assert (!valid_late_20 || {3'd0, vector_late_20} == age - 6'd20);
      check_21_cycles_later_it_is_on_its_way: assert (valid_late_21 == (busy & (age >= 6'd21) &
          (age - 6'd21 <= {3'd0, last_vector})));
      as_what_it_is_after_21: assert (!valid_late_21 || {3'd0, vector_late_21} == age - 6'd21);
      check_22_cycles_later_it_is_on_its_way: assert (valid_late_22 == (busy & (age >= 6'd22) &
          (age - 6'd22 <= {3'd0, last_vector})));
      as_what_it_is_after_22: assert (!valid_late_22 || {3'd0, vector_late_22} == age - 6'd22);
      check_23_cycles_later_it_is_on_its_way: assert (valid_late == (busy & (age >= 6'd23) &
          (age - 6'd23 <= {3'd0, last_vector})));
      as_what_it_is_after_23: assert (!valid_late || {3'd0, vector_late} == age - 6'd23);
      a_scalar_comes_23_cycles_after_its_vector_was_asked_for: assert (valid == (busy & (age >= 6'd23) &
          (age - 6'd23 <= {3'd0, last_vector})));
      each_once_in_order: assert (!valid || {3'd0, of} == age - 6'd23);
      a_finish_ends_when_its_last_scalar_has_been_taken: assert (!busy || age <= {3'd0, last_vector} + 6'd24);
      and_not_before: assert ((busy || left == 5'd0) &&
          (!(busy && !running) || {1'b0, left} == {3'd0, last_vector} + 6'd25 - age));
      cycles_are_counted_from_its_last_vector_on: assert (!running || left == 5'd24);
      it_lasts_as_long_as_it_takes: assert (!_edges1 || !(_past_busy && !busy) || _past_age == _past_value +
          6'd24);
      a_finish_ends: cover (_edges1 && _past_busy && !busy);
      eight_scalars_are_given: cover (valid && of == 3'd7);
    end
  end
`endif

endmodule

`default_nettype wire
