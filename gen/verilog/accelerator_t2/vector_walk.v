// vector_walk, from walk.ts
`default_nettype none

// verilator lint_off SYMRSVDWORD
module vector_walk (
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
  output wire [19:0] number,
  output wire        first_round,
  output wire        last
);
// verilator lint_on SYMRSVDWORD
  reg [15:0] beat_now; // walk.ts:50
  reg [3:0] vector_now;
  reg [15:0] step_now;
  reg again;
  reg [19:0] before_;
  reg [19:0] number_now;
  wire last_beat; // walk.ts:59
  wire in_last_vector;
  wire last_step;
  wire ends_round; // walk.ts:65
  wire ends_step;
  reg [13:0] a_step_at; // walk.ts:99
  reg [13:0] a_vector_at;
  wire [13:0] a_following; // walk.ts:103
  reg [13:0] c_step_at; // walk.ts:99
  reg [13:0] c_vector_at;
  wire [13:0] c_following; // walk.ts:103
  reg [13:0] w_step_at; // walk.ts:99
  reg [13:0] w_vector_at;
  wire [13:0] w_following; // walk.ts:103

  assign last_beat = beat_now == beats - 16'd1; // walk.ts:59
  assign in_last_vector = vector_now == last_vector;
  assign last_step = step_now == steps - 16'd1;
  assign ends_round = last_beat & in_last_vector; // walk.ts:65
  assign ends_step = last_beat & in_last_vector & ~(twice & ~again);

  always @(posedge clk) begin // walk.ts:70
    if (step) begin
      beat_now <= beat_now + 16'd1; // walk.ts:71
      number_now <= number_now + 20'd1; // walk.ts:72
      if (last_beat) begin // walk.ts:73
        beat_now <= 16'd0; // walk.ts:74
        vector_now <= vector_now + 4'd1; // walk.ts:75
        number_now <= before_; // walk.ts:76
      end
      if (ends_round) begin // walk.ts:78
        vector_now <= 4'd0; // walk.ts:79
        again <= twice & ~again; // walk.ts:80
      end
      if (ends_step) begin // walk.ts:82
        step_now <= step_now + 16'd1; // walk.ts:83
        before_ <= before_ + {4'd0, beats}; // walk.ts:84
        number_now <= before_ + {4'd0, beats}; // walk.ts:85
      end
    end
    if (start) begin // walk.ts:88
      beat_now <= 16'd0; // walk.ts:89
      vector_now <= 4'd0; // walk.ts:90
      step_now <= 16'd0; // walk.ts:91
      again <= 1'b0; // walk.ts:92
      before_ <= 20'd0; // walk.ts:93
      number_now <= 20'd0; // walk.ts:94
    end
  end

  assign a_following = twice && !again ? a_step_at : a_step_at + a_step; // walk.ts:103

  always @(posedge clk) begin // walk.ts:106
    if (step && last_beat) begin
      a_vector_at <= a_vector_at + a_vector; // walk.ts:107
      if (in_last_vector) begin // walk.ts:108
        a_vector_at <= a_following; // walk.ts:109
        a_step_at <= a_following; // walk.ts:110
      end
    end
    if (start) begin // walk.ts:113
      a_vector_at <= a; // walk.ts:114
      a_step_at <= a; // walk.ts:115
    end
  end

  assign a_at = a_vector_at + beat_now[13:0]; // walk.ts:120
  assign c_following = twice && !again ? c_step_at : c_step_at + c_step; // walk.ts:103

  always @(posedge clk) begin // walk.ts:106
    if (step && last_beat) begin
      c_vector_at <= c_vector_at + c_vector; // walk.ts:107
      if (in_last_vector) begin // walk.ts:108
        c_vector_at <= c_following; // walk.ts:109
        c_step_at <= c_following; // walk.ts:110
      end
    end
    if (start) begin // walk.ts:113
      c_vector_at <= c; // walk.ts:114
      c_step_at <= c; // walk.ts:115
    end
  end

  assign c_at = c_vector_at + (beat_now[13:0] ^ {6'd0, c_xor}); // walk.ts:121
  assign w_following = twice && !again ? w_step_at : w_step_at + w_step; // walk.ts:103

  always @(posedge clk) begin // walk.ts:106
    if (step && last_beat) begin
      w_vector_at <= w_vector_at + w_vector; // walk.ts:107
      if (in_last_vector) begin // walk.ts:108
        w_vector_at <= w_following; // walk.ts:109
        w_step_at <= w_following; // walk.ts:110
      end
    end
    if (start) begin // walk.ts:113
      w_vector_at <= w; // walk.ts:114
      w_step_at <= w; // walk.ts:115
    end
  end

  assign w_at = w_vector_at + beat_now[13:0]; // walk.ts:122
  assign beat = beat_now; // walk.ts:123
  assign vector = vector_now; // walk.ts:124
  assign number = number_now; // walk.ts:125
  assign first_round = (vector_now == 4'd0) & ~again; // walk.ts:126
  assign last = ends_step & last_step; // walk.ts:127

endmodule

`default_nettype wire
