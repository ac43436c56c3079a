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

  assign a_at = a_vector_at + beat_now[13:0];
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

  assign c_at = c_vector_at + (beat_now[13:0] ^ {6'd0, c_xor});
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

  assign w_at = w_vector_at + beat_now[13:0];
  assign beat = beat_now;
  assign vector = vector_now;
  assign number = number_now;
  assign first_round = fresh;
  assign replays = seen;
  assign last = ends_step & last_step;

endmodule

`default_nettype wire
