// dispatcher_t1, from dispatcher.ts
`default_nettype none

module dispatcher_t1 (
  input  wire        clk,
  input  wire        rst,
  input  wire        queued_valid,
  input  wire [15:0] queued_payload_groups,
  input  wire [15:0] queued_payload_blocks,
  input  wire [3:0]  queued_payload_operation,
  input  wire [3:0]  queued_payload_format,
  input  wire [3:0]  queued_payload_tokens,
  input  wire        queued_payload_reuse,
  input  wire        queued_payload_interrupt,
  input  wire        queued_payload_top,
  input  wire [18:0] queued_payload_outputs,
  input  wire [15:0] queued_payload_position,
  input  wire        queued_payload_in_list,
  input  wire        queued_payload_to_vector,
  input  wire        queued_payload_only_check,
  input  wire        queued_payload_reserved,
  input  wire [39:0] queued_payload_weights_0,
  input  wire [39:0] queued_payload_weights_1,
  input  wire [39:0] queued_payload_weights_2,
  input  wire [39:0] queued_payload_weights_3,
  input  wire [39:0] queued_payload_activations,
  input  wire [39:0] queued_payload_results,
  output wire        queued_ready,
  input  wire        halt,
  input  wire [27:0] window_first,
  input  wire [27:0] window_last,
  input  wire        forget,
  output wire        weights_0_valid,
  output wire [35:0] weights_0_payload_address,
  output wire [27:0] weights_0_payload_beats,
  input  wire        weights_0_ready,
  output wire        weights_1_valid,
  output wire [35:0] weights_1_payload_address,
  output wire [27:0] weights_1_payload_beats,
  input  wire        weights_1_ready,
  output wire        weights_2_valid,
  output wire [35:0] weights_2_payload_address,
  output wire [27:0] weights_2_payload_beats,
  input  wire        weights_2_ready,
  output wire        weights_3_valid,
  output wire [35:0] weights_3_payload_address,
  output wire [27:0] weights_3_payload_beats,
  input  wire        weights_3_ready,
  output wire        activations_valid,
  output wire [35:0] activations_payload_address,
  output wire [7:0]  activations_payload_groups,
  output wire [2:0]  activations_payload_tokens,
  input  wire        activations_ready,
  output wire        core_valid,
  output wire [63:0] core_payload,
  input  wire        core_ready,
  output wire        results_valid,
  output wire [35:0] results_payload_address,
  output wire [15:0] results_payload_blocks,
  output wire [2:0]  results_payload_tokens,
  output wire        results_payload_interrupt,
  input  wire        results_ready,
  output wire        select_valid,
  output wire        select_payload_top,
  output wire [2:0]  select_payload_last_vector,
  output wire [18:0] select_payload_outputs,
  input  wire        select_ready,
  output wire        route_valid,
  output wire        route_payload,
  input  wire        route_ready,
  output wire        checked,
  output wire        idle,
  output wire        refused_valid,
  output wire [3:0]  refused_code,
  output wire [2:0]  refused_place,
  output wire        accepted
);
  reg [2:0] state; // dispatcher.ts:80
  reg loaded;
  reg [15:0] current_groups; // dispatcher.ts:81
  reg [15:0] current_blocks;
  reg [3:0] current_operation;
  reg [3:0] current_format;
  reg [3:0] current_tokens;
  reg current_reuse;
  reg current_interrupt;
  reg current_top;
  reg [18:0] current_outputs;
  reg [15:0] current_position;
  reg current_in_list;
  reg current_to_vector;
  reg current_only_check;
  reg current_reserved;
  reg [39:0] current_weights_0;
  reg [39:0] current_weights_1;
  reg [39:0] current_weights_2;
  reg [39:0] current_weights_3;
  reg [39:0] current_activations;
  reg [39:0] current_results;
  reg [2:0] step;
  reg [2:0] next_step;
  reg is_activations;
  reg is_results;
  reg [39:0] address;
  reg [15:0] loaded_groups;
  reg [3:0] loaded_tokens;
  reg [23:0] macros; // dispatcher.ts:92
  reg [4:0] vector_count;
  reg [27:0] weight_beats;
  reg [27:0] activation_beats;
  reg [27:0] result_beats;
  reg [3:0] code; // dispatcher.ts:100
  reg [2:0] place;
  wire [27:0] length; // dispatcher.ts:166
  wire [35:0] first_beat; // dispatcher.ts:169
  wire [36:0] last_beat; // dispatcher.ts:170
  reg reckoned; // dispatcher.ts:180
  reg [27:0] first_page; // dispatcher.ts:181
  reg [28:0] last_page;
  reg needed_1;
  reg misaligned_1;
  reg [2:0] step_1;
  reg is_last;
  wire judging; // dispatcher.ts:189
  wire outside; // dispatcher.ts:190
  wire misaligned;
  reg [8:0] pending; // dispatcher.ts:203
  wire sending; // dispatcher.ts:204
  wire [8:0] handed;
  wire [15:0] word_groups; // dispatcher.ts:222
  wire [15:0] word_blocks;
  wire [1:0] word_format;
  wire [1:0] word_reserved_0;
  wire [3:0] word_tokens;
  wire word_reuse;
  wire word_serial;
  wire [21:0] word_reserved_1;
  wire all_sent; // dispatcher.ts:252
  wire found_right; // dispatcher.ts:254

  assign queued_ready = (state == 3'd0) & ~halt; // dispatcher.ts:102

  wire [12:0] _activation_beats_product = current_groups[7:0] * vector_count;
  wire [20:0] _result_beats_product = current_blocks * vector_count;

  always @(posedge clk) begin // dispatcher.ts:103
    if (queued_valid && queued_ready) begin
      current_groups <= queued_payload_groups; // dispatcher.ts:104
      current_blocks <= queued_payload_blocks;
      current_operation <= queued_payload_operation;
      current_format <= queued_payload_format;
      current_tokens <= queued_payload_tokens;
      current_reuse <= queued_payload_reuse;
      current_interrupt <= queued_payload_interrupt;
      current_top <= queued_payload_top;
      current_outputs <= queued_payload_outputs;
      current_position <= queued_payload_position;
      current_in_list <= queued_payload_in_list;
      current_to_vector <= queued_payload_to_vector;
      current_only_check <= queued_payload_only_check;
      current_reserved <= queued_payload_reserved;
      current_weights_0 <= queued_payload_weights_0;
      current_weights_1 <= queued_payload_weights_1;
      current_weights_2 <= queued_payload_weights_2;
      current_weights_3 <= queued_payload_weights_3;
      current_activations <= queued_payload_activations;
      current_results <= queued_payload_results;
      state <= 3'd1; // dispatcher.ts:105
    end
    if (state == 3'd1) begin // dispatcher.ts:117
      state <= 3'd2; // dispatcher.ts:118
      next_step <= 3'd0; // dispatcher.ts:119
      vector_count <= current_tokens + {4'd0, 1'b1}; // dispatcher.ts:120
      macros <= current_groups[7:0] * current_blocks; // dispatcher.ts:121
      if (current_reuse && (current_groups != loaded_groups || current_tokens != loaded_tokens ||
          !loaded)) begin // dispatcher.ts:109
        state <= 3'd5; // dispatcher.ts:110
        code <= 4'd7; // dispatcher.ts:111
        place <= 3'd4; // dispatcher.ts:112
      end
      if (current_tokens >= 4'd1) begin // dispatcher.ts:109
        state <= 3'd5; // dispatcher.ts:110
        code <= 4'd4; // dispatcher.ts:111
        place <= 3'd0; // dispatcher.ts:112
      end
      if (current_format > 4'd2) begin // dispatcher.ts:109
        state <= 3'd5; // dispatcher.ts:110
        code <= 4'd3; // dispatcher.ts:111
        place <= 3'd0; // dispatcher.ts:112
      end
      if (current_blocks == 16'd0 || current_blocks > 16'h2000) begin // dispatcher.ts:109
        state <= 3'd5; // dispatcher.ts:110
        code <= 4'd2; // dispatcher.ts:111
        place <= 3'd0; // dispatcher.ts:112
      end
      if (current_groups == 16'd0 || current_groups > 16'd128) begin // dispatcher.ts:109
        state <= 3'd5; // dispatcher.ts:110
        code <= 4'd1; // dispatcher.ts:111
        place <= 3'd0; // dispatcher.ts:112
      end
      if (current_reserved) begin // dispatcher.ts:109
        state <= 3'd5; // dispatcher.ts:110
        code <= 4'd12; // dispatcher.ts:111
        place <= 3'd0; // dispatcher.ts:112
      end
      if (current_operation != 4'd0) begin // dispatcher.ts:109
        state <= 3'd5; // dispatcher.ts:110
        code <= 4'd11; // dispatcher.ts:111
        place <= 3'd0; // dispatcher.ts:112
      end
    end
    if (state == 3'd2) begin // dispatcher.ts:132
      state <= 3'd3; // dispatcher.ts:133
      weight_beats <= current_format == 4'd0 ? ({4'd0, macros} << 4) + ({4'd0, macros} << 1)
          : current_format == 4'd1 ? ({4'd0, macros} << 4) + {4'd0, macros} +
          {3'd0, macros + {23'd0, 2'd3} >> 2} : (({4'd0, macros} << 4) << 1) + {4'd0, macros}; // dispatcher.ts:140
      activation_beats <= {15'd0, _activation_beats_product} << 4; // dispatcher.ts:143
      result_beats <= current_top ? {23'd0, vector_count} << 5 : {7'd0, _result_beats_product} << 3; // dispatcher.ts:146
    end
    if (state == 3'd2 || state == 3'd3) begin // dispatcher.ts:159
      step <= next_step; // dispatcher.ts:160
      next_step <= next_step + 3'd1; // dispatcher.ts:161
      is_activations <= next_step == 3'd4; // dispatcher.ts:162
      is_results <= next_step == 3'd5; // dispatcher.ts:163
      address <= next_step == 3'd0 ? current_weights_0 : next_step == 3'd1 ? current_weights_1
          : next_step == 3'd2 ? current_weights_2 : next_step == 3'd3 ? current_weights_3 : next_step == 3'd4
          ? current_activations : current_results; // dispatcher.ts:164
    end
    if (judging) begin // dispatcher.ts:194
      if (is_last) begin // dispatcher.ts:195
        state <= current_only_check ? 3'd0 : 3'd4;
      end
      if (outside || misaligned) begin // dispatcher.ts:196
        state <= 3'd5;
      end
      code <= misaligned ? 4'd5 : 4'd6; // dispatcher.ts:198
      place <= step_1; // dispatcher.ts:199
    end
    if (sending) begin // dispatcher.ts:253
      pending <= pending | handed;
    end
    if (all_sent) begin // dispatcher.ts:257
      pending <= 9'd0; // dispatcher.ts:258
      state <= 3'd0; // dispatcher.ts:259
    end
    if (rst) begin
      state <= 3'd0;
      pending <= 9'd0;
    end
  end

  assign length = is_results ? result_beats : is_activations ? activation_beats : weight_beats; // dispatcher.ts:166
  assign first_beat = address[39:4]; // dispatcher.ts:169
  assign last_beat = first_beat + {9'd0, length - 28'd1}; // dispatcher.ts:170

  wire [35:0] _first_page_shifted = first_beat >> 8;
  wire [36:0] _last_page_shifted = last_beat >> 8;

  always @(posedge clk) begin // dispatcher.ts:180
    reckoned <= state == 3'd3;
    first_page <= _first_page_shifted[27:0]; // dispatcher.ts:181
    last_page <= _last_page_shifted[28:0];
    needed_1 <= (~is_activations | ~(current_reuse | current_in_list)) & ~(is_results & current_to_vector);
    misaligned_1 <= |address[3:0] | (is_results & |address[6:4]);
    step_1 <= step;
    is_last <= is_results;
    if (rst) begin
      reckoned <= 1'b0;
    end
  end

  assign judging = (state == 3'd3) & reckoned; // dispatcher.ts:189
  assign outside = needed_1 & ((first_page < window_first) | (last_page > {1'b0, window_last})); // dispatcher.ts:190
  assign misaligned = needed_1 & misaligned_1;
  assign sending = state == 3'd4; // dispatcher.ts:205
  assign weights_0_payload_address = current_weights_0[39:4]; // dispatcher.ts:213
  assign weights_0_payload_beats = weight_beats;
  assign weights_0_valid = sending & ~pending[0]; // dispatcher.ts:208
  assign handed[0] = weights_0_ready; // dispatcher.ts:209
  assign weights_1_payload_address = current_weights_1[39:4]; // dispatcher.ts:213
  assign weights_1_payload_beats = weight_beats;
  assign weights_1_valid = sending & ~pending[1]; // dispatcher.ts:208
  assign handed[1] = weights_1_ready; // dispatcher.ts:209
  assign weights_2_payload_address = current_weights_2[39:4]; // dispatcher.ts:213
  assign weights_2_payload_beats = weight_beats;
  assign weights_2_valid = sending & ~pending[2]; // dispatcher.ts:208
  assign handed[2] = weights_2_ready; // dispatcher.ts:209
  assign weights_3_payload_address = current_weights_3[39:4]; // dispatcher.ts:213
  assign weights_3_payload_beats = weight_beats;
  assign weights_3_valid = sending & ~pending[3]; // dispatcher.ts:208
  assign handed[3] = weights_3_ready; // dispatcher.ts:209
  assign activations_payload_address = current_activations[39:4]; // dispatcher.ts:216
  assign activations_payload_groups = current_groups[7:0];
  assign activations_payload_tokens = current_tokens[2:0];
  assign activations_valid = sending & ~pending[4] & ~(current_reuse | current_in_list); // dispatcher.ts:208
  assign handed[4] = activations_ready | current_reuse | current_in_list; // dispatcher.ts:209
  assign word_groups = current_groups; // dispatcher.ts:223
  assign word_blocks = current_blocks;
  assign word_format = current_format[1:0];
  assign word_reserved_0 = 2'd0;
  assign word_tokens = current_tokens;
  assign word_reuse = current_reuse;
  assign word_serial = current_in_list;
  assign word_reserved_1 = 22'd0;
  assign core_payload = {word_reserved_1, word_serial, word_reuse, word_tokens, word_reserved_0, word_format,
      word_blocks, word_groups}; // dispatcher.ts:233
  assign core_valid = sending & ~pending[5]; // dispatcher.ts:208
  assign handed[5] = core_ready; // dispatcher.ts:209
  assign results_payload_address = current_results[39:4]; // dispatcher.ts:235
  assign results_payload_blocks = current_top ? {9'd0, {vector_count, 2'd0}} : current_blocks;
  assign results_payload_tokens = current_top ? 3'd0 : current_tokens[2:0];
  assign results_payload_interrupt = current_interrupt;
  assign results_valid = sending & ~pending[6] & ~current_to_vector; // dispatcher.ts:208
  assign handed[6] = results_ready | current_to_vector; // dispatcher.ts:209
  assign select_payload_top = current_top; // dispatcher.ts:243
  assign select_payload_last_vector = current_tokens[2:0];
  assign select_payload_outputs = current_outputs;
  assign select_valid = sending & ~pending[7] & ~current_to_vector; // dispatcher.ts:208
  assign handed[7] = select_ready | current_to_vector; // dispatcher.ts:209
  assign route_payload = current_to_vector; // dispatcher.ts:249
  assign route_valid = 1'b0; // dispatcher.ts:208
  assign handed[8] = 1'b1; // dispatcher.ts:209
  assign all_sent = sending & &(pending | handed); // dispatcher.ts:252
  assign found_right = judging & is_last & current_only_check & ~(outside | misaligned); // dispatcher.ts:254

  always @(posedge clk) begin // dispatcher.ts:261
    if ((all_sent || found_right) && !current_reuse) begin
      loaded <= 1'b1; // dispatcher.ts:262
      loaded_groups <= current_groups; // dispatcher.ts:263
      loaded_tokens <= current_tokens; // dispatcher.ts:264
    end
    if (forget) begin // dispatcher.ts:266
      loaded <= 1'b0;
    end
    if (rst) begin
      loaded <= 1'b0;
    end
  end

  assign checked = found_right; // dispatcher.ts:267
  assign idle = state == 3'd0; // dispatcher.ts:268
  assign accepted = all_sent & ~current_to_vector; // dispatcher.ts:269
  assign refused_valid = state == 3'd5; // dispatcher.ts:270
  assign refused_code = code;
  assign refused_place = place;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, route_ready, current_position, _first_page_shifted[35:28], _last_page_shifted[36:29]};

endmodule

`default_nettype wire
