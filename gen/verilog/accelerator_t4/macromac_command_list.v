// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/list/list.ts by `make verilog`; do not edit.
//
// Works through command lists (docs/command-list.md). Other commands pass through. A list is fetched twice:
// once to check every record, then to run it. Products go to the dispatcher as commands of a list, vector
// records, with what depends on the position put in, to the vector unit. One that ends with an `again` record
// is checked at its last position too, and then run for token after token.
`default_nettype none

module macromac_command_list (
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
  // Only the largest of the first `outputs` results are wanted.
  input  wire         queued_payload_top,
  input  wire [18:0]  queued_payload_outputs,
  // Of a list: the position of its first token.
  input  wire [15:0]  queued_payload_position,
  // A product of a list: its activations come from the vector unit, and its results perhaps go there.
  input  wire         queued_payload_in_list,
  input  wire         queued_payload_to_vector,
  // It is checked, and nothing else.
  input  wire         queued_payload_only_check,
  // Some bit that must be 0 is not.
  input  wire         queued_payload_reserved,
  input  wire [39:0]  queued_payload_weights_0,
  input  wire [39:0]  queued_payload_weights_1,
  input  wire [39:0]  queued_payload_weights_2,
  input  wire [39:0]  queued_payload_weights_3,
  input  wire [39:0]  queued_payload_activations,
  input  wire [39:0]  queued_payload_results,
  output wire         queued_ready,
  // Beats of the list, as they were asked for.
  input  wire         beats_valid,
  input  wire [127:0] beats_payload,
  output wire         beats_ready,
  input  wire         halt,
  input  wire [27:0]  window_first,
  input  wire [27:0]  window_last,
  // Nothing that was handed to the dispatcher is still under way.
  input  wire         quiet,
  // The dispatcher has found a product of a list to be as it should.
  input  wire         checked,
  // A vector record has ended; an append has been answered.
  input  wire         vector_done,
  input  wire         append_done,
  // Something moves.
  input  wire         active,
  // The arg-max of the last list of the largest results, and whether none of them was a number.
  input  wire [17:0]  largest,
  input  wire         no_number,
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
  // What to read for `beats`.
  output wire         region_valid,
  output wire [35:0]  region_payload_address,
  output wire [27:0]  region_payload_beats,
  input  wire         region_ready,
  // Vector records, four beats each, and their parameters.
  output wire         vector_valid,
  output wire [127:0] vector_payload,
  input  wire         vector_ready,
  output wire         parameters_valid,
  output wire [35:0]  parameters_payload_address,
  output wire [27:0]  parameters_payload_beats,
  input  wire         parameters_ready,
  // A pass over the list begins: activations of before are not to be reused.
  output wire         forget,
  output wire         running,
  output wire         done,
  output wire         done_interrupt,
  output wire         refused_valid,
  output wire [3:0]   refused_code,
  output wire [2:0]   refused_place,
  // The record at hand.
  output wire [17:0]  number
);
  localparam ERROR_ALIGNMENT = 4'd5;
  localparam ERROR_WINDOW = 4'd6;
  localparam ERROR_RESERVED = 4'd12;
  localparam ERROR_RECORD = 4'd13;
  localparam ERROR_BOUNDS = 4'd14;
  localparam ERROR_STALLED = 4'd15;
  localparam LIST_STATE_IDLE = 4'd0;
  localparam LIST_STATE_CHECK = 4'd1;
  localparam LIST_STATE_BEGIN = 4'd2;
  localparam LIST_STATE_FETCH = 4'd3;
  localparam LIST_STATE_JUDGE = 4'd4;
  localparam LIST_STATE_VECTOR = 4'd5;
  localparam LIST_STATE_WAIT = 4'd6;
  localparam LIST_STATE_PARAMETERS = 4'd7;
  localparam LIST_STATE_HAND = 4'd8;
  localparam LIST_STATE_PRODUCT = 4'd9;
  localparam LIST_STATE_CHECKED = 4'd10;
  localparam LIST_STATE_NEXT = 4'd11;
  localparam LIST_STATE_DRAIN = 4'd12;
  localparam LIST_STATE_AGAIN = 4'd13;
  localparam LIST_STATE_REFUSED = 4'd14;
  localparam OPERATION_MATMUL = 4'd0;
  localparam OPERATION_LIST = 4'd1;
  localparam PLACE_LIST = 3'd6;
  localparam RECORD_PRODUCT = 4'd1;
  localparam RECORD_VECTOR = 4'd2;
  localparam RECORD_AGAIN = 4'd3;

  reg [3:0] state;
  reg listing;
  // The second pass: records are run.
  reg is_run;
  reg [1:0] sent;
  // The list ends with an `again` record; its last position is being checked; it has a product with `top`.
  reg repeats;
  reg is_last_checked;
  reg has_top;
  reg [16:0] patience;
  reg [7:0] vectors_pending;
  reg [7:0] appends_pending;
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
  reg [511:0] words;
  reg [17:0] record_number;
  reg [3:0] code;
  reg [2:0] place;
  // Where the last record lies, in records.
  reg [34:0] last_record;
  // Of a list that is run again: which pass it is, and its token; no pass follows this one.
  reg [15:0] pass;
  reg [15:0] position;
  reg [17:0] token;
  reg stops;
  reg head_known;
  reg is_list;
  wire known;
  reg quiet_1;
  wire begins;
  wire u_check_start;
  wire u_check_ended;
  wire u_check_refused_valid;
  wire [3:0] u_check_refused_code;
  wire [2:0] u_check_refused_place;
  wire [15:0] u_check_steps;
  wire [15:0] u_check_positions;
  wire u_check_appends;
  wire u_check_has_parameters;
  wire [35:0] u_check_parameters_address;
  wire [27:0] u_check_parameters_beats;
  wire [16:0] product_position;
  wire product_reserved;
  wire product_valid;
  wire [15:0] as_command_groups;
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
  wire [511:0] at_position;
  wire handed;
  wire appended;
  wire in_the_way;
  wire is_last;
  reg last_beyond;
  reg again_wrong;
  wire stop_token;
  wire last_of_again;
  reg ended;
  wire list_ends;

  assign known = (state == LIST_STATE_IDLE) & head_known;

  wire [16:0] _last_beyond_sum = current_position + current_groups;

  always @(posedge clk) begin
    quiet_1 <= quiet;
    is_list <= queued_payload_operation == OPERATION_LIST;
    head_known <= queued_valid & ~queued_ready;
    vectors_pending <= vectors_pending + {7'd0, handed} - {7'd0, vector_done};
    appends_pending <= appends_pending + {7'd0, appended} - {7'd0, append_done};
    last_beyond <= _last_beyond_sum[16];
    again_wrong <= ~is_last | ~has_top | product_reserved;
    ended <= (state == LIST_STATE_DRAIN) & ~ended & quiet_1 & (vectors_pending == 8'd0) & ~in_the_way;
    patience <= !listing || active || (beats_valid && beats_ready) ? 17'd0 : patience + 17'd1;
    if (rst) begin
      quiet_1 <= 1'b0;
      head_known <= 1'b0;
      vectors_pending <= 8'd0;
      appends_pending <= 8'd0;
      ended <= 1'b0;
      patience <= 17'd0;
    end
  end

  assign begins = known & is_list & quiet_1 & ~halt;
  assign queued_ready = begins | (known & ~is_list & m_ready);

  macromac_vector_check u_check (
    .clk(clk),
    .rst(rst),
    .start(u_check_start),
    .words(words),
    .position(position),
    .token(token),
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
    .parameters_address(u_check_parameters_address),
    .parameters_beats(u_check_parameters_beats)
  );

  assign u_check_start = (state == LIST_STATE_JUDGE) & (words[3:0] == RECORD_VECTOR);
  assign product_position = position + {9'd0, words[71:64]};
  assign product_reserved = |words[31:19] | |words[95:72] | |words[127:115] | |words[191:168] |
      |words[255:232] | |words[319:296] | |words[383:360] | |words[447:384] | |words[511:488];
  assign product_valid = state == LIST_STATE_PRODUCT;
  assign m_valid = product_valid | (known & ~is_list);
  assign as_command_groups = words[14] ? {5'd0, product_position[15:6] + {10'd0, 1'b1}} : words[47:32];
  assign as_command_blocks = words[15] ? {4'd0, product_position[15:5] + {11'd0, 1'b1}} : words[63:48];
  assign as_command_operation = OPERATION_MATMUL;
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
  assign as_command_reserved = product_reserved | product_position[16] | &product_position[15:0] |
      (words[16] & words[13]);
  assign as_command_weights_0 = words[167:128];
  assign as_command_weights_1 = words[231:192];
  assign as_command_weights_2 = words[295:256];
  assign as_command_weights_3 = words[359:320];
  assign as_command_activations = 40'd0;
  assign as_command_results = {words[487:457] + {15'd0, words[18] ? pass : 16'd0}, words[456:448]};
  assign m_payload_groups = listing ? as_command_groups : queued_payload_groups;
  assign m_payload_blocks = listing ? as_command_blocks : queued_payload_blocks;
  assign m_payload_operation = listing ? as_command_operation : queued_payload_operation;
  assign m_payload_format = listing ? as_command_format : queued_payload_format;
  assign m_payload_tokens = listing ? as_command_tokens : queued_payload_tokens;
  assign m_payload_reuse = listing ? as_command_reuse : queued_payload_reuse;
  assign m_payload_interrupt = listing ? as_command_interrupt : queued_payload_interrupt;
  assign m_payload_top = listing ? as_command_top : queued_payload_top;
  assign m_payload_outputs = listing ? as_command_outputs : queued_payload_outputs;
  assign m_payload_position = listing ? as_command_position : queued_payload_position;
  assign m_payload_in_list = listing ? as_command_in_list : queued_payload_in_list;
  assign m_payload_to_vector = listing ? as_command_to_vector : queued_payload_to_vector;
  assign m_payload_only_check = listing ? as_command_only_check : queued_payload_only_check;
  assign m_payload_reserved = listing ? as_command_reserved : queued_payload_reserved;
  assign m_payload_weights_0 = listing ? as_command_weights_0 : queued_payload_weights_0;
  assign m_payload_weights_1 = listing ? as_command_weights_1 : queued_payload_weights_1;
  assign m_payload_weights_2 = listing ? as_command_weights_2 : queued_payload_weights_2;
  assign m_payload_weights_3 = listing ? as_command_weights_3 : queued_payload_weights_3;
  assign m_payload_activations = listing ? as_command_activations : queued_payload_activations;
  assign m_payload_results = listing ? as_command_results : queued_payload_results;
  assign at_position = {words[511:448], u_check_positions, words[431:416], words[415:64], u_check_steps,
      words[47:0]};
  assign vector_valid = state == LIST_STATE_HAND;
  assign vector_payload = at_position[128*sent +: 128];
  assign parameters_valid = state == LIST_STATE_PARAMETERS;
  assign parameters_payload_address = u_check_parameters_address;
  assign parameters_payload_beats = u_check_parameters_beats;
  assign region_valid = state == LIST_STATE_BEGIN;
  assign region_payload_address = current_activations[39:4];
  assign region_payload_beats = {8'd0, {current_outputs[17:0], 2'd0}};
  assign beats_ready = state == LIST_STATE_FETCH;
  assign forget = state == LIST_STATE_BEGIN;
  assign handed = (state == LIST_STATE_HAND) & vector_ready & (sent == 2'd3);
  assign appended = handed & u_check_appends;
  assign in_the_way = appends_pending != 8'd0;
  assign is_last = record_number + 18'd1 == current_outputs[17:0];
  assign stop_token = ((sent == 2'd1) | (sent == 2'd2)) &
      ((vector_payload[18:0] == {1'b0, largest}) | (vector_payload[82:64] == {1'b0, largest}));
  assign last_of_again = (state == LIST_STATE_AGAIN) & (sent == 2'd3);

  always @(posedge clk) begin
    case (state)
      LIST_STATE_IDLE: begin
        record_number <= 18'd0;
        if (begins) begin
          listing <= 1'b1;
          is_run <= 1'b0;
          repeats <= 1'b0;
          is_last_checked <= 1'b0;
          has_top <= 1'b0;
          pass <= 16'd0;
          token <= queued_payload_weights_0[17:0];
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
          state <= LIST_STATE_CHECK;
        end
      end
      LIST_STATE_CHECK: begin
        last_record <= current_activations[39:6] + {17'd0, current_outputs[17:0] - 18'd1};
        sent <= sent + 2'd1;
        if (sent[0]) begin
          state <= LIST_STATE_BEGIN;
          sent <= 2'd0;
          if (current_activations[39:12] < window_first || last_record[34:6] > {1'b0, window_last}) begin
            state <= LIST_STATE_REFUSED;
            code <= ERROR_WINDOW;
            place <= PLACE_LIST;
          end
          if (|current_activations[5:0]) begin
            state <= LIST_STATE_REFUSED;
            code <= ERROR_ALIGNMENT;
            place <= PLACE_LIST;
          end
          if (current_reserved || current_top || current_reuse || current_tokens != 4'd0 ||
              current_format != 4'd0 || current_outputs[17:0] == 18'd0 || current_outputs[18]) begin
            state <= LIST_STATE_REFUSED;
            code <= ERROR_RESERVED;
            place <= PLACE_LIST;
          end
        end
      end
      LIST_STATE_BEGIN: begin
        record_number <= 18'd0;
        position <= current_position + pass;
        if (region_ready) begin
          state <= LIST_STATE_FETCH;
        end
      end
      LIST_STATE_FETCH: begin
        if (beats_valid) begin
          words <= {beats_payload, words[511:128]};
          sent <= sent + 2'd1;
          if (sent == 2'd3) begin
            state <= LIST_STATE_JUDGE;
          end
        end
      end
      LIST_STATE_JUDGE: begin
        if (words[3:0] == RECORD_VECTOR) begin
          state <= LIST_STATE_VECTOR;
        end else begin
          state <= LIST_STATE_WAIT;
        end
        if (words[3:0] == 4'd0 || words[3:0] > RECORD_AGAIN) begin
          state <= LIST_STATE_REFUSED;
          code <= ERROR_RECORD;
          place <= PLACE_LIST;
        end
      end
      LIST_STATE_VECTOR: begin
        if (u_check_ended) begin
          if (is_run) begin
            state <= LIST_STATE_WAIT;
          end else begin
            state <= LIST_STATE_NEXT;
          end
          if (u_check_refused_valid) begin
            state <= LIST_STATE_REFUSED;
            code <= u_check_refused_code;
            place <= u_check_refused_place;
          end
        end
      end
      LIST_STATE_WAIT: begin
        if (!(words[3:0] == RECORD_VECTOR ? words[68] : words[17]) || !in_the_way || !is_run) begin
          if (words[3:0] == RECORD_PRODUCT) begin
            state <= LIST_STATE_PRODUCT;
          end else if (words[3:0] == RECORD_AGAIN) begin
            state <= LIST_STATE_NEXT;
          end else if (u_check_has_parameters) begin
            state <= LIST_STATE_PARAMETERS;
          end else begin
            state <= LIST_STATE_HAND;
          end
        end
        if (words[3:0] == RECORD_AGAIN) begin
          repeats <= 1'b1;
        end
        if (words[3:0] == RECORD_AGAIN && again_wrong) begin
          state <= LIST_STATE_REFUSED;
          code <= ERROR_RECORD;
          place <= PLACE_LIST;
        end
      end
      LIST_STATE_PARAMETERS: begin
        if (parameters_ready) begin
          state <= LIST_STATE_HAND;
        end
      end
      LIST_STATE_HAND: begin
        if (vector_ready) begin
          sent <= sent + 2'd1;
          if (sent == 2'd3) begin
            state <= LIST_STATE_NEXT;
          end
        end
      end
      LIST_STATE_PRODUCT: begin
        if (words[13]) begin
          has_top <= 1'b1;
        end
        if (m_ready) begin
          if (is_run) begin
            state <= LIST_STATE_NEXT;
          end else begin
            state <= LIST_STATE_CHECKED;
          end
        end
      end
      LIST_STATE_CHECKED: begin
        if (checked) begin
          state <= LIST_STATE_NEXT;
        end
      end
      LIST_STATE_NEXT: begin
        if (is_last) begin
          if (is_run) begin
            state <= LIST_STATE_DRAIN;
          end else if (repeats && !is_last_checked) begin
            is_last_checked <= 1'b1;
            pass <= current_groups;
            token <= words[113:96];
            state <= LIST_STATE_BEGIN;
            if (last_beyond) begin
              record_number <= 18'd0;
              state <= LIST_STATE_REFUSED;
              code <= ERROR_BOUNDS;
              place <= PLACE_LIST;
            end
          end else begin
            is_run <= 1'b1;
            pass <= 16'd0;
            token <= current_weights_0[17:0];
            state <= LIST_STATE_BEGIN;
          end
        end else begin
          record_number <= record_number + 18'd1;
          state <= LIST_STATE_FETCH;
        end
      end
      LIST_STATE_DRAIN: begin
        if (ended) begin
          if (repeats) begin
            state <= LIST_STATE_AGAIN;
          end else begin
            state <= LIST_STATE_IDLE;
            listing <= 1'b0;
          end
        end
      end
      LIST_STATE_AGAIN: begin
        sent <= sent + 2'd1;
        stops <= sent == 2'd0 ? no_number | (pass == current_groups) : stops | stop_token;
        if (last_of_again) begin
          if (stops) begin
            state <= LIST_STATE_IDLE;
            listing <= 1'b0;
          end else begin
            pass <= pass + 16'd1;
            token <= largest;
            state <= LIST_STATE_BEGIN;
          end
        end
      end
      default: ; // Refused
    endcase
    if (listing && patience[16] && !list_ends) begin
      state <= LIST_STATE_REFUSED;
      code <= ERROR_STALLED;
      place <= PLACE_LIST;
    end
    if (rst) begin
      listing <= 1'b0;
      is_run <= 1'b0;
      repeats <= 1'b0;
      is_last_checked <= 1'b0;
      has_top <= 1'b0;
      state <= LIST_STATE_IDLE;
      sent <= 2'd0;
    end
  end

  assign list_ends = (repeats ? last_of_again & stops : ended) & (state != LIST_STATE_REFUSED);
  assign done = list_ends;
  assign done_interrupt = list_ends & current_interrupt;
  assign running = listing;
  assign refused_valid = state == LIST_STATE_REFUSED;
  assign refused_code = code;
  assign refused_place = place;
  assign number = record_number;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, current_blocks, current_operation, current_in_list, current_to_vector,
      current_only_check, current_weights_0[39:18], current_weights_1, current_weights_2, current_weights_3,
      current_results, last_record[5:0], _last_beyond_sum[15:0]};

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
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
  reg _past_value_2;
  reg [15:0] _past_m_payload_groups;
  reg [15:0] _past_m_payload_blocks;
  reg [3:0] _past_m_payload_operation;
  reg [3:0] _past_m_payload_format;
  reg [3:0] _past_m_payload_tokens;
  reg _past_m_payload_reuse;
  reg _past_m_payload_interrupt;
  reg _past_m_payload_top;
  reg [18:0] _past_m_payload_outputs;
  reg [15:0] _past_m_payload_position;
  reg _past_m_payload_in_list;
  reg _past_m_payload_to_vector;
  reg _past_m_payload_only_check;
  reg _past_m_payload_reserved;
  reg [39:0] _past_m_payload_weights_0;
  reg [39:0] _past_m_payload_weights_1;
  reg [39:0] _past_m_payload_weights_2;
  reg [39:0] _past_m_payload_weights_3;
  reg [39:0] _past_m_payload_activations;
  reg [39:0] _past_m_payload_results;
  reg _past_value_3;
  reg [35:0] _past_region_payload_address;
  reg [27:0] _past_region_payload_beats;
  reg [27:0] _past_window_first;
  reg [27:0] _past_window_last;
  reg _past_value_4;
  reg _past_value_5;
  reg _past_quiet;
  reg _past_quiet_2;
  reg _edges2;
  reg _past_listing;
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
  reg _past_value_6;
  reg [20:0] claims_pass_read;
  reg [1:0] claims_pass_passes;
  reg _past_value_7;
  reg [127:0] _past_beats_payload;
  reg [383:0] _past_value_8;
  reg [511:0] _past_words;
  reg _past_value_9;
  reg [127:0] _past_vector_payload;
  reg _past_value_10;
  reg [35:0] _past_parameters_payload_address;
  reg [27:0] _past_parameters_payload_beats;
  reg claims_checking;
  reg claims_awaited;
  reg claims_handed;
  reg _past_value_11;
  reg [15:0] _past_u_check_steps;
  reg [15:0] _past_u_check_positions;
  reg _past_u_check_appends;
  reg _past_u_check_has_parameters;
  reg [35:0] _past_u_check_parameters_address;
  reg [27:0] _past_u_check_parameters_beats;
  reg [15:0] _past_position;
  reg [17:0] _past_token;
  reg [7:0] claims_scoreboard_under_way;
  reg [7:0] claims_scoreboard_unanswered;
  reg _past_done;
  reg [3:0] _past_refused_code;
  reg _past_value_12;
  reg _past_u_check_ended;
  reg _past_value_13;
  reg [16:0] claims_unmoved;
  reg _past_value_14;
  reg [2:0] claims_lasts_check_age;
  reg [2:0] claims_lasts_judge_age;
  reg [2:0] claims_lasts_next_age;
  reg [2:0] claims_lasts_again_age;
  reg claims_topSeen;
  wire claims_unnamed;
  wire claims_outside;
  reg _past_value_15;
  reg _past_value_16;
  reg _past_value_17;
  reg _past_value_18;
  reg [3:0] _past_value_19;
  reg [2:0] _past_value_20;
  reg _past_value_21;
  reg [17:0] _past_value_22;
  reg _past_value_23;
  reg [17:0] _past_largest;
  reg _past_value_24;
  reg [15:0] _past_pass;
  reg _past_value_25;
  reg claims_again_ends;
  wire claims_again_stop;
  reg _past_value_26;
  reg _past_claims_again_ends;
  reg _past_vector_valid;

  wire __past_value_and = (sent == 2'd1) &
      (current_reserved | current_top | current_reuse | (current_format != 4'd0) | (current_tokens != 4'd0) |
      (current_outputs == 19'd0) | (current_outputs >= 19'h40000));
  wire __past_value_or = (words[3:0] == 4'd0) | (words[3:0] >= 4'd4);
  wire __past_value_and_2 = (words[3:0] == 4'd3) &
      (({1'b0, record_number} + 19'd1 != {1'b0, current_outputs[17:0]}) | ~claims_topSeen | claims_unnamed);
  wire __past_value_and_3 = ~is_run & repeats & ~is_last_checked &
      ({1'b0, record_number} + 19'd1 == {1'b0, current_outputs[17:0]}) &
      ({1'b0, current_position} + {1'b0, current_groups} >= 17'h10000);
  wire __past_value_not = ~((state == LIST_STATE_IDLE) | (state == LIST_STATE_CHECK) |
      (state == LIST_STATE_REFUSED));

  always @(posedge clk) begin
    _past_value <= queued_valid & ~queued_ready;
    _edges1 <= 1'b1;
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
    _past_value_2 <= m_valid & ~m_ready;
    _past_m_payload_groups <= m_payload_groups;
    _past_m_payload_blocks <= m_payload_blocks;
    _past_m_payload_operation <= m_payload_operation;
    _past_m_payload_format <= m_payload_format;
    _past_m_payload_tokens <= m_payload_tokens;
    _past_m_payload_reuse <= m_payload_reuse;
    _past_m_payload_interrupt <= m_payload_interrupt;
    _past_m_payload_top <= m_payload_top;
    _past_m_payload_outputs <= m_payload_outputs;
    _past_m_payload_position <= m_payload_position;
    _past_m_payload_in_list <= m_payload_in_list;
    _past_m_payload_to_vector <= m_payload_to_vector;
    _past_m_payload_only_check <= m_payload_only_check;
    _past_m_payload_reserved <= m_payload_reserved;
    _past_m_payload_weights_0 <= m_payload_weights_0;
    _past_m_payload_weights_1 <= m_payload_weights_1;
    _past_m_payload_weights_2 <= m_payload_weights_2;
    _past_m_payload_weights_3 <= m_payload_weights_3;
    _past_m_payload_activations <= m_payload_activations;
    _past_m_payload_results <= m_payload_results;
    _past_value_3 <= region_valid & ~region_ready;
    _past_region_payload_address <= region_payload_address;
    _past_region_payload_beats <= region_payload_beats;
    _past_window_first <= window_first;
    _past_window_last <= window_last;
    _past_value_4 <= queued_valid & queued_ready & is_list;
    _past_value_5 <= state == LIST_STATE_IDLE;
    _past_quiet <= quiet;
    _past_quiet_2 <= _past_quiet;
    _edges2 <= _edges1;
    _past_listing <= listing;
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
    _past_value_6 <= state == LIST_STATE_CHECK;
    _past_value_7 <= beats_valid & beats_ready;
    _past_beats_payload <= beats_payload;
    _past_value_8 <= words[511:128];
    _past_words <= words;
    _past_value_9 <= vector_valid & ~vector_ready;
    _past_vector_payload <= vector_payload;
    _past_value_10 <= parameters_valid & ~parameters_ready;
    _past_parameters_payload_address <= parameters_payload_address;
    _past_parameters_payload_beats <= parameters_payload_beats;
    _past_value_11 <= ~(claims_checking | u_check_start);
    _past_u_check_steps <= u_check_steps;
    _past_u_check_positions <= u_check_positions;
    _past_u_check_appends <= u_check_appends;
    _past_u_check_has_parameters <= u_check_has_parameters;
    _past_u_check_parameters_address <= u_check_parameters_address;
    _past_u_check_parameters_beats <= u_check_parameters_beats;
    _past_position <= position;
    _past_token <= token;
    _past_done <= done;
    _past_refused_code <= refused_code;
    _past_value_12 <= state == LIST_STATE_REFUSED;
    _past_u_check_ended <= u_check_ended;
    _past_value_13 <= state != LIST_STATE_REFUSED;
    _past_value_14 <= patience == 17'h10000;
    _past_value_15 <= state != LIST_STATE_REFUSED;
    _past_value_16 <= ((state == LIST_STATE_CHECK) & __past_value_and) |
        ((state == LIST_STATE_CHECK) & (sent == 2'd1) & (current_activations[5:0] != 6'd0)) |
        ((state == LIST_STATE_CHECK) & (sent == 2'd1) & claims_outside) |
        ((state == LIST_STATE_JUDGE) & __past_value_or) | ((state == LIST_STATE_WAIT) & __past_value_and_2) |
        ((state == LIST_STATE_NEXT) & __past_value_and_3) |
        ((state == LIST_STATE_VECTOR) & u_check_ended & u_check_refused_valid) |
        (listing & patience[16] & ~done);
    _past_value_17 <= listing & patience[16] & ~done;
    _past_value_18 <= ~(listing & patience[16] & ~done);
    _past_value_19 <= state == LIST_STATE_CHECK && __past_value_and ? ERROR_RESERVED
        : state == LIST_STATE_CHECK && sent == 2'd1 && current_activations[5:0] != 6'd0 ? ERROR_ALIGNMENT
        : state == LIST_STATE_CHECK && sent == 2'd1 && claims_outside ? ERROR_WINDOW
        : state == LIST_STATE_JUDGE && __past_value_or ? ERROR_RECORD : state == LIST_STATE_WAIT &&
        __past_value_and_2 ? ERROR_RECORD : state == LIST_STATE_NEXT && __past_value_and_3 ? ERROR_BOUNDS
        : u_check_refused_code;
    _past_value_20 <= state == LIST_STATE_CHECK && __past_value_and ? PLACE_LIST : state == LIST_STATE_CHECK &&
        sent == 2'd1 && current_activations[5:0] != 6'd0 ? PLACE_LIST : state == LIST_STATE_CHECK &&
        sent == 2'd1 && claims_outside ? PLACE_LIST : state == LIST_STATE_JUDGE && __past_value_or ? PLACE_LIST
        : state == LIST_STATE_WAIT && __past_value_and_2 ? PLACE_LIST : state == LIST_STATE_NEXT &&
        __past_value_and_3 ? PLACE_LIST : u_check_refused_place;
    _past_value_21 <= __past_value_not & ~(is_last_checked & ~is_run);
    _past_value_22 <= words[113:96];
    _past_value_23 <= state == LIST_STATE_AGAIN;
    _past_largest <= largest;
    _past_value_24 <= state == LIST_STATE_AGAIN;
    _past_pass <= pass;
    _past_value_25 <= ~((state == LIST_STATE_IDLE) | (state == LIST_STATE_NEXT));
    _past_value_26 <= (state == LIST_STATE_AGAIN) & (sent == 2'd3);
    _past_claims_again_ends <= claims_again_ends;
    _past_vector_valid <= vector_valid;
    if (rst) begin
      _edges1 <= 1'b0;
      _edges2 <= 1'b0;
    end
  end

  wire _check_or = (state == LIST_STATE_IDLE) | (state == LIST_STATE_CHECK) | (state == LIST_STATE_REFUSED);
  wire [39:0] _check_shifted = current_activations >> 6;

  always @(posedge clk) begin
    if (!rst) begin
      queued_valid_stays_until_ready: assume (!_edges1 || !_past_value || queued_valid);
      queued_the_payload_stays_until_ready: assume (!_edges1 || !_past_value ||
          (queued_payload_groups == _past_queued_payload_groups &&
          queued_payload_blocks == _past_queued_payload_blocks &&
          queued_payload_operation == _past_queued_payload_operation &&
          queued_payload_format == _past_queued_payload_format &&
          queued_payload_tokens == _past_queued_payload_tokens &&
          queued_payload_reuse == _past_queued_payload_reuse &&
          queued_payload_interrupt == _past_queued_payload_interrupt &&
          queued_payload_top == _past_queued_payload_top &&
          queued_payload_outputs == _past_queued_payload_outputs &&
          queued_payload_position == _past_queued_payload_position &&
          queued_payload_in_list == _past_queued_payload_in_list &&
          queued_payload_to_vector == _past_queued_payload_to_vector &&
          queued_payload_only_check == _past_queued_payload_only_check &&
          queued_payload_reserved == _past_queued_payload_reserved &&
          queued_payload_weights_0 == _past_queued_payload_weights_0 &&
          queued_payload_weights_1 == _past_queued_payload_weights_1 &&
          queued_payload_weights_2 == _past_queued_payload_weights_2 &&
          queued_payload_weights_3 == _past_queued_payload_weights_3 &&
          queued_payload_activations == _past_queued_payload_activations &&
          queued_payload_results == _past_queued_payload_results));
      m_stays_until_it_is_taken: assert (!_edges1 || !(_past_value_2 && !refused_valid) ||
          (m_valid && m_payload_groups == _past_m_payload_groups &&
          m_payload_blocks == _past_m_payload_blocks && m_payload_operation == _past_m_payload_operation &&
          m_payload_format == _past_m_payload_format && m_payload_tokens == _past_m_payload_tokens &&
          m_payload_reuse == _past_m_payload_reuse && m_payload_interrupt == _past_m_payload_interrupt &&
          m_payload_top == _past_m_payload_top && m_payload_outputs == _past_m_payload_outputs &&
          m_payload_position == _past_m_payload_position && m_payload_in_list == _past_m_payload_in_list &&
          m_payload_to_vector == _past_m_payload_to_vector &&
          m_payload_only_check == _past_m_payload_only_check &&
          m_payload_reserved == _past_m_payload_reserved && m_payload_weights_0 == _past_m_payload_weights_0 &&
          m_payload_weights_1 == _past_m_payload_weights_1 &&
          m_payload_weights_2 == _past_m_payload_weights_2 &&
          m_payload_weights_3 == _past_m_payload_weights_3 &&
          m_payload_activations == _past_m_payload_activations &&
          m_payload_results == _past_m_payload_results));
      region_stays_until_it_is_taken: assert (!_edges1 || !(_past_value_3 && !refused_valid) ||
          (region_valid && region_payload_address == _past_region_payload_address &&
          region_payload_beats == _past_region_payload_beats));
      the_window_stands_still: assume (!_edges1 ||
          (window_first == _past_window_first && window_last == _past_window_last));
      a_command_is_known_for_what_it_is: assert (!head_known ||
          (queued_valid && is_list == (queued_payload_operation == OPERATION_LIST)));
      none_is_taken_while_a_list_runs: assert (!listing || !queued_ready);
      a_command_that_is_no_list_passes_as_it_is: assert (!(m_valid && !listing) ||
          (m_payload_groups == queued_payload_groups && m_payload_blocks == queued_payload_blocks &&
          m_payload_operation == queued_payload_operation && m_payload_format == queued_payload_format &&
          m_payload_tokens == queued_payload_tokens && m_payload_reuse == queued_payload_reuse &&
          m_payload_interrupt == queued_payload_interrupt && m_payload_top == queued_payload_top &&
          m_payload_outputs == queued_payload_outputs && m_payload_position == queued_payload_position &&
          m_payload_in_list == queued_payload_in_list && m_payload_to_vector == queued_payload_to_vector &&
          m_payload_only_check == queued_payload_only_check && m_payload_reserved == queued_payload_reserved &&
          m_payload_weights_0 == queued_payload_weights_0 && m_payload_weights_1 == queued_payload_weights_1 &&
          m_payload_weights_2 == queued_payload_weights_2 && m_payload_weights_3 == queued_payload_weights_3 &&
          m_payload_activations == queued_payload_activations && m_payload_results == queued_payload_results &&
          queued_payload_operation != OPERATION_LIST));
      and_is_taken_when_it_has_passed: assert (!(queued_valid && queued_ready) || (m_valid && !listing) ||
          is_list);
      a_list_runs_from_when_it_is_taken: assert (!_edges1 || !_past_value_5 || listing == _past_value_4);
      when_all_before_it_has_ended: assert (!_edges2 || !_past_value_4 || _past_quiet_2);
      it_is_what_its_command_says: assert (!_edges1 || !_past_value_4 ||
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
      and_stays_so: assert (!_edges1 || !_past_listing ||
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
      idle_is_when_no_list_runs: assert ((state == LIST_STATE_IDLE) == ~listing);
      a_list_is_of_four_beats_a_record: assert (region_payload_beats == ({10'd0, current_outputs[17:0]} << 2));
      its_last_record_is_known: assert (!(state == LIST_STATE_CHECK && sent == 2'd1) ||
          last_record == _check_shifted[34:0] + {17'd0, current_outputs[17:0] - 18'd1});
      a_list_that_is_read_lies_in_the_window: assert (!_edges1 || !(_past_value_6 && !_check_or) ||
          ({2'd0, {region_payload_address, 4'd0}} >= ({14'd0, window_first} << 12) &&
          {2'd0, {region_payload_address, 4'd0}} +
          ({14'd0, region_payload_beats} << 4) <= ({14'd0, window_last} + 42'd1 << 12) &&
          region_payload_beats != 28'd0 && current_activations == {region_payload_address, 4'd0}));
      and_stays_where_it_is: assert (!_edges1 || !(!_check_or && !_past_value_6) ||
          (region_payload_address == _past_region_payload_address &&
          region_payload_beats == _past_region_payload_beats));
      a_list_has_a_record: assert (_check_or || current_outputs[17:0] != 18'd0);
    end
  end

  always @(posedge clk) begin
    if (beats_valid && beats_ready) begin
      claims_pass_read <= claims_pass_read + 21'd1;
    end
    if (region_valid && region_ready) begin
      claims_pass_read <= 21'd0;
      if (claims_pass_passes != 2'd3) begin
        claims_pass_passes <= claims_pass_passes + 2'd1;
      end
    end
    if (!listing) begin
      claims_pass_passes <= 2'd0;
    end
    if (rst) begin
      claims_pass_passes <= 2'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == LIST_STATE_FETCH) begin
        the_record_that_is_fetched_is_that_of_its_number: assert (claims_pass_read == ({3'd0,
            record_number} << 2) + {19'd0, sent});
      end
    end
  end

  wire _check_or_2 = (state == LIST_STATE_IDLE) | (state == LIST_STATE_CHECK) | (state == LIST_STATE_BEGIN) |
      (state == LIST_STATE_REFUSED);

  always @(posedge clk) begin
    if (!rst) begin
      if (!_check_or_2 && state != LIST_STATE_FETCH) begin
        and_it_is_whole_when_it_is_looked_at: assert (claims_pass_read == ({3'd0, record_number} << 2) + 21'd4);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (!_check_or_2) begin
        no_record_is_taken_that_the_list_has_not: assert ({3'd0, record_number} < {3'd0,
            current_outputs[17:0]});
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == LIST_STATE_DRAIN || state == LIST_STATE_AGAIN) begin
        a_list_ends_after_its_last_record: assert (claims_pass_read == ({3'd0, current_outputs[17:0]} << 2) &&
            is_run);
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == LIST_STATE_BEGIN) begin
        a_pass_begins_when_all_of_that_before_is_taken: assert (claims_pass_passes == 2'd0 ||
            claims_pass_read == ({3'd0, current_outputs[17:0]} << 2));
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      the_first_pass_checks: assert (state != LIST_STATE_BEGIN ||
          (is_run | is_last_checked) == (claims_pass_passes != 2'd0));
      a_record_is_of_a_pass: assert (_check_or_2 || claims_pass_passes != 2'd0);
      a_list_begins_with_none: assert (state != LIST_STATE_CHECK ||
          (claims_pass_passes == 2'd0 && {1'b0, is_run} + {1'b0, is_last_checked} == 2'd0 && !repeats));
      no_record_runs_before_all_are_checked: assert (state != LIST_STATE_BEGIN ||
          claims_pass_passes >= {1'b0, is_run} + {1'b0, is_last_checked});
      and_those_of_a_list_that_runs_again_before_they_are_checked: assert (_check_or_2 ||
          claims_pass_passes > {1'b0, is_run} + {1'b0, is_last_checked});
      a_list_stands_in_memory_while_it_runs: assume (!(words[3:0] == RECORD_AGAIN &&
          state == LIST_STATE_WAIT && is_run) || repeats);
      which_it_is: assert (!(repeats && is_run && listing) || is_last_checked);
      only_such_a_list_has_a_pass_behind_its_last_record: assert (state != LIST_STATE_AGAIN || repeats);
      activations_of_before_are_forgotten_when_a_pass_begins: assert (forget == region_valid);
      a_record_is_made_of_the_beats_that_came_and_stands: assert (!_edges1 ||
          (_past_value_7 ? (words[511:384] == _past_beats_payload) & (words[383:0] == _past_value_8)
          : words == _past_words));
      vector_stays_until_it_is_taken: assert (!_edges1 || !(_past_value_9 && !refused_valid) ||
          (vector_valid && vector_payload == _past_vector_payload));
      parameters_stays_until_it_is_taken: assert (!_edges1 || !(_past_value_10 && !refused_valid) ||
          (parameters_valid && parameters_payload_address == _past_parameters_payload_address &&
          parameters_payload_beats == _past_parameters_payload_beats));
    end
  end

  always @(posedge clk) begin
    if (u_check_ended) begin
      claims_checking <= 1'b0;
    end
    if (u_check_start) begin
      claims_checking <= 1'b1;
    end
    if (rst) begin
      claims_checking <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_check_ends_that_was_begun: assume (!u_check_ended || claims_checking);
      what_a_check_found_stands_as_long_as_its_record: assume (!_edges1 ||
          !(_past_value_11 && words == _past_words) ||
          (u_check_steps == _past_u_check_steps && u_check_positions == _past_u_check_positions &&
          u_check_appends == _past_u_check_appends && u_check_has_parameters == _past_u_check_has_parameters &&
          u_check_parameters_address == _past_u_check_parameters_address &&
          u_check_parameters_beats == _past_u_check_parameters_beats));
      a_record_stands_while_it_is_checked: assert (!_edges1 || !claims_checking ||
          (!u_check_start && words == _past_words && position == _past_position && token == _past_token &&
          window_first == _past_window_first && window_last == _past_window_last));
      a_vector_record_is_under_check_until_its_verdict: assert (state != LIST_STATE_VECTOR ||
          (claims_checking && words[3:0] == RECORD_VECTOR));
      and_nothing_else_begins_before: assert (!claims_checking || state == LIST_STATE_VECTOR ||
          state == LIST_STATE_REFUSED);
    end
  end

  always @(posedge clk) begin
    if (checked) begin
      claims_awaited <= 1'b0;
    end
    if (m_valid && m_ready && listing && !is_run) begin
      claims_awaited <= 1'b1;
    end
    if (rst) begin
      claims_awaited <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      nothing_begins_before_a_product_is_found_right: assert (!claims_awaited || state == LIST_STATE_CHECKED ||
          state == LIST_STATE_REFUSED);
      which_is_awaited_of_those_that_are_checked: assert (state != LIST_STATE_CHECKED ||
          (claims_awaited && !is_run));
      a_product_is_found_right_once: assume (!checked || claims_awaited);
      products_are_run_in_the_last_passes: assert (!(m_valid && listing) ||
          (m_payload_in_list && m_payload_only_check == ~is_run));
      and_so_are_vector_records: assert (!(vector_valid || parameters_valid) ||
          (is_run && words[3:0] == RECORD_VECTOR));
      which_wait_for_their_turn_only_then: assert (!(state == LIST_STATE_WAIT &&
          words[3:0] == RECORD_VECTOR) || is_run);
      a_record_is_of_a_kind_that_is_known: assert (!(state == LIST_STATE_WAIT ||
          state == LIST_STATE_PARAMETERS || state == LIST_STATE_HAND ||
          state == LIST_STATE_PRODUCT) || words[3:0] == RECORD_VECTOR || words[3:0] == RECORD_PRODUCT ||
          words[3:0] == RECORD_AGAIN);
      what_is_handed_to_the_dispatcher_is_a_product: assert (state != LIST_STATE_PRODUCT ||
          words[3:0] == RECORD_PRODUCT);
    end
  end

  always @(posedge clk) begin
    if (!listing) begin
      claims_handed <= 1'b0;
    end
    if ((vector_valid && vector_ready) || (parameters_valid && parameters_ready)) begin
      claims_handed <= 1'b1;
    end
    if (rst) begin
      claims_handed <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      nothing_has_run_when_a_list_is_found_wrong_before_all_of_it: assert (!(claims_handed && listing) ||
          is_run);
    end
  end

  always @(posedge clk) begin
    claims_scoreboard_under_way <= claims_scoreboard_under_way +
        {7'd0, vector_valid & vector_ready & (sent == 2'd3)} - {7'd0, vector_done};
    claims_scoreboard_unanswered <= claims_scoreboard_unanswered +
        {7'd0, vector_valid & vector_ready & (sent == 2'd3) & u_check_appends} - {7'd0, append_done};
    if (rst) begin
      claims_scoreboard_under_way <= 8'd0;
      claims_scoreboard_unanswered <= 8'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_vector_record_ends_that_was_handed_on: assume (!vector_done || claims_scoreboard_under_way != 8'd0);
      an_append_is_answered_that_was_handed_on: assume (!append_done || claims_scoreboard_unanswered != 8'd0);
      so_many_records_wait_at_most: assume (!vector_ready ||
          (claims_scoreboard_under_way < 8'd64 && claims_scoreboard_unanswered < 8'd64));
      what_is_under_way_is_counted: assert (vectors_pending == claims_scoreboard_under_way &&
          appends_pending == claims_scoreboard_unanswered);
      and_no_count_overflows: assert (claims_scoreboard_under_way <= 8'd64 &&
          claims_scoreboard_unanswered <= 8'd64);
      no_record_that_waits_begins_before_all_appends_in_front_of: assert (!((state == LIST_STATE_PARAMETERS ||
          state == LIST_STATE_HAND || state == LIST_STATE_PRODUCT) && is_run && (words[3:0] == RECORD_VECTOR
          ? words[68] : words[17])) || appends_pending == 8'd0);
      nothing_is_under_way_when_no_list_runs: assert (state != LIST_STATE_IDLE ||
          (vectors_pending == 8'd0 && appends_pending == 8'd0));
      nor_while_one_is_checked: assert (is_run || (vectors_pending == 8'd0 && appends_pending == 8'd0));
      a_list_ends_when_its_records_have_and_its_appends_are: assert (!done ||
          (listing && vectors_pending == 8'd0 && appends_pending == 8'd0 && is_run));
      and_its_products: assert (!_edges2 || !ended || _past_quiet_2);
      so_does_each_pass_of_it: assert (state != LIST_STATE_AGAIN ||
          (vectors_pending == 8'd0 && appends_pending == 8'd0));
      a_list_runs_until_its_end_is_told: assert (!_edges1 || !_past_listing || listing || _past_done);
      which_is_told_once: assert (!_edges1 || !_past_done || (!listing && !done));
      with_an_interrupt_if_the_command_asks_for_one: assert (done_interrupt == (done & current_interrupt));
      a_refusal_stands_until_reset: assert (!_edges1 || !_past_value_12 ||
          (state == LIST_STATE_REFUSED &&
          (refused_code == _past_refused_code || refused_code == ERROR_STALLED)));
      a_refusal_has_a_reason: assert (!_edges1 || !(_past_value_13 && refused_valid && !_past_u_check_ended) ||
          refused_code == ERROR_WINDOW || refused_code == ERROR_ALIGNMENT || refused_code == ERROR_RESERVED ||
          refused_code == ERROR_RECORD || refused_code == ERROR_BOUNDS || refused_code == ERROR_STALLED);
      a_list_that_is_refused_goes_no_further: assert (!refused_valid ||
          !(m_valid || region_valid || vector_valid || parameters_valid || beats_ready));
    end
  end

  always @(posedge clk) begin
    if (!listing || active || (beats_valid && beats_ready)) begin
      claims_unmoved <= 17'd0;
    end else begin
      claims_unmoved <= claims_unmoved + 17'd1;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      cycles_in_which_nothing_moves_are_counted: assert (!_edges1 || !_past_listing ||
          patience == claims_unmoved);
      a_list_for_which_nothing_moves_2_16_cycles_long_is_refused: assert (!_edges1 ||
          !(_past_listing && _past_value_14) || _past_done || refused_valid);
    end
  end

  always @(posedge clk) begin
    if (state == LIST_STATE_CHECK) begin
      claims_lasts_check_age <= claims_lasts_check_age + 3'd1;
    end else begin
      claims_lasts_check_age <= 3'd0;
    end
    if (rst) begin
      claims_lasts_check_age <= 3'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      check_lasts_2_cycles_at_most: assert (state != LIST_STATE_CHECK || claims_lasts_check_age < 3'd2);
      and_check_counts_them: assert (state != LIST_STATE_CHECK || {1'b0, sent} == claims_lasts_check_age);
    end
  end

  always @(posedge clk) begin
    if (state == LIST_STATE_JUDGE) begin
      claims_lasts_judge_age <= claims_lasts_judge_age + 3'd1;
    end else begin
      claims_lasts_judge_age <= 3'd0;
    end
    if (rst) begin
      claims_lasts_judge_age <= 3'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      judge_lasts_1_cycles_at_most: assert (state != LIST_STATE_JUDGE || claims_lasts_judge_age < 3'd1);
    end
  end

  always @(posedge clk) begin
    if (state == LIST_STATE_NEXT) begin
      claims_lasts_next_age <= claims_lasts_next_age + 3'd1;
    end else begin
      claims_lasts_next_age <= 3'd0;
    end
    if (rst) begin
      claims_lasts_next_age <= 3'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      next_lasts_1_cycles_at_most: assert (state != LIST_STATE_NEXT || claims_lasts_next_age < 3'd1);
    end
  end

  always @(posedge clk) begin
    if (state == LIST_STATE_AGAIN) begin
      claims_lasts_again_age <= claims_lasts_again_age + 3'd1;
    end else begin
      claims_lasts_again_age <= 3'd0;
    end
    if (rst) begin
      claims_lasts_again_age <= 3'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      again_lasts_4_cycles_at_most: assert (state != LIST_STATE_AGAIN || claims_lasts_again_age < 3'd4);
      and_again_counts_them: assert (state != LIST_STATE_AGAIN || {1'b0, sent} == claims_lasts_again_age);
      beats_are_counted_from_none: assert (state == LIST_STATE_CHECK || state == LIST_STATE_FETCH ||
          state == LIST_STATE_HAND || state == LIST_STATE_AGAIN || state == LIST_STATE_REFUSED || sent == 2'd0);
    end
  end

  always @(posedge clk) begin
    if (state == LIST_STATE_IDLE) begin
      claims_topSeen <= 1'b0;
    end
    if (state == LIST_STATE_PRODUCT && words[13]) begin
      claims_topSeen <= 1'b1;
    end
  end

  wire _check_or_3 = (state == LIST_STATE_IDLE) | (state == LIST_STATE_CHECK) | (state == LIST_STATE_BEGIN) |
      (state == LIST_STATE_REFUSED);
  wire [16:0] _check_sum = {1'b0, current_position} + {1'b0, current_groups};

  always @(posedge clk) begin
    if (!rst) begin
      a_list_has_a_product_with_top_when_one_has_come: assert (!listing || has_top == claims_topSeen);
      a_list_is_refused_for_a_reason_and_only_then: assert (!_edges1 || !_past_value_15 ||
          refused_valid == _past_value_16);
      for_nothing_moving: assert (!_edges1 || !(_past_value_15 && refused_valid && _past_value_17) ||
          (refused_code == ERROR_STALLED && refused_place == PLACE_LIST));
      with_the_code_and_the_place_that_it_has: assert (!_edges1 ||
          !(_past_value_15 && refused_valid && _past_value_18) ||
          (refused_code == _past_value_19 && refused_place == _past_value_20));
      the_first_pass_is_pass_0: assert (!(__past_value_not && !(is_run || is_last_checked)) || pass == 16'd0);
      the_last_that_may_be_is_checked: assert (!(__past_value_not && is_last_checked && !is_run) ||
          pass == current_groups);
      its_position_is_one: assert (!(__past_value_not && is_last_checked) || !_check_sum[16]);
      no_pass_comes_after_it: assert (!(__past_value_not && is_run) ||
          pass <= (repeats ? current_groups : 16'd0));
      a_pass_is_at_its_position: assert (_check_or_3 || position == current_position + pass);
      which_is_one: assert (!(!_check_or_3 && repeats && is_run) ||
          {1'b0, position} == {1'b0, current_position} + {1'b0, pass});
      its_first_token_is_that_of_the_command: assert (!(__past_value_not && !(is_last_checked && !is_run) &&
          (pass == 16'd0 || !is_run)) || token == current_weights_0[17:0]);
      its_last_for_the_check_the_largest: assert (!_edges1 ||
          !(_past_value_21 && is_last_checked && !is_run) || token == _past_value_22);
      after_a_pass_its_arg_max: assert (!_edges1 || !(_past_value_23 && state == LIST_STATE_BEGIN) ||
          token == _past_largest);
      one_pass_after_the_other: assert (!_edges1 || !(_past_value_24 && state == LIST_STATE_BEGIN) ||
          pass == _past_pass + 16'd1);
      token_and_pass_stand_for_all_its_records: assert (!_edges1 || !(_past_value_25 && !_check_or_3) ||
          (pass == _past_pass && token == _past_token));
    end
  end

  assign claims_unnamed = (words[31:19] != 13'd0) | (words[95:72] != 24'd0) | (words[127:115] != 13'd0) |
      (words[191:168] != 24'd0) | (words[255:232] != 24'd0) | (words[319:296] != 24'd0) |
      (words[447:360] != 88'd0) | (words[511:488] != 24'd0);

  assign claims_outside = ~(({2'd0, current_activations} >= ({14'd0, window_first} << 12)) &
      ({2'd0, current_activations} +
      ({22'd0, {current_outputs[17:0], 2'd0}} << 4) <= ({14'd0, window_last} + 42'd1 << 12)));

  assign claims_again_stop = sent == 2'd1 ? (words[146:128] == {1'b0, largest}) |
      (words[210:192] == {1'b0, largest}) : (sent == 2'd2) &
      ((words[274:256] == {1'b0, largest}) | (words[338:320] == {1'b0, largest}));

  always @(posedge clk) begin
    if (state == LIST_STATE_AGAIN) begin
      claims_again_ends <= sent == 2'd0 ? no_number | (pass == current_groups) : claims_again_ends |
          claims_again_stop;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_pass_ends_the_list_that_is_the_last_or_has_no_number_or: assert (!(state == LIST_STATE_AGAIN &&
          sent != 2'd0) || stops == claims_again_ends);
      none_follows_the_last_that_may_be: assert (!(state == LIST_STATE_AGAIN && sent != 2'd0 &&
          !claims_again_ends) || pass < current_groups);
      and_another_follows_else: assert (!_edges1 || !(_past_value_26 && !refused_valid) ||
          (_past_claims_again_ends ? (state == LIST_STATE_IDLE) & _past_done : state == LIST_STATE_BEGIN));
      a_list_that_runs_again_ends_after_such_a_pass: assert (!done || !repeats ||
          (state == LIST_STATE_AGAIN && claims_again_ends && sent == 2'd3));
      beat_0_of_a_vector_record_is_its_own_at_its_position: assert (!(vector_valid && sent == 2'd0) ||
          vector_payload == {words[127:64], u_check_steps, words[47:0]});
      beat_1_of_a_vector_record_is_its_own_at_its_position: assert (!(vector_valid && sent == 2'd1) ||
          vector_payload == words[255:128]);
      beat_2_of_a_vector_record_is_its_own_at_its_position: assert (!(vector_valid && sent == 2'd2) ||
          vector_payload == words[383:256]);
      beat_3_of_a_vector_record_is_its_own_at_its_position: assert (!(vector_valid && sent == 2'd3) ||
          vector_payload == {words[511:448], u_check_positions, words[431:384]});
      parameters_are_those_that_were_checked: assert (!parameters_valid ||
          (parameters_payload_address == u_check_parameters_address &&
          parameters_payload_beats == u_check_parameters_beats));
    end
  end

  wire [17:0] _check_sum_2 = {2'd0, position} + {10'd0, words[71:64]} + 18'd1;
  wire [17:0] _check_shifted_2 = _check_sum_2 + 18'd63 >> 6;
  wire [17:0] _check_shifted_3 = _check_sum_2 + 18'd31 >> 5;

  always @(posedge clk) begin
    if (!rst) begin
      if (state == LIST_STATE_PRODUCT) begin
        k_is_the_record_s_or_its_context_s: assert (_check_sum_2 > 18'hffff ||
            m_payload_groups == (words[14] ? _check_shifted_2[15:0] : words[47:32]));
        and_so_is_n: assert (_check_sum_2 > 18'hffff ||
            m_payload_blocks == (words[15] ? _check_shifted_3[15:0] : words[63:48]));
        a_product_that_cannot_be_is_said_to_be_so: assert (m_payload_reserved == ((words[31:19] != 13'd0) |
            (words[95:72] != 24'd0) | (words[127:115] != 13'd0) | (words[191:168] != 24'd0) |
            (words[255:232] != 24'd0) | (words[319:296] != 24'd0) | (words[447:360] != 88'd0) |
            (words[511:488] != 24'd0) | (_check_sum_2 > 18'hffff) | (words[16] & words[13])));
        what_else_it_says_it_says: assert (m_payload_format == words[7:4] && m_payload_tokens == words[11:8] &&
            m_payload_reuse == words[12] && m_payload_top == words[13] && m_payload_to_vector == words[16] &&
            m_payload_outputs == words[114:96] && m_payload_weights_0 == words[167:128] &&
            m_payload_weights_1 == words[231:192] && m_payload_weights_2 == words[295:256] &&
            m_payload_weights_3 == words[359:320]);
        as_a_product_of_a_list: assert (m_payload_operation == OPERATION_MATMUL && m_payload_in_list &&
            !m_payload_interrupt);
        its_results_lie_where_those_of_the_pass_do: assert (m_payload_results[8:0] == words[456:448] &&
            m_payload_results[39:9] == words[487:457] + {15'd0, words[18] ? pass : 16'd0});
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_product_is_handed_on_in_its_turn: assert (!(m_valid && m_ready && listing) ||
          state == LIST_STATE_PRODUCT);
      a_list_ends: cover (_edges1 && _past_done && !repeats);
      a_vector_record_is_handed_on: cover (_edges1 && vector_valid && _past_vector_valid);
      a_product_runs: cover (m_valid && m_ready && listing && is_run);
      a_list_is_refused: cover (refused_valid);
      a_command_passes: cover (m_valid && m_ready && !listing);
    end
  end
`endif

endmodule

`default_nettype wire
