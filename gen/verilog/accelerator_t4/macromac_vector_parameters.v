// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/vector/parameters.ts by `make verilog`; do not edit.
//
// Gives each beat of a vector record its parameters: out of the stream in a step's first round, which are kept,
// and from there in its other rounds. Of binary16 a beat of the stream serves two; `two` takes two beats of the
// stream for one. `ready` says that the beat at hand has what it needs.
`default_nettype none

module macromac_vector_parameters (
  input  wire         clk,
  input  wire         rst,
  input  wire         p_valid,
  input  wire [127:0] p_payload,
  output wire         p_ready,
  input  wire         used,
  input  wire         half,
  input  wire         two,
  input  wire         step,
  input  wire         first_round,
  // Its opposite, for what is chosen by it: each would have too many ends alone.
  input  wire         replays,
  input  wire [15:0]  beat,
  output wire         available,
  output wire [127:0] first,
  output wire [127:0] second
);
  reg holding;
  reg [127:0] held;
  wire fresh;
  wire [5:0] index;
  wire is_odd;
  wire fetch;
  reg [127:0] first_1;
  reg [127:0] second_1;
  reg upper_1;
  reg half_1;
  wire [31:0] u_float_0_result;
  wire [31:0] u_float_1_result;
  wire [31:0] u_float_2_result;
  wire [31:0] u_float_3_result;
  reg [127:0] first_2;
  reg [127:0] second_2;
  reg half_2;
  reg [127:0] first_3;
  reg [127:0] second_3;
  reg half_3;
  (* ram_style = "distributed" *)
  reg [127:0] even [0:31];
  (* ram_style = "distributed" *)
  reg [127:0] odd [0:31];

  assign fresh = used & first_round;
  assign available = ~used | ~first_round | (p_valid & (~two | holding));
  wire [15:0] _index_choice = half ? beat >> 1 : beat;
  assign index = _index_choice[5:0];
  assign is_odd = index[0];
  assign fetch = fresh & two & ~holding & p_valid;
  assign p_ready = fetch | (step & fresh & (~half | beat[0]));

  wire [4:0] _holding_choice = two ? index[4:0] : index[5:1];

  always @(posedge clk) begin
    if (fetch) begin
      holding <= 1'b1;
      held <= p_payload;
    end
    if (step && fresh) begin
      holding <= 1'b0;
      if (two || !is_odd) begin
        even[_holding_choice] <= two ? held : p_payload;
      end
      if (two || is_odd) begin
        odd[_holding_choice] <= p_payload;
      end
    end
    if (rst) begin
      holding <= 1'b0;
    end
  end

  always @(posedge clk) begin
    first_1 <= replays ? (two || !is_odd ? even[_holding_choice] : odd[_holding_choice]) : two ? held
        : p_payload;
    second_1 <= replays ? odd[_holding_choice] : p_payload;
    upper_1 <= beat[0];
    half_1 <= half;
    first_2 <= first_1;
    second_2 <= second_1;
    half_2 <= half_1;
    first_3 <= first_2;
    second_3 <= second_2;
    half_3 <= half_2;
  end

  macromac_fp16_to_fp32 u_float_0 (
    .clk(clk),
    .half(upper_1 ? first_1[79:64] : first_1[15:0]),
    .result(u_float_0_result)
  );

  macromac_fp16_to_fp32 u_float_1 (
    .clk(clk),
    .half(upper_1 ? first_1[95:80] : first_1[31:16]),
    .result(u_float_1_result)
  );

  macromac_fp16_to_fp32 u_float_2 (
    .clk(clk),
    .half(upper_1 ? first_1[111:96] : first_1[47:32]),
    .result(u_float_2_result)
  );

  macromac_fp16_to_fp32 u_float_3 (
    .clk(clk),
    .half(upper_1 ? first_1[127:112] : first_1[63:48]),
    .result(u_float_3_result)
  );

  assign first = half_3 ? {u_float_3_result, u_float_2_result, u_float_1_result, u_float_0_result} : first_3;
  assign second = second_3;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, _index_choice[15:6]};

`ifdef FORMAL
  reg _past_used;
  reg _edges1;
  reg _past_half;
  reg _past_two;
  reg _past_value;
  reg [15:0] _past_beat;
  reg _past_value_2;
  reg _past_step;
  reg _past_value_3;
  reg _past_value_4;
  reg [1:0] taken;
  reg _past_value_5;

  always @(posedge clk) begin
    _past_used <= used;
    _edges1 <= 1'b1;
    _past_half <= half;
    _past_two <= two;
    _past_value <= used & first_round & ~step;
    _past_beat <= beat;
    _past_value_2 <= used & first_round;
    _past_step <= step;
    _past_value_3 <= used & first_round & step;
    _past_value_4 <= beat[0];
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_beat_is_passed_when_its_parameters_are_there: assume (!step || available);
      a_round_is_the_first_or_sees_its_parameters_again: assume (!used || replays == ~first_round);
      a_beat_takes_half_a_beat_of_parameters_one_or_two: assume (!used || !(half && two));
      the_same_for_a_record: assume (!_edges1 || !(used && _past_used) ||
          (half == _past_half && two == _past_two));
      a_beat_that_waits_stays: assume (!_edges1 || !_past_value || (used && first_round && beat == _past_beat));
      a_first_round_begins_with_its_first_beat: assume (!_edges1 || !(used && first_round && !_past_value_2) ||
          beat == 16'd0);
      and_goes_through_all: assume (!_edges1 || !(_past_value_3 && used && first_round) || beat == 16'd0 ||
          beat == _past_beat + 16'd1);
      of_halves_as_many_as_make_whole_ones: assume (!_edges1 ||
          !(_past_value_2 && half &&
          ((used && first_round && !_past_value_2) || (_past_step && used && first_round && beat == 16'd0) ||
          !(used && first_round))) || _past_value_4);
    end
  end

  always @(posedge clk) begin
    _past_value_5 <= two & used & first_round & p_valid & ~step;
  end

  always @(posedge clk) begin
    if (p_valid && p_ready) begin
      taken <= taken + 2'd1;
    end
    if (step && used && first_round) begin
      taken <= 2'd0;
    end
    if (rst) begin
      taken <= 2'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      parameters_are_taken_in_a_first_round: assert (!p_ready || (p_valid && used && first_round));
      what_is_taken_ahead_of_a_beat_is_held: assert (taken == {1'b0, holding});
      of_two_the_first: assert (!holding || (two && used && first_round));
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (step && used && first_round) begin
        so_that_a_beat_that_is_passed_has_it: assert (taken == {1'b0, two});
        and_takes_one_more_or_of_halves_the_second_of_two_beats_does: assert ((p_valid & p_ready) == (~half |
            beat[0]));
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      none_is_taken_else: assert (!(!step && p_valid && p_ready) || (two && !holding));
      a_beat_waits_only_for_parameters_that_have_not_come: assert (available ||
          (used && first_round && (!p_valid || (two && !holding))));
      or_a_cycle_for_the_second_of_two: assert (!_edges1 || !(_past_value_5 && p_valid) || available);
      a_beat_takes_two: cover (_edges1 && step && two && used && first_round && _past_used);
      two_beats_share_one: cover (step && half && beat[0] && used && first_round);
    end
  end
`endif

endmodule

`default_nettype wire
