// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/vector/append.ts by `make verilog`; do not edit.
//
// Quantises the heads of a position and writes them into the cache, byte by byte among those of other positions
// (docs/command-list.md, "Appending"): a head is collected, then written as runs of beats. A key is one run,
// the macros of its block; a value is a beat for each 8 elements, and one for its scale. `done` comes once a
// job, when all writes of it have been answered, while the next may have begun; `halt` stops it between bursts.
`default_nettype none

module macromac_vector_append (
  input  wire         clk,
  input  wire         rst,
  input  wire         job_valid,
  input  wire [1:0]   job_payload_kind,
  input  wire [5:0]   job_payload_beats,
  input  wire [2:0]   job_payload_last_vector,
  // Of the position: the position itself is one less.
  input  wire [15:0]  job_payload_context,
  input  wire [39:0]  job_payload_to,
  input  wire [23:0]  job_payload_stride,
  input  wire [39:0]  job_payload_scales,
  input  wire [15:0]  job_payload_scale_stride,
  input  wire [127:0] job_payload_halves,
  output wire         job_ready,
  input  wire         beats_valid,
  input  wire [127:0] beats_payload,
  output wire         beats_ready,
  input  wire         b_valid,
  input  wire [1:0]   b_payload,
  output wire         b_ready,
  input  wire         halt,
  output wire         aw_valid,
  output wire [35:0]  aw_payload_address,
  output wire [3:0]   aw_payload_length,
  input  wire         aw_ready,
  output wire         w_valid,
  output wire [127:0] w_payload_data,
  output wire [15:0]  w_payload_strobe,
  output wire         w_payload_last,
  input  wire         w_ready,
  output wire         done,
  output wire         drained,
  output wire         failed_valid,
  output wire [35:0]  failed_address,
  output wire [1:0]   failed_response
);
  localparam APPEND_KEYS16 = 2'd0;
  localparam APPEND_VALUES8 = 2'd2;
  localparam APPEND_STATE_IDLE = 3'd0;
  localparam APPEND_STATE_FILL = 3'd1;
  localparam APPEND_STATE_SETTLE = 3'd2;
  localparam APPEND_STATE_PLAN = 3'd3;
  localparam APPEND_STATE_ASK = 3'd4;
  localparam APPEND_STATE_SEND = 3'd5;
  localparam APPEND_STATE_NEXT = 3'd6;

  reg [2:0] state;
  reg [1:0] current_kind;
  reg [5:0] current_beats;
  reg [2:0] current_last_vector;
  reg [15:0] current_context;
  reg [39:0] current_to;
  reg [23:0] current_stride;
  reg [39:0] current_scales;
  reg [15:0] current_scale_stride;
  reg [127:0] current_halves;
  reg [15:0] position;
  reg [2:0] head;
  reg [5:0] filled;
  reg [2:0] settling;
  reg is_value;
  // Its opposite, for what a beat holds: each would have too many ends alone.
  reg is_key;
  reg is_wide;
  reg [2:0] unanswered;
  wire begins;
  wire signed [15:0] u_quantise_0_value;
  wire signed [15:0] u_quantise_1_value;
  wire signed [15:0] u_quantise_2_value;
  wire signed [15:0] u_quantise_3_value;
  wire [15:0] half;
  reg nothing;
  wire take;
  reg kept_1;
  reg kept_2;
  reg kept_3;
  reg kept;
  reg [4:0] kept_at_1;
  reg [4:0] kept_at_2;
  reg [4:0] kept_at_3;
  reg [4:0] kept_at;
  reg [5:0] last_filled;
  // The next beat to ask for, and beats of the run that are still to be asked for.
  reg [35:0] run;
  reg [8:0] run_left;
  // Of a value: which 8 elements.
  reg [3:0] unit;
  reg in_scale;
  reg [35:0] head_at;
  reg [35:0] scale_at;
  wire [1:0] macros_shift;
  reg [8:0] macro_strips;
  reg [18:0] key_strips;
  reg [35:0] key_offset;
  reg [35:0] channel_offset;
  reg [35:0] offset;
  reg [2:0] macro;
  reg [5:0] strip;
  wire [4:0] pair;
  wire [4:0] at;
  wire [63:0] word;
  wire [7:0] low_byte;
  wire [7:0] high_byte;
  wire [15:0] scale;
  wire is_scale;
  wire [127:0] data;
  wire [15:0] strobe;
  reg [3:0] outstanding;
  reg [4:0] sent_left;
  reg [4:0] length;
  reg [35:0] asked;
  reg [4:0] asked_length;
  wire u_asked_s_valid;
  wire u_asked_s_ready;
  wire u_asked_m_valid;
  wire [4:0] u_asked_level;
  wire may_ask;
  wire sent;
  wire last_head;
  reg last_unit;
  wire sends_last;
  wire answered;
  (* ram_style = "distributed" *)
  reg [63:0] elements [0:31];

  assign job_ready = (state == APPEND_STATE_IDLE) & ~halt & (unanswered != 3'd7);
  assign begins = job_valid & job_ready;

  macromac_fp32_to_int16 u_quantise_0 (
    .clk(clk),
    .x(beats_payload[31:0]),
    .narrow(~is_wide),
    .value(u_quantise_0_value)
  );

  macromac_fp32_to_int16 u_quantise_1 (
    .clk(clk),
    .x(beats_payload[63:32]),
    .narrow(~is_wide),
    .value(u_quantise_1_value)
  );

  macromac_fp32_to_int16 u_quantise_2 (
    .clk(clk),
    .x(beats_payload[95:64]),
    .narrow(~is_wide),
    .value(u_quantise_2_value)
  );

  macromac_fp32_to_int16 u_quantise_3 (
    .clk(clk),
    .x(beats_payload[127:96]),
    .narrow(~is_wide),
    .value(u_quantise_3_value)
  );

  assign half = current_halves[16*head +: 16];

  always @(posedge clk) begin
    nothing <= (half[14:0] == 15'd0) | (half[14:10] == 5'd31);
    kept_1 <= take;
    kept_2 <= kept_1;
    kept_3 <= kept_2;
    kept <= kept_3;
    kept_at_1 <= filled[4:0];
    kept_at_2 <= kept_at_1;
    kept_at_3 <= kept_at_2;
    kept_at <= kept_at_3;
    if (rst) begin
      kept_1 <= 1'b0;
      kept_2 <= 1'b0;
      kept_3 <= 1'b0;
      kept <= 1'b0;
    end
  end

  assign beats_ready = state == APPEND_STATE_FILL;
  assign take = beats_valid & beats_ready;

  always @(posedge clk) begin
    if (kept) begin
      elements[kept_at] <= nothing ? 64'd0
          : {u_quantise_3_value, u_quantise_2_value, u_quantise_1_value, u_quantise_0_value};
    end
  end

  wire [25:0] _channel_offset_product = position[4:3] * current_stride;

  always @(posedge clk) begin
    last_filled <= current_beats - 6'd1;
    macro_strips <= 9'd33 << macros_shift;
    key_strips <= {3'd0, {position[15:5], 5'd0}} + {8'd0, position[15:5]};
    key_offset <= {17'd0, key_strips << macros_shift};
    channel_offset <= {10'd0, _channel_offset_product};
    offset <= is_value ? {21'd0, {position[15:6], 5'd0}} + {26'd0, position[15:6]} + {31'd0, position[5:1]} +
        36'd1 : key_offset + channel_offset;
  end

  assign macros_shift = is_wide + (current_beats > 6'd16);

  always @(posedge clk) begin
    if (begins) begin
      current_kind <= job_payload_kind;
      current_beats <= job_payload_beats;
      current_last_vector <= job_payload_last_vector;
      current_context <= job_payload_context;
      current_to <= job_payload_to;
      current_stride <= job_payload_stride;
      current_scales <= job_payload_scales;
      current_scale_stride <= job_payload_scale_stride;
      current_halves <= job_payload_halves;
      is_value <= job_payload_kind == APPEND_VALUES8;
      is_key <= job_payload_kind != APPEND_VALUES8;
      is_wide <= job_payload_kind == APPEND_KEYS16;
      position <= job_payload_context - 16'd1;
      head <= 3'd0;
      filled <= 6'd0;
      head_at <= job_payload_to[39:4];
      scale_at <= job_payload_scales[39:4];
      state <= APPEND_STATE_FILL;
    end
    length <= run_left < {4'd0, 5'd16 - {1'b0, run[3:0]}} ? run_left[4:0] : 5'd16 - {1'b0, run[3:0]};
    case (state)
      APPEND_STATE_IDLE: ;
      APPEND_STATE_FILL: begin
        if (take) begin
          filled <= filled + 6'd1;
          if (filled == last_filled) begin
            state <= APPEND_STATE_SETTLE;
            settling <= 3'd5;
          end
        end
      end
      APPEND_STATE_SETTLE: begin
        settling <= settling - 3'd1;
        run <= head_at + offset;
        run_left <= is_value ? 9'd1 : macro_strips;
        unit <= 4'd0;
        in_scale <= 1'b0;
        macro <= 3'd0;
        strip <= 6'd0;
        if (settling == 3'd0) begin
          state <= APPEND_STATE_PLAN;
        end
      end
      APPEND_STATE_PLAN: begin
        if (may_ask) begin
          asked <= run;
          asked_length <= length;
          sent_left <= length;
          run <= run + {31'd0, length};
          run_left <= run_left - {4'd0, length};
          state <= APPEND_STATE_ASK;
        end
      end
      APPEND_STATE_ASK: begin
        if (aw_ready) begin
          state <= APPEND_STATE_SEND;
        end
      end
      APPEND_STATE_SEND: begin
        if (sent) begin
          sent_left <= sent_left - 5'd1;
          strip <= strip + 6'd1;
          if (strip == 6'd32) begin
            strip <= 6'd0;
            macro <= macro + 3'd1;
          end
          if (w_payload_last) begin
            state <= APPEND_STATE_NEXT;
          end
        end
      end
      default: begin // Next
        state <= APPEND_STATE_PLAN;
        if (run_left == 9'd0) begin
          run_left <= 9'd1;
          length <= 5'd1;
          unit <= unit + 4'd1;
          head_at <= head_at + {12'd0, current_stride};
          run <= head_at + {12'd0, current_stride} + offset;
          if (last_unit) begin
            in_scale <= 1'b1;
            run <= scale_at + {23'd0, position[15:3]};
          end
          if (!is_value || in_scale) begin
            head <= head + 3'd1;
            filled <= 6'd0;
            head_at <= is_value ? head_at : head_at + {10'd0, {current_stride, 2'd0}};
            scale_at <= scale_at + {20'd0, current_scale_stride};
            state <= last_head ? APPEND_STATE_IDLE : APPEND_STATE_FILL;
          end
        end
      end
    endcase
    if (rst) begin
      state <= APPEND_STATE_IDLE;
    end
  end

  wire [5:0] _pair_difference = strip - 6'd1;
  assign pair = _pair_difference[4:0];
  wire [2:0] _at_choice = is_wide ? macro >> 1 : macro;
  assign at = is_value ? {unit, 1'b0} : {_at_choice[0], pair[4:1]};
  assign word = {1'b0, at} < current_beats ? elements[at] : 64'd0;
  wire [15:0] _low_byte_sum = (pair[0] ? word[47:32] : word[15:0]) + 16'd128;
  assign low_byte = is_wide && !macro[0] ? _low_byte_sum[15:8] : pair[0] ? word[39:32] : word[7:0];
  wire [15:0] _high_byte_sum = (pair[0] ? word[63:48] : word[31:16]) + 16'd128;
  assign high_byte = is_wide && !macro[0] ? _high_byte_sum[15:8] : pair[0] ? word[55:48] : word[23:16];
  wire [7:0] _scale_choice = |half[9:2] ? half[9:2] : {half[1:0], 6'd0};
  wire [3:0] _scale_choice_2 = |_scale_choice[7:4] ? _scale_choice[7:4] : _scale_choice[3:0];
  wire [1:0] _scale_choice_3 = |_scale_choice_2[3:2] ? _scale_choice_2[3:2] : _scale_choice_2[1:0];
  wire [3:0] _scale_choice_4 = |half[9:0]
      ? {~(|half[9:2]), ~(|_scale_choice[7:4]), ~(|_scale_choice_2[3:2]), ~_scale_choice_3[1]} : 4'd10;
  assign scale = is_wide && !macro[0]
      ? (half[14:10] >= 5'd23 ? (half[14:10] == 5'd31 ? half : {half[15], 15'h7c00}) : half[14:10] == 5'd0
      ? (_scale_choice_4 >= 4'd8 ? {half[15], 5'd0, half[9:0] << 8}
      : {half[15], 5'd9 - {1'b0, _scale_choice_4} - 5'd1, (half[9:0] << _scale_choice_4) << 1}) : {half[15],
      half[14:10] + 5'd8, half[9:0]}) : half;
  assign is_scale = is_value ? in_scale : strip == 6'd0;
  wire [4:0] _data_or = at | 5'd1;
  wire [63:0] _data_word = elements[_data_or];
  wire [63:0] _data_word_2 = elements[at];
  assign data = is_scale ? {8{scale}} : is_key ? {{8{high_byte}}, {8{low_byte}}}
      : {_data_word[55:48], _data_word[39:32], _data_word[23:16], _data_word[7:0], _data_word_2[55:48],
      _data_word_2[39:32], _data_word_2[23:16], _data_word_2[7:0], _data_word[55:48], _data_word[39:32],
      _data_word[23:16], _data_word[7:0], _data_word_2[55:48], _data_word_2[39:32], _data_word_2[23:16],
      _data_word_2[7:0]};
  assign strobe = is_scale ? 16'd3 << {position[2:0], 1'b0} : is_value ? (position[0] ? 16'hff00 : 16'd255)
      : {8'd1 << position[2:0], 8'd1 << position[2:0]};

  macromac_Fifo16_uint36 u_asked (
    .clk(clk),
    .rst(rst),
    .s_valid(u_asked_s_valid),
    .s_payload(run),
    .s_ready(u_asked_s_ready),
    .m_valid(u_asked_m_valid),
    .m_payload(failed_address),
    .m_ready(b_valid),
    .level(u_asked_level)
  );

  assign may_ask = (state == APPEND_STATE_PLAN) & ~halt & (outstanding != 4'd8);
  assign u_asked_s_valid = may_ask;
  assign aw_valid = state == APPEND_STATE_ASK;
  assign aw_payload_address = asked;
  wire [4:0] _aw_payload_length_difference = asked_length - 5'd1;
  assign aw_payload_length = _aw_payload_length_difference[3:0];
  assign w_valid = state == APPEND_STATE_SEND;
  assign w_payload_data = data;
  assign w_payload_strobe = strobe;
  assign w_payload_last = sent_left == 5'd1;
  assign sent = w_valid & w_ready;
  assign b_ready = 1'b1;

  always @(posedge clk) begin
    outstanding <= outstanding + {3'd0, may_ask} - {3'd0, b_valid};
    last_unit <= ({1'b0, {unit + 4'd1, 1'b0}} >= current_beats) | (unit == 4'd15);
    unanswered <= unanswered + {2'd0, sends_last} - {2'd0, answered};
    if (rst) begin
      outstanding <= 4'd0;
      unanswered <= 3'd0;
    end
  end

  assign last_head = head == current_last_vector;
  assign sends_last = (state == APPEND_STATE_NEXT) & (run_left == 9'd0) & (~is_value | in_scale) & last_head;
  assign answered = (unanswered != 3'd0) & (outstanding == 4'd0) & ~halt;
  assign done = answered;
  assign drained = (outstanding == 4'd0) & (state != APPEND_STATE_ASK) & (state != APPEND_STATE_SEND);
  assign failed_valid = b_valid & (b_payload != 2'd0);
  assign failed_response = b_payload;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, current_kind, current_context, current_to, current_scales, u_asked_s_ready,
      u_asked_m_valid, u_asked_level, _pair_difference[5], _at_choice[2:1], _low_byte_sum[7:0],
      _high_byte_sum[7:0], _scale_choice_3[0], _data_word[15:8], _data_word[31:24], _data_word[47:40],
      _data_word[63:56], _data_word_2[15:8], _data_word_2[31:24], _data_word_2[47:40], _data_word_2[63:56],
      _aw_payload_length_difference[4]};

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
  reg [1:0] _past_job_payload_kind;
  reg [5:0] _past_job_payload_beats;
  reg [2:0] _past_job_payload_last_vector;
  reg [15:0] _past_job_payload_context;
  reg [39:0] _past_job_payload_to;
  reg [23:0] _past_job_payload_stride;
  reg [39:0] _past_job_payload_scales;
  reg [15:0] _past_job_payload_scale_stride;
  reg [127:0] _past_job_payload_halves;
  reg _past_value_2;
  reg [35:0] _past_aw_payload_address;
  reg [3:0] _past_aw_payload_length;
  reg _past_value_3;
  reg [127:0] _past_w_payload_data;
  reg [15:0] _past_w_payload_strobe;
  reg _past_w_payload_last;
  reg _past_value_4;
  reg [3:0] addressed;
  reg [3:0] complete;
  reg _past_halt;
  reg _past_drained;
  reg [4:0] burst_sent;
  reg [5:0] came;
  reg [8:0] gone;
  wire [8:0] in_all;
  reg _past_value_5;
  reg _past_value_6;
  reg _past_value_7;
  reg [3:0] jobs;
  wire [2:0] heads_left;
  wire [5:0] to_come;
  wire [2:0] to_settle;
  wire [8:0] to_ask;
  wire [1:0] step;
  wire [4:0] to_send;
  wire [28:0] rank;
  reg _past_value_8;
  reg [28:0] _past_rank;
  reg _past_value_9;
  reg _past_value_10;
  reg [3:0] _past_jobs;

  always @(posedge clk) begin
    _past_value <= job_valid & ~job_ready;
    _edges1 <= 1'b1;
    _past_job_payload_kind <= job_payload_kind;
    _past_job_payload_beats <= job_payload_beats;
    _past_job_payload_last_vector <= job_payload_last_vector;
    _past_job_payload_context <= job_payload_context;
    _past_job_payload_to <= job_payload_to;
    _past_job_payload_stride <= job_payload_stride;
    _past_job_payload_scales <= job_payload_scales;
    _past_job_payload_scale_stride <= job_payload_scale_stride;
    _past_job_payload_halves <= job_payload_halves;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      job_valid_stays_until_ready: assume (!_edges1 || !_past_value || job_valid);
      job_the_payload_stays_until_ready: assume (!_edges1 || !_past_value ||
          (job_payload_kind == _past_job_payload_kind && job_payload_beats == _past_job_payload_beats &&
          job_payload_last_vector == _past_job_payload_last_vector &&
          job_payload_context == _past_job_payload_context && job_payload_to == _past_job_payload_to &&
          job_payload_stride == _past_job_payload_stride && job_payload_scales == _past_job_payload_scales &&
          job_payload_scale_stride == _past_job_payload_scale_stride &&
          job_payload_halves == _past_job_payload_halves));
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= aw_valid & ~aw_ready;
    _past_aw_payload_address <= aw_payload_address;
    _past_aw_payload_length <= aw_payload_length;
  end

  always @(posedge clk) begin
    if (!rst) begin
      aw_valid_stays_until_ready: assert (!_edges1 || !_past_value_2 || aw_valid);
      aw_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_2 ||
          (aw_payload_address == _past_aw_payload_address && aw_payload_length == _past_aw_payload_length));
    end
  end

  always @(posedge clk) begin
    _past_value_3 <= w_valid & ~w_ready;
    _past_w_payload_data <= w_payload_data;
    _past_w_payload_strobe <= w_payload_strobe;
    _past_w_payload_last <= w_payload_last;
  end

  always @(posedge clk) begin
    if (!rst) begin
      w_valid_stays_until_ready: assert (!_edges1 || !_past_value_3 || w_valid);
      w_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_3 ||
          (w_payload_data == _past_w_payload_data && w_payload_strobe == _past_w_payload_strobe &&
          w_payload_last == _past_w_payload_last));
    end
  end

  wire __past_value_4_and = (state == APPEND_STATE_NEXT) & (run_left == 9'd0) & (~is_value | in_scale);

  always @(posedge clk) begin
    _past_value_4 <= job_valid & job_ready;
    _past_halt <= halt;
    _past_drained <= drained;
    _past_value_5 <= __past_value_4_and;
    _past_value_6 <= __past_value_4_and & (head != current_last_vector);
    _past_value_7 <= (state == APPEND_STATE_NEXT) & ~__past_value_4_and;
    _past_value_8 <= state != APPEND_STATE_IDLE;
    _past_rank <= rank;
    _past_value_9 <= ((state == APPEND_STATE_FILL) & ~(beats_valid & beats_ready)) |
        ((state == APPEND_STATE_PLAN) & ~may_ask) | (aw_valid & ~aw_ready) | (w_valid & ~w_ready);
    _past_value_10 <= (outstanding == 4'd0) & (jobs != 4'd0) & (state == APPEND_STATE_IDLE) & ~halt;
    _past_jobs <= jobs;
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_head_has_8_16_24_or_32_beats: assume (!job_valid || job_payload_beats == 6'd8 ||
          job_payload_beats == 6'd16 || job_payload_beats == 6'd24 || job_payload_beats == 6'd32);
      a_beat_comes_later_than_its_job: assume (!_edges1 || !_past_value_4 || !(beats_valid && beats_ready));
    end
  end

  always @(posedge clk) begin
    addressed <= addressed + {3'd0, aw_valid & aw_ready} - {3'd0, b_valid};
    complete <= complete + {3'd0, w_valid & w_ready & w_payload_last} - {3'd0, b_valid};
    if (rst) begin
      addressed <= 4'd0;
      complete <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      an_answer_comes_for_a_burst_that_is_complete: assume (!b_valid ||
          (addressed != 4'd0 && complete != 4'd0));
      nothing_is_answered_that_was_not_asked_for: assert (addressed <= outstanding && complete <= outstanding);
      no_more_than_8_bursts_are_outstanding: assert (outstanding <= 4'd8);
      each_outstanding_burst_has_its_address_out_or_offered: assert (outstanding == addressed +
          {3'd0, aw_valid});
      each_outstanding_burst_has_its_data_out_or_at_hand: assert (outstanding == complete +
          {3'd0, (state == APPEND_STATE_ASK) | (state == APPEND_STATE_SEND)});
      the_address_of_each_burst_is_kept: assert (u_asked_level == {1'b0, outstanding});
      addresses_never_overflow: assert ((u_asked_s_valid && u_asked_s_ready) || !may_ask);
      an_answer_finds_the_address_of_its_burst: assert (!b_valid || u_asked_m_valid);
      an_answer_is_always_taken: assert (b_ready);
      an_answer_that_is_no_okay_is_reported: assert (failed_valid == (b_valid & (b_payload != 2'd0)));
      drained_is_when_no_burst_is_open_offered_or_under_way: assert (drained == ((addressed == 4'd0) &
          (complete == 4'd0) & ~aw_valid & ~w_valid));
      a_halted_unit_that_is_drained_begins_nothing: assert (!_edges1 || !(_past_halt && _past_drained) ||
          drained);
    end
  end

  always @(posedge clk) begin
    if (state == APPEND_STATE_ASK) begin
      burst_sent <= 5'd0;
    end
    if (w_valid && w_ready) begin
      burst_sent <= burst_sent + 5'd1;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == APPEND_STATE_ASK || state == APPEND_STATE_SEND) begin
        a_burst_ends_within_its_256_bytes: assert (asked_length != 5'd0 && {2'd0, asked[3:0]} +
            {1'b0, asked_length} <= 6'd16);
        it_is_where_the_run_goes_on: assert (aw_payload_address == asked);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      it_says_how_long_it_is: assert (!aw_valid || {1'b0, aw_payload_length} + 5'd1 == asked_length);
      nothing_of_it_is_sent_before_it_is_asked_for: assert (!aw_valid || sent_left == asked_length);
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (w_valid) begin
        its_beats_are_counted: assert (sent_left != 5'd0 && burst_sent + sent_left == asked_length);
        its_last_beat_is_said_to_be_the_last: assert (w_payload_last == (burst_sent + 5'd1 == asked_length));
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == APPEND_STATE_PLAN) begin
        a_burst_has_a_beat: assert (run_left != 9'd0);
        it_reaches_to_the_end_of_the_row_or_of_the_run: assert ({4'd0,
            length} == (run_left < 9'd16 - {5'd0, run[3:0]} ? run_left : 9'd16 - {5'd0, run[3:0]}));
      end
    end
  end

  always @(posedge clk) begin
    if ((job_valid && job_ready) || state == APPEND_STATE_NEXT) begin
      came <= 6'd0;
    end
    if (beats_valid && beats_ready) begin
      came <= came + 6'd1;
    end
  end

  always @(posedge clk) begin
    if (state == APPEND_STATE_SETTLE) begin
      gone <= 9'd0;
    end
    if (may_ask) begin
      gone <= gone + {4'd0, length};
    end
  end

  assign in_all = is_value ? {4'd0, current_beats[5:1]} + 9'd1 : macro_strips;

  always @(posedge clk) begin
    if (!rst) begin
      if (state != APPEND_STATE_IDLE) begin
        the_beats_of_a_head_are_those_of_its_job: assert (current_beats == 6'd8 || current_beats == 6'd16 ||
            current_beats == 6'd24 || current_beats == 6'd32);
        no_head_comes_after_the_last: assert (head <= current_last_vector);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == APPEND_STATE_FILL) begin
        beats_are_taken_until_the_head_is_whole: assert (filled == came && came < current_beats);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_head_is_whole_when_it_is_written: assert (state != APPEND_STATE_SETTLE || came == current_beats);
      it_settles_within_some_cycles: assert (state != APPEND_STATE_SETTLE || settling <= 3'd5);
    end
  end

  wire _check_or = (state == APPEND_STATE_PLAN) | (state == APPEND_STATE_ASK) | (state == APPEND_STATE_SEND) |
      (state == APPEND_STATE_NEXT);

  always @(posedge clk) begin
    if (!rst) begin
      if (_check_or && !is_value) begin
        a_key_is_written_whole: assert (gone + run_left == in_all);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (_check_or && is_value) begin
        of_a_value_each_run_is_a_beat: assert (run_left == 9'd1 - (state == APPEND_STATE_PLAN ? 9'd0 : 9'd1));
        units_are_counted_and_the_scale_after_them: assert (gone == (in_scale ? {4'd0, current_beats[5:1]}
            : {5'd0, unit}) + (state == APPEND_STATE_PLAN ? 9'd0 : 9'd1));
        a_unit_is_one_of_the_head: assert (in_scale || {5'd0, unit} < {4'd0, current_beats[5:1]});
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_head_has_all_its_beats_when_the_next_one_begins: assert (!__past_value_4_and || gone == in_all);
      and_the_next_one_begins_then_or_the_job_has_ended: assert (!_edges1 || !_past_value_5 ||
          state == APPEND_STATE_IDLE || state == APPEND_STATE_FILL);
      a_job_has_all_its_heads: assert (!_edges1 || !_past_value_6 || state == APPEND_STATE_FILL);
      no_head_ends_before: assert (!_edges1 || !_past_value_7 || state == APPEND_STATE_PLAN);
    end
  end

  always @(posedge clk) begin
    jobs <= jobs + {3'd0, job_valid & job_ready} - {3'd0, done};
    if (rst) begin
      jobs <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      every_job_that_begins_is_counted_until_it_ends: assert (jobs == {1'b0, unanswered} +
          {3'd0, state != APPEND_STATE_IDLE});
      no_more_than_7_jobs_have_not_ended: assert (jobs <= 4'd7);
      a_job_that_ends_has_begun: assert (!done || jobs != 4'd0);
      and_all_that_was_asked_for_has_been_answered: assert (!done || (outstanding == 4'd0 && !halt));
    end
  end

  assign heads_left = current_last_vector - head;

  assign to_come = state == APPEND_STATE_FILL ? current_beats - came : 6'd0;

  assign to_settle = state == APPEND_STATE_FILL ? 3'd7 : state == APPEND_STATE_SETTLE ? settling : 3'd0;

  assign to_ask = _check_or ? in_all - gone : 9'd511;

  assign step = state == APPEND_STATE_ASK ? 2'd3 : state == APPEND_STATE_SEND ? 2'd2
      : {1'b0, state == APPEND_STATE_NEXT};

  assign to_send = state == APPEND_STATE_SEND ? sent_left : 5'd0;

  assign rank = {heads_left, to_come, to_settle, state == APPEND_STATE_SETTLE, to_ask, step, to_send};

  always @(posedge clk) begin
    if (!rst) begin
      if (state != APPEND_STATE_IDLE && _past_value_8) begin
        a_job_moves_unless_it_waits_for_what_it_needs: assert (!_edges1 || rank < _past_rank ||
            (_past_value_9 && rank == _past_rank));
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      it_asks_unless_it_is_halted_or_has_asked_enough: assert (!(state == APPEND_STATE_PLAN && !may_ask) ||
          halt || outstanding == 4'd8);
      jobs_that_were_answered_end_one_after_another: assert (!_edges1 || !_past_value_10 ||
          jobs < _past_jobs || _past_value_4);
      a_job_ends: cover (done);
      a_second_head_begins: cover (_edges1 && _past_value_5 && state == APPEND_STATE_FILL);
    end
  end
`endif

endmodule

`default_nettype wire
