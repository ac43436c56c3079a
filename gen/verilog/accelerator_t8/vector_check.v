// vector_check, from vector-check.ts
`default_nettype none

module vector_check (
  input  wire         clk,
  input  wire         rst,
  input  wire         start,
  input  wire [511:0] words,
  input  wire [15:0]  position,
  input  wire [27:0]  window_first,
  input  wire [27:0]  window_last,
  output wire         ended,
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
  reg [3:0] state; // vector-check.ts:96
  reg [3:0] code; // vector-check.ts:100
  reg [2:0] place;
  wire fault_found; // vector-check.ts:102
  wire appends_now; // vector-check.ts:109
  wire uses_parameters;
  wire uses_c;
  wire reduces;
  reg [16:0] context_now; // vector-check.ts:122
  reg [15:0] steps_now;
  reg [16:0] position_now;
  reg [15:0] vector_stride; // vector-check.ts:134
  reg [15:0] step_stride;
  reg [16:0] base;
  reg [15:0] last_step;
  reg [19:0] by_vector; // vector-check.ts:140
  reg [31:0] by_step;
  reg [16:0] base_2;
  reg [33:0] reach; // vector-check.ts:145
  reg checking_1; // vector-check.ts:148
  reg checking_3_1; // vector-check.ts:149
  reg checking_3;
  wire out_of_bounds; // vector-check.ts:157
  reg [31:0] total; // vector-check.ts:160
  reg [36:0] first_at;
  reg [7:0] units;
  reg [21:0] offset;
  reg [22:0] reach_of_offset;
  reg [19:0] scale_reach;
  reg [31:0] skipped; // vector-check.ts:170
  reg [19:0] scale_rows; // vector-check.ts:171
  reg [16:0] position_strips; // vector-check.ts:172
  reg [36:0] last_at; // vector-check.ts:175
  reg [36:0] extra_at;
  reg [36:0] to_at;
  reg [36:0] to_last;
  reg [1:0] macros_shift; // vector-check.ts:184
  reg [8:0] macro_strips; // vector-check.ts:185

  assign fault_found = code != 4'd0; // vector-check.ts:102
  assign appends_now = words[19:18] == 2'd3; // vector-check.ts:109
  assign uses_parameters = (words[5:4] == 2'd2) | (words[7:6] == 2'd3) | (words[10:8] == 3'd4) |
      (words[12:11] == 2'd2) | (words[17:15] == 3'd3);
  assign uses_c = (words[10:8] == 3'd1) | (words[17:15] == 3'd4);
  assign reduces = words[22:20] != 3'd0;

  always @(posedge clk) begin // vector-check.ts:140
    by_vector <= words[67:64] * vector_stride;
    by_step <= last_step * step_stride;
    base_2 <= base;
    reach <= {14'd0, by_vector} + {2'd0, by_step} + {17'd0, base_2}; // vector-check.ts:145
    checking_3_1 <= checking_1; // vector-check.ts:149
    checking_3 <= checking_3_1;
    if (rst) begin
      checking_3_1 <= 1'b0;
      checking_3 <= 1'b0;
    end
  end

  wire [16:0] _steps_now_sum = position_now + 17'd1;
  wire [17:0] _steps_now_shifted = _steps_now_sum + {13'd0, 5'd31} >> 5;
  wire [17:0] _steps_now_shifted_2 = _steps_now_sum + {12'd0, 6'd63} >> 6;
  wire [5:0] _place_product = words[34:32] * words[50:48];
  wire [15:0] _base_difference = words[47:32] - 16'd1;
  wire [4:0] _units_choice = words[425:424] == 2'd2 ? words[37:33] : 5'd4;
  wire [4:0] _units_sum = words[67:64] + {4'd0, 1'b1};
  wire [9:0] _units_product = _units_choice * _units_sum;
  wire [15:0] _base_or = (words[47:32] - 16'd1) | {8'd0, words[423:416]};
  wire [31:0] _to_last_product = units * words[511:488];
  wire [15:0] _base_difference_2 = words[47:32] - 16'd1;
  wire [36:0] _state_shifted = first_at >> 8;
  wire [36:0] _state_shifted_2 = last_at >> 8;
  wire [36:0] _state_shifted_3 = to_at >> 8;
  wire [36:0] _state_shifted_4 = to_last >> 8;
  wire [36:0] _state_shifted_5 = first_at >> 8;
  wire [36:0] _state_shifted_6 = extra_at >> 8;

  always @(posedge clk) begin // vector-check.ts:156
    checking_1 <= 1'b0;
    if (out_of_bounds && !fault_found) begin // vector-check.ts:104
      code <= 4'd14; // vector-check.ts:105
      place <= 3'd6; // vector-check.ts:106
    end
    case (state) // vector-check.ts:194
      4'd0: begin // Idle
        code <= 4'd0; // vector-check.ts:196
        position_now <= position + {9'd0, words[79:72]}; // vector-check.ts:197
        if (start) begin // vector-check.ts:198
          state <= 4'd1;
        end
      end
      4'd1: begin // Fields
        state <= 4'd2; // vector-check.ts:201
        context_now <= position_now + 17'd1; // vector-check.ts:203
        steps_now <= words[29] ? (words[47:32] == 16'd8 ? _steps_now_shifted[15:0] : _steps_now_shifted_2[15:0])
            : words[63:48]; // vector-check.ts:205
        macros_shift <= words[425:424] == 2'd2 ? 2'd0 : (words[425:424] == 2'd0) + (words[47:32] > 16'd16); // vector-check.ts:207
        if (((words[7:6] == 2'd1 && words[244:240] + {2'd0, words[67:64]} >= 6'd32) ||
            ((words[10:8] == 3'd2 || words[17:15] == 3'd1) && words[249:245] +
            {2'd0, words[67:64]} >= 6'd32) || (reduces && words[254:250] +
            {2'd0, words[67:64]} >= 6'd32) || _steps_now_sum[16]) && !fault_found) begin // vector-check.ts:104
          code <= 4'd14; // vector-check.ts:105
          place <= 3'd6; // vector-check.ts:106
        end
        if ((words[47:32] == 16'd0 || (words[63:48] == 16'd0 && !words[29]) ||
            (words[29] && words[47:32] != 16'd8 && words[47:32] != 16'd16) ||
            (reduces && (words[67:64] >= 4'd8 || words[27] || (|_place_product[2:0] && !words[29]))) ||
            (words[22:20] == 3'd2 && words[17:15] != 3'd0) || (!reduces && words[25:23] != 3'd0) ||
            (words[26] && (words[31] || words[32])) ||
            (uses_parameters && {1'b0, words[383:368]} != (words[31] ? {words[47:32], 1'b0}
            : {1'b0, words[26] ? words[47:32] >> 1
            : words[47:32]})) || (words[12:11] == 2'd2 && !words[31]) ||
            (uses_parameters && (words[67:64] != 4'd0 || words[27]) && words[383:368] > 16'd64) ||
            (!uses_parameters && (words[26] || words[31] || words[30])) ||
            (appends_now && (words[5:4] != 2'd0 || words[63:48] != 16'd1 || words[29] || words[27] ||
            uses_parameters || words[47:32] > 16'd32 || |words[34:32] || words[95:80] != words[47:32] ||
            words[67:64] >= 4'd8)) || words[5:4] > 2'd2 || words[10:8] > 3'd4 || words[12:11] > 2'd2 ||
            words[14:13] > 2'd2 || words[17:15] > 3'd4 || words[22:20] > 3'd4 || words[25:23] > 3'd4 ||
            words[425:424] > 2'd2 || |words[447:432] || |words[71:69] || words[255] || |words[367:360] ||
            |words[415:400] || |words[431:426]) && !fault_found) begin // vector-check.ts:104
          code <= 4'd13; // vector-check.ts:105
          place <= 3'd6; // vector-check.ts:106
        end
      end
      4'd2: begin // WalkA
        state <= 4'd3; // vector-check.ts:278
        last_step <= steps_now - 16'd1; // vector-check.ts:279
        vector_stride <= words[127:112]; // vector-check.ts:151
        step_stride <= words[143:128]; // vector-check.ts:152
        base <= words[111:96] + _base_difference; // vector-check.ts:153
        checking_1 <= words[5:4] == 2'd0; // vector-check.ts:154
        total <= steps_now * words[383:368]; // vector-check.ts:281
        first_at <= {1'b0, words[359:324]}; // vector-check.ts:282
        units <= _units_product[7:0]; // vector-check.ts:283
      end
      4'd3: begin // WalkC
        state <= 4'd4; // vector-check.ts:290
        vector_stride <= words[175:160]; // vector-check.ts:151
        step_stride <= words[191:176]; // vector-check.ts:152
        base <= words[159:144] + _base_or; // vector-check.ts:153
        checking_1 <= uses_c; // vector-check.ts:154
        if (words[30]) begin // vector-check.ts:292
          first_at <= first_at + {5'd0, skipped};
        end
        offset <= {5'd0, position_strips} << macros_shift; // vector-check.ts:293
        scale_reach <= scale_rows + {7'd0, position_now[15:3]}; // vector-check.ts:294
        to_at <= {1'b0, words[487:452]}; // vector-check.ts:295
        to_last <= {5'd0, _to_last_product}; // vector-check.ts:296
      end
      4'd4: begin // WalkW
        state <= 4'd5; // vector-check.ts:299
        vector_stride <= words[223:208]; // vector-check.ts:151
        step_stride <= words[239:224]; // vector-check.ts:152
        base <= words[207:192] + _base_difference_2; // vector-check.ts:153
        checking_1 <= words[19:18] == 2'd1; // vector-check.ts:154
        reach_of_offset <= offset + {14'd0, macro_strips}; // vector-check.ts:307
        extra_at <= first_at + {17'd0, scale_reach}; // vector-check.ts:308
        to_last <= to_at + to_last - 37'd1; // vector-check.ts:309
        last_at <= first_at + {9'd0, total[27:0]} - 37'd1; // vector-check.ts:310
      end
      4'd5: begin // WalksEnd
        state <= 4'd6; // vector-check.ts:312
      end
      4'd6: begin // Reaches
        state <= 4'd7; // vector-check.ts:313
      end
      4'd7: begin // Extents
        state <= 4'd8; // vector-check.ts:315
        if (appends_now && {1'b0, reach_of_offset} > words[511:488] && !fault_found) begin // vector-check.ts:104
          code <= 4'd14; // vector-check.ts:105
          place <= 3'd6; // vector-check.ts:106
        end
      end
      4'd8: begin // Ends
        state <= 4'd9; // vector-check.ts:319
        if (uses_parameters) begin // vector-check.ts:321
          if ((_state_shifted[28:0] < {1'b0, window_first} || _state_shifted_2[28:0] > {1'b0, window_last} ||
              |(total >> 28)) && !fault_found) begin // vector-check.ts:104
            code <= 4'd6; // vector-check.ts:105
            place <= 3'd7; // vector-check.ts:106
          end
          if (|words[323:320] && !fault_found) begin // vector-check.ts:104
            code <= 4'd5; // vector-check.ts:105
            place <= 3'd7; // vector-check.ts:106
          end
        end
      end
      4'd9: begin // Window
        state <= 4'd10; // vector-check.ts:327
        if (appends_now) begin // vector-check.ts:328
          if ((_state_shifted_3[28:0] < {1'b0, window_first} || _state_shifted_4[28:0] > {1'b0, window_last} ||
              (words[425:424] == 2'd2 &&
              (_state_shifted_5[28:0] < {1'b0, window_first} ||
              _state_shifted_6[28:0] > {1'b0, window_last}))) && !fault_found) begin // vector-check.ts:104
            code <= 4'd6; // vector-check.ts:105
            place <= 3'd7; // vector-check.ts:106
          end
          if ((|words[451:448] || (words[425:424] == 2'd2 && |words[323:320])) && !fault_found) begin // vector-check.ts:104
            code <= 4'd5; // vector-check.ts:105
            place <= 3'd7; // vector-check.ts:106
          end
        end
      end
      default: begin // Verdict
        state <= 4'd0; // vector-check.ts:340
      end
    endcase
    if (rst) begin
      checking_1 <= 1'b0;
      state <= 4'd0;
    end
  end

  assign out_of_bounds = checking_3 & (reach >= 34'h4000); // vector-check.ts:157

  wire [10:0] _skipped_choice = words[425:424] == 2'd2 ? {1'b0, position_now[15:6]} : position_now[15:5];

  always @(posedge clk) begin // vector-check.ts:170
    skipped <= position_now[15:0] * words[399:384];
    scale_rows <= words[67:64] * words[399:384]; // vector-check.ts:171
    position_strips <= {1'b0, {_skipped_choice, 5'd0}} + {6'd0, _skipped_choice}; // vector-check.ts:172
    macro_strips <= 9'd33 << macros_shift; // vector-check.ts:185
  end

  assign ended = state == 4'd10; // vector-check.ts:342
  assign refused_valid = (state == 4'd10) & (code != 4'd0); // vector-check.ts:343
  assign refused_code = code;
  assign refused_place = place;
  assign steps = steps_now; // vector-check.ts:344
  assign positions = context_now[15:0]; // vector-check.ts:345
  assign appends = appends_now; // vector-check.ts:346
  assign has_parameters = uses_parameters; // vector-check.ts:347
  assign parameters_address = first_at[35:0]; // vector-check.ts:348
  assign parameters_beats = total[27:0];

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, words[3:0], words[28], words[68], words[319:256], context_now[16],
      _steps_now_shifted[17:16], _steps_now_shifted_2[17:16], _place_product[5:3], _units_product[9:8],
      _state_shifted[36:29], _state_shifted_2[36:29], _state_shifted_3[36:29], _state_shifted_4[36:29],
      _state_shifted_5[36:29], _state_shifted_6[36:29]};

endmodule

`default_nettype wire
