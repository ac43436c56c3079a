// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/accelerator.ts by `make verilog`; do not edit.
//
// The accelerator as it goes on the board: commands through AXI4-Lite registers, weights, activations and
// results through four AXI4 ports (each reads weights and a quarter of the activations; port 0 writes the
// results). An error, or `restart`, lets what is outstanding on the ports end, then resets everything but the
// registers: so no port is left in the middle of a burst, and the next command finds a clean machine. Built
// with `results: 'stream'` it writes nothing to memory: results leave by `m_axis_y`.
`default_nettype none

module macromac_t4 (
  input  wire         aclk,
  input  wire         aresetn,
  input  wire         s_axi_ctrl_awvalid,
  input  wire [11:0]  s_axi_ctrl_awaddr,
  input  wire [2:0]   s_axi_ctrl_awprot,
  output wire         s_axi_ctrl_awready,
  input  wire         s_axi_ctrl_wvalid,
  input  wire [31:0]  s_axi_ctrl_wdata,
  input  wire [3:0]   s_axi_ctrl_wstrb,
  output wire         s_axi_ctrl_wready,
  input  wire         s_axi_ctrl_arvalid,
  input  wire [11:0]  s_axi_ctrl_araddr,
  input  wire [2:0]   s_axi_ctrl_arprot,
  output wire         s_axi_ctrl_arready,
  output wire         s_axi_ctrl_bvalid,
  output wire [1:0]   s_axi_ctrl_bresp,
  input  wire         s_axi_ctrl_bready,
  output wire         s_axi_ctrl_rvalid,
  output wire [31:0]  s_axi_ctrl_rdata,
  output wire [1:0]   s_axi_ctrl_rresp,
  input  wire         s_axi_ctrl_rready,
  output wire         m_axi_0_awvalid,
  output wire         m_axi_0_awid,
  output wire [39:0]  m_axi_0_awaddr,
  output wire [7:0]   m_axi_0_awlen,
  output wire [2:0]   m_axi_0_awsize,
  output wire [1:0]   m_axi_0_awburst,
  output wire [3:0]   m_axi_0_awcache,
  output wire [2:0]   m_axi_0_awprot,
  input  wire         m_axi_0_awready,
  output wire         m_axi_0_wvalid,
  output wire [127:0] m_axi_0_wdata,
  output wire [15:0]  m_axi_0_wstrb,
  output wire         m_axi_0_wlast,
  input  wire         m_axi_0_wready,
  output wire         m_axi_0_arvalid,
  output wire         m_axi_0_arid,
  output wire [39:0]  m_axi_0_araddr,
  output wire [7:0]   m_axi_0_arlen,
  output wire [2:0]   m_axi_0_arsize,
  output wire [1:0]   m_axi_0_arburst,
  output wire [3:0]   m_axi_0_arcache,
  output wire [2:0]   m_axi_0_arprot,
  input  wire         m_axi_0_arready,
  input  wire         m_axi_0_bvalid,
  input  wire         m_axi_0_bid,
  input  wire [1:0]   m_axi_0_bresp,
  output wire         m_axi_0_bready,
  input  wire         m_axi_0_rvalid,
  input  wire         m_axi_0_rid,
  input  wire [127:0] m_axi_0_rdata,
  input  wire [1:0]   m_axi_0_rresp,
  input  wire         m_axi_0_rlast,
  output wire         m_axi_0_rready,
  output wire         m_axi_1_arvalid,
  output wire         m_axi_1_arid,
  output wire [39:0]  m_axi_1_araddr,
  output wire [7:0]   m_axi_1_arlen,
  output wire [2:0]   m_axi_1_arsize,
  output wire [1:0]   m_axi_1_arburst,
  output wire [3:0]   m_axi_1_arcache,
  output wire [2:0]   m_axi_1_arprot,
  input  wire         m_axi_1_arready,
  input  wire         m_axi_1_rvalid,
  input  wire         m_axi_1_rid,
  input  wire [127:0] m_axi_1_rdata,
  input  wire [1:0]   m_axi_1_rresp,
  input  wire         m_axi_1_rlast,
  output wire         m_axi_1_rready,
  output wire         m_axi_2_arvalid,
  output wire         m_axi_2_arid,
  output wire [39:0]  m_axi_2_araddr,
  output wire [7:0]   m_axi_2_arlen,
  output wire [2:0]   m_axi_2_arsize,
  output wire [1:0]   m_axi_2_arburst,
  output wire [3:0]   m_axi_2_arcache,
  output wire [2:0]   m_axi_2_arprot,
  input  wire         m_axi_2_arready,
  input  wire         m_axi_2_rvalid,
  input  wire         m_axi_2_rid,
  input  wire [127:0] m_axi_2_rdata,
  input  wire [1:0]   m_axi_2_rresp,
  input  wire         m_axi_2_rlast,
  output wire         m_axi_2_rready,
  output wire         m_axi_3_arvalid,
  output wire         m_axi_3_arid,
  output wire [39:0]  m_axi_3_araddr,
  output wire [7:0]   m_axi_3_arlen,
  output wire [2:0]   m_axi_3_arsize,
  output wire [1:0]   m_axi_3_arburst,
  output wire [3:0]   m_axi_3_arcache,
  output wire [2:0]   m_axi_3_arprot,
  input  wire         m_axi_3_arready,
  input  wire         m_axi_3_rvalid,
  input  wire         m_axi_3_rid,
  input  wire [127:0] m_axi_3_rdata,
  input  wire [1:0]   m_axi_3_rresp,
  input  wire         m_axi_3_rlast,
  output wire         m_axi_3_rready,
  output wire         irq
);
  localparam ACCELERATOR_STATE_RUNNING = 2'd0;
  localparam ACCELERATOR_STATE_DRAINING = 2'd1;
  localparam ACCELERATOR_STATE_RESTARTING = 2'd2;
  localparam ACCELERATOR_STATE_STOPPED = 2'd3;
  localparam ERROR_OVERFLOW = 4'd8;
  localparam ERROR_READ = 4'd9;
  localparam ERROR_WRITE = 4'd10;
  localparam PLACE_ACTIVATIONS = 3'd4;
  localparam PLACE_RESULTS = 3'd5;
  localparam PLACE_LIST = 3'd6;
  localparam PLACE_VECTOR = 3'd7;

  wire u_registers_control_restart;
  wire u_registers_control_clear_counters;
  wire u_registers_interrupt_done;
  wire u_registers_interrupt_error;
  wire [1:0] u_registers_interrupt_enable_mask;
  wire [27:0] u_registers_window_first_page;
  wire [27:0] u_registers_window_last_page;
  wire u_registers_window_lock_locked;
  wire [3:0] u_registers_axi_cache_read;
  wire [3:0] u_registers_axi_cache_write;
  wire [15:0] u_registers_command_shape_groups;
  wire [15:0] u_registers_command_shape_blocks;
  wire [3:0] u_registers_command_flags_format;
  wire [3:0] u_registers_command_flags_tokens;
  wire u_registers_command_flags_reuse;
  wire u_registers_command_flags_interrupt;
  wire u_registers_command_flags_top;
  wire [16:0] u_registers_command_flags_reserved;
  wire [3:0] u_registers_command_flags_operation;
  wire [31:0] u_registers_weights_0_low;
  wire [7:0] u_registers_weights_0_high_bits;
  wire [23:0] u_registers_weights_0_high_reserved;
  wire [31:0] u_registers_weights_1_low;
  wire [7:0] u_registers_weights_1_high_bits;
  wire [23:0] u_registers_weights_1_high_reserved;
  wire [31:0] u_registers_weights_2_low;
  wire [7:0] u_registers_weights_2_high_bits;
  wire [23:0] u_registers_weights_2_high_reserved;
  wire [31:0] u_registers_weights_3_low;
  wire [7:0] u_registers_weights_3_high_bits;
  wire [23:0] u_registers_weights_3_high_reserved;
  wire [31:0] u_registers_activations_low;
  wire [7:0] u_registers_activations_high_bits;
  wire [23:0] u_registers_activations_high_reserved;
  wire [31:0] u_registers_results_low;
  wire [7:0] u_registers_results_high_bits;
  wire [23:0] u_registers_results_high_reserved;
  wire u_registers_push_command;
  wire [18:0] u_registers_command_outputs_count;
  wire [12:0] u_registers_command_outputs_reserved;
  wire [15:0] u_registers_command_position_first;
  wire [15:0] u_registers_command_position_reserved;
  reg [1:0] state;
  // Cycles of reset still to come.
  reg [1:0] pause;
  // After the restart: run again, or stay stopped.
  reg go_on;
  // Resets all but the registers: a register itself, since so much hangs on it. It follows `aresetn` a cycle
  // later.
  reg restarting;
  wire halt;
  wire u_queue_s_ready;
  wire u_queue_m_valid;
  wire [15:0] u_queue_m_payload_groups;
  wire [15:0] u_queue_m_payload_blocks;
  wire [3:0] u_queue_m_payload_operation;
  wire [3:0] u_queue_m_payload_format;
  wire [3:0] u_queue_m_payload_tokens;
  wire u_queue_m_payload_reuse;
  wire u_queue_m_payload_interrupt;
  wire u_queue_m_payload_top;
  wire [18:0] u_queue_m_payload_outputs;
  wire [15:0] u_queue_m_payload_position;
  wire u_queue_m_payload_in_list;
  wire u_queue_m_payload_to_vector;
  wire u_queue_m_payload_only_check;
  wire u_queue_m_payload_reserved;
  wire [39:0] u_queue_m_payload_weights_0;
  wire [39:0] u_queue_m_payload_weights_1;
  wire [39:0] u_queue_m_payload_weights_2;
  wire [39:0] u_queue_m_payload_weights_3;
  wire [39:0] u_queue_m_payload_activations;
  wire [39:0] u_queue_m_payload_results;
  wire [3:0] u_queue_level;
  wire u_dispatch_queued_ready;
  wire u_dispatch_weights_0_valid;
  wire [35:0] u_dispatch_weights_0_payload_address;
  wire [27:0] u_dispatch_weights_0_payload_beats;
  wire u_dispatch_weights_1_valid;
  wire [35:0] u_dispatch_weights_1_payload_address;
  wire [27:0] u_dispatch_weights_1_payload_beats;
  wire u_dispatch_weights_2_valid;
  wire [35:0] u_dispatch_weights_2_payload_address;
  wire [27:0] u_dispatch_weights_2_payload_beats;
  wire u_dispatch_weights_3_valid;
  wire [35:0] u_dispatch_weights_3_payload_address;
  wire [27:0] u_dispatch_weights_3_payload_beats;
  wire u_dispatch_activations_valid;
  wire [35:0] u_dispatch_activations_payload_address;
  wire [7:0] u_dispatch_activations_payload_groups;
  wire [2:0] u_dispatch_activations_payload_tokens;
  wire u_dispatch_core_valid;
  wire [63:0] u_dispatch_core_payload;
  wire u_dispatch_results_valid;
  wire [35:0] u_dispatch_results_payload_address;
  wire [15:0] u_dispatch_results_payload_blocks;
  wire [2:0] u_dispatch_results_payload_tokens;
  wire u_dispatch_results_payload_interrupt;
  wire u_dispatch_select_valid;
  wire u_dispatch_select_payload_top;
  wire [2:0] u_dispatch_select_payload_last_vector;
  wire [18:0] u_dispatch_select_payload_outputs;
  wire u_dispatch_route_valid;
  wire u_dispatch_route_payload;
  wire u_dispatch_checked;
  wire u_dispatch_idle;
  wire u_dispatch_refused_valid;
  wire [3:0] u_dispatch_refused_code;
  wire [2:0] u_dispatch_refused_place;
  wire u_dispatch_accepted;
  wire u_read_0_request_ready;
  wire u_read_0_r_ready;
  wire u_read_0_ar_valid;
  wire [35:0] u_read_0_ar_payload_address;
  wire [3:0] u_read_0_ar_payload_length;
  wire u_read_0_beats_valid;
  wire [127:0] u_read_0_beats_payload;
  wire u_read_0_drained;
  wire u_read_0_failed_valid;
  wire [35:0] u_read_0_failed_address;
  wire [1:0] u_read_0_failed_response;
  wire u_read_1_request_ready;
  wire u_read_1_r_ready;
  wire u_read_1_ar_valid;
  wire [35:0] u_read_1_ar_payload_address;
  wire [3:0] u_read_1_ar_payload_length;
  wire u_read_1_beats_valid;
  wire [127:0] u_read_1_beats_payload;
  wire u_read_1_drained;
  wire u_read_1_failed_valid;
  wire [35:0] u_read_1_failed_address;
  wire [1:0] u_read_1_failed_response;
  wire u_read_2_request_ready;
  wire u_read_2_r_ready;
  wire u_read_2_ar_valid;
  wire [35:0] u_read_2_ar_payload_address;
  wire [3:0] u_read_2_ar_payload_length;
  wire u_read_2_beats_valid;
  wire [127:0] u_read_2_beats_payload;
  wire u_read_2_drained;
  wire u_read_2_failed_valid;
  wire [35:0] u_read_2_failed_address;
  wire [1:0] u_read_2_failed_response;
  wire u_read_3_request_ready;
  wire u_read_3_r_ready;
  wire u_read_3_ar_valid;
  wire [35:0] u_read_3_ar_payload_address;
  wire [3:0] u_read_3_ar_payload_length;
  wire u_read_3_beats_valid;
  wire [127:0] u_read_3_beats_payload;
  wire u_read_3_drained;
  wire u_read_3_failed_valid;
  wire [35:0] u_read_3_failed_address;
  wire [1:0] u_read_3_failed_response;
  wire u_deal_regions_0_valid;
  wire [35:0] u_deal_regions_0_payload_address;
  wire [27:0] u_deal_regions_0_payload_beats;
  wire u_deal_regions_1_valid;
  wire [35:0] u_deal_regions_1_payload_address;
  wire [27:0] u_deal_regions_1_payload_beats;
  wire u_deal_regions_2_valid;
  wire [35:0] u_deal_regions_2_payload_address;
  wire [27:0] u_deal_regions_2_payload_beats;
  wire u_deal_regions_3_valid;
  wire [35:0] u_deal_regions_3_payload_address;
  wire [27:0] u_deal_regions_3_payload_beats;
  wire u_read_x0_request_ready;
  wire u_read_x0_r_ready;
  wire u_read_x0_ar_valid;
  wire [35:0] u_read_x0_ar_payload_address;
  wire [3:0] u_read_x0_ar_payload_length;
  wire u_read_x0_beats_valid;
  wire [127:0] u_read_x0_beats_payload;
  wire u_read_x0_drained;
  wire u_read_x0_failed_valid;
  wire [35:0] u_read_x0_failed_address;
  wire [1:0] u_read_x0_failed_response;
  wire u_read_x1_request_ready;
  wire u_read_x1_r_ready;
  wire u_read_x1_ar_valid;
  wire [35:0] u_read_x1_ar_payload_address;
  wire [3:0] u_read_x1_ar_payload_length;
  wire u_read_x1_beats_valid;
  wire [127:0] u_read_x1_beats_payload;
  wire u_read_x1_drained;
  wire u_read_x1_failed_valid;
  wire [35:0] u_read_x1_failed_address;
  wire [1:0] u_read_x1_failed_response;
  wire u_read_x2_request_ready;
  wire u_read_x2_r_ready;
  wire u_read_x2_ar_valid;
  wire [35:0] u_read_x2_ar_payload_address;
  wire [3:0] u_read_x2_ar_payload_length;
  wire u_read_x2_beats_valid;
  wire [127:0] u_read_x2_beats_payload;
  wire u_read_x2_drained;
  wire u_read_x2_failed_valid;
  wire [35:0] u_read_x2_failed_address;
  wire [1:0] u_read_x2_failed_response;
  wire u_read_x3_request_ready;
  wire u_read_x3_r_ready;
  wire u_read_x3_ar_valid;
  wire [35:0] u_read_x3_ar_payload_address;
  wire [3:0] u_read_x3_ar_payload_length;
  wire u_read_x3_beats_valid;
  wire [127:0] u_read_x3_beats_payload;
  wire u_read_x3_drained;
  wire u_read_x3_failed_valid;
  wire [35:0] u_read_x3_failed_address;
  wire [1:0] u_read_x3_failed_response;
  wire u_gather_request_ready;
  wire u_gather_beats_0_ready;
  wire u_gather_beats_1_ready;
  wire u_gather_beats_2_ready;
  wire u_gather_beats_3_ready;
  wire u_gather_x_valid;
  wire [511:0] u_gather_x_payload;
  wire u_core_s_axis_cmd_tready;
  wire u_core_s_axis_x_tready;
  wire u_core_s_axis_w0_tvalid;
  wire u_core_s_axis_w0_tready;
  wire u_core_s_axis_w1_tvalid;
  wire u_core_s_axis_w1_tready;
  wire u_core_s_axis_w2_tvalid;
  wire u_core_s_axis_w2_tready;
  wire u_core_s_axis_w3_tvalid;
  wire u_core_s_axis_w3_tready;
  wire u_core_m_axis_y_tvalid;
  wire [127:0] u_core_m_axis_y_tdata;
  wire u_core_m_axis_y_tlast;
  wire u_core_busy;
  wire u_core_waiting;
  wire u_top_select_ready;
  wire u_top_y_ready;
  wire u_top_m_valid;
  wire [127:0] u_top_m_payload_data;
  wire u_top_m_payload_last;
  wire [17:0] u_top_largest;
  wire u_top_no_number;
  wire u_select_s_ready;
  wire u_select_m_valid;
  wire u_select_m_payload_top;
  wire [2:0] u_select_m_payload_last_vector;
  wire [18:0] u_select_m_payload_outputs;
  wire [3:0] u_select_level;
  wire u_port_0_weights_ar_ready;
  wire u_port_0_activations_ar_ready;
  wire u_port_0_weights_r_valid;
  wire [127:0] u_port_0_weights_r_payload_data;
  wire [1:0] u_port_0_weights_r_payload_response;
  wire u_port_0_weights_r_payload_last;
  wire u_port_0_activations_r_valid;
  wire [127:0] u_port_0_activations_r_payload_data;
  wire [1:0] u_port_0_activations_r_payload_response;
  wire u_port_0_activations_r_payload_last;
  wire u_port_1_weights_ar_ready;
  wire u_port_1_activations_ar_ready;
  wire u_port_1_weights_r_valid;
  wire [127:0] u_port_1_weights_r_payload_data;
  wire [1:0] u_port_1_weights_r_payload_response;
  wire u_port_1_weights_r_payload_last;
  wire u_port_1_activations_r_valid;
  wire [127:0] u_port_1_activations_r_payload_data;
  wire [1:0] u_port_1_activations_r_payload_response;
  wire u_port_1_activations_r_payload_last;
  wire u_port_2_weights_ar_ready;
  wire u_port_2_activations_ar_ready;
  wire u_port_2_weights_r_valid;
  wire [127:0] u_port_2_weights_r_payload_data;
  wire [1:0] u_port_2_weights_r_payload_response;
  wire u_port_2_weights_r_payload_last;
  wire u_port_2_activations_r_valid;
  wire [127:0] u_port_2_activations_r_payload_data;
  wire [1:0] u_port_2_activations_r_payload_response;
  wire u_port_2_activations_r_payload_last;
  wire u_port_3_weights_ar_ready;
  wire u_port_3_activations_ar_ready;
  wire u_port_3_weights_r_valid;
  wire [127:0] u_port_3_weights_r_payload_data;
  wire [1:0] u_port_3_weights_r_payload_response;
  wire u_port_3_weights_r_payload_last;
  wire u_port_3_activations_r_valid;
  wire [127:0] u_port_3_activations_r_payload_data;
  wire [1:0] u_port_3_activations_r_payload_response;
  wire u_port_3_activations_r_payload_last;
  reg [3:0] in_flight;
  reg [31:0] completed;
  reg [3:0] read_cache;
  reg [3:0] write_cache;
  wire u_token_queued_ready;
  wire u_token_list_beats_ready;
  wire u_token_parameter_beats_ready;
  wire u_token_y_ready;
  wire u_token_route_ready;
  wire u_token_b_ready;
  wire u_token_m_valid;
  wire [15:0] u_token_m_payload_groups;
  wire [15:0] u_token_m_payload_blocks;
  wire [3:0] u_token_m_payload_operation;
  wire [3:0] u_token_m_payload_format;
  wire [3:0] u_token_m_payload_tokens;
  wire u_token_m_payload_reuse;
  wire u_token_m_payload_interrupt;
  wire u_token_m_payload_top;
  wire [18:0] u_token_m_payload_outputs;
  wire [15:0] u_token_m_payload_position;
  wire u_token_m_payload_in_list;
  wire u_token_m_payload_to_vector;
  wire u_token_m_payload_only_check;
  wire u_token_m_payload_reserved;
  wire [39:0] u_token_m_payload_weights_0;
  wire [39:0] u_token_m_payload_weights_1;
  wire [39:0] u_token_m_payload_weights_2;
  wire [39:0] u_token_m_payload_weights_3;
  wire [39:0] u_token_m_payload_activations;
  wire [39:0] u_token_m_payload_results;
  wire u_token_list_region_valid;
  wire [35:0] u_token_list_region_payload_address;
  wire [27:0] u_token_list_region_payload_beats;
  wire u_token_parameter_region_valid;
  wire [35:0] u_token_parameter_region_payload_address;
  wire [27:0] u_token_parameter_region_payload_beats;
  wire u_token_x_valid;
  wire [127:0] u_token_x_payload;
  wire u_token_y_out_valid;
  wire [127:0] u_token_y_out_payload_data;
  wire u_token_y_out_payload_last;
  wire u_token_aw_valid;
  wire [35:0] u_token_aw_payload_address;
  wire [3:0] u_token_aw_payload_length;
  wire u_token_w_valid;
  wire [127:0] u_token_w_payload_data;
  wire [15:0] u_token_w_payload_strobe;
  wire u_token_w_payload_last;
  wire u_token_forget;
  wire u_token_running;
  wire u_token_done;
  wire u_token_done_interrupt;
  wire u_token_drained;
  wire u_token_refused_valid;
  wire [3:0] u_token_refused_code;
  wire [2:0] u_token_refused_place;
  wire u_token_failed_valid;
  wire [35:0] u_token_failed_address;
  wire [1:0] u_token_failed_response;
  wire [17:0] u_token_number;
  wire u_write_request_ready;
  wire u_write_y_ready;
  wire u_write_b_ready;
  wire u_write_aw_valid;
  wire [35:0] u_write_aw_payload_address;
  wire [3:0] u_write_aw_payload_length;
  wire u_write_w_valid;
  wire [127:0] u_write_w_payload_data;
  wire u_write_w_payload_last;
  wire u_write_done;
  wire u_write_done_interrupt;
  wire u_write_drained;
  wire u_write_failed_valid;
  wire [35:0] u_write_failed_address;
  wire [1:0] u_write_failed_response;
  wire u_port_results_aw_ready;
  wire u_port_results_w_ready;
  wire u_port_results_append_aw_ready;
  wire u_port_results_append_w_ready;
  wire u_port_results_b_valid;
  wire [1:0] u_port_results_b_payload;
  wire u_port_results_append_b_valid;
  wire [1:0] u_port_results_append_b_payload;
  wire reserved;
  wire branch0_ready;
  reg branch0_taken;
  wire branch1_ready;
  reg branch1_taken;
  wire u_ahead_m_valid;
  wire [35:0] u_ahead_m_payload_address;
  wire [7:0] u_ahead_m_payload_groups;
  wire [2:0] u_ahead_m_payload_tokens;
  wire [1:0] u_ahead_level;
  reg by_list;
  reg without_list;
  wire [127:0] lowest;
  wire ended;
  reg done_interrupt;
  reg [3:0] error_code;
  reg [2:0] error_place;
  reg [1:0] error_response;
  reg [35:0] error_address;
  reg [17:0] error_record;
  wire failed;
  wire drained;
  wire busy;
  reg [31:0] count_cycles_busy;
  reg [31:0] count_cycles_streaming;
  reg [31:0] count_beats;
  reg [31:0] count_back_pressured;
  reg [31:0] count_starved_x;
  reg [31:0] count_starved_0;
  reg [31:0] count_starved_1;
  reg [31:0] count_starved_2;
  reg [31:0] count_starved_3;

  macromac_control_registers_t4_list u_registers (
    .clk(aclk),
    .rst(~aresetn),
    .s_axi_awvalid(s_axi_ctrl_awvalid),
    .s_axi_awaddr(s_axi_ctrl_awaddr),
    .s_axi_awprot(s_axi_ctrl_awprot),
    .s_axi_awready(s_axi_ctrl_awready),
    .s_axi_wvalid(s_axi_ctrl_wvalid),
    .s_axi_wdata(s_axi_ctrl_wdata),
    .s_axi_wstrb(s_axi_ctrl_wstrb &
        {4{~(((s_axi_ctrl_awaddr[11:2] == 10'd12) | (s_axi_ctrl_awaddr[11:2] == 10'd13) |
        (s_axi_ctrl_awaddr[11:2] == 10'd14)) & u_registers_window_lock_locked)}}),
    .s_axi_wready(s_axi_ctrl_wready),
    .s_axi_arvalid(s_axi_ctrl_arvalid),
    .s_axi_araddr(s_axi_ctrl_araddr),
    .s_axi_arprot(s_axi_ctrl_arprot),
    .s_axi_arready(s_axi_ctrl_arready),
    .s_axi_bvalid(s_axi_ctrl_bvalid),
    .s_axi_bresp(s_axi_ctrl_bresp),
    .s_axi_bready(s_axi_ctrl_bready),
    .s_axi_rvalid(s_axi_ctrl_rvalid),
    .s_axi_rdata(s_axi_ctrl_rdata),
    .s_axi_rresp(s_axi_ctrl_rresp),
    .s_axi_rready(s_axi_ctrl_rready),
    .status_busy(busy),
    .status_stopped(state == ACCELERATOR_STATE_STOPPED),
    .status_queued(u_queue_level),
    .interrupt_done_set(done_interrupt),
    .interrupt_error_set((state == ACCELERATOR_STATE_RUNNING) & failed),
    .completed(completed),
    .error_code(error_code),
    .error_place(error_place),
    .error_response(error_response),
    .error_address_low({error_address[27:0], 4'd0}),
    .error_address_high_bits(error_address[35:28]),
    .cycles_busy(count_cycles_busy),
    .cycles_streaming(count_cycles_streaming),
    .beats(count_beats),
    .back_pressured(count_back_pressured),
    .starved_0(count_starved_0),
    .starved_1(count_starved_1),
    .starved_2(count_starved_2),
    .starved_3(count_starved_3),
    .starved_x(count_starved_x),
    .error_record_number(error_record),
    .control_restart(u_registers_control_restart),
    .control_clear_counters(u_registers_control_clear_counters),
    .interrupt_done(u_registers_interrupt_done),
    .interrupt_error(u_registers_interrupt_error),
    .interrupt_enable_mask(u_registers_interrupt_enable_mask),
    .window_first_page(u_registers_window_first_page),
    .window_last_page(u_registers_window_last_page),
    .window_lock_locked(u_registers_window_lock_locked),
    .axi_cache_read(u_registers_axi_cache_read),
    .axi_cache_write(u_registers_axi_cache_write),
    .command_shape_groups(u_registers_command_shape_groups),
    .command_shape_blocks(u_registers_command_shape_blocks),
    .command_flags_format(u_registers_command_flags_format),
    .command_flags_tokens(u_registers_command_flags_tokens),
    .command_flags_reuse(u_registers_command_flags_reuse),
    .command_flags_interrupt(u_registers_command_flags_interrupt),
    .command_flags_top(u_registers_command_flags_top),
    .command_flags_reserved(u_registers_command_flags_reserved),
    .command_flags_operation(u_registers_command_flags_operation),
    .weights_0_low(u_registers_weights_0_low),
    .weights_0_high_bits(u_registers_weights_0_high_bits),
    .weights_0_high_reserved(u_registers_weights_0_high_reserved),
    .weights_1_low(u_registers_weights_1_low),
    .weights_1_high_bits(u_registers_weights_1_high_bits),
    .weights_1_high_reserved(u_registers_weights_1_high_reserved),
    .weights_2_low(u_registers_weights_2_low),
    .weights_2_high_bits(u_registers_weights_2_high_bits),
    .weights_2_high_reserved(u_registers_weights_2_high_reserved),
    .weights_3_low(u_registers_weights_3_low),
    .weights_3_high_bits(u_registers_weights_3_high_bits),
    .weights_3_high_reserved(u_registers_weights_3_high_reserved),
    .activations_low(u_registers_activations_low),
    .activations_high_bits(u_registers_activations_high_bits),
    .activations_high_reserved(u_registers_activations_high_reserved),
    .results_low(u_registers_results_low),
    .results_high_bits(u_registers_results_high_bits),
    .results_high_reserved(u_registers_results_high_reserved),
    .push_command(u_registers_push_command),
    .command_outputs_count(u_registers_command_outputs_count),
    .command_outputs_reserved(u_registers_command_outputs_reserved),
    .command_position_first(u_registers_command_position_first),
    .command_position_reserved(u_registers_command_position_reserved)
  );

  always @(posedge aclk) begin
    restarting <= (state == ACCELERATOR_STATE_RESTARTING) | (state == ACCELERATOR_STATE_STOPPED);
    if (!aresetn) begin
      restarting <= 1'b1;
    end
  end

  assign halt = state != ACCELERATOR_STATE_RUNNING;

  macromac_Fifo8_command u_queue (
    .clk(aclk),
    .rst(restarting),
    .s_valid(u_registers_push_command),
    .s_payload_groups(u_registers_command_shape_groups),
    .s_payload_blocks(u_registers_command_shape_blocks),
    .s_payload_operation(u_registers_command_flags_operation),
    .s_payload_format(u_registers_command_flags_format),
    .s_payload_tokens(u_registers_command_flags_tokens),
    .s_payload_reuse(u_registers_command_flags_reuse),
    .s_payload_interrupt(u_registers_command_flags_interrupt),
    .s_payload_top(u_registers_command_flags_top),
    .s_payload_outputs(u_registers_command_outputs_count),
    .s_payload_position(u_registers_command_position_first),
    .s_payload_in_list(1'b0),
    .s_payload_to_vector(1'b0),
    .s_payload_only_check(1'b0),
    .s_payload_reserved(reserved),
    .s_payload_weights_0({u_registers_weights_0_high_bits, u_registers_weights_0_low}),
    .s_payload_weights_1({u_registers_weights_1_high_bits, u_registers_weights_1_low}),
    .s_payload_weights_2({u_registers_weights_2_high_bits, u_registers_weights_2_low}),
    .s_payload_weights_3({u_registers_weights_3_high_bits, u_registers_weights_3_low}),
    .s_payload_activations({u_registers_activations_high_bits, u_registers_activations_low}),
    .s_payload_results({u_registers_results_high_bits, u_registers_results_low}),
    .s_ready(u_queue_s_ready),
    .m_valid(u_queue_m_valid),
    .m_payload_groups(u_queue_m_payload_groups),
    .m_payload_blocks(u_queue_m_payload_blocks),
    .m_payload_operation(u_queue_m_payload_operation),
    .m_payload_format(u_queue_m_payload_format),
    .m_payload_tokens(u_queue_m_payload_tokens),
    .m_payload_reuse(u_queue_m_payload_reuse),
    .m_payload_interrupt(u_queue_m_payload_interrupt),
    .m_payload_top(u_queue_m_payload_top),
    .m_payload_outputs(u_queue_m_payload_outputs),
    .m_payload_position(u_queue_m_payload_position),
    .m_payload_in_list(u_queue_m_payload_in_list),
    .m_payload_to_vector(u_queue_m_payload_to_vector),
    .m_payload_only_check(u_queue_m_payload_only_check),
    .m_payload_reserved(u_queue_m_payload_reserved),
    .m_payload_weights_0(u_queue_m_payload_weights_0),
    .m_payload_weights_1(u_queue_m_payload_weights_1),
    .m_payload_weights_2(u_queue_m_payload_weights_2),
    .m_payload_weights_3(u_queue_m_payload_weights_3),
    .m_payload_activations(u_queue_m_payload_activations),
    .m_payload_results(u_queue_m_payload_results),
    .m_ready(u_token_queued_ready),
    .level(u_queue_level)
  );

  macromac_dispatcher_t4_list u_dispatch (
    .clk(aclk),
    .rst(restarting),
    .queued_valid(u_token_m_valid),
    .queued_payload_groups(u_token_m_payload_groups),
    .queued_payload_blocks(u_token_m_payload_blocks),
    .queued_payload_operation(u_token_m_payload_operation),
    .queued_payload_format(u_token_m_payload_format),
    .queued_payload_tokens(u_token_m_payload_tokens),
    .queued_payload_reuse(u_token_m_payload_reuse),
    .queued_payload_interrupt(u_token_m_payload_interrupt),
    .queued_payload_top(u_token_m_payload_top),
    .queued_payload_outputs(u_token_m_payload_outputs),
    .queued_payload_position(u_token_m_payload_position),
    .queued_payload_in_list(u_token_m_payload_in_list),
    .queued_payload_to_vector(u_token_m_payload_to_vector),
    .queued_payload_only_check(u_token_m_payload_only_check),
    .queued_payload_reserved(u_token_m_payload_reserved),
    .queued_payload_weights_0(u_token_m_payload_weights_0),
    .queued_payload_weights_1(u_token_m_payload_weights_1),
    .queued_payload_weights_2(u_token_m_payload_weights_2),
    .queued_payload_weights_3(u_token_m_payload_weights_3),
    .queued_payload_activations(u_token_m_payload_activations),
    .queued_payload_results(u_token_m_payload_results),
    .queued_ready(u_dispatch_queued_ready),
    .halt(halt),
    .window_first(u_registers_window_first_page),
    .window_last(u_registers_window_last_page),
    .forget(u_token_forget),
    .weights_0_valid(u_dispatch_weights_0_valid),
    .weights_0_payload_address(u_dispatch_weights_0_payload_address),
    .weights_0_payload_beats(u_dispatch_weights_0_payload_beats),
    .weights_0_ready(u_read_0_request_ready),
    .weights_1_valid(u_dispatch_weights_1_valid),
    .weights_1_payload_address(u_dispatch_weights_1_payload_address),
    .weights_1_payload_beats(u_dispatch_weights_1_payload_beats),
    .weights_1_ready(u_read_1_request_ready),
    .weights_2_valid(u_dispatch_weights_2_valid),
    .weights_2_payload_address(u_dispatch_weights_2_payload_address),
    .weights_2_payload_beats(u_dispatch_weights_2_payload_beats),
    .weights_2_ready(u_read_2_request_ready),
    .weights_3_valid(u_dispatch_weights_3_valid),
    .weights_3_payload_address(u_dispatch_weights_3_payload_address),
    .weights_3_payload_beats(u_dispatch_weights_3_payload_beats),
    .weights_3_ready(u_read_3_request_ready),
    .activations_valid(u_dispatch_activations_valid),
    .activations_payload_address(u_dispatch_activations_payload_address),
    .activations_payload_groups(u_dispatch_activations_payload_groups),
    .activations_payload_tokens(u_dispatch_activations_payload_tokens),
    .activations_ready((branch0_ready | branch0_taken) & (branch1_ready | branch1_taken)),
    .core_valid(u_dispatch_core_valid),
    .core_payload(u_dispatch_core_payload),
    .core_ready(u_core_s_axis_cmd_tready),
    .results_valid(u_dispatch_results_valid),
    .results_payload_address(u_dispatch_results_payload_address),
    .results_payload_blocks(u_dispatch_results_payload_blocks),
    .results_payload_tokens(u_dispatch_results_payload_tokens),
    .results_payload_interrupt(u_dispatch_results_payload_interrupt),
    .results_ready(u_write_request_ready),
    .select_valid(u_dispatch_select_valid),
    .select_payload_top(u_dispatch_select_payload_top),
    .select_payload_last_vector(u_dispatch_select_payload_last_vector),
    .select_payload_outputs(u_dispatch_select_payload_outputs),
    .select_ready(u_select_s_ready),
    .route_valid(u_dispatch_route_valid),
    .route_payload(u_dispatch_route_payload),
    .route_ready(u_token_route_ready),
    .checked(u_dispatch_checked),
    .idle(u_dispatch_idle),
    .refused_valid(u_dispatch_refused_valid),
    .refused_code(u_dispatch_refused_code),
    .refused_place(u_dispatch_refused_place),
    .accepted(u_dispatch_accepted)
  );

  macromac_read_master_512 u_read_0 (
    .clk(aclk),
    .rst(restarting),
    .request_valid(u_dispatch_weights_0_valid),
    .request_payload_address(u_dispatch_weights_0_payload_address),
    .request_payload_beats(u_dispatch_weights_0_payload_beats),
    .request_ready(u_read_0_request_ready),
    .r_valid(u_port_0_weights_r_valid),
    .r_payload_data(u_port_0_weights_r_payload_data),
    .r_payload_response(u_port_0_weights_r_payload_response),
    .r_payload_last(u_port_0_weights_r_payload_last),
    .r_ready(u_read_0_r_ready),
    .halt(halt),
    .ar_valid(u_read_0_ar_valid),
    .ar_payload_address(u_read_0_ar_payload_address),
    .ar_payload_length(u_read_0_ar_payload_length),
    .ar_ready(u_port_0_weights_ar_ready),
    .beats_valid(u_read_0_beats_valid),
    .beats_payload(u_read_0_beats_payload),
    .beats_ready(u_core_s_axis_w0_tready),
    .drained(u_read_0_drained),
    .failed_valid(u_read_0_failed_valid),
    .failed_address(u_read_0_failed_address),
    .failed_response(u_read_0_failed_response)
  );

  macromac_read_master_512 u_read_1 (
    .clk(aclk),
    .rst(restarting),
    .request_valid(u_dispatch_weights_1_valid),
    .request_payload_address(u_dispatch_weights_1_payload_address),
    .request_payload_beats(u_dispatch_weights_1_payload_beats),
    .request_ready(u_read_1_request_ready),
    .r_valid(u_port_1_weights_r_valid),
    .r_payload_data(u_port_1_weights_r_payload_data),
    .r_payload_response(u_port_1_weights_r_payload_response),
    .r_payload_last(u_port_1_weights_r_payload_last),
    .r_ready(u_read_1_r_ready),
    .halt(halt),
    .ar_valid(u_read_1_ar_valid),
    .ar_payload_address(u_read_1_ar_payload_address),
    .ar_payload_length(u_read_1_ar_payload_length),
    .ar_ready(u_port_1_weights_ar_ready),
    .beats_valid(u_read_1_beats_valid),
    .beats_payload(u_read_1_beats_payload),
    .beats_ready(u_core_s_axis_w1_tready),
    .drained(u_read_1_drained),
    .failed_valid(u_read_1_failed_valid),
    .failed_address(u_read_1_failed_address),
    .failed_response(u_read_1_failed_response)
  );

  macromac_read_master_512 u_read_2 (
    .clk(aclk),
    .rst(restarting),
    .request_valid(u_dispatch_weights_2_valid),
    .request_payload_address(u_dispatch_weights_2_payload_address),
    .request_payload_beats(u_dispatch_weights_2_payload_beats),
    .request_ready(u_read_2_request_ready),
    .r_valid(u_port_2_weights_r_valid),
    .r_payload_data(u_port_2_weights_r_payload_data),
    .r_payload_response(u_port_2_weights_r_payload_response),
    .r_payload_last(u_port_2_weights_r_payload_last),
    .r_ready(u_read_2_r_ready),
    .halt(halt),
    .ar_valid(u_read_2_ar_valid),
    .ar_payload_address(u_read_2_ar_payload_address),
    .ar_payload_length(u_read_2_ar_payload_length),
    .ar_ready(u_port_2_weights_ar_ready),
    .beats_valid(u_read_2_beats_valid),
    .beats_payload(u_read_2_beats_payload),
    .beats_ready(u_core_s_axis_w2_tready),
    .drained(u_read_2_drained),
    .failed_valid(u_read_2_failed_valid),
    .failed_address(u_read_2_failed_address),
    .failed_response(u_read_2_failed_response)
  );

  macromac_read_master_512 u_read_3 (
    .clk(aclk),
    .rst(restarting),
    .request_valid(u_dispatch_weights_3_valid),
    .request_payload_address(u_dispatch_weights_3_payload_address),
    .request_payload_beats(u_dispatch_weights_3_payload_beats),
    .request_ready(u_read_3_request_ready),
    .r_valid(u_port_3_weights_r_valid),
    .r_payload_data(u_port_3_weights_r_payload_data),
    .r_payload_response(u_port_3_weights_r_payload_response),
    .r_payload_last(u_port_3_weights_r_payload_last),
    .r_ready(u_read_3_r_ready),
    .halt(halt),
    .ar_valid(u_read_3_ar_valid),
    .ar_payload_address(u_read_3_ar_payload_address),
    .ar_payload_length(u_read_3_ar_payload_length),
    .ar_ready(u_port_3_weights_ar_ready),
    .beats_valid(u_read_3_beats_valid),
    .beats_payload(u_read_3_beats_payload),
    .beats_ready(u_core_s_axis_w3_tready),
    .drained(u_read_3_drained),
    .failed_valid(u_read_3_failed_valid),
    .failed_address(u_read_3_failed_address),
    .failed_response(u_read_3_failed_response)
  );

  macromac_activation_dealer_t4 u_deal (
    .clk(aclk),
    .rst(restarting),
    .request_valid(u_dispatch_activations_valid & ~branch0_taken),
    .request_payload_address(u_dispatch_activations_payload_address),
    .request_payload_groups(u_dispatch_activations_payload_groups),
    .request_payload_tokens(u_dispatch_activations_payload_tokens),
    .request_ready(branch0_ready),
    .regions_0_valid(u_deal_regions_0_valid),
    .regions_0_payload_address(u_deal_regions_0_payload_address),
    .regions_0_payload_beats(u_deal_regions_0_payload_beats),
    .regions_0_ready(u_read_x0_request_ready),
    .regions_1_valid(u_deal_regions_1_valid),
    .regions_1_payload_address(u_deal_regions_1_payload_address),
    .regions_1_payload_beats(u_deal_regions_1_payload_beats),
    .regions_1_ready(~by_list & u_read_x1_request_ready),
    .regions_2_valid(u_deal_regions_2_valid),
    .regions_2_payload_address(u_deal_regions_2_payload_address),
    .regions_2_payload_beats(u_deal_regions_2_payload_beats),
    .regions_2_ready(~by_list & u_read_x2_request_ready),
    .regions_3_valid(u_deal_regions_3_valid),
    .regions_3_payload_address(u_deal_regions_3_payload_address),
    .regions_3_payload_beats(u_deal_regions_3_payload_beats),
    .regions_3_ready(u_read_x3_request_ready)
  );

  macromac_read_master_512 u_read_x0 (
    .clk(aclk),
    .rst(restarting),
    .request_valid(u_deal_regions_0_valid),
    .request_payload_address(u_deal_regions_0_payload_address),
    .request_payload_beats(u_deal_regions_0_payload_beats),
    .request_ready(u_read_x0_request_ready),
    .r_valid(u_port_0_activations_r_valid),
    .r_payload_data(u_port_0_activations_r_payload_data),
    .r_payload_response(u_port_0_activations_r_payload_response),
    .r_payload_last(u_port_0_activations_r_payload_last),
    .r_ready(u_read_x0_r_ready),
    .halt(halt),
    .ar_valid(u_read_x0_ar_valid),
    .ar_payload_address(u_read_x0_ar_payload_address),
    .ar_payload_length(u_read_x0_ar_payload_length),
    .ar_ready(u_port_0_activations_ar_ready),
    .beats_valid(u_read_x0_beats_valid),
    .beats_payload(u_read_x0_beats_payload),
    .beats_ready(u_gather_beats_0_ready),
    .drained(u_read_x0_drained),
    .failed_valid(u_read_x0_failed_valid),
    .failed_address(u_read_x0_failed_address),
    .failed_response(u_read_x0_failed_response)
  );

  macromac_read_master_512 u_read_x1 (
    .clk(aclk),
    .rst(restarting),
    .request_valid(by_list ? u_token_parameter_region_valid : u_deal_regions_1_valid),
    .request_payload_address(without_list ? u_deal_regions_1_payload_address
        : u_token_parameter_region_payload_address),
    .request_payload_beats(without_list ? u_deal_regions_1_payload_beats
        : u_token_parameter_region_payload_beats),
    .request_ready(u_read_x1_request_ready),
    .r_valid(u_port_1_activations_r_valid),
    .r_payload_data(u_port_1_activations_r_payload_data),
    .r_payload_response(u_port_1_activations_r_payload_response),
    .r_payload_last(u_port_1_activations_r_payload_last),
    .r_ready(u_read_x1_r_ready),
    .halt(halt),
    .ar_valid(u_read_x1_ar_valid),
    .ar_payload_address(u_read_x1_ar_payload_address),
    .ar_payload_length(u_read_x1_ar_payload_length),
    .ar_ready(u_port_1_activations_ar_ready),
    .beats_valid(u_read_x1_beats_valid),
    .beats_payload(u_read_x1_beats_payload),
    .beats_ready((by_list & u_token_parameter_beats_ready) | u_gather_beats_1_ready),
    .drained(u_read_x1_drained),
    .failed_valid(u_read_x1_failed_valid),
    .failed_address(u_read_x1_failed_address),
    .failed_response(u_read_x1_failed_response)
  );

  macromac_read_master_512 u_read_x2 (
    .clk(aclk),
    .rst(restarting),
    .request_valid(by_list ? u_token_list_region_valid : u_deal_regions_2_valid),
    .request_payload_address(without_list ? u_deal_regions_2_payload_address
        : u_token_list_region_payload_address),
    .request_payload_beats(without_list ? u_deal_regions_2_payload_beats : u_token_list_region_payload_beats),
    .request_ready(u_read_x2_request_ready),
    .r_valid(u_port_2_activations_r_valid),
    .r_payload_data(u_port_2_activations_r_payload_data),
    .r_payload_response(u_port_2_activations_r_payload_response),
    .r_payload_last(u_port_2_activations_r_payload_last),
    .r_ready(u_read_x2_r_ready),
    .halt(halt),
    .ar_valid(u_read_x2_ar_valid),
    .ar_payload_address(u_read_x2_ar_payload_address),
    .ar_payload_length(u_read_x2_ar_payload_length),
    .ar_ready(u_port_2_activations_ar_ready),
    .beats_valid(u_read_x2_beats_valid),
    .beats_payload(u_read_x2_beats_payload),
    .beats_ready((by_list & u_token_list_beats_ready) | u_gather_beats_2_ready),
    .drained(u_read_x2_drained),
    .failed_valid(u_read_x2_failed_valid),
    .failed_address(u_read_x2_failed_address),
    .failed_response(u_read_x2_failed_response)
  );

  macromac_read_master_512 u_read_x3 (
    .clk(aclk),
    .rst(restarting),
    .request_valid(u_deal_regions_3_valid),
    .request_payload_address(u_deal_regions_3_payload_address),
    .request_payload_beats(u_deal_regions_3_payload_beats),
    .request_ready(u_read_x3_request_ready),
    .r_valid(u_port_3_activations_r_valid),
    .r_payload_data(u_port_3_activations_r_payload_data),
    .r_payload_response(u_port_3_activations_r_payload_response),
    .r_payload_last(u_port_3_activations_r_payload_last),
    .r_ready(u_read_x3_r_ready),
    .halt(halt),
    .ar_valid(u_read_x3_ar_valid),
    .ar_payload_address(u_read_x3_ar_payload_address),
    .ar_payload_length(u_read_x3_ar_payload_length),
    .ar_ready(u_port_3_activations_ar_ready),
    .beats_valid(u_read_x3_beats_valid),
    .beats_payload(u_read_x3_beats_payload),
    .beats_ready(u_gather_beats_3_ready),
    .drained(u_read_x3_drained),
    .failed_valid(u_read_x3_failed_valid),
    .failed_address(u_read_x3_failed_address),
    .failed_response(u_read_x3_failed_response)
  );

  macromac_activation_gatherer_t4 u_gather (
    .clk(aclk),
    .rst(restarting),
    .request_valid(u_ahead_m_valid),
    .request_payload_address(u_ahead_m_payload_address),
    .request_payload_groups(u_ahead_m_payload_groups),
    .request_payload_tokens(u_ahead_m_payload_tokens),
    .request_ready(u_gather_request_ready),
    .beats_0_valid(u_read_x0_beats_valid),
    .beats_0_payload(u_read_x0_beats_payload),
    .beats_0_ready(u_gather_beats_0_ready),
    .beats_1_valid(u_read_x1_beats_valid),
    .beats_1_payload(u_read_x1_beats_payload),
    .beats_1_ready(u_gather_beats_1_ready),
    .beats_2_valid(u_read_x2_beats_valid),
    .beats_2_payload(u_read_x2_beats_payload),
    .beats_2_ready(u_gather_beats_2_ready),
    .beats_3_valid(u_read_x3_beats_valid),
    .beats_3_payload(u_read_x3_beats_payload),
    .beats_3_ready(u_gather_beats_3_ready),
    .x_valid(u_gather_x_valid),
    .x_payload(u_gather_x_payload),
    .x_ready(u_core_s_axis_x_tready)
  );

  macromac_core_t4 u_core (
    .aclk(aclk),
    .aresetn(~restarting),
    .s_axis_cmd_tvalid(u_dispatch_core_valid),
    .s_axis_cmd_tdata(u_dispatch_core_payload),
    .s_axis_cmd_tready(u_core_s_axis_cmd_tready),
    .s_axis_x_tvalid(by_list ? u_token_x_valid : u_gather_x_valid),
    .s_axis_x_tdata({u_gather_x_payload[511:128], lowest}),
    .s_axis_x_tready(u_core_s_axis_x_tready),
    .s_axis_w0_tvalid(u_core_s_axis_w0_tvalid),
    .s_axis_w0_tdata(u_read_0_beats_payload),
    .s_axis_w0_tready(u_core_s_axis_w0_tready),
    .s_axis_w1_tvalid(u_core_s_axis_w1_tvalid),
    .s_axis_w1_tdata(u_read_1_beats_payload),
    .s_axis_w1_tready(u_core_s_axis_w1_tready),
    .s_axis_w2_tvalid(u_core_s_axis_w2_tvalid),
    .s_axis_w2_tdata(u_read_2_beats_payload),
    .s_axis_w2_tready(u_core_s_axis_w2_tready),
    .s_axis_w3_tvalid(u_core_s_axis_w3_tvalid),
    .s_axis_w3_tdata(u_read_3_beats_payload),
    .s_axis_w3_tready(u_core_s_axis_w3_tready),
    .m_axis_y_tvalid(u_core_m_axis_y_tvalid),
    .m_axis_y_tdata(u_core_m_axis_y_tdata),
    .m_axis_y_tlast(u_core_m_axis_y_tlast),
    .m_axis_y_tready(u_token_y_ready),
    .busy(u_core_busy),
    .waiting(u_core_waiting)
  );

  macromac_top_k_t4 u_top (
    .clk(aclk),
    .rst(restarting),
    .select_valid(u_select_m_valid),
    .select_payload_top(u_select_m_payload_top),
    .select_payload_last_vector(u_select_m_payload_last_vector),
    .select_payload_outputs(u_select_m_payload_outputs),
    .select_ready(u_top_select_ready),
    .y_valid(u_token_y_out_valid),
    .y_payload_data(u_token_y_out_payload_data),
    .y_payload_last(u_token_y_out_payload_last),
    .y_ready(u_top_y_ready),
    .m_valid(u_top_m_valid),
    .m_payload_data(u_top_m_payload_data),
    .m_payload_last(u_top_m_payload_last),
    .m_ready(u_write_y_ready),
    .largest(u_top_largest),
    .no_number(u_top_no_number)
  );

  macromac_Fifo8_selection u_select (
    .clk(aclk),
    .rst(restarting),
    .s_valid(u_dispatch_select_valid),
    .s_payload_top(u_dispatch_select_payload_top),
    .s_payload_last_vector(u_dispatch_select_payload_last_vector),
    .s_payload_outputs(u_dispatch_select_payload_outputs),
    .s_ready(u_select_s_ready),
    .m_valid(u_select_m_valid),
    .m_payload_top(u_select_m_payload_top),
    .m_payload_last_vector(u_select_m_payload_last_vector),
    .m_payload_outputs(u_select_m_payload_outputs),
    .m_ready(u_top_select_ready),
    .level(u_select_level)
  );

  macromac_read_port u_port_0 (
    .clk(aclk),
    .rst(restarting),
    .weights_ar_valid(u_read_0_ar_valid),
    .weights_ar_payload_address(u_read_0_ar_payload_address),
    .weights_ar_payload_length(u_read_0_ar_payload_length),
    .weights_ar_ready(u_port_0_weights_ar_ready),
    .activations_ar_valid(u_read_x0_ar_valid),
    .activations_ar_payload_address(u_read_x0_ar_payload_address),
    .activations_ar_payload_length(u_read_x0_ar_payload_length),
    .activations_ar_ready(u_port_0_activations_ar_ready),
    .cache(read_cache),
    .m_axi_arvalid(m_axi_0_arvalid),
    .m_axi_arid(m_axi_0_arid),
    .m_axi_araddr(m_axi_0_araddr),
    .m_axi_arlen(m_axi_0_arlen),
    .m_axi_arsize(m_axi_0_arsize),
    .m_axi_arburst(m_axi_0_arburst),
    .m_axi_arcache(m_axi_0_arcache),
    .m_axi_arprot(m_axi_0_arprot),
    .m_axi_arready(m_axi_0_arready),
    .m_axi_rvalid(m_axi_0_rvalid),
    .m_axi_rid(m_axi_0_rid),
    .m_axi_rdata(m_axi_0_rdata),
    .m_axi_rresp(m_axi_0_rresp),
    .m_axi_rlast(m_axi_0_rlast),
    .m_axi_rready(m_axi_0_rready),
    .weights_r_valid(u_port_0_weights_r_valid),
    .weights_r_payload_data(u_port_0_weights_r_payload_data),
    .weights_r_payload_response(u_port_0_weights_r_payload_response),
    .weights_r_payload_last(u_port_0_weights_r_payload_last),
    .weights_r_ready(u_read_0_r_ready),
    .activations_r_valid(u_port_0_activations_r_valid),
    .activations_r_payload_data(u_port_0_activations_r_payload_data),
    .activations_r_payload_response(u_port_0_activations_r_payload_response),
    .activations_r_payload_last(u_port_0_activations_r_payload_last),
    .activations_r_ready(u_read_x0_r_ready)
  );

  macromac_read_port u_port_1 (
    .clk(aclk),
    .rst(restarting),
    .weights_ar_valid(u_read_1_ar_valid),
    .weights_ar_payload_address(u_read_1_ar_payload_address),
    .weights_ar_payload_length(u_read_1_ar_payload_length),
    .weights_ar_ready(u_port_1_weights_ar_ready),
    .activations_ar_valid(u_read_x1_ar_valid),
    .activations_ar_payload_address(u_read_x1_ar_payload_address),
    .activations_ar_payload_length(u_read_x1_ar_payload_length),
    .activations_ar_ready(u_port_1_activations_ar_ready),
    .cache(read_cache),
    .m_axi_arvalid(m_axi_1_arvalid),
    .m_axi_arid(m_axi_1_arid),
    .m_axi_araddr(m_axi_1_araddr),
    .m_axi_arlen(m_axi_1_arlen),
    .m_axi_arsize(m_axi_1_arsize),
    .m_axi_arburst(m_axi_1_arburst),
    .m_axi_arcache(m_axi_1_arcache),
    .m_axi_arprot(m_axi_1_arprot),
    .m_axi_arready(m_axi_1_arready),
    .m_axi_rvalid(m_axi_1_rvalid),
    .m_axi_rid(m_axi_1_rid),
    .m_axi_rdata(m_axi_1_rdata),
    .m_axi_rresp(m_axi_1_rresp),
    .m_axi_rlast(m_axi_1_rlast),
    .m_axi_rready(m_axi_1_rready),
    .weights_r_valid(u_port_1_weights_r_valid),
    .weights_r_payload_data(u_port_1_weights_r_payload_data),
    .weights_r_payload_response(u_port_1_weights_r_payload_response),
    .weights_r_payload_last(u_port_1_weights_r_payload_last),
    .weights_r_ready(u_read_1_r_ready),
    .activations_r_valid(u_port_1_activations_r_valid),
    .activations_r_payload_data(u_port_1_activations_r_payload_data),
    .activations_r_payload_response(u_port_1_activations_r_payload_response),
    .activations_r_payload_last(u_port_1_activations_r_payload_last),
    .activations_r_ready(u_read_x1_r_ready)
  );

  macromac_read_port u_port_2 (
    .clk(aclk),
    .rst(restarting),
    .weights_ar_valid(u_read_2_ar_valid),
    .weights_ar_payload_address(u_read_2_ar_payload_address),
    .weights_ar_payload_length(u_read_2_ar_payload_length),
    .weights_ar_ready(u_port_2_weights_ar_ready),
    .activations_ar_valid(u_read_x2_ar_valid),
    .activations_ar_payload_address(u_read_x2_ar_payload_address),
    .activations_ar_payload_length(u_read_x2_ar_payload_length),
    .activations_ar_ready(u_port_2_activations_ar_ready),
    .cache(read_cache),
    .m_axi_arvalid(m_axi_2_arvalid),
    .m_axi_arid(m_axi_2_arid),
    .m_axi_araddr(m_axi_2_araddr),
    .m_axi_arlen(m_axi_2_arlen),
    .m_axi_arsize(m_axi_2_arsize),
    .m_axi_arburst(m_axi_2_arburst),
    .m_axi_arcache(m_axi_2_arcache),
    .m_axi_arprot(m_axi_2_arprot),
    .m_axi_arready(m_axi_2_arready),
    .m_axi_rvalid(m_axi_2_rvalid),
    .m_axi_rid(m_axi_2_rid),
    .m_axi_rdata(m_axi_2_rdata),
    .m_axi_rresp(m_axi_2_rresp),
    .m_axi_rlast(m_axi_2_rlast),
    .m_axi_rready(m_axi_2_rready),
    .weights_r_valid(u_port_2_weights_r_valid),
    .weights_r_payload_data(u_port_2_weights_r_payload_data),
    .weights_r_payload_response(u_port_2_weights_r_payload_response),
    .weights_r_payload_last(u_port_2_weights_r_payload_last),
    .weights_r_ready(u_read_2_r_ready),
    .activations_r_valid(u_port_2_activations_r_valid),
    .activations_r_payload_data(u_port_2_activations_r_payload_data),
    .activations_r_payload_response(u_port_2_activations_r_payload_response),
    .activations_r_payload_last(u_port_2_activations_r_payload_last),
    .activations_r_ready(u_read_x2_r_ready)
  );

  macromac_read_port u_port_3 (
    .clk(aclk),
    .rst(restarting),
    .weights_ar_valid(u_read_3_ar_valid),
    .weights_ar_payload_address(u_read_3_ar_payload_address),
    .weights_ar_payload_length(u_read_3_ar_payload_length),
    .weights_ar_ready(u_port_3_weights_ar_ready),
    .activations_ar_valid(u_read_x3_ar_valid),
    .activations_ar_payload_address(u_read_x3_ar_payload_address),
    .activations_ar_payload_length(u_read_x3_ar_payload_length),
    .activations_ar_ready(u_port_3_activations_ar_ready),
    .cache(read_cache),
    .m_axi_arvalid(m_axi_3_arvalid),
    .m_axi_arid(m_axi_3_arid),
    .m_axi_araddr(m_axi_3_araddr),
    .m_axi_arlen(m_axi_3_arlen),
    .m_axi_arsize(m_axi_3_arsize),
    .m_axi_arburst(m_axi_3_arburst),
    .m_axi_arcache(m_axi_3_arcache),
    .m_axi_arprot(m_axi_3_arprot),
    .m_axi_arready(m_axi_3_arready),
    .m_axi_rvalid(m_axi_3_rvalid),
    .m_axi_rid(m_axi_3_rid),
    .m_axi_rdata(m_axi_3_rdata),
    .m_axi_rresp(m_axi_3_rresp),
    .m_axi_rlast(m_axi_3_rlast),
    .m_axi_rready(m_axi_3_rready),
    .weights_r_valid(u_port_3_weights_r_valid),
    .weights_r_payload_data(u_port_3_weights_r_payload_data),
    .weights_r_payload_response(u_port_3_weights_r_payload_response),
    .weights_r_payload_last(u_port_3_weights_r_payload_last),
    .weights_r_ready(u_read_3_r_ready),
    .activations_r_valid(u_port_3_activations_r_valid),
    .activations_r_payload_data(u_port_3_activations_r_payload_data),
    .activations_r_payload_response(u_port_3_activations_r_payload_response),
    .activations_r_payload_last(u_port_3_activations_r_payload_last),
    .activations_r_ready(u_read_x3_r_ready)
  );

  macromac_token_unit u_token (
    .clk(aclk),
    .rst(restarting),
    .queued_valid(u_queue_m_valid),
    .queued_payload_groups(u_queue_m_payload_groups),
    .queued_payload_blocks(u_queue_m_payload_blocks),
    .queued_payload_operation(u_queue_m_payload_operation),
    .queued_payload_format(u_queue_m_payload_format),
    .queued_payload_tokens(u_queue_m_payload_tokens),
    .queued_payload_reuse(u_queue_m_payload_reuse),
    .queued_payload_interrupt(u_queue_m_payload_interrupt),
    .queued_payload_top(u_queue_m_payload_top),
    .queued_payload_outputs(u_queue_m_payload_outputs),
    .queued_payload_position(u_queue_m_payload_position),
    .queued_payload_in_list(u_queue_m_payload_in_list),
    .queued_payload_to_vector(u_queue_m_payload_to_vector),
    .queued_payload_only_check(u_queue_m_payload_only_check),
    .queued_payload_reserved(u_queue_m_payload_reserved),
    .queued_payload_weights_0(u_queue_m_payload_weights_0),
    .queued_payload_weights_1(u_queue_m_payload_weights_1),
    .queued_payload_weights_2(u_queue_m_payload_weights_2),
    .queued_payload_weights_3(u_queue_m_payload_weights_3),
    .queued_payload_activations(u_queue_m_payload_activations),
    .queued_payload_results(u_queue_m_payload_results),
    .queued_ready(u_token_queued_ready),
    .list_beats_valid(by_list & u_read_x2_beats_valid),
    .list_beats_payload(u_read_x2_beats_payload),
    .list_beats_ready(u_token_list_beats_ready),
    .parameter_beats_valid(by_list & u_read_x1_beats_valid),
    .parameter_beats_payload(u_read_x1_beats_payload),
    .parameter_beats_ready(u_token_parameter_beats_ready),
    .y_valid(u_core_m_axis_y_tvalid),
    .y_payload_data(u_core_m_axis_y_tdata),
    .y_payload_last(u_core_m_axis_y_tlast),
    .y_ready(u_token_y_ready),
    .route_valid(u_dispatch_route_valid),
    .route_payload(u_dispatch_route_payload),
    .route_ready(u_token_route_ready),
    .b_valid(u_port_results_append_b_valid),
    .b_payload(u_port_results_append_b_payload),
    .b_ready(u_token_b_ready),
    .halt(halt),
    .window_first(u_registers_window_first_page),
    .window_last(u_registers_window_last_page),
    .quiet(u_dispatch_idle & (in_flight == 4'd0)),
    .checked(u_dispatch_checked),
    .active((m_axi_0_rvalid & m_axi_0_rready) | (m_axi_1_rvalid & m_axi_1_rready) |
        (m_axi_2_rvalid & m_axi_2_rready) | (m_axi_3_rvalid & m_axi_3_rready) | u_core_s_axis_w0_tready |
        m_axi_0_bvalid),
    .largest(u_top_largest),
    .no_number(u_top_no_number),
    .m_valid(u_token_m_valid),
    .m_payload_groups(u_token_m_payload_groups),
    .m_payload_blocks(u_token_m_payload_blocks),
    .m_payload_operation(u_token_m_payload_operation),
    .m_payload_format(u_token_m_payload_format),
    .m_payload_tokens(u_token_m_payload_tokens),
    .m_payload_reuse(u_token_m_payload_reuse),
    .m_payload_interrupt(u_token_m_payload_interrupt),
    .m_payload_top(u_token_m_payload_top),
    .m_payload_outputs(u_token_m_payload_outputs),
    .m_payload_position(u_token_m_payload_position),
    .m_payload_in_list(u_token_m_payload_in_list),
    .m_payload_to_vector(u_token_m_payload_to_vector),
    .m_payload_only_check(u_token_m_payload_only_check),
    .m_payload_reserved(u_token_m_payload_reserved),
    .m_payload_weights_0(u_token_m_payload_weights_0),
    .m_payload_weights_1(u_token_m_payload_weights_1),
    .m_payload_weights_2(u_token_m_payload_weights_2),
    .m_payload_weights_3(u_token_m_payload_weights_3),
    .m_payload_activations(u_token_m_payload_activations),
    .m_payload_results(u_token_m_payload_results),
    .m_ready(u_dispatch_queued_ready),
    .list_region_valid(u_token_list_region_valid),
    .list_region_payload_address(u_token_list_region_payload_address),
    .list_region_payload_beats(u_token_list_region_payload_beats),
    .list_region_ready(by_list & u_read_x2_request_ready),
    .parameter_region_valid(u_token_parameter_region_valid),
    .parameter_region_payload_address(u_token_parameter_region_payload_address),
    .parameter_region_payload_beats(u_token_parameter_region_payload_beats),
    .parameter_region_ready(by_list & u_read_x1_request_ready),
    .x_valid(u_token_x_valid),
    .x_payload(u_token_x_payload),
    .x_ready(by_list & u_core_s_axis_x_tready),
    .y_out_valid(u_token_y_out_valid),
    .y_out_payload_data(u_token_y_out_payload_data),
    .y_out_payload_last(u_token_y_out_payload_last),
    .y_out_ready(u_top_y_ready),
    .aw_valid(u_token_aw_valid),
    .aw_payload_address(u_token_aw_payload_address),
    .aw_payload_length(u_token_aw_payload_length),
    .aw_ready(u_port_results_append_aw_ready),
    .w_valid(u_token_w_valid),
    .w_payload_data(u_token_w_payload_data),
    .w_payload_strobe(u_token_w_payload_strobe),
    .w_payload_last(u_token_w_payload_last),
    .w_ready(u_port_results_append_w_ready),
    .forget(u_token_forget),
    .running(u_token_running),
    .done(u_token_done),
    .done_interrupt(u_token_done_interrupt),
    .drained(u_token_drained),
    .refused_valid(u_token_refused_valid),
    .refused_code(u_token_refused_code),
    .refused_place(u_token_refused_place),
    .failed_valid(u_token_failed_valid),
    .failed_address(u_token_failed_address),
    .failed_response(u_token_failed_response),
    .number(u_token_number)
  );

  macromac_result_writer u_write (
    .clk(aclk),
    .rst(restarting),
    .request_valid(u_dispatch_results_valid),
    .request_payload_address(u_dispatch_results_payload_address),
    .request_payload_blocks(u_dispatch_results_payload_blocks),
    .request_payload_tokens(u_dispatch_results_payload_tokens),
    .request_payload_interrupt(u_dispatch_results_payload_interrupt),
    .request_ready(u_write_request_ready),
    .y_valid(u_top_m_valid),
    .y_payload_data(u_top_m_payload_data),
    .y_payload_last(u_top_m_payload_last),
    .y_ready(u_write_y_ready),
    .b_valid(u_port_results_b_valid),
    .b_payload(u_port_results_b_payload),
    .b_ready(u_write_b_ready),
    .halt(halt),
    .aw_valid(u_write_aw_valid),
    .aw_payload_address(u_write_aw_payload_address),
    .aw_payload_length(u_write_aw_payload_length),
    .aw_ready(u_port_results_aw_ready),
    .w_valid(u_write_w_valid),
    .w_payload_data(u_write_w_payload_data),
    .w_payload_last(u_write_w_payload_last),
    .w_ready(u_port_results_w_ready),
    .done(u_write_done),
    .done_interrupt(u_write_done_interrupt),
    .drained(u_write_drained),
    .failed_valid(u_write_failed_valid),
    .failed_address(u_write_failed_address),
    .failed_response(u_write_failed_response)
  );

  macromac_shared_write_port u_port_results (
    .clk(aclk),
    .rst(restarting),
    .aw_valid(u_write_aw_valid),
    .aw_payload_address(u_write_aw_payload_address),
    .aw_payload_length(u_write_aw_payload_length),
    .aw_ready(u_port_results_aw_ready),
    .w_valid(u_write_w_valid),
    .w_payload_data(u_write_w_payload_data),
    .w_payload_last(u_write_w_payload_last),
    .w_ready(u_port_results_w_ready),
    .append_aw_valid(u_token_aw_valid),
    .append_aw_payload_address(u_token_aw_payload_address),
    .append_aw_payload_length(u_token_aw_payload_length),
    .append_aw_ready(u_port_results_append_aw_ready),
    .append_w_valid(u_token_w_valid),
    .append_w_payload_data(u_token_w_payload_data),
    .append_w_payload_strobe(u_token_w_payload_strobe),
    .append_w_payload_last(u_token_w_payload_last),
    .append_w_ready(u_port_results_append_w_ready),
    .cache(write_cache),
    .m_axi_awvalid(m_axi_0_awvalid),
    .m_axi_awid(m_axi_0_awid),
    .m_axi_awaddr(m_axi_0_awaddr),
    .m_axi_awlen(m_axi_0_awlen),
    .m_axi_awsize(m_axi_0_awsize),
    .m_axi_awburst(m_axi_0_awburst),
    .m_axi_awcache(m_axi_0_awcache),
    .m_axi_awprot(m_axi_0_awprot),
    .m_axi_awready(m_axi_0_awready),
    .m_axi_wvalid(m_axi_0_wvalid),
    .m_axi_wdata(m_axi_0_wdata),
    .m_axi_wstrb(m_axi_0_wstrb),
    .m_axi_wlast(m_axi_0_wlast),
    .m_axi_wready(m_axi_0_wready),
    .m_axi_bvalid(m_axi_0_bvalid),
    .m_axi_bid(m_axi_0_bid),
    .m_axi_bresp(m_axi_0_bresp),
    .m_axi_bready(m_axi_0_bready),
    .b_valid(u_port_results_b_valid),
    .b_payload(u_port_results_b_payload),
    .b_ready(u_write_b_ready),
    .append_b_valid(u_port_results_append_b_valid),
    .append_b_payload(u_port_results_append_b_payload),
    .append_b_ready(u_token_b_ready)
  );

  assign reserved = |u_registers_command_flags_reserved | |u_registers_weights_0_high_reserved |
      |u_registers_weights_1_high_reserved | |u_registers_weights_2_high_reserved |
      |u_registers_weights_3_high_reserved | |u_registers_activations_high_reserved |
      |u_registers_results_high_reserved | |u_registers_command_outputs_reserved |
      |u_registers_command_position_reserved;

  always @(posedge aclk) begin
    if (u_dispatch_activations_valid) begin
      branch0_taken <= (branch0_ready | branch0_taken) &
          ~((branch0_ready | branch0_taken) & (branch1_ready | branch1_taken));
      branch1_taken <= (branch1_ready | branch1_taken) &
          ~((branch0_ready | branch0_taken) & (branch1_ready | branch1_taken));
    end
    if (restarting) begin
      branch0_taken <= 1'b0;
      branch1_taken <= 1'b0;
    end
  end

  macromac_Fifo2_vectors u_ahead (
    .clk(aclk),
    .rst(restarting),
    .s_valid(u_dispatch_activations_valid & ~branch1_taken),
    .s_payload_address(u_dispatch_activations_payload_address),
    .s_payload_groups(u_dispatch_activations_payload_groups),
    .s_payload_tokens(u_dispatch_activations_payload_tokens),
    .s_ready(branch1_ready),
    .m_valid(u_ahead_m_valid),
    .m_payload_address(u_ahead_m_payload_address),
    .m_payload_groups(u_ahead_m_payload_groups),
    .m_payload_tokens(u_ahead_m_payload_tokens),
    .m_ready(u_gather_request_ready),
    .level(u_ahead_level)
  );

  assign u_core_s_axis_w0_tvalid = u_read_0_beats_valid;
  assign u_core_s_axis_w1_tvalid = u_read_1_beats_valid;
  assign u_core_s_axis_w2_tvalid = u_read_2_beats_valid;
  assign u_core_s_axis_w3_tvalid = u_read_3_beats_valid;

  always @(posedge aclk) begin
    by_list <= u_token_running;
    without_list <= ~u_token_running;
    in_flight <= in_flight + {3'd0, u_dispatch_accepted} - {3'd0, u_write_done};
    if (restarting) begin
      by_list <= 1'b0;
      without_list <= 1'b1;
      in_flight <= 4'd0;
    end
  end

  assign lowest = without_list ? u_gather_x_payload[127:0] : u_token_x_payload;
  assign ended = u_token_running ? u_token_done : u_write_done;

  always @(posedge aclk) begin
    if (ended) begin
      completed <= completed + 32'd1;
    end
    if (restarting) begin
      completed <= 32'd0;
    end
  end

  always @(posedge aclk) begin
    done_interrupt <= u_write_done_interrupt | u_token_done_interrupt;
    if (restarting) begin
      done_interrupt <= 1'b0;
    end
  end

  assign failed = u_read_0_failed_valid | u_read_1_failed_valid | u_read_2_failed_valid |
      u_read_3_failed_valid | u_read_x0_failed_valid | u_read_x1_failed_valid | u_read_x2_failed_valid |
      u_read_x3_failed_valid | u_write_failed_valid | u_token_failed_valid | u_dispatch_refused_valid |
      u_token_refused_valid | (u_registers_push_command & ~u_queue_s_ready);

  always @(posedge aclk) begin
    if (state == ACCELERATOR_STATE_RUNNING && failed) begin
      error_code <= ERROR_OVERFLOW;
      error_record <= u_token_running ? u_token_number : 18'd0;
      if (u_dispatch_refused_valid) begin
        error_code <= u_dispatch_refused_code;
        error_place <= u_dispatch_refused_place;
      end
      if (u_token_refused_valid) begin
        error_code <= u_token_refused_code;
        error_place <= u_token_refused_place;
      end
      if (u_read_0_failed_valid) begin
        error_code <= ERROR_READ;
        error_place <= 3'd0;
        error_response <= u_read_0_failed_response;
        error_address <= u_read_0_failed_address;
      end
      if (u_read_1_failed_valid) begin
        error_code <= ERROR_READ;
        error_place <= 3'd1;
        error_response <= u_read_1_failed_response;
        error_address <= u_read_1_failed_address;
      end
      if (u_read_2_failed_valid) begin
        error_code <= ERROR_READ;
        error_place <= 3'd2;
        error_response <= u_read_2_failed_response;
        error_address <= u_read_2_failed_address;
      end
      if (u_read_3_failed_valid) begin
        error_code <= ERROR_READ;
        error_place <= 3'd3;
        error_response <= u_read_3_failed_response;
        error_address <= u_read_3_failed_address;
      end
      if (u_read_x0_failed_valid) begin
        error_code <= ERROR_READ;
        error_place <= PLACE_ACTIVATIONS;
        error_response <= u_read_x0_failed_response;
        error_address <= u_read_x0_failed_address;
      end
      if (u_read_x1_failed_valid) begin
        error_code <= ERROR_READ;
        error_place <= u_token_running ? PLACE_VECTOR : PLACE_ACTIVATIONS;
        error_response <= u_read_x1_failed_response;
        error_address <= u_read_x1_failed_address;
      end
      if (u_read_x2_failed_valid) begin
        error_code <= ERROR_READ;
        error_place <= u_token_running ? PLACE_LIST : PLACE_ACTIVATIONS;
        error_response <= u_read_x2_failed_response;
        error_address <= u_read_x2_failed_address;
      end
      if (u_read_x3_failed_valid) begin
        error_code <= ERROR_READ;
        error_place <= PLACE_ACTIVATIONS;
        error_response <= u_read_x3_failed_response;
        error_address <= u_read_x3_failed_address;
      end
      if (u_write_failed_valid) begin
        error_code <= ERROR_WRITE;
        error_place <= PLACE_RESULTS;
        error_response <= u_write_failed_response;
        error_address <= u_write_failed_address;
      end
      if (u_token_failed_valid) begin
        error_code <= ERROR_WRITE;
        error_place <= PLACE_VECTOR;
        error_response <= u_token_failed_response;
        error_address <= u_token_failed_address;
      end
    end
    if (state == ACCELERATOR_STATE_RUNNING && failed) begin
      state <= ACCELERATOR_STATE_DRAINING;
      go_on <= 1'b0;
    end
    if (state == ACCELERATOR_STATE_DRAINING && drained) begin
      state <= ACCELERATOR_STATE_RESTARTING;
      pause <= 2'd3;
    end
    if (state == ACCELERATOR_STATE_RESTARTING) begin
      pause <= pause - 2'd1;
      if (pause == 2'd0) begin
        state <= go_on ? ACCELERATOR_STATE_RUNNING : ACCELERATOR_STATE_STOPPED;
      end
    end
    if (u_registers_control_restart) begin
      go_on <= 1'b1;
      error_code <= 4'd0;
      error_place <= 3'd0;
      error_response <= 2'd0;
      error_address <= 36'd0;
      error_record <= 18'd0;
      if (state == ACCELERATOR_STATE_RUNNING || state == ACCELERATOR_STATE_STOPPED) begin
        state <= ACCELERATOR_STATE_DRAINING;
      end
    end
    if (!aresetn) begin
      error_code <= 4'd0;
      error_record <= 18'd0;
      error_place <= 3'd0;
      error_response <= 2'd0;
      error_address <= 36'd0;
      state <= ACCELERATOR_STATE_RUNNING;
      go_on <= 1'b0;
      pause <= 2'd0;
    end
  end

  assign drained = u_read_0_drained & u_read_1_drained & u_read_2_drained & u_read_3_drained &
      u_read_x0_drained & u_read_x1_drained & u_read_x2_drained & u_read_x3_drained & u_write_drained &
      u_token_drained;
  assign busy = (state == ACCELERATOR_STATE_DRAINING) | (state == ACCELERATOR_STATE_RESTARTING) |
      (u_queue_level != 4'd0) | (in_flight != 4'd0) | u_token_running |
      (~u_dispatch_queued_ready & (state == ACCELERATOR_STATE_RUNNING));

  always @(posedge aclk) begin
    if (!busy) begin
      read_cache <= u_registers_axi_cache_read;
      write_cache <= u_registers_axi_cache_write;
    end
    if (restarting) begin
      read_cache <= 4'd3;
      write_cache <= 4'd3;
    end
  end

  assign irq = (u_registers_interrupt_done & u_registers_interrupt_enable_mask[0]) |
      (u_registers_interrupt_error & u_registers_interrupt_enable_mask[1]);

  always @(posedge aclk) begin
    if (busy) begin
      count_cycles_busy <= count_cycles_busy + 32'd1;
    end
    if (u_registers_control_clear_counters) begin
      count_cycles_busy <= 32'd0;
    end
    if (!aresetn) begin
      count_cycles_busy <= 32'd0;
    end
  end

  always @(posedge aclk) begin
    if (u_core_busy) begin
      count_cycles_streaming <= count_cycles_streaming + 32'd1;
    end
    if (u_registers_control_clear_counters) begin
      count_cycles_streaming <= 32'd0;
    end
    if (!aresetn) begin
      count_cycles_streaming <= 32'd0;
    end
  end

  always @(posedge aclk) begin
    if (u_core_s_axis_w0_tready) begin
      count_beats <= count_beats + 32'd1;
    end
    if (u_registers_control_clear_counters) begin
      count_beats <= 32'd0;
    end
    if (!aresetn) begin
      count_beats <= 32'd0;
    end
  end

  always @(posedge aclk) begin
    if (u_core_busy && u_core_s_axis_w0_tvalid && u_core_s_axis_w1_tvalid && u_core_s_axis_w2_tvalid &&
        u_core_s_axis_w3_tvalid && !u_core_waiting && !u_core_s_axis_w0_tready) begin
      count_back_pressured <= count_back_pressured + 32'd1;
    end
    if (u_registers_control_clear_counters) begin
      count_back_pressured <= 32'd0;
    end
    if (!aresetn) begin
      count_back_pressured <= 32'd0;
    end
  end

  always @(posedge aclk) begin
    if (u_core_busy && u_core_waiting) begin
      count_starved_x <= count_starved_x + 32'd1;
    end
    if (u_registers_control_clear_counters) begin
      count_starved_x <= 32'd0;
    end
    if (!aresetn) begin
      count_starved_x <= 32'd0;
    end
  end

  always @(posedge aclk) begin
    if (u_core_busy && !u_core_s_axis_w0_tvalid) begin
      count_starved_0 <= count_starved_0 + 32'd1;
    end
    if (u_registers_control_clear_counters) begin
      count_starved_0 <= 32'd0;
    end
    if (!aresetn) begin
      count_starved_0 <= 32'd0;
    end
  end

  always @(posedge aclk) begin
    if (u_core_busy && !u_core_s_axis_w1_tvalid) begin
      count_starved_1 <= count_starved_1 + 32'd1;
    end
    if (u_registers_control_clear_counters) begin
      count_starved_1 <= 32'd0;
    end
    if (!aresetn) begin
      count_starved_1 <= 32'd0;
    end
  end

  always @(posedge aclk) begin
    if (u_core_busy && !u_core_s_axis_w2_tvalid) begin
      count_starved_2 <= count_starved_2 + 32'd1;
    end
    if (u_registers_control_clear_counters) begin
      count_starved_2 <= 32'd0;
    end
    if (!aresetn) begin
      count_starved_2 <= 32'd0;
    end
  end

  always @(posedge aclk) begin
    if (u_core_busy && !u_core_s_axis_w3_tvalid) begin
      count_starved_3 <= count_starved_3 + 32'd1;
    end
    if (u_registers_control_clear_counters) begin
      count_starved_3 <= 32'd0;
    end
    if (!aresetn) begin
      count_starved_3 <= 32'd0;
    end
  end

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, u_select_level, u_ahead_level};

endmodule

`default_nettype wire
