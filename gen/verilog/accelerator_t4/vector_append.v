// vector_append, from append.ts
`default_nettype none

module vector_append (
  input  wire         clk,
  input  wire         rst,
  input  wire         job_valid,
  input  wire [1:0]   job_payload_kind,
  input  wire [5:0]   job_payload_beats,
  input  wire [2:0]   job_payload_last_vector,
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
  reg [2:0] state; // append.ts:82
  reg [1:0] current_kind; // append.ts:83
  reg [5:0] current_beats;
  reg [2:0] current_last_vector;
  reg [15:0] current_context;
  reg [39:0] current_to;
  reg [23:0] current_stride;
  reg [39:0] current_scales;
  reg [15:0] current_scale_stride;
  reg [127:0] current_halves;
  reg [15:0] position;
  reg [2:0] head; // append.ts:84
  reg [5:0] filled;
  reg [2:0] settling;
  wire begins; // append.ts:89
  wire signed [15:0] u_quantise_0_value; // append.ts:92
  wire signed [15:0] u_quantise_1_value;
  wire signed [15:0] u_quantise_2_value;
  wire signed [15:0] u_quantise_3_value;
  wire [15:0] half; // append.ts:99
  wire nothing; // append.ts:101
  wire take; // append.ts:107
  reg kept_1; // append.ts:108
  reg kept_2;
  reg kept_3;
  reg kept;
  reg [4:0] kept_at_1; // append.ts:109
  reg [4:0] kept_at_2;
  reg [4:0] kept_at_3;
  reg [4:0] kept_at;
  reg [35:0] run; // append.ts:125
  reg [8:0] run_left;
  reg [3:0] unit;
  reg in_scale;
  reg [35:0] head_at;
  reg [35:0] scale_at;
  wire [1:0] macros_shift; // append.ts:137
  reg [8:0] macro_strips; // append.ts:138
  reg [18:0] key_strips; // append.ts:140
  reg [35:0] key_offset; // append.ts:143
  reg [35:0] channel_offset; // append.ts:144
  reg [35:0] offset; // append.ts:150
  reg [2:0] macro; // append.ts:163
  reg [5:0] strip;
  wire [4:0] pair; // append.ts:164
  wire [4:0] at; // append.ts:166
  wire [63:0] word; // append.ts:170
  wire [7:0] low_byte; // append.ts:177
  wire [7:0] high_byte;
  wire [15:0] scale; // append.ts:181
  wire is_scale; // append.ts:187
  wire [127:0] data; // append.ts:189
  wire [15:0] strobe;
  reg [3:0] outstanding; // append.ts:206
  reg [4:0] sent_left;
  wire [4:0] length; // append.ts:208
  reg [35:0] asked; // append.ts:211
  reg [4:0] asked_length;
  wire u_asked_s_ready; // append.ts:213
  wire u_asked_m_valid;
  wire [4:0] u_asked_level;
  wire may_ask; // append.ts:216
  wire sent; // append.ts:228
  wire last_head; // append.ts:232
  wire last_unit;
  (* ram_style = "distributed" *)
  reg [63:0] elements [0:31]; // append.ts:110

  assign job_ready = (state == 3'd0) & ~halt; // append.ts:88
  assign begins = job_valid & job_ready; // append.ts:89

  fp32_to_int16 u_quantise_0 ( // append.ts:92
    .clk(clk),
    .x(beats_payload[31:0]),
    .narrow(current_kind != 2'd0),
    .value(u_quantise_0_value)
  );

  fp32_to_int16 u_quantise_1 (
    .clk(clk),
    .x(beats_payload[63:32]),
    .narrow(current_kind != 2'd0),
    .value(u_quantise_1_value)
  );

  fp32_to_int16 u_quantise_2 (
    .clk(clk),
    .x(beats_payload[95:64]),
    .narrow(current_kind != 2'd0),
    .value(u_quantise_2_value)
  );

  fp32_to_int16 u_quantise_3 (
    .clk(clk),
    .x(beats_payload[127:96]),
    .narrow(current_kind != 2'd0),
    .value(u_quantise_3_value)
  );

  assign half = current_halves[16*head +: 16]; // append.ts:99
  assign nothing = (half[14:0] == 15'd0) | (half[14:10] == 5'd31); // append.ts:101
  assign beats_ready = state == 3'd1; // append.ts:106
  assign take = beats_valid & beats_ready; // append.ts:107

  always @(posedge clk) begin // append.ts:108
    kept_1 <= take;
    kept_2 <= kept_1;
    kept_3 <= kept_2;
    kept <= kept_3;
    kept_at_1 <= filled[4:0]; // append.ts:109
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

  always @(posedge clk) begin // append.ts:113
    if (kept) begin
      elements[kept_at] <= nothing ? 64'd0
          : {u_quantise_3_value, u_quantise_2_value, u_quantise_1_value, u_quantise_0_value}; // append.ts:114
    end
  end

  assign macros_shift = (current_kind == 2'd0) + (current_beats > 6'd16); // append.ts:137

  wire [25:0] _channel_offset_product = position[4:3] * current_stride;

  always @(posedge clk) begin // append.ts:138
    macro_strips <= 9'd33 << macros_shift;
    key_strips <= {3'd0, {position[15:5], 5'd0}} + {8'd0, position[15:5]}; // append.ts:140
    key_offset <= {17'd0, key_strips << macros_shift}; // append.ts:143
    channel_offset <= {10'd0, _channel_offset_product}; // append.ts:144
    offset <= current_kind == 2'd2 ? {21'd0, {position[15:6], 5'd0}} + {26'd0, position[15:6]} +
        {31'd0, position[5:1]} + 36'd1 : key_offset + channel_offset; // append.ts:150
  end

  always @(posedge clk) begin // append.ts:152
    if (begins) begin
      current_kind <= job_payload_kind; // append.ts:153
      current_beats <= job_payload_beats;
      current_last_vector <= job_payload_last_vector;
      current_context <= job_payload_context;
      current_to <= job_payload_to;
      current_stride <= job_payload_stride;
      current_scales <= job_payload_scales;
      current_scale_stride <= job_payload_scale_stride;
      current_halves <= job_payload_halves;
      position <= job_payload_context - 16'd1; // append.ts:154
      head <= 3'd0; // append.ts:155
      filled <= 6'd0; // append.ts:156
      head_at <= job_payload_to[39:4]; // append.ts:157
      scale_at <= job_payload_scales[39:4]; // append.ts:158
      state <= 3'd1; // append.ts:159
    end
    case (state) // append.ts:240
      3'd0: ; // Idle
      3'd1: begin // Fill
        if (take) begin // append.ts:243
          filled <= filled + 6'd1; // append.ts:244
          if (filled + 6'd1 == current_beats) begin // append.ts:245
            state <= 3'd2; // append.ts:246
            settling <= 3'd5; // append.ts:247
          end
        end
      end
      3'd2: begin // Settle
        settling <= settling - 3'd1; // append.ts:253
        if (settling == 3'd0) begin // append.ts:254
          state <= 3'd3; // append.ts:255
          run <= head_at + offset; // append.ts:256
          run_left <= current_kind == 2'd2 ? 9'd1 : macro_strips; // append.ts:257
          unit <= 4'd0; // append.ts:258
          in_scale <= 1'b0; // append.ts:259
          macro <= 3'd0; // append.ts:260
          strip <= 6'd0; // append.ts:261
        end
      end
      3'd3: begin // Plan
        if (may_ask) begin // append.ts:265
          asked <= run; // append.ts:266
          asked_length <= length; // append.ts:267
          sent_left <= length; // append.ts:268
          run <= run + {31'd0, length}; // append.ts:269
          run_left <= run_left - {4'd0, length}; // append.ts:270
          state <= 3'd4; // append.ts:271
        end
      end
      3'd4: begin // Ask
        if (aw_ready) begin // append.ts:275
          state <= 3'd5;
        end
      end
      3'd5: begin // Send
        if (sent) begin // append.ts:278
          sent_left <= sent_left - 5'd1; // append.ts:279
          strip <= strip + 6'd1; // append.ts:280
          if (strip == 6'd32) begin // append.ts:281
            strip <= 6'd0; // append.ts:282
            macro <= macro + 3'd1; // append.ts:283
          end
          if (w_payload_last) begin // append.ts:285
            state <= 3'd6;
          end
        end
      end
      3'd6: begin // Next
        state <= 3'd3; // append.ts:289
        if (run_left == 9'd0) begin // append.ts:290
          run_left <= 9'd1; // append.ts:291
          unit <= unit + 4'd1; // append.ts:292
          head_at <= head_at + {12'd0, current_stride}; // append.ts:294
          run <= head_at + {12'd0, current_stride} + offset; // append.ts:295
          if (last_unit) begin // append.ts:296
            in_scale <= 1'b1; // append.ts:297
            run <= scale_at + {23'd0, position[15:3]}; // append.ts:298
          end
          if (current_kind != 2'd2 || in_scale) begin // append.ts:300
            head <= head + 3'd1; // append.ts:301
            filled <= 6'd0; // append.ts:302
            head_at <= current_kind == 2'd2 ? head_at : head_at + {10'd0, {current_stride, 2'd0}}; // append.ts:303
            scale_at <= scale_at + {20'd0, current_scale_stride}; // append.ts:304
            state <= last_head ? 3'd7 : 3'd1; // append.ts:305
          end
        end
      end
      3'd7: begin // Answered
        if (outstanding == 4'd0 && !halt) begin // append.ts:310
          state <= 3'd0;
        end
      end
    endcase
    if (rst) begin
      state <= 3'd0;
    end
  end

  wire [5:0] _pair_difference = strip - 6'd1;
  assign pair = _pair_difference[4:0]; // append.ts:164
  wire [2:0] _at_choice = current_kind == 2'd0 ? macro >> 1 : macro;
  assign at = current_kind == 2'd2 ? {unit, 1'b0} : {_at_choice[0], pair[4:1]}; // append.ts:166
  assign word = {1'b0, at} < current_beats ? elements[at] : 64'd0; // append.ts:170
  wire [15:0] _low_byte_sum = (pair[0] ? word[47:32] : word[15:0]) + 16'd128;
  assign low_byte = current_kind == 2'd0 && !macro[0] ? _low_byte_sum[15:8] : pair[0] ? word[39:32] : word[7:0]; // append.ts:177
  wire [15:0] _high_byte_sum = (pair[0] ? word[63:48] : word[31:16]) + 16'd128;
  assign high_byte = current_kind == 2'd0 && !macro[0] ? _high_byte_sum[15:8] : pair[0] ? word[55:48]
      : word[23:16];
  wire [7:0] _scale_choice = |half[9:2] ? half[9:2] : {half[1:0], 6'd0};
  wire [3:0] _scale_choice_2 = |_scale_choice[7:4] ? _scale_choice[7:4] : _scale_choice[3:0];
  wire [1:0] _scale_choice_3 = |_scale_choice_2[3:2] ? _scale_choice_2[3:2] : _scale_choice_2[1:0];
  wire [3:0] _scale_choice_4 = |half[9:0]
      ? {~(|half[9:2]), ~(|_scale_choice[7:4]), ~(|_scale_choice_2[3:2]), ~_scale_choice_3[1]} : 4'd10;
  assign scale = current_kind == 2'd0 && !macro[0]
      ? (half[14:10] >= 5'd23 ? (half[14:10] == 5'd31 ? half : {half[15], 15'h7c00}) : half[14:10] == 5'd0
      ? (_scale_choice_4 >= 4'd8 ? {half[15], 5'd0, half[9:0] << 8}
      : {half[15], 5'd9 - {1'b0, _scale_choice_4} - 5'd1, (half[9:0] << _scale_choice_4) << 1}) : {half[15],
      half[14:10] + 5'd8, half[9:0]}) : half; // append.ts:181
  assign is_scale = current_kind == 2'd2 ? in_scale : strip == 6'd0; // append.ts:187
  wire [4:0] _data_or = at | 5'd1;
  wire [63:0] _data_word = elements[_data_or];
  wire [63:0] _data_word_2 = elements[at];
  assign data = is_scale ? {8{scale}} : current_kind == 2'd2
      ? {_data_word[55:48], _data_word[39:32], _data_word[23:16], _data_word[7:0], _data_word_2[55:48],
      _data_word_2[39:32], _data_word_2[23:16], _data_word_2[7:0], _data_word[55:48], _data_word[39:32],
      _data_word[23:16], _data_word[7:0], _data_word_2[55:48], _data_word_2[39:32], _data_word_2[23:16],
      _data_word_2[7:0]} : {{8{high_byte}}, {8{low_byte}}}; // append.ts:189
  assign strobe = is_scale ? 16'd3 << {position[2:0], 1'b0} : current_kind == 2'd2
      ? (position[0] ? 16'hff00 : 16'd255) : {8'd1 << position[2:0], 8'd1 << position[2:0]};
  assign length = run_left < {4'd0, 5'd16 - {1'b0, run[3:0]}} ? run_left[4:0] : 5'd16 - {1'b0, run[3:0]}; // append.ts:208

  Fifo16_uint36 u_asked ( // append.ts:213
    .clk(clk),
    .rst(rst),
    .s_valid(may_ask),
    .s_payload(run),
    .s_ready(u_asked_s_ready),
    .m_valid(u_asked_m_valid),
    .m_payload(failed_address),
    .m_ready(b_valid),
    .level(u_asked_level)
  );

  assign may_ask = (state == 3'd3) & ~halt & (outstanding != 4'd8); // append.ts:216
  assign aw_valid = state == 3'd4; // append.ts:223
  assign aw_payload_address = asked; // append.ts:224
  wire [4:0] _aw_payload_length_difference = asked_length - 5'd1;
  assign aw_payload_length = _aw_payload_length_difference[3:0]; // append.ts:225
  assign w_valid = state == 3'd5; // append.ts:226
  assign w_payload_data = data; // append.ts:227
  assign w_payload_strobe = strobe;
  assign w_payload_last = sent_left == 5'd1;
  assign sent = w_valid & w_ready; // append.ts:228
  assign b_ready = 1'b1; // append.ts:229

  always @(posedge clk) begin // append.ts:230
    outstanding <= outstanding + {3'd0, may_ask} - {3'd0, b_valid};
    if (rst) begin
      outstanding <= 4'd0;
    end
  end

  assign last_head = head == current_last_vector; // append.ts:232
  assign last_unit = ({1'b0, {unit + 4'd1, 1'b0}} >= current_beats) | (unit == 4'd15);
  assign done = (state == 3'd7) & (outstanding == 4'd0) & ~halt; // append.ts:313
  assign drained = (outstanding == 4'd0) & (state != 3'd4) & (state != 3'd5); // append.ts:314
  assign failed_valid = b_valid & (b_payload != 2'd0); // append.ts:315
  assign failed_response = b_payload; // append.ts:317

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, current_context, current_to, current_scales, u_asked_s_ready, u_asked_m_valid,
      u_asked_level, _pair_difference[5], _at_choice[2:1], _low_byte_sum[7:0], _high_byte_sum[7:0],
      _scale_choice_3[0], _data_word[15:8], _data_word[31:24], _data_word[47:40], _data_word[63:56],
      _data_word_2[15:8], _data_word_2[31:24], _data_word_2[47:40], _data_word_2[63:56],
      _aw_payload_length_difference[4]};

endmodule

`default_nettype wire
