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
  wire [13:0] u_walk_a_at;
  wire [13:0] u_walk_c_at;
  wire [13:0] u_walk_w_at;
  wire [15:0] u_walk_beat;
  wire [3:0] u_walk_vector;
  wire [17:0] u_walk_number;
  wire u_walk_first_round;
  wire u_walk_replays;
  wire u_walk_last;
  wire [127:0] u_memory_a;
  wire [127:0] u_memory_c;
  wire u_parameters_available;
  wire [127:0] u_parameters_first;
  wire [127:0] u_parameters_second;
  wire u_sum_busy;
  wire [31:0] u_sum_total;
  wire [31:0] u_largest_largest;
  wire [2:0] u_finish_vector;
  wire u_finish_busy;
  wire u_finish_valid;
  wire [2:0] u_finish_of;
  wire [31:0] u_finish_scalar;
  wire [15:0] u_finish_half;
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
    .start(state == VECTOR_STATE_START),
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
    .write(valid & is_memory),
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
    .used(is_parameters & running),
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
    .valid(valid & is_summed),
    .data(reduced),
    .vector(vector),
    .place(place),
    .first(first_places),
    .tree(closes & is_summed),
    .last_vector(kept_last_vector),
    .vector_read(u_finish_vector),
    .busy(u_sum_busy),
    .total(u_sum_total)
  );

  macromac_vector_largest u_largest (
    .clk(clk),
    .rst(rst),
    .valid(valid & is_reduced & ~is_summed),
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
    .start(((closing == CLOSING_STATE_TREE) & ~u_sum_busy) | (closes & ~is_summed)),
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
    .s_valid(valid & is_leaves),
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
  assign x_valid = u_out_m_valid & ~appending;
  assign x_payload = u_out_m_payload;
  assign append_valid = u_out_m_valid & appending;
  assign append_payload = u_out_m_payload;
  assign u_out_m_ready = appending ? append_ready : x_ready;

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

endmodule

`default_nettype wire
