// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/list/vector-check.ts by `make verilog`; do not edit.
//
// Checks a vector record for a position, and says what depends on the position: its steps, its context, its
// parameters' place. Whatever it refuses it refuses before any part of it has begun. `start` brings the record,
// which must stand until `ended`.
`default_nettype none

module macromac_vector_check (
  input  wire         clk,
  input  wire         rst,
  input  wire         start,
  input  wire [511:0] words,
  input  wire [15:0]  position,
  // Whose row of parameters is read, where a record says so.
  input  wire [17:0]  token,
  input  wire [27:0]  window_first,
  input  wire [27:0]  window_last,
  output wire         ended,
  // Valid with `ended`: why the record cannot be.
  output wire         refused_valid,
  output wire [3:0]   refused_code,
  output wire [2:0]   refused_place,
  output wire [15:0]  steps,
  output wire [15:0]  positions,
  output wire         appends,
  output wire         has_parameters,
  output wire [35:0]  parameters_address,
  output wire [27:0]  parameters_beats
);
  localparam A_SOURCE_MEMORY = 2'd0;
  localparam A_SOURCE_PARAMETERS = 2'd2;
  localparam APPEND_KEYS16 = 2'd0;
  localparam APPEND_VALUES8 = 2'd2;
  localparam B_SOURCE_SCALAR = 2'd1;
  localparam B_SOURCE_PARAMETERS = 2'd3;
  localparam C_SOURCE_MEMORY = 3'd1;
  localparam C_SOURCE_SCALAR = 3'd2;
  localparam C_SOURCE_PARAMETERS = 3'd4;
  localparam CHECK_STATE_IDLE = 4'd0;
  localparam CHECK_STATE_FIELDS = 4'd1;
  localparam CHECK_STATE_WALK_A = 4'd2;
  localparam CHECK_STATE_WALK_C = 4'd3;
  localparam CHECK_STATE_WALK_W = 4'd4;
  localparam CHECK_STATE_WALKS_END = 4'd5;
  localparam CHECK_STATE_REACHES = 4'd6;
  localparam CHECK_STATE_EXTENTS = 4'd7;
  localparam CHECK_STATE_ENDS = 4'd8;
  localparam CHECK_STATE_WINDOW = 4'd9;
  localparam CHECK_STATE_VERDICT = 4'd10;
  localparam D_SOURCE_SECOND = 2'd2;
  localparam DESTINATION_MEMORY = 2'd1;
  localparam DESTINATION_APPEND = 2'd3;
  localparam E_SOURCE_NONE = 3'd0;
  localparam E_SOURCE_SCALAR = 3'd1;
  localparam E_SOURCE_PARAMETERS = 3'd3;
  localparam E_SOURCE_MEMORY = 3'd4;
  localparam ERROR_ALIGNMENT = 4'd5;
  localparam ERROR_WINDOW = 4'd6;
  localparam ERROR_RECORD = 4'd13;
  localparam ERROR_BOUNDS = 4'd14;
  localparam FINISH_NONE = 3'd0;
  localparam FINISH_BYTE_SCALE = 3'd4;
  localparam OPERATION_RECIPROCAL = 2'd2;
  localparam PLACE_LIST = 3'd6;
  localparam PLACE_VECTOR = 3'd7;
  localparam REDUCTION_NONE = 3'd0;
  localparam REDUCTION_SQUARES = 3'd2;
  localparam REDUCTION_MAGNITUDE = 3'd4;

  reg [3:0] state;
  reg [3:0] code;
  reg [2:0] place;
  reg beyond_scalars;
  // Of loops and reductions, of parameters, of an append; and what is unknown.
  reg [3:0] cannot_be;
  wire fault_found;
  wire appends_now;
  wire uses_parameters;
  wire uses_c;
  wire reduces;
  reg [16:0] context_now;
  reg [15:0] steps_now;
  reg [16:0] position_now;
  reg [15:0] vector_stride;
  reg [15:0] step_stride;
  reg [16:0] base;
  reg [15:0] last_step;
  reg [19:0] by_vector;
  reg [31:0] by_step;
  reg [16:0] base_2;
  reg [33:0] reach;
  reg checking_1;
  reg checking_3_1;
  reg checking_3;
  wire out_of_bounds;
  // Beats of all parameters.
  reg [31:0] total;
  // Where a region begins, and its beats − 1: of the parameters or scales first, then of what is appended to.
  reg [36:0] first_at;
  reg [31:0] span;
  reg [7:0] units;
  reg [31:0] to_beats;
  reg [21:0] offset;
  reg [22:0] reach_of_offset;
  reg [19:0] scale_reach;
  reg [33:0] skipped;
  reg [19:0] scale_rows;
  reg [16:0] position_strips;
  reg [1:0] macros_shift;
  reg [8:0] macro_strips;
  reg [28:0] first_page;
  reg [28:0] last_page;
  wire outside;

  assign fault_found = code != 4'd0;
  assign appends_now = words[19:18] == DESTINATION_APPEND;
  assign uses_parameters = (words[5:4] == A_SOURCE_PARAMETERS) | (words[7:6] == B_SOURCE_PARAMETERS) |
      (words[10:8] == C_SOURCE_PARAMETERS) | (words[12:11] == D_SOURCE_SECOND) |
      (words[17:15] == E_SOURCE_PARAMETERS);
  assign uses_c = (words[10:8] == C_SOURCE_MEMORY) | (words[17:15] == E_SOURCE_MEMORY);
  assign reduces = words[22:20] != REDUCTION_NONE;

  always @(posedge clk) begin
    by_vector <= words[67:64] * vector_stride;
    by_step <= last_step * step_stride;
    base_2 <= base;
    reach <= {14'd0, by_vector} + {2'd0, by_step} + {17'd0, base_2};
    checking_3_1 <= checking_1;
    checking_3 <= checking_3_1;
    if (rst) begin
      checking_3_1 <= 1'b0;
      checking_3 <= 1'b0;
    end
  end

  wire [10:0] _steps_now_choice = words[47:32] == 16'd8 ? position_now[15:5] : {1'b0, position_now[15:6]};
  wire [5:0] _cannot_be_product = words[34:32] * words[50:48];
  wire [15:0] _base_difference = words[47:32] - 16'd1;
  wire [4:0] _units_choice = words[425:424] == APPEND_VALUES8 ? words[37:33] : 5'd4;
  wire [4:0] _units_sum = words[67:64] + {4'd0, 1'b1};
  wire [9:0] _units_product = _units_choice * _units_sum;
  wire [15:0] _base_or = (words[47:32] - 16'd1) | {8'd0, words[423:416]};
  wire [15:0] _base_difference_2 = words[47:32] - 16'd1;

  always @(posedge clk) begin
    checking_1 <= 1'b0;
    if (out_of_bounds && !fault_found) begin
      code <= ERROR_BOUNDS;
      place <= PLACE_LIST;
    end
    case (state)
      CHECK_STATE_IDLE: begin
        code <= 4'd0;
        position_now <= position + {9'd0, words[79:72]};
        if (start) begin
          state <= CHECK_STATE_FIELDS;
        end
      end
      CHECK_STATE_FIELDS: begin
        state <= CHECK_STATE_WALK_A;
        context_now <= position_now + 17'd1;
        steps_now <= words[29] ? {4'd0, _steps_now_choice + {11'd0, 1'b1}} : words[63:48];
        macros_shift <= words[425:424] == APPEND_VALUES8 ? 2'd0 : (words[425:424] == APPEND_KEYS16) +
            (words[47:32] > 16'd16);
        beyond_scalars <= ((words[7:6] == B_SOURCE_SCALAR) &
            (words[244:240] + {2'd0, words[67:64]} >= 6'd32)) | (((words[10:8] == C_SOURCE_SCALAR) |
            (words[17:15] == E_SOURCE_SCALAR)) & (words[249:245] +
            {2'd0, words[67:64]} >= 6'd32)) | (reduces & (words[254:250] + {2'd0, words[67:64]} >= 6'd32));
        cannot_be <= {(words[47:32] == 16'd0) | ((words[63:48] == 16'd0) & ~words[29]) |
            (words[29] & (words[47:32] != 16'd8) & (words[47:32] != 16'd16)) |
            (reduces & ((words[67:64] >= 4'd8) | words[27] | (|_cannot_be_product[2:0] & ~words[29]))) |
            ((words[22:20] == REDUCTION_SQUARES) & (words[17:15] != E_SOURCE_NONE)) |
            (~reduces & (words[25:23] != FINISH_NONE)), (words[26] & (words[31] | words[32])) |
            (uses_parameters & ({1'b0, words[383:368]} != (words[31] ? {words[47:32], 1'b0}
            : {1'b0, words[26] ? words[47:32] >> 1
            : words[47:32]}))) | ((words[12:11] == D_SOURCE_SECOND) & ~words[31]) |
            (uses_parameters & ((words[67:64] != 4'd0) | words[27]) & (words[383:368] > 16'd64)) |
            (~uses_parameters & (words[26] | words[31] | words[30])) | (words[69] & ~words[30]), appends_now &
            ((words[5:4] != A_SOURCE_MEMORY) | (words[63:48] != 16'd1) | words[29] | words[27] |
            uses_parameters | (words[47:32] > 16'd32) | |words[34:32] | (words[95:80] != words[47:32]) |
            (words[67:64] >= 4'd8)), (words[5:4] > A_SOURCE_PARAMETERS) | (words[10:8] > C_SOURCE_PARAMETERS) |
            (words[12:11] > D_SOURCE_SECOND) | (words[14:13] > OPERATION_RECIPROCAL) |
            (words[17:15] > E_SOURCE_MEMORY) | (words[22:20] > REDUCTION_MAGNITUDE) |
            (words[25:23] > FINISH_BYTE_SCALE) | (words[425:424] > APPEND_VALUES8) | |words[447:432] |
            |words[71:70] | words[255] | |words[367:360] | |words[415:400] | |words[431:426]};
      end
      CHECK_STATE_WALK_A: begin
        state <= CHECK_STATE_WALK_C;
        if ((beyond_scalars || context_now[16]) && !fault_found) begin
          code <= ERROR_BOUNDS;
          place <= PLACE_LIST;
        end
        if (|cannot_be && !fault_found) begin
          code <= ERROR_RECORD;
          place <= PLACE_LIST;
        end
        last_step <= steps_now - 16'd1;
        vector_stride <= words[127:112];
        step_stride <= words[143:128];
        base <= words[111:96] + _base_difference;
        checking_1 <= words[5:4] == A_SOURCE_MEMORY;
        total <= steps_now * words[383:368];
        first_at <= {1'b0, words[359:324]};
        units <= _units_product[7:0];
      end
      CHECK_STATE_WALK_C: begin
        state <= CHECK_STATE_WALK_W;
        vector_stride <= words[175:160];
        step_stride <= words[191:176];
        base <= words[159:144] + _base_or;
        checking_1 <= uses_c;
        if (words[30]) begin
          first_at <= first_at + {3'd0, skipped};
        end
        offset <= {5'd0, position_strips} << macros_shift;
        scale_reach <= scale_rows + {7'd0, position_now[15:3]};
        to_beats <= units * words[511:488];
      end
      CHECK_STATE_WALK_W: begin
        state <= CHECK_STATE_WALKS_END;
        vector_stride <= words[223:208];
        step_stride <= words[239:224];
        base <= words[207:192] + _base_difference_2;
        checking_1 <= words[19:18] == DESTINATION_MEMORY;
        reach_of_offset <= offset + {14'd0, macro_strips};
        span <= appends_now ? {12'd0, scale_reach} : total - 32'd1;
      end
      CHECK_STATE_WALKS_END: begin
        state <= CHECK_STATE_REACHES;
      end
      CHECK_STATE_REACHES: begin
        state <= CHECK_STATE_EXTENTS;
      end
      CHECK_STATE_EXTENTS: begin
        state <= CHECK_STATE_ENDS;
        if (appends_now && {1'b0, reach_of_offset} > words[511:488] && !fault_found) begin
          code <= ERROR_BOUNDS;
          place <= PLACE_LIST;
        end
        if (appends_now) begin
          first_at <= {1'b0, words[487:452]};
          span <= to_beats - 32'd1;
        end
      end
      CHECK_STATE_ENDS: begin
        state <= CHECK_STATE_WINDOW;
        if ((((uses_parameters || (appends_now && words[425:424] == APPEND_VALUES8)) && outside) ||
            (uses_parameters && |(total >> 28))) && !fault_found) begin
          code <= ERROR_WINDOW;
          place <= PLACE_VECTOR;
        end
        if ((((uses_parameters || (appends_now && words[425:424] == APPEND_VALUES8)) && |words[323:320]) ||
            (appends_now && |words[451:448])) && !fault_found) begin
          code <= ERROR_ALIGNMENT;
          place <= PLACE_VECTOR;
        end
      end
      CHECK_STATE_WINDOW: begin
        state <= CHECK_STATE_VERDICT;
        if (appends_now && outside && !fault_found) begin
          code <= ERROR_WINDOW;
          place <= PLACE_VECTOR;
        end
      end
      default: begin // Verdict
        state <= CHECK_STATE_IDLE;
      end
    endcase
    if (rst) begin
      checking_1 <= 1'b0;
      state <= CHECK_STATE_IDLE;
    end
  end

  assign out_of_bounds = checking_3 & (reach >= 34'h4000);

  wire [10:0] _skipped_choice = words[425:424] == APPEND_VALUES8 ? {1'b0, position_now[15:6]}
      : position_now[15:5];
  wire [17:0] _skipped_choice_2 = words[69] ? token : {2'd0, position_now[15:0]};
  wire [36:0] _first_page_shifted = first_at >> 8;
  wire [36:0] _last_page_shifted = first_at + {5'd0, span} >> 8;

  always @(posedge clk) begin
    skipped <= _skipped_choice_2 * words[399:384];
    scale_rows <= words[67:64] * words[399:384];
    position_strips <= {1'b0, {_skipped_choice, 5'd0}} + {6'd0, _skipped_choice};
    macro_strips <= 9'd33 << macros_shift;
    first_page <= _first_page_shifted[28:0];
    last_page <= _last_page_shifted[28:0];
  end

  assign outside = (first_page < {1'b0, window_first}) | (last_page > {1'b0, window_last});
  assign ended = state == CHECK_STATE_VERDICT;
  assign refused_valid = (state == CHECK_STATE_VERDICT) & (code != 4'd0);
  assign refused_code = code;
  assign refused_place = place;
  assign steps = steps_now;
  assign positions = context_now[15:0];
  assign appends = appends_now;
  assign has_parameters = uses_parameters;
  assign parameters_address = first_at[35:0];
  assign parameters_beats = total[27:0];

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, words[3:0], words[28], words[68], words[319:256], _cannot_be_product[5:3],
      _units_product[9:8], _first_page_shifted[36:29], _last_page_shifted[36:29]};

`ifdef FORMAL
  reg checking;
  reg [3:0] age;
  reg [511:0] _past_words;
  reg _edges1;
  reg [15:0] _past_position;
  reg [17:0] _past_token;
  reg [27:0] _past_window_first;
  reg [27:0] _past_window_last;
  reg _past_value;
  reg [15:0] _past_steps;
  reg [15:0] _past_positions;
  reg _past_appends;
  reg _past_has_parameters;
  reg [35:0] _past_parameters_address;
  reg [27:0] _past_parameters_beats;
  wire can_be;
  wire leaves_scalars;

  always @(posedge clk) begin
    _past_words <= words;
    _edges1 <= 1'b1;
    _past_position <= position;
    _past_token <= token;
    _past_window_first <= window_first;
    _past_window_last <= window_last;
    _past_value <= ~(checking | start);
    _past_steps <= steps;
    _past_positions <= positions;
    _past_appends <= appends;
    _past_has_parameters <= has_parameters;
    _past_parameters_address <= parameters_address;
    _past_parameters_beats <= parameters_beats;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (ended) begin
      checking <= 1'b0;
    end
    if (start) begin
      checking <= 1'b1;
    end
    if (rst) begin
      checking <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (start) begin
      age <= 4'd0;
    end else begin
      age <= age + 4'd1;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_check_begins_when_the_one_before_has_ended: assume (!checking || !start);
      a_record_stands_while_it_is_checked: assume (!_edges1 || !checking ||
          (words == _past_words && position == _past_position && token == _past_token &&
          window_first == _past_window_first && window_last == _past_window_last));
      what_was_found_stands_as_long_as_the_record: assert (!_edges1 ||
          !(_past_value && words == _past_words) ||
          (steps == _past_steps && positions == _past_positions && appends == _past_appends &&
          has_parameters == _past_has_parameters && parameters_address == _past_parameters_address &&
          parameters_beats == _past_parameters_beats));
      a_check_is_under_way_from_its_start_to_its_verdict: assert (checking == (state != CHECK_STATE_IDLE));
      cycle_0_of_a_check_is_fields: assert (state != CHECK_STATE_FIELDS || age == 4'd0);
      cycle_1_of_a_check_is_walka: assert (state != CHECK_STATE_WALK_A || age == 4'd1);
      cycle_2_of_a_check_is_walkc: assert (state != CHECK_STATE_WALK_C || age == 4'd2);
      cycle_3_of_a_check_is_walkw: assert (state != CHECK_STATE_WALK_W || age == 4'd3);
      cycle_4_of_a_check_is_walksend: assert (state != CHECK_STATE_WALKS_END || age == 4'd4);
      cycle_5_of_a_check_is_reaches: assert (state != CHECK_STATE_REACHES || age == 4'd5);
      cycle_6_of_a_check_is_extents: assert (state != CHECK_STATE_EXTENTS || age == 4'd6);
      cycle_7_of_a_check_is_ends: assert (state != CHECK_STATE_ENDS || age == 4'd7);
      cycle_8_of_a_check_is_window: assert (state != CHECK_STATE_WINDOW || age == 4'd8);
      cycle_9_of_a_check_is_verdict: assert (state != CHECK_STATE_VERDICT || age == 4'd9);
      a_verdict_comes_within_10_cycles: assert (ended == (checking & (age == 4'd9)));
      nothing_is_wrong_before_it_is_looked_for: assert (state != CHECK_STATE_FIELDS || code == 4'd0);
    end
  end

  wire [5:0] _can_be_product = words[34:32] * words[50:48];
  wire _can_be_and = (words[47:32] != 16'd0) & ((words[63:48] != 16'd0) | words[29]) &
      (~words[29] | (words[47:32] == 16'd8) | (words[47:32] == 16'd16)) &
      ((words[22:20] == REDUCTION_NONE) | words[29] | (_can_be_product[2:0] == 3'd0)) &
      ((words[22:20] == REDUCTION_NONE) | (({1'b0, words[67:64]} + 5'd1 <= 5'd8) & ~words[27])) &
      ((words[22:20] != REDUCTION_SQUARES) | (words[17:15] == E_SOURCE_NONE)) &
      ((words[22:20] != REDUCTION_NONE) | (words[25:23] == FINISH_NONE)) &
      (~uses_parameters | (words[31] & ({2'd0, words[383:368]} == ({2'd0, words[47:32]} << 1))) |
      (~words[31] & words[26] & (({1'b0, words[383:368]} << 1) == {1'b0, words[47:32]})) |
      (~words[31] & ~words[26] & (words[383:368] == words[47:32]))) & (~(uses_parameters &
      (({1'b0, words[67:64]} + 5'd1 > 5'd1) |
      words[27])) | (words[383:368] <= 16'd64)) & (uses_parameters | ~(words[26] | words[31] | words[30])) &
      (~words[69] | words[30]) & (~words[26] | (~words[31] & ~words[32])) &
      ((words[12:11] != D_SOURCE_SECOND) | words[31]) &
      ((words[19:18] != DESTINATION_APPEND) | ((words[5:4] == A_SOURCE_MEMORY) & ~uses_parameters)) &
      ((words[19:18] != DESTINATION_APPEND) |
      (((words[47:32] == 16'd8) | (words[47:32] == 16'd16) | (words[47:32] == 16'd24) |
      (words[47:32] == 16'd32)) & (words[95:80] == words[47:32]))) &
      ((words[19:18] != DESTINATION_APPEND) | ((words[63:48] == 16'd1) & ~words[29] & ~words[27])) &
      ((words[19:18] != DESTINATION_APPEND) | ({1'b0, words[67:64]} + 5'd1 <= 5'd8)) &
      (words[5:4] <= A_SOURCE_PARAMETERS) & (words[10:8] <= C_SOURCE_PARAMETERS) &
      (words[12:11] <= D_SOURCE_SECOND) & (words[14:13] <= OPERATION_RECIPROCAL);
  assign can_be = _can_be_and & (words[17:15] <= E_SOURCE_MEMORY) & (words[22:20] <= REDUCTION_MAGNITUDE) &
      (words[25:23] <= FINISH_BYTE_SCALE) & (words[425:424] <= APPEND_VALUES8) & (words[447:432] == 16'd0) &
      (words[71:70] == 2'd0) & ~words[255] & (words[367:360] == 8'd0) & (words[415:400] == 16'd0) &
      (words[431:426] == 6'd0);

  assign leaves_scalars = ((words[7:6] == B_SOURCE_SCALAR) &
      ({1'b0, words[244:240]} + {2'd0, words[67:64]} >= 6'd32)) | ((words[10:8] == C_SOURCE_SCALAR) &
      ({1'b0, words[249:245]} + {2'd0, words[67:64]} >= 6'd32)) | ((words[17:15] == E_SOURCE_SCALAR) &
      ({1'b0, words[249:245]} + {2'd0, words[67:64]} >= 6'd32)) | ((words[22:20] != REDUCTION_NONE) &
      ({1'b0, words[254:250]} + {2'd0, words[67:64]} >= 6'd32));

  always @(posedge clk) begin
    if (!rst) begin
      if (state == CHECK_STATE_WALK_A) begin
        what_cannot_be_is_found: assert (code == 4'd0 && (cannot_be == 4'd0) == can_be);
        and_what_leaves_the_scalars: assert (beyond_scalars == leaves_scalars);
        a_record_has_a_step: assert (!can_be || steps_now != 16'd0);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == CHECK_STATE_WALK_C || state == CHECK_STATE_WALK_W || state == CHECK_STATE_WALKS_END ||
          state == CHECK_STATE_REACHES || state == CHECK_STATE_EXTENTS || state == CHECK_STATE_ENDS ||
          state == CHECK_STATE_WINDOW || state == CHECK_STATE_VERDICT) begin
        a_record_that_cannot_be_is_refused_as_such_and_no_other: assert ((code == ERROR_RECORD) == ~can_be);
        one_that_leaves_the_scalars_too: assert (!(can_be && (leaves_scalars || context_now[16])) ||
            code == ERROR_BOUNDS);
        a_record_that_is_found_right_has_a_beat_and_a_step: assert (code != 4'd0 ||
            (words[47:32] != 16'd0 && steps_now != 16'd0));
        a_record_with_parameters_has_some: assert (!(code == 4'd0 && uses_parameters) || total != 32'd0);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_refusal_has_a_reason: assert (!(code != 4'd0 &&
          (state == CHECK_STATE_WALK_C || state == CHECK_STATE_WALK_W || state == CHECK_STATE_WALKS_END ||
          state == CHECK_STATE_REACHES || state == CHECK_STATE_EXTENTS || state == CHECK_STATE_ENDS ||
          state == CHECK_STATE_WINDOW ||
          state == CHECK_STATE_VERDICT)) || code == ERROR_RECORD || code == ERROR_BOUNDS ||
          code == ERROR_WINDOW || code == ERROR_ALIGNMENT);
      and_a_place: assert (!((state == CHECK_STATE_WALK_C || state == CHECK_STATE_WALK_W ||
          state == CHECK_STATE_WALKS_END || state == CHECK_STATE_REACHES || state == CHECK_STATE_EXTENTS ||
          state == CHECK_STATE_ENDS || state == CHECK_STATE_WINDOW ||
          state == CHECK_STATE_VERDICT) && code != 4'd0) ||
          place == (code == ERROR_WINDOW || code == ERROR_ALIGNMENT ? PLACE_VECTOR : PLACE_LIST));
      the_place_of_a_region_is_told_whole: assert (!(state == CHECK_STATE_WALK_W ||
          state == CHECK_STATE_WALKS_END || state == CHECK_STATE_REACHES || state == CHECK_STATE_EXTENTS ||
          state == CHECK_STATE_ENDS || state == CHECK_STATE_WINDOW ||
          state == CHECK_STATE_VERDICT) || first_at < 37'h1400000000);
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (code == 4'd0 && state == CHECK_STATE_WALK_C) begin
        parameters_begin_where_the_record_says: assert (first_at == {1'b0, words[359:324]});
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (code == 4'd0 && !words[30] &&
          (state == CHECK_STATE_WALK_W || state == CHECK_STATE_WALKS_END || state == CHECK_STATE_REACHES ||
          state == CHECK_STATE_EXTENTS)) begin
        and_stay_there: assert (first_at == {1'b0, words[359:324]});
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (code == 4'd0 && uses_parameters &&
          (state == CHECK_STATE_WALKS_END || state == CHECK_STATE_REACHES ||
          state == CHECK_STATE_EXTENTS)) begin
        they_are_as_long_as_its_steps_need: assert (span == total - 32'd1);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (code == 4'd0 && appends_now &&
          (state == CHECK_STATE_WALKS_END || state == CHECK_STATE_REACHES ||
          state == CHECK_STATE_EXTENTS)) begin
        scales_reach_as_far_as_the_position: assert (span == {12'd0, scale_reach});
      end
    end
  end

  wire [36:0] _check_shifted = first_at >> 8;
  wire [36:0] _check_shifted_2 = first_at + {5'd0, span} >> 8;
  wire [36:0] _check_shifted_3 = {1'b0, words[359:324]} >> 8;
  wire [36:0] _check_shifted_4 = {1'b0, words[359:324]} + {17'd0, scale_reach} >> 8;

  always @(posedge clk) begin
    if (!rst) begin
      if (code == 4'd0 && state == CHECK_STATE_ENDS) begin
        pages_of_parameters: assert (!uses_parameters ||
            (first_page == _check_shifted[28:0] && last_page == _check_shifted_2[28:0]));
        pages_of_scales: assert (!(appends_now && words[425:424] == APPEND_VALUES8) ||
            (first_page == _check_shifted_3[28:0] && last_page == _check_shifted_4[28:0]));
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (code == 4'd0 && (state == CHECK_STATE_ENDS || state == CHECK_STATE_WINDOW ||
          state == CHECK_STATE_VERDICT)) begin
        they_stay_as_long: assert (!uses_parameters || span == total - 32'd1);
        what_is_appended_to_begins_where_the_record_says: assert (!appends_now ||
            (first_at == {1'b0, words[487:452]} && span == to_beats - 32'd1));
      end
    end
  end

  wire [36:0] _check_shifted_5 = {1'b0, words[487:452]} >> 8;
  wire [36:0] _check_shifted_6 = {1'b0, words[487:452]} + {5'd0, to_beats - 32'd1} >> 8;

  always @(posedge clk) begin
    if (!rst) begin
      if (code == 4'd0 && state == CHECK_STATE_WINDOW && appends_now) begin
        pages_of_an_append: assert (first_page == _check_shifted_5[28:0] &&
            last_page == _check_shifted_6[28:0]);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (code == 4'd0 && (state == CHECK_STATE_WINDOW || state == CHECK_STATE_VERDICT)) begin
        parameters_that_are_read_lie_in_the_window: assert (!uses_parameters ||
            ({2'd0, {parameters_address, 4'd0}} >= ({14'd0, window_first} << 12) &&
            {2'd0, {parameters_address, 4'd0}} +
            ({14'd0, parameters_beats} << 4) <= ({14'd0, window_last} + 42'd1 << 12)));
        all_of_them_and_some: assert (!uses_parameters ||
            (total == {4'd0, parameters_beats} && parameters_beats != 28'd0));
        and_begin_where_they_may: assert (!(uses_parameters ||
            (appends_now && words[425:424] == APPEND_VALUES8)) || words[323:320] == 4'd0);
        so_does_what_is_appended_to: assert (!appends_now || words[451:448] == 4'd0);
        scales_that_are_written_lie_in_the_window: assert (!(appends_now &&
            words[425:424] == APPEND_VALUES8) || ({2'd0, words[359:320]} >= ({14'd0, window_first} << 12) &&
            {2'd0, words[359:320]} +
            ({21'd0, {1'b0, scale_reach} + 21'd1} << 4) <= ({14'd0, window_last} + 42'd1 << 12)));
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (code == 4'd0 && state == CHECK_STATE_VERDICT) begin
        what_is_appended_to_lies_in_the_window: assert (!appends_now ||
            ({2'd0, words[487:448]} >= ({14'd0, window_first} << 12) && {2'd0, words[487:448]} +
            ({10'd0, to_beats} << 4) <= ({14'd0, window_last} + 42'd1 << 12)));
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_record_with_parameters_is_found_right: cover (state == CHECK_STATE_VERDICT && code == 4'd0 &&
          uses_parameters);
      an_append_is_found_right: cover (state == CHECK_STATE_VERDICT && code == 4'd0 && appends_now);
      one_is_refused_for_the_window: cover (state == CHECK_STATE_VERDICT && code == ERROR_WINDOW);
    end
  end
`endif

endmodule

`default_nettype wire
