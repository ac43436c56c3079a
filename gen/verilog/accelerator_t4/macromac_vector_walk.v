// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/vector/walk.ts by `make verilog`; do not edit.
//
// The loops of a vector record: steps (each once, or twice), in them vectors, in them beats; and the addresses
// that go with them. `start` puts it to the first beat, `step` moves it on by one. C's beat within its vector
// is exclusive-ored with `c_xor`: for a rotation by half a head.
`default_nettype none

// verilator lint_off SYMRSVDWORD
module macromac_vector_walk (
  input  wire        clk,
  input  wire        rst,
  input  wire        start,
  input  wire        step,
  input  wire [15:0] beats,
  input  wire [3:0]  last_vector,
  input  wire [15:0] steps,
  input  wire        twice,
  input  wire [13:0] a,
  input  wire [13:0] a_vector,
  input  wire [13:0] a_step,
  input  wire [13:0] c,
  input  wire [13:0] c_vector,
  input  wire [13:0] c_step,
  input  wire [7:0]  c_xor,
  input  wire [13:0] w,
  input  wire [13:0] w_vector,
  input  wire [13:0] w_step,
  output wire [13:0] a_at,
  output wire [13:0] c_at,
  output wire [13:0] w_at,
  output wire [15:0] beat,
  output wire [3:0]  vector,
  // Beats of the same vector in the steps before, and this one's place behind them (`NUMBER_BITS`).
  output wire [17:0] number,
  // The first time that the beats of this step are seen: of its first vector.
  output wire        first_round,
  // Its opposite.
  output wire        replays,
  output wire        last
);
// verilator lint_on SYMRSVDWORD
  reg [15:0] beat_now;
  reg [3:0] vector_now;
  // This step, and those behind it.
  reg [15:0] steps_left;
  reg again;
  // The first vector of a step, for the first time.
  reg fresh;
  reg seen;
  // `number` of the first beat of this step.
  reg [17:0] before_;
  reg [17:0] number_now;
  // Whether beat and step are the last ones: found with the step to them, not when they are at hand.
  reg last_beat;
  reg last_step;
  reg [15:0] late_beat;
  reg one_beat;
  wire in_last_vector;
  wire [17:0] following_step;
  wire ends_round;
  wire ends_step;
  reg [13:0] a_step_at;
  reg [13:0] a_vector_at;
  wire [13:0] a_following;
  reg [13:0] c_step_at;
  reg [13:0] c_vector_at;
  wire [13:0] c_following;
  reg [13:0] w_step_at;
  reg [13:0] w_vector_at;
  wire [13:0] w_following;

  always @(posedge clk) begin
    late_beat <= beats - 16'd2;
    one_beat <= beats == 16'd1;
  end

  assign in_last_vector = vector_now == last_vector;
  assign following_step = (before_ + {2'd0, beats}) | (before_ & 18'h20000);
  assign ends_round = last_beat & in_last_vector;
  assign ends_step = last_beat & in_last_vector & ~(twice & ~again);

  always @(posedge clk) begin
    if (step) begin
      beat_now <= beat_now + 16'd1;
      number_now <= (number_now + 18'd1) | (number_now & 18'h20000);
      last_beat <= beat_now == late_beat;
      if (last_beat) begin
        beat_now <= 16'd0;
        last_beat <= one_beat;
        vector_now <= vector_now + 4'd1;
        fresh <= ends_step;
        seen <= ~ends_step;
        number_now <= before_;
      end
      if (ends_round) begin
        vector_now <= 4'd0;
        again <= twice & ~again;
      end
      if (ends_step) begin
        steps_left <= steps_left - 16'd1;
        last_step <= steps_left == 16'd2;
        before_ <= following_step;
        number_now <= following_step;
      end
    end
    if (start) begin
      beat_now <= 16'd0;
      vector_now <= 4'd0;
      steps_left <= steps;
      again <= 1'b0;
      fresh <= 1'b1;
      seen <= 1'b0;
      before_ <= 18'd0;
      number_now <= 18'd0;
      last_beat <= beats == 16'd1;
      last_step <= steps == 16'd1;
    end
  end

  assign a_following = twice && !again ? a_step_at : a_step_at + a_step;

  always @(posedge clk) begin
    if (step && last_beat) begin
      a_vector_at <= a_vector_at + a_vector;
      if (in_last_vector) begin
        a_vector_at <= a_following;
        a_step_at <= a_following;
      end
    end
    if (start) begin
      a_vector_at <= a;
      a_step_at <= a;
    end
  end

  assign c_following = twice && !again ? c_step_at : c_step_at + c_step;

  always @(posedge clk) begin
    if (step && last_beat) begin
      c_vector_at <= c_vector_at + c_vector;
      if (in_last_vector) begin
        c_vector_at <= c_following;
        c_step_at <= c_following;
      end
    end
    if (start) begin
      c_vector_at <= c;
      c_step_at <= c;
    end
  end

  assign w_following = twice && !again ? w_step_at : w_step_at + w_step;

  always @(posedge clk) begin
    if (step && last_beat) begin
      w_vector_at <= w_vector_at + w_vector;
      if (in_last_vector) begin
        w_vector_at <= w_following;
        w_step_at <= w_following;
      end
    end
    if (start) begin
      w_vector_at <= w;
      w_step_at <= w;
    end
  end

  assign a_at = a_vector_at + beat_now[13:0];
  assign c_at = c_vector_at + (beat_now[13:0] ^ {6'd0, c_xor});
  assign w_at = w_vector_at + beat_now[13:0];
  assign beat = beat_now;
  assign vector = vector_now;
  assign number = number_now;
  assign first_round = fresh;
  assign replays = seen;
  assign last = ends_step & last_step;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, rst};

`ifdef FORMAL
  reg [15:0] loops_g;
  reg loops_r;
  reg [3:0] loops_t;
  reg [15:0] loops_i;
  reg [17:0] loops_base;
  wire loops_ends_i;
  wire loops_ends_t;
  wire loops_ends_r;
  wire loops_ends;
  reg loops_running;
  reg [15:0] _past_beats;
  reg _edges1;
  reg [3:0] _past_last_vector;
  reg [15:0] _past_steps;
  reg _past_twice;
  reg [13:0] _past_a;
  reg [13:0] _past_a_vector;
  reg [13:0] _past_a_step;
  reg [13:0] _past_c;
  reg [13:0] _past_c_vector;
  reg [13:0] _past_c_step;
  reg [13:0] _past_w;
  reg [13:0] _past_w_vector;
  reg [13:0] _past_w_step;
  reg _past_value;
  reg [15:0] _past_beat;
  reg _past_first_round;
  reg _past_start;
  reg _past_value_2;
  reg _past_loops_running;
  reg [13:0] loops_a_row;
  reg [13:0] loops_a_place;
  reg [13:0] loops_c_row;
  reg [13:0] loops_c_place;
  reg [13:0] loops_w_row;
  reg [13:0] loops_w_place;
  wire [36:0] loops_progress;
  reg _past_value_3;
  reg [36:0] _past_loops_progress;
  reg _past_value_4;
  reg _past_value_5;
  reg _past_value_6;

  always @(posedge clk) begin
    _past_beats <= beats;
    _edges1 <= 1'b1;
    _past_last_vector <= last_vector;
    _past_steps <= steps;
    _past_twice <= twice;
    _past_a <= a;
    _past_a_vector <= a_vector;
    _past_a_step <= a_step;
    _past_c <= c;
    _past_c_vector <= c_vector;
    _past_c_step <= c_step;
    _past_w <= w;
    _past_w_vector <= w_vector;
    _past_w_step <= w_step;
    _past_value <= loops_running & ~step & ~start;
    _past_beat <= beat;
    _past_first_round <= first_round;
    _past_start <= start;
    _past_value_2 <= step & ~start;
    _past_loops_running <= loops_running;
    _past_value_3 <= step & ~start;
    _past_loops_progress <= loops_progress;
    _past_value_4 <= step & last & ~start;
    _past_value_5 <= step & loops_ends_i & loops_ends_t & twice;
    _past_value_6 <= step & loops_ends_i & loops_ends_t & loops_ends_r & loops_ends;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  assign loops_ends_i = loops_i + {16'd0, 1'b1} == {1'b0, beats};

  assign loops_ends_t = loops_t == last_vector;

  assign loops_ends_r = loops_r == twice;

  assign loops_ends = loops_g + {16'd0, 1'b1} == {1'b0, steps};

  always @(posedge clk) begin
    if (step) begin
      loops_i <= loops_i + 16'd1;
    end
    if (step && loops_ends_i) begin
      loops_i <= 16'd0;
      loops_t <= loops_t + 4'd1;
    end
    if (step && loops_ends_i && loops_ends_t) begin
      loops_t <= 4'd0;
      loops_r <= 1'b1;
    end
    if (step && loops_ends_i && loops_ends_t && loops_ends_r) begin
      loops_r <= 1'b0;
      loops_g <= loops_g + 16'd1;
      loops_base <= loops_base[17] ? (loops_base + {2'd0, beats}) | 18'h20000 : loops_base + {2'd0, beats};
    end
    if (start) begin
      loops_g <= 16'd0;
      loops_r <= 1'b0;
      loops_t <= 4'd0;
      loops_i <= 16'd0;
      loops_base <= 18'd0;
    end
  end

  always @(posedge clk) begin
    if (step && last) begin
      loops_running <= 1'b0;
    end
    if (start) begin
      loops_running <= 1'b1;
    end
    if (rst) begin
      loops_running <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_record_stands_while_it_is_walked: assume (!_edges1 || !loops_running ||
          (beats == _past_beats && last_vector == _past_last_vector && steps == _past_steps &&
          twice == _past_twice && a == _past_a && a_vector == _past_a_vector && a_step == _past_a_step &&
          c == _past_c && c_vector == _past_c_vector && c_step == _past_c_step && w == _past_w &&
          w_vector == _past_w_vector && w_step == _past_w_step));
      a_record_has_a_beat_and_a_step: assume (!(start || loops_running) || (beats != 16'd0 && steps != 16'd0));
      a_beat_is_passed_only_where_there_is_one: assume (!step || (loops_running && !start));
      a_beat_that_is_not_passed_stays: assert (!_edges1 || !_past_value ||
          (beat == _past_beat && first_round == _past_first_round));
      a_round_is_the_first_of_its_step_or_one_after_it: assert (!loops_running || replays == ~first_round);
      a_walk_begins_with_its_first_beat: assert (!_edges1 || !_past_start || (beat == 16'd0 && first_round));
      and_goes_on_by_one_or_begins_a_vector_after_the_last_of_one: assert (!_edges1 ||
          !(_past_value_2 && loops_running && _past_loops_running) ||
          (beat == _past_beat + 16'd1 && first_round == _past_first_round) ||
          (beat == 16'd0 && _past_beat + {16'd0, 1'b1} == {1'b0, beats}));
      its_last_beat_is_the_last_of_a_vector: assert (!(loops_running && last) || beat +
          {16'd0, 1'b1} == {1'b0, beats});
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (loops_running) begin
        the_beat_is_the_one_of_the_loops: assert (beat == loops_i && vector == loops_t);
        elements_are_numbered_through_the_steps: assert (number == (loops_base[17]
            ? (loops_base + {2'd0, loops_i}) | 18'h20000 : loops_base +
            {2'd0, loops_i}) && before_ == loops_base);
        the_first_round_is_that_of_the_first_vector: assert (first_round == (~loops_r & (loops_t == 4'd0)));
        the_others_see_its_parameters_again: assert (replays == ~first_round);
        the_last_beat_is_the_last_of_all_loops: assert (last == (loops_ends_i & loops_ends_t & loops_ends_r &
            loops_ends));
        ends_are_known_ahead: assert (last_beat == loops_ends_i && again == loops_r && last_step == loops_ends);
        steps_are_counted: assert (steps_left == steps - loops_g);
        sizes_are_reckoned_ahead: assert (late_beat == beats - 16'd2 && one_beat == (beats == 16'd1));
        loops_stay_in_bounds: assert (loops_i < beats && loops_t <= last_vector && (!loops_r || twice) &&
            loops_g < steps);
      end
    end
  end

  always @(posedge clk) begin
    if (step && loops_ends_i) begin
      loops_a_place <= loops_a_place + a_vector;
    end
    if (step && loops_ends_i && loops_ends_t) begin
      loops_a_place <= loops_a_row;
    end
    if (step && loops_ends_i && loops_ends_t && loops_ends_r) begin
      loops_a_row <= loops_a_row + a_step;
      loops_a_place <= loops_a_row + a_step;
    end
    if (start) begin
      loops_a_row <= a;
      loops_a_place <= a;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_goes_by_vectors_and_steps: assert (!loops_running || a_at == loops_a_place + loops_i[13:0]);
      a_goes_back_to_where_its_step_begins: assert (!loops_running || a_step_at == loops_a_row);
    end
  end

  always @(posedge clk) begin
    if (step && loops_ends_i) begin
      loops_c_place <= loops_c_place + c_vector;
    end
    if (step && loops_ends_i && loops_ends_t) begin
      loops_c_place <= loops_c_row;
    end
    if (step && loops_ends_i && loops_ends_t && loops_ends_r) begin
      loops_c_row <= loops_c_row + c_step;
      loops_c_place <= loops_c_row + c_step;
    end
    if (start) begin
      loops_c_row <= c;
      loops_c_place <= c;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      c_goes_by_vectors_and_steps: assert (!loops_running || c_at == loops_c_place +
          (loops_i[13:0] ^ {6'd0, c_xor}));
      c_goes_back_to_where_its_step_begins: assert (!loops_running || c_step_at == loops_c_row);
    end
  end

  always @(posedge clk) begin
    if (step && loops_ends_i) begin
      loops_w_place <= loops_w_place + w_vector;
    end
    if (step && loops_ends_i && loops_ends_t) begin
      loops_w_place <= loops_w_row;
    end
    if (step && loops_ends_i && loops_ends_t && loops_ends_r) begin
      loops_w_row <= loops_w_row + w_step;
      loops_w_place <= loops_w_row + w_step;
    end
    if (start) begin
      loops_w_row <= w;
      loops_w_place <= w;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      w_goes_by_vectors_and_steps: assert (!loops_running || w_at == loops_w_place + loops_i[13:0]);
      w_goes_back_to_where_its_step_begins: assert (!loops_running || w_step_at == loops_w_row);
      every_beat_comes_nearer_to_the_end: assert (!_edges1 || !(_past_value_3 && loops_running) ||
          loops_progress > _past_loops_progress);
      and_behind_the_last_there_is_none: assert (!_edges1 || !_past_value_4 || !loops_running);
      a_second_round_begins: cover (_edges1 && _past_value_5 && loops_r);
      a_record_ends: cover (_edges1 && _past_value_6);
    end
  end

  assign loops_progress = {loops_g, loops_r, loops_t, loops_i};
`endif

endmodule

`default_nettype wire
