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

endmodule

`default_nettype wire
