// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/list/token-unit.ts by `make verilog`; do not edit.
//
// What lets the accelerator work through a whole token: the command list, the vector unit, and its appends. It
// stands between the command queue and the dispatcher, and between the core and where results go: those of a
// product whose `route` says so go to the vector unit.
`default_nettype none

module macromac_token_unit (
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
  input  wire         list_beats_valid,
  input  wire [127:0] list_beats_payload,
  output wire         list_beats_ready,
  input  wire         parameter_beats_valid,
  input  wire [127:0] parameter_beats_payload,
  output wire         parameter_beats_ready,
  input  wire         y_valid,
  input  wire [127:0] y_payload_data,
  input  wire         y_payload_last,
  output wire         y_ready,
  // Of each product, in order: its results go to the vector unit.
  input  wire         route_valid,
  input  wire         route_payload,
  output wire         route_ready,
  input  wire         b_valid,
  input  wire [1:0]   b_payload,
  output wire         b_ready,
  input  wire         halt,
  input  wire [27:0]  window_first,
  input  wire [27:0]  window_last,
  input  wire         quiet,
  input  wire         checked,
  // The core, or a port, moves.
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
  output wire         list_region_valid,
  output wire [35:0]  list_region_payload_address,
  output wire [27:0]  list_region_payload_beats,
  input  wire         list_region_ready,
  output wire         parameter_region_valid,
  output wire [35:0]  parameter_region_payload_address,
  output wire [27:0]  parameter_region_payload_beats,
  input  wire         parameter_region_ready,
  // Activations, serially.
  output wire         x_valid,
  output wire [127:0] x_payload,
  input  wire         x_ready,
  // Results that do not go to the vector unit.
  output wire         y_out_valid,
  output wire [127:0] y_out_payload_data,
  output wire         y_out_payload_last,
  input  wire         y_out_ready,
  output wire         aw_valid,
  output wire [35:0]  aw_payload_address,
  output wire [3:0]   aw_payload_length,
  input  wire         aw_ready,
  output wire         w_valid,
  output wire [127:0] w_payload_data,
  output wire [15:0]  w_payload_strobe,
  output wire         w_payload_last,
  input  wire         w_ready,
  output wire         forget,
  output wire         running,
  output wire         done,
  output wire         done_interrupt,
  output wire         drained,
  output wire         refused_valid,
  output wire [3:0]   refused_code,
  output wire [2:0]   refused_place,
  output wire         failed_valid,
  output wire [35:0]  failed_address,
  output wire [1:0]   failed_response,
  output wire [17:0]  number
);
  wire u_list_vector_valid;
  wire [127:0] u_list_vector_payload;
  wire u_records_s_ready;
  wire u_records_m_valid;
  wire [127:0] u_records_m_payload;
  wire [5:0] u_records_level;
  wire u_vector_record_ready;
  wire u_vector_results_ready;
  wire u_vector_p_ready;
  wire u_vector_job_valid;
  wire [1:0] u_vector_job_payload_kind;
  wire [5:0] u_vector_job_payload_beats;
  wire [2:0] u_vector_job_payload_last_vector;
  wire [15:0] u_vector_job_payload_context;
  wire [39:0] u_vector_job_payload_to;
  wire [23:0] u_vector_job_payload_stride;
  wire [39:0] u_vector_job_payload_scales;
  wire [15:0] u_vector_job_payload_scale_stride;
  wire [127:0] u_vector_job_payload_halves;
  wire u_vector_append_valid;
  wire [127:0] u_vector_append_payload;
  wire u_vector_busy;
  wire u_vector_done;
  wire u_vector_stepped;
  wire u_append_job_ready;
  wire u_append_beats_ready;
  wire u_append_done;
  wire u_results_s_ready;
  wire u_results_m_valid;
  wire [127:0] u_results_m_payload;
  wire [9:0] u_results_level;
  wire u_routes_m_valid;
  wire u_routes_m_payload;
  wire [3:0] u_routes_level;
  wire u_parameters_next_m_valid;
  wire [127:0] u_parameters_next_m_payload;
  wire [1:0] u_parameters_next_level;
  wire u_results_next_s_ready;
  wire u_results_next_m_valid;
  wire [127:0] u_results_next_m_payload;
  wire [1:0] u_results_next_level;
  wire to_vector;
  wire to_memory;
  wire moved;
  wire none_inside;
  reg moves;

  macromac_command_list u_list (
    .clk(clk),
    .rst(rst),
    .queued_valid(queued_valid),
    .queued_payload_groups(queued_payload_groups),
    .queued_payload_blocks(queued_payload_blocks),
    .queued_payload_operation(queued_payload_operation),
    .queued_payload_format(queued_payload_format),
    .queued_payload_tokens(queued_payload_tokens),
    .queued_payload_reuse(queued_payload_reuse),
    .queued_payload_interrupt(queued_payload_interrupt),
    .queued_payload_top(queued_payload_top),
    .queued_payload_outputs(queued_payload_outputs),
    .queued_payload_position(queued_payload_position),
    .queued_payload_in_list(queued_payload_in_list),
    .queued_payload_to_vector(queued_payload_to_vector),
    .queued_payload_only_check(queued_payload_only_check),
    .queued_payload_reserved(queued_payload_reserved),
    .queued_payload_weights_0(queued_payload_weights_0),
    .queued_payload_weights_1(queued_payload_weights_1),
    .queued_payload_weights_2(queued_payload_weights_2),
    .queued_payload_weights_3(queued_payload_weights_3),
    .queued_payload_activations(queued_payload_activations),
    .queued_payload_results(queued_payload_results),
    .queued_ready(queued_ready),
    .beats_valid(list_beats_valid),
    .beats_payload(list_beats_payload),
    .beats_ready(list_beats_ready),
    .halt(halt),
    .window_first(window_first),
    .window_last(window_last),
    .quiet(quiet & ~u_routes_m_valid & none_inside & ~u_results_next_m_valid),
    .checked(checked),
    .vector_done(u_vector_done),
    .append_done(u_append_done),
    .active(moves),
    .largest(largest),
    .no_number(no_number),
    .m_valid(m_valid),
    .m_payload_groups(m_payload_groups),
    .m_payload_blocks(m_payload_blocks),
    .m_payload_operation(m_payload_operation),
    .m_payload_format(m_payload_format),
    .m_payload_tokens(m_payload_tokens),
    .m_payload_reuse(m_payload_reuse),
    .m_payload_interrupt(m_payload_interrupt),
    .m_payload_top(m_payload_top),
    .m_payload_outputs(m_payload_outputs),
    .m_payload_position(m_payload_position),
    .m_payload_in_list(m_payload_in_list),
    .m_payload_to_vector(m_payload_to_vector),
    .m_payload_only_check(m_payload_only_check),
    .m_payload_reserved(m_payload_reserved),
    .m_payload_weights_0(m_payload_weights_0),
    .m_payload_weights_1(m_payload_weights_1),
    .m_payload_weights_2(m_payload_weights_2),
    .m_payload_weights_3(m_payload_weights_3),
    .m_payload_activations(m_payload_activations),
    .m_payload_results(m_payload_results),
    .m_ready(m_ready),
    .region_valid(list_region_valid),
    .region_payload_address(list_region_payload_address),
    .region_payload_beats(list_region_payload_beats),
    .region_ready(list_region_ready),
    .vector_valid(u_list_vector_valid),
    .vector_payload(u_list_vector_payload),
    .vector_ready(u_records_s_ready),
    .parameters_valid(parameter_region_valid),
    .parameters_payload_address(parameter_region_payload_address),
    .parameters_payload_beats(parameter_region_payload_beats),
    .parameters_ready(parameter_region_ready),
    .forget(forget),
    .running(running),
    .done(done),
    .done_interrupt(done_interrupt),
    .refused_valid(refused_valid),
    .refused_code(refused_code),
    .refused_place(refused_place),
    .number(number)
  );

  macromac_Fifo32_uint128 u_records (
    .clk(clk),
    .rst(rst),
    .s_valid(u_list_vector_valid),
    .s_payload(u_list_vector_payload),
    .s_ready(u_records_s_ready),
    .m_valid(u_records_m_valid),
    .m_payload(u_records_m_payload),
    .m_ready(u_vector_record_ready),
    .level(u_records_level)
  );

  macromac_vector_unit u_vector (
    .clk(clk),
    .rst(rst),
    .record_valid(u_records_m_valid),
    .record_payload(u_records_m_payload),
    .record_ready(u_vector_record_ready),
    .results_valid(u_results_next_m_valid),
    .results_payload(u_results_next_m_payload),
    .results_ready(u_vector_results_ready),
    .p_valid(u_parameters_next_m_valid),
    .p_payload(u_parameters_next_m_payload),
    .p_ready(u_vector_p_ready),
    .x_valid(x_valid),
    .x_payload(x_payload),
    .x_ready(x_ready),
    .job_valid(u_vector_job_valid),
    .job_payload_kind(u_vector_job_payload_kind),
    .job_payload_beats(u_vector_job_payload_beats),
    .job_payload_last_vector(u_vector_job_payload_last_vector),
    .job_payload_context(u_vector_job_payload_context),
    .job_payload_to(u_vector_job_payload_to),
    .job_payload_stride(u_vector_job_payload_stride),
    .job_payload_scales(u_vector_job_payload_scales),
    .job_payload_scale_stride(u_vector_job_payload_scale_stride),
    .job_payload_halves(u_vector_job_payload_halves),
    .job_ready(u_append_job_ready),
    .append_valid(u_vector_append_valid),
    .append_payload(u_vector_append_payload),
    .append_ready(u_append_beats_ready),
    .busy(u_vector_busy),
    .done(u_vector_done),
    .stepped(u_vector_stepped)
  );

  macromac_vector_append u_append (
    .clk(clk),
    .rst(rst),
    .job_valid(u_vector_job_valid),
    .job_payload_kind(u_vector_job_payload_kind),
    .job_payload_beats(u_vector_job_payload_beats),
    .job_payload_last_vector(u_vector_job_payload_last_vector),
    .job_payload_context(u_vector_job_payload_context),
    .job_payload_to(u_vector_job_payload_to),
    .job_payload_stride(u_vector_job_payload_stride),
    .job_payload_scales(u_vector_job_payload_scales),
    .job_payload_scale_stride(u_vector_job_payload_scale_stride),
    .job_payload_halves(u_vector_job_payload_halves),
    .job_ready(u_append_job_ready),
    .beats_valid(u_vector_append_valid),
    .beats_payload(u_vector_append_payload),
    .beats_ready(u_append_beats_ready),
    .b_valid(b_valid),
    .b_payload(b_payload),
    .b_ready(b_ready),
    .halt(halt),
    .aw_valid(aw_valid),
    .aw_payload_address(aw_payload_address),
    .aw_payload_length(aw_payload_length),
    .aw_ready(aw_ready),
    .w_valid(w_valid),
    .w_payload_data(w_payload_data),
    .w_payload_strobe(w_payload_strobe),
    .w_payload_last(w_payload_last),
    .w_ready(w_ready),
    .done(u_append_done),
    .drained(drained),
    .failed_valid(failed_valid),
    .failed_address(failed_address),
    .failed_response(failed_response)
  );

  macromac_Fifo512Block_uint128 u_results (
    .clk(clk),
    .rst(rst),
    .s_valid(y_valid & to_vector),
    .s_payload(y_payload_data),
    .s_ready(u_results_s_ready),
    .m_valid(u_results_m_valid),
    .m_payload(u_results_m_payload),
    .m_ready(u_results_next_s_ready),
    .level(u_results_level)
  );

  macromac_Fifo8_bool u_routes (
    .clk(clk),
    .rst(rst),
    .s_valid(route_valid),
    .s_payload(route_payload),
    .s_ready(route_ready),
    .m_valid(u_routes_m_valid),
    .m_payload(u_routes_m_payload),
    .m_ready(moved & y_payload_last),
    .level(u_routes_level)
  );

  macromac_Fifo2_uint128 u_parameters_next (
    .clk(clk),
    .rst(rst),
    .s_valid(parameter_beats_valid),
    .s_payload(parameter_beats_payload),
    .s_ready(parameter_beats_ready),
    .m_valid(u_parameters_next_m_valid),
    .m_payload(u_parameters_next_m_payload),
    .m_ready(u_vector_p_ready),
    .level(u_parameters_next_level)
  );

  macromac_Fifo2_uint128 u_results_next (
    .clk(clk),
    .rst(rst),
    .s_valid(u_results_m_valid),
    .s_payload(u_results_m_payload),
    .s_ready(u_results_next_s_ready),
    .m_valid(u_results_next_m_valid),
    .m_payload(u_results_next_m_payload),
    .m_ready(u_vector_results_ready),
    .level(u_results_next_level)
  );

  assign to_vector = u_routes_m_valid & u_routes_m_payload;
  assign to_memory = u_routes_m_valid & ~u_routes_m_payload;
  assign y_out_valid = y_valid & to_memory;
  assign y_out_payload_data = y_payload_data;
  assign y_out_payload_last = y_payload_last;
  assign moved = ((to_vector & u_results_s_ready) | (to_memory & y_out_ready)) & y_valid;
  assign y_ready = (to_vector & u_results_s_ready) | (to_memory & y_out_ready);
  assign none_inside = (u_results_level == 10'd0) & ~u_results_m_valid;

  always @(posedge clk) begin
    moves <= active | u_vector_stepped | (~u_vector_busy & u_records_m_valid) | moved;
    if (rst) begin
      moves <= 1'b0;
    end
  end

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_records_level, u_routes_level, u_parameters_next_level, u_results_next_level};

endmodule

`default_nettype wire
