// command_list, from list.ts
`default_nettype none

module command_list (
  input  wire         clk,
  input  wire         rst,
  input  wire         queued_valid,
  input  wire [15:0]  queued_payload_groups,
  input  wire [15:0]  queued_payload_blocks,
  input  wire [3:0]   queued_payload_operation,
  input  wire [3:0]   queued_payload_format,
  input  wire [3:0]   queued_payload_tokens,
  input  wire         queued_payload_reuse,
  input  wire         queued_payload_interrupt,
  input  wire         queued_payload_top,
  input  wire [18:0]  queued_payload_outputs,
  input  wire [15:0]  queued_payload_position,
  input  wire         queued_payload_in_list,
  input  wire         queued_payload_to_vector,
  input  wire         queued_payload_only_check,
  input  wire         queued_payload_reserved,
  input  wire [39:0]  queued_payload_weights_0,
  input  wire [39:0]  queued_payload_weights_1,
  input  wire [39:0]  queued_payload_weights_2,
  input  wire [39:0]  queued_payload_weights_3,
  input  wire [39:0]  queued_payload_activations,
  input  wire [39:0]  queued_payload_results,
  output wire         queued_ready,
  input  wire         beats_valid,
  input  wire [127:0] beats_payload,
  output wire         beats_ready,
  input  wire         halt,
  input  wire [27:0]  window_first,
  input  wire [27:0]  window_last,
  input  wire         quiet,
  input  wire         checked,
  input  wire         vector_done,
  input  wire         append_done,
  input  wire         active,
  output wire         m_valid,
  output wire [15:0]  m_payload_groups,
  output wire [15:0]  m_payload_blocks,
  output wire [3:0]   m_payload_operation,
  output wire [3:0]   m_payload_format,
  output wire [3:0]   m_payload_tokens,
  output wire         m_payload_reuse,
  output wire         m_payload_interrupt,
  output wire         m_payload_top,
  output wire [18:0]  m_payload_outputs,
  output wire [15:0]  m_payload_position,
  output wire         m_payload_in_list,
  output wire         m_payload_to_vector,
  output wire         m_payload_only_check,
  output wire         m_payload_reserved,
  output wire [39:0]  m_payload_weights_0,
  output wire [39:0]  m_payload_weights_1,
  output wire [39:0]  m_payload_weights_2,
  output wire [39:0]  m_payload_weights_3,
  output wire [39:0]  m_payload_activations,
  output wire [39:0]  m_payload_results,
  input  wire         m_ready,
  output wire         region_valid,
  output wire [35:0]  region_payload_address,
  output wire [27:0]  region_payload_beats,
  input  wire         region_ready,
  output wire         vector_valid,
  output wire [127:0] vector_payload,
  input  wire         vector_ready,
  output wire         parameters_valid,
  output wire [35:0]  parameters_payload_address,
  output wire [27:0]  parameters_payload_beats,
  input  wire         parameters_ready,
  output wire         forget,
  output wire         running,
  output wire         done,
  output wire         done_interrupt,
  output wire         refused_valid,
  output wire [3:0]   refused_code,
  output wire [2:0]   refused_place,
  output wire [17:0]  number
);
  reg [3:0] state; // list.ts:100
  reg listing;
  reg is_run;
  reg [1:0] sent;
  reg [16:0] patience;
  reg [7:0] vectors_pending; // list.ts:108
  reg [7:0] appends_pending;
  reg [15:0] current_groups; // list.ts:112
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
  reg [511:0] words;
  reg [17:0] record_number;
  reg [3:0] code;
  reg [2:0] place;
  reg [35:0] first_beat;
  reg [36:0] last_beat;
  reg head_known; // list.ts:127
  reg is_list;
  wire known; // list.ts:128
  wire begins; // list.ts:130
  wire u_check_ended; // list.ts:142
  wire u_check_refused_valid;
  wire [3:0] u_check_refused_code;
  wire [2:0] u_check_refused_place;
  wire [15:0] u_check_steps;
  wire [15:0] u_check_positions;
  wire u_check_appends;
  wire u_check_has_parameters;
  wire [16:0] product_context; // list.ts:150
  wire product_reserved; // list.ts:158
  wire product_valid; // list.ts:173
  wire [15:0] as_command_groups; // list.ts:175
  wire [15:0] as_command_blocks;
  wire [3:0] as_command_operation;
  wire [3:0] as_command_format;
  wire [3:0] as_command_tokens;
  wire as_command_reuse;
  wire as_command_interrupt;
  wire as_command_top;
  wire [18:0] as_command_outputs;
  wire [15:0] as_command_position;
  wire as_command_in_list;
  wire as_command_to_vector;
  wire as_command_only_check;
  wire as_command_reserved;
  wire [39:0] as_command_weights_0;
  wire [39:0] as_command_weights_1;
  wire [39:0] as_command_weights_2;
  wire [39:0] as_command_weights_3;
  wire [39:0] as_command_activations;
  wire [39:0] as_command_results;
  wire [511:0] at_position; // list.ts:201
  wire handed; // list.ts:220
  wire appended; // list.ts:226
  wire in_the_way; // list.ts:229
  reg ended; // list.ts:231

  assign known = (state == 4'd0) & head_known; // list.ts:128
  assign begins = known & is_list & quiet & ~halt; // list.ts:130

  always @(posedge clk) begin // list.ts:131
    is_list <= queued_payload_operation == 4'd1;
    head_known <= queued_valid & ~queued_ready; // list.ts:132
    vectors_pending <= vectors_pending + {7'd0, handed} - {7'd0, vector_done}; // list.ts:227
    appends_pending <= appends_pending + {7'd0, appended} - {7'd0, append_done}; // list.ts:228
    ended <= (state == 4'd12) & ~ended & quiet & (vectors_pending == 8'd0) & ~in_the_way; // list.ts:232
    patience <= !listing || active || (beats_valid && beats_ready) ? 17'd0 : patience + 17'd1; // list.ts:234
    if (rst) begin
      head_known <= 1'b0;
      vectors_pending <= 8'd0;
      appends_pending <= 8'd0;
      ended <= 1'b0;
      patience <= 17'd0;
    end
  end

  assign queued_ready = begins | (known & ~is_list & m_ready); // list.ts:133

  vector_check u_check ( // list.ts:142
    .clk(clk),
    .rst(rst),
    .start((state == 4'd4) & (words[3:0] == 4'd2)),
    .words(words),
    .position(current_position),
    .window_first(window_first),
    .window_last(window_last),
    .ended(u_check_ended),
    .refused_valid(u_check_refused_valid),
    .refused_code(u_check_refused_code),
    .refused_place(u_check_refused_place),
    .steps(u_check_steps),
    .positions(u_check_positions),
    .appends(u_check_appends),
    .has_parameters(u_check_has_parameters),
    .parameters_address(parameters_payload_address),
    .parameters_beats(parameters_payload_beats)
  );

  assign product_context = current_position + {9'd0, words[71:64]} + 17'd1; // list.ts:150
  assign product_reserved = |words[31:18] | |words[95:72] | |words[127:115] | |words[191:168] |
      |words[255:232] | |words[319:296] | |words[383:360] | |words[447:384] | |words[511:488]; // list.ts:158
  assign product_valid = state == 4'd9; // list.ts:173
  assign m_valid = product_valid | (known & ~is_list); // list.ts:174
  wire [17:0] _as_command_groups_shifted = product_context + {12'd0, 6'd63} >> 6;
  assign as_command_groups = words[14] ? _as_command_groups_shifted[15:0] : words[47:32]; // list.ts:176
  wire [17:0] _as_command_blocks_shifted = product_context + {13'd0, 5'd31} >> 5;
  assign as_command_blocks = words[15] ? _as_command_blocks_shifted[15:0] : words[63:48];
  assign as_command_operation = 4'd0;
  assign as_command_format = words[7:4];
  assign as_command_tokens = words[11:8];
  assign as_command_reuse = words[12];
  assign as_command_interrupt = 1'b0;
  assign as_command_top = words[13];
  assign as_command_outputs = words[114:96];
  assign as_command_position = 16'd0;
  assign as_command_in_list = 1'b1;
  assign as_command_to_vector = words[16];
  assign as_command_only_check = ~is_run;
  assign as_command_reserved = product_reserved | product_context[16] | (words[16] & words[13]);
  assign as_command_weights_0 = words[167:128];
  assign as_command_weights_1 = words[231:192];
  assign as_command_weights_2 = words[295:256];
  assign as_command_weights_3 = words[359:320];
  assign as_command_activations = 40'd0;
  assign as_command_results = words[487:448];
  assign m_payload_groups = product_valid ? as_command_groups : queued_payload_groups; // list.ts:198
  assign m_payload_blocks = product_valid ? as_command_blocks : queued_payload_blocks;
  assign m_payload_operation = product_valid ? as_command_operation : queued_payload_operation;
  assign m_payload_format = product_valid ? as_command_format : queued_payload_format;
  assign m_payload_tokens = product_valid ? as_command_tokens : queued_payload_tokens;
  assign m_payload_reuse = product_valid ? as_command_reuse : queued_payload_reuse;
  assign m_payload_interrupt = product_valid ? as_command_interrupt : queued_payload_interrupt;
  assign m_payload_top = product_valid ? as_command_top : queued_payload_top;
  assign m_payload_outputs = product_valid ? as_command_outputs : queued_payload_outputs;
  assign m_payload_position = product_valid ? as_command_position : queued_payload_position;
  assign m_payload_in_list = product_valid ? as_command_in_list : queued_payload_in_list;
  assign m_payload_to_vector = product_valid ? as_command_to_vector : queued_payload_to_vector;
  assign m_payload_only_check = product_valid ? as_command_only_check : queued_payload_only_check;
  assign m_payload_reserved = product_valid ? as_command_reserved : queued_payload_reserved;
  assign m_payload_weights_0 = product_valid ? as_command_weights_0 : queued_payload_weights_0;
  assign m_payload_weights_1 = product_valid ? as_command_weights_1 : queued_payload_weights_1;
  assign m_payload_weights_2 = product_valid ? as_command_weights_2 : queued_payload_weights_2;
  assign m_payload_weights_3 = product_valid ? as_command_weights_3 : queued_payload_weights_3;
  assign m_payload_activations = product_valid ? as_command_activations : queued_payload_activations;
  assign m_payload_results = product_valid ? as_command_results : queued_payload_results;
  assign at_position = {words[511:448], u_check_positions, words[431:416], words[415:64], u_check_steps,
      words[47:0]}; // list.ts:201
  assign vector_valid = state == 4'd8; // list.ts:210
  assign vector_payload = at_position[128*sent +: 128]; // list.ts:211
  assign parameters_valid = state == 4'd7; // list.ts:212
  assign region_valid = state == 4'd2; // list.ts:215
  assign region_payload_address = first_beat; // list.ts:216
  assign region_payload_beats = {8'd0, {current_outputs[17:0], 2'd0}};
  assign beats_ready = state == 4'd3; // list.ts:217
  assign forget = state == 4'd2; // list.ts:218
  assign handed = (state == 4'd8) & vector_ready & (sent == 2'd3); // list.ts:220
  assign appended = handed & u_check_appends; // list.ts:226
  assign in_the_way = appends_pending != 8'd0; // list.ts:229

  wire [36:0] _sent_shifted = {1'b0, first_beat} >> 8;
  wire [36:0] _sent_shifted_2 = last_beat >> 8;

  always @(posedge clk) begin // list.ts:236
    case (state)
      4'd0: begin // Idle
        record_number <= 18'd0; // list.ts:238
        if (begins) begin // list.ts:239
          listing <= 1'b1; // list.ts:240
          is_run <= 1'b0; // list.ts:241
          current_groups <= queued_payload_groups; // list.ts:242
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
          state <= 4'd1; // list.ts:243
        end
      end
      4'd1: begin // Check
        first_beat <= current_activations[39:4]; // list.ts:248
        last_beat <= current_activations[39:4] + {16'd0, {current_outputs[17:0], 2'd0}} - 37'd1; // list.ts:249
        sent <= sent + 2'd1; // list.ts:256
        if (sent[0]) begin // list.ts:257
          state <= 4'd2; // list.ts:258
          sent <= 2'd0; // list.ts:259
          if (_sent_shifted[28:0] < {1'b0, window_first} || _sent_shifted_2[28:0] > {1'b0, window_last}) begin // list.ts:136
            state <= 4'd13; // list.ts:137
            code <= 4'd6; // list.ts:138
            place <= 3'd6; // list.ts:139
          end
          if (|current_activations[5:0]) begin // list.ts:136
            state <= 4'd13; // list.ts:137
            code <= 4'd5; // list.ts:138
            place <= 3'd6; // list.ts:139
          end
          if (current_reserved || current_top || current_reuse || current_tokens != 4'd0 ||
              current_format != 4'd0 || current_outputs[17:0] == 18'd0 || current_outputs[18]) begin // list.ts:136
            state <= 4'd13; // list.ts:137
            code <= 4'd12; // list.ts:138
            place <= 3'd6; // list.ts:139
          end
        end
      end
      4'd2: begin // Begin
        record_number <= 18'd0; // list.ts:283
        if (region_ready) begin // list.ts:284
          state <= 4'd3;
        end
      end
      4'd3: begin // Fetch
        if (beats_valid) begin // list.ts:287
          words <= {beats_payload, words[511:128]}; // list.ts:288
          sent <= sent + 2'd1; // list.ts:289
          if (sent == 2'd3) begin // list.ts:290
            state <= 4'd4;
          end
        end
      end
      4'd4: begin // Judge
        if (words[3:0] == 4'd2) begin // list.ts:294
          state <= 4'd5;
        end else begin
          state <= 4'd6;
        end
        if (words[3:0] != 4'd2 && words[3:0] != 4'd1) begin // list.ts:136
          state <= 4'd13; // list.ts:137
          code <= 4'd13; // list.ts:138
          place <= 3'd6; // list.ts:139
        end
      end
      4'd5: begin // Vector
        if (u_check_ended) begin // list.ts:298
          if (is_run) begin // list.ts:299
            state <= 4'd6;
          end else begin
            state <= 4'd11;
          end
          if (u_check_refused_valid) begin // list.ts:300
            state <= 4'd13; // list.ts:301
            code <= u_check_refused_code; // list.ts:302
            place <= u_check_refused_place; // list.ts:303
          end
        end
      end
      4'd6: begin // Wait
        if (!(words[3:0] == 4'd2 ? words[68] : words[17]) || !in_the_way || !is_run) begin // list.ts:309
          if (words[3:0] == 4'd1) begin // list.ts:310
            state <= 4'd9;
          end else if (u_check_has_parameters) begin // list.ts:311
            state <= 4'd7;
          end else begin
            state <= 4'd8; // list.ts:312
          end
        end
      end
      4'd7: begin // Parameters
        if (parameters_ready) begin // list.ts:316
          state <= 4'd8;
        end
      end
      4'd8: begin // Hand
        if (vector_ready) begin // list.ts:319
          sent <= sent + 2'd1; // list.ts:320
          if (sent == 2'd3) begin // list.ts:321
            state <= 4'd11;
          end
        end
      end
      4'd9: begin // Product
        if (m_ready) begin // list.ts:325
          if (is_run) begin // list.ts:326
            state <= 4'd11;
          end else begin
            state <= 4'd10;
          end
        end
      end
      4'd10: begin // Checked
        if (checked) begin // list.ts:330
          state <= 4'd11;
        end
      end
      4'd11: begin // Next
        if (record_number + 18'd1 == current_outputs[17:0]) begin // list.ts:333
          is_run <= 1'b1; // list.ts:334
          if (is_run) begin // list.ts:335
            state <= 4'd12;
          end else begin
            state <= 4'd2;
          end
        end else begin
          record_number <= record_number + 18'd1; // list.ts:337
          state <= 4'd3; // list.ts:338
        end
      end
      4'd12: begin // Drain
        if (ended) begin // list.ts:342
          state <= 4'd0; // list.ts:343
          listing <= 1'b0; // list.ts:344
        end
      end
      default: ; // Refused
    endcase
    if (patience[16]) begin // list.ts:349
      state <= 4'd13; // list.ts:350
      code <= 4'd15; // list.ts:351
      place <= 3'd6; // list.ts:352
    end
    if (rst) begin
      listing <= 1'b0;
      is_run <= 1'b0;
      state <= 4'd0;
      sent <= 2'd0;
    end
  end

  assign done = ended; // list.ts:354
  assign done_interrupt = ended & current_interrupt; // list.ts:355
  assign running = listing; // list.ts:356
  assign refused_valid = state == 4'd13; // list.ts:357
  assign refused_code = code;
  assign refused_place = place;
  assign number = record_number; // list.ts:358

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, current_groups, current_blocks, current_operation, current_in_list, current_to_vector,
      current_only_check, current_weights_0, current_weights_1, current_weights_2, current_weights_3,
      current_results, _as_command_groups_shifted[17:16], _as_command_blocks_shifted[17:16],
      _sent_shifted[36:29], _sent_shifted_2[36:29]};

endmodule

`default_nettype wire
