// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/core.ts by `make verilog`; do not edit.
//
// The streaming core (docs/architecture.md): AXI-Streams of weights, activations and commands in, results out.
// One weight strip of each channel a cycle, whenever all four offer one.
`default_nettype none

module macromac_core_t4 (
  input  wire         aclk,
  input  wire         aresetn,
  input  wire         s_axis_cmd_tvalid,
  input  wire [63:0]  s_axis_cmd_tdata,
  output wire         s_axis_cmd_tready,
  input  wire         s_axis_x_tvalid,
  input  wire [511:0] s_axis_x_tdata,
  output wire         s_axis_x_tready,
  input  wire         s_axis_w0_tvalid,
  input  wire [127:0] s_axis_w0_tdata,
  output wire         s_axis_w0_tready,
  input  wire         s_axis_w1_tvalid,
  input  wire [127:0] s_axis_w1_tdata,
  output wire         s_axis_w1_tready,
  input  wire         s_axis_w2_tvalid,
  input  wire [127:0] s_axis_w2_tdata,
  output wire         s_axis_w2_tready,
  input  wire         s_axis_w3_tvalid,
  input  wire [127:0] s_axis_w3_tdata,
  output wire         s_axis_w3_tready,
  output wire         m_axis_y_tvalid,
  output wire [127:0] m_axis_y_tdata,
  output wire         m_axis_y_tlast,
  input  wire         m_axis_y_tready,
  output wire         busy,
  output wire         waiting
);
  wire u_load_run_valid;
  wire [7:0] u_load_run_payload_groups;
  wire [15:0] u_load_run_payload_blocks;
  wire [1:0] u_load_run_payload_format;
  wire [2:0] u_load_run_payload_tokens;
  wire u_load_run_payload_bank;
  wire [3:0] u_load_write;
  wire [11:0] u_load_write_address;
  wire [431:0] u_load_write_values;
  wire u_load_write_exponent;
  wire [7:0] u_load_write_group;
  wire [31:0] u_load_write_exponents;
  wire [7:0] u_load_loaded;
  wire [3:0] u_load_poisoned;
  wire [431:0] u_buffer_values;
  wire [31:0] u_buffer_exponents;
  wire u_sequence_run_ready;
  wire u_sequence_take;
  wire u_sequence_control_zeros;
  wire u_sequence_control_scales;
  wire u_sequence_control_weights;
  wire u_sequence_control_first;
  wire u_sequence_control_last;
  wire u_sequence_control_dense;
  wire u_sequence_control_int8;
  wire u_sequence_control_upper;
  wire u_sequence_control_first_group;
  wire u_sequence_control_last_group;
  wire [2:0] u_sequence_control_tokens;
  wire [3:0] u_sequence_control_poisoned;
  wire [11:0] u_sequence_read_address;
  wire u_sequence_read_exponents;
  wire [7:0] u_sequence_read_group;
  wire u_sequence_finished;
  wire u_sequence_bank_in_use;
  wire u_sequence_block_issued;
  wire [2:0] u_sequence_block_tokens;
  wire u_sequence_block_last;
  wire [7:0] u_collect_beat_valid;
  wire [1023:0] u_collect_beat;
  wire u_collect_y_valid;
  wire [127:0] u_collect_y_payload_data;
  wire u_collect_y_payload_last;
  wire u_collect_block_drained;
  wire u_queue_s_ready;
  wire u_queue_m_valid;
  wire [7:0] u_queue_m_payload_groups;
  wire [15:0] u_queue_m_payload_blocks;
  wire [1:0] u_queue_m_payload_format;
  wire [2:0] u_queue_m_payload_tokens;
  wire u_queue_m_payload_bank;
  wire [1:0] u_queue_level;
  reg [127:0] c0_strip_0;
  wire [1:0] u_c0_mac_beat_valid;
  wire [255:0] u_c0_mac_beat;
  reg [127:0] c1_strip_0;
  wire [1:0] u_c1_mac_beat_valid;
  wire [255:0] u_c1_mac_beat;
  reg [127:0] c2_strip_0;
  wire [1:0] u_c2_mac_beat_valid;
  wire [255:0] u_c2_mac_beat;
  reg [127:0] c3_strip_0;
  wire [1:0] u_c3_mac_beat_valid;
  wire [255:0] u_c3_mac_beat;
  wire u_queue_2_s_ready;
  wire [1:0] u_queue_2_level;

  macromac_loader_t4_m27 u_load (
    .clk(aclk),
    .rst(~aresetn),
    .command_valid(s_axis_cmd_tvalid),
    .command_payload_groups(s_axis_cmd_tdata[15:0]),
    .command_payload_blocks(s_axis_cmd_tdata[31:16]),
    .command_payload_format(s_axis_cmd_tdata[33:32]),
    .command_payload_reserved_0(s_axis_cmd_tdata[35:34]),
    .command_payload_tokens(s_axis_cmd_tdata[39:36]),
    .command_payload_reuse(s_axis_cmd_tdata[40]),
    .command_payload_serial(s_axis_cmd_tdata[41]),
    .command_payload_reserved_1(s_axis_cmd_tdata[63:42]),
    .command_ready(s_axis_cmd_tready),
    .x_valid(s_axis_x_tvalid),
    .x_payload(s_axis_x_tdata),
    .x_ready(s_axis_x_tready),
    .finished(u_sequence_finished),
    .bank_in_use(u_sequence_bank_in_use),
    .run_valid(u_load_run_valid),
    .run_payload_groups(u_load_run_payload_groups),
    .run_payload_blocks(u_load_run_payload_blocks),
    .run_payload_format(u_load_run_payload_format),
    .run_payload_tokens(u_load_run_payload_tokens),
    .run_payload_bank(u_load_run_payload_bank),
    .run_ready(u_queue_s_ready),
    .write(u_load_write),
    .write_address(u_load_write_address),
    .write_values(u_load_write_values),
    .write_exponent(u_load_write_exponent),
    .write_group(u_load_write_group),
    .write_exponents(u_load_write_exponents),
    .loaded(u_load_loaded),
    .poisoned(u_load_poisoned)
  );

  macromac_activation_buffer_t4_m27 u_buffer (
    .clk(aclk),
    .write(u_load_write),
    .write_address(u_load_write_address),
    .write_values(u_load_write_values),
    .write_exponent(u_load_write_exponent),
    .write_group(u_load_write_group),
    .write_exponents(u_load_write_exponents),
    .read_address(u_sequence_read_address),
    .read_exponents(u_sequence_read_exponents),
    .read_group(u_sequence_read_group),
    .values(u_buffer_values),
    .exponents(u_buffer_exponents)
  );

  macromac_sequencer_t4 u_sequence (
    .clk(aclk),
    .rst(~aresetn),
    .run_valid(u_queue_m_valid),
    .run_payload_groups(u_queue_m_payload_groups),
    .run_payload_blocks(u_queue_m_payload_blocks),
    .run_payload_format(u_queue_m_payload_format),
    .run_payload_tokens(u_queue_m_payload_tokens),
    .run_payload_bank(u_queue_m_payload_bank),
    .run_ready(u_sequence_run_ready),
    .offered(s_axis_w0_tvalid & s_axis_w1_tvalid & s_axis_w2_tvalid & s_axis_w3_tvalid),
    .loaded(u_load_loaded),
    .poisoned(u_load_poisoned),
    .block_drained(u_collect_block_drained),
    .take(u_sequence_take),
    .control_zeros(u_sequence_control_zeros),
    .control_scales(u_sequence_control_scales),
    .control_weights(u_sequence_control_weights),
    .control_first(u_sequence_control_first),
    .control_last(u_sequence_control_last),
    .control_dense(u_sequence_control_dense),
    .control_int8(u_sequence_control_int8),
    .control_upper(u_sequence_control_upper),
    .control_first_group(u_sequence_control_first_group),
    .control_last_group(u_sequence_control_last_group),
    .control_tokens(u_sequence_control_tokens),
    .control_poisoned(u_sequence_control_poisoned),
    .read_address(u_sequence_read_address),
    .read_exponents(u_sequence_read_exponents),
    .read_group(u_sequence_read_group),
    .finished(u_sequence_finished),
    .bank_in_use(u_sequence_bank_in_use),
    .block_issued(u_sequence_block_issued),
    .block_tokens(u_sequence_block_tokens),
    .block_last(u_sequence_block_last),
    .busy(busy),
    .waiting(waiting)
  );

  macromac_collector_t4_m27 u_collect (
    .clk(aclk),
    .rst(~aresetn),
    .block_issued(u_sequence_block_issued),
    .block_tokens(u_sequence_block_tokens),
    .block_last(u_sequence_block_last),
    .beat_valid(u_collect_beat_valid),
    .beat(u_collect_beat),
    .y_valid(u_collect_y_valid),
    .y_payload_data(u_collect_y_payload_data),
    .y_payload_last(u_collect_y_payload_last),
    .y_ready(u_queue_2_s_ready),
    .block_drained(u_collect_block_drained)
  );

  macromac_Fifo2_run_command_t4 u_queue (
    .clk(aclk),
    .rst(~aresetn),
    .s_valid(u_load_run_valid),
    .s_payload_groups(u_load_run_payload_groups),
    .s_payload_blocks(u_load_run_payload_blocks),
    .s_payload_format(u_load_run_payload_format),
    .s_payload_tokens(u_load_run_payload_tokens),
    .s_payload_bank(u_load_run_payload_bank),
    .s_ready(u_queue_s_ready),
    .m_valid(u_queue_m_valid),
    .m_payload_groups(u_queue_m_payload_groups),
    .m_payload_blocks(u_queue_m_payload_blocks),
    .m_payload_format(u_queue_m_payload_format),
    .m_payload_tokens(u_queue_m_payload_tokens),
    .m_payload_bank(u_queue_m_payload_bank),
    .m_ready(u_sequence_run_ready),
    .level(u_queue_level)
  );

  assign s_axis_w0_tready = u_sequence_take;
  assign s_axis_w1_tready = u_sequence_take;
  assign s_axis_w2_tready = u_sequence_take;
  assign s_axis_w3_tready = u_sequence_take;

  always @(posedge aclk) begin
    c0_strip_0 <= s_axis_w0_tdata;
    c1_strip_0 <= s_axis_w1_tdata;
    c2_strip_0 <= s_axis_w2_tdata;
    c3_strip_0 <= s_axis_w3_tdata;
  end

  macromac_macro_mac_t4_m27 u_c0_mac (
    .clk(aclk),
    .rst(~aresetn),
    .strip(c0_strip_0),
    .control_zeros(u_sequence_control_zeros),
    .control_scales(u_sequence_control_scales),
    .control_weights(u_sequence_control_weights),
    .control_first(u_sequence_control_first),
    .control_last(u_sequence_control_last),
    .control_dense(u_sequence_control_dense),
    .control_int8(u_sequence_control_int8),
    .control_upper(u_sequence_control_upper),
    .control_first_group(u_sequence_control_first_group),
    .control_last_group(u_sequence_control_last_group),
    .control_tokens(u_sequence_control_tokens),
    .control_poisoned(u_sequence_control_poisoned),
    .values(u_buffer_values),
    .exponents(u_buffer_exponents),
    .beat_valid(u_c0_mac_beat_valid),
    .beat(u_c0_mac_beat)
  );

  macromac_macro_mac_t4_m27 u_c1_mac (
    .clk(aclk),
    .rst(~aresetn),
    .strip(c1_strip_0),
    .control_zeros(u_sequence_control_zeros),
    .control_scales(u_sequence_control_scales),
    .control_weights(u_sequence_control_weights),
    .control_first(u_sequence_control_first),
    .control_last(u_sequence_control_last),
    .control_dense(u_sequence_control_dense),
    .control_int8(u_sequence_control_int8),
    .control_upper(u_sequence_control_upper),
    .control_first_group(u_sequence_control_first_group),
    .control_last_group(u_sequence_control_last_group),
    .control_tokens(u_sequence_control_tokens),
    .control_poisoned(u_sequence_control_poisoned),
    .values(u_buffer_values),
    .exponents(u_buffer_exponents),
    .beat_valid(u_c1_mac_beat_valid),
    .beat(u_c1_mac_beat)
  );

  macromac_macro_mac_t4_m27 u_c2_mac (
    .clk(aclk),
    .rst(~aresetn),
    .strip(c2_strip_0),
    .control_zeros(u_sequence_control_zeros),
    .control_scales(u_sequence_control_scales),
    .control_weights(u_sequence_control_weights),
    .control_first(u_sequence_control_first),
    .control_last(u_sequence_control_last),
    .control_dense(u_sequence_control_dense),
    .control_int8(u_sequence_control_int8),
    .control_upper(u_sequence_control_upper),
    .control_first_group(u_sequence_control_first_group),
    .control_last_group(u_sequence_control_last_group),
    .control_tokens(u_sequence_control_tokens),
    .control_poisoned(u_sequence_control_poisoned),
    .values(u_buffer_values),
    .exponents(u_buffer_exponents),
    .beat_valid(u_c2_mac_beat_valid),
    .beat(u_c2_mac_beat)
  );

  macromac_macro_mac_t4_m27 u_c3_mac (
    .clk(aclk),
    .rst(~aresetn),
    .strip(c3_strip_0),
    .control_zeros(u_sequence_control_zeros),
    .control_scales(u_sequence_control_scales),
    .control_weights(u_sequence_control_weights),
    .control_first(u_sequence_control_first),
    .control_last(u_sequence_control_last),
    .control_dense(u_sequence_control_dense),
    .control_int8(u_sequence_control_int8),
    .control_upper(u_sequence_control_upper),
    .control_first_group(u_sequence_control_first_group),
    .control_last_group(u_sequence_control_last_group),
    .control_tokens(u_sequence_control_tokens),
    .control_poisoned(u_sequence_control_poisoned),
    .values(u_buffer_values),
    .exponents(u_buffer_exponents),
    .beat_valid(u_c3_mac_beat_valid),
    .beat(u_c3_mac_beat)
  );

  assign u_collect_beat_valid[0] = u_c0_mac_beat_valid[0];
  assign u_collect_beat[127:0] = u_c0_mac_beat[127:0];
  assign u_collect_beat_valid[1] = u_c1_mac_beat_valid[0];
  assign u_collect_beat[255:128] = u_c1_mac_beat[127:0];
  assign u_collect_beat_valid[2] = u_c2_mac_beat_valid[0];
  assign u_collect_beat[383:256] = u_c2_mac_beat[127:0];
  assign u_collect_beat_valid[3] = u_c3_mac_beat_valid[0];
  assign u_collect_beat[511:384] = u_c3_mac_beat[127:0];
  assign u_collect_beat_valid[4] = u_c0_mac_beat_valid[1];
  assign u_collect_beat[639:512] = u_c0_mac_beat[255:128];
  assign u_collect_beat_valid[5] = u_c1_mac_beat_valid[1];
  assign u_collect_beat[767:640] = u_c1_mac_beat[255:128];
  assign u_collect_beat_valid[6] = u_c2_mac_beat_valid[1];
  assign u_collect_beat[895:768] = u_c2_mac_beat[255:128];
  assign u_collect_beat_valid[7] = u_c3_mac_beat_valid[1];
  assign u_collect_beat[1023:896] = u_c3_mac_beat[255:128];

  macromac_Fifo2_result_beat u_queue_2 (
    .clk(aclk),
    .rst(~aresetn),
    .s_valid(u_collect_y_valid),
    .s_payload_data(u_collect_y_payload_data),
    .s_payload_last(u_collect_y_payload_last),
    .s_ready(u_queue_2_s_ready),
    .m_valid(m_axis_y_tvalid),
    .m_payload_data(m_axis_y_tdata),
    .m_payload_last(m_axis_y_tlast),
    .m_ready(m_axis_y_tready),
    .level(u_queue_2_level)
  );

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_queue_level, u_queue_2_level};

endmodule

`default_nettype wire
