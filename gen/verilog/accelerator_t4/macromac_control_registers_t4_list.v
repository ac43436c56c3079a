// SPDX-License-Identifier: Apache-2.0
// Generated from packages/hdl/src/lib/regfile/register-module.ts by `make verilog`; do not edit.
//
// An AXI4-Lite slave with the registers of a table. One transaction a direction at a time; a read or write
// takes two cycles. Unmapped addresses answer SLVERR. Bytes not enabled by `wstrb` keep their value.
`default_nettype none

module macromac_control_registers_t4_list (
  input  wire        clk,
  input  wire        rst,
  input  wire        s_axi_awvalid,
  input  wire [11:0] s_axi_awaddr,
  input  wire [2:0]  s_axi_awprot,
  output wire        s_axi_awready,
  input  wire        s_axi_wvalid,
  input  wire [31:0] s_axi_wdata,
  input  wire [3:0]  s_axi_wstrb,
  output wire        s_axi_wready,
  input  wire        s_axi_arvalid,
  input  wire [11:0] s_axi_araddr,
  input  wire [2:0]  s_axi_arprot,
  output wire        s_axi_arready,
  output wire        s_axi_bvalid,
  output wire [1:0]  s_axi_bresp,
  input  wire        s_axi_bready,
  output wire        s_axi_rvalid,
  output wire [31:0] s_axi_rdata,
  output wire [1:0]  s_axi_rresp,
  input  wire        s_axi_rready,
  // status: a command is queued or running, or a stop is under way
  input  wire        status_busy,
  // status: an error stopped it; `restart` starts it again
  input  wire        status_stopped,
  // status: commands in the queue
  input  wire [3:0]  status_queued,
  // interrupt: a command with its interrupt flag has ended
  input  wire        interrupt_done_set,
  // interrupt: an error stopped the accelerator
  input  wire        interrupt_error_set,
  // completed: commands ended since reset or restart
  input  wire [31:0] completed,
  // error: 0: none; else: 1 `groups`, 2 `blocks`, 3 `format`, 4 `tokens`, 5 `alignment`, 6 `window`, 7 `reuse`,
  // 8 `overflow`, 9 `read`, 10 `write`, 11 `operation`, 12 `reserved`, 13 `record`, 14 `bounds`, 15 `stalled`
  input  wire [3:0]  error_code,
  // error: where: 0 `weights_0`, 1 `weights_1`, 2 `weights_2`, 3 `weights_3`, 4 `activations`, 5 `results`, 6
  // `list`, 7 `vector`
  input  wire [2:0]  error_place,
  // error: AXI response: 0 `OKAY`, 1 `EXOKAY`, 2 `SLVERR`, 3 `DECERR`
  input  wire [1:0]  error_response,
  // error_address_low: address of the burst that failed, bits 31:0
  input  wire [31:0] error_address_low,
  // error_address_high: address bits 39:32
  input  wire [7:0]  error_address_high_bits,
  // cycles_busy: cycles with a command queued or running
  input  wire [31:0] cycles_busy,
  // cycles_streaming: cycles from the first strip of a queue of commands to the last
  input  wire [31:0] cycles_streaming,
  // beats: cycles in which a strip of each channel was taken
  input  wire [31:0] beats,
  // back_pressured: cycles in which strips were there, but no room for results
  input  wire [31:0] back_pressured,
  // starved_0: cycles in which the core waited for channel 0
  input  wire [31:0] starved_0,
  // starved_1: cycles in which the core waited for channel 1
  input  wire [31:0] starved_1,
  // starved_2: cycles in which the core waited for channel 2
  input  wire [31:0] starved_2,
  // starved_3: cycles in which the core waited for channel 3
  input  wire [31:0] starved_3,
  // starved_x: cycles in which the core waited for activations
  input  wire [31:0] starved_x,
  // error_record: from 0
  input  wire [17:0] error_record_number,
  // control: stop, drop all commands, clear the error; `status.busy` falls when it is done
  output wire        control_restart,
  // control: zero the performance counters
  output wire        control_clear_counters,
  output wire        interrupt_done,
  output wire        interrupt_error,
  // interrupt_enable: bit by bit as in `interrupt`
  output wire [1:0]  interrupt_enable_mask,
  // window_first: address bits 39:12
  output wire [27:0] window_first_page,
  // window_last: address bits 39:12
  output wire [27:0] window_last_page,
  // window_lock: the window is locked
  output wire        window_lock_locked,
  // axi_cache: ARCACHE of the four ports
  output wire [3:0]  axi_cache_read,
  // axi_cache: AWCACHE of port 0
  output wire [3:0]  axi_cache_write,
  // command_shape: K / 64, rounded up; of a list that runs again: its passes at most, minus one
  output wire [15:0] command_shape_groups,
  // command_shape: N / 32, rounded up
  output wire [15:0] command_shape_blocks,
  // command_flags: format of the weights: 0 `macro`, 1 `dense`, 2 `int8`
  output wire [3:0]  command_flags_format,
  // command_flags: activation vectors, minus one
  output wire [3:0]  command_flags_tokens,
  // command_flags: activations of the command before
  output wire        command_flags_reuse,
  // command_flags: set `interrupt.done` at the end
  output wire        command_flags_interrupt,
  // command_flags: of each vector write only the list of its 64 largest results (512 bytes)
  output wire        command_flags_top,
  // command_flags: must be 0
  output wire [16:0] command_flags_reserved,
  // command_flags: what is computed: 0 `matmul`, 1 `list`
  output wire [3:0]  command_flags_operation,
  // weights_0_low: weights of channel 0; bits 17:0 of a list: the token of its first pass: address bits 31:0
  output wire [31:0] weights_0_low,
  // weights_0_high: address bits 39:32
  output wire [7:0]  weights_0_high_bits,
  // weights_0_high: must be 0
  output wire [23:0] weights_0_high_reserved,
  // weights_1_low: weights of channel 1: address bits 31:0
  output wire [31:0] weights_1_low,
  // weights_1_high: address bits 39:32
  output wire [7:0]  weights_1_high_bits,
  // weights_1_high: must be 0
  output wire [23:0] weights_1_high_reserved,
  // weights_2_low: weights of channel 2: address bits 31:0
  output wire [31:0] weights_2_low,
  // weights_2_high: address bits 39:32
  output wire [7:0]  weights_2_high_bits,
  // weights_2_high: must be 0
  output wire [23:0] weights_2_high_reserved,
  // weights_3_low: weights of channel 3: address bits 31:0
  output wire [31:0] weights_3_low,
  // weights_3_high: address bits 39:32
  output wire [7:0]  weights_3_high_bits,
  // weights_3_high: must be 0
  output wire [23:0] weights_3_high_reserved,
  // activations_low: activation vectors, rows of K float32 filled with zeros to a multiple of 64: address bits
  // 31:0
  output wire [31:0] activations_low,
  // activations_high: address bits 39:32
  output wire [7:0]  activations_high_bits,
  // activations_high: must be 0
  output wire [23:0] activations_high_reserved,
  // results_low: results, rows of N float32 filled to a multiple of 32, or the list; a multiple of 128 bytes:
  // address bits 31:0
  output wire [31:0] results_low,
  // results_high: address bits 39:32
  output wire [7:0]  results_high_bits,
  // results_high: must be 0
  output wire [23:0] results_high_reserved,
  // push: queue it
  output wire        push_command,
  // command_outputs: N
  output wire [18:0] command_outputs_count,
  // command_outputs: must be 0
  output wire [12:0] command_outputs_reserved,
  // command_position: P
  output wire [15:0] command_position_first,
  // command_position: must be 0
  output wire [15:0] command_position_reserved
);
  localparam AXI_RESPONSE_OKAY = 2'd0;
  localparam AXI_RESPONSE_SLAVE_ERROR = 2'd2;

  reg b_valid;
  reg r_valid;
  reg [1:0] b_response;
  reg [1:0] r_response;
  reg [31:0] r_data;
  wire write;
  wire read;
  wire [31:0] enabled;
  wire write_control;
  reg control_restart_q;
  reg control_clear_counters_q;
  wire write_interrupt;
  reg interrupt_done_q;
  reg interrupt_error_q;
  wire write_interrupt_enable;
  reg [1:0] interrupt_enable_mask_q;
  wire write_window_first;
  reg [27:0] window_first_page_q;
  wire write_window_last;
  reg [27:0] window_last_page_q;
  wire write_window_lock;
  reg window_lock_locked_q;
  wire write_axi_cache;
  reg [3:0] axi_cache_read_q;
  reg [3:0] axi_cache_write_q;
  wire write_command_shape;
  reg [15:0] command_shape_groups_q;
  reg [15:0] command_shape_blocks_q;
  wire write_command_flags;
  reg [3:0] command_flags_format_q;
  reg [3:0] command_flags_tokens_q;
  reg command_flags_reuse_q;
  reg command_flags_interrupt_q;
  reg command_flags_top_q;
  reg [16:0] command_flags_reserved_q;
  reg [3:0] command_flags_operation_q;
  wire write_weights_0_low;
  reg [31:0] weights_0_low_q;
  wire write_weights_0_high;
  reg [7:0] weights_0_high_bits_q;
  reg [23:0] weights_0_high_reserved_q;
  wire write_weights_1_low;
  reg [31:0] weights_1_low_q;
  wire write_weights_1_high;
  reg [7:0] weights_1_high_bits_q;
  reg [23:0] weights_1_high_reserved_q;
  wire write_weights_2_low;
  reg [31:0] weights_2_low_q;
  wire write_weights_2_high;
  reg [7:0] weights_2_high_bits_q;
  reg [23:0] weights_2_high_reserved_q;
  wire write_weights_3_low;
  reg [31:0] weights_3_low_q;
  wire write_weights_3_high;
  reg [7:0] weights_3_high_bits_q;
  reg [23:0] weights_3_high_reserved_q;
  wire write_activations_low;
  reg [31:0] activations_low_q;
  wire write_activations_high;
  reg [7:0] activations_high_bits_q;
  reg [23:0] activations_high_reserved_q;
  wire write_results_low;
  reg [31:0] results_low_q;
  wire write_results_high;
  reg [7:0] results_high_bits_q;
  reg [23:0] results_high_reserved_q;
  wire write_push;
  reg push_command_q;
  wire write_command_outputs;
  reg [18:0] command_outputs_count_q;
  reg [12:0] command_outputs_reserved_q;
  wire write_command_position;
  reg [15:0] command_position_first_q;
  reg [15:0] command_position_reserved_q;

  assign write = s_axi_awvalid & s_axi_wvalid & (~b_valid | s_axi_bready);
  assign read = s_axi_arvalid & (~r_valid | s_axi_rready);
  assign s_axi_awready = write;
  assign s_axi_wready = write;
  assign s_axi_bvalid = b_valid;
  assign s_axi_bresp = b_response;
  assign s_axi_arready = read;
  assign s_axi_rvalid = r_valid;
  assign s_axi_rdata = r_data;
  assign s_axi_rresp = r_response;

  always @(posedge clk) begin
    if (write) begin
      b_valid <= 1'b1;
    end else if (s_axi_bready) begin
      b_valid <= 1'b0;
    end
    if (rst) begin
      b_valid <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (read) begin
      r_valid <= 1'b1;
    end else if (s_axi_rready) begin
      r_valid <= 1'b0;
    end
    if (rst) begin
      r_valid <= 1'b0;
    end
  end

  assign enabled = {{8{s_axi_wstrb[3]}}, {8{s_axi_wstrb[2]}}, {8{s_axi_wstrb[1]}}, {8{s_axi_wstrb[0]}}};

  wire _b_response_or = (s_axi_awaddr[11:2] == 10'd0) | (s_axi_awaddr[11:2] == 10'd1) |
      (s_axi_awaddr[11:2] == 10'd2) | (s_axi_awaddr[11:2] == 10'd4) | (s_axi_awaddr[11:2] == 10'd5) |
      (s_axi_awaddr[11:2] == 10'd6) | (s_axi_awaddr[11:2] == 10'd7) | (s_axi_awaddr[11:2] == 10'd8) |
      (s_axi_awaddr[11:2] == 10'd9) | (s_axi_awaddr[11:2] == 10'd10) | (s_axi_awaddr[11:2] == 10'd11) |
      (s_axi_awaddr[11:2] == 10'd12) | (s_axi_awaddr[11:2] == 10'd13) | (s_axi_awaddr[11:2] == 10'd14) |
      (s_axi_awaddr[11:2] == 10'd15) | (s_axi_awaddr[11:2] == 10'd16) | (s_axi_awaddr[11:2] == 10'd17) |
      (s_axi_awaddr[11:2] == 10'd18) | (s_axi_awaddr[11:2] == 10'd19) | (s_axi_awaddr[11:2] == 10'd20) |
      (s_axi_awaddr[11:2] == 10'd21) | (s_axi_awaddr[11:2] == 10'd22) | (s_axi_awaddr[11:2] == 10'd23);

  always @(posedge clk) begin
    if (write) begin
      b_response <= _b_response_or || s_axi_awaddr[11:2] == 10'd24 || s_axi_awaddr[11:2] == 10'd25 ||
          s_axi_awaddr[11:2] == 10'd26 || s_axi_awaddr[11:2] == 10'd27 || s_axi_awaddr[11:2] == 10'd28 ||
          s_axi_awaddr[11:2] == 10'd29 || s_axi_awaddr[11:2] == 10'd30 || s_axi_awaddr[11:2] == 10'd31 ||
          s_axi_awaddr[11:2] == 10'd32 || s_axi_awaddr[11:2] == 10'd33 || s_axi_awaddr[11:2] == 10'd34 ||
          s_axi_awaddr[11:2] == 10'd35 || s_axi_awaddr[11:2] == 10'd36 || s_axi_awaddr[11:2] == 10'd37 ||
          s_axi_awaddr[11:2] == 10'd38 || s_axi_awaddr[11:2] == 10'd39 || s_axi_awaddr[11:2] == 10'd40 ||
          s_axi_awaddr[11:2] == 10'd41 || s_axi_awaddr[11:2] == 10'd42 ? AXI_RESPONSE_OKAY
          : AXI_RESPONSE_SLAVE_ERROR;
    end
  end

  assign write_control = write & (s_axi_awaddr[11:2] == 10'd4);

  always @(posedge clk) begin
    control_restart_q <= s_axi_wdata[0] & enabled[0] & write_control;
    control_clear_counters_q <= s_axi_wdata[1] & enabled[1] & write_control;
    interrupt_done_q <= (interrupt_done_q & ~(s_axi_wdata[0] & enabled[0] & write_interrupt)) |
        interrupt_done_set;
    interrupt_error_q <= (interrupt_error_q & ~(s_axi_wdata[1] & enabled[1] & write_interrupt)) |
        interrupt_error_set;
    if (rst) begin
      control_restart_q <= 1'b0;
      control_clear_counters_q <= 1'b0;
      interrupt_done_q <= 1'b0;
      interrupt_error_q <= 1'b0;
    end
  end

  assign control_restart = control_restart_q;
  assign control_clear_counters = control_clear_counters_q;
  assign write_interrupt = write & (s_axi_awaddr[11:2] == 10'd6);
  assign interrupt_done = interrupt_done_q;
  assign interrupt_error = interrupt_error_q;
  assign write_interrupt_enable = write & (s_axi_awaddr[11:2] == 10'd7);

  always @(posedge clk) begin
    if (write_interrupt_enable) begin
      if (s_axi_wstrb[0]) begin
        interrupt_enable_mask_q <= s_axi_wdata[1:0];
      end
    end
    if (rst) begin
      interrupt_enable_mask_q <= 2'd0;
    end
  end

  assign interrupt_enable_mask = interrupt_enable_mask_q;
  assign write_window_first = write & (s_axi_awaddr[11:2] == 10'd12);

  always @(posedge clk) begin
    if (write_window_first) begin
      if (s_axi_wstrb[0]) begin
        window_first_page_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        window_first_page_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        window_first_page_q[23:16] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        window_first_page_q[27:24] <= s_axi_wdata[27:24];
      end
    end
    if (rst) begin
      window_first_page_q <= 28'd0;
    end
  end

  assign window_first_page = window_first_page_q;
  assign write_window_last = write & (s_axi_awaddr[11:2] == 10'd13);

  always @(posedge clk) begin
    if (write_window_last) begin
      if (s_axi_wstrb[0]) begin
        window_last_page_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        window_last_page_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        window_last_page_q[23:16] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        window_last_page_q[27:24] <= s_axi_wdata[27:24];
      end
    end
    if (rst) begin
      window_last_page_q <= 28'hfffffff;
    end
  end

  assign window_last_page = window_last_page_q;
  assign write_window_lock = write & (s_axi_awaddr[11:2] == 10'd14);

  always @(posedge clk) begin
    if (write_window_lock) begin
      if (s_axi_wstrb[0]) begin
        window_lock_locked_q <= s_axi_wdata[0];
      end
    end
    if (rst) begin
      window_lock_locked_q <= 1'b0;
    end
  end

  assign window_lock_locked = window_lock_locked_q;
  assign write_axi_cache = write & (s_axi_awaddr[11:2] == 10'd15);

  always @(posedge clk) begin
    if (write_axi_cache) begin
      if (s_axi_wstrb[0]) begin
        axi_cache_read_q <= s_axi_wdata[3:0];
      end
      if (s_axi_wstrb[0]) begin
        axi_cache_write_q <= s_axi_wdata[7:4];
      end
    end
    if (rst) begin
      axi_cache_read_q <= 4'd3;
      axi_cache_write_q <= 4'd3;
    end
  end

  assign axi_cache_read = axi_cache_read_q;
  assign axi_cache_write = axi_cache_write_q;
  assign write_command_shape = write & (s_axi_awaddr[11:2] == 10'd16);

  always @(posedge clk) begin
    if (write_command_shape) begin
      if (s_axi_wstrb[0]) begin
        command_shape_groups_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        command_shape_groups_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        command_shape_blocks_q[7:0] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        command_shape_blocks_q[15:8] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      command_shape_groups_q <= 16'd0;
      command_shape_blocks_q <= 16'd0;
    end
  end

  assign command_shape_groups = command_shape_groups_q;
  assign command_shape_blocks = command_shape_blocks_q;
  assign write_command_flags = write & (s_axi_awaddr[11:2] == 10'd17);

  always @(posedge clk) begin
    if (write_command_flags) begin
      if (s_axi_wstrb[0]) begin
        command_flags_format_q <= s_axi_wdata[3:0];
      end
      if (s_axi_wstrb[0]) begin
        command_flags_tokens_q <= s_axi_wdata[7:4];
      end
      if (s_axi_wstrb[1]) begin
        command_flags_reuse_q <= s_axi_wdata[8];
      end
      if (s_axi_wstrb[1]) begin
        command_flags_interrupt_q <= s_axi_wdata[9];
      end
      if (s_axi_wstrb[1]) begin
        command_flags_top_q <= s_axi_wdata[10];
      end
      if (s_axi_wstrb[1]) begin
        command_flags_reserved_q[4:0] <= s_axi_wdata[15:11];
      end
      if (s_axi_wstrb[2]) begin
        command_flags_reserved_q[12:5] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        command_flags_reserved_q[16:13] <= s_axi_wdata[27:24];
      end
      if (s_axi_wstrb[3]) begin
        command_flags_operation_q <= s_axi_wdata[31:28];
      end
    end
    if (rst) begin
      command_flags_format_q <= 4'd0;
      command_flags_tokens_q <= 4'd0;
      command_flags_reuse_q <= 1'b0;
      command_flags_interrupt_q <= 1'b0;
      command_flags_top_q <= 1'b0;
      command_flags_reserved_q <= 17'd0;
      command_flags_operation_q <= 4'd0;
    end
  end

  assign command_flags_format = command_flags_format_q;
  assign command_flags_tokens = command_flags_tokens_q;
  assign command_flags_reuse = command_flags_reuse_q;
  assign command_flags_interrupt = command_flags_interrupt_q;
  assign command_flags_top = command_flags_top_q;
  assign command_flags_reserved = command_flags_reserved_q;
  assign command_flags_operation = command_flags_operation_q;
  assign write_weights_0_low = write & (s_axi_awaddr[11:2] == 10'd18);

  always @(posedge clk) begin
    if (write_weights_0_low) begin
      if (s_axi_wstrb[0]) begin
        weights_0_low_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        weights_0_low_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        weights_0_low_q[23:16] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        weights_0_low_q[31:24] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      weights_0_low_q <= 32'd0;
    end
  end

  assign weights_0_low = weights_0_low_q;
  assign write_weights_0_high = write & (s_axi_awaddr[11:2] == 10'd19);

  always @(posedge clk) begin
    if (write_weights_0_high) begin
      if (s_axi_wstrb[0]) begin
        weights_0_high_bits_q <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        weights_0_high_reserved_q[7:0] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        weights_0_high_reserved_q[15:8] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        weights_0_high_reserved_q[23:16] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      weights_0_high_bits_q <= 8'd0;
      weights_0_high_reserved_q <= 24'd0;
    end
  end

  assign weights_0_high_bits = weights_0_high_bits_q;
  assign weights_0_high_reserved = weights_0_high_reserved_q;
  assign write_weights_1_low = write & (s_axi_awaddr[11:2] == 10'd20);

  always @(posedge clk) begin
    if (write_weights_1_low) begin
      if (s_axi_wstrb[0]) begin
        weights_1_low_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        weights_1_low_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        weights_1_low_q[23:16] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        weights_1_low_q[31:24] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      weights_1_low_q <= 32'd0;
    end
  end

  assign weights_1_low = weights_1_low_q;
  assign write_weights_1_high = write & (s_axi_awaddr[11:2] == 10'd21);

  always @(posedge clk) begin
    if (write_weights_1_high) begin
      if (s_axi_wstrb[0]) begin
        weights_1_high_bits_q <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        weights_1_high_reserved_q[7:0] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        weights_1_high_reserved_q[15:8] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        weights_1_high_reserved_q[23:16] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      weights_1_high_bits_q <= 8'd0;
      weights_1_high_reserved_q <= 24'd0;
    end
  end

  assign weights_1_high_bits = weights_1_high_bits_q;
  assign weights_1_high_reserved = weights_1_high_reserved_q;
  assign write_weights_2_low = write & (s_axi_awaddr[11:2] == 10'd22);

  always @(posedge clk) begin
    if (write_weights_2_low) begin
      if (s_axi_wstrb[0]) begin
        weights_2_low_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        weights_2_low_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        weights_2_low_q[23:16] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        weights_2_low_q[31:24] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      weights_2_low_q <= 32'd0;
    end
  end

  assign weights_2_low = weights_2_low_q;
  assign write_weights_2_high = write & (s_axi_awaddr[11:2] == 10'd23);

  always @(posedge clk) begin
    if (write_weights_2_high) begin
      if (s_axi_wstrb[0]) begin
        weights_2_high_bits_q <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        weights_2_high_reserved_q[7:0] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        weights_2_high_reserved_q[15:8] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        weights_2_high_reserved_q[23:16] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      weights_2_high_bits_q <= 8'd0;
      weights_2_high_reserved_q <= 24'd0;
    end
  end

  assign weights_2_high_bits = weights_2_high_bits_q;
  assign weights_2_high_reserved = weights_2_high_reserved_q;
  assign write_weights_3_low = write & (s_axi_awaddr[11:2] == 10'd24);

  always @(posedge clk) begin
    if (write_weights_3_low) begin
      if (s_axi_wstrb[0]) begin
        weights_3_low_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        weights_3_low_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        weights_3_low_q[23:16] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        weights_3_low_q[31:24] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      weights_3_low_q <= 32'd0;
    end
  end

  assign weights_3_low = weights_3_low_q;
  assign write_weights_3_high = write & (s_axi_awaddr[11:2] == 10'd25);

  always @(posedge clk) begin
    if (write_weights_3_high) begin
      if (s_axi_wstrb[0]) begin
        weights_3_high_bits_q <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        weights_3_high_reserved_q[7:0] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        weights_3_high_reserved_q[15:8] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        weights_3_high_reserved_q[23:16] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      weights_3_high_bits_q <= 8'd0;
      weights_3_high_reserved_q <= 24'd0;
    end
  end

  assign weights_3_high_bits = weights_3_high_bits_q;
  assign weights_3_high_reserved = weights_3_high_reserved_q;
  assign write_activations_low = write & (s_axi_awaddr[11:2] == 10'd26);

  always @(posedge clk) begin
    if (write_activations_low) begin
      if (s_axi_wstrb[0]) begin
        activations_low_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        activations_low_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        activations_low_q[23:16] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        activations_low_q[31:24] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      activations_low_q <= 32'd0;
    end
  end

  assign activations_low = activations_low_q;
  assign write_activations_high = write & (s_axi_awaddr[11:2] == 10'd27);

  always @(posedge clk) begin
    if (write_activations_high) begin
      if (s_axi_wstrb[0]) begin
        activations_high_bits_q <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        activations_high_reserved_q[7:0] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        activations_high_reserved_q[15:8] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        activations_high_reserved_q[23:16] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      activations_high_bits_q <= 8'd0;
      activations_high_reserved_q <= 24'd0;
    end
  end

  assign activations_high_bits = activations_high_bits_q;
  assign activations_high_reserved = activations_high_reserved_q;
  assign write_results_low = write & (s_axi_awaddr[11:2] == 10'd28);

  always @(posedge clk) begin
    if (write_results_low) begin
      if (s_axi_wstrb[0]) begin
        results_low_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        results_low_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        results_low_q[23:16] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        results_low_q[31:24] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      results_low_q <= 32'd0;
    end
  end

  assign results_low = results_low_q;
  assign write_results_high = write & (s_axi_awaddr[11:2] == 10'd29);

  always @(posedge clk) begin
    if (write_results_high) begin
      if (s_axi_wstrb[0]) begin
        results_high_bits_q <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        results_high_reserved_q[7:0] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        results_high_reserved_q[15:8] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        results_high_reserved_q[23:16] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      results_high_bits_q <= 8'd0;
      results_high_reserved_q <= 24'd0;
    end
  end

  assign results_high_bits = results_high_bits_q;
  assign results_high_reserved = results_high_reserved_q;
  assign write_push = write & (s_axi_awaddr[11:2] == 10'd30);

  always @(posedge clk) begin
    push_command_q <= s_axi_wdata[0] & enabled[0] & write_push;
    if (rst) begin
      push_command_q <= 1'b0;
    end
  end

  assign push_command = push_command_q;
  assign write_command_outputs = write & (s_axi_awaddr[11:2] == 10'd31);

  always @(posedge clk) begin
    if (write_command_outputs) begin
      if (s_axi_wstrb[0]) begin
        command_outputs_count_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        command_outputs_count_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        command_outputs_count_q[18:16] <= s_axi_wdata[18:16];
      end
      if (s_axi_wstrb[2]) begin
        command_outputs_reserved_q[4:0] <= s_axi_wdata[23:19];
      end
      if (s_axi_wstrb[3]) begin
        command_outputs_reserved_q[12:5] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      command_outputs_count_q <= 19'd0;
      command_outputs_reserved_q <= 13'd0;
    end
  end

  assign command_outputs_count = command_outputs_count_q;
  assign command_outputs_reserved = command_outputs_reserved_q;
  assign write_command_position = write & (s_axi_awaddr[11:2] == 10'd41);

  always @(posedge clk) begin
    if (write_command_position) begin
      if (s_axi_wstrb[0]) begin
        command_position_first_q[7:0] <= s_axi_wdata[7:0];
      end
      if (s_axi_wstrb[1]) begin
        command_position_first_q[15:8] <= s_axi_wdata[15:8];
      end
      if (s_axi_wstrb[2]) begin
        command_position_reserved_q[7:0] <= s_axi_wdata[23:16];
      end
      if (s_axi_wstrb[3]) begin
        command_position_reserved_q[15:8] <= s_axi_wdata[31:24];
      end
    end
    if (rst) begin
      command_position_first_q <= 16'd0;
      command_position_reserved_q <= 16'd0;
    end
  end

  assign command_position_first = command_position_first_q;
  assign command_position_reserved = command_position_reserved_q;

  always @(posedge clk) begin
    if (read) begin
      case (s_axi_araddr[11:2])
        10'd0: begin
          r_data <= 32'h4d4d4143;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd1: begin
          r_data <= 32'h10006;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd2: begin
          r_data <= 32'h800844;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd4: begin
          r_data <= 32'd0;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd5: begin
          r_data <= {24'd0, status_queued, 2'd0, status_stopped, status_busy};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd6: begin
          r_data <= {30'd0, interrupt_error_q, interrupt_done_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd7: begin
          r_data <= {30'd0, interrupt_enable_mask_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd8: begin
          r_data <= completed;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd9: begin
          r_data <= {22'd0, error_response, 1'b0, error_place, error_code};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd10: begin
          r_data <= error_address_low;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd11: begin
          r_data <= {24'd0, error_address_high_bits};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd12: begin
          r_data <= {4'd0, window_first_page_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd13: begin
          r_data <= {4'd0, window_last_page_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd14: begin
          r_data <= {31'd0, window_lock_locked_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd15: begin
          r_data <= {24'd0, axi_cache_write_q, axi_cache_read_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd16: begin
          r_data <= {command_shape_blocks_q, command_shape_groups_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd17: begin
          r_data <= {command_flags_operation_q, command_flags_reserved_q, command_flags_top_q,
              command_flags_interrupt_q, command_flags_reuse_q, command_flags_tokens_q, command_flags_format_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd18: begin
          r_data <= weights_0_low_q;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd19: begin
          r_data <= {weights_0_high_reserved_q, weights_0_high_bits_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd20: begin
          r_data <= weights_1_low_q;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd21: begin
          r_data <= {weights_1_high_reserved_q, weights_1_high_bits_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd22: begin
          r_data <= weights_2_low_q;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd23: begin
          r_data <= {weights_2_high_reserved_q, weights_2_high_bits_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd24: begin
          r_data <= weights_3_low_q;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd25: begin
          r_data <= {weights_3_high_reserved_q, weights_3_high_bits_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd26: begin
          r_data <= activations_low_q;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd27: begin
          r_data <= {activations_high_reserved_q, activations_high_bits_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd28: begin
          r_data <= results_low_q;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd29: begin
          r_data <= {results_high_reserved_q, results_high_bits_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd30: begin
          r_data <= 32'd0;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd31: begin
          r_data <= {command_outputs_reserved_q, command_outputs_count_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd32: begin
          r_data <= cycles_busy;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd33: begin
          r_data <= cycles_streaming;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd34: begin
          r_data <= beats;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd35: begin
          r_data <= back_pressured;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd36: begin
          r_data <= starved_0;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd37: begin
          r_data <= starved_1;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd38: begin
          r_data <= starved_2;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd39: begin
          r_data <= starved_3;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd40: begin
          r_data <= starved_x;
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd41: begin
          r_data <= {command_position_reserved_q, command_position_first_q};
          r_response <= AXI_RESPONSE_OKAY;
        end
        10'd42: begin
          r_data <= {14'd0, error_record_number};
          r_response <= AXI_RESPONSE_OKAY;
        end
        default: begin
          r_data <= 32'd0;
          r_response <= AXI_RESPONSE_SLAVE_ERROR;
        end
      endcase
    end
  end

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, s_axi_awaddr[1:0], s_axi_awprot, s_axi_araddr[1:0], s_axi_arprot, enabled[31:2]};

`ifdef FORMAL
  localparam AXI_RESPONSE_EXCLUSIVE_OKAY = 2'd1;

  reg _past_value;
  reg _edges1;
  reg [11:0] _past_s_axi_awaddr;
  reg [2:0] _past_s_axi_awprot;
  reg s_axi_aw_awake;
  reg _past_value_2;
  reg [31:0] _past_s_axi_wdata;
  reg [3:0] _past_s_axi_wstrb;
  reg s_axi_w_awake;
  reg _past_value_3;
  reg [11:0] _past_s_axi_araddr;
  reg [2:0] _past_s_axi_arprot;
  reg s_axi_ar_awake;
  reg _past_value_4;
  reg [1:0] _past_s_axi_bresp;
  reg s_axi_b_awake;
  reg _past_value_5;
  reg [31:0] _past_s_axi_rdata;
  reg [1:0] _past_s_axi_rresp;
  reg s_axi_r_awake;
  reg [1:0] s_axi_addresses_open;
  reg [1:0] s_axi_words_open;
  reg [1:0] s_axi_reads_open;
  reg _past_write;
  reg _past_read;

  always @(posedge clk) begin
    _past_value <= s_axi_awvalid & ~s_axi_awready;
    _edges1 <= 1'b1;
    _past_s_axi_awaddr <= s_axi_awaddr;
    _past_s_axi_awprot <= s_axi_awprot;
    _past_value_2 <= s_axi_wvalid & ~s_axi_wready;
    _past_s_axi_wdata <= s_axi_wdata;
    _past_s_axi_wstrb <= s_axi_wstrb;
    _past_value_3 <= s_axi_arvalid & ~s_axi_arready;
    _past_s_axi_araddr <= s_axi_araddr;
    _past_s_axi_arprot <= s_axi_arprot;
    _past_value_4 <= s_axi_bvalid & ~s_axi_bready;
    _past_s_axi_bresp <= s_axi_bresp;
    _past_value_5 <= s_axi_rvalid & ~s_axi_rready;
    _past_s_axi_rdata <= s_axi_rdata;
    _past_s_axi_rresp <= s_axi_rresp;
    if (rst) begin
      _edges1 <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      s_axi_aw_valid_stays_until_ready: assume (!_edges1 || !_past_value || s_axi_awvalid);
      s_axi_aw_the_payload_stays_until_ready: assume (!_edges1 || !_past_value ||
          (s_axi_awaddr == _past_s_axi_awaddr && s_axi_awprot == _past_s_axi_awprot));
    end
  end

  always @(posedge clk) begin
    s_axi_aw_awake <= 1'b1;
    if (rst) begin
      s_axi_aw_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      s_axi_aw_nothing_is_offered_on_the_first_edge_after_reset: assume (s_axi_aw_awake || !s_axi_awvalid);
      s_axi_w_valid_stays_until_ready: assume (!_edges1 || !_past_value_2 || s_axi_wvalid);
      s_axi_w_the_payload_stays_until_ready: assume (!_edges1 || !_past_value_2 ||
          (s_axi_wdata == _past_s_axi_wdata && s_axi_wstrb == _past_s_axi_wstrb));
    end
  end

  always @(posedge clk) begin
    s_axi_w_awake <= 1'b1;
    if (rst) begin
      s_axi_w_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      s_axi_w_nothing_is_offered_on_the_first_edge_after_reset: assume (s_axi_w_awake || !s_axi_wvalid);
      s_axi_ar_valid_stays_until_ready: assume (!_edges1 || !_past_value_3 || s_axi_arvalid);
      s_axi_ar_the_payload_stays_until_ready: assume (!_edges1 || !_past_value_3 ||
          (s_axi_araddr == _past_s_axi_araddr && s_axi_arprot == _past_s_axi_arprot));
    end
  end

  always @(posedge clk) begin
    s_axi_ar_awake <= 1'b1;
    if (rst) begin
      s_axi_ar_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      s_axi_ar_nothing_is_offered_on_the_first_edge_after_reset: assume (s_axi_ar_awake || !s_axi_arvalid);
      s_axi_b_valid_stays_until_ready: assert (!_edges1 || !_past_value_4 || s_axi_bvalid);
      s_axi_b_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_4 ||
          s_axi_bresp == _past_s_axi_bresp);
    end
  end

  always @(posedge clk) begin
    s_axi_b_awake <= 1'b1;
    if (rst) begin
      s_axi_b_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      s_axi_b_nothing_is_offered_on_the_first_edge_after_reset: assert (s_axi_b_awake || !s_axi_bvalid);
      s_axi_r_valid_stays_until_ready: assert (!_edges1 || !_past_value_5 || s_axi_rvalid);
      s_axi_r_the_payload_stays_until_ready: assert (!_edges1 || !_past_value_5 ||
          (s_axi_rdata == _past_s_axi_rdata && s_axi_rresp == _past_s_axi_rresp));
    end
  end

  always @(posedge clk) begin
    s_axi_r_awake <= 1'b1;
    if (rst) begin
      s_axi_r_awake <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      s_axi_r_nothing_is_offered_on_the_first_edge_after_reset: assert (s_axi_r_awake || !s_axi_rvalid);
      s_axi_b_no_exclusive_answer: assert (!s_axi_bvalid || s_axi_bresp != AXI_RESPONSE_EXCLUSIVE_OKAY);
      s_axi_r_no_exclusive_answer: assert (!s_axi_rvalid || s_axi_rresp != AXI_RESPONSE_EXCLUSIVE_OKAY);
    end
  end

  always @(posedge clk) begin
    s_axi_addresses_open <= s_axi_addresses_open +
        {1'b0, s_axi_awvalid & s_axi_awready} - {1'b0, s_axi_bvalid & s_axi_bready};
    if (rst) begin
      s_axi_addresses_open <= 2'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      s_axi_up_to_2_addresses_are_open: assume (!(s_axi_awvalid && s_axi_awready) ||
          s_axi_addresses_open < 2'd2);
      s_axi_an_answer_comes_for_an_address_that_is_open: assert (!s_axi_bvalid || s_axi_addresses_open != 2'd0);
    end
  end

  always @(posedge clk) begin
    s_axi_words_open <= s_axi_words_open +
        {1'b0, s_axi_wvalid & s_axi_wready} - {1'b0, s_axi_bvalid & s_axi_bready};
    if (rst) begin
      s_axi_words_open <= 2'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      s_axi_up_to_2_words_are_open: assume (!(s_axi_wvalid && s_axi_wready) || s_axi_words_open < 2'd2);
      s_axi_an_answer_comes_for_data_that_is_open: assert (!s_axi_bvalid || s_axi_words_open != 2'd0);
    end
  end

  always @(posedge clk) begin
    s_axi_reads_open <= s_axi_reads_open +
        {1'b0, s_axi_arvalid & s_axi_arready} - {1'b0, s_axi_rvalid & s_axi_rready};
    if (rst) begin
      s_axi_reads_open <= 2'd0;
    end
  end

  always @(posedge clk) begin
    if (!rst) begin
      s_axi_up_to_2_reads_are_open: assume (!(s_axi_arvalid && s_axi_arready) || s_axi_reads_open < 2'd2);
      s_axi_data_comes_for_an_address_that_is_open: assert (!s_axi_rvalid || s_axi_reads_open != 2'd0);
    end
  end

  always @(posedge clk) begin
    _past_write <= write;
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_write_is_answered_in_the_next_cycle: assert (!_edges1 || !_past_write || b_valid);
    end
  end

  always @(posedge clk) begin
    _past_read <= read;
  end

  always @(posedge clk) begin
    if (!rst) begin
      a_read_is_answered_in_the_next_cycle: assert (!_edges1 || !_past_read || r_valid);
      a_read_waits_for_nothing_but_the_answer_before_it: assert (!(s_axi_arvalid && s_axi_rready) ||
          s_axi_arready);
      a_write_a_cycle: cover (_edges1 && _past_write && write);
      a_read_a_cycle: cover (_edges1 && _past_read && read);
    end
  end
`endif

endmodule

`default_nettype wire
