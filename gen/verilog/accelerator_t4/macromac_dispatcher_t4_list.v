// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/command/dispatcher.ts by `make verilog`; do not edit.
//
// Takes commands, checks each completely before any part of it is begun, and hands its parts to the readers,
// the core and the writer. It runs ahead of them as far as they can queue: so the next matrix is being fetched
// while this one streams.
`default_nettype none

module macromac_dispatcher_t4_list (
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
  // Only the largest of the first `outputs` results are wanted.
  input  wire        queued_payload_top,
  input  wire [18:0] queued_payload_outputs,
  // Of a list: the position of its first token.
  input  wire [15:0] queued_payload_position,
  // A product of a list: its activations come from the vector unit, and its results perhaps go there.
  input  wire        queued_payload_in_list,
  input  wire        queued_payload_to_vector,
  // It is checked, and nothing else.
  input  wire        queued_payload_only_check,
  // Some bit that must be 0 is not.
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
  // Activations of before are not to be reused.
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
  // Whether the results of a product go to the vector unit.
  output wire        route_valid,
  output wire        route_payload,
  input  wire        route_ready,
  // A product that was only to be checked is as it should be.
  output wire        checked,
  output wire        idle,
  output wire        refused_valid,
  output wire [3:0]  refused_code,
  output wire [2:0]  refused_place,
  output wire        accepted
);
  localparam DISPATCHER_STATE_IDLE = 3'd0;
  localparam DISPATCHER_STATE_SHAPE = 3'd1;
  localparam DISPATCHER_STATE_SIZE = 3'd2;
  localparam DISPATCHER_STATE_REGIONS = 3'd3;
  localparam DISPATCHER_STATE_SEND = 3'd4;
  localparam DISPATCHER_STATE_REFUSED = 3'd5;
  localparam ERROR_GROUPS = 4'd1;
  localparam ERROR_BLOCKS = 4'd2;
  localparam ERROR_FORMAT = 4'd3;
  localparam ERROR_TOKENS = 4'd4;
  localparam ERROR_ALIGNMENT = 4'd5;
  localparam ERROR_WINDOW = 4'd6;
  localparam ERROR_REUSE = 4'd7;
  localparam ERROR_OPERATION = 4'd11;
  localparam ERROR_RESERVED = 4'd12;
  localparam FORMAT_MACRO = 4'd0;
  localparam FORMAT_DENSE = 4'd1;
  localparam FORMAT_INT8 = 4'd2;
  localparam OPERATION_MATMUL = 4'd0;
  localparam PLACE_ACTIVATIONS = 3'd4;
  localparam PLACE_RESULTS = 3'd5;

  reg [2:0] state;
  reg loaded;
  reg [15:0] current_groups;
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
  // The region at hand, and the one behind it.
  reg [2:0] step;
  reg [2:0] next_step;
  reg is_activations;
  reg is_results;
  reg [39:0] address;
  reg [15:0] loaded_groups;
  reg [3:0] loaded_tokens;
  reg [23:0] macros;
  // Vectors of the command.
  reg [4:0] vector_count;
  reg [27:0] weight_beats;
  reg [27:0] activation_beats;
  reg [27:0] result_beats;
  reg [3:0] code;
  reg [2:0] place;
  wire [27:0] length;
  wire [35:0] first_beat;
  wire [36:0] last_beat;
  reg reckoned;
  reg [27:0] first_page;
  reg [28:0] last_page;
  reg needed_1;
  reg misaligned_1;
  reg [2:0] step_1;
  reg is_last;
  wire judging;
  wire outside;
  wire misaligned;
  reg [8:0] has_part;
  wire sending;
  wire [8:0] handed;
  wire [15:0] word_groups;
  wire [15:0] word_blocks;
  wire [1:0] word_format;
  wire [1:0] word_reserved_0;
  wire [3:0] word_tokens;
  wire word_reuse;
  // The vectors come on one lane, a group of each in turn.
  wire word_serial;
  wire [21:0] word_reserved_1;
  wire all_sent;
  wire found_right;

  assign queued_ready = (state == DISPATCHER_STATE_IDLE) & ~halt;

  wire [12:0] _activation_beats_product = current_groups[7:0] * vector_count;
  wire [20:0] _result_beats_product = current_blocks * vector_count;

  always @(posedge clk) begin
    if (queued_valid && queued_ready) begin
      current_groups <= queued_payload_groups;
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
      state <= DISPATCHER_STATE_SHAPE;
    end
    if (state == DISPATCHER_STATE_SHAPE) begin
      state <= DISPATCHER_STATE_SIZE;
      next_step <= 3'd0;
      vector_count <= current_tokens + {4'd0, 1'b1};
      macros <= current_groups[7:0] * current_blocks;
      if (current_reuse && (current_groups != loaded_groups || current_tokens != loaded_tokens ||
          !loaded)) begin
        state <= DISPATCHER_STATE_REFUSED;
        code <= ERROR_REUSE;
        place <= PLACE_ACTIVATIONS;
      end
      if (current_tokens >= 4'd4) begin
        state <= DISPATCHER_STATE_REFUSED;
        code <= ERROR_TOKENS;
        place <= 3'd0;
      end
      if (current_format > FORMAT_INT8) begin
        state <= DISPATCHER_STATE_REFUSED;
        code <= ERROR_FORMAT;
        place <= 3'd0;
      end
      if (current_blocks == 16'd0 || current_blocks > 16'h2000) begin
        state <= DISPATCHER_STATE_REFUSED;
        code <= ERROR_BLOCKS;
        place <= 3'd0;
      end
      if (current_groups == 16'd0 || current_groups > 16'd128) begin
        state <= DISPATCHER_STATE_REFUSED;
        code <= ERROR_GROUPS;
        place <= 3'd0;
      end
      if (current_reserved) begin
        state <= DISPATCHER_STATE_REFUSED;
        code <= ERROR_RESERVED;
        place <= 3'd0;
      end
      if (current_operation != OPERATION_MATMUL) begin
        state <= DISPATCHER_STATE_REFUSED;
        code <= ERROR_OPERATION;
        place <= 3'd0;
      end
    end
    if (state == DISPATCHER_STATE_SIZE) begin
      state <= DISPATCHER_STATE_REGIONS;
      weight_beats <= current_format == FORMAT_MACRO ? ({4'd0, macros} << 4) + ({4'd0, macros} << 1)
          : current_format == FORMAT_DENSE ? ({4'd0, macros} << 4) + {4'd0, macros} +
          {3'd0, macros + {23'd0, 2'd3} >> 2} : (({4'd0, macros} << 4) << 1) + {4'd0, macros};
      activation_beats <= {15'd0, _activation_beats_product} << 4;
      result_beats <= current_top ? {23'd0, vector_count} << 5 : {7'd0, _result_beats_product} << 3;
    end
    if (state == DISPATCHER_STATE_SIZE || state == DISPATCHER_STATE_REGIONS) begin
      step <= next_step;
      next_step <= next_step + 3'd1;
      is_activations <= next_step == PLACE_ACTIVATIONS;
      is_results <= next_step == PLACE_RESULTS;
      address <= next_step == 3'd0 ? current_weights_0 : next_step == 3'd1 ? current_weights_1
          : next_step == 3'd2 ? current_weights_2 : next_step == 3'd3 ? current_weights_3 : next_step == 3'd4
          ? current_activations : current_results;
    end
    if (judging) begin
      if (is_last) begin
        state <= current_only_check ? DISPATCHER_STATE_IDLE : DISPATCHER_STATE_SEND;
      end
      if (outside || misaligned) begin
        state <= DISPATCHER_STATE_REFUSED;
      end
      code <= misaligned ? ERROR_ALIGNMENT : ERROR_WINDOW;
      place <= step_1;
    end
    if (all_sent) begin
      state <= DISPATCHER_STATE_IDLE;
    end
    if (rst) begin
      state <= DISPATCHER_STATE_IDLE;
    end
  end

  assign length = is_results ? result_beats : is_activations ? activation_beats : weight_beats;
  assign first_beat = address[39:4];
  assign last_beat = first_beat + {9'd0, length - 28'd1};

  wire [35:0] _first_page_shifted = first_beat >> 8;
  wire [36:0] _last_page_shifted = last_beat >> 8;

  always @(posedge clk) begin
    reckoned <= state == DISPATCHER_STATE_REGIONS;
    first_page <= _first_page_shifted[27:0];
    last_page <= _last_page_shifted[28:0];
    needed_1 <= (~is_activations | ~(current_reuse | current_in_list)) & ~(is_results & current_to_vector);
    misaligned_1 <= |address[3:0] | (is_results & |address[6:4]);
    step_1 <= step;
    is_last <= is_results;
    if (rst) begin
      reckoned <= 1'b0;
    end
  end

  assign judging = (state == DISPATCHER_STATE_REGIONS) & reckoned;
  assign outside = needed_1 & ((first_page < window_first) | (last_page > {1'b0, window_last}));
  assign misaligned = needed_1 & misaligned_1;
  assign sending = state == DISPATCHER_STATE_SEND;
  assign weights_0_payload_address = current_weights_0[39:4];
  assign weights_0_payload_beats = weight_beats;
  assign weights_0_valid = sending & ~has_part[0];
  assign handed[0] = weights_0_ready;
  assign weights_1_payload_address = current_weights_1[39:4];
  assign weights_1_payload_beats = weight_beats;
  assign weights_1_valid = sending & ~has_part[1];
  assign handed[1] = weights_1_ready;
  assign weights_2_payload_address = current_weights_2[39:4];
  assign weights_2_payload_beats = weight_beats;
  assign weights_2_valid = sending & ~has_part[2];
  assign handed[2] = weights_2_ready;
  assign weights_3_payload_address = current_weights_3[39:4];
  assign weights_3_payload_beats = weight_beats;
  assign weights_3_valid = sending & ~has_part[3];
  assign handed[3] = weights_3_ready;
  assign activations_payload_address = current_activations[39:4];
  assign activations_payload_groups = current_groups[7:0];
  assign activations_payload_tokens = current_tokens[2:0];
  assign activations_valid = sending & ~has_part[4];
  assign handed[4] = activations_ready;
  assign word_groups = current_groups;
  assign word_blocks = current_blocks;
  assign word_format = current_format[1:0];
  assign word_reserved_0 = 2'd0;
  assign word_tokens = current_tokens;
  assign word_reuse = current_reuse;
  assign word_serial = current_in_list;
  assign word_reserved_1 = 22'd0;
  assign core_payload = {word_reserved_1, word_serial, word_reuse, word_tokens, word_reserved_0, word_format,
      word_blocks, word_groups};
  assign core_valid = sending & ~has_part[5];
  assign handed[5] = core_ready;
  assign results_payload_address = current_results[39:4];
  assign results_payload_blocks = current_top ? {9'd0, {vector_count, 2'd0}} : current_blocks;
  assign results_payload_tokens = current_top ? 3'd0 : current_tokens[2:0];
  assign results_payload_interrupt = current_interrupt;
  assign results_valid = sending & ~has_part[6];
  assign handed[6] = results_ready;
  assign select_payload_top = current_top;
  assign select_payload_last_vector = current_tokens[2:0];
  assign select_payload_outputs = current_outputs;
  assign select_valid = sending & ~has_part[7];
  assign handed[7] = select_ready;
  assign route_payload = current_to_vector;
  assign route_valid = sending & ~has_part[8];
  assign handed[8] = route_ready;
  assign all_sent = sending & &has_part;

  always @(posedge clk) begin
    if (state == DISPATCHER_STATE_SIZE) begin
      has_part <= {1'b0, current_to_vector, current_to_vector, 1'b0, current_reuse | current_in_list, 4'd0};
    end
    if (sending) begin
      has_part <= has_part | handed;
    end
  end

  assign found_right = judging & is_last & current_only_check & ~(outside | misaligned);

  always @(posedge clk) begin
    if ((all_sent || found_right) && !current_reuse) begin
      loaded <= 1'b1;
      loaded_groups <= current_groups;
      loaded_tokens <= current_tokens;
    end
    if (forget) begin
      loaded <= 1'b0;
    end
    if (rst) begin
      loaded <= 1'b0;
    end
  end

  assign checked = found_right;
  assign idle = state == DISPATCHER_STATE_IDLE;
  assign accepted = all_sent & ~current_to_vector;
  assign refused_valid = state == DISPATCHER_STATE_REFUSED;
  assign refused_code = code;
  assign refused_place = place;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, current_position, _first_page_shifted[35:28], _last_page_shifted[36:29]};

`ifdef FORMAL
  reg [27:0] _past_window_first;
  reg _edges1;
  reg [27:0] _past_window_last;
  (* anyconst = 1 *)
  reg [2:0] watched;
  reg [3:0] age;
  reg _past_value;
  reg _past_value_2;
  reg _past_value_3;
  reg [35:0] _past_weights_0_payload_address;
  reg [27:0] _past_weights_0_payload_beats;
  reg _past_value_4;
  reg _past_value_5;
  reg _past_value_6;
  reg [35:0] _past_weights_1_payload_address;
  reg [27:0] _past_weights_1_payload_beats;
  reg _past_value_7;
  reg _past_value_8;
  reg _past_value_9;
  reg [35:0] _past_weights_2_payload_address;
  reg [27:0] _past_weights_2_payload_beats;
  reg _past_value_10;
  reg _past_value_11;
  reg _past_value_12;
  reg [35:0] _past_weights_3_payload_address;
  reg [27:0] _past_weights_3_payload_beats;
  reg _past_value_13;
  reg _past_value_14;
  reg _past_value_15;
  reg [35:0] _past_activations_payload_address;
  reg [7:0] _past_activations_payload_groups;
  reg [2:0] _past_activations_payload_tokens;
  reg _past_value_16;
  reg _past_value_17;
  reg _past_value_18;
  reg [63:0] _past_core_payload;
  reg _past_value_19;
  reg _past_value_20;
  reg _past_value_21;
  reg [35:0] _past_results_payload_address;
  reg [15:0] _past_results_payload_blocks;
  reg [2:0] _past_results_payload_tokens;
  reg _past_results_payload_interrupt;
  reg _past_value_22;
  reg _past_value_23;
  reg _past_value_24;
  reg _past_select_payload_top;
  reg [2:0] _past_select_payload_last_vector;
  reg [18:0] _past_select_payload_outputs;
  reg _past_value_25;
  reg _past_value_26;
  reg _past_value_27;
  reg _past_route_payload;
  reg _past_value_28;
  reg _past_value_29;
  reg _past_value_30;
  reg _past_value_31;
  reg [15:0] _past_queued_payload_groups;
  reg [15:0] _past_queued_payload_blocks;
  reg [3:0] _past_queued_payload_operation;
  reg [3:0] _past_queued_payload_format;
  reg [3:0] _past_queued_payload_tokens;
  reg _past_queued_payload_reuse;
  reg _past_queued_payload_interrupt;
  reg _past_queued_payload_top;
  reg [18:0] _past_queued_payload_outputs;
  reg [15:0] _past_queued_payload_position;
  reg _past_queued_payload_in_list;
  reg _past_queued_payload_to_vector;
  reg _past_queued_payload_only_check;
  reg _past_queued_payload_reserved;
  reg [39:0] _past_queued_payload_weights_0;
  reg [39:0] _past_queued_payload_weights_1;
  reg [39:0] _past_queued_payload_weights_2;
  reg [39:0] _past_queued_payload_weights_3;
  reg [39:0] _past_queued_payload_activations;
  reg [39:0] _past_queued_payload_results;
  reg _past_value_32;
  reg [15:0] _past_current_groups;
  reg [15:0] _past_current_blocks;
  reg [3:0] _past_current_operation;
  reg [3:0] _past_current_format;
  reg [3:0] _past_current_tokens;
  reg _past_current_reuse;
  reg _past_current_interrupt;
  reg _past_current_top;
  reg [18:0] _past_current_outputs;
  reg [15:0] _past_current_position;
  reg _past_current_in_list;
  reg _past_current_to_vector;
  reg _past_current_only_check;
  reg _past_current_reserved;
  reg [39:0] _past_current_weights_0;
  reg [39:0] _past_current_weights_1;
  reg [39:0] _past_current_weights_2;
  reg [39:0] _past_current_weights_3;
  reg [39:0] _past_current_activations;
  reg [39:0] _past_current_results;
  reg [23:0] _past_value_33;
  reg [23:0] _past_macros;
  reg _past_value_34;
  wire just_reckoned;
  reg [27:0] _past_weight_beats;
  reg receiver_0_served;
  wire receiver_0_waits;
  reg receiver_1_served;
  wire receiver_1_waits;
  reg receiver_2_served;
  wire receiver_2_waits;
  reg receiver_3_served;
  wire receiver_3_waits;
  reg receiver_4_served;
  wire receiver_4_waits;
  reg receiver_5_served;
  wire receiver_5_waits;
  reg receiver_6_served;
  wire receiver_6_waits;
  reg receiver_7_served;
  wire receiver_7_waits;
  reg receiver_8_served;
  wire receiver_8_waits;
  wire sent;
  reg activations_kept;
  reg [15:0] activations_kept_groups;
  reg [3:0] activations_kept_tokens;
  wire activations_is_kept;
  reg _past_activations_is_kept;

  always @(posedge clk) begin
    _past_window_first <= window_first;
    _edges1 <= 1'b1;
    _past_window_last <= window_last;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      the_window_stands_still: assume (!_edges1 ||
          (window_first == _past_window_first && window_last == _past_window_last));
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      nothing_is_judged_before_it_is_reckoned: assert (!(state == DISPATCHER_STATE_SHAPE ||
          state == DISPATCHER_STATE_SIZE) || !reckoned);
      the_regions_are_judged_from_the_first_on: assert (state != DISPATCHER_STATE_SIZE || next_step == 3'd0);
    end
  end

  wire [39:0] _check_choice = watched == 3'd0 ? current_weights_0 : watched == 3'd1 ? current_weights_1
      : watched == 3'd2 ? current_weights_2 : watched == 3'd3 ? current_weights_3 : watched == 3'd4
      ? current_activations : current_results;
  wire [27:0] _check_choice_2 = watched == 3'd0 ? weight_beats : watched == 3'd1 ? weight_beats
      : watched == 3'd2 ? weight_beats : watched == 3'd3 ? weight_beats : watched == 3'd4 ? activation_beats
      : result_beats;
  wire _check_or = (watched == 3'd0) | (watched == 3'd1) | (watched == 3'd2) | (watched == 3'd3) |
      ((watched == 3'd4) & ~(current_reuse | current_in_list)) | ((watched == 3'd5) & ~current_to_vector);
  wire _check_and = ((watched != 3'd0) |
      (({2'd0, current_weights_0} >= ({14'd0, window_first} << 12)) &
      ({2'd0, current_weights_0} + ({14'd0, weight_beats} << 4) <= ({14'd0, window_last} + 42'd1 << 12)) &
      (current_weights_0[3:0] == 4'd0) &
      (weight_beats != 28'd0))) & ((watched != 3'd1) | (({2'd0,
      current_weights_1} >= ({14'd0, window_first} << 12)) & ({2'd0,
      current_weights_1} + ({14'd0, weight_beats} << 4) <= ({14'd0, window_last} +
      42'd1 << 12)) & (current_weights_1[3:0] == 4'd0) & (weight_beats != 28'd0))) &
      ((watched != 3'd2) | (({2'd0, current_weights_2} >= ({14'd0, window_first} << 12)) &
      ({2'd0, current_weights_2} + ({14'd0, weight_beats} << 4) <= ({14'd0, window_last} + 42'd1 << 12)) &
      (current_weights_2[3:0] == 4'd0) &
      (weight_beats != 28'd0))) & ((watched != 3'd3) | (({2'd0,
      current_weights_3} >= ({14'd0, window_first} << 12)) & ({2'd0,
      current_weights_3} + ({14'd0, weight_beats} << 4) <= ({14'd0, window_last} +
      42'd1 << 12)) & (current_weights_3[3:0] == 4'd0) & (weight_beats != 28'd0))) &
      (~((watched == 3'd4) & ~(current_reuse | current_in_list)) |
      (({2'd0, current_activations} >= ({14'd0, window_first} << 12)) &
      ({2'd0, current_activations} +
      ({14'd0, activation_beats} << 4) <= ({14'd0, window_last} +
      42'd1 << 12)) & (current_activations[3:0] == 4'd0) & (activation_beats != 28'd0))) &
      (~((watched == 3'd5) & ~current_to_vector) |
      (({2'd0, current_results} >= ({14'd0, window_first} << 12)) &
      ({2'd0, current_results} + ({14'd0, result_beats} << 4) <= ({14'd0, window_last} + 42'd1 << 12)) &
      (current_results[6:0] == 7'd0) & (result_beats != 28'd0)));
  wire [39:0] _check_shifted = _check_choice >> 12;
  wire [41:0] _check_shifted_2 = {2'd0, _check_choice >> 4} + {14'd0, _check_choice_2} - 42'd1 >> 8;

  always @(posedge clk) begin
    if (!rst) begin
      if (state == DISPATCHER_STATE_REGIONS) begin
        one_region_after_the_other: assert (next_step == step + 3'd1 && step <= 3'd6);
        each_is_judged_when_it_is_reckoned: assert (reckoned == (step != 3'd0) &&
            (!reckoned || step_1 == step - 3'd1));
        the_last_region_is_that_of_the_results: assert (is_results == (step == 3'd5));
        and_it_is_the_last_that_is_judged: assert (!reckoned || is_last == (step_1 == 3'd5));
        if (step == watched && watched < 3'd6) begin
          the_region_at_hand_is_that_of_the_step: assert (address == _check_choice &&
              length == _check_choice_2);
        end
        if (reckoned && step_1 == watched) begin
          the_pages_judged_are_those_of_the_region: assert ({1'b0, first_page} == _check_shifted[28:0] &&
              last_page == _check_shifted_2[28:0]);
          and_so_is_its_alignment: assert (needed_1 == _check_or &&
              (!_check_or || misaligned_1 == (((watched == 3'd0) & (_check_choice[3:0] != 4'd0)) |
              ((watched == 3'd1) & (_check_choice[3:0] != 4'd0)) |
              ((watched == 3'd2) & (_check_choice[3:0] != 4'd0)) |
              ((watched == 3'd3) & (_check_choice[3:0] != 4'd0)) |
              ((watched == 3'd4) & (_check_choice[3:0] != 4'd0)) |
              ((watched == 3'd5) & (_check_choice[6:0] != 7'd0)))));
        end
        a_region_that_was_judged_lies_in_the_window: assert (!(reckoned && step_1 > watched) || _check_and);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      region_0_has_a_beat: assert (!(state == DISPATCHER_STATE_REGIONS || state == DISPATCHER_STATE_SEND) ||
          weight_beats != 28'd0);
      region_1_has_a_beat: assert (!(state == DISPATCHER_STATE_REGIONS || state == DISPATCHER_STATE_SEND) ||
          weight_beats != 28'd0);
      region_2_has_a_beat: assert (!(state == DISPATCHER_STATE_REGIONS || state == DISPATCHER_STATE_SEND) ||
          weight_beats != 28'd0);
      region_3_has_a_beat: assert (!(state == DISPATCHER_STATE_REGIONS || state == DISPATCHER_STATE_SEND) ||
          weight_beats != 28'd0);
      region_4_has_a_beat: assert (!(state == DISPATCHER_STATE_REGIONS || state == DISPATCHER_STATE_SEND) ||
          activation_beats != 28'd0);
      region_5_has_a_beat: assert (!(state == DISPATCHER_STATE_REGIONS || state == DISPATCHER_STATE_SEND) ||
          result_beats != 28'd0);
      what_is_found_right_has_all_its_regions_in_the_window: assert (!(found_right && watched < 3'd6) ||
          _check_and);
      no_part_of_a_command_goes_out_unless_all_its_regions_lie_in: assert (!(state == DISPATCHER_STATE_SEND &&
          watched < 3'd6) || _check_and);
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == DISPATCHER_STATE_REFUSED) begin
        a_refusal_has_a_reason: assert (refused_code == ERROR_OPERATION || refused_code == ERROR_RESERVED ||
            refused_code == ERROR_GROUPS || refused_code == ERROR_BLOCKS || refused_code == ERROR_FORMAT ||
            refused_code == ERROR_TOKENS || refused_code == ERROR_REUSE || refused_code == ERROR_ALIGNMENT ||
            refused_code == ERROR_WINDOW);
        if (refused_code == ERROR_OPERATION) begin
          error_operation_is_of_a_command_that_is_so: assert (current_operation != OPERATION_MATMUL);
          error_operation_names_its_place: assert (refused_place == 3'd0);
        end
        if (refused_code == ERROR_RESERVED) begin
          error_reserved_is_of_a_command_that_is_so: assert (current_reserved);
          error_reserved_names_its_place: assert (refused_place == 3'd0);
        end
        if (refused_code == ERROR_GROUPS) begin
          error_groups_is_of_a_command_that_is_so: assert (current_groups - 16'd1 >= 16'd128);
          error_groups_names_its_place: assert (refused_place == 3'd0);
        end
        if (refused_code == ERROR_BLOCKS) begin
          error_blocks_is_of_a_command_that_is_so: assert (current_blocks - 16'd1 >= 16'h2000);
          error_blocks_names_its_place: assert (refused_place == 3'd0);
        end
        if (refused_code == ERROR_FORMAT) begin
          error_format_is_of_a_command_that_is_so: assert (current_format > FORMAT_INT8);
          error_format_names_its_place: assert (refused_place == 3'd0);
        end
        if (refused_code == ERROR_TOKENS) begin
          error_tokens_is_of_a_command_that_is_so: assert (current_tokens >= 4'd4);
          error_tokens_names_its_place: assert (refused_place == 3'd0);
        end
        if (refused_code == ERROR_REUSE) begin
          error_reuse_is_of_a_command_that_is_so: assert (current_reuse &&
              (current_groups != loaded_groups || current_tokens != loaded_tokens || !loaded));
          error_reuse_names_its_place: assert (refused_place == PLACE_ACTIVATIONS);
        end
        if (refused_place == watched) begin
          error_alignment_names_a_region_that_begins_where_it_may_not: assert (refused_code != ERROR_ALIGNMENT || (watched == 3'd0 && current_weights_0[3:0] != 4'd0) || (watched == 3'd1 && current_weights_1[3:0] != 4'd0) || (watched == 3'd2 && current_weights_2[3:0] != 4'd0) || (watched == 3'd3 && current_weights_3[3:0] != 4'd0) || (watched == 3'd4 && !(current_reuse || current_in_list) && current_activations[3:0] != 4'd0) || (watched == 3'd5 && !current_to_vector && current_results[6:0] != 7'd0));
          error_window_names_a_region_that_is_not_in_the_window: assert (refused_code != ERROR_WINDOW ||
              (watched == 3'd0 && !({2'd0, current_weights_0} >= ({14'd0, window_first} << 12) &&
              {2'd0, current_weights_0} +
              ({14'd0, weight_beats} << 4) <= ({14'd0, window_last} +
              42'd1 << 12))) || (watched == 3'd1 && !({2'd0,
              current_weights_1} >= ({14'd0, window_first} << 12) && {2'd0,
              current_weights_1} + ({14'd0, weight_beats} << 4) <= ({14'd0, window_last} +
              42'd1 << 12))) || (watched == 3'd2 && !({2'd0,
              current_weights_2} >= ({14'd0, window_first} << 12) && {2'd0,
              current_weights_2} + ({14'd0, weight_beats} << 4) <= ({14'd0, window_last} +
              42'd1 << 12))) || (watched == 3'd3 && !({2'd0,
              current_weights_3} >= ({14'd0, window_first} << 12) && {2'd0,
              current_weights_3} + ({14'd0, weight_beats} << 4) <= ({14'd0, window_last} +
              42'd1 << 12))) || (watched == 3'd4 && !(current_reuse || current_in_list) && !({2'd0,
              current_activations} >= ({14'd0, window_first} << 12) && {2'd0,
              current_activations} + ({14'd0, activation_beats} << 4) <= ({14'd0, window_last} +
              42'd1 << 12))) || (watched == 3'd5 && !current_to_vector && !({2'd0,
              current_results} >= ({14'd0, window_first} << 12) && {2'd0,
              current_results} + ({14'd0, result_beats} << 4) <= ({14'd0, window_last} + 42'd1 << 12))));
        end
      end
    end
  end

  wire __past_value_and = ~weights_0_valid & ~weights_1_valid & ~weights_2_valid & ~weights_3_valid &
      ~activations_valid & ~core_valid & ~results_valid & ~select_valid & ~route_valid;

  always @(posedge clk) begin
    _past_value <= weights_0_valid & weights_0_ready;
    _past_value_2 <= (state == DISPATCHER_STATE_SEND) & weights_0_valid & ~weights_0_ready;
    _past_value_3 <= weights_0_valid & ~weights_0_ready;
    _past_weights_0_payload_address <= weights_0_payload_address;
    _past_weights_0_payload_beats <= weights_0_payload_beats;
    _past_value_4 <= weights_1_valid & weights_1_ready;
    _past_value_5 <= (state == DISPATCHER_STATE_SEND) & weights_1_valid & ~weights_1_ready;
    _past_value_6 <= weights_1_valid & ~weights_1_ready;
    _past_weights_1_payload_address <= weights_1_payload_address;
    _past_weights_1_payload_beats <= weights_1_payload_beats;
    _past_value_7 <= weights_2_valid & weights_2_ready;
    _past_value_8 <= (state == DISPATCHER_STATE_SEND) & weights_2_valid & ~weights_2_ready;
    _past_value_9 <= weights_2_valid & ~weights_2_ready;
    _past_weights_2_payload_address <= weights_2_payload_address;
    _past_weights_2_payload_beats <= weights_2_payload_beats;
    _past_value_10 <= weights_3_valid & weights_3_ready;
    _past_value_11 <= (state == DISPATCHER_STATE_SEND) & weights_3_valid & ~weights_3_ready;
    _past_value_12 <= weights_3_valid & ~weights_3_ready;
    _past_weights_3_payload_address <= weights_3_payload_address;
    _past_weights_3_payload_beats <= weights_3_payload_beats;
    _past_value_13 <= activations_valid & activations_ready;
    _past_value_14 <= (state == DISPATCHER_STATE_SEND) & activations_valid & ~activations_ready;
    _past_value_15 <= activations_valid & ~activations_ready;
    _past_activations_payload_address <= activations_payload_address;
    _past_activations_payload_groups <= activations_payload_groups;
    _past_activations_payload_tokens <= activations_payload_tokens;
    _past_value_16 <= core_valid & core_ready;
    _past_value_17 <= (state == DISPATCHER_STATE_SEND) & core_valid & ~core_ready;
    _past_value_18 <= core_valid & ~core_ready;
    _past_core_payload <= core_payload;
    _past_value_19 <= results_valid & results_ready;
    _past_value_20 <= (state == DISPATCHER_STATE_SEND) & results_valid & ~results_ready;
    _past_value_21 <= results_valid & ~results_ready;
    _past_results_payload_address <= results_payload_address;
    _past_results_payload_blocks <= results_payload_blocks;
    _past_results_payload_tokens <= results_payload_tokens;
    _past_results_payload_interrupt <= results_payload_interrupt;
    _past_value_22 <= select_valid & select_ready;
    _past_value_23 <= (state == DISPATCHER_STATE_SEND) & select_valid & ~select_ready;
    _past_value_24 <= select_valid & ~select_ready;
    _past_select_payload_top <= select_payload_top;
    _past_select_payload_last_vector <= select_payload_last_vector;
    _past_select_payload_outputs <= select_payload_outputs;
    _past_value_25 <= route_valid & route_ready;
    _past_value_26 <= (state == DISPATCHER_STATE_SEND) & route_valid & ~route_ready;
    _past_value_27 <= route_valid & ~route_ready;
    _past_route_payload <= route_payload;
    _past_value_28 <= state == DISPATCHER_STATE_SEND;
    _past_value_29 <= (state == DISPATCHER_STATE_SEND) & __past_value_and;
    _past_value_30 <= state == DISPATCHER_STATE_REFUSED;
  end

  wire _age_or = (state == DISPATCHER_STATE_SHAPE) | (state == DISPATCHER_STATE_SIZE) |
      (state == DISPATCHER_STATE_REGIONS);

  always @(posedge clk) begin
    if (_age_or) begin
      age <= age + 4'd1;
    end else begin
      age <= 4'd0;
    end
    if (rst) begin
      age <= 4'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      shape_and_size_take_a_cycle_each: assert ((state != DISPATCHER_STATE_SHAPE || age == 4'd0) &&
          (state != DISPATCHER_STATE_SIZE || age == 4'd1));
      and_every_region_one: assert (state != DISPATCHER_STATE_REGIONS || age == {1'b0, step} + 4'd2);
      a_command_is_judged_within_10_cycles: assert (!_age_or || age < 4'd10);
      part_0_goes_out_once: assert (!_edges1 || !(_past_value && state == DISPATCHER_STATE_SEND) ||
          !weights_0_valid);
      part_0_waits_for_its_receiver: assert (!_edges1 || !_past_value_2 || weights_0_valid);
      part_0_valid_stays_until_ready: assert (!_edges1 || !_past_value_3 || weights_0_valid);
      part_0_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_3 ||
          (weights_0_payload_address == _past_weights_0_payload_address &&
          weights_0_payload_beats == _past_weights_0_payload_beats));
      part_1_goes_out_once: assert (!_edges1 || !(_past_value_4 && state == DISPATCHER_STATE_SEND) ||
          !weights_1_valid);
      part_1_waits_for_its_receiver: assert (!_edges1 || !_past_value_5 || weights_1_valid);
      part_1_valid_stays_until_ready: assert (!_edges1 || !_past_value_6 || weights_1_valid);
      part_1_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_6 ||
          (weights_1_payload_address == _past_weights_1_payload_address &&
          weights_1_payload_beats == _past_weights_1_payload_beats));
      part_2_goes_out_once: assert (!_edges1 || !(_past_value_7 && state == DISPATCHER_STATE_SEND) ||
          !weights_2_valid);
      part_2_waits_for_its_receiver: assert (!_edges1 || !_past_value_8 || weights_2_valid);
      part_2_valid_stays_until_ready: assert (!_edges1 || !_past_value_9 || weights_2_valid);
      part_2_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_9 ||
          (weights_2_payload_address == _past_weights_2_payload_address &&
          weights_2_payload_beats == _past_weights_2_payload_beats));
      part_3_goes_out_once: assert (!_edges1 || !(_past_value_10 && state == DISPATCHER_STATE_SEND) ||
          !weights_3_valid);
      part_3_waits_for_its_receiver: assert (!_edges1 || !_past_value_11 || weights_3_valid);
      part_3_valid_stays_until_ready: assert (!_edges1 || !_past_value_12 || weights_3_valid);
      part_3_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_12 ||
          (weights_3_payload_address == _past_weights_3_payload_address &&
          weights_3_payload_beats == _past_weights_3_payload_beats));
      part_4_goes_out_once: assert (!_edges1 || !(_past_value_13 && state == DISPATCHER_STATE_SEND) ||
          !activations_valid);
      part_4_waits_for_its_receiver: assert (!_edges1 || !_past_value_14 || activations_valid);
      part_4_valid_stays_until_ready: assert (!_edges1 || !_past_value_15 || activations_valid);
      part_4_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_15 ||
          (activations_payload_address == _past_activations_payload_address &&
          activations_payload_groups == _past_activations_payload_groups &&
          activations_payload_tokens == _past_activations_payload_tokens));
      part_5_goes_out_once: assert (!_edges1 || !(_past_value_16 && state == DISPATCHER_STATE_SEND) ||
          !core_valid);
      part_5_waits_for_its_receiver: assert (!_edges1 || !_past_value_17 || core_valid);
      part_5_valid_stays_until_ready: assert (!_edges1 || !_past_value_18 || core_valid);
      part_5_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_18 ||
          core_payload == _past_core_payload);
      part_6_goes_out_once: assert (!_edges1 || !(_past_value_19 && state == DISPATCHER_STATE_SEND) ||
          !results_valid);
      part_6_waits_for_its_receiver: assert (!_edges1 || !_past_value_20 || results_valid);
      part_6_valid_stays_until_ready: assert (!_edges1 || !_past_value_21 || results_valid);
      part_6_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_21 ||
          (results_payload_address == _past_results_payload_address &&
          results_payload_blocks == _past_results_payload_blocks &&
          results_payload_tokens == _past_results_payload_tokens &&
          results_payload_interrupt == _past_results_payload_interrupt));
      part_7_goes_out_once: assert (!_edges1 || !(_past_value_22 && state == DISPATCHER_STATE_SEND) ||
          !select_valid);
      part_7_waits_for_its_receiver: assert (!_edges1 || !_past_value_23 || select_valid);
      part_7_valid_stays_until_ready: assert (!_edges1 || !_past_value_24 || select_valid);
      part_7_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_24 ||
          (select_payload_top == _past_select_payload_top &&
          select_payload_last_vector == _past_select_payload_last_vector &&
          select_payload_outputs == _past_select_payload_outputs));
      part_8_goes_out_once: assert (!_edges1 || !(_past_value_25 && state == DISPATCHER_STATE_SEND) ||
          !route_valid);
      part_8_waits_for_its_receiver: assert (!_edges1 || !_past_value_26 || route_valid);
      part_8_valid_stays_until_ready: assert (!_edges1 || !_past_value_27 || route_valid);
      part_8_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_27 ||
          route_payload == _past_route_payload);
      a_command_that_is_sent_ends: assert (!_edges1 || !_past_value_28 || state == DISPATCHER_STATE_SEND ||
          state == DISPATCHER_STATE_IDLE);
      as_soon_as_all_its_parts_are_taken: assert (!_edges1 || !_past_value_29 ||
          state == DISPATCHER_STATE_IDLE);
      a_refusal_stands_until_reset: assert (!_edges1 || !_past_value_30 || state == DISPATCHER_STATE_REFUSED);
      nothing_goes_out_before: assert (state == DISPATCHER_STATE_SEND || __past_value_and);
      a_command_is_sent: cover (_edges1 && _past_value_28 && state == DISPATCHER_STATE_IDLE);
      a_command_is_refused: cover (state == DISPATCHER_STATE_REFUSED);
    end
  end

  always @(posedge clk) begin
    _past_value_31 <= queued_valid & queued_ready;
    _past_queued_payload_groups <= queued_payload_groups;
    _past_queued_payload_blocks <= queued_payload_blocks;
    _past_queued_payload_operation <= queued_payload_operation;
    _past_queued_payload_format <= queued_payload_format;
    _past_queued_payload_tokens <= queued_payload_tokens;
    _past_queued_payload_reuse <= queued_payload_reuse;
    _past_queued_payload_interrupt <= queued_payload_interrupt;
    _past_queued_payload_top <= queued_payload_top;
    _past_queued_payload_outputs <= queued_payload_outputs;
    _past_queued_payload_position <= queued_payload_position;
    _past_queued_payload_in_list <= queued_payload_in_list;
    _past_queued_payload_to_vector <= queued_payload_to_vector;
    _past_queued_payload_only_check <= queued_payload_only_check;
    _past_queued_payload_reserved <= queued_payload_reserved;
    _past_queued_payload_weights_0 <= queued_payload_weights_0;
    _past_queued_payload_weights_1 <= queued_payload_weights_1;
    _past_queued_payload_weights_2 <= queued_payload_weights_2;
    _past_queued_payload_weights_3 <= queued_payload_weights_3;
    _past_queued_payload_activations <= queued_payload_activations;
    _past_queued_payload_results <= queued_payload_results;
    _past_value_32 <= state != DISPATCHER_STATE_IDLE;
    _past_current_groups <= current_groups;
    _past_current_blocks <= current_blocks;
    _past_current_operation <= current_operation;
    _past_current_format <= current_format;
    _past_current_tokens <= current_tokens;
    _past_current_reuse <= current_reuse;
    _past_current_interrupt <= current_interrupt;
    _past_current_top <= current_top;
    _past_current_outputs <= current_outputs;
    _past_current_position <= current_position;
    _past_current_in_list <= current_in_list;
    _past_current_to_vector <= current_to_vector;
    _past_current_only_check <= current_only_check;
    _past_current_reserved <= current_reserved;
    _past_current_weights_0 <= current_weights_0;
    _past_current_weights_1 <= current_weights_1;
    _past_current_weights_2 <= current_weights_2;
    _past_current_weights_3 <= current_weights_3;
    _past_current_activations <= current_activations;
    _past_current_results <= current_results;
    _past_value_33 <= current_groups[7:0] * current_blocks;
    _past_macros <= macros;
    _past_value_34 <= state == DISPATCHER_STATE_SIZE;
    _past_weight_beats <= weight_beats;
    _past_activations_is_kept <= activations_is_kept;
  end

  wire [29:0] _check_product = macros * 6'd18;
  wire [29:0] _check_product_2 = macros * 6'd17;
  wire [31:0] _check_difference = {4'd0, weight_beats} - {2'd0, _check_product_2};
  wire [34:0] _check_product_3 = _check_difference * 3'd4;
  wire [29:0] _check_product_4 = macros * 6'd33;
  wire [39:0] _check_shifted_3 = current_weights_0 >> 4;
  wire [39:0] _check_shifted_4 = current_weights_1 >> 4;
  wire [39:0] _check_shifted_5 = current_weights_2 >> 4;
  wire [39:0] _check_shifted_6 = current_weights_3 >> 4;

  always @(posedge clk) begin
    if (!rst) begin
      the_command_at_hand_is_the_one_that_was_taken: assert (!_edges1 || !_past_value_31 ||
          (current_groups == _past_queued_payload_groups && current_blocks == _past_queued_payload_blocks &&
          current_operation == _past_queued_payload_operation &&
          current_format == _past_queued_payload_format && current_tokens == _past_queued_payload_tokens &&
          current_reuse == _past_queued_payload_reuse && current_interrupt == _past_queued_payload_interrupt &&
          current_top == _past_queued_payload_top && current_outputs == _past_queued_payload_outputs &&
          current_position == _past_queued_payload_position &&
          current_in_list == _past_queued_payload_in_list &&
          current_to_vector == _past_queued_payload_to_vector &&
          current_only_check == _past_queued_payload_only_check &&
          current_reserved == _past_queued_payload_reserved &&
          current_weights_0 == _past_queued_payload_weights_0 &&
          current_weights_1 == _past_queued_payload_weights_1 &&
          current_weights_2 == _past_queued_payload_weights_2 &&
          current_weights_3 == _past_queued_payload_weights_3 &&
          current_activations == _past_queued_payload_activations &&
          current_results == _past_queued_payload_results));
      and_stays_so_until_its_end: assert (!_edges1 || !_past_value_32 ||
          (current_groups == _past_current_groups && current_blocks == _past_current_blocks &&
          current_operation == _past_current_operation && current_format == _past_current_format &&
          current_tokens == _past_current_tokens && current_reuse == _past_current_reuse &&
          current_interrupt == _past_current_interrupt && current_top == _past_current_top &&
          current_outputs == _past_current_outputs && current_position == _past_current_position &&
          current_in_list == _past_current_in_list && current_to_vector == _past_current_to_vector &&
          current_only_check == _past_current_only_check && current_reserved == _past_current_reserved &&
          current_weights_0 == _past_current_weights_0 && current_weights_1 == _past_current_weights_1 &&
          current_weights_2 == _past_current_weights_2 && current_weights_3 == _past_current_weights_3 &&
          current_activations == _past_current_activations && current_results == _past_current_results));
      a_channel_has_a_macro_a_group_and_block: assert (!_edges1 || state != DISPATCHER_STATE_SIZE ||
          macros == _past_value_33);
      for_as_long_as_the_command_lasts: assert (!_edges1 ||
          !(state == DISPATCHER_STATE_REGIONS || state == DISPATCHER_STATE_SEND) || macros == _past_macros);
      weights_are_as_long_as_their_format_makes_them: assert (!just_reckoned ||
          ((current_format != FORMAT_MACRO || {4'd0, weight_beats} == {2'd0, _check_product}) &&
          (current_format != FORMAT_DENSE || _check_product_3[31:0] - {8'd0, macros} < 32'd4) &&
          (current_format != FORMAT_INT8 || {4'd0, weight_beats} == {2'd0, _check_product_4})));
      and_stay_so: assert (!_edges1 ||
          !((state == DISPATCHER_STATE_REGIONS && !just_reckoned) || state == DISPATCHER_STATE_SEND) ||
          weight_beats == _past_weight_beats);
      channel_0_reads_its_weights_all_of_them: assert (weights_0_payload_address == _check_shifted_3[35:0] &&
          weights_0_payload_beats == weight_beats);
      channel_1_reads_its_weights_all_of_them: assert (weights_1_payload_address == _check_shifted_4[35:0] &&
          weights_1_payload_beats == weight_beats);
      channel_2_reads_its_weights_all_of_them: assert (weights_2_payload_address == _check_shifted_5[35:0] &&
          weights_2_payload_beats == weight_beats);
      channel_3_reads_its_weights_all_of_them: assert (weights_3_payload_address == _check_shifted_6[35:0] &&
          weights_3_payload_beats == weight_beats);
    end
  end

  assign just_reckoned = (state == DISPATCHER_STATE_REGIONS) & _past_value_34;

  wire [39:0] _receiver_0_served_shifted = current_activations >> 4;
  wire [15:0] _receiver_0_served_sum = {12'd0, current_tokens} + 16'd1;
  wire [18:0] _receiver_0_served_product = _receiver_0_served_sum * 3'd4;

  always @(posedge clk) begin
    if (state == DISPATCHER_STATE_SEND) begin
      receiver_0_served <= receiver_0_served | (weights_0_valid & weights_0_ready);
    end else begin
      receiver_0_served <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == DISPATCHER_STATE_SEND) begin
        activations_are_read_from_where_the_command_says_a_vector_a: assert (activations_payload_address == _receiver_0_served_shifted[35:0] && {8'd0, activations_payload_groups} == current_groups && {1'b0, activations_payload_tokens} == current_tokens);
        the_core_is_told_the_shape_the_format_and_whence_activations: assert (word_groups == current_groups &&
            word_blocks == current_blocks && {2'd0, word_format} == current_format &&
            word_tokens == current_tokens && word_reuse == current_reuse && word_serial == current_in_list &&
            word_reserved_0 == 2'd0 && word_reserved_1 == 22'd0);
        a_row_is_of_all_blocks_or_of_all_lists: assert (results_payload_blocks == (current_top
            ? _receiver_0_served_product[15:0] : current_blocks));
        an_interrupt_is_asked_for_if_the_command_does: assert (results_payload_interrupt == current_interrupt);
        of_the_results_those_are_chosen_that_the_command_says: assert (select_payload_top == current_top &&
            {1'b0, select_payload_last_vector} == current_tokens && select_payload_outputs == current_outputs);
        results_go_to_the_vector_unit_if_the_command_says_so: assert (route_payload == current_to_vector);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      receiver_0_has_nothing_before_unless_it_gets_nothing: assert (state != DISPATCHER_STATE_REGIONS ||
          !has_part[0]);
      receiver_0_is_offered_its_part_until_it_has_it_if_it_has_one: assert (weights_0_valid == receiver_0_waits);
    end
  end

  assign receiver_0_waits = (state == DISPATCHER_STATE_SEND) & ~receiver_0_served;

  always @(posedge clk) begin
    if (state == DISPATCHER_STATE_SEND) begin
      receiver_1_served <= receiver_1_served | (weights_1_valid & weights_1_ready);
    end else begin
      receiver_1_served <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      receiver_1_has_nothing_before_unless_it_gets_nothing: assert (state != DISPATCHER_STATE_REGIONS ||
          !has_part[1]);
      receiver_1_is_offered_its_part_until_it_has_it_if_it_has_one: assert (weights_1_valid == receiver_1_waits);
    end
  end

  assign receiver_1_waits = (state == DISPATCHER_STATE_SEND) & ~receiver_1_served;

  always @(posedge clk) begin
    if (state == DISPATCHER_STATE_SEND) begin
      receiver_2_served <= receiver_2_served | (weights_2_valid & weights_2_ready);
    end else begin
      receiver_2_served <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      receiver_2_has_nothing_before_unless_it_gets_nothing: assert (state != DISPATCHER_STATE_REGIONS ||
          !has_part[2]);
      receiver_2_is_offered_its_part_until_it_has_it_if_it_has_one: assert (weights_2_valid == receiver_2_waits);
    end
  end

  assign receiver_2_waits = (state == DISPATCHER_STATE_SEND) & ~receiver_2_served;

  always @(posedge clk) begin
    if (state == DISPATCHER_STATE_SEND) begin
      receiver_3_served <= receiver_3_served | (weights_3_valid & weights_3_ready);
    end else begin
      receiver_3_served <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      receiver_3_has_nothing_before_unless_it_gets_nothing: assert (state != DISPATCHER_STATE_REGIONS ||
          !has_part[3]);
      receiver_3_is_offered_its_part_until_it_has_it_if_it_has_one: assert (weights_3_valid == receiver_3_waits);
    end
  end

  assign receiver_3_waits = (state == DISPATCHER_STATE_SEND) & ~receiver_3_served;

  always @(posedge clk) begin
    if (state == DISPATCHER_STATE_SEND) begin
      receiver_4_served <= receiver_4_served | (activations_valid & activations_ready);
    end else begin
      receiver_4_served <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      receiver_4_has_nothing_before_unless_it_gets_nothing: assert (state != DISPATCHER_STATE_REGIONS ||
          has_part[4] == (current_reuse | current_in_list));
      receiver_4_is_offered_its_part_until_it_has_it_if_it_has_one: assert (activations_valid == receiver_4_waits);
    end
  end

  assign receiver_4_waits = (state == DISPATCHER_STATE_SEND) & ~(current_reuse | current_in_list) &
      ~receiver_4_served;

  always @(posedge clk) begin
    if (state == DISPATCHER_STATE_SEND) begin
      receiver_5_served <= receiver_5_served | (core_valid & core_ready);
    end else begin
      receiver_5_served <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      receiver_5_has_nothing_before_unless_it_gets_nothing: assert (state != DISPATCHER_STATE_REGIONS ||
          !has_part[5]);
      receiver_5_is_offered_its_part_until_it_has_it_if_it_has_one: assert (core_valid == receiver_5_waits);
    end
  end

  assign receiver_5_waits = (state == DISPATCHER_STATE_SEND) & ~receiver_5_served;

  always @(posedge clk) begin
    if (state == DISPATCHER_STATE_SEND) begin
      receiver_6_served <= receiver_6_served | (results_valid & results_ready);
    end else begin
      receiver_6_served <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      receiver_6_has_nothing_before_unless_it_gets_nothing: assert (state != DISPATCHER_STATE_REGIONS ||
          has_part[6] == current_to_vector);
      receiver_6_is_offered_its_part_until_it_has_it_if_it_has_one: assert (results_valid == receiver_6_waits);
    end
  end

  assign receiver_6_waits = (state == DISPATCHER_STATE_SEND) & ~current_to_vector & ~receiver_6_served;

  always @(posedge clk) begin
    if (state == DISPATCHER_STATE_SEND) begin
      receiver_7_served <= receiver_7_served | (select_valid & select_ready);
    end else begin
      receiver_7_served <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      receiver_7_has_nothing_before_unless_it_gets_nothing: assert (state != DISPATCHER_STATE_REGIONS ||
          has_part[7] == current_to_vector);
      receiver_7_is_offered_its_part_until_it_has_it_if_it_has_one: assert (select_valid == receiver_7_waits);
    end
  end

  assign receiver_7_waits = (state == DISPATCHER_STATE_SEND) & ~current_to_vector & ~receiver_7_served;

  always @(posedge clk) begin
    if (state == DISPATCHER_STATE_SEND) begin
      receiver_8_served <= receiver_8_served | (route_valid & route_ready);
    end else begin
      receiver_8_served <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      receiver_8_has_nothing_before_unless_it_gets_nothing: assert (state != DISPATCHER_STATE_REGIONS ||
          !has_part[8]);
      receiver_8_is_offered_its_part_until_it_has_it_if_it_has_one: assert (route_valid == receiver_8_waits);
      a_command_counts_as_accepted_when_all_its_parts_are_out: assert (accepted == (sent & ~current_to_vector));
    end
  end

  assign receiver_8_waits = (state == DISPATCHER_STATE_SEND) & ~receiver_8_served;

  assign sent = (state == DISPATCHER_STATE_SEND) &
      ~(receiver_0_waits | receiver_1_waits | receiver_2_waits | receiver_3_waits | receiver_4_waits |
      receiver_5_waits | receiver_6_waits | receiver_7_waits | receiver_8_waits);

  always @(posedge clk) begin
    if ((sent || found_right) && !current_reuse) begin
      activations_kept <= 1'b1;
      activations_kept_groups <= current_groups;
      activations_kept_tokens <= current_tokens;
    end
    if (forget) begin
      activations_kept <= 1'b0;
    end
    if (rst) begin
      activations_kept <= 1'b0;
    end
  end

  assign activations_is_kept = activations_kept & (activations_kept_groups == current_groups) &
      (activations_kept_tokens == current_tokens);

  always @(posedge clk) begin
    if (!rst) begin
      activations_are_known_as_kept_once_a_command_that_brought: assert (loaded == activations_kept &&
          (!activations_kept || (loaded_groups == activations_kept_groups &&
          loaded_tokens == activations_kept_tokens)));
      a_command_reuses_only_what_is_kept_and_of_its_own_shape: assert (!_edges1 ||
          !(state == DISPATCHER_STATE_SIZE && current_reuse) || _past_activations_is_kept);
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == DISPATCHER_STATE_SIZE || state == DISPATCHER_STATE_REGIONS ||
          state == DISPATCHER_STATE_SEND) begin
        k_is_what_a_command_may_have: assert (current_groups != 16'd0 && current_groups <= 16'd128);
        and_so_is_n: assert (current_blocks != 16'd0 && current_blocks <= 16'h2000);
        and_so_are_vectors: assert (current_tokens < 4'd4 && vector_count == {1'b0, current_tokens} + 5'd1);
        and_so_is_the_format: assert (current_format <= FORMAT_INT8);
        there_is_a_macro: assert (macros != 24'd0);
      end
    end
  end

  wire [12:0] _check_product_5 = current_groups[7:0] * vector_count;
  wire [20:0] _check_product_6 = current_blocks * vector_count;

  always @(posedge clk) begin
    if (!rst) begin
      if (state == DISPATCHER_STATE_REGIONS || state == DISPATCHER_STATE_SEND) begin
        activations_are_a_row_a_vector: assert (activation_beats == ({15'd0, _check_product_5} << 4));
        results_are_a_row_a_vector_or_a_list: assert (result_beats == (current_top ? {23'd0, vector_count} << 5
            : {7'd0, _check_product_6} << 3));
        results_go_where_the_command_says: assert (results_payload_address == current_results[39:4]);
        a_row_a_vector_or_one_of_lists: assert (results_payload_tokens == (current_top ? 3'd0
            : current_tokens[2:0]));
      end
    end
  end
`endif

endmodule

`default_nettype wire
