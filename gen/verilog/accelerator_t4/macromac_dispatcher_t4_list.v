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

endmodule

`default_nettype wire
