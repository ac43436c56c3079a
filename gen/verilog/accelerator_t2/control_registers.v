// control_registers, from module.ts
`default_nettype none

module control_registers (
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
  input  wire        status_busy,
  input  wire        status_stopped,
  input  wire [3:0]  status_queued,
  input  wire        interrupt_done_set,
  input  wire        interrupt_error_set,
  input  wire [31:0] completed,
  input  wire [3:0]  error_code,
  input  wire [2:0]  error_place,
  input  wire [1:0]  error_response,
  input  wire [31:0] error_address_low,
  input  wire [7:0]  error_address_high_bits,
  input  wire [31:0] cycles_busy,
  input  wire [31:0] cycles_streaming,
  input  wire [31:0] beats,
  input  wire [31:0] back_pressured,
  input  wire [31:0] starved_0,
  input  wire [31:0] starved_1,
  input  wire [31:0] starved_2,
  input  wire [31:0] starved_3,
  input  wire [31:0] starved_x,
  input  wire [17:0] error_record_number,
  output wire        control_restart,
  output wire        control_clear_counters,
  output wire        interrupt_done,
  output wire        interrupt_error,
  output wire [1:0]  interrupt_enable_mask,
  output wire [27:0] window_first_page,
  output wire [27:0] window_last_page,
  output wire        window_lock_locked,
  output wire [3:0]  axi_cache_read,
  output wire [3:0]  axi_cache_write,
  output wire [15:0] command_shape_groups,
  output wire [15:0] command_shape_blocks,
  output wire [3:0]  command_flags_format,
  output wire [3:0]  command_flags_tokens,
  output wire        command_flags_reuse,
  output wire        command_flags_interrupt,
  output wire        command_flags_top,
  output wire [16:0] command_flags_reserved,
  output wire [3:0]  command_flags_operation,
  output wire [31:0] weights_0_low,
  output wire [7:0]  weights_0_high_bits,
  output wire [23:0] weights_0_high_reserved,
  output wire [31:0] weights_1_low,
  output wire [7:0]  weights_1_high_bits,
  output wire [23:0] weights_1_high_reserved,
  output wire [31:0] weights_2_low,
  output wire [7:0]  weights_2_high_bits,
  output wire [23:0] weights_2_high_reserved,
  output wire [31:0] weights_3_low,
  output wire [7:0]  weights_3_high_bits,
  output wire [23:0] weights_3_high_reserved,
  output wire [31:0] activations_low,
  output wire [7:0]  activations_high_bits,
  output wire [23:0] activations_high_reserved,
  output wire [31:0] results_low,
  output wire [7:0]  results_high_bits,
  output wire [23:0] results_high_reserved,
  output wire        push_command,
  output wire [18:0] command_outputs_count,
  output wire [12:0] command_outputs_reserved,
  output wire [15:0] command_position_first,
  output wire [15:0] command_position_reserved
);
  reg b_valid; // module.ts:74
  reg r_valid;
  reg [1:0] b_response; // module.ts:75
  reg [1:0] r_response;
  reg [31:0] r_data;
  wire write; // module.ts:76
  wire read;
  wire [31:0] enabled; // module.ts:91
  wire write_control; // module.ts:100
  reg control_restart_q; // module.ts:158
  reg control_clear_counters_q;
  wire write_interrupt; // module.ts:100
  reg interrupt_done_q; // module.ts:163
  reg interrupt_error_q;
  wire write_interrupt_enable; // module.ts:100
  reg [1:0] interrupt_enable_mask_q; // module.ts:147
  wire write_window_first; // module.ts:100
  reg [27:0] window_first_page_q; // module.ts:147
  wire write_window_last; // module.ts:100
  reg [27:0] window_last_page_q; // module.ts:147
  wire write_window_lock; // module.ts:100
  reg window_lock_locked_q; // module.ts:147
  wire write_axi_cache; // module.ts:100
  reg [3:0] axi_cache_read_q; // module.ts:147
  reg [3:0] axi_cache_write_q;
  wire write_command_shape; // module.ts:100
  reg [15:0] command_shape_groups_q; // module.ts:147
  reg [15:0] command_shape_blocks_q;
  wire write_command_flags; // module.ts:100
  reg [3:0] command_flags_format_q; // module.ts:147
  reg [3:0] command_flags_tokens_q;
  reg command_flags_reuse_q;
  reg command_flags_interrupt_q;
  reg command_flags_top_q;
  reg [16:0] command_flags_reserved_q;
  reg [3:0] command_flags_operation_q;
  wire write_weights_0_low; // module.ts:100
  reg [31:0] weights_0_low_q; // module.ts:147
  wire write_weights_0_high; // module.ts:100
  reg [7:0] weights_0_high_bits_q; // module.ts:147
  reg [23:0] weights_0_high_reserved_q;
  wire write_weights_1_low; // module.ts:100
  reg [31:0] weights_1_low_q; // module.ts:147
  wire write_weights_1_high; // module.ts:100
  reg [7:0] weights_1_high_bits_q; // module.ts:147
  reg [23:0] weights_1_high_reserved_q;
  wire write_weights_2_low; // module.ts:100
  reg [31:0] weights_2_low_q; // module.ts:147
  wire write_weights_2_high; // module.ts:100
  reg [7:0] weights_2_high_bits_q; // module.ts:147
  reg [23:0] weights_2_high_reserved_q;
  wire write_weights_3_low; // module.ts:100
  reg [31:0] weights_3_low_q; // module.ts:147
  wire write_weights_3_high; // module.ts:100
  reg [7:0] weights_3_high_bits_q; // module.ts:147
  reg [23:0] weights_3_high_reserved_q;
  wire write_activations_low; // module.ts:100
  reg [31:0] activations_low_q; // module.ts:147
  wire write_activations_high; // module.ts:100
  reg [7:0] activations_high_bits_q; // module.ts:147
  reg [23:0] activations_high_reserved_q;
  wire write_results_low; // module.ts:100
  reg [31:0] results_low_q; // module.ts:147
  wire write_results_high; // module.ts:100
  reg [7:0] results_high_bits_q; // module.ts:147
  reg [23:0] results_high_reserved_q;
  wire write_push; // module.ts:100
  reg push_command_q; // module.ts:158
  wire write_command_outputs; // module.ts:100
  reg [18:0] command_outputs_count_q; // module.ts:147
  reg [12:0] command_outputs_reserved_q;
  wire write_command_position; // module.ts:100
  reg [15:0] command_position_first_q; // module.ts:147
  reg [15:0] command_position_reserved_q;

  assign write = s_axi_awvalid & s_axi_wvalid & (~b_valid | s_axi_bready); // module.ts:76
  assign read = s_axi_arvalid & (~r_valid | s_axi_rready);
  assign s_axi_awready = write; // module.ts:81
  assign s_axi_wready = write; // module.ts:82
  assign s_axi_bvalid = b_valid; // module.ts:83
  assign s_axi_bresp = b_response; // module.ts:84
  assign s_axi_arready = read; // module.ts:85
  assign s_axi_rvalid = r_valid; // module.ts:86
  assign s_axi_rdata = r_data; // module.ts:87
  assign s_axi_rresp = r_response;

  always @(posedge clk) begin // module.ts:88
    if (write) begin
      b_valid <= 1'b1;
    end else if (s_axi_bready) begin
      b_valid <= 1'b0;
    end
    if (rst) begin
      b_valid <= 1'b0;
    end
  end

  always @(posedge clk) begin // module.ts:89
    if (read) begin
      r_valid <= 1'b1;
    end else if (s_axi_rready) begin
      r_valid <= 1'b0;
    end
    if (rst) begin
      r_valid <= 1'b0;
    end
  end

  assign enabled = {{8{s_axi_wstrb[3]}}, {8{s_axi_wstrb[2]}}, {8{s_axi_wstrb[1]}}, {8{s_axi_wstrb[0]}}}; // module.ts:91

  wire _b_response_or = (s_axi_awaddr[11:2] == 10'd0) | (s_axi_awaddr[11:2] == 10'd1) |
      (s_axi_awaddr[11:2] == 10'd2) | (s_axi_awaddr[11:2] == 10'd4) | (s_axi_awaddr[11:2] == 10'd5) |
      (s_axi_awaddr[11:2] == 10'd6) | (s_axi_awaddr[11:2] == 10'd7) | (s_axi_awaddr[11:2] == 10'd8) |
      (s_axi_awaddr[11:2] == 10'd9) | (s_axi_awaddr[11:2] == 10'd10) | (s_axi_awaddr[11:2] == 10'd11) |
      (s_axi_awaddr[11:2] == 10'd12) | (s_axi_awaddr[11:2] == 10'd13) | (s_axi_awaddr[11:2] == 10'd14) |
      (s_axi_awaddr[11:2] == 10'd15) | (s_axi_awaddr[11:2] == 10'd16) | (s_axi_awaddr[11:2] == 10'd17) |
      (s_axi_awaddr[11:2] == 10'd18) | (s_axi_awaddr[11:2] == 10'd19) | (s_axi_awaddr[11:2] == 10'd20) |
      (s_axi_awaddr[11:2] == 10'd21) | (s_axi_awaddr[11:2] == 10'd22) | (s_axi_awaddr[11:2] == 10'd23);

  always @(posedge clk) begin // module.ts:96
    if (write) begin
      b_response <= _b_response_or || s_axi_awaddr[11:2] == 10'd24 || s_axi_awaddr[11:2] == 10'd25 ||
          s_axi_awaddr[11:2] == 10'd26 || s_axi_awaddr[11:2] == 10'd27 || s_axi_awaddr[11:2] == 10'd28 ||
          s_axi_awaddr[11:2] == 10'd29 || s_axi_awaddr[11:2] == 10'd30 || s_axi_awaddr[11:2] == 10'd31 ||
          s_axi_awaddr[11:2] == 10'd32 || s_axi_awaddr[11:2] == 10'd33 || s_axi_awaddr[11:2] == 10'd34 ||
          s_axi_awaddr[11:2] == 10'd35 || s_axi_awaddr[11:2] == 10'd36 || s_axi_awaddr[11:2] == 10'd37 ||
          s_axi_awaddr[11:2] == 10'd38 || s_axi_awaddr[11:2] == 10'd39 || s_axi_awaddr[11:2] == 10'd40 ||
          s_axi_awaddr[11:2] == 10'd41 || s_axi_awaddr[11:2] == 10'd42 ? 2'd0 : 2'd2;
    end
  end

  assign write_control = write & (s_axi_awaddr[11:2] == 10'd4); // module.ts:100

  always @(posedge clk) begin // module.ts:158
    control_restart_q <= s_axi_wdata[0] & enabled[0] & write_control;
    control_clear_counters_q <= s_axi_wdata[1] & enabled[1] & write_control;
    interrupt_done_q <= (interrupt_done_q & ~(s_axi_wdata[0] & enabled[0] & write_interrupt)) |
        interrupt_done_set; // module.ts:165
    interrupt_error_q <= (interrupt_error_q & ~(s_axi_wdata[1] & enabled[1] & write_interrupt)) |
        interrupt_error_set;
    if (rst) begin
      control_restart_q <= 1'b0;
      control_clear_counters_q <= 1'b0;
      interrupt_done_q <= 1'b0;
      interrupt_error_q <= 1'b0;
    end
  end

  assign control_restart = control_restart_q; // module.ts:159
  assign control_clear_counters = control_clear_counters_q;
  assign write_interrupt = write & (s_axi_awaddr[11:2] == 10'd6); // module.ts:100
  assign interrupt_done = interrupt_done_q; // module.ts:166
  assign interrupt_error = interrupt_error_q;
  assign write_interrupt_enable = write & (s_axi_awaddr[11:2] == 10'd7); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_interrupt_enable) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
        interrupt_enable_mask_q <= s_axi_wdata[1:0];
      end
    end
    if (rst) begin
      interrupt_enable_mask_q <= 2'd0;
    end
  end

  assign interrupt_enable_mask = interrupt_enable_mask_q; // module.ts:153
  assign write_window_first = write & (s_axi_awaddr[11:2] == 10'd12); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_window_first) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign window_first_page = window_first_page_q; // module.ts:153
  assign write_window_last = write & (s_axi_awaddr[11:2] == 10'd13); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_window_last) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign window_last_page = window_last_page_q; // module.ts:153
  assign write_window_lock = write & (s_axi_awaddr[11:2] == 10'd14); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_window_lock) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
        window_lock_locked_q <= s_axi_wdata[0];
      end
    end
    if (rst) begin
      window_lock_locked_q <= 1'b0;
    end
  end

  assign window_lock_locked = window_lock_locked_q; // module.ts:153
  assign write_axi_cache = write & (s_axi_awaddr[11:2] == 10'd15); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_axi_cache) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign axi_cache_read = axi_cache_read_q; // module.ts:153
  assign axi_cache_write = axi_cache_write_q;
  assign write_command_shape = write & (s_axi_awaddr[11:2] == 10'd16); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_command_shape) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign command_shape_groups = command_shape_groups_q; // module.ts:153
  assign command_shape_blocks = command_shape_blocks_q;
  assign write_command_flags = write & (s_axi_awaddr[11:2] == 10'd17); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_command_flags) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign command_flags_format = command_flags_format_q; // module.ts:153
  assign command_flags_tokens = command_flags_tokens_q;
  assign command_flags_reuse = command_flags_reuse_q;
  assign command_flags_interrupt = command_flags_interrupt_q;
  assign command_flags_top = command_flags_top_q;
  assign command_flags_reserved = command_flags_reserved_q;
  assign command_flags_operation = command_flags_operation_q;
  assign write_weights_0_low = write & (s_axi_awaddr[11:2] == 10'd18); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_weights_0_low) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign weights_0_low = weights_0_low_q; // module.ts:153
  assign write_weights_0_high = write & (s_axi_awaddr[11:2] == 10'd19); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_weights_0_high) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign weights_0_high_bits = weights_0_high_bits_q; // module.ts:153
  assign weights_0_high_reserved = weights_0_high_reserved_q;
  assign write_weights_1_low = write & (s_axi_awaddr[11:2] == 10'd20); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_weights_1_low) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign weights_1_low = weights_1_low_q; // module.ts:153
  assign write_weights_1_high = write & (s_axi_awaddr[11:2] == 10'd21); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_weights_1_high) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign weights_1_high_bits = weights_1_high_bits_q; // module.ts:153
  assign weights_1_high_reserved = weights_1_high_reserved_q;
  assign write_weights_2_low = write & (s_axi_awaddr[11:2] == 10'd22); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_weights_2_low) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign weights_2_low = weights_2_low_q; // module.ts:153
  assign write_weights_2_high = write & (s_axi_awaddr[11:2] == 10'd23); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_weights_2_high) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign weights_2_high_bits = weights_2_high_bits_q; // module.ts:153
  assign weights_2_high_reserved = weights_2_high_reserved_q;
  assign write_weights_3_low = write & (s_axi_awaddr[11:2] == 10'd24); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_weights_3_low) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign weights_3_low = weights_3_low_q; // module.ts:153
  assign write_weights_3_high = write & (s_axi_awaddr[11:2] == 10'd25); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_weights_3_high) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign weights_3_high_bits = weights_3_high_bits_q; // module.ts:153
  assign weights_3_high_reserved = weights_3_high_reserved_q;
  assign write_activations_low = write & (s_axi_awaddr[11:2] == 10'd26); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_activations_low) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign activations_low = activations_low_q; // module.ts:153
  assign write_activations_high = write & (s_axi_awaddr[11:2] == 10'd27); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_activations_high) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign activations_high_bits = activations_high_bits_q; // module.ts:153
  assign activations_high_reserved = activations_high_reserved_q;
  assign write_results_low = write & (s_axi_awaddr[11:2] == 10'd28); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_results_low) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign results_low = results_low_q; // module.ts:153
  assign write_results_high = write & (s_axi_awaddr[11:2] == 10'd29); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_results_high) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign results_high_bits = results_high_bits_q; // module.ts:153
  assign results_high_reserved = results_high_reserved_q;
  assign write_push = write & (s_axi_awaddr[11:2] == 10'd30); // module.ts:100

  always @(posedge clk) begin // module.ts:158
    push_command_q <= s_axi_wdata[0] & enabled[0] & write_push;
    if (rst) begin
      push_command_q <= 1'b0;
    end
  end

  assign push_command = push_command_q; // module.ts:159
  assign write_command_outputs = write & (s_axi_awaddr[11:2] == 10'd31); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_command_outputs) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign command_outputs_count = command_outputs_count_q; // module.ts:153
  assign command_outputs_reserved = command_outputs_reserved_q;
  assign write_command_position = write & (s_axi_awaddr[11:2] == 10'd41); // module.ts:100

  always @(posedge clk) begin // module.ts:148
    if (write_command_position) begin
      if (s_axi_wstrb[0]) begin // module.ts:150
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

  assign command_position_first = command_position_first_q; // module.ts:153
  assign command_position_reserved = command_position_reserved_q;

  always @(posedge clk) begin // module.ts:119
    if (read) begin
      case (s_axi_araddr[11:2])
        10'd0: begin
          r_data <= 32'h4d4d4143; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd1: begin
          r_data <= 32'h10005; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd2: begin
          r_data <= 32'h800842; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd4: begin
          r_data <= 32'd0; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd5: begin
          r_data <= {24'd0, status_queued, 2'd0, status_stopped, status_busy}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd6: begin
          r_data <= {30'd0, interrupt_error_q, interrupt_done_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd7: begin
          r_data <= {30'd0, interrupt_enable_mask_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd8: begin
          r_data <= completed; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd9: begin
          r_data <= {22'd0, error_response, 1'b0, error_place, error_code}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd10: begin
          r_data <= error_address_low; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd11: begin
          r_data <= {24'd0, error_address_high_bits}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd12: begin
          r_data <= {4'd0, window_first_page_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd13: begin
          r_data <= {4'd0, window_last_page_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd14: begin
          r_data <= {31'd0, window_lock_locked_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd15: begin
          r_data <= {24'd0, axi_cache_write_q, axi_cache_read_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd16: begin
          r_data <= {command_shape_blocks_q, command_shape_groups_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd17: begin
          r_data <= {command_flags_operation_q, command_flags_reserved_q, command_flags_top_q,
              command_flags_interrupt_q, command_flags_reuse_q, command_flags_tokens_q, command_flags_format_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd18: begin
          r_data <= weights_0_low_q; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd19: begin
          r_data <= {weights_0_high_reserved_q, weights_0_high_bits_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd20: begin
          r_data <= weights_1_low_q; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd21: begin
          r_data <= {weights_1_high_reserved_q, weights_1_high_bits_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd22: begin
          r_data <= weights_2_low_q; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd23: begin
          r_data <= {weights_2_high_reserved_q, weights_2_high_bits_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd24: begin
          r_data <= weights_3_low_q; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd25: begin
          r_data <= {weights_3_high_reserved_q, weights_3_high_bits_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd26: begin
          r_data <= activations_low_q; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd27: begin
          r_data <= {activations_high_reserved_q, activations_high_bits_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd28: begin
          r_data <= results_low_q; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd29: begin
          r_data <= {results_high_reserved_q, results_high_bits_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd30: begin
          r_data <= 32'd0; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd31: begin
          r_data <= {command_outputs_reserved_q, command_outputs_count_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd32: begin
          r_data <= cycles_busy; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd33: begin
          r_data <= cycles_streaming; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd34: begin
          r_data <= beats; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd35: begin
          r_data <= back_pressured; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd36: begin
          r_data <= starved_0; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd37: begin
          r_data <= starved_1; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd38: begin
          r_data <= starved_2; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd39: begin
          r_data <= starved_3; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd40: begin
          r_data <= starved_x; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd41: begin
          r_data <= {command_position_reserved_q, command_position_first_q}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        10'd42: begin
          r_data <= {14'd0, error_record_number}; // module.ts:110
          r_response <= 2'd0; // module.ts:111
        end
        default: begin
          r_data <= 32'd0; // module.ts:116
          r_response <= 2'd2; // module.ts:117
        end
      endcase
    end
  end

  // Bits nobody reads, named for lint.
  wire _unused = &{1'b0, s_axi_awaddr[1:0], s_axi_awprot, s_axi_araddr[1:0], s_axi_arprot, enabled[31:2]};

endmodule

`default_nettype wire
