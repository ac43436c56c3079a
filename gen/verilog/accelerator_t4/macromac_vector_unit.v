// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/vector/unit.ts by `make verilog`; do not edit.
//
// The vector unit: works through vector records in order (docs/command-list.md), each to its end before the
// next begins. What becomes of a reduction, and beats that leave, may still be on their way then: a record that
// needs it, or the units it is made in, waits for it. A record comes as four beats, checked, and with its steps
// and context in place. Beats of results and of parameters are taken where the record says so; beats for the
// activations leave by `x`, beats to append by `append`, behind a job that says where to.
`default_nettype none

module macromac_vector_unit (
  input  wire         clk,
  input  wire         rst,
  input  wire         record_valid,
  input  wire [127:0] record_payload,
  output wire         record_ready,
  input  wire         results_valid,
  input  wire [127:0] results_payload,
  output wire         results_ready,
  input  wire         p_valid,
  input  wire [127:0] p_payload,
  output wire         p_ready,
  output wire         x_valid,
  output wire [127:0] x_payload,
  input  wire         x_ready,
  output wire         job_valid,
  output wire [1:0]   job_payload_kind,
  output wire [5:0]   job_payload_beats,
  output wire [2:0]   job_payload_last_vector,
  // Of the position: the position itself is one less.
  output wire [15:0]  job_payload_context,
  output wire [39:0]  job_payload_to,
  output wire [23:0]  job_payload_stride,
  output wire [39:0]  job_payload_scales,
  output wire [15:0]  job_payload_scale_stride,
  output wire [127:0] job_payload_halves,
  input  wire         job_ready,
  output wire         append_valid,
  output wire [127:0] append_payload,
  input  wire         append_ready,
  output wire         busy,
  // A record has ended, but for its reduction and for beats that have not left yet.
  output wire         done,
  // A beat has begun.
  output wire         stepped
);
  localparam A_SOURCE_RESULTS = 2'd1;
  localparam A_SOURCE_PARAMETERS = 2'd2;
  localparam B_SOURCE_SCALAR = 2'd1;
  localparam B_SOURCE_PARAMETERS = 2'd3;
  localparam C_SOURCE_SCALAR = 3'd2;
  localparam C_SOURCE_PARAMETERS = 3'd4;
  localparam CLOSING_STATE_IDLE = 2'd0;
  localparam CLOSING_STATE_TREE = 2'd1;
  localparam CLOSING_STATE_FINISH = 2'd2;
  localparam D_SOURCE_SECOND = 2'd2;
  localparam DESTINATION_MEMORY = 2'd1;
  localparam DESTINATION_ACTIVATIONS = 2'd2;
  localparam DESTINATION_APPEND = 2'd3;
  localparam E_SOURCE_SCALAR = 3'd1;
  localparam E_SOURCE_PARAMETERS = 3'd3;
  localparam FINISH_KEY_SCALE = 3'd3;
  localparam FINISH_BYTE_SCALE = 3'd4;
  localparam REDUCTION_NONE = 3'd0;
  localparam REDUCTION_SUM = 3'd1;
  localparam REDUCTION_SQUARES = 3'd2;
  localparam REDUCTION_MAGNITUDE = 3'd4;
  localparam VECTOR_STATE_RECORD = 3'd0;
  localparam VECTOR_STATE_START = 3'd1;
  localparam VECTOR_STATE_OFFER = 3'd2;
  localparam VECTOR_STATE_RUN = 3'd3;
  localparam VECTOR_STATE_DRAIN = 3'd4;

  reg [2:0] state;
  // The state is Run: a register of its own, since every beat hangs on it.
  reg running;
  reg [1:0] fetched;
  // Beats of the record that are still somewhere.
  reg [5:0] in_flight;
  reg [511:0] words;
  reg is_memory;
  reg is_results;
  reg is_parameters;
  reg is_reduced;
  reg is_summed;
  reg is_squares;
  reg is_leaves;
  wire u_walk_start;
  wire [13:0] u_walk_a_at;
  wire [13:0] u_walk_c_at;
  wire [13:0] u_walk_w_at;
  wire [15:0] u_walk_beat;
  wire [3:0] u_walk_vector;
  wire [17:0] u_walk_number;
  wire u_walk_first_round;
  wire u_walk_replays;
  wire u_walk_last;
  wire u_memory_write;
  wire [127:0] u_memory_a;
  wire [127:0] u_memory_c;
  wire u_parameters_used;
  wire u_parameters_available;
  wire [127:0] u_parameters_first;
  wire [127:0] u_parameters_second;
  wire u_sum_valid;
  wire u_sum_tree;
  wire u_sum_busy;
  wire [31:0] u_sum_total;
  wire u_largest_valid;
  wire [31:0] u_largest_largest;
  wire u_finish_start;
  wire [2:0] u_finish_vector;
  wire u_finish_busy;
  wire u_finish_valid;
  wire [2:0] u_finish_of;
  wire [31:0] u_finish_scalar;
  wire [15:0] u_finish_half;
  wire u_out_s_valid;
  wire u_out_s_ready;
  wire u_out_m_valid;
  wire [127:0] u_out_m_payload;
  wire u_out_m_ready;
  wire [6:0] u_out_level;
  reg [6:0] room;
  // Two beats may have taken a place since this was found.
  reg has_room;
  wire step;
  reg step_1;
  wire popped;
  reg [13:0] a_at_1;
  reg [13:0] c_at_1;
  reg [127:0] results_1;
  reg [4:0] b_index_1;
  reg [4:0] c_index_1;
  reg [127:0] results_3_1;
  reg [127:0] results_3;
  reg [31:0] b_scalar_2;
  reg [31:0] c_scalar_2;
  reg [31:0] b_scalar_3;
  reg [31:0] c_scalar_3;
  wire filled;
  wire beyond;
  wire at_limit;
  reg [3:0] excluded_v_1;
  reg [3:0] excluded_v_2;
  reg [3:0] excluded_v_3;
  reg [3:0] excluded_v_4;
  reg [3:0] excluded_v_5;
  reg [3:0] excluded_v_6;
  reg [3:0] excluded_v_7;
  reg [3:0] excluded_v_8;
  reg [3:0] excluded_v_9;
  reg [3:0] excluded_v_10;
  reg [3:0] excluded_v_11;
  reg [3:0] excluded_v_12;
  reg [3:0] excluded_v_13;
  reg [3:0] excluded_v_14;
  reg [3:0] excluded_v_15;
  reg [3:0] excluded_v_16;
  reg [3:0] excluded_v_17;
  reg [3:0] excluded_v_18;
  reg [3:0] excluded_v_19;
  reg [3:0] excluded_v_20;
  reg [3:0] excluded_v_21;
  reg [3:0] excluded_v_22;
  reg [3:0] excluded_v_23;
  reg [3:0] excluded_v_24;
  reg [3:0] excluded_v_25;
  reg [3:0] excluded_v_26;
  reg [3:0] excluded_v_27;
  reg [3:0] excluded_v_28;
  reg [3:0] excluded_v_29;
  reg [3:0] excluded_v;
  wire [31:0] u_lane_0_result;
  wire [31:0] u_lane_0_reduced;
  wire u_lane_0_left_out;
  wire [31:0] u_lane_1_result;
  wire [31:0] u_lane_1_reduced;
  wire u_lane_1_left_out;
  wire [31:0] u_lane_2_result;
  wire [31:0] u_lane_2_reduced;
  wire u_lane_2_left_out;
  wire [31:0] u_lane_3_result;
  wire [31:0] u_lane_3_reduced;
  wire u_lane_3_left_out;
  reg [1:0] closing;
  reg [2:0] kept_last_vector;
  reg [2:0] kept_finish;
  reg [31:0] kept_x;
  reg [31:0] kept_y;
  reg [4:0] kept_r_scalar;
  reg kept_summed;
  reg kept_scale;
  wire closed;
  reg valid_1;
  reg valid_2;
  reg valid_3;
  reg valid_4;
  reg valid_5;
  reg valid_6;
  reg valid_7;
  reg valid_8;
  reg valid_9;
  reg valid_10;
  reg valid_11;
  reg valid_12;
  reg valid_13;
  reg valid_14;
  reg valid_15;
  reg valid_16;
  reg valid_17;
  reg valid_18;
  reg valid_19;
  reg valid_20;
  reg valid_21;
  reg valid_22;
  reg valid_23;
  reg valid_24;
  reg valid_25;
  reg valid_26;
  reg valid_27;
  reg valid_28;
  reg valid_29;
  reg valid_30;
  reg valid_31;
  reg valid_32;
  reg valid_33;
  reg valid_34;
  reg valid_35;
  reg valid_36;
  reg valid;
  reg [13:0] w_at_1;
  reg [2:0] vector_1;
  reg [2:0] place_1;
  reg first_places_1;
  reg first_of_vector_1;
  reg [13:0] w_at_2;
  reg [2:0] vector_2;
  reg [2:0] place_2;
  reg first_places_2;
  reg first_of_vector_2;
  reg [13:0] w_at_3;
  reg [2:0] vector_3;
  reg [2:0] place_3;
  reg first_places_3;
  reg first_of_vector_3;
  reg [13:0] w_at_4;
  reg [2:0] vector_4;
  reg [2:0] place_4;
  reg first_places_4;
  reg first_of_vector_4;
  reg [13:0] w_at_5;
  reg [2:0] vector_5;
  reg [2:0] place_5;
  reg first_places_5;
  reg first_of_vector_5;
  reg [13:0] w_at_6;
  reg [2:0] vector_6;
  reg [2:0] place_6;
  reg first_places_6;
  reg first_of_vector_6;
  reg [13:0] w_at_7;
  reg [2:0] vector_7;
  reg [2:0] place_7;
  reg first_places_7;
  reg first_of_vector_7;
  reg [13:0] w_at_8;
  reg [2:0] vector_8;
  reg [2:0] place_8;
  reg first_places_8;
  reg first_of_vector_8;
  reg [13:0] w_at_9;
  reg [2:0] vector_9;
  reg [2:0] place_9;
  reg first_places_9;
  reg first_of_vector_9;
  reg [13:0] w_at_10;
  reg [2:0] vector_10;
  reg [2:0] place_10;
  reg first_places_10;
  reg first_of_vector_10;
  reg [13:0] w_at_11;
  reg [2:0] vector_11;
  reg [2:0] place_11;
  reg first_places_11;
  reg first_of_vector_11;
  reg [13:0] w_at_12;
  reg [2:0] vector_12;
  reg [2:0] place_12;
  reg first_places_12;
  reg first_of_vector_12;
  reg [13:0] w_at_13;
  reg [2:0] vector_13;
  reg [2:0] place_13;
  reg first_places_13;
  reg first_of_vector_13;
  reg [13:0] w_at_14;
  reg [2:0] vector_14;
  reg [2:0] place_14;
  reg first_places_14;
  reg first_of_vector_14;
  reg [13:0] w_at_15;
  reg [2:0] vector_15;
  reg [2:0] place_15;
  reg first_places_15;
  reg first_of_vector_15;
  reg [13:0] w_at_16;
  reg [2:0] vector_16;
  reg [2:0] place_16;
  reg first_places_16;
  reg first_of_vector_16;
  reg [13:0] w_at_17;
  reg [2:0] vector_17;
  reg [2:0] place_17;
  reg first_places_17;
  reg first_of_vector_17;
  reg [13:0] w_at_18;
  reg [2:0] vector_18;
  reg [2:0] place_18;
  reg first_places_18;
  reg first_of_vector_18;
  reg [13:0] w_at_19;
  reg [2:0] vector_19;
  reg [2:0] place_19;
  reg first_places_19;
  reg first_of_vector_19;
  reg [13:0] w_at_20;
  reg [2:0] vector_20;
  reg [2:0] place_20;
  reg first_places_20;
  reg first_of_vector_20;
  reg [13:0] w_at_21;
  reg [2:0] vector_21;
  reg [2:0] place_21;
  reg first_places_21;
  reg first_of_vector_21;
  reg [13:0] w_at_22;
  reg [2:0] vector_22;
  reg [2:0] place_22;
  reg first_places_22;
  reg first_of_vector_22;
  reg [13:0] w_at_23;
  reg [2:0] vector_23;
  reg [2:0] place_23;
  reg first_places_23;
  reg first_of_vector_23;
  reg [13:0] w_at_24;
  reg [2:0] vector_24;
  reg [2:0] place_24;
  reg first_places_24;
  reg first_of_vector_24;
  reg [13:0] w_at_25;
  reg [2:0] vector_25;
  reg [2:0] place_25;
  reg first_places_25;
  reg first_of_vector_25;
  reg [13:0] w_at_26;
  reg [2:0] vector_26;
  reg [2:0] place_26;
  reg first_places_26;
  reg first_of_vector_26;
  reg [13:0] w_at_27;
  reg [2:0] vector_27;
  reg [2:0] place_27;
  reg first_places_27;
  reg first_of_vector_27;
  reg [13:0] w_at_28;
  reg [2:0] vector_28;
  reg [2:0] place_28;
  reg first_places_28;
  reg first_of_vector_28;
  reg [13:0] w_at_29;
  reg [2:0] vector_29;
  reg [2:0] place_29;
  reg first_places_29;
  reg first_of_vector_29;
  reg [13:0] w_at_30;
  reg [2:0] vector_30;
  reg [2:0] place_30;
  reg first_places_30;
  reg first_of_vector_30;
  reg [13:0] w_at_31;
  reg [2:0] vector_31;
  reg [2:0] place_31;
  reg first_places_31;
  reg first_of_vector_31;
  reg [13:0] w_at_32;
  reg [2:0] vector_32;
  reg [2:0] place_32;
  reg first_places_32;
  reg first_of_vector_32;
  reg [13:0] w_at_33;
  reg [2:0] vector_33;
  reg [2:0] place_33;
  reg first_places_33;
  reg first_of_vector_33;
  reg [13:0] w_at_34;
  reg [2:0] vector_34;
  reg [2:0] place_34;
  reg first_places_34;
  reg first_of_vector_34;
  reg [13:0] w_at_35;
  reg [2:0] vector_35;
  reg [2:0] place_35;
  reg first_places_35;
  reg first_of_vector_35;
  reg [13:0] w_at_36;
  reg [2:0] vector_36;
  reg [2:0] place_36;
  reg first_places_36;
  reg first_of_vector_36;
  reg [13:0] w_at;
  reg [2:0] vector;
  reg [2:0] place;
  reg first_places;
  reg first_of_vector;
  wire [127:0] result;
  wire [127:0] reduced;
  reg appending;
  reg [127:0] halves;
  reg finished;
  reg [2:0] finished_of;
  reg [31:0] scalar;
  reg [15:0] half;
  reg gone_1;
  reg gone_2;
  reg gone_3;
  reg gone_4;
  reg gone_5;
  reg gone_6;
  reg gone_7;
  reg gone_8;
  reg gone_9;
  reg gone_10;
  reg gone_11;
  reg gone_12;
  reg gone_13;
  reg gone_14;
  reg gone_15;
  reg gone_16;
  reg gone_17;
  reg gone_18;
  reg gone_19;
  reg gone_20;
  reg gone_21;
  reg gone_22;
  reg gone_23;
  reg gone_24;
  reg gone_25;
  reg gone_26;
  reg gone_27;
  reg gone_28;
  reg gone_29;
  reg gone_30;
  reg gone_31;
  reg gone_32;
  reg gone_33;
  reg gone_34;
  reg gone_35;
  reg gone_36;
  reg gone_37;
  reg gone_38;
  reg gone_39;
  reg gone_40;
  reg gone_41;
  reg gone_42;
  reg gone_43;
  reg gone_44;
  reg gone;
  wire emptied;
  wire ended;
  wire closes;
  wire may_start;
  reg done_1;
  (* ram_style = "distributed" *)
  reg [31:0] scalars [0:31];

  assign record_ready = state == VECTOR_STATE_RECORD;

  always @(posedge clk) begin
    if (record_valid && record_ready) begin
      words <= {record_payload, words[511:128]};
      fetched <= fetched + 2'd1;
      if (fetched == 2'd3) begin
        state <= VECTOR_STATE_START;
      end
    end
    case (state)
      VECTOR_STATE_RECORD: ;
      VECTOR_STATE_START: begin
        if (may_start) begin
          if (words[19:18] == DESTINATION_APPEND || words[19:18] == DESTINATION_ACTIVATIONS) begin
            appending <= words[19:18] == DESTINATION_APPEND;
          end
          if (words[19:18] == DESTINATION_APPEND) begin
            state <= VECTOR_STATE_OFFER;
          end else begin
            state <= VECTOR_STATE_RUN;
            running <= 1'b1;
          end
        end
      end
      VECTOR_STATE_OFFER: begin
        if (job_ready) begin
          state <= VECTOR_STATE_RUN;
          running <= 1'b1;
        end
      end
      VECTOR_STATE_RUN: begin
        if (step && u_walk_last) begin
          state <= VECTOR_STATE_DRAIN;
          running <= 1'b0;
        end
      end
      default: begin // Drain
        if (ended) begin
          state <= VECTOR_STATE_RECORD;
        end
      end
    endcase
    if (rst) begin
      fetched <= 2'd0;
      state <= VECTOR_STATE_RECORD;
      appending <= 1'b0;
      running <= 1'b0;
    end
  end

  wire _is_memory_or = (words[22:20] == REDUCTION_SUM) | (words[22:20] == REDUCTION_SQUARES);

  always @(posedge clk) begin
    if (state == VECTOR_STATE_START) begin
      is_memory <= words[19:18] == DESTINATION_MEMORY;
      is_results <= words[5:4] == A_SOURCE_RESULTS;
      is_parameters <= (words[5:4] == A_SOURCE_PARAMETERS) | (words[7:6] == B_SOURCE_PARAMETERS) |
          (words[10:8] == C_SOURCE_PARAMETERS) | (words[12:11] == D_SOURCE_SECOND) |
          (words[17:15] == E_SOURCE_PARAMETERS);
      is_reduced <= words[22:20] != REDUCTION_NONE;
      is_summed <= _is_memory_or;
      is_squares <= words[22:20] == REDUCTION_SQUARES;
      is_leaves <= (words[19:18] == DESTINATION_ACTIVATIONS) | (words[19:18] == DESTINATION_APPEND);
    end
  end

  macromac_vector_walk u_walk (
    .clk(clk),
    .rst(rst),
    .start(u_walk_start),
    .step(step),
    .beats(words[47:32]),
    .last_vector(words[67:64]),
    .steps(words[63:48]),
    .twice(words[27]),
    .a(words[109:96]),
    .a_vector(words[125:112]),
    .a_step(words[141:128]),
    .c(words[157:144]),
    .c_vector(words[173:160]),
    .c_step(words[189:176]),
    .c_xor(words[423:416]),
    .w(words[205:192]),
    .w_vector(words[221:208]),
    .w_step(words[237:224]),
    .a_at(u_walk_a_at),
    .c_at(u_walk_c_at),
    .w_at(u_walk_w_at),
    .beat(u_walk_beat),
    .vector(u_walk_vector),
    .number(u_walk_number),
    .first_round(u_walk_first_round),
    .replays(u_walk_replays),
    .last(u_walk_last)
  );

  macromac_vector_memory u_memory (
    .clk(clk),
    .write(u_memory_write),
    .write_address(w_at),
    .write_beat(result),
    .read_address_a(a_at_1),
    .read_address_c(c_at_1),
    .a(u_memory_a),
    .c(u_memory_c)
  );

  macromac_vector_parameters u_parameters (
    .clk(clk),
    .rst(rst),
    .p_valid(p_valid),
    .p_payload(p_payload),
    .p_ready(p_ready),
    .used(u_parameters_used),
    .half(words[26]),
    .two(words[31]),
    .step(step),
    .first_round(u_walk_first_round),
    .replays(u_walk_replays),
    .beat(u_walk_beat),
    .available(u_parameters_available),
    .first(u_parameters_first),
    .second(u_parameters_second)
  );

  macromac_vector_sum u_sum (
    .clk(clk),
    .rst(rst),
    .valid(u_sum_valid),
    .data(reduced),
    .vector(vector),
    .place(place),
    .first(first_places),
    .tree(u_sum_tree),
    .last_vector(kept_last_vector),
    .vector_read(u_finish_vector),
    .busy(u_sum_busy),
    .total(u_sum_total)
  );

  macromac_vector_largest u_largest (
    .clk(clk),
    .rst(rst),
    .valid(u_largest_valid),
    .data(reduced),
    .left_out({u_lane_3_left_out, u_lane_2_left_out, u_lane_1_left_out, u_lane_0_left_out}),
    .magnitude(words[22:20] == REDUCTION_MAGNITUDE),
    .vector(vector),
    .first(first_of_vector),
    .vector_read(u_finish_vector),
    .largest(u_largest_largest)
  );

  macromac_vector_finish u_finish (
    .clk(clk),
    .rst(rst),
    .start(u_finish_start),
    .last_vector(kept_last_vector),
    .finish(kept_finish),
    .x(kept_x),
    .y(kept_y),
    .reduction(kept_summed ? u_sum_total : u_largest_largest),
    .vector(u_finish_vector),
    .busy(u_finish_busy),
    .valid(u_finish_valid),
    .of(u_finish_of),
    .scalar(u_finish_scalar),
    .half(u_finish_half)
  );

  macromac_Fifo64_uint128 u_out (
    .clk(clk),
    .rst(rst),
    .s_valid(u_out_s_valid),
    .s_payload(result),
    .s_ready(u_out_s_ready),
    .m_valid(u_out_m_valid),
    .m_payload(u_out_m_payload),
    .m_ready(u_out_m_ready),
    .level(u_out_level)
  );

  assign step = running & (~is_results | results_valid) & u_parameters_available & (~is_leaves | has_room);

  always @(posedge clk) begin
    step_1 <= step;
    room <= room - {6'd0, step_1 & is_leaves} + {6'd0, popped};
    has_room <= room > 7'd2;
    a_at_1 <= u_walk_a_at;
    c_at_1 <= u_walk_c_at;
    results_1 <= results_payload;
    b_index_1 <= words[244:240] + {1'b0, u_walk_vector};
    c_index_1 <= words[249:245] + {1'b0, u_walk_vector};
    results_3_1 <= results_1;
    results_3 <= results_3_1;
    b_scalar_2 <= scalars[b_index_1];
    c_scalar_2 <= scalars[c_index_1];
    b_scalar_3 <= b_scalar_2;
    c_scalar_3 <= c_scalar_2;
    excluded_v_1 <= {filled | (words[28] & (beyond | at_limit)), filled |
        (words[28] & (beyond | (at_limit & (words[433:432] <= 2'd2)))), filled |
        (words[28] & (beyond | (at_limit & (words[433:432] <= 2'd1)))), filled |
        (words[28] & (beyond | (at_limit & (words[433:432] <= 2'd0))))};
    excluded_v_2 <= excluded_v_1;
    excluded_v_3 <= excluded_v_2;
    excluded_v_4 <= excluded_v_3;
    excluded_v_5 <= excluded_v_4;
    excluded_v_6 <= excluded_v_5;
    excluded_v_7 <= excluded_v_6;
    excluded_v_8 <= excluded_v_7;
    excluded_v_9 <= excluded_v_8;
    excluded_v_10 <= excluded_v_9;
    excluded_v_11 <= excluded_v_10;
    excluded_v_12 <= excluded_v_11;
    excluded_v_13 <= excluded_v_12;
    excluded_v_14 <= excluded_v_13;
    excluded_v_15 <= excluded_v_14;
    excluded_v_16 <= excluded_v_15;
    excluded_v_17 <= excluded_v_16;
    excluded_v_18 <= excluded_v_17;
    excluded_v_19 <= excluded_v_18;
    excluded_v_20 <= excluded_v_19;
    excluded_v_21 <= excluded_v_20;
    excluded_v_22 <= excluded_v_21;
    excluded_v_23 <= excluded_v_22;
    excluded_v_24 <= excluded_v_23;
    excluded_v_25 <= excluded_v_24;
    excluded_v_26 <= excluded_v_25;
    excluded_v_27 <= excluded_v_26;
    excluded_v_28 <= excluded_v_27;
    excluded_v_29 <= excluded_v_28;
    excluded_v <= excluded_v_29;
    if (rst) begin
      step_1 <= 1'b0;
      room <= 7'd64;
      has_room <= 1'b1;
    end
  end

  assign popped = u_out_m_valid & u_out_m_ready;
  assign results_ready = step & is_results;
  assign stepped = step_1;
  assign u_walk_start = state == VECTOR_STATE_START;
  assign u_parameters_used = is_parameters & running;
  assign filled = u_walk_beat >= words[95:80];
  assign beyond = u_walk_number > {4'd0, words[447:434]};
  assign at_limit = u_walk_number == {4'd0, words[447:434]};

  macromac_vector_lane u_lane_0 (
    .clk(clk),
    .a_source(words[5:4]),
    .b_source(words[7:6]),
    .c_source(words[10:8]),
    .d_source(words[12:11]),
    .operation(words[14:13]),
    .e_source(words[17:15]),
    .squares(is_squares),
    .x(words[287:256]),
    .y(words[319:288]),
    .memory_a(u_memory_a[31:0]),
    .memory_c(u_memory_c[31:0]),
    .results(results_3[31:0]),
    .first(u_parameters_first[31:0]),
    .second(u_parameters_second[31:0]),
    .b_scalar(b_scalar_3),
    .c_scalar(c_scalar_3),
    .excluded(excluded_v[0]),
    .result(u_lane_0_result),
    .reduced(u_lane_0_reduced),
    .left_out(u_lane_0_left_out)
  );

  macromac_vector_lane u_lane_1 (
    .clk(clk),
    .a_source(words[5:4]),
    .b_source(words[7:6]),
    .c_source(words[10:8]),
    .d_source(words[12:11]),
    .operation(words[14:13]),
    .e_source(words[17:15]),
    .squares(is_squares),
    .x(words[287:256]),
    .y(words[319:288]),
    .memory_a(u_memory_a[63:32]),
    .memory_c(u_memory_c[63:32]),
    .results(results_3[63:32]),
    .first(u_parameters_first[63:32]),
    .second(u_parameters_second[63:32]),
    .b_scalar(b_scalar_3),
    .c_scalar(c_scalar_3),
    .excluded(excluded_v[1]),
    .result(u_lane_1_result),
    .reduced(u_lane_1_reduced),
    .left_out(u_lane_1_left_out)
  );

  macromac_vector_lane u_lane_2 (
    .clk(clk),
    .a_source(words[5:4]),
    .b_source(words[7:6]),
    .c_source(words[10:8]),
    .d_source(words[12:11]),
    .operation(words[14:13]),
    .e_source(words[17:15]),
    .squares(is_squares),
    .x(words[287:256]),
    .y(words[319:288]),
    .memory_a(u_memory_a[95:64]),
    .memory_c(u_memory_c[95:64]),
    .results(results_3[95:64]),
    .first(u_parameters_first[95:64]),
    .second(u_parameters_second[95:64]),
    .b_scalar(b_scalar_3),
    .c_scalar(c_scalar_3),
    .excluded(excluded_v[2]),
    .result(u_lane_2_result),
    .reduced(u_lane_2_reduced),
    .left_out(u_lane_2_left_out)
  );

  macromac_vector_lane u_lane_3 (
    .clk(clk),
    .a_source(words[5:4]),
    .b_source(words[7:6]),
    .c_source(words[10:8]),
    .d_source(words[12:11]),
    .operation(words[14:13]),
    .e_source(words[17:15]),
    .squares(is_squares),
    .x(words[287:256]),
    .y(words[319:288]),
    .memory_a(u_memory_a[127:96]),
    .memory_c(u_memory_c[127:96]),
    .results(results_3[127:96]),
    .first(u_parameters_first[127:96]),
    .second(u_parameters_second[127:96]),
    .b_scalar(b_scalar_3),
    .c_scalar(c_scalar_3),
    .excluded(excluded_v[3]),
    .result(u_lane_3_result),
    .reduced(u_lane_3_reduced),
    .left_out(u_lane_3_left_out)
  );

  assign closed = closing == CLOSING_STATE_IDLE;

  always @(posedge clk) begin
    if (closed) begin
      kept_last_vector <= words[66:64];
      kept_finish <= words[25:23];
      kept_x <= words[287:256];
      kept_y <= words[319:288];
      kept_r_scalar <= words[254:250];
      kept_summed <= is_summed;
      kept_scale <= (words[25:23] == FINISH_KEY_SCALE) | (words[25:23] == FINISH_BYTE_SCALE);
    end
  end

  always @(posedge clk) begin
    valid_1 <= step;
    valid_2 <= valid_1;
    valid_3 <= valid_2;
    valid_4 <= valid_3;
    valid_5 <= valid_4;
    valid_6 <= valid_5;
    valid_7 <= valid_6;
    valid_8 <= valid_7;
    valid_9 <= valid_8;
    valid_10 <= valid_9;
    valid_11 <= valid_10;
    valid_12 <= valid_11;
    valid_13 <= valid_12;
    valid_14 <= valid_13;
    valid_15 <= valid_14;
    valid_16 <= valid_15;
    valid_17 <= valid_16;
    valid_18 <= valid_17;
    valid_19 <= valid_18;
    valid_20 <= valid_19;
    valid_21 <= valid_20;
    valid_22 <= valid_21;
    valid_23 <= valid_22;
    valid_24 <= valid_23;
    valid_25 <= valid_24;
    valid_26 <= valid_25;
    valid_27 <= valid_26;
    valid_28 <= valid_27;
    valid_29 <= valid_28;
    valid_30 <= valid_29;
    valid_31 <= valid_30;
    valid_32 <= valid_31;
    valid_33 <= valid_32;
    valid_34 <= valid_33;
    valid_35 <= valid_34;
    valid_36 <= valid_35;
    valid <= valid_36;
    w_at_1 <= u_walk_w_at;
    vector_1 <= u_walk_vector[2:0];
    place_1 <= u_walk_number[2:0];
    first_places_1 <= u_walk_number < 18'd8;
    first_of_vector_1 <= u_walk_number == 18'd0;
    w_at_2 <= w_at_1;
    vector_2 <= vector_1;
    place_2 <= place_1;
    first_places_2 <= first_places_1;
    first_of_vector_2 <= first_of_vector_1;
    w_at_3 <= w_at_2;
    vector_3 <= vector_2;
    place_3 <= place_2;
    first_places_3 <= first_places_2;
    first_of_vector_3 <= first_of_vector_2;
    w_at_4 <= w_at_3;
    vector_4 <= vector_3;
    place_4 <= place_3;
    first_places_4 <= first_places_3;
    first_of_vector_4 <= first_of_vector_3;
    w_at_5 <= w_at_4;
    vector_5 <= vector_4;
    place_5 <= place_4;
    first_places_5 <= first_places_4;
    first_of_vector_5 <= first_of_vector_4;
    w_at_6 <= w_at_5;
    vector_6 <= vector_5;
    place_6 <= place_5;
    first_places_6 <= first_places_5;
    first_of_vector_6 <= first_of_vector_5;
    w_at_7 <= w_at_6;
    vector_7 <= vector_6;
    place_7 <= place_6;
    first_places_7 <= first_places_6;
    first_of_vector_7 <= first_of_vector_6;
    w_at_8 <= w_at_7;
    vector_8 <= vector_7;
    place_8 <= place_7;
    first_places_8 <= first_places_7;
    first_of_vector_8 <= first_of_vector_7;
    w_at_9 <= w_at_8;
    vector_9 <= vector_8;
    place_9 <= place_8;
    first_places_9 <= first_places_8;
    first_of_vector_9 <= first_of_vector_8;
    w_at_10 <= w_at_9;
    vector_10 <= vector_9;
    place_10 <= place_9;
    first_places_10 <= first_places_9;
    first_of_vector_10 <= first_of_vector_9;
    w_at_11 <= w_at_10;
    vector_11 <= vector_10;
    place_11 <= place_10;
    first_places_11 <= first_places_10;
    first_of_vector_11 <= first_of_vector_10;
    w_at_12 <= w_at_11;
    vector_12 <= vector_11;
    place_12 <= place_11;
    first_places_12 <= first_places_11;
    first_of_vector_12 <= first_of_vector_11;
    w_at_13 <= w_at_12;
    vector_13 <= vector_12;
    place_13 <= place_12;
    first_places_13 <= first_places_12;
    first_of_vector_13 <= first_of_vector_12;
    w_at_14 <= w_at_13;
    vector_14 <= vector_13;
    place_14 <= place_13;
    first_places_14 <= first_places_13;
    first_of_vector_14 <= first_of_vector_13;
    w_at_15 <= w_at_14;
    vector_15 <= vector_14;
    place_15 <= place_14;
    first_places_15 <= first_places_14;
    first_of_vector_15 <= first_of_vector_14;
    w_at_16 <= w_at_15;
    vector_16 <= vector_15;
    place_16 <= place_15;
    first_places_16 <= first_places_15;
    first_of_vector_16 <= first_of_vector_15;
    w_at_17 <= w_at_16;
    vector_17 <= vector_16;
    place_17 <= place_16;
    first_places_17 <= first_places_16;
    first_of_vector_17 <= first_of_vector_16;
    w_at_18 <= w_at_17;
    vector_18 <= vector_17;
    place_18 <= place_17;
    first_places_18 <= first_places_17;
    first_of_vector_18 <= first_of_vector_17;
    w_at_19 <= w_at_18;
    vector_19 <= vector_18;
    place_19 <= place_18;
    first_places_19 <= first_places_18;
    first_of_vector_19 <= first_of_vector_18;
    w_at_20 <= w_at_19;
    vector_20 <= vector_19;
    place_20 <= place_19;
    first_places_20 <= first_places_19;
    first_of_vector_20 <= first_of_vector_19;
    w_at_21 <= w_at_20;
    vector_21 <= vector_20;
    place_21 <= place_20;
    first_places_21 <= first_places_20;
    first_of_vector_21 <= first_of_vector_20;
    w_at_22 <= w_at_21;
    vector_22 <= vector_21;
    place_22 <= place_21;
    first_places_22 <= first_places_21;
    first_of_vector_22 <= first_of_vector_21;
    w_at_23 <= w_at_22;
    vector_23 <= vector_22;
    place_23 <= place_22;
    first_places_23 <= first_places_22;
    first_of_vector_23 <= first_of_vector_22;
    w_at_24 <= w_at_23;
    vector_24 <= vector_23;
    place_24 <= place_23;
    first_places_24 <= first_places_23;
    first_of_vector_24 <= first_of_vector_23;
    w_at_25 <= w_at_24;
    vector_25 <= vector_24;
    place_25 <= place_24;
    first_places_25 <= first_places_24;
    first_of_vector_25 <= first_of_vector_24;
    w_at_26 <= w_at_25;
    vector_26 <= vector_25;
    place_26 <= place_25;
    first_places_26 <= first_places_25;
    first_of_vector_26 <= first_of_vector_25;
    w_at_27 <= w_at_26;
    vector_27 <= vector_26;
    place_27 <= place_26;
    first_places_27 <= first_places_26;
    first_of_vector_27 <= first_of_vector_26;
    w_at_28 <= w_at_27;
    vector_28 <= vector_27;
    place_28 <= place_27;
    first_places_28 <= first_places_27;
    first_of_vector_28 <= first_of_vector_27;
    w_at_29 <= w_at_28;
    vector_29 <= vector_28;
    place_29 <= place_28;
    first_places_29 <= first_places_28;
    first_of_vector_29 <= first_of_vector_28;
    w_at_30 <= w_at_29;
    vector_30 <= vector_29;
    place_30 <= place_29;
    first_places_30 <= first_places_29;
    first_of_vector_30 <= first_of_vector_29;
    w_at_31 <= w_at_30;
    vector_31 <= vector_30;
    place_31 <= place_30;
    first_places_31 <= first_places_30;
    first_of_vector_31 <= first_of_vector_30;
    w_at_32 <= w_at_31;
    vector_32 <= vector_31;
    place_32 <= place_31;
    first_places_32 <= first_places_31;
    first_of_vector_32 <= first_of_vector_31;
    w_at_33 <= w_at_32;
    vector_33 <= vector_32;
    place_33 <= place_32;
    first_places_33 <= first_places_32;
    first_of_vector_33 <= first_of_vector_32;
    w_at_34 <= w_at_33;
    vector_34 <= vector_33;
    place_34 <= place_33;
    first_places_34 <= first_places_33;
    first_of_vector_34 <= first_of_vector_33;
    w_at_35 <= w_at_34;
    vector_35 <= vector_34;
    place_35 <= place_34;
    first_places_35 <= first_places_34;
    first_of_vector_35 <= first_of_vector_34;
    w_at_36 <= w_at_35;
    vector_36 <= vector_35;
    place_36 <= place_35;
    first_places_36 <= first_places_35;
    first_of_vector_36 <= first_of_vector_35;
    w_at <= w_at_36;
    vector <= vector_36;
    place <= place_36;
    first_places <= first_places_36;
    first_of_vector <= first_of_vector_36;
    finished <= u_finish_valid;
    finished_of <= u_finish_of;
    scalar <= u_finish_scalar;
    half <= u_finish_half;
    if (rst) begin
      valid_1 <= 1'b0;
      valid_2 <= 1'b0;
      valid_3 <= 1'b0;
      valid_4 <= 1'b0;
      valid_5 <= 1'b0;
      valid_6 <= 1'b0;
      valid_7 <= 1'b0;
      valid_8 <= 1'b0;
      valid_9 <= 1'b0;
      valid_10 <= 1'b0;
      valid_11 <= 1'b0;
      valid_12 <= 1'b0;
      valid_13 <= 1'b0;
      valid_14 <= 1'b0;
      valid_15 <= 1'b0;
      valid_16 <= 1'b0;
      valid_17 <= 1'b0;
      valid_18 <= 1'b0;
      valid_19 <= 1'b0;
      valid_20 <= 1'b0;
      valid_21 <= 1'b0;
      valid_22 <= 1'b0;
      valid_23 <= 1'b0;
      valid_24 <= 1'b0;
      valid_25 <= 1'b0;
      valid_26 <= 1'b0;
      valid_27 <= 1'b0;
      valid_28 <= 1'b0;
      valid_29 <= 1'b0;
      valid_30 <= 1'b0;
      valid_31 <= 1'b0;
      valid_32 <= 1'b0;
      valid_33 <= 1'b0;
      valid_34 <= 1'b0;
      valid_35 <= 1'b0;
      valid_36 <= 1'b0;
      valid <= 1'b0;
      finished <= 1'b0;
    end
  end

  assign result = {u_lane_3_result, u_lane_2_result, u_lane_1_result, u_lane_0_result};
  assign reduced = {u_lane_3_reduced, u_lane_2_reduced, u_lane_1_reduced, u_lane_0_reduced};
  assign u_memory_write = valid & is_memory;
  assign u_out_s_valid = valid & is_leaves;
  assign x_valid = u_out_m_valid & ~appending;
  assign x_payload = u_out_m_payload;
  assign append_valid = u_out_m_valid & appending;
  assign append_payload = u_out_m_payload;
  assign u_out_m_ready = appending ? append_ready : x_ready;
  assign u_sum_valid = valid & is_summed;
  assign u_largest_valid = valid & is_reduced & ~is_summed;

  wire [4:0] _halves_sum = kept_r_scalar + {2'd0, finished_of};

  always @(posedge clk) begin
    if (finished) begin
      scalars[_halves_sum] <= scalar;
      if (kept_scale && finished_of == 3'd0) begin
        halves[15:0] <= half;
      end
      if (kept_scale && finished_of == 3'd1) begin
        halves[31:16] <= half;
      end
      if (kept_scale && finished_of == 3'd2) begin
        halves[47:32] <= half;
      end
      if (kept_scale && finished_of == 3'd3) begin
        halves[63:48] <= half;
      end
      if (kept_scale && finished_of == 3'd4) begin
        halves[79:64] <= half;
      end
      if (kept_scale && finished_of == 3'd5) begin
        halves[95:80] <= half;
      end
      if (kept_scale && finished_of == 3'd6) begin
        halves[111:96] <= half;
      end
      if (kept_scale && finished_of == 3'd7) begin
        halves[127:112] <= half;
      end
    end
  end

  assign job_valid = state == VECTOR_STATE_OFFER;
  assign job_payload_kind = words[425:424];
  assign job_payload_beats = words[37:32];
  assign job_payload_last_vector = words[66:64];
  assign job_payload_context = words[447:432];
  assign job_payload_to = words[487:448];
  assign job_payload_stride = words[511:488];
  assign job_payload_scales = words[359:320];
  assign job_payload_scale_stride = words[399:384];
  assign job_payload_halves = halves;

  always @(posedge clk) begin
    gone_1 <= step;
    gone_2 <= gone_1;
    gone_3 <= gone_2;
    gone_4 <= gone_3;
    gone_5 <= gone_4;
    gone_6 <= gone_5;
    gone_7 <= gone_6;
    gone_8 <= gone_7;
    gone_9 <= gone_8;
    gone_10 <= gone_9;
    gone_11 <= gone_10;
    gone_12 <= gone_11;
    gone_13 <= gone_12;
    gone_14 <= gone_13;
    gone_15 <= gone_14;
    gone_16 <= gone_15;
    gone_17 <= gone_16;
    gone_18 <= gone_17;
    gone_19 <= gone_18;
    gone_20 <= gone_19;
    gone_21 <= gone_20;
    gone_22 <= gone_21;
    gone_23 <= gone_22;
    gone_24 <= gone_23;
    gone_25 <= gone_24;
    gone_26 <= gone_25;
    gone_27 <= gone_26;
    gone_28 <= gone_27;
    gone_29 <= gone_28;
    gone_30 <= gone_29;
    gone_31 <= gone_30;
    gone_32 <= gone_31;
    gone_33 <= gone_32;
    gone_34 <= gone_33;
    gone_35 <= gone_34;
    gone_36 <= gone_35;
    gone_37 <= gone_36;
    gone_38 <= gone_37;
    gone_39 <= gone_38;
    gone_40 <= gone_39;
    gone_41 <= gone_40;
    gone_42 <= gone_41;
    gone_43 <= gone_42;
    gone_44 <= gone_43;
    gone <= gone_44;
    in_flight <= in_flight + {5'd0, step_1} - {5'd0, gone};
    if (rst) begin
      gone_1 <= 1'b0;
      gone_2 <= 1'b0;
      gone_3 <= 1'b0;
      gone_4 <= 1'b0;
      gone_5 <= 1'b0;
      gone_6 <= 1'b0;
      gone_7 <= 1'b0;
      gone_8 <= 1'b0;
      gone_9 <= 1'b0;
      gone_10 <= 1'b0;
      gone_11 <= 1'b0;
      gone_12 <= 1'b0;
      gone_13 <= 1'b0;
      gone_14 <= 1'b0;
      gone_15 <= 1'b0;
      gone_16 <= 1'b0;
      gone_17 <= 1'b0;
      gone_18 <= 1'b0;
      gone_19 <= 1'b0;
      gone_20 <= 1'b0;
      gone_21 <= 1'b0;
      gone_22 <= 1'b0;
      gone_23 <= 1'b0;
      gone_24 <= 1'b0;
      gone_25 <= 1'b0;
      gone_26 <= 1'b0;
      gone_27 <= 1'b0;
      gone_28 <= 1'b0;
      gone_29 <= 1'b0;
      gone_30 <= 1'b0;
      gone_31 <= 1'b0;
      gone_32 <= 1'b0;
      gone_33 <= 1'b0;
      gone_34 <= 1'b0;
      gone_35 <= 1'b0;
      gone_36 <= 1'b0;
      gone_37 <= 1'b0;
      gone_38 <= 1'b0;
      gone_39 <= 1'b0;
      gone_40 <= 1'b0;
      gone_41 <= 1'b0;
      gone_42 <= 1'b0;
      gone_43 <= 1'b0;
      gone_44 <= 1'b0;
      gone <= 1'b0;
      in_flight <= 6'd0;
    end
  end

  assign emptied = (in_flight == 6'd0) & ~step_1;
  assign ended = (state == VECTOR_STATE_DRAIN) & emptied & (~is_reduced | closed);
  assign closes = ended & is_reduced;
  assign u_sum_tree = closes & is_summed;
  assign u_finish_start = ((closing == CLOSING_STATE_TREE) & ~u_sum_busy) | (closes & ~is_summed);
  assign may_start = (closed |
      ~((words[7:6] == B_SOURCE_SCALAR) | (words[10:8] == C_SOURCE_SCALAR) |
      (words[17:15] == E_SOURCE_SCALAR) | (words[19:18] == DESTINATION_APPEND) | _is_memory_or |
      ((words[22:20] != REDUCTION_NONE) &
      ~kept_summed))) & (~u_out_m_valid | ((words[19:18] == DESTINATION_APPEND) == appending) |
      ~((words[19:18] == DESTINATION_APPEND) | (words[19:18] == DESTINATION_ACTIVATIONS)));

  always @(posedge clk) begin
    case (closing)
      CLOSING_STATE_IDLE: begin
        if (closes) begin
          closing <= is_summed ? CLOSING_STATE_TREE : CLOSING_STATE_FINISH;
        end
      end
      CLOSING_STATE_TREE: begin
        if (!u_sum_busy) begin
          closing <= CLOSING_STATE_FINISH;
        end
      end
      default: begin // Finish
        if (!u_finish_busy) begin
          closing <= CLOSING_STATE_IDLE;
        end
      end
    endcase
    if (rst) begin
      closing <= CLOSING_STATE_IDLE;
    end
  end

  always @(posedge clk) begin
    done_1 <= ended;
    if (rst) begin
      done_1 <= 1'b0;
    end
  end

  assign done = done_1;
  assign busy = (state != VECTOR_STATE_RECORD) | (fetched != 2'd0) | ~closed | u_out_m_valid;

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, words[3:0], words[30:29], words[79:68], words[111:110], words[127:126], u_out_s_ready,
      u_out_level};

`ifdef FORMAL
  reg _past_value;
  reg _edges1;
  reg [127:0] _past_x_payload;
  reg _past_value_2;
  reg [1:0] _past_job_payload_kind;
  reg [5:0] _past_job_payload_beats;
  reg [2:0] _past_job_payload_last_vector;
  reg [15:0] _past_job_payload_context;
  reg [39:0] _past_job_payload_to;
  reg [23:0] _past_job_payload_stride;
  reg [39:0] _past_job_payload_scales;
  reg [15:0] _past_job_payload_scale_stride;
  reg [127:0] _past_job_payload_halves;
  reg _past_value_3;
  reg [127:0] _past_append_payload;
  reg [2:0] claims_beats_taken;
  reg claims_owed;
  reg _past_value_4;
  reg _past_value_5;
  reg [127:0] _past_record_payload;
  reg [383:0] _past_value_6;
  reg [511:0] _past_words;
  reg claims_running;
  reg _past_value_7;
  reg [15:0] _past_u_walk_beat;
  reg _past_u_walk_first_round;
  reg _past_u_walk_start;
  reg _past_value_8;
  reg _past_claims_running;
  reg _past_u_parameters_used;
  reg _past_value_9;
  reg _past_value_10;
  reg _past_value_11;
  reg _past_value_12;
  reg _past_step;
  reg _past_value_13;
  reg _past_value_14;
  reg _past_value_15;
  reg [13:0] _past_u_walk_a_at;
  reg [13:0] _past_u_walk_c_at;
  reg claims_marked_marked;
  reg [5:0] claims_marked_age;
  reg [13:0] claims_marked_place;
  (* anyconst = 1 *)
  reg [5:0] claims_phase;
  wire [5:0] claims_marked_since;
  reg [6:0] _past_room;
  reg _past_appending;
  reg [6:0] _past_u_out_level;
  reg claims_sum_asked;
  reg [7:0] claims_sum_recent;
  reg _past_u_sum_busy;
  reg [2:0] _past_kept_last_vector;
  reg _past_u_sum_tree;
  reg claims_finish_asked;
  reg [2:0] _past_kept_finish;
  reg [31:0] _past_kept_x;
  reg [31:0] _past_kept_y;
  reg _past_u_finish_busy;
  reg _past_u_finish_start;
  reg _past_u_finish_valid;
  reg _past_closes;
  reg [2:0] _past_value_16;
  reg [31:0] _past_value_17;
  reg [31:0] _past_value_18;
  reg [4:0] _past_value_19;
  reg _past_value_20;
  reg [2:0] _past_value_21;
  reg _past_value_22;
  reg [4:0] _past_kept_r_scalar;
  reg _past_kept_summed;
  reg _past_value_23;
  reg _past_value_24;
  reg _past_value_25;
  reg _past_u_out_m_valid;
  reg _past_value_26;
  reg _past_value_27;
  reg _past_job_ready;
  reg [5:0] claims_drained;
  reg _past_value_28;
  reg _past_u_memory_write;

  always @(posedge clk) begin
    _past_value <= x_valid & ~x_ready;
    _edges1 <= 1'b1;
    _past_x_payload <= x_payload;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      x_valid_stays_until_ready: assert (!_edges1 || !_past_value || x_valid);
      x_the_payload_stays_until_ready: assert (!_edges1 || !_past_value || x_payload == _past_x_payload);
    end
  end

  always @(posedge clk) begin
    _past_value_2 <= job_valid & ~job_ready;
    _past_job_payload_kind <= job_payload_kind;
    _past_job_payload_beats <= job_payload_beats;
    _past_job_payload_last_vector <= job_payload_last_vector;
    _past_job_payload_context <= job_payload_context;
    _past_job_payload_to <= job_payload_to;
    _past_job_payload_stride <= job_payload_stride;
    _past_job_payload_scales <= job_payload_scales;
    _past_job_payload_scale_stride <= job_payload_scale_stride;
    _past_job_payload_halves <= job_payload_halves;
  end

  always @(posedge clk) begin
    if (!rst) begin
      job_valid_stays_until_ready: assert (!_edges1 || !_past_value_2 || job_valid);
      job_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_2 ||
          (job_payload_kind == _past_job_payload_kind && job_payload_beats == _past_job_payload_beats &&
          job_payload_last_vector == _past_job_payload_last_vector &&
          job_payload_context == _past_job_payload_context && job_payload_to == _past_job_payload_to &&
          job_payload_stride == _past_job_payload_stride && job_payload_scales == _past_job_payload_scales &&
          job_payload_scale_stride == _past_job_payload_scale_stride &&
          job_payload_halves == _past_job_payload_halves));
    end
  end

  always @(posedge clk) begin
    _past_value_3 <= append_valid & ~append_ready;
    _past_append_payload <= append_payload;
  end

  always @(posedge clk) begin
    if (!rst) begin
      append_valid_stays_until_ready: assert (!_edges1 || !_past_value_3 || append_valid);
      append_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_3 ||
          append_payload == _past_append_payload);
    end
  end

  always @(posedge clk) begin
    _past_value_4 <= record_valid & record_ready & (claims_beats_taken == 3'd3);
    _past_value_5 <= record_valid & record_ready;
    _past_record_payload <= record_payload;
    _past_value_6 <= words[511:128];
    _past_words <= words;
    _past_value_7 <= claims_running & ~step & ~u_walk_start;
    _past_u_walk_beat <= u_walk_beat;
    _past_u_walk_first_round <= u_walk_first_round;
    _past_u_walk_start <= u_walk_start;
    _past_value_8 <= step & ~u_walk_start;
    _past_claims_running <= claims_running;
    _past_u_parameters_used <= u_parameters_used;
    _past_value_9 <= words[26];
    _past_value_10 <= words[31];
    _past_value_11 <= u_parameters_used & u_walk_first_round & ~step;
    _past_value_12 <= u_parameters_used & u_walk_first_round;
    _past_step <= step;
    _past_value_13 <= u_parameters_used & u_walk_first_round & step;
    _past_value_14 <= u_walk_beat[0];
    _past_value_15 <= step & u_walk_last;
    _past_u_walk_a_at <= u_walk_a_at;
    _past_u_walk_c_at <= u_walk_c_at;
    _past_room <= room;
    _past_appending <= appending;
    _past_u_out_level <= u_out_level;
    _past_u_sum_busy <= u_sum_busy;
    _past_kept_last_vector <= kept_last_vector;
    _past_u_sum_tree <= u_sum_tree;
    _past_kept_finish <= kept_finish;
    _past_kept_x <= kept_x;
    _past_kept_y <= kept_y;
    _past_u_finish_busy <= u_finish_busy;
    _past_u_finish_start <= u_finish_start;
    _past_u_finish_valid <= u_finish_valid;
    _past_closes <= closes;
    _past_value_16 <= words[25:23];
    _past_value_17 <= words[287:256];
    _past_value_18 <= words[319:288];
    _past_value_19 <= words[254:250];
    _past_value_20 <= (words[22:20] == REDUCTION_SUM) | (words[22:20] == REDUCTION_SQUARES);
    _past_value_21 <= words[66:64];
    _past_value_22 <= closing != CLOSING_STATE_IDLE;
    _past_kept_r_scalar <= kept_r_scalar;
    _past_kept_summed <= kept_summed;
    _past_value_23 <= closing == CLOSING_STATE_TREE;
    _past_value_24 <= state == VECTOR_STATE_START;
    _past_value_25 <= closing != CLOSING_STATE_IDLE;
    _past_u_out_m_valid <= u_out_m_valid;
    _past_value_26 <= (words[19:18] == DESTINATION_APPEND) | (words[19:18] == DESTINATION_ACTIVATIONS);
    _past_value_27 <= state == VECTOR_STATE_OFFER;
    _past_job_ready <= job_ready;
    _past_value_28 <= job_valid & job_ready;
    _past_u_memory_write <= u_memory_write;
  end

  always @(posedge clk) begin
    if (record_valid && record_ready) begin
      claims_beats_taken <= claims_beats_taken + 3'd1;
    end
    if (ended) begin
      claims_beats_taken <= 3'd0;
    end
    if (rst) begin
      claims_beats_taken <= 3'd0;
    end
  end

  always @(posedge clk) begin
    if (done) begin
      claims_owed <= 1'b0;
    end
    if (record_valid && record_ready && claims_beats_taken == 3'd3) begin
      claims_owed <= 1'b1;
    end
    if (rst) begin
      claims_owed <= 1'b0;
    end
  end

  wire _check_and = (valid_1 == gone_1) & (valid_2 == gone_2) & (valid_3 == gone_3) & (valid_4 == gone_4) &
      (valid_5 == gone_5) & (valid_6 == gone_6) & (valid_7 == gone_7) & (valid_8 == gone_8) &
      (valid_9 == gone_9) & (valid_10 == gone_10) & (valid_11 == gone_11) & (valid_12 == gone_12) &
      (valid_13 == gone_13) & (valid_14 == gone_14) & (valid_15 == gone_15) & (valid_16 == gone_16) &
      (valid_17 == gone_17) & (valid_18 == gone_18) & (valid_19 == gone_19) & (valid_20 == gone_20) &
      (valid_21 == gone_21) & (valid_22 == gone_22) & (valid_23 == gone_23) & (valid_24 == gone_24);
  wire [6:0] _check_sum = {6'd0, gone_2} + {6'd0, gone_3} + {6'd0, gone_4} + {6'd0, gone_5} + {6'd0, gone_6} +
      {6'd0, gone_7} + {6'd0, gone_8} + {6'd0, gone_9} + {6'd0, gone_10} + {6'd0, gone_11} + {6'd0, gone_12} +
      {6'd0, gone_13} + {6'd0, gone_14} + {6'd0, gone_15} + {6'd0, gone_16} + {6'd0, gone_17} +
      {6'd0, gone_18} + {6'd0, gone_19} + {6'd0, gone_20} + {6'd0, gone_21} + {6'd0, gone_22} +
      {6'd0, gone_23} + {6'd0, gone_24} + {6'd0, gone_25};
  wire _check_and_2 = ~gone_1 & ~gone_2 & ~gone_3 & ~gone_4 & ~gone_5 & ~gone_6 & ~gone_7 & ~gone_8 & ~gone_9 &
      ~gone_10 & ~gone_11 & ~gone_12 & ~gone_13 & ~gone_14 & ~gone_15 & ~gone_16 & ~gone_17 & ~gone_18 &
      ~gone_19 & ~gone_20 & ~gone_21 & ~gone_22 & ~gone_23 & ~gone_24;

  always @(posedge clk) begin
    if (!rst) begin
      a_record_is_taken_whole: assert (state == VECTOR_STATE_RECORD ? (claims_beats_taken < 3'd4) &
          ({1'b0, fetched} == claims_beats_taken) : claims_beats_taken == 3'd4);
      and_none_while_it_is_worked_on: assert (state == VECTOR_STATE_RECORD ||
          (fetched == 2'd0 && !(record_valid && record_ready)));
      it_begins_when_it_is_whole: assert (!_edges1 || !_past_value_4 || state == VECTOR_STATE_START);
      a_record_is_made_of_the_beats_that_came_and_stands: assert (!_edges1 ||
          (_past_value_5 ? (words[511:384] == _past_record_payload) & (words[383:0] == _past_value_6)
          : words == _past_words));
      a_record_that_was_taken_is_at_hand_until_its_end_is_told: assert (claims_owed == ((state != VECTOR_STATE_RECORD) | done));
      an_end_is_told_of_a_record_that_was_taken: assert (!done || claims_owed);
      and_once_of_each: assert (!(record_valid && record_ready && claims_beats_taken == 3'd3) || !claims_owed);
      a_record_has_a_beat_and_a_step: assume (state == VECTOR_STATE_RECORD ||
          (words[47:32] != 16'd0 && words[63:48] != 16'd0));
      parameters_of_half_a_beat_come_in_pairs: assume (!(state != VECTOR_STATE_RECORD && words[26]) ||
          (!words[31] && !words[32]));
      a_head_that_is_appended_has_8_16_24_or_32_beats: assume (!(words[19:18] == DESTINATION_APPEND &&
          state != VECTOR_STATE_RECORD) || words[47:32] == 16'd8 || words[47:32] == 16'd16 ||
          words[47:32] == 16'd24 || words[47:32] == 16'd32);
      a_beat_has_its_result_before_it_is_gone: assert (_check_and && valid_25 == gone_25 &&
          valid_26 == gone_26 && valid_27 == gone_27 && valid_28 == gone_28 && valid_29 == gone_29 &&
          valid_30 == gone_30 && valid_31 == gone_31 && valid_32 == gone_32 && valid_33 == gone_33 &&
          valid_34 == gone_34 && valid_35 == gone_35 && valid_36 == gone_36 && valid == gone_37);
      beats_under_way_are_counted: assert ({1'b0, in_flight} == _check_sum + {6'd0, gone_26} +
          {6'd0, gone_27} + {6'd0, gone_28} + {6'd0, gone_29} + {6'd0, gone_30} + {6'd0, gone_31} +
          {6'd0, gone_32} + {6'd0, gone_33} + {6'd0, gone_34} + {6'd0, gone_35} + {6'd0, gone_36} +
          {6'd0, gone_37} + {6'd0, gone_38} + {6'd0, gone_39} + {6'd0, gone_40} + {6'd0, gone_41} +
          {6'd0, gone_42} + {6'd0, gone_43} + {6'd0, gone_44} + {6'd0, gone});
      no_beat_is_under_way_but_of_the_record_at_hand: assert (state == VECTOR_STATE_RUN ||
          state == VECTOR_STATE_DRAIN ||
          (_check_and_2 && !gone_25 && !gone_26 && !gone_27 && !gone_28 && !gone_29 && !gone_30 && !gone_31 &&
          !gone_32 && !gone_33 && !gone_34 && !gone_35 && !gone_36 && !gone_37 && !gone_38 && !gone_39 &&
          !gone_40 && !gone_41 && !gone_42 && !gone_43 && !gone_44 && !gone));
      beats_begin_in_their_state: assert (running == (state == VECTOR_STATE_RUN));
      and_only_there: assert (!step || state == VECTOR_STATE_RUN);
    end
  end

  always @(posedge clk) begin
    if (step && u_walk_last) begin
      claims_running <= 1'b0;
    end
    if (u_walk_start) begin
      claims_running <= 1'b1;
    end
    if (rst) begin
      claims_running <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_record_stands_while_it_is_walked: assert (!_edges1 || !claims_running || words == _past_words);
      a_record_has_a_beat_and_a_step_2: assert (!(u_walk_start || claims_running) ||
          (words[47:32] != 16'd0 && words[63:48] != 16'd0));
      a_beat_is_passed_only_where_there_is_one: assert (!step || (claims_running && !u_walk_start));
      a_beat_that_is_not_passed_stays: assume (!_edges1 || !_past_value_7 ||
          (u_walk_beat == _past_u_walk_beat && u_walk_first_round == _past_u_walk_first_round));
      a_round_is_the_first_of_its_step_or_one_after_it: assume (!claims_running ||
          u_walk_replays == ~u_walk_first_round);
      a_walk_begins_with_its_first_beat: assume (!_edges1 || !_past_u_walk_start ||
          (u_walk_beat == 16'd0 && u_walk_first_round));
      and_goes_on_by_one_or_begins_a_vector_after_the_last_of_one: assume (!_edges1 ||
          !(_past_value_8 && claims_running && _past_claims_running) ||
          (u_walk_beat == _past_u_walk_beat + 16'd1 && u_walk_first_round == _past_u_walk_first_round) ||
          (u_walk_beat == 16'd0 && _past_u_walk_beat + {16'd0, 1'b1} == {1'b0, words[47:32]}));
      its_last_beat_is_the_last_of_a_vector: assume (!(claims_running && u_walk_last) || u_walk_beat +
          {16'd0, 1'b1} == {1'b0, words[47:32]});
      a_beat_is_passed_when_its_parameters_are_there: assert (!step || u_parameters_available);
      a_round_is_the_first_or_sees_its_parameters_again: assert (!u_parameters_used ||
          u_walk_replays == ~u_walk_first_round);
      a_beat_takes_half_a_beat_of_parameters_one_or_two: assert (!u_parameters_used ||
          !(words[26] && words[31]));
      the_same_for_a_record: assert (!_edges1 || !(u_parameters_used && _past_u_parameters_used) ||
          (words[26] == _past_value_9 && words[31] == _past_value_10));
      a_beat_that_waits_stays: assert (!_edges1 || !_past_value_11 ||
          (u_parameters_used && u_walk_first_round && u_walk_beat == _past_u_walk_beat));
      a_first_round_begins_with_its_first_beat: assert (!_edges1 ||
          !(u_parameters_used && u_walk_first_round && !_past_value_12) || u_walk_beat == 16'd0);
      and_goes_through_all: assert (!_edges1 || !(_past_value_13 && u_parameters_used && u_walk_first_round) ||
          u_walk_beat == 16'd0 || u_walk_beat == _past_u_walk_beat + 16'd1);
      of_halves_as_many_as_make_whole_ones: assert (!_edges1 ||
          !(_past_value_12 && words[26] &&
          ((u_parameters_used && u_walk_first_round && !_past_value_12) ||
          (_past_step && u_parameters_used && u_walk_first_round && u_walk_beat == 16'd0) ||
          !(u_parameters_used && u_walk_first_round))) || _past_value_14);
      a_record_has_a_beat_that_has_not_begun_until_its_last_has: assert (!(state == VECTOR_STATE_OFFER ||
          state == VECTOR_STATE_RUN) || claims_running);
      and_none_after: assert (!(state == VECTOR_STATE_RECORD || state == VECTOR_STATE_DRAIN) ||
          !claims_running);
      the_first_waits_for_its_job: assert (state != VECTOR_STATE_OFFER ||
          (u_walk_beat == 16'd0 && u_walk_first_round));
      its_last_beat_is_its_last: assert (!_edges1 || !_past_value_15 || state == VECTOR_STATE_DRAIN);
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (state == VECTOR_STATE_OFFER || state == VECTOR_STATE_RUN || state == VECTOR_STATE_DRAIN) begin
        where_beats_go_is_known: assert (is_memory == (words[19:18] == DESTINATION_MEMORY) &&
            is_leaves == ((words[19:18] == DESTINATION_APPEND) | (words[19:18] == DESTINATION_ACTIVATIONS)));
        and_what_is_reduced: assert (is_reduced == (words[22:20] != REDUCTION_NONE) &&
            is_summed == ((words[22:20] == REDUCTION_SUM) | (words[22:20] == REDUCTION_SQUARES)));
      end
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_result_is_taken_by_each_beat_that_uses_one_and_by_no_other: assert (results_ready == (step &
          is_results));
      which_waits_for_it: assert (!results_ready || results_valid);
      so_it_does_for_its_parameters: assert (!step || u_parameters_available);
      which_only_a_record_at_hand_takes: assert (!u_parameters_used || state == VECTOR_STATE_RUN);
      if_it_has_any: assert (!(state == VECTOR_STATE_OFFER || state == VECTOR_STATE_RUN ||
          state == VECTOR_STATE_DRAIN) || is_parameters == ((words[5:4] == A_SOURCE_PARAMETERS) |
          (words[7:6] == B_SOURCE_PARAMETERS) | (words[10:8] == C_SOURCE_PARAMETERS) |
          (words[12:11] == D_SOURCE_SECOND) | (words[17:15] == E_SOURCE_PARAMETERS)));
      and_all_of_them: assert (u_parameters_used == (is_parameters & (state == VECTOR_STATE_RUN)));
      a_beat_is_written_by_a_record_of_the_memory_once: assert (u_memory_write == (valid &
          (words[19:18] == DESTINATION_MEMORY)));
      what_is_read_is_where_the_walk_is: assert (!_edges1 ||
          (a_at_1 == _past_u_walk_a_at && c_at_1 == _past_u_walk_c_at));
    end
  end

  always @(posedge clk) begin
    claims_marked_age <= claims_marked_age + 6'd1;
    if (rst) begin
      claims_marked_age <= 6'd0;
    end
  end

  always @(posedge clk) begin
    if (claims_marked_age == claims_phase) begin
      claims_marked_marked <= step;
      claims_marked_place <= u_walk_w_at;
    end
    if (rst) begin
      claims_marked_marked <= 1'b0;
    end
  end

  assign claims_marked_since = claims_marked_age - claims_phase - 6'd1;

  wire _check_choice = claims_marked_since == 6'd13 ? valid_14 : claims_marked_since == 6'd14 ? valid_15
      : claims_marked_since == 6'd15 ? valid_16 : claims_marked_since == 6'd16 ? valid_17
      : claims_marked_since == 6'd17 ? valid_18 : claims_marked_since == 6'd18 ? valid_19
      : claims_marked_since == 6'd19 ? valid_20 : claims_marked_since == 6'd20 ? valid_21
      : claims_marked_since == 6'd21 ? valid_22 : claims_marked_since == 6'd22 ? valid_23
      : claims_marked_since == 6'd23 ? valid_24 : claims_marked_since == 6'd24 ? valid_25
      : claims_marked_since == 6'd25 ? valid_26 : claims_marked_since == 6'd26 ? valid_27
      : claims_marked_since == 6'd27 ? valid_28 : claims_marked_since == 6'd28 ? valid_29
      : claims_marked_since == 6'd29 ? valid_30 : claims_marked_since == 6'd30 ? valid_31
      : claims_marked_since == 6'd31 ? valid_32 : claims_marked_since == 6'd32 ? valid_33
      : claims_marked_since == 6'd33 ? valid_34 : claims_marked_since == 6'd34 ? valid_35
      : claims_marked_since == 6'd35 ? valid_36 : valid;
  wire [13:0] _check_choice_2 = claims_marked_since == 6'd13 ? w_at_14 : claims_marked_since == 6'd14 ? w_at_15
      : claims_marked_since == 6'd15 ? w_at_16 : claims_marked_since == 6'd16 ? w_at_17
      : claims_marked_since == 6'd17 ? w_at_18 : claims_marked_since == 6'd18 ? w_at_19
      : claims_marked_since == 6'd19 ? w_at_20 : claims_marked_since == 6'd20 ? w_at_21
      : claims_marked_since == 6'd21 ? w_at_22 : claims_marked_since == 6'd22 ? w_at_23
      : claims_marked_since == 6'd23 ? w_at_24 : claims_marked_since == 6'd24 ? w_at_25
      : claims_marked_since == 6'd25 ? w_at_26 : claims_marked_since == 6'd26 ? w_at_27
      : claims_marked_since == 6'd27 ? w_at_28 : claims_marked_since == 6'd28 ? w_at_29
      : claims_marked_since == 6'd29 ? w_at_30 : claims_marked_since == 6'd30 ? w_at_31
      : claims_marked_since == 6'd31 ? w_at_32 : claims_marked_since == 6'd32 ? w_at_33
      : claims_marked_since == 6'd33 ? w_at_34 : claims_marked_since == 6'd34 ? w_at_35
      : claims_marked_since == 6'd35 ? w_at_36 : w_at;

  always @(posedge clk) begin
    if (!rst) begin
      if (claims_marked_marked && claims_marked_since < 6'd37) begin
        where_a_beat_is_written_goes_with_it: assert ((claims_marked_since == 6'd0 ? valid_1
            : claims_marked_since == 6'd1 ? valid_2 : claims_marked_since == 6'd2 ? valid_3
            : claims_marked_since == 6'd3 ? valid_4 : claims_marked_since == 6'd4 ? valid_5
            : claims_marked_since == 6'd5 ? valid_6 : claims_marked_since == 6'd6 ? valid_7
            : claims_marked_since == 6'd7 ? valid_8 : claims_marked_since == 6'd8 ? valid_9
            : claims_marked_since == 6'd9 ? valid_10 : claims_marked_since == 6'd10 ? valid_11
            : claims_marked_since == 6'd11 ? valid_12 : claims_marked_since == 6'd12 ? valid_13
            : _check_choice) && (claims_marked_since == 6'd0 ? w_at_1 : claims_marked_since == 6'd1 ? w_at_2
            : claims_marked_since == 6'd2 ? w_at_3 : claims_marked_since == 6'd3 ? w_at_4
            : claims_marked_since == 6'd4 ? w_at_5 : claims_marked_since == 6'd5 ? w_at_6
            : claims_marked_since == 6'd6 ? w_at_7 : claims_marked_since == 6'd7 ? w_at_8
            : claims_marked_since == 6'd8 ? w_at_9 : claims_marked_since == 6'd9 ? w_at_10
            : claims_marked_since == 6'd10 ? w_at_11 : claims_marked_since == 6'd11 ? w_at_12
            : claims_marked_since == 6'd12 ? w_at_13 : _check_choice_2) == claims_marked_place);
        a_beat_is_written_where_the_walk_was: assert (!(claims_marked_since == 6'd36 && u_memory_write) ||
            w_at == claims_marked_place);
      end
    end
  end

  wire [6:0] _check_sum_2 = {6'd0, valid_2} + {6'd0, valid_3} + {6'd0, valid_4} + {6'd0, valid_5} +
      {6'd0, valid_6} + {6'd0, valid_7} + {6'd0, valid_8} + {6'd0, valid_9} + {6'd0, valid_10} +
      {6'd0, valid_11} + {6'd0, valid_12} + {6'd0, valid_13} + {6'd0, valid_14} + {6'd0, valid_15} +
      {6'd0, valid_16} + {6'd0, valid_17} + {6'd0, valid_18} + {6'd0, valid_19} + {6'd0, valid_20} +
      {6'd0, valid_21} + {6'd0, valid_22} + {6'd0, valid_23} + {6'd0, valid_24} + {6'd0, valid_25};
  wire [6:0] _check_choice_3 = is_leaves ? _check_sum_2 + {6'd0, valid_26} + {6'd0, valid_27} +
      {6'd0, valid_28} + {6'd0, valid_29} + {6'd0, valid_30} + {6'd0, valid_31} + {6'd0, valid_32} +
      {6'd0, valid_33} + {6'd0, valid_34} + {6'd0, valid_35} + {6'd0, valid_36} + {6'd0, valid} : 7'd0;

  always @(posedge clk) begin
    if (!rst) begin
      a_beat_that_leaves_finds_room: assert (!u_out_s_valid || u_out_s_ready);
      places_are_counted: assert (room + u_out_level + _check_choice_3 == 7'd64);
      and_never_more_are_taken_than_there_are: assert ({1'b0, u_out_level} + {1'b0, _check_choice_3} <= 8'd64);
      a_beat_that_has_begun_has_a_place: assert (room >= {6'd0, valid_1 & is_leaves});
      room_is_known_a_cycle_later: assert (!_edges1 || has_room || _past_room <= 7'd2);
      and_not_when_there_is_none: assert (!_edges1 || !(has_room && _past_room <= 7'd2));
      it_goes_where_its_record_says: assert (!((state == VECTOR_STATE_RUN || state == VECTOR_STATE_DRAIN ||
          state == VECTOR_STATE_OFFER) && (words[19:18] == DESTINATION_APPEND ||
          words[19:18] == DESTINATION_ACTIVATIONS)) || appending == (words[19:18] == DESTINATION_APPEND));
      so_do_those_that_wait: assert (!_edges1 || _past_appending == appending ||
          (_past_u_out_level == 7'd0 && u_out_level == 7'd0));
    end
  end

  always @(posedge clk) begin
    claims_sum_recent <= (claims_sum_recent << 1) | {7'd0, u_sum_valid};
    if (rst) begin
      claims_sum_recent <= 8'd0;
    end
  end

  always @(posedge clk) begin
    if (!u_sum_busy) begin
      claims_sum_asked <= 1'b0;
    end
    if (u_sum_tree) begin
      claims_sum_asked <= 1'b1;
    end
    if (rst) begin
      claims_sum_asked <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      no_beat_comes_while_sums_are_added_up: assert (!(u_sum_busy || u_sum_tree) || !u_sum_valid);
      a_tree_begins_when_the_one_before_has_ended: assert (!u_sum_tree || !u_sum_busy);
      and_when_all_partial_sums_stand: assert (!u_sum_tree || claims_sum_recent == 8'd0);
      of_as_many_vectors_until_its_end: assert (!_edges1 || !(u_sum_busy && _past_u_sum_busy) ||
          kept_last_vector == _past_kept_last_vector);
      sums_are_busy_when_they_are_asked: assume (!u_sum_busy || claims_sum_asked);
      at_once: assume (!_edges1 || !_past_u_sum_tree || u_sum_busy);
      a_beat_is_gone_when_its_sums_stand: assert ((!claims_sum_recent[0] || gone_38) &&
          (!claims_sum_recent[1] || gone_39) && (!claims_sum_recent[2] || gone_40) &&
          (!claims_sum_recent[3] || gone_41) && (!claims_sum_recent[4] || gone_42) &&
          (!claims_sum_recent[5] || gone_43) && (!claims_sum_recent[6] || gone_44) &&
          (!claims_sum_recent[7] || gone));
    end
  end

  always @(posedge clk) begin
    if (!u_finish_busy) begin
      claims_finish_asked <= 1'b0;
    end
    if (u_finish_start) begin
      claims_finish_asked <= 1'b1;
    end
    if (rst) begin
      claims_finish_asked <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_finish_begins_when_the_one_before_has_ended: assert (!u_finish_busy || !u_finish_start);
      what_is_to_be_finished_stands_until_it_is: assert (!_edges1 || !(u_finish_busy && _past_u_finish_busy) ||
          (kept_last_vector == _past_kept_last_vector && kept_finish == _past_kept_finish &&
          kept_x == _past_kept_x && kept_y == _past_kept_y));
      a_finish_is_busy_when_it_is_asked: assume (!u_finish_busy || claims_finish_asked);
      from_the_next_cycle_on: assume (!_edges1 || !_past_u_finish_start || u_finish_busy);
      until_its_last_scalar_has_been_given: assume (!_edges1 || !(u_finish_valid || _past_u_finish_valid) ||
          u_finish_busy);
      every_reduction_is_closed_when_its_record_ends: assert (closes == (ended &
          (words[22:20] != REDUCTION_NONE)));
      after_the_one_before: assert (!closes || closing == CLOSING_STATE_IDLE);
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      if (_past_closes) begin
        as_its_record_says: assert (!_edges1 ||
            (kept_finish == _past_value_16 && kept_x == _past_value_17 && kept_y == _past_value_18 &&
            kept_r_scalar == _past_value_19 && kept_summed == _past_value_20));
        of_all_its_vectors: assert (!_edges1 || kept_last_vector == _past_value_21);
        sums_by_their_tree: assert (!_edges1 ||
            ((closing == CLOSING_STATE_TREE) == kept_summed && closing != CLOSING_STATE_IDLE));
      end
    end
  end

  wire _check_or = (state == VECTOR_STATE_OFFER) | (state == VECTOR_STATE_RUN) | (state == VECTOR_STATE_DRAIN);

  always @(posedge clk) begin
    if (!rst) begin
      what_it_says_stands_until_it_is_closed: assert (!_edges1 || !_past_value_22 ||
          (kept_last_vector == _past_kept_last_vector && kept_finish == _past_kept_finish &&
          kept_x == _past_kept_x && kept_y == _past_kept_y && kept_r_scalar == _past_kept_r_scalar &&
          kept_summed == _past_kept_summed));
      a_tree_is_of_a_reduction_that_closes: assert (u_sum_busy == (closing == CLOSING_STATE_TREE) ||
          closing == CLOSING_STATE_TREE);
      and_so_is_a_finish: assert (!u_finish_busy || closing == CLOSING_STATE_FINISH);
      a_scalar_is_written_while_its_reduction_closes: assert (!finished || closing == CLOSING_STATE_FINISH);
      a_tree_is_of_sums: assert (closing != CLOSING_STATE_TREE || kept_summed);
      after_the_tree_comes_the_finish: assert (!_edges1 || !_past_value_23 || closing == CLOSING_STATE_TREE ||
          closing == CLOSING_STATE_FINISH);
      which_begins_once: assert (!_edges1 || !u_finish_start || !_past_u_finish_busy);
      and_then: assert (!_edges1 || !_past_u_finish_start || closing == CLOSING_STATE_FINISH);
      no_record_runs_that_reads_what_a_reduction_has_not_given: assert (!(_check_or &&
          (words[7:6] == B_SOURCE_SCALAR || words[10:8] == C_SOURCE_SCALAR ||
          words[17:15] == E_SOURCE_SCALAR ||
          words[19:18] == DESTINATION_APPEND)) || closing == CLOSING_STATE_IDLE);
      sums_begin_when_those_before_are_closed: assert (!(_check_or &&
          (words[22:20] == REDUCTION_SUM ||
          words[22:20] == REDUCTION_SQUARES)) || closing == CLOSING_STATE_IDLE);
      the_largest_may_be_sought_beside_a_tree: assert (!(_check_or && words[22:20] != REDUCTION_NONE &&
          closing != CLOSING_STATE_IDLE) || kept_summed);
      by_a_record_that_seeks_it: assert (!u_largest_valid ||
          (words[22:20] != REDUCTION_NONE &&
          !(words[22:20] == REDUCTION_SUM || words[22:20] == REDUCTION_SQUARES)));
      a_record_begins_but_for_a_reduction_or_for_beats_that_go: assert (!_edges1 ||
          !(_past_value_24 && state == VECTOR_STATE_START) || _past_value_25 ||
          (_past_u_out_m_valid && _past_value_26));
      a_job_waits_for_its_receiver: assert (!_edges1 || !(_past_value_27 && state == VECTOR_STATE_OFFER) ||
          !_past_job_ready);
      a_beat_begins_but_for_what_it_needs: assert (!(state == VECTOR_STATE_RUN && !step) ||
          (is_results && !results_valid) || !u_parameters_available || (is_leaves && !has_room));
    end
  end

  always @(posedge clk) begin
    if (state != VECTOR_STATE_DRAIN) begin
      claims_drained <= 6'd0;
    end else if (claims_drained != 6'd63) begin
      claims_drained <= claims_drained + 6'd1;
    end
    if (rst) begin
      claims_drained <= 6'd0;
    end
  end

  wire _check_and_3 = (~gone_1 | (claims_drained <= 6'd0)) & (~gone_2 | (claims_drained <= 6'd1)) &
      (~gone_3 | (claims_drained <= 6'd2)) & (~gone_4 | (claims_drained <= 6'd3)) &
      (~gone_5 | (claims_drained <= 6'd4)) & (~gone_6 | (claims_drained <= 6'd5)) &
      (~gone_7 | (claims_drained <= 6'd6)) & (~gone_8 | (claims_drained <= 6'd7)) &
      (~gone_9 | (claims_drained <= 6'd8)) & (~gone_10 | (claims_drained <= 6'd9)) &
      (~gone_11 | (claims_drained <= 6'd10)) & (~gone_12 | (claims_drained <= 6'd11)) &
      (~gone_13 | (claims_drained <= 6'd12)) & (~gone_14 | (claims_drained <= 6'd13)) &
      (~gone_15 | (claims_drained <= 6'd14)) & (~gone_16 | (claims_drained <= 6'd15)) &
      (~gone_17 | (claims_drained <= 6'd16)) & (~gone_18 | (claims_drained <= 6'd17)) &
      (~gone_19 | (claims_drained <= 6'd18)) & (~gone_20 | (claims_drained <= 6'd19)) &
      (~gone_21 | (claims_drained <= 6'd20)) & (~gone_22 | (claims_drained <= 6'd21)) &
      (~gone_23 | (claims_drained <= 6'd22));
  wire _check_and_4 = _check_and_3 & (~gone_24 | (claims_drained <= 6'd23)) &
      (~gone_25 | (claims_drained <= 6'd24)) & (~gone_26 | (claims_drained <= 6'd25)) &
      (~gone_27 | (claims_drained <= 6'd26)) & (~gone_28 | (claims_drained <= 6'd27)) &
      (~gone_29 | (claims_drained <= 6'd28)) & (~gone_30 | (claims_drained <= 6'd29)) &
      (~gone_31 | (claims_drained <= 6'd30)) & (~gone_32 | (claims_drained <= 6'd31)) &
      (~gone_33 | (claims_drained <= 6'd32)) & (~gone_34 | (claims_drained <= 6'd33)) &
      (~gone_35 | (claims_drained <= 6'd34)) & (~gone_36 | (claims_drained <= 6'd35)) &
      (~gone_37 | (claims_drained <= 6'd36)) & (~gone_38 | (claims_drained <= 6'd37)) &
      (~gone_39 | (claims_drained <= 6'd38)) & (~gone_40 | (claims_drained <= 6'd39)) &
      (~gone_41 | (claims_drained <= 6'd40)) & (~gone_42 | (claims_drained <= 6'd41)) &
      (~gone_43 | (claims_drained <= 6'd42)) & (~gone_44 | (claims_drained <= 6'd43)) &
      (~gone | (claims_drained <= 6'd44));

  always @(posedge clk) begin
    if (!rst) begin
      no_beat_begins_while_it_ends: assert (state != VECTOR_STATE_DRAIN || _check_and_4);
      an_end_waits_for_a_reduction: assert (!(state == VECTOR_STATE_DRAIN && claims_drained >= 6'd45 &&
          !ended) || (closing != CLOSING_STATE_IDLE && words[22:20] != REDUCTION_NONE));
      nothing_is_left_of_a_unit_that_is_not_busy: assert (busy == ~((state == VECTOR_STATE_RECORD) &
          (fetched == 2'd0) & (closing == CLOSING_STATE_IDLE) & (u_out_level == 7'd0)));
      a_job_is_of_a_record_that_appends: assert (!job_valid ||
          (words[19:18] == DESTINATION_APPEND && appending));
      which_is_offered_once: assert (!_edges1 || !_past_value_28 || state == VECTOR_STATE_RUN);
      and_of_its_heads: assert (!job_valid || {10'd0, job_payload_beats} == words[47:32]);
      a_record_ends: cover (done);
      a_reduction_closes: cover (_edges1 && _past_closes);
      a_beat_is_appended: cover (append_valid && append_ready);
      two_beats_are_written: cover (_edges1 && u_memory_write && _past_u_memory_write);
    end
  end
`endif

endmodule

`default_nettype wire
